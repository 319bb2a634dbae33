import { registry } from "@web/core/registry";

/* From the Word file of the minutes to filed and assigned matters, and on to the next meeting's page. */

/* What a person does with the mouse, from choosing the file on; the goals are of issue and contract: 20 clicks, 3 minutes. */
const MOST_CLICKS = 20;
const MOST_SECONDS = 180;
const counted = { clicks: 0, began: 0 };

const begin = () => {
    counted.began = performance.now();
    counted.clicks = 1; // the file is chosen
    document.addEventListener("pointerdown", () => counted.clicks++, true);
};

const end = () => {
    const seconds = (performance.now() - counted.began) / 1000;
    console.log(`minutes to matters: ${counted.clicks} clicks, ${seconds.toFixed(1)} s`);
    if (counted.clicks > MOST_CLICKS || seconds > MOST_SECONDS || counted.clicks < 5) {
        throw new Error(`${counted.clicks} clicks and ${seconds} s`);
    }
};

/* A key on the current item; afterwards ${left} items wait to be confirmed. */
const press = (key, left) => [
    {
        trigger: ".o_duban_item_current",
        run() {
            this.anchor.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        },
    },
    { trigger: `.o_duban_confirm:contains(${left})` },
];

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
                begin();
                const answer = await fetch("/duban_supervision_meeting/static/tests/files/minutes.docx");
                const transfer = new DataTransfer();
                transfer.items.add(new File([await answer.blob()], "纪要.docx"));
                this.anchor.files = transfer.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_duban_reading_text .o_duban_passage_current" },
        { trigger: ".o_duban_item:contains(教务处要在9月18日前完成)" },
        // by keyboard: split, join, leave out, accept, and each of them undone
        ...press("ArrowDown", 15),
        ...press("s", 16),
        ...press("u", 15),
        ...press("m", 14),
        ...press("u", 15),
        ...press("d", 14),
        ...press("u", 15),
        ...press("ArrowUp", 15),
        ...press("ArrowUp", 15),
        // a unit by its initials
        { trigger: ".o_duban_item_current .o_duban_lead input", run: "edit jwc" },
        { trigger: ".o_duban_item_current .o-autocomplete--dropdown-item:contains(教务处)", run: "click" },
        picture("minutes-reading"),
        { trigger: ".o_duban_accept_all", run: "click" },
        { trigger: ".o_duban_confirm:enabled", run: "click" },
        { trigger: ".o_form_view button[name='action_supervise_open']" },
        picture("minutes-meeting"),
        { trigger: ".o_form_view button[name='action_supervise_open']", run: "click" },
        // what the regulation asks for besides is asked once for all of them
        { trigger: ".modal .o_field_widget[name='form_id'] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item > a:contains(专项督办)", run: "click" },
        picture("minutes-completing"),
        { trigger: ".modal button[name='action_go_on']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:contains(教务处)" },
        picture("minutes-matters"),
        { trigger: ".o_back_button", run: "click" },
        { trigger: ".o_form_view button[name='action_next_page']", run: "click" },
        { trigger: ".o_form_view button[name='action_present']" },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains(教务处要在9月18日前完成)" },
        picture("page-form"),
        { trigger: "body", run: end },
    ],
});
