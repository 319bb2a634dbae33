"""The annual plan of 兰州大学 as one journal: joint meeting, ledger tasks, changes, milestones, the end of the year."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.journal import Journal

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestJournalPlan(Journal, LzuCommon):
    watched = ("duban.goal", "duban.lzu.meeting", "duban.meeting")

    def item(self, name, **values):
        return Command.create({"name": name, "level": "task", "year": 2024, **values})

    @clause(
        "LZU-3.1a",
        "LZU-3.1b",
        "LZU-4.2",
        "LZU-4.5",
        "LZU-6.1.3a",
        "PLUS-P1",
        "PLUS-M1",
        "PLUS-M2",
        "CORE-23",
    )
    def test_a_year_of_the_plan(self):
        """Three items of 2024.

        One is put on the ledger at once and closed in the year; one lacks columns, is filed later and carried over; one
        has no task: its unit reaches a milestone late, reports, is late and is confirmed.
        """
        self.at("2024-02-26")
        plan = self.env["duban.goal"].with_user(self.office_user).create(
            {
                "year": 2024,
                "level": "year",
                "child_ids": [
                    self.item(
                        "更新教学用机房",
                        source_category_id=self.category("school_work_points").parent_id.id,
                        source_kind_id=self.category("school_work_points").id,
                        lead_unit_id=self.unit_b.id, co_unit_ids=self.units(self.unit_c), handler_id=self.worker_b.id,
                        leader_in_charge_id=self.leader.id, measures="分批采购", date_deadline="2024-11-29",
                    ),
                    self.item(
                        "学生宿舍增设淋浴室", source_category_id=self.category("congress").id,
                        lead_unit_id=self.unit_a.id, date_deadline="2024-12-31",
                    ),
                    self.item(
                        "修订值班制度", lead_unit_id=self.unit_c.id, leader_in_charge_id=self.leader2.id,
                        date_deadline="2024-09-30",
                        milestone_ids=[Command.create({"name": "征求意见稿", "date": "2024-06-28"})],
                    ),
                ],
            }
        )  # fmt: skip
        rooms, showers, duty = plan.child_ids
        self.log("office_user 编制2024年度督查计划")
        self.assert_refused(plan.action_approve)
        self.assert_refused(self.as_user(plan, self.worker_a).action_approve)
        self.assert_refused(self.as_user(plan, self.office_leader).action_approve)
        self.log("联席会议尚未召开，不能批准")
        meeting = self.env["duban.lzu.meeting"].with_user(self.office_user).create(
            {
                "plan_id": plan.id,
                "date": "2024-02-26",
                "unit_ids": self.units(self.unit_a, self.unit_b, self.unit_c),
                "attendee_ids": [Command.set(self.leader.ids)],
                "agenda": "审议年度督查计划",
            }
        )  # fmt: skip
        self.log("office_user 准备联席会议")
        self.assert_refused(meeting.action_hold)
        meeting.minutes = "同意列入"
        meeting.action_hold()
        self.log("联席会议召开（office_leader 召集）")
        plan.action_approve()
        self.log("office_user 批准计划")
        (rooms | showers).action_create_matters()
        first, second = rooms.matter_ids, showers.matter_ids
        self.log("office_user 据计划前两项编号入账：第二项缺项")
        self.at("2024-03-04")
        second.write({"measures": "改造六号楼", "handler_id": self.worker_a.id})
        second.action_file()
        self.log("office_user 补全第二项后入账")
        self.at("2024-03-05")
        first.with_user(self.worker_b).action_claim()
        second.with_user(self.liaison_a).action_claim()
        self.log("worker_b、liaison_a 认领")
        self.assert_refused(duty.write, {"date_deadline": "2024-12-31"})
        self.assert_refused(
            self.as_user(duty, self.worker_c).action_change, "想延期", "2024-10-31"
        )
        self.assert_refused(
            self.as_user(duty, self.worker_b).action_report, "别人的", 10
        )
        self.log("计划已定：不能直接改，责任单位不能自行调整，他单位不能报送")
        duty.action_change("会议调整", "2024-10-31", leader_id=self.president.id)
        self.log("office_user 调整第三项时限和分管领导")
        for day in ("2024-06-24", "2024-06-28", "2024-07-01"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-07-02")
        duty.milestone_ids.with_user(self.worker_c).action_reach("已征求意见")
        self.log("worker_c 达到节点（迟）")
        duty.with_user(self.head_c).action_report("已印发征求意见稿，起草送审稿")
        self.log("head_c 报送第三项进展")
        for day in ("2024-10-28", "2024-11-01", "2024-11-05", "2024-11-15"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.log_home()
        self.at("2024-11-18")
        duty.with_user(self.worker_c).action_report("送审稿已印发", 100)
        self.log("worker_c 报送第三项完成")
        duty.action_finish("校办已印发")
        self.log("office_user 确认第三项完成")
        worker = first.with_user(self.worker_b)
        worker.write(
            {
                "self_assessment": "全部更新",
                "result_attachment_ids": [
                    Command.link(self.file(first, self.worker_b).id)
                ],
            }
        )
        worker.action_submit_result()
        first.action_pass_review("材料齐全")
        self.decide(first, self.leader)
        first.action_close()
        self.log("第一项自评报送、审核、销号")
        self.at("2024-12-16", "02:00")
        self.run_patrol()
        self.log("夜间巡检")
        self.at("2024-12-31")
        closing = self.env["duban.goal.closing"].with_user(self.office_user)
        closing = closing.create({"year": 2024, "reason": "淋浴室跨年施工"})
        closing.action_list()
        closing.action_close()
        self.log("office_user 结转2024年度计划")
        self.at("2025-01-02", "02:00")
        self.run_patrol()
        self.log("夜间巡检")
        new = self.env["duban.goal"].search([("carried_from_id", "=", showers.id)])
        papers = plan | rooms | showers | duty | new
        self.log_end(
            date(2024, 1, 1),
            date(2024, 12, 31),
            papers=papers.with_user(self.office_user),
        )
        self.assert_journal("plan")
