"""武汉理工大学, articles 4 to 12: who supervises, what is supervised, how it is filed."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause

from .common import WutCommon


@tagged("post_install", "-at_install")
class TestWutFiling(WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-05")

    @clause("WUT-4.1a")
    def test_roles_in_the_words_of_the_text(self):
        word = self.env["duban.label"]._word
        self.assertEqual(word(self.regulation, "field:office_id"), "党政办公室")
        self.assertEqual(word(self.regulation, "field:co_unit_ids"), "配合单位")
        labels = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .with_company(self.company)
            .fields_get(["lead_unit_id", "co_unit_ids", "liaison_id"], ["string"])
        )
        self.assertEqual(labels["lead_unit_id"]["string"], "承办单位")
        self.assertEqual(labels["co_unit_ids"]["string"], "配合单位")
        self.assertEqual(labels["liaison_id"]["string"], "督办工作联络员")

    @clause("WUT-5.1a")
    def test_basis_is_mandatory(self):
        for basis in (False, "  "):
            matter = self.matter(basis=basis)
            with self.assertRaisesRegex(UserError, "督办依据"):
                matter.action_file()
            self.assertEqual(matter.state, "draft")

    @clause("WUT-5.1b")
    def test_content_changes_only_by_adjustment(self):
        matter = self.filed()
        for values in (
            {"content": "另一内容"},
            {"basis": "另一依据"},
            {"lead_unit_id": self.unit_b.id},
            {"co_unit_ids": self.units(self.unit_c)},
            {"name": "另一标题"},
        ):
            with (
                self.subTest(**values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                matter.with_user(self.office_user).write(values)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["duban.matter.unit"].with_user(self.office_user).create(
                {
                    "matter_id": matter.id,
                    "role": "co",
                    "department_id": self.unit_c.id,
                }
            )
        Adjustment = self.env["duban.adjustment"]
        values = {"matter_id": matter.id, "content": "更新并扩容教学用机房"}
        for user, ground in ((self.office_user, " "), (self.worker_a, "需要")):
            with self.assertRaises(UserError), self.cr.savepoint():
                Adjustment.with_user(user).create({**values, "ground": ground})
        Adjustment.with_user(self.office_user).create(
            {**values, "ground": "第五次校长办公会调整"}
        )
        self.assertEqual(matter.content, "更新并扩容教学用机房")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "adjust")
        self.assertEqual(act.note, "第五次校长办公会调整")
        self.assertEqual(
            act.changes, {"content": ["更新教学用机房设备", "更新并扩容教学用机房"]}
        )
        self.assertEqual(self.env["duban.act"]._verify(matter), [])

    @clause("WUT-5.1b")
    def test_an_adjustment_moves_units_and_to_dos(self):
        self.unit_b.liaison_id = False
        matter = self.assigned()
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "职责调整",
                "lead_unit_id": self.unit_b.id,
                "change_co_units": True,
                "co_unit_ids": self.units(self.unit_c),
            }
        )
        self.assertEqual(matter.lead_unit_id, self.unit_b)
        self.assertEqual(matter.co_unit_ids, self.unit_c)
        self.assertEqual(matter.unit_head_id, self.head_b)
        self.assertEqual(self.todos(matter, kind="accept").user_id, self.head_b)
        self.assertFalse(self.todos(matter, user=self.liaison_a))

    @clause("WUT-6.1")
    def test_exactly_one_lead_unit(self):
        matter = self.matter(co_unit_ids=self.units(self.unit_b))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["duban.matter.unit"].sudo().create(
                {
                    "matter_id": matter.id,
                    "role": "lead",
                    "department_id": self.unit_c.id,
                }
            )
        leads = matter.unit_line_ids.filtered(lambda line: line.role == "lead")
        self.assertEqual(leads.department_id, self.unit_a)
        co_line = matter.unit_line_ids - leads
        co_line.with_user(self.office_user).task = "腾空场地"
        self.assertEqual(co_line.task, "腾空场地")

    @clause("WUT-7.1")
    def test_unaccepted_assignments_are_reminded(self):
        matter = self.assigned()
        accept = self.todos(matter, kind="accept")
        self.assertEqual(accept.user_id, self.liaison_a)
        self.assertEqual(str(accept.date_deadline), "2024-03-08")
        self.at("2024-03-11")
        with self.enter_registry_test_mode():
            self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()
        accept = self.todos(matter, kind="accept")
        self.assertEqual(len(accept), 1)
        self.assertEqual(accept.user_id, self.liaison_a)
        self.assertEqual(accept.state, "overdue")
        unaccepted = self.env["duban.matter"].search(
            [("state", "=", "assigned"), ("date_accepted", "=", False)]
        )
        self.assertIn(matter, unaccepted)

    @clause("WUT-8.1a")
    def test_petition_matters_are_sensitive(self):
        matter = self.matter(is_petition=True, handler_id=self.worker_a.id)
        self.assertEqual(matter.confidentiality, "sensitive")
        later = self.matter()
        later.with_user(self.office_user).is_petition = True
        self.assertEqual(later.confidentiality, "sensitive")
        later.with_user(self.office_user).confidentiality = "normal"
        self.assertEqual(later.confidentiality, "sensitive")
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.office_user2)
            .search([("id", "in", (matter | later).ids)])
        )

    @clause("WUT-8.1b")
    def test_recusal_of_a_person(self):
        matter = self.accepted()
        self.assertEqual(matter.officer_id, self.office_user)
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "user_id": self.office_user.id,
                "ground": "本人与供应商有利害关系",
                "replacement_id": self.office_user2.id,
            }
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, self.office_user).read(["name"])
        self.assertFalse(
            self.env["duban.matter"]
            .with_user(self.office_user)
            .search([("id", "=", matter.id)])
        )
        self.assertFalse(
            self.env["mail.message"]
            .with_user(self.office_user)
            .search([("model", "=", "duban.matter"), ("res_id", "=", matter.id)])
        )
        self.assertEqual(matter.sudo().officer_id, self.office_user2)
        self.assertFalse(self.todos(matter, user=self.office_user))
        with self.assertRaises(AccessError):
            self.as_user(matter, self.office_user).action_urge("请抓紧")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "recuse")
        self.assertIn("本人与供应商有利害关系", act.note)
        # Without a named successor another member of the office is responsible.
        second = self.accepted()
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": second.id, "user_id": self.office_user.id, "ground": "亲属"}
        )
        self.assertEqual(second.sudo().officer_id, self.office_user2)

    @clause("WUT-8.1b")
    def test_recusal_of_a_unit(self):
        matter = self.matter()
        self.env["duban.recusal"].with_user(self.head_a).sudo().create(
            {
                "matter_id": matter.id,
                "department_id": self.unit_a.id,
                "ground": "单位与事项存在利益关系",
            }
        )
        with self.assertRaisesRegex(UserError, "教务处"):
            matter.action_file()
        matter.with_user(self.office_user).lead_unit_id = self.unit_b
        matter.action_file()
        matter.action_assign()
        for user in (self.head_a, self.worker_a, self.liaison_a):
            with self.assertRaises(AccessError):
                self.as_user(matter, user).read(["name"])

    @clause("WUT-9.1")
    def test_scope_1_has_three_meetings(self):
        category = self.category("school_meeting")
        self.assertEqual(category.name, "学校重要会议决策")
        self.assertEqual(
            category.body_ids.mapped("name"), ["党委常委会", "校长办公会", "书记办公会"]
        )
        matter = self.filed()
        self.assertEqual(str(matter.meeting_date), "2024-03-01")
        self.assertEqual(matter.minutes_number, "〔2024〕5号")
        self.assertEqual(str(matter.minutes_issue_date), "2024-03-04")

    @clause("WUT-10.1")
    def test_scope_2_needs_its_year(self):
        category = self.category("annual_key_work")
        self.assertEqual(
            category.child_ids.mapped("name"), ["年度党政工作要点", "重大规划"]
        )
        matter = self.matter(scope=2, plan_year=False)
        with self.assertRaisesRegex(UserError, "年度"):
            matter.action_file()
        matter.plan_year = 2024
        matter.action_file()
        self.assertEqual(matter.state, "filed")

    @clause("WUT-11.1")
    def test_scope_3_has_nine_sources(self):
        self.assertEqual(
            self.category("other_important").child_ids.mapped("name"),
            [
                "上级重要决策部署",
                "上级部门交办",
                "上级部门转办",
                "校领导批示交办",
                "学校党代会",
                "教代会",
                "党委全会",
                "专项工作会",
                "其他",
            ],
        )

    @clause("WUT-12.1a")
    def test_scope_1_is_filed_on_a_meeting(self):
        for missing in ("decision_body_id", "meeting_date"):
            matter = self.matter(**{missing: False})
            with self.assertRaisesRegex(UserError, "会议"):
                matter.action_file()
        matter = self.matter()
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_submit_filing()
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        self.assertFalse(matter.approval_line_ids)
        with self.assertRaises(AccessError):
            self.matter(self.worker_a)

    @clause("WUT-12.1b")
    def test_scope_2_is_filed_on_the_standing_committee(self):
        matter = self.matter(scope=2, decision_body_id=False)
        with self.assertRaisesRegex(UserError, "会议"):
            matter.action_file()
        undated = self.matter(scope=2, meeting_date=False)
        with self.assertRaisesRegex(UserError, "会议日期"):
            undated.action_file()
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.decision_body_id = self.body("president_meeting")
        matter.decision_body_id = self.body("standing_committee")
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        self.assertFalse(matter.approval_line_ids)

    @clause("WUT-12.1c")
    def test_scope_3_is_decided_by_a_leader_on_the_to_do(self):
        matter = self.matter(scope=3)
        with self.assertRaisesRegex(UserError, "school leader|校领导"):
            matter.action_file()
        matter.action_submit_filing()
        self.assertEqual(matter.state, "filing_approval")
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_file()
        line = matter.approval_line_ids
        for user in (self.office_user, self.leader2, self.admin, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(user).action_approve("同意")
        line.with_user(self.leader).action_return("请明确工作内容")
        self.assertEqual(matter.state, "draft")
        matter.with_user(self.office_user).content = "更新三间教学用机房"
        matter.with_user(self.office_user).action_submit_filing()
        matter.approval_line_ids.filtered(lambda row: row.state == "pending").with_user(
            self.leader
        ).action_approve("同意，6月28日前办结")
        self.assertEqual(self.todos(matter, kind="file").user_id, self.office_user)
        matter.with_user(self.office_user).action_file()
        self.assertEqual(matter.state, "filed")
        self.assertIn("同意，6月28日前办结", matter.due_date_ids.ground)

    @clause("WUT-12.1c")
    def test_scope_3_is_filed_on_a_recorded_paper_instruction(self):
        paper = {
            "chosen_leader_id": False,
            "source_leader_id": self.leader.id,
            "instruction_date": "2024-03-01",
            "leader_instruction": "请教务处6月28日前落实",
        }
        for missing in ("source_leader_id", "instruction_date", "leader_instruction"):
            matter = self.matter(scope=3, **{**paper, missing: False})
            self.file(matter, self.office_user, "批示.pdf")
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.action_file()
        matter = self.matter(scope=3, **paper)
        with self.assertRaises(UserError), self.cr.savepoint():
            matter.action_file()
        self.file(matter, self.office_user, "批示.pdf")
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        self.assertEqual(str(matter.date_deadline), "2024-06-28")
        self.assertIn("请教务处6月28日前落实", matter.due_date_ids.ground)

    @clause("WUT-12.1c", "WUT-22.4b", "CORE-8", "CORE-20", "CORE-23")
    def test_the_paper_ends_what_the_system_still_asks(self):
        """Filed on the scan while the leader was asked: he has nothing left to sign, and moves no date any more."""
        matter = self.matter(scope=3)
        matter.action_submit_filing()
        line = matter.sudo()._current_line().with_user(self.leader)
        self.assertTrue(self.todos(matter, self.leader, "approve"))
        matter.write(
            {
                "source_leader_id": self.leader.id, "instruction_date": "2024-03-01",
                "leader_instruction": "请教务处6月28日前落实",
            }
        )  # fmt: skip
        self.file(matter, self.office_user, "批示.pdf")
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        self.assertFalse(self.todos(matter, self.leader))
        told = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        dropped = told.filtered(lambda row: row.kind == "decision_dropped")
        self.assertEqual(dropped.user_id, self.leader)
        for step in (
            lambda: line.action_approve("同意", "2024-07-31"),
            lambda: line.action_approve("同意"),
            lambda: line.action_return("不妥"),
            lambda: line.action_reject("不妥"),
        ):
            self.assert_refused(step)
        self.assertEqual(str(matter.date_deadline), "2024-06-28")
        self.assertEqual(len(matter.due_date_ids), 1)
        self.assertFalse(matter.sudo()._is_signed())

    @clause("WUT-12.1c")
    def test_only_a_school_leader_can_be_chosen(self):
        for user in (self.office_user, self.head_a, self.admin):
            matter = self.matter(scope=3, chosen_leader_id=user.id)
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.action_submit_filing()
            paper = self.matter(
                scope=3,
                chosen_leader_id=False,
                source_leader_id=user.id,
                instruction_date="2024-03-01",
                leader_instruction="同意",
            )
            self.file(paper, self.office_user)
            with self.assertRaises(UserError), self.cr.savepoint():
                paper.action_file()

    @clause("WUT-12.1d")
    def test_elements_of_the_filing(self):
        for name, label in (
            ("content", "工作内容"),
            ("lead_unit_id", "承办单位"),
        ):
            matter = self.matter(**{name: False})
            with self.subTest(name), self.assertRaisesRegex(UserError, label):
                matter.action_file()
        matter = self.matter(co_unit_none=False)
        with self.assertRaisesRegex(UserError, "配合单位"):
            matter.action_file()
        matter.co_unit_none = True
        matter.action_file()
        self.assertEqual(matter.state, "filed")

    @clause("WUT-12.1e")
    def test_an_item_of_a_document_or_an_instruction_is_filed_once(self):
        """What came in a document, or by a leader's instruction, is no meeting's item and has one filing as well."""
        for paper, other in (
            (
                {"source_document": "教党〔2024〕5号"},
                {"source_document": "教党〔2024〕6号"},
            ),
            (
                {"source_leader_id": self.leader.id, "instruction_date": "2024-03-01"},
                {"source_leader_id": self.leader.id, "instruction_date": "2024-03-04"},
            ),
        ):
            with self.subTest(paper):
                first = self.filed(scope=3, source_item="3", **paper)
                again = {"scope": 3, "source_item": "3", "name": "更新机房空调"}
                second = self.matter(**again, **paper)
                with self.assertRaisesRegex(UserError, first.number):
                    self.file_by_leader(second)
                # another document, another item: another matter
                self.file_by_leader(self.matter(**again, **other))
                again["source_item"] = "4"
                self.file_by_leader(self.matter(**again, **paper))
                # what was taken off the ledger is filed anew
                first.with_user(self.office_user).action_withdraw_filing("误立")
                self.file_by_leader(second)
                self.assertEqual(second.state, "filed")

    def file_by_leader(self, matter):
        if matter.state == "draft":
            matter.action_submit_filing()
        line = matter.sudo()._current_line()
        if line:
            line.with_user(line.approver_id).action_approve("同意", "2024-12-31")
        matter.with_user(self.office_user).action_file()

    @clause("WUT-12.1e")
    def test_one_matter_one_filing(self):
        first = self.filed(source_item="议题三")
        second = self.matter(source_item="议题三", name="更新机房空调")
        with self.assertRaisesRegex(UserError, first.number):
            second.action_file()
        second.duplicate_override = True
        second.action_file()
        self.assertEqual(second.state, "filed")
        self.assertNotEqual(second.number, first.number)
        # Filed in one step they are named all the same.
        pair = self.matter(source_item="议题五") | self.matter(
            source_item="议题五", name="更新投影"
        )
        with self.assertRaisesRegex(UserError, "更新教学用机房"):
            pair.action_file()
        self.assertEqual(set(pair.mapped("state")), {"draft"})
        other = self.filed(source_item="议题四")
        self.assertEqual(other.source_display.split("\n")[0].split()[-1], "议题四")
