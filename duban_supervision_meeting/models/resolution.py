"""Decided items (议定事项): each one ends as something (PLUS-M2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import inputs
from odoo.addons.duban_supervision.models.matter.states import NEVER_FILED

KINDS = [
    ("task", "Task"),
    ("decision_without_task", "Decision without a task"),
    ("information", "Information"),
    ("repeal", "Repeal of an earlier decision"),
]
STATUSES = [
    ("open", "Open"),
    ("supervised", "Supervised"),
    ("not_supervised", "Not supervised"),
    ("superseded", "Superseded"),
]
#: what may be said anew of an item whose wording stands
WORDING = frozenset({"name", "meeting_id", "place_start", "place_end"})


class DubanResolutionReason(models.Model):
    """Why a decided item needs no supervision."""

    _name = "duban.resolution.reason"
    _description = "Reason not to supervise"
    _inherit = ["duban.screen"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Institution",
        help="Empty: shipped with the suite, the same for all institutions and changed by none.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals["company_id"] = vals.get("company_id") or self.env.company.id
        return super().create(vals_list)

    def write(self, vals):
        if "company_id" in vals and not self.env.su:
            # given away, its words would be every institution's
            raise UserError(
                self.env._("A reason stays with the institution that entered it.")
            )
        if "name" in vals and not self.env.su:
            # sudo: a reason that any institution gave stays as it was given
            used = (
                self.env["duban.resolution"]
                .sudo()
                .with_context(active_test=False)
                .search([("reason_id", "in", self.ids)], limit=1)
            )
            if used:
                raise UserError(
                    self.env._(
                        "“%s” was given as a reason and stays as it is worded. Archive it and add another one.",
                        used.reason_id.name,
                    )
                )
        return super().write(vals)


class DubanResolution(models.Model):
    _name = "duban.resolution"
    _description = "Decided item"
    _inherit = ["duban.meeting.owned", "duban.engine.values", "mail.thread"]
    _keeps_defaults = True
    _order = "meeting_date desc, meeting_id, sequence, id"

    meeting_id = fields.Many2one(
        "duban.meeting", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    name = fields.Text("Wording", required=True, help="As in the minutes.")
    heading = fields.Char("Agenda item")
    kind = fields.Selection(KINDS, required=True, default="task")
    place_start = fields.Integer(readonly=True)
    place_end = fields.Integer(readonly=True)
    company_id = fields.Many2one(related="meeting_id.company_id", store=True)
    office_id = fields.Many2one(related="meeting_id.office_id", store=True)
    body_id = fields.Many2one(related="meeting_id.body_id", store=True, index=True)
    body_group_id = fields.Many2one(
        related="meeting_id.body_group_id", store=True, index=True
    )
    meeting_date = fields.Date(related="meeting_id.date", store=True, index=True)
    # -- who and by when
    lead_text = fields.Char("Lead unit in the minutes")
    co_text = fields.Char("Co-units in the minutes")
    leader_text = fields.Char("Leader in the minutes")
    lead_unit_id = fields.Many2one(
        "hr.department",
        "Lead unit",
        index=True,
        domain="[('is_supervised_unit', '=', True), ('company_id', 'in', (company_id, False))]",
    )
    co_unit_ids = fields.Many2many(
        "hr.department",
        string="Co-units",
        domain="[('is_supervised_unit', '=', True), ('company_id', 'in', (company_id, False))]",
        context={"active_test": False},
    )
    responsible_leader_id = fields.Many2one("res.users", "Responsible leader")
    due_text = fields.Char("Time limit in the minutes")
    date_due = fields.Date("Due date")
    # -- what became of it
    status = fields.Selection(
        STATUSES, compute="_compute_status", store=True, index=True, tracking=True
    )
    is_settled = fields.Float(
        "Settled",
        compute="_compute_status",
        store=True,
        aggregator="avg",
        help="1 when the item became something; the average is the share.",
    )
    matter_ids = fields.One2many("duban.matter", "resolution_id", "Matters")
    reason_id = fields.Many2one(
        "duban.resolution.reason", "Not supervised because", tracking=True
    )
    reason_note = fields.Char("Remark")

    @api.depends(
        "matter_ids.state", "reason_id", "changed_by_ids.change_kind", "changed_by_ids"
    )
    def _compute_status(self):
        for row in self:
            # sudo: an item is supervised whoever may see the matter that it became
            sudo = row.sudo()
            matters = sudo.matter_ids.filtered(lambda m: m.state not in NEVER_FILED)
            if any(
                later.change_kind in ("replace", "repeal")
                for later in sudo.changed_by_ids
            ):
                row.status = "superseded"
            elif matters:
                row.status = "supervised"
            elif row.reason_id:
                row.status = "not_supervised"
            else:
                row.status = "open"
            row.is_settled = float(row.status != "open")

    @api.depends("name", "meeting_id.name")
    def _compute_display_name(self):
        for row in self:
            words = row.name or ""
            row.display_name = words if len(words) < 41 else f"{words[:40]}…"

    @api.constrains("reason_id", "matter_ids")
    def _check_reason(self):
        for row in self:
            # sudo: an item is supervised whoever may see the matter that it became
            if row.reason_id and row.sudo().matter_ids.filtered(
                lambda m: m.state not in NEVER_FILED
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is supervised: take away the reason, or end its matter first.",
                        row.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super(
            DubanResolution,
            self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True),
        ).create(vals_list)
        rows.meeting_id._reconcile_todos()
        return rows

    def write(self, vals):
        if vals.keys() & WORDING and not self.env.su:
            # sudo: an item is fixed whoever may see the matter that it became
            fixed = self.filtered(lambda row: row.sudo().matter_ids)
            if fixed:
                raise UserError(
                    self.env._(
                        "“%s” became a matter: its wording stays as it was decided.",
                        fixed[0].display_name,
                    )
                )
        meetings = self.meeting_id
        result = super().write(vals)
        if vals.keys() & {"reason_id", "meeting_id", "changes_id", "change_kind"}:
            (meetings | self.meeting_id)._reconcile_todos()
        return result

    def unlink(self):
        meetings = self.meeting_id
        result = super().unlink()
        meetings._reconcile_todos()
        return result

    def _is_kept(self):
        """Items in ``self`` that became a filed matter, were changed later, or stand on a published page (CORE-27)."""
        lines = self.env["duban.meeting.page.line"]
        # sudo: kept whoever may see what came of it
        items = self.sudo()
        published = items.env[lines._name].search(
            [
                ("resolution_id", "in", self.ids),
                ("page_id.state", "=", "published"),
            ]
        )
        kept = items.filtered(
            lambda row: (
                row.matter_ids._is_kept()
                or row.changed_by_ids
                or row in published.resolution_id
            )
        )
        return kept.with_env(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: an item is kept whoever may see the matter that it became
        if self.sudo().matter_ids or self._is_kept():
            raise UserError(
                self.env._(
                    "A decided item that became a matter, or was changed later, is kept."
                )
            )

    def action_not_supervised(self, reason_id=None, note=None):
        """Say why these items need no supervision.

        :param reason_id: id of a ``duban.resolution.reason``
        :raise UserError: no reason given, or an item is supervised
        """
        reason_id = inputs.one_id(self.env, reason_id)
        note = inputs.text(self.env, note)
        reason = self.env["duban.resolution.reason"].browse(reason_id or []).exists()
        if not reason:
            raise UserError(self.env._("Choose why the item is not supervised."))
        self.write({"reason_id": reason.id, "reason_note": note})
        return True
