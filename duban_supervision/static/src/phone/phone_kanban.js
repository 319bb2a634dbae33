import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { dubanKanbanView } from "../views/duban_views";

/**
 * On a phone groups stand side by side and only the first is in sight: there a list that opens in groups on a desk opens
 * as one list in its own order. Who then groups it does so knowingly.
 */
export class PhoneSearchModel extends SearchModel {
    async load(config) {
        if (!this.env.isSmall) {
            return super.load(config);
        }
        const context = Object.entries(config.context || {}).filter(
            ([key]) => key !== "group_by" && !key.startsWith("search_default_group")
        );
        return super.load({ ...config, context: Object.fromEntries(context), groupBy: [] });
    }
}

/** Enter presses the button of a card that has the focus; Odoo keeps the key for the card as a whole. */
export class CardRenderer extends dubanKanbanView.Renderer {
    setup() {
        super.setup();
        useHotkey("Enter", ({ target }) => target.click(), {
            // the smallest area wins over that of the whole view
            area: () => document.activeElement,
            isAvailable: (target) => target.matches("button") && Boolean(this.rootRef.el?.contains(target)),
        });
    }
}

registry.category("views").add("duban_phone_kanban", { ...dubanKanbanView, Renderer: CardRenderer, SearchModel: PhoneSearchModel });
