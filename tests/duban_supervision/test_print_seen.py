"""打印所见: the filter of the list on A4, overdue marked, the category once, nothing that its reader may not read."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

#: the entry of the menu is clicked; the sheet is asked of the server
PRINT = """
const open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (method, url) {
    if (url.includes("/report/download")) {
        console.log("test successful");
    }
    return open.apply(this, arguments);
};
document.querySelector(".o_cp_action_menus button").click();
setTimeout(() => document.querySelector(".o_duban_print_seen").click(), 1000);
setTimeout(() => console.error("Nothing was printed."), 15000);
"""


@tagged("post_install", "-at_install")
class TestPrintSeen(SupervisionCommon, HttpCase):
    def test_the_menu_of_the_list_prints(self):
        self.at("2024-03-04")
        self.accepted()
        self.browser_js(
            "/odoo/supervision",
            PRINT,
            "!!document.querySelector('.o_data_row') && !!document.querySelector('.o_cp_action_menus button')",
            login=self.office_user.login,
        )

    def printed(self, user, domain):
        """(ids, HTML) of what ``user`` prints of ``domain``."""
        Matter = self.env["duban.matter"].with_user(user)
        action = Matter.action_print_seen(domain)
        ids = action["context"]["active_ids"]
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(action["report_name"], ids)
        )
        return ids, html.decode()

    def test_what_is_overdue_is_marked_and_the_category_said_once(self):
        self.at("2024-03-04")
        late = self.accepted(name="早该办结的事项", date_deadline="2024-03-11")
        soon = self.accepted(name="尚未到期的事项", date_deadline="2024-12-31")
        self.at("2024-03-21")
        ids, html = self.printed(self.office_user, [("id", "in", (late | soon).ids)])
        self.assertEqual(set(ids), set((late | soon).ids))
        self.assertEqual(html.count("【逾期10天】"), 1)
        self.assertEqual(html.count(late.sudo().source_category_id.name), 1)
        self.assertIn("共2项，其中逾期1项", html)

    def test_only_what_is_filtered_and_readable_is_printed(self):
        self.at("2024-03-04")
        own = self.accepted(name="本单位事项")
        other = self.assigned(name="别的单位事项", lead_unit_id=self.unit_c.id)
        domain = [("id", "in", (own | other).ids)]
        ids, html = self.printed(self.worker_a, domain)
        self.assertEqual(ids, own.ids)
        self.assertNotIn("别的单位事项", html)
        ids, html = self.printed(
            self.office_user, [*domain, ("name", "=", "本单位事项")]
        )
        self.assertEqual(ids, own.ids)

    def test_an_empty_list_says_so(self):
        with self.assertRaises(UserError):
            self.printed(self.office_user, [("id", "=", 0)])
