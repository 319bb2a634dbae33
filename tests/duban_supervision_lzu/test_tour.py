"""The browser: one plan from the joint meeting to a published bulletin whose table agrees with the ledger."""

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from tests.clauses import clause

from .common import LzuCommon

TASK = "学生宿舍增设淋浴室"


@tagged("post_install", "-at_install")
class TestTour(LzuCommon, HttpCase):
    browser_size = "1400x900"

    @clause("LZU-3.1a", "LZU-7.2a")
    def test_from_the_joint_meeting_to_the_bulletin(self):
        today = fields.Date.today()
        item = {
            "level": "task",
            "year": today.year,
            "source_category_id": self.category("congress").id,
            "leader_in_charge_id": self.leader.id,
            "measures": "完成设计、施工和验收",
            "date_deadline": fields.Date.add(today, days=30),
        }
        plan = (
            self.env["duban.goal"]
            .with_user(self.office_user)
            .create(
                {
                    "year": today.year,
                    "level": "year",
                    "child_ids": [
                        Command.create(
                            {
                                **item,
                                "name": TASK,
                                "lead_unit_id": self.unit_a.id,
                                "handler_id": self.worker_a.id,
                            }
                        ),
                        Command.create(
                            {
                                **item,
                                "name": "更新机房",
                                "lead_unit_id": self.unit_b.id,
                                "handler_id": self.worker_b.id,
                            }
                        ),
                    ],
                }
            )
        )
        office = self.office_user.login
        self.start_tour("/odoo/duban-joint-meetings", "duban_lzu_plan", login=office)
        self.env.invalidate_all()
        self.assertEqual(plan.lzu_meeting_ids.convener_id, self.office_leader)
        matter = plan.child_ids[0].matter_ids
        self.assertEqual((plan.state, matter.state), ("running", "assigned"))
        material = self.file(matter)
        self.start_tour(
            "/odoo/duban-unclaimed", "duban_lzu_claim", login=self.liaison_a.login
        )
        self.env.invalidate_all()
        self.assertEqual(matter.accepted_by_id, self.liaison_a)
        matter.with_user(self.worker_a).write(
            {"result_attachment_ids": [Command.set(material.ids)]}
        )
        self.start_tour(
            f"/odoo/supervision/{matter.id}",
            "duban_lzu_report",
            login=self.worker_a.login,
        )
        self.start_tour(
            f"/odoo/supervision/{matter.id}", "duban_lzu_review", login=office
        )
        self.start_tour(
            "/odoo/supervision-todos", "duban_lzu_leader", login=self.leader.login
        )
        self.start_tour(
            f"/odoo/supervision/{matter.id}", "duban_lzu_close", login=office
        )
        self.env.invalidate_all()
        self.assertEqual(matter.state, "closed")
        self.start_tour("/odoo/duban-bulletins", "duban_lzu_bulletin", login=office)
        bulletin = self.env["duban.bulletin"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(bulletin.state, "published")
        ledger = self.env["duban.matter"].search(
            [("company_id", "=", self.company.id), ("number", "!=", False)]
        )
        for line in bulletin.line_ids:
            tasks = ledger.filtered(
                lambda m, unit=line.department_id: m.lead_unit_id == unit
            )
            closed = tasks.filtered(lambda m: m.state == "closed")
            self.assertEqual(
                (line.task_count, line.closed), (len(tasks), len(closed)), line.name
            )
        self.assertEqual(
            (bulletin.task_count, bulletin.closed, bulletin.completion_rate),
            (2, 1, 50.0),
        )
        self.assertEqual(
            bulletin.cc_unit_ids, self.discipline | self.supervisory | self.organisation
        )
