"""The wall board: the office's only, nothing protected, nobody named, nothing written, fresh every ten seconds."""

import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon
from tests.stopped import Stopped

WALL = "/odoo/supervision-wall"


@tagged("post_install", "-at_install")
class TestWall(SupervisionCommon):
    def wall(self, user=None):
        return self.env["duban.matter"].with_user(user or self.office_user).get_wall()

    def figure(self, board, key):
        return next(row["count"] for row in board["figures"] if row["key"] == key)

    def test_figures_and_what_is_late(self):
        self.at("2024-03-04")
        late = self.accepted(name="迟办事项")
        self.at("2024-06-03")
        self.filed(name="待交办事项", date_deadline="2024-06-10")
        board = self.wall()
        self.assertEqual(self.figure(board, "open"), 2)
        self.assertEqual(self.figure(board, "overdue"), 1)
        row = board["late"]["rows"][0]
        self.assertEqual((row["name"], row["unit"]), ("迟办事项", "教务处"))
        self.assertEqual(row["countdown"], late.countdown)
        self.assertEqual([row["name"] for row in board["soon"]["rows"]], ["待交办事项"])
        self.assertEqual(
            board["units"]["rows"], [{"name": "教务处", "count": 2, "late": 1}]
        )
        self.assertEqual((board["late"]["more"], board["units"]["more"]), (0, 0))

    def test_what_does_not_fit_is_said(self):
        self.at("2024-03-04")
        for number in range(10):
            self.accepted(name=f"第{number}项")
        self.at("2024-06-03")
        late = self.wall()["late"]
        self.assertEqual((len(late["rows"]), late["more"]), (8, 2))

    def test_closed_this_month(self):
        self.at("2024-03-04")
        self.closed()
        self.assertEqual(self.figure(self.wall(), "closed"), 1)
        self.at("2024-04-01")
        self.assertEqual(self.figure(self.wall(), "closed"), 0)

    def test_nothing_protected_is_shown_or_counted(self):
        self.at("2024-03-04")
        self.accepted(name="公开事项")
        kept = self.accepted(name="不宜公开事项", confidentiality="sensitive")
        self.at("2024-06-03")
        # whoever looks may see it: the room may not
        self.assertTrue(kept.with_user(self.office_user).has_access("read"))
        board = self.wall()
        self.assertEqual(self.figure(board, "overdue"), 1)
        self.assertEqual(board["units"]["rows"][0]["count"], 1)
        said = json.dumps(board, ensure_ascii=False)
        self.assertNotIn("不宜公开事项", said)
        self.assertNotIn(kept.number, said)

    def test_no_person_is_named(self):
        self.at("2024-03-04")
        self.accepted()
        self.at("2024-06-03")
        said = json.dumps(self.wall(), ensure_ascii=False)
        for person in (self.head_a, self.worker_a, self.leader, self.office_user):
            self.assertNotIn(person.name, said)

    def test_who_may_not(self):
        for name in ("head_a", "worker_a", "leader", "president", "outsider", "admin"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.wall(getattr(self, name))

    def test_another_office_sees_none_of_it(self):
        self.accepted()
        self.assertEqual(self.figure(self.wall(self.discipline_user), "open"), 0)

    def test_it_only_reads(self):
        self.accepted()
        self.env.flush_all()
        self.env.cr.execute("SELECT pg_current_xact_id_if_assigned()::text")
        self.assertTrue(type(self.env["duban.matter"]).get_wall._readonly)
        with self.env.cr.savepoint(flush=False):
            self.env.cr.execute("SET LOCAL transaction_read_only = on")
            self.env.invalidate_all()
            self.wall()

    def test_as_many_questions_for_many_matters(self):
        self.at("2024-03-04")
        self.accepted()
        self.wall()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.wall()
            return self.env.cr.sql_log_count - before

        one = queries()
        for number in range(5):
            self.accepted(name=f"第{number}项")
        self.assertLessEqual(queries(), one + 1)


@tagged("post_install", "-at_install")
class TestWallInABrowser(SupervisionCommon, HttpCase):
    browser_size = "1920x1080"

    def test_it_refreshes_itself(self):
        with Stopped("2024-03-04 02:00:00"):
            self.accepted()
        self.start_tour(WALL, "duban_wall", login=self.office_user.login)
