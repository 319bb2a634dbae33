"""Documents of the suite on paper: the platform's way in, our own engine (``tools/typesetter.py``)."""

import re
from functools import partial

import lxml.html

from odoo import models, modules
from odoo.exceptions import UserError

from .. import clock
from ..models.documents.document_mixin import in_chinese
from ..system import parameter
from ..tools import paper, typesetter

#: millimetres of the formats of the suite, portrait
FORMATS = {"A3": (297, 420), "A4": (210, 297)}
PARAMETER = "duban_supervision.font_%s"


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
        report = self._get_report(report_ref)
        bodies, _ids, header, footer, arguments = report._prepare_html(
            source, report_model=report.model
        )
        content = self._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            specific_paperformat_args=arguments,
        )
        return content, "pdf"

    # ------------------------------------------------------------------
    # The engine, where the platform calls its own
    # ------------------------------------------------------------------

    def get_wkhtmltopdf_state(self):
        """Ours is asked when it prints; the platform need not look for its own before."""
        if self.env.context.get("duban_engine"):
            return "ok"
        return super().get_wkhtmltopdf_state()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.model.startswith("duban."):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        # pylint: disable-next=context-overridden
        engine = super(IrActionsReport, self.with_context(duban_engine=True))
        if not report.attachment or len(set(res_ids or ())) < 2:
            return engine._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        # saved one by one: each is made by itself
        streams = {}
        for res_id in dict.fromkeys(res_ids):
            streams |= engine._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [res_id]
            )
        return streams

    def _prepare_html(self, html, report_model=False):
        """Hand a complete document of the suite to the engine as it is: one body, no header, no footer."""
        text = html.decode() if isinstance(html, bytes) else str(html)
        if not paper.is_document(text):
            return super()._prepare_html(html, report_model=report_model)
        root = lxml.html.document_fromstring(text)
        pages = root.xpath("//div[@data-oe-model=$model]", model=report_model or "")
        ids = [int(page.get("data-oe-id") or 0) for page in pages]
        return [text], ids, None, None, {}

    def _run_wkhtmltopdf(self, bodies, report_ref=False, *args, **kwargs):
        """A document of the suite is typeset; any other report is the platform's."""
        if len(bodies) == 1 and paper.is_document(str(bodies[0])):
            return self._duban_typeset(str(bodies[0]), self._get_report(report_ref))
        # pylint: disable-next=context-overridden
        other = super(IrActionsReport, self.with_context(duban_engine=False))
        if other.get_wkhtmltopdf_state() == "install":
            raise UserError(self._duban_missing("wkhtmltopdf"))
        return other._run_wkhtmltopdf(bodies, report_ref, *args, **kwargs)

    def _duban_typeset(self, html, report):
        """The PDF of a document of the suite.

        :param html: what ``duban_supervision.document_html`` rendered
        :param report: the report, for its paper format
        :raise UserError: the engine or a Chinese font is missing
        """
        try:
            return typesetter.typeset(
                self._duban_document(html, report), *self._duban_fonts()
            )
        except typesetter.NoEngine as missing:
            raise UserError(self._duban_missing(str(missing))) from missing

    def _duban_document(self, html, report):
        """A document of the suite as data, with its paper.

        :raise UserError: the template has what paper does not know
        """
        try:
            document = paper.read(html)
        except paper.Unprintable as error:
            raise UserError(
                self.env._(
                    "“%(report)s” cannot be printed: its template uses “%(tag)s”, which printed documents do not have.",
                    report=report.name,
                    tag=error,
                )
            ) from error
        document["paper"] = self._duban_paper(report.get_paperformat())
        first = document["pages"][0]
        document["title"] = " ".join(filter(None, [first["name"], first["number"]]))
        return document

    def _duban_missing(self, what):
        """What to tell who wants to print on a server without the means."""
        if what == "fonts":
            return self.env._(
                "This server has no Chinese font to print with. Please ask the administrator to install one (Noto CJK "
                "or the fonts of the school) and to restart Odoo; until then every step works."
            )
        return self.env._(
            "This server cannot make PDF files: %(component)s is missing. Please ask the administrator to install it "
            "and to restart Odoo; until then every step works.",
            component=what,
        )

    def _duban_paper(self, paperformat):
        """The paper in millimetres."""
        width, height = FORMATS.get(
            paperformat.format,
            (paperformat.page_width or 210, paperformat.page_height or 297),
        )
        if paperformat.orientation == "Landscape":
            width, height = height, width
        return {
            "width": width,
            "height": height,
            "top": paperformat.margin_top,
            "bottom": paperformat.margin_bottom,
            "left": paperformat.margin_left,
            "right": paperformat.margin_right,
        }

    def _duban_fonts(self):
        """(folders, {role: names}) of the school's own fonts, as the system parameters say."""
        get = partial(parameter, self.env)
        wanted = {
            role: [
                name.strip()
                for name in re.split("[,，;；]", get(PARAMETER % role) or "")
                if name.strip()
            ]
            for role in typesetter.FAMILIES
        }
        return typesetter.folders(get(PARAMETER % "folder")), wanted
