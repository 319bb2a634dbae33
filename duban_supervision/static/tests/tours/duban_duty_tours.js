import { registry } from "@web/core/registry";

/* Whose matter it is: given to another unit, objected to, withdrawn; and a person of two institutions. */

const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const asked = (name) => `.modal .o_field_widget[name="${name}"]`;
const none = "body:not(:has(.modal))";

/** Steps that press a button of the form; on a phone it stands behind the dots. */
function press(button) {
    return [
        {
            isActive: ["mobile"],
            trigger: ".o_form_view .o_statusbar_buttons button:has(.oi-ellipsis-v)",
            run: "click",
        },
        { trigger: button, run: "click" },
    ];
}

/** Steps that choose a unit in the dialog. */
function chooseUnit(text) {
    return [
        { isActive: ["desktop"], trigger: `${asked("unit_id")} input`, run: `edit ${text}` },
        { isActive: ["desktop"], trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        // a phone shows the units as cards
        { isActive: ["mobile"], trigger: `${asked("unit_id")} input`, run: "click" },
        { isActive: ["mobile"], trigger: `.modal .o_kanban_record:contains(${text})`, run: "click" },
        { trigger: `${asked("unit_id")} input:value(${text})` },
    ];
}

/** Steps that write the reason and confirm. */
function because(text) {
    return [
        { trigger: `${asked("text")} textarea`, run: `edit ${text}` },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
    ];
}

tours.add("duban_office_reassigns", {
    steps: () => [
        ...press(".o_duban_reassign"),
        // What ends with it stands in the dialog.
        { trigger: `${asked("hint")}` },
        ...chooseUnit("科研处"),
        ...because("职责已调整"),
        { trigger: `${none} .o_duban_procedure li:nth-child(3)[aria-current="step"]` },
        { trigger: `${field("lead_unit_id")}:contains(科研处)` },
    ],
});

tours.add("duban_former_unit_reads", {
    steps: () => [
        { trigger: ".o_list_view, .o_kanban_view", run: () => console.log("picture former-list") },
        { isActive: ["desktop"], trigger: ".o_data_row:contains(更新教学用机房) .o_data_cell", run: "click" },
        { isActive: ["mobile"], trigger: ".o_kanban_record:contains(更新教学用机房)", run: "click" },
        { trigger: `${field("handed_over_title")}:contains(更新教学用机房)` },
        {
            trigger: `${field("own_plan_line_ids")}:contains(节点1)`,
            run: () => console.log("picture former-form"),
        },
    ],
});

tours.add("duban_unit_objects", {
    steps: () => [
        ...press(".o_duban_object"),
        ...chooseUnit("科研处"),
        ...because("不属本单位职责"),
        { trigger: `${none} .o_form_view:not(:has(.o_duban_object))` },
    ],
});

tours.add("duban_office_upholds", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record:has(.o_duban_todo_objection) .o_duban_open", run: "click" },
        // Whose objection it is, and why, stands beside the answer.
        { trigger: `${asked("details")}:contains(不属本单位职责)` },
        { trigger: `${asked("upheld")} input[type='radio']:first`, run: "click" },
        { trigger: `${asked("unit_id")} input:value(科研处)` },
        ...because("经研究，改由科研处承办"),
        { trigger: none },
    ],
});

tours.add("duban_office_withdraws", {
    steps: () => [
        ...press(".o_duban_withdraw_filing"),
        ...because("重复立项"),
        { trigger: `${none} .o_form_view:not(:has(.o_duban_withdraw_filing))` },
    ],
});

tours.add("duban_two_institutions", {
    steps: () => [
        // The to-do of the other institution stands here, and opens our form there.
        { trigger: ".o_duban_home section[data-key='elsewhere'] .list-group-item" },
        { trigger: ".o_duban_home section[data-key='todos'] .list-group-item:contains(更新教学用机房)", run: "click", expectUnloadPage: true },
        { trigger: ".o_form_view .o_duban_procedure li[aria-current='step']" },
    ],
});

tours.add("duban_other_institution_is_opened", {
    steps: () => [
        {
            trigger: ".o_duban_home section[data-key='elsewhere'] .list-group-item",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_duban_home section[data-key='unit'] .list-group-item:contains(更新教学用机房)" },
        { trigger: ".o_duban_home:not(:has(section[data-key='elsewhere']))" },
    ],
});
