"""The whole life of a matter under a plain regulation."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestLife(SupervisionCommon):
    def test_from_draft_to_archive(self):
        self.at("2024-03-04")
        matter = self.matter(co_unit_ids=[(6, 0, self.unit_b.ids)])
        self.assertEqual(matter.state, "draft")
        matter.action_file()
        self.assertEqual(matter.number, "2024-0001")
        self.assertFalse(matter.date_deadline)
        matter.action_assign()
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.assertEqual(self.todos(matter).user_id, self.head_a | self.head_b)
        self.plan(matter, "2024-03-10")
        matter.with_user(self.worker_a).action_accept()
        self.assertEqual(matter.state, "in_progress")
        self.feedback(matter)
        worker = matter.with_user(self.worker_a)
        worker.write({"result": "完成"})
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_b).action_submit_result()
        worker.action_submit_result()
        self.assertEqual(self.todos(matter).user_id, self.office_user)
        matter.action_pass_review("同意")
        matter.action_close()
        self.assertEqual(matter.state, "closed")
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "2024-1"}
        )
        matter.action_archive_matter()
        self.assertEqual(matter.state, "archived")
        self.assertFalse(self.todos(matter))
        self.assertEqual(self.env["duban.act"]._verify(matter), [])

    def test_state_over_rpc(self):
        matter = self.matter()
        with self.assertRaises(AccessError):
            matter.write({"state": "closed"})
        with self.assertRaises(UserError):
            matter.action_close()
        self.assertEqual(matter.state, "draft")

    def test_outsider(self):
        matter = self.assigned()
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.outsider)
            .search([("id", "=", matter.id)])
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, self.outsider).read(["name"])
