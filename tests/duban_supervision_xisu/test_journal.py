"""A life at 西安外国语大学, from the filing to the re-check, as one journal."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_xisu.common import XisuCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, XisuCommon):
    @clause("CORE-23")
    def test_a_matter_that_is_urged_extended_returned_and_closed(self):
        self.at("2024-03-04")
        matter = self.matter(co_unit_ids=self.units(self.unit_b))
        self.log("office_user 登记拟立项")
        if matter.sudo()._chain("filing"):
            matter.action_submit_filing()
            self.log("office_user 提交立项审批")
            self.run_chain(matter)
            self.log("各级审批")
        matter.with_user(self.office_user).action_file()
        self.log("office_user 立项")
        matter.with_user(self.office_user).action_assign()
        self.log("office_user 交办")
        self.at("2024-03-06")
        self.accept(matter)
        self.log("worker_a 承办")
        self.at("2024-03-20")
        self.feedback(matter)
        self.log("worker_a 反馈")
        self.at("2024-03-27")
        self.run_patrol()
        self.log("夜间巡检")
        self.log_home()
        self.closed(matter)
        self.log("办结")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("life")
