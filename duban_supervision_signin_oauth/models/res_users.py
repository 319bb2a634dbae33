"""Signing in through a service whose accounts are staff numbers (PLUS-I1)."""

import logging

import requests

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request

from odoo.addons.duban_supervision_signin.models.sign_in import Denied

_logger = logging.getLogger(__name__)


class Confirmed(str):
    """A token that the school has just confirmed for ``login``: an object cannot travel in a request."""

    login = ""


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _duban_oauth(self, provider):
        """The provider of this id if its accounts are staff numbers, else none."""
        # sudo: nobody is signed in yet; the id comes from the browser
        rows = self.env["auth.oauth.provider"].sudo()
        return rows.search([("id", "=", provider), ("duban_is_number", "=", True)])

    def _duban_refused(self, code):
        """What is raised; the page that follows says why."""
        _logger.info("Nobody signed in through OAuth: %s", code)
        if request:
            request.duban_denied = code
        return AccessDenied(self.env["duban.sign.in"]._words(code))

    @api.model
    def _auth_oauth_validate(self, provider, access_token):
        row = self._duban_oauth(provider)
        if not row:
            return super()._auth_oauth_validate(provider, access_token)
        if not row.enabled:
            raise self._duban_refused("service")
        try:
            return super()._auth_oauth_validate(provider, access_token)
        except AccessDenied as error:
            raise self._duban_refused("attribute") from error
        except requests.RequestException as error:
            raise self._duban_refused("service") from error
        except Exception as error:  # noqa: BLE001  Odoo raises nothing narrower for a token that the service refuses
            _logger.warning("OAuth service: %s", error)
            raise self._duban_refused("ticket") from error

    @api.model
    def _auth_oauth_signin(self, provider, validation, params):
        row = self._duban_oauth(provider)
        if not row:
            return super()._auth_oauth_signin(provider, validation, params)
        try:
            # the token is not kept: a new one would end the person's sessions on other devices
            return row._duban_person(validation).login
        except Denied as error:
            raise self._duban_refused(error.code) from error

    @api.model
    def auth_oauth(self, provider, params):
        # the browser names it: a list or a text would be read as an id further on, and pass by what is checked here
        if type(provider) is not int:
            raise AccessDenied()
        database, login, token = super().auth_oauth(provider, params)
        if self._duban_oauth(provider):
            token = Confirmed(token)
            token.login = login
        return database, login, token

    def _check_credentials(self, credential, env):
        token = credential.get("token")
        if credential.get("type") == "oauth_token" and isinstance(token, Confirmed):
            if token.login != self.env.user.login:
                raise AccessDenied()
            return {"uid": self.env.uid, "auth_method": "oauth", "mfa": "default"}
        return super()._check_credentials(credential, env)

    def _duban_password_closed(self):
        words = super()._duban_password_closed()
        # sudo: where the person works, and whether they administer the platform
        user = self.sudo()
        if words or user.has_group("base.group_system"):
            return words
        rows = self.env["auth.oauth.provider"].sudo()
        only = rows.search(
            [
                ("enabled", "=", True),
                ("duban_is_number", "=", True),
                ("duban_is_only", "=", True),
                ("duban_company_id", "in", [False, *user.company_ids.ids]),
            ],
            limit=1,
        )
        return self.env["duban.sign.in"]._words("password") if only else ""
