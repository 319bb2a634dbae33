"""Lives at 国际教育学院, each as one journal that was read against its 办法."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_sie.common import SieCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, SieCommon):
    def applied(self, matter, day, **values):
        """The lead section applies for ``day``, with its reason."""
        request = self.request(
            matter, date_requested=day, reason_kind="objective", **values
        )
        request.action_submit()
        return request

    def helped(self, matter, user, text):
        """What ``user`` of a co-section reports to the lead section."""
        self.env["duban.feedback"].with_user(user).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": text}
        )

    def made(self, model, **values):
        """A document of the office."""
        return self.env[model].with_user(self.office_user).create(
            {"regulation_id": self.regulation.id, "company_id": self.company.id, **values}
        )  # fmt: skip

    @clause(
        "SIE-5.1b", "SIE-7.1", "SIE-10.1", "SIE-13.1b", "SIE-13.1d", "SIE-14.1b", "SIE-14.1c", "SIE-14.1d", "SIE-15.2a",
        "SIE-15.2b", "SIE-15.2c", "SIE-15.2d", "SIE-15.2e", "SIE-15.4", "SIE-16.1b", "SIE-16.2a", "SIE-16.2d",
        "SIE-16.2e", "SIE-17.1", "SIE-18.1a", "SIE-18.1b", "CORE-3", "CORE-9", "CORE-29",
    )  # fmt: skip
    def test_three_sections_one_extension_and_a_volume(self):
        """A decision of the 党政联席会 for three sections: accepted late, stalled and urged, feedback returned
        and marked, an extension refused, asked for again and granted by who stands in for the leader; the result waits
        for a co-section, is returned, reported to the meeting, closed, archived and looked at again."""
        self.at("2024-03-04")
        phone = self.option("channel", "system") | self.option("channel", "phone")
        matter = self.matter(
            co_unit_ids=self.units(self.unit_b, self.unit_c), channel_ids=[(6, 0, phone.ids)],
            channel_note="3月4日电话通知head_a",
        )  # fmt: skip
        other = self.matter(
            name="汉语水平考试", lead_unit_id=self.unit_b.id, date_deadline="2024-04-30"
        )
        self.log("office_user 登记两项，第二项由后勤处承办")
        office = matter.with_user(self.office_user)
        (office | other).action_assign()
        self.log("office_user 交办")
        for step in (
            lambda: matter.with_user(self.head_a).write({"content": "另一内容"}),
            lambda: office.write({"date_deadline": "2024-06-30"}),
        ):
            self.assert_refused(step)
        self.log("head_a 改内容、office_user 直接改期限，均被拒绝")
        for day in ("2024-03-07", "2024-03-08"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-03-08")
        self.plan(matter, "2024-05-31", objective="迎新顺利")
        self.log("worker_a 拟定工作计划")
        for user in (self.worker_b, self.head_c, self.office_user):
            self.assert_refused(matter.with_user(user).action_accept)
        self.accept(matter)
        self.log("worker_a 承办；配合科室、督办部门不能")
        for day in ("2024-03-22", "2024-03-25"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检：无明显进展")
        self.at("2024-03-25")
        office.action_urge("请报送迎新方案")
        self.log("office_user 催办")
        self.helped(matter, self.worker_b, "宿舍已排定")
        self.log("worker_b 向承办科室反馈")
        feedback = self.feedback(matter, name="方案已定稿", co_silence="科研处尚未开始")
        self.log("worker_a 反馈进展")
        self.lines.append(
            f"台账：{self.paper('action_report_ledger', matter.with_user(self.office_user))}"
        )
        feedback.with_user(self.office_user).action_mark("false")
        feedback.with_user(self.office_user).action_return_feedback("方案尚未定稿")
        self.log("office_user 记虚报并退回")
        self.at("2024-03-26")
        feedback = self.feedback(
            matter, name="方案初稿完成", co_silence="科研处尚未开始"
        )
        feedback.with_user(self.office_user).action_accept_feedback()
        self.log("worker_a 重新反馈，office_user 采用")
        self.env["duban.record"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "purpose": "coordination", "summary": "与后勤处商定住宿"}
        )  # fmt: skip
        self.log("worker_a 记录与配合科室的协调")
        self.at("2024-05-24")
        request = self.applied(matter, "2024-06-28")
        self.log("worker_a 在期限前第五个工作日申请延期")
        self.assert_refused(
            request.approval_line_ids.with_user(self.office_user).action_approve
        )
        self.decided(request, self.leader, "先压缩工期", granted=False)
        self.log("leader 不同意；office_user 不能代批")
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id, "deputy_id": self.leader2.id,
                "date_from": "2024-05-24", "date_to": "2024-05-31",
            }
        )  # fmt: skip
        request = self.applied(matter, "2024-06-14")
        self.log("leader 外出，委托 leader2；worker_a 再次申请")
        self.at("2024-05-27")
        self.decided(request, self.leader2, "同意")
        self.log("leader2 代 leader 同意")
        self.assert_refused(self.applied, matter, "2024-06-30")
        self.log("已延期一次，再申请被拒绝")
        self.at("2024-06-13")
        matter.with_user(self.worker_a).write(
            {"result": "迎新工作完成", "co_summary": "住宿已安排"}
        )
        self.log("worker_a 填写执行情况")
        matter.with_user(self.head_a).action_confirm_result()
        self.log("head_a 确认")
        self.assert_refused(matter.with_user(self.worker_a).action_submit_result)
        self.helped(matter, self.head_c, "签证已办理")
        self.log("科研处未反馈，不能报送；head_c 反馈")
        matter.with_user(self.worker_a).action_submit_result()
        self.log("worker_a 反馈执行情况")
        self.at("2024-06-14")
        office.action_return_result("缺总结材料")
        self.log("office_user 退回")
        self.at("2024-06-17", "01:00")
        self.run_patrol()
        self.log("夜间巡检：退回后过了期限")
        self.at("2024-06-17")
        matter.with_user(self.worker_a).result = "迎新工作完成，附总结"
        matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        office.action_pass_review("属实")
        self.log("修改、确认、重新报送，office_user 审核通过")
        report = self.made(
            "duban.report.back", target_id=self.body("joint_meeting").id, content="迎新工作已完成",
            matter_ids=[(6, 0, matter.ids)],
        )  # fmt: skip
        report.action_done()
        self.log("office_user 向党政联席会反馈")
        for user in (self.leader, self.worker_a):
            self.assert_refused(matter.with_user(user).action_close)
        office.action_close()
        self.log("office_user 办结；leader、worker_a 不能")
        self.at("2024-06-20")
        matter.with_user(self.worker_a).action_confirm_custody("方案、总结、照片")
        self.log("worker_a 确认材料已保存")
        self.assert_refused(office.action_archive_matter)
        office.action_archive_matter("2024-迎新-1")
        self.log("没有卷号不能归档；office_user 立卷归档")
        self.at("2024-07-01")
        sample = self.env["duban.recheck.sample"].with_user(self.office_user).create(
            {
                "company_id": self.company.id, "date_from": "2024-01-01", "date_to": "2024-06-30", "size": 1,
                "kind_id": self.option("recheck_kind", "return_visit").id,
            }
        )  # fmt: skip
        sample.action_draw()
        self.log("office_user 随机抽查：回访")
        sample.recheck_ids.action_record("passed", "学生反映良好")
        self.log("回访已落实")
        self.log_end(date(2024, 1, 1), date(2024, 7, 31))
        self.assert_journal("archived")

    @clause(
        "SIE-8.1a", "SIE-8.1b", "SIE-9.1", "SIE-11.1", "SIE-13.1a", "SIE-15.1", "SIE-15.3", "SIE-16.1c", "SIE-16.2b",
        "SIE-16.2c", "SIE-4.1a", "CORE-7", "CORE-12", "CORE-20", "CORE-21", "CORE-22",
    )  # fmt: skip
    def test_urgent_sensitive_recused_and_given_up(self):
        """An urgent matter of a school leader whose handler recuses himself, a sensitive one, and one in stages that
        the section objects to, that is given to another and that the 院主要领导 lets go."""
        self.at("2024-04-26", "16:00")
        scope = {
            "source_category_id": self.category("other_important").id, "decision_body_id": False, "meeting_date": False,
            "source_leader_id": self.secretary.id, "instruction_date": "2024-04-25", "basis": "书记批示",
        }  # fmt: skip
        urgent = self.matter(
            name="接待来访", source_kind_id=self.category("leader_instruction").id, is_urgent=True,
            date_deadline="2024-04-30", **scope,
        )  # fmt: skip
        secret = self.matter(
            name="学生个案", confidentiality="sensitive", handler_id=self.worker_a.id,
            date_deadline="2024-05-10",
        )  # fmt: skip
        staged = self.matter(
            name="中外合作项目", source_category_id=self.category("annual_work").id, plan_year=2024, is_long_cycle=True,
            source_kind_id=self.category("college_plan").id, date_deadline="2024-06-28", lead_unit_id=self.unit_b.id,
            plan_line_ids=[
                (0, 0, {"name": name, "date": day}) for name, day in (("立项书", "2024-05-15"), ("签约", "2024-06-14"))
            ],
        )  # fmt: skip
        self.log("office_user 登记三项：紧急、敏感、分阶段")
        (urgent | secret | staged).action_assign()
        self.log("office_user 交办")
        self.at("2024-04-28")
        staged.with_user(self.head_b).action_object(
            "合作项目归科研处管", self.unit_c.id
        )
        self.log("head_b 对第三项提出异议")
        self.accept(urgent)
        self.log("worker_a 承办紧急事项")
        self.feedback(urgent, name="已联系来访方")
        self.log("worker_a 立刻反馈")
        self.at("2024-04-29")
        recusal = self.env["duban.recusal"].with_user(self.worker_a).create(
            {
                "matter_id": urgent.id, "user_id": self.worker_a.id, "ground": "来访方系亲属",
                "replacement_id": self.liaison_a.id,
            }
        )  # fmt: skip
        self.log("worker_a 回避，liaison_a 接手")
        staged.with_user(self.office_user).action_decide_objection(True, "属科研处职责")
        self.log("office_user 同意异议，改由科研处承办")
        for day in ("2024-04-30", "2024-05-01", "2024-05-06"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-05-06")
        urgent.with_user(self.liaison_a).result = "接待完成"
        urgent.with_user(self.head_a).action_confirm_result()
        urgent.with_user(self.liaison_a).action_submit_result()
        self.log("紧急事项逾期反馈执行情况")
        self.at("2024-05-07")
        self.plan(secret, "2024-05-09", objective="妥善处理")
        secret.with_user(self.worker_a).action_accept()
        self.log("worker_a 承办敏感事项")
        # the stages that the office set are its plan
        staged.with_user(self.worker_c).write(
            {"handler_id": self.worker_c.id, "objective": "年内签约"}
        )
        staged.with_user(self.worker_c).action_accept()
        self.log("worker_c 承办分阶段事项")
        self.at("2024-05-10")
        request = self.request(
            secret, kind="inability", reason="当事人已离校", reason_kind="objective", decider_id=self.secretary.id
        )  # fmt: skip
        request.action_submit()
        self.log("敏感事项报告无法完成，报 secretary")
        request.with_user(self.secretary).write(
            {"outcome": "new_date", "date_granted": "2024-05-31"}
        )
        self.decided(request, self.secretary, "改至月底")
        self.log("secretary 给出新期限")
        self.at("2024-05-16", "01:00")
        self.run_patrol()
        self.log("夜间巡检")
        self.at("2024-05-16")
        request = self.request(
            staged, user=self.worker_c, kind="inability", reason="外方退出", reason_kind="objective", decider_id=False
        )  # fmt: skip
        request.action_submit()
        self.log("worker_c 报告第三项无法完成")
        request.with_user(self.office_user).write(
            {
                "decision_leader_id": self.president.id, "decision_date": "2024-05-16",
                "decision_text": "外方退出，不再办理", "outcome": "terminate",
            }
        )  # fmt: skip
        self.decided(request, self.office_user, "按院长意见办理")
        self.log("院长同意不再办理，office_user 记录")
        recusal.with_user(self.office_user).action_revoke()
        self.log("office_user 撤回回避")
        self.log_end(date(2024, 1, 1), date(2024, 6, 30))
        self.assert_journal("given_up")

    @clause(
        "SIE-4.1b", "SIE-9.1", "SIE-12.1", "SIE-15.4", "SIE-16.1c", "SIE-16.2c", "SIE-17.1", "SIE-18.1b", "SIE-19.1a",
        "SIE-19.1b", "SIE-19.1c", "SIE-14.1b", "CORE-7", "CORE-15", "CORE-18", "CORE-34",
    )  # fmt: skip
    def test_the_colleges_year_and_its_report_to_the_meeting(self):
        """Three matters of a year: one in stages that another head takes over and a 复查 refutes, one that is urged
        three times and done after the year, one that is done at once. Then the summary for the 党政联席会, who is
        called to account, the year's report and the ledger as a volume."""
        self.at("2024-03-04")
        self.date_rows_too()
        plan = {
            "source_category_id": self.category("annual_work").id, "plan_year": 2024,
            "source_kind_id": self.category("school_work_points").id,
        }  # fmt: skip
        staged = self.matter(
            name="留学生管理改革", is_difficult=True, date_deadline="2024-06-28", **plan
        )
        slow = self.matter(
            name="修订奖学金办法",
            date_deadline="2024-11-29",
            lead_unit_id=self.unit_b.id,
            **plan,
        )
        quick = self.matter(
            name="更新宣传册", source_category_id=self.category("other").id, date_deadline="2024-03-15",
            lead_unit_id=self.unit_c.id,
        )  # fmt: skip
        (staged | slow | quick).action_assign()
        self.log("office_user 登记并交办三项，分属三个科室")
        for matter, user, nodes in (
            (staged, self.worker_a, (("调研", "2024-03-29"), ("试点", "2024-05-31"))),
            (slow, self.worker_b, (("征求意见", "2024-09-30"),)),
            (quick, self.worker_c, (("定稿", "2024-03-08"),)),
        ):
            self.env["duban.plan.line"].with_user(user).create(
                [{"matter_id": matter.id, "name": name, "date": day} for name, day in nodes]
            )  # fmt: skip
            matter.with_user(user).write(
                {"handler_id": user.id, "objective": "年内完成"}
            )
            matter.with_user(user).action_accept()
        self.log("三个科室承办")
        self.at("2024-03-08")
        self.finished(quick, self.worker_c, self.head_c, "宣传册已更新")
        self.log("worker_c 报送、head_c 确认、审核、反馈并办结")
        for day in ("2024-03-29", "2024-04-01"):
            self.at(day, "01:00")
            self.run_patrol()
            self.log("夜间巡检")
        self.at("2024-04-01")
        self.feedback(
            staged,
            name="调研完成",
            plan_line_id=staged.plan_line_ids.sorted("date")[0].id,
        )
        staged.feedback_ids.with_user(self.office_user).action_accept_feedback()
        self.log("worker_a 补报第一阶段，office_user 采用")
        self.unit_a.with_user(self.admin).manager_id = self.employee_of(self.liaison_a)
        self.log("教务处换负责人：liaison_a 接替 head_a")
        self.unit_c.with_user(self.admin).manager_id = self.employee_of(self.worker_c)
        self.log("科研处换负责人：worker_c 接替 head_c，其事项已办结")
        self.at("2024-06-26")
        staged.with_user(self.worker_a).result = "改革方案已实施"
        self.assert_refused(staged.with_user(self.head_a).action_confirm_result)
        self.log("worker_a 填写执行情况，原负责人不能确认")
        self.finished(staged, self.worker_a, self.liaison_a, "改革方案已全面实施")
        self.log("liaison_a 确认，审核、反馈并办结")
        self.at("2024-09-02")
        look = self.recheck(staged, "recheck")
        look.action_record("failed", "两个年级未实施", "2024-12-31")
        self.log("复查未落实，重新办理至年底")
        for day, words in (
            ("2024-10-08", "请报送修订稿"), ("2024-11-11", "请尽快征求意见"), ("2024-12-02", "已逾期，请书面说明"),
        ):  # fmt: skip
            self.at(day)
            self.run_patrol()
            slow.with_user(self.office_user).action_urge(words)
            self.log("夜间巡检，office_user 催办第二项")
        self.at("2024-12-20")
        self.finished(staged, self.worker_a, self.liaison_a, "全部年级已实施")
        self.log("第一项再次办结")
        self.at("2024-12-30")
        period = {"date_from": "2024-01-01", "date_to": "2024-12-31"}
        summary = self.made(
            "duban.bulletin",
            kind="summary",
            body_id=self.body("joint_meeting").id,
            **period,
        )
        summary.action_publish()
        self.log("office_user 汇总反馈信息，报党政联席会")
        case = self.made(
            "duban.accountability", person_id=self.head_b.id, unit_id=self.unit_b.id, facts="三次催办未落实",
            ground_id=self.option("accountability_ground", "weak_execution").id, matter_ids=[(6, 0, slow.ids)],
            consequence="奖学金无法评定", rule="学校有关规章制度",
        )  # fmt: skip
        case.action_propose()
        self.log("office_user 提出追究 head_b")
        assessment = self.made("duban.assessment", year=2024)
        self.assert_refused(assessment.action_confirm)
        assessment.write(
            {"body_id": self.body("joint_meeting").id, "meeting_date": "2024-12-30"}
        )
        assessment.action_confirm()
        self.log("没有上会不能确认；office_user 确认年度考核清单")
        for matter in (quick, staged):
            matter.with_user(self.office_user).action_archive_matter("2024-1")
        self.log("office_user 立卷归档")
        self.at("2025-01-06", "01:00")
        self.run_patrol()
        self.log("新年的夜间巡检")
        self.at("2025-01-06")
        volume = self.made("duban.ledger.volume", year=2024, volume="2024-台账")
        volume.action_archive_volume()
        self.log("年度已过，office_user 将年度台账成卷")
        self.finished(slow, self.worker_b, self.head_b, "办法已印发")
        self.log("第二项跨年办结")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        for name, record in (("bulletin", summary), ("assessment", assessment)):
            report = f"duban_supervision_after.action_report_{name}"
            self.lines += ["", self.paper(report, record)]
        self.assert_journal("year")

    def finished(self, matter, user, head, result):
        """Result of ``user``, confirmed by ``head``, reviewed, reported to the 党政联席会 and closed."""
        matter.with_user(user).result = result
        matter.with_user(head).action_confirm_result()
        matter.with_user(user).action_submit_result()
        matter.with_user(self.office_user).action_pass_review("属实")
        self.made(
            "duban.report.back", target_id=self.body("joint_meeting").id, content=result,
            matter_ids=[(6, 0, matter.ids)],
        ).action_done()  # fmt: skip
        matter.with_user(self.office_user).action_close()
