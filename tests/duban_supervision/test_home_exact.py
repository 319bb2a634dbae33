"""Home: every figure of each role by an independent count, where no two counts are alike, and what is not there."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestHomeExact(SupervisionCommon):
    """On Monday 2024-03-18: B has five assigned matters, A four in progress, C two with their result handed in."""

    def setUp(self):
        super().setUp()
        b, c = {"lead_unit_id": self.unit_b.id}, {"lead_unit_id": self.unit_c.id}
        self.at("2024-02-29")
        # due on Thursday 14 March
        self.late = self.accepted(name="逾期")
        self.at("2024-03-01")
        # due on Friday 15 March: red since the last working day
        self.red = self.accepted(name="新逾期")
        self.at("2024-03-06")
        # due on Wednesday 20 March: two working days to go
        self.soon = self.accepted(name="临近")
        self.at("2024-03-18")
        self.normal = self.accepted(name="正常")
        self.sent = self.assigned(name="已交办", **b)
        for number in range(4):
            self.assigned(name=f"交办{number}", **b)
        self.new = [self.filed(name=f"立项{number}", **c) for number in range(3)]
        self.handed, self.passed = (
            self.handed_in(self.assigned(name=name, **c)) for name in ("待审", "待结")
        )
        self.passed.with_user(self.office_user).action_pass_review("符合要求")
        self.matter(name="草稿")

    def handed_in(self, matter):
        """By unit C, whose people take the steps."""
        worker = matter.with_user(self.head_c)
        worker.handler_id = self.worker_c
        self.env["duban.plan.line"].with_user(self.head_c).create(
            {"matter_id": matter.id, "name": "节点", "date": matter.date_deadline}
        )
        worker.action_accept()
        worker.write({"result": "已全部更新"})
        worker.action_submit_result()
        return matter

    def tiles(self, user):
        """Those of the engine; an addon may show more."""
        tiles = {tile["key"]: tile["count"] for tile in self.board(user)["tiles"]}
        tiles.pop("resolutions", None)
        return tiles

    def part(self, user, key, kind="lists"):
        found = [part for part in self.board(user)[kind] if part["key"] == key]
        return found[0] if found else None

    def test_figures_of_the_office(self):
        self.assertEqual(
            self.tiles(self.office_user),
            {
                "to_file": 1, "to_assign": 3, "to_review": 1, "to_close": 1, "not_accepted": 5, "requests": 0,
                "open": 14, "soon": 1, "overdue": 2,
            },
        )  # fmt: skip
        request = self.request(self.normal, date_requested="2024-05-31")
        self.assertEqual(self.tiles(self.office_user)["requests"], 0)
        request.action_submit()
        self.assertEqual(self.tiles(self.office_user)["requests"], 1)
        self.regulation.feedback_review_required = True
        self.assertEqual(self.tiles(self.office_user)["feedback"], 0)
        styles = {t["key"]: t["style"] for t in self.board(self.office_user)["tiles"]}
        self.assertEqual(
            [styles[key] for key in ("overdue", "soon", "to_assign", "not_accepted", "feedback")],
            ["danger", "warning", "warning", "", ""],
        )  # fmt: skip

    @clause("CORE-15")
    def test_each_figure_opens_as_many(self):
        """Who presses a figure sees just what was counted, for each role that has figures."""
        self.request(self.normal, date_requested="2024-05-31").action_submit()
        self.regulation.feedback_review_required = True
        for user in (self.office_user, self.head_a, self.leader, self.president):
            for tile in self.board(user)["tiles"]:
                rows = self.env[tile.get("model", "duban.matter")].with_user(user)
                self.assertEqual(rows.search_count(tile["domain"]), tile["count"], tile["key"])  # fmt: skip
        tiles = {tile["key"]: tile for tile in self.board(self.office_user)["tiles"]}
        Matter = self.env["duban.matter"].with_user(self.office_user)
        for key, matter in (("to_review", self.handed), ("to_close", self.passed)):
            self.assertEqual(Matter.search(tiles[key]["domain"]), matter.with_user(self.office_user), key)  # fmt: skip

    def test_figures_of_units_and_leaders(self):
        """The leader has A and B, the other one C; a principal leader has all, an outsider nothing."""
        for user, expected in (
            (self.head_a, (4, 1, 2)),
            (self.worker_a, (4, 1, 2)),
            (self.head_b, (5, 0, 0)),
            (self.head_c, (2, 0, 0)),
            (self.leader, (9, 1, 2)),
            (self.leader2, (5, 0, 0)),
            (self.president, (14, 1, 2)),
            (self.outsider, (0, 0, 0)),
        ):
            tiles = self.tiles(user)
            found = tuple(tiles[key] for key in ("open", "soon", "overdue"))
            self.assertEqual(found, expected, user.name)
            self.assertEqual(set(tiles), {"open", "soon", "overdue"}, user.name)
        self.assertEqual(self.tiles(self.admin), {})

    def test_the_longest_overdue_first_with_whom_to_ask(self):
        part = self.part(self.office_user, "overdue")
        self.assertEqual(part["count"], 2)
        ids = [row["id"] for row in part["rows"]]
        self.assertEqual(ids, [self.late.id, self.red.id])
        self.assertEqual(part["rows"][0]["action"]["args"], ["urge"])
        self.assertIn("worker_a", part["rows"][0]["text"])
        self.regulation.urging_enabled = False
        self.at("2024-02-29")
        other = self.accepted(name="不催办")
        self.at("2024-03-18")
        rows = {row["id"]: row["action"] for row in self.part(self.office_user, "overdue")["rows"]}  # fmt: skip
        self.assertFalse(rows[other.id])
        # since the last working day: Friday
        red = self.part(self.office_user, "red")
        self.assertEqual([row["id"] for row in red["rows"]], [self.red.id])
        self.at("2024-03-19")
        self.assertIsNone(self.part(self.office_user, "red"))
        self.assertIsNone(self.part(self.leader, "red"))
        late = self.part(self.leader, "late")
        self.assertEqual({row["id"] for row in late["rows"]}, {self.late.id, self.red.id, other.id})  # fmt: skip
        self.assertFalse(self.part(self.leader2, "late")["rows"])

    def test_load_of_each_unit(self):
        chart = self.part(self.office_user, "load", "charts")
        late, good = (each["data"] for each in chart["datasets"])
        found = {
            name: (bad, fine)
            for name, bad, fine in zip(chart["labels"], late, good, strict=True)
        }
        self.assertEqual(found, {"教务处": (2, 2), "后勤处": (0, 5), "科研处": (0, 5)})
        self.assertEqual(set(self.part(self.leader2, "load", "charts")["labels"]), {"科研处"})  # fmt: skip
        self.assertIsNone(self.part(self.head_a, "load", "charts"))

    def test_filed_and_closed_by_month(self):
        self.at("2024-04-30")
        self.closed(self.normal)
        chart = self.part(self.office_user, "trend", "charts")
        self.assertEqual(
            chart["labels"],
            ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04"],
        )
        filed, closed = (each["data"] for each in chart["datasets"])
        self.assertEqual((filed, closed), ([0, 0, 0, 1, 13, 0], [0, 0, 0, 0, 0, 1]))
        self.at("2024-08-01")
        filed, closed = (e["data"] for e in self.part(self.office_user, "trend", "charts")["datasets"])  # fmt: skip
        self.assertEqual((filed, closed), ([13, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]))

    def test_what_waits_for_me_and_what_is_months_away(self):
        part = self.part(self.head_b, "todos")
        mine = self.todos(self.sent, user=self.head_b)
        self.assertIn(mine.id, [row["id"] for row in part["rows"]])
        self.assertEqual(part["count"], 5)
        self.assertFalse(any(row["late"] for row in part["rows"]))
        everything = self.env["mail.activity"].sudo()
        for day, near, late in (
            ("2024-05-17", 5, False),
            ("2024-05-18", 4, False),
            ("2024-03-18", 5, False),
            ("2024-03-17", 5, True),
        ):
            # the day itself is not late; sixty days are near, the sixty-first is not
            todo = everything.browse(mine.id).with_context(duban_door=self.sent._door())
            todo.write({"date_deadline": day})
            part = self.part(self.head_b, "todos")
            rows = {row["id"]: row["late"] for row in part["rows"]}
            self.assertEqual((len(rows), part["count"], rows.get(mine.id, False)), (near, 5, late), day)  # fmt: skip
        self.assertEqual(self.part(self.outsider, "todos")["count"], 0)

    def test_what_others_changed(self):
        """The newest line of each matter in sight, not one's own, of the last seven days on the first look."""
        self.at("2024-03-19")
        self.soon.with_user(self.office_user).action_urge("请抓紧办理")
        rows = {row["id"]: row["text"] for row in self.part(self.leader, "changes")["rows"]}  # fmt: skip
        self.assertIn("office_user", rows[self.soon.id])
        self.assertNotIn(self.handed.id, rows)
        self.assertNotIn(self.late.id, rows)
        rows = {row["id"] for row in self.part(self.leader2, "changes")["rows"]}
        self.assertIn(self.handed.id, rows)
        self.assertNotIn(self.soon.id, rows)
        self.at("2024-03-27")
        self.assertFalse(self.part(self.leader, "changes")["rows"])
        self.normal.sudo().with_user(self.leader)._check_access("read")
        record = self.env["duban.record"].with_user(self.office_user)
        record.create({"matter_id": self.normal.id, "summary": "已了解"})
        rows = self.part(self.leader, "changes")["rows"]
        self.assertEqual([row["id"] for row in rows], [self.normal.id])

    @clause("CORE-39")
    def test_nothing_of_another_institution(self):
        self.assertIsNone(self.part(self.office_user, "elsewhere"))
        other = self.env["res.company"].create({"name": "别校"})
        self.office_user.company_ids = [Command.link(other.id)]
        self.assertIsNone(self.part(self.office_user, "elsewhere"))
        there = self.env(context={"allowed_company_ids": other.ids})
        board = there["duban.matter"].with_user(self.office_user).get_home()
        (part,) = [each for each in board["lists"] if each["key"] == "elsewhere"]
        self.assertEqual([row["title"] for row in part["rows"]], [self.company.name])
        self.assertIn("14", part["rows"][0]["text"])
