"""Download of a document as a Word file."""

import re
from urllib.parse import quote

from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DubanWord(http.Controller):
    @http.route(
        "/duban/word/<int:report_id>/<string:ids>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def word(self, report_id, ids):
        """The document ``report_id`` of the records ``ids`` (separated by commas); refused as the rights say."""
        report = request.env["ir.actions.report"].browse(report_id)
        # sudo: only whether the report exists; records are read with the person's rights
        if not report.sudo().exists() or not re.fullmatch(r"\d+(,\d+)*", ids):
            raise MissingError(request.env._("There is no such document."))
        content, name = report._duban_word([int(each) for each in ids.split(",")])
        return self._download(content, name)

    @http.route(
        "/duban/word/preview/<int:version_id>/<int:res_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def preview(self, version_id, res_id):
        """A version of an own template filled in with a record; for who reads both."""
        version = request.env["duban.word.version"].browse(version_id).exists()
        if not version:
            raise MissingError(request.env._("There is no such document."))
        version.check_access("read")
        record = request.env[version.template_id.model].browse(res_id)
        record.check_access("read")
        name = f"{version.template_id.name} {version.number}.docx"
        return self._download(version._make(record), name)

    def _download(self, content, name):
        name = re.sub(r'[\\/:*?"<>|\r\n]+', "_", name)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", WORD if name.endswith(".docx") else "application/zip"),
                ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
