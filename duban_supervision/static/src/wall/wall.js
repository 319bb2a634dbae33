import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Seconds between two looks at the server. */
export const EVERY = 10;

/** The wall board: reads every ten seconds, writes nothing, and says so when it cannot read. */
export class Wall extends Component {
    static template = "duban_supervision.Wall";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm").silent;
        this.action = useService("action");
        this.state = useState({ board: null, silentSince: null });
        onWillStart(async () => {
            this.state.board = await this.orm.call("duban.matter", "get_wall", []);
        });
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), EVERY * 1000);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async refresh() {
        if (this.waiting) {
            return;
        }
        this.waiting = true;
        try {
            this.state.board = await this.orm.call("duban.matter", "get_wall", []);
            this.state.silentSince = null;
        } catch {
            // the figures stay, with the time they are from
            this.state.silentSince = this.state.board.time;
        } finally {
            this.waiting = false;
        }
    }

    get silent() {
        return _t("No connection since %s", this.state.silentSince);
    }

    more(count) {
        return _t("and %s more", count);
    }

    /** Percent of the longest bar. */
    width(count) {
        const most = Math.max(...this.state.board.units.rows.map((row) => row.count), 1);
        return Math.round((100 * count) / most);
    }

    toggleFullScreen() {
        if (document.fullscreenElement) {
            document.exitFullscreen();
        } else {
            document.documentElement.requestFullscreen();
        }
    }

    leave() {
        if (document.fullscreenElement) {
            document.exitFullscreen();
        }
        this.action.doAction("duban_supervision.duban_home_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("duban_supervision.wall", Wall);
