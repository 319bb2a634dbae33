"""Who helps, and what a row says of limit and units in columns that give neither: nothing of it may get lost without a
question, and nothing is asked twice."""

import re

from odoo import Command

from odoo.addons.duban_supervision.tools import dates_zh

from ..tools import ledgers

#: columns that speak of something else, whatever stands in them
ELSEWHERE = {
    "row", "name", "lead", "units", "co_units", "due", "new_due", "progress", "status", "leader", "basis", "source",
    "category", "meeting_date",
}  # fmt: skip
#: what may be a limit, before it is read: a month at least, no year alone and no code
TIMELY = re.compile(r"月|季度|半年|年[底末]|\d[-./]\d{1,2}[-./]\d|学期|[暑寒]假")
#: titles of units that have a part in the matter; any title of units but those who watch, ask or are spoken of
OF_PART = re.compile(
    r"[会联合]办|协|配合|参[与加]|助|共[建同]|支持|帮|牵头|主[办责抓]|负责|责任|承[办接担]|落实|执行|实施|归口|对接|分工|联[动络]|保障|"
    r"^(?!.*(?:督|监|验|调研|发布|来文|申[报请]|检|审|抄|提案|建议|反映|被|对象|所在|归属|隶属|来源|批示|评|考核|报送|填|发起|发出|提出|提交|创建|登记|录入|交办|下达|立项|收文|经办)).*"
    r"(?:单位|部门|处室|科室|学院|院系)"
)
LONGEST_LIMIT, LONGEST_UNITS = 30, 60
#: a remark that moves the limit
MOVED = re.compile(
    r"延期|延长|顺延|推迟|展期|调整(?:为|至|到)|改(?:为|至|到)|推后|延后|延至"
)


class LeftoverReader:
    """Part of ``RowReader``: needs its ``env``, ``job``, ``finder``, ``helpers``, ``departments``, ``today``,
    ``calendar`` and ``_mentions``."""

    def _co_units(self, mentions, problems, notes, asked):
        """The units that ``mentions`` mean; the names that nobody knows are asked about, unless they were before."""
        units, unknown, texts = self.env["hr.department"], [], []
        several = []
        for mention in mentions:
            found = self.finder.find(mention.name)
            if len(found.keys) > 1:
                units |= units.browse(found.keys)
                notes.append(
                    self.env._(
                        "“%(text)s” is a group of %(count)s units.",
                        text=mention.name,
                        count=len(found.keys),
                    )
                )
            elif found.keys:
                units |= self._one(mention, notes)
            elif mention.is_group:
                notes.append(
                    self.env._(
                        "“%s” names no single units and is left out of the co-units.",
                        mention.name,
                    )
                )
            elif found.how == "several":
                several.append(self._several(mention, found))
            else:
                text = self.env._(
                    "The co-unit “%s” is not known: choose it, or leave it out.",
                    mention.name,
                )
                for key, _likeness in found.suggestions[:1]:
                    near = self.departments[key].name
                    text += " " + self.env._("Perhaps %s.", near)
                unknown.append(mention.name)
                texts.append(text)
        question = "\n".join(texts)
        units |= self._helping("、".join(unknown), question, problems, notes, asked)
        if several:
            problems["co"] = "\n".join(filter(None, [problems.get("co"), *several]))
            asked.pop("co", None)
        return units

    def _helping(self, words, question, problems, notes, asked):
        """The units that a person chose for these words before; without an answer they are asked about."""
        units = self.env["hr.department"]
        if not words:
            return units
        answer = self.helpers.get(ledgers.folded(words))
        if answer is None:
            problems["co"] = question
            asked["co"] = words
        elif answer:
            units = units.browse(answer)
            notes.append(
                self.env._(
                    "“%(text)s” is read as %(unit)s.",
                    text=words,
                    unit="、".join(units.mapped("name")),
                )
            )
        else:
            notes.append(
                self.env._("“%s” is left out of the co-units, as before.", words)
            )
        return units

    def _spare_columns(self, table):
        """[(place, column)] that may hold a limit or units and are not read as such; the same for each row."""
        if table.sheet not in self.spare:
            self.spare[table.sheet] = [
                (place, column)
                for place, column in enumerate(table.head.columns)
                if column.key not in ELSEWHERE
                and column.why not in ("by_hand", "earlier_stage", "wider_due")
                and column.at not in table.head.matrix
                and not ledgers.says_something_else(column.title)
            ]
        return self.spare[table.sheet]

    def _other_limits(self, table, entry, due, problems):
        """The due date; asked when another column of the row names a later one."""
        if "due" in problems or due.ask or entry.periods:
            return due
        name_at = table.head.at("name") or 0
        for place, column in self._spare_columns(table):
            text = entry.raw[place]
            if column.at < name_at or not TIMELY.search(text):
                continue
            reading = self._limit_in(column, text)
            if not reading or not reading.due or due.due and reading.due <= due.due:
                continue
            if column.key == "done_date" and reading.due <= self.today:
                continue
            problems["due"] = self.env._(
                "“%(title)s” names another limit: %(text)s. Choose the date that counts.",
                title=column.title, text=reading.text or text,
            )  # fmt: skip
            options = tuple(filter(None, (due.due, reading.due)))
            return dates_zh.Reading(ask="which", options=options, text=text)
        return due

    def _limit_in(self, column, text):
        """What a cell of a spare column says of the limit; None when it says nothing of it."""
        if column.key == "remark":
            if not MOVED.search(text) or len(text) > 200:
                return None
            found = dates_zh.find(text, self.today, self.job.year, self.calendar)
            return max((each for each in found if each.due), key=lambda each: each.due, default=None)  # fmt: skip
        if len(text) > LONGEST_LIMIT:
            return None
        reading = dates_zh.read(text, self.today, self.job.year, self.calendar)
        return reading if reading.kind == "date" and ledgers.is_time(text) else None

    def _other_units(self, table, entry, units, problems, notes, asked):
        """Ask where another column names known units that neither lead nor help."""
        if "co" in problems or "lead" in problems:
            return
        taken = {units["lead_unit_id"], *units["co_unit_ids"][0][2]}
        for place, column in self._spare_columns(table):
            text = entry.raw[place]
            if (
                not text
                or len(text) > LONGEST_UNITS
                or not OF_PART.search(column.title)
            ):
                continue
            read = [self.finder.find(each.name) for each in self._mentions(text)]
            found = [
                each.keys or [key for key, sure in each.suggestions if sure == 1]
                for each in read
            ]
            if not found or not all(found):
                continue
            if set().union(*found) - taken:
                question = self.env._(
                    "“%(title)s” names %(text)s as well: choose who helps, or leave it out.",
                    title=column.title, text=text,
                )  # fmt: skip
                words = f"{column.title}：{text}"
                chosen = self._helping(words, question, problems, notes, asked)
                taken |= set(chosen.ids)
                units["co_unit_ids"] = [
                    Command.set(list(taken - {units["lead_unit_id"]}))
                ]
                if "co" in problems:
                    return
