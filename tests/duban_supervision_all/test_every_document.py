"""Every document of the suite, in five institutions, as PDF and as Word with the same cells (PLUS-D1, PLUS-D2).

Which documents there are is asked of the database, so a new one fails here until a record is made for it.
"""

from datetime import timedelta

import lxml.html

from odoo import Command
from odoo.tests import tagged

from odoo.addons.duban_supervision import clock

from tests.clauses import clause
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon
from tests.prints import Printing, squeeze

#: models of one institution only
OWN = {"duban.lzu.notice": "lzu"}
OF_INSTITUTIONS = ("xisu", "wut", "abaf", "lzu", "sie")


class EveryDocument(Printing):
    """Battery: one record of each kind that is printed, with all its documents."""

    def switched_on(self, *names):
        self.regulation.write(dict.fromkeys(names, True))

    def make(self, model, **values):
        return self.env[model].with_user(self.office_user).create(values)

    def made_matter(self):
        """One in progress with a warning and an application, and one that is closed."""
        return self.closed(co_unit_ids=self.units(self.unit_b)) | self.ordinary()

    def made_record(self):
        self.regulation.write(
            {
                "urging_enabled": True,
                "warning_notices_enabled": True,
                "warning_number_pattern": "预警〔{year}〕{n}号",
            }
        )
        self.env["duban.warning.level"].create(
            {
                "regulation_id": self.regulation.id, "sequence": 1, "name": "红色预警", "colour": "red",
                "title": "红色预警通知单", "condition": "after", "value": 1, "answer_days": 2,
                "cc_unit_ids": [Command.set(self.discipline.ids)],
            }
        )  # fmt: skip
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.at(matter.date_deadline + timedelta(days=3))
        office = matter.with_user(self.office_user)
        office.action_urge("请抓紧办理并反馈进展")
        office.action_warn(None, "请说明原因")
        return matter.record_ids.filtered(lambda row: row.purpose in ("urging", "warning"))  # fmt: skip

    def made_request(self):
        self.switched_on("extension_enabled")
        matter = self.accepted()
        request = self.extension(matter, str(matter.date_deadline + timedelta(days=20)))
        request.action_submit()
        return request

    def made_assessment(self):
        self.closed()
        self.accepted()
        self.at("2024-12-31")
        assessment = self.make(
            "duban.assessment", regulation_id=self.regulation.id, company_id=self.company.id, year=2024
        )  # fmt: skip
        assessment.action_fill()
        return assessment

    def made_commendation(self):
        self.switched_on("commendation_enabled")
        common = {"regulation_id": self.regulation.id, "company_id": self.company.id}
        listed = self.make(
            "duban.commendation", **common, unit_id=self.unit_a.id, ground="督办事项全部按期办结"
        ) | self.make("duban.commendation", **common, person_id=self.worker_b.id, ground="业绩突出")  # fmt: skip
        listed.action_confirm()
        return listed

    def made_research(self):
        self.switched_on("research_enabled")
        return self.make(
            "duban.research",
            regulation_id=self.regulation.id, company_id=self.company.id, name="机房使用情况调研",
            matter_ids=[Command.set(self.accepted().ids)],
            problem="机房闲置", cause="排课系统未对接", suggestion="统一排课",
        )  # fmt: skip

    def made_bulletin(self):
        self.switched_on("bulletin_enabled")
        self.closed()
        bulletin = self.make(
            "duban.bulletin", kind="regular", date_from="2024-01-01", date_to="2024-06-30",
            cc_unit_ids=self.units(self.discipline),
        )  # fmt: skip
        bulletin.action_fill()
        return bulletin

    def goals(self):
        self.switched_on("plan_line_enabled")
        common = {"lead_unit_id": self.unit_a.id}
        plan = self.make(
            "duban.goal", **common, name="“十四五”规划", level="plan", year=2021, year_to=2025
        )  # fmt: skip
        point = self.make(
            "duban.goal", **common, name="改善办学条件", parent_id=plan.id, level="year", year=2024
        )  # fmt: skip
        task = self.make(
            "duban.goal", **common, name="更新机房", parent_id=point.id, date_deadline="2024-06-28", weight=3,
            leader_in_charge_id=self.leader.id, handler_id=self.worker_a.id,
        )  # fmt: skip
        plan.action_approve()
        task.with_user(self.worker_a).action_report("已完成招标", 50)
        return plan | point | task

    def made_goal(self):
        return self.goals()

    def made_goal_leader(self):
        self.goals()
        return self.make("duban.goal.leader", leader_id=self.leader.id, year=2024)

    def made_meeting(self):
        body = self.env["duban.decision.body"].search(
            [("regulation_id", "=", self.regulation.id)], limit=1
        )
        meeting = self.make(
            "duban.meeting", body_id=body.id, ordinal="2024年第3次", date="2024-03-04",
            minutes_number="校办纪〔2024〕3号", date_issued="2024-03-04", company_id=self.company.id,
        )  # fmt: skip
        for name, unit in (("更新教学用机房", self.unit_a), ("修缮操场", self.unit_b)):
            self.make(
                "duban.resolution",
                meeting_id=meeting.id,
                name=name,
                lead_unit_id=unit.id,
            )
        return meeting

    def made_meeting_page(self):
        body = self.made_meeting().body_id
        self.at("2024-04-18")
        return self.make("duban.meeting.page", body_id=body.id, company_id=self.company.id)  # fmt: skip

    def made_lzu_notice(self):
        notice = self.make(
            "duban.lzu.notice", name="做好清明假期安排", requirements="三日内报送值班表",
            trait_ids=[Command.set(self.option("lzu_trait", "urgent").ids)],
            source_unit_id=self.unit_out.id, lead_unit_id=self.unit_a.id, co_unit_ids=self.units(self.unit_b),
            date_deadline="2024-03-08", measures="逐日值班", handler_id=self.worker_a.id,
            leader_in_charge_id=self.leader.id, source_category_id=self.category("superior").id,
            communication_ids=[Command.create({"partner": "图书馆", "date": "2024-03-01", "result": "已商定分工"})],
        )  # fmt: skip
        notice.action_issue()
        return notice

    def here(self, report):
        """Whether this institution has the document: it is not another's own."""
        module = report.report_name.partition(".")[0].removeprefix("duban_supervision")
        owner = OWN.get(report.model) or module.strip("_")
        return owner == self.institution or owner not in OF_INSTITUTIONS

    @clause("PLUS-D1", "PLUS-D2")
    def test_every_document(self):
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        wanted = Report._duban_documents().filtered(self.here)
        self.assertGreaterEqual(len(wanted), 18)
        seen = Report.sudo().browse()
        for model in sorted(set(wanted.mapped("model"))):
            self.at("2024-03-04")
            name = model.removeprefix("duban.").replace(".", "_")
            for record in getattr(self, f"made_{name}")():
                for report in Report._duban_word_reports(model, record.ids):
                    if not self.here(report):
                        continue
                    with self.subTest(report=report.report_name):
                        document, pdf = self.made(report, record, "each")
                        self.assert_paper(document, pdf)
                        self.assert_cells(document, pdf)
                        seen |= report
        self.assertFalse((wanted - seen).mapped("report_name"), "never printed")

    def papers(self, records):
        """{(name of the report, id): text} of all that these parts of a matter are printed as."""
        self.env.invalidate_all()
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        found = {}
        for record in records:
            reports = Report._duban_word_reports(record._name, record.ids)
            for report in reports.filtered(self.here):
                html, _kind = report._render_qweb_html(report, record.ids)
                found[report.report_name, record.id] = squeeze(
                    lxml.html.document_fromstring(html).text_content()
                )
        return found

    @clause("CORE-21", "DOC-13", "PLUS-D1", "PLUS-V2", "ABAF-A2.4", "ABAF-A2.5")
    def test_what_was_issued_names_whom_it_was_issued_to(self):
        """Printed again after another head, another unit, back to the first one, and on to a third."""
        for model in ("record", "request"):
            self.at("2024-03-04")
            records = getattr(self, f"made_{model}")()
            matter = records.matter_id.with_user(self.office_user)
            first = self.papers(records)
            self.assertGreaterEqual(len(first), len(records))
            for (name, _id), text in first.items():
                self.assertIn("教务处", text, name)
            self.unit_a.manager_id = self.employee_of(self.liaison_a)
            self.assertEqual(matter.unit_head_id, self.liaison_a)
            self.assertEqual(self.papers(records), first, "another head")
            day, units = clock.today(matter), (self.unit_c, self.unit_a, self.unit_out)
            for hour, unit in enumerate(units, 11):
                self.at(day, f"{hour}:00")
                matter.action_reassign(unit.id, "职责已调整")
                while step := matter.sudo()._current_line():
                    if not step.approver_id:
                        # the new unit has no leader in charge yet
                        office = step.with_user(self.office_user)
                        office.action_name_decider(self.leader.id, "暂代分管")
                    step.with_user(step.approver_id).action_approve("同意")
                self.assertEqual(matter.lead_unit_id, unit)
                if model == "record":
                    # on the day of the handover, what is issued after it is to the next unit
                    records |= matter.action_urge(f"请于{hour}时前反馈")
                    later = self.papers(records)
                    for (name, number), text in later.items():
                        if number == records[-1].id:
                            self.assertIn(unit.name, text, name)
                    first = later | first
                self.assertEqual(self.papers(records), first, unit.name)


@tagged("post_install", "-at_install")
class TestEveryDocumentXisu(EveryDocument, XisuCommon):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestEveryDocumentWut(EveryDocument, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestEveryDocumentSie(EveryDocument, SieCommon):
    """国际教育学院."""


@tagged("post_install", "-at_install")
class TestEveryDocumentAbaf(EveryDocument, AbafCommon):
    """阿坝职业学院."""


@tagged("post_install", "-at_install")
class TestEveryDocumentLzu(EveryDocument, LzuCommon):
    """兰州大学."""

    def goals(self):
        # its joint meeting, which decides on tasks, prints nothing
        self.regulation.lzu_plan_enabled = False
        return super().goals()
