"""Which tests watch which room, and which test proves which row."""

import ast
from functools import cache

from ..common import ROOT

#: room -> files of tests (below tests/), the nearest first; `*` allowed
ROOMS = {
    "access": "test_predicates test_sight_of_offices test_units_act test_access_matrix test_buttons test_attack "
    "test_attack_office test_access_json2 test_routing",
    "approval": "test_chain_order test_decider test_decisions test_recusal duban_supervision_wut/test_terms",
    "attachment": "test_kept_files test_attack duban_supervision_all/test_locks",
    "calendar": "test_calendar_counts test_checks_boxes test_next_step duban_supervision_all/test_all_institutions "
    "duban_supervision_xisu/test_regulation duban_supervision_wut/test_terms "
    "duban_supervision_abaf/test_terms",
    "checks": "test_start_guards test_ends_guards test_small_guards test_checks_boxes test_parts_guards test_warning "
    "test_buttons duban_supervision_xisu/test_bad_input duban_supervision_wut/test_filing "
    "test_feedback_grid test_home_rules duban_supervision_wut/test_handling "
    "duban_supervision_abaf/test_result",
    "data_abaf": "duban_supervision_abaf/test_*",
    "data_lzu": "duban_supervision_lzu/test_*",
    "data_sie": "duban_supervision_sie/test_*",
    "data_wut": "duban_supervision_wut/test_*",
    "data_xisu": "duban_supervision_xisu/test_*",
    "decider": "test_recusal_who test_chain_order test_decider test_recusal",
    "documents": "test_digest_mail test_regulation_* duban_supervision_after/test_* "
    "duban_supervision_abaf/test_after "
    "duban_supervision_wut/test_after duban_supervision_lzu/test_notice* duban_supervision_all/test_print_later",
    "engine": "test_sight_of_offices test_attack test_attack_office test_trail_forgery test_hostile",
    "gateway": "duban_supervision_wecom/test_buttons duban_supervision_wecom/test_wrong_person "
    "duban_supervision_wecom/test_cards duban_supervision_gateway/test_http",
    "home": "test_home_rules test_home_exact test_timeline test_landing test_ui_screen test_ui_home",
    "import": "test_dates_zh* duban_supervision_exchange/test_import* duban_supervision_exchange/test_people_list",
    "javascript": "test_ui_dates test_ui_home test_ui_phone",
    "meeting": "duban_supervision_meeting/test_meeting* duban_supervision_meeting/test_kept",
    "moved": "test_lateness test_unit_end test_calendar_counts test_inputs test_clock test_people_change "
    "duban_supervision_all/test_locks duban_supervision_abaf/test_second_reading duban_supervision_abaf/test_lived "
    "duban_supervision_xisu/test_second_reading duban_supervision_wut/test_second_reading "
    "duban_supervision_lzu/test_second_reading",
    "package": "duban_supervision_archive/test_package duban_supervision_archive/test_inspection",
    "patrol": "test_reminders_stop test_patrol test_digest test_reminding_jobs test_people_change",
    "people": "test_handover_guards test_small_guards test_people_change duban_supervision_abaf/test_people",
    "plan": "duban_supervision_plan/test_goal* duban_supervision_plan/test_years duban_supervision_lzu/test_plan",
    "print": "duban_supervision_xisu/test_slip duban_supervision_wut/test_documents "
    "duban_supervision_abaf/test_forms",
    "recheck": "test_rechecks duban_supervision_after/test_recheck_risk duban_supervision_wut/test_after "
    "duban_supervision_xisu/test_closing",
    "reconcile": "test_todo_table test_todo_days test_home_rules test_people_change test_digest test_patrol "
    "test_todo_guard",
    "registration": "test_registration test_registration_who duban_supervision_abaf/test_urging",
    "request": "test_request_guards duban_supervision_xisu/test_requests duban_supervision_abaf/test_requests "
    "duban_supervision_wut/test_terms duban_supervision_sie/test_assignment test_attack",
    "rules": "test_handover_guards duban_supervision_lzu/test_notice duban_supervision_plan/test_goal "
    "duban_supervision_all/test_access_models test_sight_of_offices test_routing test_access_matrix",
    "score": "duban_supervision_after/test_score duban_supervision_after/test_score_steps",
    "signin": "duban_supervision_signin/test_cas* duban_supervision_signin/test_two_schools",
    "statistics": "test_figures_ends test_figures_more duban_supervision_after/test_statistics",
    "steps": "test_predicates test_feedback_grid test_checks_boxes test_parts_guards "
    "duban_supervision_xisu/test_procedure "
    "duban_supervision_xisu/test_registering duban_supervision_wut/test_handling duban_supervision_abaf/test_result "
    "duban_supervision_lzu/test_rows duban_supervision_sie/test_assignment",
    "told": "test_told_more test_filing_notice test_todo_table test_todo_days duban_supervision_lzu/test_rows "
    "duban_supervision_xisu/test_procedure",
    "todos": "test_todo_guard test_todo_days test_home_rules test_ui_wizard test_people_change test_attack "
    "duban_supervision_all/test_locks",
    "trail": "test_trail_forgery test_trail test_proof",
    "views": "test_buttons",
}  # fmt: skip
#: rooms whose tests need a browser
BROWSER = {"javascript"}


def files_of(room):
    """Test files of a room, relative to the clone; those that exist."""
    found = []
    for name in ROOMS.get(room, "").split():
        pattern = name if "/" in name else f"duban_supervision/{name}"
        found += sorted((ROOT / "tests").glob(f"{pattern}.py"))
    return [str(path.relative_to(ROOT)) for path in found]


@cache
def proofs():
    """{row: [test node]} of every `@clause`, read without running."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        relative = path.relative_to(ROOT)
        if relative.parts[1] == "tools":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            for row in rows_in(cls.decorator_list):
                found.setdefault(row, []).append(f"{relative}::{cls.name}")
            for test in cls.body:
                if isinstance(test, ast.FunctionDef):
                    for row in rows_in(test.decorator_list):
                        node = f"{relative}::{cls.name}::{test.name}"
                        if not cls.name.startswith("Test"):
                            node = str(relative)
                        found.setdefault(row, []).append(node)
    return found


def rows_in(decorators):
    """Identifiers named by the `@clause` and `@inherited` among these decorators."""
    for node in decorators:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("clause", "inherited"):
                for value in (*node.args, *(each.value for each in node.keywords)):
                    yield from (
                        made(value.value)
                        if isinstance(value, ast.Starred)
                        else written(value)
                    )


def made(value):
    """Identifiers that `*(f"XISU-A2.{n}" for n in range(1, 10))` makes of itself: our own tests, one name."""
    return list(
        eval(  # noqa: S307  # pylint: disable=eval-used
            compile(ast.Expression(value), "clause", "eval"),
            {"__builtins__": {}, "range": range},
        )
    )


def written(value):
    """Identifiers that stand there as they are."""
    return [
        leaf.value
        for leaf in ast.walk(value)
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
    ]


def tests_of(mutation):
    """What to run for a mutation: the tests of its rows, then those of its room."""
    rows = [node for row in mutation.rows for node in proofs().get(row, ())]
    return list(dict.fromkeys(rows)), files_of(mutation.room)
