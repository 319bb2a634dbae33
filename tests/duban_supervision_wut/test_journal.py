"""Lives at 武汉理工大学 as journals, each read line by line against the text."""

from datetime import date

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

    def applied(self, matter, day, user=None):
        """The lead unit (or ``user``) applies for ``day``, with all that is wanted for it."""
        request = self.extension(matter, day, user, reason_kind="objective")
        request.action_submit()
        return request

    def request_decided(self, request, user, opinion="同意"):
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        line.with_user(user).action_approve(opinion)

    def sign_changes(self, matter, opinion="同意"):
        """Who signed the filing signs what is changed of it, in turn."""
        change = matter.sudo()._open_adjustment()
        while line := change.approval_line_ids.filtered(lambda r: r.state == "pending"):
            line.with_user(line.approver_id).action_approve(opinion)

    @clause("WUT-22.2b", "WUT-22.5c", "WUT-22.5d", "WUT-23.1d", "WUT-23.1e")
    @clause("WUT-15.1b", "WUT-20.1b", "WUT-21.1a", "WUT-18.1a", "WUT-18.1b")
    def test_a_decision_of_a_meeting(self):
        """第一类：2024-03-29 印发的纪要，清明调休（4-7 上班）故 10 个工作日到 4-15；两个配合单位一个有联络员
        一个没有；交办、分办、提醒、配合单位反馈、反馈被退回再报、催办、最迟一天（4-8，
        次日即不能）申请延期、逾期、结果退回再报、办结、保管、归档。
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
            name="修缮三号教学楼屋面",
            content="屋面防水",
            lead_unit_id=self.unit_b.id,
            **minutes,
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
        self.at("2024-04-08")
        request = self.applied(matter, "2024-05-15")
        self.log("worker_a 在最迟一天（4-8，距 4-15 五个工作日）申请延期到 5-15")
        self.run_patrol()
        self.log("夜间巡检")
        self.at("2024-04-09")
        self.request_decided(request, self.office_user, "同意延期")
        self.log("office_user 批准延期")
        self.assert_refused(
            self.applied, beside, "2024-05-15", self.worker_b, match="5个工作日"
        )
        self.log("最迟一天已过，worker_b 为旁边一项申请延期：不能")
        self.at("2024-04-09", "23:30")
        self.run_patrol()
        self.log("节点当日夜间巡检")
        self.at("2024-04-10", "01:00")
        self.run_patrol()
        self.log("节点次日夜间巡检")
        feedback = self.feedback(
            matter,
            co_silence="科研处尚未到配合阶段",
            plan_line_id=matter.plan_line_ids[0].id,
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

    @clause("WUT-11.1", "WUT-12.1c", "WUT-22.4", "WUT-22.4b", "WUT-22.5a", "WUT-22.5b")
    @clause("WUT-22.5e", "WUT-24.1", "WUT-5.1b", "WUT-23.1b", "WUT-17.1", "CORE-21")
    @clause("CORE-29", "CORE-38")
    def test_an_instruction_of_a_leader(self):
        """第三类：校领导先退回、后由代行的校领导签批并改定时限；教务处异议被驳回后承办，负责人出差由联络员代；
        延期超过三个月由分管校领导定，第二次不行；无法完成由校长办公会定新期限；更正内容须签批校领导再签；改派科研处；
        到期前后夜间巡检；办结、回访未落实、重新办理、再办结。
        """
        self.at("2024-03-04")
        matter = self.matter(
            scope=3, date_deadline="2024-07-31", is_urgent=True, basis="校领导批示"
        )
        self.log("office_user 登记校领导批示（拟 7-31 办结，紧急）")
        matter.action_submit_filing()
        self.log("office_user 报校领导确定")
        matter.sudo()._current_line().with_user(self.leader).action_return(
            "请写明更新范围"
        )
        self.log("leader 退回")
        matter.content = "更新教学用机房设备 120 台"
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-08",
            }
        )
        matter.action_submit_filing()
        self.log("office_user 补正后再报；leader 外出至 3-8，由 leader2 代")
        self.at("2024-03-05")
        matter.sudo()._current_line().with_user(self.leader2).action_approve(
            "同意，6月28日前办结", "2024-06-28"
        )
        self.log("leader2 代签，改定 6-28")
        office = matter.with_user(self.office_user)
        office.action_file()
        office.action_assign()
        self.log("office_user 立项、交办")
        self.at("2024-03-07")
        matter.with_user(self.head_a).action_object("机房属科研处", self.unit_c.id)
        self.log("head_a 提出异议")
        self.at("2024-03-08")
        office.action_decide_objection(False, "批示明确由教务处承办")
        self.log("office_user 驳回异议")
        self.at("2024-03-11")
        self.plan(matter, "2024-05-31", objective="暑假前全部更新")
        matter.with_user(self.worker_a).action_accept()
        self.log("worker_a 承办")
        self.feedback(matter).with_user(self.office_user).action_accept_feedback()
        self.log("worker_a 反馈、office_user 采用")
        self.at("2024-06-20", "23:30")
        request = self.applied(matter, "2024-09-30")
        self.log("worker_a 申请延期到 9-30（超过三个月）")
        self.assert_refused(self.request_decided, request, self.office_user)
        self.request_decided(request, self.leader, "同意延至9月30日")
        self.log("leader 批准（office_user 不能定）")
        self.at("2024-09-02")
        self.assert_refused(self.applied, matter, "2024-10-31", match="已延期1次")
        self.log("worker_a 第二次申请延期：不能")
        inability = self.request(
            matter, kind="inability", reason="供货商破产", reason_kind="objective"
        )
        inability.action_submit()
        self.log("worker_a 报告因客观原因无法完成")
        inability.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-09-02",
                "decision_text": "重新采购，12月31日前完成",
                "outcome": "new_date",
                "date_granted": "2024-12-31",
            }
        )
        self.request_decided(inability, self.office_user, "按会议决定办理")
        self.log("office_user 录入校长办公会决定：12-31 前完成")
        self.at("2024-09-10")
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "会议调整采购数量",
                "content": "更新教学用机房设备 90 台",
            }
        )
        self.log("office_user 更正工作内容，报签批校领导")
        self.sign_changes(matter)
        self.log("leader 同意更正")
        office.action_reassign(self.unit_c.id, "机房划归科研处")
        self.log("office_user 改派科研处，报签批校领导")
        self.sign_changes(matter)
        self.log("leader 同意改派")
        self.at("2024-09-13")
        self.accept(matter)
        self.log("worker_c 承办")
        self.at("2024-12-31", "23:30")
        self.run_patrol()
        self.log("年末（办结时限当日）夜间巡检")
        self.at("2025-01-01", "01:00")
        self.run_patrol()
        self.log("元旦夜间巡检")
        self.at("2025-01-02")
        self.run_patrol()
        self.closed(matter)
        self.log("夜间巡检后报送结果并办结")
        self.at("2025-03-03")
        recheck = self.recheck(matter, "return_visit")
        self.log("office_user 安排回访")
        recheck.action_record("failed", "两台未安装", "2025-03-31")
        self.log("office_user 记录回访：未落实，3-31 前整改")
        self.at("2025-03-10")
        worker = matter.with_user(self.worker_c)
        self.feedback(matter, name="两台已安装")
        worker.write({"result": "已全部安装并验收"})
        matter.with_user(self.head_c).action_confirm_result()
        worker.action_submit_result()
        office.action_pass_review("已落实")
        self.reported_back(matter)
        office.action_close()
        self.log("科研处再报结果，office_user 审核、反馈、办结")
        self.log_end(date(2024, 1, 1), date(2025, 12, 31))
        self.assert_journal("leader")

    @clause("WUT-8.1a", "WUT-8.1b", "WUT-26.1a", "WUT-26.1b", "WUT-26.1c", "CORE-12")
    @clause("CORE-20", "CORE-23", "WUT-10.1", "WUT-22.3")
    def test_protected_matters(self):
        """信访件、涉密件、执纪件与一项年度重点工作：信访件由教务处承办，后勤处配合，负责人回避、指定代办人，撤回回避；
        经办人回避后由另一人经办；执纪件立项后移交纪委监察处接收、交办；涉密件登记即归保密办公室；年度件照常，不受牵连。
        """
        self.at("2024-03-04")
        self.accepted(scope=2, name="建设一流本科课程", basis="2024年党政工作要点")
        self.log("旁边一项年度重点工作由教务处承办")
        petition = self.matter(
            name="来信反映机房收费",
            content="核实机房收费",
            is_petition=True,
            handler_id=self.worker_a.id,
            co_unit_ids=self.units(self.unit_b),
        )
        self.log("office_user 登记信访件")
        office = petition.with_user(self.office_user)
        office.action_file()
        office.action_assign()
        self.log("office_user 立项、交办")
        recusal = self.recusal(
            petition, self.head_a, self.head_a, self.liaison_a, "亲属关系"
        )
        self.log("head_a 自行回避，由 liaison_a 代")
        self.at("2024-03-06")
        self.accept(petition)
        self.feedback(petition, name="已核实三笔", co_silence="尚未到配合阶段")
        self.log("worker_a 承办、反馈")
        self.at("2024-03-08")
        recusal.with_user(self.office_user).action_revoke()
        self.log("office_user 撤回 head_a 的回避")
        self.recusal(
            petition, self.office_user, self.office_user, self.office_user2, "亲属关系"
        )
        self.log("office_user 自行回避，由 office_user2 经办")
        self.assert_refused(
            self.as_user(petition, self.office_user).action_reassign,
            self.unit_c.id,
            "改由科研处",
        )
        self.log("office_user 再改派：不能")
        self.at("2024-03-15", "23:30")
        self.run_patrol()
        self.log("夜间巡检")
        self.at("2024-03-19", "01:00")
        self.run_patrol()
        self.log("逾期首日夜间巡检")
        self.co_feedback(petition, self.head_b, "已提供缴费明细")
        worker = petition.with_user(self.worker_a)
        worker.write({"result": "已退费", "co_summary": "后勤处已提供明细"})
        petition.with_user(self.head_a).action_confirm_result()
        worker.action_submit_result()
        office2 = petition.with_user(self.office_user2)
        office2.action_pass_review("属实")
        office2.action_close()
        self.log("报送结果，office_user2 审核、办结")
        case = self.filed(
            name="核查采购问题",
            meeting_date="2024-03-15",
            minutes_issue_date="2024-03-18",
            minutes_number="〔2024〕6号",
        )
        self.log("office_user 另立一项")
        case.with_user(self.office_user).action_route("disciplinary", "涉及执纪审查")
        self.log("office_user 移交纪委监察处")
        own = case.with_user(self.discipline_user)
        own.action_receive()
        own.action_assign()
        self.log("discipline_user 接收、交办")
        secret = self.matter(name="涉密件", confidentiality="classified")
        self.log("office_user 登记涉密件")
        secret.with_user(self.secrecy_user).action_receive()
        self.log("secrecy_user 接收")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("protected")

    @clause("CORE-2", "CORE-3", "CORE-6", "CORE-9", "CORE-14", "WUT-5.1b", "WUT-12.1a")
    @clause("WUT-15.1b", "WUT-21.1a", "WUT-22.2c", "WUT-22.5a", "WUT-22.5c")
    @clause("WUT-23.1d", "WUT-23.1e", "WUT-18.1b", "WUT-25.1a", "WUT-25.1b")
    def test_what_is_refused(self):
        """一项会议决定，每一步之前先由不该办的人、或缺要素地办一次：什么也不变；年末出考核清单。"""
        self.at("2024-03-04")
        matter = self.matter(
            co_unit_ids=self.units(self.unit_b), decision_body_id=False
        )
        self.log("office_user 登记，未填会议")
        office = self.as_user(matter, self.office_user)
        self.assert_refused(office.action_file, match="会议")
        self.log("缺会议立项：不能")
        matter.decision_body_id = self.body("president_meeting")
        office.date_deadline = "2024-06-28"
        self.assert_refused(office.action_file, match="写明依据")
        self.log("office_user 另定时限；无理由立项：不能")
        office.deadline_ground = "需集中采购"
        for user in (self.worker_a, self.leader, self.discipline_user, self.admin):
            self.assert_refused(self.as_user(matter, user).action_file)
        self.log("office_user 说明理由；他人立项：不能")
        office.action_file()
        self.log("office_user 立项")
        self.assert_refused(office.write, {"content": "改内容"})
        self.assert_refused(office.write, {"state": "closed"})
        self.assert_refused(self.as_user(matter, self.head_a).action_assign)
        self.log("直接改内容、直接改状态、单位交办：不能")
        office.action_assign()
        self.log("office_user 交办")
        worker = self.as_user(matter, self.worker_a)
        self.assert_refused(worker.action_accept, match="计划")
        self.log("承办单位无计划承办：不能")
        self.plan(matter, "2024-06-28", objective="全部更新")
        self.log("worker_a 制定计划")
        for user in (self.worker_b, self.outsider, self.office_user):
            self.assert_refused(self.as_user(matter, user).action_accept)
        self.log("配合单位、无关单位、督办部门承办：不能")
        worker.action_accept()
        self.log("worker_a 承办")
        values = {"matter_id": matter.id, "name": "进展"}
        feedbacks = self.env["duban.feedback"]
        self.assert_refused(
            feedbacks.with_user(self.worker_a).create, values, match="后勤处"
        )
        values["co_silence"] = "尚未到配合阶段"
        for user in (self.worker_b, self.outsider, self.leader):
            self.assert_refused(feedbacks.with_user(user).create, values)
        self.assert_refused(office.action_urge, " ")
        self.assert_refused(self.as_user(matter, self.leader).action_urge, "请抓紧")
        self.log("他人反馈进展、未汇总配合单位、空催办、校领导催办：不能")
        self.at("2024-06-21")
        self.assert_refused(self.applied, matter, "2024-07-31", self.worker_b)
        self.log("最迟一天（6-21），配合单位申请延期：不能")
        self.at("2024-06-24")
        self.assert_refused(self.applied, matter, "2024-07-31", match="5个工作日")
        self.log("距时限不足5个工作日申请延期：不能")
        worker = self.as_user(matter, self.worker_a)
        worker.write({"result": "已更新一半", "co_summary": "后勤处已配合"})
        self.assert_refused(self.as_user(matter, self.head_b).action_confirm_result)
        self.log("worker_a 填写执行情况；配合单位确认：不能")
        matter.with_user(self.head_a).action_confirm_result()
        self.log("head_a 确认")
        self.assert_refused(worker.action_submit_result, match="后勤处")
        self.log("缺配合单位反馈：不能")
        self.co_feedback(matter, self.head_b, "已配合")
        self.log("head_b 反馈")
        worker.result = "已全部更新"
        self.assert_refused(worker.action_submit_result, match="确认")
        self.log("worker_a 改写后，负责人未再确认：不能")
        matter.with_user(self.head_a).action_confirm_result()
        worker.action_submit_result()
        self.log("head_a 确认、worker_a 反馈执行情况")
        self.assert_refused(office.action_return_result, " ")
        self.assert_refused(office.action_close)
        self.assert_refused(self.as_user(matter, self.leader).action_pass_review, "好")
        self.log("无理由退回、未审核办结、校领导审核：不能")
        office.action_pass_review("符合要求")
        office.action_close()
        self.log("office_user 审核、办结")
        self.assert_refused(worker.write, {"result": "改"})
        self.assert_refused(office.action_archive_matter)
        self.assert_refused(worker.action_archive_matter, "1")
        self.assert_refused(self.as_user(matter, self.worker_b).action_confirm_custody)
        self.assert_refused(office.action_reopen, "未落实", "2024-07-31")
        self.log("办结后改结果、无卷号归档、单位归档、配合单位保管、无复查重办：不能")
        office.action_archive_matter("2024-督办-1")
        self.log("office_user 归档")
        worker.action_confirm_custody("采购合同")
        self.log("worker_a 归档后确认保管")
        self.at("2024-12-31")
        assessment = self.env["duban.assessment"].with_user(self.office_user)
        values = {
            "year": 2024,
            "company_id": self.company.id,
            "regulation_id": self.regulation.id,
        }
        for user in (self.worker_a, self.leader):
            self.assert_refused(assessment.with_user(user).create, values)
        assessment = assessment.create(values)
        assessment.action_fill()
        self.log("office_user 年度考核清单（他人不能）")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("refused")
