"""What the page for the next meeting says of an item: what was accepted, how it ended, what was typed."""

from odoo import fields
from odoo.tests import tagged

from tests.clauses import clause

from .test_page import ItemsCommon


@tagged("post_install", "-at_install")
class TestPageWords(ItemsCommon):
    @clause("PLUS-M3", "WUT-16.1b", "SIE-16.1b")
    def test_the_deciders_are_told_what_was_accepted(self):
        """Page, report back and ledger say the same: what was returned or is not reviewed yet is no progress."""
        self.regulation.feedback_review_required = True
        matter = self.accepted(name="实训室建设", meeting_id=self.earlier.id)
        # what was filed before is not reviewed, and stands as it was reported
        plain = self.accept(self.running.matter_ids)
        self.feedback(plain, name="设备已招标")
        office, said = self.office_user, {}
        self.at("2024-03-11")
        good = self.feedback(matter, name="完成立项论证")
        good.with_user(office).action_accept_feedback()
        self.at("2024-03-12")
        self.feedback(matter, name="已完成招标").with_user(office).action_return_feedback("不实")  # fmt: skip
        self.at("2024-03-13")
        self.feedback(matter, name="合同已签订")
        self.at("2024-03-18")
        page = self.page()
        for line in page.line_ids.filtered("matter_id"):
            said[line.matter_id] = line.progress
            self.assertIn(line.progress, line.matter_id._document_value_progress())
        self.assertEqual(said[matter], "完成立项论证")
        self.assertEqual(said[plain], "设备已招标")
        page.action_publish()
        self.assertIn("完成立项论证", page.report_ids.content)
        for words in ("已完成招标", "合同已签订"):
            self.assertNotIn(words, page.report_ids.content)
            self.assertNotIn(words, str(page._page_lines()))

    @clause("PLUS-M3", "WUT-16.1b", "SIE-16.1b")
    def test_a_result_is_told_once_it_passed(self):
        self.regulation.feedback_review_required = True
        matter = self.accepted(name="实训室建设", meeting_id=self.earlier.id)
        self.submitted(matter)
        self.at("2024-03-18")
        page = self.page()
        line = page.line_ids.filtered(lambda row: row.matter_id == matter)
        self.assertTrue(matter.result)
        self.assertNotEqual(line.progress, matter.result)
        matter.with_user(self.office_user).action_pass_review("符合要求")
        page.action_refresh()
        line = page.line_ids.filtered(lambda row: row.matter_id == matter)
        self.assertEqual(line.progress, matter.result)

    def row(self, page, matter):
        return page.line_ids.filtered(lambda line: line.matter_id == matter)

    @clause("PLUS-M3")
    def test_what_did_not_get_done_is_said_with_its_reason(self):
        """Carried through is one thing, exempted, terminated and merged another: in figures, in words and in rows."""
        self.regulation.merge_enabled = True
        made = {
            name: self.accepted(name=name, meeting_id=self.earlier.id)
            for name in ("免办事项", "终止事项", "被并事项")
        }
        done = self.closed(name="办结事项", meeting_id=self.earlier.id)
        target = self.accepted(
            name="主事项", date_deadline=made["被并事项"].date_deadline
        )
        for name, state, act, ground in (
            ("免办事项", "exempted", "exempt", "上级已统一采购"),
            ("终止事项", "terminated", "terminate", "项目取消"),
        ):
            self.ends(made[name], state)
            self.env["duban.act"]._append(made[name].sudo(), act, ground)
        made["被并事项"].with_user(self.office_user).action_merge(target.id, "同一事项")
        self.feedback(target, name="合并后已开工")
        self.at("2024-03-18")
        page = self.page()
        for name, ground in (("免办事项", "上级已统一采购"), ("终止事项", "项目取消")):
            line = self.row(page, made[name])
            self.assertEqual(line.condition, "ended")
            self.assertIn(ground, line.progress)
        self.assertEqual(self.row(page, done).progress, done.result)
        # what was merged goes on where it was merged into
        line = self.row(page, made["被并事项"])
        self.assertEqual((line.condition, line.light), ("running", target.light))
        self.assertIn(target.number, line.progress)
        self.assertIn("合并后已开工", line.progress)
        # open: one; running: that of setUp and the merged one; done: one; otherwise ended: two
        self.assertEqual((page.item_total, page.ended_total, page.closed_total), (6, 3, 1))  # fmt: skip
        words = page._page_summary()
        for part in ("共6项", "其中已办结1项", "并入其他事项2项", "尚未处理3项"):
            self.assertIn(part, words)
        figures = {words: number for words, number, _tone in page._screen_figures()}
        self.assertEqual((figures["已办结"], figures["终止、免办或并入"]), (1, 2))
        states = {row[2]: row[6] for row in page._page_lines()}
        self.assertEqual(states[done.content], "已办结")
        page.action_publish()
        # the end of what it was merged into is news for this body as well, once
        self.at("2024-04-01")
        second = self.page()
        self.assertEqual(self.row(second, made["被并事项"]).condition, "running")
        self.assertFalse(self.row(second, made["终止事项"]))
        self.closed(target)
        second.action_refresh()
        line = self.row(second, made["被并事项"])
        self.assertEqual((line.condition, second.closed_total), ("ended", 1))
        self.assertIn(target.result, line.progress)
        second.action_publish()
        self.at("2024-04-15")
        self.assertFalse(self.row(self.page(), made["被并事项"]))

    @clause("PLUS-M3")
    def test_what_was_typed_for_the_meeting_stays(self):
        """What it is asked, and the order of the items; what the page asks by itself follows the register."""
        late = self.accepted(name="另一事项", meeting_id=self.earlier.id)
        self.at("2024-03-18")
        page = self.page()
        self.assertEqual(page.line_ids.mapped("wording")[0], "尚未处理的事项")
        line = self.row(page, self.running.matter_ids)
        line.need = "请会议明确经费来源"
        line.sequence = 0
        self.assertFalse(self.row(page, late).need)
        self.at(fields.Date.add(late.date_deadline, days=1).isoformat())
        self.env.invalidate_all()
        page.action_refresh()
        first = page.line_ids[0]
        self.assertEqual(
            (first.matter_id, first.need),
            (self.running.matter_ids, "请会议明确经费来源"),
        )
        self.assertTrue(self.row(page, late).need)
        page.date = fields.Date.add(page.date, days=30)
        self.assertEqual(page.line_ids[0].need, "请会议明确经费来源")
        self.item(self.earlier, "后补的事项")
        page.action_refresh()
        self.assertEqual(page.line_ids[0].matter_id, self.running.matter_ids)
        self.assertEqual(page.line_ids[-1:].wording, "后补的事项")
