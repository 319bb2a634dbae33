"""Lives at 武汉理工大学 as journals, each read line by line against the text."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_wut.common import WutCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, WutCommon):
    def co_line(self, matter, unit):
        return matter.unit_line_ids.filtered(
            lambda row: row.department_id == unit and row.role == "co"
        )

    def co_feedback(self, matter, user, text):
        """What a co-unit reports to the lead unit."""
        values = {"matter_id": matter.id, "kind": "co_unit", "name": text}
        return self.env["duban.feedback"].with_user(user).create(values)

    def request_decided(self, request, user, opinion="同意"):
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        line.with_user(user).action_approve(opinion)

    @clause("WUT-22.2b", "WUT-22.5c", "WUT-22.5d", "WUT-23.1d", "WUT-23.1e")
    @clause("WUT-15.1b", "WUT-20.1b", "WUT-21.1a", "WUT-18.1a", "WUT-18.1b")
    def test_a_decision_of_a_meeting(self):
        """第一类：2024-03-29 印发的纪要，清明放假（4-4 至 4-6 休、4-7 上班）故 10 个工作日到 4-15；两个配合单位一个有联络员
        一个没有；交办、分办、提醒、配合单位反馈、反馈被退回再报、催办、最迟一天申请延期、逾期、结果退回再报、办结、保管、归档。
        旁边另有一项由后勤处独自承办，一直不受影响。
        """
        self.calendar_b()
        self.at("2024-04-01")
        self.unit_b.liaison_id = self.worker_b
        minutes = {
            "minutes_issue_date": "2024-03-29",
            "meeting_date": "2024-03-27",
            "minutes_number": "〔2024〕7号",
        }
        beside = self.assigned(
            name="修缮三号教学楼屋面", content="屋面防水", lead_unit_id=self.unit_b.id, **minutes
        )
        matter = self.matter(
            co_unit_ids=self.units(self.unit_b, self.unit_c), **minutes
        )
        self.log("office_user 登记会议决定事项；旁边一项已交办后勤处")
        office = matter.with_user(self.office_user)
        office.action_file()
        self.log("office_user 立项")
        office.action_assign()
        self.log("office_user 交办")
        self.at("2024-04-02")
        self.plan(matter, "2024-04-09", "2024-04-12", objective="九月前全部更新")
        matter.with_user(self.liaison_a).action_accept()
        self.log("worker_a 制定计划、liaison_a 承办")
        line = self.co_line(matter, self.unit_b)
        line.with_user(self.liaison_a).write(
            {"task": "腾空机房", "report_due": "2024-04-08"}
        )
        self.log("liaison_a 分办：后勤处 4-8 前腾空机房")
        self.at("2024-04-03")
        line.with_user(self.liaison_a).action_remind("请抓紧腾空机房")
        self.log("liaison_a 提醒后勤处")
        self.co_feedback(matter, self.worker_b, "机房已腾空")
        self.log("worker_b 向承办单位反馈")
        self.at("2024-04-07")
        request = self.extension(matter, "2024-05-15", reason_kind="objective")
        request.action_submit()
        self.log("worker_a 在最迟一天（4-7 调休上班）申请延期到 5-15")
        self.run_patrol()
        self.log("夜间巡检")
        self.at("2024-04-08")
        self.request_decided(request, self.office_user, "同意延期")
        self.log("office_user 批准延期")
        self.at("2024-04-09", "23:30")
        self.run_patrol()
        self.log("节点当日夜间巡检")
        self.at("2024-04-10", "01:00")
        self.run_patrol()
        self.log("节点次日夜间巡检")
        feedback = self.feedback(
            matter, co_silence="科研处尚未到配合阶段", plan_line_id=matter.plan_line_ids[0].id
        )
        self.log("worker_a 反馈")
        feedback.with_user(self.office_user).action_return_feedback("没有数字")
        self.log("office_user 退回反馈")
        again = self.feedback(
            matter,
            name="已招标 120 台",
            co_silence="科研处尚未到配合阶段",
            plan_line_id=matter.plan_line_ids[0].id,
        )
        again.with_user(self.office_user).action_accept_feedback()
        again.with_user(self.office_user).action_mark("delayed")
        self.log("worker_a 重报；office_user 采用并记延报")
        self.at("2024-04-15", "23:30")
        self.run_patrol()
        self.log("旁边一项的办结时限当日夜间巡检")
        self.at("2024-04-16", "01:00")
        self.run_patrol()
        self.log("旁边一项逾期首日夜间巡检")
        self.at("2024-04-22")
        office.stalled_mark = True
        self.log("office_user 标记无明显进展")
        office.action_urge("请抓紧安装")
        self.log("office_user 催办")
        self.feedback(matter, name="已安装 60 台", co_silence="科研处尚未到配合阶段")
        self.log("worker_a 反馈")
        self.at("2024-05-15", "23:30")
        self.run_patrol()
        self.log("新时限当日夜间巡检")
        self.at("2024-05-16", "01:00")
        self.run_patrol()
        self.log("逾期首日夜间巡检")
        self.at("2024-05-16")
        worker = matter.with_user(self.worker_a)
        self.co_line(matter, self.unit_c).with_user(self.head_a).action_explain(
            "科研处无机房"
        )
        self.log("head_a 说明科研处无需反馈")
        worker.write(self.result_values(matter))
        self.log("worker_a 填写执行情况")
        matter.with_user(self.head_a).action_confirm_result()
        worker.action_submit_result()
        self.log("head_a 确认、worker_a 反馈执行情况")
        office.action_return_result("缺少验收单")
        self.log("office_user 退回结果")
        worker.write({"result": "已全部更新并验收"})
        matter.with_user(self.head_a).action_confirm_result()
        worker.action_submit_result()
        self.log("worker_a 再报")
        office.action_pass_review("符合要求")
        self.log("office_user 审核通过")
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "target_id": self.body("president_meeting").id,
                    "content": "机房更新已完成",
                }
            )
        )
        report.action_propose_matters()
        report.action_done()
        self.log("office_user 向校长办公会反馈")
        office.action_close()
        self.log("office_user 办结")
        worker.action_confirm_custody("采购合同、验收单")
        self.log("worker_a 确认保管")
        office.action_archive_matter("2024-督办-1")
        self.log("office_user 立卷归档")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assertEqual(beside.state, "assigned")
        self.assert_journal("meeting")
