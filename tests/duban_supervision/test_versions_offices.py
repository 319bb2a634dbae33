"""Who holds an office holds it under every version of the rules (CORE-20, CORE-31)."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_regulation_rules import RulesCommon


@tagged("post_install", "-at_install")
class TestOfficesOverVersions(RulesCommon):
    """Filed in November under the first version; in March, under the second, other people hold the offices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new_president = cls.new_person("new_president", "leader")
        cls.new_office_leader = cls.new_person("new_office_leader", "leader")
        cls.new_office = cls.env["hr.department"].create(
            {"name": "督查室", "company_id": cls.company.id}
        )
        cls.new_clerk = cls.new_person("new_clerk", "office", cls.new_office)
        cls.regulation.report_back_before_close = "principals"
        cls.env["duban.approval.step"].create(
            [
                {"regulation_id": cls.regulation.id, "name": name, "purpose": "closing", "role": role, "sequence": n}
                for n, (name, role) in enumerate((("审核", "office_leader"), ("审定", "other_principal")))
            ]
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.at("2023-11-20")
        self.november = self.filed(name="十一月立项")
        self.version = self.regulation._new_version(date(2024, 1, 1))
        self.at("2024-03-11")

    def name_people(self, version):
        version.with_user(self.admin).write(
            {
                "principal_leader_ids": [
                    Command.set((self.secretary | self.new_president).ids)
                ],
                "office_leader_id": self.new_office_leader.id,
                "office_id": self.new_office.id,
            }
        )
        self.env.invalidate_all()

    def who(self, regulation):
        return {
            name: regulation.sudo()[name] for name in regulation._organisation_fields()
        }

    @clause("CORE-20", "CORE-31")
    def test_who_holds_an_office_today_decides_on_what_was_filed_before(self):
        matter = self.november.sudo()
        lines = self.version.change_ids
        before = self.regulation.change_ids
        self.name_people(self.version)
        self.assertEqual(matter.regulation_id, self.regulation)
        self.assertTrue(self.november.with_user(self.new_president).has_access("read"))
        self.assertEqual(
            matter._approver_for("office_leader", {}), self.new_office_leader
        )
        self.assertEqual(
            matter._leaders_to_report_to(), self.secretary | self.new_president
        )
        self.assertTrue(matter._is_entitled(self.new_president, "principal"))
        self.assertFalse(matter._is_entitled(self.president, "principal"))
        # said once, where it was written
        said = (self.version.change_ids - lines).mapped("place")
        self.assertEqual(len(said), 3)
        self.assertEqual(self.regulation.change_ids, before)

    @clause("CORE-20", "CORE-31")
    def test_each_office_from_each_version(self):
        """Written on the version in force, on one before it, on one that comes, on one taken back: all say it."""
        coming = self.version._new_version(date(2025, 1, 1))
        back = self.version._new_version(date(2024, 3, 1))
        back.with_user(self.admin).action_take_back()
        versions = self.regulation | self.version | coming | back
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.regulation._adopt(other)
        for version in versions:
            for name in self.regulation._organisation_fields():
                field = version._fields[name]
                rows = self.env[field.comodel_name]
                rows = (
                    self.unit_a | self.unit_b
                    if rows._name == "hr.department"
                    else self.leader | self.leader2
                )
                new = rows - version[name]
                new = new[:1] or rows[:1]
                several = field.type == "many2many"
                version.with_user(self.admin).write(
                    {name: [Command.set(new.ids)] if several else new.id}
                )
                with self.subTest(version=version.date_from, field=name):
                    self.assertEqual([each[name] for each in versions], [new] * 4)
                    self.assertFalse(strange[name])
        later = coming._new_version(date(2026, 1, 1))
        self.assertEqual(self.who(later), self.who(self.version))
        levels = versions.warning_level_ids
        levels[1:2].with_user(self.admin).cc_unit_ids = self.unit_c
        self.assertEqual([row.cc_unit_ids for row in levels], [self.unit_c] * 4)
        self.assertFalse(strange.warning_level_ids.cc_unit_ids)

    @clause("CORE-20", "CORE-31", "PLUS-V1")
    def test_rules_that_come_from_elsewhere_have_the_offices_of_the_institution(self):
        """A file's regulation, and another institution's, adopted by one that has its offices."""
        free = self.regulation.copy({"company_id": False, "date_from": "2024-02-01"})
        self.assertFalse(free.company_id)
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.regulation._adopt(other)
        free._adopt(self.company)
        self.assertEqual(self.who(free), self.who(self.regulation))
        self.at("2024-03-12")
        second = strange.copy({"date_from": "2024-02-02"})
        adopted = second._adopt(self.company)
        self.assertEqual(self.who(adopted), self.who(self.regulation))

    @clause("CORE-20", "PLUS-V1")
    def test_a_template_that_names_another_institutions_office_empties_nothing(self):
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.env["hr.department"].create(
            {"name": "校办", "company_id": other.id}
        )
        before = self.who(self.version)
        template = self.regulation.copy(
            {"company_id": False, "date_from": "2024-02-01", "office_id": strange.id}
        )
        self.assertEqual(template.office_id, strange)
        template._adopt(self.company)
        for version in (self.version, self.regulation, template):
            self.assertEqual(self.who(version), before)

    @clause("CORE-20", "CORE-32")
    def test_another_unit_becomes_the_office(self):
        """What is open goes over with an act, of which its people hear once; what ended they read and go on with."""
        waiting = self.submitted(name="待审核")
        closed = self.closed(name="已办结")
        report = self.env["duban.report.back"].with_user(self.office_user).create(
            {"company_id": self.company.id, "content": "十二月", "matter_ids": [(6, 0, closed.ids)]}
        )  # fmt: skip
        draft = self.matter(name="草稿")
        self.regulation.routing_enabled = self.version.routing_enabled = True
        secret = self.filed(name="违纪")
        secret.action_route("disciplinary", "移交")
        other = self.env["res.company"].create({"name": "另一所大学"})
        strange = self.regulation._adopt(other)
        all_ = (self.november | waiting | closed | draft).with_user(self.new_clerk)
        officer = closed.sudo().officer_id
        self.assertFalse(all_._filtered_access("read"))
        self.version.with_user(self.admin).office_id = self.new_office
        self.env.invalidate_all()
        self.assertEqual(all_._filtered_access("read"), all_)
        self.assertFalse(all_.with_user(self.office_user2)._filtered_access("read"))
        self.assertEqual(all_.sudo().office_id, self.new_office)
        self.assertEqual((all_ - closed).sudo().officer_id, self.new_clerk)
        # who was in charge of what ended stays said
        self.assertEqual(closed.sudo().officer_id, officer)
        self.assertTrue(officer)
        self.assertTrue(report.with_user(self.new_clerk).has_access("read"))
        for matter in all_.sudo():
            act = matter.act_ids.sorted("seq")[-1:]
            self.assertEqual(act.changes["office_id"], ["党政办公室", "督查室"])
            self.assertEqual(act.action, "edit" if matter == closed.sudo() else "route")
            self.assertEqual(act.user_id, self.admin)
        self.assertEqual(secret.sudo().office_id, self.discipline)
        told = self.env["duban.reminder"].search(
            [("kind", "=", "routed"), ("matter_id", "in", all_.ids)]
        )
        self.assertEqual(told.user_id, self.new_clerk)
        self.assertEqual(len(told), 3)
        self.assertTrue(self.todos(waiting, self.new_clerk))
        self.assertFalse(self.todos(waiting, self.office_user))
        waiting.with_user(self.new_clerk).write({"conclusion": "落实到位"})
        waiting.with_user(self.new_clerk).action_pass_review("符合要求")
        self.assertFalse(strange.office_id)
        # written once more it moves nothing
        acts = all_.sudo().act_ids
        self.version.with_user(self.admin).office_id = self.new_office
        self.assertEqual(all_.sudo().act_ids, acts)

    @clause("CORE-20", "CORE-32")
    def test_an_office_that_is_dissolved_hands_its_role_to_its_successor(self):
        """It is not archived as long as it is an office; dissolved, its successor is that office."""
        for unit in (self.office, self.organisation):
            self.assert_refused(
                lambda unit=unit: unit.with_user(self.env.user).write(
                    {"active": False}
                ),
                match="is named in",
            )
        for unit, name in (
            (self.office, "office_id"),
            (self.organisation, "organisation_office_id"),
        ):
            self.env["duban.unit.change"].with_user(self.admin).create(
                {"unit_id": unit.id, "successor_id": self.new_office.id, "ground": "机构改革"}
            ).action_apply()  # fmt: skip
            self.assertFalse(unit.active)
            for version in self.regulation | self.version:
                self.assertEqual(version[name], self.new_office)
        self.assertEqual(self.november.sudo().office_id, self.new_office)

    @clause("CORE-20", "CORE-32")
    def test_an_office_that_supervises_open_matters_is_not_archived(self):
        self.version.routing_enabled = True
        self.filed(name="违纪").action_route("disciplinary", "移交")
        self.version.discipline_office_id = self.supervisory
        self.assert_refused(
            lambda: self.discipline.write({"active": False}), match="1 open matters"
        )

    @clause("CORE-31")
    def test_versions_that_differed_before_follow_the_one_in_force(self):
        """As a database is brought over in which each version had offices of its own."""
        self.env.cr.execute(
            "UPDATE duban_regulation SET office_leader_id = %s WHERE id = %s",
            [self.new_office_leader.id, self.version.id],
        )
        coming = self.version._new_version(date(2025, 1, 1))
        self.env.cr.execute(
            "UPDATE duban_regulation SET office_leader_id = %s WHERE id = %s",
            [self.new_president.id, coming.id],
        )
        self.env.invalidate_all()
        lines = coming.change_ids
        self.env["duban.regulation"]._one_organisation()
        for version in self.regulation | self.version | coming:
            self.assertEqual(version.office_leader_id, self.new_office_leader)
        # what was to hold in January is read there
        line = coming.change_ids - lines
        self.assertEqual(
            (line.old, line.new),
            (self.new_president.name, self.new_office_leader.name),
        )

    def with_the_office_before(self):
        """Filed with a unit that was the office until another one was named, as it was left before 19.0.1.5."""
        former = self.env["hr.department"].create(
            {"name": "原督办科", "company_id": self.company.id}
        )
        self.regulation.routing_enabled = self.version.routing_enabled = True
        closed, secret = self.closed(name="已办结"), self.filed(name="违纪")
        secret.sudo()._engine_write({"is_routed": True, "is_disciplinary": True})
        matters = self.november | closed | secret
        matters.sudo()._engine_write({"office_id": former.id})
        self.env.invalidate_all()
        return former, matters.sudo(), secret.sudo()

    @clause("CORE-20", "CORE-31")
    def test_matters_of_an_office_before_are_those_of_the_present_one_after_the_update(
        self,
    ):
        """Nobody is told of it; what another office has by its own ground stays there."""
        former, matters, secret = self.with_the_office_before()
        told = self.env["duban.reminder"].search_count([])
        self.env["duban.regulation"]._one_organisation()
        self.assertEqual((matters - secret).office_id, self.office)
        self.assertEqual(secret.office_id, former)
        changes = self.november.sudo().act_ids.sorted("seq")[-1:].changes
        self.assertEqual(changes["office_id"], ["原督办科", "党政办公室"])
        self.assertEqual(self.env["duban.reminder"].search_count([]), told)
        self.assertTrue(self.november.with_user(self.office_user).has_access("read"))

    @clause("CORE-20", "CORE-32")
    def test_a_unit_that_was_the_office_before_can_end(self):
        former, matters, secret = self.with_the_office_before()
        secret._engine_write({"office_id": self.discipline.id})
        self.env["duban.unit.change"].with_user(self.admin).create(
            {"unit_id": former.id, "successor_id": self.unit_b.id, "ground": "机构改革"}
        ).action_apply()
        self.assertFalse(former.active)
        self.assertEqual((matters - secret).office_id, self.office)
