"""The rows of an import: what the preview shows and what people answer; the drafts are in ``duban_import_drafts``."""

from functools import partial

from odoo import Command, api, fields, models

#: questions about the due date: what the words mean, and which day of what comes back
ASKS_DUE = {"due", "passed"}
#: which answer settles which questions
SETTLES = {
    "lead_unit_id": {"lead"},
    "co_unit_ids": {"co"},
    "name": {"name"},
    "date_deadline": ASKS_DUE,
    "is_long": ASKS_DUE,
    "is_open_due": ASKS_DUE,
    "is_co_settled": {"co"},
    "is_alike_settled": {"alike"},
}


class DubanImportLine(models.TransientModel):
    _name = "duban.import.line"
    _description = "Row of an import"
    _inherit = ["duban.screen", "duban.label.mixin"]
    _labels_of_matter = True
    _order = "sheet_position, row_number, id"
    _transient_max_hours = 48.0

    import_id = fields.Many2one(
        "duban.import", required=True, index=True, ondelete="cascade"
    )
    sheet_name = fields.Char("Sheet", readonly=True)
    sheet_position = fields.Integer(readonly=True)
    row_number = fields.Integer("Row", readonly=True)
    heading = fields.Char(readonly=True)
    raw = fields.Json(readonly=True)
    is_taken = fields.Boolean("Take", default=True)
    is_hidden_row = fields.Boolean("Hidden in the file", readonly=True)
    is_struck_row = fields.Boolean("Crossed out in the file", readonly=True)
    alike_key = fields.Char(readonly=True)
    is_alike_settled = fields.Boolean(
        "A matter of its own", help="Also where another sheet names it alike."
    )
    name = fields.Text("Matter")
    unit_text = fields.Text("Units in the file", readonly=True)
    lead_unit_id = fields.Many2one("hr.department", "Lead unit")
    co_unit_ids = fields.Many2many(
        "hr.department", "duban_import_line_unit_rel", string="Co-units"
    )
    is_co_settled = fields.Boolean(
        "Leave out unknown co-units", help="The co-units are right as they stand here."
    )
    due_text = fields.Text("Due date in the file", readonly=True)
    date_deadline = fields.Date("Due date")
    due_options = fields.Char("Possible dates", readonly=True)
    suggested_date = fields.Date(readonly=True)
    is_long = fields.Boolean("Long-term")
    is_open_due = fields.Boolean("Without due date", help="The due date is left open.")
    is_finished = fields.Boolean("Finished", readonly=True)
    asks_co = fields.Boolean(compute="_compute_asks")
    asks_alike = fields.Boolean(compute="_compute_asks")
    values_json = fields.Json(readonly=True)
    problems = fields.Json(readonly=True)
    notes = fields.Text(readonly=True)
    repeats = fields.Char(readonly=True)
    verdict = fields.Selection(
        [
            ("good", "Draft will be created"),
            ("bad", "To correct"),
            ("repeat", "Repeated"),
            ("left", "Left out"),
            ("created", "Draft created"),
            ("submitted", "Submitted for approval"),
            ("filed", "Filed"),
            ("assigned", "Assigned"),
            ("history", "Kept as history"),
            ("undone", "Undone"),
        ],
        readonly=True,
    )
    message = fields.Text("What is wrong", readonly=True)
    suggestion = fields.Char(readonly=True)
    suggested_unit_id = fields.Many2one("hr.department", readonly=True)
    fingerprint = fields.Char(readonly=True, index=True)
    matter_id = fields.Many2one("duban.matter", "Matter created", readonly=True)

    @api.depends("problems")
    def _compute_asks(self):
        """Which ticks settle a question of the row; the others are not shown."""
        for line in self:
            line.asks_co = "co" in (line.problems or {})
            line.asks_alike = "alike" in (line.problems or {})

    def write(self, vals):
        result = super().write(vals)
        answered = SETTLES.keys() & vals.keys()
        if (answered or "is_taken" in vals) and "verdict" not in vals:
            for line in self.filtered(lambda row: not row.matter_id):
                line._settle(answered)
            if "is_taken" in vals:
                self._settle_alike()
        return result

    def _settle_alike(self):
        """Of rows that are alike only one is left: it is the one that counts."""
        for job in self.import_id:
            lines = job.line_ids.filtered(
                lambda row: row.is_taken and "alike" in (row.problems or {})
            )
            for line in lines.filtered(lambda row: row.alike_key in self.mapped("alike_key")):  # fmt: skip
                others = lines.filtered(
                    lambda row, line=line: row != line and row.alike_key == line.alike_key
                )  # fmt: skip
                if not others:
                    line._drop_question("alike")

    def _settle(self, answered):
        """Drop the questions that were answered on this one line, remember the answers, judge it anew."""
        problems = dict(self.problems or {})
        for name in answered:
            if not self[name] and name != "co_unit_ids":
                continue
            for key in SETTLES[name]:
                problems.pop(key, None)
                # also when it was answered before: the last answer is the one that is meant
                self._remember(key)
        judged = {"problems": problems, **self._judge(problems)}
        if self.lead_unit_id in self.co_unit_ids:
            judged["co_unit_ids"] = [Command.unlink(self.lead_unit_id.id)]
        self.write(judged)

    def _judge(self, problems):
        """Verdict and message of one line with these open questions."""
        if not self.is_taken:
            why = self.env._("Left out by hand.")
            if self.is_struck_row:
                why = self.env._("The row is crossed out in the file. Tick it to take it over.")  # fmt: skip
            if self.is_hidden_row:
                why = self.env._("The row is hidden in the file. Tick it to take it over.")  # fmt: skip
            return {"verdict": "left", "message": why}
        if self.repeats:
            return {"verdict": "repeat", "message": self.repeats}
        words = [*problems.values(), *filter(None, [self.notes])]
        return {
            "verdict": "bad" if problems else "good",
            "message": "\n".join(words) or False,
        }

    @api.model
    def _judged(self, vals):
        """Complete the values of a line that was just read, like ``_judge``."""
        line = self.new(
            {
                key: vals.get(key)
                for key in (
                    "is_taken",
                    "is_hidden_row",
                    "is_struck_row",
                    "repeats",
                    "notes",
                )
            }
        )
        return {**vals, **line._judge(vals["problems"])}

    def _drop_question(self, key):
        """The question ``key`` of these rows was answered elsewhere: judge them anew."""
        for line in self.filtered(lambda row: key in (row.problems or {})):
            problems = {name: text for name, text in line.problems.items() if name != key}  # fmt: skip
            line.write({"problems": problems, **line._judge(problems)})

    def _remember(self, key):
        """Keep what a person answered to a question of this row, under the words that were asked about.

        An unknown name is kept as a name; who leads among several only for cells of the same words, and so are
        helpers: neither makes the cell a name, which would hide whom else it names.
        """
        asked = (self.values_json or {}).get("asked") or {}
        keep = partial(self.env["duban.import.memory"]._keep, self.import_id.company_id)
        if key == "lead" and self.lead_unit_id and asked.get("name"):
            keep("unit", asked["name"], unit_ids=self.lead_unit_id)
        elif key == "lead" and self.lead_unit_id and asked.get("cell"):
            keep("lead", asked["cell"], unit_ids=self.lead_unit_id)
        elif key == "co" and asked.get("co"):
            read = self.env["hr.department"].browse(asked["read"])
            added = self.co_unit_ids - read - self.lead_unit_id
            keep("co", asked["co"], unit_ids=added)
        elif key == "due" and asked.get("due"):
            keep(
                "due", asked["due"], self.import_id.year,
                date_value=self.date_deadline, is_long=self.is_long,
            )  # fmt: skip

    def _take_suggestion(self):
        """Take over what is suggested for these lines: unit and, where there is one, date."""
        for line in self:
            vals = {}
            problems = line.problems or {}
            if "name" in problems and line.name:
                vals["name"] = line.name
            if "lead" in problems and line.suggested_unit_id:
                vals["lead_unit_id"] = line.suggested_unit_id.id
            if ASKS_DUE & problems.keys() and line.suggested_date:
                vals["date_deadline"] = line.suggested_date
            if vals:
                line.write(vals)

    @api.model
    def _imported(self, company, fingerprints):
        """Which rows were taken over before: {fingerprint: number or title}.

        A matter the person may not see is named by its number only.
        """
        # sudo: whether the row exists already is asked for the whole institution
        matters = (
            self.env["duban.matter"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("import_fingerprint", "in", fingerprints),
                ]
            )
        )
        readable = matters.with_env(self.env)._filtered_access("read")
        return {
            matter.import_fingerprint: matter.number
            or (matter.name if matter.with_env(self.env) in readable else "—")
            for matter in matters
        }
