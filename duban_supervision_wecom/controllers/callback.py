"""The URL that 企业微信 calls: to see that it is ours, and when somebody presses a button."""

import logging
import time

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from ..models.wecom_card import FRESH
from ..tools.callback import CallbackError, parse

_logger = logging.getLogger(__name__)
BAD = 403


class WecomCallback(Controller):
    @route(
        "/duban/wecom/<int:gateway_id>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
    )
    def verify(
        self, gateway_id, msg_signature="", timestamp="", nonce="", echostr="", **_rest
    ):
        """企业微信 asks whether the URL is ours: the text inside ``echostr`` is the answer."""
        try:
            callback = self._gateway(gateway_id)._callback()
            plain = callback.open(msg_signature, timestamp, nonce, echostr)
        except CallbackError as error:
            _logger.warning("企业微信 callback refused: %s", error)
            return request.make_response("refused", status=BAD)
        return request.make_response(
            plain, [("Content-Type", "text/plain; charset=utf-8")]
        )

    @route(
        "/duban/wecom/<int:gateway_id>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, gateway_id, msg_signature="", timestamp="", nonce="", **_rest):
        """An event. Whatever it is, the answer is empty: 企业微信 repeats a call that is not answered."""
        try:
            gateway = self._gateway(gateway_id)
            callback = gateway._callback()
            outer = parse(request.httprequest.get_data())
            content = callback.open(
                msg_signature, timestamp, nonce, outer.get("Encrypt", "")
            )
            if (
                not timestamp.isdigit()
                or abs(time.time() - int(timestamp)) > FRESH * 60
            ):
                raise CallbackError("stale")
            event = parse(content)
        except CallbackError as error:
            _logger.warning("企业微信 callback refused: %s", error)
            return request.make_response("refused", status=BAD)
        if event.get("Event") == "template_card_event" and gateway.is_on:
            said = gateway.env["duban.gateway.message"]._press(
                gateway, event, f"{timestamp}:{nonce}"
            )
            _logger.info("企业微信 card of gateway %s: %s", gateway.id, said)
        return request.make_response(
            "", [("Content-Type", "text/plain; charset=utf-8")]
        )

    def _gateway(self, gateway_id):
        # the service calls for nobody: what it says is checked with its keys, steps are taken as the person
        env = request.env(user=SUPERUSER_ID)
        gateway = env["duban.gateway"].browse(gateway_id).exists()
        if gateway.kind != "wecom" or not gateway.active:
            raise CallbackError("gateway")
        return gateway
