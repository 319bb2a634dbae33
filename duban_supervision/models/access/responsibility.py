"""Whoever has a to-do can do it: who acts for a role on a matter today, and who is next (CORE-20).

The unit's to-dos go to its liaison, else its head; where neither is there, the office is asked in words to name
somebody, because the office itself may not take the unit's steps.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import inputs
from ..approval.decider import OPEN_LINES
from ..matter.roles import FOLLOWED, LEAD_ROLES
from ..matter.states import OPEN_STATES, UNIT_STATES
from .matter_access import ENDED_STATES

#: first part of the key of a to-do that only the lead unit can do
LEAD_TODOS = frozenset(
    "accept result statement overdue confirm feedback milestone request urging warning instruction inspection".split()
)
#: to-dos of a co-unit or joint department; the unit's id is the second part of their key
CO_TODOS = frozenset({"co", "co_handler", "joint"})
#: fields of the matter itself that name somebody
PEOPLE = tuple(name for name in FOLLOWED if "." not in name)
#: roles of steps that the leader in charge of the unit decides
OF_THE_UNITS_LEADER = ("leader_in_charge", "subject_leader")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    acting_head_id = fields.Many2one(
        "res.users",
        "Acting head",
        readonly=True,
        copy=False,
        help="Who is responsible on this matter while the head of the lead unit cannot be.",
    )

    handler_of_unit = fields.Boolean(
        "Handler of the lead unit itself",
        compute="_compute_handler_of_unit",
        store=True,
        copy=False,
        export_string_translation=False,
    )

    @api.depends("handler_id", "lead_unit_id")
    def _compute_handler_of_unit(self):
        # as it was when the handler was named: hr moving that person on is what the field is compared with
        for matter in self:
            matter.handler_of_unit = matter.handler_id._duban_works_below(
                matter.lead_unit_id
            )

    def _read_people(self):
        """Read at once who may be asked or told on these matters, instead of one by one further down (as superuser)."""
        lines, office = self.unit_line_ids, self.regulation_id.office_id
        units = self.lead_unit_id | self.office_id | self.subject_unit_id | office
        units |= lines.department_id
        # of an employee nothing else is asked, and there are many columns
        units.manager_id.fetch(["user_id"])
        users = units.manager_id.user_id | units.liaison_id | self.env.user
        users |= lines.head_id | lines.handler_id | self.create_uid
        users |= (
            self.approval_line_ids.approver_id | self.regulation_id.office_leader_id
        )
        for name in PEOPLE:
            users |= self[name]
        users.partner_id.mapped("name")

    def _can_act(self, user):
        """Whether ``user`` (one, or empty) is there, of the institution, has a role in supervision, and no interest
        in this one matter."""
        return user._acts_at(self.company_id) and user not in self.recused_user_ids

    def _works_for(self, unit, user):
        """Whether ``user`` is of ``unit`` today, or was chosen from elsewhere to handle this one matter for it.

        Whoever handled it as one of the unit and moved away from it and its sections handles nothing for it any more
        (ABAF-8.1d).
        """
        if not unit or unit in user.duban_unit_ids:
            return True
        if not user or unit != self.lead_unit_id or user != self.handler_id:
            return False
        return not self.handler_of_unit or user._duban_works_below(unit)

    def _can_act_for(self, unit, user):
        """Whether ``user`` can act on this one matter, and for ``unit`` where it is not empty."""
        if unit and not unit.active and self.state in OPEN_STATES:
            # nobody acts for a unit that ended, e.g. on a matter that is reopened (CORE-32)
            return False
        return (
            self._can_act(user)
            and self._is_listed(user)
            and self._works_for(unit, user)
        )

    def _is_there_for(self, unit, user):
        """Whether what ``user`` owes as one of ``unit`` on this one matter can be done today.

        Who works elsewhere by now, or nowhere, cannot do it, whatever the directory still calls that person (CORE-20).
        Who is away and is represented by somebody not of the unit cannot either, nor can who stands in (CORE-29).
        """
        if not (self._can_act(user) and self._works_for(unit, user)):
            return False
        stand_ins = self.env["duban.delegation"]._stand_ins()
        return user not in stand_ins or self._can_act_for(unit, stand_ins[user])

    def _is_listed(self, user):
        """Whether ``user`` may know this one matter as far as it is protected (ABAF-21.1)."""
        return self.confidentiality == "normal" or user in self.access_user_ids

    def _first_who_can_act(self, users, unit):
        """The first of ``users`` (in order) who can act for ``unit`` on this one matter; may be empty."""
        return next(
            (
                user
                for user in users
                if self._can_act(user) and self._works_for(unit, user)
            ),
            self.env["res.users"],
        )

    def _head_of(self, unit):
        """Who is responsible for ``unit`` on this one matter (as superuser).

        The head in the directory; while that person cannot act, or has handed this matter over, whoever was named
        instead on it.
        """
        head, named = unit.manager_id.user_id, self.acting_head_id
        stands = self._can_act(named) and unit in named.duban_unit_ids
        there = self._is_there_for(unit, head)
        if stands and not (there and not self._has_handed_over(head, named)):
            return named
        return head if there else head - self.recused_user_ids

    def _unit_of_todo(self, key):
        """The unit whose people alone can do the to-do ``key`` of this one matter; empty: somebody else's to-do."""
        kind, _sep, rest = key.partition(":")
        if key == "archive:subject":
            # the volume of the initiating unit is registered by that unit alone (ABAF-14.2)
            return self.subject_unit_id or self.lead_unit_id
        if kind in CO_TODOS:
            return self.env["hr.department"].browse(int(rest.partition(":")[0]))
        if kind in LEAD_TODOS or (kind == "disagreement" and key.endswith(":head")):
            return self.lead_unit_id
        return self.env["hr.department"]

    def _settle_todo(self, todo, stand_ins):
        """(to-do, receiver): a unit's to-do that nobody there can do becomes the office's to name somebody.

        So does a step that nobody can decide: its leader is away, and who stands in is gone as well, recused, the
        applicant (CORE-20, CORE-29).
        """
        kind, _sep, rest = todo.key.partition(":")
        own = False
        if kind == "approve":
            line = self.env["duban.approval.line"].browse(int(rest))
            # a decision is its approver's, whatever else that person is
            own = todo.user == line.approver_id
            if line._is_stranded(stand_ins):
                own = False
                todo = todo._replace(
                    key=f"decider:{line.id}",
                    user=line._who_names(),
                    summary=line._decider_words(),
                )
            elif not line.approver_id:
                return todo, line._who_of_office(stand_ins)
        unit = self._unit_of_todo(todo.key)
        receiver = stand_ins.get(todo.user, todo.user)
        if not unit and not own:
            receiver = self._stands_in(todo.user, stand_ins)
        if self._can_act_for(unit, receiver):
            return todo, receiver
        if not unit:
            return todo, self._todo_receiver(todo.user, stand_ins)
        people = (stand_ins.get(user, user) for user in self._unit_people(unit))
        receiver = next(
            (user for user in people if self._can_act_for(unit, user)),
            self.env["res.users"],
        )
        # the head alone vouches for the result
        if receiver and todo.key != "confirm":
            return todo, receiver
        summary = self._vacancy_words(unit)
        vacant = todo._replace(key=f"vacant:{unit.id}", kind="notice", summary=summary)
        return vacant, self._stands_in(self._office_contact(), stand_ins)

    def _stands_in(self, user, stand_ins):
        """Who is there for ``user`` on this one matter; for whom the office asks, somebody of the office (CORE-29)."""
        deputy = self.env["duban.delegation"]._there_for(
            user, stand_ins, self.company_id
        )
        if deputy == user or user != self._office_contact():
            return deputy
        office = self.office_id
        if office._is_office_staff(deputy) and deputy not in self.recused_user_ids:
            return deputy
        staff = office._office_staff() - self.recused_user_ids
        return staff.filtered(lambda person: person not in stand_ins)[:1] or user

    def _hears_for(self, user, stand_ins):
        # who stands in at another institution hears nothing of this one's matters
        heard = super()._hears_for(user, stand_ins)
        return heard if heard == user else self._stands_in(user, stand_ins)

    def _vacancy_words(self, unit):
        """What the office is asked to do where nobody of ``unit`` can act on this one matter."""
        if not unit.active and self.state in OPEN_STATES:
            return self.env._(
                "%s was dissolved: give its part to the unit that took over", unit.name
            )
        if self.state in ENDED_STATES:
            # after its end a matter gets no new people, the directory does
            return self.env._(
                "%s has nobody who can register its volume: have its head named in the directory of departments",
                unit.name,
            )
        if unit == self.lead_unit_id:
            return self.env._(
                "%s has nobody who can act on this matter: name its head or handler, or reassign the matter",
                unit.name,
            )
        return self.env._(
            "%s has nobody who can act on this matter: have its head named in the directory of departments, "
            "or change the units of the matter",
            unit.name,
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
        there = self._is_there_for
        return [
            name
            for name in LEAD_ROLES
            if self[name] and not there(self.lead_unit_id, self[name])
        ] + (["unit_head_id"] if not self.unit_head_id else [])

    def _check_vacant(self, data):
        if not all(matter._vacant_roles() for matter in self):
            raise UserError(self._no_transition_message(data["action"]))

    def _vacancy_defaults(self):
        """What the dialog begins with: the first role that nobody can act for."""
        # sudo: which role is vacant; the dialog's step asks who may
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
        if self.state not in UNIT_STATES:
            raise UserError(
                self.env._("%s is not being handled now.", self.display_name)
            )
        unit = self.lead_unit_id
        if self._is_there_for(unit, self[role]):
            raise UserError(
                self.env._(
                    "%(person)s is “%(role)s” of %(matter)s and can act.",
                    person=self[role].name,
                    role=self._label(role),
                    matter=self.display_name,
                )
            )
        if not self._is_there_for(unit, person) or unit not in person.duban_unit_ids:
            raise UserError(
                self.env._(
                    "Name somebody of %(unit)s who is there and has no interest in the matter; "
                    "another unit takes it over by reassignment.",
                    unit=unit.name,
                )
            )
        old = self[role]
        vals = {role: person.id}
        if role == "unit_head_id":
            vals["acting_head_id"] = person.id
            lead = self.unit_line_ids.filtered(lambda line: line.role == "lead")
            lead._engine_write({"head_id": person.id})
        self._engine_write(vals)
        self.env["duban.act"]._append(
            self,
            "name_person",
            ground,
            changes={self.id: {role: [old.name or None, person.name]}},
        )
        self._refresh_access()
        self._reconcile_todos()
        self._tell(
            "person_named",
            {self: self._audience("person_named") | person},
            f"{role}:{person.id}",
            f"{self._label(role)}：{person.name}",
        )

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------
    # Who receives the to-dos of a matter, in which language, and what happens to them when people leave.

    def _todo_language(self):
        """Language in which the to-dos of these matters are written first: that of the office, not of whoever acts."""
        office = self[:1].regulation_id.office_id
        return (
            office.manager_id.user_id.lang
            or office.member_ids.user_id[:1].lang
            or self.env.lang
        )

    def _todo_receiver(self, user, stand_ins):
        """Who gets a to-do meant for ``user``: the deputy in an absence, the office when nobody of this one
        matter's institution is there.

        :param stand_ins: ``duban.delegation._stand_ins()``, read once per batch
        """
        receiver = self._stands_in(user, stand_ins)
        if not self._can_act(receiver):
            receiver = self._stands_in(self._office_contact(), stand_ins)
        return receiver

    # ------------------------------------------------------------------
    # People who leave
    # ------------------------------------------------------------------

    @api.model
    def _matters_of_people(self, users):
        """Open matters on which one of ``users`` has a role or a to-do (as superuser)."""
        if not users:
            return self.browse()
        ids = users.ids
        # sudo: all of a person's matters follow the person; callers are steps on people that were checked
        matters = self.sudo()
        todo = matters.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("user_id", "in", ids),
                ("duban_key", "!=", False),
            ]
        )
        # who stands in the directory only is asked again on coming back: a liaison, a head for whom another was named
        directory = ("unit_line_ids.department_id.liaison_id", "lead_unit_id.manager_id.user_id")  # fmt: skip
        roles = (*FOLLOWED, *directory)
        domain = (
            ["|"] * len(roles)
            + [("id", "in", todo.mapped("res_id"))]
            + [(role, "in", ids) for role in roles]
        )
        return matters.search(domain + [("state", "in", (*OPEN_STATES, "closed"))])

    def _people_left(self, users):
        """After users were archived: rebuild the to-dos; the office is told who needs a successor (ABAF-8.1d)."""
        self._reconcile_todos()

    def _follow_leader(self, unit, old):
        """Open matters of ``unit`` that ``old`` was in charge of are from now on those of who leads it now (CORE-20).

        Where the directory had nobody for a while (``old`` is empty), those that nobody leads and those of whoever led
        the unit before; while it has nobody, they stay as they are.
        Who was named otherwise on a matter stays; what leaders signed stays as signed (CORE-38): the leader answerable
        on a signed sheet changes by a correction.
        """
        new = unit._duban_leader()
        # sudo: all matters of a unit follow its leader; the directory's keeper was asked by the directory
        matters = self.sudo().search(
            [
                ("state", "in", OPEN_STATES),
                "|",
                ("lead_unit_id", "=", unit.id),
                ("subject_unit_id", "=", unit.id),
            ]
        )
        for matter in matters.filtered(lambda row: row._can_act(new)):
            matter._change_leader(unit, old or matter._led_before(unit), new)

    def _led_before(self, unit):
        """Who leads ``unit`` on this one matter by what the directory said before it had nobody (as superuser)."""
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        people = self.leader_in_charge_id | waiting.approver_id
        return people.filtered(
            lambda user: not self._can_act(user) or unit._duban_was_led_by(user)
        )

    def _change_leader(self, unit, old, new):
        """Put ``new`` in charge of this one matter instead of ``old``, as far as ``old`` was (as superuser).

        :param old: users; where the directory has somebody again, whose is empty is the new one's, too
        """
        changes, led_by = {}, self.leader_in_charge_id
        old -= new
        if unit == self.lead_unit_id and (led_by in old or not led_by):
            self._engine_write({"leader_in_charge_id": new.id})
            changes["leader_in_charge_id"] = [led_by.name or None, new.name]
        led = OF_THE_UNITS_LEADER if unit == self.lead_unit_id else ("subject_leader",)
        if self.subject_unit_id not in (unit, unit.browse()):
            led = ("leader_in_charge",)
        lines = self.approval_line_ids.filtered(
            lambda line: (
                (line.approver_id in old or line._is_nobodys())
                and line.state in OPEN_LINES
                and line.role in led
                and new != line.request_id.applicant_id
            )
        )
        if lines:
            lines.write({"approver_id": new.id})
        if not changes and not lines:
            return
        act = self.env["duban.act"]._append(
            self, "leader_changed", f"{unit.name}：{'、'.join(old.mapped('name')) or '—'} → {new.name}",
            changes={self.id: changes} if changes else None,
        )  # fmt: skip
        self._refresh_access()
        if self.state != "draft":
            people = old | new | self._told_worker()
            self._tell("changed", {self: people}, f"act:{act.id}")
        self._reconcile_todos()

    def _give_roles_back(self, users):
        """After a recusal was revoked: what ``users`` hold by the directory is theirs again on this one matter.

        As superuser. Who stood in for the head leaves, and a leader's place that stayed empty is taken again; a
        decision that was made meanwhile stands.

        :return: what changed, for the trail: {field: [old, new]}
        """
        vals = {}
        if self.state not in OPEN_STATES:
            return vals
        head = self.lead_unit_id.manager_id.user_id
        if head & users and self._can_act(head) and self.unit_head_id != head:
            vals["unit_head_id"] = head.id
        for name, person in self._lead_unit_defaults(self.lead_unit_id).items():
            if name in PEOPLE and not self[name] and person in users.ids:
                vals[name] = person
        changes = {
            name: [self[name].name or None, users.browse(person).name]
            for name, person in vals.items()
        }
        if "unit_head_id" in vals:
            vals["acting_head_id"] = False
        if vals:
            self._engine_write(vals)
            self._sync_unit_lines()
        return changes
