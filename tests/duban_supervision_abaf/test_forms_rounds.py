"""附件1 and 附件3 show the signatures of the round that stands: none of a text that its leaders never saw (CORE-38)."""

from odoo.tests import tagged

from tests.clauses import clause

from .test_forms import FormsCommon

LEADERS = ("分管院领导", "分管党政办院领导", "主要领导")


@tagged("post_install", "-at_install")
class TestFormsRounds(FormsCommon):
    def signed(self, document, matter):
        """The three cells of the leaders' signatures, as words."""
        sheet = self.sheet(document, matter)
        return [sheet.cell(label).split() for label in LEADERS]

    @clause("ABAF-A1.14", "ABAF-A1.15", "ABAF-A1.b", "CORE-38")
    def test_a_proposal_sent_or_taken_back_is_signed_by_nobody(self):
        """Signed by the first, then returned by the second or recalled: the new text bears none."""
        for way in ("退回", "撤回"):
            with self.subTest(way):
                self.at("2023-06-01")
                matter = self.proposed(name=f"更新教学用机房（{way}）")
                self.approve(matter, steps=1)
                first = ["同意", "张明德", "2023年6月1日"]
                self.assertEqual(self.signed("filing_form", matter), [first, [], []])
                self.at("2023-06-02")
                subject = matter.with_user(self.worker_a)
                if way == "退回":
                    matter.with_user(self.office_leader).action_return_filing(
                        "时限不明"
                    )
                else:
                    subject.action_recall_filing()
                subject.write({"content": "改为更新全部机房"})
                self.assertEqual(self.signed("filing_form", matter), [[], [], []])
                self.at("2023-06-05")
                subject.action_submit_filing()
                self.assertEqual(self.signed("filing_form", matter), [[], [], []])
                self.approve(matter, "同意修改后的方案", steps=1)
                again = ["同意修改后的方案", "张明德", "2023年6月5日"]
                self.assertEqual(self.signed("filing_form", matter), [again, [], []])

    @clause("ABAF-A1.15", "CORE-38")
    def test_what_is_refused_for_good_keeps_who_agreed(self):
        """The text does not change any more: the two who agreed to it stay on the sheet, the third cell is empty."""
        self.at("2023-06-01")
        matter = self.proposed()
        self.approve(matter, steps=2)
        line = matter.sudo()._current_line()
        line.with_user(line.approver_id).action_reject("不予立项")
        self.assertEqual(matter.sudo().state, "rejected")
        signed = self.signed("filing_form", matter)
        self.assertEqual([words[1:2] for words in signed], [["张明德"], ["何志远"], []])

    @clause("ABAF-A3.15", "ABAF-16.6b", "DOC-6")
    def test_a_matter_is_closed_on_one_day(self):
        """What was reported on the 10th and closed on the 14th: one 办结日期, on the form as on the ledger."""
        self.at("2023-06-10")
        matter = self.report_result(self.accepted())
        matter.action_pass_review("符合办结要求")

        def done():
            return self.sheet("completion_form", matter).cell("办结情况")

        self.assertIn("反馈日期：2023年6月10日", done())
        self.assertNotIn("办结日期", done())
        self.at("2023-06-14")
        self.approve(matter)
        self.reported_back(matter)
        matter.action_close()
        self.assertIn("办结日期：2023年6月14日", done())
        self.assertEqual(matter._document_text("date_closed"), "2023年6月14日")

    @clause("ABAF-A3.16", "ABAF-A3.17", "ABAF-A3.c", "ABAF-12.1d", "CORE-38")
    def test_a_new_result_bears_no_signature_of_the_one_before(self):
        self.at("2023-06-01")
        matter = self.report_result(self.accepted())
        self.at("2023-06-10")
        matter.action_pass_review("符合办结要求")
        self.approve(matter, steps=2)
        signed = self.signed("completion_form", matter)
        self.assertEqual([words[1:2] for words in signed], [["张明德"], ["何志远"], []])
        matter.with_user(self.secretary).action_return_closing("尚未验收")
        self.assertEqual(self.signed("completion_form", matter), [[], [], []])
        self.assertIn("2023年6月1日", self.sheet("completion_form", matter).cell("办结情况"))  # fmt: skip
        matter.action_return_result("尚未验收", "2023-06-30")
        # nothing is completed now
        self.assertNotIn("办结日期", self.sheet("completion_form", matter).cell("办结情况"))  # fmt: skip
        self.at("2023-06-25")
        self.report_result(matter)
        self.assertIn("2023年6月25日", self.sheet("completion_form", matter).cell("办结情况"))  # fmt: skip
        self.assertEqual(self.signed("completion_form", matter), [[], [], []])
        self.assertNotIn("张明德", matter.sudo()._document_value_review())
        matter.action_pass_review("已验收")
        self.assertEqual(self.signed("completion_form", matter), [[], [], []])
        self.approve(matter, "同意销号")
        names = [words[1] for words in self.signed("completion_form", matter)]
        self.assertEqual(names, ["张明德", "何志远", "罗尔伍"])
        self.reported_back(matter)
        matter.action_close()
        names = [words[1] for words in self.signed("completion_form", matter)]
        self.assertEqual(names, ["张明德", "何志远", "罗尔伍"])
