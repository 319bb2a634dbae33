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
        name = re.sub(r'[\\/:*?"<>|\r\n]+', "_", name)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", WORD),
                ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
