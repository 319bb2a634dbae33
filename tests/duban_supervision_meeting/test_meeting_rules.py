"""Meetings, rule by rule: whose a meeting is, who is asked, what a later decision does and what it leaves alone."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestMeetingRules(MeetingCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-08")

    def later(self, **values):
        """The meeting of 1 April."""
        return self.meeting(
            ordinal="2024年第4次", date="2024-04-01", minutes_number="校办纪〔2024〕4号",
            date_issued=False, **values,
        )  # fmt: skip

    def change(self, meeting, earlier, how, words="后一决定", **values):
        return self.item(
            meeting, words, changes_id=earlier.id, change_kind=how, **values
        )

    def asked(self, matter):
        matter.invalidate_recordset()
        return matter.sudo().activity_ids.filtered(
            lambda row: row.duban_key.startswith("changed:")
        )

    @clause("PLUS-M1", "CORE-31")
    def test_a_meeting_is_kept_by_the_office_of_today_under_the_rules_of_its_body(self):
        newer = self.regulation.copy(
            {"company_id": self.company.id, "date_from": "2024-03-01"}
        )
        newer.office_id = self.unit_c
        meeting = self.meeting(self.env.user).sudo()
        self.assertEqual(
            self.env["duban.regulation"]._in_force(self.company), newer.sudo()
        )
        self.assertEqual(
            (meeting.regulation_id, meeting.office_id), (self.regulation, self.unit_c)
        )

    @clause("PLUS-M2")
    def test_what_nobody_of_the_office_entered_waits_for_its_head(self):
        meeting = self.env["duban.meeting"]._find_or_create(
            self.company, self.body_board, "2024-03-04", None
        )
        item = self.item(meeting, lead_unit_id=self.unit_a.id)
        self.assertEqual(meeting.activity_ids.user_id, self.office_user)
        item.action_supervise()
        self.assertFalse(meeting.activity_ids)

    @clause("PLUS-M1", "CORE-12")
    def test_a_meeting_seen_by_few_is_reminded_of_by_its_number(self):
        names = {
            self.meeting(): "2024年第3次校长办公会议",
            self.meeting(is_restricted=True, date="2024-01-08"): "校办纪〔2024〕3号",
            self.meeting(is_restricted=True, minutes_number=False): "Meeting",
        }
        for meeting, name in names.items():
            self.assertEqual(meeting._reminder_name(), name)

    @clause("CORE-27", "PLUS-M3")
    def test_only_a_published_page_keeps_what_stands_on_it(self):
        item = self.item(self.meeting(), "尚未处理的事项")
        page = self.env["duban.meeting.page"].with_user(self.office_user).create(
            {"body_id": self.body_board.id, "company_id": self.company.id, "date": "2024-03-18"}
        )  # fmt: skip
        self.assertEqual(page.line_ids.resolution_id, item)
        self.assertFalse(item._is_kept())
        page.action_publish()
        self.assertEqual(item._is_kept(), item)

    @clause("PLUS-M4")
    def test_only_what_was_decided_before_is_changed(self):
        item = self.item(self.meeting())
        before = self.meeting(date="2024-03-03", minutes_number="x")
        self.assert_refused(lambda: self.change(before, item, "amend"))
        self.assertFalse(item.changed_by_ids)
        same_day = self.meeting(minutes_number="y", ordinal="2024年第5次")
        self.assertEqual(
            self.change(same_day, item, "amend"), item.changed_by_ids.with_env(self.env)
        )

    @clause("PLUS-M4", "CORE-8")
    def test_a_date_is_applied_where_there_is_one_and_work_that_runs(self):
        meeting = self.meeting()
        item = self.item(meeting, lead_unit_id=self.unit_a.id)
        item.action_supervise()
        matter = item.matter_ids
        due = matter.date_deadline
        none = self.change(self.later(), item, "amend")
        self.assert_refused(none.action_apply_date)
        none.date_due = "2024-05-31"
        ended = self.matter(meeting_id=meeting.id, resolution_id=item.id)
        ended.action_file()
        before = ended.date_deadline
        self.ends(ended, "closed")
        none.action_apply_date()
        self.assertEqual(
            (str(matter.date_deadline), ended.date_deadline), ("2024-05-31", before)
        )
        self.assertNotEqual(matter.date_deadline, due)
        self.ends(matter, "withdrawn")
        none.date_due = "2024-06-28"
        self.assert_refused(none.action_apply_date)
        self.assertEqual(str(matter.date_deadline), "2024-05-31")

    @clause("PLUS-M4")
    def test_what_is_found_to_be_changed_later_asks_as_well(self):
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        matter = item.matter_ids
        later = self.item(self.later(), "停止执行", kind="repeal")
        self.assertFalse(self.asked(matter))
        later.write({"changes_id": item.id, "change_kind": "repeal"})
        self.assertEqual(self.asked(matter).user_id, self.office_user)
        # a repeal that names what it repeals is settled by that
        self.assertEqual(
            (later.status, later.reason_id),
            ("not_supervised", self.env.ref("duban_supervision_meeting.reason_change")),
        )
        later.write({"changes_id": False, "change_kind": False})
        self.assertFalse(self.asked(matter))

    @clause("PLUS-M4")
    def test_a_repeal_that_is_carried_out_or_settled_keeps_what_it_became(self):
        item, meeting = self.item(self.meeting()), self.later()
        self.at("2024-04-02")
        own = self.env.ref("duban_supervision_meeting.reason_information")
        task = self.item(meeting, "清理", kind="repeal", lead_unit_id=self.unit_a.id)
        task.action_supervise()
        said = self.item(meeting, "另行通知", kind="repeal", reason_id=own.id)
        for row in task | said:
            row.write({"changes_id": item.id, "change_kind": "repeal"})
        self.assertEqual(
            ((task | said).mapped("status"), task.reason_id, said.reason_id),
            (["supervised", "not_supervised"], own.browse(), own),
        )

    @clause("PLUS-M3", "CORE-12")
    def test_a_protected_matter_stands_on_a_page_that_all_its_readers_may_see(self):
        """Its unit's head and the office in charge know of it; a colleague, another leader and another unit do not."""
        meeting = self.meeting()
        plain = self.accepted(name="普通事项", meeting_id=meeting.id)
        secret = self.accepted(
            name="敏感事项", meeting_id=meeting.id, confidentiality="sensitive"
        )
        self.at("2024-03-18")
        for user, readers, shown in (
            (self.office_user, self.head_a, True),
            (self.office_user, self.head_a | self.worker_a, True),
            (self.office_user, self.head_a | self.president, False),
            (self.office_user, self.head_b, False),
            (self.office_user, self.head_a.browse(), False),
            # whoever draws it up reads it as well
            (self.office_user2, self.head_a, False),
        ):
            page = self.env["duban.meeting.page"].with_user(user).create(
                {"body_id": self.body_board.id, "company_id": self.company.id, "reader_ids": [(6, 0, readers.ids)]}
            )  # fmt: skip
            found = page.sudo().line_ids.matter_id
            self.assertEqual(found, (plain | secret if shown else plain).sudo())
            self.assertEqual(page.left_out, 0 if shown else 1)
            self.assertEqual(page.is_confidential, shown)

    # -- one decision after the other

    def of_april(self, item, how, day="2024-04-01", **values):
        """What a meeting of ``day`` decided on the item of March."""
        meeting = self.meeting(
            ordinal=f"{day}会议", date=day, minutes_number=f"校办纪〔2024〕{day}号", date_issued=day
        )  # fmt: skip
        return self.change(meeting, item, how, **values)

    def supervised(self):
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        return item, item.matter_ids

    @clause("PLUS-M4", "CORE-20")
    def test_a_date_that_was_applied_asks_no_more_when_it_moves_on(self):
        """By an extension, by a standstill, by a third decision: the second one is done with."""
        item, matter = self.supervised()
        office = matter.with_user(self.office_user)
        self.at("2024-04-02")
        second = self.of_april(item, "amend", date_due="2024-08-01")
        self.assertTrue(self.asked(matter))
        second.action_apply_date()
        self.assertFalse(self.asked(matter))
        matter.sudo()._set_deadline(date(2024, 9, 2), "extension", "设备未到货")
        office._reconcile_todos()
        self.assertFalse(self.asked(matter))
        self.at("2024-05-07")
        third = self.of_april(item, "amend", "2024-05-06", date_due="2024-10-01")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{third.id}")
        third.action_apply_date()
        self.assertFalse(self.asked(matter))

    @clause("PLUS-M4", "CORE-20")
    def test_only_the_last_decided_date_is_asked_for(self):
        item, matter = self.supervised()
        self.at("2024-05-07")
        last = self.of_april(item, "amend", "2024-05-06", date_due="2024-10-01")
        self.of_april(item, "amend", date_due="2024-08-01")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{last.id}")
        last.action_apply_date()
        self.assertFalse(self.asked(matter))

    @clause("PLUS-M4", "CORE-20")
    def test_a_date_that_the_matter_had_before_is_asked_for(self):
        """It was extended since: what was set before the decision does not answer it."""
        item, matter = self.supervised()
        first = matter.date_deadline
        matter.sudo()._set_deadline(date(2024, 9, 2), "extension", "设备未到货")
        self.at("2024-03-15")
        later = self.of_april(item, "amend", "2024-03-14", date_due=first)
        self.assertEqual(self.asked(matter).duban_key, f"changed:{later.id}")
        later.action_apply_date()
        self.assertEqual(matter.date_deadline, first)
        self.assertFalse(self.asked(matter))

    @clause("PLUS-M4", "CORE-20")
    def test_a_date_that_has_passed_is_answered(self):
        """It cannot be set any more; what the to-do opens can be done, and settles it."""
        item, matter = self.supervised()
        self.at("2024-05-07")
        later = self.of_april(item, "amend", date_due="2024-05-06")
        self.assert_refused(later.action_apply_date)
        [todo] = self.asked(matter)
        opened = todo.with_user(self.office_user).action_duban_open()
        self.assertEqual(opened["res_model"], "duban.action.wizard")
        dialog = self.env[opened["res_model"]].with_user(self.office_user)
        dialog = dialog.with_context(**opened["context"]).create({"text": "按原期限办理"})  # fmt: skip
        dialog.action_confirm()
        self.assertFalse(self.asked(matter))
        # one that can be set is not answered away
        self.at("2024-05-14")
        self.of_april(item, "amend", "2024-05-13", date_due="2024-10-01")
        matter.with_user(self.office_user).action_answer_repeal("按原期限办理")
        self.assertTrue(self.asked(matter))

    @clause("PLUS-M4", "CORE-20")
    def test_what_its_step_refuses_is_not_asked(self):
        """A date is asked for while it may be adjusted; what becomes of a repealed item, until the end."""
        item, matter = self.supervised()
        self.at("2024-04-02")
        later = self.of_april(item, "amend", date_due="2024-08-01")
        self.assertTrue(self.asked(matter))
        self.submitted(self.accept(matter))
        self.assert_refused(later.action_apply_date)
        self.assertFalse(self.asked(matter))
        later.sudo().write({"change_kind": "repeal", "date_due": False})
        self.assertTrue(self.asked(matter))
        matter.with_user(self.office_user).action_answer_repeal("已办成")
        self.assertFalse(self.asked(matter))

    @clause("PLUS-M4")
    def test_each_further_repeal_asks_anew(self):
        """Replaced, answered; repealed later: the answer to the first is none to the second, on the page neither."""
        item, matter = self.supervised()
        office = matter.with_user(self.office_user)
        self.at("2024-04-02")
        self.of_april(item, "replace")
        self.assertTrue(office.asks_after_change)
        office.action_answer_repeal("设备已采购，继续办理")
        self.assertFalse(self.asked(matter))
        self.assertFalse(office.asks_after_change)
        self.at("2024-06-04")
        second = self.of_april(item, "repeal", "2024-06-03")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{second.id}")
        self.assertIn("2024-06-03", office.asks_after_change)
        page = self.env["duban.meeting.page"].with_user(self.office_user)
        self.assertTrue(page._need(office))
        office.action_answer_repeal("仍继续办理")
        self.assertFalse(self.asked(matter))
        self.assertEqual(office.repeal_answer, "仍继续办理")
        self.assertNotIn("anew", page._need(office))
        acts = matter.sudo().act_ids.sorted("seq")
        notes = acts.filtered(lambda act: act.action == "go_on").mapped("note")
        self.assertEqual(notes, ["设备已采购，继续办理", "仍继续办理"])
        self.assertNotIn("adjust", acts.mapped("action"), "nothing was adjusted")
        told = self.env["duban.reminder"].sudo()
        told = told.search([("res_id", "=", matter.id), ("kind", "=", "going_on")])
        self.assertEqual(
            set(told.mapped("note")), {"设备已采购，继续办理", "仍继续办理"}
        )
        for user in (self.head_a, self.leader):
            self.assertIn(user, told.user_id)
        self.assertFalse(told.user_id & (self.outsider | self.head_b))

    @clause("PLUS-M4", "ABAF-18.0", "CORE-23")
    def test_signers_hear_of_a_date_that_a_meeting_moved(self):
        """The meeting stands for their signatures; who signed the filing and is not of the field hears of it, once."""
        item, matter = self.supervised()
        line = self.env["duban.approval.line"].sudo()
        line._engine_create(
            {
                "matter_id": matter.id, "name": "审定", "purpose": "filing", "kind": "decide", "role": "principal",
                "approver_id": self.president.id, "state": "approved", "decided_by_id": self.president.id,
            }
        )  # fmt: skip
        self.at("2024-04-02")
        self.of_april(item, "amend", date_due="2024-08-01").action_apply_date()
        told = self.env["duban.reminder"].sudo()
        told = told.search([("res_id", "=", matter.id), ("kind", "=", "corrected")])
        self.assertEqual(
            len(told.filtered(lambda row: row.user_id == self.president)), 1
        )
        self.assertEqual(len(told), len(told.user_id), "one each")
        self.assertNotIn(self.secretary, told.user_id)
        # and it really goes out, with both dates
        self.send_notices()
        self.assertTrue(all(row.digest_id for row in told))
        self.assertIn("→ 2024年8月1日", told[0]._line_text())

    @clause("PLUS-M4")
    def test_what_repeals_an_amendment_asks_the_matter_of_the_amended_item(self):
        """A, amended by B, which became no matter: C repeals B. The date of B is asked for no more, C asks."""
        item, matter = self.supervised()
        office = matter.with_user(self.office_user)
        self.at("2024-04-02")
        second = self.of_april(item, "amend", date_due="2024-08-01")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{second.id}")
        self.at("2024-05-07")
        third = self.of_april(second, "repeal", "2024-05-06")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{third.id}")
        self.assertEqual(self.asked(matter).user_id, self.office_user)
        self.assertIn("2024-05-06", office.asks_after_change)
        page = self.env["duban.meeting.page"].with_user(self.office_user)
        self.assertTrue(page._need(office))
        office.action_answer_repeal("按原期限办理")
        self.assertFalse(self.asked(matter))
        self.assertEqual(third.status, "not_supervised")
        # and one that is not repealed any more lets the date be asked for again
        third.write({"changes_id": False, "change_kind": False})
        self.assertEqual(self.asked(matter).duban_key, f"changed:{second.id}")

    @clause("PLUS-M4", "CORE-8")
    def test_what_amends_an_amendment_sets_the_date_of_the_matter(self):
        item, matter = self.supervised()
        self.at("2024-04-02")
        second = self.of_april(item, "amend", date_due="2024-08-01")
        self.at("2024-05-07")
        third = self.of_april(second, "amend", "2024-05-06", date_due="2024-10-01")
        self.assertEqual(self.asked(matter).duban_key, f"changed:{third.id}")
        third.action_apply_date()
        self.assertEqual(str(matter.date_deadline), "2024-10-01")
        self.assertFalse(self.asked(matter))
        line = matter.due_date_ids.sorted("id")[-1]
        self.assertIn("2024-05-06", line.ground)

    @clause("PLUS-M4")
    def test_what_amends_an_item_that_became_a_matter_leaves_the_earlier_one_alone(
        self,
    ):
        item, matter = self.supervised()
        due = matter.date_deadline
        self.at("2024-04-02")
        second = self.of_april(item, "amend", lead_unit_id=self.unit_b.id)
        second.action_supervise()
        own = second.matter_ids
        third = self.of_april(second, "amend", "2024-05-06", date_due="2024-10-01")
        self.assertEqual(self.asked(own).duban_key, f"changed:{third.id}")
        self.assertFalse(self.asked(matter))
        self.at("2024-05-07")
        third.action_apply_date()
        self.assertEqual(
            (str(own.date_deadline), matter.date_deadline), ("2024-10-01", due)
        )

    @clause("PLUS-M2", "PLUS-M4")
    def test_a_later_decision_that_was_carried_out_is_open_no_more(self):
        """By the date that it set, or by the answer of the office for each matter that asked."""
        item, matter = self.supervised()
        done = self.env.ref("duban_supervision_meeting.reason_change")
        self.at("2024-04-02")
        second = self.of_april(item, "amend", date_due="2024-08-01")
        self.assertEqual(second.status, "open")
        second.action_apply_date()
        self.assertEqual((second.status, second.reason_id), ("not_supervised", done))
        self.assertFalse(second.meeting_id._expected_todos())
        page = self.env["duban.meeting.page"].with_user(self.office_user)
        page = page.create({"body_id": self.body_board.id, "date": "2024-05-20"})
        self.assertEqual(page.line_ids.resolution_id, item)
        # replaced, and two matters of the item ask
        other = self.matter(meeting_id=item.meeting_id.id, resolution_id=item.id)
        other.action_file()
        self.at("2024-05-07")
        third = self.of_april(item, "replace", "2024-05-06")
        for asking, status in ((matter, "open"), (other, "not_supervised")):
            asking.with_user(self.office_user).action_answer_repeal("按新决定继续办理")
            self.assertEqual(third.status, status)
        self.assertEqual(third.reason_id, done)
        # what became a matter of its own is supervised, whatever date it sets besides
        fourth = self.of_april(
            item, "amend", "2024-05-06", date_due="2024-11-01", lead_unit_id=self.unit_b.id
        )  # fmt: skip
        fourth.action_supervise()
        fourth.action_apply_date()
        self.assertEqual((fourth.status, fourth.reason_id), ("supervised", done.browse()))  # fmt: skip

    def further(self, item, name):
        """Values of a further matter of ``item``."""
        return {
            "name": name,
            "meeting_id": item.meeting_id.id,
            "resolution_id": item.id,
        }

    @clause("PLUS-M2", "PLUS-M4")
    def test_what_has_ended_keeps_no_later_decision_open(self):
        """The item became three matters: one closed, one withdrawn, one that goes on with the replacement."""
        item, matter = self.supervised()
        closed = self.closed(**self.further(item, "甲"))
        withdrawn = self.filed(**self.further(item, "乙"))
        withdrawn._transition("withdraw_filing", "登记有误")
        self.at("2024-05-07")
        later = self.of_april(item, "replace", "2024-05-06")
        self.assertEqual((later.status, len(self.asked(matter))), ("open", 1))
        self.assertFalse(self.asked(closed) | self.asked(withdrawn))
        matter.with_user(self.office_user).action_answer_repeal("按新决定继续办理")
        self.assertEqual(later.status, "not_supervised")
        self.assertFalse(later.meeting_id._expected_todos())

    @clause("PLUS-M2", "PLUS-M4")
    def test_one_goes_on_and_the_last_that_asks_is_closed_unanswered(self):
        item, matter = self.supervised()
        other = self.accepted(**self.further(item, "甲"))
        later = self.of_april(item, "replace")
        matter.with_user(self.office_user).action_answer_repeal("继续办理")
        self.assertEqual(later.status, "open")
        self.closed(other)
        self.assertEqual(later.status, "not_supervised")
        self.assertFalse(later.meeting_id._expected_todos())

    @clause("PLUS-M2", "PLUS-M4")
    def test_where_no_matter_goes_on_the_replacement_is_still_to_be_decided(self):
        item, matter = self.supervised()
        self.accept(matter)
        later = self.of_april(item, "replace")
        self.closed(matter)
        self.assertEqual(later.status, "open")

    @clause("PLUS-M4", "CORE-8")
    def test_what_amends_a_replacement_sets_the_date_of_the_matter_that_goes_on(self):
        item, matter = self.supervised()
        self.at("2024-04-02")
        second = self.of_april(item, "replace")
        self.at("2024-05-07")
        third = self.of_april(second, "amend", "2024-05-06", date_due="2024-09-30")
        # not before the office has said that the matter goes on
        self.assertEqual(self.asked(matter).duban_key, f"changed:{second.id}")
        matter.with_user(self.office_user).action_answer_repeal("按新决定继续办理")
        self.assertEqual((second.status, third.status), ("not_supervised", "open"))
        self.assertEqual(self.asked(matter).duban_key, f"changed:{third.id}")
        third.action_apply_date()
        self.assertEqual(str(matter.date_deadline), "2024-09-30")
        self.assertFalse(self.asked(matter))
        self.assertEqual(third.status, "not_supervised")

    @clause("PLUS-M4")
    def test_what_amends_a_replacement_that_is_supervised_leaves_the_earlier_one_alone(
        self,
    ):
        item, matter = self.supervised()
        self.at("2024-04-02")
        second = self.of_april(item, "replace", lead_unit_id=self.unit_b.id)
        second.action_supervise()
        matter.with_user(self.office_user).action_answer_repeal("设备已采购，继续办理")
        third = self.of_april(second, "amend", "2024-05-06", date_due="2024-09-30")
        self.assertFalse(self.asked(matter))
        self.assertEqual(self.asked(second.matter_ids).duban_key, f"changed:{third.id}")

    @clause("PLUS-M4")
    def test_an_answer_from_before_is_about_what_there_was(self):
        """Data of the version that kept one answer for all: what was answered is not asked again, what follows is."""
        item, matter = self.supervised()
        self.at("2024-04-02")
        first = self.of_april(item, "repeal")
        matter.sudo()._engine_write({"repeal_answer": "继续", "repeal_answered": False})
        self.env.flush_all()
        self.env["duban.matter"]._init_column("repeal_answered")
        self.env.invalidate_all()
        self.assertEqual(matter.sudo().repeal_answered, first.ids)
        matter.sudo()._reconcile_todos()
        self.assertFalse(self.asked(matter))
