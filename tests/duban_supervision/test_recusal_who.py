"""Recusal: who declares it, for whom, who takes over, what stays and what comes back (WUT-8.1b, SIE-8.1b)."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRecusalWho(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])

    def recuse(self, by, user=None, unit=None, **values):
        return self.env["duban.recusal"].with_user(by).create(
            {
                "matter_id": self.matter_.id, "user_id": user and user.id, "department_id": unit and unit.id,
                "ground": "利害关系", **values,
            }
        )  # fmt: skip

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_one_declares_the_own_or_the_office_does(self):
        for by, user, unit in (
            (self.head_a, self.worker_a, None),
            (self.worker_a, self.head_a, None),
            (self.worker_b, None, self.unit_b),
            (self.head_a, None, self.unit_b),
            (self.leader, self.head_a, None),
        ):
            self.assert_refused(lambda a=by, b=user, c=unit: self.recuse(a, b, c))
        self.assertFalse(self.matter_.sudo().recused_user_ids)
        self.recuse(self.head_b, None, self.unit_b)
        self.recuse(self.worker_a, self.worker_a)
        self.recuse(self.office_user, self.liaison_a)
        self.assertEqual(
            self.matter_.sudo().recused_user_ids,
            self.head_b | self.worker_b | self.worker_a | self.liaison_a,
        )
        self.assertFalse(self.matter_.sudo().co_unit_ids)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_with_a_ground_and_for_one(self):
        for ground in ("", "  ", " \n"):
            self.assert_refused(lambda g=ground: self.recuse(self.office_user, self.worker_a, ground=g))  # fmt: skip
        self.assertFalse(self.matter_.sudo().recusal_ids)
        self.regulation.recusal_enabled = False
        other = self.accepted()
        self.assert_refused(
            lambda: (
                self.env["duban.recusal"]
                .with_user(self.office_user)
                .create(
                    {
                        "matter_id": other.id,
                        "user_id": self.worker_a.id,
                        "ground": "利害",
                    }
                )
            )
        )

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_recused_unit_comes_back_by_no_way(self):
        """Neither lead nor co-unit: by an adjustment, a reassignment, or beside others; once it is revoked it may."""
        row = self.recuse(self.office_user, None, self.unit_b)
        adjustments = self.env["duban.adjustment"].with_user(self.office_user)

        def adjust(**values):
            adjustments.create(
                {"matter_id": self.matter_.id, "ground": "调整", **values}
            )

        both = self.units(self.unit_b, self.unit_c)
        for values in (
            {"change_co_units": True, "co_unit_ids": self.units(self.unit_b)},
            {"change_co_units": True, "co_unit_ids": both},
            {"lead_unit_id": self.unit_b.id},
        ):
            self.assert_refused(lambda v=values: adjust(**v))
        office = self.matter_.with_user(self.office_user)
        self.assert_refused(office.action_reassign, self.unit_b.id, "职责")
        matter = self.matter_.sudo()
        self.assertEqual(matter.lead_unit_id, self.unit_a)
        self.assertFalse(matter.co_unit_ids)
        self.assertFalse(self.as_user(matter, self.head_b).has_access("read"))
        adjust(change_co_units=True, co_unit_ids=self.units(self.unit_c))
        self.assertEqual(matter.co_unit_ids, self.unit_c)
        row.action_revoke()
        adjust(change_co_units=True, co_unit_ids=both)
        self.assertEqual(matter.co_unit_ids, self.unit_b | self.unit_c)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_whoever_comes_to_a_unit_is_kept_away_as_long_as_it_is_recused(self):
        """Two units are, one is not any more: who comes to that one takes part, who comes to the other does not."""
        matter = self.matter_.sudo()
        reads = lambda user: self.as_user(matter, user).has_access("read")  # noqa: E731
        row = self.recuse(self.office_user, None, self.unit_b)
        self.recuse(self.office_user, None, self.unit_c)
        early = self.new_person("early_b", unit=self.unit_b)
        of_b = self.head_b | self.worker_b | early
        of_c = self.head_c | self.worker_c
        self.assertEqual(matter.recused_user_ids, of_b | of_c)
        row.action_revoke()
        self.assertEqual(matter.recused_user_ids, of_c)
        # newly employed, moved from elsewhere, and named as its liaison
        later = self.new_person("later_b", unit=self.unit_b)
        self.employee_of(self.outsider).department_id = self.unit_b
        self.unit_b.liaison_id = liaison = self.new_person("liaison_b", unit=self.unit_out)  # fmt: skip
        of_b |= later | self.outsider | liaison
        self.assertEqual(matter.recused_user_ids, of_c)
        of_c |= self.new_person("later_c", unit=self.unit_c)
        self.assertEqual(matter.recused_user_ids, of_c)
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "ground": "仍须配合", "change_co_units": True,
                "co_unit_ids": self.units(self.unit_b),
            }
        )  # fmt: skip
        for user in of_b:
            self.assertTrue(reads(user), user.name)
        for user in of_c:
            self.assertFalse(reads(user), user.name)

    @clause("WUT-8.1b", "SIE-8.1b", "CORE-21")
    def test_no_other_unit_brings_a_recused_person_in(self):
        """Neither its leader nor its liaison: their places stay empty until somebody is named, or they are freed."""
        matter, office = self.matter_.sudo(), self.matter_.with_user(self.office_user)
        self.unit_c.liaison_id = self.worker_c
        names = ("leader_in_charge_id", "responsible_leader_id", "liaison_id")
        people = lambda: tuple(matter[name] for name in names)  # noqa: E731
        nobody = self.env["res.users"]
        rows = [self.recuse(self.office_user, user) for user in (self.leader2, self.worker_c)]  # fmt: skip
        office.action_reassign(self.unit_c.id, "职责属科研处")
        self.assertEqual(matter.lead_unit_id, self.unit_c)
        self.assertEqual(people(), (nobody, nobody, nobody))
        for user in (self.leader2, self.worker_c):
            self.assertFalse(self.as_user(matter, user).has_access("read"), user.name)
        # back with a unit whose leader is free
        office.action_reassign(self.unit_a.id, "仍归教务处")
        self.assertEqual(people(), (self.leader, self.leader, nobody))
        # recused without anybody in the place: it stays empty at another unit of the same leader
        self.recuse(self.office_user, self.leader)
        office.action_reassign(self.unit_b.id, "职责属后勤处")
        self.assertEqual(people()[:2], (nobody, nobody))
        office.action_reassign(self.unit_a.id, "仍归教务处")
        self.assertEqual(people()[:2], (nobody, nobody))
        for row in rows:
            row.sudo(False).with_user(self.office_user).action_revoke()
        office.action_reassign(self.unit_c.id, "职责属科研处")
        self.assertEqual(people(), (self.leader2, self.leader2, self.worker_c))

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_nor_does_a_proposal_that_is_given_to_another_unit(self):
        """The recused leader of the unit that is entered instead has no place on the draft; the other draft's has."""
        self.matter_, other = self.matter(), self.matter(name="另一项")
        self.recuse(self.office_user, self.leader2)
        for draft, leader in (
            (self.matter_, self.env["res.users"]),
            (other, self.leader2),
        ):
            self.assertEqual(draft.leader_in_charge_id, self.leader)
            draft.lead_unit_id = self.unit_c
            self.assertEqual(draft.sudo().leader_in_charge_id, leader)
            self.assertEqual(draft.sudo().responsible_leader_id, leader)

    @clause("WUT-8.1b", "SIE-8.1b", "CORE-21")
    def test_who_took_over_for_a_leader_goes_on_at_another_unit_of_that_leader(self):
        matter, office = self.matter_.sudo(), self.matter_.with_user(self.office_user)
        self.recuse(self.office_user, self.leader, replacement_id=self.office_leader.id)
        office.action_reassign(self.unit_b.id, "职责属后勤处")
        self.assertEqual(matter.leader_in_charge_id, self.office_leader)
        self.assertFalse(self.as_user(matter, self.leader).has_access("read"))
        office.action_reassign(self.unit_c.id, "职责属科研处")
        self.assertEqual(matter.leader_in_charge_id, self.leader2)

    @clause("WUT-8.1b", "SIE-8.1b", "CORE-32")
    def test_a_recused_unit_takes_nothing_over(self):
        """A unit that ends is followed by another one there, in whatever part it had; nothing has moved before."""
        matter = self.matter_.sudo()
        self.recuse(self.office_user, None, self.unit_c)
        other = self.assigned(lead_unit_id=self.unit_b.id, name="别的事项")

        def end(unit, **successors):
            change = self.env["duban.unit.change"].with_user(self.office_user)
            change = change.create({"unit_id": unit.id, "successor_id": self.unit_c.id, "ground": "撤并"})  # fmt: skip
            for line in change.line_ids:
                line.successor_id = successors.get(line.role, line.successor_id)
            change.action_apply()

        self.assert_refused(end, self.unit_b)
        self.assertEqual(matter.co_unit_ids, self.unit_b)
        self.assertEqual(other.sudo().lead_unit_id, self.unit_b, "nothing at all")
        self.assertTrue(self.unit_b.active)
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            end(self.unit_b)
        self.assertIn(self.unit_c.name, str(refusal.exception))
        self.assertIn(matter.number, str(refusal.exception))
        end(self.unit_b, co=self.unit_out)
        self.assertEqual(matter.co_unit_ids, self.unit_out)
        self.assertEqual(other.sudo().lead_unit_id, self.unit_c)
        self.assert_refused(end, self.unit_a)
        self.assertEqual(matter.lead_unit_id, self.unit_a)
        self.assertNotIn(self.unit_c, matter.unit_line_ids.department_id)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_recused_unit_comes_in_beside_no_other_one(self):
        """Not with a matter that is merged into this one, nor as co-unit or joint department of a draft."""
        self.recuse(self.office_user, None, self.unit_c)
        for values in (
            {"lead_unit_id": self.unit_c.id},
            {"lead_unit_id": self.unit_out.id, "co_unit_ids": self.units(self.unit_c)},
            {"lead_unit_id": self.unit_out.id, "joint_unit_ids": self.units(self.unit_c)},
        ):  # fmt: skip
            twin = self.assigned(name="相同事项", **values).with_user(self.office_user)
            self.assert_refused(twin.action_merge, self.matter_.id, "同一事项")
            self.assertEqual(twin.sudo().state, "assigned")
        self.assertNotIn(self.unit_c, self.matter_.sudo().unit_line_ids.department_id)
        self.matter_ = self.matter()
        self.recuse(self.office_user, None, self.unit_c)
        for name in ("co_unit_ids", "joint_unit_ids"):
            self.assert_refused(
                self.matter_.write, {name: self.units(self.unit_b, self.unit_c)}
            )
            self.matter_.write({name: self.units(self.unit_b)})

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_recusal_is_not_edited(self):
        row = self.recuse(self.office_user, self.worker_a)
        for user in (self.office_user, self.worker_a, self.head_a, self.admin):
            for values in ({"ground": "改"}, {"user_id": self.worker_b.id}, {"state": "revoked"}):  # fmt: skip
                self.assert_refused(row.with_user(user).write, values)
            self.assert_refused(row.with_user(user).unlink)
        self.assert_refused(row.sudo().unlink)
        for user in (self.head_a, self.worker_a, self.admin):
            self.assert_refused(row.with_user(user).action_revoke)
        self.assertEqual(row.sudo().state, "active")
        row.action_revoke()
        trail = self.matter_.sudo().trail_length
        # a second time nothing happens
        row.action_revoke()
        self.assertEqual(self.matter_.sudo().trail_length, trail)
        self.assertFalse(self.matter_.sudo().recused_user_ids)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_who_takes_over_is_free_and_there(self):
        self.recuse(self.office_user, self.liaison_a)
        gone = self.new_person("gone", "user", self.unit_a)
        gone.active = False
        elsewhere = self.new_person("elsewhere", "user", self.unit_a)
        company = self.env["res.company"].create({"name": "别校"})
        elsewhere.write({"company_id": company.id, "company_ids": [(6, 0, company.ids)]})  # fmt: skip
        for nobody in (self.liaison_a, self.worker_a, gone, elsewhere):
            self.assert_refused(
                lambda n=nobody: self.recuse(self.office_user, self.worker_a, replacement_id=n.id)
            )  # fmt: skip
        # the same holds where there is no role to take over
        self.assert_refused(
            lambda: self.recuse(self.office_user, self.secretary, replacement_id=self.liaison_a.id)
        )  # fmt: skip
        self.assertEqual(self.matter_.sudo().recused_user_ids, self.liaison_a)
        self.recuse(self.office_user, self.worker_a, replacement_id=self.head_a.id)
        matter = self.matter_.sudo()
        self.assertEqual(matter.handler_id, self.head_a)
        self.assertNotIn(self.worker_a.partner_id, matter.message_partner_ids)
        self.assertFalse(self.todos(self.matter_, user=self.worker_a))

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_who_takes_over_for_the_head_of_a_co_unit_has_its_to_do(self):
        """What people are told, that the other takes over, is so; and it is taken back whole."""
        todo = f"co:{self.unit_b.id}"
        has = lambda: {row.duban_key: row.user_id for row in self.todos(self.matter_)}  # noqa: E731
        self.assertEqual(has()[todo], self.head_b)
        recusal = self.recuse(self.head_b, self.head_b, replacement_id=self.worker_b.id)
        self.assertEqual(has()[todo], self.worker_b)
        self.assertFalse([key for key in has() if key.startswith("vacant")])
        recusal.sudo(False).with_user(self.office_user).action_revoke()
        self.assertEqual(has()[todo], self.head_b)

    def people(self):
        """Who answered for the matter, unit by unit, in the lead and beside it."""
        matter = self.matter_.sudo()
        roles = (
            matter[name].name
            for name in (
                "unit_head_id",
                "handler_id",
                "officer_id",
                "leader_in_charge_id",
            )
        )
        lines = matter.unit_line_ids.sorted("id")
        return [*roles, *((row.role, row.department_id, row.head_id, row.handler_id) for row in lines)]  # fmt: skip

    @clause("CORE-7", "CORE-14", "CORE-27", "WUT-8.1b", "SIE-8.1b")
    def test_what_is_closed_keeps_who_answered_for_it(self):
        """Whoever has an interest in it afterwards loses sight of it; who it was stays on record, with its units."""
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.head_b).handler_id = self.worker_b
        self.closed(self.matter_)
        was = self.people()
        self.assertIn(self.head_a.name, was)
        rows = [
            self.recuse(self.head_a, self.head_a),
            self.recuse(self.office_user, self.worker_a, replacement_id=self.liaison_a.id),
            self.recuse(self.office_user, self.leader, replacement_id=self.leader2.id),
            self.recuse(self.worker_b, self.worker_b),
            self.recuse(self.head_b, None, self.unit_b),
        ]  # fmt: skip
        gone = self.head_a | self.worker_a | self.leader | self.worker_b | self.head_b
        self.assertEqual(self.matter_.sudo().recused_user_ids, gone)
        self.assertEqual(self.people(), was)
        for user in gone:
            self.assertFalse(self.as_user(self.matter_, user).has_access("read"))
        for row in rows:
            row.sudo(False).with_user(self.office_user).action_revoke()
        self.assertEqual(self.people(), was)
        self.assertTrue(self.as_user(self.matter_, self.head_a).has_access("read"))

    @clause("CORE-7", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_who_was_recused_after_the_end_is_out_when_it_is_taken_up_again(self):
        self.closed(self.matter_)
        self.recuse(self.office_user, self.head_a)
        self.recuse(self.office_user, self.worker_a, replacement_id=self.liaison_a.id)
        office = self.matter_.with_user(self.office_user)
        self.recheck(office, "visit").action_record("failed", "未落实")
        office.action_reopen("未落实", "2024-05-31")
        matter = self.matter_.sudo()
        self.assertFalse(matter.unit_head_id)
        self.assertEqual(matter.handler_id, self.liaison_a)
        self.assertEqual(self.todos(office, kind="result").user_id, self.liaison_a)

    @clause("CORE-7", "CORE-20", "WUT-8.1b", "SIE-8.1b")
    def test_who_was_freed_after_the_end_is_back_when_it_is_taken_up_again(self):
        """Whose recusal was revoked; who took over for somebody still recused goes on."""
        rows = [
            self.recuse(self.head_a, self.head_a, replacement_id=self.liaison_a.id),
            self.recuse(self.office_user, self.leader),
        ]
        self.recuse(self.head_b, self.head_b, replacement_id=self.worker_b.id)
        matter = self.matter_.sudo()
        people = lambda: (matter.unit_head_id, matter.leader_in_charge_id)  # noqa: E731
        nobody = self.env["res.users"]
        self.assertEqual(people(), (self.liaison_a, nobody))
        self.closed(self.matter_)
        office = self.matter_.with_user(self.office_user)
        for row in rows:
            row.sudo(False).with_user(self.office_user).action_revoke()
        self.assertEqual(people(), (self.liaison_a, nobody))
        self.recheck(office, "visit").action_record("failed", "未落实", "2024-05-31")
        self.assertEqual(people(), (self.head_a, self.leader))
        self.assertFalse(matter.acting_head_id)
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        self.assertEqual(line.head_id, self.worker_b)
        # nor does the next change of the directory put out who stands in
        self.unit_b.liaison_id = self.new_person("liaison_b", unit=self.unit_b)
        self.assertEqual(line.head_id, self.worker_b)

    @clause("CORE-7", "CORE-14")
    def test_revoked_after_the_end_the_other_stays_on_record(self):
        """Who answered for a co-unit at the closing is who did, not who heads it today."""
        recusal = self.recuse(self.head_b, self.head_b, replacement_id=self.worker_b.id)
        self.recuse(self.head_a, self.head_a, replacement_id=self.liaison_a.id)
        self.closed(self.matter_)
        was = self.people()
        self.assertIn(("co", self.unit_b, self.worker_b, self.env["res.users"]), was)
        for row in self.matter_.sudo().recusal_ids:
            row.sudo(False).with_user(self.office_user).action_revoke()
        self.assertEqual(recusal.sudo().state, "revoked")
        self.assertEqual(self.people(), was)

    def test_a_co_unit_loses_its_handler_and_its_place(self):
        line = self.matter_.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        line.with_user(self.head_b).handler_id = self.worker_b
        self.recuse(self.office_user, self.worker_b, replacement_id=self.head_b.id)
        self.assertEqual(line.sudo().handler_id, self.head_b)
        self.assertEqual(self.matter_.sudo().co_unit_ids, self.unit_b)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_step_waits_for_whom_the_office_names(self):
        request = self.extension(self.matter_, "2024-06-30")
        request.action_submit()
        line = request.sudo().approval_line_ids[-1:]
        office = line.with_user(self.office_user)
        # while the leader can decide, nobody else is named
        with self.assertRaisesRegex(Exception, self.leader.name), self.cr.savepoint():
            office.action_name_decider(self.leader2.id, "出差")
        self.env.invalidate_all()
        self.recuse(self.office_user, self.leader)
        for words, user, reason in (
            ("Name the person", None, "回避"),
            ("Name the person", 0, "回避"),
            ("reason", self.leader2.id, "  "),
        ):
            with self.assertRaisesRegex(Exception, words), self.cr.savepoint():
                office.with_context(lang="en_US").action_name_decider(user, reason)
            self.env.invalidate_all()
        office.action_name_decider(self.leader2.id, "回避")
        self.as_user(line, self.leader2).action_approve("同意")
        with self.assertRaisesRegex(Exception, "already decided"), self.cr.savepoint():
            office.with_context(lang="en_US").action_name_decider(self.secretary.id, "换")  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(line.sudo().approver_id, self.leader2)

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_an_open_step_goes_to_the_replacement_a_decided_one_stays(self):
        first = self.extension(self.matter_, "2024-06-30")
        first.action_submit()
        first.sudo().approval_line_ids.with_user(self.leader).action_approve("同意")
        second = self.extension(self.matter_, "2024-07-31")
        second.action_submit()
        self.recuse(self.office_user, self.leader, replacement_id=self.leader2.id)
        self.assertEqual(first.sudo().approval_line_ids.approver_id, self.leader)
        self.assertEqual(second.sudo().approval_line_ids.approver_id, self.leader2)
        self.assert_refused(
            second.sudo().approval_line_ids.with_user(self.leader).action_approve, "同意"
        )  # fmt: skip

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_a_step_that_waits_its_turn_goes_to_the_replacement_too(self):
        """Whether it is the step's turn or not: nothing that is still to be decided stays with who is recused."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "name": "办公室领导审批", "purpose": "extension", "kind": "decide",
                "role": "office_leader", "sequence": 99,
            }
        )  # fmt: skip
        matter = self.accepted(name="两级审批")
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        first, second = request.sudo().approval_line_ids.sorted("sequence")
        self.assertEqual(
            [(line.approver_id, line.state) for line in (first, second)],
            [(self.leader, "pending"), (self.office_leader, "waiting")],
        )
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "user_id": self.office_leader.id, "ground": "利害关系",
                "replacement_id": self.leader2.id,
            }
        )  # fmt: skip
        self.assertEqual(first.approver_id, self.leader, "nobody else's step moves")
        self.assertEqual(second.approver_id, self.leader2)
        self.as_user(first, self.leader).action_approve("同意")
        self.assertEqual(second.sudo().state, "pending")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader2)
        self.assert_refused(
            self.as_user(second, self.office_leader).action_approve, "同意"
        )
        self.as_user(second, self.leader2).action_approve("同意")
        self.assertEqual(request.sudo().state, "approved")
