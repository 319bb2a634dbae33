"""What goes out to whom over 企业微信 and to the school's to-do portal while a matter of 西外 lives, as a journal."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_gateway.test_http import HttpCase
from tests.duban_supervision_wecom.common import WecomCommon
from tests.duban_supervision_xisu.common import XisuCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, HttpCase, WecomCommon, XisuCommon):
    def setUp(self):
        super().setUp()
        self.portal = self.preset(
            self.service(lambda *call: (200, {"code": 0})),
            "portal",
            secret="k",
            app_id="duban",
        )
        self.names = {user.staff_number: user.name for user in self.people}
        self.gone_out = {"cards": 0, "updates": 0, "calls": 0}

    def service(self, handle):
        self.portal_calls = super().service(handle)
        return self.portal_calls

    def step(self, title):
        """Write down what changed, then send what waits and write down what went out."""
        self.log(title)
        self.env["duban.portal.todo"]._reconcile(self.portal)
        self.send()
        for row in self.server.cards[self.gone_out["cards"] :]:
            self.lines.append(
                f"卡片 {self.names[row['userid']]}：{self.card_words(row['body'])}"
            )
        for userids, words in self.server.updates[self.gone_out["updates"] :]:
            self.lines.append(
                f"卡片改为 {'、'.join(self.names[each] for each in userids)}：{words}"
            )
        for _method, path, _query, _headers, body in self.portal_calls.calls[
            self.gone_out["calls"] :
        ]:
            end = "撤下" if path.endswith("close") else "待办"
            words = " ".join(
                filter(None, (body.get(key) for key in ("type", "title", "due")))
            )
            self.lines.append(f"门户{end} {self.names[body['user']]}：{words}")
        self.gone_out = {
            "cards": len(self.server.cards), "updates": len(self.server.updates),
            "calls": len(self.portal_calls.calls),
        }  # fmt: skip

    def card_words(self, body):
        if body["msgtype"] == "text":
            return body["text"]["content"]
        card = body["template_card"]
        facts = [
            f"{fact['keyname']}{fact['value']}"
            for fact in card["horizontal_content_list"]
        ]
        buttons = [f"【{button['text']}】" for button in card.get("button_list", ())]
        return " ".join(
            [
                card["source"]["desc"],
                card["main_title"]["title"],
                card["sub_title_text"],
                *facts,
                *buttons,
            ]
        )

    def press(self, user, by=None):
        """``by`` (default: its receiver) presses the first button of the last card of ``user`` that has one."""
        card = [row for row in self.received(user) if row["card"].get("button_list")][
            -1
        ]
        message = (
            self.env["duban.gateway.message"]
            .sudo()
            .search([("task_id", "=", card["card"]["task_id"])])
        )
        self.server.codes["code"] = card
        event = {
            "TaskId": card["card"]["task_id"], "FromUserName": (by or user).staff_number,
            "EventKey": message.offered, "ResponseCode": "code",
        }  # fmt: skip
        words = self.env["duban.gateway.message"]._press(
            self.wecom, event, f"{len(self.lines)}"
        )
        self.lines.append(f"-- {(by or user).name} 按下 {user.name} 的卡片：{words}")

    @clause("PLUS-T1", "PLUS-T2")
    def test_what_goes_out_while_a_matter_lives(self):
        """Assigned, accepted from the card, urged at night, an outage, an extension agreed to on the card, handed over
        to another unit, withdrawn: cards and to-dos of each of the people, and what is taken back."""
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b), **self.dated("2024-04-30")
        )
        self.step("office_user 交办")
        self.press(self.head_a)
        self.step("head_a 在卡片上接办，计划未填")
        self.plan(matter, "2024-04-30")
        self.press(self.head_a, by=self.worker_a)
        self.step("worker_a 按他人的卡片")
        self.press(self.head_a)
        self.step("head_a 在卡片上接办")
        self.at("2024-03-20", "23:30")
        matter.with_user(self.office_user).action_urge("请于本周内反馈")
        self.step("office_user 夜间催办")
        self.server.is_down = True
        self.at("2024-03-21")
        self.feedback(matter)
        self.step("worker_a 反馈，通道中断")
        request = self.extension(matter, "2024-05-31")
        request.action_submit()
        self.step("worker_a 申请延期，通道中断")
        self.server.is_down = False
        self.at("2024-03-22")
        self.step("通道恢复")
        self.press(self.leader)
        self.step("leader 在卡片上同意延期")
        self.press(self.leader)
        self.step("leader 再次按下")
        self.at("2024-04-01")
        matter.with_user(self.office_user).action_reassign(
            self.unit_c.id, "机房由科研处管理"
        )
        self.step("office_user 改派科研处")
        self.worker_c.active = False
        self.at("2024-04-10")
        self.run_patrol()
        self.step("夜间巡检：未接办")
        self.at("2024-04-11")
        matter.with_user(self.office_user).action_withdraw_filing("与年度任务重复")
        self.step("office_user 撤销立项")
        rows = (
            self.env["duban.gateway.message"]
            .sudo()
            .search([("gateway_id", "=", self.wecom.id)], order="id")
        )
        self.log_rows("发送记录", rows, "user_id", "kind", "state", "attempts", "acted")
        self.log_messages()
        self.assert_journal("cards")
