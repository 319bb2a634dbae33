"""国际教育学院: its regulation, and values with which a matter of each scope can be assigned."""

from tests.common import SupervisionCommon


class SieCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_sie.regulation"
    institution = "sie"

    def values(self, **values):
        """Scope 2 (a decision of the 党政联席会), due 2024-05-31."""
        return {
            "name": "来华留学生迎新",
            "content": "制定迎新方案并组织实施",
            "basis": "2024年第12次党政联席会",
            "source_category_id": self.category("college_meeting").id,
            "decision_body_id": self.body("joint_meeting").id,
            "meeting_date": "2024-03-01",
            "lead_unit_id": self.unit_a.id,
            "date_deadline": "2024-05-31",
            "co_unit_none": "co_unit_ids" not in values,
            **values,
        }
