"""What of this addon only the engine writes (see ``name_engine_fields``)."""

from odoo.addons.duban_supervision.models.access.engine import name_engine_fields

name_engine_fields(
    {
        "duban.import": "bad_file bad_file_name file_note job_kind phase report",
        "duban.job": "job_beat job_done job_message job_state job_total job_user_id",
        "duban.ledger.export": "columns file file_name matter_ids_json",
        "duban.matter": "import_fingerprint is_history",
        "duban.people.line": """
            changes code company_id kind list_id matter_count message name res_id result row_number sheet
            step trace verdict wanted
        """,
        "duban.people.list": "job_kind note phase",
    }
)
