"""汇总: what a lead unit feeds back of a matter of several units says what each co-unit reported since the last time,
or why it reported nothing (WUT-23.1g)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DubanFeedback(models.Model):
    _inherit = "duban.feedback"

    co_report = fields.Text(
        "What the co-units reported",
        readonly=True,
        help="Since the feedback before, unit by unit; written when the feedback is handed in.",
    )
    co_silence = fields.Text(
        "Why they reported nothing",
        help="Of the co-units from which nothing has come since the feedback before.",
    )
    silent_units = fields.Char(
        "Co-units without report", compute="_compute_silent_units"
    )
    co_news = fields.Text(
        "Reported since the last time", compute="_compute_silent_units"
    )

    @api.depends("matter_id", "kind")
    def _compute_silent_units(self):
        for feedback in self:
            feedback.silent_units = feedback.co_news = False
            if feedback._origin or not feedback._is_consolidated():
                continue  # what was handed in says itself what came
            said, silent = feedback._reports_of_co_units()
            feedback.silent_units = "、".join(silent.mapped("name"))
            feedback.co_news = "\n".join(said)

    def _is_consolidated(self):
        """Whether this one feedback has to say what the co-units did."""
        matter = self.matter_id
        return (
            self.kind == "progress"
            and bool(matter)
            and bool(matter._rule("consolidation_required"))
        )

    def _reports_of_co_units(self):
        """(lines, silent units): what each co-unit of this one feedback's matter reported since the feedback before."""
        # sudo: the lead unit reads what its co-units report to it; who writes is checked where it is written
        matter = self.matter_id.sudo()
        before = matter.feedback_ids.filtered(
            lambda row: row.kind == "progress" and row.review_state != "returned"
        )
        last = max((before - self._origin.sudo()).ids, default=0)
        fresh = matter.feedback_ids.filtered(
            lambda row: row.kind == "co_unit" and row.id > last
        )
        said, silent = [], self.env["hr.department"]
        for line in matter.unit_line_ids.filtered(lambda row: row.role == "co"):
            unit = line.department_id
            news = fresh.filtered(lambda row, unit=unit: row.department_id == unit)
            if news:
                said.append(
                    f"{unit.name}：{'；'.join(news.sorted('id').mapped('name'))}"
                )
            elif line.report_state == "explained":
                said.append(f"{unit.name}：{line.explanation}")
            else:
                silent |= unit
        return said, silent

    def _arrive(self):
        """See above; the feedback keeps what the co-units had said when it was handed in."""
        if self._is_consolidated():
            self._consolidate()
        return super()._arrive()

    def _consolidate(self):
        """:raise UserError: a co-unit is silent and this one feedback does not say why"""
        said, silent = self._reports_of_co_units()
        reason = (self.co_silence or "").strip()
        if silent and not reason:
            raise UserError(
                self.env._(
                    "Nothing has come from %(units)s since your last feedback. "
                    "Remind them, or write under “%(field)s” how it is with their part.",
                    units="、".join(silent.mapped("name")),
                    field=self._fields["co_silence"]._description_string(self.env),
                )
            )
        if silent:
            said.append(f"{'、'.join(silent.mapped('name'))}：{reason}")
        if said:
            self._engine_write({"co_report": "\n".join(said)})

    def _words(self, done=""):
        """What this one feedback says, how far it is (``done``), and the part of the co-units."""
        return "\n".join(filter(None, [f"{self.name}{done}", self.co_report]))

    @api.model
    def _silent_units_of(self, matter):
        """Names of the co-units of which a feedback of ``matter`` (one) would have to say why they reported nothing."""
        return self.new({"matter_id": matter.id, "kind": "progress"}).silent_units
