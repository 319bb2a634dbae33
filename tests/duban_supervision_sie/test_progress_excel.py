"""A unit's progress in Excel at 国际教育学院, whose matters have no numbers."""

import base64
import io

import openpyxl

from odoo.tests import tagged

from tests.clauses import clause

from .common import SieCommon


@tagged("post_install", "-at_install")
class TestProgressInExcel(SieCommon):
    @clause("PLUS-X7")
    def test_the_round_trip_of_a_unit(self):
        self.at("2024-03-04")
        first, second = self.accepted(), self.accepted(name="修订奖学金办法")
        self.assertFalse(first.number or second.number)
        Exchange = self.env["duban.progress.exchange"].with_user(self.worker_a)
        exchange = Exchange.create({})
        exchange.action_export()
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(exchange.export_file))
        )
        sheet = book.active
        words = {first.name: ("已印发方案", 1), second.name: ("正在征求意见", 0.4)}
        for row in sheet.iter_rows(min_row=3):
            row[4].value, row[5].value = words[row[1].value]
        # people sort their rows: the key goes with them
        stream = io.BytesIO()
        book.save(stream)
        back = Exchange.create({"file": base64.b64encode(stream.getvalue())})
        back.action_read()
        self.assertEqual(back.line_ids.mapped("verdict"), ["good", "good"])
        back.action_apply()
        for matter, said in ((first, ("已印发方案", 100)), (second, ("正在征求意见", 40))):  # fmt: skip
            feedback = matter.feedback_ids
            self.assertEqual((feedback.name, feedback.percentage), said)
            self.assertEqual(feedback.author_id, self.worker_a)
