"""The daily patrol: to-dos agree with the records, reminders are raised, digests go out.

The one scheduled action that reminds. What it looks at is ``duban.patrolled``: matters, cases with a time limit for
rectification, semesters, whatever an institution adds (``_patrolled_models``). Cost follows what is due: every matter
stores the next day on which anything changes by time alone (``date_next_check``); a step taken on it sets that to
today. The patrol commits per batch, and may be killed or run twice.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from ...again import each_by_itself
from ..access.engine import DOOR
from .reminder import COMING, HEARD_DAYS, Event

NEVER = date.min
#: how the key of an event begins that repeats another one (CORE-36)
AGAIN = "again:"


def _what(key):
    """What an event is about by its ``key``: its repetitions are about the same."""
    return key.partition(AGAIN)[0]


class DubanPatrolled(models.AbstractModel):
    """Something that people are given to-dos for and reminded of by the patrol.

    A model that inherits it says which records to look at, which to-dos and which events there are; to-dos and
    reminders are reconciled with that, any number of times.
    """

    _name = "duban.patrolled"
    _description = "Looked at by the daily patrol"

    # -- hooks

    @api.model
    def _patrol_domain(self):
        """Records that the patrol of today looks at."""
        raise NotImplementedError

    def _expected_todos(self):
        """To-dos (``Todo``) that should exist now on this one record."""
        return []

    def _reminder_events(self):
        """Events (``Event``) of this one record that people are reminded of, past and to come (as superuser)."""
        return []

    def _rule(self, name):
        """The setting ``name`` by which this one record is looked at."""
        return self.regulation_id._setting(name)

    def _events_due(self, worker, passed):
        """That the due date of this one record comes, that it passed, and that it passed long ago (CORE-10).

        :param worker: who works on it
        :param passed: ladder of who hears of the passed limit
        """
        if not self.date_deadline:
            return []
        before = self._rule("remind_before_days")
        soon = [Event("due_soon", self.date_deadline, [(-before, worker)])]
        return [
            *(soon if before else ()),
            Event("overdue", self.date_deadline, passed),
            *self._events_again(passed),
        ]

    def _events_owed(self, day, worker, passed, key, recent=False):
        """That ``worker`` reports by ``day``, and that the report is missing: before and after (CORE-10).

        :param passed: ladder of who hears of the passed day
        :param key: tells it apart, e.g. ``co:12``
        :param recent: as of an ``Event``
        """
        before = self._rule("remind_feedback_days")
        soon = [Event("feedback_due", day, [(-before, worker)], key)] if before else []
        return [*soon, Event("feedback_missing", day, passed, key, recent)]

    def _events_again(self, passed):
        """After the last step what is overdue comes back every some working days until it is done (CORE-36)."""
        every = self._rule("overdue_again_days")
        today = clock.today(self)
        if not every or today <= self.date_deadline:
            return []
        last = max(offset for offset, _user in passed)
        over = self.env["duban.calendar.year"]._working_days_safe(
            self.date_deadline, today, self.company_id
        )
        turn = max((over - last) // every, 1)
        people = [user for _offset, user in passed]
        # the one that is due now, and the next one, so that the patrol looks again on its day
        return [
            Event(
                "overdue",
                self.date_deadline,
                [(last + every * number, user) for user in people[:2]],
                f"{AGAIN}{number}",
            )
            for number in (turn, turn + 1)
        ]

    def _reminder_name(self):
        """What a message may call this one record, whoever reads it."""
        return self.display_name

    def _reminder_link(self):
        """The record that a message about this one record leads to."""
        return self

    def _todo_receiver(self, user, stand_ins):
        """Who gets what is meant for ``user``: the deputy in an absence, the office for who has left this one record's
        institution or is represented by somebody who is not of it (CORE-20).

        :param stand_ins: ``duban.delegation._stand_ins()``, read once per batch
        """
        receiver = self.env["duban.delegation"]._there_for(
            user, stand_ins, self.company_id
        )
        if not receiver._is_of(self.company_id):
            regulation = self.env["duban.regulation"]._in_force(self.company_id)
            receiver = regulation._office_contact()
        return receiver

    def _settle_todo(self, todo, stand_ins):
        """(to-do, receiver) as it is given out: who has a to-do can do it (CORE-20). Hook."""
        return todo, self._todo_receiver(todo.user, stand_ins)

    def _open_todo(self, key):
        """Hook: window action of the step behind the to-do ``key`` of this one record; None: its form."""
        return None

    def _next_changes(self, today):
        """Future days on which something of this one record changes by the passing of time alone."""
        return []

    def _set_next_check(self, day):
        """Remember ``day`` (or None) as the next day to look at these records, where the model stores it."""

    @api.model
    def _todos_elsewhere(self, users):
        """What is no matter and has a to-do of one of ``users``: [records of one model] (as superuser)."""
        # sudo: to-dos of everybody; whose they are follows the people
        todos = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("duban_key", "!=", False),
                    ("res_model", "in", self.env["duban.matter"]._patrolled_models()),
                    ("res_model", "!=", "duban.matter"),
                ]
            )
        )
        return [
            todos.env[model].browse(set(rows.mapped("res_id"))).exists()
            for model, rows in todos.grouped("res_model").items()
        ]

    # -- what the patrol does

    def _patrol_each(self):
        """Patrol these records; one that fails is logged and looked at again next time; the others go on."""
        each_by_itself(self, "_patrol")

    def _patrol(self):
        """Reconcile the to-dos of these records and raise their due reminders."""
        self._reconcile_todos()
        self._raise_reminders()

    def _raise_reminders(self):
        """Make the unsent reminders of these records agree with ``_reminder_events``; idempotent.

        Steps that are due by today and were not raised yet are raised; what was raised but not sent and has lost its
        cause is dropped (and kept as proof), or moves with its receiver. Who was told of the same since the day of a
        step is not told by that as well: a head of the limit and, by its repetition, once more.

        :return: the new reminders
        """
        today = clock.today(self)
        recent = fields.Date.subtract(today, days=HEARD_DAYS)
        # sudo: the patrol asks all records and writes everybody's reminders
        records = self.sudo()
        Reminder = records.env["duban.reminder"]
        raised = {
            (row.res_id, row.kind, row.key, row.day, row.step): row
            for row in Reminder.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("date_dropped", "=", False),
                ]
            )
        }
        # {(record, kind, day, what, person): when last}
        heard = {}
        for row in Reminder.union(*raised.values()).filtered("digest_id"):
            same = (row.res_id, row.kind, row.day, _what(row.key), row.user_id)
            heard[same] = max(row.date, heard.get(same, row.date))
        stand_ins = self.env["duban.delegation"]._stand_ins()
        vals_list, next_checks, alive = [], {}, Reminder.browse()
        for record in records:
            upcoming = record._next_changes(today)
            for event in record._reminder_events():
                told = set()
                same = (record.id, event.kind, event.day, _what(event.key))
                for step, (offset, user) in enumerate(event.ladder, 1):
                    key = (record.id, event.kind, event.key, event.day, step)
                    row = raised.get(key)
                    if row and row.digest_id:
                        told.add(row.user_id)
                        continue
                    if not user or (step > 1 and not offset):
                        continue
                    receiver = record._todo_receiver(user, stand_ins)
                    if receiver in told:
                        continue
                    day = record._add_working_days_safe(event.day, offset)
                    if day > today:
                        upcoming.append(day)
                    elif event.recent and day < recent and not row:
                        continue  # it stands on the list of whoever owes it
                    elif event.kind in COMING and event.day < today:
                        continue  # missed while it was to come: another kind says it now
                    elif not receiver:
                        upcoming.append(fields.Date.add(today, days=1))
                    elif heard.get((*same, receiver), NEVER) >= day:
                        continue
                    elif row:
                        told.add(receiver)
                        heard[(*same, receiver)] = today
                        alive |= row
                        if row.user_id != receiver:
                            row.user_id = receiver
                    else:
                        told.add(receiver)
                        heard[(*same, receiver)] = today
                        vals_list.append(
                            record._reminder_values(
                                event.kind, event.day, step, receiver, key=event.key
                            )
                        )
            next_checks.setdefault(min(upcoming, default=None), []).append(record.id)
        unsent = Reminder.union(*raised.values()).filtered(
            lambda row: not row.digest_id and not row._is_at_once()
        )
        (unsent - alive).date_dropped = fields.Datetime.now()
        for day, ids in next_checks.items():
            self.browse(ids)._set_next_check(day)
        return Reminder.create(vals_list)

    def _reminder_values(self, kind, day, step, user, key=""):
        """Values of a reminder about this one record."""
        return {
            "res_model": self._name,
            "res_id": self.id,
            "matter_id": self.id if self._name == "duban.matter" else False,
            "company_id": self.company_id.id,
            "kind": kind,
            "key": key,
            "day": day,
            "step": step,
            "user_id": user.id,
            "date": clock.today(self),
        }

    def _add_working_days_safe(self, day, days):
        """Reminder dates never stop a step because a year's holidays are unknown: calendar days then."""
        try:
            return self.env["duban.calendar.year"]._add_working_days(
                day, days, self.company_id
            )
        except UserError:
            return fields.Date.add(day, days=days)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("duban_no_subscribe") is DOOR:
            return True  # a to-do is no subscription: nobody gets mail for being asked once
        return super().message_subscribe(partner_ids, subtype_ids)
