"""Screens for who hears them or uses no mouse: every control has a name, and the name is Chinese."""

from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

#: Odoo's own, which this suite leaves as they are
ODOOS = ".o_optional_columns_dropdown, .o-mail-Chatter, .o_searchview, .o_facet_remove, .o_pager"
SCRIPT = """
const wrong = [];
const seen = (element) => element.getClientRects().length && !element.closest("%(odoos)s");
const place = (element) => element.closest("[name]")?.getAttribute("name") || "";
const hint = (element) => `${element.tagName.toLowerCase()}.${element.className} (${place(element)})`;
const spoken = ["aria-label", "title", "data-tooltip", "alt", "placeholder"];
const words = (element) => spoken.map((name) => element.getAttribute(name) || "").join(" ");
const all = (selector) => [...document.querySelectorAll(".o_action_manager, .o_menu_toggle, .modal")]
    .flatMap((root) => [root, ...root.querySelectorAll("*")])
    .filter((element) => element.matches(selector))
    .filter(seen);
for (const element of all("button, a[href], [role=button]")) {
    if (!(words(element) + element.innerText + [...element.querySelectorAll("*")].map(words).join("")).trim()) {
        wrong.push(`no name: ${hint(element)}`);
    }
}
for (const element of all("input:not([type=hidden]), textarea, select")) {
    const label = element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
    if (!label && !element.closest("label") && !element.getAttribute("aria-labelledby") && !words(element).trim()) {
        wrong.push(`no label: ${hint(element)}`);
    }
}
for (const element of all("img:not([alt])")) {
    wrong.push(`no alt: ${element.src}`);
}
for (const element of all("*")) {
    // the names of the people of these tests stand in cells as their own tooltip
    if (/[A-Za-z]{3,}/.test(words(element).replace(/Excel|CSV|PDF/g, "").replace(%(people)s, ""))) {
        wrong.push(`not Chinese: ${words(element).trim()} ${hint(element)}`);
    }
}
console[wrong.length ? "error" : "log"](wrong.join("; ") || "test successful");
"""


@tagged("post_install", "-at_install")
class TestLabels(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.office_user | cls.worker_a | cls.head_a).lang = "zh_CN"

    def look(self, url, user, ready):
        people = "|".join(
            self.env["res.users"].search([], order="id desc", limit=30).mapped("name")
        )
        self.browser_js(
            url,
            SCRIPT % {"odoos": ODOOS, "people": f"/{people}/g"},
            f"!!document.querySelector(`{ready}`)",
            login=user.login,
        )

    def test_home(self):
        self.accepted()
        self.look("/odoo/supervision-home", self.office_user, ".o_duban_boards canvas")

    def test_list(self):
        self.accepted()
        self.look("/odoo/supervision", self.office_user, ".o_data_row")

    def test_todos(self):
        self.assigned()
        self.look("/odoo/supervision-todos", self.head_a, ".o_duban_todo_accept")

    def test_form_of_a_draft(self):
        self.look(
            f"/odoo/supervision/{self.matter().id}",
            self.office_user,
            ".o_duban_procedure li",
        )

    def test_form_of_a_matter_in_progress(self):
        self.look(
            f"/odoo/supervision/{self.accepted().id}",
            self.worker_a,
            ".o_duban_procedure li",
        )


@tagged("post_install", "-at_install")
class TestLabelsOnAPhone(TestLabels):
    browser_size = "390x844"
    touch_enabled = True

    def test_list(self):
        self.accepted()
        self.look("/odoo/supervision", self.office_user, ".o_kanban_record")
