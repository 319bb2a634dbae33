import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The clause of the regulation behind a setting; whoever may change the regulation writes it here. */
export class Clause extends Component {
    static template = "duban_supervision.Clause";
    static props = { ...standardWidgetProps, setting: { type: String } };

    setup() {
        this.state = useState({ isOpen: false });
        useAutofocus();
    }

    get clauses() {
        return this.props.record.data.setting_clauses || {};
    }

    get clause() {
        return this.clauses[this.props.setting];
    }

    async write(event) {
        const { [this.props.setting]: _before, ...others } = this.clauses;
        const text = event.target.value.trim();
        this.state.isOpen = false;
        await this.props.record.update({
            setting_clauses: text ? { ...others, [this.props.setting]: text } : others,
        });
    }
}

registry.category("view_widgets").add("duban_clause", {
    component: Clause,
    extractProps: ({ options }) => ({ setting: options.setting }),
});

/** What an administrator still has to set up; every line leads to the place where it is done. */
export class FirstSteps extends Component {
    static template = "duban_supervision.FirstSteps";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    get doneCount() {
        return this.steps.filter((step) => step.done).length;
    }

    open(step) {
        this.action.doAction(step.action);
    }
}

registry.category("fields").add("duban_first_steps", {
    component: FirstSteps,
    displayName: _t("First steps"),
    supportedTypes: ["json"],
});
