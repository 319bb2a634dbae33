"""The browser: a ledger of 88 rows from the file to filed and assigned matters in at most 15 clicks."""

from pathlib import Path

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.pictures import taking_pictures

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "duban_supervision_exchange/static/tests/tours/duban_import.js"


@tagged("post_install", "-at_install")
class TestImportTour(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @clause("PLUS-X1", "PLUS-X6")
    def test_88_rows(self):
        clicks = TOUR.read_text(encoding="utf-8").count('run: "')
        self.assertLessEqual(clicks, 15)
        with taking_pictures():
            self.start_tour(
                "/odoo/supervision-import",
                "duban_import_ledger",
                login=self.office_user.login,
                timeout=180,
            )
        matters = self.env["duban.matter"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(matters), 88)
        self.assertEqual(set(matters.mapped("state")), {"assigned"})
        self.assertEqual(len(set(matters.mapped("number"))), 88)
        self.assertEqual(set(matters.lead_unit_id.mapped("name")), {"教务处", "后勤处"})
        kept = self.env["duban.import.memory"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "title")]
        )
        self.assertEqual(kept.mapped("name"), ["谁来办"])
