"""The state machine under fire: hypothesis lets random people take random steps on the matters of each institution.

The steps and the invariants are in ``walker.py``. The seeds are fixed, so a failure comes back; ``DUBAN_STEPS=2000``
walks further, ``DUBAN_SEED=n`` elsewhere.
"""

import os

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.common import SupervisionCommon
from tests.duban_supervision.walker import Walker
from tests.duban_supervision.walker_duty import DutyWalker
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon

STEPS = int(os.environ.get("DUBAN_STEPS", "60"))
SEED = int(os.environ.get("DUBAN_SEED", "8"))
#: steps of one walk; hypothesis ends a walk that draws too many choices
LENGTH = 45
MATTERS = 20
#: steps within which a matter is closed where everybody agrees
SMOOTH = 30
#: ``DUBAN_SHRINK=1`` looks for a shorter walk that fails as well, which takes many minutes
PHASES = (
    tuple(hypothesis.Phase)
    if os.environ.get("DUBAN_SHRINK") == "1"
    else (hypothesis.Phase.generate,)
)
CHANCE = st.randoms(use_true_random=False)
WHICH = st.integers(0, 999)


class Procedure(RuleBasedStateMachine):
    """One walk. ``case`` is the test with the institution, set by the test."""

    case = None

    def __init__(self):
        super().__init__()
        self.sound = True
        self.steps = 0
        self.case.begin()

    def take(self, chance, act, matter=None):
        """One step; a walk that failed is not looked at again when it ends."""
        self.sound = False
        self.case.chance = chance
        self.case.step(act, matter)
        self.steps += 1
        if self.steps % 40 == 0:
            self.case.check_all()
        self.sound = True

    @initialize(
        chance=CHANCE, stages=st.lists(st.integers(0, 30), min_size=3, max_size=5)
    )
    def some_are_on_their_way(self, chance, stages):
        """Matters that the right people have brought so many steps forward; nobody stands in the way of the first."""
        self.take(chance, self.case.register)
        self.case.is_smooth = True
        for _step in range(SMOOTH):
            if self.case.matters.state not in ("closed", "archived"):
                self.take(chance, self.case.forward, self.case.matters)
        self.case.is_smooth = False
        for steps in stages:
            self.take(chance, self.case.register)
            for _step in range(steps):
                self.take(chance, self.case.forward, self.case.matters[-1:])

    @rule(days=st.integers(1, 9), hour=st.integers(1, 9))
    def days_go_by(self, days, hour):
        self.case.let_pass(days, hour)

    @precondition(lambda self: len(self.case.matters) < MATTERS)
    @rule(chance=CHANCE)
    def somebody_registers(self, chance):
        self.take(chance, self.case.register)

    @precondition(lambda self: self.case.matters)
    @rule(chance=CHANCE, which=WHICH, steps=st.integers(1, 4))
    def the_right_people_go_on(self, chance, which, steps):
        matter = self.case.pick(which)
        for _step in range(steps):
            self.take(chance, self.case.forward, matter)

    @precondition(lambda self: self.case.matters)
    @rule(chance=CHANCE, which=WHICH)
    def anybody_calls_anything(self, chance, which):
        self.take(chance, self.case.anything, self.case.pick(which))

    @precondition(lambda self: self.case.matters)
    @rule(chance=CHANCE, which=WHICH)
    def people_and_units_change(self, chance, which):
        self.take(chance, self.case.the_world_turns, self.case.pick(which))

    def teardown(self):
        try:
            if self.sound:
                self.case.check_all()
        finally:
            self.case.end()


class Walk(DutyWalker, Walker):
    """Walks of an institution, ``STEPS`` in all."""

    def test_random_walks(self):
        self.set_out()
        machine = type("Procedure", (Procedure,), {"case": self})
        # the first walk that hypothesis tries is the shortest there is
        walks = max(2, STEPS // LENGTH) + 1
        settings = hypothesis.settings(
            max_examples=walks,
            stateful_step_count=LENGTH,
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            phases=PHASES,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        with mute_logger(
            "odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink"
        ):
            run_state_machine_as_test(
                hypothesis.seed(f"{SEED}-{self.institution}")(machine),
                settings=settings,
            )
        # Walks that got nowhere would prove nothing.
        self.assertGreaterEqual(
            self.reached,
            {"assigned", "in_progress", "result_submitted", "closed"},
            self.outcomes,
        )
        self.assertGreater(sum(self.outcomes.values()), STEPS, self.outcomes)
        self.assertGreater(self.outcomes["done"], STEPS // 4, self.outcomes)
        self.assertGreater(self.outcomes["refused"], STEPS // 8, self.outcomes)


@tagged("post_install", "-at_install")
class TestWalkPlain(Walk, SupervisionCommon):
    """The plain regulation with everything switched on."""


@tagged("post_install", "-at_install")
class TestWalkXisu(Walk, XisuCommon):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestWalkWut(Walk, WutCommon):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestWalkSie(Walk, SieCommon):
    """国际教育学院."""


@tagged("post_install", "-at_install")
class TestWalkAbaf(Walk, AbafCommon):
    """阿坝职业学院: three signatures before filing and three before closing."""


@tagged("post_install", "-at_install")
class TestWalkLzu(Walk, LzuCommon):
    """兰州大学."""
