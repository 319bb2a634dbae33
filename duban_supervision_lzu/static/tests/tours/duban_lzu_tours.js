import { registry } from "@web/core/registry";

/* One year's plan from the joint meeting to a published bulletin; selectors go by names, whatever the language. */

const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const button = (name) => `.o_form_view .o_statusbar_buttons button[name="${name}"]:enabled`;
const TASK = "学生宿舍增设淋浴室";

/** Steps that choose a record in a many2one or tags field. */
function choose(name, text) {
    return [
        { trigger: `${field(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
    ];
}

function save() {
    return [
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ];
}

function openTask() {
    return [
        { trigger: `.o_list_view .o_data_row .o_data_cell:contains(${TASK})`, run: "click" },
        { trigger: `${field("number")}:contains(-)`, timeout: 60000 },
    ];
}

tours.add("duban_lzu_plan", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("plan_id", "2"),
        ...choose("unit_ids", "教务处"),
        { trigger: `${field("agenda")} textarea`, run: "edit 审议年度督查计划" },
        { trigger: `${field("minutes")} textarea`, run: "edit 同意列入年度督查计划" },
        ...save(),
        { trigger: button("action_hold"), run: "click" },
        { trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current[data-value='held']" },
        { trigger: "[data-menu-xmlid='duban_supervision_plan.duban_menu_plan']", run: "click" },
        { trigger: "[data-menu-xmlid='duban_supervision_lzu.duban_lzu_menu_plan']", run: "click" },
        { trigger: ".o_list_view .o_pager_limit" },
        { trigger: ".o_list_view .o_data_row .o_data_cell[name='outline']", run: "click" },
        { trigger: button("action_approve"), run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: button("action_create_matters"), run: "click" },
        // The tasks stand on the ledger with their numbers.
        { trigger: `.o_list_view .o_data_row:contains(${TASK}) .o_data_cell[name='number']:contains(-0001)` },
    ],
});

tours.add("duban_lzu_claim", {
    steps: () => [
        ...openTask(),
        { trigger: button("action_claim"), run: "click" },
        { trigger: ".o_form_view:not(:has(button[name='action_claim']))" },
    ],
});

tours.add("duban_lzu_report", {
    steps: () => [
        { trigger: ".o_notebook_headers .nav-link[name='result']", run: "click" },
        { trigger: `${field("self_assessment")} textarea`, run: "edit 三栋宿舍全部完工并验收" },
        ...save(),
        { trigger: button("action_submit_result"), run: "click" },
        { trigger: ".o_duban_procedure li:nth-child(3)[aria-current='step']" },
    ],
});

tours.add("duban_lzu_review", {
    steps: () => [
        { trigger: ".o_form_view .o_duban_pass_review", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 材料齐全" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.o_duban_pass_review))" },
    ],
});

tours.add("duban_lzu_leader", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record .o_duban_approve", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 同意销号" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("duban_lzu_close", {
    steps: () => [
        { trigger: button("action_close"), run: "click" },
        { trigger: ".o_form_view:not(:has(button[name='action_close']))" },
    ],
});

tours.add("duban_lzu_bulletin", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("scope_unit_ids", "教务处"),
        { trigger: `${field("good_practice")} textarea`, run: "edit 教务处提前完成" },
        { trigger: `${field("problems")} textarea`, run: "edit 无" },
        ...save(),
        { trigger: button("action_fill"), run: "click" },
        { trigger: ".o_notebook_headers .nav-link[name='lines']", run: "click" },
        { trigger: `${field("line_ids")} .o_data_row:contains(教务处)` },
        { trigger: button("action_publish"), run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current[data-value='published']" },
    ],
});
