import { registry } from "@web/core/registry";
import { DubanFormController, dubanFormView } from "../views/duban_views";
import { useService } from "@web/core/utils/hooks";

/** Says that a step was taken and who is next. Nothing is said where nothing was done, e.g. when a dialog was closed. */
registry.category("services").add("duban_step_notice", {
    dependencies: ["orm", "notification"],
    start(env, { orm, notification }) {
        let last = "";
        return {
            async tell(matterId) {
                const words = matterId ? await orm.silent.call("duban.matter", "step_notice", [[matterId]]) : "";
                if (words && words !== last) {
                    notification.add(words, { type: "success" });
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
