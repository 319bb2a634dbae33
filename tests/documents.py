"""Batteries of printed documents: each institution runs them on its own forms."""

import html as html_lib
import re
import unittest

from odoo.addons.duban_supervision.tools import typesetter

from tests.clauses import clause


def ledger_cells(matter):
    """{key: label} of the columns in which the matter stands on its ledger, in their order."""
    cells = matter.regulation_id._document_cells("ledger")
    return {cell["key"]: cell["label"] for cell in cells}


def needs_printer():
    """Skip where no PDF can be made: no engine, or no Chinese font."""
    try:
        typesetter.chosen(typesetter.folders())
    except typesetter.NoEngine as missing:
        raise unittest.SkipTest(f"{missing} to print with: none") from missing


def printing_is_an_error(case):
    """From now on whatever asks for a PDF fails the test: a step never waits for a printer (CORE-37)."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("this asked for the printer")

    Report = case.registry["ir.actions.report"]
    for name in ("_render_qweb_pdf", "_run_wkhtmltopdf", "_duban_make"):
        case.patch(Report, name, refuse)


class DocumentCase:
    """Mixin: print as the office and read the text."""

    def rendered(self, report, records, user=None):
        """A printed document as HTML, without what is not seen."""
        content, kind = (
            records.env["ir.actions.report"]
            .with_user(user or self.office_user)
            ._render_qweb_html(
                report if "." in report else f"duban_supervision.{report}", records.ids
            )
        )
        self.assertEqual(kind, "html")
        return re.sub(r"(?s)<(style|title)\b.*?</\1>", "", content.decode())

    def printed(self, report, records, user=None):
        """Visible text of a printed document, one line per piece."""
        text = self.rendered(report, records, user)
        return html_lib.unescape(re.sub(r"<[^>]+>", "\n", text))

    def assert_printed(self, text, *cells):
        pieces = {piece.strip() for piece in text.splitlines()}
        for cell in cells:
            self.assertIn(cell, pieces)
        self.assertIn(self.regulation.institution, pieces)


class ChineseForms(DocumentCase):
    """CORE-16: all printed forms of an institution, with the exact labels of its text."""

    #: labels of the institution's own forms, as its attachments have them
    form_labels = ()

    @clause("CORE-16")
    def test_every_label_is_printed(self):
        self.at("2024-03-04")
        matter = self.accepted()
        squeezed = ""
        for report in matter._dossier_reports():
            if report.model == "duban.matter":
                content, _kind = (
                    self.env["ir.actions.report"]
                    .with_user(self.office_user)
                    ._render_qweb_html(report, matter.ids)
                )
                squeezed += re.sub(
                    r"<[^>]+>|\s+", "", html_lib.unescape(content.decode())
                )
        squeezed += "".join(self.printed("action_report_ledger", matter).split())
        regulation = matter.regulation_id
        labels = [
            cell["label"]
            for document in ("notice", "records", "ledger")
            for cell in regulation._document_cells(document)
            if regulation.document_cell_ids.filtered(
                lambda row, d=document: row.document == d
            )
        ]
        self.assertGreater(len(labels), 15)
        for label in [*labels, *self.form_labels, regulation.institution]:
            self.assertIn(label, squeezed)
            self.assertRegex(label, "[\u4e00-\u9fff]")
