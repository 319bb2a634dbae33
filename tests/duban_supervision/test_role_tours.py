"""The browser: every role opens its board, its list and a matter, at a desk and on a phone."""

from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon

HOME = "/odoo/supervision-home"


class RoleWalk:
    """One matter under way; whoever has to do with it walks to it."""

    def walk(self, *names):
        matter = self.assigned(co_unit_ids=[(4, self.unit_b.id)])
        self.plan(matter, matter.date_deadline)
        matter.with_user(self.head_a).action_accept()
        for name in names:
            user = getattr(self, name)
            with self.subTest(name):
                self.assertTrue(matter.with_user(user).has_access("read"))
                self.start_tour(HOME, "duban_role_walks", login=user.login)


@tagged("post_install", "-at_install")
class TestRolesAtADesk(RoleWalk, SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    def test_every_role(self):
        self.walk("office_user", "head_a", "head_b", "leader", "president")

    def test_administrator_of_a_new_company(self):
        company = self.env["res.company"].create({"name": "新学院"})
        self.admin.write({"company_ids": [(4, company.id)], "company_id": company.id})
        self.start_tour(HOME, "duban_admin_starts", login=self.admin.login)


@tagged("post_install", "-at_install")
class TestRolesOnAPhone(RoleWalk, SupervisionCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_every_role(self):
        self.walk("worker_a", "head_b", "leader", "president")


@tagged("post_install", "-at_install")
class TestWithoutAMouse(SupervisionCommon, HttpCase):
    """Feedback and review by the keyboard alone; deciding is in test_ui_tours."""

    browser_size = "1400x900"

    def test_feedback(self):
        matter = self.accepted()
        path = f"/odoo/supervision/{matter.id}"
        self.start_tour(path, "duban_feedback_by_keyboard", login=self.worker_a.login)
        matter.invalidate_recordset()
        self.assertEqual(matter.feedback_ids.name, "招标公告已发布")

    def test_review(self):
        matter = self.submitted()
        path = f"/odoo/supervision/{matter.id}"
        self.start_tour(path, "duban_review_by_keyboard", login=self.office_user.login)
        matter.invalidate_recordset()
        self.assertTrue(matter.review_passed)
