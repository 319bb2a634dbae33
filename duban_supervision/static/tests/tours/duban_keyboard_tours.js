import { registry } from "@web/core/registry";

/* Without a mouse: each step takes the focus where the tab key can bring it, and presses a key. */

const tours = registry.category("web_tour.tours");

/** A step that presses Enter on what the tab key reaches. */
function enter(trigger) {
    return {
        trigger,
        async run({ press }) {
            this.anchor.focus();
            if (document.activeElement !== this.anchor || this.anchor.tabIndex < 0) {
                throw new Error(`The tab key does not reach ${trigger}.`);
            }
            await press("Enter");
        },
    };
}

tours.add("duban_feedback_by_keyboard", {
    steps: () => [
        enter(".o_form_view .o_duban_add_feedback"),
        { trigger: ".modal .o_field_widget[name='name'] textarea", run: "edit 招标公告已发布" },
        enter(".modal .o_form_button_save"),
        { trigger: "body:not(:has(.modal)) .o_form_view .o_duban_procedure" },
    ],
});

tours.add("duban_review_by_keyboard", {
    steps: () => [
        enter(".o_form_view button[name='action_pass_review'], .o_form_view button[data-action='action_pass_review']"),
        { trigger: ".modal .o_field_widget[name='text'] textarea", run: "edit 已落实" },
        enter(".modal button[name='action_confirm']"),
        { trigger: "body:not(:has(.modal)) .o_form_view .o_duban_procedure" },
    ],
});
