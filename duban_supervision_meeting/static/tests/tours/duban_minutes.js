import { registry } from "@web/core/registry";

/* From the Word file of the minutes to filed and assigned matters: four clicks. */

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
        { trigger: ".o_duban_accept_all", run: "click" },
        { trigger: ".o_duban_confirm:enabled", run: "click" },
        { trigger: ".o_form_view button[name='action_supervise_open']", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(教务处)" },
    ],
});
