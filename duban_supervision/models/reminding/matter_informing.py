"""Whom the acts on a matter, its approvals and its requests concern (CORE-23); the table stands in ``informing.py``."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .informing import EVENTS


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    silent_events = fields.Char(
        help="Events of which nobody is told at once, separated by commas, e.g. closed, corrected. "
        "Empty: all are told.",
    )

    def _silent(self):
        """The events of this one regulation that are told to nobody."""
        return {
            word.strip()
            for word in (self.silent_events or "").replace("，", ",").split(",")
            if word.strip()
        }

    @api.constrains("silent_events")
    def _check_silent_events(self):
        for regulation in self:
            unknown = regulation._silent() - EVENTS.keys()
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no event %(unknown)s. Events are: %(events)s",
                        unknown=", ".join(sorted(unknown)),
                        events=", ".join(EVENTS),
                    )
                )


class DubanAct(models.Model):
    _inherit = "duban.act"

    @api.model
    def _append(self, matters, action, *args, **kwargs):
        """A line of the trail that is an event is told to whom it concerns (CORE-23)."""
        acts = super()._append(matters, action, *args, **kwargs)
        if acts:
            matters._tell_of_acts(acts)
        return acts


class DubanApprovalLine(models.Model):
    _inherit = "duban.approval.line"

    def _tell_pending(self):
        """Who has to decide these lines is told so; an office sees its own to-do."""
        for line in self.filtered(
            lambda row: row.state == "pending" and row.approver_id
        ):
            line.matter_id._tell(
                "to_decide", {line.matter_id: line.approver_id}, f"line:{line.id}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tell_pending()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "pending" or vals.get("approver_id"):
            self._tell_pending()
        return result


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _chain_decided(self, approved, opinion):
        """The applicant and the unit hear what was decided, with the opinion (CORE-23)."""
        result = super()._chain_decided(approved, opinion)
        for request in self:
            matter = request.matter_id
            verdict = self.env._("granted") if approved else self.env._("not granted")
            matter._tell(
                "decided",
                {matter: request.applicant_id | matter._told_worker()},
                f"request:{request.id}",
                self.env._(
                    "%(request)s: %(verdict)s. %(opinion)s",
                    request=request.display_name,
                    verdict=verdict,
                    opinion=opinion or "",
                ),
            )
        return result
