"""Adjustment: the way to change locked content, with its ground and both values (WUT-5.1b, SIE-5.1b)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .... import clock
from ...matter.states import UNIT_STATES


class DubanAdjustment(models.Model):
    _name = "duban.adjustment"
    _description = "Correct or adjust"
    _inherit = ["duban.matter.part", "duban.label.mixin"]
    _happened = {"meeting_date": (), "minutes_issue_date": ()}
    _order = "id desc"
    _rec_name = "ground"

    ground = fields.Text("Ground of the change", required=True)
    name = fields.Char("New title")
    content = fields.Text("New content")
    basis = fields.Text("New basis")
    lead_unit_id = fields.Many2one("hr.department", "New lead unit")
    change_co_units = fields.Boolean("Change the co-units")
    co_unit_ids = fields.Many2many(
        "hr.department",
        "duban_adjustment_unit_rel",
        string="New co-units",
        context={"active_test": False},
    )
    changes = fields.Json(readonly=True)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    date = fields.Date(readonly=True, default=clock.today)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            if not (row.ground or "").strip():
                raise UserError(self.env._("Please state the ground."))
            row._check_open("filed", "assigned", "in_progress")
            # sudo: the person was checked; the lock is opened for exactly these values
            row.sudo()._apply()
        return rows

    def _check_open(self, *states):
        """:raise UserError: the matter of this one change is in none of ``states``."""
        matter = self.matter_id
        if matter.state not in states:
            raise UserError(
                self.env._("%s can no longer be adjusted.", matter.display_name)
            )

    def _apply(self):
        # it may have waited for signatures since it was proposed
        self._check_open(*UNIT_STATES)
        matter = self.matter_id
        vals = self._values()
        before = matter.co_unit_ids
        if self.lead_unit_id:
            # another lead unit is a reassignment (the person was checked)
            reassigned = {"unit": self.lead_unit_id, "decided_by": self.user_id}
            matter._check_reassignment(reassigned)
            matter._transition("reassign", self.ground, **reassigned)
        old = matter._trail_values(vals)
        matter._engine_write(vals)
        new = matter._trail_values(vals)
        changes = {
            name: [old[name], new[name]] for name in vals if old[name] != new[name]
        }
        self.changes = changes
        self._after_apply(vals)
        acts = self.env["duban.act"]._append(
            matter,
            "adjust",
            self.ground,
            changes={matter.id: self.changes},
            tell=False,
        )
        matter._refresh_access()
        matter._reconcile_todos()
        newcomers = self._tell_units(before, matter.co_unit_ids)
        matter._tell_of_acts(acts, {matter: newcomers})

    def _tell_units(self, before, after):
        """A unit that comes to the matter hears of it as one that it was assigned to; one that leaves hears that.

        :return: who was told of the assignment (users)
        """
        matter, people = self.matter_id, {}
        for event, units in (
            ("assigned", after - before),
            ("unit_dropped", before - after),
        ):
            users = self.env["res.users"].union(*map(matter._unit_contact, units))
            people[event] = users
            # of what is only filed nobody heard yet: the assignment tells
            if users and matter.state != "filed":
                words = "；".join([*units.mapped("name"), self.ground])
                key = f"adjustment:{self.id}"
                matter._tell(event, {matter: users}, key, words)
        return people["assigned"]

    def _values(self):
        """{field of the matter: value} that this one adjustment writes. Hook."""
        vals = {
            name: self[name]
            for name in ("name", "content", "basis")
            if (self[name] or "").strip()
        }
        if self.change_co_units:
            vals["co_unit_ids"] = [(6, 0, self.co_unit_ids.ids)]
        return vals

    def _after_apply(self, vals):
        """Hook: what follows from the values ``vals`` that were written."""

    def _who_writes(self, operation, names=frozenset()):
        if operation != "create":
            raise AccessError(self.env._("An adjustment is not changed afterwards."))
        self.matter_id._assert_may(
            "_is_office",
            self.env._("Only the supervision office adjusts the content of a matter."),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Adjustments are kept."))
