"""Who belongs to a university and to its college is at each what that one says (CORE-1, CORE-29)."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_all.two_institutions import TwoInstitutions


@tagged("post_install", "-at_install")
class TestLeadersOfOne(TwoInstitutions):
    """A dean leads the college; at the university the dean is one head of many."""

    @clause("CORE-1", "CORE-29")
    def test_who_leads_where(self):
        wut, sie = self.wut, self.sie
        led = {
            self.dean: sie.company,
            wut.leader: wut.company,
            wut.president: wut.company,
            wut.leader2: wut.company,
            wut.office_leader: wut.company,
            self.clerk: sie.company.browse(),
            wut.head_a: wut.company.browse(),
        }
        for user, companies in led.items():
            self.assertEqual(user.duban_led_company_ids, companies, user.name)
        # let in at the other one: a leader there as soon as it says so
        both = wut.company | sie.company
        for user in (wut.leader, wut.president, wut.leader2, wut.office_leader):
            user.company_ids = both
            self.env.invalidate_all()
            self.assertEqual(user.duban_led_company_ids, wut.company, user.name)
        sie.unit_c.leader_in_charge_id = wut.leader2
        sie.regulation.office_leader_id = wut.president
        self.env["hr.employee"].create(
            {"name": "x", "user_id": wut.leader.id, "company_id": sie.company.id}
        )
        self.env.invalidate_all()
        for user in (wut.leader, wut.president, wut.leader2):
            self.assertEqual(user.duban_led_company_ids, both, user.name)
        wut.leader2.write(
            {
                "company_id": sie.company.id,
                "company_ids": [Command.set(sie.company.ids)],
            }
        )
        self.env.invalidate_all()
        self.assertEqual(wut.leader2.duban_led_company_ids, sie.company)

    @clause("CORE-1", "WUT-24.1", "PLUS-M1")
    def test_the_dean_reads_nothing_of_the_universitys_leaders(self):
        wut, sie = self.wut, self.sie
        made = {}
        for world in (wut, sie):
            meeting = self.env["duban.meeting"].with_user(world.office_user).create(
                {
                    "company_id": world.company.id,
                    "body_id": self.env["duban.decision.body"].search(
                        [("regulation_id", "=", world.regulation.id), ("is_body", "=", True)],
                        limit=1,
                    ).id,
                    "date": "2024-03-06",
                    "resolution_ids": [Command.create({"name": "更新机房"})],
                }
            )  # fmt: skip
            made[world.institution] = meeting
        for world, user, reads in (
            (wut, self.dean, False), (wut, wut.leader, True), (wut, wut.leader2, True), (sie, self.dean, True),
            (sie, wut.leader, False),
        ):  # fmt: skip
            for rows in (
                made[world.institution],
                made[world.institution].resolution_ids,
            ):
                self.assertEqual(
                    self.at_both(rows, user).has_access("read"), reads, (user.name, rows)
                )  # fmt: skip
        wut.regulation.plan_line_enabled = True
        goal = self.env["duban.goal"].with_user(wut.office_user).create(
            {"name": "一流学科", "company_id": wut.company.id, "year": 2024}
        )  # fmt: skip
        self.assertFalse(self.at_both(goal, self.dean).has_access("read"))
        self.assertTrue(self.at_both(goal, wut.leader2).has_access("read"))

    @clause("CORE-1", "CORE-29", "WUT-12.1c")
    def test_the_dean_decides_nothing_of_the_university(self):
        wut = self.wut
        matter = wut.accepted()
        request = wut.extension(matter, "2024-06-30")
        request.action_submit()
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        self.assertEqual(line.approver_id, wut.leader)
        wut.leader.active = False
        name = line.with_user(wut.office_user).action_name_decider
        self.assert_refused(name, self.dean.id, "离任")
        name(wut.leader2.id, "离任")
        self.assertEqual(line.approver_id, wut.leader2)
        # nor is the dean a leader whose paper opens a matter, nor the deputy of one
        draft = wut.matter(source_leader_id=self.dean.id)
        with self.assertRaisesRegex(Exception, "no school leader"):
            draft._check_people({})
        draft.source_leader_id = wut.leader2
        draft._check_people({})
        absence = self.env["duban.delegation"].with_user(wut.leader2)
        dates = {"date_from": "2024-03-11", "date_to": "2024-03-12", "user_id": wut.leader2.id}  # fmt: skip
        self.assert_refused(absence.create, {**dates, "deputy_id": self.dean.id})
        self.assertTrue(absence.create({**dates, "deputy_id": wut.president.id}))

    @clause("CORE-29", "CORE-1", "CORE-20", "CORE-23")
    def test_a_dean_stands_in_for_the_vice_president_at_the_college_only(self):
        """Who leads at both is away, represented by somebody who leads at the college alone: the university's office is
        asked to name who decides there, and nothing of the university's goes to the dean."""
        wut, sie = self.wut, self.sie
        boss = wut.leader
        boss.company_ids += sie.company
        sie.regulation.principal_leader_ids += boss
        matter = wut.accepted()
        self.env["duban.delegation"].with_user(boss).create(
            {"user_id": boss.id, "deputy_id": self.dean.id, "date_from": "2024-03-08", "date_to": "2024-03-09"}
        )  # fmt: skip
        request = wut.extension(matter, "2024-06-30")
        request.action_submit()
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        self.assertEqual(line.approver_id, boss)
        self.assert_refused(line.with_user(self.dean).action_approve, "同意")
        self.assertEqual(line.state, "pending")
        todos = self.env["mail.activity"].sudo()
        todos = todos.search([("res_id", "=", matter.id), ("res_model", "=", "duban.matter")])  # fmt: skip
        asked = todos.filtered(lambda row: row.duban_key == f"decider:{line.id}")
        self.assertEqual(asked.user_id, wut.office_user)
        self.assertNotIn(self.dean, todos.user_id)
        told = self.env["duban.reminder"].sudo().search([("matter_id", "=", matter.id)])
        self.assertNotIn(self.dean, told.filtered(lambda row: row.kind == "to_decide").user_id)  # fmt: skip


@tagged("post_install", "-at_install")
class TestTakenOver(TwoInstitutions):
    """What the college takes over keeps away whom the university keeps away (SIE-X1)."""

    def take_over(self, matter):
        mine = self.at_both(matter, self.clerk)
        category = self.sie.category("school_work_points")
        action = mine.action_take_over(category.id)
        return self.env["duban.matter"].browse(action["res_id"])

    def given(self, **values):
        return self.wut.assigned(
            name="核查收费", content="核查国际教育学院收费", basis="会议决定", minutes_issue_date="2024-03-04",
            lead_unit_id=self.college.id, **values,
        )  # fmt: skip

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_who_is_recused_there_is_recused_here(self):
        plain = self.take_over(self.given())
        self.assertFalse(plain.sudo().recusal_ids)
        self.assertTrue(self.at_both(plain, self.dean).has_access("read"))
        matter = self.given()
        recusals = self.env["duban.recusal"].with_user(self.wut.office_user)
        for person in (self.dean, self.wut.worker_a):
            recusals.create(
                {"matter_id": matter.id, "user_id": person.id, "ground": "涉及本人"}
            )
        draft = self.take_over(matter)
        self.assertFalse(self.at_both(draft, self.dean).has_access("read"))
        self.assertTrue(self.at_both(draft, self.clerk).has_access("read"))
        self.assertTrue(draft.with_user(self.sie.secretary).has_access("read"))
        recusal = draft.sudo().recusal_ids
        self.assertEqual(recusal.user_id, self.dean, "who is of the college")
        self.assertNotIn("涉及本人", recusal.ground, "why is the university's to know")
        self.assertIn(matter.number, recusal.ground)
        # as long as the office of the college does not find otherwise
        recusal.with_user(self.clerk).action_revoke()
        self.assertTrue(self.at_both(draft, self.dean).has_access("read"))

    @clause("WUT-26.1c")
    def test_what_moved_to_another_office_is_not_taken_over(self):
        matter = self.given()
        mine = self.at_both(matter, self.clerk)
        self.assertIn("take_over", mine.allowed_actions)
        matter.sudo()._engine_write({"is_routed": True})
        mine.invalidate_recordset()
        self.assertNotIn("take_over", mine.allowed_actions)
        self.assert_refused(self.take_over, matter)


@tagged("post_install", "-at_install")
class TestOfficeOfOne(TwoInstitutions):
    """The clerk of the college's office is a liaison at the university: of its office neither reader nor writer."""

    @clause("CORE-1")
    def test_what_the_office_keeps_is_changed_by_that_office(self):
        made = {}
        for world in (self.wut, self.sie):
            own = {"company_id": world.company.id}
            list_ = self.env["duban.option.list"].search(
                [("regulation_id", "=", world.regulation.id), ("is_open", "=", True)],
                limit=1,
            )
            made[world.institution] = [
                ("duban.import.memory", {**own, "name": "国教院", "unit_ids": [Command.set(world.unit_a.ids)]}),
                ("duban.option", {"list_id": list_.id, "name": "另行通知"}),
                ("duban.resolution.reason", {**own, "name": "已办结"}),
            ]  # fmt: skip
        for model, values in made["wut"]:
            with self.subTest(model=model):
                row = self.env[model].with_user(self.wut.office_user).create(values)
                foreign = self.at_both(row, self.clerk)
                self.assert_refused(foreign.write, {"name": "改名"})
                self.assert_refused(foreign.unlink)
                self.assert_refused(foreign.create, {**values, "name": "再加"})
                row.name = "本校改名"
        for model, values in made["sie"]:
            with self.subTest(model=model):
                rows = self.at_both(self.env[model], self.clerk)
                rows.create(values).name = "本院改名"

    @clause("CORE-1")
    def test_who_was_told_and_who_hands_over_is_that_offices_to_see(self):
        seen = {}
        for world in (self.wut, self.sie):
            digest = self.env["duban.digest"].sudo().create(
                {"user_id": world.worker_a.id, "company_id": world.company.id, "date": "2024-03-08"}
            )  # fmt: skip
            delivery = self.env["duban.delivery"].sudo().create(
                {"digest_id": digest.id, "channel": "email", "state": "sent"}
            )  # fmt: skip
            world.regulation.handover_enabled = True
            handover = self.env["duban.handover"].with_user(world.office_user).create(
                {"predecessor_id": world.worker_a.id, "successor_id": world.head_a.id, "company_id": world.company.id}
            )  # fmt: skip
            seen[world.institution] = (digest, delivery, handover)
        for own, other in (("wut", "sie"), ("sie", "wut")):
            user = getattr(self, own).office_user
            for row in seen[own]:
                self.assertTrue(self.at_both(row, user).has_access("read"), (own, row))
            for row in seen[other]:
                self.assertFalse(self.at_both(row, user).has_access("read"), (own, row))


@tagged("post_install", "-at_install")
class TestBothTicked(TwoInstitutions):
    """Whichever of the two is ticked first, each record is under its own institution's rules (CORE-1)."""

    def orders(self):
        return self.both, self.both[::-1]

    @clause("CORE-1", "PLUS-M1")
    def test_minutes_are_read_for_the_meetings_own_institution(self):
        clerk, sie = self.clerk, self.sie
        bodies = self.env["duban.decision.body"].search(
            [("regulation_id", "=", sie.regulation.id), ("is_body", "=", True)]
        )
        text = "会议决定：一、由教务处牵头更新机房，3月底前完成。"
        for order in self.orders():
            meetings = self.env["duban.meeting"].with_user(clerk)
            meeting = meetings.create(
                {"company_id": sie.company.id, "body_id": bodies[0].id, "date": "2024-03-06"}
            )  # fmt: skip
            here = meetings.with_context(allowed_company_ids=order)
            read = here.read_minutes(text=text, meeting_id=meeting.id)
            self.assertEqual({row["id"] for row in read["bodies"]}, set(bodies.ids))
            units = {row["id"] for row in read["units"]}
            self.assertIn(sie.unit_a.id, units)
            self.assertNotIn(self.wut.unit_a.id, units)
            leaders = {row["id"] for row in read["leaders"]}
            self.assertIn(self.dean.id, leaders)
            self.assertNotIn(self.wut.leader.id, leaders)
            item = {"places": [[0, len(text)]], "kind": "task",
                    "lead_unit_id": sie.unit_a.id}  # fmt: skip
            found = here.confirm_minutes({"id": meeting.id}, [item], text=text)
            self.assertEqual(found, meeting.id)
            self.assertEqual(meeting.resolution_ids.lead_unit_id, sie.unit_a)
        # without a meeting it is the first one's, where the clerk is no office
        here = meetings.with_context(allowed_company_ids=self.both)
        self.assert_refused(here.read_minutes, None, None, text)

    @clause("CORE-1")
    def test_the_field_of_a_principal_leader_ends_with_the_institution(self):
        of_both = self.env["duban.matter"]
        for world, unit in ((self.wut, self.college), (self.sie, self.sie.unit_a)):
            of_both |= world.assigned(
                name="更新机房", content="更新机房", basis="会议决定", minutes_issue_date="2024-03-04",
                date_deadline="2024-05-31", deadline_ground="会议要求", lead_unit_id=unit.id,
            )  # fmt: skip
        ours = of_both.filtered(lambda row: row.company_id == self.sie.company)
        for order in self.orders():
            home = self.env["duban.home"].with_user(self.dean)
            home = home.with_context(allowed_company_ids=order)
            field = home._home_field()
            self.assertEqual(of_both.filtered_domain(field), ours, order)
        for switch in ("help_enabled", "score_enabled"):
            for world, other in ((self.wut, self.sie), (self.sie, self.wut)):
                world.regulation[switch], other.regulation[switch] = True, False
                for order in self.orders():
                    here = home.with_context(allowed_company_ids=order)
                    self.assertTrue(here._home_has(switch))
                alone = home.with_context(allowed_company_ids=other.company.ids)
                self.assertFalse(alone._home_has(switch))
