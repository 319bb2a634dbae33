"""Buttons of a goal: offered to whom the step is for, in the states in which it can be taken (PLUS-P1)."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon

OFFICE, UNIT = {"office"}, {"office", "worker"}
#: button (its dialog, else its method) → (for whom, states); the office writes down what a unit reports
STEPS = {
    "action_approve": (OFFICE, {"draft"}),
    "goal_report": (UNIT, {"running"}),
    "action_create_matters": (OFFICE, {"running"}),
    "goal_finish": (OFFICE, {"running"}),
    "goal_change": (OFFICE, {"running"}),
    "goal_drop": (OFFICE, {"running"}),
    "action_import": (OFFICE, {"draft", "running"}),
}


@tagged("post_install", "-at_install")
class TestGoalButtons(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def offered(self, goal, user):
        """Names of the buttons in the head of the form that ``user`` sees on ``goal``."""
        self.env.invalidate_all()
        goal = goal.with_user(user)
        if not goal.has_access("read"):
            return set()  # a draft is the office's alone
        view = goal.get_view(view_type="form")
        head = etree.fromstring(view["arch"]).find("header")
        found = set()
        for button in head.iter("button"):
            hidden = button.get("invisible") or "False"
            names = {name: goal[name] for name in goal._fields if name in hidden}
            if not safe_eval(hidden, names):
                step = (button.get("args") or "").strip('["]')
                found.add(step or button.get("name"))
        return found

    @clause("PLUS-P1")
    def test_each_button_for_each_person_in_each_state(self):
        _plan, point, first, second = self.approved()
        second.action_drop("不再需要")
        draft = self.goal("新任务", point, handler_id=self.worker_a.id)
        goals = {"draft": draft, "running": first, "dropped": second}
        people = {
            "office": self.office_user,
            "worker": self.worker_a,
            "leader": self.leader,
        }
        for state, goal in goals.items():
            self.assertEqual(goal.state, state)
            for who, user in people.items():
                expected = {
                    step
                    for step, (whose, states) in STEPS.items()
                    if who in whose and state in states
                }
                # work points are imported below a plan or a work point, not below a task
                expected -= {"action_import"}
                with self.subTest(state=state, who=who):
                    self.assertEqual(self.offered(goal, user), expected)
        self.assertIn("action_import", self.offered(point, self.office_user))
        self.assertNotIn("action_import", self.offered(point, self.head_a))
