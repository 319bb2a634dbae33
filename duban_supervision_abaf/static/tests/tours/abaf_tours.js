import { registry } from "@web/core/registry";

/* A 一级 matter from the subject's proposal to 销号, one tour per person. Names are those of the test's fixtures. */

const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const button = (name) => `.o_form_view .o_statusbar_buttons button[name="${name}"]:enabled`;
const state = (word) => `.o_form_view .o_field_widget[name="state"]:contains(${word})`;
const page = (name) => ({ trigger: `.o_notebook_headers .nav-link[name='${name}']`, run: "click" });
const write = (name, text) => ({ trigger: `${field(name)} textarea`, run: `edit ${text}` });
const save = [{ trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved" }];

function choose(name, text) {
    return [
        { trigger: `${field(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${field(name)} input:value(${text})` },
    ];
}

function press(name, word) {
    return [
        { trigger: button(name), run: "click" },
        { trigger: state(word) },
    ];
}

/** Steps from the dialog of a to-do to the whole matter. */
const whole = [
    { trigger: ".modal .o_duban_step button[name='action_open_form'], .modal-footer button[name='action_open_form']", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view .o_duban_procedure" },
];

/** Steps that open the to-do of one kind. */
const open = (key) => [
    { trigger: `.o_duban_todo .o_kanban_record:has(.o_duban_todo_${key}) .o_duban_open`, run: "click" },
    ...whole,
];

tours.add("duban_abaf_subject_proposes", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        write("name", "落实省教育厅安全检查整改"),
        ...choose("source_category_id", "重点工作类"),
        ...choose("lead_unit_id", "教务处"),
        // The initiating unit and the leaders come with the lead unit.
        { trigger: `${field("subject_unit_id")} input:value(教务处)` },
        { trigger: `${field("responsible_leader_id")} input:value(leader)` },
        ...choose("principal_leader_id", "secretary"),
        write("content", "对照检查清单三日内完成整改并报告"),
        ...choose("form_id", "书面督办"),
        ...choose("grade_id", "一级"),
        ...save,
        ...press("action_submit_filing", "立项审批"),
    ],
});

tours.add("duban_abaf_leader_approves", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record .o_duban_approve", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 同意" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_view_nocontent_smiling_face, body:not(:has(.modal)) .o_duban_todo:not(:has(.o_duban_approve))" },
    ],
});

tours.add("duban_abaf_office_files_and_assigns", {
    steps: () => [
        ...open("file"),
        ...press("action_file", "已立项备案"),
        { trigger: `${field("number")}:contains(阿职督办)` },
        ...press("action_assign", "已交办"),
        { trigger: ".o_duban_procedure li:nth-child(2)[aria-current='step']:contains(交办)" },
    ],
});

tours.add("duban_abaf_head_accepts", {
    steps: () => [
        ...open("accept"),
        ...choose("handler_id", "worker_a"),
        page("plan"),
        { trigger: `${field("plan_line_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='name'] textarea`, run: "edit 完成整改" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='date'] button, ${field("plan_line_ids")} .o_selected_row [name='date'] input`, run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        page("content"),
        write("measures", "逐项对照，责任到人"),
        ...save,
        ...press("action_accept", "承办中"),
    ],
});

tours.add("duban_abaf_handler_reports", {
    steps: () => [
        ...open("result"),
        { trigger: ".o_form_view .o_duban_add_feedback", run: "click" },
        { trigger: ".modal .o_field_widget[name='name'] textarea", run: "edit 已完成八项整改" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notebook_headers .nav-link[name='result']", run: "click" },
        write("result_progress", "十二项问题全部整改"),
        write("result_measures", "专班推进"),
        write("result_effect", "隐患清零"),
        write("result_next_steps", "建立长效机制"),
        {
            trigger: field("result_attachment_ids"),
            run() {
                const input = this.anchor.querySelector("input[type='file']");
                const transfer = new DataTransfer();
                transfer.items.add(new File(["整改报告"], "书面报告.txt", { type: "text/plain" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        { trigger: `${field("result_attachment_ids")} .o_attachment:contains(书面报告)` },
        ...save,
        ...press("action_submit_result", "已反馈结果"),
    ],
});

tours.add("duban_abaf_office_reviews", {
    steps: () => [
        ...open("review"),
        { trigger: ".o_form_view .o_duban_pass_review", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 符合办结要求" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: `body:not(:has(.modal)) ${state("销号审批")}` },
    ],
});

tours.add("duban_abaf_office_closes", {
    steps: () => [...open("close"), ...press("action_close", "已办结销号")],
});
