"""Documents of the suite as Word files."""

from ast import literal_eval

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval, time

from odoo.addons.duban_supervision.tools import paper

from ..tools import word_writer


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _duban_word_reports(self, model_name, res_ids):
        """Documents of the suite that the print menu offers for all of these records.

        :return: reports, as superuser
        """
        if not (model_name or "").startswith("duban.") or not res_ids:
            return self.sudo().browse()
        # sudo: report actions are configuration
        reports = self.sudo().search(
            [("model", "=", model_name), ("binding_model_id", "!=", False)], order="id"
        )
        ours = {
            report.id
            for report in reports
            if (report.get_external_id().get(report.id) or "").startswith(
                "duban_supervision"
            )
        }
        records = self.env[model_name].browse(res_ids)
        return reports.filtered(
            lambda report: (
                report.id in ours
                and records.filtered_domain(literal_eval(report.domain or "[]"))
                == records
            )
        )

    def _duban_word(self, res_ids):
        """This one document of the given records as Word: (bytes, file name), with the rights of the person.

        :raise AccessError: a record that the person does not read
        :raise UserError: it is no document of these records
        """
        self.ensure_one()
        # sudo: report actions are configuration; the records are asked for with the person's rights
        report = self.sudo()
        records = self.env[report.model].browse(res_ids)
        records.check_access("read")
        if report not in self._duban_word_reports(report.model, res_ids):
            raise UserError(
                self.env._("This document is not printed for these records.")
            )
        html = self._render_qweb_html(report.report_name, res_ids)[0].decode()
        if not paper.is_document(html):
            raise UserError(
                self.env._(
                    "“%s” is not a document that can be written as Word.", report.name
                )
            )
        document = self._duban_document(html, report)
        name = report.name
        if len(records) == 1 and report.print_report_name:
            name = safe_eval(
                report.print_report_name, {"object": records, "time": time}
            )
        return word_writer.write(document), f"{name}.docx"
