"""Signing in with the directory's password: who left is told so, and a number is one person's (PLUS-I1)."""

from odoo import models
from odoo.exceptions import AccessDenied


class ResUsers(models.Model):
    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        try:
            info = super()._login(credential, user_agent_env=user_agent_env)
        except AccessDenied as error:
            if error.args == AccessDenied().args and self._duban_is_gone(credential):
                words = self.env["duban.sign.in"]._words("archived")
                raise AccessDenied(words) from error
            raise
        if info["auth_method"] == "ldap":
            # sudo: where the person works, who is not signed in yet
            user = self.browse(info["uid"]).sudo()
            holders = self._by_staff_number(credential["login"], user.company_ids)
            if holders and user not in holders:
                raise AccessDenied(self.env["duban.sign.in"]._words("linked"))
        return info

    def _duban_is_gone(self, credential):
        """Whether the directory confirms somebody whose user of this login is archived.

        Whoever cannot prove to be that person does not learn that there is one.
        """
        login, password = credential.get("login"), credential.get("password")
        if credential.get("type") != "password" or not login or not password:
            return False
        # sudo: nobody is signed in; Odoo itself asks the directory about active users only
        people = self.sudo().with_context(active_test=False)
        if not people.search([("login", "=", login), ("share", "=", False)]) or (
            people.search_count([("login", "=", login), ("active", "=", True)])
        ):
            return False
        ldap = self.env["res.company.ldap"].sudo()
        confirmed = (
            ldap._authenticate(conf, login, password) for conf in ldap._get_ldap_dicts()
        )
        return any(confirmed)
