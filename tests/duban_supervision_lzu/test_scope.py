"""Articles 2 to 5: scope, offices, forms."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestScope(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    # -- Article 2

    @clause("LZU-2.3")
    def test_equal_title_is_named_with_a_link(self):
        first = self.filed(name="推进宿舍淋浴室改造")
        second = self.matter(name="推进宿舍淋浴室改造")
        self.assertEqual(second.duplicate_ids, first)
        note = second.message_ids[0].body
        self.assertIn(f'data-oe-id="{first.id}"', note)
        self.assertIn(first.number, note)
        with self.assertRaises(UserError) as error:
            second.action_file()
        self.assertIn(first.number, str(error.exception))
        typed = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .new({"name": "推进宿舍的淋浴室改造", "regulation_id": self.regulation.id})
        )
        self.assertIn(first, typed.duplicate_ids._origin)
        second.duplicate_override = True
        second.action_file()
        self.assertEqual(second.state, "assigned")
        self.assertIn("merge", self.as_user(second, self.office_user).allowed_actions)

    @clause("LZU-2.3")
    def test_same_item_or_same_unit_and_content(self):
        source = {
            "decision_body_id": self.body("president").id,
            "meeting_date": "2024-03-01",
            "source_item": "议题三",
        }
        first = self.filed(content="改造六号楼淋浴室", **source)
        self.assertEqual(
            self.matter(lead_unit_id=self.unit_b.id, **source).duplicate_ids, first
        )
        self.assertEqual(self.matter(content="改造六号楼淋浴室").duplicate_ids, first)

    @clause("LZU-2.4")
    def test_person_and_limit_are_mandatory_on_the_ledger(self):
        for name, label in (("handler_id", "责任人"), ("date_deadline", "完成时限")):
            matter = self.matter(**{name: False})
            with self.assertRaises(UserError) as error, self.env.cr.savepoint():
                matter.action_file()
            self.assertIn(label, str(error.exception))
            self.assertEqual(matter.state, "draft")
        filed = self.filed()
        with self.assertRaises(UserError):
            filed.write({"handler_id": False})

    # -- Article 3

    @clause("LZU-3.2a")
    def test_only_the_office_closes(self):
        matter = self.submitted()
        matter.with_user(self.office_user).action_pass_review("同意")
        self.decide(matter, self.leader)
        for user in (self.worker_a, self.head_b, self.leader):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                matter.with_user(user).action_close()
        matter.with_user(self.office_user).action_close()
        self.assertEqual(matter.state, "closed")

    @clause("LZU-3.2b")
    def test_joint_unit_records_but_does_not_close(self):
        matter = self.submitted(joint_unit_ids=[(6, 0, self.unit_c.ids)])
        record = (
            self.env["duban.record"]
            .with_user(self.worker_c)
            .create(
                {
                    "matter_id": matter.id,
                    "summary": "联合查看了现场",
                    "kind_id": self.option("record_kind", "phone").id,
                }
            )
        )
        self.assertEqual(record.user_id, self.worker_c)
        self.assertEqual(self.as_user(matter, self.worker_c).name, matter.name)
        matter.with_user(self.office_user).action_pass_review("同意")
        self.decide(matter, self.leader)
        with self.assertRaises(AccessError):
            matter.with_user(self.worker_c).action_close()

    @clause("LZU-3.3a")
    def test_main_head_is_the_first_responsible_person(self):
        matter = self.filed()
        self.assertEqual(matter.unit_head_id, self.head_a)

    @clause("LZU-3.3b")
    def test_liaison(self):
        matter = self.filed()
        self.assertEqual(matter.liaison_id, self.liaison_a)
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.liaison_a)
        self.unit_a.liaison_id = False
        without = self.filed()
        self.assertFalse(without.liaison_id)
        with self.assertRaises(UserError) as error:
            without.with_user(self.worker_a).action_claim()
        self.assertIn("联络人", str(error.exception))
        self.assertEqual(without.state, "assigned")
        # AMB-22: another one on the matter
        without.with_user(self.worker_a).liaison_id = self.worker_a
        without.with_user(self.worker_a).action_claim()
        self.assertEqual(without.state, "in_progress")

    # -- Article 4

    @clause("LZU-4.0")
    def test_the_office_files_without_a_chain(self):
        for category in self.regulation.category_ids:
            self.assertEqual(category.filing_authority, "office")
        matter = self.matter()
        self.assertFalse(matter.sudo()._chain("filing"))
        matter.action_file()
        self.assertTrue(matter.number)
        self.assertEqual(matter.date_filed.isoformat(), "2024-03-04")
        with self.assertRaises(AccessError):
            self.matter(user=self.worker_a)

    @clause("LZU-4.1")
    def test_superior(self):
        kinds = self.category("superior").child_ids
        self.assertEqual(kinds.mapped("name"), ["决策部署", "重要批示", "交办", "转办"])

    @clause("LZU-4.2")
    def test_work_points(self):
        kinds = self.category("school").child_ids
        self.assertEqual(kinds.mapped("name"), ["年度工作要点", "各类重要工作事项"])
        source = {
            "source_category_id": self.category("school").id,
            "decision_body_id": False,
        }
        matter = self.matter(source_kind_id=kinds[0].id, **source)
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            matter.action_file()
        self.assertIn("年度", str(error.exception))
        matter.plan_year = 2024
        matter.action_file()
        self.assertTrue(self.filed(source_kind_id=kinds[1].id, **source).number)

    @clause("LZU-4.3")
    def test_meetings(self):
        self.assertEqual(
            self.category("meeting").body_ids.mapped("name"),
            ["学校党委全委会", "党委常委会", "校长办公会", "其他重要会议"],
        )

    @clause("LZU-4.4")
    def test_dispatch_meetings(self):
        self.assertEqual(
            self.category("dispatch").body_ids.mapped("name"),
            ["学校工作调度例会", "专题工作会议"],
        )

    @clause("LZU-4.5")
    def test_congress_is_preset(self):
        matter = self.matter(
            source_category_id=self.category("congress").id, decision_body_id=False
        )
        self.assertEqual(matter.decision_body_id.name, "教代会")
        new = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .new({"regulation_id": self.regulation.id})
        )
        new.source_category_id = self.category("congress")
        new._onchange_source_category_id()
        self.assertEqual(new.decision_body_id.name, "教代会")

    @clause("LZU-4.6")
    def test_leader(self):
        top = self.regulation.category_ids.filtered(lambda row: not row.parent_id)
        self.assertEqual(len(top), 6)
        matter = self.matter(
            source_category_id=self.category("leader").id, decision_body_id=False
        )
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            matter.action_file()
        self.assertIn("批示或交办的校领导", str(error.exception))
        matter.source_leader_id = self.worker_b
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_file()
        matter.source_leader_id = self.leader
        matter.action_file()
        self.assertTrue(matter.number)

    # -- Article 5

    @clause("LZU-5.1")
    def test_routine(self):
        self.assertEqual(
            self.env["duban.option"]
            ._get(self.regulation, "record_kind")[:3]
            .mapped("name"),
            ["工作通知", "电话沟通", "当面沟通"],
        )
        matter = self.accepted(form_id=self.option("form", "routine").id)
        self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "name": "报送一季度进展", "date_due": "2024-03-29"}
        )
        todo = self.todos(matter, kind="feedback").filtered(
            lambda row: row.summary == "报送一季度进展"
        )
        self.assertEqual(todo.user_id, self.worker_a)
        self.assertEqual(todo.date_deadline.isoformat(), "2024-03-29")

    @clause("LZU-5.2")
    def test_coordination(self):
        form = self.option("form", "coordination")
        matter = self.matter(form_id=form.id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_file()
        matter.co_unit_ids = self.unit_b
        matter.action_file()
        self.assertEqual(matter.state, "assigned")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.write({"co_unit_ids": [(5, 0, 0)]})
        Record = self.env["duban.record"].with_user(self.office_user)
        request = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", "special_meeting").id,
            "summary": "涉及两个部门，报请召开专题会",
        }
        with self.assertRaises(UserError), self.env.cr.savepoint():
            Record.create(request)
        record = Record.create(
            {**request, "person_id": self.leader.id, "date": "2024-03-04 01:00:00"}
        )
        record.write({"coordination_result": "3月8日召开专题会，明确分工"})
        self.assertEqual(record.person_id, self.leader)
        self.assertEqual(record.date.date().isoformat(), "2024-03-04")

    @clause("LZU-5.3")
    def test_research(self):
        matter = self.submitted(form_id=self.option("form", "research").id).with_user(
            self.office_user
        )
        matter.action_pass_review("同意")
        self.decide(matter, self.leader)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_close()
        Record = self.env["duban.record"].with_user(self.office_user)
        onsite = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", "onsite").id,
            "summary": "到宿舍走访",
            "date": "2024-03-04 01:00:00",
            "place": "六号楼",
            "findings": "淋浴室已启用",
        }
        for name in ("place", "findings"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                Record.create({**onsite, name: False})
        Record.create({**onsite, "kind_id": self.option("record_kind", "phone").id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_close()
        Record.create(onsite)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("LZU-5.4")
    def test_joint(self):
        matter = self.matter(form_id=self.option("form", "joint").id)
        Member = self.env["duban.team.member"].with_user(self.office_user)

        def team(*users, head=True):
            matter.team_member_ids.unlink()
            Member.create(
                [
                    {"matter_id": matter.id, "user_id": u.id, "is_head": head and not n}
                    for n, u in enumerate(users)
                ]
            )

        team(self.worker_b, self.worker_c)
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            matter.action_file()
        self.assertIn(self.office.name, str(error.exception))
        team(self.office_user, self.office_user2)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_file()
        team(self.office_user, self.worker_c, head=False)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_file()
        team(self.office_user, self.worker_c)
        matter.action_file()
        self.assertEqual(matter.state, "assigned")
        own = matter.team_member_ids.filtered("is_head")
        for change in (
            own.unlink,
            lambda: own.write({"is_head": False}),
            lambda: own.write(
                {"user_id": self.worker_b.id, "department_id": self.unit_b.id}
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self.assertEqual(
            matter.team_member_ids.department_id, self.office | self.unit_c
        )
