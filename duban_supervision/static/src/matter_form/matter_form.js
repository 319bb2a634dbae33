import { onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { FetchRecordError } from "@web/model/relational_model/errors";
import { DubanFormController, dubanFormView } from "../views/duban_views";

/** The form of a matter: opens at the page a to-do asks for, and shows at once what was decided on a to-do. */
export class MatterFormController extends DubanFormController {
    setup() {
        super.setup();
        this.actionService = useService("action");
        useBus(this.env.bus, "DUBAN:RELOAD", ({ detail }) => {
            if (detail.id === this.model.root.resId && !this.model.root.dirty) {
                this.model.load();
            }
        });
        onMounted(() => this.openPage(this.props.context.duban_page));
    }

    /** A matter registered for another office is saved and out of sight at once: back to the ledger, no error. */
    async save(params) {
        const isNew = this.model.root.isNew;
        try {
            return await super.save(params);
        } catch (error) {
            if (!isNew || !(error instanceof FetchRecordError)) {
                throw error;
            }
            await this.model.root.discard();
            await this.actionService.doAction("duban_supervision.duban_matter_action", { clearBreadcrumbs: true });
            return true;
        }
    }

    openPage(name) {
        if (name) {
            this.rootRef.el?.querySelector(`.o_notebook_headers .nav-link[name="${name}"]`)?.click();
        }
    }
}

registry.category("views").add("duban_matter_form", { ...dubanFormView, Controller: MatterFormController });
