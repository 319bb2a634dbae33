# The order of inheritance: what extends a model comes after what it extends.
from .proof import removal
from .access import hidden_names
from .screens import screen
from .rules import own_institution
from .access import links, engine, engine_fields, follows, cached
from .rules import regulation_part
from .rules.rows import demand, coded
from .rules import regulation, regulation_copy
from .rules.rows import label
from .rules import own_words, ruleset
from .rules.rows import (
    option,
    source_category,
    grade,
    term_rule,
    requirement,
    approval_step,
    procedure_step,
)
from .rules import res_company, calendar_year, number
from .access import office, matter_part
from .matter import steps, rare_parts, matter
from .access import matter_access, matter_writing
from .matter import (
    matter_registering,
    matter_unit,
    matter_rules,
    matter_workflow,
    matter_checks,
    matter_closing,
    matter_actions,
    matter_units,
    matter_deadline,
)
from .reminding import (
    patrol,
    matter_todo,
    reconcile,
    reminder,
    matter_reminder,
    digest,
    digest_mail,
)
from .proof import append_only, person_name
from .matter import matter_routing, due_date, act
from .approval import approval_line
from .reminding import informing
from .approval import delegation, request, request_decision
from .reminding import matter_informing
from .approval import request_screen
from .handling import (
    plan_line,
    feedback,
    feedback_dates,
    consolidation,
    record,
)
from .handling import warning_level
from .rules.rows import score_rule
from .rules.rows import recheck_weight
from .matter import merge, duplicate
from .handling.changes import adjustment, objection, correction, recusal
from .approval import decider
from .handling.changes import disagreement
from .handling import progress_request, progress_round, inspection_team
from .rules import ir_module_module
from .screens import ir_ui_menu
from .handling import report_back, archive_record, registration, recheck
from .handling.changes import handover
from .handling import matter_handling
from .access import responsibility
from .handling import matter_tenure, matter_moved
from .approval import matter_approval
from .handling import matter_notices, warning_follow, pause
from .matter import standing_still
from .reminding import next_calendar
from .access import hr_department, unit_end
from .access import res_users, staff_number
from .access import mail_pointer
from .reminding import mail_activity
from .access import kept, ir_filters, mail_message, mail_rows, refusal
from .handling.changes import former_unit
from .rules.rows import document_cell
from .documents import (
    document_mixin,
    print_later,
    own_day,
    matter_document,
    record_document,
    request_document,
    matter_dossier,
)
from .access import ir_attachment, file_tokens, upload_limit
from .screens import mail_activity_screen, todo_counter
from .proof import log, verification, personal, erasing
from .rules import regulation_features, setting_help
from .rules import constraints
from .screens import (
    matter_screen,
    act_screen,
    matter_ask,
    matter_lists,
    matter_glance,
    landing,
    step_page,
    page,
)
from .rules import first_steps, first_steps_doors, settings_page
from .screens import home_visit, home, home_charts, wall
from .handling import help_call, judgement, burden
from .screens import home_running
from .rules import regulation_after, frozen, regulation_trail
from .rules.file import regulation_file, regulation_shipped
from .rules import regulation_check, regulation_version
from .rules import code_choices, code_words, regulation_screen
