"""Cards: what they say, which buttons they offer, and what a press does, once, as the person.

A button is a way to the public method of the step: the same door, rights and trail as in Odoo. Which button a card
has follows from the person's open to-do; whether it still holds is asked when it is pressed.
"""

import logging
import secrets
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision_gateway.models.gateway import Refused

_logger = logging.getLogger(__name__)

#: hours in which the service lets a card be changed
CHANGEABLE = 71
#: minutes in which a press is taken: later it is a repetition
FRESH = 10
#: characters that a card shows
TITLE, BODY, VALUE = 26, 112, 26


def shortened(words, room=TITLE):
    """``words`` as a card shows them; what has no room ends visibly."""
    return words if len(words) <= room else f"{words[: room - 1]}…"


class DubanGatewayMessage(models.Model):
    _inherit = "duban.gateway.message"

    task_id = fields.Char(
        default=lambda self: f"duban-{secrets.token_hex(12)}", copy=False, readonly=True, index=True,
        groups="base.group_system",
    )  # fmt: skip
    offered = fields.Char(
        help="The step that a button of the card takes, e.g. accept or approve:12."
    )
    response_code = fields.Char(groups="base.group_system")
    last_press = fields.Char(groups="base.group_system")
    date_acted = fields.Datetime("Pressed on")
    acted = fields.Char("What became of it")

    # ------------------------------------------------------------------
    # Pressed
    # ------------------------------------------------------------------

    def _press(self, gateway, event, stamp):
        """A button of a card was pressed.

        :param event: {tag: text} of the event, from 企业微信
        :param stamp: timestamp and nonce of the call, to know a repetition by
        :return: words for the log
        """
        # sudo: the card by what only its receiver and the service know; the step is taken as the person below
        message = self.sudo().search(
            [("gateway_id", "=", gateway.id), ("task_id", "=", event.get("TaskId") or "-")], limit=1
        )  # fmt: skip
        if not message:
            return "unknown card"
        self.env.cr.execute(
            "SELECT id FROM duban_gateway_message WHERE id = %s FOR UPDATE",
            [message.id],
        )
        message.invalidate_recordset()
        user = gateway._wecom_user(event.get("FromUserName"))
        if not user or user != message.user_id or not user.active:
            return "not the person of the card"
        key = event.get("EventKey") or ""
        if not message.offered or key != message.offered:
            return "not a button of the card"
        if message.date_acted or message.last_press == stamp:
            return "pressed already"
        message.last_press = stamp
        done, words = message._act_as(user, key)
        if done:
            message.write({"date_acted": fields.Datetime.now(), "acted": words})
        message._change_card(words, event.get("ResponseCode"))
        return words

    def _act_as(self, user, key):
        """Take the step as ``user``; (whether the card is through, words for its button)."""
        own = self.with_user(user).with_context(
            lang=user.lang, allowed_company_ids=self.company_id.ids
        ).sudo(False).env  # fmt: skip
        try:
            with self.env.cr.savepoint():
                words = self._take_step(own, key)
                own.flush_all()
        except UserError as error:
            self.env.invalidate_all()
            _logger.info("Card %s: %s", self.id, error)
            if self._still_asks():
                # what is missing stands on the button; the card opens the page on which it is filled in
                return False, str(error)
            return True, own._("No longer open")
        return True, words

    def _take_step(self, env, key):
        kind, _colon, number = key.partition(":")
        if kind == "approve":
            env["duban.approval.line"].browse(int(number)).action_approve()
            return env._("Agreed")
        matter = env["duban.matter"].browse(self.reminder_id.res_id)
        if matter._rule("acceptance_kind") == "claim":
            matter.action_claim()
        else:
            matter.action_accept()
        return env["duban.label"]._own(env._("Accepted"), matter.regulation_id)

    def _still_asks(self):
        """Whether the person of this one card still has the to-do that its button is for (as superuser)."""
        key = self.offered or ""
        reminder = self.reminder_id
        # sudo: whether the card's own receiver still has the to-do
        todos = self.env["mail.activity"].sudo().search(
            [("res_model", "=", reminder.res_model), ("res_id", "=", reminder.res_id),
             ("user_id", "=", self.user_id.id), ("duban_key", "=", key)], limit=1
        )  # fmt: skip
        return bool(todos)

    def _change_card(self, words, response_code):
        """Queue that the card says ``words`` instead of its buttons."""
        if not response_code:
            return
        self._enqueue(
            [
                {
                    "gateway_id": self.gateway_id.id, "user_id": self.user_id.id, "kind": "card_update",
                    "key": f"card:{self.id}:{secrets.token_hex(4)}",
                    "payload": {"response_code": response_code, "words": shortened(words)},
                }
            ]
        )  # fmt: skip
        self.response_code = False


class DubanGateway(models.Model):
    _inherit = "duban.gateway"

    def _deliver(self, message):
        if self.kind != "wecom":
            return super()._deliver(message)
        userid = self._wecom_userid(message.user_id)
        payload = message.payload or {}
        if payload.get("response_code"):
            self._wecom_asked(
                "/cgi-bin/message/update_template_card",
                {
                    "userids": [userid], "agentid": int(self.agent_id or 0), "response_code": payload["response_code"],
                    "button": {"replace_name": payload["words"]},
                },
            )  # fmt: skip
            return {}
        offered = self._offered(message)
        body = self._card(message, payload, offered)
        data = self._wecom_asked(
            "/cgi-bin/message/send",
            {
                "touser": userid, "agentid": int(self.agent_id or 0), "enable_duplicate_check": 1,
                "duplicate_check_interval": 14400, **body,
            },
        )  # fmt: skip
        invalid = {
            name.lower()
            for name in str(data.get("invaliduser") or "").split("|")
            if name
        }
        unlicensed = {
            name.lower()
            for name in str(data.get("unlicenseduser") or "").split("|")
            if name
        }
        if userid.lower() in invalid | unlicensed:
            raise Refused(self._wecom_words(81013))
        return {
            "remote_id": data.get("msgid") or False, "offered": offered,
            "response_code": data.get("response_code") or False,
        }  # fmt: skip

    @api.model
    def _open_keys(self, message):
        """Keys of the open to-dos that the person of ``message`` has on its matter, the oldest first."""
        reminder = message.reminder_id
        if reminder.res_model != "duban.matter":
            return []
        # sudo: which to-dos the person has
        todos = self.env["mail.activity"].sudo().search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", reminder.res_id),
             ("user_id", "=", message.user_id.id), ("duban_key", "!=", False)], order="id"
        )  # fmt: skip
        return todos.mapped("duban_key")

    @api.model
    def _offered(self, message):
        """The step that a button of this card may take: the person's open to-do on the matter, else False."""
        reminder = message.reminder_id
        keys = self._open_keys(message)
        if reminder.kind in ("to_decide", "undecided"):
            # only the decision that the card is about, never another one that waits on the same matter
            own = f"approve:{reminder.key.partition('line:')[2]}"
            return own if own in keys else False
        if (
            reminder.kind in ("assigned", "urgent", "unaccepted", "reassigned")
            and "accept" in keys
        ):
            return "accept"
        return False

    def _card(self, message, payload, offered):
        """The message as the interface wants it: a card with buttons, a card that opens, or plain text."""
        lang = self.with_context(lang=message.user_id.lang)
        url = payload.get("url") or ""
        title, kind = payload.get("title") or "", payload.get("kind_text") or ""
        if not url:
            return {"msgtype": "text", "text": {"content": f"{kind}：{title}"}}
        facts = [
            {"keyname": name, "value": str(value)[:VALUE]}
            for name, value in ((lang.env._("Due"), payload.get("due")),
                                (lang.env._("Matters"), payload["count"] if payload.get("count", 1) > 1 else ""))
            if value
        ]  # fmt: skip
        card = {
            "source": {"desc": self.company_id.name[:13]},
            "main_title": {"title": kind[:TITLE]},
            "sub_title_text": " ".join(filter(None, (title, payload.get("text"))))[
                :BODY
            ],
            "horizontal_content_list": facts,
            "card_action": {"type": 1, "url": self._entry(url)},
            # two messages that read alike are two: the service's duplicate check drops only the same one
            "task_id": message.task_id,
        }
        buttons = lang._buttons(message, payload, offered, url)
        if buttons:
            card.update(
                card_type="button_interaction",
                button_list=buttons,
            )
        else:
            card.update(card_type="text_notice")
        return {"msgtype": "template_card", "template_card": card}

    def _entry(self, url):
        """A link that signs in through 企业微信 first, where that is switched on."""
        if not self.oauth_on:
            return url
        base = self._own_url()
        return f"{base}/duban/wecom/{self.id}/login?redirect={quote(url.removeprefix(base), safe='')}"

    def _buttons(self, message, payload, offered, url):
        env = self.env
        if not offered:
            # who has something to do is asked for an answer; who is only told reads
            if message.reminder_id.kind != "urged" or not self._open_keys(message):
                return []
            return [{"text": env._("Answer"), "style": 1, "type": 1, "url": self._entry(url)}]  # fmt: skip
        if offered == "accept":
            # as the regulation of the matter calls it: 接办, 承办, 认领
            rules = message.reminder_id.matter_id.regulation_id
            return [
                {
                    "text": env["duban.label"]._own(env._("Accept"), rules),
                    "style": 1,
                    "key": offered,
                },
                {"text": env._("Open"), "style": 3, "type": 1, "url": self._entry(url)},
            ]
        line = offered.partition(":")[2]
        page = f"{self._own_url()}/duban/opinion/{line}"
        agree = {"text": env._("Agree"), "style": 1, "key": offered}
        if not self._is_plain_yes(env["duban.approval.line"].browse(int(line))):
            # pressed on the card it would be refused: the page asks for what the signature has to say
            agree = {"text": env._("Open"), "style": 1, "type": 1, "url": self._entry(page)}  # fmt: skip
        return [
            agree,
            {"text": env._("Return"), "style": 2, "type": 1, "url": self._entry(page)},
        ]

    def _is_plain_yes(self, line):
        """Whether nothing but agreement is asked of who decides this one step: no outcome, no date of one's own."""
        key = line._ask_key("approve")
        return (
            key == "approve"
            or key == "approve_date"
            and bool(line.matter_id.date_deadline or line._next_line())
        )

    def _before_sending(self):
        """Cards whose step was taken elsewhere say so."""
        super()._before_sending()
        if self.kind != "wecom":
            return
        since = fields.Datetime.now() - timedelta(hours=CHANGEABLE)
        # sudo: the scheduled action's own queue
        cards = self.env["duban.gateway.message"].sudo().search(
            [("gateway_id", "=", self.id), ("state", "=", "sent"), ("offered", "!=", False), ("date_acted", "=", False),
             ("response_code", "!=", False), ("date_sent", ">", since)]
        )  # fmt: skip
        for card in cards.filtered(lambda row: not row._still_asks()):
            words = card.with_context(lang=card.user_id.lang).env._("No longer open")
            card.write({"date_acted": fields.Datetime.now(), "acted": words})
            card._change_card(words, card.response_code)
