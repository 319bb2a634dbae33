"""Ledger tasks at 兰州大学 as one journal: claims, rounds, reassignment, late nights, closing twice refused."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.journal import Journal

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestJournalLedger(Journal, LzuCommon):
    @clause(
        "LZU-3.3b", "LZU-3.3c", "LZU-5.1", "LZU-5.2", "LZU-6.1.1b", "LZU-6.1.1e", "LZU-6.1.2b", "LZU-6.1.2d",
        "LZU-6.1.3a", "LZU-6.1.3b", "LZU-6.1.4a", "LZU-6.1.4b", "LZU-6.1.4c",
        "CORE-21", "CORE-22", "CORE-23", "CORE-29",
    )  # fmt: skip
    def test_two_tasks_of_three_units(self):
        """An ordinary task of unit A with unit B beside it, and an important one of unit B.

        A objects in vain, claims late, splits the work inside; a round asks both; the limit is moved; the task goes to
        unit C, which claims it again; it is late, its result is returned by the office, its closing by the leader.
        The important one is closed by a principal leader, whose deputy signs while he is away.
        """
        self.at("2024-04-15")
        one = self.matter(
            name="六号楼水电改造", form_id=self.option("form", "coordination").id, co_unit_ids=self.units(self.unit_b),
            meeting_date="2024-04-12", date_deadline="2024-05-31",
        )  # fmt: skip
        one.action_file()
        self.log("office_user 任务一编号入账")
        two = self.filed(
            name="实验室安全整治", lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, is_key=True,
            source_category_id=self.category("leader").id, source_leader_id=self.secretary.id, decision_body_id=False,
            principal_leader_id=self.secretary.id,
            date_deadline="2024-06-28",
        )  # fmt: skip
        self.log("office_user 重要任务二编号入账")
        self.at("2024-04-16")
        one.with_user(self.head_a).action_object("水电由后勤处管理", self.unit_b.id)
        self.log("head_a 对任务一提出异议")
        two.with_user(self.worker_b).action_claim()
        self.log("worker_b 认领任务二")
        self.assert_refused(one.with_user(self.worker_b).action_claim)
        self.assert_refused(
            one.with_user(self.leader).action_decide_objection, False, "驳回"
        )
        self.log("后勤处不能替教务处认领，领导不受理异议")
        self.at("2024-04-17")
        one.with_user(self.office_user).action_decide_objection(
            False, "教学楼由教务处牵头"
        )
        self.log("office_user 驳回异议")
        for day in ("2024-04-19", "2024-04-22"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检：任务一未认领")
        self.at("2024-04-22")
        one.with_user(self.liaison_a).action_claim()
        self.log("liaison_a 认领任务一")
        inside = self.env["duban.lzu.task"].with_user(self.head_a).create(
            {"matter_id": one.id, "name": "测绘", "user_id": self.liaison_a.id, "date_deadline": "2024-04-30"}
        )  # fmt: skip
        self.log("head_a 分给 liaison_a 测绘")
        meeting = {
            "matter_id": one.id,
            "kind_id": self.option("record_kind", "special_meeting").id,
            "summary": "报请召开专题会议明确分工",
            "person_id": self.leader.id,
        }
        self.env["duban.record"].with_user(self.office_user).create(meeting)
        self.log("office_user 报请 leader 召开专题会议")
        stage = self.env["duban.progress.round"].with_user(self.office_user).create(
            {
                "name": "四月阶段性督查", "kind": "regular", "date_due": "2024-04-26",
                "matter_ids": [Command.set((one | two).ids)],
            }
        )  # fmt: skip
        stage.action_send()
        self.log("office_user 对两项任务阶段性督查")
        self.feedback(two, self.worker_b)
        self.log("worker_b 报送任务二进展")
        self.at("2024-04-28", "02:00")
        self.run_patrol()
        self.log("夜间巡检（周日）")
        self.at("2024-04-29", "02:00")
        self.run_patrol()
        self.log("夜间巡检：任务一进展逾期")
        self.at("2024-04-29")
        office = one.with_user(self.office_user)
        office.write({"date_deadline": "2024-05-10"})
        self.log("office_user 动态调整任务一完成时限")
        office.action_reassign(self.unit_c.id, "专题会议决定由科研处牵头")
        self.log("office_user 将任务一改派科研处")
        self.at("2024-05-06")
        claim = one.with_user(self.worker_c)
        self.assert_refused(claim.action_claim)
        self.log("worker_c 认领任务一：尚缺责任人，未成")
        one.with_user(self.head_c).write({"handler_id": self.worker_c.id})
        claim.action_claim()
        self.log("head_c 补责任人后 worker_c 认领")
        self.feedback(one, self.worker_c)
        self.log("worker_c 报送任务一进展")
        for day in ("2024-05-07", "2024-05-10", "2024-05-13", "2024-05-15"):
            self.at(day, "02:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.log_home()
        self.at("2024-05-16")
        claim.self_assessment = "基本完成"
        self.assert_refused(claim.action_submit_result)
        self.log("worker_c 自评无材料，未成")
        claim.result_attachment_ids = [Command.link(self.file(one, self.worker_c).id)]
        self.assert_refused(one.with_user(self.worker_a).action_submit_result)
        claim.action_submit_result()
        self.log("worker_c 自评报送任务一；原牵头单位 worker_a 不能")
        office.action_return_result("未附验收单")
        self.log("office_user 退回")
        self.at("2024-05-17")
        claim.action_submit_result()
        self.assert_refused(office.action_close)
        office.action_pass_review("材料齐全")
        self.log("worker_c 再报送，office_user 审查通过")
        self.assert_refused(one.with_user(self.leader).action_approve_step, "同意")
        self.assert_refused(office.action_close)
        one.with_user(self.leader2).action_return_closing("没见成效")
        self.log("leader 不分管科研处，不能审核；leader2 退回")
        office.action_return_result("分管领导要求见成效")
        self.at("2024-05-20")
        claim.action_submit_result()
        office.action_pass_review("已见成效")
        self.decide(one, self.leader2)
        office.action_close()
        self.log("第三次报送，leader2 审核，office_user 销号")
        self.at("2024-06-20")
        self.env["duban.delegation"].with_user(self.office_user).create(
            {
                "user_id": self.secretary.id, "deputy_id": self.president.id,
                "date_from": "2024-06-20", "date_to": "2024-06-30",
            }
        )  # fmt: skip
        done = two.with_user(self.worker_b)
        done.write(
            {"self_assessment": "全部整改", "result_attachment_ids": [Command.link(self.file(two, self.worker_b).id)]}
        )  # fmt: skip
        done.action_submit_result()
        two.with_user(self.office_user).action_pass_review("材料齐全")
        self.log("secretary 外出；worker_b 报送任务二，office_user 审查通过")
        self.assert_refused(two.with_user(self.leader).action_approve_step, "同意")
        two.with_user(self.president).action_approve_step("阅")
        two.with_user(self.office_user).action_close()
        self.log("president 审阅，office_user 销号")
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {
                "regulation_id": self.regulation.id, "company_id": self.company.id, "content": "两项任务均已销号",
                "leader_ids": [Command.set((self.secretary | self.leader).ids)],
                "matter_ids": [Command.set((one | two).ids)],
            }
        )  # fmt: skip
        report.action_done()
        self.log("office_user 向领导报送落实情况")
        self.assertFalse(inside.sudo().activity_ids)
        self.log_end(date(2024, 4, 1), date(2024, 6, 30))
        self.assert_journal("ledger")
