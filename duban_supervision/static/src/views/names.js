import { useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** What of Odoo's own parts a screen reader has no word for, and the word it takes; an ornament beside words has none. */
const NAMELESS = [
    [".o_list_record_selector input", () => _t("Select")],
    [".o_optional_columns_dropdown > button", () => _t("Columns")],
    ["button[data-tooltip], a[data-tooltip].btn", (node) => (node.textContent.trim() ? "" : node.dataset.tooltip)],
    ["td.o_data_cell input[type='checkbox']", (node) => heading(node)],
    // a field that stands without its label
    [".o-autocomplete--input:not([id])", (node) => node.placeholder || _t("Select")],
    ["i[role='img']", (node) => node.title],
];

/** The title of the column in which a cell stands. */
function heading(node) {
    const column = node.closest("td").getAttribute("name");
    return node.closest("table").querySelector(`th[data-name="${column}"]`)?.textContent.trim();
}

function name(root) {
    for (const [selector, word] of NAMELESS) {
        for (const node of root.querySelectorAll(`:is(${selector}):not([aria-label], [aria-hidden])`)) {
            const text = word(node);
            if (text) {
                node.setAttribute("aria-label", text);
            } else if (node.matches("i")) {
                node.setAttribute("aria-hidden", "true");
            }
        }
    }
}

/**
 * Names for the nameless in a view of the suite, also for what is drawn later.
 *
 * @param {() => HTMLElement | null} root
 */
export function useNames(root) {
    useEffect(
        (element) => {
            if (!element) {
                return;
            }
            let frame = 0;
            const observer = new MutationObserver(() => {
                frame = frame || requestAnimationFrame(() => {
                    frame = 0;
                    name(element);
                });
            });
            observer.observe(element, { childList: true, subtree: true });
            name(element);
            return () => {
                cancelAnimationFrame(frame);
                observer.disconnect();
            };
        },
        () => [root()]
    );
}
