import { onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";

/** The form of a matter: opens at the page a to-do asks for, and shows at once what was decided on a to-do. */
export class MatterFormController extends formView.Controller {
    setup() {
        super.setup();
        useBus(this.env.bus, "DUBAN:RELOAD", ({ detail }) => {
            if (detail.id === this.model.root.resId && !this.model.root.dirty) {
                this.model.load();
            }
        });
        onMounted(() => this.openPage(this.props.context.duban_page));
    }

    openPage(name) {
        if (name) {
            this.rootRef.el?.querySelector(`.o_notebook_headers .nav-link[name="${name}"]`)?.click();
        }
    }
}

registry.category("views").add("duban_matter_form", { ...formView, Controller: MatterFormController });
