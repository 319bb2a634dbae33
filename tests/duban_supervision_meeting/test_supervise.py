"""From decided items to matters: what the regulation asks for besides is asked once for all of them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestSupervise(MeetingCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-08")
        forms = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "form", "name": "督办形式"}
        )
        period = self.env["duban.demand"].search([("code", "=", "period")])
        self.special, self.regular = self.env["duban.option"].create(
            [
                {"list_id": forms.id, "code": "special", "name": "专项督办"},
                {"list_id": forms.id, "code": "regular", "name": "定期督办", "demand_ids": [(6, 0, period.ids)]},
            ]
        )  # fmt: skip
        Fields = self.env["ir.model.fields"]
        self.env["duban.requirement"].create(
            [
                {
                    "regulation_id": self.regulation.id,
                    "action": "file",
                    "field_id": Fields._get("duban.matter", name).id,
                }
                for name in ("form_id", "objective", "measures")
            ]
        )
        self.meeting_ = self.meeting()
        self.items = self.env["duban.resolution"].union(
            *(
                self.item(self.meeting_, words, lead_unit_id=unit.id)
                for words, unit in (
                    ("更新机房", self.unit_a),
                    ("修缮操场", self.unit_b),
                )
            )
        )

    def dialog(self, action):
        self.assertEqual(action["res_model"], "duban.supervise.wizard")
        return (
            self.env["duban.supervise.wizard"]
            .with_user(self.office_user)
            .browse(action["res_id"])
        )

    @clause("PLUS-M2")
    def test_a_proposed_form_is_no_complaint(self):
        self.env["duban.requirement"].search(
            [("regulation_id", "=", self.regulation.id), ("field_id.name", "=", "measures")]
        ).unlink()  # fmt: skip
        meeting = self.meeting_.with_user(self.office_user)
        self.assertTrue(self.dialog(meeting.action_supervise_open()).problems)
        self.regulation.category_ids.usual_form_id = self.special
        self.item(self.meeting_, "检修管网", lead_unit_id=self.unit_a.id)
        dialog = self.dialog(meeting.action_supervise_open())
        self.assertEqual((dialog.asks, dialog.form_id), (["form_id"], self.special))
        self.assertFalse(dialog.problems)

    @clause("PLUS-M2", "PLUS-M5")
    def test_asked_once_for_all(self):
        dialog = self.dialog(
            self.meeting_.with_user(self.office_user).action_supervise_open()
        )
        matters = dialog.matter_ids
        self.assertEqual(set(matters.mapped("state")), {"draft"})
        # the decision says the aim in its own words; nothing else is made up
        self.assertEqual(matters.mapped("objective"), matters.mapped("content"))
        self.assertEqual(dialog.asks, ["form_id", "measures"])
        self.assertTrue(dialog.asks_form and dialog.asks_measures)
        self.assertFalse(dialog.asks_grade or dialog.asks_date or dialog.asks_objective)
        # one says its form itself and keeps it
        matters[0].form_id = self.special
        matters.measures = "分批办理"
        dialog.form_id = self.regular
        again = self.dialog(dialog.action_go_on())
        self.assertEqual(matters[0].state, "assigned")
        self.assertEqual(matters[0].form_id, self.special)
        self.assertEqual((again.matter_ids, again.asks), (matters[1], ["period_months"]))  # fmt: skip
        again.period_months = 2
        action = again.action_go_on()
        self.assertEqual(action["res_model"], "duban.matter")
        self.assertEqual(set(matters.mapped("state")), {"assigned"})
        self.assertEqual(matters[1].period_months, 2)
        with self.assertRaises(UserError):
            again.action_go_on()

    @clause("PLUS-M2")
    def test_what_the_dialog_cannot_help_is_said(self):
        self.env["duban.requirement"].search(
            [("regulation_id", "=", self.regulation.id), ("field_id.name", "in", ("form_id", "measures", "objective"))]
        ).unlink()  # fmt: skip
        self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id,
                "action": "file",
                "field_id": self.env["ir.model.fields"]
                ._get("duban.matter", "handling_requirement")
                .id,
            }
        )
        answer = self.items.with_user(self.office_user).action_supervise()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(answer["params"]["next"]["res_model"], "duban.matter")
        self.assertEqual(set(self.items.matter_ids.mapped("state")), {"draft"})

    def test_who_may_not(self):
        dialog = self.dialog(self.items.with_user(self.office_user).action_supervise())
        for user in (self.head_a, self.leader, self.admin):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                dialog.with_user(user).action_go_on()
        with self.assertRaises(UserError):
            self.items.with_user(self.office_user).action_supervise()
