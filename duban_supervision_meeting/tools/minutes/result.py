"""What the reader hands over."""

from dataclasses import asdict, dataclass, field
from datetime import date


@dataclass
class Item:
    """One proposal; ``text`` is ``Reading.text[start:end]``."""

    text: str
    start: int
    end: int
    kind: str
    lead_unit: str | None = None
    co_units: list = field(default_factory=list)
    leader: str | None = None
    due_text: str | None = None
    due: date | None = None
    due_also: list = field(default_factory=list)
    heading: str = ""


@dataclass
class Reading:
    """What was read: the text that is shown, the meeting, the proposals in the order of the text."""

    text: str
    meeting: dict
    items: list
    #: places of sentences that are too long to be read
    unread: list = field(default_factory=list)
    #: places of sentences that name who acts or by when and were not proposed: a person looks at them
    passed: list = field(default_factory=list)

    def as_dict(self):
        """Plain values with days as ISO text, for JSON."""
        return {
            "text": self.text,
            "meeting": {k: _plain(v) for k, v in self.meeting.items()},
            "unread": [list(place) for place in self.unread],
            "passed": [list(place) for place in self.passed],
            "items": [
                {k: _plain(v) for k, v in asdict(item).items()} for item in self.items
            ],
        }


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, list) else value
