"""The leader's minute (PLUS-L1): watch, instruct, and an instruction that becomes a draft matter."""

from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class LeaderCase(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.regulation.leader_instruction_enabled = True

    def instruct(self, matter, user=None, **values):
        return (
            self.env["duban.record"]
            .with_user(user or self.leader)
            .create(
                {
                    "matter_id": matter.id,
                    "purpose": "instruction",
                    "summary": "请后勤处一并检查消防设施",
                    **values,
                }
            )
        )

    def drafts(self):
        return (
            self.env["duban.matter"].sudo().search([("origin_record_id", "!=", False)])
        )


@tagged("post_install", "-at_install")
class TestLeaderMinute(LeaderCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("PLUS-L1")
    def test_everybody_watches_for_himself(self):
        seen, other = self.accepted(), self.accepted(name="另一事项")
        Matter = self.env["duban.matter"]
        self.as_user(seen, self.leader).action_watch()
        watched = [("is_watched", "=", True)]
        for user, expected in ((self.leader, seen), (self.office_user, Matter)):
            found = Matter.with_user(user).search(watched)
            self.assertEqual(found, expected.with_user(user), user.name)
            self.assertEqual(
                self.as_user(seen, user).is_watched, user == self.leader, user.name
            )
        rest = Matter.with_user(self.leader).search([("is_watched", "=", False)])
        self.assertIn(other, rest)
        self.assertNotIn(seen, rest)
        # nobody sees or sets who else watches
        self.assert_refused(self.as_user(seen, self.admin).read, ["watcher_ids"])
        self.assert_refused(
            self.as_user(seen, self.leader).write,
            {"watcher_ids": [(4, self.leader2.id)]},
        )
        self.assert_refused(self.as_user(seen, self.outsider).action_watch)
        acts = seen.sudo().act_ids.mapped("action")
        self.as_user(seen, self.leader).action_watch()
        self.assertFalse(self.as_user(seen, self.leader).is_watched)
        self.assertEqual(seen.sudo().act_ids.mapped("action"), acts)

    @clause("PLUS-L1")
    def test_an_instruction_becomes_a_line_and_a_draft(self):
        matter = self.accepted()
        record = self.instruct(matter, wants_draft=True)
        self.assertIn(record, matter.sudo().record_ids)
        draft = self.drafts()
        self.assertEqual(len(draft), 1)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.content, "请后勤处一并检查消防设施")
        self.assertEqual(draft.source_leader_id, self.leader)
        self.assertEqual(str(draft.instruction_date), "2024-03-04")
        self.assertIn(matter.number, draft.basis)
        self.assertFalse(draft.source_category_id, "not guessed")
        self.assertEqual(record.sudo().draft_matter_id, draft)
        [todo] = self.todos(draft)
        self.assertEqual(todo.user_id, self.office_user)
        # the receiver can do it
        category = self.regulation.category_ids[:1]
        office = self.as_user(draft, self.office_user)
        office.write({"source_category_id": category.id})
        office.action_file()
        self.assertEqual(draft.state, "filed")
        self.assertFalse(
            self.todos(draft).filtered(lambda row: row.duban_key == todo.duban_key)
        )

    @clause("PLUS-L1")
    def test_without_the_wish_there_is_a_line_only(self):
        matter = self.accepted()
        self.instruct(matter)
        self.assertFalse(self.drafts())

    @clause("PLUS-L1")
    def test_who_may_not(self):
        matter = self.accepted()
        for user in (
            self.leader2,
            self.head_a,
            self.office_user,
            self.admin,
            self.outsider,
        ):
            self.assert_refused(
                lambda user=user: self.instruct(matter, user, wants_draft=True)
            )
        self.assertFalse(self.drafts())
        record = self.env["duban.record"].with_user(self.office_user)
        self.assert_refused(
            record.create,
            {
                "matter_id": matter.id,
                "purpose": "record",
                "summary": "电话了解",
                "wants_draft": True,
            },
        )
        self.regulation.leader_instruction_enabled = False
        other = self.accepted(name="本校未设批示")
        self.assert_refused(lambda: self.instruct(other, wants_draft=True))
        self.assertFalse(self.drafts())

    @clause("PLUS-L1", "CORE-12")
    def test_the_draft_of_a_protected_matter_is_protected(self):
        matter = self.accepted(confidentiality="sensitive")
        self.instruct(matter, wants_draft=True)
        draft = self.drafts()
        self.assertEqual(draft.confidentiality, "sensitive")
        self.assertNotIn(matter.name, draft.basis)
        for user, reads in ((self.office_user2, False), (self.outsider, False)):
            self.assertEqual(self.as_user(draft, user).has_access("read"), reads)

    @clause("PLUS-L1", "CORE-12", "WUT-26.1a")
    def test_the_draft_of_a_disciplinary_matter_is_the_discipline_offices(self):
        self.regulation.routing_enabled = True
        matter = self.accepted()
        matter.with_user(self.office_user).action_route("disciplinary", "涉嫌违纪")
        self.assertEqual(matter.sudo().confidentiality, "normal")
        self.instruct(matter, wants_draft=True)
        draft = self.drafts()
        self.assertTrue(draft.is_disciplinary)
        self.assertEqual(draft.office_id, self.discipline)
        for user in (self.office_user, self.office_user2, self.admin, self.worker_a):
            self.assertFalse(self.as_user(draft, user).has_access("read"), user.name)
        self.assertNotIn(self.office_user, draft.activity_ids.user_id)

    @clause("PLUS-L1")
    def test_whom_to_call_and_the_latest(self):
        matter = self.accepted()
        self.employee_of(self.worker_a).sudo().work_phone = "010-62510001"
        self.assertFalse(self.as_user(matter, self.leader).last_progress)
        self.feedback(matter)
        seen = self.as_user(matter, self.leader)
        self.assertEqual(seen.contact_phone, "010-62510001")
        self.assertIn("已完成招标", seen.last_progress)
        self.assertIn("3月4日", seen.last_progress)

    @clause("PLUS-L1", "CORE-9")
    def test_the_latest_is_what_the_lead_unit_said_and_what_stands(self):
        """What a co-unit told it is no progress yet, nor is what the office returned."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.feedback(matter)
        self.feedback(matter, user=self.head_b, kind="co_unit", name="已配合")
        returned = self.feedback(matter, name="查无实据")
        returned.with_user(self.office_user).action_return_feedback("不实")
        seen = self.as_user(matter, self.leader)
        self.assertIn("已完成招标", seen.last_progress)


@tagged("post_install", "-at_install")
class TestLeaderOnAPhone(LeaderCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    @clause("PLUS-L1")
    def test_a_red_matter_in_one_screen(self):
        matter = self.accepted()
        self.employee_of(self.worker_a).sudo().work_phone = "010-62510001"
        self.feedback(matter)
        self.start_tour(
            f"/odoo/supervision/{matter.id}",
            "duban_leader_instructs_on_phone",
            login=self.leader.login,
        )
        self.assertEqual(self.drafts().source_leader_id, self.leader)
        self.assertIn(self.leader, matter.sudo().watcher_ids)
