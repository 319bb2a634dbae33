"""第十七条: on-site inspections."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestOnsite(AbafCommon):
    def inspection(self, matter, user=None, **values):
        values = {
            "summary": "现场查看机房建设情况",
            "method_id": self.option("onsite_method", "verification").id,
            "ground_id": self.option("onsite_ground", "slow").id,
            "place": "实训楼三楼",
            "attendee_ids": [(6, 0, (self.head_a | self.worker_a).ids)],
            "finding_done": "no",
            "finding_done_note": "尚有两间未安装",
            "finding_solved": "yes",
            "finding_improved": "yes",
            "rectification_opinion": "6月20日前完成剩余两间机房安装",
            "rectification_deadline": "2023-06-20",
            **values,
        }
        return self.record(matter, user=user, kind="onsite", **values)

    @clause("ABAF-17.1a")
    def test_method(self):
        self.at("2023-06-08")
        matter = self.accepted(mode="onsite")
        methods = self.env["duban.option"]._get(self.regulation, "onsite_method")
        self.assertEqual(methods.mapped("name"), ["约谈", "座谈", "现场核查"])
        self.assertTrue(methods.list_id.is_open)
        with self.assertRaises(UserError):
            self.inspection(matter, method_id=False)
        record = self.inspection(matter)
        self.assertEqual(
            (record.method_id.name, record.ground_id.name, record.place),
            ("现场核查", "推进缓慢", "实训楼三楼"),
        )

    @clause("ABAF-17.1b")
    def test_three_findings(self):
        self.at("2023-06-08")
        matter = self.accepted()
        for name in ("finding_done", "finding_solved", "finding_improved"):
            with self.assertRaises(UserError):
                self.inspection(matter, **{name: False})
        record = self.inspection(matter, user=self.discipline_user)
        self.assertEqual(
            (record.finding_done, record.finding_done_note), ("no", "尚有两间未安装")
        )

    @clause("ABAF-17.1c")
    def test_rectification(self):
        self.at("2023-06-08")
        matter = self.accepted()
        with self.assertRaises(UserError):
            self.inspection(matter, rectification_opinion=" ")
        record = self.inspection(matter)
        todo = self.todos(matter, kind="rectify")
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.worker_a, "2023-06-20")
        )
        record.with_user(self.worker_a).action_answer("已整改到位")
        self.assertFalse(self.todos(matter, kind="rectify"))
        self.assertEqual(str(record.date_answered), "2023-06-08")
