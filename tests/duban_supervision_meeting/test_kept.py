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
        words = "已核"
        return file, record.message_post(body=words)

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

    def read_in(self, text, length, user=None):
        """Enter the first ``length`` signs of ``text`` as an item of the meeting, as the screen does."""
        self.env["duban.meeting"].with_user(user or self.office_user).confirm_minutes(
            {"id": self.meeting_.id},
            [{"places": [[0, length]], "kind": "information"}],
            text=text,
        )
        return self.meeting_.resolution_ids.sorted("id")[-1:]

    @clause("CORE-27")
    def test_minutes_on_which_a_matter_rests_stay_as_they_were_read(self):
        """Nobody types over what was read, and once a matter rests on it, reading more only adds to it."""
        self.read_in("会议议定：更新机房。", 4)
        first = self.read_in("会议讨论了财务报告。会议议定：教务处更新教学用机房。", 9)
        self.assertEqual(
            self.meeting_.minutes_text, "会议讨论了财务报告。会议议定：教务处更新教学用机房。"
        )  # fmt: skip
        for filed in (False, True):
            for vals in (
                {"minutes_text": "会议未作决定。"},
                {"minutes_text": False},
                {"user_id": self.office_user2.id},
            ):
                for user in (self.office_user, self.office_user2):
                    self.assert_refused(self.meeting_.with_user(user).write, vals)
            if not filed:
                self.matter_.action_file()
        forged = self.read_in("会议未作决定，散会。", 6)
        text = self.meeting_.minutes_text
        self.assertTrue(
            text.startswith("会议讨论了财务报告。会议议定：教务处更新教学用机房。")
        )
        for row in (first, forged):
            self.assertEqual(text[row.place_start : row.place_end], row.name)
        # a part of what stands there is found in it
        again = self.read_in("教务处更新教学用机房。", 5)
        self.assertEqual(self.meeting_.minutes_text, text)
        self.assertEqual(text[again.place_start : again.place_end], again.name)

    @clause("PLUS-M1")
    def test_who_entered_it_and_what_was_read_is_not_typed(self):
        Meeting = self.env["duban.meeting"].with_user(self.office_user)
        vals = {"body_id": self.body_board.id, "date": "2024-03-01"}
        for forged in (
            {"user_id": self.leader.id}, {"user_id": False}, {"minutes_text": "伪造的纪要"}, {"name": "另一会议"},
        ):  # fmt: skip
            self.assert_refused(Meeting.create, {**vals, **forged})
        self.assertEqual(Meeting.create(vals).user_id, self.office_user)
        for forged in ({"place_start": 3}, {"status": "supervised"}, {"is_settled": 1}):
            self.assert_refused(self.item_.write, forged)

    @clause("CORE-27")
    def test_what_ended_keeps_the_meeting_it_ended_with(self):
        other = self.matter(name="另一事项", meeting_id=self.meeting_.id)
        (self.matter_ | other).action_file()
        self.end(self.matter_)
        self.meeting_.write({"minutes_number": "校办纪〔2020〕1号"})
        self.assertEqual(other.minutes_number, "校办纪〔2020〕1号")
        self.assertEqual(self.matter_.minutes_number, "校办纪〔2024〕3号")

    def end(self, matter):
        """Merged into another one."""
        target = self.matter(name="合并后的事项")
        target.action_file()
        (matter | target).action_assign()
        self.regulation.merge_enabled = True
        matter.with_user(self.office_user).action_merge(target.id, "重复")
        self.assertEqual(matter.state, "merged")

    @clause("PLUS-M2")
    def test_reasons_are_each_institutions_own(self):
        Reason = self.env["duban.resolution.reason"]
        shipped = self.env.ref("duban_supervision_meeting.reason_information")
        own = Reason.with_user(self.office_user).create({"name": "已另行安排"})
        self.assertEqual(own.company_id, self.company)
        own.name = "已另作安排"
        self.assert_refused(own.write, {"company_id": False})
        company = self.env["res.company"].create({"name": "另一高校"})
        foreign = Reason.create({"name": "别校的理由", "company_id": company.id})
        for user in (self.office_user, self.admin):
            rows = Reason.with_user(user).search([])
            self.assertIn(shipped, rows)
            self.assertNotIn(foreign, rows)
            for row in (shipped, foreign):
                self.assert_refused(row.with_user(user).write, {"name": "改写"})
        self.item(self.meeting_, words="通报情况").action_not_supervised(own.id)
        self.assert_refused(own.write, {"name": "改写"})
        # by the platform's dialog of translations neither
        self.assert_refused(own.update_field_translations, "name", {"en_US": "改写"})
        self.assert_refused(own.web_override_translations, {"name": "改写"})
        own.active = False
