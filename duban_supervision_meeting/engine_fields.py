"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.matter": "repeal_answer repeal_answered",
        "duban.meeting": "company_id minutes_text name office_id regulation_id user_id",
        "duban.meeting.page": """
            company_id date_published is_confidential left_out name office_id published_by_id report_ids
            state
        """,
        "duban.resolution": """
            body_id company_id is_settled meeting_date office_id place_end place_start status
        """,
    }
)
