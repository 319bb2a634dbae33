"""Lives at 阿坝职业学院 as journals: moved between units, decided by a meeting, protected."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafJournal


@tagged("post_install", "-at_install")
class TestJournalMoved(AbafJournal):
    @clause(
        "CORE-21",
        "CORE-22",
        "CORE-24",
        "CORE-38",
        "CORE-32",
        "ABAF-8.1c",
        "ABAF-12.1d",
        "ABAF-19.1c",
    )
    def test_objected_reassigned_handed_over_and_the_unit_dissolved(self):
        """教务处 objects; the three sign that 科研处 gets it. Its handler hands over, the requirement is corrected in
        the open, the unit is merged into 后勤处; what is left is exempted. Beside it a filing refused and one undone.
        """
        self.at("2024-03-11")
        matter = self.filed(grade="g4", co_unit_ids=self.units(self.unit_b))
        beside = self.filed(name="重复的事项")
        refused = self.proposed(name="不必督办的事项", lead_unit_id=self.unit_b.id)
        self.log("三项提出，两项立项备案")
        self.decide(refused, log=False)
        self.decide(refused, log=False)
        self.decide(refused, "属日常工作", decision="reject")
        matter.action_assign()
        self.log("office_user 交办")
        beside.action_withdraw_filing("与已有事项重复")
        self.log("office_user 撤销立项")
        self.at("2024-03-12")
        matter.with_user(self.head_a).action_object("科研处职责", self.unit_c.id)
        self.log("head_a 提出异议")
        self.at("2024-03-13")
        matter.action_decide_objection(True, "同意改派科研处")
        self.log("office_user 支持异议")
        self.all_sign(matter)
        self.at("2024-03-14")
        self.plan(matter, "2024-06-28", measures="分步推进")
        self.names(matter, self.head_b, self.worker_b)
        matter.with_user(self.worker_c).action_accept()
        self.log("worker_c 承办")
        self.night("2024-04-09")
        self.night("2024-04-10")
        self.night("2024-04-11")
        self.night("2024-04-13")
        third = self.third_c
        self.at("2024-04-15")
        handover = self.env["duban.handover"].with_user(self.head_c)
        handover = handover.create(
            {
                "predecessor_id": self.worker_c.id,
                "successor_id": third.id,
                "reason": "岗位调整",
            }
        )
        self.log("head_c 提出交接")
        handover.with_user(self.worker_c).action_confirm()
        handover.with_user(third).action_confirm()
        self.log("worker_c、third_c 确认交接")
        self.at("2024-04-16")
        self.feedback(matter, user=third, name="完成调研")
        self.log("third_c 补报")
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "会议明确期限",
                "handling_requirement": "年底前建成",
                "date_deadline": "2024-12-31",
            }
        )
        self.log("office_user 更正办理要求和期限")
        self.decide(matter)
        self.decide(matter, "期限过长", decision="return")
        self.at("2024-04-18")
        self.env["duban.unit.change"].with_user(self.office_user).create(
            {
                "unit_id": self.unit_c.id,
                "successor_id": self.unit_b.id,
                "ground": "机构改革",
            }
        ).action_apply()
        self.log("office_user 办理机构调整：科研处并入后勤处")
        self.at("2024-04-19")
        self.plan_b(matter)
        self.night("2024-05-11")
        self.at("2024-05-13")
        request = self.request(
            matter,
            user=self.worker_b,
            kind="exemption",
            reason="项目经费取消",
            attachment_ids=[Command.link(self.file(matter, self.worker_b).id)],
        )
        request.action_submit()
        self.log("worker_b 申请免于督办")
        self.decide(matter)
        self.decide(matter, "免于督办")
        self.night("2024-06-10")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("moved")

    def plan_b(self, matter):
        worker = matter.with_user(self.worker_b)
        if not worker.plan_line_ids:
            self.env["duban.plan.line"].with_user(self.worker_b).create(
                {"matter_id": matter.id, "name": "勘察", "date": "2024-06-28"}
            )
        worker.write({"handler_id": self.worker_b.id, "measures": "先行勘察"})
        worker.action_accept()
        self.log("worker_b 承办")


@tagged("post_install", "-at_install")
class TestJournalMeeting(AbafJournal):
    def meeting(self, ordinal, day, number):
        meeting = self.env["duban.meeting"].with_user(self.office_user)
        return meeting.create(
            {
                "company_id": self.company.id,
                "body_id": self.body("president_meeting").id,
                "ordinal": ordinal,
                "date": day,
                "minutes_number": number,
                "date_issued": day,
            }
        )

    def item(self, meeting, words, **values):
        item = self.env["duban.resolution"].with_user(self.office_user)
        return item.create({"meeting_id": meeting.id, "name": words, **values})

    @clause(
        "PLUS-M1",
        "PLUS-M2",
        "PLUS-M3",
        "PLUS-M4",
        "ABAF-10.2",
        "ABAF-12.1a",
        "ABAF-18.5",
    )
    def test_what_the_presidents_meeting_decided(self):
        """Four items: two become matters of two units, one needs no supervision, one waits for its unit. A later
        meeting sets another date for the first and repeals the second; the page for the next meeting says so.
        """
        self.at("2024-03-11")
        meeting = self.meeting("2024年第3次", "2024-03-08", "院办纪〔2024〕3号")
        gym = self.item(
            meeting,
            "后勤处4月底前修缮操场",
            lead_unit_id=self.unit_b.id,
            responsible_leader_id=self.leader.id,
            date_due="2024-04-30",
            due_text="4月底前",
        )
        lab = self.item(
            meeting,
            "教务处会同后勤处更新机房",
            lead_unit_id=self.unit_a.id,
            co_unit_ids=self.units(self.unit_b),
            responsible_leader_id=self.leader.id,
        )
        info = self.item(meeting, "听取招生情况通报", kind="information")
        self.item(meeting, "研究校庆筹备")
        self.log("office_user 录入会议纪要")
        reason = self.env.ref("duban_supervision_meeting.reason_information")
        info.action_not_supervised(reason.id, "通报事项")
        self.log("office_user 注明一项不需督办")
        answer = (gym | lab).action_supervise()
        self.log("office_user 将两项列入督办")
        dialog = self.env["duban.supervise.wizard"].with_user(self.office_user)
        dialog = dialog.browse(answer["res_id"])
        dialog.form_id = self.option("form", "written")
        dialog.grade_id = self.grade("g3")
        dialog.action_go_on()
        self.log("office_user 补齐方式和等级")
        first, second = gym.matter_ids, lab.matter_ids
        for matter in first | second:
            matter.principal_leader_id = self.president
            matter.action_submit_filing()
        self.log("office_user 补齐主要领导，代为提出立项")
        for matter in first | second:
            for _step in range(3):
                self.decide(matter, log=False)
            matter.action_file()
            matter.action_assign()
        self.log("三位领导依次签批；office_user 立项备案、交办")
        self.at("2024-03-12")
        self.plan_by(first, self.worker_b, "2024-04-30")
        self.names(second, self.head_b, self.worker_b)
        self.plan_by(second, self.worker_a, "2024-04-10")
        self.at("2024-03-21")
        self.feedback(first, user=self.worker_b, name="已进场施工")
        self.log("worker_b 反馈进展")
        self.at("2024-04-01")
        later = self.meeting("2024年第4次", "2024-04-01", "院办纪〔2024〕4号")
        changed = self.item(
            later,
            "操场修缮延至5月31日",
            changes_id=gym.id,
            change_kind="amend",
            date_due="2024-05-31",
        )
        self.item(
            later,
            "暂缓更新机房",
            changes_id=lab.id,
            change_kind="repeal",
            kind="repeal",
        )
        self.log("office_user 录入下一次会议纪要")
        changed.action_apply_date()
        self.log("office_user 按新决定调整期限")
        self.at("2024-04-02")
        page = self.env["duban.meeting.page"].with_user(self.office_user)
        page = page.create(
            {
                "body_id": self.body("president_meeting").id,
                "company_id": self.company.id,
                "date": "2024-04-08",
            }
        )
        self.log("office_user 起草上次议定事项落实情况")
        page.action_publish()
        self.log("office_user 发布")
        second.action_answer_repeal("设备已采购，继续办理")
        self.log("office_user 答复：继续办理")
        self.log_home()
        self.assert_journal("meeting")

    def plan_by(self, matter, user, day):
        self.env["duban.plan.line"].with_user(user).create(
            {"matter_id": matter.id, "name": "完成", "date": day}
        )
        worker = matter.with_user(user)
        worker.write({"handler_id": user.id, "measures": "分步推进"})
        worker.action_accept()
        self.log(f"{user.name} 承办{worker.name}")


@tagged("post_install", "-at_install")
class TestJournalProtected(AbafJournal):
    @clause(
        "CORE-12",
        "CORE-3",
        "CORE-9",
        "CORE-14",
        "ABAF-15.1a",
        "ABAF-15.1b",
        "ABAF-18.1",
        "ABAF-21.1",
        "ABAF-16.4a",
    )
    def test_a_sensitive_call_that_nobody_else_touches(self):
        """批示类, by telephone, in three days, seen by few. Each step is first tried by who may not take it; it is
        urged for, answered orally and closed.
        """
        refused = self.assert_refused
        self.at("2024-03-14")
        matter = self.matter(
            user=self.worker_a,
            name="妥善处置信访件",
            content="核实并答复来信人",
            mode="phone",
            grade="g1",
            confidentiality="sensitive",
            source_category_id=self.category("instruction").id,
            source_leader_id=self.secretary.id,
        )
        refused(self.as_user(matter, self.worker_b).action_submit_filing)
        matter.action_submit_filing()
        self.log("worker_a 提出立项")
        line = matter.sudo()._current_line()
        for user in (self.leader2, self.secretary, self.office_user, self.worker_a):
            refused(self.as_user(line, user).action_approve, "同意")
        self.log("他人签批被拒")
        self.all_sign(matter)
        matter = matter.with_user(self.office_user)
        for user in (self.worker_a, self.office_user2, self.admin, self.leader):
            refused(self.as_user(matter, user).action_file)
        matter.action_file()
        refused(matter.action_assign)
        self.log("office_user 立项备案；未打电话不能交办")
        self.record(
            matter, kind="phone", person_id=self.head_a.id, summary="请三日内答复"
        )
        matter.action_assign()
        self.log("office_user 电话交办")
        worker = matter.with_user(self.worker_a)
        refused(worker.action_submit_result)
        for user in (self.worker_b, self.office_user2, self.discipline_user):
            refused(self.as_user(matter, user).read, ["name"])
        self.log("他人不得阅看，未承办不能反馈结果")
        self.plan(matter, "2024-03-17", measures="当面核实")
        worker.action_accept()
        self.log("worker_a 承办")
        worker.result = "已答复来信人"
        refused(worker.action_submit_result)
        refused(matter.action_urge, "请尽快办理")
        refused(self.extension(matter, "2024-03-29").action_submit)
        self.log("未反馈进展不能反馈结果，未到期不能催办，不足5天不能延期")
        for day in ("2024-03-15", "2024-03-17", "2024-03-18", "2024-03-20"):
            self.night(day)
        self.at("2024-03-20")
        refused(worker.action_urge, "催办")
        urging = matter.action_urge("请立即答复来信人", new_limit="2024-03-21")
        self.log("office_user 催办")
        matter.with_user(self.organisation_user).action_register_document(
            "urging", urging.id
        )
        self.log("organisation_user 备案")
        self.at("2024-03-21")
        self.env["duban.feedback"].with_user(self.office_user).create(
            {"matter_id": matter.id, "name": "head_a 电话告知已约谈", "medium": "oral"}
        )
        self.log("office_user 登记口头反馈")
        worker.action_submit_result()
        self.log("worker_a 反馈办理结果")
        for user in (self.worker_a, self.office_leader, self.office_user2):
            refused(self.as_user(matter, user).action_pass_review, "符合")
        matter.action_pass_review("符合办结要求")
        refused(matter.action_close)
        self.all_sign(matter)
        refused(matter.action_close)
        self.reported_back(matter)
        for user in (self.worker_a, self.secretary, self.office_user2):
            refused(self.as_user(matter, user).action_close)
        matter.action_close()
        self.log("office_user 办结销号")
        refused(worker.write, {"result": "改写"})
        refused(matter.action_urge, "再催")
        refused(matter.action_reopen, "重办", "2024-04-01")
        self.log("办结后不得改写、催办、重办")
        self.log_end(date(2024, 1, 1), date(2024, 12, 31))
        self.assert_journal("protected")
