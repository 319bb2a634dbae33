"""审核/审阅 of the ledger tells what counts of the present result, nothing of one that was returned."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_lzu.common import LzuCommon


@tagged("post_install", "-at_install")
class TestLedgerReview(LzuCommon):
    def cell(self, matter):
        matter.invalidate_recordset()
        return matter._document_value_review()

    @clause("DOC-7", "LZU-6.1.4b", "CORE-21")
    def test_a_returned_result_was_not_reviewed(self):
        self.at("2024-06-20")
        matter = self.submitted()
        office = matter.with_user(self.office_user)
        self.assertEqual(self.cell(office), "")
        self.at("2024-06-21")
        office.action_pass_review("材料齐全")
        reviewed = "office_user 2024年6月21日 材料齐全"
        self.assertEqual(self.cell(office), reviewed)
        self.at("2024-06-23")
        matter.with_user(self.leader).action_return_closing("没见成效")
        self.assertEqual(self.cell(office), "")
        self.at("2024-06-24")
        office.action_return_result("分管领导要求见成效")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(self.cell(office), "")
        self.at("2024-06-25")
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(self.cell(office), "")
        self.at("2024-06-26")
        office.action_pass_review("已见成效")
        self.at("2024-06-27")
        self.decide(matter, self.leader)
        office.action_close()
        self.assertEqual(
            self.cell(office).split("\n"),
            ["office_user 2024年6月26日 已见成效", "leader 2024年6月27日 同意"],
        )
