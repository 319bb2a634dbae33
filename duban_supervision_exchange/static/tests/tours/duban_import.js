import { registry } from "@web/core/registry";

/* A ledger of 88 rows with a head that nobody knows: read, mapped, filled in, filed and assigned. */

const picture = (name) => ({
    trigger: "body",
    async run() {
        console.log(`picture ${name}`);
        await new Promise((done) => setTimeout(done, 300));
    },
});

/** Wait for a job of several batches: a step ends after ten seconds, a crowded machine may need more. */
const patiently = (name, count, within = "") =>
    [...Array(30).keys()].map(() => ({
        trigger: "body",
        async run() {
            for (let turn = 0; turn < 15; turn++) {
                const field = document.querySelector(`${within} [name='${name}']`);
                if (field?.textContent.trim() === count) {
                    return;
                }
                await new Promise((done) => setTimeout(done, 200));
            }
        },
    }));

function ledger() {
    const lines = ["2026年重点工作台账,,,,", "序号,督办事项,谁来办,协办单位,完成时限"];
    for (let n = 1; n <= 88; n++) {
        lines.push(`${n},完成第${n}项重点工作,${n % 2 ? "教务处" : "后勤处"},科研处,2026年12月底前`);
    }
    return new File(["\ufeff" + lines.join("\r\n")], "台账.csv", { type: "text/csv" });
}

registry.category("web_tour.tours").add("duban_import_ledger", {
    steps: () => [
        {
            trigger: ".o_field_widget[name='file'] input[type='file']:not(:visible)",
            run() {
                const transfer = new DataTransfer();
                transfer.items.add(ledger());
                this.anchor.files = transfer.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name='file'] input:value(台账.csv)" },
        { trigger: "button[name='action_read'].btn-primary", run: "click" },
        ...patiently("good_count", "88"),
        { trigger: ".o_field_widget[name='good_count']:contains(88)" },
        picture("import-preview"),
        { trigger: ".nav-link[name='columns']", run: "click" },
        // found by what stands below it, and said so: the office decides what it is
        { trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains(谁来办) [name='certainty']:contains(60)" },
        {
            trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains(谁来办) td[name='column_key']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='column_ids'] .o_selected_row [name='column_key'] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains(承办单位)", run: "click" },
        { trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains(谁来办):contains(承办单位), .o_selected_row input:value(承办单位)" },
        picture("import-mapping"),
        { trigger: "button[name='action_read']:not(.btn-primary)", run: "click" },
        ...patiently("certainty", "100", "[name='column_ids'] .o_data_row:nth-child(3)"),
        { trigger: ".o_field_widget[name='good_count']:contains(88)" },
        { trigger: "button[name='action_create_drafts']", run: "click" },
        ...patiently("created_count", "88"),
        { trigger: ".o_field_widget[name='created_count']:contains(88)" },
        picture("import-drafts"),
        {
            trigger: ".o_field_widget[name='gap_ids'] .o_data_row:contains(88):first td[name='value_category_id']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='gap_ids'] [name='value_category_id'] input",
            run: "click",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:first",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='gap_ids'] .o_data_row:last td[name='value_text']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='gap_ids'] [name='value_text'] textarea",
            run: "edit 2026年工作要点",
        },
        picture("import-gaps"),
        { trigger: "button[name='action_file_all']", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        ...patiently("done_count", "88"),
        { trigger: ".o_field_widget[name='done_count']:contains(88)" },
        picture("import-report"),
    ],
});
