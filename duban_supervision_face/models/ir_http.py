"""The web client is told the name that its tab shows."""

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Adds ``duban_face_name``, if there is one."""
        info = super().session_info()
        if name := self.env["duban.face"]._shown()["name"]:
            info["duban_face_name"] = name
        return info
