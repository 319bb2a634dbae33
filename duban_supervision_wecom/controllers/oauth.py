"""Signing in through the browser of 企业微信: a card opens the very step without a password."""

import hmac
import logging
import secrets
from urllib.parse import urlencode

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from odoo.addons.duban_supervision_gateway.models.gateway import Refused
from odoo.addons.duban_supervision_signin.controllers.sign_in import (
    begun,
    own_page,
    refuse,
    remember,
    sign_in,
)
from odoo.addons.duban_supervision_signin.models.sign_in import Denied
from odoo.addons.web.controllers.utils import ensure_db

_logger = logging.getLogger(__name__)


class WecomSignIn(Controller):
    def _gateway(self, gateway_id):
        # nobody is signed in yet
        gateway = (
            request.env(user=SUPERUSER_ID)["duban.gateway"].browse(gateway_id).exists()
        )
        return gateway.filtered(
            lambda row: (
                row.kind == "wecom" and row.active and row.is_on and row.oauth_on
            )
        )

    @route(
        "/duban/wecom/<int:gateway_id>/login",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=False,
    )
    def start(self, gateway_id, redirect=None, **_kw):
        """To 企业微信, or straight on for who is signed in."""
        ensure_db()
        if request.session.uid:
            return request.redirect(own_page(redirect), 303)
        gateway = self._gateway(gateway_id)
        if not gateway:
            return request.redirect(
                f"/web/login?{urlencode({'redirect': own_page(redirect)})}", 303
            )
        remember(redirect)
        state = request.session["duban_wecom_state"] = secrets.token_urlsafe(16)
        query = {
            "appid": gateway.app_id, "redirect_uri": f"{gateway._own_url()}/duban/wecom/{gateway.id}/back",
            "response_type": "code", "scope": "snsapi_base", "state": state, "agentid": gateway.agent_id or "",
        }  # fmt: skip
        return request.redirect(
            f"{gateway.oauth_url}?{urlencode(query)}#wechat_redirect", 303, local=False
        )

    @route(
        "/duban/wecom/<int:gateway_id>/back",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=False,
    )
    def back(self, gateway_id, code="", state="", **_kw):
        """Back with a code that says, once, who is there."""
        ensure_db()
        gateway = self._gateway(gateway_id)
        try:
            expected = request.session.pop("duban_wecom_state", None) or ""
            target = begun()
            if (
                not gateway
                or not expected
                or not hmac.compare_digest(expected.encode(), state.encode())
            ):
                raise Denied("stale")
            return sign_in(self._whom(gateway, code), target)
        except Denied as error:
            _logger.info("Nobody signed in through 企业微信: %s", error.code)
            return refuse(error.code)

    def _whom(self, gateway, code):
        """Who is there, of the gateway's institution.

        :raise Denied: a used code, nobody of the institution, or the service is not reached
        """
        try:
            answer = gateway._wecom_asked("/cgi-bin/auth/getuserinfo", code=code)
        except Refused as error:
            raise Denied("ticket" if error.final else "service") from error
        userid = answer.get("userid") or ""
        user = gateway._wecom_user(userid)
        if not user and gateway.address_kind == "staff_number":
            user = gateway.env["res.users"]._duban_whom(userid, gateway.company_id)
        return user
