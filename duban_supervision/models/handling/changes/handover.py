"""Handover: all open roles of a person move to a successor (ABAF-8.1c).

What is handed over is worked out from the open roles, never taken from a client.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .... import clock
from ...matter.states import OPEN_STATES
from ...reminding.todo import Todo


class DubanHandover(models.Model):
    """A list of open matters that both persons confirm; the roles move when it is carried out."""

    _name = "duban.handover"
    _description = "Handover"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "duban.engine.values",
        "duban.informing",
        "duban.patrolled",
    ]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    predecessor_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self._default_predecessor(),
        domain="[('active', 'in', [True, False])]",
    )
    successor_id = fields.Many2one("res.users", required=True)
    date = fields.Date(required=True, default=clock.today)
    reason = fields.Char()
    matter_ids = fields.Many2many(
        "duban.matter",
        "duban_handover_matter_rel",
        string="Open matters",
        readonly=True,
        copy=False,
    )
    matter_count = fields.Integer(compute="_compute_matter_count")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Handed over")],
        default="draft",
        required=True,
        readonly=True,
    )
    predecessor_confirmed = fields.Boolean(readonly=True)
    successor_confirmed = fields.Boolean(readonly=True)

    @api.model
    def _default_predecessor(self):
        """Whoever leaves a unit hands over; the office writes handovers for others."""
        user = self.env.user
        is_office = user.has_group("duban_supervision.group_office")
        return user if user.duban_unit_ids and not is_office else user.browse()

    @api.constrains("successor_id", "company_id")
    def _check_successor_belongs(self):
        for row in self:
            # sudo: where a person belongs; the name is known already
            if row.company_id not in row.successor_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(institution)s.",
                        person=row.successor_id.name,
                        institution=row.company_id.name,
                    )
                )

    @api.depends("predecessor_id", "successor_id")
    def _compute_name(self):
        for row in self:
            people = row.predecessor_id | row.successor_id
            row.name = " → ".join(people.mapped("name"))

    @api.depends("matter_ids")
    def _compute_matter_count(self):
        for row in self:
            # sudo: a number; who reads the handover was asked
            row.matter_count = len(row.sudo().matter_ids)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            self.env["duban.regulation"]._in_force(row.company_id)._require(
                "handover_enabled"
            )
            row._check_maker()
            if row.state != "draft" or row.predecessor_id == row.successor_id:
                raise UserError(
                    self.env._(
                        "A handover goes from one person to another and starts as a draft."
                    )
                )
            row._check_once()
            row.action_collect()
        rows._reconcile_todos()
        return rows

    def _check_once(self):
        """One person hands over to another once at a time: a second list would be empty when the first is confirmed.

        :raise UserError: naming who made the other one
        """
        # sudo: whether there is another one, and who made it, whoever may read it
        other = self.sudo()._open_between(
            self.predecessor_id, self.successor_id, self.company_id
        )
        if other := other - self:
            raise UserError(
                self.env._(
                    "%(old)s already hands over to %(new)s: confirm or delete the handover that %(maker)s made.",
                    old=self.predecessor_id.name,
                    new=self.successor_id.name,
                    maker=other[0].create_uid.name,
                )
            )

    @api.model
    def _open_between(self, predecessor, successor, company):
        """The handovers from one person to another (``res.users``) in an institution that wait to be confirmed."""
        return self.search(
            [
                ("predecessor_id", "=", predecessor.id),
                ("successor_id", "=", successor.id),
                ("company_id", "=", company.id),
                ("state", "=", "draft"),
            ]
        )

    def _is_by_office(self):
        """Whether the current user works for the supervision office of this one handover's institution."""
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        return bool(regulation._of_own_office())

    def _check_maker(self):
        """Whose matters are handed over, the predecessor, a colleague of the same unit, its head or the office says.

        Nobody makes oneself the successor of whom one likes: the list says on which matters the other has a role.

        :raise AccessError:
        """
        people = self.env["res.users"]
        old, new = (
            set(people._duban_unit_id_lists(person.id)[0])
            for person in (self.predecessor_id, self.successor_id)
        )
        if self.env.user != self.successor_id or old & new:
            self._check_who()
        else:
            self._check_head_or_office()

    def _check_who(self):
        """The office, the two persons, or the head of the predecessor's unit."""
        if self.env.su or self.env.user in self.predecessor_id | self.successor_id:
            return
        self._check_head_or_office()

    def _check_head_or_office(self):
        if self.env.su:
            return
        if self._is_by_office():
            return
        # sudo: who heads the predecessor's units
        heads = self.predecessor_id.sudo().duban_unit_ids.manager_id.user_id
        if self.env.user not in heads:
            raise AccessError(
                self.env._(
                    "A handover is made by the unit head or the supervision office."
                )
            )

    def action_collect(self):
        """List all matters on which the predecessor has an open role; if one is new, both confirm anew."""
        for row in self:
            row._check_who()
            if row.state == "done":
                raise UserError(self.env._("This handover was already carried out."))
            # sudo: who may was checked; the list is the engine's, and all open roles stand on it
            row.sudo()._collect()
        return True

    def _has_left(self):
        """Whether the predecessor of this one handover is not of its institution any more."""
        return not self.predecessor_id._is_of(self.company_id)

    def _open_roles(self):
        """Matters on which the predecessor of this one handover has an open role (as superuser).

        For somebody who left the office confirms: what moved to another office, that office arranges itself.
        """
        matters = self.env["duban.matter"]._matters_of_people(self.predecessor_id)
        kept = self._kept_units()
        return matters.filtered(
            lambda matter: (
                matter.company_id == self.company_id
                and matter._has_role(self.predecessor_id, kept)
                and (not self._has_left() or not matter.is_routed)
            )
        )

    def _kept_units(self):
        """Units whose work stays with the predecessor of this one handover, who moved there from another one and leaves
        behind what that one has (ABAF-8.1d); none for whoever gives up the post or has left (as superuser)."""
        old = self.predecessor_id
        matters = self.env["duban.matter"]._matters_of_people(old)
        own = matters.filtered(
            lambda m: m.company_id == self.company_id and m.state in OPEN_STATES
        )
        moved = not self._has_left() and any(old in m._people_who_left() for m in own)
        return old.duban_unit_ids if moved else old.duban_unit_ids.browse()

    def _collect(self):
        """Bring the list of this one handover up to date (as superuser). True if a matter is new on it."""
        matters = self._open_roles()
        new = matters - self.matter_ids
        vals = {"matter_ids": [(6, 0, matters.ids)]}
        if new:
            vals.update(predecessor_confirmed=False, successor_confirmed=False)
        self.write(vals)
        if new:
            self._tell_people(len(matters))
        return bool(new)

    def _tell_people(self, count):
        """Both are asked to confirm this one handover (CORE-23), again when the list has grown."""
        people = self.predecessor_id | self.successor_id
        words = self.env._(
            "%(old)s → %(new)s, %(count)s matters: please look at the list and confirm",
            old=self.predecessor_id.name,
            new=self.successor_id.name,
            count=count,
        )
        self._tell("handover", {self: people}, f"handover:{count}", words)

    def _tell_done(self):
        """The two and the office hear that this one handover was carried out (P12)."""
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        office = regulation._setting("office_id")._office_person()
        people = self.predecessor_id | self.successor_id | office
        words = self.env._(
            "%(old)s → %(new)s, %(count)s matters",
            old=self.predecessor_id.name,
            new=self.successor_id.name,
            count=len(self.matter_ids),
        )
        self._tell("handed_over", {self: people}, "done", words)

    @api.model
    def _patrol_domain(self):
        return [("state", "=", "draft")]

    def _expected_todos(self):
        """Each of the two has to confirm, the office for somebody who has left (see ``action_confirm``)."""
        if self.state != "draft":
            return []
        return [
            Todo(
                f"handover_{side}",
                "mail.mail_activity_data_todo",
                self[f"{side}_id"],
                self.date,
                self.env._("Look at the list of the handover and confirm it"),
            )
            for side in ("predecessor", "successor")
            if not self[f"{side}_confirmed"]
        ]

    def _settle_todo(self, todo, stand_ins):
        # nobody confirms in place of an absent person; what somebody who left would confirm, the office does
        user = todo.user.filtered(lambda person: person._is_of(self.company_id))
        if not user:
            if todo.key == "handover_successor":
                words = self.env._(
                    "%s, who was to take over, has left: name another successor",
                    self.successor_id.name,
                )
                todo = todo._replace(key="handover_again", summary=words)
            regulation = self.env["duban.regulation"]._in_force(self.company_id)
            user = regulation._setting("office_id")._office_person()
        return todo, user

    def _event_note(self, event, note):
        return note

    def _reminder_name(self):
        """What a message calls this one handover."""
        return self.env._("Handover of matters")

    def _reminder_link(self):
        return self

    def action_confirm(self):
        """Confirm as predecessor or successor (the office for somebody who has left); carried out when both did.

        What has changed since the list was made is looked at again: if a matter is new on it nobody has confirmed it
        yet, and both confirm anew.

        :raise AccessError: for anyone but the two persons
        :return: True, or a notification when the list has grown and is to be looked at first
        """
        grown = self.browse()
        for row in self:
            if row.state == "done":
                raise UserError(self.env._("This handover was already carried out."))
            row._check_who()
            office = self.env.su or row._is_by_office()
            vals = {}
            # sudo: whether the predecessor left; flags, list and handing over are the engine's
            sudo = row.sudo()
            if self.env.user == row.predecessor_id or (office and sudo._has_left()):
                vals["predecessor_confirmed"] = True
            if self.env.user == row.successor_id:
                vals["successor_confirmed"] = True
            if not vals:
                raise AccessError(
                    self.env._("Only the two persons confirm the handover.")
                )
            if sudo._collect():
                grown |= row
                continue
            if "predecessor_confirmed" in vals and self.env.user != row.predecessor_id:
                row._check_seen(sudo.matter_ids.with_env(self.env))
            sudo.write(vals)
            if row.predecessor_confirmed and row.successor_confirmed:
                sudo._carry_out()
                sudo._tell_done()
        return grown._say_grown() if grown else True

    def _check_seen(self, matters):
        """Whoever of the office confirms this one handover for somebody who left sees all that moves (CORE-12).

        :param matters: all matters on the list, as the user
        :raise UserError: a protected matter is on the list whose access list does not name this person
        """
        if matters - matters._filtered_access("read"):
            raise UserError(
                self.env._(
                    "A protected matter is on the list that you may not see. Whoever of the office may see it confirms."
                )
            )

    def _say_grown(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "The list has grown since it was made. Look at it and confirm again."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _steps_to_hand_over(self, matter, kept):
        """Open steps of ``matter`` that the predecessor was to decide, but for the units ``kept``."""
        return matter.approval_line_ids.filtered(
            lambda line: (
                line.approver_id == self.predecessor_id
                and line.state in ("waiting", "pending")
                and matter.lead_unit_id not in kept
            )
        )

    def _check_successor(self, matter, kept):
        """Who takes over a leader's role or decision on ``matter`` is entitled to it.

        :raise UserError: naming the role or the step
        """
        for line in self._steps_to_hand_over(matter, kept):
            line._check_entitled(self.successor_id)
        for name in matter._roles_to_hand_over(self.predecessor_id, kept):
            if not matter._may_hold(self.successor_id, name):
                raise UserError(
                    self.env._(
                        "%(person)s cannot be “%(role)s” of %(matter)s. Name another successor for it.",
                        person=self.successor_id.name,
                        role=matter._label(name),
                        matter=matter.display_name,
                    )
                )

    def _move_roles(self, matter, kept):
        """Move the roles and open decisions on ``matter`` (open); what changed, for the trail."""
        self._check_successor(matter, kept)
        old, new = self.predecessor_id, self.successor_id
        names = matter._roles_to_hand_over(old, kept)
        steps = self._steps_to_hand_over(matter, kept)
        vals = {name: new.id for name in names}
        if "unit_head_id" in vals:
            # the directory may go on naming the predecessor for a while, or for ever (see ``_head_of``)
            vals["acting_head_id"] = new.id
        matter._engine_write(vals)
        lines = matter.unit_line_ids.filtered(
            lambda line: line.department_id not in kept
        )
        for name in ("handler_id", "head_id"):
            lines.filtered(lambda line, name=name: line[name] == old).write(
                {name: new.id}
            )
        steps.write({"approver_id": new.id})
        return {name: [old.name, new.name] for name in names}

    def _carry_out(self):
        old, new, kept = self.predecessor_id, self.successor_id, self._kept_units()
        for matter in self.matter_ids:
            # What ended since, or was never open, keeps its people (CORE-7); re-checks and talks may still be open.
            is_open = matter.state in OPEN_STATES
            changes = self._move_roles(matter, kept) if is_open else {}
            matter.recheck_ids.filtered(
                lambda row: row.user_id == old and row.outcome == "open"
            ).write({"user_id": new.id})
            matter.record_ids.filtered(
                lambda row: row.talk_leader_id == old and not row.date_talk
            ).write({"talk_leader_id": new.id})
            matter.message_unsubscribe(old.partner_id.ids)
            self.env["duban.act"]._append(
                matter, "handover", self.name, changes={matter.id: changes}
            )
        self.state = "done"
        # The post of liaison goes along; heads of units are the directory's (hr).
        posts = self.env["hr.department"].search([("liaison_id", "=", old.id)])
        posts -= kept
        posts.filtered(lambda unit: unit.company_id == self.company_id).write(
            {"liaison_id": new.id}
        )
        self.matter_ids._refresh_access()
        self.matter_ids._reconcile_todos()

    def write(self, vals):
        if not self.env.su:
            for row in self:
                row._check_who()
                if row.state == "done":
                    raise UserError(
                        self.env._("A handover that was carried out is not changed.")
                    )
        result = super().write(vals)
        if not self.env.su:
            self._ask_again(vals)
        self._reconcile_todos()
        return result

    def _ask_again(self, vals):
        """What was confirmed is not changed behind anybody's back: after a change both confirm anew."""
        if not vals.keys() & {"predecessor_id", "successor_id", "company_id"}:
            return
        for row in self:
            row._check_maker()
            if row.predecessor_id == row.successor_id:
                raise UserError(
                    self.env._(
                        "A handover goes from one person to another and starts as a draft."
                    )
                )
            row._check_once()
        # sudo: the flags are the engine's
        sudo = self.sudo()
        sudo.write({"predecessor_confirmed": False, "successor_confirmed": False})
        for row in sudo:
            row._collect()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if not self.env.su:
            for row in self:
                row._check_who()
        if any(row.state == "done" for row in self):
            raise UserError(self.env._("A handover that was carried out is kept."))
