"""What was answered in one import is not asked in the next, and hides nothing of what the file says (PLUS-X4)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase

HEAD = ["序号", "督办事项", "责任单位", "配合单位", "完成时限"]


@tagged("post_install", "-at_install")
class TestImportAnswers(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")

    def twice(self, cells, answer):
        """Answer the row with these ``cells`` (units, helpers, limit): the line of the next file's row alike."""
        first = self.preview(self.sheet([HEAD, [1, "甲", *cells]]), year=2026).line_ids
        self.assertEqual(first.verdict, "bad")
        answer(first)
        self.assertEqual(first.verdict, "good", first.message)
        again = self.preview(
            self.sheet([HEAD, [1, "乙", *cells]]), user=self.office_user2, year=2026
        ).line_ids
        self.assertEqual(
            (again.verdict, again.problems or {}), ("good", {}), again.message
        )
        return again

    @clause("PLUS-X4", "PLUS-X1")
    def test_an_answer_hides_nobody_of_the_same_cell(self):
        """The unknown name is kept, not its cell: whoever else the cell names helps in the next file too."""
        for cell in ("教务外、后勤处", "教务部外\n后勤处"):
            again = self.twice(
                [cell, None, "6月底"],
                lambda line: line.write({"lead_unit_id": self.unit_a.id}),
            )
            self.assertEqual(
                (again.lead_unit_id, again.co_unit_ids), (self.unit_a, self.unit_b)
            )

    @clause("PLUS-X4")
    def test_who_leads_among_several_is_asked_once(self):
        for cell in ("教务处、科研处（共同牵头）", "教务处牵头、科研处牵头"):
            again = self.twice(
                [cell, None, "6月底"],
                lambda line: line.write({"lead_unit_id": self.unit_c.id}),
            )
            self.assertEqual(
                (again.lead_unit_id, again.co_unit_ids), (self.unit_c, self.unit_a)
            )
        # 各学院 led once by one unit is no name of it: who helps elsewhere is not that unit
        self.twice(
            ["各学院", None, "6月底"],
            lambda line: line.write({"lead_unit_id": self.unit_c.id}),
        )
        rows = [HEAD, [1, "丙", "教务处", "各学院", "6月底"]]
        line = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual((line.verdict, line.co_unit_ids.ids), ("good", []))

    @clause("PLUS-X4", "PLUS-X1")
    def test_who_helps_is_asked_once(self):
        """Chosen or left out; a unit chosen afterwards counts as well."""
        again = self.twice(
            ["教务处", "天文台、后勤处", "6月底"],
            lambda line: line.write({"co_unit_ids": [(4, self.unit_c.id)]}),
        )
        self.assertEqual(again.co_unit_ids, self.unit_b | self.unit_c)
        again = self.twice(
            ["教务处", "气象台、后勤处", "6月底"],
            lambda line: line.write({"is_co_settled": True}),
        )
        self.assertEqual(again.co_unit_ids, self.unit_b)
        self.assertIn("气象台", again.message)
        # an unknown name among those who might lead is asked about too, not dropped
        rows = [HEAD, [1, "丁", "教务处、地震台（共同牵头）", None, "6月底"]]
        line = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual(set(line.problems), {"lead", "co"})

    @clause("PLUS-X4")
    def test_the_last_answer_is_the_one_that_is_kept(self):
        def answer(line):
            line.lead_unit_id = self.unit_b
            line.lead_unit_id = self.unit_c

        again = self.twice(["教务科学处", None, "6月底"], answer)
        self.assertEqual(again.lead_unit_id, self.unit_c)
        again = self.twice(
            ["教务处", None, "开学前"], lambda line: line.write({"is_long": True})
        )
        self.assertTrue(again.is_long)
        self.assertFalse(again.date_deadline)
