import { registry } from "@web/core/registry";

/* Selectors go by names and classes, so that the tours run in every language and under every regulation's words. */

const tours = registry.category("web_tour.tours");

const field = (name) => `.o_form_view .o_field_widget[name="${name}"]`;
const button = (name) => `.o_form_view .o_statusbar_buttons button[name="${name}"]:enabled`;

/** Steps that add a tag to a many2many field. */
function tag(name, text) {
    return [
        { trigger: `${field(name)} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item > a:contains(${text})`, run: "click" },
        { trigger: `${field(name)} .o_tag:contains(${text})` },
    ];
}

tours.add("duban_office_publishes", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        // The copies of the regulation are there from the first save on.
        ...tag("scope_unit_ids", "教务处"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: `${field("cc_unit_ids")} .o_tag:contains(组织人事部)` },
        // Count, look at the table, write the two parts.
        { trigger: button("action_fill"), run: "click" },
        { trigger: `${field("task_count")}:contains(2)` },
        { trigger: ".o_notebook_headers .nav-link[name='lines']", run: "click" },
        { trigger: `${field("line_ids")} .o_data_row:contains(教务处):contains(50)` },
        { trigger: ".o_notebook_headers .nav-link[name='text']", run: "click" },
        { trigger: `${field("good_practice")} textarea`, run: "edit 主动对接" },
        { trigger: `${field("problems")} textarea`, run: "edit 无" },
        { trigger: button("action_publish"), run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: `${field("number")}:contains(1)` },
        { trigger: ".o_notebook_headers .nav-link[name='recipients']", run: "click" },
        { trigger: `${field("recipient_ids")} .o_data_row:contains(教务处):contains(head_a)` },
    ],
});

tours.add("duban_unit_reads_bulletin", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name='name']", run: "click" },
        { trigger: `${field("good_practice")}:contains(主动对接)` },
        { trigger: ".o_form_view:not(:has(button[name='action_publish']))" },
    ],
});

tours.add("duban_office_counts", {
    steps: () => [
        { trigger: ".o_pivot table th:contains(教务处)" },
        { trigger: ".o_pivot td.o_pivot_cell_value:contains(50)" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row td[name='matter_id']", run: "click" },
        // From the figure to the matter.
        { trigger: ".o_form_view .o_duban_procedure" },
    ],
});

tours.add("duban_competent_office_decides", {
    steps: () => [
        { trigger: ".o_notebook_headers .nav-link[name='decision']", run: "click" },
        { trigger: `${field("decision")} textarea`, run: "edit 诫勉" },
        { trigger: button("action_decide"), run: "click" },
        { trigger: `${field("decided_unit_id")}:contains(组织人事部)` },
    ],
});
