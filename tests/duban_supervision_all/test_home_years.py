"""Home shows standing clocks, calls for help, goals, points and objections to whom they concern, to nobody else."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_after.test_score import ScoreCommon
from tests.duban_supervision_plan.common import PlanCommon

PEOPLE = (
    *("office_user", "head_a", "head_b", "leader", "leader2"),
    *("secretary", "office_leader", "outsider"),
)


@tagged("post_install", "-at_install")
class TestHomeYears(ScoreCommon, PlanCommon):
    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.write({"pause_enabled": True, "help_enabled": True})
        return regulation

    def tile(self, user, key):
        """Count of one tile of the user's home, or None; the tile opens exactly what it counts."""
        tiles = [row for row in self.board(user)["tiles"] if row["key"] == key]
        self.assertLessEqual(len(tiles), 1)
        if not tiles:
            return None
        tile = tiles[0]
        found = self.env[tile["model"]].with_user(user).search_count(tile["domain"])
        if key != "points":
            self.assertEqual(found, tile["count"])
        return tile["count"]

    def assert_tiles(self, key, expected):
        found = {name: self.tile(getattr(self, name), key) for name in PEOPLE}
        self.assertEqual(
            {name: count for name, count in found.items() if count}, expected
        )

    @clause("PLUS-C1", "PLUS-C2")
    def test_clocks_and_calls(self):
        self.at("2024-03-01")
        matter = self.accepted()
        self.assert_tiles("paused", {})
        self.assert_tiles("help_open", {})
        matter.with_user(self.head_a).action_call_help(
            "difficulty", "配电不足", "增容", "2024-03-08"
        )
        everybody = {"office_user": 1, "head_a": 1, "leader": 1, "secretary": 1}
        self.assert_tiles("help_open", everybody)
        matter.with_user(self.office_user).action_answer_help(None, "已协调")
        self.assert_tiles("help_open", {})
        matter.with_user(self.office_user).action_pause("funds", "待拨款", "2024-03-20")
        self.assert_tiles("paused", everybody)
        self.regulation.pause_enabled = False
        self.assert_tiles("paused", {})

    @clause("PLUS-P1")
    def test_goals(self):
        self.at("2024-03-04")
        self.approved()
        running = {"office_user": 3, "head_a": 2, "head_b": 1, "leader": 3, "secretary": 3}  # fmt: skip
        self.assert_tiles("goals", running)
        self.assert_tiles("goals_late", {})
        self.at("2024-07-01")
        # the task of unit A is late, and so is the work point above it
        late = {"office_user": 2, "head_a": 2, "leader": 2, "secretary": 2}
        self.assert_tiles("goals_late", late)
        self.regulation.plan_line_enabled = False
        self.assert_tiles("goals", {})

    @clause("PLUS-S1")
    def test_points_and_objections(self):
        self.at("2024-03-01")
        self.accepted().with_user(self.office_user).action_urge("请抓紧")
        self.at("2024-04-01")
        score = self.counted(3)
        self.assert_tiles("points", {})
        score.action_publish()
        line = self.line(score, self.unit_a)
        # 60, less 1 for the urging and 0.35 for each day from 03-16 to 03-31
        self.assertEqual(line.total, 53.4)
        self.assert_tiles("points", {"head_a": "53.4"})
        self.assert_tiles("scores", {})
        line.with_user(self.head_a).action_object("情况不符")
        self.assert_tiles("objections", {"office_user": 1, "office_leader": 1})
        score.sudo().objection_ids.with_user(self.office_leader).action_decide(
            "no", None, "经核实"
        )
        self.assert_tiles("objections", {})
        self.at("2024-04-09")
        self.assert_tiles("scores", {"office_user": 1})
        score.action_lock()
        self.assert_tiles("scores", {})
        self.assert_tiles("points", {"head_a": "53.4"})
