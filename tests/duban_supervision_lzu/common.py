"""Fixtures: 兰州大学 with its regulation."""

from odoo import Command

from tests.common import SupervisionCommon


class LzuCommon(SupervisionCommon):
    regulation_xmlid = "duban_supervision_lzu.regulation"
    institution = "lzu"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit_a.liaison_id = cls.liaison_a
        cls.unit_b.liaison_id = cls.worker_b
        cls.unit_c.liaison_id = cls.worker_c

    @classmethod
    def category(cls, code):
        return cls.regulation.category_ids.filtered(lambda row: row.code == code)

    @classmethod
    def option(cls, list_code, code):
        return cls.env["duban.option"]._get(cls.regulation, list_code, code)

    @classmethod
    def body(cls, code):
        return cls.regulation.decision_body_ids.filtered(lambda row: row.code == code)

    def values(self, **values):
        """A task of the ledger: its six columns and its source."""
        return {
            "name": "更新教学用机房",
            "measures": "完成招标、安装和验收",
            "source_category_id": self.category("meeting").id,
            "decision_body_id": self.body("president").id,
            "lead_unit_id": self.unit_a.id,
            "handler_id": self.worker_a.id,
            "date_deadline": "2024-12-20",
            **values,
        }

    def accepted(self, **values):
        """A task on the ledger that its unit has claimed."""
        matter = self.filed(**values)
        matter.with_user(self.liaison_a).action_claim()
        return matter

    def material(self, matter):
        """A file handed in by the unit."""
        return (
            self.env["ir.attachment"]
            .with_user(self.worker_a)
            .create(
                {
                    "name": "验收报告.txt",
                    "raw": b"ok",
                    "res_model": matter._name,
                    "res_id": matter.id,
                }
            )
        )

    def reported(self, **values):
        """A task whose unit has assessed itself and handed in its material."""
        matter = self.accepted(**values)
        worker = matter.with_user(self.worker_a)
        worker.write(
            {
                "self_assessment": "已全部完成",
                "result_attachment_ids": [Command.set(self.material(matter).ids)],
            }
        )
        worker.action_submit_result()
        return matter

    def closed(self, **values):
        matter = self.reported(**values)
        matter.action_pass_review("同意")
        line = matter.approval_line_ids.filtered(lambda row: row.state == "pending")
        line.with_user(line.approver_id).action_approve("同意")
        matter.action_close()
        return matter
