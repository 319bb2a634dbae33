"""A gateway set up on screen without code: addresses, headers, templates, and what in the answer counts as sent.

Up to three calls: one for a token (kept until it expires), one that finds a person's id at the service (kept), one
that sends. Presets fill in what the published descriptions of common services say; nothing of them is fixed.
"""

import json
from urllib.parse import urlencode, urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.duban_supervision import clock

from ..tools import signing, template
from .gateway import SERVICE_GROUP, Refused
from .presets import PRESETS

#: fields that a template may name
FIELDS = (
    "to name title text url due count kind kind_text number key institution app_id secret token today todo_state"
).split()
SIGNS = [
    ("none", "None"),
    ("aliyun", "Alibaba Cloud (RPC)"),
    ("tencent", "Tencent Cloud (TC3)"),
]
BODIES = [
    ("json", "JSON"),
    ("form", "Form (fields of a JSON object)"),
    ("query", "In the address (GET)"),
]


class DubanGateway(models.Model):
    _inherit = "duban.gateway"

    preset = fields.Selection(
        [(key, preset["name"]) for key, preset in PRESETS.items()],
        help="Fills in the fields below as the service describes them; look through them afterwards.",
    )
    headers = fields.Text(
        groups=SERVICE_GROUP,
        help="One per line: Name: value. Fields as {{token}} are filled in.",
    )
    body_kind = fields.Selection(BODIES, "Sent as", default="json", required=True)
    sign_kind = fields.Selection(SIGNS, "Signature", default="none", required=True)
    send_url = fields.Char(
        "Address to send to",
        groups=SERVICE_GROUP,
        help="After the address of the service; with fields as {{token}}.",
    )
    send_body = fields.Text(
        "Template of the message",
        groups=SERVICE_GROUP,
        help="JSON with fields such as {{to}}, {{title}}, {{url}}.",
    )
    update_url = fields.Char("Address to update a to-do", groups=SERVICE_GROUP)
    update_body = fields.Text("Template of an update", groups=SERVICE_GROUP)
    close_url = fields.Char("Address to close a to-do", groups=SERVICE_GROUP)
    close_body = fields.Text("Template of a closing", groups=SERVICE_GROUP)
    sent_path = fields.Char(
        "Place of the result",
        help="In the answer, e.g. errcode or Response.SendStatusSet.0.Code. Several separated by commas: the first "
        "that is there.",
    )
    sent_value = fields.Char(
        "Result that means sent", help="E.g. 0 or OK. Several separated by commas."
    )
    id_path = fields.Char(
        "Place of the number", help="Of the message at the service, e.g. task_id."
    )
    words_path = fields.Char(
        "Place of the reason",
        help="What the service says when it refuses, e.g. errmsg.",
    )
    retry_values = fields.Char(
        "Results that mean later", help="Busy or too many: tried again, e.g. -1, 45009."
    )
    token_values = fields.Char(
        "Results that mean: new token", help="E.g. 40014, 42001."
    )
    token_url = fields.Char("Address of the token", groups=SERVICE_GROUP)
    token_body = fields.Text(
        "Template of the token call",
        groups=SERVICE_GROUP,
        help="Empty: the token is asked for by GET.",
    )
    token_path = fields.Char("Place of the token")
    token_seconds_path = fields.Char("Place of its term in seconds")
    lookup_url = fields.Char("Address that finds a person", groups=SERVICE_GROUP)
    lookup_body = fields.Text(
        "Template of the call that finds a person",
        groups=SERVICE_GROUP,
        help="Empty: GET.",
    )
    lookup_path = fields.Char("Place of the person's id")

    @api.onchange("preset")
    def _onchange_preset(self):
        for name, value in PRESETS.get(self.preset or "", {}).items():
            if name == "name":
                self.name = self.name or value
            else:
                self[name] = value

    @api.constrains("send_body", "update_body", "close_body", "token_body", "lookup_body", "headers", "send_url",
                    "update_url", "close_url", "token_url", "lookup_url")  # fmt: skip
    def _check_templates(self):
        for gateway in self:
            for name in ("send_body", "update_body", "close_body", "token_body", "lookup_body", "headers", "send_url",
                         "update_url", "close_url", "token_url", "lookup_url"):  # fmt: skip
                try:
                    template.check(gateway[name], FIELDS, name.endswith("_body"))
                except template.TemplateError as error:
                    label = gateway._fields[name]._description_string(self.env)
                    if error.code == "json":
                        words = self.env._(
                            "%(label)s is no JSON: %(why)s", label=label, why=error.text
                        )
                    else:
                        words = self.env._(
                            "%(label)s names a field “%(field)s” that does not exist. Fields: %(fields)s",
                            label=label, field=error.text, fields=", ".join(FIELDS),
                        )  # fmt: skip
                    raise ValidationError(words) from error

    # ------------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------------

    def _deliver(self, message):
        if self.kind != "http":
            return super()._deliver(message)
        address = self._address(message.user_id)
        if not address:
            raise Refused(self._no_address())
        token = self._current_token() if self.token_url else ""
        try:
            return self._send(message, address, token)
        except TokenRefused:
            # once with a new one
            try:
                return self._send(message, address, self._current_token(bad=token))
            except TokenRefused as error:
                raise Refused(
                    self.env._("The service refuses the token: %s", error.message),
                    False,
                    300,
                ) from error

    def _send(self, message, address, token):
        values = self._values(message, address, token)
        if self.lookup_url:
            values["to"] = self._remote_address(message.user_id, values)
        step = {"update": "update", "close": "close"}.get(
            (message.payload or {}).get("todo"), "send"
        )
        data = self._asked(self[f"{step}_url"], self[f"{step}_body"], values)
        self._judge(data)
        number = template.at_path(data, self.id_path) if self.id_path else None
        return {"remote_id": str(number)} if number is not None else {}

    def _values(self, message, address, token):
        payload = message.payload or {}
        return {
            **{name: payload.get(name) for name in FIELDS if name in payload},
            "to": address, "name": message.user_id.name, "key": payload.get("todo_key") or message.key,
            "number": message.id, "institution": self.company_id.name, "app_id": self.app_id or "",
            "secret": self.secret or "", "token": token, "today": str(clock.today(self)),
        }  # fmt: skip

    def _asked(self, url, body, values):
        """The answer to a call; one that refuses is judged by what it says, as services refuse with HTTP 400 what is
        only early or wants a new token."""
        try:
            return self._request(url, body, values)
        except Refused as error:
            if error.data:
                self._judge(error.data)
            if error.status == 401 and self.token_url:
                raise TokenRefused(error.message) from error
            raise

    def _request(self, url, body, values):
        """One call with what the templates make of ``values``."""
        if not url:
            raise Refused(
                self.env._("The address for this kind of message is not set.")
            )
        full = (
            url
            if urlsplit(url).scheme
            else f"{(self.base_url or '').rstrip('/')}/{url.lstrip('/')}"
        )
        full = template.filled_url(full, values)
        headers = self._headers(values)
        data = template.filled_json(body, values) if (body or "").strip() else None
        if self.sign_kind == "aliyun" and data is not None:
            data = signing.aliyun(
                self._flat(data), self.app_id or "", self.secret or ""
            )
            return self._call("POST", full, headers=headers, data=data)
        if self.sign_kind == "tencent" and data is not None:
            action, version, region = (
                data.pop(name, "") for name in ("Action", "Version", "Region")
            )
            own, content = signing.tencent(
                full,
                action,
                version,
                region,
                data,
                self.app_id or "",
                self.secret or "",
            )
            return self._call("POST", full, headers={**headers, **own}, data=content)
        if data is None:
            return self._call("GET", full, headers=headers)
        if self.body_kind == "json":
            return self._call("POST", full, headers=headers, json=data)
        if self.body_kind == "query":
            glue = "&" if "?" in full else "?"
            return self._call(
                "GET", f"{full}{glue}{urlencode(self._flat(data))}", headers=headers
            )
        return self._call("POST", full, headers=headers, data=self._flat(data))

    @staticmethod
    def _flat(data):
        return {
            key: value
            if isinstance(value, str)
            else json.dumps(value, ensure_ascii=False)
            for key, value in data.items()
        }

    def _headers(self, values):
        headers = {}
        for line in (self.headers or "").splitlines():
            name, _colon, value = line.partition(":")
            if name.strip():
                # nothing that a person wrote begins another header
                headers[name.strip()] = (
                    template.filled(value.strip(), values)
                    .replace("\r", " ")
                    .replace("\n", " ")
                )
        return headers

    def _judge(self, data):
        """Raise unless the answer says that the message was taken."""
        if not self.sent_path:
            return
        result = template.at_path(data, self.sent_path)
        if result is None and not data:
            # e.g. the page of a maintenance: nothing was taken, and nothing is wrong with the message
            raise Refused(
                self.env._("The answer has no data; it is tried again."), False, 60
            )
        text = json.dumps(result) if isinstance(result, bool) else str(result)
        if result is not None and text in template.words(self.sent_value or "0"):
            return
        said = template.at_path(data, self.words_path) if self.words_path else ""
        if result is None:
            text, said = self.env._("nothing that could be read"), said or str(data)[:200]  # fmt: skip
        words = self.env._(
            "The service says %(result)s %(said)s", result=text, said=said or ""
        ).strip()
        if text in template.words(self.token_values):
            raise TokenRefused(words)
        later = text in template.words(self.retry_values)
        raise Refused(words, final=not later, pause=60 if later else 0, is_own=True)

    def _new_token(self):
        if self.kind != "http":
            return super()._new_token()
        values = {"app_id": self.app_id or "", "secret": self.secret or ""}
        data = self._request(self.token_url, self.token_body, values)
        token = template.at_path(data, self.token_path or "access_token")
        if not token:
            said = (
                template.at_path(data, self.words_path)
                if self.words_path
                else json.dumps(data)[:200]
            )
            raise Refused(
                self.env._("The service gives no token: %s", said), False, 300
            )
        return str(token), template.at_path(data, self.token_seconds_path or "") or 7200

    def _remote_address(self, user, values):
        """The person's id at the service, asked once and kept."""
        # sudo: ids at the service are the engine's, asked by what sends
        Address = self.env["duban.gateway.address"].sudo()
        own = values["to"]
        known = Address.search(
            [
                ("gateway_id", "=", self.id),
                ("user_id", "=", user.id),
                ("asked", "=", own),
            ],
            limit=1,
        )
        if known:
            return known.remote
        data = self._asked(self.lookup_url, self.lookup_body, values)
        remote = template.at_path(data, self.lookup_path)
        if not remote:
            self._judge(data)
            raise Refused(self.env._("The service does not know %s.", own))
        Address.create(
            {
                "gateway_id": self.id,
                "user_id": user.id,
                "asked": own,
                "remote": str(remote),
            }
        )
        return str(remote)

    def _test_steps(self):
        steps = super()._test_steps()
        if self.kind == "http" and self.token_url:
            steps.insert(1, (self.env._("Token of the service"), self._test_token))
        return steps

    def _test_token(self):
        self._current_token(bad=self.token)


class TokenRefused(Refused):
    """The token ran out, or was taken back."""


class DubanGatewayAddress(models.Model):
    """Whom a service knows a person as."""

    _name = "duban.gateway.address"
    _description = "Person at a gateway"
    _inherit = ["duban.screen"]
    _rec_name = "remote"

    gateway_id = fields.Many2one(
        "duban.gateway", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    asked = fields.Char(
        required=True,
        help="What was asked for: the staff number or mobile number then.",
    )
    remote = fields.Char("Id at the service", required=True)

    _once = models.UniqueIndex("(gateway_id, user_id, asked)")
    _remote_idx = models.Index("(gateway_id, remote)")
