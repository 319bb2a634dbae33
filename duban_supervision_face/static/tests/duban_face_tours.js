import { registry } from "@web/core/registry";

const titled = (expected) => async () => {
    const start = Date.now();
    while (!expected(document.title)) {
        if (Date.now() - start > 5000) {
            throw new Error(`The tab says: ${document.title}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
};

registry.category("web_tour.tours").add("duban_face_on_the_tab", {
    steps: () => [{ trigger: ".o_duban_home", run: titled((title) => title.endsWith(" - 西外督办系统")) }],
});

registry.category("web_tour.tours").add("duban_face_not_set", {
    steps: () => [{ trigger: ".o_duban_home", run: titled((title) => title && !title.includes(" - ")) }],
});
