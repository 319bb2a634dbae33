"""What must be true before a matter is proposed and filed: authority, form, people, no twin."""

from odoo import models
from odoo.exceptions import UserError


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _check_has_filing_chain(self, data):
        for matter in self:
            if not matter._chain("filing"):
                raise UserError(
                    self.env._(
                        "%s needs no approval: file it directly.", matter.display_name
                    )
                )

    def _has_recorded_instruction(self):
        """Whether a leader's decision on paper stands in for the filing chain (authority "leader" only, WUT-12.1c)."""
        return (
            self._category_rule()["filing_authority"] == "leader"
            and self.source_leader_id._is_school_leader()
            and self.instruction_date
            and (self.leader_instruction or "").strip()
            and bool(
                self.env["ir.attachment"]
                .sudo()
                .search_count(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "=", self.id),
                        ("res_field", "=", False),
                    ],
                    limit=1,
                )
            )
        )

    def _check_filing_authority(self, data):
        for matter in self:
            if (
                not matter._chain("filing")
                or matter._chain_complete("filing")
                or matter._has_recorded_instruction()
            ):
                continue
            if matter._category_rule()["filing_authority"] == "leader":
                raise UserError(
                    self.env._(
                        "%s is filed only after a school leader decided. "
                        "Submit it for approval, or record the instruction "
                        "(leader, date, text) and attach its scan.",
                        matter.display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "%s: the approval chain is not complete.", matter.display_name
                )
            )

    def _check_checklist(self, data):
        for matter in self:
            if matter._rule("filing_checklist_required") and not (
                matter.check_accuracy
                and matter.check_timeliness
                and matter.check_operability
            ):
                raise UserError(
                    self.env._(
                        "Tick the three items of the filing checklist on %s first.",
                        matter.display_name,
                    )
                )

    def _missing_for_form(self):
        """Names of the fields which the chosen form (形式) of this one matter demands at filing and which are empty."""
        missing = []
        if self._demands("form_id", "date") and not self.date_deadline:
            missing.append("date_deadline")
        if self._demands("form_id", "period") and self.period_months < 1:
            missing.append("period_months")
        if self._demands("form_id", "joint_unit") and not self.joint_unit_ids:
            missing.append("joint_unit_ids")
        return missing

    def _check_form(self, data):
        """What the chosen form (形式) or mode demands at filing."""
        for matter in self:
            form = matter.form_id
            missing = matter._missing_for_form()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs %(fields)s.",
                        form=form.name,
                        fields="、".join(matter._label(name) for name in missing),
                    )
                )
            least = matter._option_rule(form)["min_units"]
            if least and matter.unit_count < least:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs at least %(count)s units.",
                        form=form.name,
                        count=least,
                    )
                )

    def _check_people(self, data):
        """Who instructed is a leader: no instruction of a colleague opens a matter. Hook: further people or teams."""
        for matter in self:
            leader = matter.source_leader_id
            if leader and not leader._is_school_leader():
                raise UserError(
                    self.env._(
                        "%(person)s is no school leader. Name in %(field)s the leader who decided.",
                        person=leader.name,
                        field=matter._label("source_leader_id"),
                    )
                )

    def _check_recused_units(self, data):
        units = self.lead_unit_id | self.unit_line_ids.department_id
        recusals = (
            self.env["duban.recusal"]
            .sudo()
            .search(
                [
                    ("matter_id", "in", self.ids),
                    ("department_id", "in", units.ids),
                    ("state", "=", "active"),
                ]
            )
        )
        for recusal in recusals:
            matter = recusal.matter_id
            if recusal.department_id in matter.lead_unit_id | matter.co_unit_ids:
                raise UserError(
                    self.env._(
                        "%s has recused itself from this matter and cannot take part.",
                        recusal.department_id.name,
                    )
                )

    def _check_duplicates(self, data):
        """The same source item or the same title on an open matter is named before it is filed twice."""
        for position, matter in enumerate(self):
            if matter.duplicate_override:
                continue
            twin = matter._likely_duplicate(self[:position])
            if twin:
                raise UserError(
                    self.env._(
                        "This looks like %(twin)s, which is already filed. "
                        "Tick “%(field)s” to file it all the same, or merge.",
                        twin=twin.display_name,
                        field=matter._label("duplicate_override"),
                    )
                )

    def _likely_duplicate(self, together=()):
        """A filed matter with the same source item (one matter, one filing) or, where detected, the same title.

        :param together: matters filed in the same step before this one
        """
        domain = [
            # What another office supervises is not named to this one.
            ("office_id", "=", self.office_id.id),
            ("id", "!=", self.id),
            "|",
            ("date_filed", "!=", False),
            ("id", "in", [matter.id for matter in together]),
        ]
        if (
            self._rule("one_matter_one_filing")
            and self.source_item
            and (self.minutes_number or self.meeting_date)
        ):
            twin = self.search(
                domain
                + [
                    ("source_category_id", "=", self.source_category_id.id),
                    ("decision_body_id", "=", self.decision_body_id.id),
                    ("minutes_number", "=", self.minutes_number),
                    ("meeting_date", "=", self.meeting_date),
                    ("source_item", "=", self.source_item),
                ],
                limit=1,
            )
            if twin:
                return twin
        if self._rule("duplicate_detection"):
            return self.search(
                domain
                + [
                    (
                        "state",
                        "not in",
                        ("closed", "archived", "merged", "rejected", "withdrawn"),
                    ),
                    ("name", "=", self.name),
                ],
                limit=1,
            )
        return self.browse()
