"""Who hears of what happens beside the steps, and what the trail keeps of it (CORE-23, CORE-24)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestToldAndTrail(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def trail(self, matter, action):
        acts = matter.sudo().act_ids.filtered(lambda act: act.action == action)
        return acts.sorted("seq")

    # -- the plan of several units

    @clause("XISU-8.3c", "CORE-23")
    def test_a_proposal_for_the_plan_is_told_and_so_is_its_adoption(self):
        """Unit B proposes two milestones; who leads hears it once, B once one is taken over; all is on the trail."""
        matter = self.assigned(
            co_unit_ids=self.units(self.unit_b), handler_id=self.worker_a.id
        )
        lines = self.env["duban.plan.line"].with_user(self.worker_b)
        lines = lines.create(
            [
                {"matter_id": matter.id, "name": "腾空机房", "date": "2024-03-08"},
                {"matter_id": matter.id, "name": "接通电源", "date": "2024-03-11"},
            ]
        )
        told = self.told(matter, "plan_proposed")
        self.assertEqual(told.user_id, self.worker_a)
        self.assertEqual(len(told), 1)
        proposed = self.trail(matter, "propose_milestones")
        self.assertEqual(proposed.user_id, self.worker_b)
        self.assertEqual(proposed.note, "腾空机房 2024-03-08、接通电源 2024-03-11")
        lines[0].with_user(self.worker_a).action_adopt()
        told = self.told(matter, "plan_adopted")
        self.assertEqual(
            (told.user_id, told.note), (self.worker_b, "腾空机房 2024-03-08")
        )
        adopted = self.trail(matter, "adopt_milestones")
        self.assertEqual(
            (adopted.user_id, adopted.note), (self.worker_a, "腾空机房 2024-03-08")
        )
        self.assertFalse(self.trail(matter, "plan_changed"))
        for kind in ("plan_proposed", "plan_adopted"):
            self.assertFalse(
                self.told(matter, kind).user_id & (self.outsider | self.head_c)
            )

    @clause("SIE-16.2c", "CORE-21")
    def test_stages_that_the_office_set_are_the_next_units_too(self):
        """What is still to come stays; what the first unit planned, and a stage that passed, ends: on the trail."""
        matter = self.matter(user=self.office_user, date_deadline="2024-05-31")
        self.env["duban.plan.line"].with_user(self.office_user).create(
            [
                {"matter_id": matter.id, "name": "立项书", "date": "2024-03-08"},
                {"matter_id": matter.id, "name": "签约", "date": "2024-04-15"},
            ]
        )
        matter.with_user(self.office_user).action_file()
        matter.with_user(self.office_user).action_assign()
        self.plan(matter, "2024-03-29")
        matter.with_user(self.worker_a).action_accept()
        self.at("2024-03-12")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责不符")
        self.assertEqual(matter.plan_line_ids.mapped("name"), ["签约"])
        act = self.trail(matter, "reassign")
        self.assertEqual(
            act.changes["plan_line_ids"],
            ["立项书 2024-03-08、节点1 2024-03-29", None],
        )

    @clause("WUT-23.1d", "CORE-23")
    def test_a_unit_that_owes_no_feedback_hears_so_and_stands_in_the_trail(self):
        """Each unit by itself, with the same reason."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b, self.unit_c))
        lines = matter.unit_line_ids.filtered(lambda line: line.role == "co")
        lines.with_user(self.worker_a).action_explain("无关")
        told = self.told(matter, "co_explained")
        self.assertEqual(len(told), 2)
        self.assertEqual(
            told.user_id,
            self.env["res.users"].union(*(line._worker() for line in lines.sudo())),
        )
        self.assertEqual(set(told.mapped("note")), {"无关"})
        names = [line.department_id._duban_name() for line in lines]
        self.assertEqual(
            self.trail(matter, "explain_co_unit").mapped("note"),
            [f"{name}：无关" for name in names],
        )

    # -- dates and decisions

    @clause("WUT-15.1a", "CORE-23")
    def test_office_and_leader_hear_of_another_date(self):
        """A leader grants more time: the office, which keeps the ledger; the leader in charge where another decides."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        request = self.extension(matter, "2024-04-30")
        request.action_submit()
        line = request.approval_line_ids.filtered(lambda row: row.state == "pending")
        line.sudo().approver_id = self.leader2
        line.with_user(self.leader2).action_approve("同意")
        while request.sudo().state == "submitted":
            line = request.approval_line_ids.filtered(
                lambda row: row.state == "pending"
            )
            line.with_user(line.approver_id or self.office_user2).action_approve("同意")
        self.assertIn(self.office_user, self.told(matter, "decided").user_id)
        moved = self.told(matter, "rescheduled").user_id
        self.assertIn(self.leader, moved)
        self.assertNotIn(self.leader2, moved | self.told(matter, "decided").user_id)
        self.assertFalse(moved & self.told(matter, "decided").user_id, "once each")

    # -- what is asked

    @clause("WUT-15.1b", "CORE-12", "CORE-23")
    def test_an_urging_says_what_is_asked_of_an_ordinary_matter_only(self):
        asked = {}
        for level in ("normal", "sensitive"):
            matter = self.accepted(
                confidentiality=level, co_unit_ids=self.units(self.unit_b)
            )
            if matter._rule("urging_trigger") == "past_limit":
                self.at("2024-03-19")
            matter.with_user(self.office_user).action_urge("请于本周内安装")
            line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
            line.with_user(self.office_user).action_remind("请报送腾空情况")
            urged, reminded = (
                self.told(matter, kind) for kind in ("urged", "co_reminded")
            )
            self.assertIn(self.worker_a, urged.user_id)
            self.assertTrue(reminded)
            asked[level] = [
                *{row._line_text() for row in urged},
                *{row._line_text() for row in reminded},
            ]
        self.assertEqual(asked["normal"], ["请于本周内安装", "请报送腾空情况"])
        self.assertEqual(asked["sensitive"], ["", ""])

    @clause("CORE-23", "ABAF-17.1c")
    def test_an_opinion_on_rectification_and_its_answer(self):
        """Another office looks on site: unit and supervision office hear what is asked; who asked hears the answer."""
        matter = self.accepted()
        record = self.env["duban.record"].with_user(self.office_user2)
        record = record.create(
            {
                "matter_id": matter.id, "summary": "现场查看", "rectification_opinion": "补齐两间机房",
                "rectification_deadline": "2024-03-15",
            }
        )  # fmt: skip
        told = self.told(matter, "rectify_asked")
        people = self.head_a | self.liaison_a | self.worker_a | self.office_user
        self.assertEqual(told.user_id & people, told.user_id)
        self.assertIn(self.head_a, told.user_id)
        self.assertIn(self.worker_a, told.user_id)
        self.assertIn(self.office_user, told.user_id)
        self.assertEqual(
            set(told.mapped("note")), {"补齐两间机房 (until 2024年3月15日)"}
        )
        self.at("2024-03-14")
        self.run_patrol()
        soon = self.told(matter, "feedback_due")
        self.assertEqual((soon.user_id, str(soon.day)), (self.worker_a, "2024-03-15"))
        record.with_user(self.worker_a).action_answer("已补齐")
        told = self.told(matter, "answered")
        self.assertEqual(told.user_id, self.office_user | self.office_user2)
        self.assertEqual(set(told.mapped("note")), {"已补齐"})

    # -- what the unit did

    @clause("SIE-16.2e", "CORE-23")
    def test_the_office_reads_in_its_digest_what_the_unit_did(self):
        """T8, P1: acceptance and progress once each, the next working day; not what it looked at meanwhile."""
        self.regulation.feedback_review_required = True
        matter = self.accepted()
        self.at("2024-03-05")
        self.run_patrol()
        row = self.told(matter, "accepted")
        self.assertEqual((row.user_id, str(row.day)), (self.office_user, "2024-03-04"))
        self.assertFalse(row.digest_id.is_at_once)
        # it asks for nothing
        self.assertFalse(row._asking_to_act())
        subject = row.digest_id.with_context(lang="en_US")._subject()
        self.assertEqual(subject, "Supervision, for your information: 1")
        self.feedback(matter)
        self.assertFalse(self.told(matter, "feedback_given"), "not at once")
        self.at("2024-03-06")
        self.run_patrol()
        self.run_patrol()
        row = self.told(matter, "feedback_given")
        self.assertEqual((row.user_id, str(row.day)), (self.office_user, "2024-03-05"))
        report = self.feedback(matter)
        report.with_user(self.office_user2).action_accept_feedback()
        self.at("2024-03-07")
        self.run_patrol()
        self.assertEqual(len(self.told(matter, "feedback_given")), 1)
        self.assertEqual(len(self.told(matter, "accepted")), 1)

    @clause("PLUS-C2", "WUT-21.1b", "CORE-23")
    def test_who_leads_hears_what_a_co_unit_calls_for(self):
        """And that it is settled; of its own unit's call the others of the lead unit hear nothing."""
        self.regulation.help_enabled = True
        for caller, hears in ((self.head_b, True), (self.head_a, False)):
            matter = self.accepted(co_unit_ids=self.units(self.unit_b))
            mine = matter.with_user(caller)
            mine.action_call_help("risk", "雨季影响腾空", "协调库房", "2024-03-08")
            call = matter.sudo().help_call_ids
            call.with_user(caller).action_settle_call("库房已借到")
            for kind in ("help_called", "help_settled"):
                told = self.told(matter, kind).user_id
                self.assertIn(self.office_user, told)
                self.assertIn(self.leader, told)
                self.assertEqual(self.worker_a in told, hears, kind)

    # -- signatures

    @clause("CORE-23", "CORE-38")
    def test_who_signed_anew_and_what(self):
        """The signer reads the new words before, who proposed hears the name afterwards."""
        self.env["duban.approval.step"].create(
            {
                "regulation_id": self.regulation.id, "purpose": "filing", "name": "审签", "kind": "decide",
                "role": "leader_in_charge", "sequence": 1,
            }
        )  # fmt: skip
        self.regulation.category_ids.filing_authority = "chain"
        matter = self.accepted()
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "ground": "写漏要求",
                "handling_requirement": "年底前建成",
            }
        )
        asked = self.told(matter, "to_decide").sorted("id")[-1:]
        self.assertEqual(asked.user_id, self.leader)
        self.assertIn("年底前建成", asked._line_text())
        line = matter.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        line.with_user(self.leader).action_approve("同意")
        note = self.told(matter, "decided").sorted("id")[-1:].note
        self.assertIn(self.leader.name, note)

    # -- merging, withdrawal

    @clause("CORE-23", "LZU-6.1.1d")
    def test_a_merger_is_one_message_to_each(self):
        """Who is on both sides hears it of the one that goes on, with its name; of the undoing as well."""
        survivor = self.accepted()
        merged = self.assigned(name="更新科研用机房")
        merged.with_user(self.office_user).action_merge(survivor.id, "内容相同")
        rows = self.told(survivor, "absorbed") | self.told(merged, "merged")
        people = rows.mapped("user_id.id")
        self.assertEqual(len(rows), len(people), "one each")
        self.assertIn(self.head_a.id, people)
        self.assertIn(self.leader.id, people)
        mine = rows.filtered(lambda row: row.user_id == self.head_a)
        self.assertIn("更新科研用机房", mine._line_text())
        merged.with_user(self.admin).action_unmerge("误并")
        rows = self.told(survivor, "released") | self.told(merged, "unmerged")
        self.assertEqual(len(rows), len(rows.user_id), "one each")
        self.assertIn(self.head_a, rows.user_id)

    @clause("CORE-23", "CORE-24")
    def test_a_filing_withdrawn_before_its_units_knew(self):
        """Nobody is told that something ended of which nobody was told; once assigned its units are."""
        for assigned in (False, True):
            matter = (self.assigned if assigned else self.filed)(
                co_unit_ids=self.units(self.unit_b)
            )
            matter.with_user(self.office_user).action_withdraw_filing("重复")
            units = self.told(matter, "filing_withdrawn").user_id & (
                self.head_a | self.worker_a | self.head_b | self.worker_b
            )
            self.assertEqual(bool(units), assigned)
            self.assertIn(self.leader, self.told(matter, "filing_withdrawn").user_id)

    @clause("CORE-23", "CORE-24", "LZU-6.1.1d")
    def test_merged_before_its_units_knew_they_hear_of_the_other_one(self):
        """Who never saw the one hears what came to the other, which opens; once assigned each hears of the own one."""
        for assigned in (False, True):
            survivor = self.accepted(name="并入")
            merged = (self.assigned if assigned else self.filed)(
                name="更新科研用机房", lead_unit_id=self.unit_c.id
            )
            merged.with_user(self.office_user).action_merge(survivor.id, "内容相同")
            gone, came = self.told(merged, "merged"), self.told(survivor, "absorbed")
            self.assertEqual(self.head_c in gone.user_id, assigned)
            self.assertEqual(self.head_c in came.user_id, not assigned)
            self.assertTrue(survivor.with_user(self.head_c).has_access("read"))
            merged.with_user(self.admin).action_unmerge("误并")
            told = self.told(merged, "unmerged").user_id
            self.assertEqual(self.head_c in told, assigned)

    @clause("XISU-12.3d", "CORE-8")
    def test_a_review_put_aside_leaves_no_reviewer(self):
        """Reopened after a failed re-check: day and name of the old review go with its opinion, onto the trail."""
        matter = self.closed()
        self.assertTrue(matter.date_reviewed)
        reviewer = matter.reviewed_by_id
        self.recheck(matter, "visit").action_record("failed", "两台未安装")
        matter.with_user(self.office_user).action_reopen("复查未落实", "2024-05-31")
        self.assertFalse(matter.date_reviewed or matter.reviewed_by_id)
        changes = self.trail(matter, "reopen").changes
        self.assertEqual(changes["reviewed_by_id"], [reviewer.name, None])
        self.assertEqual(changes["date_reviewed"], ["2024-03-04", None])
