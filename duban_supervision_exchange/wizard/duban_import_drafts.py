"""From rows to drafts: once each, with the person's own rights, and taken back as a whole while they are drafts."""

from datetime import date

import psycopg2

from odoo import Command, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.tools.dates_zh.meaning import month_end

REFUSED = (UserError, ValidationError, AccessError)
#: months between two reports of a cycle
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class DubanImportLine(models.TransientModel):
    _inherit = "duban.import.line"

    def _check_imported(self):
        """Somebody may have imported the same file since the preview."""
        known = self._imported(self.import_id.company_id, self.mapped("fingerprint"))
        for line in self.filtered(lambda row: row.fingerprint in known):
            line._mark_repeat(known[line.fingerprint])

    def _mark_repeat(self, what):
        text = self.env._("Taken over before: %s", what)
        self.write({"verdict": "repeat", "repeats": text, "message": text})

    def _create_safely(self):
        """Drafts of these rows; what is refused says why on its own row."""
        try:
            with self.env.cr.savepoint():
                self._create_matters()
        except (psycopg2.errors.UniqueViolation, *REFUSED):
            # one by one, to find the row that was refused
            for line in self:
                try:
                    with self.env.cr.savepoint():
                        line._create_matters()
                except psycopg2.errors.UniqueViolation:
                    # another import of the same row was committed at this moment
                    line._mark_repeat("—")
                except REFUSED as error:
                    line.write({"verdict": "bad", "message": str(error)})

    def _create_matters(self):
        """Drafts of these rows, as the person who imports."""
        today = clock.today(self)
        vals_list = [line._matter_values() for line in self]
        for line, vals in zip(self, vals_list, strict=True):
            if line.date_deadline and line.date_deadline < today:
                vals.pop("date_deadline")
        matters = self.env["duban.matter"].create(vals_list)
        for line, matter in zip(self, matters, strict=True):
            engine = {"import_fingerprint": line.fingerprint}
            if line.date_deadline and line.date_deadline < today:
                # carried over as the decision has it, with a note in the preview: nobody typed it now
                engine["date_deadline"] = line.date_deadline
            matter._engine_write(engine)
            line.write({"verdict": "created", "matter_id": matter.id})
        plan = [row for line in self for row in line._plan_values()]
        if plan:
            # sudo: the plan belongs to the lead unit; these are the stages that the decision itself names
            self.env["duban.plan.line"].sudo().create(plan)
        self.env.flush_all()

    def _matter_values(self):
        job, values = self.import_id, self.values_json or {}
        category = self.env["duban.source.category"].browse(
            values.get("category") or []
        )
        main = category.parent_id or category or job.source_category_id
        kind = category if category.parent_id else job.source_kind_id
        sheet = job.sheet_ids.filtered(lambda row: row.position == self.sheet_position)
        body = sheet.decision_body_id or job.decision_body_id
        # day and number of the minutes were said of the meeting that was chosen for the file
        said = job if body == job.decision_body_id else job.browse()
        foreign = job.regulation_id._foreign_features(
            main.id, kind.parent_id == main and kind.id
        )
        vals = {
            "name": " ".join(self.name.split("\n")),
            "company_id": job.company_id.id,
            "regulation_id": job.regulation_id.id,
            "lead_unit_id": self.lead_unit_id.id,
            "co_unit_ids": [Command.set((self.co_unit_ids - self.lead_unit_id).ids)],
            "date_deadline": self.date_deadline,
            "deadline_ground": self.date_deadline and self.due_text,
            "is_long_cycle": self.is_long,
            "source_category_id": main.id,
            "source_kind_id": kind.id if kind.parent_id == main else False,
            "decision_body_id": body.id,
            "form_id": job.form_id.id,
            "meeting_date": values.get("meeting_date") or said.meeting_date,
            "minutes_number": said.minutes_number,
            "minutes_issue_date": said.minutes_issue_date,
            # the year of a plan, not of what the regulation knows no year of (WUT-10.1)
            "plan_year": "field:plan_year" not in foreign and job.year,
        }
        for name in (
            "content",
            "basis",
            "measures",
            "objective",
            "handling_requirement",
            "source_document",
        ):
            if values.get(name):
                vals[name] = values[name]
        if values.get("leader"):
            vals["responsible_leader_id"] = values["leader"]
        if values.get("handler"):
            vals["handler_id"] = values["handler"]
        return {key: value for key, value in vals.items() if value or key == "name"}

    def _stages(self):
        """[(day, words)] of the stages that the row names and that are not over.

        What lies before today stays in the words of the due date, and nobody is reminded of it.
        """
        named = (self.values_json or {}).get("milestones") or []
        stages = [(date.fromisoformat(day), text) for day, text in named]
        return [(day, text) for day, text in stages if day >= clock.today(self)]

    def _plan_values(self):
        """Stages that the row names, and the days on which something comes back this year, as lines of the plan."""
        values, rows = self.values_json or {}, self._stages()
        if values.get("cycle"):
            rows += [(day, self.due_text) for day in self._days_of(*values["cycle"])]
        last = self.date_deadline
        return [
            {"matter_id": self.matter_id.id, "name": text or self.name, "date": day}
            for day, text in rows
            if not last or day <= last or self.is_long and not last
        ]

    def _days_of(self, unit, every, month, day):
        """The days of a cycle from today to the end of the plan's year; none of what comes back every week."""
        step = MONTHS.get(unit, 0) * (every or 1)
        if not step:
            return []
        today = clock.today(self)
        days = []
        for at in range(month or step, 13, step):
            last = month_end(self.import_id.year, at)
            found = last if not day or day < 0 else last.replace(day=min(day, last.day))
            if found >= today:
                days.append(found)
        return days


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    def action_undo(self):
        """Delete the drafts of this import; what was submitted or filed since stays.

        :raise UserError: none of them is a draft any more
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.matter_id and line.matter_id.state == "draft"
        )
        if not lines:
            raise UserError(
                self.env._("None of these matters is a draft any more. What was filed is not deleted.")
            )  # fmt: skip
        lines.matter_id.unlink()
        for line in lines:
            line.write({"verdict": "undone", "matter_id": False})
        self._engine_write({"phase": "preview"})
        for line in lines:
            line.write({"verdict": "good"})
        return True
