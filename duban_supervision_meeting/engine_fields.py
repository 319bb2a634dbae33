"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.matter": "repeal_answer",
        "duban.meeting.page": """
            company_id date_published is_confidential left_out name office_id published_by_id report_ids
            state
        """,
    }
)
