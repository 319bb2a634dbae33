"""The school's sign-in service (CAS 2 or 3): where it is, and whom its answer means.

Several institutions in one database may each have one of their own.
"""

import logging
from urllib.parse import urlencode, urlsplit

import cas
import requests

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision.system import holders, parameter

_logger = logging.getLogger(__name__)
#: seconds that the service may take to confirm a ticket
TIMEOUT = 8


class Denied(Exception):
    """Nobody is signed in; ``code`` says why (words of it: ``duban.sign.in._words``)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class ShortSession(requests.Session):
    """A session that does not wait for ever and follows nobody elsewhere."""

    def request(self, method, url, **options):
        options.setdefault("timeout", TIMEOUT)
        options["allow_redirects"] = False
        return super().request(method, url, **options)


class DubanSignIn(models.Model):
    """Settings of one sign-in service."""

    _name = "duban.sign.in"
    _description = "Sign-in with the school's account"
    _inherit = ["duban.screen"]
    _order = "id"

    name = fields.Char(
        required=True, default="统一身份认证", help="As it stands on the button."
    )
    company_id = fields.Many2one(
        "res.company",
        "Institution",
        ondelete="cascade",
        help="Whose people it knows; staff numbers of other institutions are not meant. Empty: all of this database.",
    )
    is_on = fields.Boolean("In use")
    is_direct = fields.Boolean(
        "Go there at once",
        help="Whoever is not signed in is led to the service without asking.",
    )
    is_only = fields.Boolean(
        "Passwords for administrators only",
        help="Nobody else signs in with a password of Odoo any more. The administrator's way in stays: "
        "/web/login?local=1",
    )
    server_url = fields.Char(
        "Address of the service",
        required=True,
        help="E.g. https://cas.example.edu.cn/cas",
    )
    version = fields.Selection(
        [("2", "CAS 2"), ("3", "CAS 3")], required=True, default="3"
    )
    number_attribute = fields.Char(
        "Attribute with the staff number",
        help="Empty: the name of the account is the staff number.",
    )
    callback_url = fields.Char(
        "Address to register at the service", compute="_compute_callback_url"
    )

    def _compute_callback_url(self):
        for row in self:
            row.callback_url = row._service_url() if row.id else False

    @api.constrains("server_url")
    def _check_server_url(self):
        for row in self:
            parts = urlsplit(row.server_url or "")
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
                raise ValidationError(
                    self.env._(
                        "“%s” is no address; it begins with https://.", row.server_url
                    )
                )

    @api.constrains("is_on", "is_only")
    def _check_way_back(self):
        if any(row.is_on and row.is_only for row in self):
            system = holders(self.env, "base.group_system").filtered("active")
            if not system:
                raise ValidationError(
                    self.env._("There is no administrator who could still sign in.")
                )

    @api.model
    def _in_use(self):
        """The services in use, empty if there is none (as superuser)."""
        # sudo: nobody is signed in yet
        return self.sudo().search([("is_on", "=", True)])

    def _of_companies(self, companies):
        """Those of these services that people of ``companies`` sign in with."""
        return self.filtered(
            lambda row: not row.company_id or row.company_id in companies
        )

    def _whom(self, ticket):
        """The person whom this one service confirms ``ticket`` for (as superuser).

        :raise Denied:
        """
        number = self._confirmed(ticket)
        return self.env["res.users"]._duban_whom(number, self.company_id)

    def _service_url(self):
        """The address that tickets are for; fixed, so that a ticket of another service is none."""
        base = parameter(self.env, "web.base.url")
        return f"{base.rstrip('/')}/duban/cas/{self.id}"

    def _client(self):
        client = cas.CASClient(
            version=self.version,
            service_url=self._service_url(),
            server_url=self.server_url.rstrip("/") + "/",
        )
        client.session = ShortSession()
        return client

    def _login_url(self):
        """Where the person signs in."""
        return f"{self.server_url.rstrip('/')}/login?{urlencode({'service': self._service_url()})}"

    def _logout_url(self):
        """Where the person signs out of the service itself."""
        return f"{self.server_url.rstrip('/')}/logout"

    def _confirmed(self, ticket):
        """Staff number that the service confirms ``ticket`` for.

        :raise Denied: ``ticket`` refused, ``service`` not reached
        """
        try:
            account, attributes, _proxy = self._client().verify_ticket(ticket)
        except requests.RequestException as error:
            _logger.warning("Sign-in service: %s", error)
            raise Denied("service") from error
        except Exception as error:  # noqa: BLE001  whatever is no answer of a CAS, the reader raises in many ways
            _logger.warning("Sign-in service: no answer of a CAS: %s", error)
            raise Denied("service") from error
        if not account:
            raise Denied("ticket")
        if not self.number_attribute:
            return account
        value = (attributes or {}).get(self.number_attribute)
        if not value or not isinstance(value, str):
            raise Denied("attribute")
        return value

    @api.model
    def _words(self, code):
        """What a person reads who was not signed in."""
        return {
            "unknown": self.env._(
                "The school knows you, but you are not on the people list of this system. "
                "Ask the supervision office to enter your staff number."
            ),
            "several": self.env._(
                "This staff number stands for people of several institutions. Ask the administrator to enter the "
                "institution at the sign-in service."
            ),
            "linked": self.env._(
                "The school's account and its staff number stand for two different people here. Ask the administrator "
                "to correct the staff number or the OAuth user ID of one of them."
            ),
            "foreign": self.env._(
                "The school confirmed you for another system. Sign in from this page."
            ),
            "archived": self.env._(
                "Your account in this system was closed because you left the post. "
                "If that is wrong, ask the supervision office."
            ),
            "ticket": self.env._(
                "The confirmation of the school's sign-in is used up or not valid. Sign in again."
            ),
            "stale": self.env._(
                "Signing in took too long, or began in another window. Sign in again."
            ),
            "service": self.env._(
                "The school's sign-in cannot be reached at the moment. Try again in a minute."
            ),
            "attribute": self.env._(
                "The school's sign-in does not tell your staff number. Ask the administrator."
            ),
            "out": self.env._(
                "You are signed out here, but not at the school's sign-in. On a computer that others use, sign out "
                "there as well."
            ),
            "password": self.env._(
                "Sign in with the school's account; passwords are for administrators only."
            ),
        }.get(code, "")

    def action_test(self):
        """Ask the service about a ticket that cannot be good, and say in words what came of it.

        :raise UserError: what is wrong
        """
        self.ensure_one()
        try:
            self._confirmed("ST-duban-test")
        except Denied as error:
            if error.code != "ticket":
                raise UserError(self._words(error.code)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The service answers. Register there: %s", self._service_url()
                ),
            },
        }
