"""The steps of a special notice, through the same door as those of a matter (LZU-6.2e)."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.matter.steps import Transition
from odoo.addons.duban_supervision.models.reminding.todo import Todo

from .duban_lzu_notice import OPEN

TODO = "duban_supervision_lzu.todo_lzu_notice"
#: what a notice needs before it is issued
ELEMENTS = ("trait_ids", "source_unit_id", "requirements", "lead_unit_id", "date_deadline")  # fmt: skip


class DubanLzuNotice(models.Model):
    _inherit = "duban.lzu.notice"

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    def _get_transitions(self):
        T, office = Transition, "_of_own_office"
        # fmt: off
        return {
            **super()._get_transitions(),
            ("draft", "issue"): T("issued", office, ("_check_elements", "_check_coordinated"), ("_effect_issue",)),
            ("issued", "correct_date"): T(None, office, ("_check_ground", "_check_other_date", "_check_new_date"),
                                          ("_effect_date",)),
            ("issued", "report_done"): T("done", "_is_lead_or_office", ("_check_result",), ("_effect_report_done",)),
            ("done", "return_done"): T("issued", office, ("_check_ground", "_check_new_date"), ("_effect_return",)),
            ("done", "feed_back"): T(None, office, ("_check_feedback",), ("_effect_feed_back",),
                                     when=("_check_not_fed_back",)),
            ("done", "close"): T("closed", office, when=("_check_fed_back",)),
        }
        # fmt: on

    def _get_side_actions(self):
        return {
            **super()._get_side_actions(),
            "put_on_ledger": Transition(
                None, "_of_own_office", states=OPEN, when=("_check_not_on_ledger",)
            ),
        }

    def _action_names(self):
        return [
            ("issue", self.env._("Issue")),
            ("correct_date", self.env._("Correct the due date")),
            ("report_done", self.env._("Report as done")),
            ("return_done", self.env._("Return")),
            ("feed_back", self.env._("Feed back to the source unit")),
            ("close", self.env._("Close notice")),
            ("put_on_ledger", self.env._("Put on the ledger")),
        ]

    def _stamp(self, action):
        today, user = clock.today(self), self.env.uid
        return {
            "issue": {"date_issued": today, "issued_by_id": user},
            "report_done": {"date_done": today},
            "feed_back": {"date_source_feedback": today, "source_feedback_by_id": user},
            "close": {"date_closed": today},
        }.get(action, {})

    def _record_acts(self, action, note, states, data):
        self.env["duban.lzu.act"]._append(
            self, action, note, states, data.get("changes")
        )

    def _is_lead_or_office(self):
        units = self.env.user.duban_unit_ids
        return self._of_own_office() | self.filtered(
            lambda notice: notice.lead_unit_id in units
        )

    # ------------------------------------------------------------------
    # Public steps
    # ------------------------------------------------------------------

    def action_issue(self):
        """Issue: number it and send it to its units (LZU-6.2a, 6.2b).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: no trait, nothing recorded of the coordination, or something else is missing
        """
        return self._transition("issue")

    def action_correct_date(self, date_deadline=None, reason=None):
        """Another due date, with its ground, which its units hear of (LZU-6.2e).

        :param date_deadline: date or ISO string, required
        :param reason: text, required
        """
        day = inputs.day(self.env, date_deadline)
        return self._transition("correct_date", reason, date_deadline=day)

    def action_report_done(self, result=None):
        """The lead unit (or the office for it) reports that the notice is implemented. ``result``: text, required."""
        return self._transition("report_done", result)

    def action_return_done(self, reason=None, date_deadline=None):
        """The office returns an insufficient result to the unit (LZU-6.2e).

        :param reason: text, required
        :param date_deadline: new due date (date or ISO string), optional
        """
        day = inputs.day(self.env, date_deadline)
        return self._transition("return_done", reason, date_deadline=day)

    def action_feed_back(self, feedback=None):
        """The office reports or feeds back to the source unit (LZU-6.2c). ``feedback``: text, required."""
        return self._transition("feed_back", feedback)

    def action_close(self):
        """Close, after the source unit has its feedback.

        :raise UserError: not done yet, or nothing was fed back
        """
        return self._transition("close")

    def action_put_on_ledger(self):
        """Put the task on the ledger, once: the new task is numbered in the same step (LZU-6.2d).

        Also beside an open task that looks like it: from a different source it is one of its own until the two are
        merged, which the new task offers (LZU-2.3, 6.1.1c).

        :return: window action on the task
        :raise UserError: it is there already, or columns of the ledger are missing
        """
        self._assert_open("put_on_ledger")
        matters = self.env["duban.matter"].create(
            [notice._matter_values() for notice in self]
        )
        for position, matter in enumerate(matters):
            if matter._likely_duplicate(matters[:position]):
                matter.duplicate_override = True
        matters.action_file()
        states = {notice.id: (None, None) for notice in self}
        self._record_acts("put_on_ledger", None, states, {})
        return matters[:1].action_open_form()

    def _matter_values(self):
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "source_category_id": self.source_category_id.id,
            "source_document": self.env._(
                "Special notice %(number)s of %(unit)s",
                number=self.number,
                unit=self.source_unit_id.name,
            ),
            "measures": self.measures,
            "content": self.requirements,
            "lead_unit_id": self.lead_unit_id.id,
            "co_unit_ids": [(6, 0, self.co_unit_ids.ids)],
            "leader_in_charge_id": self.leader_in_charge_id.id,
            "handler_id": self.handler_id.id,
            "source_leader_id": self.source_leader_id.id,
            "decision_body_id": self.decision_body_id.id,
            "source_kind_id": self.source_kind_id.id,
            "plan_year": self.plan_year,
            "date_deadline": self.date_deadline,
            "lzu_notice_id": self.id,
        }

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _check_elements(self, data):
        self._required(ELEMENTS)

    def _check_coordinated(self, data):
        if not all(notice.communication_ids for notice in self):
            raise UserError(
                self.env._(
                    "Record the communication and coordination first: with whom, when, with what result."
                )
            )

    def _check_ground(self, data):
        if not data["note"]:
            raise UserError(self.env._("Please state the reason."))

    def _check_other_date(self, data):
        day = data["date_deadline"]
        if not day or any(notice.date_deadline == day for notice in self):
            raise UserError(self.env._("Enter the new due date."))

    def _check_result(self, data):
        if not data["note"]:
            raise UserError(self.env._("Write what was done."))

    def _check_feedback(self, data):
        if not data["note"]:
            raise UserError(self.env._("Write what was fed back."))

    def _check_not_fed_back(self, data):
        if any(notice.date_source_feedback for notice in self):
            raise UserError(self._no_transition_message(data["action"]))

    def _check_fed_back(self, data):
        for notice in self:
            if not notice.date_source_feedback:
                raise UserError(
                    self.env._(
                        "Report or feed back to %s first: it is the source of this task.",
                        notice.source_unit_id.name,
                    )
                )

    def _check_not_on_ledger(self, data):
        for notice in self:
            if notice.matter_ids:
                raise UserError(
                    self.env._(
                        "%(notice)s stands on the ledger already: %(number)s.",
                        notice=notice.display_name,
                        number=notice.matter_number,
                    )
                )

    # ------------------------------------------------------------------
    # Effects (as superuser, the door is open)
    # ------------------------------------------------------------------

    def _effect_issue(self, data):
        for notice in self:
            pattern = notice.regulation_id.notice_number_pattern or "{year}-{n}"
            notice.number = self.env["duban.number"]._take(
                notice.company_id, "notice", notice.date_issued.year, pattern
            )[0]
            units = notice.lead_unit_id | notice.co_unit_ids
            notice._tell_units(
                "assigned",
                units,
                self.env._("Issued to %s.", "、".join(units.mapped("name"))),
            )

    def _effect_date(self, data):
        """The date changes in the open: old and new on the trail, the units are told."""
        day = data["date_deadline"]
        changes = data.setdefault("changes", {})
        for notice in self:
            if not day or notice.date_deadline == day:
                continue
            changes[notice.id] = {
                "date_deadline": [notice.date_deadline.isoformat(), day.isoformat()]
            }
            notice.date_deadline = day
            units = notice.lead_unit_id | notice.co_unit_ids
            if data.get("returned"):
                continue  # they hear it with the return
            notice._tell_units(
                "changed",
                units,
                self.env._(
                    "The due date is now %(day)s: %(reason)s",
                    day=self.env["duban.matter"]._format_date(day),
                    reason=data["note"],
                ),
            )

    def _effect_report_done(self, data):
        self.write({"result": data["note"]})

    def _effect_return(self, data):
        """The unit begins again where it stood; what was fed back to the source unit no longer holds."""
        data["returned"] = True
        self._effect_date(data)
        day = data["date_deadline"]
        words = self.env._("Returned: %s", data["note"])
        if day:
            words = self.env._(
                "Returned, due on %(day)s: %(reason)s",
                day=self.env["duban.matter"]._format_date(day),
                reason=data["note"],
            )
        for notice in self:
            units = notice.lead_unit_id | notice.co_unit_ids
            source = notice.date_source_feedback and notice.source_unit_id - units
            notice.write(
                {
                    "return_count": notice.return_count + 1,
                    "return_reason": data["note"],
                    "date_done": False,
                    "source_feedback": False,
                    "date_source_feedback": False,
                    "source_feedback_by_id": False,
                }
            )
            notice._tell_units("result_returned", units, words)
            if source:
                # what it was told does not hold any more (LZU-6.2c)
                notice._tell(
                    "result_returned",
                    {
                        notice: self.env["res.users"].union(
                            *map(notice._contact, source)
                        )
                    },
                    f"source:{notice.trail_length}",
                    self.env._("What was fed back no longer holds. %s", words),
                )

    def _effect_feed_back(self, data):
        self.write({"source_feedback": data["note"]})
        for notice in self:
            notice._tell_units("fed_back", notice.source_unit_id, data["note"])

    # ------------------------------------------------------------------
    # To-dos
    # ------------------------------------------------------------------

    @api.model
    def _patrol_domain(self):
        return [("state", "in", OPEN)]

    def _office_contact(self):
        """Who in the office follows this one notice: who issued it, else the head of the office."""
        return self.regulation_id.office_id._office_person(self.issued_by_id)

    def _expected_todos(self):
        """To-dos of this one notice; the notice is the truth."""
        if self.state == "issued":
            return self._todos_issued()
        if self.state == "done":
            text = (
                self.env._("Close the notice")
                if self.date_source_feedback
                else self.env._("Feed back to %s", self.source_unit_id.name)
            )
            return [Todo("close", TODO, self._office_contact(), self.date_done, text)]
        return []

    def _todos_issued(self):
        work = (
            self.env._("Returned: improve and report again")
            if self.return_count
            else self.env._("Implement and report")
        )
        rows = [("do", self._contact(self.lead_unit_id), work)]
        rows += [
            (f"co:{unit.id}", self._contact(unit), self.env._("Cooperate"))
            for unit in self.co_unit_ids
        ]
        if self.is_overdue:
            late = self.env._("Overdue: see to the notice")
            rows.append(("overdue", self._office_contact(), late))
        return [
            Todo(key, TODO, user, self.date_deadline, text) for key, user, text in rows
        ]
