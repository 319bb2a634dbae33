"""第二十条, 第七章: semester report, bulletin, assessment, accountability; 第十六条（二）: the notice; the ledger."""

import lxml.html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestReports(AbafCommon):
    def semester(self):
        return self.env["duban.semester"].create(
            {
                "name": "2024-2025学年第一学期", "company_id": self.company.id,
                "date_from": "2024-09-02", "date_to": "2025-01-17",
            }
        )  # fmt: skip

    def bulletin(self, **values):
        return self.env["duban.bulletin"].with_user(self.office_user).create(values)

    @clause("ABAF-20.1a")
    def test_one_final_report_per_semester(self):
        self.at("2024-10-08")
        matter = self.accepted()
        overdue = self.accepted(name="修缮操场", grade="g1")
        self.at("2025-01-10")
        overdue.action_urge("请尽快落实")
        semester = self.semester()
        self.run_patrol()
        todo = semester.activity_ids
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.office_user, "2025-01-17")
        )
        report = self.bulletin(kind="semester", semester_id=semester.id, is_final=True)
        self.assertEqual(report.addressee, "学校党委、行政")
        self.assertEqual(
            (str(report.date_from), str(report.date_to)), ("2024-09-02", "2025-01-17")
        )
        report.action_fill()
        self.assertEqual(report.item_ids.matter_id, matter | overdue)
        self.assertEqual((report.task_count, report.overdue), (2, 2))
        self.assertEqual(sum(report.line_ids.mapped("urgings")), 1)
        report.action_publish()
        self.assertEqual(report.state, "published")
        self.run_patrol()
        self.assertFalse(semester.activity_ids)
        with self.assertRaises(ValidationError):
            self.bulletin(kind="semester", semester_id=semester.id, is_final=True)
        self.assert_semester_kept(semester)

    @clause("ABAF-20.1a", "CORE-10")
    def test_a_missing_report_is_asked_for_when_the_semester_is_over(self):
        """On its last day nobody is late; after it head, then leader of the office hear, until it is there."""
        self.at("2025-01-13")
        semester = self.semester()
        reminders = self.env["duban.reminder"].sudo()
        late = lambda: reminders.search([("kind", "=", "report_due"), ("day", "=", "2025-01-17")])  # noqa: E731  # fmt: skip
        heads, leaders = self.office_user, self.office_user | self.office_leader
        # the last day is a Friday; the leader of the office hears on the sixth working day after it
        for day, told in (
            ("2025-01-17", heads.browse()),
            ("2025-01-19", heads.browse()),
            ("2025-01-20", heads),
            ("2025-01-24", heads),
            ("2025-01-27", leaders),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(late().user_id, told, day)
            self.assertEqual(semester.activity_ids.user_id, self.office_user, day)
        # one that is only entered afterwards is asked for all the same
        semester.activity_ids.sudo().unlink()
        self.at("2025-03-03")
        self.run_patrol()
        todo = semester.activity_ids
        self.assertEqual((todo.user_id, str(todo.date_deadline)), (self.office_user, "2025-01-17"))  # fmt: skip
        values = {"kind": "semester", "semester_id": semester.id}
        self.bulletin(**values).action_publish()
        self.run_patrol()
        self.assertTrue(semester.activity_ids, "one that is not the final one settles nothing")  # fmt: skip
        told = late()
        self.bulletin(**values, is_final=True).action_publish()
        self.at("2025-03-10")
        self.run_patrol()
        self.assertFalse(semester.activity_ids)
        self.assertEqual(late(), told)

    @clause("ABAF-20.1a", "CORE-10")
    def test_a_draft_of_the_report_settles_nothing(self):
        """Nor does the report of another semester: to-do and reminders go on until this one's is published."""
        self.at("2024-07-01")
        before = self.env["duban.semester"].create(
            {
                "name": "2023-2024学年第二学期", "company_id": self.company.id,
                "date_from": "2024-02-26", "date_to": "2024-07-05",
            }
        )  # fmt: skip
        values = {"kind": "semester", "is_final": True}
        self.bulletin(**values, semester_id=before.id).action_publish()
        self.at("2025-01-13")
        semester = self.semester()
        report = self.bulletin(**values, semester_id=semester.id)
        report.action_fill()
        self.assertEqual(report.state, "draft")
        reminders = self.env["duban.reminder"].sudo()
        late = lambda: reminders.search([("kind", "=", "report_due"), ("day", "=", "2025-01-17")])  # noqa: E731  # fmt: skip
        for day, told in (
            ("2025-01-17", self.office_user.browse()),
            ("2025-01-20", self.office_user),
            ("2025-01-27", self.office_user | self.office_leader),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(late().user_id, told, day)
            self.assertEqual(semester.activity_ids.user_id, self.office_user, day)
        self.assertFalse(before.activity_ids)
        report.action_publish()
        self.run_patrol()
        self.assertFalse(semester.activity_ids)

    def assert_semester_kept(self, semester):
        """Its dates, and what stands on it, stay once its report was published (CORE-27)."""
        office = semester.with_user(self.office_user)
        file = self.env["ir.attachment"].with_user(self.office_user).create(
            {"name": "校历.pdf", "raw": b"x", "res_model": semester._name, "res_id": semester.id}
        )  # fmt: skip
        self.assert_refused(file.write, {"raw": b"y"})
        self.assert_refused(file.sudo().unlink)
        self.assert_refused(office.write, {"date_to": "2025-02-01"})
        self.assert_refused(office.unlink)
        office.write({"date_to": "2025-01-17"})

    @clause("ABAF-20.1b")
    def test_bulletin_reaches_its_scope(self):
        self.at("2024-10-08")
        bulletin = self.bulletin(
            kind="irregular",
            date_from="2024-09-02",
            date_to="2024-10-08",
            scope_unit_ids=[(6, 0, (self.unit_a | self.unit_b).ids)],
            introduction="近期督办督查事项推进情况",
        )
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.head_a).read(["name"])
        bulletin.action_publish()
        self.assertEqual(bulletin.recipient_ids.user_ids, self.head_a | self.head_b)
        message = bulletin.message_ids[0]
        self.assertEqual(
            message.sudo().notified_partner_ids,
            (self.head_a | self.head_b).partner_id,
        )
        self.assertTrue(self.as_user(bulletin, self.head_a).name)
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.head_c).read(["name"])

    @clause("ABAF-22.1")
    def test_assessment_by_unit_and_person(self):
        self.at("2023-06-01")
        self.closed()
        # the head of unit A handles one of unit B's matters
        other = self.assigned(name="修缮操场", lead_unit_id=self.unit_b.id)
        other.with_user(self.head_b).handler_id = self.head_a
        self.at("2023-12-20")
        lists = self.env["duban.assessment"].with_user(self.office_user)
        assessment = lists.create({"year": 2023})
        self.assertEqual(
            assessment.purpose_ids.mapped("name"),
            ["干部年度考核", "选拔任用", "目标绩效", "职称评聘"],
        )
        assessment.action_fill()

        def counts(subject, name):
            line = assessment.line_ids.filtered(
                lambda row: row.subject == subject and row.name == name
            )
            return line.task_count, line.closed

        self.assertEqual(counts("head", self.head_a.name), (1, 1))
        self.assertEqual(counts("handler", self.head_a.name), (1, 0))
        self.assertEqual(counts("handler", self.worker_a.name), (1, 1))
        self.assertEqual(counts("unit", "教务处"), (1, 1))
        html = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html(
                "duban_supervision_after.action_report_assessment", assessment.ids
            )[0]
        )
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
            for row in lxml.html.document_fromstring(html).xpath("//tbody/tr")
        ]
        twice = [row for row in rows if row[1] == self.head_a.name]
        self.assertEqual([row[3:5] for row in twice], [["1", "1"], ["1", "0"]], rows)


@tagged("post_install", "-at_install")
class TestPrintedReports(AbafCommon):
    def html(self, report, record):
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        return Report._render_qweb_html(report, record.ids)[0].decode()

    @clause("DOC-9", "DOC-10")
    def test_semester_report_and_bulletin(self):
        self.at("2024-10-08")
        self.accepted(grade="g1")
        self.at("2025-01-10")
        matter = self.env["duban.matter"].with_user(self.office_user).search([])
        matter.action_urge("请尽快落实")
        semester = self.env["duban.semester"].create(
            {
                "name": "2024-2025学年第一学期",
                "company_id": self.company.id,
                "date_from": "2024-09-02",
                "date_to": "2025-01-17",
            }
        )
        Bulletin = self.env["duban.bulletin"].with_user(self.office_user)
        report = Bulletin.create(
            {"kind": "semester", "semester_id": semester.id, "is_final": True}
        )
        report.action_fill()
        html = self.html("duban_supervision_after.action_report_bulletin", report)
        for text in (
            "阿坝职业学院", "督办督查学期汇报", "学期", "2024-2025学年第一学期", "学校党委、行政", "事项总数",
            "类别", "重点工作类", "等级", "一级", "按状态", "承办中", "逾期", "催办", "延期", "免于督办", "办结销号",
            "更新教学用机房", "教务处",
        ):  # fmt: skip
            self.assertIn(text, html)
        notice = Bulletin.create(
            {
                "kind": "irregular",
                "date_from": "2024-09-02",
                "date_to": "2025-01-10",
                "scope_unit_ids": [(6, 0, self.unit_a.ids)],
                "introduction": "近期督办督查事项推进情况",
            }
        )
        notice.action_fill()
        html = self.html("duban_supervision_after.action_report_bulletin", notice)
        for text in (
            "阿坝职业学院", "督办督查情况通报", "期间", "2024年9月2日", "通报范围", "教务处", "落实情况",
            "近期督办督查事项推进情况",
        ):  # fmt: skip
            self.assertIn(text, html)


@tagged("post_install", "-at_install")
class TestAccountability(AbafCommon):
    def late(self, **values):
        self.at("2023-06-01")
        matter = self.accepted(**values)
        self.at("2023-06-17")
        return matter

    def case(self, matter, kind, situation, **values):
        return (
            self.env["duban.accountability"]
            .with_user(self.office_user)
            .create(
                {
                    "unit_id": self.unit_a.id,
                    "person_id": self.head_a.id,
                    "kind_id": self.option("accountability_kind", kind).id,
                    "ground_id": self.option("accountability_ground", situation).id,
                    "matter_ids": [(6, 0, matter.ids)],
                    **values,
                }
            )
        )

    def candidates(self, rule):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        return Matter._accountability_candidates(rule)

    @clause("ABAF-23.1")
    def test_overdue_without_a_reason(self):
        matter, excused = self.late(), self.late(name="修缮操场")
        self.assertEqual(self.candidates("late_unjustified"), matter | excused)
        # closed late stays on the list, closed on the due date does not
        for name, day in (("在期限当日办结", "2023-06-16"), ("逾期办结", "2023-06-18")):
            self.at("2023-06-01")
            other = self.accepted(name=name)
            self.at(day)
            if day == "2023-06-18":
                other.with_user(self.worker_a).action_give_justification("供货商停产")
            self.report_result(other).action_pass_review("符合")
            if day == "2023-06-18":
                # nothing is judged any more once it is closed (CORE-14)
                self.assertIn(other, self.candidates("late_unjustified"))
                other.with_user(self.office_user).action_judge_justification(True)
            self.approve(other)
            self.reported_back(other)
            other.action_close()
        self.at("2023-06-19")
        self.assertEqual(self.candidates("late_unjustified"), matter | excused)
        excused.with_user(self.worker_a).action_give_justification("疫情封控")
        excused.action_judge_justification(True)
        self.assertEqual(self.candidates("late_unjustified"), matter)
        measures = self.env["duban.option"]._get(
            self.regulation, "accountability_measure"
        )
        self.assertEqual(
            measures.mapped("name"),
            ["全校通报批评", "扣发目标绩效", "取消职称评聘", "年度考核称职以下等次"],
        )
        case = self.case(matter, "overdue", "overdue")
        with self.assertRaises(UserError):
            case.action_propose()
        case.measure_ids = measures[:2]
        case.action_propose()
        self.assertEqual(case.state, "proposed")
        self.assertEqual(case.unit_id, self.unit_a)
        with self.assertRaises(AccessError):
            self.as_user(case, self.worker_a).read(["name"])

    @clause("ABAF-24.1")
    def test_severe_needs_facts(self):
        case = self.case(self.late(), "severe", "dereliction")
        with self.assertRaises(UserError):
            case.action_propose()
        case.facts = "设备验收弄虚作假，造成重大损失"
        case.action_propose()
        self.assertEqual(
            case.sudo().competent_unit_ids, self.organisation | self.discipline
        )
        outcomes = self.env["duban.option"]._get(
            self.regulation, "accountability_outcome"
        )
        self.assertEqual(outcomes.mapped("name"), ["组织处理", "党纪处分", "政纪处分"])
        case.with_user(self.discipline_user).action_decide(
            "给予党内警告处分", outcome_id=outcomes[1].id
        )
        self.assertEqual(
            (case.state, case.outcome_id.name, case.decided_by_id),
            ("decided", "党纪处分", self.discipline_user),
        )

    @clause("ABAF-25.0", "ABAF-25.2")
    def test_only_the_competent_offices_decide(self):
        case = self.case(
            self.late(), "conduct", "perfunctory", facts="多次催办仍久拖不办"
        )
        self.assertEqual(case.ground_id.name, "对承办事项敷衍塞责、推诿扯皮、久拖不办")
        case.action_propose()
        self.assertEqual(
            case.sudo().competent_unit_ids, self.organisation | self.discipline
        )
        with self.assertRaises(AccessError):
            case.write({"decision": "通报批评"})
        with self.assertRaises(AccessError):
            case.action_decide("通报批评")
        case.with_user(self.organisation_user).action_decide("通报批评")
        self.assertEqual(
            (case.state, case.decision, case.decided_by_id, case.decided_unit_id),
            ("decided", "通报批评", self.organisation_user, self.organisation),
        )

    @clause("ABAF-25.0", "ABAF-24.1")
    def test_the_office_does_not_refer_a_case_to_itself(self):
        for kind, ground in (("conduct", "perfunctory"), ("severe", "dereliction")):
            case = self.case(self.late(name=kind), kind, ground, facts="久拖不办")
            case.competent_unit_ids = self.office
            case.action_propose()
            self.assertEqual(
                case.sudo().competent_unit_ids, self.organisation | self.discipline
            )
            for user in (self.office_user, self.worker_a, self.leader, self.admin):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    case.with_user(user).action_decide("不予追究")
                with self.assertRaises(AccessError), self.cr.savepoint():
                    case.with_user(user).action_dismiss("不予追究")
            self.assertEqual(case.state, "proposed")

    @clause("ABAF-25.2")
    def test_perfunctory_needs_its_facts(self):
        case = self.case(self.late(), "conduct", "perfunctory")
        with self.assertRaises(UserError):
            case.action_propose()
        case.facts = "推诿扯皮"
        case.action_propose()
        self.assertEqual(case.state, "proposed")

    @clause("ABAF-25.1")
    def test_urged_and_still_not_done(self):
        matter, done = self.late(), self.late(name="修缮操场")
        self.assertFalse(self.candidates("urged_overdue"))
        for urged in (matter, done):
            urged.action_urge("请尽快落实", new_limit="2023-06-25")
        self.assertFalse(self.candidates("urged_overdue"), "within the urged limit")
        self.at("2023-06-24")
        self.report_result(done)
        self.at("2023-06-26")
        self.assertEqual(self.candidates("urged_overdue"), matter)
        # returned after the urging: not as required
        done.action_return_result("不符合要求", "2023-07-10")
        self.assertEqual(self.candidates("urged_overdue"), matter | done)
        matter.with_user(self.worker_a).action_give_justification("供货商停产")
        matter.action_judge_justification(True)
        self.assertEqual(self.candidates("urged_overdue"), done)

    @clause("ABAF-25.3")
    def test_untrue_feedback_is_named(self):
        self.at("2023-06-01")
        matter = self.accepted()
        feedback = self.feedback(matter, name="已全部完成")
        case = self.case(matter, "conduct", "untrue", facts="现场核查发现并未安装")
        with self.assertRaises(UserError):
            case.action_propose()
        case.feedback_ids = feedback
        case.action_propose()
        self.assertEqual(case.state, "proposed")


@tagged("post_install", "-at_install")
class TestDocuments(AbafCommon):
    @clause("ABAF-16.2", "DOC-2")
    def test_assignment_notice(self):
        self.at("2023-06-01")
        matter = self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        notice = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id), ("name", "like", "通知单")]
        )  # fmt: skip
        self.assertEqual(len(notice), 1)
        self.assertTrue(notice.name.startswith("阿职督办〔2023〕1号 督办事项通知单"))
        # the lead unit accepts, the co-unit names its handler
        asked = self.todos(matter, kind="accept")
        self.assertEqual(asked.user_id, self.head_a | self.head_b)
        self.plan(matter, "2023-06-10", measures="分步")
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.head_b).handler_id = self.worker_b
        matter.with_user(self.worker_a).action_accept()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html("duban_supervision.action_report_notice", matter.ids)
        )
        html = html.decode()
        for text in (
            "阿坝职业学院", "督办事项通知单", "编号", "阿职督办〔2023〕1号", "事项", "更新教学用机房",
            "类别", "●重点工作类", "方式", "●书面督办", "等级", "●二级", "承办(牵头)单位", "教务处",
            "协办单位", "后勤处", "负责校领导", self.leader.name,
            "督办内容", "更新教学用机房设备", "办理要求", "按期完成并书面反馈", "办理时限", "2023年6月16日", "反馈频次",
            "签收人与时间", self.worker_a.name, "2023年6月1日",
        ):  # fmt: skip
            self.assertIn(text, html)
