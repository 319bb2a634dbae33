"""Who is asked and who may act are one question: people who leave a post, a role, or come back from an absence."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class PostsCommon(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def owner(self, matter, key):
        """Whose the to-do ``key`` is (or to-dos beginning with it, where it ends with a colon)."""
        self.env.invalidate_all()
        return (
            self.todos(matter)
            .filtered(
                lambda row: (
                    row.duban_key.startswith(key)
                    if key.endswith(":")
                    else row.duban_key == key
                )
            )
            .user_id
        )

    def absence(self, person, deputy, last="2024-03-29"):
        return self.env["duban.delegation"].create(
            {
                "user_id": person.id,
                "deputy_id": deputy.id,
                "date_from": "2024-03-04",
                "date_to": last,
            }
        )


@tagged("post_install", "-at_install")
class TestAbsenceCalledOff(PostsCommon):
    @clause("CORE-29", "CORE-27")
    def test_a_called_off_absence_gives_no_right_whatever_a_client_shows(self):
        """An action that shows archived rows hands its key to the buttons: the deputy decides nothing by it."""
        matter = self.accepted()
        self.extension(matter, "2024-04-30").action_submit()
        line = matter.sudo().approval_line_ids
        absence = self.absence(self.leader, self.leader2)
        self.assertTrue(line.with_user(self.leader2).can_decide)
        absence.with_user(self.leader).active = False
        self.env.invalidate_all()
        shown = line.with_user(self.leader2).with_context(active_test=False)
        self.assert_refused(shown.action_approve, "同意")
        self.assertEqual(line.state, "pending")
        self.assertEqual(self.owner(matter, "approve:"), self.leader)
        line.with_user(self.leader).with_context(active_test=False).action_approve(
            "同意"
        )
        self.assertFalse(line.on_behalf_id)

    @clause("CORE-29")
    def test_nor_does_it_vouch_for_a_result(self):
        matter = self.accepted()
        absence = self.absence(self.head_a, self.liaison_a)
        keyed = matter.with_user(self.liaison_a).with_context(active_test=False)
        self.assertTrue(keyed._is_head_or_deputy())
        absence.with_user(self.head_a).active = False
        self.env.invalidate_all()
        self.assertFalse(keyed._is_head_or_deputy())


@tagged("post_install", "-at_install")
class TestHeadRetires(PostsCommon):
    """hr registers that the head of unit A left; the account stays, e.g. for its e-mail (CORE-20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.head_confirmation_required = True

    def ways(self):
        employee = self.employee_of(self.head_a)
        return (
            lambda: employee.write({"active": False}),
            employee.action_archive,
            lambda: employee.write({"department_id": False, "active": False}),
            employee.unlink,
        )

    @clause("CORE-20", "CORE-33", "WUT-8.1b", "SIE-8.1b")
    def test_the_office_names_who_vouches_and_the_retired_does_not(self):
        matter = self.accepted()
        matter.with_user(self.worker_a).write(self.result_values(matter))
        self.assertEqual(self.owner(matter, "confirm"), self.head_a)
        for number, leave in enumerate(self.ways()):
            savepoint = self.cr.savepoint(flush=True)
            leave()
            with self.subTest(number=number):
                self.env.invalidate_all()
                self.assertTrue(self.head_a.active)
                vacant = f"vacant:{self.unit_a.id}"
                self.assertEqual(self.owner(matter, vacant), self.office_user)
                self.assertFalse(self.todos(matter, self.head_a))
                self.assertIn("name_person", matter._possible_actions())
                self.assert_refused(matter.with_user(self.head_a).action_confirm_result)
                matter.action_name_person("unit_head_id", self.liaison_a.id, "退休")
                self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
                self.assertEqual(self.owner(matter, "confirm"), self.liaison_a)
                self.assertFalse(self.owner(matter, vacant))
                # whatever of the unit is written next, the named one stays
                self.unit_a.liaison_id = self.worker_a
                self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
                matter.with_user(self.liaison_a).action_confirm_result()
                self.assertTrue(matter.sudo().head_confirmed)
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()

    @clause("CORE-20", "CORE-33")
    def test_a_new_matter_goes_to_who_is_there(self):
        self.employee_of(self.head_a).active = False
        matter = self.assigned()
        self.assertEqual(
            self.owner(matter, f"vacant:{self.unit_a.id}"), self.office_user
        )
        self.assertFalse(self.todos(matter, self.head_a))
        step = next(
            row for row in self.regulation._first_steps() if row["key"] == "heads"
        )
        self.assertFalse(step["done"])
        self.assertIn(self.unit_a.name, step["hint"])
        self.assertNotIn(self.unit_b.name, step["hint"])
        # the successor enters the directory: whatever is open is the successor's
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.assertEqual(self.todos(matter).user_id, self.worker_a)

    @clause("CORE-20")
    def test_who_comes_back_is_the_head_again(self):
        matter = self.assigned()
        employee = self.employee_of(self.head_a)
        employee.active = False
        matter.action_name_person("unit_head_id", self.liaison_a.id, "退休")
        employee.active = True
        self.env.invalidate_all()
        self.assertEqual(matter.sudo().unit_head_id, self.head_a)
        self.assertEqual(self.todos(matter).user_id, self.head_a)

    @clause("CORE-29")
    def test_a_deputy_who_moves_to_another_unit_vouches_for_nothing(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        matter.with_user(self.worker_a).write(self.result_values(matter))
        self.absence(self.head_a, self.liaison_a)
        self.assertEqual(self.owner(matter, "confirm"), self.liaison_a)
        self.assertTrue(matter.with_user(self.liaison_a)._is_head_or_deputy())
        self.employee_of(self.liaison_a).department_id = self.unit_b
        self.env.invalidate_all()
        self.assertNotIn(self.liaison_a, self.owner(matter, "confirm"))
        self.assertFalse(matter.with_user(self.liaison_a)._is_head_or_deputy())
        self.assert_refused(matter.with_user(self.liaison_a).action_confirm_result)


@tagged("post_install", "-at_install")
class TestHeadWithoutRole(PostsCommon):
    """The directory names somebody who has an account, for something else, but no role in supervision (CORE-20)."""

    def setUp(self):
        super().setUp()
        self.plain = self.new_person("plain", "user", self.unit_a)
        self.role = self.env.ref("duban_supervision.group_user")
        self.plain.group_ids = self.env.ref("base.group_user")
        self.assertFalse(self.plain.has_group("duban_supervision.group_user"))

    @clause("CORE-20", "CORE-23")
    def test_what_a_unit_owes_goes_to_who_can_open_it(self):
        before = self.assigned()
        self.assertEqual(self.todos(before).user_id, self.head_a)
        self.unit_a.manager_id = self.employee_of(self.plain)
        after = self.assigned(name="另一件")
        for matter in (before, after):
            vacant = f"vacant:{self.unit_a.id}"
            self.assertEqual(self.owner(matter, vacant), self.office_user)
            self.assertFalse(self.todos(matter, self.plain))
            self.assertNotIn(self.plain, self.told_of(matter))
        step = next(
            row for row in self.regulation._first_steps() if row["key"] == "heads"
        )
        self.assertIn(self.unit_a.name, step["hint"])
        # with a liaison it is the liaison's
        self.unit_a.liaison_id = self.liaison_a
        self.assertEqual(self.todos(before).user_id, self.liaison_a)
        self.assertEqual(self.todos(after).user_id, self.liaison_a)
        # and with the role it is the head's
        self.unit_a.liaison_id = False
        self.plain.group_ids += self.role
        self.assertEqual(self.todos(before).user_id, self.plain)
        self.assertEqual(self.todos(after).user_id, self.plain)
        # taken away again on the page of the role
        self.role.write({"user_ids": [(3, self.plain.id)]})
        self.assertFalse(self.todos(before, self.plain))
        self.assertEqual(self.todos(before).user_id, self.office_user)

    @clause("CORE-20")
    def test_nor_to_a_liaison_from_outside(self):
        expert = self.env["res.users"].create(
            {
                "name": "校外专家",
                "login": "expert@example.com",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )
        self.unit_a.liaison_id = expert
        matter = self.assigned()
        self.assertEqual(self.todos(matter).user_id, self.head_a)
        self.assertNotIn(expert, self.told_of(matter))

    def told_of(self, matter):
        return (
            self.env["duban.reminder"]
            .sudo()
            .search([("res_model", "=", matter._name), ("res_id", "=", matter.id)])
            .user_id
        )


@tagged("post_install", "-at_install")
class TestLeaderNoMore(PostsCommon):
    """Who was asked to decide holds the role no more: the account stays, the right does not (CORE-20, CORE-29)."""

    def setUp(self):
        super().setUp()
        self.regulation.principal_leader_ids = self.secretary | self.president
        self.principal_steps()
        self.matter_ = self.accepted()
        self.request_ = self.extension(self.matter_, "2024-06-30")
        self.leaders = self.env.ref("duban_supervision.group_leader")

    def lines(self):
        return self.request_.sudo().approval_line_ids.sorted("sequence")

    def demote(self, user):
        """A dean from now on."""
        user.group_ids = [
            (3, self.leaders.id),
            (4, self.env.ref("duban_supervision.group_user").id),
        ]

    def named_anew(self, line, gone, successor, others):
        """The office is asked, not who lost the role nor who stands in there; the successor decides."""
        self.assertEqual(
            self.owner(self.matter_, f"decider:{line.id}"), self.office_user
        )
        self.assertFalse(self.owner(self.matter_, f"approve:{line.id}"))
        self.assertFalse(self.todos(self.matter_, gone))
        self.assert_refused(line.with_user(gone).action_approve, "同意")
        for user in others:
            self.assert_refused(line.with_user(user).action_approve, "同意")
        office = line.with_user(self.office_user)
        self.assertTrue(office.can_name_decider)
        self.assert_refused(office.action_name_decider, gone.id, "原校领导")
        office.action_name_decider(successor.id, "已调整")
        self.assertEqual(self.owner(self.matter_, f"approve:{line.id}"), successor)
        line.with_user(successor).action_approve("同意")
        self.assertEqual((line.state, line.decided_by_id), ("approved", successor))

    @clause("CORE-20", "CORE-29", "WUT-12.1c", "ABAF-12.1b")
    def test_a_leader_in_charge_who_becomes_a_dean(self):
        self.request_.action_submit()
        line = self.lines()[0]
        self.assertEqual(self.owner(self.matter_, f"approve:{line.id}"), self.leader)
        self.demote(self.leader)
        self.named_anew(line, self.leader, self.leader2, self.worker_a | self.head_a)

    @clause("CORE-20", "CORE-29")
    def test_nor_does_the_deputy_of_one(self):
        self.request_.action_submit()
        line = self.lines()[0]
        self.absence(self.leader, self.leader2)
        self.assertEqual(self.owner(self.matter_, f"approve:{line.id}"), self.leader2)
        self.demote(self.leader)
        self.named_anew(line, self.leader, self.office_leader, self.leader2)

    @clause("CORE-20", "WUT-12.1c", "ABAF-12.1b")
    def test_a_principal_leader_who_is_one_no_more(self):
        """Still a school leader, even: the step is a principal leader's."""
        self.request_.action_submit()
        first, second, third = self.lines()
        self.as_user(first, self.leader).action_approve("同意")
        self.assertEqual((second | third).approver_id, self.secretary | self.president)
        gone = second.approver_id
        stays = (self.secretary | self.president) - gone
        self.regulation.principal_leader_ids = stays | self.leader2
        self.named_anew(second, gone, self.leader2, self.leader)
        # the other's step goes on as it was
        self.assertEqual(self.owner(self.matter_, f"approve:{third.id}"), stays)
        third.with_user(stays).action_approve("同意")
        self.assertEqual(self.request_.sudo().state, "approved")

    @clause("CORE-20", "WUT-22.5a", "ABAF-19.1a")
    def test_a_unit_applies_while_its_leader_is_one_no_more(self):
        """It can name nobody: what it hands in is in, and the office names who decides."""
        self.demote(self.leader)
        self.request_.with_user(self.worker_a).action_submit()
        self.assertEqual(self.request_.sudo().state, "submitted")
        self.named_anew(self.lines()[0], self.leader, self.leader2, self.head_a)

    @clause("CORE-20")
    def test_who_has_the_role_again_is_asked_again(self):
        self.request_.action_submit()
        line = self.lines()[0]
        self.demote(self.leader)
        self.assertFalse(self.todos(self.matter_, self.leader))
        self.leader.group_ids += self.leaders
        self.assertEqual(self.owner(self.matter_, f"approve:{line.id}"), self.leader)
        self.assertFalse(self.owner(self.matter_, f"decider:{line.id}"))
        office = line.with_user(self.office_user)
        self.assertFalse(office.can_name_decider)
        self.assert_refused(office.action_name_decider, self.leader2.id, "已调整")
        line.with_user(self.leader).action_approve("同意")


@tagged("post_install", "-at_install")
class TestLeaderClearedAndNamed(PostsCommon):
    """分管 is divided anew: one list empties it, the next one names who leads the unit now (CORE-20, CORE-7)."""

    def cleared(self, *units):
        for unit in units:
            unit.sudo().leader_in_charge_id = False
        self.cr.precommit.run()  # Odoo writes down who led it when the request ends

    def act(self, matter):
        return matter.sudo().act_ids.filtered(
            lambda row: row.action == "leader_changed"
        )

    @clause("CORE-20", "CORE-7", "WUT-5.1b", "XISU-9.1b")
    def test_what_waits_goes_to_who_is_named_days_later(self):
        self.cr.precommit.run()
        matter = self.accepted()
        of_b = self.accepted(name="后勤改革", subject_unit_id=self.unit_b.id)
        named = self.accepted(
            name="另行指定", leader_in_charge_id=self.office_leader.id
        )
        for each in (matter, named):
            self.extension(each, "2024-04-30").action_submit()
        self.cleared(self.unit_a)
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader)
        self.assertEqual(self.owner(matter, "approve:"), self.leader)
        self.assertFalse(self.act(matter))
        self.at("2024-03-08")
        self.unit_a.sudo().leader_in_charge_id = self.leader2
        for each in (matter, of_b):
            self.assertEqual(each.sudo().leader_in_charge_id, self.leader2)
            self.assertEqual(
                self.act(each).changes["leader_in_charge_id"],
                [self.leader.name, self.leader2.name],
            )
        self.assertEqual(self.owner(matter, "approve:"), self.leader2)
        line = matter.sudo().approval_line_ids
        self.assert_refused(line.with_user(self.leader).action_approve, "同意")
        line.with_user(self.leader2).action_approve("同意")
        # whom the office named on a matter stays
        self.assertEqual(named.sudo().leader_in_charge_id, self.office_leader)
        self.assertEqual(self.owner(named, "approve:"), self.office_leader)
        self.assertFalse(self.act(named))

    @clause("CORE-20", "CORE-7")
    def test_who_retires_and_who_comes_months_later(self):
        self.cr.precommit.run()
        matter = self.accepted()
        self.extension(matter, "2024-04-30").action_submit()
        self.cleared(self.unit_a)
        self.leader.active = False
        line = matter.sudo().approval_line_ids
        self.assertEqual(self.owner(matter, f"decider:{line.id}"), self.office_user)
        self.at("2024-03-25")
        self.unit_a.sudo().leader_in_charge_id = self.leader2
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader2)
        self.assertEqual(self.owner(matter, f"approve:{line.id}"), self.leader2)
        self.assertFalse(self.owner(matter, f"decider:{line.id}"))

    @clause("CORE-20", "CORE-7")
    def test_a_unit_that_never_had_one(self):
        self.cleared(self.unit_c)
        matter = self.accepted(lead_unit_id=self.unit_c.id)
        self.assertFalse(matter.sudo().leader_in_charge_id)
        self.extension(matter, "2024-04-30", user=self.worker_c).action_submit()
        line = matter.sudo().approval_line_ids
        self.assertEqual(self.owner(matter, f"decider:{line.id}"), self.office_user)
        self.unit_c.sudo().leader_in_charge_id = self.leader
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader)
        self.assertEqual(self.owner(matter, f"approve:{line.id}"), self.leader)
        self.assertFalse(self.owner(matter, f"decider:{line.id}"))

    @clause("CORE-20", "CORE-7")
    def test_a_unit_below_one_whose_leader_was_cleared(self):
        self.cr.precommit.run()
        self.unit_a.sudo().write(
            {"parent_id": self.unit_c.id, "leader_in_charge_id": False}
        )
        matter = self.accepted()
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader2)
        self.cleared(self.unit_c)
        self.unit_c.sudo().leader_in_charge_id = self.office_leader
        self.assertEqual(matter.sudo().leader_in_charge_id, self.office_leader)
