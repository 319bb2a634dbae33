"""What only this regulation has, as switches: off everywhere else."""

from odoo import api, fields, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    lzu_plan_enabled = fields.Boolean(
        "Annual plan and joint meeting",
        help="The annual plan of the plan line is decided by a joint meeting; ledger tasks come from it.",
    )
    lzu_notice_enabled = fields.Boolean(
        "Special notices",
        help="Urgent, difficult, mixed, specialised and scattered tasks go out as special notices.",
    )
    lzu_task_enabled = fields.Boolean(
        "Internal to-dos of units",
        help="A unit splits a task among its own people; nobody else sees it.",
    )
    lzu_bulletin_copies = fields.Boolean(
        "Bulletins to the three offices",
        help="Every bulletin is copied to the discipline, supervisory and organisation offices.",
    )

    @api.model
    def _known_lists(self):
        return (*super()._known_lists(), "lzu_trait")

    @api.model
    def _known_forms(self):
        return (*super()._known_forms(), "lzu_notice")

    @api.model
    def _known_documents(self):
        return (*super()._known_documents(), "lzu_plan", "lzu_meeting")
