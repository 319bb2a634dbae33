"""One decision a line, without a number and without 。: which lines are decisions of their own."""

import re

from . import dates
from .clauses import groups
from .layout import marker_of
from .words import ABOUT, ACT

#: what goes on in the next line, whatever that begins with
OPEN = re.compile(
    r"(?:[，、：:（(《“—-]|[和与及同或并由请将把对向在于从自至到为以按经给让被的各等因]|会同|配合|协助|联合|商请|责成|委托|督促|通知"
    r"|联系|对接|报送|报请|提交|上报|移交|转交|交由|会商|征求|要求|以及|牵头|下发|发放|反馈|依托|经过)$"
)
#: the sentence about the meeting, its title, who wrote it down
OF_THE_MEETING = re.compile(
    r"主持召开|召开|举行|纪要|主持|出席|列席|参加会议|印发|编印|整理|现将|会议室"
)
#: with these words the head ends: what follows was decided
DECIDED = re.compile(
    r"(?:议定|决定|明确|研究|要求|安排|部署|布置|纪要|纪要如下|通知|强调)[^。；，]{0,8}[：:]$"
    # a line of its own that is nothing else needs no colon
    r"|^(?:(?:会议|例会|会上|经研究)?[，,]?(?:研究|一致)?(?:议定|决定|明确|要求)(?:如下|以下)?(?:事项|内容|意见|工作)*(?:如下)?"
    r"|(?:主要|具体|重点|下一步|下步)?(?:工作|任务)(?:安排|部署|要求|布置))$"
)
#: what stands behind the last decision
AFTER_ALL = re.compile(
    r"(?:下次|下一次|下周)(?:例会|会议|碰头会)|散会|以上事项|会议(?:还)?(?:强调|要求|指出)"
)
#: longer ones are no lines
LONGEST = 200


def acts_by(units, text):
    """Whether ``text`` says of somebody what is to be done by when."""
    return bool(
        len(text) < LONGEST
        and any(kind != "asked" for _at, _words, kind in dates.limits(text))
        and acts(units, text)
    )


def acts(units, text):
    """Whether ``text`` begins with whoever does something, or with the day and then who."""
    found = groups(units, text, 0, len(text))
    parties = [party for group in found[:1] for party in group.parties]
    acting = [party for party in parties if party.role != "co"]
    if not acting:
        return False
    before = text[: acting[0].start]
    for _at, limit, _kind in dates.limits(before):
        before = before.replace(limit, "")
    after = text[acting[0].end :]
    told = bool(after.strip("，。；;、 ")) and (
        acting[0].role == "lead" or ACT.match(after) or bool(dates.limits(after[:16]))
    )
    before = re.sub(r"^(?:例会|会议|会上|会后)?[请由]?", "", before.strip("，, "))
    return len(before) < 3 and told


def says(units, text):
    """Whether a short line tells what somebody does, and not who wrote the minutes down."""
    return not OF_THE_MEETING.search(text) and acts(units, text)


def _broken(units, before, body):
    """Whether the line breaks a name: 报送校｜长办公室汇总."""
    if not units.names:
        return not dates.limits(body)
    return any(
        before.endswith(name[:at]) and body.startswith(name[at:])
        for name in units.names
        for at in range(1, len(name))
    )


def stands(units):
    """A function for ``layout.paragraphs``: whether a line is a decision of its own, not the rest of one."""

    def own(before, body):
        before = before[len(marker_of(before)[0]) :]
        if len(body) > LONGEST or OPEN.search(before) or ABOUT.match(before):
            return False
        if AFTER_ALL.match(body):
            return True
        if not acts(units, body) or _broken(units, before, body):
            return False
        last = re.split("[。；;]", before[-LONGEST:])[-1]
        return acts(units, last) or not last

    return own


def begins(units, text):
    """Whether the head of the minutes is over with the line ``text``: it says who does what by when."""
    return not OF_THE_MEETING.search(text) and acts_by(units, text)
