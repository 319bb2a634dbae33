import { onMounted, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { FetchRecordError } from "@web/model/relational_model/errors";
import { missingItems } from "../step/step";
import { DubanFormController, dubanFormView } from "../views/duban_views";

/** Steps whose button is pressed when their elements are filled in: the missing ones are shown first, without a box. */
const CHECKED = ["file", "submit_filing", "assign", "accept", "claim", "submit_result", "close"];

/** The form of a matter: opens at the page a to-do asks for, and shows at once what was decided on a to-do. */
export class MatterFormController extends DubanFormController {
    setup() {
        super.setup();
        this.actionService = useService("action");
        this.notifications = useService("notification");
        this.noticer = useService("duban_step_notice");
        useBus(this.env.bus, "DUBAN:RELOAD", ({ detail }) => {
            if (detail.id === this.model.root.resId && !this.model.root.dirty) {
                this.model.load();
            }
        });
        useBus(this.env.bus, "DUBAN:GOTO", ({ detail }) => {
            // not the records themselves: each component sees them through a proxy of its own
            if (detail.record.id === this.model.root.id) {
                this.goTo(detail.name);
            }
        });
        onMounted(() => this.openPage(this.props.context.duban_page));
        useEffect(() => this.markNeeded());
    }

    /** A mark at the name of each box that the next step asks for. */
    markNeeded() {
        const needed = this.model.root.data.step_needed;
        const names = new Set(((needed && needed.items) || []).flatMap((item) => item.names));
        for (const label of this.rootRef.el?.querySelectorAll(".o_form_label[for]") || []) {
            const name = label.getAttribute("for").replace(/_\d+$/, "");
            label.classList.toggle("o_duban_mark", names.has(name));
        }
    }

    async beforeExecuteActionButton(clickParams) {
        const needed = this.model.root.data.step_needed;
        const step = (clickParams.name || "").replace(/^action_/, "");
        if (needed && needed.action === step && CHECKED.includes(step)) {
            // what is being typed counts, too
            await this.model.root.isDirty();
            const missing = missingItems(this.model.root);
            if (missing.length) {
                const names = missing.map((item) => item.label).join("、");
                this.notifications.add(_t("Please fill in: %s", names), { type: "danger" });
                this.goTo(missing[0].names[0]);
                return false;
            }
        }
        return super.beforeExecuteActionButton(...arguments);
    }

    /** Say that the step was taken, and who is next; a step that asks something first says it when it was answered. */
    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(...arguments);
        if (clickParams.type === "object" && clickParams.name.startsWith("action_")) {
            await this.noticer.tell(this.model.root.resId);
        }
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

    /** Bring the box of a field into sight and put the cursor there; its page is opened first where it is on another. */
    async goTo(name) {
        const find = () => this.rootRef.el?.querySelector(`.o_field_widget[name="${name}"]`);
        const pages = [...(this.rootRef.el?.querySelectorAll(".o_notebook_headers .nav-link") || [])];
        for (const page of pages) {
            if (find()) {
                break;
            }
            page.click();
            await new Promise((resolve) => setTimeout(resolve));
        }
        const box = find();
        if (box) {
            box.scrollIntoView({ block: "center" });
            const target = box.querySelector("input, textarea, select, [contenteditable], button, a");
            target?.focus();
            if (target?.matches(".o-autocomplete--input")) {
                // its choices open as under a hand, after the scrolling, which would close them
                requestAnimationFrame(() => requestAnimationFrame(() => target.click()));
            }
        }
    }
}

registry.category("views").add("duban_matter_form", { ...dubanFormView, Controller: MatterFormController });
