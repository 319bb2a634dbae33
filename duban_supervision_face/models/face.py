"""Name, logo and icon under which the people of an institution know this Odoo.

One for the whole database: the sign-in page does not know yet whose people come. What is empty stays Odoo's own.
"""

from odoo import api, fields, models

from odoo.addons.duban_supervision.tools.remembered import remembered


class DubanFace(models.Model):
    """The one record of these settings; before it is filled in, nothing changes."""

    _name = "duban.face"
    _description = "The institution's own face"
    _inherit = ["duban.screen"]

    name = fields.Char(
        "Name of the institution or system",
        translate=True,
        help="On the sign-in page, on the tab of the browser, and under the icon of a phone.",
    )
    short_name = fields.Char(
        "Short name",
        translate=True,
        help="Under the icon of a phone, where the name is too long. Six characters can be read.",
    )
    welcome = fields.Char("Line below the name on the sign-in page", translate=True)
    logo = fields.Image(
        "Logo of the sign-in page",
        max_width=640,
        max_height=640,
        help="Seen by everybody who opens the sign-in page.",
    )
    icon = fields.Image(
        max_width=512,
        max_height=512,
        help="Of the browser's tab and of the phone: square, at least 192 pixels.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        for face in self:
            face.display_name = self.env._("Name and logo")

    @api.model
    def action_open(self):
        """Open the settings; they are made on the first visit.

        :return: action
        """
        face = self.search([], limit=1) or self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Name and logo"),
            "res_model": self._name,
            "res_id": face.id,
            "views": [(False, "form")],
        }

    @api.model
    def _shown(self):
        """What pages show, also before anybody signed in.

        :return: dict with ``name``, ``short_name``, ``welcome``, ``logo`` and ``icon`` (addresses); what is not set is
            empty
        """
        return self._shown_in(self.env.lang)

    @api.model
    @remembered("lang")
    def _shown_in(self, lang):
        # sudo: what stands on the sign-in page is for everybody
        face = self.sudo().search([], limit=1)
        # a changed picture is another address
        unique = face.write_date and int(face.write_date.timestamp())
        return {
            "name": face.name or "",
            "short_name": face.short_name or face.name or "",
            "welcome": face.welcome or "",
            "logo": f"/duban/face/logo?v={unique}" if face.logo else "",
            "icon": f"/duban/face/icon?v={unique}" if face.icon else "",
        }

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
