import { registry } from "@web/core/registry";

/* A matter of 武汉理工大学 through an extension of more than three months: applied for on the matter, decided on the to-do. */

const tours = registry.category("web_tour.tours");

tours.add("duban_wut_unit_applies", {
    steps: () => [
        { trigger: ".o_form_view .o_duban_add_extension", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='date_requested'] input",
            run: `edit ${luxon.DateTime.now().plus({ months: 7 }).toISODate()} && press Tab`,
        },
        { trigger: ".modal .o_field_widget[name='reason'] textarea", run: "edit 进口设备到货周期延长" },
        { trigger: ".modal button[name='action_submit']:enabled", run: "click" },
        { trigger: "body:not(:has(.modal button[name='action_submit']))" },
    ],
});

tours.add("duban_wut_leader_decides", {
    steps: () => [
        { trigger: ".o_duban_todo .o_kanban_record:contains(分管校领导确定) .o_duban_approve", run: "click" },
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 同意延期" },
        { trigger: ".modal button[name='action_confirm']", run: "click" },
        { trigger: "body:not(:has(.modal)):not(:has(.o_duban_todo .o_duban_approve))" },
    ],
});

tours.add("duban_wut_disciplinary", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='name'] textarea", run: "edit 核查有关问题线索" },
        { trigger: ".o_notebook_headers .nav-link[name='content']", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='is_disciplinary'] input", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_notification:contains(纪委监察处)" },
        { trigger: ".o_list_view:not(:contains(核查有关问题线索))" },
    ],
});
