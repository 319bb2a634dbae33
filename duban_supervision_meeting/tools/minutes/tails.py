"""What is said about an item outside of its wording: labelled and bracketed tails, dashes, lines of labels."""

import re

from . import dates
from .units import LEADER, split_cell
from .words import HELP, LEAD

LABELS = (
    (
        "lead",
        r"(?:牵头|责任|主办|主责|承办|落实|负责|主要责任|具体承办|执行|办理)(?:责任)?(?:单位|部门|处室|"
        r"科室|学院)|责任主体|牵头|主办|责任|承办",
    ),
    (
        "co",
        r"(?:配合|协办|协同|参与|参加|协助|会办)(?:责任)?(?:单位|部门|处室|科室|学院)|配合|协办|参与",
    ),
    (
        "leader",
        r"(?:责任|分管|牵头|联系|包抓|督办|主管)(?:校|院|区)?领导|(?:牵头|责任)(?:校|院|区)领导|督办领导",
    ),
    ("person", r"责任人|承办人|联系人|经办人|负责人|具体责任人|落实人"),
    (
        "due",
        r"(?:完成|办结|办理|落实|整改|反馈|报送|截止|进度|节点)?(?:时限|时间(?:节点|要求)?|期限|日期|"
        r"节点)|完成|限期|截止",
    ),
)
LABEL = re.compile(
    "(?:^|(?<=[；;，,。 　\t、（(【\\[〔|／/]))(?:"
    + "|".join(rf"(?P<{name}>{pattern})" for name, pattern in LABELS)
    + r")\s*[：:]\s*"
)
BRACKET = re.compile(
    r"[（(【\[〔]([^（()）【】\[\]〔〕]*(?:[（(][^（()）]*[）)][^（()）【】\[\]〔〕]*)*)[）)】\]〕]"
)
DASH = re.compile(r"\s*(?:——|—|--|－－)\s*(?=[^—\-]+$)")


def _empty():
    return {"lead": [], "co": [], "leader": None, "due": None}


def labelled(text):
    """Values of ``责任单位：… 完成时限：…``; None if ``text`` does not begin with a label."""
    found = list(LABEL.finditer(text))
    if not found or text[: found[0].start()].strip(" 　；;，,（(【[〔"):
        return None
    tail = _empty()
    for index, mark in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        value = text[mark.end() : end].strip(" 　；;，,。、\t】]〕|/")
        while value.endswith(("）", ")")) and not re.search(
            r"[（(][^（()）]*[）)]$", value
        ):
            value = value[:-1].rstrip(" 　；;，,。、")  # the bracket around the label
        _put(tail, mark.lastgroup, value)
    return tail


def _put(tail, name, value):
    if name == "lead":
        leader = LEADER.match(value)
        if leader and leader.end() == len(value):
            tail["leader"] = value
            return
        for unit, helper in split_cell(value):
            tail["co" if helper else "lead"].append(unit)
    elif name == "co":
        tail["co"] += [unit for unit, _helper in split_cell(value)]
    elif name == "leader":
        tail["leader"] = value if value.strip("—-－/无") else None
    elif name == "due":
        tail["due"] = value


def loose(units, text):
    """Values of a tail without labels (研究生院牵头，人事处配合，9月底前); None if it is none."""
    tail, known = _empty(), False
    for part in re.split(r"[，,；;。]", text):
        part = part.strip(" 　")
        if not part:
            continue
        marked = LABEL.match(part)
        if marked:
            _put(tail, marked.lastgroup, part[marked.end() :])
            known = True
            continue
        words = re.sub(r"^(?:由|请)", "", part)
        leader = LEADER.match(words)
        if leader and re.fullmatch(
            rf"(?:{LEAD}|协调|督办|统筹|总负责)?", words[leader.end() :]
        ):
            tail["leader"], known = leader.group(), True
            continue
        names, end = units.many(words, 0)
        rest = words[end:].strip("：: ")
        if names and re.fullmatch(rf"{HELP}", rest) and rest:
            tail["co"] += names
            known = True
        elif names and re.fullmatch(
            rf"(?:{LEAD}|落实|承办|办理|完成|收|跟进|汇总|组织|起草|提供|办|盯|做)?",
            rest,
        ):
            found = split_cell(words[:end])
            lead = [name for name, helper in found if not helper]
            helpers = [name for name, helper in found if helper]
            if tail["lead"] and not rest:
                helpers, lead = lead + helpers, []
            tail["lead"] += lead
            tail["co"] += helpers
            known = True
        elif names and (mixed := _mixed(units, words)):
            tail["lead"] += mixed[0]
            tail["co"] += mixed[1]
            known = True
        elif dates.limits(part) and len(part) < 26:
            tail["due"] = re.sub(r"(?:完成|办结|报送|提交|落实)$", "", part)
        else:
            return None
    return tail if known or tail["due"] else None


def _mixed(units, words):
    """教务处牵头、人事处配合 in one part."""
    found = re.fullmatch(rf"(.+?)(?:{LEAD})[、和 ]?(.+?)(?:{HELP})", words)
    if not found:
        return None
    lead, co = units.many(found[1], 0)[0], units.many(found[2], 0)[0]
    return (lead, co) if lead and co else None


def cut(units, text):
    """Tails inside a paragraph: [(start, end, values)], in order."""
    found = []
    for bracket in BRACKET.finditer(text):
        inner = bracket.group(1)
        values = labelled(inner)
        if values is None and len(inner) < 120:
            after = text[bracket.end() :].lstrip(" ")
            if (
                not after
                or after[0] in "。；;，,.（【"
                or text[bracket.start() - 1] in "。；;"
            ):
                values = loose(units, inner)
        if values is not None:
            found.append((bracket.start(), bracket.end(), values))
    dash = DASH.search(text, max([end for _s, end, _v in found] or [0]))
    if dash and dash.end() < len(text):
        values = labelled(text[dash.end() :]) or loose(units, text[dash.end() :])
        if values and dash.start() >= 0:
            found.append((dash.start(), len(text), values))
    mark = LABEL.search(text, max([end for _s, end, _v in found] or [0]))
    if (
        mark
        and mark.start()
        and text[mark.start() - 1] in "。；; 　\t，,"
        and mark.lastgroup != "person"
    ):
        values = labelled(text[mark.start() :])
        if values and (
            values["lead"] or values["co"] or values["due"] or values["leader"]
        ):
            found.append((mark.start(), len(text), values))
    return found
