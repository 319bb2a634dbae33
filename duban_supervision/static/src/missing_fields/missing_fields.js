import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

patch(Record.prototype, {
    /**
     * Odoo marks the empty fields and says that some are missing; on a phone they may be out of sight, so the
     * suite's forms name them.
     */
    _displayInvalidFieldNotification() {
        if (!this.resModel.startsWith("duban.")) {
            return super._displayInvalidFieldNotification();
        }
        const names = [...this._invalidFields].map(
            // the dialog of an action has its own word for its text
            (name) => (name === "text" && this.data.text_label) || this.fields[name].string
        );
        return this.model.notification.add(_t("Please fill in: %s", names.join("、")), {
            type: "danger",
        });
    },
});
