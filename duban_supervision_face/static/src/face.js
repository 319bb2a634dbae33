import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** The tab says which page it shows, and then whose system it is. */
export const faceService = {
    dependencies: ["title"],
    start(env, { title }) {
        const name = session.duban_face_name;
        if (!name) {
            return;
        }
        const last = () => {
            // what is set anew stands last
            title.setParts({ duban_face: null });
            title.setParts({ duban_face: name });
        };
        last();
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", last, { once: true });
    },
};

registry.category("services").add("duban_face", faceService);
