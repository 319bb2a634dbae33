import { registry } from "@web/core/registry";

/* The leader's minute on a phone (PLUS-L1): each step that a finger takes is one `run: "click"`. */

const tours = registry.category("web_tour.tours");

tours.add("duban_leader_instructs_on_phone", {
    steps: () => [
        { trigger: ".o_duban_brief .o_field_widget[name='lead_unit_id']" },
        { trigger: ".o_duban_brief .o_field_widget[name='last_progress']:contains(已完成招标)" },
        { trigger: ".o_duban_brief .o_field_widget[name='contact_phone']" },
        { trigger: ".o_duban_brief .o_duban_watch", run: "click" },
        { trigger: ".o_duban_brief .o_duban_unwatch" },
        { trigger: ".o_duban_brief .o_duban_brief_instruct", run: "click" },
        { trigger: ".modal .o_field_widget[name='summary'] textarea", run: "edit 请后勤处一并检查消防设施" },
        { trigger: ".modal .o_field_widget[name='wants_draft'] input", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_duban_brief" },
    ],
});

tours.add("duban_absence_is_saved", {
    steps: () => [
        { trigger: ".o_field_widget[name='deputy_id'] input", run: "click" },
        { trigger: ".modal .o_kanban_record:contains(leader2), .o-autocomplete--dropdown-item:contains(leader2) a", run: "click" },
        { trigger: ".o_field_widget[name='date_to'] input", run: `edit ${luxon.DateTime.now().plus({ days: 7 }).toFormat("yyyy年M月d日")}` }, // eslint-disable-line no-undef
        { trigger: ".o_form_view button[name='action_keep']", run: "click" },
        { trigger: ".o_notification:contains(leader2)" },
        { trigger: ".o_kanban_view .o_kanban_record" },
    ],
});

tours.add("duban_more_functions", {
    steps: () => [
        { trigger: ".o_duban_more > button", run: "click" },
        { trigger: ".o_duban_more .list-group-item:first-child", run: "click" },
        { trigger: ".o_view_controller" },
    ],
});
