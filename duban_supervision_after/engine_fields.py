"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.accountability": """
            date_rectification_reported date_rectified date_referred decided_by_id decided_unit_id proposed_by_id
            rectification_note rectification_report state
        """,
        "duban.assessment": """
            confirmed_by_id date_confirmed date_filled line_ids recheck_count recheck_held recheck_rate
            recipient_ids state
        """,
        "duban.bulletin": """
            approved_by_id date_approved date_filled date_published figures item_ids line_ids number
            published_by_id recipient_ids state
        """,
        "duban.commendation": "confirmed_by_id state",
        "duban.ledger.volume": """
            archived_by_id attachment_id date_archived department_id matter_count name state
        """,
        "duban.personnel.record": "name",
        "duban.recheck": "department_id draw_reason held_rate",
        "duban.recheck.sample": "weights",
        "duban.research": "date_reported state",
        "duban.score": """
            date_filled date_from date_locked date_published date_to name objection_ids objection_until
            published_by_id ranking rules state unit_ids
        """,
        "duban.score.objection": """
            answer applicant_id company_id date date_decided decided_by_id decider_id department_id point_id
            points reason regulation_id score_id state step unit_line_id
        """,
    }
)
