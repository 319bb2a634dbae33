"""Lives under the engine's plain regulation as journals: what no single institution shows together."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write(
            {
                "pause_enabled": True,
                "help_enabled": True,
                "judged_light_enabled": True,
                "routing_enabled": True,
                "joint_units_enabled": True,
                "archive_enabled": True,
            }
        )

    def away(self, person, deputy, first, last):
        values = {
            "user_id": person.id,
            "deputy_id": deputy.id,
            "date_from": first,
            "date_to": last,
        }
        return self.env["duban.delegation"].with_user(person).create(values)

    @clause("PLUS-C1", "PLUS-C2", "CORE-20", "CORE-29", "CORE-36", "CORE-23")
    def test_a_matter_that_stands_still(self):
        """教务处承办、后勤处配合、组织人事部联合督办；负责人外出由承办人代、承办人外出由联络员代（代的代）；意见分歧先由负责人
        （其代理人）协调、再报分管校领导；求助、答复、已解决；校领导判红灯，单位不能改绿；等经费暂停跨清明，到期不催，
        续停一次，恢复后期限顺延；逾期、说明理由、认可、延期、办结。旁边一项科研处承办，一直照常。
        """
        self.calendar_b()
        self.at("2024-03-04")
        beside = self.assigned(name="修缮实验室", lead_unit_id=self.unit_c.id)
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b),
            joint_unit_ids=self.units(self.organisation),
        )
        self.log("office_user 立项、交办两项")
        self.away(self.head_a, self.worker_a, "2024-03-05", "2024-03-12")
        self.log("head_a 登记外出，由 worker_a 代")
        self.at("2024-03-05")
        self.away(self.worker_a, self.liaison_a, "2024-03-06", "2024-03-08")
        self.log("worker_a 登记外出，由 liaison_a 代")
        self.at("2024-03-06")
        self.run_patrol()
        self.log("夜间巡检")
        self.plan(matter, "2024-03-14")
        matter.with_user(self.liaison_a).action_accept()
        self.log("liaison_a 接办，承办人 worker_a")
        dispute = (
            self.env["duban.disagreement"]
            .with_user(self.liaison_a)
            .create(
                {
                    "matter_id": matter.id,
                    "name": "场地谁腾空",
                    "positions": "教务处：后勤处腾空；后勤处：教务处腾空",
                }
            )
        )
        self.log("liaison_a 提出意见分歧")
        self.at("2024-03-07")
        dispute.action_record_head("未达成一致", agreed=False)
        self.log("liaison_a 代负责人登记：未达成一致")
        dispute.action_escalate()
        self.log("liaison_a 报分管校领导")
        self.at("2024-03-09", "01:00")
        self.run_patrol()
        self.log("worker_a 回来后首日夜间巡检")
        self.at("2024-03-11")
        dispute.with_user(self.leader).action_record_leader("由后勤处腾空")
        self.log("leader 裁定")
        worker = matter.with_user(self.worker_a)
        worker.action_call_help(
            "difficulty", "经费未到", "追加经费20万元", "2024-03-15", self.unit_out.id
        )
        self.log("worker_a 求助")
        self.at("2024-03-12")
        matter.with_user(self.office_user).action_answer_help(None, "已报校长办公会")
        self.log("office_user 答复")
        matter.with_user(self.leader).action_judge_light("red", "经费无着")
        self.assert_refused(worker.action_judge_light, "green", "可以完成")
        self.log("leader 判红灯（worker_a 不能改绿）")
        office = matter.with_user(self.office_user)
        office.action_pause("funds", "经费未到", "2024-03-29", self.leader.id)
        self.log("office_user 暂停至 3-29（leader 决定）")
        self.at("2024-03-19", "01:00")
        self.run_patrol()
        self.log("原期限次日夜间巡检：旁边一项逾期，停着的不催")
        self.at("2024-03-28")
        office.action_prolong_pause("预算调整中", "2024-04-08")
        self.log("office_user 续停至 4-8")
        self.at("2024-04-09", "01:00")
        self.run_patrol()
        self.log("过了预计恢复日的夜间巡检")
        self.at("2024-04-10")
        office.action_resume("经费已到")
        self.log("office_user 恢复")
        co_unit = matter.with_user(self.head_b)
        co_unit.action_call_help("risk", "雨季影响腾空", "协调库房", "2024-04-15")
        office.action_judge_light("yellow", "经费已到，时间紧")
        self.log("head_b 预警，office_user 改判黄灯")
        call = matter.sudo().help_call_ids.filtered(lambda row: row.state == "open")
        call.with_user(self.head_b).action_settle_call("库房已借到")
        self.log("head_b 自行解决")
        self.log_home()
        self.at("2024-04-19", "01:00")
        self.run_patrol()
        self.log("夜间巡检")
        self.closed(matter)
        self.log("办结")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assertEqual(beside.state, "assigned")
        self.assert_journal("still")

    @clause("LZU-6.1.1c", "CORE-5", "CORE-21", "CORE-7", "WUT-8.1b")
    @clause("ABAF-7.1", "XISU-10.1", "WUT-18.1a", "CORE-23", "CORE-12", "WUT-26.1c")
    def test_matters_that_are_merged_and_change_hands(self):
        """教务处、后勤处各有一项来源不同而内容相同的事项：后者归并入前者，管理员撤销归并；前者由 worker_a 交接给
        liaison_a；后勤处负责人回避；教务处负责人换人；办公室要求报进展、催办、答复；后者移交纪委监察处再移回；
        报送结果、退回、再报、办结、保管、归档、复查。
        """
        self.at("2024-03-04")
        matter = self.accepted()
        twin = self.accepted_by_b()
        self.log("office_user 立项、交办两项，两单位均已接办")
        self.feedback(matter, name="已招标")
        self.feedback(twin, user=self.worker_b, name="已询价")
        self.log("两单位各自反馈")
        self.at("2024-03-06")
        office = matter.with_user(self.office_user)
        office2 = twin.with_user(self.office_user)
        self.assert_refused(office2.action_merge, matter, "")
        office2.action_merge(matter, "来源不同、内容相同", "2024-03-18")
        self.log("office_user 归并")
        self.log_home()
        self.log_figures(self.company, date(2024, 1, 1), date(2024, 12, 31))
        self.at("2024-03-07")
        self.assert_refused(office2.action_unmerge, "误并")
        twin.with_user(self.admin).action_unmerge("范围不同")
        self.log("admin 撤销归并（office_user 不能）")
        handover = (
            self.env["duban.handover"]
            .with_user(self.head_a)
            .create(
                {
                    "predecessor_id": self.worker_a.id,
                    "successor_id": self.liaison_a.id,
                    "reason": "轮岗",
                }
            )
        )
        self.log("head_a 提出交接 worker_a → liaison_a")
        handover.with_user(self.worker_a).action_confirm()
        self.log("worker_a 确认")
        handover.with_user(self.liaison_a).action_confirm()
        self.log("liaison_a 确认")
        self.at("2024-03-08")
        recusal = self.recusal(twin, self.head_b, self.head_b, self.worker_b)
        self.log("head_b 回避后一项，由 worker_b 代")
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.log("教务处负责人换为 worker_a")
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "name": "报到货数", "date_due": "2024-03-12"}
        )
        self.log("office_user 要求报进展")
        office.action_urge("请抓紧到货")
        self.log("office_user 催办")
        self.at("2024-03-13", "01:00")
        self.run_patrol()
        self.log("要求的日期次日夜间巡检")
        self.feedback(
            matter,
            user=self.liaison_a,
            name="到货 60 台",
            progress_request_id=matter.sudo().progress_request_ids.id,
        )
        self.log("liaison_a 报进展")
        office2.action_route("disciplinary", "涉及执纪审查")
        twin.with_user(self.discipline_user).action_receive()
        self.log("后一项移交纪委监察处并接收")
        self.at("2024-03-15")
        twin.with_user(self.discipline_user).action_route("ordinary", "不涉及")
        recusal.with_user(self.office_user).action_revoke()
        self.log("纪委监察处移回，office_user 撤销 head_b 的回避")
        worker = matter.with_user(self.liaison_a)
        worker.write(self.result_values(matter, self.liaison_a))
        worker.action_submit_result()
        self.log("liaison_a 报送结果")
        office.action_return_result("缺少验收单")
        self.log("office_user 退回")
        self.at("2024-03-18")
        worker.write({"result": "已全部更新并验收"})
        worker.action_submit_result()
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.reported_back(matter)
        office.action_close()
        self.log("最后一天再报、审核、反馈、办结")
        worker.action_confirm_custody("合同")
        office.action_archive_matter("2024-1")
        self.log("liaison_a 确认保管，office_user 归档")
        self.unit_a.manager_id = self.employee_of(self.head_a)
        self.log("教务处负责人换回 head_a，其事项已归档")
        self.recheck(matter, "visit").action_record("passed", "运行正常")
        self.log("office_user 回访：已落实")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("merged")

    def accepted_by_b(self):
        """A matter of unit B that its member accepted."""
        twin = self.assigned(
            name="更换机房设备",
            source_category_id=self.env["duban.source.category"]
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "code": "leader_instruction",
                    "name": "校领导批示",
                }
            )
            .id,
            basis="校领导批示",
            lead_unit_id=self.unit_b.id,
        )
        worker = twin.with_user(self.worker_b)
        self.env["duban.plan.line"].with_user(self.worker_b).create(
            {"matter_id": twin.id, "name": "询价", "date": "2024-03-11"}
        )
        worker.write({"handler_id": self.worker_b.id})
        worker.action_accept()
        return twin
