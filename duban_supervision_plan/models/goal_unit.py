"""A goal whose unit ends goes to the successor; where nobody reports, the office is asked (CORE-20, CORE-32)."""

from odoo import Command, models

from odoo.addons.duban_supervision.models.reminding.todo import Todo

from .goal_todo import KIND


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    def _move_unit(self, unit, successor, ground):
        """What these goals ask of ``unit`` is asked of its ``successor`` (as superuser; who moves it was checked)."""
        for goal in self:
            told, leads = goal._concerned(), goal.lead_unit_id == unit
            values = {}
            if leads:
                values = {"lead_unit_id": successor.id, "handler_id": False}
                if goal.leader_in_charge_id == unit._duban_leader():
                    values["leader_in_charge_id"] = successor._duban_leader().id
            if unit in goal.co_unit_ids:
                values["co_unit_ids"] = [Command.unlink(unit.id)]
                if not leads and successor != goal.lead_unit_id:
                    values["co_unit_ids"].append(Command.link(successor.id))
            goal._engine_write(values)
            name = "lead_unit_id" if leads else "co_unit_ids"
            label = goal._fields[name]._description_string(self.env)
            goal._log("change", ground, f"{label}：{unit.name} → {successor.name}")
            if goal.state == "running":
                told |= successor._duban_contacts()
                goal._tell_concerned("goal_changed", ground, also=told)
        self._reconcile_todos()

    def _todos_of_unit(self):
        """See there; what nobody of the unit can do, the office is asked to see to."""
        todos = super()._todos_of_unit()
        user = self._office_contact()
        if not todos or self._contact() or not user:
            return [todo for todo in todos if todo.user]
        words = self.env._(
            "%s has nobody who reports on its goal: have its head named, or change the unit",
            self.lead_unit_id.name,
        )
        return [Todo("goal_vacant", KIND, user, todos[0].date, words)]


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _duban_goals(self):
        """Goals of these units that are not over (as superuser)."""
        # sudo: a unit ends with all that hangs on it
        goals = self.env["duban.goal"].sudo()
        return goals.search(
            [
                ("state", "in", ("draft", "running")),
                "|",
                ("lead_unit_id", "in", self.ids),
                ("co_unit_ids", "in", self.ids),
            ]
        )

    def _duban_open_names(self):
        names = self._duban_goals().mapped("display_name")
        return [*super()._duban_open_names(), *names]
