import { registry } from "@web/core/registry";

/* From the Word file of the minutes to filed and assigned matters, and on to the next meeting's page. */

const picture = (name) => ({
    trigger: "body",
    async run() {
        console.log(`picture ${name}`);
        await new Promise((done) => setTimeout(done, 300));
    },
});

registry.category("web_tour.tours").add("duban_minutes_to_matters", {
    steps: () => [
        {
            trigger: ".o_duban_reading_file",
            async run() {
                const answer = await fetch("/duban_supervision_meeting/static/tests/files/minutes.docx");
                const transfer = new DataTransfer();
                transfer.items.add(new File([await answer.blob()], "纪要.docx"));
                this.anchor.files = transfer.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_duban_reading_text .o_duban_passage_current" },
        { trigger: ".o_duban_item:contains(教务处要在9月18日前完成)" },
        picture("minutes-reading"),
        { trigger: ".o_duban_accept_all", run: "click" },
        { trigger: ".o_duban_confirm:enabled", run: "click" },
        { trigger: ".o_form_view button[name='action_supervise_open']" },
        picture("minutes-meeting"),
        { trigger: ".o_form_view button[name='action_supervise_open']", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(教务处)" },
        picture("minutes-matters"),
        { trigger: ".o_back_button", run: "click" },
        { trigger: ".o_form_view button[name='action_next_page']", run: "click" },
        { trigger: ".o_form_view button[name='action_present']" },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains(教务处要在9月18日前完成)" },
        picture("page-form"),
    ],
});
