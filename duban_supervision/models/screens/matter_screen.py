"""What the screen needs to know: which features the rules use, the procedure in the institution's words, the next step.

Nothing here decides anything; the views hide what these fields do not name, and the engine refuses it anyway.
"""

from odoo import api, fields, models

from ..matter.states import ACTIVE_STATES, OPEN_STATES
from ..rules.rows.option import is_of_options, option_features

#: the way through the states when a regulation names no steps of its own
MAIN_STATES = (
    "draft",
    "filing_approval",
    "filed",
    "assigned",
    "in_progress",
    "result_submitted",
    "closing_approval",
    "closed",
    "archived",
)
#: which stamp shows that a matter has been in a state
REACHED = {
    "filed": "date_filed",
    "assigned": "date_assigned",
    "in_progress": "date_accepted",
    "result_submitted": "date_result",
    "closing_approval": "date_reviewed",
    "closed": "date_closed",
    "archived": "date_archived",
}
#: keys of the to-dos of who helps the lead unit, or supervises beside the office
BESIDE = ("co:", "co_handler:", "joint:")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    features = fields.Json(
        compute="_compute_features",
        export_string_translation=False,
        help="Functions and elements this matter's regulation uses; views hide the others.",
    )
    procedure = fields.Json(
        compute="_compute_procedure",
        help="The steps of the procedure in the regulation's words: done, current, still to come.",
    )
    stage_name = fields.Char(
        "Stage", compute="_compute_procedure", help="Stage in the regulation's words."
    )
    missing_text = fields.Char(
        "Still missing",
        compute="_compute_missing_text",
        help="Elements still to be filled in for the next step.",
    )
    next_step_text = fields.Char(
        "Next step", compute="_compute_next_step", compute_sudo=True
    )
    next_step_date = fields.Date(
        "Next step due", compute="_compute_next_step", compute_sudo=True
    )
    next_kind = fields.Char(
        compute="_compute_next_step",
        compute_sudo=True,
        export_string_translation=False,
        help="Kind of the user's own next to-do; its button is the highlighted one.",
    )
    countdown = fields.Char(compute="_compute_countdown")

    # ------------------------------------------------------------------
    # What a view offers at all
    # ------------------------------------------------------------------

    @api.model
    def _may_propose(self):
        """Whether the user may register matters at all: the office, or everybody where units propose."""
        return self.env.user.has_group("duban_supervision.group_office") or (
            self.env["duban.regulation"]._in_force()._setting("filing_initiator")
            == "subject_unit"
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._may_propose(), self._are_numbered())

    @api.model
    def _are_numbered(self):
        """Whether the regulation in force numbers its matters."""
        regulation = self.env["duban.regulation"]._in_force()
        return bool(regulation._setting("number_pattern"))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._may_propose():
            arch.set("create", "0")
        if view_type == "list" and not self._are_numbered():
            for column in arch.findall("field[@name='number']"):
                column.set("optional", "hide")
        return arch, view

    # ------------------------------------------------------------------
    # Features
    # ------------------------------------------------------------------

    @api.depends(
        "regulation_id",
        "source_category_id",
        "source_category_id.body_ids",
        "source_kind_id",
        "form_id",
        "decision_body_id",
    )
    def _compute_features(self):
        for matter in self:
            regulation = (
                matter.regulation_id or self.env["duban.regulation"]._in_force()
            )
            names = set(regulation._feature_names()) if regulation else set()
            if matter.ruleset_id:
                names = {name for name in names if not is_of_options(name)}
                names |= option_features(matter._options_in_use().values())
            category, kind = matter.source_category_id, matter.source_kind_id
            names -= regulation._foreign_features(category.id, kind.id)
            names |= regulation._source_features(category.id)
            if matter._is_one_of_several_meetings():
                names.add("field:meeting_name")
            matter.features = sorted(names)

    # ------------------------------------------------------------------
    # Procedure
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "regulation_id",
        "form_id",
        "urging_count",
        "recheck_ids.outcome",
        "is_reported_back",
        "date_ended",
    )
    def _compute_procedure(self):
        for matter in self:
            matter.procedure = matter._step_states(
                matter._procedure_steps() or matter._default_steps()
            )
            stages = matter._procedure_steps("stages") if matter.state else []
            current = [name for name, states, *_ in stages if matter.state in states]
            matter.stage_name = (
                (current or [matter._state_label()])[0] if matter.state else False
            )

    def _default_steps(self):
        """Steps of a regulation without steps of its own: the engine's states, without those it does not use."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        word = self.env["duban.label"]._word
        rules = self.regulation_id and self.regulation_id._snapshot()
        purposes = {step["purpose"] for step in rules["steps"]} if rules else set()
        unused = {
            "filing_approval": "filing" not in purposes,
            "closing_approval": "closing" not in purposes,
            "archived": not rules or not rules["settings"]["archive_enabled"],
        }
        return [
            (word(self.regulation_id, f"state:{code}", labels[code]), {code}, False, "")
            for code in MAIN_STATES
            if not unused.get(code) or code == self.state
        ]

    def _step_states(self, rows):
        """[(name, states, optional, evidence)] of one matter as [{name, state, optional, count}] for the bar.

        A step that leaves evidence is never ticked for having been passed over: it is ``done`` with its ``count``,
        or ``skipped``.
        """
        position = next(
            (
                n
                for n, (_name, codes, optional, _evidence) in enumerate(rows)
                if self.state in codes and not optional
            ),
            None,
        )
        result = []
        for n, (name, codes, optional, evidence) in enumerate(rows):
            count = self._evidence_count(evidence) if evidence else 0
            if optional:
                # Runs beside the others: done once it happened.
                state = "done" if count else "todo"
            elif position is None:
                state = "done" if self._was_in(codes) else "todo"
            else:
                state = (
                    "done" if n < position else "current" if n == position else "todo"
                )
            past = self.state not in OPEN_STATES if optional else state == "done"
            if evidence and not count and past:
                state = "skipped"
            result.append(
                {"name": name, "state": state, "optional": optional, "count": count}
            )
        if position is None and self.state:
            # Ended on a side exit: say so at the end of what was reached.
            result.append(
                {
                    "name": self._state_label(),
                    "state": "current",
                    "optional": False,
                    "count": 0,
                }
            )
        return result

    def _evidence_count(self, evidence):
        """How often what a step of the bar stands for happened on this one matter."""
        if evidence == "recheck":
            return len(self.recheck_ids.filtered(lambda row: row.outcome != "open"))
        if evidence == "report_back":
            # sudo: how many, no more
            return len(self.sudo()._result_reports())
        return self.urging_count

    def _was_in(self, codes):
        return "draft" in codes or any(
            self[REACHED[code]] for code in codes if code in REACHED
        )

    # ------------------------------------------------------------------
    # Next step
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("state", "allowed_actions", "form_id", "date_deadline")
    def _compute_missing_text(self):
        for matter in self:
            missing = []
            for action in (
                "file",
                "submit_filing",
                "assign",
                "accept",
                "submit_result",
                "close",
                "archive",
            ):
                if action in (matter.allowed_actions or []):
                    action = "file" if action == "submit_filing" else action
                    missing = matter._missing_labels(action)
                    missing += matter._missing_for_checks(action)
                    break
            matter.missing_text = "、".join(dict.fromkeys(missing))

    def _missing_for_checks(self, action):
        """Labels of what the checks of ``action`` on this one matter ask for beyond the listed elements.

        Each check of the row may have a twin ``_lacks_…`` that answers with labels instead of an error.
        """
        row = self._step_table().get((self.state, action))
        lacks = [
            getattr(self, check.replace("_check_", "_lacks_"), None)
            for check in (row.checks if row else ())
        ]
        return [label for lack in filter(None, lacks) for label in lack()]

    def _unfilled(self, *names):
        """Labels of those of the fields ``names`` that are empty on this one matter."""
        return [self._label(name) for name in names if self._is_missing(name)]

    def _lacks_term(self):
        if self.date_deadline:
            return []
        rule = self._term_rule()
        kind = rule.get("kind", "explicit")
        if kind == "explicit":
            return self._unfilled("date_deadline")
        if kind == "year_end":
            return self._unfilled("plan_year")
        if kind == "days" and rule["start_event"] == "minutes":
            return self._unfilled("minutes_issue_date")
        return []

    def _lacks_consolidation(self):
        if self._rule("consolidation_required") and any(
            line.role == "co" for line in self.unit_line_ids
        ):
            return self._unfilled("co_summary")
        return []

    def _lacks_head_confirmation(self):
        if (
            self._rule("head_confirmation_required")
            and not self.head_confirmed
            and self.unit_head_id != self.env.user
        ):
            return [self.env._("confirmation by the head of the unit")]
        return []

    def _lacks_written_result(self):
        if self._demands("form_id", "written_result"):
            return self._unfilled("result_attachment_ids")
        return []

    def _lacks_archive(self):
        if "subject" not in self._archive_holders_missing():
            return []
        unit = self.subject_unit_id or self.lead_unit_id
        return [self.env._("archive record of %s", unit.name)]

    @api.depends_context("uid")
    @api.depends(
        "activity_ids.date_deadline", "activity_ids.user_id", "activity_ids.summary"
    )
    def _compute_next_step(self):
        """The most urgent to-do: one's own first, else the next of anybody; of one day not that of who helps."""

        def urgency(todo):
            return todo.date_deadline, (todo.duban_key or "").startswith(BESIDE)

        for matter in self:
            todos = matter.activity_ids.filtered(
                lambda todo: todo.duban_key and todo.active
            )
            mine = todos.filtered(lambda todo: todo.user_id == self.env.user)
            first = (mine or todos).sorted(urgency)[:1]
            matter.next_step_text = first.summary
            matter.next_step_date = first.date_deadline
            key = mine.sorted(urgency)[:1].duban_key or ""
            matter.next_kind = key.partition(":")[0]

    def _next_step_dated(self):
        """The next step of this one matter in words, with its day where that is not the due date shown beside it."""
        day, words = self.next_step_date, self.next_step_text
        if not words or not day or day == self.date_deadline:
            return words
        chinese = (self.env.lang or "zh_CN").startswith("zh")
        before, after = "（）" if chinese else (" (", ")")
        return f"{words}{before}{self._screen_date(day)}{after}"

    @api.depends_context("lang")
    @api.depends("date_deadline", "state", "paused_since")
    def _compute_countdown(self):
        """Days to the due date in words, as long as the matter is open."""
        for matter in self:
            days = matter.days_left
            if not matter.date_deadline or matter.state not in ACTIVE_STATES:
                # nor is a draft due: no days are counted before it is filed
                matter.countdown = False
            elif matter.paused_since:
                matter.countdown = self.env._("Standing still")
            elif days < 0:
                matter.countdown = self.env._("%s days past", -days)
            elif days == 0:
                matter.countdown = self.env._("Due today")
            else:
                matter.countdown = self.env._("%s days left", days)

    writable = fields.Json(
        compute="_compute_writable",
        export_string_translation=False,
        help="Names of the fields the user may write now: what guards ``write`` also greys out the form.",
    )

    @api.depends_context("uid")
    @api.depends(
        "state",
        "lead_unit_id",
        "office_id",
        "handler_id",
        "unit_line_ids",
        "regulation_id",
    )
    def _compute_writable(self):
        for matter in self:
            if matter._origin.id:
                matter.writable = sorted(matter._origin._writable_fields())
            else:
                matter.writable = sorted(
                    name for name, field in self._fields.items() if not field.readonly
                )


class DubanProcedureStep(models.Model):
    _inherit = "duban.procedure.step"

    def _state_codes(self):
        """States that this one step covers, as a set of codes."""
        return {code.strip() for code in (self.states or "").split(",") if code.strip()}

    def _evidence(self):
        """What must have happened for this one step to count as done; beside the others runs urging."""
        return self.evidence or ("urging" if self.is_optional else "")


class DubanRequest(models.Model):
    _inherit = "duban.request"

    features = fields.Json(
        related="matter_id.features", export_string_translation=False
    )
    regulation_id = fields.Many2one(
        related="matter_id.regulation_id", export_string_translation=False
    )
    is_lead_user = fields.Boolean(
        related="matter_id.is_lead_user",
        related_sudo=False,
        export_string_translation=False,
    )
    can_decide_now = fields.Boolean(
        compute="_compute_can_decide_now", export_string_translation=False
    )
    can_record = fields.Boolean(
        compute="_compute_can_decide_now", export_string_translation=False
    )
    records_decision = fields.Boolean(
        compute="_compute_can_decide_now",
        export_string_translation=False,
        help="The step that waits records what a meeting or leader decided.",
    )

    @api.depends_context("uid")
    @api.depends("approval_line_ids.state", "state")
    def _compute_can_decide_now(self):
        for request in self:
            request.can_decide_now = any(request.approval_line_ids.mapped("can_decide"))
            request.can_record = (
                request.can_decide_now or request.matter_id.is_office_user
            )
            pending = request.approval_line_ids.filtered(
                lambda line: line.state == "pending"
            )
            request.records_decision = any(pending.mapped("records_decision"))

    def action_ask_decision(self, action=None):
        """Open the dialog to approve, return or refuse the line of this request that waits for the user."""
        lines = self.approval_line_ids.filtered("can_decide")
        return self.env["duban.matter"]._open_ask(lines, action)


class DubanRecord(models.Model):
    _inherit = "duban.record"

    regulation_id = fields.Many2one(
        related="matter_id.regulation_id", export_string_translation=False
    )


class DubanRecheck(models.Model):
    _inherit = "duban.recheck"

    regulation_id = fields.Many2one(
        related="matter_id.regulation_id", export_string_translation=False
    )
