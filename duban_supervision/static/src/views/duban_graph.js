import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** Matters are counted: fourteen of them are 14, not 14.00. */
export class DubanGraphRenderer extends GraphRenderer {
    formatValue(value, allIntegers = true, formatType = "") {
        return super.formatValue(value, allIntegers || (Number.isInteger(value) && !formatType), formatType);
    }
}

registry.category("views").add("duban_graph", { ...graphView, Renderer: DubanGraphRenderer });
