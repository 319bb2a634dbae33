"""What a text says about time."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Milestone:
    """One of several stages: its last day and the words it stands in."""

    due: date
    text: str


@dataclass(frozen=True)
class Cycle:
    """Something that comes back.

    ``unit``: day, week, month, quarter, half_year, year, semester; ``every``: each how many of them;
    ``month`` (1–12, of a year), ``day`` (1–31 of a month, 1–7 of a week, -1 the last), both None when not named.
    """

    unit: str
    every: int = 1
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Reading:
    """The result of ``read``.

    ``due``         the last day, None when there is none or when it must be asked
    ``ask``         why a person must decide, empty when the text is clear: ``unclear`` (nothing known in it),
                    ``day`` (no such day), ``span`` (N days of which the first is not known), ``event`` (before
                    something whose day is not known), ``calendar`` (semester, holidays, teaching week that the
                    calendar does not have), ``soon`` (尽快, 立行立改), ``start`` (only a beginning), ``which`` (several
                    readings), ``done`` (已完成)
    ``options``     the days that are possible, to choose from
    ``milestones``  the stages when there are several, in their order in time, the last one is ``due``
    ``cycle``       what comes back; ``is_long_term`` is true for it when it has no end
    ``is_limit``    the words set a limit (前, 内, 底, a cell of its own), not merely a day on which something was
    ``span``        first place and place after the last of the words read, in the text as given
    ``also``        further days that the words may mean without being asked (本周内: the Friday)
    """

    due: date | None = None
    is_long_term: bool = False
    ask: str = ""
    options: tuple = ()
    milestones: tuple = ()
    cycle: Cycle | None = None
    is_limit: bool = False
    span: tuple = (0, 0)
    text: str = ""
    also: tuple = field(default=())

    @property
    def kind(self):
        """``ask``, ``date``, ``cycle``, ``long`` or ``none``."""
        if self.ask:
            return "ask"
        if self.due:
            return "date"
        if self.cycle:
            return "cycle"
        return "long" if self.is_long_term else "none"
