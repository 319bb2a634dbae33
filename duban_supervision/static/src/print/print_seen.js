import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Prints what the list shows with its filters. It stands in the menu of the lists of matters only. */
export class PrintSeen extends Component {
    static template = "duban_supervision.PrintSeen";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async print() {
        const { domain, context } = this.env.searchModel;
        const action = await this.orm.call("duban.matter", "action_print_seen", [domain], { context });
        await this.action.doAction(action);
    }
}

registry.category("cogMenu").add(
    "duban_print_seen",
    {
        Component: PrintSeen,
        groupNumber: 20,
        isDisplayed: ({ config, searchModel }) =>
            searchModel?.resModel === "duban.matter" && ["list", "kanban"].includes(config.viewType),
    },
    { sequence: 5 }
);
