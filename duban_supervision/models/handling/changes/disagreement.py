"""Disagreement between lead unit and co-unit: settled by the head, then by the leader in charge (XISU-9)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .... import clock, inputs
from ...matter.states import RUNNING_STATES


class DubanDisagreement(models.Model):
    _name = "duban.disagreement"
    _description = "Disagreement"
    _inherit = ["duban.matter.part"]
    _order = "id desc"

    name = fields.Char("Issue", required=True)
    positions = fields.Text("Positions of the units")
    state = fields.Selection(
        [
            ("head", "With the head of the lead unit"),
            ("leader", "With the leader in charge"),
            ("settled", "Settled"),
        ],
        default="head",
        required=True,
        readonly=True,
    )
    assigned_id = fields.Many2one("res.users", "To settle", compute="_compute_assigned")
    date_opened = fields.Date(default=clock.today, readonly=True)
    head_outcome = fields.Text("Outcome at the head", readonly=True)
    head_failed = fields.Boolean(readonly=True)
    date_escalated = fields.Date(readonly=True)
    leader_outcome = fields.Text("Outcome at the leader", readonly=True)
    date_settled = fields.Date(readonly=True)

    @api.depends("state", "matter_id.unit_head_id", "matter_id.leader_in_charge_id")
    def _compute_assigned(self):
        for row in self:
            people = {
                "head": row.matter_id.unit_head_id,
                "leader": row.matter_id.leader_in_charge_id,
            }
            row.assigned_id = people.get(row.state, self.env["res.users"])

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            matter = row.matter_id
            matter._require_rule("disagreement_enabled")
            if matter.state not in RUNNING_STATES:
                raise UserError(
                    self.env._("%s is not being handled now.", matter.display_name)
                )
            if row.state != "head":
                raise AccessError(
                    self.env._("A disagreement begins with the head of the lead unit.")
                )
            self.env["duban.act"]._append(row.matter_id, "disagreement", row.name)
        rows.matter_id._reconcile_todos()
        return rows

    def _landing_ask(self, landing):
        """The level on which this one disagreement waits."""
        return f"disagreement_{self.state}" if self.state != "settled" else landing.ask

    def _lands(self, _landing):
        """See there: who settles this one disagreement on its level."""
        matter = self.matter_id
        if self.state == "head":
            return bool(matter._is_head_or_deputy())
        return bool(matter._is_leader_in_charge() or matter._is_office())

    def action_record_head(self, outcome=None, agreed=False):
        """The head of the lead unit records the outcome of level 1.

        :param outcome: text, required
        :param agreed: whether the units agreed
        """
        self.matter_id._assert_not_ended()
        for row in self:
            row.matter_id._assert_may(
                "_is_head_or_deputy",
                self.env._("The head of the lead unit settles it first."),
            )
            if row.state != "head":
                raise UserError(self.env._("This level is already closed."))
        self._record("head_outcome", outcome, agreed)
        if not agreed:
            self._engine_write({"head_failed": True})
        return True

    def action_escalate(self):
        """The lead unit reports to the leader in charge, after level 1 failed (XISU-9.1b)."""
        self.matter_id._assert_not_ended()
        for row in self:
            row.matter_id._assert_may(
                "_is_lead",
                self.env._("Only the lead unit reports to the leader in charge."),
            )
            if row.state != "head" or not row.head_failed:
                raise UserError(
                    self.env._(
                        "First record that the head of the lead unit found no agreement."
                    )
                )
        self._engine_write({"state": "leader", "date_escalated": clock.today(self)})
        for row in self:
            self.env["duban.act"]._append(row.matter_id, "escalate", row.name)
        self.matter_id._reconcile_todos()
        return True

    def action_record_leader(self, outcome=None):
        """The leader in charge, or the office for the leader, records the outcome. ``outcome``: text, required."""
        self.matter_id._assert_not_ended()
        for row in self:
            matter = row.matter_id
            if not (
                self.env.su or matter._is_leader_in_charge() or matter._is_office()
            ):
                raise AccessError(
                    self.env._(
                        "Only the leader in charge or the office records this outcome."
                    )
                )
            if row.state != "leader":
                raise UserError(
                    self.env._("It was not reported to the leader in charge.")
                )
        self._record("leader_outcome", outcome, True)
        return True

    def _record(self, field, outcome, settled):
        if not inputs.text(self.env, outcome):
            raise UserError(self.env._("Write the outcome."))
        vals = {field: outcome}
        if settled:
            vals |= {
                "state": "settled",
                "date_settled": clock.today(self),
            }
        self._engine_write(vals)
        for row in self:
            self.env["duban.act"]._append(
                row.matter_id, field, outcome, on_behalf=row._on_behalf(field)
            )
        self.matter_id._reconcile_todos()

    def _on_behalf(self, field):
        """In whose stead the current user settles this one disagreement; empty: in the own name, or the office's."""
        matter = self.matter_id
        person = (
            matter.unit_head_id
            if field == "head_outcome"
            else matter.leader_in_charge_id
        )
        deputy = self.env["duban.delegation"]._is_deputy(
            person, self.env.user, matter.company_id
        )
        return person if deputy else None

    def _who_writes(self, operation, names=frozenset()):
        if operation != "create":
            raise AccessError(self.env._("A disagreement moves through its steps."))
        self.matter_id._assert_may(
            "_is_lead_or_co",
            self.env._("Only the units of the matter open a disagreement."),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Disagreements are kept."))
