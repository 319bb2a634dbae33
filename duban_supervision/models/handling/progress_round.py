"""Stage rounds: the office asks many tasks for progress at once and each unit gets one message (LZU-6.1.1e)."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock

ASKED_STATES = ("assigned", "in_progress")


class DubanProgressRound(models.Model):
    """One round of supervision over selected tasks; sending it makes one request per task."""

    _name = "duban.progress.round"
    _description = "Stage round"
    _inherit = ["duban.office.act"]
    _switch = "progress_request_enabled"
    _order = "date desc, id desc"

    name = fields.Char(required=True, help="What the units are asked to report.")
    kind = fields.Selection(
        [("regular", "Regular"), ("irregular", "Irregular")],
        required=True,
        default="irregular",
    )
    date = fields.Date(required=True, default=clock.today)
    date_due = fields.Date("Progress due", required=True)
    matter_ids = fields.Many2many(
        "duban.matter", "duban_progress_round_matter_rel", string="Tasks"
    )
    request_ids = fields.One2many("duban.progress.request", "round_id", "Requests")
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_progress_round_unit_rel",
        string="Units notified",
        readonly=True,
        context={"active_test": False},
    )
    notified_user_ids = fields.Many2many(
        "res.users",
        "duban_progress_round_user_rel",
        string="Persons notified",
        readonly=True,
        context={"active_test": False},
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")],
        required=True,
        default="draft",
        readonly=True,
    )
    request_count = fields.Integer(compute="_compute_counts")
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    late_count = fields.Integer("Late", compute="_compute_counts")

    @api.depends("request_ids.state", "request_ids.is_late")
    def _compute_counts(self):
        for row in self:
            requests = row.request_ids
            row.request_count = len(requests)
            row.answered_count = len(
                requests.filtered(lambda request: request.state == "answered")
            )
            row.late_count = len(requests.filtered("is_late"))

    @api.model
    def default_get(self, fields):
        """Started from a list of tasks the round holds the selected ones that can be asked."""
        values = super().default_get(fields)
        if (
            "matter_ids" in fields
            and self.env.context.get("active_model") == "duban.matter"
        ):
            matters = self.env["duban.matter"].browse(
                self.env.context.get("active_ids") or []
            )
            asked = matters.filtered(lambda matter: matter.state in ASKED_STATES)
            values["matter_ids"] = [(6, 0, asked.ids)]
        return values

    def _is_final(self):
        return self.state == "sent"

    def _acted_on(self):
        return self.matter_ids

    def action_collect(self):
        """Select all tasks that are being handled now."""
        for row in self:
            found = self.env["duban.matter"].search(
                [
                    ("company_id", "=", row.company_id.id),
                    ("state", "in", ASKED_STATES),
                ]
            )
            row.matter_ids = found._is_office()
        return True

    def action_send(self):
        """Ask every task for its progress and tell each unit once.

        :raise UserError: no task, or the round was sent before
        :raise AccessError: for anyone but the supervision office
        """
        self._check_office()
        for row in self:
            if row.state == "sent":
                raise UserError(self.env._("This round was already sent."))
            if not row.matter_ids:
                raise UserError(self.env._("Choose the tasks of the round."))
            # the door: the round is the engine's to name; who may ask is still checked per matter
            door = row.with_context(duban_door=self._door()).env
            door["duban.progress.request"].create(
                [
                    {
                        "matter_id": matter.id,
                        "name": row.name,
                        "date_due": row.date_due,
                        "round_id": row.id,
                        "round_name": row.name,
                    }
                    for matter in row.matter_ids
                ]
            )
            # sudo: the office was checked; who received it is the engine's to write
            row.sudo()._notify_units()
            row._engine_write({"state": "sent"})
        return True

    def _notify_units(self):
        """One message per lead unit with the list of its tasks; who may not hear of one gets the list without it."""
        people, words = self.env["res.users"], self.env["duban.label"]
        stand_ins = self.env["duban.delegation"]._stand_ins()
        # the subject names the round
        asked = self.env._(
            "Report progress by %s", self.matter_ids._format_date(self.date_due)
        )
        lists = defaultdict(people.browse)
        for unit, matters in self.matter_ids.grouped("lead_unit_id").items():
            receivers = people.union(
                *(
                    matter._hears_for(user, stand_ins)
                    for matter in matters
                    for user in matter._unit_contact(unit) or ()
                )
            )
            for receiver in receivers:
                lists[matters.filtered(lambda row, who=receiver: row._may_hear(who))] |= receiver  # fmt: skip
        for matters, receivers in lists.items():
            if not matters:
                continue
            people |= receivers
            tasks = Markup("").join(
                Markup("<li>%s</li>") % matter._reminder_name() for matter in matters
            )
            self.env["mail.thread"].message_notify(
                partner_ids=receivers.partner_id.ids,
                subject=self.name,
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (words._own(asked, matters[:1].regulation_id), tasks),
            )
        self._engine_write(
            {
                "unit_ids": [(6, 0, self.matter_ids.lead_unit_id.ids)],
                "notified_user_ids": [(6, 0, people.ids)],
            }
        )


class DubanProgressRequest(models.Model):
    _inherit = "duban.progress.request"

    round_id = fields.Many2one(
        "duban.progress.round",
        "Stage round",
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        related="matter_id.lead_unit_id", string="Lead unit", store=True, index=True
    )
