"""The 督办单: what its lines say, its preview on the form, and the copy frozen at closing."""

from odoo import api, fields, models

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.steps import after_step

REPORT = "duban_supervision_xisu.action_report_slip"
#: records as the slip calls them, where the record has no kind of its own
PURPOSES = {
    "reminder": "提醒",
    "inquiry": "询问",
    "urging": "催办",
    "coordination": "协调",
    "remind_co": "提醒协办单位",
}


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    xisu_slip_html = fields.Html(
        "Supervision slip",
        compute="_compute_xisu_slip_html",
        sanitize=False,
        export_string_translation=False,
    )

    @api.depends("state", "write_date")
    def _compute_xisu_slip_html(self):
        slips = self.filtered(lambda matter: matter.id and matter._xisu_has_slip())
        (self - slips).xisu_slip_html = False
        for matter in slips:
            matter.xisu_slip_html = self.env["ir.actions.report"]._render_qweb_html(
                REPORT, matter.ids
            )[0]

    def _xisu_has_slip(self):
        """Whether this one matter has a slip: one of this regulation, from its filing on."""
        return (
            self.regulation_code == "xisu"
            and bool(self.number)
            and self.state not in ("draft", "filing_approval", "rejected")
        )

    # ------------------------------------------------------------------
    # Numbered lines
    # ------------------------------------------------------------------

    def _xisu_plan_lines(self):
        """Row 6: the milestones by date, with the unit that is named for one."""
        return [
            self._xisu_join(
                self._format_date(line.date),
                line.name,
                f"（{line.department_id.name}）" if line.department_id else "",
            )
            for line in self._plan_lines().sorted(
                lambda line: (line.date or clock.today(self), line.sequence, line.id)
            )
        ]

    def _xisu_progress_lines(self):
        """Row 7: what the lead unit reported, by date, each at its milestone."""
        reports = self.feedback_ids.filtered(
            lambda row: row.kind != "co_unit" and row.review_state != "returned"
        )
        return [
            self._xisu_join(
                self._format_date(row.date),
                f"【{row.plan_line_id.name}】" if row.plan_line_id else "",
                row.name,
            )
            for row in reports.sorted(lambda row: (row.date, row.id))
        ]

    def _xisu_record_lines(self):
        """Row 8: the office's supervision records by date; sending the slip is none."""
        return [
            self._xisu_join(
                self._format_date(clock.local(self, row.date)),
                row.kind_id.name or "",
                PURPOSES.get(row.purpose, ""),
                row._document_text("summary"),
                f"（答复：{row.answer}）" if row.answer else "",
            )
            for row in self._document_records()
        ]

    @api.model
    def _xisu_join(self, *parts):
        return " ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Frozen at closing (XISU-8.6b)
    # ------------------------------------------------------------------

    @after_step("close")
    def _effect_xisu_keep_slip(self, data):
        """Keep the slip as it stands at closing; a matter that is reopened gets another one at its next closing."""
        for matter in self.filtered(lambda row: row.regulation_code == "xisu"):
            self.env["duban.print"]._keep(
                REPORT,
                matter,
                matter,
                f"督办单 {matter.number} {matter.date_closed}",
            )
