"""Pictures of the face, and the app that a phone installs under it."""

import base64

from odoo import http
from odoo.http import request
from odoo.tools.image import image_process

from odoo.addons.web.controllers.webmanifest import WebManifest

SIZES = (64, 180, 192, 512)
DAY = 24 * 3600


class Face(http.Controller):
    """``/duban/face/logo`` and ``/duban/face/icon``, for everybody: the sign-in page shows them."""

    @http.route("/duban/face/logo", type="http", auth="public", readonly=True)
    def logo(self, **_kwargs):
        """The logo as it was given; 404 where there is none."""
        return self._picture("logo")

    @http.route("/duban/face/icon", type="http", auth="public", readonly=True)
    def icon(self, size="64", **_kwargs):
        """The icon as a square of ``size`` pixels; 404 where there is none or for another size."""
        if size not in map(str, SIZES):
            return request.not_found()
        return self._picture("icon", int(size))

    def _picture(self, name, size=None):
        # sudo: the picture of the sign-in page is for everybody
        picture = request.env["duban.face"].sudo().search([], limit=1)[name]
        if not picture:
            return request.not_found()
        content = base64.b64decode(picture)
        if size:
            content = image_process(
                content, size=(size, size), expand=True, output_format="PNG"
            )
        return request.make_response(
            content,
            [
                ("Content-Type", "image/png" if size else _kind(content)),
                ("Cache-Control", f"public, max-age={DAY}"),
                # a picture that somebody uploaded is never more than a picture
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )  # fmt: skip


def _kind(content):
    """The type of a picture; what is none of these is shown as nothing."""
    starts = {
        b"\x89PNG": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"RIFF": "image/webp",
    }
    found = [kind for start, kind in starts.items() if content.startswith(start)]
    return found[0] if found else "application/octet-stream"


class FaceManifest(WebManifest):
    """The app that a phone installs bears the institution's name and icon, where they are set."""

    def _get_webmanifest(self):
        manifest = super()._get_webmanifest()
        shown = request.env["duban.face"]._shown()
        if shown["name"]:
            manifest.update(name=shown["name"], short_name=shown["short_name"])
        if shown["icon"]:
            manifest["icons"] = [
                {
                    "src": f"{shown['icon']}&size={size}",
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                }
                for size in (192, 512)
            ]
        return manifest
