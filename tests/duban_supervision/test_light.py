"""The light: the same answer when read, searched and grouped."""

from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestLight(SupervisionCommon):
    def test_read_search_and_group_agree(self):
        self.at("2024-03-04")
        draft = self.matter()
        normal = self.accepted(date_deadline="2024-06-28")
        soon = self.accepted(date_deadline="2024-03-25")
        overdue = self.accepted(date_deadline="2024-03-19")
        late_result = self.accepted(date_deadline="2024-03-19")
        in_time = self.submitted(date_deadline="2024-03-19")
        done = self.closed()
        self.at("2024-03-20")
        self.submitted(late_result)
        every = draft | normal | soon | overdue | late_result | in_time | done
        every.invalidate_recordset()
        expected = {
            "none": draft, "normal": normal | in_time, "soon": soon, "overdue": overdue | late_result, "done": done,
        }  # fmt: skip
        Matter = self.env["duban.matter"]
        domain = [("company_id", "=", self.company.id)]
        for light, matters in expected.items():
            self.assertEqual(
                every.filtered(lambda m, light=light: m.light == light), matters, light
            )
            self.assertEqual(
                Matter.search([*domain, ("light", "=", light)], order="id"),
                matters.sorted("id"),
                light,
            )
        grouped = dict(Matter._read_group(domain, ["light"], ["id:recordset"]))
        self.assertEqual({light: matters.sorted("id") for light, matters in grouped.items()},
                         {light: matters.sorted("id") for light, matters in expected.items()})  # fmt: skip
        self.assertEqual(
            Matter.search([*domain, ("is_overdue", "=", True)], order="id"),
            (overdue | late_result).sorted("id"),
        )
        counts = dict(Matter._read_group(domain, ["is_overdue"], ["__count"]))
        self.assertEqual(counts, {True: 2, False: 5})
        self.assertTrue(Matter.fields_get(["light"])["light"]["groupable"])
