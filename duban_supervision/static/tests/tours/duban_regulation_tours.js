import { registry } from "@web/core/registry";

/* An administrator rules one more thing: unfolds, chooses in words, names the clause. */
registry.category("web_tour.tours").add("duban_admin_rules", {
    steps: () => [
        { trigger: ".o_duban_fold .o_field_widget[name=is_unruled_shown] input", run: "click" },
        { trigger: ".o_field_widget[name=silent_events] input", run: "edit 办结" },
        { trigger: ".o-autocomplete--dropdown-item a:text(已办结)", run: "click" },
        { trigger: ".o_field_widget[name=silent_events] .o_tag:contains(已办结)" },
        {
            trigger: ".o_duban_setting:has([name=silent_events]) button.o_duban_clause_none:not(:visible), .o_duban_setting:has([name=silent_events]) button.o_duban_clause_none",
            run: "click",
        },
        { trigger: ".o_duban_setting:has([name=silent_events]) input.o_duban_clause_box", run: "edit 第六条 && press Tab" },
        { trigger: ".o_duban_setting:has([name=silent_events]) button.o_duban_clause:contains(第六条)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))" },
    ],
});
