"""Chinese office documents need no Odoo header, no asset bundle and no script."""

import io
import re

import lxml.html

from odoo import models, modules
from odoo.exceptions import UserError

from .. import clock
from ..models.documents.document_mixin import in_chinese
from ..tools.page_numbers import number_pages

#: attribute on the root of ``duban_supervision.document_html``; travels in the paper format arguments
MARK = "data-report-duban"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Print in Chinese (CORE-16); templates get ``zh_date(value)``, ``zh_lines(text)`` and ``zh_today``."""
        values = super()._get_rendering_context(report, docids, data)
        if report.model.startswith("duban."):
            values.update(
                zh_date=self._duban_zh_date,
                zh_lines=self._duban_zh_lines,
                zh_today=clock.today(self),
            )
            if values.get("docs"):
                values["docs"] = in_chinese(values["docs"])
        return values

    def _duban_zh_date(self, value, blank=""):
        """A date (datetime in the user's zone) as 2024年3月18日; ``blank`` when empty."""
        if not value:
            return blank
        if hasattr(value, "hour"):
            value = clock.local(self, value)
        return f"{value.year}年{value.month}月{value.day}日"

    def _duban_zh_lines(self, text):
        """The lines of ``text`` that are not blank."""
        return [line.strip() for line in (text or "").splitlines() if line.strip()]

    # ------------------------------------------------------------------
    # Kept now, made later (duban.print)
    # ------------------------------------------------------------------

    def _duban_source(self, report_ref, res_ids):
        """What ``report_ref`` prints of these records now (text), from which ``_duban_make`` makes the print later."""
        return self._render_qweb_html(report_ref, res_ids)[0].decode()

    def _duban_make(self, report_ref, source):
        """The print of ``source`` as (bytes, kind).

        :raise UserError: no PDF can be made on this server
        """
        if modules.module.current_test and not self.env.context.get(
            "force_report_rendering"
        ):
            # as the platform does: tests read what is printed, not how
            return source.encode(), "html"
        if self.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "This server cannot make PDF files: %(component)s is missing. Please ask the administrator to "
                    "install it and to restart Odoo; until then every step works, and the print can be read on "
                    "screen.",
                    component="wkhtmltopdf",
                )
            )
        report = self._get_report(report_ref)
        bodies, _ids, header, footer, arguments = report._prepare_html(
            source, report_model=report.model
        )
        pdf = self._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            specific_paperformat_args=arguments,
        )
        return number_pages(pdf), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Each document of the suite that has several pages carries their numbers, counted from one."""
        streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if self._get_report(report_ref).model.startswith("duban."):
            for entry in streams.values():
                if entry["stream"]:
                    entry["stream"] = io.BytesIO(
                        number_pages(entry["stream"].getvalue())
                    )
        return streams

    def _prepare_html(self, html, report_model=False):
        """Hand a complete document to wkhtmltopdf as it is: one body, no header, no footer.

        Works the same with patched and unpatched wkhtmltopdf, and without a reachable web server.
        """
        text = html.decode() if isinstance(html, bytes) else str(html)
        if not re.search(rf"<html[^>]*\s{MARK}=", text[:1000]):
            return super()._prepare_html(html, report_model=report_model)
        root = lxml.html.document_fromstring(text)
        pages = root.xpath("//div[@data-oe-model=$model]", model=report_model or "")
        ids = [int(page.get("data-oe-id") or 0) for page in pages]
        arguments = {
            name: value
            for name, value in root.items()
            if name.startswith("data-report-")
        }
        return [text], ids, None, None, arguments

    def _build_wkhtmltopdf_args(
        self,
        paperformat_id,
        landscape,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        args = super()._build_wkhtmltopdf_args(
            paperformat_id,
            landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        if MARK in (specific_paperformat_args or {}) and "--javascript-delay" in args:
            # no script to wait for
            args[args.index("--javascript-delay") + 1] = "1"
        return args
