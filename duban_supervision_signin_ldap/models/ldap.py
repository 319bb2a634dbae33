"""Whom the directory's answer means who has no user by that login."""

from odoo import models
from odoo.exceptions import AccessDenied

from odoo.addons.duban_supervision_signin.models.sign_in import Denied


class ResCompanyLdap(models.Model):
    _inherit = "res.company.ldap"

    def _duban_company(self, conf):
        """The institution whose people a directory knows; none where there is one directory for the whole database."""
        # sudo: which institutions have one, before anybody signed in
        companies = self.sudo().search([("ldap_server", "!=", False)]).company
        return companies.filtered(
            lambda row: len(companies) > 1 and row.id == conf["company"][0]
        )

    def _get_or_create_user(self, conf, login, ldap_entry):
        """The person with the staff number that was typed as login, else as Odoo does (PLUS-I1).

        :raise AccessDenied: in words
        """
        users = self.env["res.users"]
        try:
            user = users._duban_whom(login, self._duban_company(conf))
        except Denied as error:
            if error.code == "unknown" and conf["create_user"]:
                return super()._get_or_create_user(conf, login, ldap_entry)
            words = self.env["duban.sign.in"]._words(error.code)
            raise AccessDenied(words) from error
        # who is found by number comes in by another door than a password of Odoo
        words = user._duban_password_closed()
        if words:
            raise AccessDenied(words)
        return user.id
