"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.package": "box_ids date_made record state",
        "duban.package.box": """
            file file_count fingerprint first_item last_item matter_count name number package_id pages
            size
        """,
        "duban.package.line": """
            box_id dossier item matter_id package_id pages reason size state
        """,
    }
)
