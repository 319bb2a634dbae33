"""A new version of the regulation while a plan runs: it is counted as one, its tasks get their matters (CORE-31)."""

from datetime import date

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanOverVersions(PlanCommon):
    def version(self, day):
        return self.regulation._new_version(day)

    @clause("PLUS-P1", "CORE-31")
    def test_a_plan_is_counted_over_versions(self):
        """Of two work points one is done, one is carried into the new version's year: 50 per cent, not 100."""
        self.at("2024-03-04")
        plan = self.goal("“十四五”规划", level="plan", year=2021, year_to=2025)
        done = self.goal("完成的", plan, level="year", year=2024)
        late = self.goal("没完成的", plan, level="year", year=2024)
        plan.action_approve()
        self.at("2024-12-20")
        version = self.version(date(2024, 12, 10))
        self.decide(2024, {done: ("done", None), late: ("carry", date(2025, 6, 30))})
        self.at("2025-01-06")
        new = late.carried_to_id
        self.assertEqual(new.regulation_id, version)
        self.assertEqual(new.parent_id, plan)
        self.assertEqual((plan.progress, plan.is_finished), (50, False))
        # a new work point of the new year counts as well: one of three
        point = self.goal("新的", plan, level="year", year=2025)
        point.action_approve()
        self.assertEqual(point.regulation_id, version)
        self.assertAlmostEqual(plan.progress, 33.3, places=1)
        self.assertNotEqual(plan.light, "done")
        rule, lights, red = (
            self.regulation.plan_progress_rule,
            self.regulation.plan_light_rule,
            self.regulation.plan_red_percent,
        )
        progress = self.recount(
            plan, rule, lights, red, date(2025, 1, 6), date(2025, 1, 9)
        )[0]
        self.assertAlmostEqual(plan.progress, progress, places=1)

    @clause("PLUS-P1", "CORE-31")
    def test_tasks_of_before_get_their_matters(self):
        """With category and body as today's rules have them; one that they dropped is asked for, and stops no other."""
        self.at("2024-03-04")
        values = {"regulation_id": self.regulation.id}
        body = self.env["duban.decision.body"].create(
            {**values, "code": "board", "name": "校长办公会议"}
        )
        gone = self.env["duban.source.category"].create(
            {**values, "code": "gone", "name": "旧类别"}
        )
        plan, _point, first, second = self.small_plan()
        first.write(
            {"source_category_id": self.category("meeting").id, "decision_body_id": body.id}
        )  # fmt: skip
        second.source_category_id = gone
        plan.action_approve()
        version = self.version(date(2024, 4, 1))
        gone._under(version).unlink()
        self.at("2024-04-02")
        plan.action_create_matters()
        one, two = first.matter_ids, second.matter_ids
        self.assertEqual((one | two).regulation_id, version)
        self.assertEqual(
            (one.source_category_id, one.decision_body_id),
            (self.category("meeting")._under(version), body._under(version)),
        )
        self.assertEqual((len(two), two.source_category_id.id), (1, False))
        # what is carried over is of the rules of the new year
        self.at("2024-12-20")
        self.decide(2024)
        for goal in (first, second):
            self.assertEqual(goal.carried_to_id.regulation_id, version)
        self.assertEqual(
            first.carried_to_id.source_category_id,
            self.category("meeting")._under(version),
        )
        self.assertFalse(second.carried_to_id.source_category_id)
