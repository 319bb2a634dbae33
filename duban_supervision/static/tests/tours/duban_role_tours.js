import { registry } from "@web/core/registry";

/* Every role, at a desk and on a phone, with the same steps: what waits, what there is, the matter itself, its plan. */

const rows = ".o_list_view .o_data_row td[name='name'], .o_kanban_view .o_kanban_record:not(.o_kanban_ghost)";

registry.category("web_tour.tours").add("duban_role_walks", {
    steps: () => [
        { trigger: ".o_duban_home .o_duban_tile[data-key='open']:not(:contains(/^0/))", run: "click" },
        { trigger: rows, run: "click" },
        // The procedure says where the matter stands, with one step current.
        { trigger: ".o_form_view .o_duban_procedure li[aria-current='step'] .visually-hidden" },
        { trigger: ".o_notebook_headers .nav-link[name='plan']", run: "click" },
        // A strip on a desk, a list on a phone.
        { trigger: ".o_duban_timeline:contains(节点1)" },
        // Nothing is wider than the screen.
        {
            trigger: "body",
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error(`The page is ${document.documentElement.scrollWidth} pixels wide.`);
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("duban_admin_starts", {
    steps: () => [
        { trigger: ".o_duban_home section .list-unstyled button", run: "click" },
        { trigger: ".o_view_controller" },
    ],
});
