"""What a step says lies over nothing that is pressed next: a dialog takes it away, and it waits for one."""

from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

WALK = """
(async () => {
    const { orm, action, notification, duban_step_notice: notice } = odoo.__WOWL_DEBUG__.root.env.services;
    const said = () => document.querySelectorAll(".o_duban_step_notice").length;
    const until = async (holds, what) => {
        for (let count = 0; count < 200; count++) {
            if (holds()) {
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(what);
    };
    const id = %(matter)s;
    const dialog = () => document.querySelector(".modal");
    const ask = async () => action.doAction(await orm.call("duban.matter", "action_ask", [[id], "urge"]));

    notification.add("of another app", { className: "o_other_app", sticky: true });
    await orm.call("duban.matter", "action_urge", [[id], "请抓紧"]);
    await notice.tell(id);
    await until(() => said() === 1, "the step was not said");
    // as if it was pointed at: it does not go by itself
    document.querySelector(".o_duban_step_notice").dispatchEvent(new Event("mouseenter"));
    await ask();
    await until(dialog, "no dialog");
    await until(() => !said(), "what the last step said lies over the dialog");
    if (!document.querySelector(".o_other_app")) {
        throw new Error("a toast of another app was taken away");
    }
    // an answer that comes late waits until the dialog is closed
    await orm.call("duban.matter", "action_reassign", [[id], %(unit)s, "职责调整"]);
    await notice.tell(id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (said()) {
        throw new Error("a late answer lies over the dialog");
    }
    document.querySelector(".modal .btn-close, .modal .oi-arrow-left").click();
    await until(() => said() === 1, "what waited was never said");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


class NoticeCase(SupervisionCommon):
    def walk(self):
        matter = self.accepted()
        self.browser_js(
            f"/odoo/supervision/{matter.id}",
            WALK % {"matter": matter.id, "unit": self.unit_c.id},
            "!!document.querySelector('.o_form_view .o_statusbar_buttons')",
            login=self.office_user.login,
        )


@tagged("post_install", "-at_install")
class TestOnAPhone(NoticeCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_next_dialog_takes_it_away(self):
        self.walk()


@tagged("post_install", "-at_install")
class TestOnADesk(NoticeCase, HttpCase):
    browser_size = "1400x900"

    def test_the_next_dialog_takes_it_away(self):
        self.walk()
