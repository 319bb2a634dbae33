import { registry } from "@web/core/registry";
import { DubanFormController, dubanFormView } from "../views/duban_views";
import { useService } from "@web/core/utils/hooks";

/**
 * Says that a step was taken and who is next. Nothing is said where nothing was done, e.g. when a dialog was closed.
 * What it says lies over the page, on a phone over all of its upper part: the next dialog takes it away, and while a
 * dialog is open it waits.
 */
registry.category("services").add("duban_step_notice", {
    dependencies: ["orm", "notification", "ui"],
    start(env, { orm, notification, ui }) {
        let last = "";
        let waiting = "";
        let close = () => {};
        const isDialogOpen = () => ui.activeElement !== document && ui.activeElement.matches(".modal");

        function say(words) {
            close();
            waiting = isDialogOpen() ? words : "";
            if (!waiting) {
                close = notification.add(words, { type: "success", className: "o_duban_step_notice" });
            }
        }

        ui.bus.addEventListener("active-element-changed", () => {
            if (isDialogOpen()) {
                close();
            } else if (waiting) {
                say(waiting);
            }
        });

        return {
            async tell(matterId) {
                const words = matterId ? await orm.silent.call("duban.matter", "step_notice", [[matterId]]) : "";
                if (words && words !== last) {
                    say(words);
                }
                last = words;
            },
        };
    },
});

/** The dialog of an act: tells what was done when it was confirmed for one matter; of many it shows the list itself. */
export class ActionFormController extends DubanFormController {
    setup() {
        super.setup();
        this.noticer = useService("duban_step_notice");
    }

    async afterExecuteActionButton(clickParams) {
        const { res_model: model, res_ids: ids } = this.model.root.data;
        await super.afterExecuteActionButton(...arguments);
        if (model === "duban.matter" && ids?.length === 1) {
            await this.noticer.tell(ids[0]);
        }
    }
}

registry.category("views").add("duban_action_form", { ...dubanFormView, Controller: ActionFormController });
