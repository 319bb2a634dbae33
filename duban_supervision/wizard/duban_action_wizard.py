"""One dialog for every action that needs a word from the user: reason, opinion, date, person.

The wizard collects arguments and calls the public method of the record as the user. It decides nothing and bypasses
nothing: what the method refuses, the wizard shows.
"""

from typing import NamedTuple

from odoo import api, fields, models


class Ask(NamedTuple):
    """What to ask before an action.

    :param title: of the dialog
    :param method: public method of the records
    :param arguments: parameter of the method -> field of the wizard
    :param required: fields that must be filled
    :param text: label of the text field
    :param hint: sentence above the fields
    :param check: method of one record that refuses before anything is asked
    :param defaults: method of one record that gives {field of the wizard: value}
    :param choices: further keys of the table that the dialog of a to-do offers beside, e.g. to return
    """

    title: str
    method: str
    arguments: dict
    required: tuple = ()
    text: str = ""
    hint: str = ""
    check: str = ""
    defaults: str = ""
    choices: tuple = ()


class DubanActionWizard(models.TransientModel):
    _name = "duban.action.wizard"
    _description = "Complete an action"
    _inherit = ["duban.screen"]

    action = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    shown = fields.Json(compute="_compute_ask")
    needed = fields.Json(compute="_compute_ask")
    text_label = fields.Char(compute="_compute_ask")
    hint = fields.Char(compute="_compute_ask")
    record_names = fields.Text(compute="_compute_ask")
    record_count = fields.Integer(compute="_compute_ask")
    details = fields.Text(compute="_compute_ask")
    regulation_id = fields.Many2one("duban.regulation", compute="_compute_ask")

    text = fields.Text("Reason")
    volume = fields.Char("Volume number")
    date = fields.Date("Due")
    survivor_id = fields.Many2one(
        "duban.matter",
        "Merge into",
        domain="[('state', 'in', ('filed', 'assigned', 'in_progress')), ('id', 'not in', res_ids)]",
    )
    take_over_category_ids = fields.Many2many(
        "duban.source.category", compute="_compute_take_over_categories"
    )
    category_id = fields.Many2one(
        "duban.source.category",
        "As source",
        domain="[('id', 'in', take_over_category_ids)]",
    )
    channel_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'channel'), ('regulation_id', '=', regulation_id)]",
    )
    person_id = fields.Many2one("res.users")
    unit_id = fields.Many2one(
        "hr.department", domain="[('is_supervised_unit', '=', True)]"
    )
    role = fields.Selection(
        [
            ("unit_head_id", "Head of the unit"),
            ("handler_id", "Handler"),
            ("liaison_id", "Liaison"),
        ],
    )
    upheld = fields.Selection(
        [("yes", "Upheld: another unit takes it over"), ("no", "Not upheld")],
        "Decision on the objection",
    )
    level_id = fields.Many2one(
        "duban.warning.level", domain="[('regulation_id', '=', regulation_id)]"
    )
    mark_id = fields.Many2one(
        "duban.option",
        domain="[('list_code', '=', 'feedback_mark'), ('regulation_id', '=', regulation_id)]",
    )
    verdict = fields.Selection([("yes", "Accept"), ("no", "Do not accept")], "Decision")
    agreed = fields.Selection(
        [("yes", "The units agreed"), ("no", "No agreement")], "Outcome of the talks"
    )
    outcome = fields.Selection(
        [("passed", "Implemented"), ("failed", "Not implemented")]
    )
    route = fields.Selection(
        [
            ("disciplinary", "Discipline office"),
            ("classified", "Secrecy office"),
            ("ordinary", "Ordinary supervision office"),
        ],
        "Hand over to",
    )
    unit_ids = fields.Many2many("hr.department", string="Fixed units of the team")
    document = fields.Selection(
        [
            ("filing", "Filing"),
            ("urging", "Urging notice"),
            ("completion", "Completion"),
        ]
    )
    record_id = fields.Many2one(
        "duban.record",
        "Urging notice",
        domain="[('matter_id', 'in', res_ids), ('purpose', '=', 'urging')]",
    )
    # -- batch
    results = fields.Json(readonly=True)
    done_count = fields.Integer(readonly=True)
    is_done = fields.Boolean(readonly=True)

    @api.depends("res_ids")
    def _compute_take_over_categories(self):
        for wizard in self:
            wizard.take_over_category_ids = self.env[
                "duban.matter"
            ]._take_over_categories()

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    def _needed(self, ask, records):
        """Hook: fields of this one dialog that must be filled, also by what the rules of ``records`` say."""
        return list(ask.required) if ask else []

    @api.model
    def _asks(self):
        """{action: Ask}. Institution addons add rows through ``super()``."""
        reason, opinion = self.env._("Reason"), self.env._("Opinion")
        text = {"reason": "text"}
        refusing = ("return", "reject")
        return {
            # -- the chain
            "approve": Ask(
                self.env._("Approve"),
                "action_approve",
                {"opinion": "text"},
                (),
                opinion,
                self.env._("Empty means agreement."),
                choices=refusing,
            ),
            "return": Ask(
                self.env._("Return"), "action_return", text, ("text",), reason
            ),
            "reject": Ask(
                self.env._("Refuse"), "action_reject", text, ("text",), reason
            ),
            "name_decider": Ask(
                self.env._("Name who decides"),
                "action_name_decider",
                {"user_id": "person_id", "reason": "text"},
                ("person_id", "text"),
                reason,
                self.env._(
                    "The approver is recused or gone: another school leader decides."
                ),
            ),
            "approve_step": Ask(
                self.env._("Approve"),
                "action_approve_step",
                {"opinion": "text"},
                (),
                opinion,
                self.env._("Empty means agreement."),
            ),
            "approve_date": Ask(
                self.env._("Approve"),
                "action_approve",
                {"opinion": "text", "date_deadline": "date"},
                (),
                opinion,
                self.env._("The date that you sign is the due date."),
                defaults="_date_defaults",
                choices=refusing,
            ),
            "approve_step_date": Ask(
                self.env._("Approve"),
                "action_approve_step",
                {"opinion": "text", "date_deadline": "date"},
                (),
                opinion,
                self.env._("The date that you sign is the due date."),
                defaults="_date_defaults",
            ),
            "return_filing": Ask(
                self.env._("Return"), "action_return_filing", text, ("text",), reason
            ),
            "reject_filing": Ask(
                self.env._("Refuse filing"),
                "action_reject_filing",
                text,
                ("text",),
                reason,
            ),
            "return_closing": Ask(
                self.env._("Return"), "action_return_closing", text, ("text",), reason
            ),
            # -- the matter
            "submit_filing": Ask(
                self.env._("Submit for approval"), "action_submit_filing", {}
            ),
            "file": Ask(self.env._("File"), "action_file", {}),
            "assign": Ask(self.env._("Assign"), "action_assign", {}),
            "return_result": Ask(
                self.env._("Return the result"),
                "action_return_result",
                {"reason": "text", "date_deadline": "date"},
                ("text",),
                reason,
            ),
            "pass_review": Ask(
                self.env._("Pass the review"),
                "action_pass_review",
                {"opinion": "text"},
                (),
                self.env._("Completion review"),
                defaults="_review_defaults",
            ),
            "reopen": Ask(
                self.env._("Reopen"),
                "action_reopen",
                {"reason": "text", "date_deadline": "date"},
                ("text", "date"),
                reason,
            ),
            "merge": Ask(
                self.env._("Merge into another matter"),
                "action_merge",
                {
                    "survivor": "survivor_id",
                    "reason": "text",
                    "date_deadline": "date",
                },
                ("survivor_id", "text"),
                reason,
                self.env._(
                    "The date is the due date of the remaining matter, where the two differ."
                ),
                defaults="_merge_defaults",
            ),
            "unmerge": Ask(
                self.env._("Undo merging"), "action_unmerge", text, ("text",), reason
            ),
            "urge": Ask(
                self.env._("Urge"),
                "action_urge",
                {
                    "content": "text",
                    "channel_id": "channel_id",
                    "person_id": "person_id",
                    "new_limit": "date",
                },
                ("text",),
                self.env._("What is urged"),
                self.env._(
                    "Without a person the head of the lead unit is urged; the date is the new limit, if there is one."
                ),
                check="_check_urging",
            ),
            "archive": Ask(
                self.env._("Archive volume"),
                "action_archive_matter",
                {"volume": "volume"},
                ("volume",),
                defaults="_archive_defaults",
            ),
            "warn": Ask(
                self.env._("Issue a warning notice"),
                "action_warn",
                {"level_id": "level_id", "content": "text"},
                (),
                self.env._("What is required"),
                self.env._(
                    "Without a level each matter gets the gravest notice that is due."
                ),
                defaults="_warning_defaults",
            ),
            "talk": Ask(
                self.env._("Record the talk"),
                "action_record_talk",
                {"note": "text"},
                ("text",),
                self.env._("Talk"),
            ),
            "justify": Ask(
                self.env._("Explain the delay"),
                "action_give_justification",
                {"text": "text"},
                ("text",),
                reason,
            ),
            "judge_justification": Ask(
                self.env._("Judge the unit's reason"),
                "action_judge_justification",
                {"accepted": "verdict", "note": "text", "date_deadline": "date"},
                ("verdict",),
                opinion,
                self.env._(
                    "An accepted reason excuses this limit only. The date, if any, is the new due date."
                ),
            ),
            "confirm_custody": Ask(
                self.env._("Confirm custody"),
                "action_confirm_custody",
                {"note": "text"},
                (),
                self.env._("Material kept"),
            ),
            "route": Ask(
                self.env._("Hand over to another office"),
                "action_route",
                {"route": "route", "ground": "text"},
                ("route", "text"),
                reason,
                self.env._("You usually lose sight of the matter in the same moment."),
            ),
            "change_team": Ask(
                self.env._("Change the team"),
                "action_change_team",
                {"unit_ids": "unit_ids", "reason": "text"},
                ("unit_ids", "text"),
                reason,
                defaults="_change_team_defaults",
            ),
            "register": Ask(
                self.env._("Put on record"),
                "action_register_document",
                {"document": "document", "record_id": "record_id", "note": "text"},
                ("document",),
                self.env._("Note"),
                defaults="_register_defaults",
            ),
            "reassign": Ask(
                self.env._("Reassign"),
                "action_reassign",
                {"unit_id": "unit_id", "ground": "text"},
                ("unit_id", "text"),
                self.env._("Ground"),
                self.env._(
                    "Acceptance, plan, handler and open applications of the old unit end; the new unit accepts anew."
                ),
            ),
            "object": Ask(
                self.env._("Object: not our duty"),
                "action_object",
                {"reason": "text", "suggested_unit_id": "unit_id"},
                ("text",),
                reason,
                self.env._("If you know whose duty it is, name that unit."),
            ),
            "decide_objection": Ask(
                self.env._("Decide the objection"),
                "action_decide_objection",
                {"upheld": "upheld", "reason": "text", "unit_id": "unit_id"},
                ("upheld", "text"),
                reason,
                self.env._(
                    "Upheld, the matter goes to the unit named here, or else to the one that was suggested."
                ),
                defaults="_objection_defaults",
            ),
            "withdraw_filing": Ask(
                self.env._("Withdraw the filing"),
                "action_withdraw_filing",
                {"ground": "text"},
                ("text",),
                self.env._("Ground"),
                self.env._(
                    "The number stays used and the ledger shows the matter struck through; this cannot be undone."
                ),
            ),
            "name_person": Ask(
                self.env._("Name who acts for the unit"),
                "action_name_person",
                {"role": "role", "user_id": "person_id", "ground": "text"},
                ("role", "person_id", "text"),
                reason,
                self.env._(
                    "Where head, handler or liaison cannot act, a colleague does."
                ),
                defaults="_vacancy_defaults",
            ),
            "merge_pair": Ask(
                self.env._("Merge"), "action_merge", text, ("text",), reason
            ),
            # -- parts
            "answer": Ask(
                self.env._("Answer"),
                "action_answer",
                {"answer": "text"},
                ("text",),
                self.env._("Answer"),
            ),
            "explain": Ask(
                self.env._("No feedback from this co-unit"),
                "action_explain",
                {"explanation": "text"},
                ("text",),
                self.env._("Why"),
            ),
            "take_over": Ask(
                self.env._("Take over into the own institution"),
                "action_take_over",
                {"category_id": "category_id"},
                ("category_id",),
            ),
            "remind": Ask(
                self.env._("Remind the co-unit"),
                "action_remind",
                {"content": "text"},
                (),
                self.env._("Of what"),
                self.env._("Empty: of its feedback to the lead unit."),
            ),
            "return_feedback": Ask(
                self.env._("Return the feedback"),
                "action_return_feedback",
                text,
                ("text",),
                reason,
            ),
            "mark_feedback": Ask(
                self.env._("Mark the feedback"), "action_mark", {"code": "mark_id"}
            ),
            "recheck_record": Ask(
                self.env._("Record the finding"),
                "action_record",
                {"outcome": "outcome", "finding": "text", "date_deadline": "date"},
                ("outcome", "text"),
                self.env._("Finding"),
                self.env._("A due date reopens a matter that was not implemented."),
            ),
            "disagreement_head": Ask(
                self.env._("Outcome with the head of the lead unit"),
                "action_record_head",
                {"outcome": "text", "agreed": "agreed"},
                ("text", "agreed"),
                self.env._("Outcome"),
            ),
            "disagreement_leader": Ask(
                self.env._("Outcome with the leader in charge"),
                "action_record_leader",
                {"outcome": "text"},
                ("text",),
                self.env._("Outcome"),
            ),
        }
