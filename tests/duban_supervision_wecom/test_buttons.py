"""Buttons of cards: as the person, through the same door, once, whatever is repeated (PLUS-T1)."""

import time
from datetime import timedelta
from urllib.parse import unquote

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_wecom.common import WecomCommon
from tests.duban_supervision_wecom.server import CORP, TOKEN

CALLBACK = "odoo.addons.duban_supervision_wecom.controllers.callback"


@tagged("post_install", "-at_install")
class TestButtons(HttpCase, WecomCommon):
    def setUp(self):
        super().setUp()
        # a case with a browser sets that of this computer
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://duban.example.edu.cn"
        )

    def call(self, query, content):
        """The call of 企业微信; its status."""
        url = f"/duban/wecom/{self.wecom.id}?" + "&".join(
            f"{name}={value}" for name, value in query.items()
        )
        with mute_logger(CALLBACK):
            answer = self.url_open(
                url, data=content.encode(), headers={"Content-Type": "text/xml"}
            )
        self.env.invalidate_all()
        return answer.status_code

    def press(self, card, **options):
        return self.call(*self.server.event(card, **options))

    def card(self, matter, user):
        self.send()
        return next(
            row
            for row in reversed(self.received(user))
            if matter.name in row["card"]["sub_title_text"]
        )

    def ready(self):
        """Assigned, with all that accepting demands, so that one press is enough."""
        matter = self.assigned(name="更新机房")
        self.plan(matter, "2024-03-10")
        return matter

    def asked(self, name):
        """(matter, pending line of its extension, which the leader in charge decides)."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id,
                "name": "审定",
                "purpose": "extension",
                "kind": "final",
                "role": "leader_in_charge",
            }
        )
        matter = self.accepted(name=name)
        request = self.extension(matter, "2024-04-30")
        request.action_submit()
        lines = request.sudo().approval_line_ids
        return matter, lines.filtered(lambda row: row.state == "pending")

    @clause("PLUS-T1")
    def test_accepting_is_the_persons_own_act_once(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        card = self.card(matter, person)
        self.assertEqual(
            [row["text"] for row in card["card"]["button_list"]], ["接办", "打开"]
        )
        event = self.server.event(card)
        self.assertEqual(self.call(*event), 200)
        self.assertEqual(matter.sudo().state, "in_progress")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "accept")
        self.assertEqual(act.user_id, person)
        acts = len(matter.sudo().act_ids)
        for _time in range(3):
            self.assertEqual(self.call(*event), 200)
        self.assertEqual(self.press(card), 200)
        self.assertEqual(len(matter.sudo().act_ids), acts)
        self.send()
        self.assertIn(([person.staff_number], "已接办"), self.server.updates)

    @clause("PLUS-T1", "CORE-19")
    def test_the_button_is_called_as_the_regulation_calls_the_step(self):
        label = self.env["duban.label"].create(
            {"regulation_id": self.regulation.id, "key": "action:action_accept", "label": "承办"}
        )  # fmt: skip
        for kind, word in (("plan", "承办"), ("claim", "认领")):
            label.write({"key": "action:action_claim", "label": "认领"} if kind == "claim" else {})  # fmt: skip
            self.regulation.acceptance_kind = kind
            matter = self.ready()
            person = matter.sudo()._unit_contact(matter.lead_unit_id)
            card = self.card(matter, person)
            self.assertEqual(card["card"]["button_list"][0]["text"], word)
            self.press(card)
            self.send()
            self.assertIn(([person.staff_number], f"已{word}"), self.server.updates)

    @clause("PLUS-T1")
    def test_the_wrong_person_and_the_wrong_hand_are_refused(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        card = self.card(matter, person)
        for other in self.head_b | self.outsider | self.admin | self.office_user:
            self.press(card, userid=other.staff_number)
        self.press(card, userid="nobody")
        self.press(card, key="approve:1")
        self.assertEqual(self.press(card, token="anothertoken"), 403)
        self.assertEqual(self.press(card, corp="wwother"), 403)
        query, content = self.server.event(card)
        self.assertEqual(self.call({**query, "msg_signature": "0" * 40}, content), 403)
        self.assertEqual(self.call({**query, "nonce": "other"}, content), 403)
        self.assertEqual(self.call(query, content[:-40]), 403)
        self.assertEqual(matter.sudo().state, "assigned")
        person.sudo().active = False
        self.press(card)
        self.assertEqual(matter.sudo().state, "assigned")

    @clause("PLUS-T1")
    def test_replayed_a_day_later_it_does_nothing(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        card = self.card(matter, person)
        event = self.server.event(card)
        self.at("2024-03-05")
        self.assertEqual(self.call(*event), 403)
        self.assertEqual(matter.sudo().state, "assigned")
        # a clock that is somewhat wrong is no repetition
        self.assertEqual(self.press(card, stamp=time.time() + 120), 200)
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("PLUS-T1")
    def test_what_is_missing_is_said_and_the_button_stays(self):
        matter = self.assigned(name="没有计划")
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        card = self.card(matter, person)
        self.assertEqual(self.press(card), 200)
        self.assertEqual(matter.sudo().state, "assigned")
        self.send()
        self.assertTrue(self.server.updates[-1][1])
        self.plan(matter, "2024-03-10")
        self.assertEqual(self.press(card), 200)
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("PLUS-T1")
    def test_a_card_whose_step_was_taken_elsewhere_says_so(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        card = self.card(matter, person)
        matter.with_user(person).action_accept()
        self.send()
        self.assertEqual(card["replaced"], "已不需办理")
        acts = len(matter.sudo().act_ids)
        self.press(card)
        self.assertEqual(len(matter.sudo().act_ids), acts)

    @clause("PLUS-T1")
    def test_approving_and_the_page_of_opinions(self):
        matter, line = self.asked("延期一事")
        self.assertEqual(line.approver_id, self.leader)
        card = self.card(matter, self.leader)
        agree, back = card["card"]["button_list"]
        self.assertEqual((agree["key"], back["type"]), (f"approve:{line.id}", 1))
        self.assertTrue(back["url"].endswith(f"/duban/opinion/{line.id}"))
        self.press(card, userid=self.leader2.staff_number)
        self.assertEqual(line.state, "pending")
        self.press(card)
        self.assertEqual((line.state, line.decided_by_id), ("approved", self.leader))

    @clause("PLUS-T1")
    def test_a_card_decides_nothing_but_what_it_is_about(self):
        """Two decisions wait on one matter: each card has its own; of what is decided already there is no button."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "审定", "purpose": "inability", "kind": "final",
                "role": "leader_in_charge",
            }
        )  # fmt: skip
        matter, extension = self.asked("两件待定")
        self.send()
        self.server.cards.clear()
        other = self.request(matter, kind="inability", reason_kind="objective")
        other.action_submit()
        inability = other.sudo().approval_line_ids.filtered(lambda row: row.state == "pending")  # fmt: skip
        self.assertEqual((extension | inability).approver_id, self.leader)
        second = self.card(matter, self.leader)
        # it needs an outcome as well, which the page asks for
        for button in second["card"]["button_list"]:
            self.assertTrue(button["url"].endswith(f"/duban/opinion/{inability.id}"))
        gateway = self.env["duban.gateway"]
        messages = self.messages(self.wecom, user_id=self.leader.id)
        about = {
            row.reminder_id.key: row
            for row in messages
            if row.reminder_id.kind == "to_decide"
        }
        extension.with_user(self.leader).action_approve("同意")
        self.assertEqual(inability.state, "pending")
        for line, step in ((extension, False), (inability, f"approve:{inability.id}")):
            self.assertEqual(gateway._offered(about[f"line:{line.id}"]), step)

    def opens(self, row, name):
        """The card ``row`` names the matter and opens it; it has no button."""
        card = row["card"]
        self.assertEqual(card["card_type"], "text_notice")
        self.assertIn(name, card["sub_title_text"])
        self.assertIn("/duban/step/duban.matter/", card["card_action"]["url"])
        self.assertNotIn("button_list", card)

    @clause("PLUS-T1")
    def test_an_urge_comes_on_a_card_that_opens_the_matter(self):
        matter = self.assigned(name="催办一事")
        self.send()
        self.server.cards.clear()
        matter.with_user(self.office_user).action_urge("请抓紧")
        self.send()
        told = self.told(matter, "urged")
        self.assertIn(self.head_a, told)
        self.assertNotIn(self.outsider, told)
        self.assertEqual(
            sorted(row["userid"] for row in self.server.cards),
            sorted(told.mapped("staff_number")),
        )
        asked = [row for row in self.server.cards if "button_list" in row["card"]]
        has_todo = matter.sudo().activity_ids.user_id & told
        self.assertEqual(
            sorted(row["userid"] for row in asked),
            sorted(has_todo.mapped("staff_number")),
        )
        self.assertIn(self.head_a, has_todo)
        for row in self.server.cards:
            if row not in asked:
                self.opens(row, "催办一事")
                continue
            (button,) = row["card"]["button_list"]
            self.assertEqual(button["text"], "答复")
            self.assertEqual(button["url"], row["card"]["card_action"]["url"])
            self.assertIn("/duban/step/duban.matter/", button["url"])
            self.assertIn("催办一事", row["card"]["sub_title_text"])

    @clause("PLUS-T1")
    def test_a_decision_comes_on_a_card_to_whom_it_concerns(self):
        matter, line = self.asked("延期三事")
        self.send()
        self.server.cards.clear()
        for each in line.request_id.approval_line_ids:
            each.with_user(each.approver_id).action_approve("同意")
        self.assertEqual(str(matter.date_deadline), "2024-04-30")
        self.concerns(matter, "decided")

    @clause("PLUS-T1")
    def test_what_is_due_soon_comes_on_a_card(self):
        matter = self.accepted(name="将到期一事")
        self.send()
        self.server.cards.clear()
        self.at(matter.date_deadline - timedelta(days=3))
        self.run_patrol()
        self.concerns(matter, "due_soon")

    def concerns(self, matter, kind):
        """One card for each person told of ``kind``, the worker among them; none for those who have no part in it."""
        told = self.told(matter, kind)
        self.assertIn(self.worker_a, told)
        self.assertFalse(told & (self.outsider | self.leader2 | self.head_b))
        self.send()
        for user in told:
            (row,) = self.received(user)
            self.opens(row, matter.name)
        for user in self.outsider | self.leader2 | self.head_b:
            self.assertFalse(self.received(user))

    @clause("PLUS-T1", "WUT-22.4b")
    def test_a_card_offers_yes_where_yes_is_all(self):
        """The signature that sets a due date, and the office that enters what a leader decided, go to the page."""
        matter, line = self.asked("延期四事")
        gateway = self.wecom

        def first(line):
            message = self.env["duban.gateway.message"].new({})
            return gateway._buttons(message, {}, f"approve:{line.id}", "x")[0]

        self.assertEqual(first(line)["key"], f"approve:{line.id}")
        line._engine_write({"records_decision": True})
        self.assertNotIn("key", first(line))
        self.assertIn(f"/duban/opinion/{line.id}", unquote(first(line)["url"]))
        # the page says that more is asked, and returns all the same
        self.authenticate("t_leader", "t_leader")
        page = self.url_open(f"/duban/opinion/{line.id}").text
        self.assertNotIn('value="approve"', page)
        self.assertIn('value="return"', page)

    @clause("WUT-22.4b", "CORE-29")
    def test_the_page_says_what_is_asked_and_for_whom(self):
        matter, line = self.asked("延期五事")
        # who signs is away: the deputy reads for whom, and until when
        self.env["duban.delegation"].with_user(self.leader).create(
            {"user_id": self.leader.id, "deputy_id": self.leader2.id, "date_from": "2024-03-04",
             "date_to": "2024-03-08"}
        )  # fmt: skip
        self.env.invalidate_all()
        self.authenticate("t_leader2", "t_leader2")
        page = self.url_open(f"/duban/opinion/{line.id}").text
        self.assertIn("延期五事", page)
        self.assertIn(self.leader.name, page)
        self.assertIn(line.request_id.reason, page)
        self.assertIn("2024年4月30日", page)
        # decided by a colleague: by whom, and what
        line.with_user(self.leader).action_approve("同意延期")
        page = self.url_open(f"/duban/opinion/{line.id}").text
        self.assertIn("同意延期", page)
        self.assertNotIn('name="decision"', page)

    @clause("WUT-22.4b")
    def test_the_page_sets_the_date_and_refuses(self):
        self.regulation.approval_step_ids.unlink()
        self.env["duban.approval.step"].create(
            {"regulation_id": self.regulation.id, "name": "审定", "purpose": "filing", "kind": "decide",
             "role": "leader_in_charge"}
        )  # fmt: skip
        self.regulation.term_rule_ids.kind = "explicit"
        self.env["duban.source.category"].search(
            [("regulation_id", "=", self.regulation.id)]
        ).filing_authority = "chain"
        self.authenticate("t_leader", "t_leader")
        for decision, state in (("approve", "approved"), ("reject", "rejected")):
            matter = self.matter(name=f"待批{decision}", date_deadline=False)
            matter.action_submit_filing()
            line = matter.sudo().approval_line_ids
            self.assertEqual(line.approver_id, self.leader)
            path = f"/duban/opinion/{line.id}"
            page = self.url_open(path).text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            self.assertIn('type="date"', page)
            form = {"csrf_token": token, "decision": decision, "opinion": "可以"}
            message = self.env["duban.gateway.message"]
            self.assertNotIn(
                "key", self.wecom._buttons(message, {}, f"approve:{line.id}", "x")[0]
            )
            if decision == "approve":
                self.url_open(path, data=form)
                self.env.invalidate_all()
                self.assertEqual(line.state, "pending")
            self.url_open(path, data={**form, "date": "2024-06-28"})
            self.env.invalidate_all()
            self.assertEqual((line.state, line.decided_by_id), (state, self.leader))
        approved = (
            self.env["duban.matter"].sudo().search([("name", "=", "待批approve")])
        )
        self.assertEqual(str(approved.date_deadline), "2024-06-28")

    def test_returning_on_the_page_of_opinions(self):
        matter, line = self.asked("延期二事")
        page = f"/duban/opinion/{line.id}"
        self.authenticate("t_outsider", "t_outsider")
        self.assertNotIn("延期二事", self.url_open(page).text)
        self.authenticate("t_leader", "t_leader")
        shown = self.url_open(page).text
        self.assertIn("延期二事", shown)
        token = shown.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"csrf_token": token, "decision": "return", "opinion": ""}
        self.url_open(page, data=form)
        self.env.invalidate_all()
        self.assertEqual(line.state, "pending")
        self.url_open(page, data={**form, "opinion": "请补充理由"})
        self.env.invalidate_all()
        self.assertEqual(
            (line.state, line.opinion, line.decided_by_id),
            ("returned", "请补充理由", self.leader),
        )

    @clause("PLUS-T2")
    def test_a_link_signs_in_first_and_opens_the_very_step(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        todo = matter.sudo().activity_ids.filtered(
            lambda row: row.duban_key == "accept"
        )
        path = f"/duban/todo/{todo.id}"

        def leads_to():
            answer = self.url_open(path, allow_redirects=False)
            return unquote(answer.headers["Location"])

        self.assertIn(f"/web/login?redirect={path}", leads_to())
        self.authenticate(person.login, person.login)
        self.assertTrue(leads_to().endswith(f"/odoo/duban.matter/{matter.id}"))
        # whom it does not concern any more is told so, and nothing else
        self.authenticate("t_outsider", "t_outsider")
        pages = [
            self.url_open(place)
            for place in (
                path,
                f"/duban/step/duban.matter/{matter.id}",
                "/duban/todo/2147483646",
                "/duban/step/duban.matter/2147483646",
                "/duban/opinion/2147483646",
            )
        ]
        for page in pages:
            self.assertEqual(page.status_code, 200)
            self.assertRegex(page.text, "不在您处|not with you any more")
            self.assertIn("/odoo/supervision-home", page.text)
            self.assertNotIn(matter.name, page.text)

    def test_the_url_is_confirmed(self):
        callback = self.wecom._callback()
        echo = callback.seal(b"1616140317555161061")
        query = {
            "timestamp": "1",
            "nonce": "n",
            "msg_signature": callback.signature("1", "n", echo),
        }
        url = f"/duban/wecom/{self.wecom.id}"
        answer = self.url_open(
            url
            + "?"
            + "&".join(f"{k}={v}" for k, v in query.items())
            + "&echostr="
            + echo.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        )  # noqa: E501
        self.assertEqual(
            (answer.status_code, answer.text), (200, "1616140317555161061")
        )
        with mute_logger(CALLBACK):
            self.assertEqual(
                self.url_open(
                    url + "?timestamp=1&nonce=n&msg_signature=x&echostr=y"
                ).status_code,
                403,
            )
            self.assertEqual(
                self.url_open("/duban/wecom/999999?echostr=y").status_code, 403
            )

    def test_corp_and_token_of_the_test_are_those_of_the_gateway(self):
        self.assertEqual((self.wecom.app_id, self.wecom.callback_token), (CORP, TOKEN))
