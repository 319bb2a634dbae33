"""Every document of the institutions on paper: an ordinary matter, an extreme one and a protected one.

With ``DUBAN_PRINTS`` naming a folder the PDF and Word files are left there, to be looked at.
"""

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pdfplumber

from odoo.tests import tagged

from odoo.addons.duban_supervision.tools import paper

from tests.clauses import clause
from tests.documents import needs_printer
from tests.duban_supervision.test_paper import words
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon

RARE = "𠮷𬭩𫖯䶮㛃"
#: a sentence that is long, and a text of 2,000 letters
SENTENCE = "各单位要对照任务分工抓紧推进并按月报送进展情况，"
LONG = (SENTENCE * 100)[:1999] + "。"
VARIABLE = "DUBAN_PRINTS"


def squeeze(text):
    return re.sub(r"[\s\u200b\u00a0]+", "", text)


class Prints:
    """Battery: prints of one institution."""

    def setUp(self):
        super().setUp()
        needs_printer()
        self.at("2024-03-04")

    def ordinary(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.feedback(matter)
        self.urge(matter)
        return matter

    def extreme(self):
        """2,000 letters, fifteen co-units, rare characters, many entries."""
        names = [f"第{number}附属中学教育教学研究与实践中心" for number in range(1, 15)]
        co_units = self.unit_b | self.env["hr.department"].create(
            [
                {
                    "name": name,
                    "company_id": self.company.id,
                    "manager_id": self.employee_of(self.head_c).id,
                }
                for name in names
            ]
        )
        matter = self.accepted(
            name=f"关于{RARE}等十五个单位更新教学用机房设备及配套实验室用房调整的事项",
            content=LONG,
            co_unit_ids=self.units(*co_units),
        )
        for number in range(1, 13):
            self.feedback(matter, name=f"第{number}次反馈：{SENTENCE * 5}")
        self.urge(matter, f"请{RARE}抓紧。{SENTENCE * 10}")
        return matter

    def urge(self, matter, words="请抓紧办理并反馈进展"):
        if self.regulation.urging_enabled:
            self.at(matter.date_deadline + timedelta(days=3))
            matter.with_user(self.office_user).action_urge(words)

    def documents(self, matter):
        """[(report, records)] of all that the dossier of ``matter`` prints, and the ledger."""
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        parts = (
            matter.sudo()._dossier_parts().values()
            if matter._name == "duban.matter"
            else ()
        )
        found = []
        for records in (matter, *parts):
            for record in records.with_user(self.office_user):
                reports = Report._duban_word_reports(record._name, record.ids)
                found += [(report, record) for report in reports]
        return found

    def made(self, report, record, name):
        """(data of the document, PDF); both kinds of file are left where they are wanted."""
        Report = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            .with_context(force_report_rendering=True)
        )
        html = Report._render_qweb_html(report.report_name, record.ids)[0].decode()
        document = paper.read(html)
        pdf = Report.browse(report.id)._duban_typeset(html, report)
        folder = os.environ.get(VARIABLE)
        if folder:
            path = Path(folder) / f"{self.institution}-{name}-{report.name}-{record.id}"
            path.with_suffix(".html").write_text(html)
            path.with_suffix(".pdf").write_bytes(pdf)
            word = Report.browse(report.id)._duban_word(record.ids)[0]
            path.with_suffix(".docx").write_bytes(word)
        return document, pdf

    def assert_paper(self, document, pdf):
        """All that is said can be found, character by character; no page is all but empty."""
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            pages = [squeeze(page.extract_text()) for page in opened.pages]
            last = [
                max((char["bottom"] for char in page.chars), default=0) / page.height
                for page in opened.pages
            ]
        text = "".join(pages)
        self.assertNotRegex(text, "[\u2e80-\u2fdf]")
        wanted = {char for word in words(document) for char in squeeze(word)}
        self.assertFalse(wanted - set(text), "lost on paper")
        self.assertGreater(min(last), 0.2, "a page with next to nothing on it")
        return pages

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
