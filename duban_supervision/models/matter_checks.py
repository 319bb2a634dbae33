"""What must be true before a step: the checks that the workflow table names.

Each takes the recordset (as superuser, the person was checked before) and the action's data, and raises ``UserError``
with what is missing in the words of the regulation.
"""

from odoo import api, models
from odoo.exceptions import UserError

#: levels above normal that a setting of ``confidentiality_levels`` allows, where it is not a level itself
LEVELS = {"none": (), "both": ("sensitive", "classified")}

#: steps that want the elements of other steps already
ELEMENTS_OF = {"submit_filing": ("file", "submit_filing")}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Required elements (CORE-6)
    # ------------------------------------------------------------------

    def _required_fields(self, action):
        """Fields that ``action`` needs on this one matter: {name: name of the field that serves instead, or False}."""
        names = {}
        options = (False, self.form_id.id)
        for row in self._rules()["requirements"]:
            if (
                row["action"] == action
                and row["category"]
                in (False, self.source_category_id.id, self.source_kind_id.id)
                and row["option"] in options
                and row["grade"] in (False, self.grade_id.id)
                and row["field"] not in names
            ):
                names[row["field"]] = row.get("alternative")
        if action == "close" and self._rule("conclusion_required"):
            names["conclusion"] = False
        return names

    def _missing_labels(self, action):
        """Labels of the elements that ``action`` needs and this one matter lacks."""
        missing = []
        for name, alternative in self._required_fields(action).items():
            if not self._is_missing(name):
                continue
            if not alternative:
                missing.append(self._label(name))
            elif self._is_missing(alternative):
                missing.append(f"{self._label(name)} / {self._label(alternative)}")
        return missing

    def _is_missing(self, name):
        """Whether the element ``name`` is not filled; "no co-unit" said explicitly counts as filled."""
        value = self[name]
        if name == "co_unit_ids" and self.co_unit_none:
            return False
        if isinstance(value, str):
            return not value.strip()
        return not value

    def _check_required(self, action):
        for matter in self:
            missing = matter._missing_labels(action)
            if missing == [matter._label("unit_head_id")] and matter.lead_unit_id:
                # Nobody can fill this in on the matter: it follows the directory.
                raise UserError(
                    self.env._(
                        "%(unit)s has no %(field)s: name its manager in the directory of departments first.",
                        unit=matter.lead_unit_id.name,
                        field=missing[0],
                    )
                )
            if missing:
                raise UserError(
                    self.env._(
                        "%(matter)s: please fill in %(fields)s first.",
                        matter=matter.display_name,
                        fields="、".join(missing),
                    )
                )

    def _check_elements(self, data):
        """The elements that the regulation demands for the step which is taken (CORE-6)."""
        action = data["action"]
        for needed in ELEMENTS_OF.get(action, (action,)):
            self._check_required(needed)

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
    # Filing
    # ------------------------------------------------------------------

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
            self.source_category_id.filing_authority == "leader"
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
            if matter.source_category_id.filing_authority == "leader":
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
            form = matter.form_id
            if form.requires_date and not matter.date_deadline:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs an explicit due date: %(field)s.",
                        form=form.name,
                        field=matter._label("date_deadline"),
                    )
                )
            if form.requires_period and matter.period_months < 1:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs its period: %(field)s.",
                        form=form.name,
                        field=matter._label("period_months"),
                    )
                )
            if form.requires_joint_unit and not matter.joint_unit_ids:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs at least one unit in %(field)s.",
                        form=form.name,
                        field=matter._label("joint_unit_ids"),
                    )
                )
            if form.min_units and matter.unit_count < form.min_units:
                raise UserError(
                    self.env._(
                        "“%(form)s” needs at least %(count)s units.",
                        form=form.name,
                        count=form.min_units,
                    )
                )

    def _check_people(self, data):
        """Hook: people or teams an institution needs at filing."""

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
        for matter in self:
            if matter.duplicate_override:
                continue
            twin = matter._likely_duplicate()
            if twin:
                raise UserError(
                    self.env._(
                        "This looks like %(twin)s, which is already filed. "
                        "Tick “%(field)s” to file it all the same, or merge.",
                        twin=twin.display_name,
                        field=matter._label("duplicate_override"),
                    )
                )

    def _likely_duplicate(self):
        """A filed matter with the same source item (one matter, one filing) or, where detected, the same title."""
        domain = [
            # What another office supervises is not named to this one.
            ("office_id", "=", self.office_id.id),
            ("id", "!=", self.id),
            ("date_filed", "!=", False),
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
                    ("state", "not in", ("closed", "archived", "merged", "rejected")),
                    ("name", "=", self.name),
                ],
                limit=1,
            )
        return self.browse()

    # ------------------------------------------------------------------
    # Assignment and acceptance
    # ------------------------------------------------------------------

    def _check_channels(self, data):
        for matter in self:
            if not matter.channel_ids:
                raise UserError(
                    self.env._(
                        "Choose at least one channel in %s.",
                        matter._label("channel_ids"),
                    )
                )
            other = matter.channel_ids.filtered(lambda channel: not channel.is_system)
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
            calls = matter.record_ids.filtered("kind_id.is_call")
            if matter.form_id.requires_record_before_assign and not calls:
                raise UserError(
                    self.env._(
                        "“%s” is assigned by a call or message: add its record first.",
                        matter.form_id.name,
                    )
                )

    def _check_acceptance(self, data):
        for matter in self:
            missing = []
            if matter._rule("handler_required") and not matter.handler_id:
                missing.append(matter._label("handler_id"))
            if matter._rule("liaison_required") and not matter.liaison_id:
                missing.append(matter._label("liaison_id"))
            if matter._rule("acceptance_kind") == "plan":
                missing += matter._missing_in_plan()
            missing += matter._missing_labels("accept")
            if matter._rule("co_handler_required") and any(
                line.role == "co" and not line.handler_id
                for line in matter.unit_line_ids
            ):
                missing.append(self.env._("handlers of the co-units"))
            if missing:
                raise UserError(
                    self.env._(
                        "%(matter)s: please fill in %(fields)s first.",
                        matter=matter.display_name,
                        fields="、".join(missing),
                    )
                )
            if matter._rule("acceptance_kind") == "plan":
                matter._check_plan()

    def _missing_in_plan(self):
        missing = []
        if self._rule("plan_objective_required") and self._is_missing("objective"):
            missing.append(self._label("objective"))
        if self._rule("plan_measures_required") and self._is_missing("measures"):
            missing.append(self._label("measures"))
        if not self._plan_lines():
            missing.append(self._label("plan_line_ids"))
        return missing

    def _plan_lines(self):
        """Lines of the plan itself, without proposals of co-units that were not taken over."""
        return self.plan_line_ids.filtered(lambda line: not line.is_proposal)

    def _check_plan(self):
        """Milestones have dates, stay within the due date, and are as many as a long cycle needs."""
        lines = self._plan_lines()
        if any(not line.date for line in lines):
            raise UserError(self.env._("Every line of the plan needs its date."))
        late = lines.filtered(
            lambda line: self.date_deadline and line.date > self.date_deadline
        )
        if late and self._rule("plan_within_deadline"):
            raise UserError(
                self.env._(
                    "The milestone “%(line)s” (%(date)s) is later than the due date %(due)s.",
                    line=late[0].name,
                    date=self._format_date(late[0].date),
                    due=self._format_date(self.date_deadline),
                )
            )
        least = self._rule("long_cycle_min_milestones")
        if self.is_long_cycle and least and len(lines) < least:
            raise UserError(
                self.env._("A long-cycle matter needs at least %s milestones.", least)
            )

    # ------------------------------------------------------------------
    # Result, review, closing
    # ------------------------------------------------------------------

    def _check_consolidation(self, data):
        """Each co-unit has reported to the lead unit or is explained (WUT-23.1d, SIE-16.2d)."""
        for matter in self:
            if not matter._rule("consolidation_required"):
                continue
            co_lines = matter.unit_line_ids.filtered(lambda line: line.role == "co")
            waiting = co_lines.filtered(lambda line: line.report_state == "waiting")
            if waiting:
                raise UserError(
                    self.env._(
                        "Feedback is still missing from: %s. Remind them, or explain why there is none.",
                        "、".join(waiting.department_id.mapped("name")),
                    )
                )
            if co_lines and matter._is_missing("co_summary"):
                raise UserError(
                    self.env._(
                        "Summarise the co-units' feedback in %s first.",
                        matter._label("co_summary"),
                    )
                )

    def _check_head_confirmation(self, data):
        for matter in self:
            if (
                matter._rule("head_confirmation_required")
                and not matter.head_confirmed
                and matter.unit_head_id != self.env.user
            ):
                raise UserError(
                    self.env._(
                        "%s, head of the unit, has to confirm the truth of the result first.",
                        matter.unit_head_id.name or self.env._("The head"),
                    )
                )

    def _check_min_feedback(self, data):
        for matter in self:
            least = matter._least_feedback()
            if (
                least
                and len(matter.feedback_ids.filtered(lambda f: f.kind == "progress"))
                < least
            ):
                raise UserError(
                    self.env._(
                        "Grade “%(grade)s” needs at least %(count)s progress feedback before the result.",
                        grade=matter.grade_id.name,
                        count=least,
                    )
                )

    def _check_written_result(self, data):
        for matter in self:
            if (
                matter.form_id.requires_written_result
                and not matter.result_attachment_ids
            ):
                raise UserError(
                    self.env._(
                        "“%s” needs a written report: attach the file to the result.",
                        matter.form_id.name,
                    )
                )

    def _check_return_deadline(self, data):
        for matter in self:
            if matter._rule("return_requires_deadline") and not data.get(
                "date_deadline"
            ):
                raise UserError(
                    self.env._(
                        "Re-determine the due date: enter the new %s.",
                        matter._label("date_deadline"),
                    )
                )

    def _check_review_open(self, data):
        for matter in self:
            if matter.review_passed:
                raise UserError(
                    self.env._(
                        "The review of %s was already passed.", matter.display_name
                    )
                )

    def _check_review_passed(self, data):
        for matter in self:
            if not matter.review_passed:
                raise UserError(
                    self.env._(
                        "The result of %s has not passed the review yet.",
                        matter.display_name,
                    )
                )

    def _check_closing_chain(self, data):
        for matter in self:
            if not matter._chain_complete("closing"):
                raise UserError(
                    self.env._(
                        "%s: the approval for closing is not complete.",
                        matter.display_name,
                    )
                )

    def _check_report_back(self, data):
        for matter in self:
            rule = matter._rule("report_back_before_close")
            reported = matter.report_back_ids.filtered(lambda row: row.state == "done")
            if rule == "one" and not reported:
                raise UserError(
                    self.env._(
                        "Report %s back to those who decided it before closing.",
                        matter.display_name,
                    )
                )
            if rule == "principals":
                missing = (
                    matter.regulation_id.principal_leader_ids - reported.leader_ids
                )
                if missing or not reported:
                    raise UserError(
                        self.env._(
                            "Before closing %(matter)s must be reported to: %(leaders)s.",
                            matter=matter.display_name,
                            leaders="、".join(missing.mapped("name")),
                        )
                    )

    def _check_close_form(self, data):
        for matter in self:
            if (
                matter.form_id.requires_onsite_before_close
                and not matter.record_ids.filtered(
                    lambda r: r.kind_id.is_onsite or r.kind_id.requires_staff
                )
            ):
                raise UserError(
                    self.env._(
                        "“%s” needs an on-site record before closing.",
                        matter.form_id.name,
                    )
                )

    def _check_archive(self, data):
        self._require_rule("archive_enabled")
        for matter in self:
            records = matter.archive_record_ids
            if not records.filtered(
                lambda r: r.holder == "office" and (r.volume or "").strip()
            ):
                raise UserError(
                    self.env._(
                        "Give the volume number of the office's archive record of %s first.",
                        matter.display_name,
                    )
                )

    def _check_reopen(self, data):
        self._require_rule("recheck_enabled")
        self._check_note(data)
        if not data.get("date_deadline"):
            raise UserError(self.env._("A reopened matter needs a new due date."))
        for matter in self:
            if not matter.recheck_ids.filtered(lambda r: r.outcome == "failed"):
                raise UserError(
                    self.env._(
                        "%s is reopened only after a re-check that found it not implemented.",
                        matter.display_name,
                    )
                )

    def _check_exemption(self, data):
        self._require_rule("exemption_enabled")
        for matter in self:
            if not matter.request_ids.filtered(
                lambda r: r.kind == "exemption" and r.state == "approved"
            ):
                raise UserError(
                    self.env._(
                        "%s has no approved application for exemption.",
                        matter.display_name,
                    )
                )

    def _check_inability_decided(self, data):
        self._require_rule("inability_enabled")
        for matter in self:
            if not matter.request_ids.filtered(
                lambda r: (
                    r.kind == "inability"
                    and r.state == "approved"
                    and r.outcome == "terminate"
                )
            ):
                raise UserError(
                    self.env._(
                        "No decision ends %s: a meeting or leader has to decide first.",
                        matter.display_name,
                    )
                )

    def _check_merge(self, data):
        self._require_rule("merge_enabled")
        self._check_note(data)
        survivor = data.get("survivor")
        for matter in self:
            if (
                not survivor
                or survivor == matter
                or survivor.company_id != matter.company_id
            ):
                raise UserError(
                    self.env._(
                        "Choose the matter that %s is merged into.", matter.display_name
                    )
                )
            if survivor.state not in ("filed", "assigned", "in_progress"):
                raise UserError(
                    self.env._(
                        "%s is not open and cannot take over another matter.",
                        survivor.display_name,
                    )
                )
            matter._check_merge_circle(survivor)

    def _check_merge_circle(self, survivor):
        """Merging shows the records of this one matter to whoever sees the survivor: nobody learns more by it."""
        levels = list(dict(self._fields["confidentiality"].selection))
        strangers = self.env["res.users"]
        if self.confidentiality != "normal":
            strangers = survivor.access_user_ids - self.access_user_ids
        if (
            levels.index(survivor.confidentiality) < levels.index(self.confidentiality)
            or survivor.office_id != self.office_id
            or strangers
        ):
            raise UserError(
                self.env._(
                    "%(matter)s is better protected than %(survivor)s. Merge the other way round, or put both under "
                    "the same protection first.",
                    matter=self.display_name,
                    survivor=survivor.display_name,
                )
            )
        recused = self.recused_user_ids - survivor.recused_user_ids
        if recused:
            raise UserError(
                self.env._(
                    "%(people)s: recused from %(matter)s. Record the recusal on %(survivor)s first.",
                    people="、".join(recused.mapped("name")),
                    matter=self.display_name,
                    survivor=survivor.display_name,
                )
            )
