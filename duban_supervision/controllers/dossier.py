"""Download of a matter's dossier."""

import re
from urllib.parse import quote

from werkzeug.wsgi import FileWrapper

from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request


class DubanDossier(http.Controller):
    # Handing out a dossier is an act of its own in the trail: by POST with the token of the session alone, so that no
    # picture in a message makes whoever looks at it hand one out.
    @http.route(
        "/duban/dossier/<int:matter_id>",
        type="http",
        auth="user",
        methods=["POST"],
        readonly=False,
    )
    def dossier(self, matter_id):
        """The dossier as ZIP; refused as the person's rights say."""
        matter = request.env["duban.matter"].browse(matter_id).exists()
        if not matter:
            raise MissingError(request.env._("This matter does not exist."))
        stream = matter._make_dossier()
        name = re.sub(r'[\\/:*?"<>|]+', "_", f"{matter.number or matter.name}.zip")
        return request.make_response(
            FileWrapper(stream),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"),
                ("Cache-Control", "no-store"),
            ],
        )
