"""Absences: who may stand in for whom, who enters it, whose to-dos move on which day, a chain of deputies (CORE-29)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestAbsenceWho(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()

    def is_deputy(self, user, deputy):
        return self.env["duban.delegation"]._is_deputy(user, deputy, self.company)

    def absence(self, person, deputy, first="2024-03-05", last="2024-03-06", by=None):
        return self.env["duban.delegation"].with_user(by or person).create(
            {"user_id": person.id, "deputy_id": deputy.id, "date_from": first, "date_to": last}
        )  # fmt: skip

    def refused(self, *args, **options):
        self.assert_refused(lambda: self.absence(*args, **options))

    @clause("CORE-29")
    def test_who_stands_in_for_whom(self):
        gone = self.new_person("gone", "user", self.unit_a)
        gone.active = False
        for person, deputy in (
            (self.worker_a, self.worker_a),
            (self.worker_a, self.worker_b),
            (self.worker_a, self.leader),
            (self.worker_a, gone),
            (self.leader, self.head_a),
            (self.leader, self.office_user),
            (self.office_user, self.head_a),
        ):
            self.refused(person, deputy)
        for person, deputy in (
            (self.worker_a, self.head_a),
            (self.leader, self.leader2),
            (self.office_user, self.office_user2),
        ):
            self.assertTrue(self.absence(person, deputy))
        self.refused(self.head_a, self.worker_a, "2024-03-06", "2024-03-05")
        self.assertTrue(self.absence(self.head_a, self.worker_a, "2024-03-06", "2024-03-06"))  # fmt: skip
        self.refused(self.head_b, self.worker_b, "2024-03-03", "2024-03-06")
        self.assertTrue(self.absence(self.head_b, self.worker_b, "2024-03-04"))

    @clause("CORE-29", "CORE-1")
    def test_who_stands_in_is_of_the_same_institution(self):
        """Of whatever role: a leader, an officer or a colleague of another institution stands in for nobody here."""
        other = self.env["res.company"].create({"name": "别校"})
        there, both = (
            [Command.set(other.ids)],
            [Command.set((self.company | other).ids)],
        )
        for person, group, unit in (
            (self.leader, "leader", None),
            (self.office_user, "office", self.office),
            (self.worker_a, "user", self.unit_a),
        ):
            deputy = self.new_person(f"other_{group}", group, unit)
            deputy.write({"company_id": other.id, "company_ids": there})
            for by in (person, self.admin):
                self.refused(person, deputy, by=by)
            # who works at both stands in
            deputy.company_ids = both
            self.assertTrue(self.absence(person, deputy), group)

    @clause("CORE-29")
    def test_who_enters_it(self):
        for by in (self.head_a, self.liaison_a, self.leader, self.discipline_user):
            self.refused(self.worker_a, self.head_a, by=by)
        self.refused(self.office_user2, self.office_user, by=self.office_user)
        for by in (self.office_user, self.admin):
            row = self.absence(self.worker_a, self.head_a, by=by)
            for user in (self.head_a, self.head_b, self.leader):
                self.assert_refused(
                    row.with_user(user).write, {"date_to": "2024-03-07"}
                )
                self.assert_refused(row.with_user(user).unlink)
            row.unlink()
        other = self.env["res.company"].create({"name": "别校"})
        stranger = self.new_person("stranger", "office")
        stranger.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self.refused(self.worker_a, self.head_a, by=stranger)

    @clause("CORE-29", "CORE-1")
    def test_the_office_of_each_institution_enters_it(self):
        """Who works at two institutions is missing at both, whichever is the main one: a choice of the person's own."""
        other = self.env["res.company"].create({"name": "别校"})
        there = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        office = self.env["hr.department"].create(
            {"name": "别校督办办", "company_id": other.id}
        )
        self.regulation.copy(
            {"company_id": other.id, "office_id": office.id, "date_from": "2000-01-01"}
        )
        clerk = self.new_person("clerk_there", "office", office)
        deputy = self.new_person("leader_there", "leader")
        (clerk | deputy).write(there)
        clerk.employee_ids.company_id = other

        def enter(person, stand_in, by):
            # each works in the institution where they are
            here = by.company_ids.ids
            plain = self.env
            self.env = plain(context={**plain.context, "allowed_company_ids": here})
            try:
                return self.absence(person, stand_in, by=by)
            finally:
                self.env = plain

        for stand_in in (self.leader2, deputy):
            self.assert_refused(enter, self.leader, stand_in, clerk)
        self.leader.company_ids += other
        # not a leader there before the institution says so
        self.assert_refused(enter, self.leader, deputy, clerk)
        self.env["hr.employee"].create(
            {"name": "leader", "user_id": self.leader.id, "company_id": other.id}
        )
        for main in (self.company, other):
            self.leader.company_id = main
            for by, stand_in in (
                (clerk, deputy),
                (self.office_user, self.leader2),
                (self.admin, self.leader2),
            ):
                row = enter(self.leader, stand_in, by)
                self.assertTrue(row.has_access("read"), by.name)
                row.write({"date_to": "2024-03-07"})
                row.unlink()
                self.assertFalse(row.exists())
        # who stands in at the other institution signs nothing here; who does so here signs
        self.leader.company_id = self.company
        self.at("2024-03-05")
        request = self.extension(self.accepted(), "2024-05-30")
        request.action_submit()
        step = request.sudo().approval_line_ids.filtered(lambda row: row.state == "pending")  # fmt: skip
        self.assertEqual(step.approver_id, self.leader)
        enter(self.leader, deputy, clerk)
        self.assert_refused(step.with_user(deputy).action_approve, "同意")
        self.assert_refused(step.with_user(deputy).action_reject, "不同意")
        self.assertEqual((step.state, request.state), ("pending", "submitted"))
        # nor is that person asked or told anything here: the office is asked, the leader told
        asked = self.todos(step.matter_id).filtered(
            lambda todo: todo.duban_key == f"decider:{step.id}"
        )
        self.assertEqual(asked.user_id, self.office_user)
        late = self.accepted(
            name="逾期", date_deadline="2024-03-05", deadline_ground="x"
        )
        self.at("2024-03-06")
        self.run_patrol()
        count = self.env["duban.reminder"].sudo().search_count
        here = ("res_model", "=", "duban.matter")
        self.assertFalse(count([here, ("user_id", "=", deputy.id)]))
        self.assertTrue(count([("matter_id", "=", late.id), ("user_id", "=", self.leader.id)]))  # fmt: skip
        self.assertFalse(self.todos(step.matter_id, deputy) | self.todos(late, deputy))
        stand_ins = self.env["duban.delegation"]._stand_ins()
        receiver = late.sudo()._todo_receiver(self.leader, stand_ins)
        self.assertEqual(receiver, self.office_user)
        self.at("2024-03-11")
        self.absence(self.leader, self.leader2, "2024-03-11", "2024-03-12")
        step.with_user(self.leader2).action_approve("同意")
        self.assertEqual(step.state, "approved")
        # of whom works at one institution only, the other's office knows nothing
        self.at("2024-03-04")
        self.assert_refused(enter, self.leader2, self.leader, clerk)
        row = self.absence(self.worker_a, self.head_a)
        mine = row.with_user(clerk).with_context(allowed_company_ids=other.ids)
        self.assertFalse(mine.has_access("read"))

    @clause("CORE-29", "CORE-10")
    def test_todos_move_on_the_first_day_and_back_after_the_last(self):
        self.absence(self.worker_a, self.liaison_a)
        for day, person in (
            ("2024-03-04", self.worker_a),
            ("2024-03-05", self.liaison_a),
            ("2024-03-06", self.liaison_a),
            ("2024-03-07", self.worker_a),
        ):
            self.at(day)
            self.run_patrol()
            self.assertEqual(self.todos(self.matter_).user_id, person, day)

    @clause("CORE-29", "CORE-10")
    def test_an_absence_of_one_day_is_one(self):
        """Entered days before, for whoever works on it and whoever decides: that day's to-dos are the deputy's."""
        request = self.request(self.matter_, date_requested="2024-04-30")
        request.action_submit()
        self.absence(self.worker_a, self.liaison_a, "2024-03-06", "2024-03-06")
        self.absence(self.leader, self.leader2, "2024-03-06", "2024-03-06")
        for day, worker, leader in (
            ("2024-03-04", self.worker_a, self.leader),
            ("2024-03-05", self.worker_a, self.leader),
            ("2024-03-06", self.liaison_a, self.leader2),
            ("2024-03-07", self.worker_a, self.leader),
        ):
            self.at(day)
            self.run_patrol()
            todos = self.todos(self.matter_)
            asked = todos & self.todos(self.matter_, kind="approve")
            with self.subTest(day):
                self.assertEqual(asked.user_id, leader)
                self.assertEqual((todos - asked).user_id, worker)

    @clause("CORE-29", "CORE-20", "CORE-23")
    def test_what_comes_from_the_first_to_the_last_day_is_the_deputys(self):
        """What is assigned, told and asked on these days goes to who is there; the day before and after it does not."""
        self.absence(self.head_a, self.liaison_a)
        for day, person in (
            ("2024-03-04", self.head_a),
            ("2024-03-05", self.liaison_a),
            ("2024-03-06", self.liaison_a),
            ("2024-03-07", self.head_a),
        ):
            self.at(day)
            matter = self.assigned(name=day)
            self.assertEqual(self.todos(matter, kind="accept").user_id, person, day)
            told = self.env["duban.reminder"].sudo().search(
                [("matter_id", "=", matter.id), ("kind", "=", "assigned"),
                 ("user_id", "in", (self.head_a | self.liaison_a).ids)]
            )  # fmt: skip
            self.assertEqual(told.user_id, person, day)
            # who is away may act all the same; the deputy only on these days
            self.assertEqual(
                self.is_deputy(self.head_a, self.liaison_a),
                person == self.liaison_a,
                day,
            )

    @clause("CORE-29")
    def test_a_deputy_who_is_away_as_well(self):
        """A chain is followed to who is there; a round of deputies ends with nobody."""
        delegation = self.env["duban.delegation"]
        self.absence(self.worker_a, self.liaison_a)
        self.absence(self.liaison_a, self.head_a)
        self.assertFalse(delegation._stand_ins())
        self.at("2024-03-05")
        found = delegation._stand_ins()
        self.assertEqual(
            (found[self.worker_a], found[self.liaison_a]), (self.head_a, self.head_a)
        )
        self.assertTrue(self.is_deputy(self.worker_a, self.liaison_a))
        self.assertTrue(self.is_deputy(self.worker_a, self.head_a))
        for user, deputy in (
            (self.head_a, self.worker_a),
            (self.worker_a, self.worker_a),
            (self.worker_a, self.head_b),
        ):
            self.assertFalse(self.is_deputy(user, deputy))
        self.absence(self.head_a, self.worker_a)
        found = delegation._stand_ins()
        self.assertFalse(
            found[self.worker_a] | found[self.liaison_a] | found[self.head_a]
        )
        self.at("2024-03-07")
        self.assertFalse(delegation._stand_ins())
        self.assertFalse(self.is_deputy(self.worker_a, self.liaison_a))

    @clause("CORE-29", "CORE-23")
    def test_both_hear_of_it_and_nobody_else(self):
        row = self.absence(self.worker_a, self.head_a, by=self.office_user)
        told = self.env["duban.reminder"].sudo().search(
            [("res_model", "=", "duban.delegation"), ("res_id", "=", row.id)]
        )  # fmt: skip
        self.assertEqual(told.user_id, self.worker_a | self.head_a)

    @clause("CORE-29", "CORE-23")
    def test_every_change_is_told_to_whom_it_concerns(self):
        """Prolonged, cut short, moved, given to another, called off, all on one day; a new reason is nobody's news."""
        row = self.absence(self.worker_a, self.head_a, by=self.office_user)

        def told():
            return self.env["duban.reminder"].sudo().search(
                [("res_model", "=", "duban.delegation"), ("res_id", "=", row.id)]
            )  # fmt: skip

        both = self.worker_a | self.head_a
        now = self.worker_a | self.liaison_a
        for vals, people, words in (
            ({"date_to": "2024-03-08"}, both, "3月5日至3月8日"),
            ({"date_to": "2024-03-07"}, both, "3月5日至3月7日"),
            ({"date_to": "2024-03-08"}, both, "3月5日至3月8日"),
            ({"date_from": "2024-03-06"}, both, "3月6日至3月8日"),
            ({"deputy_id": self.liaison_a.id}, both | now, "worker_a → liaison_a"),
            ({"active": False}, now, "Called off: worker_a → liaison_a"),
        ):
            with self.subTest(**vals):
                before = told()
                row.write(vals)
                new = told() - before
                self.assertEqual(new.user_id, people)
                self.assertEqual(len(new), len(people))
                for line in new:
                    self.assertIn(words, line.note)
        before = told()
        self.absence(self.worker_a, self.head_a).write(
            {"reason": "会议", "date_to": "2024-03-06"}
        )
        self.assertEqual(told(), before, "of another absence")
        row = self.absence(self.head_a, self.worker_a)
        before = told()
        row.write({"reason": "会议", "date_to": "2024-03-06"})
        self.assertEqual(told(), before, "nothing that they have to know")

    def office_todos(self):
        """Who has what a new matter asks of the office: to assign it, and what a result of the other one asks."""
        filed = self.filed(name="待交办", officer_id=self.office_user.id)
        self.submitted(self.matter_)
        return self.todos(filed).user_id, self.todos(self.matter_).user_id

    @clause("CORE-29", "CORE-20")
    def test_the_office_is_represented_by_the_office(self):
        """Not by a colleague without its right, nor by one of the clerk's other department; in each way in."""
        colleague = self.new_person("colleague", "user", self.office)
        self.unit_a.liaison_id = self.office_user
        self.env.invalidate_all()
        for deputy in (colleague, self.worker_a, self.discipline_user, self.leader):
            for by in (self.office_user, self.admin):
                self.refused(self.office_user, deputy, by=by)
        row = self.absence(self.office_user, self.office_user2, "2024-03-04")
        self.assert_refused(row.write, {"deputy_id": colleague.id})
        self.assertEqual(self.office_todos(), (self.office_user2, self.office_user2))
        # a clerk without the office's right is staff like any other
        self.assertTrue(self.absence(colleague, self.office_user2))

    @clause("CORE-29", "CORE-20")
    def test_an_office_of_one_has_a_colleague_for_all_but_its_own_work(self):
        """Nobody else has its right: a colleague of the unit stands in, and what the office alone does waits for it."""
        colleague = self.new_person("colleague", "user", self.office)
        others = self.office._office_staff() - self.office_user
        others.group_ids = [
            Command.unlink(self.env.ref("duban_supervision.group_office").id)
        ]
        self.env.invalidate_all()
        self.refused(self.office_user, self.worker_a)
        row = self.absence(self.office_user, colleague, "2024-03-04")
        row.write({"date_to": row.date_from})
        self.assertEqual(self.office_todos(), (self.office_user, self.office_user))

    @clause("CORE-29", "CORE-20", "CORE-23")
    def test_a_clerk_who_is_a_leader_too(self):
        """A leader stands in for the leader's decisions; the office's work is done by whoever else is of the office."""
        leaders = self.env.ref("duban_supervision.group_leader")
        self.office_user.group_ids = [Command.link(leaders.id)]
        self.matter_.sudo()._engine_write({"officer_id": self.office_user.id})
        decided = self.accepted(name="待批", leader_in_charge_id=self.office_user.id)
        request = self.request(
            decided, reason="设备未到货", date_requested="2024-06-28"
        )
        request.action_submit()
        line = request.sudo().approval_line_ids
        self.assertEqual(line.approver_id, self.office_user)
        self.absence(self.office_user, self.leader2, "2024-03-04")
        todos = self.todos(decided).filtered(
            lambda row: row.duban_key == f"approve:{line.id}"
        )
        self.assertEqual(todos.user_id, self.leader2)
        self.assertEqual(self.office_todos(), (self.office_user2, self.office_user2))
        told = self.env["duban.reminder"].sudo().search(
            [("matter_id", "=", self.matter_.id), ("kind", "=", "result")]
        )  # fmt: skip
        self.assertNotIn(self.leader2, told.user_id)
        # one who may do it, whatever the day: the to-do is done by who has it
        self.matter_.with_user(self.office_user2).action_pass_review("符合要求")

    @clause("CORE-29", "CORE-20")
    def test_a_deputy_who_is_no_longer_of_the_office(self):
        third = self.new_person("third", "office", self.office)
        self.absence(self.office_user, self.office_user2, "2024-03-04")
        self.office_user2.group_ids = [
            Command.unlink(self.env.ref("duban_supervision.group_office").id)
        ]
        self.env.invalidate_all()
        self.assertEqual(self.office_todos(), (third, third))
        # nobody else of the office is there: it stays whose it is
        self.absence(third, self.office_user, "2024-03-04")
        self.run_patrol()
        self.assertEqual(self.todos(self.matter_).user_id, self.office_user)


@tagged("post_install", "-at_install")
class TestHeadAway(SupervisionCommon):
    """A head who is away with a deputy who is not of the unit: the office names who answers until the head is back."""

    def setUp(self):
        super().setUp()
        self.regulation.head_confirmation_required = True
        self.at("2024-03-04")
        self.matter_ = self.accepted()

    def away(self, person, deputy, last="2024-03-06"):
        return self.env["duban.delegation"].with_user(person).create(
            {"user_id": person.id, "deputy_id": deputy.id, "date_from": "2024-03-04", "date_to": last}
        )  # fmt: skip

    def written(self):
        self.matter_.with_user(self.worker_a).write(self.result_values(self.matter_))

    def confirm(self):
        return self.todos(self.matter_, kind="confirm").user_id

    def vacancy(self):
        return self.todos(self.matter_).filtered(
            lambda row: row.duban_key == f"vacant:{self.unit_a.id}"
        )

    @clause("CORE-20", "CORE-29", "WUT-21.1a", "SIE-14.1b")
    def test_the_office_names_who_answers_while_the_head_is_away(self):
        """The deputy is of the head's other unit; or a leader; or the two of the unit represent each other."""
        for case in ("other unit", "leader", "round"):
            with self.subTest(case), self.cr.savepoint() as point:
                if case == "leader":
                    leaders = self.env.ref("duban_supervision.group_leader")
                    self.head_a.group_ids = [Command.link(leaders.id)]
                elif case == "other unit":
                    self.unit_b.liaison_id = self.head_a
                self.env.invalidate_all()
                deputy = {
                    "other unit": self.worker_b,
                    "leader": self.leader2,
                    "round": self.worker_a,
                }[case]
                self.away(self.head_a, deputy)
                if case == "round":
                    self.away(self.worker_a, self.head_a)
                self.written()
                self.assertFalse(self.confirm())
                self.assertEqual(self.vacancy().user_id, self.office_user)
                office = self.matter_.with_user(self.office_user)
                self.assertIn("name_person", office._possible_actions())
                self.assertIn("unit_head_id", self.matter_.sudo()._vacant_roles())
                for person in (self.worker_b, self.head_a, deputy):
                    self.assert_refused(
                        office.action_name_person, "unit_head_id", person.id, "外出"
                    )
                office.action_name_person("unit_head_id", self.liaison_a.id, "外出")
                self.assertFalse(self.vacancy())
                self.assertEqual(self.confirm(), self.liaison_a)
                # whatever the patrol and the directory do meanwhile
                self.run_patrol()
                self.matter_.sudo()._follow_units(self.unit_a)
                self.assertEqual(self.confirm(), self.liaison_a)
                self.at("2024-03-07")
                self.run_patrol()
                self.assertEqual(self.confirm(), self.head_a)
                self.assertEqual(self.matter_.sudo().unit_head_id, self.head_a)
                self.assertFalse(self.matter_.sudo().acting_head_id)
                self.matter_.with_user(self.head_a).action_confirm_result()
                point.rollback()
            self.env.registry.clear_all_caches()
            self.env.invalidate_all()
            self.at("2024-03-04")

    @clause("CORE-20", "CORE-29")
    def test_who_is_represented_by_the_unit_is_not_replaced(self):
        self.away(self.head_a, self.liaison_a)
        self.written()
        self.assertEqual(self.confirm(), self.liaison_a)
        self.assertFalse(self.matter_.sudo()._vacant_roles())
        office = self.matter_.with_user(self.office_user)
        self.assertNotIn("name_person", office._possible_actions())
        self.assert_refused(
            office.action_name_person, "unit_head_id", self.worker_a.id, "外出"
        )

    @clause("CORE-20", "CORE-29")
    def test_all_of_a_unit_are_away(self):
        """Head and handler, each represented by the other's deputy elsewhere: the office names a handler as well."""
        self.unit_b.liaison_id = self.head_a
        self.employee_of(self.liaison_a).department_id = self.unit_b
        self.matter_.sudo()._engine_write({"liaison_id": False})
        self.env.invalidate_all()
        self.away(self.head_a, self.worker_b)
        self.away(self.worker_a, self.head_a)
        self.assertEqual(self.vacancy().user_id, self.office_user)
        third = self.new_person("third", "user", self.unit_a)
        office = self.matter_.with_user(self.office_user)
        office.action_name_person("handler_id", third.id, "均外出")
        self.assertFalse(self.vacancy())
        self.assertEqual(self.todos(self.matter_, kind="result").user_id, third)

    @clause("CORE-20", "CORE-29")
    def test_a_head_who_is_called_back_answers_at_once(self):
        self.unit_b.liaison_id = self.head_a
        self.env.invalidate_all()
        row = self.away(self.head_a, self.worker_b, "2024-03-29")
        office = self.matter_.with_user(self.office_user)
        office.action_name_person("unit_head_id", self.liaison_a.id, "外出")
        self.written()
        self.assertEqual(self.confirm(), self.liaison_a)
        row.with_user(self.office_user).active = False
        self.assertEqual(self.confirm(), self.head_a)
