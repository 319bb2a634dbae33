"""Which fields a person may write on a matter now, and what follows when they were written."""

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from ... import inputs
from ...tools.remembered import remembered
from ..matter.roles import SEEING
from ..matter.states import ACTIVE_STATES, OPEN_STATES, RUNNING_STATES, UNIT_STATES
from .engine import PLATFORM_PREFIXES

#: changes to these need an adjustment with its ground once the content is locked
LOCKED_FIELDS = frozenset(
    {
        "name",
        "content",
        "basis",
        "lead_unit_id",
        "co_unit_ids",
        "unit_line_ids",
        "subject_unit_id",
    }
)
#: what the leaders see and sign, and what says who has to sign: not changed while their chain runs
SIGNED_FIELDS = LOCKED_FIELDS | {
    "source_category_id",
    "source_kind_id",
    "form_id",
    "grade_id",
    "term_days",
    "deadline_ground",
    "handling_requirement",
    "responsible_leader_id",
    "principal_leader_id",
    "is_key",
}
#: what the lead unit says of the result, in words
RESULT_TEXTS = (
    "result",
    "achievements",
    "problems",
    "result_measures",
    "result_progress",
    "result_effect",
    "result_next_steps",
    "self_assessment",
    "co_summary",
)
#: what the head of the lead unit vouches for
RESULT_FIELDS = frozenset({*RESULT_TEXTS, "result_attachment_ids"})
#: what the lead unit fills in while it works
LEAD_FIELDS = RESULT_FIELDS | {"handler_id", "liaison_id"}
#: what decides who sees a sensitive matter
ACCESS_FIELDS = frozenset(
    {
        *SEEING,
        "lead_unit_id",
        "subject_unit_id",
        "confidentiality",
        "is_petition",
        "extra_access_user_ids",
        "co_unit_ids",
        "unit_line_ids",
    }
)
REVIEW_FIELDS = frozenset({"review_opinion", "conclusion"})
ASSIGNMENT_FIELDS = frozenset({"channel_ids", "channel_note", "feedback_requirement"})
PART_FIELDS = frozenset(
    {
        "plan_line_ids",
        "feedback_ids",
        "record_ids",
        "request_ids",
        "child_ids",
        "team_member_ids",
    }
)


def on_write(when, *names):
    """Mark a method ``(vals)`` of ``duban.matter``: ``write`` calls it if one of the fields ``names`` is written.

    :param when: "before" (it may complete or refuse the values) or "after"
    """

    def mark(method):
        method.write_marks = {when: frozenset(names)}
        return method

    return mark


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _writable_fields(self):
        """Names of the fields the current user may write on this one matter now."""
        self.ensure_one()
        fields_ = set(PART_FIELDS)
        office, lead = self._is_office(), self._is_lead()
        elements = {
            name
            for name, field in self._fields.items()
            if not field.readonly
            and name not in LEAD_FIELDS | REVIEW_FIELDS | PART_FIELDS
        }
        if self.state == "draft":
            if self._is_initiator():
                fields_ |= elements | LEAD_FIELDS
        elif self.state in OPEN_STATES:
            if office:
                # the lead unit changes by reassignment only (CORE-21)
                fields_ |= elements - {"date_deadline", "company_id", "lead_unit_id"}
                if self._is_content_locked():
                    fields_ -= LOCKED_FIELDS
                if self._rule("dynamic_deadline"):
                    fields_ |= {"date_deadline", "handler_id", "liaison_id"}
                if self.state != "filed":
                    fields_ -= ASSIGNMENT_FIELDS
                if self.state in ("filing_approval", "closing_approval"):
                    fields_ -= SIGNED_FIELDS
            if office and self.state in ("result_submitted", "closing_approval"):
                fields_ |= REVIEW_FIELDS
            if lead and self.state in RUNNING_STATES:
                fields_ |= LEAD_FIELDS | self._plan_fields()
        elif office and self._is_part_of_done():
            # the way back for a part whose whole stays done: out of it (CORE-33)
            fields_ |= {"parent_id"}
        # sudo: only whether leaders signed it: that changes through an adjustment that they sign again (CORE-38)
        if self.sudo()._is_signed():
            fields_ -= SIGNED_FIELDS
        fields_ -= {"remark", "over_cap_ground"}
        return fields_ | self._notes_of_office() if office else fields_

    def _notes_of_office(self):
        """What the office notes on this one matter: a remark at any time, a ground before filing."""
        names = set()
        if self._rule("remark_enabled"):
            names |= {"remark"}
        if self._rule("filing_year_max") and self.state in ("draft", "filing_approval"):
            names |= {"over_cap_ground"}
        return names

    def _plan_fields(self):
        """Elements that this one matter's lead unit writes as part of its work plan, where the rules ask for them."""
        return {
            name
            for name in ("objective", "measures")
            if self._rule(f"plan_{name}_required")
        }

    def _is_content_locked(self):
        """Whether content, units and basis change only through an adjustment (WUT-5.1b, SIE-5.1b)."""
        lock = self._rule("content_lock")
        if self.state in ("draft", "filing_approval"):
            return self.state == "filing_approval"
        # sudo: only whether leaders signed it
        return (
            lock == "filed"
            or (lock == "assigned" and self.state != "filed")
            or self.sudo()._is_signed()
        )

    def _check_writable(self, names):
        """Refuse unless the current user may write the fields ``names`` on every matter.

        :raise UserError: naming the fields and what to do instead
        """
        filed = self.filtered(lambda matter: matter.state in UNIT_STATES)
        if "lead_unit_id" in names and filed and filed._is_office():
            raise UserError(
                self.env._(
                    "%s is changed by “Reassign”, with its ground: "
                    "the old unit's work ends and the new unit accepts anew.",
                    filed[:1]._label("lead_unit_id"),
                )
            )
        platform = {name for name in names if name.startswith(PLATFORM_PREFIXES)}
        for matter in self:
            refused = names - platform - matter._writable_fields()
            if not refused:
                continue
            labels = ", ".join(matter._label(name) for name in sorted(refused))
            if (
                refused <= SIGNED_FIELDS
                and matter.state in ("filed", "assigned", "in_progress")
                and matter._is_office()
                and matter._is_content_locked()
            ):
                raise UserError(
                    self.env._(
                        "%(fields)s may not be changed freely after filing. "
                        "Use “Correct or adjust” and state the ground.",
                        fields=labels,
                    )
                )
            raise AccessError(
                self.env._(
                    "You cannot change %(fields)s of %(matter)s now.",
                    fields=labels,
                    matter=matter.display_name,
                )
            )

    @staticmethod
    def _only_rows_change(commands):
        """Whether ``commands`` of a list change rows that it has: each row then asks who may change it."""
        return isinstance(commands, list | tuple) and all(
            isinstance(command, list | tuple)
            and command
            and command[0] == Command.UPDATE
            for command in commands
        )

    @api.model
    @remembered()
    def _write_table(self):
        """{"before" or "after": ((name of a method, names of fields), …)}, from the marks above."""
        table = {"before": {}, "after": {}}
        for cls in reversed(type(self).mro()):
            for name, method in vars(cls).items():
                for when, names in getattr(method, "write_marks", {}).items():
                    table[when][name] = names
        return {when: tuple(rows.items()) for when, rows in table.items()}

    def _call_marked(self, when, vals):
        for name, fields_ in self._write_table()[when]:
            if fields_ & vals.keys():
                getattr(self, name)(vals)

    def write(self, vals):
        vals = dict(vals)
        self._call_marked("before", vals)
        follow = None if self._door_is_open() else self._begin_edit(vals)
        result = super().write(vals)
        if follow:
            follow()
        self._call_marked("after", vals)
        return result

    def _begin_edit(self, vals):
        """Refuse what is the engine's or not this person's to write.

        :return: function that logs what was written, and lets roles and to-dos follow
        """
        self._refuse_engine_write(vals)
        names = set(vals)
        if not self.env.su:
            self.check_access("write")
            # A form sends the row in which a unit names its handler through the matter.
            rows = {"unit_line_ids"} & names
            asked = {name for name in rows if self._only_rows_change(vals[name])}
            self._check_writable(names - asked)
        old = {
            matter.id: matter._trail_values(names)
            for matter in self
            if matter.state != "draft"
        }
        leads = {m.id: m.lead_unit_id for m in self} if "lead_unit_id" in names else {}
        told = self._who_works_to(names)
        if "date_deadline" in names:
            self._leave_deadline(inputs.day(self.env, vals["date_deadline"]))
        return lambda: self._end_edit(names, old, leads, told)

    def _leave_deadline(self, new):
        """Before ``new`` (date or None) is typed over the due date: what was late stays, its reason was for that date.

        As ``_set_deadline`` has it for the steps that set one (CORE-34).
        """
        for matter in self:
            if (matter.date_deadline or None) == new:
                continue
            vals = matter._lateness("office")
            if matter.justification_state != "none":
                vals["justification_state"] = "none"
                vals["date_excused"] = False
            if vals:
                matter._engine_write(vals)

    def _end_edit(self, names, old, leads, told):
        """What follows an edit of the fields ``names``; the rest is as it stood before."""
        for matter in self.filtered(lambda m: m.id in leads):
            matter._follow_lead_unit(leads[matter.id], names)
        self._check_typed_dates(names)
        if not names <= PART_FIELDS:
            self._check_required("register")
        self._after_write(names, old)
        self._tell_changed(told)

    def _after_write(self, names, old):
        """Log what was changed on submitted matters, and let roles, terms and to-dos follow."""
        names = self._keep_implied(names)
        self._check_still_complete(names)
        if names & RESULT_FIELDS:
            self._drop_confirmation()
        if "is_petition" in names or "confidentiality" in names:
            for matter in self.filtered(
                lambda m: m.is_petition and m.confidentiality == "normal"
            ):
                matter.with_context(
                    duban_door=self._door()
                ).confidentiality = "sensitive"
        changes = {}
        for matter in self:
            if matter.id in old:
                new = matter._trail_values(names)
                diff = {
                    name: [old[matter.id][name], new[name]]
                    for name in new
                    if old[matter.id][name] != new[name]
                }
                if diff:
                    changes[matter.id] = diff
        changed = self.filtered(lambda matter: matter.id in changes)
        self.env["duban.act"]._append(changed, "edit", changes=changes)
        for matter in changed.filtered(lambda m: "date_deadline" in changes[m.id]):
            matter._add_due_date_line(
                matter.date_deadline,
                "office",
                matter.deadline_ground
                or self.env._("Changed by the supervision office"),
            )
        if names & {"lead_unit_id", "subject_unit_id"}:
            self._sync_unit_lines()
        if names & ACCESS_FIELDS:
            self._refresh_access()
        if changed or names & ACCESS_FIELDS:
            self._reconcile_todos()
        if names & {"grade_id", "term_days", "minutes_issue_date"}:
            self._recompute_term(names)

    def _drop_confirmation(self):
        """Whoever changes the result after its head vouched for it asks the head again (WUT-21.1a, SIE-14.1b)."""
        changed = self.filtered(
            lambda matter: (
                matter.head_confirmed and matter.unit_head_id != self.env.user
            )
        )
        if changed:
            changed._engine_write(
                {"head_confirmed": False, "head_confirmed_by_id": False}
            )
            changed._reconcile_todos()

    def _check_still_complete(self, names):
        """What filing and acceptance needed is not emptied afterwards, and what the form demands still holds."""
        for matter in self.filtered(lambda m: m.state in ACTIVE_STATES):
            needed = dict.fromkeys(matter._required_fields("file"))
            if matter.date_accepted:
                needed |= dict.fromkeys(matter._asked_at_acceptance())
                needed |= dict.fromkeys(matter._required_fields("accept"))
            emptied = [
                matter._label(name)
                for name in needed
                if name in names and matter._is_missing(name)
            ]
            if emptied:
                raise UserError(
                    self.env._(
                        "%(matter)s stands on the ledger: %(fields)s cannot be empty.",
                        matter=matter.display_name,
                        fields="、".join(emptied),
                    )
                )
            if names & {"form_id", "co_unit_ids", "unit_line_ids", "joint_unit_ids"}:
                # sudo: the form's demands count whoever changes a unit
                matter.sudo()._check_form({})

    def _trail_values(self, names):
        """Plain values of the fields ``names`` for the trail, e.g. display names for relations."""
        values = {}
        for name in names:
            field = self._fields[name]
            if field.type in ("one2many", "binary") or name.startswith(
                PLATFORM_PREFIXES
            ):
                continue
            # sudo: the trail says what changed, names of people and units included
            value = self.sudo()[name]
            if field.relational:
                value = ", ".join(value.mapped("display_name")) or None
            elif field.type in ("date", "datetime"):
                value = field.to_string(value) or None
            values[name] = value or None
        return values
