"""Two universities in one database, each with a 企业微信 of its own, and the same staff number at both."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.duban_supervision_wecom import test_buttons, test_sign_in
from tests.duban_supervision_wecom.common import WecomCommon


@tagged("post_install", "-at_install")
class TestTwoSchools(HttpCase, WecomCommon):
    """``stranger`` of another university has the staff number of ``head_a``."""

    get, start, back = (
        getattr(test_sign_in.TestSignIn, name) for name in ("get", "start", "back")
    )
    call, press, card, ready = (
        getattr(test_buttons.TestButtons, name)
        for name in ("call", "press", "card", "ready")
    )

    def setUp(self):
        super().setUp()
        self.wecom.oauth_on = True
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://duban.example.edu.cn"
        )
        self.other = self.env["res.company"].create({"name": "别的学校"})
        self.stranger = self.new_person("stranger", "user")
        self.stranger.write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
                "staff_number": self.head_a.staff_number,
            }
        )
        self.foreign = self.wecom.copy(
            {"name": "别的企业微信", "company_id": self.other.id}
        )

    @clause("PLUS-I1")
    def test_each_service_signs_in_its_own(self):
        number = self.head_a.staff_number
        self.assertEqual(self.wecom._wecom_user(number), self.head_a)
        self.assertEqual(self.foreign._wecom_user(number), self.stranger)
        self.server.oauth["c1"] = number
        self.back("c1", self.start())
        self.env.invalidate_all()
        session = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(session["uid"], self.head_a.id)

    @clause("PLUS-T1")
    def test_a_press_is_of_the_gateways_own_person(self):
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        self.stranger.staff_number = person.staff_number
        card = self.card(matter, person)
        event = {
            "FromUserName": person.staff_number,
            "EventKey": card["card"]["button_list"][0]["key"],
            "TaskId": card["card"]["task_id"],
            "ResponseCode": "x",
        }
        # the same press, told by the other university's service
        self.env["duban.gateway.message"]._press(self.foreign, event, "1:foreign")
        self.assertEqual(matter.sudo().state, "assigned")
        self.assertEqual(self.press(card), 200)
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "accept")
        self.assertEqual(act.user_id, person)

    @clause("PLUS-T1")
    def test_nobody_of_the_other_school_is_written_to(self):
        self.assigned(name="更新机房")
        self.send()
        told = self.messages(self.wecom).user_id
        self.assertTrue(told)
        self.assertNotIn(self.stranger, told)
        self.assertFalse(self.messages(self.foreign))

    @clause("PLUS-T1", "PLUS-T2")
    def test_each_school_tells_through_its_own(self):
        """A leader of both, at home at the other one: the card comes from where the matter is, and its button works."""
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        self.stranger.staff_number = "209999"
        person.sudo().write(
            {
                "company_ids": [Command.link(self.other.id)],
                "company_id": self.other.id,
            }
        )
        matter = self.ready()
        told = self.messages(self.wecom).filtered(
            lambda row: row.reminder_id.matter_id == matter
        )
        self.assertIn(person, told.user_id)
        self.assertFalse(self.messages(self.foreign))
        card = self.card(matter, person)
        self.assertEqual(self.press(card), 200)
        self.assertEqual(matter.sudo().state, "in_progress")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "accept")
        self.assertEqual(act.user_id, person)
