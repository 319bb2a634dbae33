"""Units that a cell names: who leads, who helps, which words name no single unit; whom a name means: ``finder``."""

import re
from dataclasses import dataclass

from .cells import as_written, folded

#: no cell names more units
MAX_LENGTH = 2000
LEAD = r"(?:共同)?(?:牵头|主办|主责|负责|总牵头|第一责任)(?:负责|单位|部门|主办)?"
HELP = r"(?:配合|协办|参与|参加|协同|协助|会办|会签|联办|支持|会同)(?:单位|部门)?"
TAIL_LEAD = re.compile(rf"(?:\({LEAD}\)|{LEAD})$")
TAIL_HELP = re.compile(rf"(?:\({HELP}\)|{HELP})$")
HEAD_LEAD = re.compile(
    r"^(?:\(?(?:牵头|主办|责任|承办|主责|主要责任|落实)\)?(?:责任)?(?:单位|部门|科室)?:|由)"
)
HEAD_HELP = re.compile(
    r"^\(?(?:配合|协办|参与|参加|协同|会办|会签|联办|协助)\)?(?:责任)?(?:单位|部门|科室)?:"
)
ROLES = (TAIL_LEAD, TAIL_HELP, HEAD_LEAD, HEAD_HELP)
#: 财务处按职责分工负责: the unit is named all the same
BY_DUTY = re.compile(
    r"(?:按照?|根据|依)(?:各自)?(?:职责|职能|分工){1,2}(?:分别|共同)?(?:负责|落实|推进|办理|承担)?$"
)
ROLE_WORD = re.compile(rf"^(?:{LEAD}|{HELP})$")
MEET = re.compile(r"(?:会同|商)(?=.{2,})")
JOINT = re.compile(r"共同牵头|联合牵头|共同负责|共同主办")
NUMBERED = re.compile(
    r"^\(?(?:\d{1,2}|[一二三四五六七八九十])(?:[.、)]\)?|\)(?=.))|^[①-⑳]"
)
GROUP = re.compile(
    r"^(?:各|全校|全体|全院|所有|有关|相关|其他|其它|校内|其余|涉及)|(?:各|有关|相关|所属)(?:单位|部门|学院|院系|支部|党组织|科室)$|^(?:二级)?(?:学院|单位|部门|院系|教学单位)$|"
    r"(?:按|根据).{0,8}(?:职责|分工)"
)
#: ①, ⑴, ㈠, ❶: they part, before folding makes figures of them
CIRCLED = re.compile(r"[①-⑳⑴-⒇㈠-㈩❶-❿]\s*")
MARKS = "[★☆▲△*＊※●◆]"
MARK = re.compile(
    rf"{MARKS}\s*(?P<before>[^★☆▲△*＊※●◆、,，;；\s/]{{2,30}})|(?P<behind>[^★☆▲△*＊※●◆、,，;；\s/]{{2,30}}){MARKS}"
)
HELPERS = re.compile(
    r"[（(]\s*(?:(?P<own>牵头|主办|主责|负责)[，,、；;]\s*)?(?:(?:配合|协办|协助|会办|会签|参与|参加)(?:单位|部门)?[:：]\s*(?P<told>[^（）()]{2,80})"
    r"|(?P<named>[^（）():：]{2,80}?)等?(?:配合|协办|协助|会办|会签|联办|参与|参加|协同))\s*[）)]"
)
#: 教务处（科研处、人事处）: who stands in the bracket; 党委（校长）办公室: two names in one
BRACKET = re.compile(
    r"(?P<name>[^、,，;；。:：\n()（）【】\s]{2,30}(?:[（(【][^（）()【】]{1,20}[）)】](?=[（(【]))?)[（(【](?P<inner>[^（）()【】]{2,80})[）)】]"
)
INNER = re.compile(r"[（(【]([^（）()【】]{2,80})[）)】]")
TWO_NAMES = re.compile(
    r"(?P<first>[一-龥]{1,10})[（(【](?P<second>[一-龥]{1,10})[）)】](?P<both>[一-龥]{1,8})"
)
#: what stands before or behind a name in a bracket
AROUND = re.compile(
    r"^(?:以及|包括|包含|会同|协同|联合|含|及|和|与)(?=.{2})|(?:等(?:有关|相关)?(?:单位|部门)?)$"
)
OWN_LEAD = re.compile(r"^(?:牵头|主办|主责|负责)[、,;\s]+(?=.)")
CLASS = re.compile(
    r"(?:处|部|院|系|办公室|办|中心|委员会|委|会|馆|所|社|室|科|公司|医院|组|局|校区|总支|支部|党委)$"
)
#: the name at the end and at the beginning of a line; lines over which a name is broken
BEHIND_MARK = re.compile(r"[^、,，;；。/:：()（）\s]{0,30}$")
BEFORE_MARK = re.compile(r"[^、,，;；。/:：()（）\s]{0,30}")
MOST_LINES = 8
#: 会同教务处办理: what a unit is to do stands behind its name
DOING = re.compile(
    rf"(?P<name>.*{CLASS.pattern[:-1]})(?:抓好|组织|共同|具体|协同)?"
    r"(?:办理|落实|实施|执行|推进|完成|组织)$"
)
GROUP_OF = re.compile(
    r"(?P<group>[^\n;；。、,，()（）]{2,16}(?:组|专班|工作专班|办))[（(](?P<units>[^()（）]{2,60})[）)]"
)
#: 0102-信息中心, [0102]信息中心: its number in an office system
CODE = re.compile(r"^(?:[\[(]?[A-Za-z]{0,3}\d{2,8}[\])]?)[-_—.·:]?(?=[一-龥]|$)")
#: 张岩（教师工作部）: where a person works
WORKS_AT = re.compile(r"^(?P<person>[一-龥·]{2,4})\((?P<unit>[^()]{2,20})\)$")
#: 学校/机关/教务处
PATH = re.compile(r"[/\\>→]+")
TOP = (
    "学校",
    "机关",
    "校本部",
    "本部",
    "总部",
    "直属",
    "院系",
    "学院",
    "二级学院",
    "二级单位",
)
#: what a person is, behind the name or instead of it
OFFICIAL = re.compile(
    r"(?:常务)?副?(?:书记|校长|院长|省长|市长|县长|区长|局长|处长|部长|主任|所长|科长|校领导|院领导|同志|老师)$"
)
#: 教务处（张敏、李建国）: its people
PEOPLE = re.compile(
    r"\((?P<names>[一-龥·]{2,4}(?:[、,/ ][一-龥·]{2,4}){1,5})(?:等|同志)?\)"
)


@dataclass(frozen=True)
class Mention:
    """A name in a cell, with its ``role``: lead, help or plain; ``is_group`` when it names no single unit."""

    name: str
    role: str
    is_group: bool = False


def mentions(text, is_known=None):
    """The units that a cell names, in its order.

    :param text: the cell's text
    :param is_known: function name → whether a unit is called so, to tell 后勤与资产处 from 教务处与人事处
    """
    text = re.sub(r"\n\s*(?=[（(])", "", as_written(text)[:MAX_LENGTH])
    text = CIRCLED.sub("\n", _unbroken(text, is_known))
    text = _marked(_bracketed(_groups(text, is_known), is_known))
    result, role, joint = [], None, bool(JOINT.search(folded(text)))
    for chunk in re.split(r"[\n;；。]+", _without_helpers(text)):
        chunk = _shared(
            PEOPLE.sub(_without_people, NUMBERED.sub("", folded_names(chunk)))
        )
        for piece in _pieces(chunk, is_known):
            piece = _without_code(NUMBERED.sub("", piece), is_known).strip(" .。:,-")
            if HEAD_LEAD.match(piece):
                role, piece = "lead", HEAD_LEAD.sub("", piece)
            elif HEAD_HELP.match(piece):
                role, piece = "help", HEAD_HELP.sub("", piece)
            piece = _without_person(piece, is_known)
            own, piece = _tail(piece)
            if own:
                _mark_before(result, own)
            if not GROUP.search(bare := BY_DUTY.sub("", piece)):
                piece = bare
            piece = re.sub(r"(?:等|等(?:有关|相关)?(?:单位|部门))$", "", piece.strip())
            if piece:
                result.append(
                    Mention(piece, own or role or "plain", bool(GROUP.search(piece)))
                )
    if joint:
        result = [
            Mention(m.name, "lead" if m.role != "help" else m.role, m.is_group)
            for m in result
        ]
    return list(dict.fromkeys(result))


def _unbroken(text, is_known):
    """国际交⏎流处: a line break within the name of a unit is none."""
    if not is_known or "\n" not in text:
        return text
    lines, at = text.split("\n"), 0
    while at < len(lines) - 1:
        left = BEHIND_MARK.search(lines[at])[0]
        for last in range(at + 1, min(at + MOST_LINES, len(lines))):
            right = BEFORE_MARK.match(lines[last])[0]
            whole = left + "".join(lines[at + 1 : last]) + right
            parted = is_known(left) and is_known(right)
            if left and right and not parted and is_known(whole):
                lines[at : last + 1] = ["".join(lines[at : last + 1])]
                break
            if right != lines[last]:
                at += 1
                break
        else:
            at += 1
    return "\n".join(lines)


def _groups(text, is_known):
    """综合组（党政办公室、人事处）: the units behind the name of a working group, which is none itself."""
    if not is_known:
        return text

    def inner(found):
        names = [part.strip() for part in re.split(r"[、,，/]", found["units"])]
        is_group = not is_known(found["group"].strip()) and all(map(is_known, names))
        return found["units"] if is_group else found[0]

    return GROUP_OF.sub(inner, text)


def names_somebody(inner, is_known):
    """Whether the words of a bracket name others beside the unit before it: 科研处、人事处, 各学院, 教务处汇总.

    One unit alone is what the other is also called, or the part of it that is meant: 党政办公室（信息中心）.
    """
    inner = folded_names(inner)
    if is_known(inner) and not GROUP.search(inner):
        return False
    for piece in re.split(r"[、,/;；\s]|(?<=.{2})[和与及](?=.{2})", inner):
        name = _bare(AROUND.sub("", AROUND.sub("", piece)))
        if len(name) < 2 or BY_DUTY.search(name):
            continue
        if GROUP.search(name) or any(
            is_known(name[:end]) for end in range(len(name), 1, -1)
        ):
            return True
    return False


def hides_somebody(text, is_known):
    """Whether a bracket of ``text`` names somebody beside the unit that stands before it."""
    if any(names_somebody(inner, is_known) for inner in INNER.findall(text)):
        return True
    return any(
        is_known(found["first"] + found["both"])
        and is_known(found["second"] + found["both"])
        for found in TWO_NAMES.finditer(text)
    )


def _bracketed(text, is_known):
    """教务处（科研处、各学院）: whom the bracket behind a unit names helps, or leads where it says so."""
    if not is_known:
        return text

    def parted(found):
        name = _bare(NUMBERED.sub("", found["name"]))
        is_own = not (is_known(name) or GROUP.search(name)) or is_known(folded(found[0]))  # fmt: skip
        if is_own or HELPERS.match(found[0], found.end("name") - found.start()):
            return found[0]
        inner = folded_names(found["inner"])
        if not names_somebody(inner, is_known):
            return found[0]
        if TAIL_LEAD.search(inner):
            return f"{found['name']}\n{inner}\n"
        bare = OWN_LEAD.sub("", inner)
        own = "" if bare == inner else "(牵头)"
        label = "" if HEAD_HELP.match(bare) else "配合单位:"
        return f"{found['name']}{own}\n{label}{AROUND.sub('', AROUND.sub('', bare))}\n"

    return BRACKET.sub(parted, text)


def _marked(text):
    """★教务处、科研处: one name with a mark leads; where all have it, it is a bullet."""
    marks = MARK.findall(text)
    names = [part for part in re.split(r"[、,，;；\s/]+", text) if part]
    if not marks:
        return text
    if len(marks) == 1 and len(names) > 1:
        return MARK.sub(
            lambda found: f"{found['before'] or found['behind']}(牵头)", text
        )
    return re.sub(MARKS, "", text)


def _without_person(piece, is_known):
    """教师工作部 of 张岩（教师工作部）."""
    found = WORKS_AT.match(piece)
    if not found or not is_person(found["person"]) or ROLE_WORD.search(found["unit"]):
        return piece
    if is_known:
        is_unit = is_known(found["unit"]) and not is_known(found["person"]) and not is_known(piece)  # fmt: skip
    else:
        is_unit = CLASS.search(found["unit"])
    return found["unit"] if is_unit else piece


def _without_code(piece, is_known):
    """信息中心 of 0102-信息中心; 301医院 is called so."""
    name = CODE.sub("", piece)
    if name == piece or is_known and is_known(piece):
        return piece
    return name if not name or "-" in piece or is_known and is_known(_bare(name)) else piece  # fmt: skip


def _without_helpers(text):
    """研究生院（财务处、人事处配合）: whom the bracket names helps, on a line of its own."""
    return HELPERS.sub(
        lambda found: f"{'(牵头)' if found['own'] else ''}\n配合单位:{found['told'] or found['named']}\n", text
    )  # fmt: skip


def _without_people(found):
    """Nothing for a bracket of names of persons; one with units in it stays."""
    names = re.split(r"[、,/ ]", found["names"])
    is_other = any(
        pattern.search(name)
        for name in names
        for pattern in (CLASS, TAIL_LEAD, TAIL_HELP)
    )
    return found[0] if is_other else ""


def _shared(chunk):
    """A、B负责 and A、B牵头 say it of all that the list names: of the first nobody knows that it only helps."""
    said = []
    for part in chunk.split(","):
        *others, last = part.split("、")
        tail = TAIL_LEAD.search(last)
        if (
            others
            and tail
            and ")" not in tail[0]
            and tail.start()
            and not any(pattern.search(name) for name in others for pattern in ROLES)
        ):
            names = [*others, last[: tail.start()]]
            if "负责" not in tail[0]:
                names = [f"{name}牵头" for name in names]
            part = "、".join(names)
        said.append(part)
    return ",".join(said)


def is_numbered(text):
    """How many numbered parts a cell has (1.…；2.…); 0 unless all of it is numbered."""
    text = folded_names(CIRCLED.sub("\n1.", as_written(text)).replace("\n", ";"))
    parts = [part.strip() for part in re.split(r"[;；。]+", text)]
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all(NUMBERED.match(part) for part in parts):
        return 0
    return len(parts)


def is_person(name):
    """Whether a name in a cell of units looks like a person's: 张敏, 王毅副省长; a unit ends otherwise."""
    rest = OFFICIAL.sub("", name)
    if rest != name:
        return len(rest) <= 4
    return bool(re.fullmatch(r"[一-龥·]{2,4}", name)) and not (
        CLASS.search(name) or GROUP.search(name)
    )


def _tail(piece):
    """The role said behind a name, and the name."""
    if TAIL_LEAD.search(piece) and not GROUP.search(piece):
        return "lead", TAIL_LEAD.sub("", piece)
    if TAIL_HELP.search(piece):
        return "help", TAIL_HELP.sub("", piece)
    return None, piece


def _mark_before(result, role):
    """人事处、教务处配合: the names of the same list before it help as well."""
    at = len(result)
    while (
        role == "help"
        and at
        and result[at - 1].role == "plain"
        and any(m.role == "lead" for m in result)
    ):
        at -= 1
        result[at] = Mention(result[at].name, role, result[at].is_group)


def folded_names(text):
    """Like ``folded`` but blanks between names stay."""
    return " ".join(folded(word) for word in text.split())


def _pieces(text, is_known):
    """Names between marks; blanks part names too, unless they space out one name (科 研 处)."""
    if is_known and is_known(text):
        yield text
        return
    text = _without_path(text, is_known)
    for part in re.split(r"[、,/|+&¦‖\u2500-\u257f]+", text):
        words = part.split()
        if any(len(word) == 1 for word in words):
            words = ["".join(words)]
        for word in words:
            word = DOING.sub(lambda found: found["name"], word)
            unit, colon, person = word.partition(":")
            if colon and is_known and is_known(unit) and is_person(person):
                yield unit
                yield person
            elif is_known and not is_known(word):
                yield from _joined(word, is_known)
            else:
                yield word


def _without_path(text, is_known):
    """教务处 of 学校/机关/教务处: what stands before it names no unit but where it belongs."""
    if not is_known or not PATH.search(text):
        return text
    names = []
    for name in re.split(r"[、,]", text):
        *above, last = (part.strip() for part in PATH.split(name))
        is_path = above and is_known(_bare(last)) and all(
            part in TOP or part and not is_known(part) and not GROUP.search(part) and not CLASS.search(part)
            for part in above
        )  # fmt: skip
        names.append(last if is_path else name)
    return "、".join(names)


def _joined(word, is_known):
    """教务处和人事处, 科研处会同财务处: parted only when what stands around is known."""
    meet = MEET.search(word)
    if meet and is_known(TAIL_LEAD.sub("", HEAD_LEAD.sub("", word[: meet.start()]))):
        yield word[: meet.start()] + "牵头"
        yield word[meet.end() :] + ("" if TAIL_HELP.search(word) else "配合")
        return
    for mark in ("和", "与", "及", "以及", "会同"):
        left, found, right = word.partition(mark)
        if found and is_known(_bare(left)) and is_known(_bare(right)):
            yield left
            yield right
            return
    yield word


def _bare(name):
    return TAIL_HELP.sub("", TAIL_LEAD.sub("", HEAD_HELP.sub("", HEAD_LEAD.sub("", name))))  # fmt: skip
