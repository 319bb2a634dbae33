"""What is said about an item outside of its wording: labelled and bracketed tails, dashes, lines of labels."""

import re

from . import dates, lines
from .clauses import groups, spans
from .units import LEADER, split_cell
from .words import ACT, COUNT, HELP, LEAD

#: 责任单位（人）, 责任部门及责任人: a unit and a person under one label
AND_WHO = r"(?:[（(]人[）)]|[及和、/／](?:主要)?(?:责任|负责|联系|承办|经办)人)?"
LABELS = (
    (
        "lead",
        r"(?:牵头|责任|主办|主责|承办|经办|实施|落实|负责|主要责任|具体承办|执行|办理)(?:责任)?(?:单位|部门|处室|"
        r"科室|学院)" + AND_WHO + r"|责任主体|牵头|主办|责任|承办",
    ),
    (
        "co",
        r"(?:配合|协办|协同|参与|参加|协助|会办)(?:责任)?(?:单位|部门|处室|科室|学院)"
        + AND_WHO
        + r"|配合|协办|参与",
    ),
    (
        "leader",
        r"(?:责任|分管|牵头|联系|包抓|督办|主管)(?:校|院|区)?领导|(?:牵头|责任)(?:校|院|区)领导|督办领导",
    ),
    ("person", r"责任人|承办人|联系人|经办人|负责人|具体责任人|落实人"),
    (
        "due",
        r"(?:计划|拟|预计|要求)?(?:完成|办结|办理|落实|整改|反馈|报送|截止|进度|节点){0,2}(?:时限|时间(?:节点)?|期限|日期|"
        r"节点)(?:要求)?|完成|限期|截止",
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


def labelled(text, units=None):
    """Values of ``责任单位：… 完成时限：…``; None if ``text`` does not begin with a label.

    :param units: ``Units`` that tell the name of a unit from that of a person behind it
    """
    found = list(LABEL.finditer(text))
    if not found or text[: found[0].start()].strip(" 　；;，,（(【[〔"):
        return None
    tail = _empty()
    by_units = any(mark.lastgroup == "lead" for mark in found)
    for index, mark in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        value = text[mark.end() : end].strip(" 　；;，,。、\t】]〕|/")
        while value.endswith(("）", ")")) and not re.search(
            r"[（(][^（()）]*[）)]$", value
        ):
            value = value[:-1].rstrip(" 　；;，,。、")  # the bracket around the label
        more = None
        if units and mark.lastgroup != "due":
            value, more = _value(units, value, mark.lastgroup == "person")
        if units and mark.lastgroup in ("lead", "co", "person"):
            value = units.without_persons(value)
        if "人" in mark.group() and mark.lastgroup in ("lead", "co"):
            value = "、".join(units_of(units, value))
        if mark.lastgroup != "person":
            _put(tail, mark.lastgroup, value)
        elif not tail["lead"] and not by_units and "联系" not in mark.group():
            # 责任人：教务处, 责任人：李副校长; staff by name answer to their unit; whom to call answers for nothing
            leader = LEADER.match(value)
            whole = leader and leader.end() == len(value)
            _put(tail, "lead", value if whole else "、".join(units_of(units, value)))
        tail = together(more, tail)
    return tail


def _value(units, text, person):
    """(the value itself, values of a tail that stand behind it without a label): 张三，6月底前完成，教务处配合.

    :param person: it is somebody's name; whoever helps is told behind it
    """
    (_start, end, _mark), *parts = spans(text, "，,；;。") or [(0, 0, "")]
    kept, more = text[:end], None
    for start, last, _mark in parts:
        part = text[start:last].strip(" 　")
        limited = len(part) < LONGEST_PART and dates.limits(part)
        told = loose(units, part) if limited or person else None
        if limited and told is None and _only_when(units, part, True):
            told = _empty() | {"due": _words_of_limit(part)}
        if told is None or not (limited or told["co"]):
            kept += "，" + part
        else:
            more = together(more, told)
    return kept, more


#: an ending that names of units have and names of persons have not
OF_A_UNIT = re.compile(
    r".(?:处|部|办公室|[校院党]办|中心|学院|研究院|科|室|馆|局|团委|工会|委员会)$"
)


def units_of(units, value):
    """Names in ``value``, persons and units, that are those of units: known ones, or by their ending."""
    known = units.names if units else ()
    return [
        name
        for name, _helper in split_cell(value)
        if name in known or OF_A_UNIT.search(name)
    ]


def label_within(text):
    """Place of the first label that stands behind other words of ``text``; -1 without one."""
    for mark in LABEL.finditer(text):
        if mark.start() and text[mark.start() - 1] in "。；; 　\t，,":
            return mark.start()
    return -1


def _over(units, value):
    """Place in the value of a label where the sentence is over or the next unit's work begins, else None."""
    over = re.search(rf"。\s*(?=\S)|[；;]\s*(?={COUNT})", value)
    end = over.end() if over else None
    for start, last, _mark in spans(value[:end], "，,；;。")[1:]:
        part = value[start:last]
        if lines.acts(units, part) and loose(units, part) is None:
            return start
    return end


def _runs(units, text, position):
    """Runs of labels with their values, from ``position`` on: [(start, end)]; each ends with its sentence."""
    found = []
    marks = [mark for mark in LABEL.finditer(text) if mark.start() >= position]
    for index, mark in enumerate(marks):
        following = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        value = text[mark.end() : following]
        over = _over(units, value)
        last = following
        if over is not None and value[over:].strip():
            last = mark.end() + over
        if found and found[-1][1] == mark.start():
            found[-1] = (found[-1][0], last)
        else:
            found.append((mark.start(), last))
    return found


def beyond(units, text):
    """What stands in ``text`` behind its labels and their values: the work of another unit."""
    runs = _runs(units, text, 0)
    return text[runs[-1][1] :] if runs else ""


def _goes_on(run):
    """Whether behind persons' names in ``run`` more is told of what is to be done than by when."""
    *marks, last = LABEL.finditer(run)
    if any(mark.lastgroup != "person" for mark in (*marks, last)):
        return False
    for part in PARTS.split(run[last.end() :])[1:]:
        for _at, limit, _kind in dates.limits(part):
            part = part.replace(limit, "", 1)
        part = re.sub(r"^[ 　]*(?:并|同时|再|还|要|须|需)*", "", part)
        if ACT.match(part) and not BY_THEN.fullmatch(part):
            return True
    return False


def _put(tail, name, value):
    if name == "lead":
        leader = LEADER.match(value)
        if leader and leader.end() == len(value):
            tail["leader"] = value
            return
        if re.match("上述|以上|如上|同上", value):
            return  # they were named with each of the items
        for unit, helper in split_cell(value):
            tail["co" if helper else "lead"].append(unit)
    elif name == "co":
        tail["co"] += [unit for unit, _helper in split_cell(value)]
    elif name == "leader":
        tail["leader"] = value if value.strip("—-－/无") else None
    elif name == "due":
        tail["due"] = value


PARTS = re.compile(r"[，,；;。]")


def loose(units, text):
    """Values of a tail without labels (研究生院牵头，人事处配合，9月底前); None if it is none."""
    tail, known = _empty(), False
    for part in PARTS.split(text):
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
            rf"(?:{LEAD}|落实|承办|办理|完成|收|跟进|汇总|组织|起草|提供|办|盯|做)?"
            r"(?:组织|落实|实施|推进|协调|统筹|办理)*",
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
        elif told := by_then(units, part):
            if told["leader"]:
                tail["leader"] = told["leader"]
            tail["co" if tail["lead"] else "lead"] += told["lead"]
            tail["co"] += told["co"]
            tail["due"], known = told["due"], True
        elif dates.limits(part) and len(part) < 26 and _only_when(units, part, known):
            tail["due"] = _words_of_limit(part)
        else:
            return None
    return tail if known or tail["due"] else None


#: beside the limit itself: it is to be done by then
BY_THEN = re.compile(
    r"(?:于|在|均|都|力争|争取|确保|务必|必须|须|需|要|应|并|全部|全面|正式|按期|如期|最迟|最晚|至迟|分别|首次|首批|不迟于|不晚于)*"
    r"(?:完成|完结|办结|报送|上报|提交|落实|交付|验收|上线|投用|投入使用|启用|竣工|完工|开工|整改|反馈|报|交|印发|实施)*"
    r"(?:到位|完毕|好|完|使用)?"
)


#: what whoever is named does by then, and no work of its own
DOES_IT = re.compile(
    rf"(?:{LEAD})?{BY_THEN.pattern}(?:组织|落实|实施|推进|协调|统筹|办理)*(?:到位|完毕)?"
)


def by_then(units, part):
    """Values of 后勤处6月底前完成 or 6月底前由后勤处落实: who and by when of what stands before; else None."""
    found = dates.limits(part)
    if len(found) != 1 or len(part) >= LONGEST_PART:
        return None
    at, limit, _kind = found[0]
    until = at + len(limit)
    opened = re.compile(r"[，, ]*(?:由|请|责成)?").match(part, 0 if at else until)
    leader = LEADER.match(part, opened.end())
    names, end = units.many(part, opened.end(), opened.group()[-1:] in "由请成")
    if leader:
        names, end = [], leader.end()
    if not (leader or names) or end > at > 0:
        return None
    rest = (part[end:at] + part[until:] if at else part[end:]).strip(" 　：:，,")
    if not DOES_IT.fullmatch(rest) and (leader or not re.fullmatch(HELP, rest)):
        return None
    tail = _empty()
    tail["leader"], tail["due"] = leader and leader.group(), limit
    tail["lead" if DOES_IT.fullmatch(rest) else "co"] = names
    return tail


#: a longer part between two commas tells more than who and by when
LONGEST_PART = 40


def _only_when(units, part, known):
    """Whether ``part`` says by when and no other work: 保卫处6月1日前封闭道路 is work of another unit.

    :param known: whoever does it stood before; then what is to be ready may be said besides
    """
    rest = part
    for start, limit, _kind in reversed(dates.limits(part)):
        rest = rest[:start] + rest[start + len(limit) :]
    rest = rest.strip(" 　：:")
    if units.many(rest, 0)[0] or LEADER.match(rest):
        return False
    return known or bool(BY_THEN.fullmatch(rest))


def _words_of_limit(part):
    """The words of the limit in ``part``: 5月底前 of 5月底前全部完成."""
    found = [limit for _start, limit, _kind in dates.limits(part)]
    if len(found) == 1 and BY_THEN.fullmatch(part.replace(found[0], "")):
        return found[0]
    return re.sub(r"(?:完成|办结|报送|提交|落实)$", "", part)


def _mixed(units, words):
    """教务处牵头、人事处配合 in one part."""
    found = re.fullmatch(rf"(.+?)(?:{LEAD})[、和 ]?(.+?)(?:{HELP})", words)
    if not found:
        return None
    lead, co = units.many(found[1], 0)[0], units.many(found[2], 0)[0]
    return (lead, co) if lead and co else None


def cut(units, text):
    """Tails inside a paragraph: [(start, end, values)], in order; those that follow each other at once are one."""
    return _merged(text, _cut(units, text))


def _merged(text, found):
    """``found`` with 【责任单位：…】【完成时间：…】 as one."""
    merged = []
    for start, end, values in found:
        before = merged[-1] if merged else None
        if before and not text[before[1] : start].strip(" 　，,；;、"):
            merged[-1] = (before[0], end, together(before[2], values))
        else:
            merged.append((start, end, values))
    return merged


def together(first, second):
    """The values of two tails of the same item."""
    if first is None or second is None:
        return first or second
    return {
        name: first[name] + second[name]
        if isinstance(second[name], list)
        else second[name] or first[name]
        for name in second
    }


#: what is done with what others send
RECEIVES = re.compile(r"(?:汇总|收|收齐|接收|备案|存档|归档|汇编|审核)$")


#: no sentence is longer
LONGEST = 400


def _acts(units, text, end, known):
    """Whether the sentence that goes on to ``end`` names who acts; ``known``: what was found of each sentence."""
    first = max(0, end - LONGEST)
    begin = max(text.rfind(char, first, end) for char in "。；;\n") + 1
    if not begin and first:
        return False  # no sentence is that long
    if begin not in known:
        known[begin] = any(
            party.role != "co"
            for group in groups(units, text, begin, end)
            for party in group.parties
        )
    return known[begin]


def own_work(units, text):
    """Brackets at the end of a sentence that tell the work of another unit: [(start, end of what is inside)].

    基建处完成维修（保卫处6月1日前封闭道路）: two units, two tasks.
    """
    found = []
    for bracket in BRACKET.finditer(text):
        inner, after = bracket.group(1), text[bracket.end() :].lstrip(" ")[:1]
        if after and after not in "。；;" or labelled(inner):
            continue
        told = groups(units, inner, 0, len(inner))
        first = told[0].parties[:1] if told else []
        if (
            first
            and first[0].role == "actor"
            and first[0].start == 0
            and dates.limits(inner)
            and loose(units, inner) is None
        ):
            found.append((bracket.start(), bracket.end()))
    return found


def _cut(units, text):
    found, sentences = [], {}
    for bracket in BRACKET.finditer(text):
        inner = bracket.group(1)
        values = labelled(inner, units)
        if values is None and len(inner) < 120:
            after = text[bracket.end() :].lstrip(" ")
            if (
                not after
                or after[0] in "。；;，,.（【"
                or text[bracket.start() - 1] in "。；;"
            ):
                values = loose(units, inner)
                if RECEIVES.search(inner) and _acts(
                    units, text, bracket.start(), sentences
                ):
                    values = None  # 各学院报送…（研究生院汇总）: who receives it
                elif (
                    values
                    and any(by_then(units, part) for part in PARTS.split(inner))
                    and _acts(units, text, bracket.start(), sentences)
                ):
                    # 教务处完成审核（科研处6月底前）: they do their share of it
                    values["lead"], values["co"] = [], values["lead"] + values["co"]
        if values is not None:
            found.append((bracket.start(), bracket.end(), values))
    dash = DASH.search(text, max([end for _s, end, _v in found] or [0]))
    if dash and dash.end() < len(text):
        values = labelled(text[dash.end() :], units) or loose(units, text[dash.end() :])
        if values and dash.start() >= 0:
            found.append((dash.start(), len(text), values))
    last = max([end for _s, end, _v in found] or [0])
    for start, end in _runs(units, text, last):
        if not start or text[start - 1] not in "。；; 　\t，,":
            continue
        values = labelled(text[start:end], units)
        if values and not (values["lead"] or values["leader"]):
            if _goes_on(text[start:end]):
                continue  # 责任人：张三，并报办公会审定: the task goes on behind the name
        if values and not any(values.values()):
            values = (
                None  # a person by name: no words of the task, nothing to be put on it
            )
        found.append((start, end, values))
    return found
