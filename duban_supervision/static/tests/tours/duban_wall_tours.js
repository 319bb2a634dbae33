import { registry } from "@web/core/registry";

/* The wall board reads again by itself, without a click, and has no menu over it. */

let seen;

registry.category("web_tour.tours").add("duban_wall", {
    steps: () => [
        {
            trigger: ".o_duban_wall_figure[data-key='overdue'] .o_duban_wall_count:contains(/^1$/)",
            run() {
                seen = document.querySelector(".o_duban_wall_time").textContent;
            },
        },
        { trigger: ".o_duban_wall [data-key='late'] tr" },
        { trigger: "body:not(:has(.o_main_navbar))" },
        {
            trigger: ".o_duban_wall_time",
            timeout: 25000,
            async run() {
                const start = Date.now();
                while (document.querySelector(".o_duban_wall_time").textContent === seen) {
                    if (Date.now() - start > 20000) {
                        throw new Error("The board did not read again.");
                    }
                    await new Promise((resolve) => setTimeout(resolve, 200));
                }
            },
        },
    ],
});
