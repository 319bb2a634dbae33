import { registry } from "@web/core/registry";

/* Three real decisions through the six steps. Selectors go by names and classes, so that they hold in every language. */

const { DateTime } = luxon;
const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const button = (name) => `.o_form_view .o_statusbar_buttons button[name="${name}"]:enabled`;
const inModal = (name) => `.modal .o_field_widget[name="${name}"]`;
const noModal = "body:not(:has(.modal))";
const page = (name) => ({ trigger: `${noModal} .o_notebook_headers .nav-link[name="${name}"]`, run: "click" });
const save = [{ trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved" }];
const write = (name, text) => ({ trigger: `${field(name)} textarea, ${field(name)} input`, run: `edit ${text}` });
const inDays = (days) => DateTime.now().plus({ days }).toISODate();

/** Steps from the dialog of a to-do to the whole matter. */
const whole = [
    { trigger: ".modal .o_duban_step button[name='action_open_form'], .modal-footer button[name='action_open_form']", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view .o_duban_procedure" },
];

/** Steps that choose a record in a many2one field. */
function choose(name, text, within = field) {
    return [
        { trigger: `${within(name)} input`, run: `edit ${text}` },
        // in this field's own list: another field's may still be open, with the same words in it
        { trigger: `${within(name)} .o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${within(name)} input:value(${text})` },
    ];
}

/** Steps that add a tag. */
function add(name, text) {
    return [
        { trigger: `${field(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${field(name)} .o_tag:contains(${text})` },
    ];
}

/** Steps that type a date. */
function dateOf(selector, day) {
    return [
        { trigger: `${selector} button, ${selector} input`, run: "click" },
        { trigger: `${selector} input`, run: `edit ${day} && press Enter` },
    ];
}

/** Steps that press a button of the form and wait for the step of the procedure that follows. */
function press(name, position) {
    return [
        { trigger: `${noModal} ${button(name)}`, run: "click" },
        { trigger: `${noModal} .o_duban_procedure li:nth-child(${position})[aria-current="step"]` },
    ];
}

/** Steps of the office: register, file, assign one decision of the 校长办公会. */
function fileAndAssign(decision) {
    return [
        { trigger: ".o_list_button_add, .o_form_button_create", run: "click" },
        { trigger: `${field("state")}:not(:has(.o_readonly_modifier)), ${field("state")}` },
        { trigger: `.o_duban_procedure li:nth-child(1)[aria-current="step"]` },
        { trigger: `${noModal} .o_form_view:not(:has(.o_field_widget[name="number"]))` },
        { trigger: `${field("name")} textarea`, run: `edit ${decision.name}` },
        ...choose("source_category_id", "党委会、校长办公会"),
        ...choose("decision_body_id", decision.body),
        ...(decision.meeting ? [write("meeting_name", decision.meeting)] : []),
        ...dateOf(field("meeting_date"), decision.held),
        write("minutes_number", decision.minutes),
        write("source_item", decision.item),
        ...choose("lead_unit_id", decision.lead),
        ...decision.cos.flatMap((unit) => add("co_unit_ids", unit)),
        page("content"),
        write("content", decision.content),
        write("basis", decision.basis),
        write("objective", "按规定落实"),
        ...choose("form_id", decision.joint ? "联合督办" : "定期督办"),
        ...(decision.joint ? add("joint_unit_ids", decision.joint) : [write("period_months", "1")]),
        ...save,
        ...press("action_file", 2),
        { trigger: `${field("number")}:contains(-)` },
        ...press("action_assign", 3),
    ];
}

/** Steps of the lead unit: from the to-do to the accepted plan and the first progress. */
function accept(decision, handler) {
    return [
        { trigger: `.o_duban_todo .o_kanban_record:has(.o_duban_todo_accept):contains(${decision.name}) .o_duban_open`, run: "click" },
        ...whole,
        page("plan"),
        ...choose("handler_id", handler),
        { trigger: `${field("plan_line_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='name'] textarea`, run: `edit ${decision.milestone}` },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='date'] button, ${field("plan_line_ids")} .o_selected_row [name='date'] input`, run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: `${field("plan_line_ids")} .o_selected_row [name='is_key'] input`, run: "click" },
        ...save,
        ...press("action_accept", 4),
        { trigger: ".o_form_view .o_duban_add_feedback", run: "click" },
        { trigger: `${inModal("name")} textarea`, run: `edit ${decision.progress}` },
        ...choose("plan_line_id", decision.milestone, inModal),
        { trigger: ".modal .o_form_button_save", run: "click" },
        page("plan"),
        { trigger: `${field("feedback_ids")} .o_data_row:contains(${decision.progress})` },
    ];
}

/** Steps of the lead unit on the open form: the result with its two sides. */
function submitResult(decision) {
    return [
        page("result"),
        write("result", decision.result),
        write("achievements", "落实及时"),
        write("problems", "无"),
        ...save,
        ...press("action_submit_result", 5),
    ];
}

/** Steps of the office: record, review, conclusion, report back, close; the slip is on the form. */
function close(decision) {
    return [
        { trigger: `${noModal} .o_duban_todo .o_kanban_record:contains(${decision.name}) .o_duban_open`, run: "click" },
        ...whole,
        { trigger: ".o_form_view .o_duban_add_record", run: "click" },
        ...choose("kind_id", "电话", inModal),
        { trigger: `${inModal("summary")} textarea`, run: "edit 电话核实办理结果" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: `${noModal} .o_form_view .o_duban_pass_review`, run: "click" },
        { trigger: `${inModal("text")} textarea`, run: "edit 情况属实，同意办结" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        page("result"),
        write("conclusion", "已按要求落实"),
        ...save,
        // One next step, one highlighted button.
        { trigger: ".o_statusbar_buttons:not(:has(.btn-primary:not([name='action_report_back']))) .btn-primary[name='action_report_back']", run: "click" },
        ...choose("target_id", decision.body, inModal),
        { trigger: `${inModal("content")} textarea`, run: `edit ${decision.result}` },
        { trigger: ".modal button[name='action_done']", run: "click" },
        ...press("action_close", 6),
        page("xisu_slip"),
        { trigger: `${field("xisu_slip_html")} iframe` },
        { trigger: ".o_breadcrumb .o_back_button, .o_back_button", run: "click" },
        { trigger: `.o_duban_todo:not(:has(.o_kanban_record:contains(${decision.name})))` },
    ];
}

const assessment = {
    name: "本科教学工作合格评估公示材料", body: "校长办公会", held: "2022-03-04", minutes: "院办发〔2022〕5号", item: "第二项",
    lead: "评建办", cos: [], content: "公示材料通过审查，同意公示，评建办按规定落实", basis: "2021–2022学年度第十次校长办公会纪要",
    milestone: "公示", progress: "公示材料已上网", result: "已按规定公示，无异议",
};
const campus = {
    name: "校园封闭管理", body: "校长办公会", held: "2022-03-04", minutes: "院办发〔2022〕5号", item: "第三项",
    lead: "防疫办", cos: ["科研处"], joint: "组织人事部", content: "校园封闭管理，人员非必要不外出；全校各部门配合",
    basis: "2021–2022学年度第十次校长办公会纪要", milestone: "各校门值守到位", progress: "值守人员已到位", result: "封闭管理平稳有序",
};
const holiday = {
    name: "2022年清明节放假安排及相关事宜", body: "专题会", meeting: "校务会", held: "2022-03-23", minutes: "2022年第4次校务会", item: "第一项",
    lead: "党政办公室", cos: ["科研处"], content: "做好假期疫情防控统筹；全校各部门、单位配合", basis: "2022年第4次校务会纪要，2022年5月19日印发",
    milestone: "印发通知", progress: "放假通知已印发", result: "放假安排和防控统筹已落实",
};

tours.add("xisu_office_files", { steps: () => [assessment, campus, holiday].flatMap(fileAndAssign) });
tours.add("xisu_assessment_unit", { steps: () => [...accept(assessment, "worker_a"), ...submitResult(assessment)] });
tours.add("xisu_campus_unit", {
    steps: () => [
        ...accept(campus, "head_b"),
        { trigger: ".o_form_view .o_duban_add_extension", run: "click" },
        ...dateOf(inModal("date_requested"), inDays(60)),
        ...choose("decider_id", "leader", inModal),
        { trigger: `${inModal("reason")} textarea`, run: "edit 属地管控要求延长" },
        { trigger: `${inModal("statement")} textarea`, run: "edit 根据属地要求，申请延期" },
        { trigger: ".modal button[name='action_submit']", run: "click" },
        { trigger: `${noModal} div[name="extension_pending"]` },
    ],
});
tours.add("xisu_holiday_unit", { steps: () => [...accept(holiday, "office_user"), ...submitResult(holiday)] });
tours.add("xisu_co_unit", {
    steps: () =>
        [campus, holiday].flatMap((decision) => [
            { trigger: `${noModal} .o_duban_todo .o_kanban_record:contains(${decision.name}) .o_duban_open`, run: "click" },
            { trigger: `${inModal("name")} textarea`, run: "edit 已按要求配合" },
            { trigger: ".modal .o_form_button_save", run: "click" },
            { trigger: `${noModal} .o_action_manager:not(:has(.o_duban_todo .o_kanban_record:contains(${decision.name})))` },
        ]),
});
tours.add("xisu_leader", {
    steps: () => [
        { trigger: `.o_duban_todo .o_kanban_record:contains(${campus.name}) .o_duban_approve`, run: "click" },
        { trigger: `${inModal("text")} textarea`, run: "edit 同意延期" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: `${noModal} .o_action_manager:not(:has(.o_duban_todo .o_duban_approve))` },
    ],
});
tours.add("xisu_campus_result", {
    steps: () => [
        { trigger: `.o_duban_todo .o_kanban_record:has(.o_duban_todo_result):contains(${campus.name}) .o_duban_open`, run: "click" },
        ...whole,
        ...submitResult(campus),
    ],
});
tours.add("xisu_office_closes", { steps: () => [assessment, campus, holiday].flatMap(close) });
