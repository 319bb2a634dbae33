"""Articles 10（二）to（四）, 13 and 14: research, summary, bulletins, assessment, commendation, accountability."""

import lxml.html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import XisuCommon


@tagged("post_install", "-at_install")
class TestAfter(XisuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def make(self, model, user=None, **values):
        values = {
            "regulation_id": self.regulation.id,
            "company_id": self.company.id,
            **values,
        }
        return self.env[model].with_user(user or self.office_user).create(values)

    def printed(self, report, records):
        """Text of a printed document of the office."""
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        html, _kind = Report._render_qweb_html(
            f"duban_supervision_after.{report}", records.ids
        )
        return lxml.html.document_fromstring(html.decode()).text_content()

    def closed_by_office(self, matter):
        office = matter.with_user(self.office_user)
        office.action_pass_review("情况属实")
        office.conclusion = "已落实"
        self.report_back(office)
        office.action_close()
        return matter

    @clause("XISU-10.2")
    def test_research(self):
        matters = self.accepted() | self.accepted()
        texts = {
            "problem": "机房闲置",
            "cause": "排课系统未对接",
            "suggestion": "统一排课",
        }
        for name in texts:
            self.refused(
                lambda name=name: self.make(
                    "duban.research", name="机房调研", **{**texts, name: False}
                )
            )
        record = self.make(
            "duban.research", name="机房调研", matter_ids=[(6, 0, matters.ids)], **texts
        )
        self.assertEqual(record.matter_ids, matters)
        self.refused(lambda: record.write({"cause": " "}))
        text = self.printed("action_report_research", record)
        for value in (*texts.values(), "西安外国语大学"):
            self.assertIn(value, text)
        record.reader_ids = self.president
        record.action_report()
        self.assertEqual(self.as_user(record, self.president).suggestion, "统一排课")
        with self.assertRaises(AccessError):
            self.as_user(record, self.worker_a).read(["problem"])

    @clause("XISU-10.3b")
    def test_summary_of_results(self):
        matters = self.env["duban.matter"]
        for n in range(5):
            matter = self.accepted(name=f"事项{n}")
            matter.with_user(self.worker_a).write(
                {
                    "result": f"第{n}项结果",
                    "achievements": f"第{n}项成绩",
                    "problems": "无",
                }
            )
            matter.with_user(self.worker_a).action_submit_result()
            matters |= self.closed_by_office(matter)
        self.accepted(name="未办结")
        self.at("2024-04-01")
        summary = self.make(
            "duban.bulletin",
            kind="summary",
            addressee="学校领导",
            date_from="2024-01-01",
            date_to="2024-03-31",
        )
        summary.action_publish()
        results = summary.item_ids.filtered(lambda row: row.kind == "result")
        self.assertEqual(results.matter_id, matters)
        text = self.printed("action_report_bulletin", summary)
        for n in range(5):
            self.assertIn(f"第{n}项结果", text)
        self.assertIn("西安外国语大学", text)
        # by period, category and unit
        for values in (
            {"date_to": "2024-03-03"},
            {"category_ids": [(6, 0, self.category("leader_instruction").ids)]},
            {"subject_unit_ids": [(6, 0, self.unit_b.ids)]},
        ):
            other = self.make(
                "duban.bulletin",
                **{
                    "kind": "summary",
                    "addressee": "学校领导",
                    "date_from": "2024-01-01",
                    "date_to": "2024-03-31",
                    **values,
                },
            )
            other.action_publish()
            self.assertFalse(
                other.item_ids.filtered(lambda row: row.kind == "result"), values
            )

    @clause("XISU-10.4")
    def test_bulletin_within_its_scope(self):
        self.accepted()
        bulletin = self.make(
            "duban.bulletin", kind="irregular", date_from="2024-01-01", date_to="2024-03-31",
            scope_unit_ids=[(6, 0, (self.unit_a | self.unit_b).ids)],
        )  # fmt: skip
        self.assertEqual(bulletin.kind, "irregular")
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.worker_a).read(["name"])
        bulletin = self.as_user(bulletin, self.office_user)
        bulletin.action_publish()
        self.assertEqual(bulletin.state, "published")
        for user in (self.worker_a, self.worker_b):
            seen = self.as_user(bulletin, user)
            self.assertEqual(seen.line_ids.mapped("name"), ["教务处"])
            self.assertEqual(seen.line_ids.task_count, 1)
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.worker_c).read(["name"])
        text = self.printed("action_report_bulletin", bulletin)
        for value in ("情况通报", "教务处", "西安外国语大学"):
            self.assertIn(value, text)
        self.assertFalse(
            self.env["duban.bulletin"]
            .with_user(self.worker_c)
            .search([("id", "=", bulletin.id)])
        )

    @clause("XISU-13.1")
    def test_assessment_is_frozen(self):
        self.closed()
        self.closed()
        self.accepted(**self.dated("2024-12-20"))
        self.accepted(lead_unit_id=self.unit_a.id, co_unit_ids=self.units(self.unit_b))
        self.at("2024-12-31")
        assessment = self.make("duban.assessment", year=2024)
        self.assertEqual(
            assessment.purpose_ids.mapped("name"), ["年终考核", "评优评奖"]
        )
        assessment.action_confirm()
        line = assessment.line_ids.filtered(
            lambda row: row.department_id == self.unit_a
        )
        frozen = (line.task_count, line.closed, line.overdue, line.completion_rate)
        self.assertEqual(frozen, (4, 2, 2, 50.0))
        self.assertEqual(
            set(assessment.line_ids.mapped("subject")),
            {"unit"},
            "second-level units only",
        )
        text = self.printed("action_report_assessment", assessment)
        for value in ("教务处", "50", "年终考核", "评优评奖", "西安外国语大学"):
            self.assertIn(value, text)
        # a unit that only helped has no rate
        cells = [cell.strip() for cell in text.splitlines() if cell.strip()]
        row = cells[cells.index("后勤处") :][:12]
        self.assertIn("—", row)
        self.assertNotIn("0.0%", text.replace("50.0%", ""))
        # matters of the year change afterwards
        late = self.env["duban.matter"].search(
            [("company_id", "=", self.company.id), ("state", "=", "in_progress")],
            limit=1,
        )
        self.closed(late)
        self.env.invalidate_all()
        self.assertEqual(
            (line.task_count, line.closed, line.overdue, line.completion_rate), frozen
        )
        for write in (
            lambda: line.with_user(self.office_user).write({"closed": 4}),
            assessment.action_fill,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                write()

    @clause("XISU-14.1a")
    def test_commendation(self):
        unit = self.make(
            "duban.commendation", unit_id=self.unit_a.id, ground="督办事项全部按期办结"
        )
        person = self.make(
            "duban.commendation", person_id=self.worker_b.id, ground="业绩突出"
        )
        self.refused(
            self.make(
                "duban.commendation", unit_id=self.unit_b.id, ground=False
            ).action_confirm
        )
        (unit | person).action_confirm()
        listed = (
            self.env["duban.commendation"]
            .with_user(self.office_user)
            ._of_year(self.regulation, 2024)
        )
        self.assertEqual(listed, unit | person)
        text = self.printed("action_report_commendation", listed)
        for value in ("worker_b", "教务处", "业绩突出", "2024年"):
            self.assertIn(value, text)
        self.assertFalse(self.env["duban.commendation"]._of_year(self.regulation, 2023))

    @clause("XISU-14.1b", "XISU-14.1c")
    def test_accountability(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        urged, not_urged, returned = self.accepted(), self.accepted(), self.accepted()
        urged.action_urge("请于周五前报送")
        returned.action_urge("请于周五前报送")
        self.assertFalse(Matter._accountability_candidates() & (urged | not_urged))
        self.submitted(returned)
        returned.action_return_result("数字不实")
        self.at("2024-03-19")
        self.env.invalidate_all()
        found = Matter.search([("is_accountability_candidate", "=", True)])
        self.assertEqual(found & (urged | not_urged | returned), urged | returned)
        kind = self.option("accountability_kind", "responsibility")
        case = self.make(
            "duban.accountability", kind_id=kind.id, unit_id=self.unit_a.id, person_id=self.head_a.id,
            matter_ids=[(6, 0, urged.ids)], facts="催办后仍未完成", is_serious=True,
        )  # fmt: skip
        case.urging_ids = [(6, 0, urged.sudo().record_ids.filtered(lambda r: r.purpose == "urging").ids)]  # fmt: skip
        self.refused(case.action_confirm)
        self.assertEqual(case.state, "draft")
        case.write({"is_serious": False, "is_bad_influence": True})
        self.refused(case.action_confirm)
        case.write({"is_serious": True, "person_id": False})
        self.refused(case.action_confirm)
        case.person_id = self.head_a
        # XISU-14.1c: nobody is called to account who was never urged
        urgings = case.urging_ids
        case.urging_ids = False
        self.refused(case.action_confirm)
        case.urging_ids = urgings
        case.action_confirm()
        self.assertEqual(
            (case.state, case.unit_id, case.person_id),
            ("decided", self.unit_a, self.head_a),
        )
        # CORE-18: nobody of the unit reads it, the leader in charge does
        self.assertFalse(
            self.env["duban.accountability"]
            .with_user(self.worker_a)
            .search([("id", "=", case.id)])
        )
        self.assertTrue(
            self.env["duban.accountability"]
            .with_user(self.leader)
            .search([("id", "=", case.id)])
        )
