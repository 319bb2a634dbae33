import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** Matters are counted: fourteen of them are 14, not 14.00. */
export class DubanGraphRenderer extends GraphRenderer {
    /** And there is no half matter at the axis. */
    getScaleOptions() {
        const scales = super.getScaleOptions();
        if (scales.y && this.model.metaData.measure === "__count") {
            scales.y.ticks.precision = 0;
        }
        return scales;
    }

    formatValue(value, allIntegers = true, formatType = "") {
        return super.formatValue(value, allIntegers || (Number.isInteger(value) && !formatType), formatType);
    }
}

registry.category("views").add("duban_graph", { ...graphView, Renderer: DubanGraphRenderer });
