"""Tables in minutes: who does what by when; or a form whose cells hold ordinary text."""

import re

from . import dates, kinds, tails
from .clauses import groups, spans
from .words import ABOUT, COUNT

#: 责任部门及负责同志: a unit and a person in one cell
AND_WHO = r"(?:[及和与、/／]?(?:主要)?(?:责任|负责|联系|承办|分管|经办)(?:人|领导|同志|人员))?"
COLUMNS = (
    ("number", r"序号?|编号|项次"),
    (
        "co",
        r"(?:配合|协办|协同|参与|参加|协助|会办)(?:责任)?(?:单位|部门|处室|科室)?(?:及责任人)?",
    ),
    (
        "leader",
        r"(?:责任|分管|牵头|联系|包抓|督办)(?:校|院|区)?领导|(?:牵头|责任)(?:校|院|区)领导",
    ),
    (
        "who",
        r"(?:落实|责任|承办|负责|牵头|经办|执行)(?:人|人员|领导)?[/／、及和与或]?(?:责任|落实|承办)?(?:人|人员)[/／、及和与或](?:部门|单位|科室|处室)"
        r"|(?:落实|责任|承办|负责|牵头|经办|执行)(?:人|人员|领导)[/／、及和与或](?:责任|落实|承办)?(?:部门|单位|科室|处室)",
    ),
    ("person", r"责任人|承办人|联系人|经办人|负责人|具体责任人"),
    (
        "lead",
        r"(?:牵头|责任|主办|主责|承办|落实|负责|执行)?(?:责任)?(?:单位|部门|处室|科室|学院)(?:（.{1,8}）)?"
        + AND_WHO
        + r"|牵头|主办|责任主体",
    ),
    (
        "due",
        r"(?:完成|办结|办理|落实|整改|反馈|计划|要求|拟)?(?:完成)?(?:时限|时间(?:节点|要求)?|期限|日期|"
        r"节点)|截止(?:时间|日期)?|进度要求",
    ),
    (
        "task",
        r"(?:上(?:次|周|期|月|季度)|本(?:次|周|期|月))?(?:会议|例会)?(?:具体|重点|主要|工作|议定|决定|任务|整改|督办|落实|审议|会议|研究|处理|议决|评审)*(?:任务|事项|内容|措施|工作|举措|要求|"
        r"决议|安排|意见|结果|结论|决定)(?:内容|事项|名称|描述|及要求)?",
    ),
    ("topic", r"议题|类别|项目|方面|分类|板块"),
    ("note", r"备注|说明|状态|(?:落实|完成|办理|整改|进展)(?:情况|进度|状态)?"),
)
NONE = re.compile(r"[—\-–－/\s无]*")


def header(cells):
    """Column names of a header row as {index: name}, or None if ``cells`` are none."""
    found = {}
    for index, cell in enumerate(cells):
        text = re.sub(r"[\s　]|[（(][^（）()]*[）)]", "", cell)
        for name, pattern in COLUMNS:
            if re.fullmatch(pattern, text) and name not in found.values():
                found[index] = name
                break
    names = set(found.values())
    if "task" not in names and "topic" in names and {"lead", "due", "who"} & names:
        found = {
            index: "task" if name == "topic" else name for index, name in found.items()
        }
        names = set(found.values())
    if "task" in names and {"lead", "due", "leader", "person", "who"} & names:
        return found
    # who and by when are named, what is called something else: the rows show which column it is
    return found if {"lead", "due"} <= names else None


def _with_task(named, paragraphs):
    """``named`` with the unknown column of the longest words as the task."""
    if "task" in named.values():
        return named
    width = {}
    for paragraph in paragraphs:
        cells = paragraph.rows[0]
        for index, cell in enumerate(cells):
            if named.get(index) in (None, "topic"):
                width[index] = width.get(index, 0) + len(cell)
    if not width:
        return None
    return {**named, max(width, key=width.get): "task"}


def _with_due(named, below, width):
    """``named`` with the column as the limit that is called something else and whose cells name days."""
    if "due" in named.values():
        return named
    for at in range(width):
        if named.get(at, "note") != "note":
            continue
        cells = [p.rows[0][at] for p in below if len(p.rows[0]) == width]
        dated = [
            cell
            for cell in cells
            if dates.whole(cell, None)["due_text"] and _limited(cell)
        ]
        if dated and 2 * len(dated) >= len(
            [cell for cell in cells if not NONE.fullmatch(cell)]
        ):
            return {**named, at: "due"}
    return named


def _limited(cell):
    return any(kind != "asked" for _at, _words, kind in dates.limits(cell))


def rows(paragraphs):
    """Rows of ``paragraphs`` (one per row, in order) under a header: [(paragraph, {name: (text, offset)})].

    Rows that stand under no header are given as (paragraph, None).
    """
    found, columns, before = [], None, None
    for index, paragraph in enumerate(paragraphs):
        cells = paragraph.rows[0]
        if before is not None and paragraph.start != before:
            # text between two tables: the second has its own header, or is the first one going on
            pass
        before = paragraph.start + len(paragraph.text) + 1
        named = header(cells)
        if named:
            named = _with_due(named, paragraphs[index + 1 :], len(cells))
            below = paragraphs[index + 1 :]
            alike = [each for each in below if len(each.rows[0]) == len(cells)]
            named = _with_task(named, alike)
        if named:
            columns = (named, len(cells))
            continue
        if columns and len(cells) == columns[1]:
            values, offset = {}, paragraph.start
            for at, cell in enumerate(cells):
                name = columns[0].get(at)
                if name and not (NONE.fullmatch(cell) and name != "number"):
                    values[name] = (cell, offset)
                offset += len(cell) + 1
            found.append((paragraph, values))
        else:
            if columns and len(cells) == 1:
                found.append(
                    (paragraph, {})
                )  # a line across the table: a section's name
                continue
            columns = None
            found.append((paragraph, None))
    return found


#: in the column that says how far it is
OVER = re.compile(
    "(?:已|均已|全部)?(?:完成|办结|销号|整改到位|落实到位|落实)(?:，|。|$)"
)
#: there as well: 延至11月25日
MOVED = re.compile(
    r"(?:延|推迟|顺延|预计|计划)(?:期|长|后)?(?:至|到|于)?([^，。；]*[日号月旬周底前内])"
)


class Rows:
    """Part of ``Minutes``."""

    def _row(self, paragraph, values):
        if values is None:
            # a form: its long cells are text like any other
            offset, before = paragraph.start, ""
            for cell in paragraph.rows[0]:
                about = ABOUT.match(cell) or ABOUT.match(f"{before}：")
                before = cell
                if len(cell) > 24 and not about:
                    for start, end, _mark in spans(cell, "\n"):
                        self._sentences(offset + start, offset + end)
                offset += len(cell) + 1
            return
        if "task" not in values:
            return
        text, offset = values["task"]
        marker = re.match(rf"(?:{COUNT}|[一二三四五六七八九十]{{1,3}}[、.．])\s*", text)
        start = offset + (marker.end() if marker else 0)
        tail = tails._empty()
        for name in ("lead", "co", "leader", "due"):
            if name in values:
                cell = values[name][0]
                tails._put(
                    tail,
                    name,
                    self.units.without_persons(cell)
                    if name in ("lead", "co")
                    else cell,
                )
        if "who" in values:
            # 落实人/部门: only units answer
            cell = self.units.without_persons(values["who"][0])
            tail["lead"] += tails.units_of(self.units, cell)
        if re.fullmatch(r"合计|小计|总计", text):
            return
        end = offset + len(text)
        note = values.get("note", ("",))[0]
        moved = MOVED.search(note)
        if moved and not tail["due"]:
            tail["due"] = moved[1]
        kind = self._kind_of_row(start, end, tail)
        if OVER.match(note):
            kind = kinds.INFORMED
        item = self._item(start, end, kind)
        self._apply(item, tail)

    def _kind_of_row(self, start, end, tail):
        """A row is a task, unless its words settle, tell or repeal and nobody is to do it by a day."""
        found = groups(self.units, self.text, start, end)
        kind = kinds.kind_of(self.text, found[0], True, False) if found else None
        busy = bool(tail["due"] and dates.whole(tail["due"], self.base)["due"])
        if kind == kinds.REPEALED or (kind == kinds.INFORMED and not busy):
            return kind
        if kind == kinds.DECIDED and not busy and not tail["lead"]:
            return kind
        return kinds.TASK
