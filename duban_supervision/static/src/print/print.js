import { download } from "@web/core/network/download";
import { getReportUrl } from "@web/webclient/actions/reports/utils";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/**
 * Documents of the suite have their own engine on the server, so the browser need not ask for wkhtmltopdf before: it
 * would refuse, and show HTML instead. What is missing is said by the server.
 */
registry
    .category("ir.actions.report handlers")
    .add("duban_supervision.print", async (action, options, env) => {
        if (
            action.report_type !== "qweb-pdf" ||
            !(action.report_name || "").startsWith("duban_supervision")
        ) {
            return false;
        }
        const url = getReportUrl(action, "pdf");
        env.services.ui.block();
        try {
            await download({
                url: "/report/download",
                data: {
                    data: JSON.stringify([url, action.report_type]),
                    context: JSON.stringify({ ...user.context, ...action.context }),
                },
            });
        } finally {
            env.services.ui.unblock();
        }
        return true;
    });
