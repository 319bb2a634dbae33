import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** What a leader's five menu entries leave out, read when it is asked for. */
export class HomeMore extends Component {
    static template = "duban_supervision.HomeMore";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ entries: null });
    }

    async show() {
        this.state.entries = await this.orm.call("ir.ui.menu", "get_duban_more", []);
    }
}
