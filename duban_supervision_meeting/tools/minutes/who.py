"""Who leads, who helps, which leader is responsible: out of the wording of one item."""

import re

from . import dates
from .clauses import HELPED, TOGETHER
from .units import COLLECTIVE, LEADER
from .words import HELP, LEAD

#: 发展规划处牵头科研院、教务处评审: who is led, helps
LEADS = re.compile(r"牵头(?:组织|会同|联合)?(?=[一-龥])")
#: 保卫处配合后勤处维修: who is helped leads, unless it is somebody outside
HELPS = re.compile(
    r"(?:要|应|须|需|将|均|予以|积极|主动|全力|共同|密切|做好|继续|做好)*(?:配合|协助|协同配合)(?:好|做好)?(?=[一-龥])"
)
OUTSIDE = re.compile(
    r"公安|派出所|街道|政府|[省市区县厅局]|公司|企业|(?:巡视|巡察|检查|审计|督导|考察|调查|专家|评估|工作)组|施工|监理|中标|总包|上级|法院|检察"
)


def _helped(units, item, party):
    """Units of the house whom ``party`` only helps (配合…, 协助…); [] where it is charged itself or helps others."""
    begin, end = party.start - item.start, party.end - item.start
    if party.role != "actor" or party.by or begin < 0:
        return []
    if item.text[max(0, begin - 2) : begin].endswith(("由", "请", "责成")):
        return []
    words = item.text[end:]
    for at, limit, _kind in dates.limits(words):
        words = words[len(limit) :] if at == 0 else words
        break
    mark = HELPS.match(words)
    names, last = units.many(words, mark.end()) if mark else ([], 0)
    if not names or not re.match(r"[^，。；;、\s]{2}", words[last:]):
        return []
    return [
        name
        for name in names
        if _of_the_house(units, name) and not GROUP.fullmatch(name)
    ]


#: 各学院, 有关部门: units of the house that nobody's list names; they are asked for on the screen
GROUP = re.compile(COLLECTIVE)


def _of_the_house(units, name):
    if not units.names or GROUP.fullmatch(name):
        return not OUTSIDE.search(name)
    return name in units.names


#: 由林青负责: a person by name alone
PERSON = re.compile(r"由(?P<name>[一-龥]{2,3})(?:同志)?(?:负责|牵头)(?!人)")


def person(whole, text, heir):
    """(the person whom ``text`` charges, who would lead otherwise): whoever is named, no unit of before is meant.

    A name counts as one that the minutes name elsewhere too, among those present; else it is left to be asked.
    """
    found = PERSON.search(text)
    if not found:
        return None, heir
    name = found["name"]
    return (name if whole.count(name) > 1 else None), []


#: 逾期未报的由校办通报: what becomes of who does not do it
LATE = re.compile(r"(?:逾期|否则|未按(?:期|时|要求)|拒不|仍未)")


def assign(units, item, group):
    """Put on ``item`` who leads, who helps and which leader is responsible, as ``group`` says."""
    lead, co, leader = [], [], None
    acting = [party for party in group.parties if party.role != "co"]
    first = [party for party in acting if party.role == "lead" and party.units]
    for party in first[:1] + [each for each in acting if each not in first[:1]]:
        if party.leader:
            leader = leader or party.leader
        elif not lead:
            helped = _helped(units, item, party)
            lead += helped or party.units
            co += party.units if helped else []
        else:
            co += party.units
    for party in group.parties:
        if party.role == "co":
            co += party.units
    later = [
        p
        for c in group.clauses[1:]
        if LATE.match(item.text, c.start - item.start)
        for p in c.parties
    ]
    co = [name for name in co if not any(name in p.units for p in later)]
    co = lead[1:] + _helpers(units, item.text) + co
    if leader is None:
        leader = _leader(item.text)
    if leader and not lead and co:
        lead = co[:1]  # a leader leads, the first unit named does the work
    item.lead_unit = lead[0] if lead else None
    item.co_units = [
        name
        for index, name in enumerate(co)
        if name != item.lead_unit and name not in co[:index]
    ]
    item.leader = leader


def _helpers(units, text):
    """Units that take part, named anywhere in the wording."""
    found = []
    for mark in HELPED.finditer(text):
        names, end = units.many(text, mark.end(), True)
        if names:
            found += names
    for mark in LEADS.finditer(text):
        names, end = units.many(text, mark.end())
        if names and not re.match(HELP, text[end:]):
            found += names
    for mark in re.finditer(r"(?:配合|协助)(?=[一-龥])", text):
        names, end = units.many(text, mark.end())
        if names and not re.match(HELP, text[end:]):
            found += [name for name in names if _of_the_house(units, name)]
    for mark in TOGETHER.finditer(text):
        names, end = units.many(text, mark.end())
        if names and re.match(
            r"(?:共同|联合|一起|一道|协同|配合|密切配合)", text[end:]
        ):
            found += names
    for mark in re.finditer(HELP, text):
        if not re.match(
            r"[，,；;。、）)]|$|好?(?:做好|相关)", text[mark.end() :][:3] or ""
        ):
            led = re.search(rf"{LEAD}[、和][^，；]{{2,20}}$", text[: mark.start()])
            if not led and not re.search(r"(?:配合|协助|协办)$", mark.group()):
                continue
        before = text[: mark.start()]
        begin = max(before.rfind(char) for char in "，,；;（(") + 1
        words = before[begin:]
        role = list(re.finditer(LEAD + "[、和 ]?", words))
        offset = role[-1].end() if role else 0
        offset += re.match(r"(?:由|请|并|同时|会同)*", words[offset:]).end()
        names, end = units.many(words + mark.group(), offset)
        if names and end == len(words):
            found += names
    return found


def _leader(text):
    """The leader whom ``text`` makes responsible."""
    for mark in re.finditer(r"(?:请|由)", text):
        leader = LEADER.match(text, mark.end())
        if leader and re.match(
            LEAD + "|协调|任组长|担任组长|挂帅|统筹|督办|督促|调度|盯|带队|把关|过问",
            text[leader.end() :],
        ):
            return leader.group()
    return None
