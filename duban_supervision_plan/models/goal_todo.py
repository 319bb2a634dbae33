"""To-dos and reminders of the plan line: the unit reports, the office confirms and closes the year."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.matter_access import ENDED_STATES
from odoo.addons.duban_supervision.models.reminding.todo import Todo

#: from this day of its last month on a year waits for being closed
CLOSING_FROM = (12, 15)
KIND = "mail.mail_activity_data_todo"
#: a goal below that is no part of the one above
UNCOUNTED = ("draft", "dropped")


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    @api.model
    def _patrol_domain(self):
        again = Domain("matter_ids", "any", [("state", "not in", ENDED_STATES)])
        return Domain("state", "=", "running") | Domain("state", "=", "done") & again

    def _contact(self):
        """Who of the lead unit is asked about this one goal: handler, else liaison or head; may be empty."""
        unit = self.lead_unit_id
        people = (self.handler_id, unit.liaison_id, unit.manager_id.user_id)
        there = (
            user
            for user in people
            # whoever of the unit was chosen to handle it, as long as that person is there
            if user._acts_at(self.company_id)
            and (user == self.handler_id or unit in user.duban_unit_ids)
        )
        return next(there, unit.liaison_id.browse())

    def _office_contact(self):
        """Who of the office sees to this one goal; may be empty."""
        return self.regulation_id._office_contact()

    def _has_below(self):
        """Whether goals or matters below tell how far this one goal is; else its unit reports on it itself."""
        below = self.child_ids.filtered(lambda row: row.state not in UNCOUNTED)
        return bool(below or self._counted_matters())

    def _steps_left(self):
        """Milestones of this one goal that were not reached."""
        return self.milestone_ids.filtered(lambda row: not row.date_done)

    def _is_reported_done(self):
        """Whether the unit said of this one goal that it is done; a milestone is none of the others, nor the end."""
        return (
            not self._has_below()
            and self.own_progress == 100
            and not self._steps_left()
        )

    def _expected_todos(self):
        if self.state == "done":
            return self._todos_of_done()
        if self.state != "running":
            return []
        todos = self._todos_of_unit()
        office = self._office_contact()
        if not office:
            return todos
        if self._is_reported_done():
            todos.append(
                Todo(
                    "goal_finish",
                    KIND,
                    office,
                    None,  # from when it was said
                    self.env._("Reported as done, to confirm: %s", self.display_name),
                )
            )
        if self.level == "year" and self._closes_now():
            todos.append(
                Todo(
                    "goal_close",
                    KIND,
                    office,
                    fields.Date.to_date(f"{self.year}-12-31"),
                    self.env._("Close the plan year %s", self.year),
                )
            )
        return todos

    def _todos_of_done(self):
        """A goal that was recorded as done although a matter of it was reopened since: the office sees to it."""
        matters, office = self._open_matters(), self._office_contact()
        if not matters or not office:
            return []
        return [
            Todo(
                "goal_again",
                KIND,
                office,
                min(filter(None, matters.mapped("date_deadline")), default=None),
                self.env._("Recorded as done, but a matter is open again: %s", self.display_name),
            )
        ]  # fmt: skip

    def _todos_of_unit(self):
        horizon = self.regulation_id._warning_date()
        contact = self._contact()
        todos = [
            Todo(
                f"goal_milestone:{row.id}",
                KIND,
                contact,
                row.date,
                self.env._("Milestone: %s", row.name),
            )
            for row in self.milestone_ids
            if not row.date_done and row.date <= horizon
        ]
        due = self.date_deadline and self.date_deadline <= horizon
        if due and not self._has_below() and not self._is_reported_done():
            todos.append(
                Todo(
                    "goal_report",
                    KIND,
                    contact,
                    self.date_deadline,
                    self.env._("Report how far it is: %s", self.display_name),
                )
            )
        return todos

    def _closes_now(self):
        """Whether the office is asked to close the year of this one goal: once per year, by its first work point."""
        today = clock.today(self)
        if today < fields.Date.to_date(
            "{}-{:02}-{:02}".format(self.year, *CLOSING_FROM)
        ):
            return False
        first = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("level", "=", "year"),
                ("year", "=", self.year),
                ("state", "=", "running"),
            ],
            order="id",
            limit=1,
        )
        return first == self

    def _reminder_events(self):
        """Its own date and those of its milestones, before and after (CORE-10, CORE-36)."""
        if self.state != "running":
            return []
        contact, regulation = self._contact(), self.regulation_id
        ladder = [
            (1, contact),
            (regulation.ladder_head_days, self.lead_unit_id.manager_id.user_id),
            (regulation.ladder_leader_days, self.leader_in_charge_id),
        ]
        events = []
        for row in self._steps_left():
            key = f"milestone:{row.id}"
            events += self._events_owed(row.date, contact, ladder, key)
        if self._has_below() or self._is_reported_done():
            return events
        return events + self._events_due(contact, ladder)
