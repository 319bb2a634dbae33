import { Attachment } from "@mail/core/common/attachment_model";
import { patch } from "@web/core/utils/patch";

/**
 * A file of the suite shows the icon of its kind. Odoo draws a small picture of each PDF in the browser of whoever opens
 * the record first, and stores it on the file; a file that is kept takes nothing from a client, so that every opened
 * matter with a notice would begin with that refusal.
 */
patch(Attachment.prototype, {
    async setPdfThumbnail() {
        const thread = this.thread || this.message?.thread;
        if (!thread?.model?.startsWith("duban.")) {
            return super.setPdfThumbnail();
        }
    },
});
