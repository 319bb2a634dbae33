"""A local 企业微信 that speaks the published interface, errors included."""

import base64
import os
import secrets
import time
from xml.sax.saxutils import escape

from odoo.addons.duban_supervision_wecom.tools.callback import Callback

from tests.duban_supervision_gateway.service import Service

CORP, SECRET, AGENT = "wwtest0000000001", "secret-of-the-app", 1000002
TOKEN = "callbacktoken"
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()[:43]


class WecomServer(Service):
    """``users`` {userid: mobile} who see the application; ``cards`` what was delivered: dicts userid, card, code."""

    def __init__(self, users):
        super().__init__()
        self.users = dict(users)
        self.tokens, self.cards, self.updates, self.seen, self.codes = (
            {},
            [],
            [],
            {},
            {},
        )
        self.tasks = set()
        self.fail_next = []
        self.per_minute = None
        self.oauth = {}

    def handle(self, method, path, query, headers, body):
        if self.fail_next:
            return 200, {"errcode": self.fail_next.pop(0), "errmsg": "as told"}
        name = path.removeprefix("/cgi-bin/").replace("/", "_")
        if name != "gettoken" and query.get("access_token") not in self.tokens:
            return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
        if name != "gettoken" and self.tokens[query["access_token"]] < time.time():
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        return 200, getattr(self, f"on_{name}")(query, body)

    def on_gettoken(self, query, body):
        if query.get("corpid") != CORP:
            return {"errcode": 40013, "errmsg": "invalid corpid"}
        if query.get("corpsecret") != SECRET:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        token = secrets.token_hex(16)
        self.tokens[token] = time.time() + 7200
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}

    def on_user_getuserid(self, query, body):
        found = [
            name for name, mobile in self.users.items() if mobile == body.get("mobile")
        ]
        return (
            {"errcode": 0, "errmsg": "ok", "userid": found[0]}
            if found
            else {"errcode": 46004, "errmsg": "no user"}
        )

    def on_auth_getuserinfo(self, query, body):
        userid = self.oauth.pop(query.get("code"), None)
        return (
            {"errcode": 0, "errmsg": "ok", "userid": userid}
            if userid
            else {"errcode": 40029, "errmsg": "bad code"}
        )

    def on_message_send(self, query, body):
        if body.get("agentid") != AGENT:
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        if self.per_minute is not None and len(self.cards) >= self.per_minute:
            return {"errcode": 45009, "errmsg": "api freq out of limit"}
        names = body["touser"].split("|")
        known = [name for name in names if name in self.users]
        invalid = [name for name in names if name not in self.users]
        if not known:
            return {"errcode": 81013, "errmsg": "all invalid"}
        content = repr({key: value for key, value in body.items() if key != "touser"})
        code = ""
        if body["msgtype"] == "template_card":
            wrong = self.wrong_card(body["template_card"])
            if wrong:
                return {"errcode": 40058, "errmsg": wrong}
            if body["template_card"]["card_type"] == "button_interaction":
                code = secrets.token_hex(8)
        for name in known:
            before = self.seen.get((name, content))
            term = (
                body["duplicate_check_interval"]
                if body.get("enable_duplicate_check")
                else 0
            )
            if before and time.time() - before < term:
                continue
            self.seen[name, content] = time.time()
            self.cards.append(
                {
                    "userid": name,
                    "body": body,
                    "card": body.get("template_card") or {},
                    "code": code,
                }
            )
            self.codes[code] = self.cards[-1]
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "|".join(invalid), "msgid": secrets.token_hex(6),
                "response_code": code}  # fmt: skip

    def wrong_card(self, card):
        if card["card_type"] == "text_notice":
            return "" if card.get("card_action", {}).get("url") else "card_action"
        task = card.get("task_id", "")
        if not 0 < len(task) <= 128:
            return "task_id"
        if not 1 <= len(card.get("button_list", [])) <= 6:
            return "button_list"
        if any(
            not (button.get("key") or button.get("url"))
            for button in card["button_list"]
        ):
            return "button"
        return ""

    def on_message_update_template_card(self, query, body):
        card = self.codes.pop(body.get("response_code"), None)
        if not card:
            return {"errcode": 40097, "errmsg": "invalid response_code"}
        self.updates.append((body["userids"], body["button"]["replace_name"]))
        card["replaced"] = body["button"]["replace_name"]
        return {"errcode": 0, "errmsg": "ok", "invaliduser": []}

    # -- what people do

    def card_of(self, userid, task=None):
        return [row for row in self.cards if row["userid"] == userid][-1]

    def event(self, card, key=None, userid=None, corp=CORP, token=TOKEN, stamp=None):
        """(query, content) of the call that 企业微信 makes when ``userid`` presses a button of ``card``."""
        code = secrets.token_hex(8)
        self.codes[code] = card
        buttons = [row for row in card["card"]["button_list"] if row.get("key")]
        stamp = str(int(stamp or time.time()))
        fields = {
            "ToUserName": corp, "FromUserName": userid or card["userid"], "CreateTime": stamp, "MsgType": "event",
            "Event": "template_card_event", "EventKey": key or buttons[0]["key"],
            "TaskId": card["card"]["task_id"], "CardType": "button_interaction", "ResponseCode": code,
            "AgentID": str(AGENT),
        }  # fmt: skip
        plain = "".join(
            f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items()
        )
        callback = Callback(token, KEY, corp)
        encrypted = callback.seal(f"<xml>{plain}</xml>".encode())
        nonce = os.urandom(4).hex()
        query = {
            "msg_signature": callback.signature(stamp, nonce, encrypted), "timestamp": stamp, "nonce": nonce,
        }  # fmt: skip
        content = f"<xml><ToUserName>{escape(corp)}</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        return query, content
