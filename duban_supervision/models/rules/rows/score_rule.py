"""How units are scored, as rows of the regulation: base, weights of grades, plus and minus (PLUS-S1). Off by default.

Rows count whole periods, not single matters: a published score keeps the rows it was counted by, so they are not
frozen with a matter.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what a row is about. ``base`` and ``weight`` are no events.
EVENTS = [
    ("base", "Base of each unit"),
    ("weight", "Weight of a grade, in per cent"),
    ("closed", "Matter closed"),
    ("on_time", "Matter closed, result in time"),
    ("late", "Each day late"),
    ("feedback", "Progress reported"),
    ("urged", "Urged"),
    ("warned", "Warning notice"),
    ("result_returned", "Result returned"),
    ("feedback_returned", "Feedback returned"),
    ("extended", "Extension granted"),
    ("marked", "Feedback marked"),
    ("reopened", "Reopened"),
    ("recheck_passed", "Re-check held"),
    ("recheck_failed", "Re-check failed"),
]


class DubanScoreRule(models.Model):
    _name = "duban.score.rule"
    _inherit = "duban.regulation.row"
    _description = "Score rule"

    name = fields.Char(required=True, help="The rule in the words of the regulation.")
    event = fields.Selection(EVENTS, required=True)
    points = fields.Float(
        digits=(16, 2),
        help="For each time; a minus takes off. Of a weight: per cent.",
    )
    cap = fields.Float(
        digits=(16, 2),
        help="At most so many points of this rule per unit and period; of the base: the highest total. 0: no limit.",
    )
    grade_id = fields.Many2one(
        "duban.grade", help="Only matters of this grade; of a weight: whose it is."
    )
    option_id = fields.Many2one(
        "duban.option", "Mark", help="Feedback marked: only with this mark."
    )
    co_share = fields.Integer(
        "Share of co-units (%)",
        help="What each co-unit gets of the points of the lead unit; 0: nothing.",
    )
    is_weighted = fields.Boolean(
        "Weighted", default=True, help="Multiplied by the weight of the grade."
    )
    due = fields.Selection(
        [("first", "The first due date"), ("current", "The due date that counts")],
        "Measured against",
        default="first",
        required=True,
        help="The first date stays the first, whatever was extended afterwards.",
    )
    active = fields.Boolean(default=True)
    is_trial = fields.Boolean(
        "On trial", help="Counted in the preview of the office only."
    )

    @api.constrains("event", "points", "cap", "co_share", "grade_id")
    def _check_values(self):
        for rule in self:
            if rule.event == "weight" and (not rule.grade_id or rule.points <= 0):
                raise ValidationError(
                    self.env._(
                        "“%s”: a weight names its grade and is above 0 per cent.",
                        rule.name,
                    )
                )
            if not 0 <= rule.co_share <= 100 or rule.cap < 0:
                raise ValidationError(
                    self.env._(
                        "“%s”: the share lies between 0 and 100, a limit is not below 0.",
                        rule.name,
                    )
                )

    def _as_rule(self):
        """Plain data, kept with each published score."""
        names = ("name", "event", "points", "cap", "co_share", "is_weighted", "due")
        return {
            "id": self.id,
            **{name: self[name] for name in (*names, "is_trial", "clause")},
            "grade": self.grade_id.id,
            "option": self.option_id.name or "",
        }


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    score_enabled = fields.Boolean(
        "Scores of units",
        help="Units are scored by the rules below; every point names the act it comes from.",
    )
    score_cycle = fields.Selection(
        [("month", "Month"), ("term", "Semester"), ("year", "Year")],
        "Scored each",
        required=True,
        default="year",
        help="How often the points of a unit are counted and locked, e.g. each semester with its summary.",
    )
    score_ranking = fields.Selection(
        [
            ("own", "Its own points only"),
            ("place", "Its own points and its place"),
            ("all", "The points of all units"),
        ],
        "What a unit sees",
        required=True,
        default="own",
        help="The points behind a figure are seen by the unit itself, the office and the leaders only.",
    )
    score_objection_days = fields.Integer(
        "Days for an objection to a score",
        default=5,
        help="Working days after publishing within which a unit may object (申诉); 0: no objections.",
    )
    score_answer_days = fields.Integer(
        "Days to decide an objection to a score",
        default=5,
        help="Working days after which an objection that is not decided goes to the next leader; 0: it stays.",
    )
    score_rule_ids = fields.One2many("duban.score.rule", "regulation_id")

    def _list_fields(self):
        return [*super()._list_fields(), "score_rule_ids"]

    def _score_rules(self):
        """The rows of this one regulation as plain data, in their order."""
        return [rule._as_rule() for rule in self._setting("score_rule_ids")]
