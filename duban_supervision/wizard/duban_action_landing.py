"""The dialog of a to-do: what it is about, and the decision that can be taken instead, beside it."""

from odoo import api, fields, models


class DubanActionWizard(models.TransientModel):
    _inherit = "duban.action.wizard"

    todo_key = fields.Char(export_string_translation=False)
    facts = fields.Json("What it is about", compute="_compute_facts")
    choices = fields.Json(compute="_compute_facts", export_string_translation=False)

    # what a meeting or leader decided on a request
    decision_leader_id = fields.Many2one("res.users", "Decided by leader")
    decision_body_id = fields.Many2one(
        "duban.decision.body",
        "Decided by meeting",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    decision_date = fields.Date("Decision of")
    date_granted = fields.Date("Granted due date")
    request_outcome = fields.Selection(
        lambda self: self.env["duban.request"]._fields["outcome"].selection,
        "Outcome of the request",
    )
    new_content = fields.Text("Changed content")

    @api.depends("action", "res_model", "res_ids", "todo_key")
    def _compute_facts(self):
        asks = self._asks()
        for wizard in self:
            records = wizard._records()
            landing = self.env["duban.matter"]._landing_of(wizard.todo_key or "")
            ask = asks.get(wizard.action)
            if not ask or len(records) != 1:
                wizard.facts, wizard.choices = [], []
                continue
            wizard.facts = records._shown_facts(landing.shows if landing else ())
            wizard.choices = [
                choice
                for choice in (wizard.action, *ask.choices)
                if landing and ask.choices and records._may_choose(choice)
            ]

    def action_choose(self, action=None):
        """Take ``action`` (one of ``choices``) instead of the one the dialog began with.

        What it needs and is not written yet is asked for in the same place.
        """
        self.ensure_one()
        ask = self._asks()[self.action]
        if action not in ask.choices:
            return self.action_confirm()
        self.action = action
        if all(self._filled(name) for name in self._asks()[action].required):
            return self.action_confirm()
        records = self._records()
        opened = self.env["duban.matter"]._open_ask(records, action)
        # the chosen one alone is left, so the box says what it asks for
        opened["context"]["default_todo_key"] = self.todo_key
        return opened

    @api.model
    def _asks(self):
        asks = super()._asks()
        approve = asks["approve"]
        recorded = {
            "opinion": "text",
            "leader_id": "decision_leader_id",
            "body_id": "decision_body_id",
            "date": "decision_date",
        }
        granted = {"date_granted": "date_granted"}
        outcome = {
            **granted,
            "outcome": "request_outcome",
            "new_content": "new_content",
        }
        note = self.env._(
            "A meeting or a leader decides this: enter who decided and when."
        )

        def row(arguments, required, hint):
            return approve._replace(
                method="action_approve_request",
                arguments=arguments,
                required=required,
                hint=hint,
                defaults="_request_defaults",
            )

        return {
            **asks,
            "approve_recorded_extension": row(
                {**recorded, **granted}, ("decision_date", "date_granted"), note
            ),
            "approve_recorded_exemption": row(recorded, ("decision_date",), note),
            "approve_recorded_cannot_finish": row(recorded, ("decision_date",), note),
            "approve_recorded_inability": row(
                {**recorded, **outcome},
                ("decision_date", "request_outcome", "text"),
                note,
            ),
            "approve_inability": row(
                {"opinion": "text", **outcome}, ("request_outcome", "text"), ""
            ),
        }
