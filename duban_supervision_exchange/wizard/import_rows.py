"""One matter of a ledger → values of a line of the import: what is clear, what must be asked, what was left."""

import re

from odoo import Command

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.tools import dates_zh

from ..tools import ledgers
from .duban_import_line import ASKS_DUE
from .import_dues import DueReader
from .import_leftovers import LeftoverReader
from .import_over import OverReader
from .import_words import WordReader

#: what stands around a unit in a heading: its number, how many rows it has
HEADING_MARKS = re.compile(
    r"^\(?[一二三四五六七八九十\d]{1,3}[、.)]+|\(?共?\d+[项件条]\)?$|:$"
)
#: 责任单位：教务处 as a heading
HEADING_LABEL = re.compile(r"^\(?.{0,6}(?:单位|部门|处室|科室|学院|主体)\)?:")
UNIT_AND_PERSON = re.compile(
    r"(?:单位|部门|处室|科室|学院).*(?:人|负责同志|领导)|(?:人|同志|领导).*(?:单位|部门|处室|科室|学院)|人员?$"
)


class RowReader(DueReader, WordReader, LeftoverReader, OverReader):
    """Reads the rows of one import; remembers what it looked up."""

    def __init__(self, job, own=None):
        self.job = job
        self.env = job.env
        self.today = clock.today(job)
        Memory = self.env["duban.import.memory"]
        departments = self.env["hr.department"].search(
            [("company_id", "in", [job.company_id.id, False])]
        )
        self.departments = {unit.id: unit for unit in departments}
        names = {
            (unit.id, name)
            for unit in departments
            for name in (unit.name, unit.complete_name)
        }
        saved = {
            text: ids
            for text, ids in Memory._units(job.company_id).items()
            if set(ids) <= self.departments.keys()
        }
        self.finder = ledgers.UnitFinder(sorted(names), saved)
        self.leads, self.helpers = (
            {
                text: ids
                for text, ids in Memory._answers(job.company_id, kind).items()
                if set(ids) <= self.departments.keys()
            }
            for kind in ("lead", "co")
        )
        self.titles = ledgers.HeadFinder(own)
        self.dues = Memory._dues(job.company_id, job.year)
        self.calendar = dates_zh.SchoolCalendar(self._semesters())
        self.people = {}
        self.people_of = {}
        self.mentioned = {}
        self.spare = {}
        self.bodies = {
            sheet.position: sheet.decision_body_id for sheet in job.sheet_ids
        }
        self.categories = {
            ledgers.folded(row.name): row
            for row in job.regulation_id.category_ids.sorted(lambda r: not r.parent_id)
        }
        # as the institution's own ledger says it
        self.own_categories = {
            ledgers.folded(f"{row.parent_id.name}・{row.name}"): row
            for row in job.regulation_id.category_ids.filtered("parent_id")
        }
        self.number_titles = {
            cell["label"] for cell in job._ledger_columns() if cell["key"] == "number"
        }

    def _semesters(self):
        """First and last days of the institution's semesters, where an addon knows them."""
        if "duban.semester" not in self.env:
            return []
        rows = self.env["duban.semester"].search(
            [("company_id", "=", self.job.company_id.id)]
        )
        return [(row.date_from, row.date_to) for row in rows]

    # ------------------------------------------------------------------
    # A row
    # ------------------------------------------------------------------

    def line(self, table, entry):
        """Values of one preview line."""
        problems, notes, asked = {}, [], {}
        self._body_of_sheet(table, problems)
        texts = dict(entry.texts)
        name, content = self._title(entry, texts, problems, notes)
        self._said_in_words(entry, texts, notes)
        self._unit_of_heading(table, entry, texts, notes)
        self._people_of_units(table, texts)
        is_over = self._is_over(table, entry, texts, notes)
        units = self._units(texts, problems, notes, asked)
        is_finished = is_over or self._is_finished(texts, notes)
        due = self._due(entry, texts, problems, notes)
        due = self._other_limits(table, entry, due, problems)
        self._other_units(table, entry, units, problems, notes, asked)
        self._pinned(entry, problems, notes)
        if not is_finished:
            self._remarked(table, entry, units, problems)
        options = self._continued(entry, texts, problems) or due.options
        options = self._passed(due, problems, notes, is_finished) or options
        self._note_stages(due, notes)
        if entry.above and not units["lead_unit_id"] and not units["suggested_unit_id"]:
            units |= self._unit_above(entry)
        if entry.month:
            notes.append(self.env._("The due date lies in %s, as the heading says.", entry.month))  # fmt: skip
        if texts.get("new_due") and texts.get("due") == texts["new_due"]:
            notes.append(self.env._("The due date is the adjusted one."))
        for key in entry.uncalculated:
            if key not in ("row", "due"):
                problems["formula"] = self.env._(
                    "A formula has no value: open the file in Excel, save it and choose it again."
                )
        asked["read"] = units["co_unit_ids"][0][2]
        if "due" in problems:
            asked["due"] = self._due_text(entry, texts)
        values = {
            "asked": asked,
            "content": content or name,
            "basis": texts.get("basis") or self.job.basis or False,
            "measures": texts.get("measures", ""),
            "objective": texts.get("objective", ""),
            "handling_requirement": texts.get("requirement", ""),
            "source_document": texts.get("source") or self.job.source_document or False,
            "category": self._category(texts, notes),
            "leader": self._known(texts.get("leader"), notes),
            "handler": self._known(texts.get("handler"), notes),
            "meeting_date": self._day(texts.get("meeting_date")),
            "milestones": [[str(row.due), row.text] for row in due.milestones],
            "cycle": due.cycle and [due.cycle.unit, due.cycle.every, due.cycle.month, due.cycle.day],
            "progress": texts.get("progress", ""),
            "done_date": self._day(texts.get("done_date")),
            "number": next((entry.raw[c.at] for c in table.head.columns
                            if c.title in self.number_titles and c.at < len(entry.raw)), False),
        }  # fmt: skip
        own, rules = self.env["duban.label"]._own, self.job.regulation_id
        options = [
            str(day)
            for day in options or filter(None, [due.due if "due" in problems else None])
        ]
        return {
            "row_number": entry.number,
            "sheet_name": table.name,
            "sheet_position": table.sheet,
            "heading": entry.heading[:200],
            "raw": entry.raw,
            "name": name,
            "unit_text": "\n".join(texts[key] for key in ("lead", "units", "co_units") if texts.get(key)),
            "due_text": self._due_text(entry, texts),
            "date_deadline": False if ASKS_DUE & problems.keys() else due.due,
            "is_long": due.is_long_term,
            "due_options": "、".join(options),
            "suggested_date": options[-1] if options else False,
            "is_finished": is_finished,
            "values_json": values,
            # kept, so in the institution's words from the start
            "problems": {key: own(text, rules) for key, text in problems.items()},
            "notes": own("\n".join(notes), rules),
            "is_hidden_row": entry.is_hidden,
            "is_struck_row": entry.is_struck,
            "is_taken": not entry.is_hidden and not entry.is_struck,
            "alike_key": entry.same_matter(),
            "fingerprint": entry.fingerprint(self.job.minutes_number or ""),
            **units,
        }  # fmt: skip

    def _title(self, entry, texts, problems, notes):
        name, content = texts.get("name", ""), texts.get("content", "")
        if not name and content:
            name = content.splitlines()[0][:60]
        if not name:
            problems["name"] = self.env._("The row names no matter.")
        elif entry.is_continued:
            notes.append(self.env._("The title is the one of the row above."))
        elif entry.name_from_above:
            problems["name"] = self.env._(
                "The row has no title. Take the one of the row above, or enter its own."
            )
        if len(name) > 200:
            content = f"{name}\n{content}" if content else name
            name = name[:100]
            notes.append(
                self.env._(
                    "The title was shortened; the whole text stands in the content."
                )
            )
        return name, content

    # ------------------------------------------------------------------
    # Units
    # ------------------------------------------------------------------

    @staticmethod
    def _unit_key(texts):
        """The words under which a corrected lead unit is remembered."""
        return texts.get("lead") or texts.get("units") or texts.get("co_units") or ""

    def _people_of_units(self, table, texts):
        """One column for the unit and its person (责任单位/责任人): the person becomes the handler."""
        for column in table.head.columns:
            text = texts.get(column.key, "")
            if column.key not in ("lead", "units", "co_units") or not UNIT_AND_PERSON.search(column.title):  # fmt: skip
                continue
            people = [
                each.name
                for each in self._mentions(text)
                if each.role == "plain"
                and ledgers.is_person(each.name)
                and not self.finder.find(each.name).keys
            ]
            if len(people) == len(self._mentions(text)):
                continue
            self.people_of[text] = set(people)
            key = "leader" if "领导" in column.title else "handler"
            if people and not texts.get(key):
                texts[key] = people[0]

    def _units(self, texts, problems, notes, asked):
        """Values of who leads and who helps; the words that were asked about go to ``asked``."""
        empty = self.env["hr.department"]
        cell = ledgers.folded(self._unit_key(texts))
        leads, helpers = self._roles(texts)
        # of units that have one name each row may mean another: no answer is taken again
        is_several = any(self.finder.find(each.name).how == "several" for each in leads)
        saved = () if is_several else self.leads.get(cell) or self.finder.saved.get(cell) or ()  # fmt: skip
        lead, suggested, sure = empty, empty, 0
        if saved:
            lead = self.departments[saved[0]]
            helpers = [m for m in [*leads, *helpers] if self._lead_of(m, saved) is None]
            notes.append(
                self.env._("“%(text)s” is read as %(unit)s.", text=cell, unit=lead.name)
            )
        elif not leads:
            problems["lead"] = self.env._("The row names no unit.")
        elif self._is_each_its_own(texts):
            problems["lead"] = self.env._(
                "The units are numbered like the tasks of the row: each has its own. Choose who leads, or part the row."
            )  # fmt: skip
            helpers = [*leads, *helpers]
        elif len(leads) > 1:
            problems["lead"] = self.env._(
                "Only one unit can lead; the row names %s. Choose one.",
                "、".join(mention.name for mention in leads),
            )
            known = [self._one(mention, []) for mention in leads]
            suggested = next((unit for unit in known if unit), empty)
            helpers = [*leads, *helpers]
            sure = 50
        else:
            lead, suggested, sure = self._lead(leads[0], problems, notes, asked)
            self._note_order(texts, leads[0], notes)
        if "lead" in problems and not asked.get("name") and not is_several:
            asked["cell"] = cell
        # of a group the first one leads, and the others help
        co_units = empty.browse(saved[1:])
        co_units |= self._co_units(helpers, problems, notes, asked)
        return {
            "lead_unit_id": lead.id,
            "co_unit_ids": [Command.set((co_units - lead).ids)],
            "suggested_unit_id": suggested.id,
            "suggestion": self._perhaps(suggested, sure) if suggested else "",
        }  # fmt: skip

    @staticmethod
    def _is_each_its_own(texts):
        """1.教务处 2.后勤处 beside 1.制定方案 2.保障供电: nobody leads all of it."""
        count = ledgers.is_numbered(texts.get("units", "") or texts.get("lead", ""))
        return count and any(
            ledgers.is_numbered(texts.get(key, "")) == count
            for key in ("name", "content", "measures")
        )

    def _unit_of_heading(self, table, entry, texts, notes):
        """Tables without a column of units name them in headings (责任单位：教务处) or have a sheet for each."""
        if any(texts.get(key) for key in ("lead", "units")):
            return
        for said, note in (
            (entry.heading, self.env._("The heading “%s” names the unit.", entry.heading)),
            (table.name, self.env._("The sheet “%s” names the unit.", table.name)),
        ):  # fmt: skip
            name = HEADING_LABEL.sub("", HEADING_MARKS.sub("", ledgers.folded(said)))
            found = self._mentions(name)
            if found and all(self.finder.is_known(each.name) for each in found):
                texts["units"] = name
                notes.append(note)
                return

    def _note_order(self, texts, lead, notes):
        """Say so where one cell names several units and only their order tells who leads."""
        for key in ("lead", "units"):
            names = [each.name for each in self._mentions(texts.get(key, ""))]
            if lead.role == "plain" and names[:1] == [lead.name] and len(names) > 1:
                notes.append(
                    self.env._(
                        "“%s” stands first among the units of one cell and leads; the others help.",
                        lead.name,
                    )
                )

    def _unit_above(self, entry):
        """The unit of the row whose title this one takes, as a suggestion."""
        leads, _helpers = self._roles(entry.above)
        unit = self._one(leads[0], []) if len(leads) == 1 else None
        if not unit:
            return {}
        return {"suggested_unit_id": unit.id, "suggestion": self._perhaps(unit, 80)}

    def _perhaps(self, unit, sure):
        return self.env._("Perhaps %(unit)s (%(sure)s %%)", unit=unit.name, sure=sure)

    def _lead_of(self, mention, saved):
        found = self.finder.find(mention.name)
        return mention if found.keys[:1] == tuple(saved[:1]) else None

    def _roles(self, texts):
        """(who leads, who helps): by what the cell says of a name, else by its column, else by its place."""
        leads, plain, helpers = [], [], []
        for key in ("lead", "units", "co_units"):
            text = texts.get(key, "")
            for mention in self._mentions(text):
                if mention.name in self.people_of.get(text, ()):
                    continue
                if mention.role == "lead":
                    leads.append(mention)
                elif key == "co_units" or mention.role == "help":
                    helpers.append(mention)
                else:
                    plain.append(mention)
        if not leads and plain:
            leads.append(plain.pop(0))
        return leads, plain + helpers

    def _mentions(self, text):
        if text not in self.mentioned:
            self.mentioned[text] = ledgers.mentions(text, self.finder.is_known)
        return self.mentioned[text]

    def _lead(self, mention, problems, notes, asked):
        """(unit, suggestion, how sure in per cent)"""
        empty = self.env["hr.department"]
        unit = self._one(mention, notes)
        if unit:
            return unit, empty, 100
        found = self.finder.find(mention.name)
        if mention.is_group or found.keys:
            problems["lead"] = self.env._(
                "“%s” names no single unit. Choose who leads.", mention.name
            )
            return empty, empty, 0
        if found.how == "several":
            problems["lead"] = self._several(mention, found)
            return empty, empty, 0
        asked["name"] = mention.name
        problems["lead"] = self.env._("The unit “%s” is not known.", mention.name)
        if not found.suggestions:
            return empty, empty, 0
        key, likeness = found.suggestions[0]
        return empty, self.departments[key], round(likeness * 100)

    def _several(self, mention, found):
        """The question which of the units of one name is meant; each row may mean another, so no answer is kept."""
        units = self.env["hr.department"].browse([key for key, _sure in found.suggestions])  # fmt: skip
        return self.env._(
            "“%(text)s” is the name of several units: %(units)s. Choose the one that is meant.",
            text=mention.name, units="、".join(units.mapped("complete_name")),
        )  # fmt: skip

    def _one(self, mention, notes):
        """The unit that a name means for certain, with a note when it is called otherwise."""
        found = self.finder.find(mention.name)
        if len(found.keys) != 1:
            return self.env["hr.department"]
        unit = self.departments[found.keys[0]]
        if found.how in ("short", "pinyin", "saved"):
            notes.append(
                self.env._(
                    "“%(text)s” is read as %(unit)s.", text=mention.name, unit=unit.name
                )
            )
        return unit

    # ------------------------------------------------------------------
    # Other columns
    # ------------------------------------------------------------------

    def _category(self, texts, notes):
        text = ledgers.folded(texts.get("category"))
        if not text:
            return False
        found = self.categories.get(text) or self.own_categories.get(text)
        if found:
            return found.id
        near = [
            name
            for name in self.categories
            if text in name
            or name in text
            and not any(name != other and name in other and other in text for other in self.categories)
        ]  # fmt: skip
        if len(near) == 1:
            found = self.categories[near[0]]
            notes.append(
                self.env._("The category “%(text)s” is read as %(name)s.", text=text, name=found.name)
            )  # fmt: skip
        elif near:
            notes.append(
                self.env._(
                    "The category “%(text)s” fits several (%(names)s) and is left open.",
                    text=text, names="、".join(self.categories[name].name for name in near),
                )
            )  # fmt: skip
            return False
        if not found:
            notes.append(
                self.env._("The category “%s” is not known and is left open.", text)
            )
        return found.id if found else False

    def _known(self, text, notes):
        if not text:
            return False
        person = self._person(text)
        if not person:
            notes.append(self.env._("“%s” is not a user and is left out.", text))
        return person.id

    def _person(self, text):
        name = ledgers.folded(text)
        if name not in self.people:
            users = self.env["res.users"].search(
                [("name", "=", name), ("company_ids", "in", self.job.company_id.ids)],
                limit=2,
            )
            # two persons of one name: nobody is guessed
            self.people[name] = users if len(users) == 1 else users.browse()
        return self.people[name]

    def mark_repeats(self, vals_list):
        """The same row twice in the file, or taken over before."""
        known = self.env["duban.import.line"]._imported(
            self.job.company_id, [vals["fingerprint"] for vals in vals_list]
        )
        seen, ours = {}, self._ours(vals_list)
        for vals in vals_list:
            fingerprint = vals["fingerprint"]
            # the ledger that was exported here comes back
            own = ours.get(vals["values_json"]["number"])
            words = ledgers.folded(vals["name"])
            if own and words.startswith(ledgers.folded(own.name)):
                vals["repeats"] = self.env._("On the ledger already: %s", own.number)
            elif fingerprint in known:
                vals["repeats"] = self.env._(
                    "Taken over before: %s", known[fingerprint]
                )
            elif fingerprint in seen:
                vals["repeats"] = self.env._("Repeats row %s.", seen[fingerprint])
            else:
                seen[fingerprint] = vals["row_number"]
        self.mark_alike(vals_list)

    def _ours(self, vals_list):
        """{number: matter} of the rows whose number stands on the ledger here, of what the person may see."""
        numbers = {vals["values_json"]["number"] for vals in vals_list}
        found = self.env["duban.matter"].search(
            [("company_id", "=", self.job.company_id.id), ("number", "in", [*filter(None, numbers)])]
        )  # fmt: skip
        return {matter.number: matter for matter in found}

    def mark_alike(self, vals_list):
        """One matter on several sheets (a ledger for each month) with another limit: which one counts is asked."""
        groups = {}
        for vals in vals_list:
            if vals["is_taken"] and not vals.get("repeats"):
                groups.setdefault((vals["alike_key"], vals["lead_unit_id"]), []).append(vals)  # fmt: skip
        for rows in groups.values():
            if len({vals["sheet_position"] for vals in rows}) < 2:
                continue
            places = "、".join(
                self.env._("%(sheet)s row %(row)s", sheet=vals["sheet_name"], row=vals["row_number"])
                for vals in rows
            )  # fmt: skip
            for vals in rows:
                vals["problems"]["alike"] = self.env._(
                    "The same matter stands on several sheets with other words or another limit (%s). Leave out "
                    "those that no longer count, or tick that each is a matter.", places,
                )  # fmt: skip
