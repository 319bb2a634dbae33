import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { HomeMore } from "./home_more";
import { useKeyboardPlace } from "./keyboard_place";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Colour of the theme by its name, e.g. "danger". */
function themeColor(name) {
    const style = getComputedStyle(document.documentElement);
    return style.getPropertyValue(`--${name}`).trim() || { danger: "#d44c59", success: "#28a745" }[name] || "#71639e";
}

/** A chart of Odoo's own chart library, with its figures as a table for screen readers. */
export class HomeChart extends Component {
    static template = "duban_supervision.HomeChart";
    static props = { chart: Object, onOpen: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                if (!this.canvas.el) {
                    return;
                }
                const chart = new Chart(this.canvas.el, this.config); // eslint-disable-line no-undef
                return () => chart.destroy();
            },
            () => [this.props.chart]
        );
    }

    get isEmpty() {
        return !this.props.chart.datasets.some((set) => set.data.some((value) => value));
    }

    get height() {
        const { horizontal, labels } = this.props.chart;
        return horizontal ? Math.max(140, 60 + 28 * labels.length) : 240;
    }

    get config() {
        const { chart, onOpen } = this.props;
        const stacked = Boolean(chart.stacked);
        const value = { stacked, beginAtZero: true, ticks: { precision: 0 } };
        const label = { stacked, grid: { display: false } };
        return {
            type: chart.type,
            data: {
                labels: chart.labels,
                datasets: chart.datasets.map((set) => ({
                    label: set.label,
                    data: set.data,
                    backgroundColor: themeColor(set.style),
                    borderRadius: 3,
                    maxBarThickness: 24,
                })),
            },
            options: {
                indexAxis: chart.horizontal ? "y" : "x",
                maintainAspectRatio: false,
                animation: false,
                scales: chart.horizontal ? { x: value, y: label } : { x: label, y: value },
                plugins: { legend: { position: "bottom" } },
                onClick: (ev, elements) => {
                    const index = elements[0]?.index;
                    if (index !== undefined && chart.domains) {
                        onOpen({ label: chart.labels[index], domain: chart.domains[index] });
                    }
                },
            },
        };
    }
}

/** The first screen: what waits, what turned red, how the load lies. One call to the server. */
export class Home extends Component {
    static template = "duban_supervision.Home";
    static components = { HomeChart, HomeMore };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ board: null });
        this.root = useRef("root");
        this.place = useKeyboardPlace(this.root);
        onWillStart(() => this.load());
    }

    async load() {
        this.state.board = await this.orm.call("duban.matter", "get_home", []);
        // Not awaited: the board does not wait for the server to remember that it was seen.
        this.orm.silent.call("duban.matter", "home_seen", []);
    }

    openList({ label, domain, model = "duban.matter", view = false }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: model,
            domain,
            views: [
                [view, "list"],
                [false, "kanban"],
                [false, "form"],
            ].filter(([, type]) => type !== "kanban" || model === "duban.matter"),
        });
    }

    openAll(list) {
        if (list.action) {
            this.action.doAction(list.action);
        } else {
            this.openList({ label: list.title, domain: list.domain, view: list.view });
        }
    }

    async openRow(row) {
        if (row.model === "mail.activity") {
            const action = await this.orm.call("mail.activity", "action_duban_open", [[row.id]]);
            this.openDialog(action, row);
        } else if (row.model === "res.company") {
            const active = user.activeCompanies.map((company) => company.id);
            await user.activateCompanies([row.id, ...active.filter((id) => id !== row.id)], {
                includeChildCompanies: false,
                reload: true,
            });
        } else {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: row.model,
                res_id: row.id,
                views: [[false, "form"]],
            });
        }
    }

    /** The button of a row, e.g. to urge: its dialog, then the board anew. */
    async actOn(row) {
        const { method, args } = row.action;
        const action = await this.orm.call(row.model, method, [[row.id], ...args]);
        this.openDialog(action, row);
    }

    /** The dialog of a row; when it is closed, the board anew and the keyboard where it was. */
    openDialog(action, row) {
        const place = this.place.of(`${row.model},${row.id}`);
        this.action.doAction(action, {
            onClose: async () => {
                await this.load();
                this.place.goBack(place);
            },
        });
    }

    openStep(step) {
        if (step.action) {
            this.action.doAction(step.action);
        } else {
            this.openRow({ model: "duban.regulation", id: this.state.board.regulation_id });
        }
    }

    get moreLabel() {
        return _t("Show all");
    }
}

registry.category("actions").add("duban_supervision.home", Home);
