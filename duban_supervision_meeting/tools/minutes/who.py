"""Who leads, who helps, which leader is responsible: out of the wording of one item."""

import re

from .clauses import HELPED, TOGETHER
from .units import LEADER
from .words import HELP, LEAD

#: 发展规划处牵头科研院、教务处评审: who is led, helps
LEADS = re.compile(r"(?:牵头(?:组织|会同|联合)?|配合|协助)(?=[一-龥])")


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


def assign(units, item, group):
    """Put on ``item`` who leads, who helps and which leader is responsible, as ``group`` says."""
    lead, co, leader = [], [], None
    acting = [party for party in group.parties if party.role != "co"]
    first = [party for party in acting if party.role == "lead" and party.units]
    for party in first[:1] + [each for each in acting if each not in first[:1]]:
        if party.leader:
            leader = leader or party.leader
        elif not lead:
            lead += party.units
        else:
            co += party.units
    for party in group.parties:
        if party.role == "co":
            co += party.units
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
            LEAD + "|协调|任组长|担任组长|挂帅|统筹|督办|督促|调度",
            text[leader.end() :],
        ):
            return leader.group()
    return None
