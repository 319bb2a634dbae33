"""Special notices at 兰州大学 as one journal: issued, late, returned, fed back; on the ledger; withdrawn."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.journal import Journal

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestJournalNotices(Journal, NoticeCommon):
    @clause(
        "LZU-6.2a",
        "LZU-6.2b",
        "LZU-6.2c",
        "LZU-6.2d",
        "LZU-6.2e",
        "CORE-20",
        "CORE-23",
        "CORE-24",
        "CORE-29",
    )
    def test_notices_over_the_holiday(self):
        """清明 2024: three notices side by side.

        The first is urgent: its liaison is away and a deputy works, the holiday and the working Sunday count, it is
        overdue, reported, returned, reported again, fed back and closed. The second is put on the ledger, its task is
        merged into an older one of another source and ends with it. The third was issued to the wrong units.
        """
        self.calendar_b()
        first = self.notice(communication_ids=False)
        self.log("office_user 起草通知一，尚无沟通记录")
        self.assert_refused(first.action_issue)
        self.assert_refused(self.as_user(first, self.worker_a).read, ["name"])
        self.log("通知一不能下发：未沟通")
        talk = {
            "partner": "图书馆、教务处、后勤处",
            "date": "2024-03-04",
            "result": "已商定分工",
        }
        first.write(
            {"communication_ids": [Command.create(talk)], "date_deadline": "2024-04-03"}
        )
        first.action_issue()
        self.log("office_user 沟通后下发通知一")
        second = self.notice(
            name="整治校园电动车",
            trait_ids=[Command.set((self.option("lzu_trait", "difficult") | self.option("lzu_trait", "mixed")).ids)],
            source_unit_id=self.unit_c.id,
            requirements="划定停放区，规范充电",
            lead_unit_id=self.unit_b.id,
            co_unit_ids=[Command.clear()],
            date_deadline="2024-06-28",
        )  # fmt: skip
        second.action_issue()
        self.log("office_user 下发通知二")
        third = self.notice(name="报送档案清单", lead_unit_id=self.unit_c.id)
        third.action_issue()
        self.log("office_user 下发通知三")
        self.at("2024-03-05")
        third.action_reassign(self.unit_out.id, "图书馆保管档案")
        self.log("office_user 将通知三改派图书馆")
        third.action_withdraw("与档案馆通知重复")
        self.log("office_user 撤回通知三")
        older = self.filed(
            name="电动车专项治理", lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, date_deadline="2024-07-31"
        )  # fmt: skip
        older.with_user(self.worker_b).action_claim()
        self.log("office_user 另有校长办公会任务入账，后勤处认领")
        second.write(
            {
                "measures": "划区、建充电桩",
                "handler_id": self.worker_b.id,
                "leader_in_charge_id": self.leader.id,
                "source_category_id": self.category("superior").id,
            }
        )
        second.action_put_on_ledger()
        self.log("office_user 将通知二列入台账")
        self.assert_refused(second.with_user(self.worker_b).action_report_done, "已办")
        self.assert_refused(second.action_put_on_ledger)
        self.assert_refused(second.action_withdraw, "发错")
        self.log("通知二在台账办理，不能另行报送、再列、撤回")
        self.at("2024-03-11")
        second.matter_id.with_user(self.office_user).action_merge(
            older.id, "来源不同、内容相同", "2024-06-28"
        )
        self.log("office_user 将通知二的任务归并")
        self.at("2024-03-28")
        self.env["duban.delegation"].with_user(self.liaison_a).create(
            {
                "user_id": self.liaison_a.id,
                "deputy_id": self.worker_a.id,
                "date_from": "2024-03-29",
                "date_to": "2024-04-08",
            }
        )
        self.log("liaison_a 委托 worker_a")
        for day in (
            "2024-03-29",
            "2024-04-02",
            "2024-04-03",
            "2024-04-07",
            "2024-04-09",
        ):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-04-09")
        self.log_home()
        first.action_correct_date("2024-04-12", "放假顺延")
        self.log("office_user 更正通知一时限")
        self.assert_refused(first.with_user(self.worker_b).action_report_done, "已配合")
        self.assert_refused(first.with_user(self.outsider).action_report_done, "已办")
        self.assert_refused(first.with_user(self.leader).action_close)
        self.assert_refused(first.action_close)
        self.log("配合单位、来源单位、领导都不能报送或办结")
        first.with_user(self.worker_a).action_report_done("值班表已报送")
        self.log("worker_a 报送通知一")
        first.action_feed_back("值班已落实")
        self.log("office_user 向图书馆反馈")
        first.action_return_done("缺少夜间值班", "2024-04-12")
        self.log("office_user 退回通知一")
        self.at("2024-04-15", "02:00")
        self.run_patrol()
        self.log("夜间巡检：又逾期")
        self.at("2024-04-15")
        first.with_user(self.liaison_a).action_report_done("夜间值班已补")
        self.log("liaison_a 再次报送")
        self.assert_refused(first.action_close)
        first.with_user(self.office_user2).action_feed_back("夜间值班也已落实")
        self.log("office_user2 再次向图书馆反馈")
        first.with_user(self.office_user2).action_close()
        self.log("office_user2 办结通知一")
        self.at("2024-06-24")
        worker = older.with_user(self.worker_b)
        worker.write(
            {
                "self_assessment": "全部完成",
                "result_attachment_ids": [
                    Command.link(self.file(older, self.worker_b).id)
                ],
            }
        )
        worker.action_submit_result()
        self.log("worker_b 自评报送归并后的任务")
        older.action_pass_review("材料齐全")
        self.decide(older, self.leader)
        older.action_close()
        self.log("office_user 审查、leader 审核、office_user 销号")
        for step, *given in (
            (second.action_correct_date, "2024-07-31", "顺延"),
            (second.action_reassign, self.unit_c.id, "职责"),
            (second.action_withdraw, "发错"),
        ):
            self.assert_refused(step, *given)
        self.log("任务已销号：通知二不再更正、改派、撤回")
        self.at("2024-07-01", "02:00")
        self.run_patrol()
        self.log("夜间巡检：任务已按期销号，后勤处不再被提醒")
        self.log_home()
        self.at("2024-07-01")
        second.action_report_done("随台账任务完成")
        second.action_feed_back("停放区和充电桩已建成")
        second.action_close()
        self.log("office_user 办结通知二")
        self.log_end(
            date(2024, 1, 1), date(2024, 12, 31), papers=first | second | third
        )
        self.assert_journal("notices")
