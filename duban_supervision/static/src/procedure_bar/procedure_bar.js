import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The institution's own steps as an ordered list; the current one carries aria-current. */
export class ProcedureBar extends Component {
    static template = "duban_supervision.ProcedureBar";
    static props = { ...standardFieldProps };

    setup() {
        const bar = useRef("bar");
        // A long procedure does not fit on a phone: the step that counts is in sight.
        useEffect(() => {
            const step = bar.el?.querySelector("[aria-current]");
            if (step) {
                const beyond = step.getBoundingClientRect().right - bar.el.getBoundingClientRect().right;
                bar.el.scrollLeft += Math.max(0, beyond);
            }
        });
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    countLabel(step) {
        return _t("%s times", step.count);
    }

    stateLabel(step) {
        return { done: _t("done"), current: _t("current step"), todo: _t("to come"), skipped: _t("did not happen") }[step.state];
    }
}

export const procedureBar = {
    component: ProcedureBar,
    displayName: _t("Procedure bar"),
    supportedTypes: ["json"],
};

registry.category("fields").add("duban_procedure_bar", procedureBar);
