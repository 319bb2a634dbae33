import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { ActivityMenu } from "@mail/core/web/activity_menu";
import { patch } from "@web/core/utils/patch";

/*
 * To-dos of the suite are done by taking the step: instead of "Mark done", "Edit" and "Cancel" (which the server refuses)
 * they offer the decision itself, or the way to the step.
 */

/**
 * Run a method of the to-do that returns an action, e.g. the dialog of a decision.
 *
 * @param {Component} component
 * @param {string} method
 * @param {Array} [parameters]
 */
async function takeStep(component, method, parameters = []) {
    const { activity, onActivityChanged } = component.props;
    const { orm, action: actionService } = component.env.services;
    // beside the record itself, a to-do of somebody else says so and opens nothing
    const context = { duban_on_record: component instanceof Activity };
    const action = await orm.call("mail.activity", method, [[activity.id], ...parameters], { context });
    await actionService.doAction(action, {
        onClose: () => {
            onActivityChanged?.(component.thread);
            component.env.bus.trigger("DUBAN:RELOAD", { id: activity.res_id });
        },
    });
}

const steps = {
    get isDuban() {
        return Boolean(this.props.activity.duban_key);
    },
    onClickApprove() {
        return takeStep(this, "action_duban_ask", ["approve"]);
    },
    onClickReturn() {
        return takeStep(this, "action_duban_ask", ["return"]);
    },
    onClickStep() {
        return takeStep(this, "action_duban_open");
    },
};

patch(Activity.prototype, steps);
patch(ActivityListPopoverItem.prototype, {
    get isDuban() {
        return Boolean(this.props.activity.duban_key);
    },
    onClickApprove: steps.onClickApprove,
    onClickReturn: steps.onClickReturn,
    onClickStep: steps.onClickStep,
    get hasCancelButton() {
        return !this.isDuban && super.hasCancelButton;
    },
    get hasEditButton() {
        return !this.isDuban && super.hasEditButton;
    },
    get hasMarkDoneButton() {
        return !this.isDuban && super.hasMarkDoneButton;
    },
});

patch(ActivityMenu.prototype, {
    /** The clock of the top bar leads to the to-dos themselves, not to a list of matters. */
    openActivityGroup(group, filter = "all", newWindow) {
        if (group.model !== "duban.matter") {
            return super.openActivityGroup(...arguments);
        }
        this.dropdown.close();
        const wanted = { overdue: "late", today: "today" }[filter];
        this.action.doAction("duban_supervision.mail_activity_action_mine", {
            newWindow,
            clearBreadcrumbs: true,
            additionalContext: wanted ? { [`search_default_${wanted}`]: 1 } : {},
        });
    },
});
