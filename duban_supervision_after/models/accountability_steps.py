"""The steps of a case: propose and refer, confirm or decide, follow the rectification."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.reminder import Event
from odoo.addons.duban_supervision.models.reminding.todo import Todo

from .accountability import NEEDS, REFERRALS, TALK_FIELDS


class DubanAccountability(models.Model):
    _inherit = "duban.accountability"

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_complete(self, without=()):
        """Whether this one case has what its kind, ground and measures ask for.

        :param without: fields that are still to come
        :raise UserError: naming what is missing
        """
        lists = self.regulation_id._setting("option_list_ids")
        names = []
        for name, code in (
            ("kind_id", "accountability_kind"),
            ("ground_id", "accountability_ground"),
        ):
            if lists.filtered(lambda row, code=code: row.code == code).option_ids:
                names.append(name)
        flags = self._flags()
        for flag, needed in NEEDS.items():
            if flag in flags:
                names += needed
        if "referral" in flags:
            names.append("competent_unit_ids")
        self._required(name for name in dict.fromkeys(names) if name not in without)
        if "referral" in flags:
            self._check_referral()
        if "talk" in flags:
            self._check_talk()
        elif self.state == "draft":
            self._check_limit()
        if "urging" in flags:
            self._check_urged()

    def _check_urged(self):
        """Where urging is a condition, the unit held responsible was urged, not one before it (XISU-14.1c, CORE-21).

        :raise UserError: this one case is against a unit that leads or led, and only others were urged
        """
        urged = self.env["hr.department"].union(
            *(urging._own_tenure().unit for urging in self.urging_ids)
        )
        led = set(self.matter_ids.lead_unit_id.ids)
        for matter in self.matter_ids:
            led |= {entry[0] for entry in matter.tenures or []}
        if self.unit_id.id in led and self.unit_id not in urged:
            raise UserError(
                self.env._(
                    "%(unit)s was not urged: the urgings cited were for %(others)s, which led the matter then.",
                    unit=self.unit_id.name,
                    others="、".join(urged.mapped("name")),
                )
            )

    def _check_limit(self):
        """:raise UserError: what this one case found was to be put right by a day that has passed (CORE-25)"""
        limit = self.rectification_deadline
        if limit and limit < clock.today(self):
            raise UserError(
                self.env._("The limit for rectification lies before today.")
            )

    def _check_talk(self):
        """The leader in charge talks with the head of the unit and sets a limit that lies ahead (LZU-7.4a, AMB-20)."""
        # sudo: who heads a unit is in the directory
        case = self.sudo()
        heads = case.unit_id.manager_id.user_id | case.matter_ids.unit_head_id
        heads |= case._former_heads()
        # once it is proposed it is these two people's talk, whoever heads the unit, or is in charge of it, later
        draft = case.state == "draft"
        if draft and case.person_id not in heads:
            raise UserError(
                self.env._(
                    "The talk is held with the head of %(unit)s: %(heads)s.",
                    unit=case.unit_id.name,
                    heads="、".join(heads.mapped("name")),
                )
            )
        leader = case.leader_in_charge_id
        if draft and case.leader_id != leader and (
            leader or not case.leader_id._is_school_leader(case.company_id)
        ):  # fmt: skip
            raise UserError(
                self.env._(
                    "The talk is held by the leader in charge of %(unit)s: %(leader)s.",
                    unit=case.unit_id.name,
                    leader=leader.name or "—",
                )
            )
        if not case.talk_date:
            return  # the leader is asked for it
        today, limit = clock.today(self), case.rectification_deadline
        if case.talk_date > today:
            raise UserError(
                self.env._("A talk dated in the future has not been held yet.")
            )
        if draft:
            case._check_limit()
        if limit and limit < case.talk_date:
            raise UserError(
                self.env._("The limit for rectification lies before the talk.")
            )

    def _preset_referral(self):
        """Refer to the offices that the regulation names; where it names none, to whom the supervision office chose."""
        # sudo: the office was checked; only the referral that the regulation names is preset
        for record in self.sudo():
            units = record.env["hr.department"]
            flags = record._flags()
            for flag, office in REFERRALS.items():
                if flag in flags:
                    units |= record.regulation_id[office]
            if units:
                record.competent_unit_ids = units

    def _check_referral(self):
        """Who proposes a case does not decide it where the regulation refers it to others (ABAF-25.0, LZU-7.4c)."""
        # sudo: which office is which is no secret
        case = self.sudo()
        if case.regulation_id.office_id in case.competent_unit_ids:
            raise UserError(
                self.env._(
                    "%s proposes the case: refer it to another office.",
                    case.regulation_id.office_id.name,
                )
            )

    def action_propose(self):
        """Propose the case and refer it to the competent offices, if any (ABAF-24.1, 25.0, LZU-7.4c).

        :raise AccessError: for anyone but the supervision office
        :raise UserError: naming what the kind, ground or measures still ask for
        """
        self._check_steps(("draft",))
        self._preset_referral()
        for record in self:
            # a talk that was not held yet is what the leader is asked for (LZU-7.4a)
            record._check_complete(TALK_FIELDS if record._awaits_talk() else ())
        # sudo: the office was checked; the referral goes to offices whose people it may not see
        cases = self.sudo()
        cases.write(
            {
                "state": "proposed",
                "proposed_by_id": self.env.uid,
                "date_referred": clock.today(self),
            }
        )
        for record in cases:
            contacts = self.env["res.users"].union(
                *map(record._contacts_to_decide, record._deciding_units())
            )
            record._check_decider()
            if record._awaits_talk():
                record._tell("talk_asked", {record: record.leader_id}, "talk")
            if contacts:
                record.message_post(
                    body=self.env._("Referred for decision."),
                    partner_ids=contacts.partner_id.ids,
                    subtype_xmlid="mail.mt_note",
                )
        self._reconcile_todos()
        return True

    def _check_decider(self):
        """Where an office has nobody but who is held responsible, this one case would never be decided (CORE-18).

        :raise UserError: the only person of the offices that decide, or of the supervision office, is held responsible
        """
        units = self._deciding_units() or self.regulation_id._setting("office_id")
        own = units.member_ids.user_id | units.manager_id.user_id | units.liaison_id
        if self.person_id in own and not any(map(self._contacts_to_decide, units)):
            raise UserError(
                self.env._(
                    "%s has nobody to decide this case but who is held responsible: name another member first.",
                    "、".join(units.mapped("name")),
                )
            )

    def _contacts_to_decide(self, unit):
        """Whom ``unit`` (one department) has for the decision of this one case: not who is held responsible.

        Who also belongs to the unit that is held responsible only where it has nobody else.
        """
        accused = self.unit_id
        own = (
            accused.member_ids.user_id | accused.manager_id.user_id | accused.liaison_id
        )
        contacts = unit._duban_contacts()
        members = unit.member_ids.user_id.filtered("active")
        person = self.person_id
        return (
            contacts - own - person
            or members - own - person
            or contacts - person
            or members - person
        )

    def action_confirm(self):
        """The office confirms a case that needs no other office (XISU-14.1b, LZU-7.4a/b, SIE-19.1c).

        :raise AccessError: the case is decided by another office
        :raise UserError: something the regulation asks for is missing
        """
        self._check_steps(("draft", "proposed"))
        drafts = self.filtered(lambda record: record.state == "draft")
        if drafts:
            drafts.action_propose()
        self._check_competent()
        for record in self:
            record._check_complete()
        self._decided(None)
        return True

    def action_decide(self, decision=None, decision_date=None, outcome_id=None):
        """Record the decision of the competent office.

        :param decision: text, required unless written before
        :param decision_date: date (default: today)
        :param outcome_id: id of an option of the list ``accountability_outcome``
        :raise AccessError: for anyone outside the offices referred to
        """
        self._check_competent()
        vals = {
            "decision": decision,
            "decision_date": decision_date,
            "outcome_id": outcome_id,
        }
        vals = {name: value for name, value in vals.items() if value}
        for record in self:
            if record.state != "proposed":
                raise UserError(self.env._("%s was not proposed.", record.name))
            if not (decision or record.decision or "").strip():
                raise UserError(self.env._("Write the decision."))
        if vals:
            self.write(vals)
        self._decided(self.env.user.duban_unit_ids)
        return True

    def _decided(self, units, reason=None):
        """Decided for ``units`` (or the office); not pursued where there is a ``reason``. Who is concerned is told."""
        today = clock.today(self)
        # sudo: who may decide was checked; the stamp is the engine's
        cases = self.sudo()
        for record in cases:
            unit = (
                (record._deciding_units() & units)[:1]
                if units
                else record.regulation_id.office_id
            )
            vals = {
                "state": "decided",
                "decided_unit_id": unit.id,
                "decision_date": record.decision_date or today,
            }
            if reason:
                vals = {"state": "dismissed", "decision": reason}
            record._engine_write({**vals, "decided_by_id": self.env.uid})
        cases._tell_decided()
        self._follow_rectification()

    def action_dismiss(self, reason=None):
        """Not pursued, recorded by whoever decides. ``reason``: text, required."""
        for record in self:
            if record.state not in ("draft", "proposed"):
                raise UserError(self.env._("%s is decided already.", record.name))
        if not inputs.text(self.env, reason):
            raise UserError(self.env._("Please state the reason."))
        self._check_competent()
        self._decided(None, reason)
        return True

    def _check_steps(self, states):
        for record in self:
            record._check_office()
            if record.state not in states:
                raise UserError(self.env._("%s is decided already.", record.name))

    # ------------------------------------------------------------------
    # Rectification (LZU-7.4a)
    # ------------------------------------------------------------------

    def action_record_rectification(self, note=None):
        """Record that the unit has put things right. ``note``: text, required."""
        if not inputs.text(self.env, note):
            raise UserError(self.env._("Write how it was rectified."))
        for record in self:
            record._check_certifies()
            if record.state != "decided" or not record.rectification_deadline:
                raise UserError(
                    self.env._("%s sets no time limit for rectification.", record.name)
                )
            if record.date_rectified:
                raise UserError(
                    self.env._(
                        "%s: the rectification is recorded already.", record.name
                    )
                )
        self._engine_write(
            {
                "date_rectified": clock.today(self),
                "rectification_note": note,
            }
        )
        self._follow_rectification()
        return True

    def _is_rectifier(self, user):
        """Whether ``user`` has to put right what this one case is about, or stands in for who has to."""
        # sudo: who that is, in the case and the directory
        case, deputy = self.sudo(), self.env["duban.delegation"]._is_deputy
        person = case._rectifier()
        return bool(person) and (
            person == user or deputy(person, user, case.company_id)
        )

    def action_report_rectification(self, text=None):
        """Who has to rectify reports what was done; the office checks it (LZU-7.4d, CORE-20). ``text``: required.

        :raise AccessError: for anyone else
        """
        text = inputs.text(self.env, text)
        self.check_access("read")
        for record in self:
            if not record._is_rectifier(self.env.user):
                raise AccessError(
                    self.env._(
                        "Only %s reports how this was put right.",
                        record.sudo()._rectifier().name,  # sudo: a name
                    )
                )
            if not record.is_rectifier:
                raise UserError(
                    self.env._("%s sets no time limit for rectification.", record.name)
                )
        if not text:
            raise UserError(self.env._("Write how it was rectified."))
        self._engine_write(
            {
                "rectification_report": text,
                "date_rectification_reported": clock.today(self),
            }
        )
        self._follow_rectification()
        return True

    def action_return_rectification(self, reason=None):
        """The office sends a report back that is not enough. ``reason``: text, required."""
        reason = inputs.text(self.env, reason)
        for record in self:
            record._check_certifies()
            if not record.date_rectification_reported or record.date_rectified:
                raise UserError(
                    self.env._("%s: there is no report to check.", record.name)
                )
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        self._engine_write({"date_rectification_reported": False})
        for record in self._follow_rectification():
            record._message_log(body=self.env._("Returned: %s", reason))
            people, key = record._rectifier(), f"return:{record.message_ids[:1].id}"
            record._tell("rectify_returned", {record: people}, key, reason)
        return True

    def _follow_rectification(self):
        """Let to-dos agree: the head's on the matters named, the follow-up on the record once the limit has passed.

        :return: these cases as superuser
        """
        self._reconcile_todos()
        # sudo: to-dos of the matters named, whoever may read them
        cases = self.sudo()
        cases.matter_ids._reconcile_todos()
        return cases

    @api.model
    def _patrol_domain(self):
        return [
            "|",
            ("state", "=", "proposed"),
            "&",
            "&",
            ("state", "=", "decided"),
            ("date_rectified", "=", False),
            ("rectification_deadline", "!=", False),
        ]

    def _patrol(self):
        result = super()._patrol()
        # sudo: to-dos of the matters named, whoever may read them
        self.sudo().matter_ids._reconcile_todos()
        return result

    def _is_rectification_reported(self):
        """Whether who had to rectify reported, and the office has not checked it yet."""
        return bool(
            self.state == "decided"
            and self.date_rectification_reported
            and not self.date_rectified
        )

    def _is_rectification_late(self):
        return self._is_rectification_owed() and clock.today(self) > self.rectification_deadline  # fmt: skip

    def _expected_todos(self):
        """Who has to rectify knows it, also without a matter (LZU-7.4d); once the limit has passed, who set it too."""
        if self.state == "proposed":
            return [
                Todo(
                    f"decide:{unit.id}",
                    "duban_supervision_after.mail_activity_follow_rectification",
                    self._contacts_to_decide(unit)[:1],
                    self.date_referred,
                    self.env._("Referred to your office: record the decision"),
                )
                for unit in self._deciding_units()
                if self._contacts_to_decide(unit)
            ] + self._todos_talk()
        if self._is_rectification_reported():
            return [
                Todo(
                    "check_rectified",
                    "duban_supervision_after.mail_activity_follow_rectification",
                    self._certifier(),
                    self.date_rectification_reported,
                    self.env._("Rectification was reported: check it"),
                )
            ]
        if not self._is_rectification_late():
            return self._todos_rectifier()
        leader = self.leader_id or self.leader_in_charge_id or self._certifier()
        return self._todos_rectifier() + [
            Todo(
                f"follow:{user.id}",
                "duban_supervision_after.mail_activity_follow_rectification",
                user,
                self.rectification_deadline,
                self.env._("The time limit for rectification has passed: check it"),
            )
            for user in leader | self._certifier()
        ]

    def _todos_rectifier(self):
        """The to-do of who has to put right a case that hangs on no matter: a matter shows its own (LZU-7.4d)."""
        person = self._rectifier()
        open_case = (
            self.state == "decided"
            and self.rectification_deadline
            and not self.date_rectified
        )
        if not open_case or self.matter_ids or not person:
            return []
        return [
            Todo(
                "rectify",
                "mail.mail_activity_data_todo",
                person,
                self.rectification_deadline,
                self.env._("Put right what was found and report to the office"),
            )
        ]

    def _rectifier(self):
        """Who has to put right what this one case is about."""
        return self.person_id or self.unit_id.manager_id.user_id

    def _is_rectification_owed(self):
        return bool(
            self.state == "decided"
            and self.rectification_deadline
            and not (self.date_rectified or self.date_rectification_reported)
        )

    def _reminder_events(self):
        """Before the limit who has to rectify, after it the head and the leader as well (CORE-10)."""
        if not self._is_rectification_owed():
            return []
        rule, limit = self.regulation_id, self.rectification_deadline
        soon = [(-rule.remind_before_days, self._rectifier())]
        ladder = [
            (1, self._rectifier()),
            (rule.ladder_head_days, self.unit_id.manager_id.user_id),
            (rule.ladder_leader_days, self.leader_id or self.leader_in_charge_id),
        ]
        events = [Event("due_soon", limit, soon)] if rule.remind_before_days else []
        return [*events, Event("rectify", limit, ladder)]
