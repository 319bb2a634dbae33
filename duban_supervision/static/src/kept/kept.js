import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

/** A record of this suite that left its draft is kept: the server refuses to delete it, so the menu does not offer it. */
function isKept(record) {
    return record.resModel.startsWith("duban.") && Boolean(record.data.state) && record.data.state !== "draft";
}

function withoutDeletingKept(items, records) {
    const { isAvailable } = items.delete;
    items.delete.isAvailable = () => isAvailable() && !records().some(isKept);
    return items;
}

patch(FormController.prototype, {
    getStaticActionMenuItems() {
        return withoutDeletingKept(super.getStaticActionMenuItems(), () => [this.model.root]);
    },
});
for (const Controller of [ListController, KanbanController]) {
    patch(Controller.prototype, {
        getStaticActionMenuItems() {
            return withoutDeletingKept(super.getStaticActionMenuItems(), () => this.model.root.selection || []);
        },
    });
}
