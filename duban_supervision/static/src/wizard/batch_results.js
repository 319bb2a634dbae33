import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What became of each record of a batch. */
export class BatchResults extends Component {
    static template = "duban_supervision.BatchResults";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    get doneCount() {
        return this.rows.filter((row) => row.ok).length;
    }
}

registry.category("fields").add("duban_batch_results", {
    component: BatchResults,
    displayName: _t("Results of a batch"),
    supportedTypes: ["json"],
});
