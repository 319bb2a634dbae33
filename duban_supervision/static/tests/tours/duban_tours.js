import { registry } from "@web/core/registry";

/* Selectors go by names and classes, so that the tours run in every language and under every regulation's words. */

const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const button = (name) => `.o_form_view .o_statusbar_buttons button[name="${name}"]:enabled`;

/** Steps from the dialog of a to-do to the whole matter. */
const whole = [
    { trigger: ".modal .o_duban_step button[name='action_open_form'], .modal-footer button[name='action_open_form']", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view .o_duban_procedure" },
];

/** Steps that choose a record in a many2one field. */
function choose(name, text) {
    return [
        { trigger: `${field(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${field(name)} input:value(${text})` },
    ];
}

/** Steps that press a button of the form and wait for the step of the procedure that follows. */
function press(name, position) {
    return [
        { trigger: button(name), run: "click" },
        { trigger: `.o_duban_procedure li:nth-child(${position})[aria-current="step"]` },
    ];
}

tours.add("duban_office_registers", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: `${field("name")} textarea`, run: "edit 更新教学用机房" },
        ...choose("source_category_id", "会议决定"),
        ...choose("lead_unit_id", "教务处"),
        // The leader in charge comes with the unit.
        { trigger: `${field("leader_in_charge_id")} input:value(leader)` },
        { trigger: `${field("content")} textarea`, run: "edit 更新教学用机房设备" },
        { trigger: `${field("basis")} textarea`, run: "edit 第四次校务会" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        ...press("action_file", 2),
        { trigger: `${field("number")}:contains(-)` },
        ...press("action_assign", 3),
        // Why this date: the history of the due date with its ground.
        { trigger: "button[name='action_why_deadline']", run: "click" },
        { trigger: ".modal .o_data_row td[name='ground']:contains(交办后10个工作日)" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        // Urging asks for its content first.
        { trigger: ".o_form_view .o_duban_urge", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 请尽快办理" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notebook_headers .nav-link[name='records']", run: "click" },
        { trigger: `${field("record_ids")} .o_data_row:contains(请尽快办理)` },
    ],
});

tours.add("duban_unit_accepts", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record:has(.o_duban_todo_accept) .o_duban_open", run: "click" },
        // The to-do leads to the plan: what is to be done above it, the step below.
        { trigger: ".modal .o_duban_facts:contains(更新教学用机房设备)" },
        { trigger: `.modal ${field("plan_line_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='name'] input, ${field("plan_line_ids")} .o_selected_row [name='name'] textarea`, run: "edit 完成招标" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='date'] button, ${field("plan_line_ids")} .o_selected_row [name='date'] input`, run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: ".modal-footer button[name='action_accept']:enabled", run: "click" },
        // It says that it was done; the matter is in the inbox no more as one to accept.
        { trigger: ".o_notification:contains(更新教学用机房)" },
        { trigger: "body:not(:has(.modal)) .o_duban_todo:not(:has(.o_duban_todo_accept))" },
        { trigger: ".o_duban_todo .o_kanban_record:has(.o_duban_todo_result) .o_duban_open", run: "click" },
        ...whole,
        { trigger: ".o_form_view .o_duban_add_feedback", run: "click" },
        { trigger: ".modal .o_field_widget[name='name'] textarea", run: "edit 招标公告已发布" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notebook_headers .nav-link[name='plan']", run: "click" },
        { trigger: `body:not(:has(.modal)) ${field("feedback_ids")} .o_data_row:contains(招标公告已发布)` },
    ],
});

tours.add("duban_leader_approves_on_phone", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record .o_duban_approve", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 同意延期" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_view_nocontent_smiling_face, body:not(:has(.modal)) .o_duban_todo:not(:has(.o_duban_approve))" },
    ],
});

tours.add("duban_leader_approves_by_keyboard", {
    steps: () => [
        {
            trigger: ".o_duban_todo .o_kanban_record .o_duban_approve",
            async run({ press }) {
                this.anchor.focus();
                await press("Enter");
            },
        },
        // What is decided stands in the dialog, and the focus where the opinion is written.
        { trigger: ".modal .o_field_widget[name='facts']:contains(天气原因)" },
        { trigger: ".modal .o_field_widget[name='text'] textarea:focus", run: "edit 同意" },
        {
            trigger: ".modal .o_field_widget[name='text'] textarea",
            async run({ press }) {
                await press("Tab");
                await press("Enter");
            },
        },
        { trigger: "body:not(:has(.modal)) .o_action_manager:not(:has(.o_duban_approve))" },
    ],
});

tours.add("duban_unit_reports_on_phone", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record .o_duban_open", run: "click" },
        { trigger: `.modal ${field("result")} textarea`, run: "edit 已全部完成" },
        { trigger: ".modal-footer button[name='action_submit_result']:enabled", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_action_manager:not(:has(.o_duban_todo .o_duban_todo_result))" },
    ],
});

tours.add("duban_home", {
    steps: () => [
        { trigger: ".o_duban_home section[data-key='todos'] .list-group-item" },
        { trigger: ".o_duban_home section[data-key='load'] canvas" },
        { trigger: ".o_duban_home .o_duban_tile[data-key='overdue'].o_duban_tile_danger", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name='name'], .o_kanban_view .o_kanban_record [name='name']", run: "click" },
        { trigger: ".o_form_view .o_duban_procedure li[aria-current='step']" },
    ],
});

tours.add("duban_typed_date", {
    steps: () => [
        { trigger: `${field("date_deadline")} button, ${field("date_deadline")} input`, run: "click" },
        { trigger: `${field("date_deadline")} input`, run: "edit 12月2日 && press Enter" },
        // it stays in sight while the server is asked what follows from it
        { trigger: `${field("date_deadline")} button:contains(12月2日)` },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("duban_draft_is_deleted", {
    steps: () => [
        { trigger: ".o_form_view .o_cp_action_menus .dropdown-toggle:has(.fa-cog)", run: "click" },
        { trigger: ".o-dropdown--menu .o_menu_item .fa-trash-o" },
    ],
});
tours.add("duban_filed_is_kept", {
    steps: () => [
        { trigger: ".o_form_view .o_cp_action_menus .dropdown-toggle:has(.fa-cog)", run: "click" },
        { trigger: ".o-dropdown--menu:has(.o_menu_item):not(:has(.fa-trash-o))" },
    ],
});
