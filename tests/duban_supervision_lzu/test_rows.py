"""Rows of 兰州大学 played as the real people: one notice each, what another unit takes over, the reminder talk."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon, NoticeCommon


@tagged("post_install", "-at_install")
class TestRows(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("LZU-6.1.2b", "CORE-23")
    def test_the_filing_is_told_once(self):
        """报送分管校领导，抄送责任单位: everybody of the notice gets one message, the assignment."""
        matter = self.filed(co_unit_ids=self.units(self.unit_b))
        notice = matter.record_ids.filtered(lambda row: row.purpose == "notice")
        people = notice.to_user_ids | notice.cc_user_ids
        self.assertEqual(
            people,
            self.leader | self.head_a | self.liaison_a | self.worker_b,
        )
        self.assertEqual(self.told(matter, "assigned").user_id, people | self.worker_a)
        self.assertFalse(matter.sudo().message_ids.notification_ids)

    @clause("LZU-5.4", "CORE-23")
    def test_the_inspection_team_is_told_that_it_inspects(self):
        """Whoever supervises together with the office hears of it like a joint department; nobody else of the unit."""
        members = [
            {"user_id": self.office_user.id, "is_head": True},
            {"user_id": self.worker_c.id},
        ]
        matter = self.filed(
            form_id=self.option("form", "joint").id,
            team_member_ids=[(0, 0, values) for values in members],
        )
        self.assertIn(self.worker_c, self.told(matter, "assigned").user_id)
        self.assertFalse(
            self.told(matter, "assigned").user_id & (self.head_c | self.office_user)
        )
        matter.with_user(self.office_user).action_withdraw_filing("重复")
        self.assertIn(self.worker_c, self.told(matter, "filing_withdrawn").user_id)

    # -- 6.1.2d: what another unit takes over

    @clause("LZU-5.1", "LZU-6.1.2d", "CORE-21")
    def test_a_question_to_the_unit_before_leaves_the_new_one_its_time(self):
        """Asked for Tuesday; reassigned on Tuesday, three working days to claim: Friday. What is later stays."""
        matter = self.accepted()
        ask = self.env["duban.progress.request"].with_user(self.office_user)
        soon = ask.create({"matter_id": matter.id, "date_due": "2024-03-05"})
        later = ask.create({"matter_id": matter.id, "date_due": "2024-03-29"})
        self.at("2024-03-05")
        matter.with_user(self.office_user).action_reassign(
            self.unit_c.id, "职责属科研处"
        )
        self.assertEqual(str(soon.sudo().date_due), "2024-03-08")
        self.assertEqual(str(later.sudo().date_due), "2024-03-29")
        self.assertFalse(soon.sudo().is_late)

    @clause("LZU-3.3c", "CORE-21", "CORE-25")
    def test_internal_to_dos_end_with_the_work_of_their_unit(self):
        matter = self.accepted()
        tasks = self.env["duban.lzu.task"].with_user(self.worker_a)
        values = {"matter_id": matter.id, "user_id": self.liaison_a.id}
        with self.assertRaises(UserError), self.cr.savepoint():
            tasks.create({**values, "name": "昨天", "date_deadline": "2024-03-03"})
        task = tasks.create({**values, "name": "起草", "date_deadline": "2024-03-20"})
        self.assertEqual(task.sudo().activity_ids.user_id, self.liaison_a)
        office = matter.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "职责属科研处")
        self.assertFalse(task.sudo().activity_ids)
        office.action_reassign(self.unit_a.id, "仍由教务处负责")
        self.assertEqual(task.sudo().activity_ids.user_id, self.liaison_a)
        office.action_withdraw_filing("重复")
        self.assertFalse(task.sudo().activity_ids)

    @clause("LZU-3.3b", "CORE-20")
    def test_a_liaison_who_comes_back_is_asked_again(self):
        matter = self.filed(co_unit_ids=self.units(self.unit_b))
        own = f"co:{self.unit_b.id}"
        for active, asked in ((False, self.head_b), (True, self.worker_b)):
            self.worker_b.active = active
            todo = self.todos(matter).filtered(lambda row: row.duban_key == own)
            self.assertEqual(todo.user_id, asked)

    @clause("LZU-3.3b", "CORE-23")
    def test_a_liaison_who_becomes_the_handler_hears_it(self):
        matter = self.accepted()
        self.as_user(matter, self.head_a).handler_id = self.liaison_a
        self.assertEqual(
            self.told(matter, "changed").user_id, self.liaison_a | self.worker_a
        )

    @clause("CORE-21")
    def test_what_was_handed_over_is_not_among_ones_own(self):
        matter = self.accepted()
        own = [("is_my_unit", "=", True), ("id", "=", matter.id)]
        mine = self.env["duban.matter"].with_user(self.head_a)
        self.assertTrue(mine.search(own))
        self.assertIn("record", self.as_user(matter, self.office_user).allowed_actions)
        matter.with_user(self.office_user).action_reassign(
            self.unit_c.id, "职责属科研处"
        )
        self.env.invalidate_all()
        self.assertFalse(mine.search([("id", "=", matter.id)]))
        line = self.env["duban.matter.unit"].with_user(self.head_a)
        line = line.search([("role", "=", "former"), ("is_own_unit", "=", True)])
        self.assertIn(matter.number, line.handed_over_title)

    # -- 6.1.1c

    @clause("LZU-6.1.1c", "CORE-8")
    def test_undoing_a_merge_gives_the_due_date_back(self):
        survivor = self.accepted(date_deadline="2024-12-20")
        other = self.claimed_b(date_deadline="2024-06-28")
        other.with_user(self.office_user).action_merge(
            survivor, "同一工作", "2024-06-28"
        )
        self.assertEqual(str(survivor.date_deadline), "2024-06-28")
        other.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(str(survivor.date_deadline), "2024-12-20")
        self.assertEqual(str(other.sudo().date_deadline), "2024-06-28")
        self.assertEqual(len(survivor.sudo().due_date_ids), 3)
        self.assertIn("误并", survivor.sudo().due_date_ids.sorted("id")[-1].ground)

    @clause("LZU-6.1.1c", "CORE-34")
    def test_undoing_a_merge_makes_nobody_late(self):
        """Nor does it take back what the office set after the merge."""
        survivor = self.accepted(date_deadline="2024-03-15")
        other = self.claimed_b(date_deadline="2024-06-28")
        other.with_user(self.office_user).action_merge(
            survivor, "同一工作", "2024-06-28"
        )
        self.at("2024-03-18")
        other.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(str(survivor.date_deadline), "2024-06-28")
        self.assertFalse(survivor.sudo().is_overdue)
        third = self.claimed_b(date_deadline="2024-05-31")
        third.with_user(self.office_user).action_merge(
            survivor, "同一工作", "2024-05-31"
        )
        survivor.with_user(self.office_user).date_deadline = "2024-09-30"
        third.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(str(survivor.date_deadline), "2024-09-30")

    @clause("LZU-6.1.1c", "CORE-33")
    def test_a_part_merged_by_mistake_is_taken_out_of_a_whole_that_is_done(self):
        """No re-check opens a whole here: the office takes the part out, with a line of the trail, and it goes on."""
        whole = self.filed(name="整体工作")
        part = self.claimed_b(name="其二", parent_id=whole.id)
        other = self.claimed_b(name="另一任务")
        part.with_user(self.office_user).action_merge(other.id, "同一任务")
        self.ends(whole, "closed")
        mistaken = part.with_user(self.admin)
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            mistaken.action_unmerge("误并")
        self.assertIn("整体工作", str(refused.exception))
        self.assertNotIn("Reopen", str(refused.exception))  # 兰州大学没有复查
        for user in (self.worker_b, self.worker_a, self.leader):
            self.assert_refused(part.with_user(user).write, {"parent_id": False})
        office = part.with_user(self.office_user)
        self.assertIn("parent_id", office.writable)
        # out of it, and nowhere else
        self.assert_refused(office.write, {"parent_id": other.id})
        self.assert_refused(office.write, {"parent_id": False, "name": "其三"})
        office.parent_id = False
        self.assertEqual(part.sudo().act_ids.sorted("seq")[-1].action, "edit")
        self.assertNotIn("parent_id", office._writable_fields())
        self.assert_refused(office.write, {"parent_id": whole.id})
        mistaken.action_unmerge("误并")
        self.assertEqual((part.state, whole.state), ("in_progress", "closed"))
        self.assertEqual(self.env["duban.act"]._verify(part), [])

    # -- 7.4

    @clause("LZU-7.4a", "CORE-20")
    def test_the_leader_is_asked_for_the_talk(self):
        """Asked by the office, held by the leader in charge, who sets the limit; then the office confirms."""
        matter = self.accepted()
        options = {
            name: self.option(f"accountability_{name[:-3]}", code).id
            for name, code in (("kind_id", "talk"), ("ground_id", "weak"))
        }
        case = (
            self.env["duban.accountability"]
            .with_user(self.office_user)
            .create(
                {
                    **options,
                    "unit_id": self.unit_a.id,
                    "person_id": self.head_a.id,
                    "leader_id": self.leader.id,
                    "matter_ids": [(6, 0, matter.ids)],
                    "facts": "两次催促未落实",
                }
            )
        )
        self.assertFalse(case.sudo().activity_ids, "a draft is nobody's to-do")
        case.action_propose()
        todo = case.sudo().activity_ids
        self.assertEqual((todo.user_id, case.state), (self.leader, "proposed"))
        with self.assertRaises(UserError), self.cr.savepoint():
            case.action_confirm()
        # the limit is today at the earliest
        talk = ("提醒抓紧落实", "2024-03-04")
        for user in (self.leader2, self.head_a, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(case, user).action_record_talk(*talk)
        own = self.as_user(case, self.leader)
        for wrong in (("", "2024-03-20"), ("提醒", False), ("提醒", "2024-03-03")):
            with self.assertRaises(UserError), self.cr.savepoint():
                own.action_record_talk(*wrong)
        with self.assertRaises(UserError), self.cr.savepoint():
            # not held yet, however far the limit
            own.action_record_talk("提醒抓紧落实", "2024-03-20", "2024-03-05")
        own.action_record_talk(*talk)
        self.assertEqual(str(case.talk_date), "2024-03-04")
        self.assertEqual(case.sudo().activity_ids.user_id, self.office_user)
        case.action_confirm()
        self.assertEqual(
            (case.state, str(case.rectification_deadline)), ("decided", "2024-03-04")
        )


@tagged("post_install", "-at_install")
class TestNoticeRows(NoticeCommon):
    @clause("LZU-6.2e", "CORE-23")
    def test_a_return_with_a_new_date_is_one_message(self):
        notice = self.notice()
        notice.action_issue()
        notice.with_user(self.liaison_a).action_report_done("已落实")
        notice.action_return_done("值班表不全", "2024-03-15")
        self.assertFalse(self.told(notice, "changed").user_id)
        returned = self.told(notice, "result_returned")
        self.assertEqual(returned.user_id, self.liaison_a | self.worker_b)
        self.assertEqual(len(returned), 2)
        for row in returned:
            self.assertIn("2024", row.note)
