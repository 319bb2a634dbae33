"""A demo that is uninstalled: nobody logs in with a published password, nothing of it is in the way, the trail stays.

With the engine the whole demo goes: ``.ci/bare`` uninstalls the real thing (``./duban run --check --removal``).
"""

from odoo import Command
from odoo.exceptions import AccessDenied
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision import demo_end

from .test_uninstall import MODULE, UninstallCase

PARENTS = {"hr.employee": ("version_id", "resource_id"), "res.users": ("partner_id",)}


@tagged("post_install", "-at_install")
class TestDemoEnd(UninstallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.ref("base.main_company")
        cls.people = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        cls.employees = cls.people.employee_ids
        cls.units = cls.env["hr.department"].search(
            [("company_id", "=", cls.company.id)]
        )
        for user in cls.people:
            user.password = "duban"
        cls.manager = cls.env.ref("base.user_admin")
        cls.manager.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        for records in (cls.people, cls.employees, cls.units, cls.company):
            cls.brought(records)
        cls.brought(cls.people.partner_id)
        cls.brought(cls.employees.resource_id)

    def log_in(self, login):
        return self.env["res.users"].authenticate(
            {"login": login, "password": "duban", "type": "password"},
            {"interactive": True},
        )

    def uninstall(self):
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            return super().uninstall()

    def test_nobody_logs_in_any_more(self):
        logins = self.people.mapped("login")
        self.assertTrue(self.log_in(logins[0])["uid"])
        keys = self.env["res.users.apikeys"].with_user(self.office_user)
        keys.sudo()._generate(None, "demo", None)
        self.uninstall()
        self.assertTrue(self.people.exists())
        self.assertFalse(any(self.people.mapped("active")))
        self.env.cr.execute(
            "SELECT count(*) FROM res_users WHERE id IN %s AND password IS NOT NULL",
            (tuple(self.people.ids),),
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        keys = self.env["res.users.apikeys"].search(
            [("user_id", "in", self.people.ids)]
        )
        self.assertFalse(keys)
        with mute_logger("odoo.addons.base.models.res_users"):
            for login in [*logins, *self.people.mapped("login")]:
                with self.assertRaises(AccessDenied):
                    self.log_in(login)

    def test_nothing_of_it_is_in_the_way(self):
        self.uninstall()
        for records in (self.employees, self.units, self.company):
            self.assertTrue(records.exists(), "the trail names it")
            self.assertFalse(any(records.mapped("active")), records)
            self.assertFalse(self.names(records))
        self.assertFalse(any(self.people.partner_id.mapped("active")))
        self.assertFalse(any(self.employees.resource_id.mapped("active")))
        # whom the demo had let in is where everybody else is
        self.assertEqual(self.manager.company_id, self.home)
        self.assertNotIn(self.company, self.manager.company_ids)
        self.assertTrue(self.manager.active)

    def test_the_same_demo_can_come_again(self):
        name, logins = self.company.name, self.people.mapped("login")
        for _time in range(2):
            self.uninstall()
            self.module.state = "installed"
            again = self.env["res.company"].create({"name": name})
            users = self.env["res.users"].create(
                [
                    {
                        "name": login, "login": login, "company_id": again.id,
                        "company_ids": [Command.set(again.ids)],
                    }
                    for login in logins
                ]
            )  # fmt: skip
            self.assertEqual(users.mapped("login"), logins)
            self.brought(again)
            self.brought(users)

    def test_matters_and_their_trail_stay(self):
        self.at("2024-03-04")
        # nobody is left who sees them, but the technical user
        running = self.accepted(name="在办事项").sudo()
        done = self.closed(name="已办结事项").sudo()
        self.uninstall()
        self.assertEqual((running.state, done.state), ("in_progress", "closed"))
        self.assertEqual(self.env["duban.act"]._verify(running | done), [])
        acts = self.env["duban.act"].sudo().search([("matter_id", "=", done.id)])
        self.assertTrue(acts.user_id & self.people)
        # nobody is there to be told, and nobody else is
        self.assertFalse(self.todos(running).user_id & self.people)
        before = self.env["mail.message"].search_count([])
        self.at("2025-03-04")
        self.run_patrol()
        self.assertEqual(self.env["mail.message"].search_count([]), before)
        self.assertFalse(self.todos(running))

    def test_an_institution_at_work_is_patrolled(self):
        """The counterpart: without the uninstallation somebody hears of it a year later."""
        self.at("2024-03-04")
        running = self.accepted(name="在办事项")
        before = self.env["mail.message"].search_count([])
        self.at("2025-03-04")
        self.run_patrol()
        self.assertGreater(self.env["mail.message"].search_count([]), before)
        self.assertTrue(self.todos(running))

    def test_where_others_work_it_is_theirs(self):
        """Somebody went on with the demo company: it and its units stay, the demo people do not."""
        real = new_test_user(
            self.env, login="real", groups="base.group_user", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        name = self.company.name
        self.uninstall()
        self.assertTrue(self.company.active)
        self.assertEqual(self.company.name, name)
        self.assertTrue(all(self.units.mapped("active")))
        self.assertTrue(real.active)
        self.assertFalse(any(self.people.mapped("active")))
        self.assertFalse(self.names(self.company))

    def test_what_another_addon_named_too_stays(self):
        """Two demos share a university."""
        self.env["ir.model.data"].create(
            {
                "module": "duban_supervision_stays",
                "name": "company",
                "model": "res.company",
                "res_id": self.company.id,
            }
        )
        self.uninstall()
        self.assertTrue(self.company.active)

    def test_people_of_other_addons_are_not_touched(self):
        other = new_test_user(self.env, login="other", groups="base.group_user")
        found = demo_end._brought(self.env, [MODULE])
        self.assertEqual(found["res.users"], self.people)
        self.uninstall()
        self.assertTrue(other.active)
        self.assertTrue(self.home.active)

    def test_all_of_it_can_go(self):
        """As with the engine, where nothing points to them any more."""
        unused = self.env["res.company"].create({"name": "Unused"})
        unit = self.env["hr.department"].create(
            {"name": "Unit", "company_id": unused.id}
        )
        user = new_test_user(
            self.env, login="unused", groups="base.group_user", company_id=unused.id,
            company_ids=[Command.set(unused.ids)],
        )  # fmt: skip
        employee = self.env["hr.employee"].create(
            {
                "name": "Unused",
                "user_id": user.id,
                "company_id": unused.id,
                "department_id": unit.id,
            }
        )
        partners = user.partner_id | unused.partner_id
        self.env["ir.model.data"].search([("module", "=", MODULE)]).unlink()
        for records in (unused, unit, user, employee):
            self.brought(records)
        kept = demo_end.take_away(self.env, [MODULE])
        self.assertFalse(any(kept.values()), kept)
        for records in (unused, unit, user, employee, partners):
            self.assertFalse(records.exists(), records)

    def test_what_another_app_needs_is_archived_instead(self):
        """The trail of these matters holds back their people and their company."""
        self.at("2024-03-04")
        self.closed(name="已办结事项")
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            kept = demo_end.take_away(self.env, [MODULE])
        self.assertIn(self.company, kept["res.company"])
        self.assertIn(self.office_user, kept["res.users"])
        self.assertFalse(self.company.active)
        self.assertFalse(any(kept["res.users"].mapped("active")))
        self.assertFalse(self.names(self.company))
