"""Responsibility on every institution's own regulation (second reading): nothing stays with who is no longer in charge,
whoever has a to-do can do it, whoever a step concerns is told of it once.

A plain mixin beside ``CoreBattery``. Expected persons are those of the fixtures: unit A is headed by ``head_a`` and led
by ``leader``, unit C by ``head_c`` and ``leader2``.
"""

from odoo.exceptions import AccessError, UserError, ValidationError

from tests.clauses import clause
from tests.trail_battery import TrailBattery


class DutyBattery(TrailBattery):
    """Expects the fixtures of ``SupervisionCommon`` with ``core_day`` as the day."""

    #: values of a matter whose filing leaders sign, where the default one is not
    signed_values = {}

    # -- helpers

    def told(self, matter, kind):
        """Users who were told of ``kind`` on the matter, each as often as it was."""
        return (
            self.env["duban.reminder"]
            .sudo()
            .search([("matter_id", "=", matter.id), ("kind", "=", kind)])
            .mapped(lambda row: row.user_id.id)
        )

    def sign_change(self, matter):
        """Let who signs the filing of the unit that leads by it sign the open change, where it was signed."""
        adjustment = matter.sudo()._open_adjustment()
        unit = adjustment.lead_unit_id or matter.sudo().lead_unit_id
        leader = self.leader2 if unit == self.unit_c else self.leader
        signers = {"leader_in_charge": leader, "subject_leader": leader}
        signers |= {"office_leader": self.office_leader, "principal": self.secretary}
        while line := adjustment.approval_line_ids.filtered(
            lambda row: row.state == "pending"
        ):
            line.with_user(signers[line.role]).action_approve("同意")

    def reassigned(self, matter, unit=None):
        """The matter, given to ``unit`` (default C) by the office, signed again where it was signed."""
        office = matter.with_user(self.office_user)
        office.action_reassign((unit or self.unit_c).id, "职责已调整")
        self.sign_change(matter)
        return matter

    # -- CORE-20

    @clause("CORE-20")
    def test_core_20_an_archived_liaison_leaves_the_to_do_to_the_head(self):
        self.unit_a.liaison_id = self.liaison_a
        matter = self.assigned()
        self.liaison_a.with_user(self.env.ref("base.user_root")).action_archive()
        todo = self.todos(matter, kind="accept")
        self.assertEqual(todo.user_id, self.head_a)
        self.assertTrue(matter.with_user(self.head_a)._is_lead())

    @clause("CORE-20")
    def test_core_20_a_unit_without_people_is_the_offices_to_name_somebody(self):
        matter = self.assigned()
        self.unit_a.write({"manager_id": False, "liaison_id": False})
        matter.sudo()._engine_write({"liaison_id": False, "handler_id": False})
        matter._reconcile_todos()
        self.assertFalse(self.todos(matter, kind="accept"))
        todo = self.todos(matter).filtered(lambda row: "vacant" in row.duban_key)
        self.assertEqual(len(todo), 1)
        self.assertEqual(todo.user_id, self.office_user)
        self.assertIn(self.unit_a.name, todo.summary)
        office = matter.with_user(self.office_user)
        self.assertIn("name_person", office._possible_actions())
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_a).action_name_person(
                "handler_id", self.worker_a.id, "我来"
            )
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_name_person("unit_head_id", self.worker_b.id, "外单位")
        office.action_name_person("unit_head_id", self.worker_a.id, "负责人空缺")
        self.assertEqual(matter.sudo().unit_head_id, self.worker_a)
        self.assertFalse(
            self.todos(matter).filtered(lambda row: "vacant" in row.duban_key)
        )

    @clause("CORE-20")
    def test_core_20_the_deputy_of_the_head_confirms_the_result(self):
        matter = self.accepted()
        matter.with_user(self.worker_a).write(self.result_values(matter))
        if not matter._rule("head_confirmation_required"):
            self.skipTest("no head confirms a result here")
        today = self.env["duban.matter"]._today()
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": self.worker_a.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self.assertEqual(self.todos(matter, kind="confirm").user_id, self.worker_a)
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.liaison_a).action_confirm_result()
        matter.with_user(self.worker_a).action_confirm_result()
        self.assertTrue(matter.head_confirmed)

    # -- CORE-21

    @clause("CORE-21")
    def test_core_21_reassignment_ends_the_work_of_the_old_unit(self):
        matter = self.accepted()
        old_deadline = matter.date_deadline
        self.assertTrue(
            matter.plan_line_ids or matter._rule("acceptance_kind") == "claim"
        )
        self.at("2024-03-11")
        self.reassigned(matter)
        sudo = matter.sudo()
        self.assertEqual(sudo.lead_unit_id, self.unit_c)
        self.assertEqual(sudo.state, "assigned")
        self.assertEqual(sudo.unit_head_id, self.head_c)
        self.assertNotIn(sudo.handler_id, self.worker_a | self.head_a)
        self.assertFalse(sudo.plan_line_ids)
        self.assertFalse(sudo.date_accepted)
        self.assertEqual(sudo.date_deadline, old_deadline)
        old = self.todos(matter).user_id & (
            self.worker_a | self.head_a | self.liaison_a
        )
        self.assertFalse(old, "nothing is left with the old unit")
        self.assertIn(
            self.todos(matter, kind="accept").user_id, self.head_c | self.worker_c
        )
        self.assertFalse(matter.with_user(self.worker_a)._is_lead())
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.worker_a).write({"result": "旧单位"})
        # the matter is no longer the old unit's; what it wrote is
        for user in (self.worker_a, self.head_a, self.liaison_a):
            self.assertFalse(matter.with_user(user).has_access("read"), user.name)
        acts = sudo.act_ids.filtered(lambda row: row.action == "reassign")
        self.assertEqual(
            acts.changes["lead_unit_id"], [self.unit_a.name, self.unit_c.name]
        )
        former = sudo.unit_line_ids.filtered(lambda row: row.role == "former")
        self.assertEqual(former.department_id, self.unit_a)
        told = self.told(matter, "reassigned")
        self.assertIn(self.head_c.id, told)
        self.assertIn(self.head_a.id, told)
        self.assertEqual(len(told), len(set(told)), "each is told once")
        self.assertNotIn(self.office_user.id, told, "who acts is not told")

    @clause("CORE-21")
    def test_core_21_the_lead_unit_is_not_simply_overwritten(self):
        matter = self.assigned()
        for user in (self.office_user, self.worker_a, self.admin):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(user).write({"lead_unit_id": self.unit_c.id})
        for user in (self.worker_a, self.head_a, self.admin, self.outsider):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_reassign(self.unit_c.id, "推给别人")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.office_user).action_reassign(self.unit_c.id, " ")
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_a)

    @clause("CORE-21")
    def test_core_21_a_pending_request_ends_and_is_not_used_up_by_the_new_unit(self):
        matter = self.accepted()
        if not matter._rule("extension_enabled") or not matter.date_deadline:
            self.skipTest("nobody applies for more time here")
        wanted = matter.date_deadline.replace(year=matter.date_deadline.year + 1)
        request = self.extension(matter, wanted)
        request.action_submit()
        self.reassigned(matter)
        self.assertEqual(request.sudo().state, "ended", "the unit took nothing back")
        self.assertFalse(
            matter.sudo().approval_line_ids.filtered(
                lambda row: row.request_id == request and row.state == "pending"
            )
        )
        self.assertEqual(request.sudo().unit_id, self.unit_a)
        fresh = (
            self.env["duban.request"]
            .sudo()
            .new({"matter_id": matter.id, "kind": "extension"})
        )
        self.assertFalse(fresh._earlier_extensions({"approved", "submitted"}))

    # -- what waits ends with what it waits for

    @clause("CORE-20", "CORE-23")
    def test_core_20_a_result_ends_the_application_to_be_released(self):
        """No leader is asked to release a unit from what it reports as done; more time may still be granted."""
        kinds = [
            kind
            for kind in ("exemption", "inability", "extension")
            if self.regulation[f"{kind}_enabled"]
        ]
        if not kinds:
            self.skipTest("nothing is applied for here")
        matter, requests = self.accepted(), {}
        for kind in kinds:
            day = matter._add_months(matter.date_deadline, 1)
            day = kind == "extension" and day
            requests[kind] = self.extension(matter, day, kind=kind)
            requests[kind].action_submit()
        self.submitted(matter)
        for kind, request in requests.items():
            lines = request.sudo().approval_line_ids
            waits = lines.filtered(lambda row: row.state == "pending")
            if kind == "extension":
                self.assertEqual((request.state, len(waits)), ("submitted", 1))
            else:
                self.assertEqual((request.state, len(waits)), ("ended", 0), kind)
                self.assertIn(self.head_a.id, self.told(matter, "decided"))
        self.run_chain(matter)
        self.assertEqual(matter.sudo().state, "result_submitted")
        self.assertFalse(self.todos(matter, kind="approve"))

    @clause("CORE-38", "CORE-14", "CORE-24")
    def test_core_38_what_leaders_did_not_sign_does_not_change_what_is_closed(self):
        matter = self.accepted(**self.signed_values)
        if not matter.sudo()._is_signed():
            self.skipTest("leaders sign no filing here")
        change = (
            self.env["duban.adjustment"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "ground": "笔误", "content": "改写的内容"})
        )
        lines = change.sudo().approval_line_ids
        office = self.submitted(matter).with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.run_chain(matter)
        self.reported_back(matter)
        office.action_close()
        self.assertEqual(change.sudo().state, "ended")
        self.assertEqual(set(lines.mapped("state")), {"cancelled"})
        for line in lines:
            with self.assertRaises(UserError), self.cr.savepoint():
                line.with_user(line.approver_id).action_approve("同意")
        self.assertEqual(matter.sudo().content, self.values()["content"])

    # -- CORE-22

    @clause("CORE-22")
    def test_core_22_an_objection_within_three_days_stops_the_clock(self):
        matter = self.assigned()
        before = matter.sudo()._acceptance_date()
        self.at("2024-03-06")
        unit = matter.with_user(self.head_a)
        self.assertIn("object", unit._possible_actions())
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_object("不是我们的事")
        unit.action_object("不属本单位职责", self.unit_c.id)
        self.assertFalse(self.todos(matter, kind="accept"))
        self.assertEqual(self.told(matter, "objected"), [self.office_user.id])
        with self.assertRaises(UserError), self.cr.savepoint():
            unit.action_object("再提一次")
        self.at("2024-03-08")
        with self.assertRaises(AccessError), self.cr.savepoint():
            unit.action_decide_objection(False, "自己驳回")
        matter.with_user(self.office_user).action_decide_objection(
            False, "属于教务处职责"
        )
        objection = matter.sudo().objection_ids
        self.assertEqual(objection.state, "rejected")
        self.assertEqual(objection.decided_by_id, self.office_user)
        self.assertEqual(len(self.todos(matter, kind="accept")), 1)
        self.assertIn(self.head_a.id, self.told(matter, "objection_decided"))
        # two days stood still: 6 to 8 March 2024
        after = matter.sudo()._acceptance_date()
        deadline = matter.sudo().date_deadline
        self.assertTrue(
            (after - before).days in (2, 4) or after == deadline,
            f"{before} → {after}",
        )

    @clause("CORE-22")
    def test_core_22_too_late_and_after_acceptance(self):
        matter = self.assigned()
        self.at("2024-03-08")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.head_a).action_object("不属本单位职责")
        self.at("2024-03-07")
        matter.with_user(self.head_a).action_object("不属本单位职责")
        self.assertTrue(matter.sudo()._open_objection())

    @clause("CORE-22")
    def test_core_22_upheld_becomes_a_reassignment(self):
        matter = self.assigned()
        matter.with_user(self.head_a).action_object("不属本单位职责", self.unit_c.id)
        signed = matter.sudo()._is_signed()
        matter.with_user(self.office_user).action_decide_objection(True, "同意改派")
        # where leaders signed the filing they sign the new unit too, whichever way it came up
        self.assertEqual(bool(matter.sudo()._open_adjustment()), signed)
        if signed:
            self.assertEqual(matter.sudo().lead_unit_id, self.unit_a)
        self.sign_change(matter)
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)
        self.assertEqual(matter.sudo().objection_ids.state, "upheld")
        self.assertEqual(matter.sudo().state, "assigned")

    @clause("CORE-22")
    def test_core_22_each_unit_objects_for_itself_and_once(self):
        """Who gets the matter by another unit's objection may object to it as well; nobody a second time."""
        matter = self.assigned()
        office = matter.with_user(self.office_user)
        matter.with_user(self.head_a).action_object("不属本单位职责", self.unit_c.id)
        office.action_decide_objection(True, "同意改派")
        self.sign_change(matter)
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.head_a).action_object("不属本单位职责")
        matter.with_user(self.head_c).action_object("也不属本单位职责")
        self.assertEqual(matter.sudo()._open_objection().unit_id, self.unit_c)
        office.action_decide_objection(False, "属于总务处职责")
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.with_user(self.head_c).action_object("再提一次")
        objections = matter.sudo().objection_ids.sorted("id")
        self.assertEqual(objections.mapped("state"), ["upheld", "rejected"])
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)

    # -- CORE-23

    @clause("CORE-23")
    def test_core_23_an_assignment_is_told_at_once_to_whom_it_concerns(self):
        self.unit_a.liaison_id = self.liaison_a
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        told = self.told(matter, "assigned")
        for user in (self.head_a, self.liaison_a):
            self.assertEqual(told.count(user.id), 1, user.name)
        people = self.head_b | self.worker_b
        self.assertEqual(sum(told.count(user.id) for user in people), 1, "the co-unit")
        for user in (self.head_c, self.outsider, self.office_user, self.admin):
            self.assertNotIn(user.id, told)
        rows = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        self.assertTrue(all(row.digest_id.is_at_once for row in rows))
        self.assertTrue(all(row.delivery_state in ("sent", "waiting") for row in rows))

    @clause("CORE-23")
    def test_core_23_a_returned_result_and_the_closing_are_told(self):
        matter = self.submitted()
        office = matter.with_user(self.office_user)
        new = matter.date_deadline
        office.action_return_result(
            "材料不全", new if matter._rule("return_requires_deadline") else None
        )
        self.assertIn(self.head_a.id, self.told(matter, "result_returned"))
        note = (
            self.env["duban.reminder"]
            .sudo()
            .search(
                [("matter_id", "=", matter.id), ("kind", "=", "result_returned")],
                limit=1,
            )
        )
        self.assertEqual(note.note, "材料不全")
        matter.with_user(self.worker_a).write(self.result_values(matter))
        if matter._rule("head_confirmation_required"):
            matter.with_user(self.head_a).action_confirm_result()
        matter.with_user(self.worker_a).action_submit_result()
        self.closed_by_office(matter)
        told = self.told(matter, "closed")
        self.assertEqual(told.count(self.head_a.id), 1)
        self.assertNotIn(self.outsider.id, told)

    def closed_by_office(self, matter):
        office = matter.with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.run_chain(matter)
        self.reported_back(office)
        office.action_close()

    @clause("CORE-23")
    def test_core_23_an_institution_can_keep_silent(self):
        self.regulation.silent_events = "closed,assigned"
        matter = self.assigned()
        self.assertFalse(self.told(matter, "assigned"))
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.regulation.silent_events = "nonsense"

    # -- CORE-24

    @clause("CORE-24")
    def test_core_24_a_wrong_filing_is_withdrawn(self):
        matter = self.assigned()
        number = matter.number
        for user in (self.worker_a, self.head_a, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_withdraw_filing("误立")
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_withdraw_filing("")
        office.action_withdraw_filing("重复立项")
        self.assertEqual(matter.sudo().state, "withdrawn")
        self.assertEqual(matter.number, number)
        self.assertFalse(self.todos(matter))
        self.assertFalse(matter.is_overdue)
        self.assertIn(self.head_a.id, self.told(matter, "filing_withdrawn"))
        other = self.assigned()
        self.assertNotEqual(other.number or other.id, number or matter.id)

    @clause("CORE-24")
    def test_core_24_a_wrong_date_is_corrected_in_the_open(self):
        matter = self.assigned()
        if not matter.date_deadline:
            self.skipTest("the default matter has no due date here")
        before = matter.date_deadline
        right = before.replace(day=before.day - 1 if before.day > 1 else 2)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["duban.adjustment"].with_user(self.worker_a).create(
                {"matter_id": matter.id, "ground": "笔误", "date_deadline": right}
            )
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "笔误", "date_deadline": right}
        )
        self.sign_change(matter)
        matter.invalidate_recordset()
        self.assertEqual(matter.date_deadline, right)
        last = matter.sudo().due_date_ids.sorted("id")[-1]
        self.assertEqual((last.kind, last.ground), ("corrected", "笔误"))
        self.assertIn(before, matter.sudo().due_date_ids.mapped("date"))

    # -- CORE-29

    @clause("CORE-29")
    def test_core_29_only_who_could_hold_the_role_stands_in(self):
        today = self.env["duban.matter"]._today()
        dates = {"date_from": today, "date_to": today}
        Delegation = self.env["duban.delegation"]
        refused = (
            (self.leader, self.worker_a),
            (self.leader, self.office_user),
            (self.head_a, self.worker_b),
            (self.office_user, self.worker_a),
            (self.head_a, self.admin),
        )
        for person, deputy in refused:
            with (
                self.subTest(person=person.name, deputy=deputy.name),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                Delegation.with_user(person).create(
                    {"user_id": person.id, "deputy_id": deputy.id, **dates}
                )
        # the office enters the absence of a leader who fell ill; both are told, and it is kept
        row = Delegation.with_user(self.office_user).create(
            {"user_id": self.leader.id, "deputy_id": self.leader2.id, **dates}
        )
        told = (
            self.env["duban.reminder"]
            .sudo()
            .search([("res_model", "=", "duban.delegation"), ("res_id", "=", row.id)])
        )
        self.assertEqual(told.user_id, self.leader | self.leader2)
        self.assertEqual(len(told), 2)
        with self.assertRaises(UserError), self.cr.savepoint():
            row.with_user(self.leader).unlink()
        # everybody of the institution sees it
        self.assertTrue(
            Delegation.with_user(self.worker_b).search([("id", "=", row.id)])
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            Delegation.with_user(self.leader).create(
                {
                    "user_id": self.leader.id,
                    "deputy_id": self.leader2.id,
                    "date_from": "2024-01-01",
                    "date_to": today,
                }
            )

    @clause("CORE-29")
    def test_core_29_two_deputies_of_each_other_end_with_somebody_who_is_there(self):
        today = self.env["duban.matter"]._today()
        for person, deputy in (
            (self.head_a, self.worker_a),
            (self.worker_a, self.head_a),
        ):
            self.env["duban.delegation"].with_user(person).create(
                {
                    "user_id": person.id,
                    "deputy_id": deputy.id,
                    "date_from": today,
                    "date_to": today,
                }
            )
        matter = self.assigned()
        todos = self.todos(matter)
        away = self.head_a | self.worker_a
        self.assertTrue(todos)
        self.assertFalse(todos.user_id & away)
