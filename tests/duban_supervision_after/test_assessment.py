"""Assessment lists: counted per subject of the regulation, frozen, handed over, read by few."""

import runpy
from datetime import date
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon

POST_MIGRATE = (
    Path(__file__).parents[2]
    / "duban_supervision_after"
    / "migrations"
    / "19.0.1.1.0"
    / "post-migrate.py"
)


@tagged("post_install", "-at_install")
class TestAssessment(BulletinCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write({"assessment_heads": True, "assessment_handlers": True})
        purposes = cls.env["duban.option.list"].create(
            {"regulation_id": cls.regulation.id, "code": "purpose", "name": "用途"}
        )
        cls.env["duban.option"].create(
            [
                {"list_id": purposes.id, "code": name, "name": name}
                for name in ("单位考核", "干部考评", "绩效分配")
            ]
        )

    def assessment(self, user=None, **values):
        values = {"year": 2024, **values}
        return (
            self.env["duban.assessment"]
            .with_user(user or self.office_user)
            .create(values)
        )

    def line(self, assessment, subject, name):
        return assessment.line_ids.filtered(
            lambda row: (row.subject, row.name) == (subject, name)
        )

    def test_per_unit_and_person(self):
        self.at("2024-03-04")
        self.closed(name="一")
        self.closed(name="二")
        self.accepted(name="三")
        assessment = self.assessment()
        self.assertEqual(
            (assessment.date_from, assessment.date_to),
            (date(2024, 1, 1), date(2024, 12, 31)),
        )
        self.assertEqual(
            assessment.purpose_ids.mapped("name"), ["单位考核", "干部考评", "绩效分配"]
        )
        assessment.action_fill()
        unit = self.line(assessment, "unit", "教务处")
        self.assertEqual(
            (unit.task_count, unit.closed, unit.completion_rate), (3, 2, 66.7)
        )
        self.assertEqual(unit.head_name, "head_a")
        handler = self.line(assessment, "handler", "worker_a")
        self.assertEqual((handler.task_count, handler.closed), (3, 2))
        self.assertEqual(handler.unit_name, "教务处")
        self.assertEqual(self.line(assessment, "head", "head_a").task_count, 3)
        self.assertFalse(self.line(assessment, "leader", "leader"))

    def test_frozen(self):
        """XISU-13.1, AMB-58: what happens afterwards does not reach a confirmed list."""
        self.at("2024-12-30")
        matter = self.closed(name="一")
        assessment = self.assessment()
        assessment.action_confirm()
        self.assertEqual(
            (assessment.state, assessment.confirmed_by_id),
            ("confirmed", self.office_user),
        )
        self.assertTrue(assessment.date_confirmed)
        self.at("2025-01-06")
        visit = self.env["duban.option"]._get(self.regulation, "recheck_kind", "visit")
        recheck = (
            self.env["duban.recheck"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "kind_id": visit.id})
        )
        recheck.action_record("failed", "复查发现未落实", "2025-02-05")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(self.line(assessment, "unit", "教务处").closed, 1)
        for refused in (
            assessment.action_fill,
            assessment.action_confirm,
            assessment.unlink,
        ):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaises(UserError):
            assessment.year = 2023
        with self.assertRaises(AccessError):
            assessment.line_ids.write({"closed": 0})

    def test_handed_over(self):
        self.at("2024-12-30")
        self.assigned()
        assessment = self.assessment()
        with self.assertRaises(UserError):
            assessment.action_send()
        assessment.action_confirm()
        with self.assertRaises(UserError):
            assessment.action_send()
        assessment.recipient_unit_ids = self.organisation
        names = (
            "office_user",
            "head_a",
            "outsider",
            "organisation_user",
            "discipline_user",
            "secretary",
            "leader",
            "admin",
        )
        self.assertEqual(self.readers(assessment, *names), ["office_user", "secretary"])
        assessment.action_send()
        assessment.recipient_unit_ids |= self.discipline
        self.at("2024-12-31")
        assessment.action_send()
        log = [
            (row.department_id, row.date, row.user_id)
            for row in assessment.recipient_ids
        ]
        self.assertEqual(
            log,
            [
                (self.organisation, date(2024, 12, 30), self.office_user),
                (self.discipline, date(2024, 12, 31), self.office_user),
            ],
        )
        self.assertEqual(
            self.readers(assessment, *names),
            ["office_user", "organisation_user", "discipline_user", "secretary"],
        )
        with self.assertRaises(AccessError):
            self.as_user(assessment.line_ids[:1], self.head_a).read(["task_count"])

    def test_meeting_where_demanded(self):
        """SIE-19.1b: the list of the year is reported to the deciding meeting."""
        self.regulation.assessment_meeting_required = True
        body = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "joint", "name": "党政联席会"}
        )
        assessment = self.assessment()
        with self.assertRaisesRegex(UserError, "Meeting Date"):
            assessment.action_confirm()
        assessment.write({"body_id": body.id, "meeting_date": "2024-12-30"})
        assessment.action_confirm()
        self.assertEqual(assessment.state, "confirmed")

    def test_who(self):
        for user in (self.head_a, self.admin, self.secretary):
            with self.assertRaises(AccessError):
                self.assessment(user)
        assessment = self.assessment()
        with self.assertRaises(AccessError):
            self.as_user(assessment, self.discipline_user).action_confirm()
        with self.assertRaises(AccessError):
            assessment.write({"state": "confirmed"})
        with self.assertRaises(AccessError):
            self.assessment(confirmed_by_id=self.office_user.id)

    def test_purposes_of_the_own_regulation(self):
        channel = self.env["duban.option"]._get(self.regulation, "channel")
        with self.assertRaises(UserError):
            self.assessment(purpose_ids=[Command.set(channel.ids)])

    def test_stage(self):
        self.at("2024-04-10")
        self.assigned()
        stage = self.assessment(date_from="2024-01-01", date_to="2024-03-31")
        stage.action_fill()
        self.assertFalse(stage.line_ids)

    def test_from_a_figure_to_its_matters(self):
        """The way down respects the record rules (CORE-12)."""
        self.at("2024-03-04")
        plain = self.accepted(name="一")
        secret = self.accepted(name="二", confidentiality="sensitive")
        assessment = self.assessment()
        assessment.action_fill()
        for subject, name in (("unit", "教务处"), ("handler", "worker_a")):
            line = self.line(assessment, subject, name)
            self.assertEqual(line.task_count, 2)
            domain = line.action_open_matters()["domain"]
            Matter = self.env["duban.matter"]
            self.assertEqual(
                Matter.with_user(self.office_user).search(domain), plain | secret
            )
            self.assertEqual(Matter.with_user(self.office_user2).search(domain), plain)
        self.assertIn(
            ("assessment_id", "=", assessment.id),
            assessment.action_open_lines()["domain"],
        )

    @clause("DOC-11", "ABAF-22.1")
    def test_extensions_are_counted_not_matters_that_had_some(self):
        self.regulation.write({"extension_enabled": True, "extension_max": 0})
        self.at("2024-03-04")
        matter = self.accepted(name="一")
        for day in ("2024-06-14", "2024-06-28", "2024-07-12"):
            request = self.extension(matter, day)
            request.action_submit()
            while step := request.sudo().approval_line_ids.filtered("can_decide")[:1]:
                step.with_user(step.approver_id).action_approve("同意")
            if request.sudo().state == "submitted":
                self.run_chain(matter)
            self.assertEqual(request.sudo().state, "approved")
        assessment = self.assessment()
        assessment.action_fill()
        unit = self.line(assessment, "unit", "教务处")
        self.assertEqual((unit.extended, unit.extensions), (1, 3))

    @clause("DOC-11")
    def test_a_list_of_before_prints_after_an_upgrade_what_it_printed(self):
        """延期次数 was the number of matters then, and the column of the extensions is empty after the upgrade."""
        assessment = self.assessment()
        lines = self.env["duban.assessment.line"].create(
            [
                {
                    "assessment_id": assessment.id,
                    "subject": "unit",
                    "name": name,
                    **values,
                }
                for name, values in (
                    ("甲", {"extended": 2}),
                    ("乙", {"extended": 1, "extensions": 3}),
                    ("丙", {}),
                )
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_assessment_line SET extensions = NULL WHERE id = %s",
            (lines[0].id,),
        )
        runpy.run_path(str(POST_MIGRATE))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(lines.mapped("extensions"), [2, 3, 0])

    @clause("DOC-11", "CORE-39")
    def test_the_unit_beside_a_person_is_of_this_institution(self):
        self.at("2024-03-04")
        self.accepted(name="一")
        other = self.env["res.company"].create({"name": "另一所学校"})
        elsewhere = self.env["hr.department"].create(
            {"name": "别校的处", "company_id": other.id}
        )
        self.env["hr.employee"].create(
            {
                "name": "worker_a",
                "user_id": self.worker_a.id,
                "company_id": other.id,
                "department_id": elsewhere.id,
            }
        )
        assessment = self.assessment()
        assessment.action_fill()
        self.assertEqual(
            self.line(assessment, "handler", "worker_a").unit_name, "教务处"
        )
        self.employee_of(self.worker_a).active = False
        assessment.action_fill()
        self.assertEqual(
            self.line(assessment, "handler", "worker_a").unit_name, "教务处"
        )
