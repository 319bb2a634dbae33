import { registry } from "@web/core/registry";

/*
 * The table of clicks: what each role does most, by the shortest way on screen. Each tour counts what a hand would do:
 * presses of the pointer, and boxes that are filled in; and it fails where an error box comes up. The test prints the table.
 */

const { DateTime } = luxon;
const tours = registry.category("web_tour.tours");
const counted = { clicks: 0, fields: 0, errors: 0 };

document.addEventListener("pointerdown", () => counted.clicks++, true);
const boxes = new Set();
document.addEventListener(
    "input",
    ({ target }) => {
        if (!boxes.has(target)) {
            boxes.add(target);
            counted.fields++;
        }
    },
    true
);

const start = {
    trigger: "body",
    run() {
        Object.assign(counted, { clicks: 0, fields: 0, errors: 0 });
        boxes.clear();
    },
};
const end = (role, task) => ({
    trigger: "body:not(:has(.o_error_dialog))",
    run() {
        console.log(`DUBAN-CLICKS|${role}|${task}|${counted.clicks}|${counted.fields}`);
    },
});

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const inModal = (name) => `.modal .o_field_widget[name="${name}"]`;
const noModal = "body:not(:has(.modal))";
const todo = (key) => ({ trigger: `.o_duban_todo .o_kanban_record:has(.o_duban_todo_${key}) .o_duban_open`, run: "click" });
const done = (key) => ({ trigger: `${noModal} .o_action_manager:not(:has(.o_duban_todo_${key}))` });
const write = (within, name, text) => ({ trigger: `${within(name)} textarea, ${within(name)} input`, run: `edit ${text}` });

/* Typed where the cursor already stands, without a press of the pointer. */
const here = (name, text) => ({
    trigger: `${field(name)}:has(:focus)`,
    run() {
        const box = document.activeElement;
        box.value = text;
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
        box.dispatchEvent(new Event("change", { bubbles: true }));
    },
});

function choose(within, name, text) {
    return [
        { trigger: `${within(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${within(name)} input:value(${text})` },
    ];
}

tours.add("xisu_clicks_file", {
    steps: () => [
        start,
        { trigger: ".o_duban_home [data-action='duban_supervision.duban_matter_action_new']", run: "click" },
        // the cursor is there when the page opens
        here("name", "修订《学生违纪处分办法》"),
        // the meeting says its category, and the category its usual form
        ...choose(field, "decision_body_id", "校长办公会"),
        { trigger: `${field("source_category_id")} input:value(党委会、校长办公会)` },
        { trigger: `${field("meeting_date")} button, ${field("meeting_date")} input`, run: "click" },
        here("meeting_date", DateTime.now().toISODate()),
        write(field, "source_item", "第三项"),
        write(field, "content", "年底前完成修订并印发"),
        write(field, "objective", "印发新办法"),
        ...choose(field, "lead_unit_id", "教务处"),
        { trigger: `${field("form_id")} input:value(专项督办)` },
        // the date is asked for by its form, its ground as soon as it leaves the rule
        { trigger: `.o_duban_needed .o_duban_missing[data-name="date_deadline"]`, run: "click" },
        // which leads there, cursor and all
        here("date_deadline", DateTime.now().plus({ months: 2 }).toISODate()),
        { trigger: `.o_duban_needed .o_duban_missing[data-name="deadline_ground"]` },
        write(field, "deadline_ground", "学期末前完成"),
        {
            // the basis wrote itself from body, date and item
            trigger: `${field("basis")} textarea`,
            run() {
                if (!/^校长办公会（\d+年\d+月\d+日），第三项$/.test(this.anchor.value)) {
                    throw new Error(`basis: ${this.anchor.value}`);
                }
            },
        },
        { trigger: ".o_form_view .o_statusbar_buttons button[name='action_file']:enabled", run: "click" },
        { trigger: `${field("number")}:contains(-)` },
        end("office", "file"),
    ],
});
tours.add("xisu_clicks_assign", {
    steps: () => [start, todo("assign"), { trigger: ".modal-footer button[name='action_assign']", run: "click" }, done("assign"), end("office", "assign")],
});
tours.add("xisu_clicks_accept", {
    steps: () => [
        start,
        todo("accept"),
        ...choose(inModal, "handler_id", "worker_a"),
        { trigger: `${inModal("plan_line_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${inModal("plan_line_ids")} .o_selected_row [name='name'] textarea, ${inModal("plan_line_ids")} .o_selected_row [name='name'] input`, run: "edit 形成修订稿" },
        { trigger: `${inModal("plan_line_ids")} .o_selected_row [name='date'] button, ${inModal("plan_line_ids")} .o_selected_row [name='date'] input`, run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: ".modal-footer button[name='action_accept']", run: "click" },
        done("accept"),
        end("unit", "accept"),
    ],
});
tours.add("xisu_clicks_feedback", {
    steps: () => [
        start,
        todo("milestone"),
        write(inModal, "name", "修订稿已征求意见"),
        { trigger: ".modal .o_form_button_save", run: "click" },
        done("milestone"),
        end("unit", "feedback"),
    ],
});
tours.add("xisu_clicks_result", {
    steps: () => [
        start,
        todo("result"),
        write(inModal, "result", "新办法已印发"),
        write(inModal, "achievements", "程序规范"),
        write(inModal, "problems", "无"),
        { trigger: ".modal-footer button[name='action_submit_result']", run: "click" },
        done("result"),
        end("unit", "result"),
    ],
});
tours.add("xisu_clicks_review", {
    steps: () => [
        start,
        todo("review"),
        // the result is read where it is passed
        { trigger: ".modal .o_duban_facts:contains(新办法已印发)" },
        { trigger: ".modal-footer .o_duban_pass_review", run: "click" },
        done("review"),
        end("office", "review"),
    ],
});
tours.add("xisu_clicks_decide", {
    steps: () => [
        start,
        todo("approve"),
        { trigger: ".modal .o_duban_facts:contains(天气原因)" },
        { trigger: ".modal-footer .o_duban_choose_approve", run: "click" },
        done("approve"),
        end("leader", "decide"),
    ],
});
tours.add("xisu_clicks_return", {
    steps: () => [
        start,
        { trigger: ".o_duban_home section[data-key='todos'] .o_duban_home_row button", run: "click" },
        write(inModal, "text", "请补充材料"),
        { trigger: ".modal-footer .o_duban_choose_return", run: "click" },
        { trigger: `${noModal} .o_duban_home section[data-key='todos']:not(:has(.o_duban_home_row))` },
        // the row has gone, and the keyboard is still in its list
        { trigger: ".o_duban_home section[data-key='todos'] h2:focus" },
        end("leader", "return"),
    ],
});
tours.add("xisu_clicks_urge", {
    steps: () => [
        start,
        { trigger: ".o_duban_home section[data-key='overdue'] .o_duban_row_action", run: "click" },
        write(inModal, "text", "请于三日内报送进展"),
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: `${noModal} .o_duban_home section[data-key='overdue']:contains(/催办|urged/)` },
        // who works with the keyboard is where they were
        { trigger: ".o_duban_home section[data-key='overdue'] .o_duban_home_row button:focus" },
        end("office", "urge"),
    ],
});
