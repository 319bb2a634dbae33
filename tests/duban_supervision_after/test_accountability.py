"""Accountability and commendation: what a case needs, who decides, and who alone reads it (CORE-18)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon


class AccountabilityCommon(BulletinCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write(
            {"accountability_candidates": "both", "commendation_enabled": True}
        )
        cls.kinds = cls.options(
            "accountability_kind",
            plain=(),
            severe=("finding", "referral", "refer_organisation", "refer_discipline"),
            talk=("talk", "rectification"),
            notice=("meeting", "bad_influence"),
            investigation=("referral",),
            grave=("serious", "bad_influence", "unit_and_head"),
        )
        cls.grounds = cls.options(
            "accountability_ground", perfunctory=("finding",), fraud=("feedback",)
        )
        cls.measures = cls.options(
            "accountability_measure", criticism=(), performance=()
        )

    @classmethod
    def options(cls, code, **options):
        """{code: option} of a new list."""
        rows = cls.env["duban.option.list"].create(
            {"regulation_id": cls.regulation.id, "code": code, "name": code}
        )
        created = cls.env["duban.option"].create(
            [
                {
                    "list_id": rows.id,
                    "code": name,
                    "name": name,
                    "demand_ids": cls.demands(*codes),
                }
                for name, codes in options.items()
            ]
        )
        return {option.code: option for option in created}

    def record(self, kind="plain", ground="perfunctory", user=None, **values):
        values = {
            "unit_id": self.unit_a.id,
            "person_id": self.head_a.id,
            "kind_id": self.kinds[kind].id,
            "ground_id": self.grounds[ground].id,
            "facts": "久拖不办",
            **values,
        }
        return (
            self.env["duban.accountability"]
            .with_user(user or self.office_user)
            .create(values)
        )


@tagged("post_install", "-at_install")
class TestAccountabilityAccess(AccountabilityCommon):
    EVERYBODY = (
        "office_user", "office_user2", "head_a", "worker_a", "liaison_a", "head_b", "outsider", "leader", "leader2",
        "office_leader", "secretary", "president", "organisation_user", "discipline_user", "secrecy_user", "admin",
    )  # fmt: skip

    @clause("CORE-18")
    def test_readers(self):
        """No colleague, not the person, not the administrator; the offices named only once it is referred to them."""
        record = self.record("severe")
        readers = ["office_user", "office_user2", "leader", "secretary", "president"]
        self.assertEqual(self.readers(record, *self.EVERYBODY), readers)
        record.action_propose()
        self.assertEqual(
            self.readers(record, *self.EVERYBODY),
            [*readers, "organisation_user", "discipline_user"],
        )
        for user in (self.worker_a, self.head_a, self.outsider, self.admin):
            with self.assertRaises(AccessError):
                self.as_user(record, user).read(["name", "facts"])
            self.assertFalse(
                self.env["duban.accountability"]
                .with_user(user)
                ._read_group([], ["person_id"])
            )

    @clause("CORE-18")
    def test_messages_and_the_matter_tell_nothing(self):
        matter = self.assigned()
        record = self.record(matter_ids=[Command.set(matter.ids)])
        record.message_post(body=record.facts)
        self.env.flush_all()
        messages = self.env["mail.message"].with_user(self.worker_a)
        self.assertFalse(
            messages.search([("model", "=", record._name), ("res_id", "=", record.id)])
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, self.worker_a).read(["accountability_ids"])

    @clause("CORE-18")
    def test_a_message_says_the_matter_or_the_unit_never_the_person(self):
        """Of a case with and without a matter, confirmed and called to mind."""
        self.at("2024-03-04")
        matter = self.assigned()
        for name, values in (
            (self.unit_a.name, {}),
            (matter.display_name, {"matter_ids": [Command.set(matter.ids)]}),
        ):
            case = self.record(**values)
            self.assertEqual(case.person_id, self.head_a)
            said = case.sudo()._reminder_name()
            self.assertEqual(said, name)
            for secret in (case.name, case.person_id.name, case.facts):
                self.assertNotIn(secret, said)

    @clause("CORE-18")
    def test_commendation(self):
        commendation = (
            self.env["duban.commendation"]
            .with_user(self.office_user)
            .create({"person_id": self.worker_a.id, "ground": "成绩突出", "year": 2024})
        )
        self.assertEqual(commendation.unit_id, self.unit_a)
        self.assertEqual(
            self.readers(commendation, *self.EVERYBODY),
            ["office_user", "office_user2", "leader", "secretary", "president"],
        )
        with self.assertRaises(AccessError):
            self.as_user(commendation, self.worker_a).read(["ground"])

    def test_only_the_office_opens_a_case(self):
        for user in (self.head_a, self.organisation_user, self.leader, self.admin):
            with self.assertRaises(AccessError):
                self.record(user=user)
        with self.assertRaises(AccessError):
            self.record(state="decided")
        with self.assertRaises(AccessError):
            self.as_user(self.record(), self.leader).write({"facts": "改"})


@tagged("post_install", "-at_install")
class TestAccountability(AccountabilityCommon):
    def test_switched_off(self):
        self.regulation.accountability_enabled = False
        with self.assertRaises(UserError):
            self.record()

    def test_only_the_competent_office_decides(self):
        """ABAF-25.0: referred to both offices, whose members alone record the decision."""
        record = self.record("severe")
        record.action_propose()
        self.assertEqual(record.competent_unit_ids, self.organisation | self.discipline)
        self.assertEqual(
            record.message_ids.notified_partner_ids,
            (self.organisation_user | self.discipline_user).partner_id,
        )
        for refused in (
            lambda: record.write({"decision": "通报批评"}),
            lambda: record.action_decide("通报批评"),
            lambda: record.action_confirm(),
            lambda: self.as_user(record, self.leader).action_decide("通报批评"),
        ):
            with self.assertRaises(AccessError):
                refused()
        competent = self.as_user(record, self.organisation_user)
        self.assertTrue(competent.can_decide)
        with self.assertRaises(UserError):
            competent.action_decide()
        competent.write({"decision": "诫勉"})
        competent.action_decide()
        self.assertEqual(
            (record.state, record.decided_unit_id), ("decided", self.organisation)
        )
        self.assertEqual(record.decided_by_id, self.organisation_user)
        with self.assertRaises(UserError):
            competent.write({"decision": "改"})
        with self.assertRaises(UserError):
            record.unlink()

    @clause("ABAF-25.0", "LZU-7.4c", "CORE-18", "CORE-23")
    def test_who_proposed_and_the_other_office_hear_of_the_decision(self):
        """Decided or not pursued: who proposed it, and the office that was asked beside; nobody else, no content."""
        for decide in ("action_decide", "action_dismiss"):
            matter = self.assigned()
            case = self.record("severe", matter_ids=[Command.set(matter.ids)])
            case.action_propose()
            getattr(case.with_user(self.discipline_user), decide)("诫勉谈话")
            told = self.env["duban.reminder"].sudo()
            told = told.search(
                [("res_model", "=", case._name), ("res_id", "=", case.id)]
            )
            self.assertEqual(set(told.mapped("kind")), {"case_decided"})
            self.assertEqual(told.user_id, self.office_user | self.organisation_user)
            self.assertEqual(len(told), 2)
            for row in told:
                self.assertNotIn("诫勉", row._line_text())

    def test_decision_is_not_smuggled_in(self):
        with self.assertRaises(UserError):
            self.record("severe", decision="通报批评")

    def test_facts(self):
        """ABAF-24.1: no severe case without facts."""
        with self.assertRaisesRegex(UserError, "Facts"):
            self.record("severe", facts=False).action_propose()

    def test_referral_to_a_body_that_is_chosen(self):
        """LZU-7.4c: the office chooses the body, and must."""
        record = self.record("investigation")
        with self.assertRaisesRegex(UserError, "Referred to"):
            record.action_propose()
        record.competent_unit_ids = self.discipline
        record.action_propose()
        self.as_user(record, self.discipline_user).action_decide("立案调查")
        self.assertEqual(record.decided_unit_id, self.discipline)

    def test_meeting(self):
        """LZU-7.4b: announced at a meeting, with bad influence."""
        record = self.record("notice")
        with self.assertRaisesRegex(UserError, "Meeting"):
            record.action_confirm()
        record.write({"meeting_name": "工作调度会", "meeting_date": "2024-03-04"})
        with self.assertRaisesRegex(UserError, "Bad influence"):
            record.action_confirm()
        record.is_bad_influence = True
        record.action_confirm()
        self.assertEqual(record.state, "decided")

    def test_serious_and_bad_influence(self):
        """XISU-14.1b: both confirmed, unit and head named."""
        record = self.record("grave", is_serious=True)
        with self.assertRaisesRegex(UserError, "Bad influence"):
            record.action_confirm()
        record.write({"is_bad_influence": True, "person_id": False})
        with self.assertRaisesRegex(UserError, "Person"):
            record.action_confirm()
        record.person_id = self.head_a
        record.action_confirm()
        self.assertEqual(record.decided_unit_id, self.office)

    def test_feedback_of_the_ground(self):
        """ABAF-25.3: the feedback concerned is linked, and belongs to the matters named."""
        matter = self.accepted()
        feedback = self.feedback(matter)
        record = self.record(ground="fraud")
        with self.assertRaisesRegex(UserError, "Feedback"):
            record.action_confirm()
        with self.assertRaises(ValidationError):
            record.feedback_ids = feedback
        record.write(
            {
                "matter_ids": [Command.set(matter.ids)],
                "feedback_ids": [Command.set(feedback.ids)],
            }
        )
        record.action_confirm()

    def test_options_of_the_own_lists(self):
        with self.assertRaises(ValidationError):
            self.record(kind_id=self.grounds["fraud"].id)

    def test_dismissed(self):
        record = self.record()
        with self.assertRaises(UserError):
            record.action_dismiss()
        record.action_dismiss("情况不属实")
        self.assertEqual(record.state, "dismissed")

    def test_rectification(self):
        """LZU-7.4a: a talk sets a time limit; when it passes, somebody is told."""
        self.at("2024-03-04")
        matter = self.assigned()
        record = self.record("talk", matter_ids=[Command.set(matter.ids)])
        talk = {
            "leader_id": self.leader.id,
            "talk_date": "2024-03-04",
            "talk_content": "限期整改",
        }
        record.write(talk)
        with self.assertRaisesRegex(UserError, "Rectify by"):
            record.action_confirm()
        record.rectification_deadline = "2024-03-11"
        record.action_confirm()
        todo = self.todos(matter, self.head_a, "rectify")
        self.assertEqual(str(todo.date_deadline), "2024-03-11")
        self.at("2024-03-11")
        self.run_patrol()
        self.assertFalse(record.activity_ids)
        self.at("2024-03-12")
        self.run_patrol()
        self.run_patrol()
        self.assertEqual(
            record.sudo().activity_ids.user_id, self.leader | self.office_user
        )
        self.assertEqual(len(record.sudo().activity_ids), 2)
        with self.assertRaises(UserError):
            record.action_record_rectification(" ")
        record.action_record_rectification("已整改到位")
        self.assertFalse(record.sudo().activity_ids)
        self.assertFalse(self.todos(matter, self.head_a, "rectify"))


@tagged("post_install", "-at_install")
class TestCandidates(AccountabilityCommon):
    def candidates(self, rule=None, user=None):
        self.env.invalidate_all()
        return (
            self.env["duban.matter"]
            .with_user(user or self.office_user)
            ._accountability_candidates(rule)
        )

    def test_late_without_reason(self):
        self.at("2024-03-04")
        matter, other = self.accepted(name="一"), self.accepted(name="二")
        self.at("2024-03-18")
        self.assertFalse(self.candidates("late_unjustified"))
        self.at("2024-03-19")
        self.assertEqual(self.candidates("late_unjustified"), matter | other)
        other.with_user(self.worker_a).action_give_justification("设备未到货")
        other.action_judge_justification(True)
        self.assertEqual(self.candidates("late_unjustified"), matter)
        self.assertFalse(self.candidates("urged_overdue"))
        self.assertEqual(
            self.env["duban.matter"]
            .with_user(self.office_user)
            .search([("is_accountability_candidate", "=", True)]),
            matter,
        )

    @clause("ABAF-23.1", "XISU-14.1b", "CORE-34")
    def test_a_reason_excuses_the_limit_that_it_was_accepted_for(self):
        """The next date that passes is another one: late again, and urged again, the matter is on both lists."""
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-19")
        matter.action_urge("请抓紧办理")
        rules = ("late_unjustified", "urged_overdue", None)
        for rule in rules:
            self.assertEqual(self.candidates(rule), matter, rule)
        matter.with_user(self.worker_a).action_give_justification("设备未到货")
        matter.action_judge_justification(True, "属实")
        self.at("2024-04-12")
        for rule in rules:
            self.assertFalse(self.candidates(rule), rule)
        self.extension(matter, "2024-04-30").action_submit()
        self.run_chain(matter)
        self.assertEqual(str(matter.date_deadline), "2024-04-30")
        self.at("2024-05-06")
        for rule in rules:
            self.assertEqual(self.candidates(rule), matter, rule)

    @clause("ABAF-23.1", "CORE-34")
    def test_a_reason_for_a_missed_feedback_does_not_excuse_the_due_date(self):
        """Feedback every five days from the 4th, due on the 24th: that of the 14th was missed for a good reason."""
        self.regulation.urging_trigger = "past_limit"
        self.at("2024-03-04")
        grade = self.env["duban.grade"].create(
            {"regulation_id": self.regulation.id, "code": "g", "name": "二级", "feedback_every": 5}
        )  # fmt: skip
        matter = self.accepted(grade_id=grade.id, date_deadline="2024-03-24")
        self.at("2024-03-15")
        matter.with_user(self.worker_a).action_give_justification("负责人出差")
        matter.action_judge_justification(True, "属实")
        self.assertEqual(str(matter.justification_limit), "2024-03-14")
        self.at("2024-03-24")
        self.assertFalse(self.candidates("late_unjustified"))
        self.at("2024-03-25")
        self.assertEqual(self.candidates("late_unjustified"), matter)
        # for the due date itself another reason is given
        matter.with_user(self.worker_a).action_give_justification("设备未到货")
        self.assertEqual(self.candidates("late_unjustified"), matter)
        matter.action_judge_justification(True, "属实")
        self.assertFalse(self.candidates("late_unjustified"))

    def test_closed_late(self):
        self.at("2024-03-04")
        matter, good = self.accepted(name="一"), self.accepted(name="二")
        for day, row in (("2024-03-18", good), ("2024-03-19", matter)):
            self.at(day)
            row.with_user(self.worker_a).write({"result": "已完成"})
            row.with_user(self.worker_a).action_submit_result()
            row.action_pass_review("同意")
            row.action_close()
        self.assertEqual(self.candidates("late_unjustified"), matter)

    def test_urged_and_still_not_done(self):
        """ABAF-25.1: listed when the new limit has passed, not when it was kept."""
        self.at("2024-03-04")
        matter, kept = self.accepted(name="一"), self.accepted(name="二")
        self.at("2024-03-19")
        for row in (matter, kept):
            row.action_urge("请抓紧办理", new_limit="2024-03-25")
        self.assertFalse(self.candidates("urged_overdue"))
        self.at("2024-03-25")
        kept.with_user(self.worker_a).write({"result": "已完成"})
        kept.with_user(self.worker_a).action_submit_result()
        self.at("2024-03-26")
        self.assertEqual(self.candidates("urged_overdue"), matter)

    def test_urged_then_overdue(self):
        """XISU-14.1b: urged once, then overdue."""
        self.at("2024-03-04")
        matter = self.accepted()
        matter.action_urge("请抓紧办理")
        self.assertFalse(self.candidates("urged_overdue"))
        self.at("2024-03-19")
        self.assertEqual(self.candidates("urged_overdue"), matter)

    def test_the_regulation_chooses_the_list(self):
        self.at("2024-03-04")
        matter = self.accepted()
        self.at("2024-03-19")
        self.regulation.accountability_candidates = "urged_overdue"
        self.assertFalse(self.candidates())
        self.regulation.accountability_candidates = "late_unjustified"
        self.assertEqual(self.candidates(), matter)
        self.regulation.accountability_candidates = "none"
        self.assertFalse(self.candidates())

    def test_sensitive_candidates_only_for_their_list(self):
        self.at("2024-03-04")
        matter = self.accepted(
            confidentiality="sensitive", officer_id=self.office_user.id
        )
        self.at("2024-03-19")
        self.assertEqual(self.candidates(), matter)
        self.assertFalse(self.candidates(user=self.office_user2))

    def test_propose_cites_the_urging(self):
        self.at("2024-03-04")
        matters = self.accepted(name="一") | self.accepted(
            name="二", lead_unit_id=self.unit_a.id
        )
        matters.action_urge("请抓紧办理")
        self.at("2024-03-19")
        with self.assertRaises(AccessError):
            matters.with_user(self.worker_a).action_propose_accountability()
        action = matters.action_propose_accountability()
        record = self.env["duban.accountability"].search(action["domain"])
        self.assertEqual(
            (record.unit_id, record.person_id, record.state),
            (self.unit_a, self.head_a, "draft"),
        )
        urgings = matters.record_ids.filtered(lambda row: row.purpose == "urging")
        self.assertEqual((record.urging_ids, len(urgings)), (urgings, 2))
        self.assertEqual(self.candidates(), matters)
        record.write(
            {
                "kind_id": self.kinds["plain"].id,
                "ground_id": self.grounds["perfunctory"].id,
                "facts": "久拖不办",
            }
        )
        record.with_user(self.office_user).action_confirm()
        self.assertFalse(self.candidates())
