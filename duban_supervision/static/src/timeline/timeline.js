import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLUMNS = 100;

/**
 * Plan against progress. A wide screen shows a lane for the plan, one for what was reported and one for the due dates
 * over the same time; a phone, and a screen reader everywhere, gets the same points as a list in the order of time.
 */
export class Timeline extends Component {
    static template = "duban_supervision.Timeline";
    static props = { ...standardFieldProps };

    get timeline() {
        return this.props.record.data[this.props.name];
    }

    get lanes() {
        const names = { plan: _t("Plan"), progress: _t("Progress"), due: _t("Due date") };
        return Object.entries(names)
            .map(([key, name]) => ({ key, name, points: this.timeline.points.filter((point) => point.lane === key) }))
            .filter((lane) => lane.points.length);
    }

    /** All points with today among them, for the list. */
    get entries() {
        const { points, today, today_iso, today_day } = this.timeline;
        const entries = points.map((point, index) => ({ ...point, key: index }));
        if (today !== null) {
            const mark = { key: "today", lane: "today", style: "today", date: today_iso, day: today_day, name: _t("Today") };
            const next = entries.findIndex((entry) => entry.date > today_iso);
            entries.splice(next < 0 ? entries.length : next, 0, mark);
        }
        return entries;
    }

    /** Where a point stands in its lane; those far to the right are written to the left of their mark. */
    placement(point) {
        // in columns of a narrow form (the chatter beside it): a Chinese character takes about two and a half
        const length = Math.max(point.name.length, point.short.length * 0.8);
        const span = Math.min(40, Math.ceil(length * 2.5) + 4);
        const at = Math.min(Math.round(point.at), COLUMNS - 1) + 1;
        if (at + span > COLUMNS + 1) {
            return { left: true, style: `grid-column: ${Math.max(1, at - span)} / ${at + 1}` };
        }
        return { left: false, style: `grid-column: ${at} / span ${span}` };
    }

    icon(point) {
        return {
            due: "fa-flag",
            overdue: "fa-flag",
            former: "fa-flag-o",
            done: "fa-check-circle",
            missing: "fa-times-circle",
            late: "fa-clock-o",
            returned: "fa-undo",
            today: "fa-caret-right",
        }[point.style] || "fa-circle-o";
    }
}

registry.category("fields").add("duban_timeline", {
    component: Timeline,
    displayName: _t("Timeline"),
    supportedTypes: ["json"],
});
