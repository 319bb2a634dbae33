"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.goal": """
            carried_count carried_from_id date_approved date_ended date_first event_ids import_fingerprint
            kept_light kept_progress matter_ids own_progress state tree_order
        """,
    }
)
