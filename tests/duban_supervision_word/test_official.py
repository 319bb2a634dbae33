"""Official documents as Word, read back (PLUS-D1): the same measures as on paper."""

import io
import re

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import RGBColor

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.documents import DocumentCase


@tagged("post_install", "-at_install")
class TestOfficialWord(DocumentCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(
            name="更新教学用机房设备", co_unit_ids=self.units(self.unit_b)
        )

    def word(self, report, record, user=None):
        report = self.env.ref(f"duban_supervision_word.{report}")
        content, _name = (
            report.with_user(user or self.office_user)
            .sudo(False)
            ._duban_word(record.ids)
        )
        return docx.Document(io.BytesIO(content))

    def urging(self, matter):
        matter.with_user(self.office_user).action_urge("请抓紧办理")
        return matter.record_ids.filtered(lambda row: row.purpose == "urging")

    def paragraph(self, word, text):
        return next(one for one in word.paragraphs if text in one.text)

    @clause("PLUS-D1")
    def test_notice(self):
        word = self.word("action_report_official_notice", self.matter_)
        (section,) = word.sections
        self.assertEqual(
            [
                round(getattr(section, f"{side}_margin").mm)
                for side in ("top", "bottom", "left", "right")
            ],
            [37, 35, 28, 26],
        )
        # the grid: 225 mm in 22 lines, 156 mm in 28 characters of size 16
        (grid,) = section._sectPr.findall(qn("w:docGrid"))
        self.assertEqual(grid.get(qn("w:type")), "linesAndChars")
        self.assertAlmostEqual(
            int(grid.get(qn("w:linePitch"))) / 20, 225 / 25.4 * 72 / 22, delta=0.1
        )
        width = 16 + int(grid.get(qn("w:charSpace"))) / 4096
        self.assertAlmostEqual(width * 28, 156 / 25.4 * 72, delta=0.3)
        normal = word.styles["Normal"]
        self.assertEqual(normal.font.size.pt, 16)
        # and as measures of the text, for programs that draw the grid otherwise
        letters = normal.element.rPr
        self.assertEqual(letters.find(qn("w:snapToGrid")).get(qn("w:val")), "0")
        closer = int(letters.find(qn("w:spacing")).get(qn("w:val"))) / 20
        self.assertAlmostEqual((16 + closer) * 28, 156 / 25.4 * 72, delta=0.4)
        self.assertEqual(normal.element.pPr.find(qn("w:snapToGrid")).get(qn("w:val")), "0")  # fmt: skip
        defaults = next(word.styles.element.iter(qn("w:rPrDefault")))
        self.assertEqual({size.get(qn("w:val")) for size in defaults.iter(qn("w:sz"))}, {"32"})  # fmt: skip

        mark = word.paragraphs[0]
        self.assertEqual(mark.text, f"{self.regulation.institution}党政办公室文件")
        self.assertEqual(mark.runs[0].font.color.rgb, RGBColor(255, 0, 0))
        self.assertEqual(
            mark.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")), "方正小标宋简体"
        )
        self.assertEqual(round(mark.paragraph_format.space_before.mm), 35)
        title = self.paragraph(word, "关于督办")
        self.assertEqual(title.text, "关于督办“更新教学用机房设备”的通知")
        self.assertEqual(title.runs[0].font.size.pt, 22)
        self.assertEqual(title.alignment, WD_ALIGN_PARAGRAPH.CENTER)
        self.assertEqual(self.paragraph(word, "后勤处：").text, "教务处、后勤处：")
        heading = self.paragraph(word, "一、督办内容")
        self.assertEqual(heading.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")), "黑体")
        self.assertEqual(heading.runs[0].font.size.pt, 16)
        body = self.paragraph(word, "列入督办事项")
        self.assertEqual(body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")), "仿宋")
        indent = body._p.pPr.find(qn("w:ind"))
        self.assertEqual(indent.get(qn("w:firstLineChars")), "200")

    @clause("PLUS-D1")
    def test_what_it_rests_on_is_said_in_a_sentence(self):
        """The day stands before its meeting; a leader who instructed is one who instructed; own words stay."""
        matter = self.matter_.sudo()
        body = self.regulation.decision_body_ids[:1] or self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "council", "name": "校务会"}
        )  # fmt: skip
        meeting = {"decision_body_id": body.id, "meeting_date": "2024-03-01"}
        leader = {"source_leader_id": self.secretary.id}
        none = {"basis": False, **dict.fromkeys((*meeting, *leader), False)}
        for values, said in (
            (meeting, f"2024年3月1日{body.name}"),
            (leader, "secretary要求"),
            ({**leader, "basis": "secretary的信"}, "secretary的信"),
            ({}, ""),
        ):
            matter._engine_write({**none, "source_document": False, "plan_year": 0, **values})  # fmt: skip
            (_no_heading, opening), *_rest = matter._official_sections()
            start = f"根据{said}，现将“" if said else "现将“"
            self.assertTrue(opening.startswith(start), opening)

    @clause("PLUS-D1", "LZU-6.1.1g")
    def test_what_is_merged_after_the_notice_is_not_its_basis(self):
        """The notice keeps the one it went out with; what was merged before stands on it too."""
        body = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "council", "name": "校务会"}
        )

        def of(day, **values):
            return self.filed(
                basis="会议", decision_body_id=body.id, meeting_date=day, **values
            )

        def opening():
            matter.sudo()._engine_write({"basis": False})
            return matter.sudo()._official_sections()[0][1].partition("现将")[0]

        matter, before, after = of("2024-03-01"), of("2024-02-26"), of("2024-03-04")
        before.action_merge(matter.id, "同一事项")
        matter.action_assign()
        said = "根据2024年3月1日校务会、校务会 2024年2月26日，"
        self.assertEqual(opening(), said)
        self.at("2024-03-11")
        after.sudo()._engine_write({"date_deadline": matter.date_deadline})
        after.action_merge(matter.id, "同一事项")
        self.assertEqual(opening(), said)

    def red_rules(self, word):
        """Texts of the paragraphs with a red rule below."""
        return [
            one.text
            for one in word.paragraphs
            for border in one._p.iter(qn("w:bottom"))
            if border.get(qn("w:color")) == "FF0000"
        ]

    @clause("PLUS-D1")
    def test_what_a_leader_assigned_is_assigned_by_that_leader(self):
        """Where nothing else is said of the source, nobody is a document."""
        matter = self.matter_.sudo()
        for basis, opening in (("第四次校务会", "根据第四次校务会，"), (False, "根据secretary要求，")):  # fmt: skip
            matter._engine_write(
                {"basis": basis, "source_leader_id": self.secretary.id}
            )
            (_heading, text), *_rest = matter._official_sections()
            self.assertEqual(text.partition("现将")[0], opening)

    @clause("PLUS-D1")
    def test_the_red_rule_is_there_without_a_number_too(self):
        report = "action_report_official_notice"
        self.assertEqual(self.red_rules(self.word(report, self.matter_)), [""])
        self.matter_.sudo()._engine_write({"number": False})
        word = self.word(report, self.matter_)
        self.assertEqual(self.red_rules(word), [""])
        self.assertTrue(word.paragraphs[0].text.endswith("文件"))
        self.assertEqual(word.paragraphs[1].text, "", "the rule follows the mark")

    @clause("PLUS-D1")
    def test_what_stands_in_for_the_fonts(self):
        word = self.word("action_report_official_notice", self.matter_)
        (table,) = [
            relation.target_part.blob.decode()
            for relation in word.part.rels.values()
            if relation.reltype.endswith("/fontTable")
        ]
        for name, other in (("方正小标宋简体", "华文中宋"), ("仿宋", "仿宋_GB2312"), ("楷体", "KaiTi")):  # fmt: skip
            (names,) = re.findall(f'w:name="{name}".*?w:altName w:val="([^"]+)"', table)
            self.assertIn(other, names.split(","))

    @clause("PLUS-D1")
    def test_page_numbers_and_imprint(self):
        word = self.word("action_report_official_notice", self.matter_)
        (section,) = word.sections
        self.assertTrue(word.settings.odd_and_even_pages_header_footer)
        for footer, alignment in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            text = "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))
            self.assertEqual(text, "— 1 —")
            self.assertEqual(paragraph.alignment, alignment)
        (table,) = word.tables
        self.assertIn("党政办公室\t2024年3月4日印发", table.rows[-1].cells[0].text)
        place = table._tbl.tblPr.find(qn("w:tblpPr"))
        self.assertEqual(place.get(qn("w:tblpYSpec")), "bottom")
        # counted from the page, else LibreOffice leaves it in the flow; where the text begins, as wide as the text
        self.assertEqual(place.get(qn("w:horzAnchor")), "page")
        self.assertAlmostEqual(int(place.get(qn("w:tblpX"))), section.left_margin.twips, delta=2)  # fmt: skip
        self.assertEqual({one.get(qn("w:w")) for one in table._tbl.tblPr.find(qn("w:tblCellMar"))}, {"0"})  # fmt: skip
        date = self.paragraph(word, "2024年3月4日")
        self.assertEqual(date.text, "2024年3月4日")

    @clause("PLUS-D1")
    def test_letter(self):
        word = self.word("action_report_official_letter", self.urging(self.matter_))
        (section,) = word.sections
        self.assertTrue(section.different_first_page_header_footer)
        self.assertNotIn("1", section.first_page_footer.paragraphs[0].text)
        border = word.paragraphs[0]._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
        self.assertEqual(border.get(qn("w:val")), "thickThinSmallGap")
        self.assertEqual(border.get(qn("w:color")), "FF0000")
        self.assertEqual(
            self.paragraph(word, "关于").text, "关于“更新教学用机房设备”的督办函"
        )
        self.assertTrue(self.paragraph(word, "请抓紧办理"))
        self.assertTrue(self.paragraph(word, "特此函告"))
        # its imprint is the line of copies only, without rules
        for table in word.tables:
            self.assertEqual(len(table.rows), 1)
            self.assertIn("抄送：", table.rows[0].cells[0].text)
            self.assertFalse(list(table._tbl.iter(qn("w:tcBorders"))))

    @clause("PLUS-D1", "CORE-21")
    def test_a_letter_stays_addressed_to_who_was_urged(self):
        """From A to C and back: each letter goes to the unit that led on its day, printed again after any of it."""
        expected = {self.urging(self.matter_): "教务处："}
        office = self.matter_.with_user(self.office_user)
        for day, unit in (("2024-03-06", self.unit_c), ("2024-03-11", self.unit_a)):
            self.at(day)
            office.action_reassign(unit.id, "职责调整")
            expected[office.action_urge(f"请抓紧 {day}")] = f"{unit.name}："
        self.assertEqual(list(expected.values()), ["教务处：", "科研处：", "教务处："])
        for urging, unit in expected.items():
            word = self.word("action_report_official_letter", urging)
            addressed = [
                one.text for one in word.paragraphs if one.text.endswith("处：")
            ]
            self.assertEqual(addressed, [unit], urging.summary)

    @clause("PLUS-D1", "LZU-6.1.1c")
    def test_a_letter_about_a_matter_that_was_merged_stays_with_its_unit(self):
        other = self.accepted(name="修缮机房")
        other.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.at("2024-03-05")
        urging = self.urging(other)
        other.with_user(self.office_user).action_merge(
            self.matter_.id, "同一事项", self.matter_.date_deadline
        )
        self.assertEqual(urging.matter_id, self.matter_.sudo(False))
        word = self.word("action_report_official_letter", urging)
        addressed = [one.text for one in word.paragraphs if one.text.endswith("处：")]
        self.assertEqual(addressed, ["科研处："])

    @clause("PLUS-D1")
    def test_what_is_protected_stays_out(self):
        """Printed for others than its list, neither title nor content nor units are said."""
        matter = self.accepted(
            name="机密事项", content="机密内容", confidentiality="sensitive"
        )
        urging = self.urging(matter)
        for report, record in (
            ("report_official_notice", matter),
            ("report_official_letter", urging),
        ):
            text = self.printed(f"duban_supervision_word.{report}", record)
            self.assertIn("机密事项", text)
            masked = self.env(context={**self.env.context, "duban_masked": True})
            hidden = (
                masked["ir.actions.report"]
                .with_user(self.office_user)
                ._render_qweb_html(f"duban_supervision_word.{report}", record.ids)[0]
                .decode()
            )
            for secret in ("机密事项", "机密内容", "教务处", "请抓紧办理"):
                self.assertNotIn(secret, hidden)
            self.assertIn("知悉范围", hidden)

    @clause("WUT-26.1a", "PLUS-D1")
    def test_the_office_that_supervises_issues_and_signs(self):
        self.regulation.urging_enabled = True
        matter = self.accepted(name="更新教学用机房设备")
        urging = self.urging(matter)
        matter.sudo()._engine_write({"office_id": self.discipline.id})
        for report, record in (
            ("report_official_notice", matter.sudo()),
            ("report_official_letter", urging.sudo()),
        ):
            text = self.printed(f"duban_supervision_word.{report}", record, self.admin)
            self.assertIn("纪委监察处", text, report)
            self.assertNotIn("党政办公室", text, report)

    @clause("PLUS-D1", "CORE-8")
    def test_a_letter_says_the_due_date_of_its_day(self):
        urging = self.urging(self.matter_)
        day = self.matter_._format_date(self.matter_.date_deadline)
        self.at("2024-03-11")
        self.matter_.sudo()._set_deadline(
            self.matter_.date_deadline.replace(year=2025), "extension", "同意延期"
        )
        text = self.printed("duban_supervision_word.report_official_letter", urging)
        self.assertIn(f"应于{day}前办结", text)
