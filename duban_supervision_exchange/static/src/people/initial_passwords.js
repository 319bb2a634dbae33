import { _t } from "@web/core/l10n/translation";
import { downloadFile } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/** One cell: quoted, and never read as a formula. */
function cell(text) {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${plain.replaceAll('"', '""')}"`;
}

/**
 * First passwords of people who have none, a few at a time as each takes its while, handed over as one file.
 * They are nowhere kept: only this browser has them.
 */
async function initialPasswords(env) {
    const { orm, ui, notification } = env.services;
    const rows = [];
    ui.block({ message: _t("Making passwords …") });
    try {
        for (;;) {
            const more = await orm.silent.call("duban.people.list", "passwords_next", []);
            if (!more.length) {
                break;
            }
            rows.push(...more);
        }
    } finally {
        ui.unblock();
        if (rows.length) {
            const head = [_t("Unit"), _t("Name"), _t("Login"), _t("First password")];
            const lines = [head, ...rows].map((row) => row.map(cell).join(","));
            // what Excel takes for UTF-8
            const file = new Blob(["\ufeff" + lines.join("\r\n")], { type: "text/csv" });
            downloadFile(file, `${_t("First passwords")}.csv`, "text/csv");
        }
    }
    notification.add(
        rows.length
            ? _t("%s people have a first password now. Hand the file out and delete it.", rows.length)
            : _t("Nobody is without a password."),
        { type: rows.length ? "success" : "info", sticky: Boolean(rows.length) }
    );
    return { type: "ir.actions.client", tag: "soft_reload" };
}

registry.category("actions").add("duban_initial_passwords", initialPasswords);
