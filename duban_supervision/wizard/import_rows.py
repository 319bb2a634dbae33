"""One row of the file → values of a line of the import, with what is wrong in words and what was probably meant."""

import difflib
from datetime import datetime

from odoo import Command

from .. import clock
from ..tools import import_parser as parser

#: likeness from which another name is suggested
LIKENESS = 0.5


class RowReader:
    """Reads the rows of one import; remembers what it looked up."""

    def __init__(self, job, columns):
        self.job = job
        self.env = job.env
        self.columns = columns
        departments = self.env["hr.department"].search(
            [("company_id", "in", [job.company_id.id, False])]
        )
        self.units = {}
        for department in departments:
            for name in (department.name, department.complete_name):
                self.units.setdefault(parser.squeeze(name), department)
        self.plain = {self._plain(name): unit for name, unit in self.units.items()}
        self.suggestions = {}
        self.people = {}
        self.categories = {
            parser.squeeze(row.name): row
            for row in job.regulation_id.category_ids.sorted(lambda r: not r.parent_id)
        }

    @staticmethod
    def _plain(name):
        """A unit's name without brackets and joining dots."""
        return "".join(char for char in name.split("(")[0] if char not in "·・.-—")

    def unit(self, name):
        """(department or empty, suggested department or empty)"""
        key = parser.squeeze(name)
        found = self.units.get(key) or self.plain.get(self._plain(key))
        empty = self.env["hr.department"]
        if found:
            return found, empty
        if key not in self.suggestions:
            near = difflib.get_close_matches(key, self.units, n=1, cutoff=LIKENESS)
            inside = [
                known
                for known in self.units
                if len(key) > 1 and (key in known or known in key)
            ]
            best = (inside or near)[:1]
            self.suggestions[key] = self.units[best[0]] if best else empty
        return empty, self.suggestions[key]

    def person(self, name):
        name = parser.squeeze(name)
        if name not in self.people:
            users = self.env["res.users"].search(
                [("name", "=", name), ("company_ids", "in", self.job.company_id.ids)],
                limit=2,
            )
            # two persons of one name: nobody is guessed
            self.people[name] = users if len(users) == 1 else users.browse()
        return self.people[name]

    def cell(self, row, key):
        at = self.columns.get(key)
        return row[at] if at is not None and at < len(row) else None

    def text(self, row, key):
        return parser.clean(self.cell(row, key))

    def line(self, number, row):
        """Values of one preview line."""
        problems, notes = [], []
        name, content = self.text(row, "name"), self.text(row, "content")
        if not name and content:
            name = content.splitlines()[0][:60]
        if not name:
            problems.append(self.env._("The row names no matter."))
        elif len(name) > 200:
            content = content or name
            name = name[:100]
            notes.append(
                self.env._(
                    "The title was shortened; the whole text stands in the content."
                )
            )
        lead, co_units, suggested = self._units(row, problems, notes)
        due, long_term = self._due(row, problems, notes)
        values = {
            "content": content or name,
            "basis": self.text(row, "basis") or self.job.basis or False,
            "measures": self.text(row, "measures"),
            "objective": self.text(row, "objective"),
            "handling_requirement": self.text(row, "requirement"),
            "source_document": self.text(row, "source")
            or self.job.source_document
            or False,
            "is_long_cycle": long_term,
            "category": self._category(row, notes),
            "leader": self._known(row, "leader", notes),
            "handler": self._known(row, "handler", notes),
        }
        return {
            "row_number": number,
            "raw": [parser.clean(cell) for cell in row],
            "name": name,
            "unit_text": self.text(row, "units"),
            "lead_unit_id": lead.id,
            "co_unit_ids": [Command.set(co_units.ids)],
            "due_text": self._due_text(row),
            "date_deadline": due,
            "suggested_unit_id": suggested.id,
            "suggestion": self.env._("Perhaps %s", suggested.name) if suggested else "",
            "values_json": values,
            "verdict": "bad" if problems else "good",
            "message": "\n".join(problems + notes),
            "problem_count": len(problems),
            "fingerprint": parser.row_hash(
                name, content, self.text(row, "units"), self.text(row, "co_units"), self._due_text(row),
                self.text(row, "source"), self.job.minutes_number or "",
            ),
        }  # fmt: skip

    def _due_text(self, row):
        value = self.cell(row, "due")
        return str(value.date()) if isinstance(value, datetime) else parser.clean(value)

    def _units(self, row, problems, notes):
        leads, others = parser.split_units(self.text(row, "units"))
        co_leads, co_others = parser.split_units(self.text(row, "co_units"))
        others += co_leads + co_others
        empty = self.env["hr.department"]
        lead, suggested, co_units = empty, empty, empty
        if not leads:
            problems.append(self.env._("The row names no unit."))
        else:
            lead, suggested = self.unit(leads[0])
            if not lead:
                problems.append(self.env._("The unit “%s” is not known.", leads[0]))
            if len(leads) > 1:
                problems.append(
                    self.env._(
                        "Only one unit can lead; the row names %s.", "、".join(leads)
                    )
                )
        for name in others:
            unit, near = self.unit(name)
            co_units |= unit
            if not unit:
                text = self.env._(
                    "The co-unit “%s” is not known and is left out.", name
                )
                notes.append(
                    f"{text} {self.env._('Perhaps %s', near.name)}" if near else text
                )
        return lead, co_units - lead, suggested

    def _due(self, row, problems, notes):
        try:
            due, long_term = parser.parse_due(self.cell(row, "due"), self.job.year)
        except parser.ParseError as error:
            problems.append(
                self.env._("There is no such day: %s", error.text)
                if error.code == "day"
                else self.env._(
                    "The due date “%s” cannot be read. Write a date, e.g. 2024-06-30.",
                    error.text,
                )
            )
            return False, False
        if due and due < clock.today(self.job):
            notes.append(self.env._("The due date has already passed."))
        return due, long_term

    def _category(self, row, notes):
        text = parser.squeeze(self.cell(row, "category"))
        if not text:
            return False
        found = self.categories.get(text) or next(
            (
                row
                for name, row in self.categories.items()
                if text in name or name in text
            ),
            None,
        )
        if not found:
            notes.append(
                self.env._("The category “%s” is not known and is left open.", text)
            )
        return found.id if found else False

    def _known(self, row, key, notes):
        text = self.text(row, key)
        if not text:
            return False
        person = self.person(text)
        if not person:
            notes.append(self.env._("“%s” is not a user and is left out.", text))
        return person.id

    def mark_repeats(self, vals_list):
        """The same row twice in the file, or taken over before."""
        known = self.env["duban.import.line"]._imported(
            self.job.company_id, [vals["fingerprint"] for vals in vals_list]
        )
        seen = {}
        for vals in vals_list:
            fingerprint = vals["fingerprint"]
            if fingerprint in known:
                vals.update(
                    verdict="repeat",
                    message=self.env._("Taken over before: %s", known[fingerprint]),
                )
            elif fingerprint in seen:
                vals.update(
                    verdict="repeat",
                    message=self.env._("Repeats row %s.", seen[fingerprint]),
                )
            else:
                seen[fingerprint] = vals["row_number"]
