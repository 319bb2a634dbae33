"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.goal": "resolution_id",
        "duban.lzu.meeting": "name register_id state",
        "duban.lzu.notice": """
            date_closed date_done date_issued date_source_feedback issued_by_id number result return_count
            return_reason source_feedback source_feedback_by_id state trail_head trail_length withdrawal_ground
        """,
        "duban.lzu.task": "date_done department_id is_done",
        "duban.resolution": "lzu_goal_ids",
    }
)
