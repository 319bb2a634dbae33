"""Cards of 企业微信 against a local service that speaks the published interface (PLUS-T1)."""

import contextlib
import re
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_gateway.models.gateway import Refused
from odoo.addons.duban_supervision_wecom.models.wecom import SETTINGS

from tests.clauses import clause
from tests.duban_supervision_wecom.common import WecomCommon
from tests.duban_supervision_wecom.server import SECRET

GATEWAY = "odoo.addons.duban_supervision_gateway.models.gateway_message"


@tagged("post_install", "-at_install")
class TestCards(WecomCommon):
    def deliveries(self, user):
        return (
            self.env["duban.delivery"]
            .sudo()
            .search([("user_id", "=", user.id), ("channel", "=", "企业微信")])
        )

    @clause("PLUS-T1")
    def test_a_hundred_assignments_one_card_each(self):
        self.at("2024-03-04", "09:00")
        matters = self.env["duban.matter"]
        for number in range(100):
            self.at("2024-03-04", f"{9 + number // 60:02d}:{number % 60:02d}")
            matters |= self.assigned(name=f"事项{number:03d}")
        self.assertFalse(self.server.calls, "a step never waits for a messenger")
        expected = Counter()
        for matter in matters:
            told = self.told(matter, "assigned")
            self.assertIn(self.head_a, told)
            self.assertNotIn(self.outsider, told)
            expected.update((user.staff_number, matter.name) for user in told)
        self.send()
        got = Counter(
            (row["userid"], name)
            for row in self.server.cards
            for name in re.findall(r"事项\d{3}", row["card"]["sub_title_text"])
            if row["card"]["main_title"]["title"]
        )
        self.assertEqual(got, expected)
        self.assertEqual(set(got.values()), {1})
        self.assertEqual(set(self.deliveries(self.head_a).mapped("state")), {"sent"})
        self.assertEqual(self.server.paths().count("/cgi-bin/gettoken"), 1)
        self.send()
        self.assertEqual(len(self.server.cards), sum(expected.values()))

    @clause("PLUS-T1")
    def test_outage_loses_none_and_doubles_none(self):
        self.server.is_down = True
        self.assigned(name="停机中")
        self.send()
        self.assertFalse(self.server.cards)
        waiting = self.messages(self.wecom)
        self.assertEqual(set(waiting.mapped("state")), {"queued"})
        self.assertEqual(set(self.deliveries(self.head_a).mapped("state")), {"waiting"})
        # a pause for all, not one try after another
        self.assertEqual(max(waiting.mapped("attempts")), 1)
        self.assertEqual(len(waiting.filtered("attempts")), 1)
        for minute in range(5, 30, 5):
            self.at("2024-03-04", f"10:{minute:02d}")
            self.send()
        self.assertFalse(self.server.cards)
        self.server.is_down = False
        self.at("2024-03-04", "10:59")
        self.send()
        self.assertEqual(Counter(row["userid"] for row in self.server.cards),
                         Counter(user.staff_number for user in waiting.user_id))  # fmt: skip
        self.assertEqual(set(self.deliveries(self.head_a).mapped("state")), {"sent"})

    @clause("PLUS-T1")
    def test_killed_while_sending_doubles_at_most_one(self):
        self.assigned(name="中断")
        count = len(self.messages(self.wecom))
        hand_over = type(self.env["duban.gateway.message"])._hand_over
        killed = []

        def die(row):
            # the service has it, but nobody lives to write that down
            if not killed:
                row.gateway_id._deliver(row)
                killed.append(row)
                raise KeyboardInterrupt
            return hand_over(row)

        with patch.object(type(self.env["duban.gateway.message"]), "_hand_over", die):
            # not assertRaises: it would take back what was written before the end
            with contextlib.suppress(KeyboardInterrupt):
                self.send()
        self.assertEqual(killed[0].state, "sending")
        self.send()
        self.assertEqual(
            killed[0].state,
            "sending",
            "not before it is certain that nobody sends it any more",
        )
        self.at("2024-03-04", "10:03")
        self.send()
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"sent"})
        # the service drops the repetition, as its duplicate check says; without it there would be one more
        self.assertEqual(len(self.server.cards), count)

    def test_token_is_renewed_when_it_runs_out_or_is_taken_back(self):
        self.assigned(name="一")
        self.send()
        self.server.tokens.clear()
        self.assigned(name="二")
        self.send()
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"sent"})
        self.assertEqual(self.server.paths().count("/cgi-bin/gettoken"), 2)
        self.at("2024-03-04", "13:00")
        self.assigned(name="三")
        self.send()
        self.assertEqual(self.server.paths().count("/cgi-bin/gettoken"), 3)
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"sent"})

    def test_who_is_not_known_is_not_told_and_the_line_says_so(self):
        del self.server.users[self.head_a.staff_number]
        self.liaison_a.staff_number = False
        self.unit_a.liaison_id = self.liaison_a
        self.assigned(name="甲")
        self.send()
        line = self.deliveries(self.head_a)
        self.assertEqual(line.state, "failed")
        self.assertIn("81013", line.detail)
        self.assertFalse(line.date_sent)
        for line in self.deliveries(self.liaison_a):
            self.assertEqual(line.state, "failed")
        self.assertTrue(self.server.cards)

    def test_limits_of_the_service_and_of_ones_own(self):
        self.server.per_minute = 1
        self.assigned(name="甲")
        self.send()
        states = Counter(self.messages(self.wecom).mapped("state"))
        self.assertEqual(states["sent"], 1)
        self.assertGreaterEqual(states["queued"], 1)
        self.assertNotIn("failed", states)
        self.server.per_minute = None
        self.at("2024-03-04", "10:05")
        self.send()
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"sent"})
        self.wecom.per_minute = 2
        self.at("2024-03-04", "10:30")
        before = len(self.server.cards)
        self.assigned(name="乙")
        self.assigned(name="丙")
        self.send()
        self.assertEqual(len(self.server.cards), before + 2)
        self.at("2024-03-04", "10:32")
        self.send()
        self.assertEqual(len(self.server.cards), before + 4)

    @clause("PLUS-T1")
    def test_who_is_refused_costs_a_call_but_no_new_token(self):
        self.server.users.clear()
        self.wecom.per_minute = 1
        self.assigned(name="甲")
        self.send()
        paths = Counter(self.server.paths())
        self.assertEqual(paths["/cgi-bin/message/send"], 1, "refused calls count too")
        self.at("2024-03-04", "10:10")
        self.send()
        paths = Counter(self.server.paths())
        self.assertEqual(paths["/cgi-bin/message/send"], 2)
        self.assertEqual(paths["/cgi-bin/gettoken"], 1)

    @clause("PLUS-T1")
    def test_one_person_out_of_sight_keeps_nobody_else_waiting(self):
        self.assigned(name="甲")
        self.send()
        for hour, code in (("11", 60011), ("12", 50002)):
            self.at("2024-03-04", f"{hour}:00")
            self.server.fail_next = [code]
            self.assigned(name="乙")
            self.send()
            states = Counter(self.messages(self.wecom).mapped("state"))
            self.assertEqual((states["queued"], states["failed"]), (1, 0), code)
            self.assertFalse(self.wecom.date_blocked)
            self.at("2024-03-04", f"{hour}:10")
            self.send()
            states = set(self.messages(self.wecom).mapped("state"))
            self.assertEqual(states, {"sent"})

    @clause("PLUS-T1")
    def test_wrong_settings_lose_nothing_and_are_said_in_words(self):
        self.assigned(name="甲")
        self.send()
        self.assigned(name="乙")
        waiting = self.messages(self.wecom, state="queued")
        self.assertTrue(waiting)
        for minute, code in enumerate(sorted(SETTINGS)):
            self.at("2024-03-04", f"11:{6 * minute:02d}")
            self.server.fail_next = [code]
            self.send()
            self.assertEqual(set(waiting.mapped("state")), {"queued"}, code)
            self.assertTrue(self.wecom.date_blocked)
            said = self.wecom.last_error
            self.assertIn(f"({code})", said)
            self.assertNotIn("as told", said, "said by the service, not by us")
        self.at("2024-03-04", "13:00")
        self.send()
        self.assertEqual(set(waiting.mapped("state")), {"sent"})
        self.assertFalse(self.wecom.last_error)

    @clause("PLUS-T1")
    def test_a_proxy_that_says_no_loses_nothing(self):
        answer = self.server.handle
        self.server.handle = lambda *call: (403, "<!DOCTYPE html>no")
        self.assigned(name="甲")
        self.send()
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"queued"})
        self.server.handle = answer
        self.at("2024-03-04", "10:10")
        self.send()
        self.assertEqual(set(self.messages(self.wecom).mapped("state")), {"sent"})

    @clause("PLUS-T1")
    def test_two_messages_that_read_alike_are_two(self):
        url = "https://duban.example.edu.cn/odoo"
        alike = {"kind_text": "催办", "title": "甲", "text": "请抓紧", "url": url}
        queue = self.env["duban.gateway.message"].sudo()
        common = {
            "gateway_id": self.wecom.id, "user_id": self.head_a.id, "kind": "urged", "payload": alike,
        }  # fmt: skip
        for key in ("first", "second"):
            queue._enqueue([{**common, "key": key}])
            self.send()
        told = [row["userid"] for row in self.server.cards]
        self.assertEqual(told, [self.head_a.staff_number] * 2)
        # the same once more, as after a kill, is the same
        again = queue.search([("key", "=", "second")])
        again.write({"state": "queued", "payload": alike})
        self.send()
        self.assertEqual(again.state, "sent")
        self.assertEqual(len(self.server.cards), 2)

    def test_protected_matters_by_number_only(self):
        self.assigned(name="绝密名称", confidentiality="sensitive")
        self.send()
        self.assertTrue(self.server.cards)
        self.assertNotIn("绝密名称", repr(self.server.calls))
        self.assertNotIn("绝密名称", repr(self.messages(self.wecom).mapped("payload")))

    def test_people_choose(self):
        self.head_a.with_user(self.head_a).write(
            {"duban_muted_gateway_ids": [(4, self.wecom.id)]}
        )
        self.assigned(name="甲")
        self.send()
        self.assertFalse(self.received(self.head_a))
        self.assertFalse(self.deliveries(self.head_a))
        self.assertTrue(self.server.cards)
        self.wecom.may_opt_out = False
        self.assigned(name="乙")
        self.send()
        self.assertTrue(self.received(self.head_a))
        with self.assertRaises(UserError):
            self.worker_a.with_user(self.worker_a).write(
                {"duban_muted_gateway_ids": [(4, self.wecom.id)]}
            )

    def test_other_institutions_and_switched_off_gateways_send_nothing(self):
        self.wecom.is_on = False
        self.assigned(name="甲")
        self.send()
        self.assertFalse(self.server.calls)
        self.assertFalse(self.deliveries(self.head_a))

    def test_the_test_button_says_what_is_wrong(self):
        gateway = self.wecom.with_user(self.admin)
        self.assertEqual(gateway.action_test()["params"]["type"], "success")
        self.assertEqual(len(self.received(self.admin)), 1)
        cases = (
            ({"app_id": "wrong"}, "40013"),
            ({"secret": "wrong"}, "40001"),
            ({"agent_id": "7"}, "40056"),
            ({"base_url": "http://127.0.0.1:9"}, "ConnectionError"),
            ({"callback_token": False, "callback_key": False}, "接收消息"),
        )
        for vals, word in cases:
            with self.subTest(word=word):
                before = {name: self.wecom[name] for name in vals}
                self.wecom.write(vals)
                with self.assertRaisesRegex(UserError, word):
                    gateway.action_test()
                self.wecom.write(before)
        with self.assertRaises(UserError):
            self.wecom.with_user(self.head_a).action_test()
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "http://localhost:8069"
        )
        with self.assertRaisesRegex(UserError, "web.base.url"):
            gateway.action_test()

    def test_secrets_are_the_administrators(self):
        for name in ("secret", "callback_key", "callback_token"):
            with self.assertRaises(UserError):
                self.wecom.with_user(self.head_a).read([name])
        self.assertNotIn(SECRET, repr(self.wecom.with_user(self.head_a).read()))

    def test_after_days_in_vain_it_is_said(self):
        self.assigned(name="甲")
        self.server.is_down = True
        for day in range(4, 9):
            self.at(f"2024-03-0{day}", "12:00")
            self.send()
            self.at(f"2024-03-0{day}", "18:00")
            self.send()
        failed = self.messages(self.wecom, state="failed")
        self.assertTrue(failed)
        self.assertFalse(self.messages(self.wecom, state="sent"))
        self.assertLess(
            max(failed.mapped("date_queued")), fields.Datetime.now() - timedelta(days=3)
        )


@tagged("post_install", "-at_install")
class TestByMobile(WecomCommon):
    def test_by_mobile_number(self):
        self.wecom.address_kind = "mobile"
        self.server.users["zhangsan"] = self.server.users.pop(self.head_a.staff_number)
        self.assigned(name="甲")
        with mute_logger(GATEWAY):
            self.send()
        self.assertTrue(
            [row for row in self.server.cards if row["userid"] == "zhangsan"]
        )
        self.assertEqual(self.wecom._wecom_user("ZhangSan"), self.head_a)
        self.assertFalse(self.wecom._wecom_user("nobody"))

    @clause("PLUS-T1")
    def test_a_corrected_number_leads_to_another_account(self):
        """The account of the wrong number gets nothing more and presses for nobody; a number is asked for once."""
        self.wecom.address_kind = "mobile"
        wrong = self.employee_of(self.head_a).mobile_phone
        del self.server.users[self.head_a.staff_number]
        self.server.users.update(stranger=wrong, zhangsan="13900000001")

        def told(name):
            """Accounts that get what the head of A is told of a new matter, and how its message ended."""
            before = len(self.server.cards)
            matter = self.assigned(name=name)
            self.send()
            messages = self.messages(self.wecom, user_id=self.head_a.id)
            mine = messages.filtered(lambda row: row.reminder_id.matter_id == matter)
            got = {row["userid"] for row in self.server.cards[before:]}
            return got & {"stranger", "zhangsan"}, mine.state

        def asked(number):
            return [call[4] for call in self.server.calls].count({"mobile": number})

        self.assertEqual(told("甲"), ({"stranger"}, "sent"))
        self.assertEqual(told("乙"), ({"stranger"}, "sent"))
        self.assertEqual(self.wecom._wecom_user("stranger"), self.head_a)
        self.employee_of(self.head_a).mobile_phone = "139 0000 0001"
        self.assertEqual(told("丙"), ({"zhangsan"}, "sent"))
        self.assertEqual(told("丁"), ({"zhangsan"}, "sent"))
        self.assertEqual(self.wecom._wecom_user("zhangsan"), self.head_a)
        self.assertFalse(self.wecom._wecom_user("stranger"))
        self.assertEqual((asked(wrong), asked("13900000001")), (1, 1))
        # a number that nobody has there is no way to the account of before
        self.employee_of(self.head_a).mobile_phone = "13900000002"
        self.assertEqual(told("戊"), (set(), "failed"))

    @clause("PLUS-T1")
    def test_a_corrected_staff_number_is_the_account(self):
        former = self.head_a.staff_number
        self.server.users["209999"] = None
        self.assigned(name="甲")
        self.send()
        self.assertEqual(self.wecom._wecom_user(former), self.head_a)
        self.head_a.staff_number = "209999"
        before = len(self.server.cards)
        self.assigned(name="乙")
        self.send()
        got = {row["userid"] for row in self.server.cards[before:]}
        self.assertIn("209999", got)
        self.assertNotIn(former, got)
        self.assertEqual(self.wecom._wecom_user("209999"), self.head_a)
        self.assertFalse(self.wecom._wecom_user(former))

    @clause("PLUS-I1", "PLUS-T1")
    def test_who_had_the_number_before_is_nobody(self):
        """Before any new message: of a corrected number, of who left for another institution, the former holder."""
        User = self.env["res.users"]
        former = self.head_a.staff_number
        self.assigned(name="甲")
        self.send()
        self.assertEqual(self.wecom._wecom_user(former), self.head_a)
        self.head_a.staff_number = "209999"
        self.assertFalse(self.wecom._wecom_user(former))
        # and it may be somebody else's by now
        self.worker_b.staff_number = former
        self.assertEqual(self.wecom._wecom_user(former), self.worker_b)
        self.assertEqual(self.wecom._wecom_user("209999"), self.head_a)
        # who works elsewhere now: the number may have been given away there
        self.worker_b.staff_number = "20777"
        self.server.users["20777"] = None
        self.wecom._wecom_userid(self.worker_b)
        self.assertEqual(self.wecom._wecom_user("20777"), self.worker_b)
        other = self.env["res.company"].create({"name": "别校"})
        self.worker_b.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        self.assertEqual(self.wecom._wecom_user("20777"), User)

    @clause("PLUS-I1", "PLUS-T1")
    def test_who_had_the_mobile_number_before_is_nobody(self):
        self.wecom.address_kind = "mobile"
        self.server.users["zhangsan"] = self.server.users.pop(self.head_a.staff_number)
        self.wecom._wecom_userid(self.head_a)
        self.assertEqual(self.wecom._wecom_user("zhangsan"), self.head_a)
        self.employee_of(self.head_a).mobile_phone = "13900000001"
        self.assertFalse(self.wecom._wecom_user("zhangsan"))

    @clause("PLUS-T1", "CORE-28")
    def test_nobody_takes_the_number_of_another(self):
        self.wecom.address_kind = "mobile"
        number = self.employee_of(self.leader).mobile_phone
        own = self.worker_a.with_user(self.worker_a)
        self.assert_refused(own.write, {"mobile_phone": number})
        # whoever keeps the directory may err; then neither of the two is meant
        self.employee_of(self.worker_a).mobile_phone = f"+86 {number[:3]} {number[3:]}"
        for user in (self.worker_a, self.leader):
            self.assertFalse(self.wecom._address(user))
            with self.assertRaises(Refused):
                self.wecom._wecom_userid(user)
        self.assertTrue(self.wecom._address(self.head_a))
