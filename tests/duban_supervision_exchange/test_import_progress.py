"""A unit takes its open matters along in Excel and hands in its progress with it."""

import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestProgressInExcel(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.first, self.second = self.accepted(), self.accepted(name="修缮操场")
        self.other = self.assigned(lead_unit_id=self.unit_c.id)

    def exported(self, user=None):
        exchange = (
            self.env["duban.progress.exchange"]
            .with_user(user or self.worker_a)
            .create({})
        )
        exchange.action_export()
        return exchange, openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(exchange.export_file))
        )

    def handed_back(self, book, user=None):
        stream = io.BytesIO()
        book.save(stream)
        exchange = (
            self.env["duban.progress.exchange"]
            .with_user(user or self.worker_a)
            .create({"file": base64.b64encode(stream.getvalue())})
        )
        exchange.action_read()
        return exchange

    def row_of(self, book, matter):
        return next(
            row for row in book.active.iter_rows() if row[0].value == matter.number
        )

    def test_round_trip(self):
        _exchange, book = self.exported()
        sheet = book.active
        self.assertTrue(sheet.row_dimensions[1].hidden)
        self.assertTrue(sheet.column_dimensions["G"].hidden)
        numbers = [row[0].value for row in sheet.iter_rows(min_row=3)]
        self.assertEqual(numbers, [self.first.number, self.second.number])
        row = self.row_of(book, self.first)
        row[4].value, row[5].value = "已完成招标", 60
        exchange = self.handed_back(book)
        self.assertEqual(exchange.line_ids.mapped("verdict"), ["good"])
        self.assertFalse(self.first.feedback_ids)
        exchange.action_apply()
        feedback = self.first.feedback_ids
        self.assertEqual(
            (feedback.name, feedback.percentage, feedback.author_id),
            ("已完成招标", 60, self.worker_a),
        )
        self.assertEqual(exchange.line_ids.verdict, "done")
        self.assertFalse(self.second.feedback_ids)

    def test_stale_rows_are_refused(self):
        _exchange, book = self.exported()
        for matter in self.first | self.second:
            self.row_of(book, matter)[4].value = "已完成招标"
        self.feedback(self.first, name="同事已报")
        exchange = self.handed_back(book)
        verdicts = {line.number: line.verdict for line in exchange.line_ids}
        self.assertEqual(
            verdicts, {self.first.number: "bad", self.second.number: "good"}
        )
        # a change after the preview counts too
        self.feedback(self.second, name="同事已报")
        exchange.action_apply()
        self.assertEqual(self.second.feedback_ids.mapped("name"), ["同事已报"])
        # nor is the same sheet handed in twice
        with self.assertRaises(UserError):
            self.handed_back(book).action_apply()

    @clause("PLUS-X7")
    def test_where_matters_have_no_number(self):
        """The hidden key finds the matter; a cell that shows 100 % is 100."""
        (self.first | self.second).sudo()._engine_write({"number": False})
        _exchange, book = self.exported()
        sheet = book.active
        for row, share in ((3, 1), (4, 0.6)):
            self.assertEqual(sheet.cell(row, 6).number_format, "0%")
            sheet.cell(row, 5).value, sheet.cell(row, 6).value = "完成", share
        exchange = self.handed_back(book)
        self.assertEqual(exchange.line_ids.mapped("verdict"), ["good"] * 2)
        exchange.action_apply()
        done = (self.first | self.second).feedback_ids
        self.assertEqual(sorted(done.mapped("percentage")), [60, 100])

    def test_wrong_rows(self):
        _exchange, book = self.exported()
        row = self.row_of(book, self.first)
        row[4].value, row[5].value = "完成", 130
        other = self.row_of(book, self.second)
        other[0].value, other[4].value = self.other.number, "别人的事项"
        exchange = self.handed_back(book)
        self.assertEqual(exchange.line_ids.mapped("verdict"), ["bad", "bad"])
        with self.assertRaises(UserError):
            exchange.action_apply()

    def test_another_unit(self):
        _exchange, book = self.exported()
        self.row_of(book, self.first)[4].value = "完成"
        exchange = self.handed_back(book, user=self.worker_c)
        self.assertEqual(exchange.line_ids.verdict, "bad")
        with self.assertRaises(UserError):
            self.exported(self.outsider)

    @clause("PLUS-X7", "CORE-9")
    def test_only_the_lead_unit_hands_it_in(self):
        """A co-unit reads the matter, but what goes to the office comes from the lead unit."""
        matter = self.accepted(name="共同办理", co_unit_ids=self.units(self.unit_b))
        _exchange, book = self.exported()
        self.row_of(book, matter)[4].value = "已完成招标"
        for user in (self.head_b, self.worker_b):
            exchange = self.handed_back(book, user=user)
            line = exchange.line_ids
            self.assertEqual((line.matter_id, line.verdict), (matter, "bad"))
            self.assertIn("Only the lead unit", line.message)
            with self.assertRaises(UserError):
                exchange.action_apply()
            # nor is it given a sheet of what it only helps with
            with self.assertRaises(UserError):
                self.exported(user)
        self.assertFalse(matter.sudo().feedback_ids)
        self.assertEqual(self.handed_back(book).line_ids.verdict, "good")

    def test_other_files(self):
        exchange = (
            self.env["duban.progress.exchange"].with_user(self.worker_a).create({})
        )
        for content in (b"", b"x", b"PK\x03\x04"):
            exchange.file = base64.b64encode(content)
            with self.assertRaises(UserError):
                exchange.action_read()
        with self.assertRaises(UserError):
            self.handed_back(openpyxl.Workbook())
