"""A notice whose task stands on the ledger is managed there (统一管理, LZU-6.2d); a notice issued wrongly is withdrawn.

One work has one to-do and one date: while the task is open, its units are asked by the ledger alone. When it ended,
the office reports the notice and feeds back to the source unit. A task whose filing was withdrawn leaves the notice as
it was.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES
from odoo.addons.duban_supervision.models.matter.steps import Transition
from odoo.addons.duban_supervision.models.reminding.todo import Todo

from .duban_lzu_notice_steps import TODO

#: steps of an issued notice that the ledger takes over with its task
TAKEN_OVER = ("report_done", "correct_date", "reassign", "withdraw")


class DubanLzuNotice(models.Model):
    _inherit = "duban.lzu.notice"

    state = fields.Selection(
        selection_add=[("withdrawn", "Withdrawn")], ondelete={"withdrawn": "cascade"}
    )
    withdrawal_ground = fields.Text("Why it was withdrawn", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # The task on the ledger
    # ------------------------------------------------------------------

    def _task(self):
        """The task of this one notice on the ledger (as superuser): the one that it was merged into, if it was.

        Empty: it was never put there, or that filing was withdrawn.
        """
        # sudo: who sees the notice sees how far its task is, by number and state only
        task = self.sudo().matter_ids.filtered(lambda row: row.state != "withdrawn")[:1]
        while task.state == "merged":
            task = task.merged_into_id
        return task

    def _by_ledger(self):
        """The task that asks the units of this one notice; empty also where the notice was returned after that task
        had ended: it is its unit's again, with its own date (LZU-6.2e)."""
        task = self._task()
        if task and task.state not in OPEN_STATES and self._is_returned(task):
            return task.browse()
        return task

    def _is_returned(self, task):
        # sudo: that and when it was returned, whoever looks
        returned = self.sudo().act_ids.filtered(lambda act: act.action == "return_done")
        days = [clock.local(self, act.date).date() for act in returned]
        return bool(days and task.date_ended and max(days) >= task.date_ended)

    @api.depends("matter_ids.state", "act_ids")
    def _compute_is_overdue(self):
        result = super()._compute_is_overdue()
        for notice in self.filtered("is_overdue"):
            notice.is_overdue = not notice._by_ledger()
        return result

    def _check_not_on_ledger(self, data):
        """Once; again only where the filing was withdrawn."""
        tasked = self.filtered(lambda notice: notice._task())
        return super(DubanLzuNotice, tasked)._check_not_on_ledger(data)

    def _check_off_ledger(self, data):
        """What stands on the ledger is asked for there; once it ended the notice is only reported as done.

        :raise UserError: naming the task
        """
        for notice in self:
            task = notice._by_ledger()
            if task and (data["action"] != "report_done" or task.state in OPEN_STATES):
                raise UserError(
                    self.env._(
                        "%(notice)s is managed on the ledger as %(number)s: take the step there.",
                        notice=notice.display_name,
                        number=task.number,
                    )
                )

    def action_put_on_ledger(self):
        """See there; from now on the ledger asks its units (LZU-6.2d)."""
        result = super().action_put_on_ledger()
        self._reconcile_todos()
        return result

    def _todos_issued(self):
        task = self._by_ledger()
        if not task:
            return super()._todos_issued()
        if task.state in OPEN_STATES:
            return []
        words = self.env._(
            "Its task on the ledger is “%s”: report the notice as done",
            task._state_label(),
        )
        day = task.date_ended or self.date_deadline
        return [Todo("task_ended", TODO, self._office_contact(), day, words)]

    # ------------------------------------------------------------------
    # Withdrawn
    # ------------------------------------------------------------------

    def _get_transitions(self):
        office = "_of_own_office"
        table = {
            **super()._get_transitions(),
            ("issued", "withdraw"): Transition(
                "withdrawn", office, ("_check_ground",), ("_effect_withdraw",)
            ),
        }
        for step in TAKEN_OVER:
            row = table["issued", step]
            table["issued", step] = row._replace(when=(*row.when, "_check_off_ledger"))
        return table

    def _action_names(self):
        return [*super()._action_names(), ("withdraw", self.env._("Withdraw"))]

    def action_withdraw(self, ground=None):
        """Take back a notice that was issued wrongly (CORE-24, LZU-6.2e); its number is not given again.

        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        """
        return self._transition("withdraw", ground)

    def _document_value_result(self):
        """How it was implemented; of one that was taken back that it was, where others end (CORE-24)."""
        if self.state == "withdrawn":
            return self.env._("Withdrawn: %s", self.withdrawal_ground)
        return self.result

    def _effect_withdraw(self, data):
        """Everybody to whom it was issued hears that nothing is asked of them any more."""
        self.write({"withdrawal_ground": data["note"]})
        for notice in self:
            notice._tell_units(
                "ended",
                notice.lead_unit_id | notice.co_unit_ids | notice.source_unit_id,
                self.env._("Withdrawn: %s", data["note"]),
            )
