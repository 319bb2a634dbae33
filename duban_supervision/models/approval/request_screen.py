"""What the applicant should know before writing a request: the present due date and what the rules demand."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DubanRequest(models.Model):
    _inherit = "duban.request"

    present_deadline = fields.Date(
        "Present due date", related="matter_id.date_deadline"
    )
    chooses_decider = fields.Boolean(
        compute="_compute_chooses_decider",
        export_string_translation=False,
        help="A step of the chain asks the applicant for the leader who decides.",
    )
    demands = fields.Char(
        "Rules of the application",
        compute="_compute_demands",
        help="What this request must fulfil; checked when it is submitted.",
    )

    @api.depends("kind", "matter_id")
    def _compute_chooses_decider(self):
        for request in self:
            # sudo: the steps of the rules, read only
            matter = request.matter_id.sudo()
            request.chooses_decider = bool(matter) and any(
                step["role"] in ("chosen", "leader_or_meeting")
                for step in matter._chain(request.kind)
            )

    @api.depends_context("lang")
    @api.depends("kind", "matter_id.date_deadline", "state")
    def _compute_demands(self):
        for request in self:
            request.demands = (
                "".join(request._demands())
                if request.matter_id and request.state == "draft"
                else False
            )

    def _demands(self):
        """Sentences on what the rules demand of this one draft."""
        if self.kind == "cannot_finish":
            return []
        rule, demands = self.matter_id._rule, []
        if self.kind in ("extension", "exemption"):
            try:
                latest = self._last_day()
            except UserError as error:
                # a year without calendar: said here as it will be when submitting
                demands.append(str(error))
            else:
                if latest:
                    demands.append(
                        self.env._(
                            "Submit it by %s at the latest. ",
                            self.matter_id._format_date(latest),
                        )
                    )
        need = rule("extension_statement")
        if need == "file":
            demands.append(self.env._("Attach the written application. "))
        elif need == "text":
            demands.append(
                self.env._("Write the written statement below, or attach it. ")
            )
        if self.kind == "extension" and rule("extension_max"):
            demands.append(
                self.env._(
                    "It can be extended %s time(s) at most. ", rule("extension_max")
                )
            )
        return demands
