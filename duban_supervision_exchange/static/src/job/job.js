import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Drives a `duban.job` batch by batch while its window is open, and shows how far it is. */
export class DubanJob extends Component {
    static template = "duban_supervision_exchange.Job";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        const { job_state, job_done, job_total } = this.props.record.data;
        this.job = useState({ state: job_state, done: job_done, total: job_total });
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.closed = true;
        });
    }

    get percent() {
        return this.job.total ? Math.round((100 * this.job.done) / this.job.total) : 0;
    }

    get text() {
        return _t("%(done)s of %(total)s", this.job);
    }

    async run() {
        const { record } = this.props;
        while (!this.closed && record.resId && this.job.state === "running") {
            Object.assign(
                this.job,
                await this.orm.silent.call(record.resModel, "job_step", [[record.resId]])
            );
            if (this.job.state !== "running" && !this.closed) {
                await record.load();
            }
        }
    }
}

registry.category("view_widgets").add("duban_job", {
    component: DubanJob,
    fieldDependencies: [
        { name: "job_state", type: "selection" },
        { name: "job_done", type: "integer" },
        { name: "job_total", type: "integer" },
    ],
});
