"""武汉理工大学, articles 16 to 18 and 26: reporting back, spot checks, archive, other offices."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import DocumentCase
from tests.duban_supervision.test_routing import RoutingBattery

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutAfter(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-05")

    def reviewed(self, **values):
        matter = self.submitted(**values)
        matter.with_user(self.office_user).action_pass_review("符合要求")
        return matter

    @clause("WUT-16.1c")
    def test_the_report_to_a_meeting_takes_its_matters(self):
        wanted = self.env["duban.matter"]
        for number in range(3):
            wanted |= self.reviewed(name=f"更新机房{number}")
        self.reviewed(
            name="更新空调", decision_body_id=self.body("standing_committee").id
        )
        self.accepted(name="更新投影")
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "target_id": self.body("president_meeting").id,
                }
            )
        )
        report.action_propose_matters()
        self.assertEqual(report.matter_ids, wanted)
        targets = self.regulation.decision_body_ids.filtered("is_target")
        self.assertEqual(
            targets.mapped("name"), ["党委常委会", "校长办公会", "书记办公会", "校领导"]
        )

    @clause("WUT-16.1c")
    def test_a_result_is_proposed_until_it_was_reported(self):
        """What was said of its progress, or is only drafted, is no report of the result; a report made is one."""
        early = self.accepted(name="更新门禁")
        self.reported_back(early)
        self.at("2024-03-08")
        self.submitted(early)
        early.with_user(self.office_user).action_pass_review("符合要求")
        drafted, told = self.reviewed(name="更新机房"), self.reviewed(name="更新空调")
        self.reported_back(told)
        reports = self.env["duban.report.back"].with_user(self.office_user)
        values = {
            "regulation_id": self.regulation.id, "company_id": self.company.id,
            "target_id": self.body("president_meeting").id,
        }  # fmt: skip
        first = reports.create({**values, "content": "已办结"})
        first.action_propose_matters()
        self.assertEqual(first.matter_ids, early | drafted)
        second = reports.create(values)
        second.action_propose_matters()
        self.assertEqual(second.matter_ids, early | drafted, "the first is a draft")
        first.action_done()
        second.action_propose_matters()
        self.assertFalse(second.matter_ids)

    @clause("WUT-23.1f")
    def test_results_not_yet_reported_back_are_listed(self):
        matter = self.reviewed()
        domain = [
            ("review_passed", "=", True),
            ("is_reported_back", "=", False),
            ("company_id", "=", self.company.id),
        ]
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.assertEqual(Matter.search(domain), matter)
        self.reported_back(matter)
        self.assertFalse(Matter.search(domain))

    @clause("WUT-23.1f")
    def test_a_report_on_progress_is_none_of_the_result(self):
        matter = self.accepted()
        self.reported_back(matter)
        self.assertTrue(matter.is_reported_back)
        self.at("2024-03-08")
        self.submitted(matter)
        matter.with_user(self.office_user).action_pass_review("符合要求")
        self.assertFalse(matter.is_reported_back)
        Matter = self.env["duban.matter"].with_user(self.office_user)
        waiting = [("is_reported_back", "=", False), ("id", "=", matter.id)]
        self.assertEqual(Matter.search(waiting), matter)

    @clause("WUT-17.1")
    def test_random_spot_checks(self):
        matters = self.env["duban.matter"]
        for number in range(20):
            matters |= self.filed(name=f"更新机房{number}")
        # The way to the end is proven elsewhere; here twenty ended matters are needed.
        matters.sudo().with_context(duban_door=matters._door()).write(
            {"state": "closed", "date_closed": "2024-03-05"}
        )
        Sample = self.env["duban.recheck.sample"].with_user(self.office_user)
        values = {
            "company_id": self.company.id,
            "date_from": "2024-01-01",
            "date_to": "2024-12-31",
            "unit_ids": [(6, 0, self.unit_a.ids)],
            "kind_id": self.option("recheck_kind", "return_visit").id,
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            Sample.create({**values, "size": 21}).action_draw()
        sample = Sample.create({**values, "size": 5})
        sample.action_draw()
        drawn = sample.recheck_ids.matter_id
        self.assertEqual(len(drawn), 5)
        self.assertLessEqual(drawn, matters)
        self.assertEqual(set(sample.recheck_ids.mapped("outcome")), {"open"})
        self.assertEqual(sample.recheck_ids.kind_id.name, "回访")
        self.assertEqual(sample.population, matters.sorted("id").ids)
        # The draw is a function of what is stored.
        self.assertEqual(
            sample._drawn_ids(sample.seed, sample.population, sample.size),
            sorted(drawn.ids),
        )
        for change in (
            lambda: sample.write({"size": 6}),
            lambda: sample.write({"seed": "0"}),
            lambda: sample.sudo().write({"population": []}),
            lambda: sample.action_draw(),
            lambda: sample.unlink(),
            lambda: sample.recheck_ids[0].unlink(),
            lambda: sample.recheck_ids[0].write({"matter_id": matters[0].id}),
            lambda: sample.recheck_ids[0].write({"sample_id": False}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        with self.assertRaises(UserError), self.cr.savepoint():
            Sample.create({**values, "size": 5, "seed": "0", "population": [1]})
        with self.assertRaises(AccessError), self.cr.savepoint():
            Sample.with_user(self.worker_a).create({**values, "size": 5})
        self.assertEqual(self.option("recheck_kind").mapped("name"), ["回访", "复查"])

    @clause("WUT-17.1")
    def test_a_failed_re_check_can_reopen(self):
        matter = self.closed()
        recheck = self.recheck(matter, "recheck")
        with self.assertRaises(UserError), self.cr.savepoint():
            recheck.action_record("failed", " ")
        recheck.action_record("failed", "两台设备未安装", "2024-04-30")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(str(matter.date_deadline), "2024-04-30")

    @clause("WUT-18.1a")
    def test_the_lead_unit_keeps_its_material(self):
        matter = self.closed()
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_confirm_custody()
        matter.with_user(self.worker_a).action_confirm_custody("采购合同、验收单")
        record = matter.archive_record_ids
        self.assertEqual(record.holder, "unit")
        self.assertEqual(record.department_id, self.unit_a)
        self.assertEqual(record.user_id, self.worker_a)
        self.assertEqual(str(record.date), "2024-03-05")

    @clause("WUT-18.1a", "WUT-18.1b")
    def test_the_office_may_archive_before_the_unit_confirms(self):
        """The unit keeps its own material, whenever the office has archived its volume."""
        matter = self.closed()
        matter.with_user(self.office_user).action_archive_matter("2024-督办-1")
        self.assert_refused(matter.with_user(self.worker_b).action_confirm_custody)
        matter.with_user(self.worker_a).action_confirm_custody("采购合同")
        holders = matter.sudo().archive_record_ids.mapped("holder")
        self.assertEqual(sorted(holders), ["office", "unit"])
        self.assertEqual(matter.state, "archived")

    @clause("WUT-18.1b")
    def test_archiving_needs_the_volume(self):
        matter = self.closed()
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_archive_matter()
        Record = self.env["duban.archive.record"].with_user(self.office_user)
        with self.assertRaises(AccessError), self.cr.savepoint():
            Record.with_user(self.worker_a).create(
                {"matter_id": matter.id, "holder": "office", "volume": "1"}
            )
        record = Record.create({"matter_id": matter.id, "holder": "office"})
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_archive_matter()
        record.volume = "2024-督办-1"
        office.action_archive_matter()
        self.assertEqual(matter.state, "archived")
        self.assertEqual(str(matter.date_archived), "2024-03-05")

    @clause("WUT-18.1b", "CORE-24")
    def test_a_withdrawn_filing_stands_in_the_volumes_of_its_years_only(self):
        early, late = self.filed(name="误立"), self.filed(name="次年撤销")
        early.action_withdraw_filing("误立")
        self.at("2025-01-06")
        late.action_withdraw_filing("不再需要")
        self.at("2026-01-06")
        Volume = self.env["duban.ledger.volume"].with_user(self.office_user)
        for year, matters in (
            (2024, early | late),
            (2025, late),
            (2026, late.browse()),
        ):
            row = Volume.create(
                {"year": year, "company_id": self.company.id, "regulation_id": self.regulation.id}
            )  # fmt: skip
            self.assertEqual(row._matters(), matters, year)

    @clause("WUT-18.1b")
    def test_the_ledger_of_the_year_is_a_volume(self):
        matter = self.closed()
        self.matter(name="未立项")
        values = {
            "year": 2024,
            "company_id": self.company.id,
            "regulation_id": self.regulation.id,
        }
        Volume = self.env["duban.ledger.volume"]
        with self.assertRaises(AccessError), self.cr.savepoint():
            Volume.with_user(self.worker_a).create(values)
        volume = Volume.with_user(self.office_user).create(values)
        self.assertEqual(volume.name, "督办工作台账 2024")
        with self.assertRaises(UserError), self.cr.savepoint():
            volume.action_archive_volume()
        volume.volume = "DQ-2024-督办"
        # what it prints is kept as it is: the year is over before
        self.at("2024-12-31", "23:59")
        self.assert_refused(volume.action_archive_volume)
        for year in (0, 20226):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                volume.year = year
        self.at("2025-01-01", "00:00")
        volume.action_archive_volume()
        self.assertEqual(volume.state, "archived")
        self.assertEqual(str(volume.date_archived), "2025-01-01")
        self.assertEqual(volume.department_id, self.office)
        self.assertEqual(volume.matter_count, 1)
        print_ = volume.attachment_id
        self.assertIn(matter.number, print_.raw.decode())
        self.assertIn("督办工作台账", print_.raw.decode())
        for change in (
            lambda: volume.action_archive_volume(),
            lambda: volume.write({"volume": "另一号"}),
            lambda: volume.unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        for user in (self.worker_a, self.leader, self.discipline_user):
            with self.assertRaises(AccessError):
                self.as_user(print_, user).read(["raw"])


@tagged("post_install", "-at_install")
class TestWutRouting(RoutingBattery, WutCommon):
    @clause("WUT-26.1a")
    def test_disciplinary_matters_are_the_discipline_offices(self):
        self.assertEqual(self.discipline.name, "纪委监察处")
        matter = self.filed()
        self.route(matter)
        self.assert_out_of_sight(matter, self.office_user)
        self.assert_out_of_sight(matter, self.office_user2)
        taken = (
            self.env["duban.matter"]
            .with_user(self.discipline_user)
            .search([("id", "=", matter.id)])
        )
        self.assertEqual(taken.number, matter.sudo().number)
        taken.action_assign()
        self.assertEqual(taken.state, "assigned")
        with self.assertRaises(AccessError):
            self.as_user(matter, self.office_user).action_assign()

    @clause("WUT-26.1b")
    def test_classified_matters_are_the_secrecy_offices(self):
        self.assertEqual(self.secrecy.name, "保密办公室")
        matter = self.matter(confidentiality="classified")
        self.assertEqual(matter.sudo().office_id, self.secrecy)
        self.assertFalse(matter.sudo().content)
        self.assert_out_of_sight(matter, self.office_user)
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.discipline_user)
            .search([("id", "=", matter.id)])
        )
        self.assertTrue(
            self.env["duban.matter"]
            .with_user(self.secrecy_user)
            .search([("id", "=", matter.id)])
        )


@tagged("post_install", "-at_install")
class TestWutYear(DocumentCase, WutCommon):
    """Articles 4, 18, 23 and 25: what is summed up over a period."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-05")

    @clause("WUT-4.1b")
    def test_summary_of_the_feedback_of_a_period(self):
        matter = self.accepted()
        self.env["duban.matter"].flush_model()
        self.at("2023-12-29")
        before = self.feedback(matter, name="上一期")
        for day, text in (
            ("2024-03-06", "完成招标"),
            ("2024-03-07", "完成采购"),
            ("2024-03-08", "完成安装"),
        ):
            self.at(day)
            self.feedback(matter, name=text).with_user(
                self.office_user
            ).action_accept_feedback()
        summary = (
            self.env["duban.bulletin"]
            .with_user(self.office_user)
            .create(
                {
                    "kind": "summary",
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                    "date_from": "2024-03-01",
                    "date_to": "2024-03-31",
                    "item_kind": "feedback",
                }
            )
        )
        summary.action_fill()
        self.assertEqual(len(summary.item_ids), 3)
        texts = "".join(summary.item_ids.mapped("text"))
        for text in ("完成招标", "完成采购", "完成安装"):
            self.assertIn(text, texts)
        self.assertNotIn(before.name, texts)
        text = self.printed("duban_supervision_after.action_report_bulletin", summary)
        self.assert_printed(text, "完成招标", "完成采购", "完成安装")
        self.assertIn("督办事项反馈信息汇总", text)
        self.assertNotIn("上一期", text)

    @clause("WUT-23.1a")
    def test_marks_are_counted_per_unit(self):
        feedback = self.feedback(self.accepted())
        feedback.with_user(self.office_user).action_mark("false")
        figures = self.env["duban.statistics"]._figures(
            self.company, date(2024, 1, 1), date(2024, 12, 31), by="unit"
        )
        marks = {row["id"]: row["marks"] for row in figures}
        self.assertEqual(marks[self.unit_a.id], 1)

    def assessment(self):
        return (
            self.env["duban.assessment"]
            .with_user(self.office_user)
            .create(
                {
                    "year": 2024,
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                }
            )
        )

    @clause("WUT-25.1a")
    def test_every_unit_with_matters_is_on_the_annual_list(self):
        self.closed()
        self.assigned(name="更新空调", lead_unit_id=self.unit_b.id)
        self.assigned(name="更新仪器", lead_unit_id=self.unit_c.id)
        assessment = self.assessment()
        assessment.action_fill()
        lines = assessment.line_ids.filtered(lambda row: row.subject == "unit")
        self.assertEqual(
            lines.department_id & (self.unit_a | self.unit_b | self.unit_c),
            self.unit_a | self.unit_b | self.unit_c,
        )
        self.assertNotIn(self.unit_out, lines.department_id)
        figures = {
            line.department_id: (line.task_count, line.closed, line.completion_rate)
            for line in lines
        }
        self.assertEqual(figures[self.unit_a], (1, 1, 100.0))
        self.assertEqual(figures[self.unit_b], (1, 0, 0.0))
        text = self.printed(
            "duban_supervision_after.action_report_assessment", assessment
        )
        self.assert_printed(text, "教务处", "后勤处", "科研处")

    @clause("DOC-11")
    def test_the_annual_list_has_its_cells(self):
        self.closed()
        assessment = self.assessment()
        assessment.action_confirm()
        text = self.printed(
            "duban_supervision_after.action_report_assessment", assessment
        )
        self.assert_printed(
            text,
            "年度考核清单",
            "单位",
            "负责人",
            "任务量",
            "办结",
            "按期办结",
            "逾期",
            "催办次数",
            "延期次数",
            "办结率",
            "用途",
            self.head_a.name,
            "单位考核、干部考评、绩效分配",
        )

    @clause("WUT-25.1b")
    def test_departments_are_informed(self):
        self.closed()
        assessment = self.assessment()
        self.assertEqual(
            assessment.purpose_ids.mapped("name"),
            ["单位考核", "干部考评", "绩效分配"],
        )
        assessment.action_confirm()
        line = assessment.line_ids.filtered(
            lambda row: row.department_id == self.unit_a
        )
        self.assertEqual(line.head_name, self.head_a.name)
        assessment.recipient_unit_ids = self.organisation | self.unit_c
        assessment.action_send()
        self.assertEqual(
            assessment.recipient_ids.department_id, self.organisation | self.unit_c
        )
        self.assertEqual(
            {str(day) for day in assessment.recipient_ids.mapped("date")},
            {"2024-03-05"},
        )
        self.assertIn("绩效分配", assessment.recipient_ids[0].purposes)
        with self.assertRaises(UserError), self.cr.savepoint():
            assessment.action_fill()
