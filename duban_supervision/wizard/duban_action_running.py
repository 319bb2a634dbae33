"""What is asked before the acts on a running matter: its clock stops, a unit calls for help, somebody judges."""

from odoo import api, fields, models

from ..models.handling.help_call import KINDS
from ..models.handling.judgement import JUDGED
from ..models.handling.pause import REASONS
from .duban_action_wizard import Ask

#: what asks something of a unit: the dialog shows what it has on its desk
ASKING = ("file", "assign", "urge", "warn")


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    pause_reason = fields.Selection(REASONS, "Kind of ground")
    date_expected = fields.Date("Expected to go on")
    decider_id = fields.Many2one("res.users", "Decided by")
    help_kind = fields.Selection(KINDS, "Difficulty or risk")
    needed_text = fields.Text("What is needed")
    needed_unit_id = fields.Many2one("hr.department", "Needed from the unit")
    needed_user_id = fields.Many2one("res.users", "Needed from the person")
    date_needed = fields.Date("Needed by")
    call_id = fields.Many2one(
        "duban.help.call",
        "Call for help",
        domain="[('matter_id', 'in', res_ids), ('is_waiting', '=', True)]",
    )
    call_text = fields.Text("The call", compute="_compute_call_text")
    judged_light = fields.Selection(JUDGED, "How it stands")
    judged_words = fields.Text(compute="_compute_judged_words")

    burden_text = fields.Text("The unit's desk", compute="_compute_burden")
    burden_over = fields.Boolean(compute="_compute_burden")
    insist = fields.Text("Why it cannot wait")

    @api.depends("action", "res_ids")
    def _compute_burden(self):
        """What the units have on their desks, before one more thing is asked of them (PLUS-L2)."""
        for wizard in self:
            asking = wizard.action in ASKING and wizard.res_model == "duban.matter"
            matters = wizard._records() if asking else self.env["duban.matter"]
            wizard.burden_text = "\n".join(
                dict.fromkeys(filter(None, matters.mapped("burden_text")))
            )
            wizard.burden_over = any(matters.mapped("burden_over"))

    def _needed(self, ask, records):
        """Who decided that a clock stands still is asked for where a leader decides it (PLUS-C1)."""
        needed = super()._needed(ask, records)
        if self.action == "pause" and any(
            matter._rule("pause_decider") == "leader" for matter in records
        ):
            needed.append("decider_id")
        return needed

    @api.depends("call_id")
    def _compute_call_text(self):
        for wizard in self:
            call = wizard.call_id
            wizard.call_text = "\n".join(call._asked_about()) if call else False

    @api.depends("action")
    def _compute_judged_words(self):
        """What each judgement means in the words of the regulation."""
        for wizard in self:
            matter = wizard._records()[:1] if wizard.action == "judge_light" else None
            wizard.judged_words = (
                "\n".join(
                    f"{word}：{matter._rule(f'judged_{code}')}"
                    for code, word in self._fields[
                        "judged_light"
                    ]._description_selection(self.env)
                    if matter._rule(f"judged_{code}")
                )
                if matter
                else False
            )

    @api.model
    def _asks(self):
        ground = self.env._("Ground in words")
        asks = super()._asks()
        for action in ASKING:
            arguments = {**asks[action].arguments, "insist": "insist"}
            asks[action] = asks[action]._replace(arguments=arguments)
        return {
            **asks,
            "pause": Ask(
                self.env._("Stop the clock"),
                "action_pause",
                {
                    "reason": "pause_reason",
                    "ground": "text",
                    "date_expected": "date_expected",
                    "decider_id": "decider_id",
                },
                ("pause_reason", "text", "date_expected"),
                ground,
                self.env._(
                    "Nobody of the unit is reminded while the clock stands; afterwards the due date moves by the days "
                    "that it stood, and the history of the due date says so. You are reminded on the day expected."
                ),
            ),
            "prolong_pause": Ask(
                self.env._("Prolong the standstill"),
                "action_prolong_pause",
                {"ground": "text", "date_expected": "date_expected"},
                ("text", "date_expected"),
                ground,
            ),
            "resume": Ask(
                self.env._("Let the clock go on"),
                "action_resume",
                {"note": "text"},
                (),
                self.env._("Note"),
                self.env._(
                    "Due date, plan, milestones and feedback dates move by the days that the clock stood."
                ),
            ),
            "call_help": Ask(
                self.env._("Call for help"),
                "action_call_help",
                {
                    "kind": "help_kind",
                    "situation": "text",
                    "needed": "needed_text",
                    "date_needed": "date_needed",
                    "unit_id": "needed_unit_id",
                    "user_id": "needed_user_id",
                },
                ("help_kind", "text", "needed_text", "date_needed"),
                self.env._("What is the matter"),
                self.env._(
                    "The supervision office and the leader are told at once; the call stays on their boards until it "
                    "is answered. The due date stays as it is."
                ),
            ),
            "answer_help": Ask(
                self.env._("Answer the call for help"),
                "action_answer_help",
                {"call_id": "call_id", "answer": "text"},
                ("call_id", "text"),
                self.env._("Answer"),
                defaults="_answer_defaults",
            ),
            "answer_call": Ask(
                self.env._("Answer the call for help"),
                "action_answer_call",
                {"answer": "text"},
                ("text",),
                self.env._("Answer"),
            ),
            "settle_call": Ask(
                self.env._("The difficulty is settled"),
                "action_settle_call",
                {"note": "text"},
                ("text",),
                self.env._("How it was settled"),
            ),
            "judge_light": Ask(
                self.env._("Judge how it stands"),
                "action_judge_light",
                {"light": "judged_light", "reason": "text"},
                ("judged_light", "text"),
                self.env._("Reason"),
                self.env._(
                    "Your own judgement, beside the light that is computed from the dates; the reason is kept."
                ),
            ),
        }
