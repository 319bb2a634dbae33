"""Meetings, decided items and what became of them."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from tests.clauses import clause

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestRegister(MeetingCommon):
    @clause("PLUS-M1")
    def test_a_matter_takes_body_date_and_number_from_its_meeting(self):
        self.at("2024-03-08")
        meeting = self.meeting()
        matter = self.matter(meeting_id=meeting.id)
        self.assertEqual(matter.decision_body_id, self.body_board)
        self.assertEqual(str(matter.meeting_date), "2024-03-04")
        self.assertEqual(matter.minutes_number, "校办纪〔2024〕3号")
        self.assertEqual(str(matter.minutes_issue_date), "2024-03-06")
        meeting.minutes_number = "校办纪〔2024〕4号"
        self.assertEqual(matter.minutes_number, "校办纪〔2024〕4号")

    @clause("PLUS-M1")
    def test_what_a_matter_says_finds_its_meeting(self):
        self.at("2024-03-08")
        meeting = self.meeting()
        matter = self.matter(
            decision_body_id=self.body_board.id, meeting_date="2024-03-04"
        )
        self.assertEqual(matter.meeting_id, meeting)
        other = self.matter(
            decision_body_id=self.body_board.id, meeting_date="2024-03-01"
        )
        self.assertNotEqual(other.meeting_id, meeting)
        self.assertEqual(str(other.meeting_id.date), "2024-03-01")
        other.meeting_date = "2024-03-04"
        self.assertEqual(other.meeting_id, meeting)

    @clause("CORE-2", "CORE-3")
    def test_a_unit_that_proposes_says_nothing_of_the_register(self):
        """What a unit writes on its own draft moves no date of what the office filed."""
        self.at("2024-03-08")
        self.regulation.write(
            {
                "filing_initiator": "subject_unit",
                "term_rule_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "纪要印发后十日",
                            "kind": "days",
                            "days": 10,
                            "day_type": "working",
                            "start_event": "minutes",
                        }
                    ),
                ],
            }
        )
        meeting = self.meeting(date_issued=False)
        filed = self.filed(
            meeting_id=meeting.id, date_deadline="2024-05-31", deadline_ground="另定"
        )
        before = filed.date_deadline
        draft = self.matter(
            self.head_b,
            lead_unit_id=self.unit_b.id,
            decision_body_id=self.body_board.id,
            meeting_date="2024-03-04",
            minutes_number=meeting.minutes_number,
        )
        self.assertEqual(draft.sudo().meeting_id, meeting)
        draft.minutes_issue_date = "2024-03-05"
        self.env.invalidate_all()
        self.assertFalse(meeting.date_issued)
        self.assertFalse(filed.minutes_issue_date)
        self.assertEqual(filed.date_deadline, before)
        # the office's word counts for the register
        other = self.matter(meeting_id=meeting.id)
        other.minutes_issue_date = "2024-03-06"
        self.assertEqual(str(meeting.date_issued), "2024-03-06")

    @clause("PLUS-M1")
    def test_old_matters_are_linked_and_nothing_is_lost(self):
        self.at("2024-03-08")
        matters = self.matter(
            decision_body_id=self.body_board.id,
            meeting_date="2024-03-04",
            minutes_number="校办纪〔2024〕3号",
            minutes_issue_date="2024-03-06",
        ) | self.matter(name="二", decision_body_id=self.body_board.id)
        before = matters.read(
            ["decision_body_id", "meeting_date", "minutes_number", "minutes_issue_date"]
        )
        matters._engine_write({"meeting_id": False})
        self.env["duban.meeting"].search([]).sudo().unlink()
        self.env["duban.meeting"]._link_old_matters()
        self.assertEqual(len(matters.meeting_id), 1)
        self.assertFalse(matters[1].meeting_id)
        self.assertEqual(str(matters[0].meeting_id.date_issued), "2024-03-06")
        self.assertEqual(
            before,
            matters.read(
                [
                    "decision_body_id",
                    "meeting_date",
                    "minutes_number",
                    "minutes_issue_date",
                ]
            ),
        )


@tagged("post_install", "-at_install")
class TestCoverage(MeetingCommon):
    @clause("PLUS-M2")
    def test_ten_of_twelve(self):
        self.at("2024-03-08")
        meeting = self.meeting()
        items = self.env["duban.resolution"].union(
            *(
                self.item(meeting, f"事项{n}", lead_unit_id=self.unit_a.id)
                for n in range(12)
            )
        )
        items[:7].action_supervise()
        reason = self.env.ref("duban_supervision_meeting.reason_information")
        items[7:10].action_not_supervised(reason.id)
        self.assertEqual(items[:7].mapped("status"), ["supervised"] * 7)
        self.assertEqual(items[:7].matter_ids.mapped("state"), ["assigned"] * 7)
        self.assertEqual(meeting.item_count, 12)
        self.assertEqual(meeting.open_count, 2)
        self.assertAlmostEqual(meeting.coverage, 10 / 12)
        todo = meeting.activity_ids
        self.assertEqual(todo.user_id, self.office_user)
        # the minutes of the 6th were entered on the 8th: nobody is late with them from the start
        for day in ("2024-03-08", "2024-03-11"):
            self.at(day)
            self.run_patrol()
            self.assertEqual(str(todo.date_deadline), "2024-03-08", day)
        left = meeting.resolution_ids.filtered(lambda row: row.status == "open")
        self.assertEqual(left, items[10:])
        left.action_not_supervised(reason.id)
        self.assertFalse(meeting.activity_ids)

    @clause("PLUS-M2")
    def test_the_rate_by_body_year_and_unit(self):
        """By hand: 校长办公会议 of 2024 3 of 4, of 2023 0 of 1; 党委会 1 of 2; 教务处 3 of 3, 后勤处 1 of 4."""
        self.at("2024-03-08")
        board = self.meeting()
        before = self.meeting(
            ordinal="2023年第3次", date="2023-03-06", date_issued="2023-03-08", minutes_number="校办纪〔2023〕3号"
        )  # fmt: skip
        party = self.meeting(
            body_id=self.body_party.id, ordinal="2024年第1次", minutes_number="党委纪〔2024〕1号"
        )  # fmt: skip
        a, b = self.unit_a, self.unit_b
        reason = self.env.ref("duban_supervision_meeting.reason_information")
        for meeting, unit, settled in (
            (board, a, True), (board, a, True), (board, b, True), (board, b, False),
            (before, b, False), (party, a, True), (party, b, False),
        ):  # fmt: skip
            item = self.item(meeting, lead_unit_id=unit.id)
            if settled:
                item.action_not_supervised(reason.id)
        items = self.env["duban.resolution"].with_user(self.office_user)
        mine = [("company_id", "=", self.company.id)]

        def rates(*groups):
            rows = items._read_group(mine, groups, ["is_settled:avg"])
            return {row[:-1]: round(row[-1], 3) for row in rows}

        self.assertEqual(
            rates("body_id", "meeting_date:year"),
            {
                (self.body_board, date(2024, 1, 1)): 0.75,
                (self.body_board, date(2023, 1, 1)): 0,
                (self.body_party, date(2024, 1, 1)): 0.5,
            },
        )
        self.assertEqual(rates("lead_unit_id"), {(a,): 1, (b,): 0.25})
        # whom the meetings are not open to counts nothing of them
        self.assertFalse(items.with_user(self.outsider).search(mine))

    @clause("PLUS-M2")
    def test_one_item_several_matters(self):
        self.at("2024-03-08")
        item = self.item(self.meeting())
        for unit in (self.unit_a, self.unit_b):
            self.matter(
                name=unit.name,
                lead_unit_id=unit.id,
                meeting_id=item.meeting_id.id,
                resolution_id=item.id,
            )
        self.assertEqual(len(item.matter_ids), 2)
        self.assertEqual(item.status, "supervised")
        # a third one is begun on the screen from what the minutes say
        action = item.with_user(self.office_user).action_one_more()
        form = Form(
            self.env["duban.matter"]
            .with_user(self.office_user)
            .with_context(**action["context"])
        )
        form.lead_unit_id = self.unit_a
        third = form.save()
        self.assertEqual((third.resolution_id, third.content), (item, item.name))
        self.assertEqual(third.meeting_id, item.meeting_id)
        with self.assertRaises(ValidationError):
            item.action_not_supervised(
                self.env.ref("duban_supervision_meeting.reason_done").id
            )
        with self.assertRaises(UserError):
            item.name = "别的话"

    @clause("PLUS-M1", "PLUS-M5")
    def test_a_decided_date_that_has_passed_stays_the_decided_one(self):
        """Minutes are often entered late; the regulation's own term must not take the decision's place in silence."""
        self.at("2024-03-20")
        item = self.item(
            self.meeting(),
            lead_unit_id=self.unit_a.id,
            date_due="2024-03-15",
            due_text="3月15日前",
        )
        item.action_supervise()
        matter = item.matter_ids
        self.assertEqual(str(matter.date_deadline), "2024-03-15")
        self.assertIn("3月15日前", matter.deadline_ground)
        self.assertEqual(matter.state, "assigned")

    @clause("PLUS-M2")
    def test_the_board_counts_what_is_open(self):
        self.at("2024-03-08")
        self.item(self.meeting())
        for user, expected in ((self.office_user, 1), (self.discipline_user, 0)):
            tiles = self.env["duban.matter"].with_user(user).get_home()["tiles"]
            (tile,) = [tile for tile in tiles if tile["key"] == "resolutions"]
            self.assertEqual(tile["count"], expected)


@tagged("post_install", "-at_install")
class TestChange(MeetingCommon):
    def later(self, earlier, how, **values):
        meeting = self.meeting(
            ordinal="2024年第4次",
            date="2024-04-01",
            minutes_number="校办纪〔2024〕4号",
            date_issued="2024-04-02",
        )
        return self.item(
            meeting, "后一决定", changes_id=earlier.id, change_kind=how, **values
        )

    @clause("PLUS-M4")
    def test_a_repeal_asks_the_office(self):
        self.at("2024-03-08")
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        matter = item.matter_ids
        self.later(item, "repeal", kind="repeal")
        self.assertEqual(item.status, "superseded")
        todo = matter.activity_ids.filtered(
            lambda row: row.duban_key.startswith("changed:")
        )
        self.assertEqual(todo.user_id, self.office_user)
        self.assertEqual(str(todo.date_deadline), "2024-04-02")
        self.assertIn("第4次", matter.asks_after_change)
        self.assertFalse(matter.with_user(self.head_a).asks_after_change)
        # a form that is not saved names any item, and tells nobody of a later meeting
        for user in (self.office_user, self.head_a):
            typed = self.env["duban.matter"].with_user(user).new(
                {"resolution_id": item.id, "state": "filed", "office_id": self.office.id}
            )  # fmt: skip
            self.assertFalse(typed.asks_after_change, user.name)
        with self.assertRaises(AccessError):
            matter.with_user(self.head_a).action_answer_repeal("继续")
        with self.assertRaises(UserError):
            matter.action_answer_repeal(" ")
        action = matter.with_user(self.office_user).action_ask("answer_repeal")
        Dialog = self.env[action["res_model"]].with_user(self.office_user)
        dialog = Dialog.with_context(**action["context"]).create(
            {"text": "设备已采购，继续办理"}
        )
        dialog.action_confirm()
        self.assertEqual(matter.repeal_answer, "设备已采购，继续办理")
        self.assertFalse(matter.asks_after_change)
        self.assertFalse(
            matter.activity_ids.filtered(
                lambda row: row.duban_key.startswith("changed:")
            )
        )

    @clause("PLUS-M4")
    def test_what_is_entered_late_is_asked_from_then_on(self):
        """The minutes of 2 April reach the office on the 10th: until then nothing could be asked."""
        self.at("2024-03-08")
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        self.at("2024-04-10")
        self.later(item, "repeal", kind="repeal")
        for day in ("2024-04-10", "2024-04-12"):
            self.at(day)
            self.run_patrol()
            todo = item.matter_ids.activity_ids.filtered(
                lambda row: row.duban_key.startswith("changed:")
            )
            self.assertEqual(str(todo.date_deadline), "2024-04-10", day)

    @clause("PLUS-M4")
    def test_a_changed_date_is_an_adjustment_with_the_meeting_as_ground(self):
        self.at("2024-03-08")
        item = self.item(self.meeting(), lead_unit_id=self.unit_a.id)
        item.action_supervise()
        matter = item.matter_ids
        later = self.later(item, "amend", date_due="2024-06-30")
        self.assertEqual(item.status, "supervised")
        self.assertTrue(
            matter.activity_ids.filtered(
                lambda row: row.duban_key.startswith("changed:")
            )
        )
        later.action_apply_date()
        self.assertEqual(str(matter.date_deadline), "2024-06-30")
        line = matter.due_date_ids.sorted("id")[-1]
        self.assertEqual(line.kind, "decision")
        self.assertIn("2024年第4次校长办公会议", line.ground)
        self.assertFalse(
            matter.activity_ids.filtered(
                lambda row: row.duban_key.startswith("changed:")
            )
        )

    @clause("PLUS-M4")
    def test_no_circle(self):
        self.at("2024-03-08")
        item = self.item(self.meeting())
        later = self.later(item, "replace")
        with self.assertRaises(ValidationError):
            item.write({"changes_id": later.id, "change_kind": "amend"})


@tagged("post_install", "-at_install")
class TestAccess(MeetingCommon):
    @clause("PLUS-M1")
    def test_a_meeting_seen_by_few(self):
        self.at("2024-03-08")
        meeting = self.meeting(body_id=self.body_party.id)
        item = self.item(meeting)
        self.assertTrue(meeting.is_restricted)
        for user, sees in (
            (self.office_user, True),
            (self.secretary, True),
            (self.office_user2, False),
            (self.president, False),
            (self.head_a, False),
            (self.admin, False),
            (self.discipline_user, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(meeting.with_user(user).has_access("read"), sees)
                self.assertEqual(item.with_user(user).has_access("read"), sees)
                found = self.env["duban.resolution"].with_user(user).search([])
                self.assertEqual(item in found, sees)

    def test_a_form_tells_no_item_that_one_does_not_read(self):
        """What a client types into a form that is not saved is no item of the person's."""
        self.at("2024-03-08")
        item = self.item(self.meeting(body_id=self.body_party.id), "党委会的机密事项")
        own = self.accepted()
        self.env.invalidate_all()
        spec = {
            "resolution_id": {"fields": {"display_name": {}}},
            "resolution_wording": {},
        }
        for matters in (self.env["duban.matter"], own.sudo(False)):
            for user in (self.worker_a, self.office_user2):
                self.assertFalse(item.with_user(user).has_access("read"))
                with self.assertRaises(AccessError) as refusal, self.cr.savepoint():
                    matters.with_user(user).onchange(
                        {"resolution_id": item.id}, ["resolution_id"], spec
                    )
                self.assertNotIn("机密", str(refusal.exception), user.name)

    def test_ordinary_meetings_are_read_by_office_and_leaders_and_written_by_the_office(
        self,
    ):
        self.at("2024-03-08")
        meeting = self.meeting()
        for user, reads, writes in (
            (self.office_user2, True, True),
            (self.leader, True, False),
            (self.head_a, False, False),
            (self.discipline_user, False, False),
            (self.admin, False, False),
        ):
            with self.subTest(user=user.name):
                mine = meeting.with_user(user)
                self.assertEqual(mine.has_access("read"), reads)
                self.assertEqual(mine.has_access("write"), writes)

    @clause("PLUS-M1")
    def test_the_wording_goes_with_the_matter(self):
        self.at("2024-03-08")
        meeting = self.meeting(body_id=self.body_party.id)
        item = self.item(meeting, lead_unit_id=self.unit_a.id)
        other = self.item(meeting, "另一项")
        item.action_supervise()
        matter = item.matter_ids.with_user(self.head_a)
        self.assertEqual(matter.resolution_wording, item.name)
        # the form shows a meeting to whom it may be read, to the others no number in its place
        self.assertFalse(matter.is_meeting_seen)
        self.assertTrue(item.matter_ids.with_user(self.office_user).is_meeting_seen)
        with self.assertRaises(AccessError):
            item.with_user(self.head_a).read(["name"])
        self.assertFalse(other.with_user(self.head_a).has_access("read"))
