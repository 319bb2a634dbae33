import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { formView } from "@web/views/form/form_view";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { useNames } from "./names";

/*
 * The classes behind the suite's own views. The server names them in the views of its models (duban.screen), so the
 * classes of Odoo stay as they are for everybody else.
 */

export class DubanRecord extends Record {
    /**
     * Odoo marks the empty fields and says that some are missing; on a phone they may be out of sight, so the
     * suite's forms name them.
     */
    _displayInvalidFieldNotification() {
        const names = [...this._invalidFields].map(
            // the dialog of an action has its own word for its text
            (name) => (name === "text" && this.data.text_label) || this.fields[name].string
        );
        return this.model.notification.add(_t("Please fill in: %s", names.join("、")), {
            type: "danger",
        });
    }
}

export class DubanModel extends RelationalModel {
    static Record = DubanRecord;
}

/**
 * A record that left its draft is kept: the server refuses to delete it, so the menu does not offer it. And whoever
 * hears the page instead of seeing it gets a name for every button.
 */
const keeping = (Controller, chosen) =>
    class extends Controller {
        setup() {
            super.setup();
            useNames(() => this.rootRef?.el);
        }

        getStaticActionMenuItems() {
            const items = super.getStaticActionMenuItems();
            const { isAvailable } = items.delete;
            items.delete.isAvailable = () =>
                isAvailable() && !chosen(this.model.root).some(({ data }) => data.state && data.state !== "draft");
            return items;
        }
    };

export const DubanFormController = keeping(formView.Controller, (root) => [root]);
const selected = (root) => root.selection || [];

export const dubanFormView = {
    ...formView,
    Model: DubanModel,
    Controller: DubanFormController,
    buttonTemplate: "duban_supervision.FormButtons",
};
export const dubanListView = {
    ...listView,
    Model: DubanModel,
    Controller: keeping(listView.Controller, selected),
};
export const dubanKanbanView = {
    ...kanbanView,
    Model: DubanModel,
    Controller: keeping(kanbanView.Controller, selected),
};

registry.category("views").add("duban_form", dubanFormView);
registry.category("views").add("duban_list", dubanListView);
registry.category("views").add("duban_kanban", dubanKanbanView);
