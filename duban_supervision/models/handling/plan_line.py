"""The work plan: milestones of the lead unit, proposals of co-units."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock


class DubanPlanLine(models.Model):
    _name = "duban.plan.line"
    _description = "Plan line"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, date, sequence, id"

    active = fields.Boolean(
        default=True,
        readonly=True,
        help="The plan of a unit that handed the matter over is kept, but does not count.",
    )

    name = fields.Char("Milestone", required=True)
    sequence = fields.Integer(default=10)
    date = fields.Date(index=True)
    is_key = fields.Boolean("Key milestone")
    department_id = fields.Many2one("hr.department", "Unit")
    measures = fields.Text()
    is_proposal = fields.Boolean("Proposed by a co-unit", readonly=True)
    proposed_by_id = fields.Many2one("res.users", readonly=True)
    feedback_ids = fields.One2many("duban.feedback", "plan_line_id")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Progress reported"),
            ("missing", "Progress missing"),
        ],
        compute="_compute_state",
    )

    @api.depends("feedback_ids.review_state", "date", "matter_id.state")
    def _compute_state(self):
        today = clock.today(self)
        for line in self:
            if line._has_feedback():
                line.state = "done"
            else:
                line.state = "missing" if line.date and line.date < today else "planned"

    def _has_feedback(self):
        """Whether progress was reported for this one milestone; returned progress is none."""
        return any(row.review_state != "returned" for row in self.feedback_ids)

    @api.constrains("date", "matter_id")
    def _check_date(self):
        for line in self:
            limit = line.date and line.matter_id._plan_limit()
            if limit and line.date > limit:
                raise ValidationError(line.matter_id._words_beyond_limit(line))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_typed_date()
        lines._check_dated()
        # what a co-unit proposes is no plan yet; who leads hears of it (XISU-8.3c, CORE-23)
        proposals = lines.filtered("is_proposal")
        proposals._append_words("propose_milestones")
        (lines - proposals)._log_changes({line: line.name for line in lines}, "、")
        lines.matter_id._reconcile_todos()
        return lines

    def write(self, vals):
        before = {line: line._plan_words() for line in self}
        result = super().write(vals)
        if "date" in vals:
            self._check_typed_date()
            self._check_dated()
        self._log_changes(
            {
                line: f"{words} → {line._plan_words()}"
                for line, words in before.items()
                if words != line._plan_words()
            }
        )
        self.matter_id._reconcile_todos()
        return result

    def _check_typed_date(self):
        """A milestone lies neither before the assignment nor absurdly far (CORE-25)."""
        for line in self:
            assigned = line.matter_id.date_assigned
            if line.date and assigned and line.date < assigned:
                raise UserError(
                    self.env._(
                        "The milestone “%(line)s” (%(date)s) lies before the assignment (%(assigned)s).",
                        line=line.name,
                        date=line.matter_id._format_date(line.date),
                        assigned=line.matter_id._format_date(assigned),
                    )
                )

    def _check_dated(self):
        """Every milestone of an accepted plan has its date, as when it was accepted (XISU-8.3a).

        :raise UserError:
        """
        if self._by_engine():
            return
        lines = self.filtered(
            lambda row: row.matter_id.state == "in_progress" and not row.is_proposal
        )
        if any(
            not line.date and line.matter_id._rule("acceptance_kind") == "plan"
            for line in lines
        ):
            raise UserError(self.env._("Every line of the plan needs its date."))

    def _plan_words(self):
        return f"{self.name} {self.date or ''}".strip()

    def _log_changes(self, notes, between="；"):
        """A milestone of an accepted plan that moves, or goes, leaves its line: ``notes`` is {line: text}."""
        for matter in self.matter_id.filtered(lambda row: row.state == "in_progress"):
            texts = [
                notes[line]
                for line in self
                if line.matter_id == matter and line in notes
            ]
            if texts:
                self.env["duban.act"]._append(
                    matter, "plan_changed", between.join(texts)
                )

    def _append_words(self, action):
        """One act on each matter names these milestones.

        :return: the acts
        """
        acts = self.env["duban.act"]
        for matter, lines in self.grouped("matter_id").items():
            words = "、".join(line._plan_words() for line in lines)
            acts |= acts._append(matter, action, words)
        return acts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        self._log_changes({line: f"{line._plan_words()} → —" for line in self})
        for line in self:
            if line.feedback_ids:
                raise UserError(
                    self.env._(
                        "There is feedback on the milestone “%s”; it cannot be deleted.",
                        line.name,
                    )
                )
        for matter in self.matter_id.filtered(lambda row: row.state == "in_progress"):
            # What acceptance asked for is not taken away afterwards.
            left = matter._plan_lines() - self
            if not left and matter._rule("acceptance_kind") == "plan":
                matter._raise_missing([matter._label("plan_line_ids")])
            # sudo: whether what is left fits the matter's dates, whoever takes a line away
            matter.sudo()._check_plan(left)

    def _who_writes(self, operation, names=frozenset()):
        """The lead unit writes the plan; a co-unit proposes lines, its own until they are adopted (XISU-8.3c)."""
        for line in self:
            matter = line.matter_id
            line._check_open()
            if matter._is_lead() or (
                matter.state == "draft" and matter._is_initiator()
            ):
                continue
            if operation == "create" and matter._is_co():
                line._engine_write(
                    {"is_proposal": True, "proposed_by_id": self.env.uid}
                )
                continue
            if not (
                line.is_proposal
                and line.proposed_by_id == self.env.user
                and matter._is_co()
            ):
                raise AccessError(
                    self.env._(
                        "The plan is drawn up by the lead unit; co-units may propose lines."
                    )
                )

    def _check_open(self):
        """The plan of this one line can be changed: its matter is on the way, and it is not that of a former lead unit.

        :raise UserError:
        """
        matter = self.matter_id
        states = ("draft", "filed", "assigned", "in_progress")
        if matter.state not in states or not self.active:
            raise UserError(
                self.env._(
                    "The plan of %s can no longer be changed.", matter.display_name
                )
            )

    def action_adopt(self):
        """The lead unit takes a co-unit's proposal into the plan.

        :raise AccessError: for anyone but the lead unit
        :raise UserError: the plan can no longer be changed, or the milestone has no date and the plan is accepted
        """
        for line in self:
            line.matter_id._assert_may(
                "_is_lead", self.env._("Only the lead unit decides on the plan.")
            )
            line._check_open()
        proposals = self.filtered("is_proposal")
        proposals._engine_write({"is_proposal": False})
        proposals._check_dated()
        for act in proposals._append_words("adopt_milestones"):
            own = proposals.filtered(
                lambda line, act=act: line.matter_id == act.matter_id
            )
            people = {own.matter_id: own.proposed_by_id}
            own.matter_id._tell("plan_adopted", people, f"act:{act.id}", act.note)
        self.matter_id._reconcile_todos()
        return True
