"""What whole lives of matters showed, on every institution's own regulation: what is begun ends, whoever asked is
answered, who is on time stays on time, and nobody's name is lost in the trail.

A plain mixin beside ``DutyBattery``; people and units are those of ``SupervisionCommon``.
"""

import re

from odoo.exceptions import UserError

from tests.clauses import clause

#: what stands in place of a name that one may not read; it has no place in what is written down
PLACEHOLDER = re.compile(r"(Record|记录) ?\d+")


class LivesBattery:
    """Expects ``told`` and ``reassigned`` of ``DutyBattery``."""

    def notes(self, matter, kind):
        """What people were told of ``kind`` on the matter, beside its name."""
        rows = self.env["duban.reminder"].sudo()
        rows = rows.search([("matter_id", "=", matter.id), ("kind", "=", kind)])
        return rows.mapped(lambda row: row.note or "")

    def assert_names_kept(self, matter):
        """No line of the trail and no notice names a record by a placeholder."""
        rows = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        for text in (*matter.sudo().act_ids.mapped("note"), *rows.mapped("note")):
            self.assertNotRegex(text or "", PLACEHOLDER)

    def decide(self, request, user, **values):
        """``user`` decides the pending step of the request, the office entering ``values`` first."""
        if values:
            request.with_user(self.office_user).write(values)
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        line.with_user(user).action_approve("同意")

    def objected(self, **values):
        """An assigned matter that a plain member of unit A objects to."""
        matter = self.assigned(**values)
        matter.with_user(self.worker_a).action_object("不属本单位", self.unit_c.id)
        return matter

    # -- an objection ends with what ends it

    @clause("CORE-22", "CORE-21")
    def test_lives_reassigning_answers_an_open_objection(self):
        matter = self.reassigned(self.objected(), self.unit_b)
        sudo = matter.sudo()
        self.assertEqual(sudo.lead_unit_id, self.unit_b)
        self.assertEqual(sudo.objection_ids.state, "upheld")
        self.assertFalse(self.todos(matter, kind="objection"))
        accept = self.todos(matter, kind="accept")
        self.assertIn(
            accept.user_id, self.head_b | self.worker_b, "the new unit accepts"
        )

    @clause("CORE-22")
    def test_lives_whoever_accepts_or_withdraws_has_no_objection_left(self):
        matter = self.objected()
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assertEqual(matter.sudo().objection_ids.state, "dropped")
        matter = self.accept(self.objected())
        self.assertEqual(matter.sudo().objection_ids.state, "dropped")

    @clause("CORE-22", "CORE-38", "CORE-23")
    def test_lives_what_leaders_do_not_sign_is_no_upheld_objection(self):
        matter = self.objected(**self.signed_values)
        if not matter.sudo()._is_signed():
            self.skipTest("leaders sign no filing here")
        office = matter.with_user(self.office_user)
        office.action_decide_objection(True, "同意改派", self.unit_c.id)
        lines = matter.sudo()._open_adjustment().approval_line_ids
        while line := lines.filtered(lambda row: row.state == "pending"):
            if line._next_line():
                line.with_user(line.approver_id).action_approve("同意")
            else:
                line.with_user(line.approver_id).action_reject("仍由原单位承办")
        sudo = matter.sudo()
        self.assertEqual(sudo.lead_unit_id, self.unit_a)
        self.assertEqual(sudo.objection_ids.state, "rejected")
        self.assertEqual(len(self.todos(matter, kind="accept")), 1)
        # it was upheld, and then it was not: both are said
        told = self.told(matter, "objection_decided")
        self.assertEqual(told.count(self.worker_a.id), 2)
        self.assertIn("仍由原单位承办", self.notes(matter, "objection_decided")[0])

    # -- whoever asked is answered

    @clause("CORE-23")
    def test_lives_whoever_objected_hears_what_was_decided(self):
        matter = self.objected()
        matter.with_user(self.office_user).action_decide_objection(False, "属本单位")
        told = self.told(matter, "objection_decided")
        self.assertEqual(told.count(self.worker_a.id), 1)
        self.assertIn(self.head_a.id, told)
        self.assertNotIn(self.worker_b.id, told)

    @clause("CORE-23")
    def test_lives_whoever_reported_hears_of_a_return(self):
        matter = self.accepted()
        handler = matter.with_user(self.head_a)
        if "handler_id" in handler._writable_fields():
            handler.write({"handler_id": self.head_a.id})
        feedback = self.feedback(matter, user=self.worker_a)
        feedback.with_user(self.office_user).action_return_feedback("不够具体")
        self.assertIn(self.worker_a.id, self.told(matter, "feedback_returned"))
        self.assertNotIn(self.worker_b.id, self.told(matter, "feedback_returned"))

    # -- whom a change concerns

    @clause("CORE-23", "CORE-21")
    def test_lives_whoever_works_with_the_unit_hears_that_it_is_another(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.reassigned(matter)
        people = self.head_b | self.worker_b
        told = self.told(matter, "reassigned")
        self.assertEqual(sum(told.count(user.id) for user in people), 1)
        self.assertNotIn(self.outsider.id, told)

    @clause("CORE-23", "CORE-8")
    def test_lives_co_units_hear_of_a_new_date_and_nobody_else(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        if not matter._rule("extension_enabled") or not matter.date_deadline:
            self.skipTest("nobody applies for more time here")
        request = self.extension(
            matter, matter.sudo()._add_months(matter.date_deadline, 1)
        )
        request.action_submit()
        sudo = request.sudo()
        while line := sudo.approval_line_ids.filtered(lambda r: r.state == "pending"):
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        self.assertEqual(sudo.state, "approved")
        people = self.head_b | self.worker_b
        told = self.told(matter, "rescheduled")
        self.assertEqual(sum(told.count(user.id) for user in people), 1)
        # the lead was told of the decision; a joint department works to the date, too; the leader in charge hears
        # of a date that somebody else decided
        people |= self.organisation_user | self.leader
        self.assertFalse(
            {*told} - {*(people - sudo.approval_line_ids.decided_by_id).ids}
        )
        self.assert_names_kept(matter)

    @clause("CORE-23")
    def test_lives_the_answer_to_giving_up_says_what_was_decided(self):
        matter = self.accepted()
        if not matter.sudo()._chain("inability"):
            self.skipTest("nobody decides on inability here")
        request = self.request(matter, kind="inability")
        request.action_submit()
        self.decide(
            request,
            self.office_user,
            decision_leader_id=self.president.id,
            decision_date=str(matter._today()),
            decision_text="克服困难，继续办理",
            outcome="continue",
        )
        (note,) = set(self.notes(matter, "decided"))
        outcomes = dict(request._fields["outcome"]._description_selection(self.env))
        self.assertIn(outcomes["continue"], note)
        self.assertIn("克服困难，继续办理", note)
        self.assertIn(self.president.name, note, "who decided, not who typed")
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("CORE-23", "CORE-24")
    def test_lives_units_that_come_and_go_hear_of_it(self):
        matter = self.assigned(co_unit_ids=self.units(self.unit_b))
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "改由科研处配合",
                "change_co_units": True,
                "co_unit_ids": self.units(self.unit_c),
            }
        )
        self.sign_change(matter)
        self.assertEqual(matter.sudo().co_unit_ids, self.unit_c)
        left = set(self.told(matter, "unit_dropped"))
        self.assertTrue(left and left <= set((self.head_b | self.worker_b).ids))
        for note in self.notes(matter, "unit_dropped"):
            self.assertIn(self.unit_b.name, note)
        came = self.told(matter, "assigned") + self.told(matter, "corrected")
        people = self.head_c | self.worker_c
        self.assertEqual(sum(came.count(user.id) for user in people), 1, "once")

    # -- on time stays on time

    def _rechecked(self, submitted, failed):
        """A matter whose result came on the day ``submitted`` and was refuted on ``failed``."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.at(submitted)
        self.closed(matter)
        self.at(failed)
        kind = self.option("recheck_kind")[:1]
        recheck = self.recheck(matter, kind.code)
        recheck.action_record("failed", "未落实", "2025-03-31")
        return matter

    @clause("CORE-34")
    def test_lives_a_failed_recheck_makes_nobody_late(self):
        if not self.regulation.recheck_enabled:
            self.skipTest("nothing is re-checked here")
        matter = self._rechecked("2024-03-05", "2024-12-02").sudo()
        self.assertEqual(matter.state, "in_progress")
        self.assertFalse(matter.was_late, "the result came on its second day")
        matter = self._rechecked("2024-12-02", "2024-12-16").sudo()
        self.assertTrue(matter.was_late, "nine months after the due date")

    @clause("CORE-20", "CORE-22")
    def test_lives_what_was_refuted_is_not_handed_in_again(self):
        if not self.regulation.recheck_enabled:
            self.skipTest("nothing is re-checked here")
        matter = self._rechecked("2024-03-05", "2024-03-06")
        self.assertFalse(self.todos(matter, kind="confirm"), "nothing new to vouch for")
        worker = matter.with_user(self.worker_a)
        with self.assertRaises(UserError), self.cr.savepoint():
            if matter._rule("head_confirmation_required"):
                matter.with_user(self.head_a).action_confirm_result()
            worker.action_submit_result()
        worker.write({"result": "已重新落实"})
        if matter._rule("head_confirmation_required"):
            self.assertTrue(self.todos(matter, kind="confirm"))
            matter.with_user(self.head_a).action_confirm_result()
        worker.action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")

    # -- what one unit was urged to

    @clause("CORE-21", "CORE-20")
    def test_lives_what_one_unit_was_urged_to_is_not_the_next_ones(self):
        matter = self.accepted()
        if not matter._rule("urging_enabled"):
            self.skipTest("nobody is urged here")
        matter.sudo().stalled_mark = True
        self.at("2024-12-02")
        matter.with_user(self.office_user).action_urge("请抓紧")
        urging = self.todos(matter, kind="urging")
        self.assertEqual(len(urging), 1)
        self.reassigned(matter)
        self.assertFalse(self.todos(matter, kind="urging"), "the same day")

    # -- recusals

    @clause("CORE-20", "CORE-23")
    def test_lives_a_recusal_is_told_by_name_and_taken_back_whole(self):
        if not self.regulation.recusal_enabled:
            self.skipTest("no unit is recused here")
        matter = self.accepted()
        recusal = (
            self.env["duban.recusal"]
            .with_user(self.head_a)
            .create(
                {
                    "matter_id": matter.id,
                    "user_id": self.head_a.id,
                    "ground": "亲属关系",
                    "replacement_id": self.liaison_a.id,
                }
            )
        )
        sudo = matter.sudo()
        act = sudo.act_ids.filtered(lambda row: row.action == "recuse")
        self.assertIn(self.head_a.name, act.note)
        self.assert_names_kept(matter)
        told = self.told(matter, "recused")
        self.assertEqual(told.count(self.liaison_a.id), 1, "who takes over")
        self.assertEqual(told.count(self.office_user.id), 1)
        self.assertNotIn(self.head_a.id, told)
        self.assertNotIn(self.outsider.id, told)
        for note in self.notes(matter, "recused"):
            self.assertNotIn("亲属", note, "the ground is nobody else's")
        self.assertEqual(sudo.unit_head_id, self.liaison_a)
        recusal.sudo(False).with_user(self.office_user).action_revoke()
        self.assertEqual(matter.sudo().unit_head_id, self.head_a)
        back = matter.sudo().act_ids.filtered(lambda a: a.action == "revoke_recusal")
        self.assertEqual(
            back.changes["unit_head_id"], [self.liaison_a.name, self.head_a.name]
        )
        self.assertEqual(self.told(matter, "recusal_revoked").count(self.head_a.id), 1)

    # -- who stands in

    @clause("CORE-20", "CORE-29", "CORE-12")
    def test_lives_whoever_stands_in_reads_as_long_as_it_lasts(self):
        levels = {"both": "sensitive", "sensitive": "sensitive"}
        level = levels.get(self.regulation.confidentiality_levels, "classified")
        if self.regulation.confidentiality_levels in (False, "none"):
            self.skipTest("no levels of protection here")
        deputy = self.new_person("stands_in", unit=self.unit_a)
        matter = self.assigned(confidentiality=level)
        self.assertFalse(self.as_user(matter, deputy).has_access("read"))
        today = matter._today()
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": deputy.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self.assertTrue(self.as_user(matter, deputy).has_access("read"))
        self.assertFalse(self.as_user(matter, self.worker_b).has_access("read"))
        for todo in self.todos(matter, deputy):
            self.assertTrue(self.as_user(todo, deputy).has_access("read"))
        self.at("2024-03-06")
        self.run_patrol()
        self.assertFalse(self.as_user(matter, deputy).has_access("read"), "it is over")

    # -- in words

    @clause("CORE-20")
    def test_lives_each_step_has_a_name(self):
        matter = self.matter()
        steps = {action for _state, action in matter._get_transitions()}
        for action in steps | matter._get_side_actions().keys():
            word = matter._action_label(action)
            self.assertNotEqual(word, action)
            self.assertNotIn("_", word)

    @clause("CORE-23")
    def test_lives_a_named_person_hears_of_it(self):
        matter = self.assigned()
        self.unit_a.write({"manager_id": False, "liaison_id": False})
        matter.sudo()._engine_write({"liaison_id": False, "handler_id": False})
        matter.with_user(self.office_user).action_name_person(
            "unit_head_id", self.worker_a.id, "负责人空缺"
        )
        self.assertEqual(self.told(matter, "person_named").count(self.worker_a.id), 1)

    @clause("CORE-7", "CORE-23")
    def test_lives_heads_hear_what_they_answer_for_and_no_longer(self):
        matter = self.accepted()
        self.unit_a.manager_id = self.employee_of(self.liaison_a)
        self.assertEqual(matter.sudo().unit_head_id, self.liaison_a)
        self.assertEqual(
            sorted(self.told(matter, "head_changed")),
            sorted((self.liaison_a | self.head_a).ids),
        )

    @clause("CORE-7", "CORE-20", "WUT-21.1a", "SIE-14.1b", "XISU-5.1b")
    def test_lives_what_is_taken_up_again_is_with_the_people_of_today(self):
        """Nothing follows what has ended; once it is open again its head, those of its co-units, and its leader do."""
        if not self.regulation.recheck_enabled:
            self.skipTest("nothing is re-checked here")
        matter = self.closed(co_unit_ids=self.units(self.unit_b)).sudo()
        co_unit = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        lead = matter.unit_line_ids.filtered(lambda row: row.role == "lead")
        heads = self.new_people({"next_a": ("user", self.unit_a), "next_b": ("user", self.unit_b)})  # fmt: skip
        self.unit_a.manager_id = self.employee_of(heads["next_a"])
        self.unit_b.manager_id = self.employee_of(heads["next_b"])
        self.unit_a.leader_in_charge_id = self.leader2
        self.env.flush_all()
        self.cr.flush()
        was = (self.head_a, self.head_a, self.head_b, self.leader)
        people = lambda: (matter.unit_head_id, lead.head_id, co_unit.head_id, matter.leader_in_charge_id)  # noqa: E731  # fmt: skip
        self.assertEqual(people(), was)
        kind = self.option("recheck_kind")[:1]
        self.recheck(matter, kind.code).action_record("failed", "未落实", "2024-12-16")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(
            people(), (heads["next_a"], heads["next_a"], heads["next_b"], self.leader2)
        )
        acts = matter.act_ids.filtered(lambda act: act.action == "head_changed")
        self.assertEqual(
            acts.changes, {"unit_head_id": [self.head_a.name, heads["next_a"].name]}
        )
        told = self.told(matter, "head_changed")
        self.assertLessEqual({self.head_a.id, heads["next_a"].id}, set(told))
        self.assertTrue(self.as_user(matter, heads["next_a"])._is_head_or_deputy())
        self.assertFalse(self.as_user(matter, self.head_a)._is_head_or_deputy())
        self.assertFalse(self.todos(matter, self.head_a))

    @clause("CORE-24")
    def test_lives_an_administrator_says_who_heads_a_unit(self):
        unit = self.unit_a.with_user(self.admin)
        unit.write({"manager_id": self.employee_of(self.worker_a).id})
        self.assertEqual(self.unit_a.manager_id.user_id, self.worker_a)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.unit_a.with_user(self.head_b).write({"manager_id": False})
