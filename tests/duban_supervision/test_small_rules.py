"""Small rules as settings (PLUS-V3), in an institution whose file has them all, and off by default."""

from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ledger_cells
from tests.duban_supervision.test_digest import DigestCommon
from tests.imported import ImportedRegulation

FILE = Path(__file__).parents[1] / "regulations" / "years.yaml"


class YearsCommon(ImportedRegulation, DigestCommon):
    """An institution that was imported from one file, with every further setting on."""

    institution = "years"
    regulation_file = FILE

    def values(self, **values):
        return {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备",
            "source_category_id": self.category("meeting").id,
            "lead_unit_id": self.unit_a.id,
            **values,
        }


@tagged("post_install", "-at_install")
class TestSmallRules(YearsCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-23")

    @clause("PLUS-V3")
    def test_the_file_comes_out_again(self):
        text = self.regulation._file_text()
        plan = self.env["duban.regulation"]._read_file(text)
        self.assertFalse(self.regulation._apply(plan))
        self.assertEqual(self.regulation._file_text(), text)
        for word in ("days_per_unit: 2", "implies_level: classified", "any_leader"):
            self.assertIn(word, text)
        self.assertFalse(
            [row for row in self.regulation._examine() if row[0] == "error"]
        )

    @clause("PLUS-V3")
    def test_days_per_further_unit(self):
        alone = self.assigned()
        # Monday 11-23 and 5 working days
        self.assertEqual(str(alone.date_deadline), "2026-11-30")
        self.assertNotIn("+", alone.due_date_ids.ground)
        three = self.assigned(co_unit_ids=self.units(self.unit_b, self.unit_c))
        # 5 + 2 × 2 = 9 working days
        self.assertEqual(str(three.date_deadline), "2026-12-04")
        self.assertIn("5 + 2 × 2 = 9", three.due_date_ids.ground)
        draft = self.matter(co_unit_ids=self.units(self.unit_b))
        self.assertIn("5 + 2 × 1 = 7", draft.deadline_text)
        with self.assertRaises(ValidationError):
            self.regulation.term_rule_ids.days_per_unit = -1

    @clause("PLUS-V3")
    def test_frozen_at_filing(self):
        matter = self.filed(co_unit_ids=self.units(self.unit_b))
        self.regulation.term_rule_ids.days_per_unit = 9
        matter.action_assign()
        # 5 + 2
        self.assertEqual(str(matter.date_deadline), "2026-12-02")

    @clause("PLUS-V3")
    def test_a_category_implies_petition_and_protection(self):
        letter = self.matter(source_category_id=self.category("letters").id)
        self.assertTrue(letter.is_petition)
        self.assertEqual(letter.confidentiality, "sensitive")
        for user in (self.head_b, self.leader2, self.outsider):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(letter, user).check_access("read")
        # nobody takes it away
        letter.with_user(self.office_user).write(
            {"is_petition": False, "confidentiality": "normal"}
        )
        self.assertTrue(letter.is_petition)
        self.assertEqual(letter.confidentiality, "sensitive")
        plain = self.matter()
        self.assertFalse(plain.is_petition)
        self.assertEqual(plain.confidentiality, "normal")
        plain.with_user(self.office_user).source_category_id = self.category("secret")
        self.assertEqual(plain.confidentiality, "classified")
        self.assertIn(self.office_user, plain.access_user_ids)
        form = self.env["duban.matter"].with_user(self.office_user).new(self.values())
        form.source_category_id = self.category("letters")
        form._onchange_implied()
        self.assertEqual((form.is_petition, form.confidentiality), (True, "sensitive"))

    @clause("PLUS-V3")
    def test_report_back_is_the_evidence_of_its_step(self):
        def step(matter):
            self.env.invalidate_all()
            return {row["name"]: row["state"] for row in matter.procedure}["反馈"]

        matter = self.submitted().with_user(self.office_user)
        matter.action_pass_review("符合要求")
        matter.action_close()
        self.assertEqual(step(matter), "current")
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "1"}
        )
        matter.action_archive_matter()
        self.assertEqual(step(matter), "skipped", "nothing was reported back")
        self.reported_back(matter)
        self.assertEqual(step(matter), "done")

    @clause("PLUS-V3")
    def test_remark_is_the_offices(self):
        matter = self.accepted()
        matter.with_user(self.office_user).remark = "领导关注"
        for user in (self.head_a, self.worker_a, self.leader):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(user).remark = "无"
        self.assertEqual(matter._document_value("remark"), "领导关注")
        self.assertIn("remark", ledger_cells(matter))
        self.regulation.remark_enabled = False
        other = self.accepted()
        with self.assertRaises(UserError), self.cr.savepoint():
            other.with_user(self.office_user).remark = "无"

    @clause("PLUS-V3")
    def test_any_school_leader_approves(self):
        matter = self.matter(source_category_id=self.category("proposal").id)
        matter.action_submit_filing()
        line = matter.sudo().approval_line_ids
        self.assertEqual(line.approver_id, self.leader, "one has the to-do")
        self.assertTrue(self.todos(matter, self.leader, "approve"))
        for user in (self.office_user, self.head_a, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(line, user).action_approve("同意")
        # who is not in charge of the unit may decide as well, principal or not
        self.as_user(line, self.secretary).action_approve("同意")
        self.assertEqual(line.decided_by_id, self.secretary)
        self.assertFalse(line.on_behalf_id)
        self.assertFalse(self.todos(matter, self.leader, "approve"))
        matter.with_user(self.office_user).action_file()
        self.assertTrue(matter.number)

    @clause("PLUS-V3")
    def test_a_step_of_one_leader_stays_that_leaders(self):
        self.regulation.approval_step_ids.role = "leader_in_charge"
        matter = self.matter(source_category_id=self.category("proposal").id)
        matter.action_submit_filing()
        line = matter.sudo().approval_line_ids
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_user(line, self.secretary).action_approve("同意")

    @clause("PLUS-V3")
    def test_yearly_limit(self):
        for _number in range(3):
            self.filed()
        draft = self.matter()
        self.assertIn("3", draft.cap_text)
        with self.assertRaisesRegex(UserError, "allows 3"), self.cr.savepoint():
            draft.with_user(self.office_user).action_file()
        draft.with_user(self.office_user).over_cap_ground = "书记同意增加"
        draft.with_user(self.office_user).action_file()
        self.assertTrue(draft.number)
        # 31 December is still this year, 1 January the next one
        self.at("2026-12-31")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.filed()
        self.at("2027-01-01")
        self.assertTrue(self.filed().number)

    @clause("PLUS-V3")
    def test_many_at_once_count_one_by_one(self):
        for _number in range(2):
            self.filed()
        drafts = (self.matter() | self.matter(name="另一件")).with_user(
            self.office_user
        )
        with self.assertRaisesRegex(UserError, "allows 3"), self.cr.savepoint():
            drafts.action_file()
        # the third has its place, the fourth its ground
        drafts[1].over_cap_ground = "书记同意增加"
        drafts.action_file()
        self.assertEqual(len(set(drafts.mapped("number"))), 2)

    @clause("PLUS-V3")
    def test_withdrawn_ones_leave_room(self):
        matters = [self.filed() for _number in range(3)]
        matters[0].action_withdraw_filing("误立项")
        self.assertTrue(self.filed().number)

    @clause("PLUS-C1")
    def test_standing_still_as_the_file_says(self):
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            office.action_pause("funds", "经费未到", "2026-12-01")
        office.action_pause("funds", "经费未到", "2026-12-01", self.leader.id)
        self.at("2026-12-01")
        office.action_resume()
        # 11-30 and six working days
        self.assertEqual(str(matter.date_deadline), "2026-12-08")
        line = matter.due_date_ids.sorted("id")[-1]
        self.assertEqual(line.decided_by, "leader")


@tagged("post_install", "-at_install")
class TestSmallRulesOff(DigestCommon):
    @clause("PLUS-V3")
    def test_neutral_for_who_says_nothing(self):
        fresh = self.env["duban.regulation"].new({})
        self.assertFalse(fresh.remark_enabled or fresh.filing_year_max)
        self.at("2026-11-23")
        matter = self.assigned(co_unit_ids=self.units(self.unit_b, self.unit_c))
        # ten working days, however many units
        self.assertEqual(str(matter.date_deadline), "2026-12-07")
        self.assertNotIn("×", matter.due_date_ids.ground)
        self.assertFalse(matter.is_petition)
        self.assertEqual(matter.confidentiality, "normal")
        with self.assertRaises(UserError):
            matter.with_user(self.office_user).remark = "无"
