"""The page for the next meeting: what stands on it, who may see it, what publishing does."""

import io

import docx
import pdfplumber

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import MeetingCommon


class PageCommon(MeetingCommon):
    def page(self, user=None, **values):
        return (
            self.env["duban.meeting.page"]
            .with_user(user or self.office_user)
            .create(
                {"body_id": self.body_board.id, "company_id": self.company.id, **values}
            )
        )


class ItemsCommon(PageCommon):
    """Three items of a meeting on 8 March: open, supervised, settled."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-08")
        self.earlier = self.meeting()
        self.open_item = self.item(self.earlier, "尚未处理的事项")
        self.running = self.item(
            self.earlier, "正在办理的事项", lead_unit_id=self.unit_a.id
        )
        self.running.action_supervise()
        self.settled = self.item(self.earlier, "只是通报")
        self.settled.action_not_supervised(
            self.env.ref("duban_supervision_meeting.reason_information").id
        )


@tagged("post_install", "-at_install")
class TestPage(ItemsCommon):
    @clause("PLUS-M3")
    def test_what_stands_on_it(self):
        self.at("2024-03-18")
        action = (
            self.env["duban.meeting.page"].with_user(self.office_user).action_next()
        )
        page = self.env["duban.meeting.page"].browse(action["res_id"])
        self.assertEqual(
            page.line_ids.mapped("wording"), ["尚未处理的事项", "正在办理的事项"]
        )
        self.assertEqual(page.line_ids.mapped("condition"), ["open", "running"])
        self.assertEqual(page.line_ids[1].unit_names, "教务处")
        # a matter of a meeting without an item stands on the page of the body that met
        for body in (self.body_board, self.body_party):
            meeting = self.meeting(
                body_id=body.id, date="2024-03-05", ordinal="6", is_restricted=False
            )
            self.filed(meeting_id=meeting.id, content=body.name)
        page.action_refresh()
        self.assertEqual(page.line_ids[2:].mapped("wording"), [self.body_board.name])
        self.assertEqual(
            page.line_ids[1].date_due, self.running.matter_ids.date_deadline
        )

    @clause("PLUS-M2", "PLUS-M3")
    def test_what_was_filed_by_mistake_is_open_again(self):
        """As after a rejection: asked for, on the page as an open item, supervised anew or settled with a reason."""
        matter = self.running.matter_ids
        self.assertIn(matter.state, ("filed", "assigned"))
        matter.with_user(self.office_user).action_withdraw_filing("立项有误")
        self.assertEqual((self.running.status, self.running.is_settled), ("open", 0))
        loose = self.filed(meeting_id=self.earlier.id, content="另行登记")
        loose.action_withdraw_filing("立项有误")
        self.at("2024-03-18")
        page = self.page()
        self.assertEqual(
            [(row.wording, row.condition, row.matter_id.id) for row in page.line_ids],
            [("尚未处理的事项", "open", False), ("正在办理的事项", "open", False)],
        )
        todos = self.earlier.sudo().activity_ids.mapped("summary")
        self.assertTrue(any("2" in (words or "") for words in todos), todos)
        self.running.action_supervise()
        self.assertEqual(self.running.status, "supervised")
        again = self.running.matter_ids - matter
        again.with_user(self.office_user).action_withdraw_filing("立项有误")
        self.running.action_not_supervised(
            self.env.ref("duban_supervision_meeting.reason_information").id
        )
        self.assertEqual(self.running.status, "not_supervised")

    @clause("PLUS-M3")
    def test_a_draft_keeps_nothing_from_being_reported(self):
        """Its line stands on the page; reported back is what is filed."""
        waiting = self.item(self.earlier, "还缺责任单位的事项")
        waiting.action_supervise()
        draft = waiting.matter_ids
        self.assertFalse(draft.date_filed)
        self.at("2024-03-18")
        page = self.page()
        self.assertIn("还缺责任单位的事项", page.line_ids.mapped("wording"))
        page.action_publish()
        self.assertEqual(page.state, "published")
        self.assertTrue(self.running.matter_ids.is_reported_back)
        self.assertFalse(draft.is_reported_back)
        self.assertEqual(page.report_ids.matter_ids, self.running.matter_ids)

    @clause("PLUS-M3", "PLUS-M1")
    def test_a_meeting_whose_day_nobody_entered(self):
        """Its items and matters stand at the end of the page; the meeting that the page is for is none of them."""
        undated = self.meeting(
            date=False, ordinal="4", minutes_number="校办纪〔2024〕4号"
        )
        self.item(undated, "没有日期的会议的事项")
        self.filed(meeting_id=undated.id, content="没有日期的会议的登记")
        self.at("2024-03-18")
        page = self.page()
        words = page.line_ids.mapped("wording")
        self.assertEqual(words[2:], ["没有日期的会议的事项", "没有日期的会议的登记"])
        coming = self.page(meeting_id=undated.id)
        self.assertEqual(coming.line_ids.mapped("wording"), words[:2])

    @clause("PLUS-M3")
    def test_three_clicks_from_anywhere(self):
        """Meetings, page for the next meeting, the body: its page stands there."""
        self.at("2024-03-18")
        menu = self.env.ref("duban_supervision_meeting.duban_menu_meeting_page_choose")
        self.assertEqual(menu.parent_id.parent_id, self.env.ref("duban_supervision.duban_menu_root"))  # fmt: skip
        action = menu.action.with_user(self.office_user).run()
        bodies = (
            self.env["duban.decision.body"]
            .with_user(self.office_user)
            .search(action["domain"])
        )
        self.assertIn(self.body_board, bodies)
        self.assertEqual(bodies.regulation_id, self.regulation)
        board = bodies.browse(self.body_board.id)
        self.assertEqual((str(board.meeting_last), board.resolution_open_count), ("2024-03-04", 1))  # fmt: skip
        opened = board.action_next_page()
        page = self.env["duban.meeting.page"].browse(opened["res_id"])
        self.assertEqual((page.body_id, page.item_total), (self.body_board, 2))
        self.assertEqual(board.action_next_page()["res_id"], page.id)
        for user in (self.head_a, self.leader):
            with self.assertRaises(AccessError):
                board.with_user(user).action_next_page()

    @clause("PLUS-M3", "CORE-25", "WUT-16.1c")
    def test_nothing_is_reported_before_the_meeting(self):
        """Handed out a week before: the office is asked on the day of the meeting, and records that day."""
        self.at("2024-03-18")
        page, matter = self.page(date="2024-03-25"), self.running.matter_ids
        page.action_publish()
        self.assertEqual(page.state, "published")
        self.assertEqual(set(page.report_ids.mapped("state")), {"draft"})
        self.assertFalse(matter.is_reported_back)
        todo = page.sudo().activity_ids
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.office_user, "2024-03-25")
        )
        page.action_record_remarks()
        self.assertFalse(matter.is_reported_back, "not held yet")
        self.at("2024-03-26")
        self.run_patrol()
        self.assertFalse(matter.is_reported_back, "nobody said that it was held")
        with self.assertRaises(AccessError), self.cr.savepoint():
            page.with_user(self.head_a).action_record_remarks()
        page.action_record_remarks()
        self.assertTrue(matter.is_reported_back)
        self.assertEqual(str(page.report_ids.date), "2024-03-25")
        self.assertFalse(page.sudo().activity_ids)

    @clause("PLUS-M3")
    def test_publishing_reports_back_and_freezes(self):
        self.at("2024-03-18")
        page, matter = self.page(), self.running.matter_ids
        line = page.line_ids[1]
        line.progress = "设备已到货"
        line.remark = "月底前装好"
        page.action_refresh()
        self.assertEqual(page.line_ids[1].progress, "设备已到货")
        self.assertFalse(matter.is_reported_back)
        page.action_publish()
        self.assertTrue(matter.is_reported_back)
        self.assertEqual(page.report_ids.target_id, self.body_board)
        self.assertIn("设备已到货", page.report_ids.content)
        self.assertIn("月底前装好", matter.record_ids.mapped("summary")[-1])
        for change in (
            lambda: page.write({"date": "2024-03-19"}),
            lambda: page.line_ids[1].write({"progress": "别的"}),
            lambda: page.line_ids.unlink(),
            page.unlink,
            page.action_refresh,
        ):
            with self.assertRaises(UserError):
                change()
        page.line_ids[0].remark = "下周处理"
        self.assertEqual(page.line_ids[0].remark, "下周处理")

    @clause("PLUS-M3")
    def test_the_page_is_the_report_that_closing_waits_for(self):
        """What the meeting said is an instruction; publishing reports back, before that nothing is closed."""
        self.regulation.write(
            {"report_back_before_close": "one", "leader_instruction_enabled": True}
        )
        self.at("2024-03-18")
        item = self.item(self.earlier, "已办毕待销号的事项")
        matter = self.submitted(meeting_id=self.earlier.id, resolution_id=item.id)
        matter = matter.with_user(self.office_user)
        matter.conclusion = "已落实"
        matter.action_pass_review("符合要求")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_close()
        page = self.page()
        line = page.line_ids.filtered(lambda row: row.matter_id == matter)
        line.write({"remark": "请审计处复核", "remark_kind": "instruction"})
        page.action_publish()
        said = matter.record_ids.filtered(lambda row: "请审计处复核" in row.summary)
        self.assertEqual((len(said), said.purpose), (1, "instruction"))
        # the meeting said it, the office entered it; nobody speaks as a leader
        self.assertTrue(said.summary.startswith(self.body_board.name))
        self.assertEqual(said.user_id, self.office_user)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("PLUS-M3", "CORE-27")
    def test_nobody_else_puts_a_remark_on_the_record(self):
        """Said after publishing; whoever only reads the page enters no instruction for the office, over RPC either."""
        self.regulation.leader_instruction_enabled = True
        self.at("2024-03-18")
        item = self.item(self.earlier, "正在办理")
        matter = self.accepted(meeting_id=self.earlier.id, resolution_id=item.id)
        readers = self.head_a | self.secretary | self.office_user
        page = self.page(reader_ids=[Command.set(readers.ids)])
        page.action_publish()
        self.assertTrue(page.with_user(self.head_a).has_access("read"))
        line = page.line_ids.filtered(lambda row: row.matter_id == matter)
        line.write({"remark": "请抓紧", "remark_kind": "instruction"})
        records = matter.sudo().record_ids
        for user in (self.head_a, self.worker_a, self.leader, self.secretary, self.outsider, self.admin):  # fmt: skip
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                page.with_user(user).action_record_remarks()
        self.env.invalidate_all()
        self.assertEqual(matter.sudo().record_ids, records)
        page.action_record_remarks()
        said = matter.sudo().record_ids
        self.assertEqual((said - records).purpose, "instruction")
        # said once, recorded once: asked for again, only what was said since comes to it
        page.action_record_remarks()
        self.assertEqual(matter.sudo().record_ids, said)
        with self.assertRaises(UserError):
            line.remark = "不急"
        other = page.line_ids.filtered(
            lambda row: row.matter_id == self.running.matter_ids
        )
        other.remark = "月底前装好"
        page.action_record_remarks()
        self.assertEqual(matter.sudo().record_ids, said)
        self.assertIn(
            "月底前装好", other.matter_id.sudo().record_ids.mapped("summary")[-1]
        )

    @clause("PLUS-M3")
    def test_a_remark_on_what_ended_stays_on_the_page(self):
        self.at("2024-03-18")
        item = self.item(self.earlier, "已办结的事项")
        matter = self.closed(meeting_id=self.earlier.id, resolution_id=item.id)
        records = matter.record_ids
        page = self.page()
        line = page.line_ids.filtered(lambda row: row.matter_id == matter)
        line.remark = "办得好"
        page.action_publish()
        self.assertEqual((page.state, line.remark), ("published", "办得好"))
        self.assertEqual(matter.record_ids, records)

    @clause("PLUS-M3")
    def test_what_ended_stands_on_one_page_only(self):
        self.at("2024-03-18")
        first = self.page()
        first.action_publish()
        self.at("2024-03-20")
        item = self.item(self.earlier, "已办结的事项")
        self.closed(meeting_id=self.earlier.id, resolution_id=item.id)
        self.at("2024-04-01")
        second = self.page()
        self.assertEqual(
            second.line_ids.mapped("condition"), ["open", "running", "ended"]
        )
        self.assertEqual(second.line_ids[2].progress, "已全部更新")
        second.action_publish()
        self.at("2024-04-15")
        self.assertEqual(
            self.page().line_ids.mapped("wording"), ["尚未处理的事项", "正在办理的事项"]
        )

    @clause("PLUS-M3")
    def test_an_end_is_news_once_whatever_day_it_falls_on(self):
        """Ended on the day of the page, entered late, taken off, reopened: said on one page, and on one only."""
        self.at("2024-03-18")
        same_day = self.closed(name="当日办结", meeting_id=self.earlier.id)
        first = self.page()
        self.assertIn(same_day, first.line_ids.matter_id)
        off = first.line_ids.filtered(lambda line: line.condition == "open")
        off.omitted = True
        first.action_refresh()
        off = first.line_ids.filtered("omitted")
        self.assertEqual(off.wording, "尚未处理的事项")
        self.assertEqual((first.item_total, first.omitted_total), (2, 1))
        self.assertIn("另有1项本次暂未列入", first._page_summary())
        self.assertNotIn("尚未处理的事项", str(first._page_lines()))
        with self.assertRaisesRegex(UserError, "Taken off|tick|勾选"):
            off.unlink()
        first.action_publish()
        self.at("2024-04-01")
        late = self.closed(
            name="补录", meeting_id=self.meeting(ordinal="补", date="2024-02-19").id
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_matter SET date_closed = '2024-02-20' WHERE id = %s",
            [late.id],
        )
        self.env.invalidate_all()
        second = self.page()
        self.assertNotIn(same_day, second.line_ids.matter_id)
        self.assertIn(late, second.line_ids.matter_id)
        self.assertIn("尚未处理的事项", second.line_ids.mapped("wording"))
        second.action_publish()
        self.at("2024-04-15")
        self.assertFalse((same_day | late) & self.page().line_ids.matter_id)

    @clause("PLUS-M3")
    def test_what_was_reopened_is_news_again_when_it_ends(self):
        """Ended, found wanting, running, ended again: each page says what is so on its day, each end once."""
        matter = self.closed(meeting_id=self.earlier.id, name="两次办结")
        for day, condition in (
            ("2024-03-18", "ended"),
            ("2024-04-01", False),
            ("2024-04-15", "running"),
            ("2024-04-29", "ended"),
            ("2024-05-13", False),
        ):
            self.at(day)
            if day == "2024-04-15":
                self.recheck(matter, "visit").action_record("failed", "又坏了", "2024-05-31")  # fmt: skip
                self.assertEqual(matter.state, "in_progress")
            if day == "2024-04-29":
                self.closed(matter)
            page = self.page()
            line = page.line_ids.filtered(lambda row: row.matter_id == matter)
            self.assertEqual(line.condition, condition, day)
            page.action_publish()

    @clause("PLUS-M3", "WUT-16.1a")
    def test_what_was_taken_off_the_page_is_not_reported_back(self):
        """The meeting did not hear of it: neither the report nor the matter says so; the next page brings it."""
        self.at("2024-03-18")
        said = self.running.matter_ids
        off = self.filed(
            name="缓报事项", content="缓报事项", meeting_id=self.earlier.id
        )
        page = self.page()
        page.line_ids.filtered(lambda row: row.matter_id == off).omitted = True
        page.action_publish()
        self.assertEqual(page.report_ids.matter_ids, said)
        self.assertNotIn("缓报事项", page.report_ids.content)
        self.assertEqual((said.is_reported_back, off.is_reported_back), (True, False))
        self.at("2024-04-01")
        again = self.page()
        self.assertIn(off, again.line_ids.filtered(lambda row: not row.omitted).matter_id)  # fmt: skip
        again.action_publish()
        self.assertTrue(off.is_reported_back)

    @clause("PLUS-M3")
    def test_an_end_that_was_taken_off_is_said_on_the_next_page(self):
        """As often as it is taken off; of the one beside it the meeting has heard, and hears no more."""
        self.at("2024-03-18")
        told, kept = (self.closed(name=name, meeting_id=self.earlier.id) for name in ("已报", "缓报"))  # fmt: skip
        for day, ended, off in (
            ("2024-03-18", told | kept, kept),
            ("2024-04-01", kept, kept),
            ("2024-04-15", kept, kept.browse()),
            ("2024-04-29", kept.browse(), kept.browse()),
        ):
            self.at(day)
            page = self.page()
            lines = page.line_ids.filtered(lambda row: row.condition == "ended")
            self.assertEqual(lines.matter_id, ended, day)
            self.assertFalse(lines.filtered("omitted"), day)
            lines.filtered(lambda row, off=off: row.matter_id in off).omitted = True
            page.action_publish()

    @clause("PLUS-M3", "PLUS-M4")
    def test_what_was_replaced_and_still_runs_asks_the_meeting(self):
        self.at("2024-03-18")
        later = self.meeting(ordinal="2024年第4次", date="2024-03-15")
        self.item(
            later,
            "改由后勤处办理",
            changes_id=self.running.id,
            change_kind="replace",
        )
        self.assertEqual(self.running.status, "superseded")
        line = self.page().line_ids.filtered(
            lambda line: line.matter_id == self.running.matter_ids
        )
        self.assertEqual(line.condition, "running")
        self.assertTrue(line.need)

    @clause("PLUS-M3")
    def test_word_says_what_the_page_says(self):
        self.at("2024-03-18")
        page = self.page()
        document = docx.Document(io.BytesIO(page._page_word()))
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        self.assertEqual(rows[0][2], "议定事项")
        self.assertEqual([row[2] for row in rows[1:]], page.line_ids.mapped("wording"))
        self.assertIn("共2项", document.paragraphs[3].text)
        with self.assertRaises(AccessError):
            page.with_user(self.head_a)._page_word()

    @clause("PLUS-M3")
    def test_print(self):
        self.at("2024-03-18")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "duban_supervision_meeting.report_page", self.page().ids
        )[0]
        self.assertIn("校长办公会议议定事项落实情况", html.decode())
        notice = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "duban_supervision_meeting.report_notice", self.earlier.ids
            )[0]
            .decode()
        )
        self.assertIn("议决通知书", notice)
        self.assertIn("正在办理的事项", notice)
        self.assertNotIn("尚未处理的事项", notice)  # it names no unit

    @clause("PLUS-M3")
    def test_each_unit_gets_a_notice_of_its_own(self):
        """The second unit's notice is no continuation of the first one's."""
        self.item(self.earlier, "后勤处修缮操场", lead_unit_id=self.unit_b.id)
        report = self.env["ir.actions.report"].with_user(self.office_user)
        pdf = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            "duban_supervision_meeting.report_notice", self.earlier.ids
        )[0]
        with pdfplumber.open(io.BytesIO(pdf)) as book:
            pages = [page.extract_text() for page in book.pages]
        self.assertEqual(len(pages), 2)
        for page, unit in zip(pages, ("教务处", "后勤处"), strict=True):
            self.assertIn(unit, page)
            self.assertNotIn("续", page)

    @clause("PLUS-M3")
    def test_figures_equal_an_independent_query(self):
        self.at("2024-03-18")
        page = self.page()
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT count(*) FILTER (WHERE m.state IN
                          ('closed', 'archived', 'exempted', 'terminated', 'merged')),
                      count(*)
                 FROM duban_resolution r
                 JOIN duban_meeting g ON g.id = r.meeting_id
                 LEFT JOIN duban_matter m ON m.resolution_id = r.id AND m.state <> 'rejected'
                WHERE g.body_id = %s AND g.date < '2024-03-18'
                  AND (m.id IS NOT NULL OR r.reason_id IS NULL)""",
            [self.body_board.id],
        )
        ended, total = self.env.cr.fetchone()
        self.assertEqual((page.ended_total, page.item_total), (ended, total))
