"""A sixth institution is one file: imported on screen, lived through with the core battery, without addon or Python."""

from pathlib import Path

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.core_battery import CoreBattery
from tests.imported import ImportedRegulation

FILE = Path(__file__).parents[1] / "regulations" / "tit.yaml"


class SixthCommon(ImportedRegulation, SupervisionCommon):
    institution = "tit"
    regulation_file = FILE

    def values(self, **values):
        return {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备",
            "basis": "院长办公会",
            "source_category_id": self.category("meeting").id,
            "decision_body_id": self.body("president_meeting").id,
            "meeting_date": "2024-03-01",
            "lead_unit_id": self.unit_a.id,
            "date_deadline": "2024-05-31",
            **values,
        }


@tagged("post_install", "-at_install")
class TestSixthInstitution(SixthCommon):
    @clause("PLUS-V1")
    def test_filed_to_archived(self):
        self.assertLessEqual(len(FILE.read_text(encoding="utf-8").splitlines()), 150)
        self.at("2024-03-05")
        matter = self.closed()
        self.assertEqual(matter.number, "院督〔2024〕1号")
        self.assertEqual(
            [step["name"] for step in matter.procedure],
            ["拟办", "立项", "交办", "催办", "办理", "反馈", "办结", "归档"],
        )
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "2024-督办-1"}
        )
        matter.action_archive_matter()
        self.assertEqual(matter.state, "archived")

    @clause("PLUS-V1")
    def test_what_was_imported_comes_out_again(self):
        text = self.regulation._file_text()
        plan = self.env["duban.regulation"]._read_file(text)
        self.assertFalse(self.regulation._apply(plan))
        self.assertEqual(self.regulation._file_text(), text)
        self.assertFalse(
            [each for each in self.regulation._examine() if each[0] == "error"]
        )


@tagged("post_install", "-at_install")
class TestSixthCore(CoreBattery, SixthCommon):
    """The core battery on a regulation that nobody wrote an addon for."""

    def asked(self):
        """What its rules ask of a unit that accepts."""
        return {"handler_id"}
