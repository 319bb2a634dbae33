"""Commendation and research: the list of the year, and a paper that is whole (XISU-10.2)."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestCommendationAndResearch(AccountabilityCommon):
    def test_list_of_the_year(self):
        Commendation = self.env["duban.commendation"].with_user(self.office_user)
        rows = Commendation.create(
            [
                {"person_id": self.worker_a.id, "ground": "成绩突出", "year": 2024},
                {"unit_id": self.unit_b.id, "ground": "办结率高", "year": 2024},
                {"unit_id": self.unit_c.id, "ground": "上年", "year": 2023},
            ]
        )
        self.assertFalse(Commendation._of_year(self.regulation, 2024))
        rows.action_confirm()
        self.assertEqual(
            Commendation._of_year(self.regulation, 2024), rows[1] | rows[0]
        )
        with self.assertRaises(UserError):
            rows[0].ground = "改"
        with self.assertRaises(ValidationError):
            Commendation.create({"ground": "无对象"})

    def test_research_is_whole(self):
        """XISU-10.2: problem, cause and suggestion belong together."""
        self.regulation.research_enabled = True
        Research = self.env["duban.research"].with_user(self.office_user)
        values = {
            "name": "实验室安全",
            "problem": "设备老化",
            "cause": "投入不足",
            "suggestion": "分年更新",
        }
        with self.assertRaisesRegex(UserError, "Causes"):
            Research.create({**values, "cause": False})
        with self.assertRaises(UserError):
            Research.create({**values, "cause": "  "})
        record = Research.create(
            {**values, "reader_ids": [Command.set(self.secretary.ids)]}
        )
        with self.assertRaises(UserError):
            record.cause = False
        self.assertEqual(
            self.readers(record, "office_user", "secretary", "head_a"), ["office_user"]
        )
        record.action_report()
        self.assertEqual(
            self.readers(record, "office_user", "secretary", "head_a"),
            ["office_user", "secretary"],
        )
        self.regulation.research_enabled = False
        with self.assertRaises(UserError):
            Research.create(values)
