"""Documents of the suite as Word files."""

import io
import zipfile
from ast import literal_eval

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval, time

from odoo.addons.duban_supervision.tools import paper

from ..tools import word_writer


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _duban_documents(self):
        """All documents of the suite, those that a button prints too, as superuser."""
        # sudo: report actions are configuration
        reports = self.sudo().search([("model", "=like", "duban.%")], order="id")
        names = reports.get_external_id()
        return reports.filtered(
            lambda report: names.get(report.id, "").startswith("duban_supervision")
        )

    def _duban_word_reports(self, model_name, res_ids):
        """Documents of the suite that are printed for all of these records.

        :return: reports, as superuser
        """
        if not (model_name or "").startswith("duban.") or not res_ids:
            # sudo: as the documents below; it is empty
            return self.sudo().browse()
        reports = self._duban_documents().filtered(lambda row: row.model == model_name)
        records = self.env[model_name].browse(res_ids)
        return reports.filtered(
            lambda report: (
                records.filtered_domain(literal_eval(report.domain or "[]")) == records
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
        name = report.name
        if len(records) == 1 and report.print_report_name:
            name = safe_eval(
                report.print_report_name, {"object": records, "time": time}
            )
        own = self._duban_own(records)
        if own:
            return own, f"{name}.{'zip' if self._duban_apart(records) else 'docx'}"
        html = self._render_qweb_html(report.report_name, res_ids)[0].decode()
        if not paper.is_document(html):
            raise UserError(
                self.env._(
                    "“%s” is not a document that can be written as Word.", report.name
                )
            )
        document = self._duban_document(html, report)
        return word_writer.write(document), f"{name}.docx"

    # ------------------------------------------------------------------
    # The school's own template
    # ------------------------------------------------------------------

    def _duban_regulation(self, record):
        """The regulation under which ``record`` stands; may be empty."""
        # sudo: which rules a record stands under, by which its template is chosen; the record itself was checked
        if "regulation_id" in record._fields:
            return record.sudo().regulation_id[:1]
        if "matter_id" in record._fields:
            return record.sudo().matter_id.regulation_id[:1]
        return record.env["duban.regulation"]

    def _duban_version(self, record):
        """The version of an own template that this one document of ``record`` is written with; may be empty."""
        return self.env["duban.word.template"]._for_document(
            self, self._duban_regulation(record)
        )

    def _duban_apart(self, records):
        """Whether each of ``records`` is a file of its own, so that several come as an archive."""
        # sudo: the definition of the report
        return len(records) > 1 and not self.sudo()._duban_is_list()

    def _duban_own(self, records):
        """The Word file (of several records an archive) by the own template, or None where there is none."""
        version = self._duban_version(records[:1])
        if any(self._duban_version(record) != version for record in records[1:]):
            raise UserError(
                self.env._(
                    "These records stand under different templates. Choose those of one regulation."
                )
            )
        if not version:
            return None
        version = version.sudo(False)
        if not self._duban_apart(records):
            return version._make(records)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for position, record in enumerate(records, 1):
                archive.writestr(f"{position:03}.docx", version._make(record))
        return stream.getvalue()
