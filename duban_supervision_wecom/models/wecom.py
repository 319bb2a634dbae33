"""企业微信 as a gateway: token, whom it knows a person as, what its answers mean."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.duban_supervision_gateway.models.gateway import SERVICE_GROUP, Refused

from ..tools.callback import Callback, CallbackError

SERVICE = "https://qyapi.weixin.qq.com"
OAUTH = "https://open.weixin.qq.com/connect/oauth2/authorize"
#: codes that say: ask for a new token
TOKEN = {40014, 41001, 42001}
#: codes that say: later; code → seconds of pause for everything
LATER = {-1: 30, 45009: 60, 45033: 10}
#: what is wrong with the settings: nobody would be reached before somebody changes something
SETTINGS = {40001, 40013, 40056, 41004, 48002, 48006, 50001, 50003, 60020, 301002}
#: what is wrong with one person until somebody changes something there: the others are not kept waiting
PERSON = {50002, 60011}


class TokenExpired(Refused):
    """The token is not accepted any more."""


class DubanGateway(models.Model):
    _inherit = "duban.gateway"

    kind = fields.Selection(
        selection_add=[("wecom", "企业微信")], ondelete={"wecom": "cascade"}
    )
    agent_id = fields.Char("AgentId")
    callback_token = fields.Char(
        "Token of the callback", groups=SERVICE_GROUP, copy=False
    )
    callback_key = fields.Char("EncodingAESKey", groups=SERVICE_GROUP, copy=False)
    oauth_on = fields.Boolean(
        "Sign in through 企业微信",
        help="Whoever opens a card in 企业微信 is signed in as the person whom 企业微信 knows. "
        "The domain of this system must be entered there under 网页授权及JS-SDK.",
    )
    oauth_url = fields.Char("Address of the sign-in", default=OAUTH)
    callback_url = fields.Char(
        "URL to enter at 企业微信", compute="_compute_callback_url"
    )

    @api.depends("kind")
    def _compute_callback_url(self):
        for gateway in self:
            url = gateway._own_url()
            gateway.callback_url = (
                f"{url}/duban/wecom/{gateway.id}" if url and gateway.id else False
            )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "wecom":
            self.name = self.name or "企业微信"
            self.base_url = self.base_url or SERVICE

    @api.constrains("kind", "agent_id", "callback_key", "callback_token")
    def _check_wecom(self):
        for gateway in self.filtered(lambda row: row.kind == "wecom"):
            if gateway.agent_id and not gateway.agent_id.isdigit():
                raise ValidationError(self.env._("AgentId is a number."))
            if gateway.callback_key or gateway.callback_token:
                try:
                    gateway._callback()
                except CallbackError as error:
                    raise ValidationError(
                        self.env._(
                            "EncodingAESKey has 43 letters and digits, and Token is not empty."
                        )
                    ) from error

    def _callback(self):
        """What reads the messages of this one gateway.

        :raise CallbackError: not set up
        """
        # sudo: the keys are the system's
        gateway = self.sudo()
        return Callback(gateway.callback_token, gateway.callback_key, gateway.app_id)

    # ------------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------------

    def _wecom_words(self, code, said=""):
        """What a code of 企业微信 means and what to do, in words."""
        words = {
            40001: self.env._(
                "The secret is wrong: copy it again from the page of the application."
            ),
            40013: self.env._(
                "The CorpID is wrong: it stands under 我的企业, at the very bottom."
            ),
            40056: self.env._("There is no application with this AgentId."),
            41004: self.env._("The secret is missing."),
            301002: self.env._("The secret does not belong to this AgentId."),
            60020: self.env._(
                "This server's address is not allowed: enter it under 企业可信IP of the application."
            ),
            48002: self.env._("The application may not call this interface."),
            48006: self.env._("The application may not call this interface."),
            50001: self.env._(
                "The domain of this system is not entered under 网页授权及JS-SDK of the application."
            ),
            50002: self.env._(
                "The application may not see this person: extend 可见范围."
            ),
            50003: self.env._("The application is switched off at 企业微信."),
            60011: self.env._(
                "The application may not see this person: extend 可见范围."
            ),
            81013: self.env._(
                "企业微信 does not know the person, or the application may not see them (可见范围)."
            ),
            46004: self.env._("企业微信 knows nobody with this mobile number."),
            60111: self.env._("企业微信 knows nobody with this id."),
            40003: self.env._("企业微信 knows nobody with this id."),
            45009: self.env._("Too many calls; it goes on by itself."),
            45033: self.env._("Too many calls at once; it goes on by itself."),
            -1: self.env._("企业微信 is busy; it is tried again."),
        }.get(code)
        return f"{words or self.env._('企业微信 refused: %s', said)} ({code})"

    def _wecom_call(self, path, body=None, token=None, **query):
        """One call of the interface; its answer.

        :raise Refused: in words
        """
        query = {**query, **({"access_token": token} if token else {})}
        url = f"{(self.base_url or SERVICE).rstrip('/')}{path}"
        options = {"params": query}
        if body is not None:
            options["json"] = body
        try:
            data = self._call("GET" if body is None else "POST", url, **options)
        except Refused as error:
            # it says no by a code; by HTTP something between says so, e.g. a proxy of the school
            raise Refused(error.message, False, error.pause or 30) from error
        code = data.get("errcode", 0) if isinstance(data, dict) else None
        if not isinstance(code, int):
            raise Refused(self.env._("The answer is not one of 企业微信."), False, 30)
        if code in TOKEN:
            raise TokenExpired(self._wecom_words(code, data.get("errmsg", "")), False)
        if code:
            later = LATER.get(code, 0) or (300 if code in SETTINGS else 0)
            final = not later and code not in PERSON
            raise Refused(self._wecom_words(code, data.get("errmsg", "")), final, later)
        return data

    def _new_token(self):
        if self.kind != "wecom":
            return super()._new_token()
        data = self._wecom_call(
            "/cgi-bin/gettoken", corpid=self.app_id or "", corpsecret=self.secret or ""
        )
        if not data.get("access_token"):
            raise Refused(self.env._("The answer is not one of 企业微信."), False, 30)
        return data["access_token"], data.get("expires_in") or 7200

    def _wecom_asked(self, path, body=None, **query):
        """A call with the token, once more with a new one where it ran out."""
        token = self._current_token()
        try:
            return self._wecom_call(path, body, token, **query)
        except TokenExpired:
            return self._wecom_call(path, body, self._current_token(bad=token), **query)

    # ------------------------------------------------------------------
    # Whom 企业微信 knows as what
    # ------------------------------------------------------------------

    def _wecom_userid(self, user):
        """Id of ``user`` at 企业微信: the staff number, or what it says for the mobile number; kept.

        :raise Refused: nobody
        """
        own = self._address(user)
        if not own:
            raise Refused(self._no_address())
        # sudo: ids at the service are the engine's, asked by what sends
        Address = self.env["duban.gateway.address"].sudo()
        mine = [("gateway_id", "=", self.id), ("user_id", "=", user.id)]
        known = Address.search([*mine, ("asked", "=", own)], limit=1)
        if known:
            return known.remote
        remote = own
        if self.address_kind == "mobile":
            remote = self._wecom_asked("/cgi-bin/user/getuserid", {"mobile": own}).get(
                "userid"
            )
            if not remote:
                raise Refused(self._wecom_words(46004))
        Address.search(mine).unlink()
        Address.create(
            {"gateway_id": self.id, "user_id": user.id, "asked": own, "remote": remote}
        )
        return remote

    def _wecom_user(self, userid):
        """The person whom 企业微信 knows as ``userid``; empty if nobody, archived people included (as superuser)."""
        # sudo: ids at the service are the engine's; the service says who pressed
        Address = self.env["duban.gateway.address"].sudo()
        rows = Address.search(
            [("gateway_id", "=", self.id), ("remote", "=ilike", userid or "-")]
        )
        # a pattern may find more than was meant, and an answer of before is none about whom the directory has today:
        # numbers are corrected and given to others, people leave the institution (PLUS-I1)
        found = rows.filtered(
            lambda row: (
                row.remote.lower() == (userid or "").lower()
                and row.asked == self._address(row.user_id)
                and self.company_id in row.user_id.company_ids.parent_ids
            )
        )
        users = found.user_id
        if not users and self.address_kind == "staff_number":
            users = self.env["res.users"]._by_staff_number(userid, self.company_id)
        return users if len(users) == 1 else users.browse()

    # ------------------------------------------------------------------
    # Test
    # ------------------------------------------------------------------

    def _test_steps(self):
        steps = super()._test_steps()
        if self.kind != "wecom":
            return steps
        return [
            steps[0],
            (self.env._("CorpID and secret"), self._test_wecom_token),
            (self.env._("You at 企业微信"), self._test_wecom_user),
            steps[-1],
            (self.env._("Buttons (callback)"), self._test_wecom_callback),
        ]

    def _test_wecom_token(self):
        if not self.agent_id:
            raise Refused(self.env._("The AgentId is missing."))
        self._current_token(bad=self.token)

    def _test_wecom_user(self):
        return self._wecom_userid(self.env.user)

    def _test_wecom_callback(self):
        try:
            self._callback()
        except CallbackError as error:
            raise Refused(
                self.env._(
                    "The message was sent, but buttons will not work: enter Token and EncodingAESKey of the page "
                    "接收消息 here, and there the URL %s", self.callback_url or "",
                )
            ) from error  # fmt: skip
