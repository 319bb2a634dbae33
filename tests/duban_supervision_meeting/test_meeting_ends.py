"""Meetings: which one is meant, what is open and what not, who keeps the door, what stays with the decision."""

from odoo.tests import tagged

from tests.clauses import clause

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestMeetingEnds(MeetingCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-08")

    def find(self, body=None, day=None, number=None, issued=None, topic=None):
        return self.env["duban.meeting"]._find_or_create(
            self.company, body or self.body_board, day, number, issued, topic
        )

    @clause("PLUS-M1")
    def test_which_meeting_is_meant(self):
        meeting = self.meeting()
        number = "校办纪〔2024〕3号"
        self.assertEqual(self.find(number=number), meeting)
        self.assertEqual(self.find(day="2024-03-04"), meeting)
        # the number says it, even with another date
        self.assertEqual(self.find(day="2024-03-05", number=number), meeting)
        others = [
            self.find(day="2024-03-05"),
            self.find(day="2024-03-04", number="校办纪〔2024〕9号"),
            self.find(self.body_party, day="2024-03-04"),
            self.find(self.body_party, number=number),
        ]
        self.assertEqual(len({meeting, *others}), 5)
        self.assertEqual(others[1].minutes_number, "校办纪〔2024〕9号")
        # two meetings of one kind on one day are told apart by what they were about
        first = self.find(day="2024-05-06", topic="预算专题会")
        second = self.find(day="2024-05-06", topic="招生专题会")
        self.assertNotEqual(first, second)
        self.assertEqual(self.find(day="2024-05-06", topic="招生专题会"), second)
        self.assertFalse(meeting.topic)
        self.assertEqual(self.find(day="2024-03-04", number=number, topic="教学专题会"), meeting)  # fmt: skip
        self.assertEqual(meeting.topic, "教学专题会")
        found = self.find(number="2024年第 7 次校长办公会议纪要", issued="2024-06-03")
        self.assertEqual((found.ordinal, str(found.date_issued)), ("2024年第 7 次", "2024-06-03"))  # fmt: skip
        elsewhere = self.env["res.company"].create({"name": "别校"})
        other = self.env["duban.meeting"]._find_or_create(
            elsewhere, self.body_board, "2024-03-04", number
        )
        self.assertNotEqual(other, meeting)

    @clause("PLUS-M1")
    def test_who_closes_the_door_stays_inside(self):
        meeting = self.meeting()
        meeting.write({"is_restricted": True, "reader_ids": [(6, 0, self.secretary.ids)]})  # fmt: skip
        self.assertEqual(meeting.sudo().reader_ids, self.secretary | self.office_user)
        meeting.reader_ids = [(6, 0, self.president.ids)]
        self.assertEqual(meeting.sudo().reader_ids, self.president | self.office_user)
        self.assertFalse(meeting.with_user(self.secretary).has_access("read"))
        own = self.meeting(is_restricted=True, minutes_number="x", date="2024-01-08")
        self.assertEqual(own.sudo().reader_ids, self.office_user)
        # a matter does not open it either
        self.assert_refused(
            lambda: self.matter(user=self.office_user2, meeting_id=own.id)
        )
        open_one = self.meeting(body_id=self.body_party.id, is_restricted=False)
        self.assertFalse(open_one.sudo().reader_ids)

    @clause("PLUS-M2", "CORE-12")
    def test_of_a_restricted_meeting_only_a_reader_is_asked(self):
        third = self.new_person("third", "office", self.office)
        meeting = self.meeting(self.office_user2, body_id=self.body_party.id)
        meeting.reader_ids |= third
        self.env["duban.resolution"].with_user(self.office_user2).create(
            {"meeting_id": meeting.id, "name": "党委会的事项"}
        )
        self.assertEqual(meeting.sudo().activity_ids.user_id, self.office_user2)
        self.office_user2.with_user(self.env.ref("base.user_root")).action_archive()
        self.run_patrol()
        self.assertEqual(meeting.sudo().activity_ids.user_id, third)

    @clause("PLUS-M2")
    def test_what_an_item_is(self):
        meeting = self.meeting()
        task = self.item(meeting, "丙项", lead_unit_id=self.unit_a.id)
        task.action_supervise()
        reason = self.env.ref("duban_supervision_meeting.reason_done")
        # supervised, or not supervised for a reason: never both
        self.assert_refused(task.action_not_supervised, reason.id, "不需督办")
        self.assertEqual((task.status, task.reason_id.ids), ("supervised", []))
        item, other = (self.item(meeting, words) for words in ("甲项", "乙项"))
        todo = meeting.activity_ids
        self.assertEqual((len(todo), todo.user_id), (1, self.office_user))
        self.assert_refused(item.action_not_supervised, None)
        self.assertEqual(item.status, "open")
        reason = self.env.ref("duban_supervision_meeting.reason_done")
        item.action_not_supervised(reason.id, "上月已办")
        self.assertEqual(
            (item.status, item.reason_note, item.is_settled, meeting.open_count),
            ("not_supervised", "上月已办", 1, 1),
        )
        self.assert_refused(item.action_supervise)
        self.assertFalse(item.matter_ids)
        item.reason_id = False
        self.assertEqual((item.status, item.is_settled), ("open", 0))
        matter = self.matter(meeting_id=meeting.id, resolution_id=item.id)
        self.assertEqual(item.status, "supervised")
        self.assert_refused(item.action_supervise)
        self.assert_refused(item.unlink)
        third = self.meeting(date="2024-01-02", minutes_number="y")
        self.assert_refused(item.write, {"meeting_id": third.id})
        self.ends(matter, "rejected")
        item.modified(["matter_ids"])
        self.assertEqual(item.status, "open")
        item.action_not_supervised(reason.id)
        # the last open one goes, and with it the to-do
        self.assertTrue(meeting.activity_ids)
        other.unlink()
        self.assertFalse(meeting.activity_ids)
        later = self.item(meeting, "丙项")
        self.assertTrue(meeting.activity_ids)
        elsewhere = self.meeting(date="2024-02-05", minutes_number="z")
        later.meeting_id = elsewhere
        self.assertFalse(meeting.activity_ids)
        self.assertTrue(elsewhere.activity_ids)
        for user in (self.leader, self.head_a, self.admin, self.discipline_user):
            self.assert_refused(later.with_user(user).action_not_supervised, reason.id)
        self.assertEqual(later.status, "open")

    @clause("PLUS-M1", "PLUS-M2")
    def test_what_its_matter_takes_from_an_item(self):
        other = self.env["duban.source.category"].create(
            {"regulation_id": self.regulation.id, "code": "board", "name": "校长办公会议决定",
             "body_ids": [(6, 0, self.body_board.ids)]}
        )  # fmt: skip
        meeting = self.meeting()
        words = "一" * 60
        exact = self.item(meeting, words, lead_unit_id=self.unit_a.id)
        longer = self.item(
            meeting, words + "二", lead_unit_id=self.unit_b.id, heading="议题三", due_text="年底前",
            co_unit_ids=[(6, 0, self.unit_c.ids)], date_due="2024-03-08", responsible_leader_id=self.leader2.id,
        )  # fmt: skip
        (exact | longer).action_supervise()
        first, second = exact.matter_ids, longer.matter_ids
        self.assertEqual((first.name, second.name), (words, words + "…"))
        self.assertEqual(second.content, words + "二")
        self.assertEqual((first | second).source_category_id, other)
        self.assertEqual(second.basis, f"{meeting.name}，校办纪〔2024〕3号，议题三")
        self.assertEqual(
            (second.lead_unit_id, second.co_unit_ids, second.responsible_leader_id, second.source_item),
            (self.unit_b, self.unit_c, self.leader2, "议题三"),
        )  # fmt: skip
        # due today still counts as decided; without a date the regulation's term
        self.assertEqual(str(second.date_deadline), "2024-03-08")
        self.assertEqual(second.deadline_ground, f"{meeting.name}，年底前")
        self.assertEqual(str(first.date_deadline), "2024-03-22")

    @clause("PLUS-M2")
    def test_one_that_misses_its_unit_waits_and_the_others_go_on(self):
        meeting = self.meeting()
        good = self.item(meeting, "甲项", lead_unit_id=self.unit_a.id)
        bad = self.item(meeting, "乙项")
        answer = (good | bad).action_supervise()
        self.assertEqual(
            ((good | bad).matter_ids.mapped("state"), answer["tag"]),
            (["assigned", "draft"], "display_notification"),
        )
        self.assertIn("乙项", answer["params"]["message"])
        self.assertNotIn("甲项", answer["params"]["message"])

    @clause("PLUS-M2")
    def test_all_open_tasks_at_once(self):
        meeting = self.meeting()
        self.assert_refused(meeting.action_supervise_open)
        unit = {"lead_unit_id": self.unit_a.id}
        task = self.item(meeting, "甲项", **unit)
        rest = (
            self.item(meeting, "乙项")
            | self.item(meeting, "丙项", kind="information", **unit)
            | self.item(meeting, "丁项", kind="decision_without_task", **unit)
        )
        meeting.action_supervise_open()
        self.assertEqual(task.status, "supervised")
        self.assertEqual(set(rest.mapped("status")), {"open"})
        self.assert_refused(meeting.action_supervise_open)
        self.assertEqual(len(task.matter_ids), 1)

    @clause("PLUS-M1", "WUT-22.2b")
    def test_terms_follow_the_day_on_which_the_minutes_are_issued(self):
        """Ten working days from the issue; once the unit has the matter its date stands."""
        rule = self.env["duban.term.rule"].search([("regulation_id", "=", self.regulation.id)])  # fmt: skip
        rule.start_event = "minutes"
        meeting = self.meeting()
        filed = self.filed(meeting_id=meeting.id)
        running = self.accepted(meeting_id=meeting.id)
        self.assertEqual({str(m.date_deadline) for m in filed | running}, {"2024-03-20"})  # fmt: skip
        meeting.date_issued = "2024-03-07"
        self.assertEqual(str(filed.sudo().date_deadline), "2024-03-21")
        self.assertEqual(str(running.sudo().date_deadline), "2024-03-20")
        line = filed.sudo().due_date_ids.sorted("id")[-1:]
        self.assertEqual((line.kind, str(line.date)), ("rule", "2024-03-21"))

    @clause("PLUS-M4")
    def test_an_amended_date_is_asked_for_until_it_is_the_due_date(self):
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        matter = item.matter_ids
        self.assert_refused(matter.action_answer_repeal, "继续")
        later = self.meeting(date="2024-04-01", minutes_number="n", date_issued=False)

        def asked():
            matter.invalidate_recordset()
            return matter.sudo().activity_ids.filtered(
                lambda row: row.duban_key.startswith("changed:")
            )

        same = self.item(
            later, "同日", changes_id=item.id, change_kind="amend", date_due=matter.date_deadline,
        )  # fmt: skip
        self.assertFalse(asked())
        self.assertEqual(item.status, "supervised")
        same.date_due = False
        self.assertFalse(asked())
        changed = self.item(
            later,
            "改期",
            changes_id=item.id,
            change_kind="amend",
            date_due="2024-05-31",
        )
        todo = asked()
        self.assertEqual((todo.user_id, str(todo.date_deadline)), (self.office_user, "2024-04-01"))  # fmt: skip
        for user in (self.head_a, self.leader, self.discipline_user):
            self.assert_refused(changed.with_user(user).action_apply_date)
        trail = matter.sudo().trail_length
        changed.action_apply_date()
        self.assertFalse(asked())
        self.assertGreater(matter.sudo().trail_length, trail)
        self.assertIn("改期", matter.due_date_ids.sorted("id")[-1:].ground)
        # the item that was changed is kept, the decision stands with it
        self.assert_refused(item.unlink)

    @clause("PLUS-M1")
    def test_who_names_a_meeting_does_not_get_in(self):
        """A matter links its meeting; only who enters one among few is one of its readers."""
        Meeting = self.env["duban.meeting"].with_user(self.office_user2)
        found = Meeting._find_or_create(
            self.company, self.body_party, "2024-03-01", None
        )
        self.assertEqual(
            (found.is_restricted, found.reader_ids), (True, self.secretary)
        )
        entered = self.meeting(self.office_user2, body_id=self.body_party.id)
        self.assertEqual(entered.sudo().reader_ids, self.secretary | self.office_user2)
        # to an open one nobody is added by the way
        plain = self.meeting(date="2024-01-08", minutes_number="x")
        plain.reader_ids = self.president
        self.assertEqual(plain.sudo().reader_ids, self.president)
        # a date without a body is of no meeting
        self.assertFalse(self.matter(meeting_date="2024-03-04").sudo().meeting_id)

    @clause("PLUS-M2")
    def test_an_item_is_called_by_its_first_words(self):
        meeting = self.meeting()
        for length, shown in ((40, "字" * 40), (41, "字" * 40 + "…")):
            item = self.item(meeting, "字" * length)
            self.assertEqual(item.display_name, shown)
