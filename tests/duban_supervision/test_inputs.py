"""What comes over RPC, and the numbers of documents: the plain rules under every step."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.duban_supervision import inputs
from odoo.addons.duban_supervision.models.proof.verify import Verifier

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestInputs(SupervisionCommon):
    def refuses(self, read, *values):
        for value in values:
            with self.assertRaises(UserError, msg=repr(value)):
                read(self.env, value)

    @clause("CORE-2")
    def test_texts(self):
        for value, expected in (
            (None, ""), (False, ""), ("", ""), (" \n", ""), (" 同意 ", "同意"), (0, "0"), (7, "7"), (1.5, "1.5"),
        ):  # fmt: skip
            self.assertEqual(inputs.text(self.env, value), expected)
        self.refuses(
            inputs.text, [], {}, ["同意"], {"a": 1}, b"x", "同\x00意", object()
        )

    @clause("CORE-2", "CORE-25")
    def test_days(self):
        for value, expected in (
            (None, None), (False, None), ("", None), ("2024-02-29", date(2024, 2, 29)),
            (date(2024, 3, 4), date(2024, 3, 4)), ("2024-03-04 10:00:00", date(2024, 3, 4)),
        ):  # fmt: skip
            self.assertEqual(inputs.day(self.env, value), expected)
        self.refuses(inputs.day, "2023-02-29", "明天", "2024-13-01", 20240304, 1.5)
        self.refuses(inputs.day, ["2024-03-04"], {"d": 1}, True)

    @clause("CORE-2")
    def test_records(self):
        one, two = self.unit_a, self.unit_a | self.unit_b
        for value, expected in ((None, None), (False, None), (0, None), (7, 7), (one, one.id)):  # fmt: skip
            self.assertEqual(inputs.one_id(self.env, value), expected)
        self.refuses(inputs.one_id, "7", [7], two, True, 1.0, {"id": 7})
        for value, expected in (
            (None, []), (False, []), ([], []), ([7], [7]), ([7, 8], [7, 8]), ((7,), [7]), (two, two.ids),
        ):  # fmt: skip
            self.assertEqual(inputs.many_ids(self.env, value), expected)
        self.refuses(
            inputs.many_ids, 7, "7", ["7"], [True], [7, None], [[7]], {"id": 7}
        )

    @clause("CORE-5")
    def test_numbers_of_each_kind_institution_and_year(self):
        numbers = self.env["duban.number"]
        other = self.env["res.company"].create({"name": "别校"})

        def take(company, kind, year, count=1):
            return numbers._take(company, kind, year, "督办〔{year}〕{n}号", count)

        self.assertEqual(take(self.company, "matter", 2031), ["督办〔2031〕1号"])
        self.assertEqual(
            take(self.company, "matter", 2031, 3),
            ["督办〔2031〕2号", "督办〔2031〕3号", "督办〔2031〕4号"],
        )
        self.assertEqual(take(self.company, "matter", 2031), ["督办〔2031〕5号"])
        for each in (
            (other, "matter", 2031),
            (self.company, "urging", 2031),
            (self.company, "matter", 2032),
        ):
            self.assertEqual(take(*each), [f"督办〔{each[2]}〕1号"])
        with self.cr.savepoint() as point:
            take(self.company, "matter", 2031, 5)
            point.rollback()
        self.assertEqual(take(self.company, "matter", 2031), ["督办〔2031〕6号"])

    @clause("CORE-5", "CORE-28")
    def test_a_pattern_without_year_counts_on(self):
        """No number of last year stands on a matter of this one; and the trail finds no gap."""
        self.regulation.number_pattern = "{year}-{n}"
        self.at("2025-12-30")
        numbers = [self.filed(name="前年").number]
        self.regulation.number_pattern = "校督{n}号"
        self.at("2026-12-31")
        numbers += [self.filed(name=f"去年{n}").number for n in (1, 2)]
        self.at("2027-01-01")
        numbers += [self.filed(name=f"今年{n}").number for n in (1, 2)]
        self.assertEqual(
            numbers, ["2025-1", "校督2号", "校督3号", "校督4号", "校督5号"]
        )
        found = list(Verifier(self.env)._check_numbers())
        self.assertFalse(found)

    @clause("CORE-5")
    def test_patterns_that_tell_numbers_apart(self):
        for pattern in ("{year}", "督办", "{m}", "{n", "{0}", "{n.x}", "{n:q}"):
            for name in ("number_pattern", "urging_number_pattern"):
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self.regulation.write({name: pattern})
        for pattern in ("{n}", "{year}-{n:04d}", "督办〔{year}〕{n}号", ""):
            self.regulation.number_pattern = pattern
        self.regulation.number_pattern = ""
        self.assertFalse(self.filed().number)
