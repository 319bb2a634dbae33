import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a step is about: labels, texts whole, files to open. */
export class Facts extends Component {
    static template = "duban_supervision.Facts";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    url(file) {
        return `/web/content/${file.id}?download=true`;
    }
}

registry.category("fields").add("duban_facts", {
    component: Facts,
    displayName: _t("What it is about"),
    supportedTypes: ["json"],
});

/**
 * Whether the box of a field is empty as the user sees it now, typed but not saved.
 *
 * @param {Record} record
 * @param {string} name
 */
function isEmpty(record, name) {
    if (!(name in record.data)) {
        return false; // not on this screen: the server says so when the step is taken
    }
    if (name === "co_unit_ids" && record.data.co_unit_none) {
        return false;
    }
    const value = record.data[name];
    if (value && typeof value === "object" && "records" in value) {
        return !value.count;
    }
    return typeof value === "string" ? !value.trim() : !value;
}

/**
 * What the next step still needs of what is on the screen.
 *
 * @param {Record} record
 * @returns {{names: string[], label: string}[]}
 */
export function missingItems(record) {
    const needed = record.data.step_needed;
    return ((needed && needed.items) || []).filter((item) => item.names.every((name) => isEmpty(record, name)));
}

/** What is missing for the next step, each a link to its box; the ground of a date that leaves the rule. */
export class Needed extends Component {
    static template = "duban_supervision.Needed";
    static props = { ...standardFieldProps };

    get needed() {
        return this.props.record.data[this.props.name] || { words: [], ground: "" };
    }

    get missing() {
        return missingItems(this.props.record);
    }

    get isShown() {
        return Boolean(this.missing.length || this.needed.words.length || this.needed.ground);
    }

    goTo(name) {
        this.env.bus.trigger("DUBAN:GOTO", { name, record: this.props.record });
    }
}

registry.category("fields").add("duban_needed", {
    component: Needed,
    displayName: _t("Still missing"),
    supportedTypes: ["json"],
});
