"""The documents of a matter on paper, in five institutions: an ordinary matter, an extreme one and a protected one."""

from odoo.tests import tagged

from odoo.addons.duban_supervision.tools import paper

from tests.clauses import clause
from tests.duban_supervision.test_paper import words
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon
from tests.prints import Printing


class Prints(Printing):
    """Battery: prints of one institution."""

    @clause("PLUS-D2")
    def test_ordinary(self):
        matter = self.ordinary()
        for report, record in self.documents(matter):
            with self.subTest(report=report.name):
                self.assert_paper(*self.made(report, record, "ordinary"))

    @clause("PLUS-D2")
    def test_extreme(self):
        matter = self.extreme()
        for report, record in self.documents(matter):
            with self.subTest(report=report.name):
                pages = self.assert_paper(*self.made(report, record, "extreme"))
                for page in pages[1:]:
                    self.assertIn("—", page)

    @clause("PLUS-D2")
    def test_protected(self):
        levels = self.regulation.confidentiality_levels
        if levels == "none":
            self.skipTest("the text knows no protected matters")
        level = levels if levels == "classified" else "sensitive"
        matter = self.accepted(confidentiality=level)
        secret = matter.name
        for report, record in self.documents(matter):
            with self.subTest(report=report.name):
                document, pdf = self.made(report, record, "protected")
                self.assert_paper(document, pdf)
                html = (
                    self.env["ir.actions.report"]
                    .with_user(self.office_user)
                    .with_context(duban_masked=True)
                    ._render_qweb_html(report.report_name, record.ids)[0]
                    .decode()
                )
                self.assertNotIn(secret, "".join(words(paper.read(html))))

    @clause("PLUS-D2")
    def test_bulletins(self):
        """Twenty-six units, drafted from the data, as form and as official document; a report of the period."""
        units = self.env["hr.department"].create(
            [
                {"name": f"第{number}学院", "company_id": self.company.id}
                for number in range(1, 27)
            ]
        )
        filed = self.assigned()
        self.env.flush_all()
        for number, unit in enumerate(units):
            for task in range(1 + number % 3):
                values = {
                    **self.values(name=f"{unit.name}的第{task + 1}项任务"),
                    "lead_unit_id": unit.id,
                }
                matter = self.env["duban.matter"].create(values)
                self.env.flush_all()
                closed = (number + task) % 2
                # as they would stand after their steps, which is not what is printed here
                self.env.cr.execute(
                    """UPDATE duban_matter SET number = %s, state = %s, date_filed = '2024-03-04', result = '已完成',
                              date_deadline = '2024-03-11', date_closed = %s, date_ended = %s, ruleset_id = %s
                        WHERE id = %s""",
                    [
                        f"2024-{number:02}{task}",
                        "closed" if closed else "in_progress",
                        *2 * ["2024-03-08" if closed else None],
                        filed.ruleset_id.id,
                        matter.id,
                    ],
                )
        self.env.invalidate_all()
        self.at("2024-04-02")
        self.regulation.write(
            {"bulletin_enabled": True, "semester_report_enabled": True}
        )
        semester = self.env["duban.semester"].create(
            {
                "name": "2023-2024学年第二学期",
                "company_id": self.company.id,
                "date_from": "2024-02-26",
                "date_to": "2024-07-12",
            }
        )
        common = {
            "date_from": "2024-01-01",
            "date_to": "2024-03-31",
            "scope_unit_ids": self.units(*units[:8]),
        }
        for values in (
            {"kind": "regular", "cc_unit_ids": self.units(self.discipline)},
            {"kind": "semester", "semester_id": semester.id, "addressee": "学校党委"},
            {"kind": "annual", "addressee": "党委常委会"},
        ):
            bulletin = (
                self.env["duban.bulletin"]
                .with_user(self.office_user)
                .create({**common, **values})
            )
            bulletin.action_fill()
            self.assertGreaterEqual(bulletin.task_count, 26)
            rows = bulletin.item_ids.filtered(lambda row: row.kind == "matter")
            self.assertIn(len(rows), (0, bulletin.task_count))
            for report, record in self.documents(bulletin):
                with self.subTest(kind=bulletin.kind, report=report.name):
                    self.assert_paper(*self.made(report, record, bulletin.kind))


@tagged("post_install", "-at_install")
class TestPrintsXisu(Prints, XisuCommon):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestPrintsWut(Prints, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestPrintsSie(Prints, SieCommon):
    """国际教育学院."""


@tagged("post_install", "-at_install")
class TestPrintsAbaf(Prints, AbafCommon):
    """阿坝职业学院."""


@tagged("post_install", "-at_install")
class TestPrintsLzu(Prints, LzuCommon):
    """兰州大学."""
