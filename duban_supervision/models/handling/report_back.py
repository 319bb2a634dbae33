"""Report back to those who decided: meetings, leaders, superior departments."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import clock


class DubanReportBack(models.Model):
    """One report to one addressee about one or more matters; a matter counts as reported when it is done."""

    _name = "duban.report.back"
    _description = "Report back"
    _inherit = ["duban.office.act", "mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char("Subject", compute="_compute_name", store=True)
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        default=lambda self: self.env["duban.regulation"]._in_force(),
    )
    target_id = fields.Many2one(
        "duban.decision.body",
        "Addressee",
        domain="[('regulation_id', '=', regulation_id), ('is_target', '=', True)]",
    )
    leader_ids = fields.Many2many(
        "res.users",
        "duban_report_back_leader_rel",
        string="Leaders reported to",
        context={"active_test": False},
    )
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_report_back_unit_rel",
        string="Departments reported to",
        context={"active_test": False},
    )
    date = fields.Date(required=True, default=clock.today)
    content = fields.Text("What was reported")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Reported to the leaders")],
        default="draft",
        required=True,
        readonly=True,
    )
    matter_ids = fields.Many2many(
        "duban.matter", "duban_report_back_matter_rel", string="Matters"
    )
    user_id = fields.Many2one(
        "res.users", "Reported by", default=lambda self: self.env.user, readonly=True
    )

    @api.depends("target_id", "leader_ids", "unit_ids", "date")
    def _compute_name(self):
        for row in self:
            names = [
                row.target_id.name,
                *row.leader_ids.mapped("name"),
                *row.unit_ids.mapped("name"),
            ]
            day = self.env["duban.matter"]._format_date(row.date)
            row.name = f"{'、'.join(name for name in names if name)} {day}"

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """A report shows what it reports: whoever may not see one of its matters does not see the report."""
        if not (self.env.su or bypass_access):
            visible = self.env["duban.matter"]._search([])
            domain = Domain(domain) & Domain(
                "matter_ids", "not any!", Domain("id", "not in", visible)
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        # sudo: which matters it is about; whether they are read is asked as the user
        rows = self.sudo()
        matters = rows.matter_ids.with_env(self.env)
        hidden = matters - matters._filtered_access("read")
        if not hidden:
            return result
        forbidden = rows.filtered(lambda row: row.matter_ids & hidden).with_env(
            self.env
        )
        if result:
            forbidden |= result[0]
        return forbidden, lambda: AccessError(
            self.env._("You have no access to a matter of this report.")
        )

    def _is_final(self):
        return self.state == "done"

    def _acted_on(self):
        return self.matter_ids

    def _regulation(self):
        return self.regulation_id

    def action_propose_matters(self):
        """Preselect the reviewed matters of this addressee that were not reported yet (WUT-16.1c)."""
        for row in self:
            domain = [
                ("company_id", "=", row.company_id.id),
                ("review_passed", "=", True),
                ("is_reported_back", "=", False),
            ]
            if row.target_id.is_body:
                domain.append(("decision_body_id", "in", row.target_id._versions().ids))
            row.matter_ids = self.env["duban.matter"].search(domain)._is_office()
        return True

    def action_done(self):
        """Record that the report was made.

        :raise UserError: it is recorded already, no addressee, no matter, no text, a date in the future (CORE-25)
        """
        self._check_office()
        for row in self:
            if row._is_final():
                raise UserError(
                    self.env._("“%s” is recorded already.", row.display_name)
                )
            # sudo: only whether they stand on the ledger
            early = row.sudo().matter_ids.filtered(lambda matter: not matter.date_filed)
            if early:
                raise UserError(
                    self.env._(
                        "%s is not filed yet: there is nothing to report back.",
                        early[:1].display_name,
                    )
                )
            if row.date > clock.today(self):
                raise UserError(
                    self.env._("A report dated in the future has not been made yet.")
                )
            if not (row.target_id or row.leader_ids or row.unit_ids):
                raise UserError(self.env._("Say to whom it was reported."))
            if not row.matter_ids:
                raise UserError(self.env._("Choose the matters that were reported."))
            if not (row.content or "").strip():
                raise UserError(self.env._("Write what was reported."))
        self._engine_write({"state": "done"})
        for row in self:
            # of several matters the report says how each stands; the trail of one is read by its units
            said = (
                f"{row.name}：{row.content}" if len(row.matter_ids) == 1 else row.name
            )
            self.env["duban.act"]._append(row.matter_ids, "report_back", said)
            row.matter_ids._reconcile_todos()
        return True
