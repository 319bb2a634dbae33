import { Activity } from "@mail/core/web/activity";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(Activity.prototype, {
    get delayLabel() {
        return this.delay > 0 ? _t("Due in %s days", this.delay) : _t("%s days overdue", -this.delay);
    },
});
