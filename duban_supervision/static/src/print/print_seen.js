import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";

/** Prints what the list shows with its filters. It stands in the menu of the lists of matters only. */
export class PrintSeen extends Component {
    static template = "duban_supervision.PrintSeen";
    static components = { DropdownItem };
    static props = {};

    async print() {
        // the click closes the menu and with it this entry: what its own services answer would never reach it
        const { orm, action } = this.env.services;
        const { domain, context } = this.env.searchModel;
        await action.doAction(
            await orm.call("duban.matter", "action_print_seen", [domain], { context })
        );
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
