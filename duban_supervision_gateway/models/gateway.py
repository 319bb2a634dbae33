"""A gateway: one way to tell people outside Odoo, set up on one page, tested by one button."""

import logging
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision.models.reminding.reminder import KINDS, NOTICES
from odoo.addons.duban_supervision.system import parameter
from odoo.addons.duban_supervision.tools.remembered import remembered

_logger = logging.getLogger(__name__)

#: fields of a person by which a gateway may address
ADDRESSES = [
    ("staff_number", "Staff number"),
    ("mobile", "Mobile number"),
    ("email", "E-mail address"),
    ("login", "Login"),
]
#: who enters the service: its answers say who somebody is, who presses a button, and where messages go
SERVICE_GROUP = "base.group_system"
#: what the supervision administrator decides: whether messages go out, which, to whom in which order
CHOSEN = frozenset(
    ("name", "sequence", "active", "is_on", "kinds", "may_opt_out", "per_minute", "give_up_days")
)  # fmt: skip
#: seconds that a call may take
TIMEOUT = 8
#: where a person's computer is not what others reach
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "")


def plain_number(written):
    """A mobile number without blanks, dashes and the country."""
    return (written or "").replace(" ", "").replace("-", "").removeprefix("+86")


class Refused(Exception):
    """The other side said no: ``message`` in words; ``final``: trying again does not help.

    ``pause``: seconds in which nothing more is sent through this gateway; ``is_own``: only the first time, as the
    service answers and may mean this one person (a telephone's limit of the day). ``status`` and ``data``: what was
    answered, where an answer refused.
    """

    def __init__(
        self, message, final=True, pause=0, *, is_own=False, status=0, data=None
    ):
        super().__init__(message)
        self.message, self.final, self.pause, self.is_own = (
            message, final, pause, is_own,
        )  # fmt: skip
        self.status, self.data = status, data


class DubanGateway(models.Model):
    """Settings of one gateway of one institution. What it sends is a ``duban.gateway.message``."""

    _name = "duban.gateway"
    _description = "Message gateway"
    _inherit = ["duban.screen"]
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=False, help="As people see it, e.g. 企业微信."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_on = fields.Boolean(
        "In use", help="Messages go out. Off: nothing is sent and nobody is asked."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("http", "HTTP, configured here")], required=True, default="http"
    )
    purpose = fields.Selection(
        [
            ("messages", "Messages to people"),
            ("todos", "To-dos for the school's portal (统一待办)"),
        ],
        required=True,
        default="messages",
    )
    address_kind = fields.Selection(
        ADDRESSES,
        "Addressed by",
        required=True,
        default="staff_number",
        help="What of a person the other side knows.",
    )
    kinds = fields.Char(
        "Only these events",
        help="Codes separated by commas, e.g. assigned, to_decide, urged, due_soon, decided. Empty: all.",
    )
    may_opt_out = fields.Boolean(
        "People may switch it off", default=True, help="Each in the own preferences."
    )
    per_minute = fields.Integer(
        "At most per minute", default=60, help="0: no limit of one's own."
    )
    give_up_days = fields.Integer(
        "Give up after days",
        default=3,
        help="A message that could not be sent for so long is marked as failed.",
    )
    base_url = fields.Char(
        "Address of the service",
        help="Beginning of all addresses below; no slash at the end.",
    )
    app_id = fields.Char("Application", groups=SERVICE_GROUP)
    secret = fields.Char(groups=SERVICE_GROUP, copy=False)
    token = fields.Char(groups=SERVICE_GROUP, copy=False, readonly=True)
    token_until = fields.Datetime(copy=False, readonly=True)
    date_blocked = fields.Datetime(
        "Pauses until",
        copy=False,
        readonly=True,
        help="After an outage or a limit of the service.",
    )
    last_error = fields.Char(copy=False, readonly=True)
    queued_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")

    _name_once = models.UniqueIndex(
        "(company_id, name) WHERE active IS TRUE",
        "There is a gateway of this name already.",
    )

    @api.depends("name", "company_id")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """With the institution for who belongs to several: each has its 企业微信."""
        own = self.env.user.company_ids  # named whichever is chosen at the moment
        for gateway in self:
            names = (gateway.name, len(own) > 1 and (own & gateway.company_id).name)
            gateway.display_name = " · ".join(filter(None, names))

    def _compute_counts(self):
        # sudo: figures for the administrator, who reads no message
        counts = dict.fromkeys(self.ids, ())
        for gateway, state, count in (
            self.env["duban.gateway.message"]
            .sudo()
            ._read_group(
                [
                    ("gateway_id", "in", self.ids),
                    ("state", "in", ("queued", "sending", "failed")),
                ],
                ["gateway_id", "state"],
                ["__count"],
            )
        ):
            counts[gateway.id] = (*counts[gateway.id], (state, count))
        for gateway in self:
            found = dict(counts.get(gateway.id, ()))
            gateway.failed_count = found.get("failed", 0)
            gateway.queued_count = found.get("queued", 0) + found.get("sending", 0)

    @api.constrains("kinds")
    def _check_kinds(self):
        known = {kind for kind, _name in KINDS + NOTICES}
        for gateway in self:
            unknown = gateway._wanted_kinds() - known
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no event %(unknown)s. Events are: %(events)s",
                        unknown=", ".join(sorted(unknown)), events=", ".join(sorted(known)),
                    )
                )  # fmt: skip

    @api.constrains("base_url")
    def _check_base_url(self):
        for gateway in self.filtered("base_url"):
            parts = urlsplit(gateway.base_url)
            if parts.scheme not in ("http", "https") or not parts.netloc:
                raise ValidationError(
                    self.env._(
                        "“%s” is no address; it begins with https://.", gateway.base_url
                    )
                )

    def _wanted_kinds(self):
        return {
            word.strip()
            for word in (self.kinds or "").replace("，", ",").split(",")
            if word.strip()
        }

    # ------------------------------------------------------------------
    # Whom, and under which address
    # ------------------------------------------------------------------

    @api.model
    def _for_user(self, user, purpose="messages", companies=None):
        """Gateways that tell ``user`` something (as superuser).

        :param companies: of what is told: each institution tells through its own; None: the person's main one
        """
        ids = [
            key
            for company in companies or user.company_id
            for key in self._in_use_ids(company.id, purpose)
        ]
        # sudo: which ways lead to the person; the settings are used, not shown
        found = self.sudo().browse(ids)
        if not found:
            return found
        return found.filtered(
            lambda row: not row.may_opt_out or row not in user.duban_muted_gateway_ids
        )

    @api.model
    @remembered("company_id", "purpose")
    def _in_use_ids(self, company_id, purpose):
        """Ids of the gateways in use for a purpose (company None: anywhere); every step asks, so it costs no query."""
        # sudo: which there are, not what is in them
        domain = [("is_on", "=", True), ("purpose", "=", purpose)]
        if company_id:
            domain.append(("company_id", "=", company_id))
        found = self.sudo().search(domain)
        return tuple(found.ids)

    @api.model_create_multi
    def create(self, vals_list):
        gateways = super().create(vals_list)
        self.env.registry.clear_cache()
        return gateways

    def write(self, vals):
        """Write; the service itself is the platform administrator's, as the school's sign-in is (PLUS-I1).

        :raise AccessError: naming the fields
        """
        service = vals.keys() - CHOSEN
        if service and not self.env.su and not self.env.user.has_group(SERVICE_GROUP):
            labels = (self._fields[name]._description_string(self.env) for name in service)  # fmt: skip
            raise AccessError(
                self.env._(
                    "The service of a gateway is entered by the platform's administrator: %s",
                    ", ".join(sorted(labels)),
                )
            )
        if not vals.get("active", True):
            vals = {**vals, "is_on": False}  # also for who finds it by its number
        result = super().write(vals)
        if {"is_on", "active", "purpose", "company_id", "sequence"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _address(self, user):
        """What the other side knows ``user`` by, "" if the directory does not say."""
        if self.address_kind == "mobile":
            return self._mobile(user)
        return user[self.address_kind] or ""

    def _mobile(self, user):
        """The mobile number of ``user``; "" where it stands for several people, so that nobody is taken for another."""
        # sudo: the number is used, not shown; searched, as `employee_ids` depends on the company of whoever asks
        Employee = self.env["hr.employee"].sudo()
        employees = Employee.search([("user_id", "=", user.id)])
        written = next(filter(None, employees.mapped("mobile_phone")), "")
        number = plain_number(written)
        if not number:
            return ""
        others = Employee.search(
            [
                ("mobile_phone", "ilike", number[-4:]),
                ("user_id", "not in", [user.id, False]),
                ("company_id", "in", user.sudo().company_ids.ids),
            ]
        )
        twins = (plain_number(other.mobile_phone) for other in others)
        return "" if number in twins else number

    def _no_address(self):
        """Why a person cannot be told, in words."""
        if self.address_kind == "mobile":
            return self.env._(
                "No mobile number in the people list, or one that stands for several people."
            )
        label = dict(self._fields["address_kind"]._description_selection(self.env))
        return self.env._("No %s in the people list.", label[self.address_kind].lower())

    @api.model
    def _own_url(self):
        """Address of this Odoo as people open it, "" while it is that of a computer of one's own."""
        url = (parameter(self.env, "web.base.url") or "").rstrip("/")
        return (
            ""
            if (urlsplit(url).hostname or "") in LOCAL_HOSTS and not self._allow_local()
            else url
        )

    @api.model
    def _allow_local(self):
        """Whether links may lead to this very computer: for trying out only."""
        return bool(parameter(self.env, "duban_supervision.allow_local_links"))

    # ------------------------------------------------------------------
    # Calling the other side
    # ------------------------------------------------------------------

    def _call(self, method, url, **options):
        """One request; its answer as data.

        :raise Refused: not reached, or an answer that is none; never ``final``
        """
        try:
            answer = requests.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, **options
            )
        except requests.exceptions.SSLError as error:
            words = self.env._(
                "The certificate of the service is not accepted: %s", error
            )
            raise Refused(words, False, 300) from error
        except requests.RequestException as error:
            raise Refused(
                self.env._("The service cannot be reached (%s).", type(error).__name__),
                False,
                30,
            ) from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Refused(
                self.env._(
                    "The service is out of order (HTTP %s).", answer.status_code
                ),
                False,
                30,
            )
        try:
            data = answer.json()
        except ValueError:
            data = {}
        if not 200 <= answer.status_code < 300:
            words = self.env._(
                "The service refused the call (HTTP %(status)s): %(text)s",
                status=answer.status_code, text=answer.text[:200],
            )  # fmt: skip
            raise Refused(words, status=answer.status_code, data=data)
        return data if isinstance(data, dict | list) else {}

    def _current_token(self, bad=None):
        """Token of the service; renewed by one process at a time.

        :param bad: a token that was just refused, to be renewed whatever its term says
        """
        self.ensure_one()
        # sudo: the settings are the system's
        gateway = self.sudo()
        if gateway._token_is_good(bad):
            return gateway.token
        # whoever comes second waits, and finds the new one; who only queues a message does not wait, as a lock of the
        # key would make it
        self.env.cr.execute(
            "SELECT id FROM duban_gateway WHERE id = %s FOR NO KEY UPDATE", [self.id]
        )
        gateway.invalidate_recordset(["token", "token_until"])
        if gateway._token_is_good(bad):
            return gateway.token
        now = fields.Datetime.now()
        token, seconds = gateway._new_token()
        # a little earlier than the other side says: a call under way does not run into the end
        term = timedelta(seconds=max(60, int(seconds) - 300))
        gateway.write({"token": token, "token_until": now + term})
        return token

    def _token_is_good(self, bad=None):
        return bool(
            self.token
            and self.token != bad
            and self.token_until
            and self.token_until > fields.Datetime.now()
        )

    def _new_token(self):
        """(token, seconds that it is good for), asked of the service. Per kind."""
        raise NotImplementedError

    def _deliver(self, message):
        """Hand ``message`` (one ``duban.gateway.message``) over. Per kind.

        :return: dict of values of the message (``remote_id``, …) once the other side confirmed it
        :raise Refused:
        """
        raise NotImplementedError

    # ------------------------------------------------------------------
    # Testing
    # ------------------------------------------------------------------

    def _check_admin(self):
        if not any(map(self.env.user.has_group, ("duban_supervision.group_admin", SERVICE_GROUP))):  # fmt: skip
            raise AccessError(
                self.env._("Gateways are set up by the supervision administrator.")
            )

    def action_test(self):
        """Send a test message to oneself and say in words what came of it.

        :raise AccessError: another institution's gateway
        :raise UserError: what is wrong, in words
        """
        self.ensure_one()
        self._check_admin()
        self.check_access("write")
        # sudo: the administrator was checked; keys are used, not shown, and what came of the test is the engine's
        sudo = self.sudo()
        steps = []
        for step, check in sudo._test_steps():
            try:
                said = check()
            except Refused as error:
                sudo.last_error = error.message
                raise UserError(
                    self.env._(
                        "%(done)s%(step)s: %(why)s",
                        done="".join(f"✓ {name}\n" for name in steps), step=f"✗ {step}", why=error.message,
                    )
                ) from error  # fmt: skip
            steps.append(f"{step} {said}" if isinstance(said, str) else step)
        sudo.write({"last_error": False, "date_blocked": False})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "message": "\n".join(f"✓ {name}" for name in steps),
            },
        }

    def _test_steps(self):
        """[(words, function)] of what the test looks at (as superuser), in order. The last one sends."""
        return [
            (self.env._("Address of this system"), self._test_own_url),
            (self.env._("Your address"), self._test_address),
            (self.env._("Test message"), self._test_message),
        ]

    def _test_own_url(self):
        url = self._own_url()
        if not url:
            raise Refused(
                self.env._(
                    "Links would lead to “localhost”. Set the address that people use: "
                    "Settings › Technical › System Parameters › web.base.url."
                )
            )
        return url

    def _test_address(self):
        address = self._address(self.env.user)
        if not address:
            raise Refused(self._no_address())
        return address

    def _test_message(self):
        # the queue is the system's; it is addressed to the current user
        message = self.env["duban.gateway.message"].create(
            {
                "gateway_id": self.id, "user_id": self.env.uid, "key": f"test:{secrets.token_hex(8)}",
                "kind": "test", "state": "sending",
                "payload": {
                    "title": self.env._("Supervision: test message"), "text": self.env._("This channel works."),
                    "url": self._own_url(), "kind": "test", "kind_text": self.env._("Test"),
                },
            }
        )  # fmt: skip
        values = self._deliver(message)
        message.write(
            {"state": "sent", "date_sent": fields.Datetime.now(), **(values or {})}
        )
        return None

    def action_messages(self):
        """Open what went through this gateway, without content.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "duban.gateway.message",
            "views": [(False, "list"), (False, "form")],
            "domain": [("gateway_id", "=", self.id)],
        }
