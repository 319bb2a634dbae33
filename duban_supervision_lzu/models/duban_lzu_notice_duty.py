"""Who answers for a special notice: nobody falls between, whoever it concerns is told (LZU-6.2e, CORE-20 to CORE-23).

A notice goes to units. What a unit has to do is with its liaison, else its head, else who stands in for them; where
nobody is, the office is asked to give the notice to another unit. It moves with a unit that ends.
"""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.matter.steps import Transition

from .duban_lzu_notice import OPEN


class DubanLzuNotice(models.Model):
    _name = "duban.lzu.notice"
    _inherit = ["duban.lzu.notice", "duban.informing"]

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _is_there(self, user):
        """Whether ``user`` (one, or empty) can act on this one notice."""
        return user._acts_at(self.company_id)

    def _people(self, unit):
        """Who may be asked for ``unit`` (one department), in order: liaison, head; who works there no more is not."""
        # sudo: whom to reach at a unit is in the directory
        unit = unit.sudo()
        people = (unit.liaison_id, unit.manager_id.user_id)
        return [user for user in people if unit in user.duban_unit_ids]

    def _contact(self, unit):
        """Who receives what ``unit`` (one department) receives: its liaison, else its head; may be empty."""
        return next(
            filter(self._is_there, self._people(unit)), self.env["res.users"].browse()
        )

    def _unit_of_todo(self, key):
        kind, _sep, rest = key.partition(":")
        if kind == "co":
            return self.env["hr.department"].browse(int(rest))
        return self.lead_unit_id if kind == "do" else self.env["hr.department"]

    def _settle_todo(self, todo, stand_ins):
        """A unit's to-do that nobody there can do is the office's (CORE-20)."""
        unit = self._unit_of_todo(todo.key)
        if not unit:
            return super()._settle_todo(todo, stand_ins)
        people = (stand_ins.get(user, user) for user in self._people(unit))
        receiver = next(filter(self._is_there, people), None)
        if receiver:
            return todo, receiver
        words = self.env._(
            "%s has nobody who can act on this notice: have its head named, or give the notice to another unit",
            unit.name,
        )
        vacant = todo._replace(key=f"vacant:{unit.id}", summary=words)
        return vacant, self._todo_receiver(self._office_contact(), stand_ins)

    @api.model
    def _follow_people(self):
        """People of units came, left or are away: the to-dos of what is open go to who is there."""
        # sudo: to-dos of everybody; whoever changed the directory was asked there
        self.sudo().search([("state", "in", OPEN)])._reconcile_todos()

    # ------------------------------------------------------------------
    # Who is told
    # ------------------------------------------------------------------

    def _event_note(self, event, note):
        """What a notice says is no secret to its units: no confidentiality in the text."""
        return note

    def _may_hear(self, user):
        return self._is_there(user)

    def _tell_units(self, event, units, text):
        """Tell the contacts of ``units`` of ``event`` at once, and note ``text`` on this one notice."""
        people = self.env["res.users"].union(*map(self._contact, units))
        self._message_log(body=text)
        self._tell(event, {self: people}, f"act:{self.trail_length}:{event}", text)

    def _reminder_events(self):
        """A notice is called to mind like a matter: the unit, its head, the leader; not what the ledger asks for."""
        if self.state != "issued" or self._by_ledger():
            return []
        worker = self._contact(self.lead_unit_id)
        passed = [
            (1, worker),
            (self._rule("ladder_head_days"), self.lead_unit_id._duban_head()),
            (self._rule("ladder_leader_days"), self.lead_unit_id._duban_leader()),
        ]
        return [*self._events_due(worker, passed), *self._events_co_units()]

    def _events_co_units(self):
        """A co-unit is reminded of its own part, and its head; nobody else is (CORE-10)."""
        events = []
        for unit in self.co_unit_ids if self.date_deadline else ():
            worker = self._contact(unit)
            passed = [
                (1, worker),
                (self._rule("ladder_head_days"), unit._duban_head()),
            ]
            events += self._events_owed(
                self.date_deadline, worker, passed, f"co:{unit.id}", recent=True
            )
        return events

    # ------------------------------------------------------------------
    # Another unit
    # ------------------------------------------------------------------

    def _get_transitions(self):
        checks = ("_check_ground", "_check_unit")
        return {
            **super()._get_transitions(),
            ("issued", "reassign"): Transition(
                None, "_of_own_office", checks, ("_effect_reassign",)
            ),
        }

    def _action_names(self):
        return [*super()._action_names(), ("reassign", self.env._("Reassign"))]

    def action_reassign(self, unit_id=None, ground=None):
        """Give an issued notice to another unit (LZU-6.2e, CORE-21).

        :param unit_id: id of the ``hr.department`` that takes it over
        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        """
        unit = self.env["hr.department"].browse(inputs.one_id(self.env, unit_id) or [])
        return self._transition("reassign", ground, unit=unit.exists())

    def _check_unit(self, data):
        unit = data["unit"].sudo()  # sudo: what the unit is, in the directory
        for notice in self:
            if not unit or unit == notice.lead_unit_id:
                raise UserError(self.env._("Name the unit that takes the notice over."))
            if (
                not unit.active
                or not unit.is_supervised_unit
                or unit.company_id not in (notice.company_id, unit.company_id.browse())
            ):
                raise UserError(
                    self.env._(
                        "%s does not undertake supervised matters of this institution. Choose another unit.",
                        unit.name,
                    )
                )

    def _effect_reassign(self, data):
        """Both units are told, and who works with them; the new one begins (as superuser, the door is open)."""
        unit = data["unit"].with_env(self.env)
        changes = data.setdefault("changes", {})
        for notice in self:
            old = notice.lead_unit_id
            leader = notice.leader_in_charge_id
            vals = {"lead_unit_id": unit.id, "co_unit_ids": [(3, unit.id)]}
            if leader == old._duban_leader():
                vals["leader_in_charge_id"] = unit._duban_leader().id
            notice.write({**vals, "handler_id": False})
            changes[notice.id] = {"lead_unit_id": [old.name or None, unit.name]}
            notice._tell_units(
                "reassigned",
                old | unit | notice.co_unit_ids,
                self.env._(
                    "%(old)s → %(new)s: %(ground)s",
                    old=old.name,
                    new=unit.name,
                    ground=data["note"],
                ),
            )

    def _move_unit(self, unit, successor, ground):
        """What these notices leave to ``unit`` goes to its ``successor`` (as superuser; who moves it was checked)."""
        for notice in self:
            if notice.lead_unit_id == unit:
                if notice.state == "issued" and not notice._by_ledger():
                    notice._transition("reassign", ground, unit=successor)
                else:
                    notice._engine_write({"lead_unit_id": successor.id})
            if unit in notice.co_unit_ids:
                links = [(3, unit.id)]
                if successor != notice.lead_unit_id:
                    links.append((4, successor.id))
                notice._engine_write({"co_unit_ids": links})
                if notice.state == "issued":
                    notice._tell_units(
                        "reassigned",
                        successor,
                        f"{unit.name} → {successor.name}：{ground}",
                    )
        self._reconcile_todos()

    # ------------------------------------------------------------------
    # Possible dates (CORE-25)
    # ------------------------------------------------------------------

    def _check_ahead(self, day):
        """:raise UserError: the due date ``day`` lies before today, or improbably far"""
        Matter = self.env["duban.matter"]
        if day and day < clock.today(self):
            raise UserError(
                self.env._(
                    "The due date (%s) lies before today.", Matter._format_date(day)
                )
            )
        if Matter._is_far(day):
            raise UserError(
                self.env._(
                    "The due date (%s) lies more than five years ahead. Check the year.",
                    Matter._format_date(day),
                )
            )

    def _check_elements(self, data):
        result = super()._check_elements(data)
        for notice in self:
            notice._check_ahead(notice.date_deadline)
        return result

    def _check_new_date(self, data):
        self._check_ahead(data["date_deadline"])

    @api.model_create_multi
    def create(self, vals_list):
        notices = super().create(vals_list)
        if not self.env.su:
            for notice in notices:
                notice._check_ahead(notice.date_deadline)
        return notices

    def write(self, vals):
        result = super().write(vals)
        if "date_deadline" in vals and not self.env.su:
            for notice in self:
                notice._check_ahead(notice.date_deadline)
        return result


class DubanDelegation(models.Model):
    _inherit = "duban.delegation"

    def _move_todos(self):
        result = super()._move_todos()
        self.env["duban.lzu.notice"]._follow_people()
        return result


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _duban_notices(self):
        """Notices of these units that are not closed (as superuser)."""
        # sudo: a unit ends with all that hangs on it
        return (
            self.env["duban.lzu.notice"]
            .sudo()
            .search(
                [
                    ("state", "not in", ("closed", "withdrawn")),
                    "|",
                    ("lead_unit_id", "in", self.ids),
                    ("co_unit_ids", "in", self.ids),
                ]
            )
        )

    def _duban_open_names(self):
        names = self._duban_notices().mapped("display_name")
        return [*super()._duban_open_names(), *names]
