import { onWillRender } from "@odoo/owl";
import { areDatesEqual } from "@web/core/l10n/dates";
import { patch } from "@web/core/utils/patch";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";
import { DubanModel } from "../views/duban_views";

/**
 * A typed date stays in sight. Odoo's picker takes the value of the record when it closes; while the server is still
 * being asked what follows from the date, that is the old one, and the picker never looks again: the record has the
 * date, its box looks empty. In the views of the suite, a closed box shows what the record has.
 */
patch(DateTimeField.prototype, {
    setup() {
        super.setup();
        if (this.relatedField || !(this.props.record.model instanceof DubanModel)) {
            return;
        }
        onWillRender(() => {
            const value = this.getRecordValue();
            if (!this.picker.activeInput && !areDatesEqual(this.state.value, value)) {
                this.state.value = value;
            }
        });
    },
});
