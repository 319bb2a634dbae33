"""The decorator that ties a test to rows of the requirements."""

import unittest

from tests.clauses import clause, clauses_of, inherited


class TestClause(unittest.TestCase):
    def test_method_and_class(self):
        @clause("CORE-1")
        class Case:
            @clause("CORE-2", "CORE-3")
            def test_a(self):
                pass

            def test_b(self):
                pass

        self.assertEqual(clauses_of(Case, "test_a"), ["CORE-1", "CORE-2", "CORE-3"])
        self.assertEqual(clauses_of(Case, "test_b"), ["CORE-1"])

    def test_battery_is_inherited(self):
        class Battery:
            @clause("CORE-2")
            def test_a(self):
                pass

        @clause("XISU-1.0")
        @inherited(test_a="XISU-2.0")
        class Xisu(Battery):
            pass

        class Wut(Battery):
            pass

        self.assertEqual(clauses_of(Xisu, "test_a"), ["XISU-1.0", "XISU-2.0", "CORE-2"])
        self.assertEqual(clauses_of(Wut, "test_a"), ["CORE-2"])

    def test_mistakes_are_told(self):
        with self.assertRaises(TypeError):
            clause(lambda self: None)
        with self.assertRaises(TypeError):
            clause()
        with self.assertRaises(AttributeError):
            inherited(test_nothing="CORE-1")(type("Case", (), {}))
