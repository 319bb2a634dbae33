"""What an applicant should know before writing: the present due date, what the rules ask, which reasons count."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


def _codes(text):
    """The codes in a setting, in order."""
    words = (text or "").replace("，", ",").split(",")
    return [word.strip() for word in words if word.strip()]


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    request_reasons = fields.Char(
        "Reasons for an application",
        help="Codes of the only reasons for which a unit may apply for an extension or exemption, separated by "
        "commas: objective, special, force_majeure, other. Empty: all.",
    )

    @api.constrains("request_reasons")
    def _check_request_reasons(self):
        known = dict(self.env["duban.request"]._fields["reason_kind"].selection)
        for regulation in self:
            for code in _codes(regulation.request_reasons):
                if code not in known:
                    raise ValidationError(
                        self.env._(
                            "There is no reason %(code)s. Reasons are: %(codes)s",
                            code=code,
                            codes=", ".join(known),
                        )
                    )


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

    reason_kinds = fields.Json(
        compute="_compute_reason_kinds", export_string_translation=False
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
        if self.kind in ("extension", "exemption") and rule("request_reasons"):
            names = dict(self._fields["reason_kind"]._description_selection(self.env))
            reasons = "、".join(names[code] for code in self._reasons_that_count())
            demands.append(self.env._("Reasons that count: %s. ", reasons))
        return demands

    @api.depends("kind", "matter_id")
    def _compute_reason_kinds(self):
        for request in self:
            request.reason_kinds = request._reasons_that_count()

    def _reasons_that_count(self):
        """Codes of the reasons for which this one request may be made."""
        codes = list(dict(self._fields["reason_kind"].selection))
        if self.kind not in ("extension", "exemption") or not self.matter_id:
            return codes
        return _codes(self.matter_id._rule("request_reasons")) or codes

    @api.onchange("kind", "matter_id")
    def _onchange_reason_kinds(self):
        """The box begins with a reason that counts, and with the leader who decided the matter (AMB-35)."""
        if self.chooses_decider and not self.decider_id:
            # sudo: who decided the matter, and whether that leader decides this too
            matter = self.matter_id.sudo()._origin
            leader = matter.source_leader_id
            if leader and matter._is_entitled(leader, "leader_or_meeting", self):
                self.decider_id = leader
        if self.reason_kind and self.reason_kind not in self._reasons_that_count():
            self.reason_kind = False

    def _check_reason(self):
        """:raise UserError: the kind of reason is none of those that the rules know"""
        super()._check_reason()
        codes = self._reasons_that_count()
        if self.reason_kind in codes or not self.matter_id._rule("request_reasons"):
            return
        names = dict(self._fields["reason_kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "An application is made for these reasons only: %s.",
                "、".join(names[code] for code in codes),
            )
        )
