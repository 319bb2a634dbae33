"""The pictures of the guides, one row each: who looks at what, and what is done on the screen first."""

from typing import NamedTuple

DESK = (1400, 900)
LOW = (1400, 560)
PHONE = (390, 844)
ACTION = "/odoo/action-duban_supervision."
GATEWAYS = "/odoo/action-duban_supervision_gateway.duban_gateway_action/new"


class Shot(NamedTuple):
    """One picture.

    :param name: of the file
    :param login: who looks
    :param size: of the screen
    :param path: address, with {id} of the record that the search finds
    :param wanted: what must be on the screen
    :param search: model, domain and order of the record
    :param click: what is clicked first
    :param only: the part of the screen that is taken
    :param script: what is done on the screen then
    :param then: what must be on the screen after that
    """

    name: str
    login: str
    size: tuple
    path: str
    wanted: str
    search: tuple = ()
    click: str = ""
    only: str = ""
    script: str = ""
    then: str = ""


class Form(NamedTuple):
    """The first page of a printed form: file name, who prints, which report, search of the record."""

    name: str
    login: str
    report: str
    search: tuple


FORM_VIEW = ".o_form_view .o_field_widget"
#: a ledger as an office writes it, chosen and read
CHOOSE_LEDGER = """
    const lines = [
        "2026年重点工作台账,,,,", "序号,督办事项,牵头单位,配合单位,完成时限",
        "1,修订学生管理规定,学生工作部（处）,本科教学评建办公室,2026年12月底前",
        "2,更新多媒体教室设备,后勤管理处,,2026年12月20日前",
        "3,制定新学期开学工作方案,各学院,学生工作部（处）,开学前",
        "4,完成专业评估自查,本科教学评建办公室,,长期坚持",
    ];
    const transfer = new DataTransfer();
    transfer.items.add(new File(["\\ufeff" + lines.join("\\r\\n")], "重点工作台账.csv", { type: "text/csv" }));
    const box = document.querySelector("[name=file] input[type=file]");
    box.files = transfer.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    setTimeout(() => document.querySelector("button[name=action_read]").click(), 1500);
"""
#: chooses the second kind of channel, resp. the first preset
CHOOSE_KIND = """
    const choose = (field, position) => {
        document.querySelector(`.o_field_widget[name=${field}] input`).click();
        setTimeout(() => document.querySelectorAll(".o_select_menu_item")[position].click(), 700);
    };
"""
SHOTS = [
    Shot(
        "home-office",
        "xisu.office",
        (1400, 620),
        "/odoo/supervision-home",
        ".o_duban_boards",
    ),
    Shot(
        "filing",
        "xisu.office",
        (1400, 1000),
        "/odoo/supervision-home",
        ".o_duban_boards",
        click="[data-action='duban_supervision.duban_matter_action_new']",
    ),
    Shot(
        "import-preview",
        "xisu.office",
        (1400, 620),
        "/odoo/supervision-import",
        ".o_form_view [name=file] input[type=file]",
        script=CHOOSE_LEDGER,
        then="[name=line_ids] .o_data_row",
    ),
    Shot(
        "feedback",
        "wut.network_liaison",
        (1400, 820),
        ACTION + "mail_activity_action_mine",
        ".o_duban_todo",
        click=".o_duban_open",
    ),
    Shot(
        "wall",
        "xisu.office",
        (1400, 790),
        ACTION + "duban_wall_action",
        ".o_duban_wall",
    ),
    Shot(
        "office-list",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action",
        ".o_data_row",
    ),
    Shot(
        "matter-form",
        "xisu.office",
        (1400, 1150),
        ACTION + "duban_matter_action/{id}",
        FORM_VIEW,
        ("duban.matter", [["state", "=", "in_progress"]], "date_deadline"),
    ),
    Shot(
        "timeline",
        "xisu.office",
        DESK,
        ACTION + "duban_matter_action/{id}",
        FORM_VIEW,
        (
            "duban.matter",
            [
                ["state", "in", ["in_progress", "result_submitted"]],
                ["feedback_ids", "!=", False],
                ["plan_line_ids", "!=", False],
            ],
            "date_deadline",
        ),
        click=".nav-link[name=plan]",
        only=".o_duban_timeline",
    ),
    Shot(
        "ledger",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action_ledger",
        ".o_data_row, .o_group_header",
    ),
    Shot(
        "unit-inbox",
        "wut.network_liaison",
        LOW,
        ACTION + "mail_activity_action_mine",
        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)",
    ),
    Shot(
        "leader-approval",
        "wut.leader",
        (390, 340),
        ACTION + "mail_activity_action_mine",
        ".o_duban_approve",
    ),
    Shot(
        "home-leader-phone",
        "xisu.leader",
        PHONE,
        "/odoo/supervision-home",
        ".o_duban_boards",
    ),
    Shot(
        "channel-wecom",
        "admin",
        (1400, 1080),
        GATEWAYS,
        FORM_VIEW,
        script=CHOOSE_KIND + 'choose("kind", 1);',
        then="[name=callback_key]",
    ),
    Shot(
        "channel-http",
        "admin",
        (1400, 1150),
        GATEWAYS,
        FORM_VIEW,
        script=CHOOSE_KIND + 'choose("preset", 0);',
        then="[name=send_url] input",
    ),
    Shot(
        "sign-in",
        "admin",
        LOW,
        "/odoo/action-duban_supervision_signin.duban_sign_in_action/new",
        FORM_VIEW,
    ),
    Shot(
        "regulation",
        "admin",
        DESK,
        ACTION + "duban_regulation_action/{id}",
        FORM_VIEW,
        (
            "duban.regulation",
            [["company_id", "!=", False], ["code", "=", "xisu"]],
            "id",
        ),
    ),
]
CLOSED = [["state", "in", ["closed", "archived"]]]
FORMS = [
    Form(
        "xisu-slip",
        "xisu.office",
        "duban_supervision_xisu.report_slip",
        ("duban.matter", CLOSED, "id"),
    ),
    Form(
        "abaf-form-1",
        "abaf.office",
        "duban_supervision_abaf.report_filing_form",
        ("duban.matter", CLOSED, "id"),
    ),
]
