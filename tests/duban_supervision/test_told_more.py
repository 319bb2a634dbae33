"""Whom the second half of CORE-23 concerns: elements that change under people, merging, what ends with its matter; and
that whoever stands in for a leader reads what is to be signed (CORE-20, CORE-29)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_all.lives import plain


@tagged("post_install", "-at_install")
class TestToldMore(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def away(self, person, deputy, **values):
        return (
            self.env["duban.delegation"]
            .with_user(self.office_user)
            .create(
                {
                    "user_id": person.id,
                    "deputy_id": deputy.id,
                    "date_from": "2024-03-04",
                    "date_to": "2024-03-08",
                    **values,
                }
            )
        )

    @clause("CORE-23", "XISU-9.1b")
    def test_who_raised_a_disagreement_hears_how_it_ends(self):
        """Also a member of the unit who is neither head nor handler; the leader has until the day it was reported."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        row = self.env["duban.disagreement"].with_user(self.liaison_a)
        row = row.create({"matter_id": matter.id, "name": "场地谁腾空"})
        self.at("2024-03-06")
        row.with_user(self.head_a).action_record_head("未达成一致")
        row.with_user(self.liaison_a).action_escalate()
        todo = self.todos(matter, self.leader, "disagreement")
        self.assertEqual(str(todo.date_deadline), "2024-03-06")
        row.with_user(self.leader).action_record_leader("由后勤处腾空")
        told = self.told(matter, "dispute_judged").user_id
        self.assertIn(self.liaison_a, told)
        self.assertFalse(told & (self.worker_c | self.outsider))

    @clause("CORE-23", "LZU-6.1.3b")
    def test_who_is_asked_for_progress_hears_it(self):
        """What is asked and by when; a round tells each unit of all its matters instead."""
        matter = self.accepted()
        request = self.env["duban.progress.request"].with_user(self.office_user)
        request = request.create(
            {"matter_id": matter.id, "name": "报到货数", "date_due": "2024-03-08"}
        )
        told = self.told(matter, "progress_asked")
        self.assertEqual(told.user_id, self.worker_a | self.head_a)
        self.assertEqual(set(told.mapped("note")), {"报到货数（2024年3月8日）"})
        request.date_due = "2024-03-12"
        self.assertEqual(len(self.told(matter, "progress_asked")), 4)

    @clause("ABAF-7.1", "CORE-23")
    def test_a_handover_that_was_carried_out_is_told(self):
        self.accepted()
        handover = self.env["duban.handover"].with_user(self.head_a)
        handover = handover.create(
            {"predecessor_id": self.worker_a.id, "successor_id": self.liaison_a.id}
        )
        rows = self.env["duban.reminder"].sudo()
        done = [("res_model", "=", "duban.handover"), ("kind", "=", "handed_over")]
        handover.with_user(self.worker_a).action_confirm()
        self.assertFalse(rows.search([*done, ("res_id", "=", handover.id)]))
        handover.with_user(self.liaison_a).action_confirm()
        told = rows.search([*done, ("res_id", "=", handover.id)])
        self.assertEqual(
            told.user_id, self.worker_a | self.office_user, "who acted knows"
        )

    @clause("WUT-17.1", "CORE-23")
    def test_what_a_recheck_found_says_whether_it_was_implemented(self):
        matter = self.closed()
        self.recheck(matter, "visit").action_record("failed", "两台未安装")
        row = self.told(matter, "rechecked").filtered(
            lambda r: r.user_id == self.head_a
        )
        self.assertEqual(row._line_text(), "Not implemented; 两台未安装")

    # -- deputies of leaders

    @clause("CORE-20", "CORE-29")
    def test_who_stands_in_reads_what_is_signed(self):
        matter = self.accepted()
        self.extension(matter, "2024-04-30").action_submit()
        mine = matter.with_user(self.leader2)
        self.assertFalse(mine.has_access("read"), "not of the field of leader2")
        self.away(self.leader, self.leader2)
        self.env.invalidate_all()
        todo = self.todos(matter, kind="approve")
        self.assertEqual(todo.user_id, self.leader2)
        self.assertTrue(mine.has_access("read"))
        self.assertIn(
            matter, self.env["duban.matter"].with_user(self.leader2).search([])
        )
        todo.with_user(self.leader2).action_duban_approve("同意")
        self.env.invalidate_all()
        self.assertTrue(mine.has_access("read"), "keeps sight of what was decided")
        self.assertFalse(
            matter.with_user(self.office_leader)
            .with_user(self.outsider)
            .has_access("read")
        )

    @clause("CORE-12", "CORE-20", "CORE-29")
    def test_a_protected_matter_is_read_as_long_as_the_absence_lasts(self):
        """Who stands in is on its list meanwhile and decides; another leader is not; afterwards it is over."""
        matter = self.accepted(confidentiality="sensitive")
        self.extension(matter, "2024-04-30").action_submit()
        mine = matter.with_user(self.leader2)
        self.away(self.leader, self.leader2)
        self.env.invalidate_all()
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(matter.with_user(self.outsider).has_access("read"))
        todo = self.todos(matter, kind="approve")
        self.assertEqual(todo.user_id, self.leader2)
        todo.with_user(self.leader2).action_duban_approve("同意")
        self.at("2024-03-11")
        self.run_patrol()
        self.env.invalidate_all()
        self.assertFalse(mine.has_access("read"), "the absence is over")

    @clause("CORE-20")
    def test_whoever_has_a_to_do_of_a_protected_matter_reads_it(self):
        """The head of a protected matter is away: whoever has a to-do of it may read it."""
        matter = self.accepted(confidentiality="sensitive")
        self.away(self.head_a, self.liaison_a)
        for user in self.todos(matter).user_id:
            self.assertTrue(matter.with_user(user).has_access("read"), user.name)

    # -- elements that change under people

    @clause("CORE-23")
    def test_what_the_office_changes_is_told_to_who_works_to_it(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        matter.with_user(self.office_user).write(
            {"leader_in_charge_id": self.leader2.id}
        )
        rows = self.told(matter, "changed")
        heard = rows.user_id
        for user in (self.leader, self.leader2, self.head_a, self.worker_a):
            self.assertEqual(
                len(rows.filtered(lambda row, u=user: row.user_id == u)), 1
            )
        for user in (self.office_user, self.head_c, self.outsider, self.admin):
            self.assertNotIn(user, heard)
        words = matter.sudo()._notice_words("changed", rows[0].key, self.head_a)
        self.assertIn(f"{self.leader.name} → {self.leader2.name}", words[0])

    @clause("CORE-23")
    def test_who_comes_and_who_goes_hears_it(self):
        """A unit names another handler: these two are told, nobody else."""
        matter = self.accepted()
        matter.with_user(self.head_a).write({"handler_id": self.liaison_a.id})
        told = self.told(matter, "changed").user_id
        self.assertEqual(told, self.worker_a | self.liaison_a)

    @clause("CORE-23")
    def test_what_the_unit_writes_of_its_work_is_told_nobody(self):
        matter = self.accepted()
        matter.with_user(self.worker_a).write({"result": "已完成"})
        self.assertFalse(self.told(matter, "changed"))

    # -- what ends with its matter

    @clause("CORE-23")
    def test_an_application_that_ends_with_its_matter(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-04-30")
        request.action_submit()
        matter.with_user(self.office_user).action_withdraw_filing("重复立项")
        self.assertEqual(request.sudo().state, "ended")
        rows = self.told(matter, "decided")
        self.assertIn(self.worker_a, rows.user_id)
        self.assertIn(request.display_name, rows[0].note)
        self.assertIn("request_lapsed", matter.sudo().act_ids.mapped("action"))

    @clause("CORE-23", "LZU-6.1.1d")
    def test_merging_is_told_on_both_sides(self):
        """Unit C's matter goes into unit A's, which is due earlier from then on; undone again, both hear of it."""
        survivor, day = self.accepted(), "2024-03-11"
        merged = self.assigned(
            name="更新科研用机房", lead_unit_id=self.unit_c.id, date_deadline=day
        )
        merged.with_user(self.office_user).action_merge(survivor.id, "内容相同", day)
        self.assertEqual(
            self.told(merged, "merged").user_id & (self.head_c | self.leader2),
            self.head_c | self.leader2,
        )
        rows = self.told(survivor, "absorbed")
        for user in (self.head_a, self.worker_a, self.leader):
            self.assertIn(user, rows.user_id)
        self.assertNotIn(self.outsider, rows.user_id)
        words = survivor.sudo()._notice_words("absorbed", rows[0].key, self.head_a)
        self.assertIn("2024年3月11日", words[0])
        merged.with_user(self.admin).action_unmerge("误并")
        self.assertIn(self.head_c, self.told(merged, "unmerged").user_id)
        self.assertIn(self.head_a, self.told(survivor, "released").user_id)

    @clause("CORE-23")
    def test_who_reported_hears_the_answer_while_of_the_unit(self):
        matter = self.accepted()
        for moved in (False, True):
            report = self.feedback(matter, self.liaison_a)
            if moved:
                self.employee_of(self.liaison_a).department_id = self.unit_out
                self.env.invalidate_all()
            report.with_user(self.office_user).action_return_feedback("数字不实")
            told = self.told(matter, "feedback_returned")
            mine = told.filtered(lambda row: row.user_id == self.liaison_a)
            self.assertEqual(len(mine), 1, "the first answer only")

    @clause("CORE-12", "CORE-23")
    def test_merged_into_a_protected_one_only_its_number_is_told(self):
        survivor = self.accepted(name="更新财务用机房")
        merged = self.assigned(name="更新科研用机房", lead_unit_id=self.unit_c.id)
        merged.with_user(self.office_user).action_merge(survivor.id, "内容相同")

        def words():
            return "".join(merged.sudo()._notice_words("merged", "", self.head_c))

        self.assertIn(survivor.name, words())
        survivor.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.assertIn(survivor.number, words())
        self.assertNotIn(survivor.name, words())

    # -- as it is read

    @clause("CORE-23")
    def test_a_digest_names_a_matter_once(self):
        """Several reminders of one matter are one line, and the subject counts as the message does."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.worker_a.lang = "zh_CN"
        matter = self.accepted()
        self.at("2024-04-15")
        self.run_patrol()
        digest = (
            self.env["duban.digest"].sudo().search([("user_id", "=", self.worker_a.id)])
        )
        digest = digest.filtered(lambda row: not row.is_at_once)[-1:]
        self.assertGreater(len(digest.reminder_ids), 1)
        message = digest.delivery_ids.notification_id.mail_message_id
        text = plain(message.body)
        self.assertEqual(text.count(matter.name), 1, text)
        todos = (
            self.env["mail.activity"]
            .sudo()
            .search_count(
                [("user_id", "=", self.worker_a.id), ("duban_key", "!=", False)]
            )
        )
        self.assertIn(f"{todos}项", message.subject)
        self.assertIn(f"{todos} 项", text)

    # -- the leader of a unit changes

    @clause("CORE-20", "CORE-23")
    def test_what_waits_for_a_units_leader_follows_the_directory(self):
        """Unit A gets another leader in charge: matter and pending decision are theirs, both are told; B's stay."""
        matter = self.accepted()
        other = self.assigned(name="后勤改革", lead_unit_id=self.unit_b.id)
        self.extension(matter, "2024-04-30").action_submit()
        self.unit_a.sudo().leader_in_charge_id = self.leader2
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader2)
        self.assertEqual(other.sudo().leader_in_charge_id, self.leader)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader2)
        told = self.told(matter, "changed").user_id
        self.assertGreaterEqual(told, self.leader | self.leader2)
        self.assertNotIn(self.outsider, told)
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "leader_changed")
        self.assertEqual(
            act.changes["leader_in_charge_id"], [self.leader.name, self.leader2.name]
        )

    @clause("CORE-29", "CORE-20")
    def test_who_applied_and_becomes_the_leader_does_not_decide_it(self):
        """The matter follows the directory, as does what others applied for; the own application stays where it is."""
        rising = self.new_person("rising", "leader", self.unit_a)
        own, others = self.accepted(), self.accepted(name="另一件")
        mine = self.extension(own, "2024-04-30", user=rising)
        theirs = self.extension(others, "2024-04-30")
        for request in (mine, theirs):
            request.action_submit()
        self.assertEqual(
            (mine.applicant_id, theirs.applicant_id), (rising, self.worker_a)
        )
        self.unit_a.sudo().leader_in_charge_id = rising
        self.assertEqual((own | others).sudo().leader_in_charge_id, rising)
        lines = [row.sudo().approval_line_ids for row in (mine, theirs)]
        self.assertEqual([line.approver_id for line in lines], [self.leader, rising])
        self.assertFalse(self.todos(own, rising, "approve"))
        self.assert_refused(lines[0].with_user(rising).action_approve, "同意")
        self.as_user(lines[0], self.leader).action_approve("同意")
        self.as_user(lines[1], rising).action_approve("同意")
        self.assertEqual((mine | theirs).sudo().mapped("state"), ["approved"] * 2)

    @clause("CORE-20")
    def test_a_unit_below_follows_the_unit_above_it(self):
        """Unit A, without a leader of its own, stands below B, which moves below C: A's matters are C's leader's."""
        below = self.unit_a | self.unit_b
        below.sudo().leader_in_charge_id = False
        self.unit_out.sudo().leader_in_charge_id = self.leader
        self.unit_a.sudo().parent_id = self.unit_b
        self.unit_b.sudo().parent_id = self.unit_out
        matter = self.accepted()
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader)
        own = self.assigned(name="后勤改革", lead_unit_id=self.unit_b.id)
        self.unit_b.sudo().parent_id = self.unit_c
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader2)
        self.assertEqual(own.sudo().leader_in_charge_id, self.leader2)
        # with a leader of its own it stays with that one, wherever the unit above goes
        self.unit_a.sudo().leader_in_charge_id = self.office_leader
        self.assertEqual(matter.sudo().leader_in_charge_id, self.office_leader)
        self.unit_b.sudo().parent_id = self.unit_out
        self.assertEqual(matter.sudo().leader_in_charge_id, self.office_leader)
        self.assertEqual(own.sudo().leader_in_charge_id, self.leader)

    @clause("CORE-20")
    def test_who_was_named_otherwise_stays(self):
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        office.write({"leader_in_charge_id": self.office_leader.id})
        self.unit_a.sudo().leader_in_charge_id = self.leader2
        self.assertEqual(matter.sudo().leader_in_charge_id, self.office_leader)

    # -- co-units

    @clause("CORE-20")
    def test_a_co_unit_names_its_own_handler_who_has_the_work(self):
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        line = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.with_user(self.worker_a).write({"handler_id": self.worker_b.id})
        line.with_user(self.head_b).write({"handler_id": self.worker_b.id})
        self.assertEqual(self.todos(matter, kind="co_feedback").user_id, self.worker_b)

    # -- asked for progress

    @clause("LZU-6.1.3b")
    def test_a_report_answers_the_one_thing_that_was_asked(self):
        matter = self.accepted()
        ask = self.env["duban.progress.request"].with_user(self.office_user)
        asked = ask.create(
            {"matter_id": matter.id, "name": "月度进展", "date_due": "2024-03-08"}
        )
        self.feedback(matter)
        self.assertEqual(asked.state, "answered")
        both = ask.create(
            [
                {"matter_id": matter.id, "name": name, "date_due": "2024-03-15"}
                for name in ("经费", "采购")
            ]
        )
        self.feedback(matter)
        self.assertEqual(set(both.mapped("state")), {"open"}, "which one is not said")

    @clause("CORE-25")
    def test_what_is_not_filed_is_not_reported_back(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.reported_back(self.matter())

    @clause("CORE-23")
    def test_the_same_thing_is_told_once_a_day(self):
        """Once to each person; who has not heard it yet hears it; another thing, and the same another day, is new."""
        matter = self.accepted()
        heads = self.head_a | self.worker_a

        def told(people, key="recusal:1", kind="person_named"):
            self.env.invalidate_all()
            own = matter.with_user(self.office_user)
            return own._tell(kind, {own: people}, key, "话").sudo().user_id

        self.assertEqual(told(heads), heads)
        self.assertFalse(told(heads))
        self.assertEqual(told(heads | self.leader), self.leader)
        self.assertEqual(told(heads, "recusal:2"), heads)
        self.assertEqual(told(heads, kind="leader_asked"), heads)
        self.at("2024-03-05")
        self.assertEqual(told(heads), heads)
        self.assertFalse(told(heads))
