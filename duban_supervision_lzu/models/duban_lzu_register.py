"""Joint meetings and the items of the annual plan that they decide stand in the register of meetings (PLUS-M1)."""

from odoo import api, fields, models

#: code of the joint meeting among the bodies of the regulation
BODY = "joint"


class DubanLzuMeeting(models.Model):
    _inherit = "duban.lzu.meeting"

    register_id = fields.Many2one(
        "duban.meeting", "In the register", readonly=True, copy=False, index="btree_not_null"
    )  # fmt: skip

    def action_hold(self):
        result = super().action_hold()
        self._enter_register()
        return result

    def _enter_register(self):
        """Enter the held ones of these meetings with their items; what is entered already stays as it is."""
        # sudo: the office held the meeting; the register follows from it
        sudo = self.sudo()
        Meeting = sudo.env["duban.meeting"]
        for meeting in sudo.filtered(lambda m: m.state == "held" and not m.register_id):
            body = meeting.regulation_id._lzu_joint_body()
            if not body:
                continue
            entered = Meeting.create(
                {
                    "company_id": meeting.company_id.id,
                    "body_id": body.id,
                    "date": meeting.date,
                    "topic": meeting.plan_id.name and f"{body.name}（{meeting.plan_id.name}）",
                    "minutes_text": meeting.minutes,
                }
            )  # fmt: skip
            meeting.register_id = entered
            meeting.item_ids._enter_lzu_register(entered)

    @api.model
    def _enter_old_meetings(self):
        """For an upgrade: meetings that were held before there was a register."""
        held = self.search([("state", "=", "held"), ("register_id", "=", False)])
        held._enter_register()
        return len(held)


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    resolution_id = fields.Many2one(
        "duban.resolution", "Decided item", readonly=True, copy=False, index="btree_not_null"
    )  # fmt: skip

    def _enter_lzu_register(self, entered):
        """Make each of these items a decided item of the meeting ``entered``, with the task it has already."""
        # sudo: see DubanLzuMeeting._enter_register
        for item in self.sudo().filtered(lambda item: not item.resolution_id):
            item.resolution_id = item.env["duban.resolution"].create(
                {
                    "meeting_id": entered.id,
                    "sequence": item.sequence,
                    "name": item.name,
                    "lead_unit_id": item.lead_unit_id.id,
                    "co_unit_ids": [fields.Command.set(item.co_unit_ids.ids)],
                    "responsible_leader_id": item.leader_in_charge_id.id,
                    "date_due": item.date_deadline,
                }
            )  # fmt: skip
            item._link_lzu_tasks()

    def _link_lzu_tasks(self):
        """The ledger tasks of these items are what became of their decided items."""
        # sudo: see DubanLzuMeeting._enter_register
        items = self.sudo()
        for item in items.filtered("resolution_id"):
            # the engine's link: where a task's decision comes from is said by the task itself
            tasks = item.matter_ids.filtered(lambda task: not task.resolution_id)
            tasks._engine_write({"resolution_id": item.resolution_id.id})
        items.resolution_id.meeting_id._reconcile_todos()

    def _successor(self, parent, day):
        """What is carried over is the same decided item."""
        found = super()._successor(parent, day)
        # sudo: see DubanLzuMeeting._enter_register
        found.sudo().resolution_id = self.sudo().resolution_id
        return found

    def _end(self, state, note, figures=None):
        result = super()._end(state, note, figures)
        # sudo: see DubanLzuMeeting._enter_register
        self.sudo().resolution_id.meeting_id._reconcile_todos()
        return result


class DubanResolution(models.Model):
    _inherit = "duban.resolution"

    lzu_goal_ids = fields.One2many(
        "duban.goal", "resolution_id", "Items of the annual plan", readonly=True
    )

    @api.depends("lzu_goal_ids.state")
    def _compute_status(self):
        """An item that its unit carried out by the plan alone, or that was given up there, waits for nothing more."""
        result = super()._compute_status()
        for row in self.filtered(lambda row: row.status == "open"):
            # sudo: an item is settled whoever may see its place in the plan
            states = set(row.sudo().lzu_goal_ids.mapped("state")) - {"carried"}
            if states and states <= {"done", "dropped"}:
                row.status = "supervised" if "done" in states else "not_supervised"
                row.is_settled = 1.0
        return result


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _lzu_joint_body(self):
        """The joint meeting among the bodies of this one regulation; empty where the text has none."""
        return self.env["duban.decision.body"].search(
            [("regulation_id", "=", self.id), ("code", "=", BODY)], limit=1
        )
