"""Reminders: who was told what, when, and what they did about it.

A reminder is one step of one event on one matter to one person. The unique index makes "exactly once" a fact of the
database: the patrol may run twice, be killed, or catch up after missed days. People get them bundled in one digest per
working day (``digest.py``).
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .matter import RUNNING_STATES

KINDS = [
    ("due_soon", "Due soon"),
    ("overdue", "Overdue"),
    ("unaccepted", "Not accepted"),
    ("feedback_missing", "Feedback missing"),
    ("no_progress", "No obvious progress"),
    ("undecided", "Waiting for a decision"),
    ("not_reported", "Not reported back"),
    ("rectify", "Rectification overdue"),
    ("urgent", "Urgent matter assigned"),
]


class Event(NamedTuple):
    """Something a person has to be reminded of.

    :param kind: a key of ``KINDS``
    :param day: the date the event is about (due date, feedback date …); part of its identity
    :param ladder: list of (working days after ``day``, user); negative: before. Step 1 is the first row.
    """

    kind: str
    day: object
    ladder: list


class DubanReminder(models.Model):
    _name = "duban.reminder"
    _description = "Reminder"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True)
    day = fields.Date("About", required=True)
    step = fields.Integer(
        required=True,
        help="1 the person who works on it, 2 the head, 3 the leader in charge.",
    )
    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date("Raised on", required=True)
    digest_id = fields.Many2one("duban.digest", index=True, ondelete="set null")
    date_sent = fields.Datetime(related="digest_id.create_date", string="Sent on")
    date_read = fields.Datetime("Read on", compute="_compute_followed")
    date_acted = fields.Datetime(
        "Acted on",
        compute="_compute_followed",
        help="First act of the person on the matter afterwards.",
    )

    _once = models.UniqueIndex("(matter_id, kind, day, step)")
    _unsent_idx = models.Index("(user_id) WHERE digest_id IS NULL")

    @api.depends("digest_id")
    def _compute_followed(self):
        for reminder in self:
            notification = (
                reminder.digest_id.sudo().message_ids.notification_ids.filtered(
                    "is_read"
                )[:1]
            )
            reminder.date_read = notification.read_date
            act = (
                self.env["duban.act"]
                .sudo()
                .search(
                    [
                        ("matter_id", "=", reminder.matter_id.id),
                        ("user_id", "=", reminder.user_id.id),
                        ("date", ">=", reminder.date),
                    ],
                    order="seq",
                    limit=1,
                )
            )
            reminder.date_acted = act.date

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reminders are raised by the system."))
        return super().create(vals_list)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    reminder_ids = fields.One2many("duban.reminder", "matter_id", "Reminders")

    def _reminder_events(self):
        """Events of this one matter that people are reminded of, past and to come (as superuser). Hook."""
        rule = self._rule
        events = []
        worker = self._lead_worker() if self.lead_unit_id else self.env["res.users"]
        passed = [
            (1, worker),
            (rule("ladder_head_days"), self.unit_head_id),
            (rule("ladder_leader_days"), self.leader_in_charge_id),
        ]
        if self.state in RUNNING_STATES:
            if self.date_deadline:
                if rule("remind_before_days"):
                    events.append(
                        Event(
                            "due_soon",
                            self.date_deadline,
                            [(-rule("remind_before_days"), worker)],
                        )
                    )
                events.append(Event("overdue", self.date_deadline, passed))
            if self.state == "assigned":
                contact = self._unit_contact(self.lead_unit_id)
                events.append(
                    Event(
                        "unaccepted",
                        self._acceptance_date(),
                        [(1, contact), *passed[1:]],
                    )
                )
            else:
                events += [
                    Event("feedback_missing", day, passed)
                    for day in self._missed_feedback_dates()
                ]
            if rule("no_progress_days"):
                since = self.date_last_feedback or self.date_assigned
                events.append(
                    Event(
                        "no_progress",
                        fields.Date.add(since, days=rule("no_progress_days")),
                        [(0, worker)],
                    )
                )
        if rule("decision_reminder_days"):
            for line in self.approval_line_ids.filtered(
                lambda row: row.state == "pending"
            ):
                approver = line.approver_id or self._office_contact()
                events.append(
                    Event(
                        "undecided",
                        line.date_pending,
                        [(rule("decision_reminder_days"), approver)],
                    )
                )
        if (
            self.state == "result_submitted"
            and self.review_passed
            and rule("report_back_reminder_days")
            and not self._is_reported_back()
        ):
            events.append(
                Event(
                    "not_reported",
                    self.date_reviewed,
                    [(rule("report_back_reminder_days"), self._office_contact())],
                )
            )
        return events

    def _raise_reminders(self):
        """Raise the steps of all events that are due by today and were not raised yet; set when to look again.

        :return: the new reminders
        """
        today = fields.Date.context_today(self)
        Reminder = self.env["duban.reminder"].sudo()
        raised = {
            (row.matter_id.id, row.kind, row.day, row.step)
            for row in Reminder.search([("matter_id", "in", self.ids)])
        }
        vals_list, next_checks = [], {}
        stand_ins = self.env["duban.delegation"]._stand_ins()
        for matter in self.sudo():
            upcoming = matter._next_changes(today)
            for event in matter._reminder_events():
                told = set()
                for step, (offset, user) in enumerate(event.ladder, 1):
                    if not user or (step > 1 and not offset) or user in told:
                        continue
                    told.add(user)
                    day = matter._add_working_days_safe(event.day, offset)
                    if day > today:
                        upcoming.append(day)
                    elif event.kind == "due_soon" and event.day < today:
                        continue  # missed while it was to come: "overdue" says it now
                    elif (matter.id, event.kind, event.day, step) not in raised:
                        vals_list.append(
                            {
                                "matter_id": matter.id, "kind": event.kind, "day": event.day, "step": step,
                                "user_id": matter._todo_receiver(user, stand_ins).id, "date": today,
                            }
                        )  # fmt: skip
            next_checks.setdefault(min(upcoming, default=None), []).append(matter.id)
        for day, ids in next_checks.items():
            self.browse(ids)._engine_write({"date_next_check": day})
        vals_list = [vals for vals in vals_list if vals["user_id"]]
        return Reminder.create(vals_list)

    def _next_changes(self, today):
        """Future days on which the to-dos of this one matter change by the passing of time alone."""
        days = []
        if self.state in RUNNING_STATES:
            if self.date_deadline:
                days.append(fields.Date.add(self.date_deadline, days=1))
            days += [
                fields.Date.add(day, days=1) for day in self._expected_feedback_dates()
            ]
            days += [
                fields.Date.add(line.date, days=1)
                for line in self.plan_line_ids
                if line.date
            ]
        return [day for day in days if day > today]
