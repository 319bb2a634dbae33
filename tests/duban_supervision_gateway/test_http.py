"""The generic HTTP gateway and its presets against local services that answer as published (PLUS-T2)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timezone
from urllib.parse import quote

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.duban_supervision_gateway.models.presets import PRESETS
from odoo.addons.duban_supervision_gateway.tools import signing, template

from tests.clauses import clause
from tests.duban_supervision_gateway.common import GatewayCommon
from tests.duban_supervision_gateway.service import Service


class HttpCase(GatewayCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def service(self, handle):
        service = Service(handle)
        self.addCleanup(service.close)
        return service

    def preset(self, service, key, **values):
        preset = {name: value for name, value in PRESETS[key].items() if name != "name"}
        return self.gateway(
            service, preset=key, **{**preset, "base_url": service.url, **values}
        )

    def states(self, gateway):
        return set(self.messages(gateway).mapped("state"))


@tagged("post_install", "-at_install")
class TestGeneric(HttpCase):
    TEMPLATE = (
        '{"to": "{{to}}", "n": "{{count}}", "words": "{{kind_text}}：{{title}}",'
        ' "link": "{{url}}", "id": "{{key}}"}'
    )

    @clause("PLUS-T2")
    def test_set_up_on_screen(self):
        service = self.service(lambda *call: (200, {"result": {"ok": True, "no": 7}}))
        gateway = self.gateway(
            service, send_url="/send/{{to}}", headers="X-Key: {{secret}}\nX-Name: {{name}}", secret="s3",
            send_body=self.TEMPLATE, sent_path="result.ok", sent_value="true", id_path="result.no",
        )  # fmt: skip
        matter = self.assigned(name='引号"与{{secret}}')
        self.assertFalse(service.calls)
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        self.assertEqual(set(self.messages(gateway).mapped("remote_id")), {"7"})
        call = next(
            row for row in service.calls if row[1].endswith(self.head_a.staff_number)
        )
        self.assertEqual(call[3]["x-key"], "s3")
        self.assertEqual(call[4]["to"], self.head_a.staff_number)
        self.assertEqual(call[4]["n"], 1)
        # what people wrote is text, never a template
        self.assertIn('引号"与{{secret}}', call[4]["words"])
        self.assertEqual(
            call[4]["link"],
            f"https://duban.example.edu.cn/duban/step/duban.matter/{matter.id}",
        )
        line = self.env["duban.delivery"].sudo().search(
            [("user_id", "=", self.head_a.id), ("channel", "=", gateway.name)]
        )  # fmt: skip
        self.assertEqual((line.state, bool(line.date_sent)), ("sent", True))

    @clause("PLUS-T2")
    def test_nothing_is_sent_that_was_not_confirmed(self):
        answers = {"ok": False, "why": "余额不足"}
        service = self.service(lambda *call: (200, dict(answers)))
        gateway = self.gateway(
            service, send_url="/", send_body=self.TEMPLATE, sent_path="ok", sent_value="true", words_path="why",
            retry_values="busy",
        )  # fmt: skip
        self.assigned(name="甲")
        self.send()
        self.assertEqual(self.states(gateway), {"failed"})
        self.assertIn("余额不足", self.messages(gateway)[:1].detail)
        answers["ok"] = "busy"
        self.assigned(name="乙")
        self.send()
        self.assertEqual(self.states(gateway), {"failed", "queued"})
        answers["ok"] = True
        self.at("2024-03-04", "10:05")
        self.send()
        self.assertEqual(self.states(gateway), {"failed", "sent"})
        self.messages(gateway, state="failed").with_user(self.admin).action_retry()
        self.at("2024-03-04", "10:06")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})

    @clause("PLUS-T2", "CORE-23")
    def test_delivered_is_what_arrived_as_a_whole(self):
        """Two notices of one digest: sent once both are, failed as soon as one is, however the other ended."""
        answers = {"甲": True, "乙": "busy"}

        def handle(method, path, query, headers, body):
            return 200, {"ok": answers[body["words"][-1]]}

        gateway = self.gateway(
            self.service(handle), send_url="/", send_body=self.TEMPLATE, sent_path="ok", sent_value="true",
            retry_values="busy",
        )  # fmt: skip
        with self.one_transaction():
            self.assigned(name="甲")
            self.assigned(name="乙")
        mine = self.messages(gateway, user_id=self.head_a.id)
        self.assertEqual((len(mine), len(mine.digest_id)), (2, 1))
        line = self.env["duban.delivery"].sudo().search(
            [("user_id", "=", self.head_a.id), ("channel", "=", gateway.name)]
        )  # fmt: skip
        for clock, answer, state in (
            ("10:05", "busy", "waiting"),
            ("10:10", False, "failed"),
            ("10:15", True, "sent"),
        ):
            answers["乙"] = answer
            self.at("2024-03-04", clock)
            self.send()
            self.assertEqual(line.state, state)
            self.assertEqual(bool(line.date_sent), state == "sent")
            if failed := self.messages(gateway, state="failed"):
                failed.with_user(self.admin).action_retry()

    @clause("PLUS-T2")
    def test_the_page_of_a_maintenance_loses_nothing(self):
        answers = ["<!DOCTYPE html>系统维护中", {"code": 0}]
        service = self.service(lambda *call: (200, answers[0]))
        gateway = self.gateway(
            service, send_url="/", send_body=self.TEMPLATE, sent_path="code"
        )
        self.assigned(name="甲")
        self.send()
        self.assertEqual(self.states(gateway), {"queued"})
        answers.pop(0)
        self.at("2024-03-04", "10:05")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})

    @clause("PLUS-T2")
    def test_unauthorised_means_a_new_token_once(self):
        good = ["T1"]

        def handle(method, path, query, headers, body):
            if path == "/token":
                return 200, {"access_token": good[-1]}
            if headers["authorization"] != good[-1]:
                return 401, "no"
            return 200, {"code": 0}

        service = self.service(handle)
        gateway = self.gateway(
            service, send_url="/", send_body="{}", sent_path="code", token_url="/token",
            headers="Authorization: {{token}}",
        )  # fmt: skip
        self.assigned(name="甲")
        self.send()
        self.assertEqual(set(self.messages(gateway).mapped("detail")), {False})
        good.append("T2")
        self.assigned(name="乙")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        self.assertEqual(service.paths().count("/token"), 2)

    def test_form_and_query(self):
        service = self.service(lambda *call: (200, {"code": 0}))
        body = '{"phone": "{{to}}", "p": "json:{\\"n\\": \\"{{count}}\\"}"}'
        common = {
            "send_url": "/s",
            "send_body": body,
            "sent_path": "code",
            "address_kind": "mobile",
        }
        for number, kind in enumerate(("form", "query")):
            gateway = self.gateway(
                service, name=f"通道{number}", body_kind=kind, **common
            )
            self.assigned(name="甲")
            self.send()
            self.assertEqual(self.states(gateway), {"sent"})
            method, _path, query, _headers, form = service.calls[-1]
            sent = form if kind == "form" else query
            self.assertEqual(method, "POST" if kind == "form" else "GET")
            self.assertRegex(sent["phone"], r"^138\d{8}$")
            self.assertEqual(json.loads(sent["p"]), {"n": 1})

    def test_templates_are_checked_where_they_are_typed(self):
        service = self.service(lambda *call: (200, {}))
        for body, word in (('{"a": ', "JSON"), ('{"a": "{{passwords}}"}', "passwords")):
            with self.assertRaisesRegex(ValidationError, word):
                self.gateway(service, name=word, send_body=body)
        with self.assertRaises(ValidationError):
            self.gateway(service, name="x", kinds="assigned, unknown_event")
        with self.assertRaises(ValidationError):
            self.gateway(service, name="y", base_url="ftp://example.edu.cn")

    def test_only_the_events_that_were_chosen(self):
        service = self.service(lambda *call: (200, {"code": 0}))
        gateway = self.gateway(
            service, send_url="/", send_body="{}", sent_path="code", kinds="decided"
        )
        self.assigned(name="甲")
        self.send()
        self.assertFalse(self.messages(gateway))

    def test_the_test_button(self):
        service = self.service(lambda *call: (200, {"code": 5, "msg": "签名错误"}))
        gateway = self.gateway(
            service, send_url="/", send_body="{}", sent_path="code", words_path="msg"
        )
        with self.assertRaisesRegex(UserError, "签名错误"):
            gateway.with_user(self.admin).action_test()
        service.close()
        with self.assertRaisesRegex(UserError, "ConnectionError"):
            gateway.with_user(self.admin).action_test()


@tagged("post_install", "-at_install")
class TestPresets(HttpCase):
    @clause("PLUS-T2")
    def test_dingtalk(self):
        tokens, busy = ["T1"], []

        number = self.employee_of(self.head_a).mobile_phone

        def handle(method, path, query, headers, body):
            if path == "/gettoken":
                right = (query["appkey"], query["appsecret"]) == ("app", "sec")
                return 200, {
                    "errcode": 0,
                    "access_token": tokens[-1],
                    "expires_in": 7200,
                } if right else {"errcode": 40089}
            wrong = "40014" if query.get("access_token") != tokens[-1] else ""
            if wrong or (busy and "asyncsend" in path):
                # as the service does: what is wrong stands beside errcode 88
                code = wrong or busy.pop()
                words = {"40014": "不合法的access_token"}.get(code, "as told")
                return 200, {"errcode": 88, "sub_code": code, "sub_msg": words, "errmsg": "error"}  # fmt: skip
            if path == "/topapi/v2/user/getbymobile":
                known = body["mobile"] == number
                return 200, {"errcode": 0, "result": {"userid": "ding-head"}} if known else {
                    "errcode": 60121, "errmsg": "找不到该用户"}  # fmt: skip
            self.assertEqual(path, "/topapi/message/corpconversation/asyncsend_v2")
            return 200, {"errcode": 0, "errmsg": "ok", "task_id": 256271667526}

        service = self.service(handle)
        gateway = self.preset(service, "dingtalk", app_id="app", secret="sec")
        self.assigned(name="更新机房")
        self.send()
        sent = [call[4] for call in service.calls if "asyncsend" in call[1]]
        self.assertEqual([row["userid_list"] for row in sent], ["ding-head"])
        self.assertIn("更新机房", sent[0]["msg"]["action_card"]["markdown"])
        mine = self.messages(gateway, user_id=self.head_a.id)
        self.assertEqual((mine.state, mine.remote_id), ("sent", "256271667526"))
        others = self.messages(gateway) - mine
        self.assertTrue(others)
        self.assertEqual(set(others.mapped("state")), {"failed"})
        self.assertIn("找不到该用户", others[0].detail)
        # a token taken back, too many calls, and what is really refused
        tokens.append("T2")
        self.assertEqual(self.next_ding(gateway), "sent")
        busy.append("90018")
        self.assertEqual(self.next_ding(gateway), "queued")
        self.at("2024-03-04", "10:30")
        self.send()
        self.assertEqual(
            set(self.messages(gateway, user_id=self.head_a.id).mapped("state")),
            {"sent"},
        )
        busy.append("33012")
        self.assertEqual(self.next_ding(gateway), "failed")
        self.assertIn("33012 as told", self.messages(gateway, user_id=self.head_a.id)[-1].detail)  # fmt: skip

    def next_ding(self, gateway):
        """State of what ``head_a`` is told of one more matter."""
        self.assigned(name="又一件")
        self.send()
        return self.messages(gateway, user_id=self.head_a.id)[-1].state

    @clause("PLUS-T2")
    def test_feishu(self):
        good, busy = ["t-1"], []

        def handle(method, path, query, headers, body):
            if path.endswith("/tenant_access_token/internal"):
                return 200, {
                    "code": 0,
                    "tenant_access_token": good[-1],
                    "expire": 7200,
                }
            if headers.get("authorization") != f"Bearer {good[-1]}":
                # as the service does: the code, with HTTP 400
                return 400, {"code": 99991663, "msg": "token invalid"}
            if busy and path.endswith("/im/v1/messages"):
                return 400, {"code": busy.pop(), "msg": "as told"}
            if path.endswith("/batch_get_id"):
                return 200, {
                    "code": 0,
                    "data": {"user_list": [{"user_id": "ou_" + body["mobiles"][0]}]},
                }
            return 200, {"code": 0, "data": {"message_id": "om_1"}}

        service = self.service(handle)
        gateway = self.preset(service, "feishu", app_id="app", secret="sec")
        matter = self.assigned(name='带"引号"的事项')
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        body = next(
            call[4] for call in service.calls if call[1].endswith("/im/v1/messages")
        )
        self.assertTrue(body["receive_id"].startswith("ou_138"))
        card = json.loads(body["content"])
        self.assertIn(matter.display_name, card["elements"][0]["text"]["content"])
        self.assertIn(f"/{matter.id}", card["elements"][1]["actions"][0]["url"])
        # a token taken back, too many calls, and what is really refused
        good.append("t-2")
        self.assigned(name="乙")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        busy.append(99991400)
        self.assigned(name="丙")
        self.send()
        self.assertEqual(self.states(gateway), {"sent", "queued"})
        self.at("2024-03-04", "10:30")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        busy.append(230013)
        self.assigned(name="丁")
        self.send()
        self.assertEqual(self.states(gateway), {"sent", "failed"})

    @clause("PLUS-T2")
    def test_sms_of_alibaba_cloud(self):
        def handle(method, path, query, headers, body):
            names = sorted(set(body) - {"Signature"})
            text = "&".join(
                f"{quote(name, safe='-_.~')}={quote(body[name], safe='-_.~')}"
                for name in names
            )
            text = f"POST&%2F&{quote(text, safe='-_.~')}"
            right = base64.b64encode(
                hmac.new(b"sec&", text.encode(), hashlib.sha1).digest()
            ).decode()
            if body["Signature"] != right or body["AccessKeyId"] != "key":
                return 200, {"Code": "SignatureDoesNotMatch", "Message": "签名不符"}
            return 200, {"Code": "OK", "BizId": "9006", "Message": "OK"}

        service = self.service(handle)
        gateway = self.preset(service, "sms_aliyun", app_id="key", secret="sec")
        self.assigned(name="标题不进短信")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        self.assertNotIn("标题不进短信", repr(service.calls))
        gateway.secret = "wrong"
        self.assigned(name="乙")
        self.send()
        self.assertIn("签名不符", self.messages(gateway, state="failed")[:1].detail)

    @clause("PLUS-T2")
    def test_a_telephone_at_its_limit_keeps_nobody_else_waiting(self):
        full = []

        def handle(method, path, query, headers, body):
            full[:] = full or [body["PhoneNumbers"]]
            # as the service does: the code, with HTTP 400
            if body["PhoneNumbers"] in full:
                return 400, {
                    "Code": "isv.BUSINESS_LIMIT_CONTROL",
                    "Message": "天级流控",
                }
            return 200, {"Code": "OK", "BizId": "9006", "Message": "OK"}

        gateway = self.preset(
            self.service(handle), "sms_aliyun", app_id="key", secret="sec"
        )
        self.assigned(name="甲")
        self.send()
        for minute in (2, 4, 6):
            self.at("2024-03-04", f"10:0{minute}")
            self.send()
        waiting = self.messages(gateway).filtered(lambda row: row.state != "sent")
        self.assertEqual(waiting.mapped("state"), ["queued"])
        self.assertIn("天级流控", waiting.detail)
        self.assertIn("sent", self.states(gateway))
        # tried again and refused again, it holds up nobody whose turn comes after it
        waiting.date_next = "2024-03-04 02:20:00"
        self.at("2024-03-04", "10:30")
        self.assigned(name="乙", lead_unit_id=self.unit_b.id)
        tried = waiting.attempts
        self.send()
        self.assertEqual((waiting.state, waiting.attempts), ("queued", tried + 1))
        self.assertFalse(gateway.date_blocked > fields.Datetime.now())
        self.assertEqual(
            set((self.messages(gateway) - waiting).mapped("state")), {"sent"}
        )

    @clause("PLUS-T2")
    def test_sms_of_tencent_cloud(self):
        seen = []

        errors = []

        def handle(method, path, query, headers, body):
            seen.append((headers, body))
            if errors:
                error = {"Code": errors.pop(), "Message": "次数超限"}
                return 200, {"Response": {"Error": error, "RequestId": "1"}}
            code = (
                "Ok"
                if body["PhoneNumberSet"][0].startswith("138")
                else "InvalidParameterValue"
            )
            return 200, {
                "Response": {
                    "SendStatusSet": [
                        {"SerialNo": "5000", "Code": code, "Message": "send success"}
                    ]
                }
            }

        service = self.service(handle)
        gateway = self.preset(service, "sms_tencent", app_id="AKID", secret="sec")
        self.assigned(name="甲")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        headers, body = seen[0]
        self.assertEqual(
            (headers["x-tc-action"], headers["x-tc-version"]), ("SendSms", "2021-01-11")
        )
        self.assertTrue(
            headers["authorization"].startswith(
                "TC3-HMAC-SHA256 Credential=AKID/2024-03-04/"
            )
        )
        self.assertNotIn("Action", body)
        # an answer that is an error stands in another place
        errors.append("RequestLimitExceeded")
        self.assigned(name="乙")
        self.send()
        self.assertEqual(self.states(gateway), {"sent", "queued"})
        self.at("2024-03-04", "10:05")
        self.send()
        self.assertEqual(self.states(gateway), {"sent"})
        errors.append("AuthFailure.SignatureFailure")
        self.assigned(name="丙")
        self.send()
        failed = self.messages(gateway, state="failed")
        self.assertIn("AuthFailure.SignatureFailure 次数超限", failed.detail)

    def test_tencent_signature_is_that_of_the_document(self):
        # steps of the published description, computed here by hand
        moment = datetime(2019, 2, 25, 16, 0, 44, tzinfo=timezone.utc)
        headers, body = signing.tencent(
            "https://cvm.tencentcloudapi.com", "DescribeInstances", "2017-03-12", "ap-guangzhou", {"Limit": 1}, "ID",
            "KEY", moment,
        )  # fmt: skip
        hashed = hashlib.sha256(body).hexdigest()
        canonical = (
            "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n"
            f"x-tc-action:describeinstances\n\ncontent-type;host;x-tc-action\n{hashed}"
        )
        text = (
            "TC3-HMAC-SHA256\n1551110444\n2019-02-25/cvm/tc3_request\n"
            f"{hashlib.sha256(canonical.encode()).hexdigest()}"
        )
        key = b"TC3KEY"
        for part in (b"2019-02-25", b"cvm", b"tc3_request"):
            key = hmac.new(key, part, hashlib.sha256).digest()
        right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        self.assertTrue(headers["Authorization"].endswith(f"Signature={right}"))

    def test_all_presets_are_good_templates(self):
        service = self.service(lambda *call: (200, {}))
        for key in PRESETS:
            gateway = self.preset(service, key, name=key)
            self.assertTrue(gateway.send_body)
        self.assertEqual(template.at_path({"a": [{"b": 1}]}, "a.0.b"), 1)
        self.assertIsNone(template.at_path({"a": []}, "a.0.b"))
