"""武汉理工大学: its regulation, and values with which a matter of each scope can be filed."""

from odoo import Command

from tests.common import SupervisionCommon


class WutCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_wut.regulation"
    institution = "wut"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit_a.liaison_id = cls.liaison_a

    def category(self, code):
        return self.regulation.category_ids.filtered(lambda row: row.code == code)

    def body(self, code):
        return self.regulation.decision_body_ids.filtered(lambda row: row.code == code)

    def option(self, list_code, code=None):
        return self.env["duban.option"]._get(self.regulation, list_code, code)

    def values(self, **values):
        """Scope 1 (a decision of 校长办公会) unless ``scope`` says 2 (annual work) or 3 (other important)."""
        scope = values.pop("scope", 1)
        common = {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备",
            "basis": "校长办公会决定",
            "lead_unit_id": self.unit_a.id,
            "co_unit_none": "co_unit_ids" not in values,
        }
        by_scope = {
            1: {
                "source_category_id": self.category("school_meeting").id,
                "decision_body_id": self.body("president_meeting").id,
                "meeting_date": "2024-03-01",
                "minutes_number": "〔2024〕5号",
                "minutes_issue_date": "2024-03-04",
            },
            2: {
                "source_category_id": self.category("annual_key_work").id,
                "source_kind_id": self.category("work_points").id,
                "decision_body_id": self.body("standing_committee").id,
                "meeting_date": "2024-02-28",
                "plan_year": 2024,
            },
            3: {
                "source_category_id": self.category("other_important").id,
                "source_kind_id": self.category("leader_instruction").id,
                "date_deadline": "2024-06-28",
                "chosen_leader_id": self.leader.id,
            },
        }
        return {**common, **by_scope[scope], **values}

    def units(self, *units):
        """Command for a unit field."""
        return [Command.set([unit.id for unit in units])]

    def request(self, matter, user=None, **values):
        """A draft request of the lead unit."""
        return (
            self.env["duban.request"]
            .with_user(user or self.worker_a)
            .create(
                {
                    "matter_id": matter.id,
                    "kind": "extension",
                    "reason": "设备到货推迟",
                    **values,
                }
            )
        )
