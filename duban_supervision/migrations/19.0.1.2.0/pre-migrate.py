"""What comes after closing and what goes in and out as Excel became addons of their own.

Their records keep their ids: the external ids of models, fields, choices, constraints, views, actions, menus, rules and
access rights move to the new addons, which are installed by this same upgrade. Without it Odoo would delete at the end
of the upgrade, with their tables, the records that the engine no longer brings.
"""

#: addon -> (models without the "duban." of their names, other records)
MOVED = {
    "duban_supervision_after": (
        """
        accountability assessment assessment.line assessment.recipient bulletin bulletin.item bulletin.line
        bulletin.recipient commendation document.part figure.line ledger.volume office.document
        personnel.record research semester statistics
        """,
        """
        access_duban_accountability_office access_duban_accountability_user access_duban_assessment_line_user
        access_duban_assessment_office access_duban_assessment_recipient_user access_duban_assessment_user
        access_duban_bulletin_admin access_duban_bulletin_item_user access_duban_bulletin_line_user
        access_duban_bulletin_office access_duban_bulletin_recipient_user access_duban_bulletin_user
        access_duban_commendation_office access_duban_commendation_user access_duban_ledger_volume_office
        access_duban_research_office access_duban_research_user access_duban_semester_admin
        access_duban_semester_office access_duban_semester_user access_duban_statistics_user
        action_propose_accountability action_report_assessment action_report_bulletin
        action_report_commendation action_report_research bulletin_figures bulletin_items bulletin_lines
        document_heading document_paragraphs duban_accountability_action duban_accountability_rule_company
        duban_accountability_rule_competent duban_accountability_rule_leader duban_accountability_rule_office
        duban_accountability_view_form duban_accountability_view_list duban_accountability_view_search
        duban_assessment_action duban_assessment_line_action duban_assessment_line_view_list
        duban_assessment_line_view_search duban_assessment_rule_company duban_assessment_rule_leader
        duban_assessment_rule_office duban_assessment_rule_user duban_assessment_view_form
        duban_assessment_view_list duban_bulletin_action duban_bulletin_rule_admin duban_bulletin_rule_company
        duban_bulletin_rule_leader duban_bulletin_rule_office duban_bulletin_rule_user
        duban_bulletin_view_form duban_bulletin_view_list duban_bulletin_view_search duban_commendation_action
        duban_commendation_rule_company duban_commendation_rule_leader duban_commendation_rule_office
        duban_commendation_view_form duban_commendation_view_list duban_ledger_volume_action
        duban_ledger_volume_rule_company duban_ledger_volume_rule_office duban_ledger_volume_view_form
        duban_ledger_volume_view_list duban_matter_action_candidates duban_matter_action_not_reported
        duban_matter_action_stalled duban_menu_accountability duban_menu_assessment duban_menu_bulletin
        duban_menu_candidates duban_menu_commendation duban_menu_ledger_volume duban_menu_no_answer
        duban_menu_not_reported duban_menu_research duban_menu_semester duban_menu_stalled
        duban_menu_statistics_figures duban_record_action_no_answer duban_research_action
        duban_research_rule_company duban_research_rule_office duban_research_rule_user
        duban_research_view_form duban_research_view_list duban_semester_action duban_semester_rule_company
        duban_semester_view_form duban_semester_view_list duban_statistics_action duban_statistics_view_graph
        duban_statistics_view_list duban_statistics_view_pivot duban_statistics_view_search
        mail_activity_follow_rectification report_assessment report_bulletin report_commendation
        report_research
        """,
    ),
    "duban_supervision_exchange": (
        """
        import import.line job ledger.export ledger.export.chunk progress.exchange progress.exchange.line
        """,
        """
        access_duban_import_line_user access_duban_import_user access_duban_ledger_export_chunk_user
        access_duban_ledger_export_user access_duban_progress_exchange_line_user
        access_duban_progress_exchange_user duban_import_action duban_import_line_rule_own
        duban_import_rule_own duban_import_view_form duban_ledger_export_action duban_ledger_export_action_all
        duban_ledger_export_action_chosen duban_ledger_export_chunk_rule_own duban_ledger_export_rule_own
        duban_ledger_export_view_form duban_ledger_export_view_list duban_menu_import duban_menu_ledger_export
        duban_menu_ledger_exports duban_menu_progress_exchange duban_progress_exchange_action
        duban_progress_exchange_line_rule_own duban_progress_exchange_rule_own
        duban_progress_exchange_view_form ir_cron_jobs
        """,
    ),
}
#: fields that these addons add to the engine's models
FIELDS = {
    "duban_supervision_after": (
        "field_duban_matter__accountability_ids",
        "field_duban_matter__is_accountability_candidate",
    ),
}


def migrate(cr, version):
    for addon, (models, records) in MOVED.items():
        models = [f"duban.{name}" for name in models.split()]
        move_external_ids(cr, addon, models, records.split())
        move_schema(cr, addon, models)
    # also where no institution's addon asks for them
    cr.execute(
        "UPDATE ir_module_module SET state = 'to install' WHERE name = ANY(%s) AND state = 'uninstalled'",
        [list(MOVED)],
    )


def move_external_ids(cr, addon, models, records):
    """Give ``addon`` the external ids of ``models`` with their fields, choices and constraints, and of ``records``."""
    tables = "|".join(model.replace(".", "_") for model in models)
    cr.execute(
        """
        UPDATE ir_model_data SET module = %(addon)s
         WHERE module = 'duban_supervision'
           AND (name = ANY(%(names)s)
             OR model = 'ir.model' AND name ~ %(model)s
             OR model = 'ir.model.fields' AND name ~ %(field)s
             OR model = 'ir.model.fields.selection' AND name ~ %(choice)s
             OR model = 'ir.model.constraint' AND res_id IN (
                    SELECT c.id FROM ir_model_constraint c JOIN ir_model m ON m.id = c.model
                     WHERE m.model = ANY(%(models)s)))
        """,
        {
            "addon": addon,
            "names": [*records, *FIELDS.get(addon, ())],
            "model": f"^model_({tables})$",
            "field": f"^field_({tables})__",
            "choice": f"^selection__({tables})__",
            "models": models,
        },
    )


def move_schema(cr, addon, models):
    """Give ``addon`` the constraints and the relation tables of ``models``, which go when it is uninstalled."""
    params = {"addon": addon, "models": models}
    cr.execute(
        """
        UPDATE ir_model_constraint c SET module = new.id
          FROM ir_module_module new, ir_module_module old, ir_model m
         WHERE new.name = %(addon)s AND old.name = 'duban_supervision' AND c.module = old.id
           AND m.id = c.model AND m.model = ANY(%(models)s)
        """,
        params,
    )
    cr.execute(
        """
        UPDATE ir_model_relation r SET module = new.id
          FROM ir_module_module new, ir_module_module old
         WHERE new.name = %(addon)s AND old.name = 'duban_supervision' AND r.module = old.id
           AND r.name IN (SELECT relation_table FROM ir_model_fields
                           WHERE ttype = 'many2many' AND model = ANY(%(models)s))
        """,
        params,
    )
