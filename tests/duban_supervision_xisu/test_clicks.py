"""The table of clicks: what each role does most, walked in the browser by the shortest way, counted and held.

``./duban test tests/duban_supervision_xisu/test_clicks.py -s`` prints the table of docs/quality.md.
"""

import logging
import sys
from contextlib import contextmanager

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.stopped import Stopped

from .common import XisuCommon

HOME = "/odoo/supervision-home"
TODOS = "/odoo/supervision-todos"
#: (role, task) -> most clicks, most fields; a box that is typed into costs its click, a choice one click more
LIMITS = {
    ("office", "file"): (12, 9),
    ("office", "assign"): (2, 0),
    ("unit", "accept"): (8, 2),
    ("unit", "feedback"): (3, 1),
    ("unit", "result"): (5, 3),
    ("office", "review"): (2, 0),
    ("leader", "decide"): (2, 0),
    ("leader", "return"): (4, 1),
    ("office", "urge"): (3, 1),
}


class Counts(logging.Handler):
    """What the tours say they counted: {(role, task): (clicks, fields)}."""

    def __init__(self):
        super().__init__()
        self.rows = {}

    def emit(self, record):
        said = record.getMessage().partition("DUBAN-CLICKS|")[2].strip()
        if said:
            role, task, clicks, boxes = said.split("|")[:4]
            digits = "".join(char for char in boxes if char.isdigit())
            self.rows[role, task] = (int(clicks), int(digits))


@tagged("post_install", "-at_install")
class TestClicks(XisuCommon, HttpCase):
    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        year = fields.Date.today().year
        known = (
            cls.env["duban.calendar.year"]
            .search([("company_id", "=", cls.company.id)])
            .mapped("year")
        )
        cls.env["duban.calendar.year"].create(
            [
                {"company_id": cls.company.id, "year": each}
                for each in (year, year + 1)
                if each not in known
            ]
        )
        people = cls.office_user | cls.head_a | cls.worker_a | cls.leader
        people.write({"lang": "zh_CN"})

    @contextmanager
    def counting(self):
        """Collect what the tours print."""
        counts = Counts()
        logger = self._logger
        level = logger.level
        logger.addHandler(counts)
        logger.setLevel(logging.INFO)
        try:
            yield counts
        finally:
            logger.removeHandler(counts)
            logger.setLevel(level)

    def walk(self, name, user, url=TODOS):
        self.start_tour(url, f"xisu_clicks_{name}", login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_the_table(self):
        with self.counting() as counts:
            self.walk_all()
        sys.stdout.write("\n| role | task | clicks | fields |\n|---|---|---|---|\n")
        for (role, task), (clicks, boxes) in counts.rows.items():
            sys.stdout.write(f"| {role} | {task} | {clicks} | {boxes} |\n")
        self.assertEqual(set(counts.rows), set(LIMITS))
        for key, (clicks, boxes) in counts.rows.items():
            with self.subTest(task=key):
                most_clicks, most_boxes = LIMITS[key]
                self.assertLessEqual(clicks, most_clicks)
                self.assertLessEqual(boxes, most_boxes)

    def walk_all(self):
        before = self.env["duban.matter"].search([])
        self.walk("file", self.office_user, HOME)
        matter = self.env["duban.matter"].search([]) - before
        self.assertEqual(matter.state, "filed")
        self.walk("assign", self.office_user)
        self.assertEqual(matter.state, "assigned")
        self.walk("accept", self.head_a)
        self.assertEqual(matter.state, "in_progress")
        self.walk("feedback", self.worker_a)
        self.assertEqual(matter.feedback_ids.name, "修订稿已征求意见")
        request = self.extension(
            matter, fields.Date.add(matter.date_deadline, days=10), reason="天气原因"
        )
        request.action_submit()
        self.walk("return", self.leader, HOME)
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.approval_line_ids.opinion, "请补充材料")
        again = self.extension(
            matter, fields.Date.add(matter.date_deadline, days=10), reason="天气原因"
        )
        again.action_submit()
        self.walk("decide", self.leader)
        self.assertEqual(again.state, "approved")
        self.walk("result", self.worker_a)
        self.assertEqual(matter.state, "result_submitted")
        self.walk("review", self.office_user)
        self.assertTrue(matter.review_passed)
        late = self.late()
        self.walk("urge", self.office_user, HOME)
        self.assertEqual(late.urging_count, 1)

    def late(self):
        """A matter that has been overdue for years."""
        with Stopped("2024-03-04 02:00:00"):
            return self.accepted(name="早已逾期的事项")
