"""What stands beside meetings, decided items and semesters is kept as well (CORE-27)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_meeting.common import MeetingCommon


@tagged("post_install", "-at_install")
class TestKept(MeetingCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-11")
        self.meeting_ = self.meeting()
        self.item_ = self.item(self.meeting_)
        self.matter_ = self.matter(
            resolution_id=self.item_.id, meeting_id=self.meeting_.id
        )
        self.people = (self.office_user, self.worker_a, self.leader, self.admin)

    def beside(self, record):
        """A file and a message of the office on a record."""
        record = record.with_user(self.office_user)
        file = self.env["ir.attachment"].with_user(self.office_user).create(
            {"name": "纪要.pdf", "raw": b"content", "res_model": record._name, "res_id": record.id}
        )  # fmt: skip
        return file, record.message_post(body="已核")

    def assert_kept(self, file, message):
        for user in self.people:
            for su in (False, True):
                for row, vals in (
                    (file, {"raw": b"x"}), (file, {"name": "x"}), (message, {"body": "x"}),
                    (message, {"date": "2020-01-01"}),
                ):  # fmt: skip
                    with self.assertRaises(UserError), self.cr.savepoint():
                        row.with_user(user).sudo(su).write(vals)
                for row in (file, message):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        row.with_user(user).sudo(su).unlink()

    @clause("CORE-27")
    def test_of_a_meeting_and_its_items(self):
        beside = [self.beside(self.meeting_), self.beside(self.item_)]
        # nothing came of it yet
        beside[0][0].write({"name": "纪要（修订）.pdf"})
        self.matter_.action_file()
        for file, message in beside:
            self.assert_kept(file, message)
        self.assert_refused(self.meeting_.unlink)
        self.assert_refused(self.item_.unlink)
        self.assert_refused(self.meeting_.sudo().unlink)
        self.assert_refused(self.item_.write, {"name": "改写"})

    @clause("CORE-27", "PLUS-M1")
    def test_a_meeting_that_says_something_else_leaves_a_line(self):
        draft = self.matter(name="草稿", meeting_id=self.meeting_.id)
        self.matter_.action_file()
        before = self.matter_.sudo().trail_length, draft.sudo().trail_length
        self.meeting_.write({"minutes_number": "校办纪〔2024〕4号"})
        self.assertEqual(self.matter_.minutes_number, "校办纪〔2024〕4号")
        act = self.matter_.sudo().act_ids.sorted("seq")[-1:]
        self.assertEqual(
            (self.matter_.sudo().trail_length, draft.sudo().trail_length), (before[0] + 1, before[1])
        )  # fmt: skip
        self.assertEqual(act.user_id, self.office_user)
        self.assertEqual(
            act.changes, {"minutes_number": ["校办纪〔2024〕3号", "校办纪〔2024〕4号"]}
        )

    @clause("CORE-27")
    def test_of_a_published_page(self):
        self.matter_.action_file()
        page = self.env["duban.meeting.page"].with_user(self.office_user).create(
            {"body_id": self.body_board.id, "company_id": self.company.id, "date": "2024-03-18"}
        )  # fmt: skip
        file, message = self.beside(page)
        file.write({"name": "草稿.pdf"})
        page.action_publish()
        self.assert_kept(file, message)
