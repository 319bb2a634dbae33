"""After the drafts: what all or many of them lack is asked once, then they are filed and assigned in one go."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .duban_import_drafts import REFUSED

BATCH = 20
#: where an answer of this kind of field stands on a gap
VALUE_OF = {
    "duban.source.category": "value_category_id",
    "duban.decision.body": "value_body_id",
    "duban.option": "value_option_id",
    "duban.grade": "value_grade_id",
    "res.users": "value_user_id",
    "hr.department": "value_unit_id",
    "text": "value_text",
    "char": "value_text",
    "date": "value_date",
    "integer": "value_number",
}
#: fields whose answer asks for more, and the column of the requirements that names it
DECIDES = {"source_category_id": "category", "form_id": "option", "grade_id": "grade"}
CHECKLIST = ("check_accuracy", "check_timeliness", "check_operability")


class DubanImportGap(models.TransientModel):
    """One element that drafts of an import lack, with the answer for all of them."""

    _name = "duban.import.gap"
    _description = "What imported drafts lack"
    _inherit = ["duban.screen"]
    _order = "import_id, id"
    _transient_max_hours = 48.0

    import_id = fields.Many2one(
        "duban.import", required=True, index=True, ondelete="cascade"
    )
    regulation_id = fields.Many2one(related="import_id.regulation_id")
    group_name = fields.Char("Rows of", readonly=True)
    field_name = fields.Char(readonly=True)
    label = fields.Char("Missing", readonly=True)
    kind = fields.Char(readonly=True)
    option_list = fields.Char(readonly=True)
    # categories below which the answer is chosen; false: a main category
    parent_ids = fields.Json(readonly=True, export_string_translation=False)
    # the field with whose answers (ids) this is asked; empty: in any case
    decided_by = fields.Char(readonly=True, export_string_translation=False)
    decided_ids = fields.Json(readonly=True, export_string_translation=False)
    is_asked = fields.Boolean(
        default=True, readonly=True, export_string_translation=False
    )
    row_count = fields.Integer("Number of matters", readonly=True)
    matter_ids = fields.Json(readonly=True)
    value_text = fields.Text("Text")
    value_date = fields.Date("Date")
    value_number = fields.Integer("Figure")
    value_category_id = fields.Many2one(
        "duban.source.category",
        "Category",
        domain="[('regulation_id', '=', regulation_id), ('parent_id', 'in', parent_ids)]",
    )
    value_body_id = fields.Many2one(
        "duban.decision.body",
        "Meeting",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    value_option_id = fields.Many2one(
        "duban.option",
        "Form",
        domain="[('regulation_id', '=', regulation_id), ('list_code', '=', option_list)]",
    )
    value_grade_id = fields.Many2one(
        "duban.grade", "Grade", domain="[('regulation_id', '=', regulation_id)]"
    )
    value_user_id = fields.Many2one("res.users", "Person")
    value_unit_id = fields.Many2one("hr.department", "Unit")
    value_yes = fields.Boolean("Yes")

    def _answer(self):
        """The record that this one answer names; empty without one, or where it is no record."""
        name = VALUE_OF.get(self.kind)
        return self[name] if name and self._fields[name].relational else None

    def _follow(self):
        """While these questions are answered: what another answer settles or narrows follows it at once."""
        deciding = {(gap.group_name, gap.field_name): gap for gap in self if not gap.decided_by}  # fmt: skip
        for gap in self.filtered("decided_by"):
            decider = deciding[gap.group_name, gap.decided_by]
            value, by_kind = gap._answer(), gap.field_name == "source_kind_id"
            if by_kind and value and not decider._answer():
                # who names the sub-source has said the category
                decider.value_category_id = value.parent_id
            chosen = decider._answer()
            gap.is_asked = not chosen or chosen.id in gap.decided_ids
            if by_kind:
                gap.parent_ids = chosen.ids if chosen and gap.is_asked else gap.decided_ids  # fmt: skip
                if value and value.parent_id.id not in gap.parent_ids:
                    gap.value_category_id = False

    def _value(self):
        """{field of the matter: value} that this one answer gives; empty without an answer."""
        if self.kind == "co_none":
            return {"co_unit_none": True} if self.value_yes else {}
        if self.kind == "checklist":
            return dict.fromkeys(CHECKLIST, True) if self.value_yes else {}
        name = VALUE_OF.get(self.kind)
        value = name and self[name]
        if not value:
            return {}
        return {
            self.field_name: value.id if isinstance(value, models.BaseModel) else value
        }


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    gap_ids = fields.One2many("duban.import.gap", "import_id", "What the drafts lack")
    fill_by = fields.Selection(
        [
            ("all", "Once for all"),
            ("sheet", "By sheet"),
            ("heading", "By heading"),
            ("unit", "By lead unit"),
        ],
        "Ask",
        default="all",
        required=True,
    )
    gap_kinds = fields.Json(compute="_compute_gap_kinds")
    report = fields.Text(readonly=True)
    insist = fields.Char(
        "Why it cannot wait",
        help="For units that would be asked more often than the regulation allows in one week.",
    )
    burden_limited = fields.Boolean(
        compute="_compute_burden_limited", export_string_translation=False
    )

    def _compute_burden_limited(self):
        for job in self:
            # sudo: a setting
            rules = job.env["duban.regulation"]._in_force(job.env.company).sudo()
            job.burden_limited = bool(rules.burden_week_max)

    @api.depends("gap_ids.kind")
    def _compute_gap_kinds(self):
        for job in self:
            job.gap_kinds = sorted(set(job.gap_ids.mapped("kind")))

    @api.onchange("gap_ids")
    def _onchange_gap_ids(self):
        self.gap_ids._follow()

    def _drafts(self):
        """The matters of this import that are still drafts."""
        return self.line_ids.matter_id.filtered(lambda matter: matter.state == "draft")

    def _group_of(self, line):
        """The group in which a line's gaps are asked."""
        return {
            "all": "",
            "sheet": line.sheet_name or "",
            "heading": line.heading or "",
            "unit": line.lead_unit_id.name or "",
        }[self.fill_by]

    def action_find_gaps(self):
        """List what the drafts lack for being filed and assigned, in the groups that were chosen."""
        self.ensure_one()
        self._find_gaps()
        return True

    def _find_gaps(self):
        self.gap_ids.unlink()
        gaps = {}
        for line in self.line_ids.filtered(
            lambda row: row.matter_id and row.matter_id.state == "draft"
        ):
            matter = line.matter_id
            missing = matter._import_gaps()
            for name, kind in missing:
                parents = (
                    matter.source_category_id.id if name == "source_kind_id" else False
                )
                key = (self._group_of(line), name, kind, parents, "", ())
                gaps.setdefault(key, []).append(matter)
            for (name, kind), (decides, ids) in matter._import_gaps_after(
                missing
            ).items():
                key = (self._group_of(line), name, kind, False, decides, tuple(ids))
                gaps.setdefault(key, []).append(matter)
        vals_list = []
        for (group, name, kind, parent, decides, ids), matters in gaps.items():
            by_kind = decides and name == "source_kind_id"
            vals_list.append(
                {
                    "import_id": self.id, "group_name": group, "field_name": name, "kind": kind,
                    "label": matters[0]._import_gap_label(name, decides, ids),
                    "option_list": "form" if name == "form_id" else name.removesuffix("_id"),
                    "parent_ids": list(ids) if by_kind else [parent],
                    "decided_by": decides, "decided_ids": list(ids), "row_count": len(matters),
                    "matter_ids": [matter.id for matter in matters],
                }
            )  # fmt: skip
        self.env["duban.import.gap"].create(vals_list)

    def action_fill(self):
        """Write the answers to the drafts that lack them, and list what is still missing.

        :raise UserError: nothing was answered
        """
        self.ensure_one()
        answered = self.gap_ids.filtered(lambda gap: gap._value())
        if not answered:
            raise UserError(self.env._("Answer at least one line first."))
        drafts = self._drafts()
        values = {}
        # first what others depend on
        for gap in answered.sorted(lambda gap: bool(gap.decided_by)):
            for matter_id in gap.matter_ids:
                said = values.setdefault(matter_id, {})
                if gap.field_name == "source_kind_id" and gap.decided_by:
                    said.setdefault(gap.decided_by, gap._answer().parent_id.id)
                if not gap.decided_by or said.get(gap.decided_by) in gap.decided_ids:
                    said.update(gap._value())
        values = {matter_id: said for matter_id, said in values.items() if said}
        groups = {}
        for matter_id, vals in values.items():
            groups.setdefault(tuple(sorted(vals.items())), []).append(matter_id)
        for vals, ids in groups.items():
            drafts.filtered(lambda m, ids=frozenset(ids): m.id in ids).write(dict(vals))
        # what the last attempt said of them holds no longer
        for line in self.line_ids.filtered(lambda row: row.matter_id.id in values):
            line.message = line.notes
        self._engine_write({"report": False})
        self._find_gaps()
        return True

    def action_file_all(self):
        """File, number and assign all drafts of this import; where a leader approves first, submit them.

        :raise UserError: no draft is left
        """
        self.ensure_one()
        self._check_may_import()
        if any(gap._value() for gap in self.gap_ids):
            self.action_fill()
        lines = self._lines_to_file()
        if not lines:
            raise UserError(self.env._("There is no draft to file."))
        self._engine_write({"job_kind": "file", "report": False})
        lines.write({"verdict": "created", "message": False})
        self._job_start(len(lines))
        if len(lines) <= BATCH:
            self._job_run()
        return True

    def _lines_to_file(self):
        return self.line_ids.filtered(
            lambda line: line.matter_id and line.matter_id.state in ("draft", "filed")
        )

    def _batch_file(self):
        lines = self.env["duban.import.line"].search(
            [
                ("import_id", "=", self.id),
                ("verdict", "=", "created"),
                ("message", "=", False),
            ],
            limit=BATCH,
        )
        if not lines:
            return self.job_total - self.job_done
        try:
            with self.env.cr.savepoint():
                lines._file()
        except REFUSED:
            for line in lines:
                try:
                    with self.env.cr.savepoint():
                        line._file()
                except REFUSED as error:
                    line.write({"message": str(error)})
        self.env.flush_all()
        self.env["duban.matter"].invalidate_model(flush=False)
        return len(lines)

    def _job_finish(self):
        result = super()._job_finish()
        if self.job_kind == "file":
            self._find_gaps()
            # nothing filed is no step further
            phase = "filed" if self.done_count else self.phase
            self._engine_write({"phase": phase, "report": self._report()})
        return result

    def _report(self):
        """What became of all rows, in a few lines."""
        counts = self.line_ids.grouped("verdict")
        names = dict(
            self.env["duban.import.line"]
            ._fields["verdict"]
            ._description_selection(self.env)
        )
        lines = [
            f"{names[verdict]}：{len(rows)}"
            for verdict, rows in counts.items()
            if verdict
        ]
        numbers = (
            self.line_ids.matter_id.filtered("number").sorted("id").mapped("number")
        )
        if numbers:
            lines.append(
                self.env._(
                    "Numbers: %(first)s to %(last)s", first=numbers[0], last=numbers[-1]
                )
            )
        if without := self.line_ids.matter_id._units_without_liaison():
            lines.append(
                self.env._(
                    "No liaison is named for: %s", "、".join(without.mapped("name"))
                )
            )
        refused = self.line_ids.filtered(
            lambda row: row.verdict == "created" and row.message
        )
        if refused:
            lines.append(
                self.env._(
                    "Still drafts: %s. What each lacks stands in its row.", len(refused)
                )
            )
        return "\n".join(lines)


class DubanImportLine(models.TransientModel):
    _inherit = "duban.import.line"

    def _file(self):
        """File and assign the matters of these lines, or submit those that are approved first."""
        matters = self.matter_id
        drafts = matters.filtered(lambda matter: matter.state == "draft")
        asked = drafts.filtered(lambda matter: matter._import_asks_first())
        if asked:
            asked.action_submit_filing()
        direct = (drafts - asked).filtered(lambda m: m.state == "draft")
        if direct:
            direct.action_file(self.import_id[:1].insist)
        ready = (matters - asked).filtered(lambda m: m.state == "filed")
        if ready:
            ready.action_assign(self.import_id[:1].insist)
        for line in self:
            state = line.matter_id.state
            verdict = {"filed": "filed", "filing_approval": "submitted"}.get(state)
            # what was left out of the row stays to be read
            line.write({"verdict": verdict or "assigned", "message": line.notes})
