"""axe-core finds nothing in what the suite shows (WCAG 2.1, A and AA): fifteen screens, at a desk and on a phone.

axe-core (MPL-2.0) comes with a pinned Python package of the tests (requirements-test.txt); it is in no addon and in no
database. Where the packages are, it is, with or without a network.
"""

import json
from importlib.resources import files

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.duban_supervision_wut.common import WutCommon
from tests.stopped import Stopped

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
#: parts of Odoo's web client that no view of ours draws
OUTSIDE = ".o_control_panel, .o-mail-Chatter, .o_notification_manager"
#: what Odoo's own widgets do inside every form, rule by rule; nothing of ours may be added here
ODOO_DRAWS = {
    "aria-allowed-attr": ".o_tag, .o-dropdown, .o-autocomplete--input",
    "aria-required-parent": ".o_notebook_headers .nav-link",
    "autocomplete-valid": ".o_select_menu_input",
}
#: still open: one picker beside the dialog of a step stands without its label
NOT_YET = {"label": ".o-autocomplete--input"}
#: opens each screen in the web client, one after the other, and lets axe look at it
RUN = """
window.dubanAxe = async ({screens, rules, outside, draws}) => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const until = (test) => new Promise((resolve, reject) => {
        const start = Date.now();
        (function look() {
            if (test()) return setTimeout(resolve, 500);
            if (Date.now() - start > 30000) return reject(new Error(document.body.innerText.slice(0, 300)));
            setTimeout(look, 50);
        })();
    });
    const found = [];
    if (getComputedStyle(document.body, "::before").content.includes("css error")) {
        found.push("the style sheets do not compile");
    }
    for (const {name, open, wanted, click} of screens) {
        try {
            await action.doAction(open, {clearBreadcrumbs: true});
            await until(() => document.querySelector(wanted));
            if (click) {
                document.querySelector(click).click();
                await until(() => document.querySelector(".modal .o_form_view"));
            }
            const {violations} = await axe.run(document.body, {runOnly: rules});
            for (const {id, nodes} of violations) {
                for (const {target, html, any} of nodes) {
                    const node = document.querySelector(target.at(-1));
                    if (!node.closest(".o_action_manager, .o_dialog") || node.closest(outside)) continue;
                    if (draws[id] && node.closest(draws[id])) continue;
                    found.push(`${name}, ${id}: ${html.slice(0, 160)} ${any[0]?.message || ""}`);
                }
            }
        } catch (error) {
            found.push(`${name}: ${error.message}`);
        }
    }
    if (found.length) {
        console.error(`axe: ${found.length}\\n${found.slice(0, 40).join("\\n")}`);
    } else {
        console.log("test successful");
    }
};
"""


def form_of(record):
    """The action that shows one record."""
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [[False, "form"]],
    }


class AxeCase(WutCommon, HttpCase):
    """Matters of every kind, and a browser with axe in it."""

    def setUp(self):
        super().setUp()
        with Stopped("2024-03-04 02:00:00"):
            self.late = self.accepted()
            self.running = self.accepted(name="在办事项")
            self.plan(self.running, self.running.date_deadline)
            self.feedback(self.running)
            self.filed(name="待交办")
            self.extension = self.request(
                self.running,
                reason="天气原因",
                date_requested=fields.Date.add(self.running.date_deadline, days=10),
            )
            self.extension.action_submit()

    def look(self, user, *screens):
        """Let axe look at screens: (name, action, what must be there, what is clicked first)."""
        told = {
            "screens": [
                dict(zip(("name", "open", "wanted", "click"), each, strict=False))
                for each in screens
            ],
            "rules": RULES,
            "outside": OUTSIDE,
            "draws": {**ODOO_DRAWS, **NOT_YET},
        }
        axe = (files("axe_playwright_python") / "axe.min.js").read_text()
        code = f"{axe}{RUN}window.dubanAxe({json.dumps(told)})"
        failure = ""
        try:
            self.browser_js(
                "/odoo/supervision-home",
                code,
                "odoo.isReady === true && !!document.querySelector('.o_duban_home')",
                login=user.login,
                timeout=240,
                error_checker=lambda message: "axe:" in message,
            )
        except AssertionError as error:
            # without the half megabyte of axe before it
            failure = str(error).rpartition('" failed')[2] or str(error)
        if failure:
            self.fail(failure)


@tagged("post_install", "-at_install")
class TestAtADesk(AxeCase):
    browser_size = "1400x900"

    def test_office(self):
        self.look(
            self.office_user,
            ("home", "duban_supervision.duban_home_action", ".o_duban_tile"),
            ("matters", "duban_supervision.duban_matter_action", ".o_data_row"),
            ("matter", form_of(self.running), ".o_duban_procedure"),
            (
                "dialog of a step",
                form_of(self.late),
                ".o_duban_procedure",
                "button[data-action='action_urge']",
            ),
            ("request", form_of(self.extension), ".o_form_view"),
            ("todos", "duban_supervision.mail_activity_action_mine", ".o_data_row, article"),
            ("statistics", "duban_supervision_after.duban_statistics_action", ".o_pivot th"),
            ("bulletin", form_of(self.env["duban.bulletin"]), ".o_form_view"),
            ("wall board", "duban_supervision.duban_wall_action", ".o_duban_wall_figure"),
        )  # fmt: skip

    def test_administrator(self):
        self.look(
            self.admin,
            ("regulation", form_of(self.regulation), ".o_form_view"),
            ("units", "duban_supervision.duban_department_action", ".o_data_row, article"),
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestOnAPhone(AxeCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_leader(self):
        self.look(
            self.leader,
            ("home", "duban_supervision.duban_home_action", ".o_duban_home section"),
            ("cards", "duban_supervision.duban_matter_action", ".o_kanban_record"),
            ("late matter", form_of(self.late), ".o_duban_procedure"),
            ("absence", form_of(self.env["duban.delegation"]), ".o_form_view"),
        )

    def test_office(self):
        self.look(
            self.office_user,
            ("todos", "duban_supervision.mail_activity_action_mine", ".o_duban_todo article"),
        )  # fmt: skip
