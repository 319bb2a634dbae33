"""The page on which a matter is registered and filed: the basis writes itself, the date explains itself, one button."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock

#: what the basis is written from
BASIS_FIELDS = (
    "source_category_id",
    "decision_body_id",
    "meeting_name",
    "meeting_date",
    "minutes_number",
    "source_item",
    "source_document",
    "source_leader_id",
    "instruction_date",
)
#: steps that a matter may take which was not saved before; their buttons save it first
FIRST_STEPS = ("file", "submit_filing", "assign")
WEEKDAYS = "一二三四五六日"


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    basis_written = fields.Text(store=False, export_string_translation=False)
    form_proposed_id = fields.Many2one(
        "duban.option", store=False, export_string_translation=False
    )
    deadline_hint = fields.Char(
        compute="_compute_deadline_hint",
        export_string_translation=False,
        help="What the typed date means, or when the term of the regulation would end, while one fills in the form.",
    )

    # ------------------------------------------------------------------
    # What one answer says of another
    # ------------------------------------------------------------------

    @api.onchange("decision_body_id")
    def _onchange_decision_body_id(self):
        """Whoever begins with the meeting has said the category, where only one takes its decisions."""
        if not self.source_category_id:
            # sudo: categories are rules, everybody's
            categories = self.regulation_id.sudo().category_ids
            self.source_category_id = categories._of_body(self.decision_body_id)

    @api.onchange("source_category_id")
    def _onchange_usual_form(self):
        """Propose the usual form of the category, as long as nobody chose another."""
        usual = self.source_category_id.usual_form_id.filtered("active")
        if self.form_id in (usual.browse(), self.form_proposed_id):
            self.form_id = self.form_proposed_id = usual

    # ------------------------------------------------------------------
    # The basis
    # ------------------------------------------------------------------

    @api.onchange(*BASIS_FIELDS)
    def _onchange_basis(self):
        """Write the basis from what was said of the decision, as long as nobody wrote another."""
        words = self._basis_words()
        basis = (self.basis or "").strip()
        if words and basis in ("", (self.basis_written or "").strip()):
            self.basis = self.basis_written = words

    def _basis_words(self):
        """The decision of this one matter as its basis names it, e.g. 校长办公会（2026年3月2日），第3项."""
        day = self._format_date(self.meeting_date)
        meeting = "".join(
            filter(
                None,
                [
                    self.decision_body_id.name,
                    self.meeting_name and f"“{self.meeting_name}”",
                    f"（{day}）" if day else "",
                ],
            )
        )
        instruction = ""
        if self.source_leader_id:
            day = self._format_date(self.instruction_date)
            instruction = self.env._(
                "instruction of %(leader)s%(day)s",
                leader=self.source_leader_id.sudo().name,  # sudo: a leader's name
                day=f"（{day}）" if day else "",
            )
        minutes = self.minutes_number
        # many numbers say it themselves: 纪要〔2026〕12号
        if minutes and "纪要" not in minutes:
            minutes = self.env._("minutes %s", minutes)
        rest = (minutes, self.source_item, self.source_document, instruction)
        if not any((self.meeting_date, *rest)):
            return ""
        return "，".join(filter(None, (meeting, *rest)))

    # ------------------------------------------------------------------
    # The date
    # ------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "date_deadline",
        "state",
        "source_category_id",
        "grade_id",
        "term_days",
        "minutes_issue_date",
        "plan_year",
        "lead_unit_id",
        "co_unit_ids",
    )
    def _compute_deadline_hint(self):
        for matter in self:
            matter.deadline_hint = (
                matter._deadline_words() if matter.state == "draft" else False
            )

    def _deadline_words(self):
        """What the form of this one draft says under the due date."""
        # sudo: rules and calendar, which everybody may know
        matter = self.sudo()
        words = matter._term_words() if matter.regulation_id else ""
        try:
            _low, high = matter._rule_range(matter._term_rule())
        except UserError:
            high = None  # a year without calendar is said when the step is taken
        if not self.date_deadline:
            if words and high and high < clock.today(self):
                return self.env._(
                    "%(rule)s: %(day)s, which has passed; set another date and give its ground",
                    rule=words,
                    day=self._day_words(high),
                )
            if words and high:
                return self.env._(
                    "%(rule)s: %(day)s if it is assigned today; leave the date empty then",
                    rule=words,
                    day=self._day_words(high),
                )
            return words
        said = self._day_words(self.date_deadline)
        left = (self.date_deadline - clock.today(self)).days
        if left >= 0:
            said = self.env._("%(day)s, in %(count)s days", day=said, count=left)
        if words and high:
            limit = self._day_words(high)
            said = self.env._(
                "%(said)s; by the rule “%(rule)s”: %(limit)s",
                said=said,
                rule=words,
                limit=limit,
            )
        return said

    def _day_words(self, day):
        weekday = WEEKDAYS[day.weekday()]
        if not (self.env.lang or "").startswith("zh"):
            weekday = day.strftime("%A")
            return f"{self._format_date(day)} ({weekday})"
        return f"{self._format_date(day)}（星期{weekday}）"

    # ------------------------------------------------------------------
    # The button
    # ------------------------------------------------------------------

    @api.depends("source_category_id", "source_leader_id", "instruction_date")
    def _compute_allowed_actions(self):
        result = super()._compute_allowed_actions()
        for matter in self:
            if not matter._origin and matter.state == "draft":
                matter.allowed_actions = matter._first_actions()
        return result

    def _first_actions(self):
        """Steps that this one matter, not saved yet, may take at once; who takes them is asked when it is saved."""
        if not self._may_propose() or not self.regulation_id:
            return []
        table = self._step_table()
        # sudo: the conditions read the rules
        sudo = self.sudo()
        office = self.env.user.has_group("duban_supervision.group_office")
        return [
            action
            for action in FIRST_STEPS
            if ("draft", action) in table
            and (office or action == "submit_filing")
            and sudo._is_open(table["draft", action], {"action": action})
        ]
