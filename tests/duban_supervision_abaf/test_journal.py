"""Lives at 阿坝职业学院 as journals, each line of which was read against the 办法: signed, urged, what follows."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafJournal


@tagged("post_install", "-at_install")
class TestJournalSigned(AbafJournal):
    @clause(
        "CORE-23",
        "ABAF-12.1b",
        "ABAF-19.1b",
        "ABAF-16.6a",
        "ABAF-16.6c",
        "ABAF-16.7",
        "ABAF-8.1b",
    )
    def test_signed_extended_returned_twice_and_closed(self):
        """教务处 proposes with two co-units; the leader returns it, is away when it comes again and is stood in for.

        The first extension is refused, the second one granted for less; the result comes back from the office, then
        from the second signer; closed after both principal leaders were told, and archived by both.
        """
        self.at("2024-03-25")
        matter = self.matter(
            user=self.worker_a,
            co_unit_ids=self.units(self.unit_b, self.unit_c),
            term_days=14,
        )
        matter.action_submit_filing()
        self.log("worker_a 提出立项")
        self.decide(matter, "办理要求须写明验收", decision="return")
        self.at("2024-03-26")
        matter.handling_requirement = "按期完成，经验收后书面反馈"
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-26",
                "date_to": "2024-03-27",
                "reason": "出差",
            }
        )
        self.log("leader 出差，由 leader2 代行；worker_a 修改")
        matter.action_submit_filing()
        self.log("worker_a 再次提出立项")
        self.decide(matter, by=self.leader2)
        self.at("2024-03-27")
        self.decide(matter)
        self.decide(matter, "同意立项")
        matter = matter.with_user(self.office_user)
        matter.action_file()
        self.log("office_user 立项备案")
        self.at("2024-03-28")
        matter.action_assign()
        self.log("office_user 交办")
        self.names(matter, self.head_b, self.worker_b)
        self.at("2024-03-29")
        self.plan(matter, "2024-04-03", "2024-04-11", measures="招标、安装、验收")
        self.names(matter, self.head_c, self.head_c)
        matter.with_user(self.worker_a).action_accept()
        self.log("worker_a 承办")
        self.night("2024-04-01")
        self.at("2024-04-02")
        self.feedback(matter, name="已完成招标")
        self.log("worker_a 反馈进展（清明假期前）")
        self.night("2024-04-05")
        self.at("2024-04-05")
        first = self.extension(matter, "2024-05-10", reason_kind="force_majeure")
        first.action_submit()
        self.log("worker_a 申请延期至5月10日")
        self.decide(matter, "准备不足，不予延期", decision="reject")
        self.at("2024-04-06")
        second = self.extension(matter, "2024-04-30", reason="泥石流阻断道路")
        second.action_submit()
        self.log("worker_a 再次申请延期至4月30日（到期前5天）")
        second.with_user(self.office_user).date_granted = "2024-04-22"
        self.log("office_user 拟定4月22日")
        self.decide(matter)
        self.decide(matter, "延期督办")
        self.at("2024-04-07")
        self.feedback(matter, name="设备已运抵")
        self.log("worker_a 反馈进展（调休上班日）")
        self.at("2024-04-12")
        self.co_feedback(matter, self.worker_b, "配电已改造")
        self.co_feedback(matter, self.head_c, "软件已部署")
        self.report_result(matter)
        matter.action_return_result("成效未说明", "2024-04-19")
        self.log("worker_a 反馈办理结果；office_user 退回，重新确定期限4月19日")
        self.at("2024-04-18")
        self.report_result(matter)
        matter.action_pass_review("符合办结要求")
        self.log("worker_a 再次反馈办理结果；office_user 审核通过")
        self.decide(matter)
        line = matter.sudo()._current_line()
        matter.with_user(line.approver_id).action_return_closing("缺验收单")
        self.log("office_leader 退回")
        matter.action_return_result("补验收单", "2024-04-26")
        self.log("office_user 退回，重新确定期限4月26日")
        self.at("2024-04-26")
        self.report_result(matter)
        matter.action_pass_review("符合办结要求")
        self.log("worker_a 第三次反馈办理结果（期限当日）；office_user 审核通过")
        self.all_sign(matter)
        self.reported_back(matter, self.secretary)
        self.log("office_user 报告书记")
        self.assert_refused(matter.action_close)
        self.reported_back(matter, self.president)
        self.log("office_user 报告院长")
        self.at("2024-04-28")
        matter.action_close()
        self.log("office_user 办结销号")
        for user in (self.organisation_user, self.discipline_user):
            matter.with_user(user).action_register_document("completion")
        self.log("organisation_user、discipline_user 备案")
        self.archive(matter, self.worker_a, "subject", "JW-2024-3")
        self.archive(matter, self.office_user, "office", "DZ-2024-15")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("signed")

    def archive(self, matter, user, holder, volume):
        self.env["duban.archive.record"].with_user(user).create(
            {"matter_id": matter.id, "holder": holder, "volume": volume}
        )
        self.log(f"{user.name} 归档备案 {volume}")


@tagged("post_install", "-at_install")
class TestJournalUrged(AbafJournal):
    @clause(
        "CORE-10",
        "CORE-23",
        "ABAF-16.4a",
        "ABAF-16.4b",
        "ABAF-A2.a",
        "ABAF-17.1a",
        "ABAF-17.1c",
        "ABAF-25.1",
        "ABAF-20.1a",
        "ABAF-22.1",
    )
    def test_urged_twice_inspected_closed_late_and_held_accountable(self):
        """科研处 proposes what 教务处 leads: a feedback is missed, then the due date; both are urged for.

        The offices register it, the discipline office inspects, the leader instructs; closed late without a reason.
        """
        self.at("2024-03-11")
        matter = self.matter(
            user=self.worker_c, subject_unit_id=self.unit_c.id, grade="g3"
        )
        matter.action_submit_filing()
        self.all_sign(matter)
        matter = matter.with_user(self.office_user)
        matter.action_file()
        matter.action_assign()
        self.log("office_user 立项备案、交办")
        self.at("2024-03-12")
        self.plan(matter, "2024-04-10", measures="分批采购")
        matter.with_user(self.worker_a).action_accept()
        self.log("worker_a 承办")
        self.night("2024-03-20")
        self.night("2024-03-21")
        self.night("2024-03-22")
        self.at("2024-03-22")
        matter.with_user(self.worker_a).action_give_justification("承办人出差")
        self.log("worker_a 说明未反馈理由")
        matter.action_judge_justification(False, "可由他人反馈")
        self.log("office_user 不认可理由")
        urging = matter.action_urge("请反馈进展", new_limit="2024-03-25")
        self.log("office_user 催办，限3月25日")
        self.register(matter, self.organisation_user, urging)
        self.register(matter, self.discipline_user, urging)
        self.at("2024-03-25")
        urging.with_user(self.worker_a).action_answer("已补报，此后按期反馈")
        self.feedback(matter, name="完成招标")
        self.log("worker_a 答复催办并反馈")
        self.at("2024-03-28")
        self.env["duban.record"].with_user(self.secretary).create(
            {
                "matter_id": matter.id,
                "purpose": "instruction",
                "summary": "请教务处加快",
            }
        )
        self.log("secretary 批示")
        self.at("2024-03-29")
        inspection = self.record(
            matter,
            user=self.discipline_user,
            kind="onsite",
            summary="查看机房建设",
            method_id=self.option("onsite_method", "verification").id,
            ground_id=self.option("onsite_ground", "slow").id,
            place="实训楼三楼",
            attendee_ids=[Command.set((self.head_a | self.worker_a).ids)],
            finding_done="no",
            finding_done_note="两间未安装",
            finding_solved="yes",
            finding_improved="yes",
            rectification_opinion="4月3日前装完",
            rectification_deadline="2024-04-03",
        )
        self.log("discipline_user 实地督查")
        self.night("2024-04-02")
        self.at("2024-04-02")
        inspection.with_user(self.worker_a).action_answer("已装完")
        self.feedback(matter, name="安装完成")
        self.log("worker_a 整改并反馈")
        for day in ("2024-04-09", "2024-04-10", "2024-04-11"):
            self.night(day)
        self.at("2024-04-11")
        matter.action_urge("请立即办结", new_limit="2024-04-12")
        self.log("office_user 第二次催办，限4月12日")
        for day in ("2024-04-12", "2024-04-13", "2024-04-15", "2024-04-18"):
            self.night(day)
        self.log_home()
        self.at("2024-04-18")
        self.report_result(matter)
        self.log("worker_a 逾期反馈办理结果")
        matter.action_pass_review("符合办结要求")
        self.all_sign(matter)
        self.reported_back(matter)
        matter.action_close()
        self.log("office_user 报告书记和院长、办结销号")
        self.log_messages()
        self.assert_journal("urged")

    def register(self, matter, user, urging):
        matter.with_user(user).action_register_document("urging", urging.id)
        self.log(f"{user.name} 备案")

    @clause(
        "ABAF-20.1a",
        "ABAF-20.1b",
        "ABAF-22.1",
        "ABAF-23.1",
        "ABAF-25.0",
        "ABAF-25.1",
        "CORE-15",
        "CORE-18",
    )
    def test_what_comes_after(self):
        """教务处 is late with one matter and urged in vain, and did another in time; 后勤处 has a long-term one. The
        case that only 组织人事部 and 纪委办 decide, a bulletin, the list of the year, the report of the semester.
        """
        self.at("2024-04-08")
        late = self.accepted()
        self.closed(name="编印教师手册")
        self.assigned(name="修缮操场", lead_unit_id=self.unit_b.id, grade="g4")
        self.at("2024-04-12")
        self.feedback(late)
        self.night("2024-04-19")
        self.night("2024-04-24")
        self.at("2024-04-24")
        urging = late.action_urge("请立即办结", new_limit="2024-04-25")
        self.night("2024-04-26")
        self.at("2024-04-26")
        semester = self.env["duban.semester"].with_user(self.office_user)
        semester = semester.create(
            {
                "name": "2023-2024学年第二学期",
                "date_from": "2024-02-26",
                "date_to": "2024-07-05",
            }
        )
        # what went before is told in the other lives
        self.log("一项逾期，催办后仍未办结")
        self.lines.clear()
        self.log_home()
        listed = self.env["duban.matter"].with_user(self.office_user)
        for rule in ("late_unjustified", "urged_overdue"):
            self.assertEqual(listed._accountability_candidates(rule), late)
        case = self.env["duban.accountability"].with_user(self.office_user)
        case = case.create(
            {
                "kind_id": self.option("accountability_kind", "conduct").id,
                "ground_id": self.option("accountability_ground", "urged").id,
                "unit_id": self.unit_a.id,
                "person_id": self.head_a.id,
                "matter_ids": [Command.set(late.ids)],
                "urging_ids": [Command.set(urging.ids)],
            }
        )
        case.action_propose()
        self.log("office_user 提请追责")
        for user in (self.office_user, self.head_a, self.leader):
            self.assert_refused(self.as_user(case, user).action_decide, "不予追究")
        for user in (self.head_a, self.worker_a, self.head_b):
            self.assert_refused(self.as_user(case, user).read, ["facts"])
        self.log("无权者不得决定，不得阅看")
        case.with_user(self.discipline_user).action_decide("责令书面检查")
        self.log("discipline_user 决定")
        bulletin = self.env["duban.bulletin"].with_user(self.office_user)
        notice = bulletin.create(
            {
                "kind": "irregular",
                "date_from": "2024-02-26",
                "date_to": "2024-04-26",
                "scope_unit_ids": self.units(self.unit_a, self.unit_b),
                "introduction": "近期推进情况",
            }
        )
        notice.action_fill()
        notice.action_publish()
        self.log("office_user 发布情况通报")
        for day in (
            "2024-04-29",
            "2024-05-06",
            "2024-06-28",
            "2024-07-05",
            "2024-07-08",
        ):
            self.night(day)
        report = bulletin.create(
            {"kind": "semester", "semester_id": semester.id, "is_final": True}
        )
        report.action_fill()
        report.action_publish()
        self.log("office_user 向学校党委、行政作学期汇报")
        self.at("2024-12-20")
        year = self.env["duban.assessment"].with_user(self.office_user)
        year = year.create({"year": 2024})
        year.action_fill()
        year.action_confirm()
        self.log("office_user 确认年度考核清单")
        year.recipient_unit_ids = self.organisation
        year.action_send()
        self.log("office_user 移送组织人事部")
        for action, record in (
            ("bulletin", notice),
            ("bulletin", report),
            ("assessment", year),
        ):
            action = f"duban_supervision_after.action_report_{action}"
            self.lines += ["", f"== {record.name}", self.paper(action, record)]
        self.log_home()
        self.log_messages()
        self.assert_journal("after")
