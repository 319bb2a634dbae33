"""Who may do what on a matter, and which fields a person may write.

Predicates (``_is_…``) take a recordset and return the subset on which the current user has the role. They are what the
workflow table names, what computes the buttons, and what guards ``write``: buttons, RPC and imports cannot disagree.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .engine import PLATFORM_PREFIXES
from .matter import ACTIVE_STATES, OPEN_STATES

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
#: what the lead unit fills in while it works
LEAD_FIELDS = frozenset(
    {
        "handler_id",
        "liaison_id",
        "result",
        "achievements",
        "problems",
        "result_measures",
        "result_progress",
        "result_effect",
        "result_next_steps",
        "self_assessment",
        "result_attachment_ids",
        "co_summary",
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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    allowed_actions = fields.Json(
        compute="_compute_allowed_actions",
        help="Actions the current user may take now.",
    )
    can_edit_elements = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    can_edit_result = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    can_edit_review = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_office_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_lead_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    is_co_user = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )

    # ------------------------------------------------------------------
    # Predicates
    # ------------------------------------------------------------------

    def _is_anyone(self):
        return self

    def _is_office(self):
        """Matters whose supervising office the user works for (group and membership of the unit)."""
        offices = self.env.user._duban_offices()
        if not offices:
            return self.browse()
        return self._not_recused().filtered(
            lambda matter: matter.sudo().office_id in offices
        )

    def _is_lead(self):
        units = self.env.user.duban_unit_ids
        return self._not_recused().filtered(
            lambda matter: (
                matter.sudo().lead_unit_id in units
                or matter.sudo().handler_id == self.env.user
            )
        )

    def _is_co(self):
        units = self.env.user.duban_unit_ids
        return self._not_recused().filtered(
            lambda matter: any(
                line.role == "co" and line.department_id in units
                for line in matter.sudo().unit_line_ids
            )
        )

    def _is_unit_head(self):
        return self._not_recused().filtered(
            lambda matter: matter.sudo().unit_head_id == self.env.user
        )

    def _is_initiator(self):
        """Who may register and submit: the office, and where the rule says so the initiating unit."""
        units = self.env.user.duban_unit_ids
        office = self._is_office()
        return office | (self - office)._not_recused().filtered(
            lambda matter: (
                matter._rule("filing_initiator") == "subject_unit"
                and (matter.sudo().subject_unit_id or matter.sudo().lead_unit_id)
                in units
            )
        )

    def _is_office_or_lead(self):
        return self._is_office() | self._is_lead()

    def _is_lead_or_co(self):
        return self._is_lead() | self._is_co()

    def _is_recorder(self):
        """Who may add supervision records: the office, joint and team units; the lead unit for coordination."""
        units = self.env.user.duban_unit_ids
        return self._is_office() | self._not_recused().filtered(
            lambda matter: (
                any(
                    line.role in ("joint", "team", "subject")
                    and line.department_id in units
                    for line in matter.sudo().unit_line_ids
                )
                or (matter.sudo().team_unit_ids & units)
            )
        )

    def _is_field_leader(self):
        """School leaders on the matters of their own field; principal leaders on all."""
        if not self.env.user.has_group("duban_supervision.group_leader"):
            return self.browse()
        user = self.env.user
        return self._not_recused().filtered(
            lambda matter: (
                user
                in matter.sudo().leader_in_charge_id
                | matter.sudo().responsible_leader_id
                | matter.sudo().regulation_id.principal_leader_ids
                or matter.sudo().lead_unit_id in user.duban_led_unit_ids
            )
        )

    def _is_admin(self):
        return (
            self
            if self.env.user.has_group("duban_supervision.group_admin")
            else self.browse()
        )

    def _not_recused(self):
        return self.filtered(
            lambda matter: self.env.user not in matter.sudo().recused_user_ids
        )

    def _assert_may(self, predicate, message=None):
        """Refuse unless the user has the role on every record (superuser code has every role).

        :raise AccessError: naming the matters
        """
        if self.env.su:
            return
        self.check_access("read")
        denied = self - getattr(self, predicate)()
        if denied:
            raise AccessError(
                message
                or self.env._(
                    "You are not entitled to do this on: %s",
                    ", ".join(m.display_name for m in denied[:5]),
                )
            )

    # ------------------------------------------------------------------
    # For the screen
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "state",
        "unit_line_ids",
        "lead_unit_id",
        "office_id",
        "handler_id",
        "approval_line_ids.state",
    )
    def _compute_allowed_actions(self):
        for matter in self:
            matter.allowed_actions = (
                sorted(matter._possible_actions()) if matter.id else []
            )

    @api.depends_context("uid")
    @api.depends("state", "lead_unit_id", "office_id", "handler_id", "unit_line_ids")
    def _compute_can_edit(self):
        office, lead, co = self._is_office(), self._is_lead(), self._is_co()
        initiator = self._is_initiator()
        for matter in self:
            matter.is_office_user = matter in office
            matter.is_lead_user = matter in lead
            matter.is_co_user = matter in co
            matter.can_edit_elements = not matter.id or (
                matter.state == "draft" and matter in initiator
            )
            matter.can_edit_result = (
                matter.state in ("assigned", "in_progress") and matter in lead
            )
            matter.can_edit_review = (
                matter.state in ("result_submitted", "closing_approval")
                and matter in office
            )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

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
                fields_ |= elements - {"date_deadline", "company_id"}
                if self._is_content_locked():
                    fields_ -= LOCKED_FIELDS
                if self._rule("dynamic_deadline"):
                    fields_ |= {"date_deadline", "handler_id", "liaison_id"}
                if self.state != "filed":
                    fields_ -= ASSIGNMENT_FIELDS
            if office and self.state in ("result_submitted", "closing_approval"):
                fields_ |= REVIEW_FIELDS
            if lead and self.state in ("assigned", "in_progress"):
                fields_ |= LEAD_FIELDS | self._plan_fields()
        return fields_

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
        return lock == "filed" or (lock == "assigned" and self.state != "filed")

    def _check_writable(self, names):
        """Refuse unless the current user may write the fields ``names`` on every matter.

        :raise UserError: naming the fields and what to do instead
        """
        platform = {name for name in names if name.startswith(PLATFORM_PREFIXES)}
        for matter in self:
            refused = names - platform - matter._writable_fields()
            if not refused:
                continue
            labels = ", ".join(matter._label(name) for name in sorted(refused))
            if (
                refused <= LOCKED_FIELDS
                and matter.state in ("filed", "assigned", "in_progress")
                and matter._is_office()
                and matter._is_content_locked()
            ):
                raise UserError(
                    self.env._(
                        "%(fields)s may not be changed freely after filing. Use “Adjust content” and state the ground.",
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

    def write(self, vals):
        if self._door_is_open():
            return super().write(vals)
        self._refuse_engine_write(vals)
        names = set(vals)
        if not self.env.su:
            self.check_access("write")
            self._check_writable(names)
        old = {
            matter.id: matter._trail_values(names)
            for matter in self
            if matter.state != "draft"
        }
        leads = {m.id: m.lead_unit_id for m in self} if "lead_unit_id" in names else {}
        result = super().write(vals)
        for matter in self.filtered(lambda m: m.id in leads):
            matter._follow_lead_unit(leads[matter.id], names)
        if not names <= PART_FIELDS:
            self._check_required("register")
        self._after_write(names, old)
        return result

    def _follow_lead_unit(self, old_unit, given=()):
        """Leaders and liaison that came from the old lead unit of this one matter come from the new one.

        :param old_unit: ``hr.department`` before the change
        :param given: names of fields that were set on purpose and stay
        """
        if self.lead_unit_id == old_unit:
            return
        before = self._lead_unit_defaults(old_unit)
        after = self._lead_unit_defaults(self.lead_unit_id)
        self._engine_write(
            {
                name: after[name]
                for name in after
                if name not in given and self.sudo()[name].id in (False, before[name])
            }
        )

    def _after_write(self, names, old):
        """Log what was changed on submitted matters, and let roles and to-dos follow."""
        self._check_still_complete(names)
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
        people = {
            "lead_unit_id",
            "subject_unit_id",
            "handler_id",
            "liaison_id",
            "officer_id",
            "leader_in_charge_id",
            "responsible_leader_id",
            "confidentiality",
            "is_petition",
            "extra_access_user_ids",
            "co_unit_ids",
            "unit_line_ids",
            "principal_leader_id",
        }
        if names & {"lead_unit_id", "subject_unit_id"}:
            self._sync_unit_lines()
        if names & people:
            self._refresh_access()
        if changed or names & people:
            self._reconcile_todos()

    def _check_still_complete(self, names):
        """What filing needed is not emptied afterwards, and what the form demands still holds."""
        for matter in self.filtered(lambda m: m.state in ACTIVE_STATES):
            emptied = [
                matter._label(name)
                for name in matter._required_fields("file")
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
            value = self.sudo()[name]
            if field.relational:
                value = ", ".join(value.mapped("display_name")) or None
            elif field.type in ("date", "datetime"):
                value = field.to_string(value) or None
            values[name] = value or None
        return values

    def _label(self, name):
        """The field's label in the words of the matter's regulation (empty recordset: the company's)."""
        regulation = self[:1].regulation_id or self.env["duban.regulation"]._in_force()
        default = (
            self._fields[name]._description_string(self.env)
            if name in self._fields
            else name
        )
        return self.env["duban.label"]._word(regulation, f"field:{name}", default)

    # ------------------------------------------------------------------
    # Access list of sensitive matters (CORE-12)
    # ------------------------------------------------------------------

    def _access_people(self):
        """Default access list of one matter: officer in charge, heads and handlers of its units, its leaders."""
        lines = self.unit_line_ids.filtered(lambda line: line.role != "team")
        people = (
            self.officer_id
            | self.handler_id
            | self.liaison_id
            | self.unit_head_id
            | lines.head_id
            | lines.handler_id
            | self.leader_in_charge_id
            | self.responsible_leader_id
            | self.principal_leader_id
            | self.chosen_leader_id
            | self.approval_line_ids.approver_id
            | self.extra_access_user_ids
            | self.office_id.manager_id.user_id
        )
        if self.state in ("draft", "filing_approval") and not self.is_routed:
            people |= self.create_uid
        return people - self.recused_user_ids

    def _refresh_access(self):
        """Recompute the access list of sensitive matters and unsubscribe who may no longer follow."""
        self._forget_names()
        for matter in self.sudo().filtered(lambda m: m.confidentiality != "normal"):
            people = matter._access_people()
            if people != matter.access_user_ids:
                matter._engine_write({"access_user_ids": [(6, 0, people.ids)]})
            strangers = matter.message_partner_ids - people.partner_id
            if strangers:
                matter.message_unsubscribe(strangers.ids)

    def _forget_names(self):
        """To-dos keep the name of their record: that of a protected matter is neutral from now on."""
        protected = self.sudo().filtered(lambda m: m.confidentiality != "normal")
        if protected:
            todos = (
                self.env["mail.activity"]
                .sudo()
                .with_context(active_test=False)
                .search(
                    [("res_model", "=", self._name), ("res_id", "in", protected.ids)]
                )
            )
            self.env.add_to_compute(todos._fields["res_name"], todos)

    def _check_registration(self):
        """A new matter is a draft, whoever creates it and whatever defaults the client sent."""
        for matter in self:
            if (
                matter.state != "draft"
                or matter.number
                or matter.date_closed
                or matter.date_assigned
                or matter.date_filed
            ):
                raise AccessError(
                    self.env._(
                        "A matter starts as a draft and moves on through the steps of the procedure."
                    )
                )
        if not self.env.su:
            self._assert_may(
                "_is_initiator",
                self.env._(
                    "Only the supervision office (or the initiating unit, where the regulation says so) "
                    "proposes matters."
                ),
            )

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("duban_no_subscribe"):
            return True  # a to-do is not a subscription: nobody gets mail for being asked once
        if partner_ids and not self.env.su:
            partner_ids = self._readers_among(partner_ids)
            if not partner_ids:
                return True
        if partner_ids:
            for matter in self.sudo().filtered(lambda m: m.confidentiality != "normal"):
                partner_ids = [
                    pid
                    for pid in partner_ids
                    if pid in matter.access_user_ids.partner_id.ids
                ]
            if not partner_ids:
                return True
        recused = self.sudo().recused_user_ids.partner_id.ids
        if partner_ids and recused:
            partner_ids = [pid for pid in partner_ids if pid not in recused]
            if not partner_ids:
                return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _readers_among(self, partner_ids):
        """Of ``partner_ids`` those whose user may read all of these matters: following shows what is written later."""
        users = self.env["res.partner"].sudo().browse(partner_ids).user_ids
        readers = users.filtered(
            lambda user: (
                self.with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                ._filtered_access("read")
                == self
            )
        )
        return readers.partner_id.ids

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Messages on a sensitive matter reach its access list only, and no recused person, whoever was mentioned."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        recused = set(self.sudo().recused_user_ids.partner_id.ids)
        recipients = [row for row in recipients if row["id"] not in recused]
        if self and self.sudo().confidentiality != "normal":
            allowed = set(self.sudo().access_user_ids.partner_id.ids)
            recipients = [row for row in recipients if row["id"] in allowed]
        return recipients


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """What is refused on a matter is said plainly, without hints at what the matter is about."""
        if records._name == "duban.matter" and operation != "create":
            return AccessError(
                self.env._("You have no access to this supervised matter.")
            )
        return super()._make_access_error(operation, records)
