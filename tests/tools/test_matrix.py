"""Reading docs/requirements.md and weighing test results against it."""

import unittest
from collections import Counter

from tests.clauses import plugin
from tools import clauses


class TestMatrix(unittest.TestCase):
    def test_counts(self):
        rows, known = clauses.read_matrix(clauses.MATRIX.read_text(encoding="utf-8"))
        self.assertEqual(
            Counter(row.split("-")[0] for row in rows),
            {
                "CORE": 39,
                "XISU": 81,
                "WUT": 62,
                "ABAF": 116,
                "LZU": 49,
                "SIE": 42,
                "DOC": 14,
                "PLUS": 30,
            },
        )
        for row in ("XISU-8.3b", "XISU-A2.15", "ABAF-A1.0", "LZU-6.1.1a", "SIE-13.1c"):
            self.assertIn(row, rows)
        self.assertLessEqual({"SIE-X1", "ABAF-A1.a"}, known)

    def test_every_test_names_rows_of_the_contract(self):
        """Otherwise a whole run would say so at its end."""
        rows, known = clauses.read_matrix(clauses.MATRIX.read_text(encoding="utf-8"))
        used = clauses.used_in(clauses.ROOT / "tests")
        self.assertGreater(len(used), 300)
        self.assertEqual(clauses.weigh(rows, known, {}, used)["unknown"], {})

    def test_a_row_needs_a_pass_and_no_failure(self):
        results = {
            "a": {"outcome": "passed", "clauses": ["XISU-1.1", "XISU-1.2", "SIE-X1"]},
            "b": {"outcome": "failed", "clauses": ["XISU-1.2"]},
            "c": {"outcome": "skipped", "clauses": ["XISU-1.3"]},
            "d": {"outcome": "passed", "clauses": ["XISU-9.9"]},
            "e": {"outcome": "failed", "clauses": []},
        }
        rows = ["XISU-1.1", "XISU-1.2", "XISU-1.3"]
        account = clauses.weigh(rows, {"SIE-X1"}, results, {"WUT-0.0": "test_x.py"})
        self.assertEqual(
            [row["proven"] for row in account["rows"]], [True, False, False]
        )
        self.assertEqual(account["failed"], ["b"])
        self.assertEqual(account["unknown"], {"XISU-9.9": "", "WUT-0.0": "test_x.py"})
        lines = list(clauses.report(account))
        self.assertEqual(lines[1], "XISU 1/3")
        self.assertIn("missing: XISU-1.2 XISU-1.3", lines)


class TestRecorder(unittest.TestCase):
    class Report:
        nodeid = "test"
        user_properties = [(plugin.PROPERTY, ["CORE-1"])]

        def __init__(self, when, outcome):
            self.when, self.outcome = when, outcome

    def outcome(self, *reports):
        recorder = plugin.Recorder(None)
        for report in reports:
            recorder.pytest_runtest_logreport(self.Report(*report))
        return recorder.tests["test"]["outcome"]

    def test_the_worst_report_counts(self):
        good = ("call", "passed")
        self.assertEqual(
            self.outcome(("setup", "passed"), good, ("teardown", "passed")), "passed"
        )
        self.assertEqual(self.outcome(good, ("teardown", "failed")), "failed")
        self.assertEqual(self.outcome(("call", "failed"), good), "failed")
        self.assertEqual(self.outcome(("setup", "skipped")), "skipped")
