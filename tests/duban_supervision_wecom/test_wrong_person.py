"""Each button of a card does nothing in any other hand of the institution, nor a day later (PLUS-T1)."""

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.duban_supervision_wecom import test_buttons
from tests.duban_supervision_wecom.common import WecomCommon


@tagged("post_install", "-at_install")
class TestWrongPerson(HttpCase, WecomCommon):
    call, press, card, ready, asked = (
        getattr(test_buttons.TestButtons, name)
        for name in ("call", "press", "card", "ready", "asked")
    )

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].sudo().set_param(
            "web.base.url", "https://duban.example.edu.cn"
        )

    def offered(self):
        """(matter, person, card) of each kind of button."""
        matter = self.ready()
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        yield matter, person, self.card(matter, person)
        matter, line = self.asked("延期一事")
        yield matter, line.approver_id, self.card(matter, line.approver_id)

    def trace(self, matter):
        """What a step would change."""
        self.env.invalidate_all()
        sudo = matter.sudo()
        lines = self.env["duban.approval.line"].sudo().search([])
        return sudo.state, len(sudo.act_ids), lines.mapped("state")

    @clause("PLUS-T1")
    def test_everybody_else(self):
        everybody = self.env["res.users"].search(
            [("company_id", "=", self.company.id), ("staff_number", "!=", False)]
        )
        for matter, person, card in self.offered():
            before = self.trace(matter)
            others = everybody - person
            self.assertGreater(len(others), 15)
            for other in others:
                with self.subTest(
                    button=card["card"]["button_list"][0], who=other.login
                ):
                    self.press(card, userid=other.staff_number)
                    self.assertEqual(self.trace(matter), before)
            # the right person's next press is good
            self.assertEqual(self.press(card), 200)
            self.assertNotEqual(self.trace(matter), before)

    @clause("PLUS-T1")
    def test_a_day_later(self):
        for matter, _person, card in self.offered():
            self.at("2024-03-04")
            event = self.server.event(card)
            before = self.trace(matter)
            self.at("2024-03-05")
            self.assertEqual(self.call(*event), 403)
            self.assertEqual(self.trace(matter), before)
            # nor the one that was good, once more
            self.at("2024-03-04")
            self.assertEqual(self.call(*event), 200)
            after = self.trace(matter)
            self.at("2024-03-05")
            self.assertEqual(self.call(*event), 403)
            self.assertEqual(self.trace(matter), after)
