"""A new version of the regulation between two meetings: items, pages and shares go on (PLUS-M1 to M3, CORE-31)."""

from datetime import date

from odoo import Command
from odoo.tests import Form, tagged

from tests.clauses import clause
from tests.duban_supervision_meeting.test_page import PageCommon


@tagged("post_install", "-at_install")
class TestMeetingsOverVersions(PageCommon):
    """Minutes of December, a version from 1 January, the office's work in January."""

    def setUp(self):
        super().setUp()
        self.category("meeting").body_ids = self.body_board | self.body_party
        self.at("2023-12-20")
        self.december = self.meeting(
            ordinal="2023年第20次", date="2023-12-18", minutes_number="纪要20号",
            date_issued="2023-12-19",
        )  # fmt: skip
        self.items = self.env["duban.resolution"].union(
            *(
                self.item(self.december, f"十二月第{n}项", lead_unit_id=self.unit_a.id)
                for n in range(3)
            )
        )
        self.items[0].action_supervise()
        self.version = self.regulation._new_version(date(2024, 1, 1))
        self.at("2024-01-03")
        self.board = self.body_board._under(self.version)
        self.assertNotEqual(self.board, self.body_board)

    @clause("PLUS-M2", "PLUS-M1", "CORE-31")
    def test_an_item_of_before_is_supervised_under_todays_rules(self):
        self.items[1].action_supervise()
        before, after = self.items[0].matter_ids, self.items[1].matter_ids
        self.assertEqual(before.regulation_id, self.regulation)
        self.assertEqual((after.regulation_id, after.state), (self.version, "assigned"))
        self.assertEqual(after.decision_body_id, self.board)
        self.assertEqual(
            after.source_category_id, self.category("meeting")._under(self.version)
        )
        self.assertEqual(after.meeting_id, self.december)
        self.assertEqual(self.items.mapped("status"), ["supervised"] * 2 + ["open"])
        # one more of the same item, in the form that the button opens
        context = self.items[1].action_one_more()["context"]
        form = Form(self.env["duban.matter"].with_user(self.office_user).with_context(**context))  # fmt: skip
        self.assertEqual(form.decision_body_id, self.board)
        form.lead_unit_id = self.unit_b
        more = form.save()
        self.assertEqual((more.decision_body_id, more.meeting_id), (self.board, self.december))  # fmt: skip
        # the rest of the meeting with one click, and one by hand
        self.december.with_user(self.office_user).action_supervise_open()
        self.assertEqual(self.items[2].matter_ids.decision_body_id, self.board)
        hand = self.matter(meeting_id=self.december.id)
        self.assertEqual(hand.decision_body_id, self.board)

    @clause("PLUS-M1", "CORE-31")
    def test_a_body_that_todays_rules_do_not_have_is_left_open(self):
        """Abolished with the new version: its item is supervised all the same."""
        self.version.category_ids.body_ids = [Command.clear()]
        self.board.unlink()
        self.items[1].action_supervise()
        matter = self.items[1].matter_ids
        self.assertEqual((matter.regulation_id, matter.meeting_id), (self.version, self.december))  # fmt: skip
        self.assertFalse(matter.decision_body_id)

    @clause("PLUS-M1", "CORE-31")
    def test_what_a_matter_says_finds_the_meeting_of_before(self):
        matter = self.matter(decision_body_id=self.board.id, meeting_date="2023-12-18")
        self.assertEqual(matter.meeting_id, self.december)
        # the register says the number for the matters of both versions
        self.december.with_user(self.office_user).minutes_number = "纪要〔2023〕20号"
        both = matter | self.items[0].matter_ids
        self.assertEqual(set(both.mapped("minutes_number")), {"纪要〔2023〕20号"})
        # entered for the wrong body: each matter gets the right one as its version has it
        self.december.with_user(self.office_user).body_id = self.body_party
        self.assertEqual(
            [each.decision_body_id for each in both],
            [self.body_party._under(self.version), self.body_party],
        )

    @clause("PLUS-M3", "CORE-31")
    def test_the_next_page_has_the_items_of_before(self):
        """Page, what it said before, and the cards of the bodies: asked by the body, not by the row of one version."""
        january = self.meeting(
            body_id=self.board.id, ordinal="2024年第1次", date="2024-01-02"
        )
        self.item(january, "一月第一项")
        self.filed(meeting_id=self.december.id, content="没有议定事项")
        board = self.board.with_user(self.office_user)
        self.assertEqual(board.resolution_open_count, 3)
        self.assertEqual(str(board.meeting_last), "2024-01-02")
        self.at("2024-01-08")
        Page = self.env["duban.meeting.page"].with_user(self.office_user)
        action = self.december.with_user(self.office_user).action_next_page()
        page = Page.browse(action["res_id"])
        self.assertEqual(page.body_id, self.board)
        self.assertEqual(
            page.line_ids.mapped("wording"),
            [*(f"十二月第{n}项" for n in range(3)), "没有议定事项", "一月第一项"],
        )
        # the draft is found again, from the new row as from the old one
        for body in (self.board, self.body_board):
            self.assertEqual(Page.action_next(body.id)["res_id"], page.id)

    @clause("PLUS-M3", "CORE-31")
    def test_what_ended_is_told_once_over_both_versions(self):
        matter = self.closed(matter=self.accept(self.items[0].matter_ids))
        # published under the version before
        page = self.page(date="2024-01-04")
        page.with_user(self.office_user).action_publish()
        self.assertIn(matter, page.line_ids.matter_id)
        self.at("2024-01-10")
        later = self.page(body_id=self.board.id)
        self.assertNotIn(matter, later.line_ids.matter_id)
        self.assertEqual(later._since(), page.date_published)

    @clause("PLUS-M2", "CORE-31")
    def test_the_share_of_a_body_is_one_figure(self):
        january = self.meeting(body_id=self.board.id, date="2024-01-02")
        self.item(january, "一月第一项")
        found = self.env["duban.resolution"]._read_group(
            [("company_id", "=", self.company.id)],
            ["body_group_id"],
            ["__count", "is_settled:avg"],
        )
        # one of four
        self.assertEqual(found, [(self.body_board, 4, 0.25)])
