"""Whose working calendar it is: each institution changes its own, the common one is the platform administrator's."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.common import SupervisionCommon

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.models.unlink")


@tagged("post_install", "-at_install")
class TestCalendarOwner(SupervisionCommon):
    def setUp(self):
        super().setUp()
        college = self.env["res.company"].create({"name": "学院", "parent_id": self.company.id})  # fmt: skip
        other = self.env["res.company"].create({"name": "另一所学校"})
        self.college_admin = self.administrator("college_admin", college)
        self.other_admin = self.administrator("other_admin", other)
        self.platform = self.administrator("platform_admin", self.company)
        self.platform.group_ids += self.env.ref("base.group_system")
        self.university, self.common = (
            self.env["duban.calendar.year"].create(
                {"year": 2031, "company_id": company.id, "day_ids": [Command.create({"date": "2031-05-06"})]}
            )
            for company in (self.company, self.env["res.company"])
        )  # fmt: skip

    def administrator(self, name, company):
        user = self.new_person(name, "admin")
        user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})  # fmt: skip
        return user

    def ways(self, user, year):
        """Each way of changing the calendar ``year`` as ``user``."""
        context = {"allowed_company_ids": user.company_ids.ids}
        mine = year.with_user(user).sudo(False).with_context(**context)
        day = year.day_ids.with_env(mine.env)
        yield mine.write, {"note": "改"}
        yield mine.write, {"day_ids": [Command.create({"date": "2031-05-07"})]}
        yield day.write, {"is_working": not day.is_working}
        yield day.create, {"year_id": year.id, "date": "2031-05-08"}
        yield (day.unlink,)
        yield (mine.action_confirm,)
        yield (mine.unlink,)

    @clause("CORE-1")
    @mute_logger(*QUIET)
    def test_each_changes_its_own(self):
        for user, may in (
            (self.admin, self.university),
            (self.college_admin, self.university.browse()),
            (self.other_admin, self.university.browse()),
            (self.platform, self.university | self.common),
        ):
            for year in self.university | self.common:
                for call, *args in self.ways(user, year):
                    with self.subTest(user=user.login, year=year.company_id.name, call=call.__name__):  # fmt: skip
                        if year in may:
                            with self.cr.savepoint() as savepoint:
                                call(*args)
                                self.env.flush_all()
                                savepoint.rollback()
                            self.env.invalidate_all(flush=False)
                        else:
                            self.assert_refused(call, *args)

    @clause("CORE-1")
    @mute_logger(*QUIET)
    def test_nobody_makes_a_year_known_for_all(self):
        for user in (self.admin, self.college_admin, self.other_admin):
            Year = self.env["duban.calendar.year"].with_user(user)
            Year = Year.with_context(allowed_company_ids=user.company_ids.ids)
            self.assert_refused(Year.create, {"year": 2032, "company_id": False})
            self.assertEqual(Year.create({"year": 2032}).company_id, user.company_id)
            # the college counts with its university's, the other school with the common one
            self.assertTrue(self.common.with_env(Year.env).has_access("read"))
            if user == self.college_admin:
                mine = self.university.with_env(Year.env)
                self.assertTrue(mine.has_access("read"))
        Year = self.env["duban.calendar.year"].with_user(self.platform)
        self.assertTrue(Year.create({"year": 2032, "company_id": False}))

    @clause("CORE-1")
    @mute_logger(*QUIET)
    def test_nobody_gives_an_own_year_or_day_to_all(self):
        """By writing it: what is everybody's afterwards is the platform administrator's to change."""
        # a year of which no common one is there: nothing else stands in the way
        of_university = self.env["duban.calendar.year"].create(
            {"year": 2033, "company_id": self.company.id}
        )
        own = of_university.with_user(self.admin)
        day = self.university.day_ids.with_user(self.admin)
        for call, vals in (
            (own.write, {"company_id": False}),
            (day.write, {"year_id": self.common.id, "date": "2031-05-09"}),
        ):
            self.assert_refused(call, vals)
        self.assertEqual(of_university.company_id, self.company)
        self.assertEqual(self.university.day_ids.year_id, self.university)
        self.assertEqual(len(self.common.day_ids), 1)
        self.university.with_user(self.platform).write({"note": "改"})

    @clause("CORE-39")
    @mute_logger(*QUIET)
    def test_who_may_not_change_the_common_one_is_told_what_to_do(self):
        common = self.common.with_user(self.admin)
        for step in (common.action_confirm, common.action_load):
            with self.assertRaisesRegex(AccessError, "calendar of your institution"):
                step()
