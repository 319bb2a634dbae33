"""What no text rules stands on a page of its own: when people are reminded, and how papers are numbered."""

from odoo import api, models
from odoo.exceptions import AccessError


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def action_open_settings(self):
        """The settings page of the institution that is looked at.

        :return: action; where no regulation is in force yet, the one that adopts one
        :raise AccessError: for whoever is no administrator
        """
        if not self.env.user.has_group("duban_supervision.group_admin"):
            raise AccessError(self.env._("Settings are for administrators."))
        regulation = self._in_force()
        if not regulation:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "duban_supervision.duban_regulation_action"
            )
        view = self.env.ref("duban_supervision.duban_regulation_view_form_settings")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reminders and numbers"),
            "res_model": self._name,
            "res_id": regulation.id,
            "views": [(view.id, "form")],
        }
