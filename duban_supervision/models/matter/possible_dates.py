"""Impossible dates are refused where they are typed, improbable ones are asked for once (CORE-25).

Whatever the way in: the form's own write, RPC, an import. What the engine itself sets (a date by rule, a carried-over
history) is not typed and is not asked.
"""

from odoo import models
from odoo.exceptions import UserError

from ... import clock


class DubanPlanLine(models.Model):
    _inherit = "duban.plan.line"

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


class DubanReportBack(models.Model):
    _inherit = "duban.report.back"

    def action_done(self):
        """See the report itself; what is reported was reported by today (CORE-25, XISU-8.6)."""
        today = clock.today(self)
        for report in self:
            # sudo: only whether they stand on the ledger
            early = report.sudo().matter_ids.filtered(lambda row: not row.date_filed)
            if early:
                raise UserError(
                    self.env._(
                        "%s is not filed yet: there is nothing to report back.",
                        early[:1].display_name,
                    )
                )
            if report.date > today:
                raise UserError(
                    self.env._("A report dated in the future has not been made yet.")
                )
        return super().action_done()


class DubanRequest(models.Model):
    _inherit = "duban.request"

    def _before_decision(self, line, decision):
        """A decision that is recorded was taken by today (CORE-25)."""
        if self.decision_date and self.decision_date > clock.today(self):
            raise UserError(
                self.env._("The decision that is recorded lies in the future.")
            )
        return super()._before_decision(line, decision)
