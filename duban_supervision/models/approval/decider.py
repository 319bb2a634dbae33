"""Who is entitled to decide a step, and who decides when its approver cannot: recused, or gone (WUT-8.1b, SIE-8.1b)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import inputs
from ..matter.roles import LEADER_ROLES, RECUSABLE

OPEN_LINES = ("waiting", "pending")
PRINCIPAL_ROLES = ("principal", "other_principal")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _is_entitled(self, user, role, request=None, taken=()):
        """Whether ``user`` may decide a step of ``role`` on this one matter, whoever named that person.

        :param role: key of ``approval_step.ROLES``
        :param request: the ``duban.request`` that is decided, if any
        :param taken: users who decide the other steps of the chain; the two principal leaders are two persons
        """
        if not self._can_act(user):
            return False
        leaders = self.env["res.users"]
        if request and request.kind == "inability":
            leaders = request._inability_leaders()
        elif role in PRINCIPAL_ROLES:
            leaders = self.regulation_id.principal_leader_ids
        leaders = leaders.filtered("active") - self.recused_user_ids
        if role in PRINCIPAL_ROLES:
            if user in taken:
                return False
            leaders = leaders.filtered(lambda leader: leader not in taken)
        # Where none of those whom the regulation names is left, another school leader steps in.
        if leaders:
            return user in leaders
        return user._is_school_leader(self.company_id)

    def _check_entitled(self, user, role, step_name, **kwargs):
        """:raise UserError: ``user`` (one) is not entitled to decide the step."""
        if not self._is_entitled(user, role, **kwargs):
            raise UserError(
                self.env._(
                    "%(person)s is not entitled to decide “%(step)s” on %(matter)s. Name another school leader.",
                    person=user.name,
                    step=step_name,
                    matter=self.display_name,
                )
            )

    def _roles_of(self, user):
        """Names of the fields by which ``user`` has a role on this one matter that a recusal takes away."""
        return [name for name in RECUSABLE if self[name] == user]

    def _may_hold(self, user, name):
        """Whether ``user`` may hold the role of the field ``name`` on this one matter."""
        if name in LEADER_ROLES:
            return self._is_entitled(user, LEADER_ROLES[name])
        if name == "unit_head_id":
            return self.lead_unit_id in user.duban_unit_ids
        return name != "officer_id" or self.office_id in user._duban_offices()

    def _cannot_decide(self, user):
        """Whether ``user`` has an interest in this one matter, or is gone without a deputy who may know it."""
        if user in self.recused_user_ids:
            return True
        here = user._acts_at(self.company_id)
        if here and self.confidentiality == "normal":
            return False
        deputies = self.env["duban.delegation"]._active_rows(user).deputy_id
        if not deputies:
            return not here
        # a deputy who is not on the list of a protected matter decides nothing of it: the office names somebody
        holds = self.env["duban.delegation"]._holds_at
        return not any(
            self._can_act(row)
            and self._is_listed(row)
            and holds(user, row, self.company_id)
            for row in deputies
        )


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    can_name_decider = fields.Boolean(
        compute="_compute_can_name_decider", export_string_translation=False
    )

    @api.depends_context("uid")
    @api.depends("state", "approver_id")
    def _compute_can_name_decider(self):
        entitled = self.matter_id._is_office_or_principal()
        stand_ins = entitled and self.env["duban.delegation"]._stand_ins()
        for line in self:
            line.can_name_decider = line.matter_id in entitled and (
                line._is_vacant(stand_ins) or line._is_chosen_by_office()
            )

    def _is_vacant(self, stand_ins=None):
        """Whether nobody decides this one open step: its approver cannot, nor who stands in for one who is away.

        :param stand_ins: ``duban.delegation._stand_ins()``, read once for several steps
        """
        if self._is_gone():
            return True
        if stand_ins is None:
            stand_ins = self.env["duban.delegation"]._stand_ins()
        # sudo: whether somebody decides, no more
        line = self.sudo()
        return line.state in OPEN_LINES and line._is_stranded(stand_ins)

    def _is_chosen_by_office(self):
        """Whether the current user's office chooses which leader or meeting decides this one open step (AMB-35)."""
        # sudo: what kind of step it is
        line = self.sudo()
        return (
            line.state in OPEN_LINES
            and line.role == "leader_or_meeting"
            and bool(self.matter_id._is_office())
        )

    def _is_stranded(self, stand_ins):
        """Whether nobody decides this one step: its approver is away and who stands in may not, or nobody of the office
        that decides it may (as superuser).

        :param stand_ins: ``duban.delegation._stand_ins()``
        """
        if not self.approver_id:
            return bool(self.approver_unit_id) and not self._who_of_office(stand_ins)
        if self.approver_id not in stand_ins:
            return False
        deputy = stand_ins[self.approver_id]
        return not self.matter_id._can_act(deputy) or self._decides_for(deputy) is None

    def _who_of_office(self, stand_ins):
        """Who of its office is asked to decide this one step (as superuser); may be empty.

        The office's person on the matter, else a colleague, never who applied (CORE-29).

        :param stand_ins: ``duban.delegation._stand_ins()``
        """
        matter, office = self.matter_id, self.approver_unit_id
        asked = matter._stands_in(matter._office_contact(), stand_ins)
        staff = office._office_staff()
        there = staff.filtered(lambda user: user not in stand_ins)
        return next(
            (
                user
                for user in (asked, *there, *staff)
                if matter._can_act_for(office.browse(), user)
                and self._decides_for(user) is not None
            ),
            asked.browse(),
        )

    def _who_names(self):
        """Who is asked to name who decides this one step: the office, a principal leader where the office's people are
        those who applied (as superuser)."""
        matter = self.matter_id
        office = matter._office_contact()
        if self.approver_id or not self.approver_unit_id:
            return office
        leaders = matter.regulation_id.principal_leader_ids
        return next(
            (
                user
                for user in leaders
                if matter._can_act_for(matter.office_id.browse(), user)
            ),
            office,
        )

    def _decider_words(self):
        """What the office is asked where nobody decides this one step (as superuser)."""
        if not self.approver_id:
            return self.env._("Name who decides: %s", self.name)
        return self.env._(
            "Name who decides instead of %(person)s: %(step)s",
            person=self.approver_id.name,
            step=self.name,
        )

    def _is_gone(self):
        """Whether this one open step is nobody's, or has an approver who cannot decide it, wherever that person is."""
        # sudo: whether the approver can decide, no more
        line = self.sudo()
        if line.state not in OPEN_LINES:
            return False
        if line._is_nobodys():
            return True
        if not line.approver_id:
            return False
        return (
            line.matter_id._cannot_decide(line.approver_id)
            or line.approver_id == line.request_id.applicant_id
            or line._has_lost_right()
        )

    def _is_nobodys(self):
        """Whether this one step has neither an approver nor an office that decides it."""
        return not self.approver_id and not self.approver_unit_id

    def _has_lost_right(self):
        """Whether the approver of this one step is here still, but holds its role no more (as superuser): no principal
        leader, no school leader any longer. Nor does anybody decide it in that person's stead (CORE-20, CORE-29)."""
        approver, matter = self.approver_id, self.matter_id
        if (
            not approver._is_of(matter.company_id)
            or approver in matter.recused_user_ids
        ):
            return False  # who is gone or keeps away is asked for elsewhere
        return not matter._is_entitled(approver, self.role, **self._decided_with())

    def _decided_with(self):
        """What beside the role of this one step says who is entitled to it (as superuser)."""
        others = self._siblings() - self
        principals = others.filtered(lambda row: row.role in PRINCIPAL_ROLES)
        return {"request": self.request_id, "taken": principals.approver_id}

    def _check_entitled(self, user):
        """:raise UserError: ``user`` is not entitled to decide this one step."""
        # sudo: who is entitled depends on the step, not on who names the person
        line = self.sudo()
        line.matter_id._check_entitled(
            user, line.role, line.name, **line._decided_with()
        )

    def action_name_decider(self, user_id=None, reason=None):
        """Name who decides a step whose approver is recused or gone, or whose leader or meeting the office chooses.

        :param user_id: id of a user entitled by the role of the step; empty where a meeting is to decide (AMB-35)
        :param reason: text, required
        :raise AccessError: for anyone but the supervision office and the principal leaders
        :raise UserError: the approver can decide, the step is decided, or the person is not entitled
        """
        person = self.env["res.users"].browse(inputs.one_id(self.env, user_id) or [])
        reason = inputs.text(self.env, reason)
        for line in self:
            line.matter_id._assert_may(
                "_is_office_or_principal",
                self.env._(
                    "Only the supervision office or a principal leader names who decides."
                ),
            )
            # sudo: the acting person was checked; who decides is the engine's to write
            step, person = line.sudo(), person.sudo()
            if not step.try_lock_for_update() or step.state not in OPEN_LINES:
                raise UserError(self.env._("This step was already decided."))
            chosen = line._is_chosen_by_office()
            if not (chosen or step._is_vacant()):
                raise UserError(
                    self.env._(
                        "%s decides this step and can do so.",
                        step.approver_id.name or step.approver_unit_id.name,
                    )
                )
            if not reason:
                raise UserError(self.env._("Please state the reason."))
            if person.exists():
                step._check_entitled(person)
            elif person or not chosen:
                raise UserError(self.env._("Name the person who decides."))
            old = step.approver_id or step.approver_unit_id
            unit = step.approver_unit_id.browse()
            if not person:
                unit = step.matter_id.office_id
            note = f"{step.name}: {old.name or '—'} → {(person or unit).name}: {reason}"
            step.write(
                {
                    "approver_id": person.id,
                    "approver_unit_id": unit.id,
                    # the office enters what a meeting decided; a leader says it with the own decision
                    "records_decision": bool(unit),
                }
                if chosen
                else {"approver_id": person.id}
            )
            self.env["duban.act"]._append(step.matter_id, "name_decider", note)
            # Whoever decides a sensitive matter has to read it.
            step.matter_id._refresh_access()
            step.matter_id._reconcile_todos()
        return True


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def write(self, vals):
        """Who is a principal leader no more decides nothing that waits: the office is asked who does (CORE-20)."""
        if "principal_leader_ids" not in vals:
            return super().write(vals)
        before = self.principal_leader_ids
        result = super().write(vals)
        after = self.principal_leader_ids
        changed = before + after - (before & after)
        self.env["duban.matter"]._matters_of_people(changed)._reconcile_todos()
        return result


class DubanRecusal(models.Model):
    _inherit = "duban.recusal"

    def _check_replacement(self):
        """The replacement of this one recusal is entitled to each role that it takes over.

        :raise UserError: naming the role; without a replacement the office names somebody later
        """
        person, matter = self.replacement_id, self.matter_id
        if not person:
            return
        if person == self.user_id or not matter._can_act(person):
            raise UserError(
                self.env._("%s cannot take over a role on this matter.", person.name)
            )
        for line in self._lines_to_hand_over():
            line._check_entitled(person)
        for name in matter._roles_of(self.user_id):
            if not matter._may_hold(person, name):
                raise UserError(
                    self.env._(
                        "%(person)s cannot be “%(role)s” of %(matter)s. Name somebody else, or nobody: "
                        "the supervision office then finds a replacement.",
                        person=person.name,
                        role=matter._label(name),
                        matter=matter.display_name,
                    )
                )

    def _lines_to_hand_over(self):
        """Open steps that the recused person of this one recusal was to decide."""
        return self.matter_id.approval_line_ids.filtered(
            lambda line: line.approver_id == self.user_id and line.state in OPEN_LINES
        )
