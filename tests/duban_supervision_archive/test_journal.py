"""What the archive and an inspection of 武汉理工大学 take with them, as a journal."""

import base64

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase
from tests.duban_supervision_wut.common import WutCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, PackageCase, WutCommon):
    @clause("PLUS-A1", "PLUS-A2", "WUT-18.1a", "WUT-18.1b", "CORE-12", "CORE-14")
    def test_the_archive_and_an_inspection_take_the_year(self):
        """Five matters of a year: two ended and archived, one protected and ended, one running, one withdrawn.

        The office hands the ended ones over to the archive and gives the inspection all; a colleague who may not see
        the protected one makes the inspection's package without it.
        """
        self.at("2024-03-04")
        first = self.accepted(co_unit_ids=self.units(self.unit_b))
        second = self.accepted(name="修缮操场", lead_unit_id=self.unit_c.id)
        secret = self.accepted(name="信访事项核查", confidentiality="sensitive")
        gone = self.assigned(name="重复事项")
        gone.with_user(self.office_user).action_withdraw_filing("与更新教学用机房重复")
        self.at("2024-03-15")
        for matter in (first, second, secret):
            self.closed(matter)
        self.accepted(name="年度重点工作", scope=2)
        self.log("一年五项：三项办结，一项在办，一项撤销")
        self.at("2024-12-31")
        first.with_user(self.worker_a).action_confirm_custody()
        self.log("worker_a 确认材料保管")
        for number, matter in enumerate((first, second), 1):
            matter.with_user(self.office_user).action_archive_matter(f"2024-{number}")
        self.log("office_user 立卷归档两项")
        self.at("2025-01-06")
        self.assert_refused(self.package, self.worker_a)
        package = self.package(
            fonds_name="武汉理工大学", fonds_number="J001", first_item=1
        )
        self.make(package)
        self.log("office_user 生成归档包")
        for box in self.boxes(package):
            self.log_zip("包", box, ("trail.txt", "先读我.txt", ".xml", ".xlsx"))
        self.log_workbook("移交清册", base64.b64decode(package.record))
        for user in (self.office_user, self.office_user2):
            package = self.package(
                user, kind="inspection", ground="巡视组第3号调阅单", name="巡视调阅"
            )
            self.make(package)
            self.log(f"{user.name} 生成检查包")
            for box in self.boxes(package):
                self.log_zip("包", box, (".xlsx", "index.html"))
        self.log_messages()
        self.assert_journal("packages")
