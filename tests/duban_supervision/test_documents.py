"""The common layout of printed documents."""

import io

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.duban_supervision.models.rules.rows.document_cell import common_forms

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.documents import needs_printer

SLIP = """
<t t-name="duban_supervision.test_slip">
    <t t-call="duban_supervision.document_html">
        <t t-foreach="docs" t-as="matter">
            <t t-call="duban_supervision.document_layout">
                <t t-set="record" t-value="matter"/>
                <t t-set="institution" t-value="matter.regulation_id.institution"/>
                <t t-set="title" t-value="'督办单'"/>
                <t t-set="number" t-value="matter.number"/>
                <table class="o_duban_form">
                    <tr><th class="o_duban_section" rowspan="3">督办立项</th>
                        <th>督办事项</th><td t-out="matter.name"/></tr>
                    <tr><th>办结期限</th><td t-out="zh_date(matter.date_deadline)"/></tr>
                    <tr><th>工作计划</th><td class="o_duban_tall"><t t-call="duban_supervision.document_lines">
                        <t t-set="lines" t-value="['招标']"/></t></td></tr>
                </table>
            </t>
        </t>
    </t>
</t>"""


@tagged("post_install", "-at_install")
class TestDocumentLayout(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        view = cls.env["ir.ui.view"].create(
            {
                "name": "slip",
                "type": "qweb",
                "key": "duban_supervision.test_slip",
                "arch": SLIP,
            }
        )
        cls.env["ir.model.data"].create(
            {
                "module": "duban_supervision",
                "name": "test_slip",
                "model": "ir.ui.view",
                "res_id": view.id,
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Slip", "model": "duban.matter", "report_name": "duban_supervision.test_slip",
                "paperformat_id": cls.env.ref("duban_supervision.paperformat_portrait").id,
            }
        )  # fmt: skip

    def test_html(self):
        self.at("2024-03-04")
        matters = self.assigned() | self.assigned(name="修缮操场")
        Report = self.env["ir.actions.report"].with_user(self.office_user)
        html, kind = Report._render_qweb_html(self.report, matters.ids)
        self.assertEqual(kind, "html")
        html = html.decode()
        for text in (
            self.company.name,
            "督办单",
            "编号：2024-0001",
            "修缮操场",
            "2024年3月18日",
            "1. 招标",
        ):
            self.assertIn(text, " ".join(html.replace(".</t>", ".").split()))
        self.assertEqual(html.count("<html"), 1)
        bodies, ids, header, footer, _args = self.report._prepare_html(
            html, "duban.matter"
        )
        self.assertEqual(
            (len(bodies), ids, header, footer), (1, matters.ids, None, None)
        )

    def test_pdf(self):
        """One page per matter."""
        needs_printer()
        self.at("2024-03-04")
        matters = self.assigned() | self.assigned(name="修缮操场")
        Report = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            .with_context(force_report_rendering=True)
        )
        pdf, kind = Report._render_qweb_pdf(self.report, matters.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 2)
        # a document of one page carries no number
        self.assertNotIn("—", self.texts(pdf)[0])

    def texts(self, pdf):
        reader = PdfFileReader(io.BytesIO(pdf))
        return [page.extract_text() for page in reader.pages]

    @clause("CORE-26")
    def test_a_moment_is_printed_with_the_day_of_the_institution(self):
        """Before eight in the morning it is still yesterday in UTC; at 23:30 it is today in both."""
        self.at("2024-03-04")
        matter = self.accepted()
        for day, hour, words in (
            ("2024-03-05", "07:30", "2024年3月5日"),
            ("2024-03-05", "23:30", "2024年3月5日"),
            ("2024-03-06", "00:30", "2024年3月6日"),
        ):
            self.at(day, hour)
            record = self.env["duban.record"].with_user(self.office_user).create(
                {"matter_id": matter.id, "summary": "电话了解"}
            )  # fmt: skip
            for zone in ("UTC", "Pacific/Kiritimati", "Etc/GMT+12"):
                # whatever zone the reader has
                seen = record.with_context(tz=zone)
                self.assertEqual(seen._document_text("date"), words, (hour, zone))

    def test_the_common_cells_can_be_written_out_and_edited(self):
        regulation = self.regulation.with_user(self.admin)
        before = {name: regulation._document_cells(name) for name in common_forms()}
        regulation.action_write_out_cells()
        cells = regulation.document_cell_ids
        self.assertEqual(set(cells.mapped("document")), set(before))
        for name, was in before.items():
            self.assertEqual(regulation._document_cells(name), was, name)
        self.assertTrue(all(cells.mapped("document_name")))
        cells.filtered(
            lambda cell: (cell.document, cell.key) == ("notice", "name")
        ).label = "督办事项名称"
        self.assertIn(
            "督办事项名称",
            [cell["label"] for cell in regulation._document_cells("notice")],
        )
        # doing it again adds nothing
        regulation.action_write_out_cells()
        self.assertEqual(regulation.document_cell_ids, cells)

    def test_only_an_administrator_edits_the_cells(self):
        for user in (self.office_user, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                self.regulation.with_user(user).action_write_out_cells()
