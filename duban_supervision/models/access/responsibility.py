"""Whoever has a to-do can do it: who acts for a role on a matter today, and who is next (CORE-20).

The unit's to-dos go to its liaison, else its head; where neither is there, the office is asked in words to name
somebody, because the office itself may not take the unit's steps.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ... import inputs
from ..matter.roles import FOLLOWED, LEAD_ROLES

#: first part of the key of a to-do that only the lead unit can do
LEAD_TODOS = frozenset(
    "accept result statement overdue confirm feedback milestone request urging warning instruction inspection".split()
)
#: to-dos of a co-unit or joint department; the unit's id is the second part of their key
CO_TODOS = frozenset({"co", "co_handler", "joint"})
#: states in which a unit acts on a matter
OPEN_UNIT_STATES = ("filed", "assigned", "in_progress", "result_submitted")
#: fields of the matter itself that name somebody
PEOPLE = tuple(name for name in FOLLOWED if "." not in name)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    acting_head_id = fields.Many2one(
        "res.users",
        "Acting head",
        readonly=True,
        copy=False,
        help="Who is responsible on this matter while the head of the lead unit cannot be.",
    )

    def _read_people(self):
        """Read at once who may be asked or told on these matters, instead of one by one further down (as superuser)."""
        begun = self.filtered(lambda matter: matter.state not in ("draft", "filed"))
        if not begun:
            return  # only the office has to do with it
        lines = begun.unit_line_ids
        units = (
            begun.lead_unit_id
            | begun.office_id
            | begun.subject_unit_id
            | lines.department_id
        )
        users = units.manager_id.user_id | units.liaison_id
        users |= lines.head_id | lines.handler_id | begun.create_uid
        for name in PEOPLE:
            users |= begun[name]
        users.company_ids.mapped("name")
        users.partner_id.mapped("name")

    def _can_act(self, user):
        """Whether ``user`` (one, or empty) is there, of the institution, and without interest in this one matter."""
        return (
            bool(user)
            and user.active
            and user not in self.recused_user_ids
            and self.company_id in user.company_ids
        )

    def _first_who_can_act(self, users):
        """The first of ``users`` (in order) who can act on this one matter; may be empty."""
        return next(filter(self._can_act, users), self.env["res.users"])

    def _head_of(self, unit):
        """Who is responsible for ``unit`` on this one matter (as superuser).

        The head in the directory; while that person cannot act, whoever was named instead on this matter.
        """
        head = unit.manager_id.user_id
        if self._can_act(head):
            return head
        named = self.acting_head_id
        if self._can_act(named) and unit in named.duban_unit_ids:
            return named
        return head - self.recused_user_ids

    def _unit_of_todo(self, key):
        """The unit whose people alone can do the to-do ``key`` of this one matter; empty: somebody else's to-do."""
        kind, _sep, rest = key.partition(":")
        if kind in CO_TODOS:
            return self.env["hr.department"].browse(int(rest.partition(":")[0]))
        if kind in LEAD_TODOS or (kind == "disagreement" and key.endswith(":head")):
            return self.lead_unit_id
        return self.env["hr.department"]

    def _settle_todo(self, todo, stand_ins):
        """(to-do, receiver): a unit's to-do that nobody there can do becomes the office's to name somebody."""
        receiver = stand_ins.get(todo.user, todo.user)
        if self._can_act(receiver):
            return todo, receiver
        unit = self._unit_of_todo(todo.key)
        if not unit:
            return todo, self._todo_receiver(todo.user, stand_ins)
        receiver = self._first_who_can_act(
            stand_ins.get(user, user) for user in self._unit_people(unit)
        )
        # the head alone vouches for the result
        if receiver and todo.key != "confirm":
            return todo, receiver
        return (
            todo._replace(
                key=f"vacant:{unit.id}",
                kind="notice",
                summary=self.env._(
                    "%s has nobody who can act on this matter: name its head or handler, or reassign the matter",
                    unit.name,
                ),
            ),
            self._office_contact(),
        )

    def _unit_people(self, unit):
        """Who may be asked to act for ``unit`` on this one matter, in order: liaison or handler, head."""
        line = self.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role in ("lead", "co")
        )[:1]
        people = [self._unit_contact(unit)]
        if unit == self.lead_unit_id:
            people += [self.handler_id, self.liaison_id]
        return [
            user
            for user in (
                *people,
                line.handler_id,
                unit.liaison_id,
                self._head_of(unit),
            )
            if user
        ]

    def _vacant_roles(self):
        """Roles of the lead unit that nobody who can act holds on this one matter (as superuser)."""
        return [
            name for name in LEAD_ROLES if self[name] and not self._can_act(self[name])
        ] + (["unit_head_id"] if not self.unit_head_id else [])

    def _possible_side_actions(self):
        actions = super()._possible_side_actions()
        if (
            self.state in OPEN_UNIT_STATES
            and self._is_office()
            and self.sudo()._vacant_roles()
        ):
            actions.add("name_person")
        return actions

    def _vacancy_defaults(self):
        """What the dialog begins with: the first role that nobody can act for."""
        return {"role": (self.sudo()._vacant_roles() or [False])[0]}

    def action_name_person(self, role=None, user_id=None, ground=None):
        """Name who acts for the lead unit where the directory's person cannot (CORE-20, WUT-8.1b, SIE-8.1b).

        :param role: one of ``LEAD_ROLES``: head, handler or liaison of the lead unit
        :param user_id: id of a user of the lead unit
        :param ground: text, required
        :raise AccessError: for anyone but the supervision office
        :raise UserError: the person in the role can act, or the named one cannot
        """
        role = inputs.text(self.env, role)
        ground = inputs.text(self.env, ground)
        person = self.env["res.users"].browse(inputs.one_id(self.env, user_id) or [])
        self._assert_may(
            "_is_office",
            self.env._("Only the supervision office names who acts for a unit."),
        )
        if role not in LEAD_ROLES:
            raise UserError(self.env._("Unknown action: %s", role))
        if not ground:
            raise UserError(self.env._("Please state the reason."))
        for matter in self:
            # sudo: the office was checked; the people of a unit are the directory's
            matter.sudo()._name_person(role, person.sudo().exists(), ground)
        return True

    def _name_person(self, role, person, ground):
        """Put ``person`` into ``role`` of this one matter (as superuser, the acting person was checked)."""
        if self.state not in OPEN_UNIT_STATES:
            raise UserError(
                self.env._("%s is not being handled now.", self.display_name)
            )
        if self._can_act(self[role]):
            raise UserError(
                self.env._(
                    "%(person)s is “%(role)s” of %(matter)s and can act.",
                    person=self[role].name,
                    role=self._label(role),
                    matter=self.display_name,
                )
            )
        if not self._can_act(person) or self.lead_unit_id not in person.duban_unit_ids:
            raise UserError(
                self.env._(
                    "Name somebody of %(unit)s who is there and has no interest in the matter; "
                    "another unit takes it over by reassignment.",
                    unit=self.lead_unit_id.name,
                )
            )
        old = self[role]
        vals = {role: person.id}
        if role == "unit_head_id":
            vals["acting_head_id"] = person.id
        self._engine_write(vals)
        self.env["duban.act"]._append(
            self,
            "name_person",
            ground,
            changes={self.id: {role: [old.name or None, person.name]}},
        )
        self._refresh_access()
        self._reconcile_todos()
