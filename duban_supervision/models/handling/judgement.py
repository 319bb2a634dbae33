"""研判: people judge how a matter stands, beside the computed light (PLUS-C2).

A judgement is somebody's own, with its reason, in colours that the regulation defines in words. The last one counts;
what the office or a leader judged is not lifted by the unit.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock, inputs
from ..matter.states import RUNNING_STATES

JUDGED = [("green", "On course"), ("yellow", "At risk"), ("red", "Will fail")]
#: from good to bad
ORDER = [code for code, _word in JUDGED]


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    judged_light_enabled = fields.Boolean(
        "Judged light",
        help="Unit, office and leader judge how a matter stands, with the reason, beside the computed light.",
    )
    judged_green = fields.Char(
        "“On course” means", help="The definition that people see when they judge."
    )
    judged_yellow = fields.Char(
        "“At risk” means", help="The definition that people see when they judge."
    )
    judged_red = fields.Char(
        "“Will fail” means", help="The definition that people see when they judge."
    )


class DubanJudgement(models.Model):
    """Somebody's own judgement of how a matter stands, with the reason; the last one counts."""

    _name = "duban.judgement"
    _description = "Judgement"
    _inherit = ["duban.matter.part"]
    _order = "id desc"
    _rec_name = "light"

    light = fields.Selection(JUDGED, "Judged", required=True, readonly=True)
    before = fields.Selection(JUDGED, "Judged before", readonly=True)
    computed = fields.Char("Computed light", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Judged by", required=True, readonly=True)
    role = fields.Selection(
        [("unit", "Lead unit"), ("office", "Supervision office"), ("leader", "Leader")],
        "Judged as",
        required=True,
        readonly=True,
    )
    date = fields.Date("Judged on", required=True, readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Judgements are kept."))


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    judgement_ids = fields.One2many("duban.judgement", "matter_id", "Judgements")
    judged_light = fields.Selection(JUDGED, "Judged", readonly=True, copy=False)
    judged_text = fields.Char(compute="_compute_judged_text")

    @api.depends_context("lang")
    @api.depends("judged_light", "judgement_ids")
    def _compute_judged_text(self):
        roles = dict(
            self.env["duban.judgement"]._fields["role"]._description_selection(self.env)
        )
        for matter in self:
            last = matter.judgement_ids.sorted("id")[-1:]
            matter.judged_text = (
                last
                and f"{roles[last.role]} {last.user_id.sudo().name}，"  # sudo: a name only
                f"{matter._format_date(last.date)}：{last.reason}"
            )

    def _is_judge(self):
        """Who judges these matters: the lead unit its own, the office, their leaders."""
        return self._is_lead() | self._is_help_answerer()

    def action_judge_light(self, light=None, reason=None):
        """Judge how this matter stands, with the reason (PLUS-C2); the computed light stays beside it.

        :param light: ``green``, ``yellow`` or ``red``
        :param reason: text, required
        :raise AccessError: for anyone but the lead unit, the office and the leaders of the matter
        :raise UserError: the rules do not provide it, no reason, or the unit lifts what the office judged
        """
        light, reason = inputs.text(self.env, light), inputs.text(self.env, reason)
        self._require_rule("judged_light_enabled")
        self._assert_may("_is_judge")
        if light not in ORDER:
            raise UserError(self.env._("Choose how the matter stands."))
        if not reason:
            raise UserError(self.env._("Please state the reason."))
        for matter in self:
            if matter.state not in RUNNING_STATES:
                raise UserError(
                    self.env._("%s is not being handled now.", matter.display_name)
                )
            role = matter._judging_role()
            # sudo: who judges was checked; judgements are the engine's records
            matter.sudo()._judge(light, reason, role)
        return True

    def _judging_role(self):
        """As what the current user judges this one matter."""
        if self._is_office():
            return "office"
        return "leader" if self._is_instructing_leader() else "unit"

    def _judge(self, light, reason, role):
        last = self.judgement_ids.sorted("id")[-1:]
        # also where the unit agreed meanwhile: what it said itself since does not make it the last word
        above = self.judgement_ids.filtered(lambda row: row.role != "unit")
        above = above.sorted("id")[-1:]
        if role == "unit" and above and ORDER.index(light) < ORDER.index(above.light):
            raise UserError(
                self.env._(
                    "%(person)s judged “%(light)s”: only the office or a leader lifts that.",
                    person=above.user_id.name,
                    light=dict(above._fields["light"]._description_selection(self.env))[
                        above.light
                    ],
                )
            )
        self.env["duban.judgement"].create(
            {
                "matter_id": self.id,
                "light": light,
                "before": last.light,
                "computed": self.light,
                "reason": reason,
                "user_id": self.env.uid,
                "role": role,
                "date": clock.today(self),
            }
        )
        changes = {self.id: {"judged_light": [last.light or None, light]}}
        self._engine_write({"judged_light": light})
        self.env["duban.act"]._append(self, "judge_light", reason, changes=changes)

    def _words_judged(self, key, _user):
        """As what it was judged; the reason goes along as the note."""
        act = self.act_ids.filtered(lambda row: key == f"act:{row.id}")
        words = self._fields["judged_light"]._description_selection(self.env)
        return [dict(words)[act.changes["judged_light"][1]]] if act else []


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_help(self, board, scope):
        """Also what is judged badly in ``scope``."""
        result = super()._home_help(board, scope)
        rules = self.env["duban.regulation"]._in_force()
        if rules._setting("judged_light_enabled") and not any(
            row["key"] == "judged" for row in board["lists"]
        ):
            running = scope & Domain("state", "in", RUNNING_STATES)
            judged = self._home_matters(
                "judged",
                self.env._("Judged at risk"),
                self.env._("No matter is judged at risk."),
                running & Domain("judged_light", "in", ("yellow", "red")),
            )
            for row in judged["rows"]:
                matter = self._matters().browse(row["id"])
                # who judged so and why; of a protected matter no word stands on a board
                if matter.confidentiality == "normal":
                    row["text"] = f"{row['text']}\n{matter.judged_text}"
            board["lists"].append(judged)
        return result
