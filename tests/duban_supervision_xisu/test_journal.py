"""Lives at 西安外国语大学, each as one journal that was read against its 办法."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_xisu.common import XisuCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, XisuCommon):
    @clause(
        "XISU-6.3", "XISU-7.1c", "XISU-8.1b", "XISU-8.2", "XISU-8.3b", "XISU-8.3c", "XISU-8.4a", "XISU-8.4d",
        "XISU-9.1a", "XISU-9.1b", "XISU-10.3a", "XISU-11.1", "XISU-12.1d", "XISU-12.3a", "CORE-22", "CORE-23",
    )  # fmt: skip
    def test_objected_disputed_prolonged_and_returned(self):
        """A decision of the 校长办公会 for three units, due on 7 May 2024 after 清明: unit A objects and is refused,
        its head is away, a co-unit proposes a node, two units differ until the leader's deputy settles it, an extension
        is refused and a second one granted, the result is returned once."""
        self.calendar_b()
        self.at("2024-03-29", "16:00")
        matter = self.matter(**self.dated(
            "2024-05-07", source_category_id=self.category("meeting_decision").id,
            co_unit_ids=self.units(self.unit_b, self.unit_c),
            decision_body_id=self.body("president_meeting").id, meeting_date="2024-03-27", source_item="第三项",
            minutes_number="〔2024〕6号", is_key=True, is_difficult=True,
        ))  # fmt: skip
        other = self.matter(
            **self.dated("2024-05-07", name="修缮图书馆", lead_unit_id=self.unit_c.id)
        )
        self.log("office_user 登记两项，第二项由科研处承办")
        office = matter.with_user(self.office_user)
        (office | other).action_file()
        (office | other).action_assign()
        self.log("office_user 立项并交办")
        self.at("2024-04-02")
        matter.with_user(self.worker_a).action_object("设备归后勤处管", self.unit_b.id)
        self.log("worker_a 提出异议，建议由后勤处承办")
        self.at("2024-04-03", "09:00")
        office.action_decide_objection(False, "教学用房由教务处牵头")
        self.log("office_user 不同意异议")
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id, "deputy_id": self.liaison_a.id,
                "date_from": "2024-04-03", "date_to": "2024-04-09",
            }
        )  # fmt: skip
        self.log("head_a 出差，委托 liaison_a")
        self.at("2024-04-05")
        self.run_patrol()
        self.log("清明假期的夜间巡检")
        proposal = self.env["duban.plan.line"].with_user(self.worker_b).create(
            {"matter_id": matter.id, "name": "腾空机房", "date": "2024-04-19", "department_id": self.unit_b.id}
        )  # fmt: skip
        self.log("worker_b 提出一个节点")
        self.at("2024-04-07", "11:00")
        proposal.with_user(self.liaison_a).action_adopt()
        self.plan(matter, "2024-05-06")
        matter.with_user(self.worker_a).action_accept()
        self.log("liaison_a 采纳；worker_a 加一个节点并接办（调休上班的星期日）")
        self.at("2024-04-08")
        self.run_patrol()
        self.log("夜间巡检：第二项过了一周未接办")
        self.at("2024-04-10")
        row = self.env["duban.disagreement"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "搬运费由谁承担", "positions": "教务处：后勤处；后勤处：教务处"}
        )  # fmt: skip
        self.log("worker_a 提出意见分歧")
        row.with_user(self.head_a).action_record_head("未取得一致意见", agreed=False)
        self.log("head_a 协调未成")
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id, "deputy_id": self.leader2.id,
                "date_from": "2024-04-10", "date_to": "2024-04-12",
            }
        )  # fmt: skip
        row.with_user(self.worker_a).action_escalate()
        self.log("leader 出差，委托 leader2；worker_a 报告分管校领导")
        self.at("2024-04-12")
        row.with_user(self.leader2).action_record_leader("由后勤处承担")
        self.log("leader2 代 leader 协调")
        self.at("2024-04-19", "15:00")
        self.env["duban.feedback"].with_user(self.worker_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "机房已腾空"}
        )
        self.log("worker_b 向承办单位反馈")
        first = matter.plan_line_ids.sorted("date")[:1]
        feedback = self.feedback(
            matter, plan_line_id=first.id, co_silence="科研处尚未到配合阶段"
        )
        self.log("worker_a 反馈第一个节点")
        feedback.with_user(self.office_user).action_return_feedback("请写明腾空几间")
        self.log("office_user 退回反馈")
        self.at("2024-04-22")
        self.run_patrol()
        self.log("夜间巡检：被退回的节点缺反馈")
        self.record(
            matter, "phone", purpose="urging", person_id=self.head_a.id, summary="请今日补报腾空间数", answer="下午报送"
        )  # fmt: skip
        self.log("office_user 电话催办并记录")
        self.feedback(
            matter, plan_line_id=first.id, name="已腾空6间", co_silence="科研处尚未到配合阶段"
        )  # fmt: skip
        self.log("worker_a 重新反馈")
        self.at("2024-05-06")
        request = self.extension(matter, "2024-06-28")
        request.action_submit()
        self.log("worker_a 申请延期到6月28日，报 leader")
        self.decided(request, self.leader, "太长", granted=False)
        self.log("leader 不同意")
        self.at("2024-05-07")
        report = self.request(
            matter, "cannot_finish", progress="已完成八成", acceleration="增派人手"
        )
        report.action_submit()
        self.log("worker_a 在期限当日报告不能按期完成")
        request = self.extension(matter, "2024-05-24", decider_id=False)
        request.action_submit()
        self.log("worker_a 再次申请延期，未指明由谁审批")
        self.at("2024-05-08")
        self.run_patrol()
        self.log("夜间巡检：期限已过，申请未决")
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id, "decision_date": "2024-05-08",
                "decision_text": "同意延期至5月24日",
            }
        )  # fmt: skip
        self.decided(request, self.office_user, "按会议决定办理")
        self.log("校长办公会同意，office_user 记录")
        self.at("2024-05-22")
        for user in (self.worker_b, self.head_c):
            self.env["duban.feedback"].with_user(user).create(
                {"matter_id": matter.id, "kind": "co_unit", "name": "已配合完成"}
            )
        matter.with_user(self.worker_a).write(self.result_values(matter))
        matter.with_user(self.worker_a).action_submit_result()
        self.log("协办单位反馈，worker_a 上报办理结果")
        office.action_return_result("缺验收单")
        self.log("office_user 退回")
        self.at("2024-05-23")
        matter.with_user(self.worker_a).result = "已全部更新，附验收单"
        matter.with_user(self.worker_a).action_submit_result()
        self.log("worker_a 重新上报")
        office.action_pass_review("情况属实")
        self.log("office_user 审核通过")
        self.assert_refused(office.action_close, match="结论")
        office.conclusion = "已落实"
        self.assert_refused(office.action_close, match="汇报")
        self.report_back(office)
        self.log("没有结论、没有汇报不能办结；office_user 写结论并向有关领导汇报")
        office.action_close()
        self.log("office_user 办结督办单")
        self.log_end(date(2024, 1, 1), date(2024, 6, 30))
        self.assert_journal("prolonged")

    @clause(
        "XISU-3.4", "XISU-5.1b", "XISU-6.4", "XISU-7.1d", "XISU-7.1e", "XISU-8.3b", "XISU-8.3d", "XISU-8.4c",
        "XISU-8.4d", "XISU-8.4e", "XISU-11.1", "XISU-12.1b", "XISU-12.2b", "XISU-12.3d", "XISU-14.1b", "XISU-14.1c",
        "CORE-3", "CORE-12", "CORE-21", "CORE-24", "CORE-34",
    )  # fmt: skip
    def test_joint_late_given_to_another_unit_and_ended(self):
        """A leader's instruction in joint supervision, ten working days over 清明: accepted late, urged, help asked
        for, overdue, prolonged after its date, standing still, given to unit C and not to be completed by decision of
        the 党委会. Beside it a classified matter of unit B and one that is withdrawn."""
        self.calendar_b()
        self.at("2024-03-29", "16:00")
        self.date_rows_too()
        # what the text is silent on and an administrator may switch on
        rules = self.env["duban.regulation"].browse(self.regulation.id)
        rules.with_user(self.admin).write({"help_enabled": True, "pause_enabled": True})
        matter = self.matter(
            source_category_id=self.category("leader_instruction").id, source_leader_id=self.president.id,
            leader_instruction="请教务处会同后勤处尽快更新", basis="校长批示", co_unit_ids=self.units(self.unit_b),
        )  # fmt: skip
        secret = self.matter(
            **self.dated("2024-04-30", name="专用机房", lead_unit_id=self.unit_b.id, confidentiality="classified",
                         handler_id=self.worker_b.id)
        )  # fmt: skip
        wrong = self.matter(**self.dated("2024-04-30", name="重复登记的机房事项"))
        self.log("office_user 登记三项，第二项涉密，第三项登记重复")
        office = matter.with_user(self.office_user)
        (office | secret | wrong).action_file()
        (office | secret | wrong).action_assign()
        self.log("office_user 立项并交办")
        for step in (
            lambda: matter.with_user(self.leader).action_urge("请抓紧"),
            lambda: matter.with_user(self.head_a).write(
                {"date_deadline": "2024-05-31"}
            ),
            lambda: secret.with_user(self.office_user2).action_urge("请抓紧"),
        ):
            self.assert_refused(step)
        self.log("不该由其催办、改期限的人，均被拒绝")
        self.at("2024-04-01")
        wrong.action_withdraw_filing("与2024-0001重复")
        self.log("office_user 撤销第三项的立项")
        self.record(
            matter, "onsite", user=self.organisation_user, staff_ids=[(6, 0, self.organisation_user.ids)],
            place="教学楼", findings="机房设备老旧", summary="现场察看",
        )  # fmt: skip
        self.log("organisation_user 补充督办记录")
        self.at("2024-04-03")
        self.env["duban.plan.line"].with_user(self.worker_b).create(
            {"matter_id": secret.id, "name": "勘察", "date": "2024-04-10"}
        )
        secret.with_user(self.worker_b).action_accept()
        self.log("worker_b 接办涉密事项")
        for day, clock in (("2024-04-05", "01:00"), ("2024-04-07", "01:00"), ("2024-04-08", "01:00")):  # fmt: skip
            self.at(day, clock)
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-04-09")
        office.action_urge("请尽快接办并报送计划")
        self.log("office_user 催办")
        self.at("2024-04-10")
        self.plan(matter, "2024-04-15")
        self.log("worker_a 拟定工作计划")
        for user in (self.organisation_user, self.worker_b, self.office_user):
            self.assert_refused(matter.with_user(user).action_accept)
        self.accept(matter)
        self.log("worker_a 接办；联合部门、协办单位、督办办公室不能")
        matter.with_user(self.worker_a).action_call_help(
            "difficulty", "经费未到位", "先行拨付三成", "2024-04-12"
        )
        self.log("worker_a 求助")
        self.at("2024-04-11")
        matter.with_user(self.leader).action_answer_help(answer="已商财务处，本周拨付")
        self.log("leader 答复求助")
        for day in ("2024-04-15", "2024-04-16"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-04-17")
        matter.with_user(self.head_a).action_give_justification("设备未到货")
        self.log("head_a 说明逾期理由")
        office.action_urge("已逾期，请书面说明", new_limit="2024-04-24")
        self.log("office_user 再次催办")
        self.at("2024-04-18")
        request = self.extension(matter, "2024-05-10")
        request.action_submit()
        self.log("worker_a 逾期后申请延期")
        self.decided(request, self.leader, "同意，抓紧")
        self.log("leader 同意")
        self.at("2024-04-22")
        office.action_pause("superior", "等待教育厅批复", "2024-04-30", self.leader.id)
        self.log("office_user 暂停计时，leader 决定")
        self.at("2024-04-26")
        self.run_patrol()
        self.log("暂停中的夜间巡检")
        office.action_resume("批复已到")
        self.log("office_user 恢复计时")
        self.at("2024-05-06")
        office.action_reassign(self.unit_c.id, "职责调整")
        self.log("office_user 改派科研处")
        self.at("2024-05-08")
        self.accept(matter)
        self.log("worker_c 接办")
        self.at("2024-05-13")
        request = self.request(
            matter,
            "inability",
            user=self.worker_c,
            reason="旧楼将拆除",
            decider_id=False,
        )
        request.action_submit()
        self.log("worker_c 报告无法完成")
        self.at("2024-05-15")
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("party_committee").id, "decision_date": "2024-05-14",
                "decision_text": "随旧楼拆除，不再更新", "outcome": "terminate",
            }
        )  # fmt: skip
        self.decided(request, self.office_user, "按党委会决定办理")
        self.log("党委会决定不再办理，office_user 记录")
        self.at("2024-05-16")
        secret.with_user(self.worker_b).write(
            {"result": "已建成", "achievements": "节约经费", "problems": "无"}
        )
        secret.with_user(self.worker_b).action_submit_result()
        secret.action_pass_review("情况属实")
        secret.conclusion = "已落实"
        self.report_back(secret)
        secret.action_close()
        self.log("涉密事项逾期报送结果并办结")
        case = self.env["duban.accountability"].with_user(self.office_user).create(
            {
                "regulation_id": self.regulation.id, "company_id": self.company.id,
                "kind_id": self.option("accountability_kind", "responsibility").id, "unit_id": self.unit_a.id,
                "person_id": self.head_a.id, "matter_ids": [(6, 0, matter.ids)], "facts": "两次催办后仍未按期完成",
                "is_serious": True, "is_bad_influence": True,
                "urging_ids": [(6, 0, matter.record_ids.filtered(lambda row: row.purpose == "urging").ids)],
            }
        )  # fmt: skip
        case.action_confirm()
        self.log("office_user 记录追究教务处及其负责人")
        self.log_end(date(2024, 1, 1), date(2024, 6, 30))
        self.assert_journal("terminated")

    def made(self, model, **values):
        """A document of the office."""
        return self.env[model].with_user(self.office_user).create(
            {"regulation_id": self.regulation.id, "company_id": self.company.id, **values}
        )  # fmt: skip

    def planned(self, matter, user, *nodes):
        """``user`` plans ``nodes`` (text, date) and carries the matter out."""
        self.env["duban.plan.line"].with_user(user).create(
            [{"matter_id": matter.id, "name": name, "date": day, "is_key": True} for name, day in nodes]
        )  # fmt: skip
        matter.with_user(user).handler_id = user

    def ended(self, matter, user, result, target):
        """Result of ``user``, review, conclusion, report to ``target`` and closing."""
        matter.with_user(user).write(
            {"result": result, "achievements": "节约经费", "problems": "到货偏晚"}
        )
        matter.with_user(user).action_submit_result()
        office = matter.with_user(self.office_user)
        office.action_pass_review("情况属实")
        office.conclusion = "已落实"
        self.report_back(office, target)
        office.action_close()

    @clause(
        "XISU-6.1", "XISU-6.2", "XISU-7.1b", "XISU-10.2", "XISU-10.3b", "XISU-10.4", "XISU-10.5b", "XISU-11.3",
        "XISU-12.1c", "XISU-13.1", "XISU-14.1a", "XISU-2.1", "CORE-7", "CORE-8", "CORE-34",
    )  # fmt: skip
    def test_a_year_of_periodic_supervision_and_what_comes_after(self):
        """The year's work points, looked at each month, with two nodes, another head, a co-unit that is replaced and a
        result that a 回头看 refutes; beside it a superior's task that unit B brings late. Then research, bulletin,
        summary, commendation and the year's list."""
        self.at("2024-01-15")
        self.date_rows_too()
        matter = self.matter(
            source_category_id=self.category("annual_work_points").id, plan_year=2024, basis="2024年工作要点第5条",
            form_id=self.option("form", "periodic").id, joint_unit_ids=False, period_months=1, is_long_cycle=True,
            is_key=True, date_deadline="2024-06-28", deadline_ground="年度工作要点",
            co_unit_ids=self.units(self.unit_b),
        )  # fmt: skip
        task = self.matter(**self.dated(
            "2024-03-29", name="报送实验室清单", content="清点并报送", lead_unit_id=self.unit_b.id,
            source_category_id=self.category("superior_deployment").id, source_document="教高函〔2024〕3号",
        ))  # fmt: skip
        office = matter.with_user(self.office_user)
        (office | task).action_file()
        (office | task).action_assign()
        self.log("office_user 登记、立项并交办两项")
        self.at("2024-01-22")
        self.planned(matter, self.worker_a, ("完成招标", "2024-03-29"))
        self.assert_refused(matter.with_user(self.worker_a).action_accept)
        self.planned(matter, self.worker_a, ("安装调试", "2024-06-21"))
        matter.with_user(self.worker_a).action_accept()
        self.planned(task, self.worker_b, ("完成清点", "2024-03-15"))
        task.with_user(self.worker_b).action_accept()
        self.log("worker_a 只有一个节点被拒绝，补一个后接办；worker_b 接办")
        self.at("2024-02-15", "01:00")
        self.run_patrol()
        self.log("夜间巡检：满一个月")
        self.record(
            matter, "phone", purpose="inquiry", person_id=self.head_a.id, summary="询问招标进展",
            answer="正在编制标书", problem="经费未下达",
        )  # fmt: skip
        self.log("office_user 电话询问并记录问题")
        self.at("2024-03-04")
        self.record(
            matter, "meeting", purpose="coordination", summary="协调机房搬迁", measures="三月底前腾空",
            attendee_unit_ids=[(6, 0, (self.unit_a | self.unit_b).ids)],
        )  # fmt: skip
        self.log("office_user 召开协调会商")
        self.at("2024-03-11")
        self.unit_a.with_user(self.admin).manager_id = self.employee_of(self.liaison_a)
        self.log("教务处换负责人：liaison_a 接替 head_a")
        for day in ("2024-03-18", "2024-03-29", "2024-04-01"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-04-01")
        node = matter.plan_line_ids.sorted("date")[:1]
        self.feedback(
            matter,
            plan_line_id=node.id,
            name="招标已完成",
            co_silence="后勤处尚未到配合阶段",
        )
        self.log("worker_a 迟报第一个节点")
        self.at("2024-04-02")
        self.ended(task, self.worker_b, "清单已报送", "superior")
        self.log("第二项逾期报送结果，审核、向上级部门汇报并办结")
        self.at("2024-05-10")
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "ground": "改由科研处配合", "change_co_units": True,
                "co_unit_ids": self.units(self.unit_c), "content": "更新教学用机房设备60台",
            }
        )  # fmt: skip
        self.log("office_user 调整内容和协办单位")
        self.at("2024-06-21")
        self.env["duban.feedback"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合调试"}
        )
        node = matter.plan_line_ids.sorted("date")[-1:]
        self.feedback(matter, plan_line_id=node.id, name="已安装调试")
        self.log("worker_c、worker_a 反馈第二个节点")
        self.at("2024-06-28")
        self.ended(matter, self.worker_a, "60台全部更新", "president_meeting")
        self.log("worker_a 报送结果，office_user 审核、向校长办公会汇报并办结")
        self.at("2024-09-02")
        look = self.recheck(matter, "look_back")
        self.log("office_user 安排回头看")
        look.action_record("failed", "20台未投入使用", "2024-09-30")
        self.log("回头看未落实，重新办理")
        self.at("2024-09-20")
        self.ended(matter, self.worker_a, "60台全部投入使用", "president_meeting")
        self.log("再次报送结果并办结")
        self.at("2024-12-02")
        look = self.recheck(matter, "resupervise")
        look.action_record("passed", "已投入使用")
        self.log("再督查已落实")
        self.unit_a.with_user(self.admin).manager_id = self.employee_of(self.head_a)
        self.log("教务处换负责人：head_a 接替 liaison_a，其事项已办结")
        self.at("2024-12-31")
        research = self.made(
            "duban.research", name="机房调研", problem="机房闲置", cause="排课系统未对接", suggestion="统一排课",
            matter_ids=[(6, 0, matter.ids)], reader_ids=[(6, 0, self.president.ids)],
        )  # fmt: skip
        research.action_report()
        self.log("office_user 报送调研")
        period = {"date_from": "2024-01-01", "date_to": "2024-12-31"}
        scope = [(6, 0, (self.unit_a | self.unit_b).ids)]
        bulletin = self.made(
            "duban.bulletin", kind="irregular", scope_unit_ids=scope, **period
        )
        bulletin.action_publish()
        self.log("office_user 在教务处、后勤处范围内通报")
        summary = self.made(
            "duban.bulletin", kind="summary", addressee="学校领导", **period
        )
        summary.action_publish()
        self.log("office_user 汇总办理结果")
        praise = self.made(
            "duban.commendation", person_id=self.worker_a.id, ground="两次反馈及时"
        )
        praise.action_confirm()
        self.log("office_user 记录表彰")
        assessment = self.made(
            "duban.assessment",
            year=2024,
            recipient_unit_ids=self.units(self.organisation),
        )
        assessment.action_confirm()
        assessment.action_send()
        self.log("office_user 确认年度考核清单并送组织人事部")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        for name, record in (
            ("research", research), ("bulletin", bulletin), ("bulletin", summary), ("commendation", praise),
            ("assessment", assessment),
        ):  # fmt: skip
            report = f"duban_supervision_after.action_report_{name}"
            self.lines += ["", self.paper(report, record)]
        self.assert_journal("year")
