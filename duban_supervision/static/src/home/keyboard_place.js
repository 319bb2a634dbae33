import { useService } from "@web/core/utils/hooks";

/** Frames to wait for a dialog to go: a second. */
const PATIENCE = 60;

/**
 * Where the keyboard is on the board, and back there after a dialog. Odoo gives the focus back to the very button, which
 * is gone or another row's when the board was read anew.
 *
 * @param {{ el: HTMLElement }} root
 */
export function useKeyboardPlace(root) {
    const ui = useService("ui");

    /** The place of a row: its list, its number there and which of its buttons. */
    function of(row) {
        const all = [...root.el.querySelectorAll(`[data-row="${row}"]`)];
        const line = all.find((each) => each.contains(document.activeElement)) || all[0];
        const section = line?.closest("section");
        return {
            row,
            list: section?.dataset.key,
            index: section ? [...section.querySelectorAll(".o_duban_home_row")].indexOf(line) : 0,
            isAction: Boolean(document.activeElement?.closest(".o_duban_row_action")),
        };
    }

    /** The button of this row, or of the one that took its place; without any the heading of the list, or of the page. */
    function find({ row, list, index, isAction }) {
        const section = root.el.querySelector(`section[data-key="${list}"]`);
        const lines = [...(section?.querySelectorAll(".o_duban_home_row") || [])];
        const line = lines.find((each) => each.dataset.row === row) || lines[Math.min(index, lines.length - 1)];
        const button = isAction && line?.querySelector(".o_duban_row_action");
        return button || line?.querySelector("button") || (section || root.el).querySelector("h2, h1");
    }

    function goBack(place, patience = PATIENCE) {
        if (!root.el || !patience) {
            return;
        }
        if (ui.activeElement !== document) {
            // the dialog goes when whoever waited for its end has been told
            requestAnimationFrame(() => goBack(place, patience - 1));
            return;
        }
        find(place)?.focus();
    }

    return { of, goBack };
}
