"""The rows of an import: what the preview shows, and the drafts that they become."""

from odoo import Command, api, fields, models


class DubanImportLine(models.TransientModel):
    _name = "duban.import.line"
    _description = "Row of an import"
    _order = "row_number, id"
    _transient_max_hours = 48.0

    import_id = fields.Many2one(
        "duban.import", required=True, index=True, ondelete="cascade"
    )
    row_number = fields.Integer("Row", readonly=True)
    raw = fields.Json(readonly=True)
    name = fields.Char("Matter")
    unit_text = fields.Char("Units in the file", readonly=True)
    lead_unit_id = fields.Many2one("hr.department", "Lead unit")
    co_unit_ids = fields.Many2many(
        "hr.department", "duban_import_line_unit_rel", string="Co-units"
    )
    due_text = fields.Char("Due date in the file", readonly=True)
    date_deadline = fields.Date("Due date")
    values_json = fields.Json(readonly=True)
    verdict = fields.Selection(
        [
            ("good", "Draft will be created"),
            ("bad", "To correct"),
            ("repeat", "Repeated"),
            ("created", "Draft created"),
        ],
        readonly=True,
    )
    problem_count = fields.Integer(readonly=True)
    message = fields.Text("What is wrong", readonly=True)
    suggestion = fields.Char(readonly=True)
    suggested_unit_id = fields.Many2one("hr.department", readonly=True)
    fingerprint = fields.Char(readonly=True, index=True)
    matter_id = fields.Many2one("duban.matter", "Draft", readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if {
            "lead_unit_id",
            "date_deadline",
            "name",
        } & vals.keys() and "verdict" not in vals:
            for line in self.filtered(lambda row: row.verdict == "bad"):
                if (
                    line.name
                    and line.lead_unit_id
                    and (line.date_deadline or not line.due_text)
                ):
                    line.write(
                        {
                            "verdict": "good",
                            "message": False,
                            "suggestion": False,
                            "suggested_unit_id": False,
                        }
                    )
        return result

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

    def _check_imported(self):
        """Somebody may have imported the same file since the preview."""
        known = self._imported(self.import_id.company_id, self.mapped("fingerprint"))
        for line in self.filtered(lambda row: row.fingerprint in known):
            line.write(
                {
                    "verdict": "repeat",
                    "message": self.env._(
                        "Taken over before: %s", known[line.fingerprint]
                    ),
                }
            )

    def _create_matters(self):
        """Drafts of these rows, as the person who imports."""
        matters = self.env["duban.matter"].create(
            [line._matter_values() for line in self]
        )
        for line, matter in zip(self, matters, strict=True):
            matter._engine_write({"import_fingerprint": line.fingerprint})
            line.write({"verdict": "created", "matter_id": matter.id})

    def _matter_values(self):
        job, values = self.import_id, self.values_json or {}
        category = self.env["duban.source.category"].browse(
            values.get("category") or []
        )
        main = category.parent_id or category or job.source_category_id
        kind = category if category.parent_id else job.source_kind_id
        vals = {
            "name": self.name,
            "company_id": job.company_id.id,
            "regulation_id": job.regulation_id.id,
            "lead_unit_id": self.lead_unit_id.id,
            "co_unit_ids": [Command.set((self.co_unit_ids - self.lead_unit_id).ids)],
            "date_deadline": self.date_deadline,
            "deadline_ground": self.date_deadline and self.due_text,
            "source_category_id": main.id,
            "source_kind_id": kind.id if kind.parent_id == main else False,
            "decision_body_id": job.decision_body_id.id,
            "form_id": job.form_id.id,
            "meeting_date": job.meeting_date,
            "minutes_number": job.minutes_number,
            "minutes_issue_date": job.minutes_issue_date,
            "plan_year": job.year,
        }
        for name in (
            "content", "basis", "measures", "objective", "handling_requirement", "source_document", "is_long_cycle",
        ):  # fmt: skip
            if values.get(name):
                vals[name] = values[name]
        if values.get("leader"):
            vals["responsible_leader_id"] = values["leader"]
        if values.get("handler"):
            vals["handler_id"] = values["handler"]
        return {key: value for key, value in vals.items() if value or key == "name"}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    import_fingerprint = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The imported row; the same row is not imported twice.",
    )
