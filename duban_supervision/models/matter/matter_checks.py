"""What must be true before a step, up to handling: the checks that the table of transitions names.

Each takes the recordset (as superuser, the person was checked before) and the action's data, and raises ``UserError``
with what is missing in the words of the regulation.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import clock
from ..access.matter_writing import LEAD_FIELDS
from .states import NEVER_FILED

#: levels above normal that a setting of ``confidentiality_levels`` allows, where it is not a level itself
LEVELS = {"none": (), "both": ("sensitive", "classified")}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # What holds in every state
    # ------------------------------------------------------------------

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A matter cannot be part of itself."))

    @api.constrains(
        "source_category_id",
        "source_kind_id",
        "decision_body_id",
        "form_id",
        "grade_id",
        "regulation_id",
    )
    def _check_regulation_rows(self):
        for matter in self:
            rows = [
                matter.source_category_id,
                matter.source_kind_id,
                matter.decision_body_id,
                matter.form_id,
                matter.grade_id,
            ]
            if any(row and row.regulation_id != matter.regulation_id for row in rows):
                raise ValidationError(
                    self.env._(
                        "Category, form, grade and deciding body must be those of the matter's regulation."
                    )
                )
            if (
                matter.source_kind_id
                and matter.source_kind_id.parent_id != matter.source_category_id
            ):
                raise ValidationError(
                    self.env._("The sub-source does not belong to the category.")
                )
            body = matter.decision_body_id
            bodies = body and matter.source_category_id.body_ids
            if bodies and body not in bodies:
                raise ValidationError(
                    self.env._("This deciding body does not belong to the category.")
                )

    @api.constrains(
        "confidentiality", "is_petition", "is_disciplinary", "regulation_id"
    )
    def _check_switched_elements(self):
        """Elements of a function that the regulation does not provide stay empty (CORE-19)."""
        for matter in self:
            rule = matter._rule("confidentiality_levels")
            levels = {"normal", *LEVELS.get(rule, (rule,))}
            if matter.confidentiality not in levels:
                raise UserError(
                    self.env._(
                        "“%(regulation)s” does not provide this level of confidentiality. "
                        "An administrator can change the levels in the regulation.",
                        regulation=matter.regulation_id.name,
                    )
                )
            if matter.is_petition:
                matter._require_rule("petition_enabled")
            if matter.is_disciplinary:
                matter._require_rule("routing_enabled")

    def _check_note(self, data):
        if not (data.get("note") or "").strip():
            raise UserError(self.env._("Please state the reason."))

    # ------------------------------------------------------------------
    # Assignment and acceptance
    # ------------------------------------------------------------------

    def _check_channels(self, data):
        for matter in self:
            # a regulation without such a list does not say how matters are passed on
            if not matter.channel_ids and matter._options("channel"):
                raise UserError(
                    self.env._(
                        "Choose at least one channel in %s.",
                        matter._label("channel_ids"),
                    )
                )
            other = matter.channel_ids - matter.channel_ids.filtered(matter._is_system)
            if (
                other
                and matter._rule("channel_record_required")
                and not (matter.channel_note or "").strip()
            ):
                raise UserError(
                    self.env._(
                        "Write down what was said through %(channel)s in %(field)s.",
                        channel="、".join(other.mapped("name")),
                        field=matter._label("channel_note"),
                    )
                )

    def _check_mode(self, data):
        for matter in self:
            calls = matter.record_ids.filtered(lambda record: record._demands("call"))
            if matter._demands("form_id", "record_before_assign") and not calls:
                raise UserError(
                    self.env._(
                        "“%s” is assigned by a call or message: add its record first.",
                        matter.form_id.name,
                    )
                )

    def _check_acceptance_kind(self, data):
        """A task is claimed or accepted with a plan, as the regulation says (LZU-6.1.3a)."""
        for matter in self:
            claimed = matter._rule("acceptance_kind") == "claim"
            if claimed and data["action"] == "accept":
                raise UserError(
                    self.env._(
                        "%s is claimed, not accepted with a plan.", matter.display_name
                    )
                )
            if not claimed and data["action"] == "claim":
                raise UserError(
                    self.env._(
                        "%s is accepted with a work plan, not claimed.",
                        matter.display_name,
                    )
                )

    def _check_acceptance(self, data):
        for matter in self:
            missing = matter._missing_labels("accept")
            matter._raise_missing(missing)
            if matter._rule("acceptance_kind") == "plan":
                matter._check_plan()

    def _asked_at_acceptance(self):
        """Names of the fields of this one matter that acceptance asks for, and that are not emptied afterwards."""
        asked = {"handler_id": "handler_required", "liaison_id": "liaison_required"}
        if self._rule("acceptance_kind") == "plan":
            asked["objective"] = "plan_objective_required"
            asked["measures"] = "plan_measures_required"
        names = [name for name, rule in asked.items() if self._rule(rule)]
        # what filing asked for, and another unit has to say for itself (LZU-2.4)
        filed = self._required_fields("file")
        own = {n for n, other in filed.items() if n in LEAD_FIELDS and not other}
        return [*names, *sorted(own - set(names))]

    def _missing_at_acceptance(self):
        """Labels of the people and the plan that this one matter lacks at acceptance."""
        missing = [
            self._label(name)
            for name in self._asked_at_acceptance()
            if self._is_missing(name)
        ]
        if self._rule("acceptance_kind") == "plan" and not self._plan_lines():
            missing.append(self._label("plan_line_ids"))
        return missing + self._missing_co_handlers()

    def _missing_co_handlers(self):
        """What this one matter lacks of the handlers of its co-units, in words."""
        lacking = self.unit_line_ids.filtered(
            lambda line: line.role == "co" and not line.handler_id
        )
        if not lacking or not self._rule("co_handler_required"):
            return []
        # nobody else can name them: whoever waits is told for whom
        words = self.env._(
            "handlers of the co-units (to be named by %s)",
            "、".join(lacking.department_id.mapped("name")),
        )
        return [words]

    def _plan_lines(self):
        """Lines of the plan itself, without proposals of co-units that were not taken over."""
        return self.plan_line_ids.filtered(lambda line: not line.is_proposal)

    def _plan_limit(self):
        """The day beyond which this one matter has no milestone, where its rules set one: its due date.

        One that has passed limits nothing: whoever goes on, or takes over, plans what is still to come (CORE-21).
        """
        due = self._rule("plan_within_deadline") and self.date_deadline
        return due if due and due >= clock.today(self) else None

    def _words_beyond_limit(self, line):
        """Why ``line`` (``duban.plan.line``) is no milestone of this one matter."""
        return self.env._(
            "The milestone “%(line)s” (%(date)s) is later than the due date %(due)s.",
            line=line.name,
            date=self._format_date(line.date),
            due=self._format_date(self.date_deadline),
        )

    def _check_plan(self, lines=None):
        """Milestones have dates, stay within the due date, and are as many as a long cycle needs.

        :param lines: the plan without what is about to be deleted; None: as it stands
        """
        if lines is None:
            lines = self._plan_lines()
        if any(not line.date for line in lines):
            raise UserError(self.env._("Every line of the plan needs its date."))
        limit = self._plan_limit()
        late = lines.filtered(lambda line: limit and line.date > limit)
        if late:
            raise UserError(self._words_beyond_limit(late[0]))
        least = self._rule("long_cycle_min_milestones")
        if self.is_long_cycle and least and len(lines) < least:
            raise UserError(
                self.env._("A long-cycle matter needs at least %s milestones.", least)
            )

    # ------------------------------------------------------------------
    # Checks of filing
    # ------------------------------------------------------------------
    # What must be true before a matter is proposed and filed: authority, form, people, no twin.

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
        # sudo: only whether a file is there
        return (
            self._category_rule()["filing_authority"] == "leader"
            and self.source_leader_id._is_school_leader(self.company_id)
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

    def _check_form(self, data):
        """What the chosen form (形式) or mode demands at filing."""
        for matter in self:
            if matter._demands("form_id", "team"):
                matter._check_inspection_team()
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
            if leader and not leader._is_school_leader(matter.company_id):
                raise UserError(
                    self.env._(
                        "%(person)s is no school leader. Name in %(field)s the leader who decided.",
                        person=leader.name,
                        field=matter._label("source_leader_id"),
                    )
                )

    def _check_recused_units(self, data):
        for matter in self:
            # those beside the lead too: they may stand there since an earlier release
            matter._check_not_recused(
                matter.lead_unit_id | matter.co_unit_ids | matter.joint_unit_ids
            )

    def _check_co_dates(self, data):
        """A day by which a co-unit reports that passed before the assignment is set anew (CORE-25)."""
        waiting = self.unit_line_ids.filtered(
            lambda row: row.role == "co" and row.report_state == "waiting"
        )
        waiting._check_report_due()

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

    def _source_paper(self):
        """Domain of the paper in which the source item of this one matter stands; empty: none is named (WUT-12.1e)."""
        if self.minutes_number or self.meeting_date:
            names = ("minutes_number", "meeting_date")
        elif self.source_document:
            names = ("source_document",)
        elif self.instruction_date:
            return [
                ("instruction_date", "=", self.instruction_date),
                ("source_leader_id", "=", self.source_leader_id.id),
            ]
        else:
            return []
        return [(name, "=", self[name]) for name in names]

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
        # what was taken off the ledger, or never came onto it, is filed anew by design
        domain.append(("state", "not in", NEVER_FILED))
        paper = self._source_paper()
        if self._rule("one_matter_one_filing") and self.source_item and paper:
            twin = self.search(
                domain
                + [
                    ("category_group_id", "=", self.category_group_id.id),
                    ("body_group_id", "=", self.body_group_id.id),
                    ("source_item", "=", self.source_item),
                    *paper,
                ],
                limit=1,
            )
            if twin:
                return twin
        if self._rule("duplicate_detection"):
            return self.search(
                domain
                + [
                    ("state", "not in", ("closed", "archived", "merged")),
                    ("name", "=", self.name),
                ],
                limit=1,
            )
        return self.browse()

    # ------------------------------------------------------------------
    # Yearly limit (总量控制, PLUS-V3)
    # ------------------------------------------------------------------

    over_cap_ground = fields.Text(
        "Ground beyond the yearly limit",
        copy=False,
        help="Why this matter is filed although the year's limit is reached, and who agreed.",
    )
    cap_text = fields.Char("Yearly limit", compute="_compute_cap_text")

    @api.model
    def _filed_this_year(self, company, today):
        """How many matters of ``company`` were filed in the year of ``today``; what was withdrawn does not count."""
        # sudo: a number only, sensitive matters count as well
        return (
            self.env["duban.matter"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", company.id),
                    ("date_filed", ">=", date(today.year, 1, 1)),
                    ("date_filed", "<=", today),
                    ("state", "not in", NEVER_FILED),
                ]
            )
        )

    @api.depends("state", "regulation_id")
    def _compute_cap_text(self):
        """Before filing: how much of the year's limit is used."""
        for matter in self:
            limit = matter.regulation_id._setting("filing_year_max")
            if not limit or matter.state not in ("draft", "filing_approval"):
                matter.cap_text = False
                continue
            matter.cap_text = self.env._(
                "Filed this year: %(count)s of %(limit)s",
                count=self._filed_this_year(matter.company_id, clock.today(matter)),
                limit=limit,
            )

    def _check_filing_cap(self, data):
        """One matter more than the year allows needs its ground (PLUS-V3).

        :raise UserError: the limit is reached and no ground is stated
        """
        limited = self.filtered(lambda matter: matter._rule("filing_year_max"))
        for company, matters in limited.grouped("company_id").items():
            filed = self._filed_this_year(company, clock.today(company))
            for matter in matters:
                limit = matter._rule("filing_year_max")
                if filed >= limit and not (matter.over_cap_ground or "").strip():
                    raise UserError(
                        self.env._(
                            "%(count)s matters were filed this year; the regulation allows %(limit)s. State in "
                            "“%(field)s” why one more is needed and who agreed.",
                            count=filed,
                            limit=limit,
                            field=matter._label("over_cap_ground"),
                        )
                    )
                filed += 1
