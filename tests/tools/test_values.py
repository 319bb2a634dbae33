"""What the upgrade of CI compares: nothing may change or go without a word (bench/values.py)."""

import copy
import unittest

from bench import values

BEFORE = {
    "tables": {
        "duban_matter": {
            "last": 2,
            "columns": {"name": ["a", 2], "note": ["e", 0], "write_date": ["d", 2]},
        },
        "duban_option": {"last": 4, "columns": {"requires_meeting": ["o", 2]}},
        "duban_old": {"last": 1, "columns": {"name": ["x", 1]}},
        "duban_empty": {"last": 0, "columns": {"name": ["y", 0]}},
    },
    "rules": {"1 terms": "r"},
    "demands": {},
    "told": {},
}


class TestValues(unittest.TestCase):
    def after(self):
        now = copy.deepcopy(BEFORE)
        del now["tables"]["duban_option"]["columns"]["requires_meeting"]
        now["demands"]["meeting"] = 2
        del now["tables"]["duban_empty"]
        return now

    def test_what_stayed_or_moved_is_no_loss(self):
        now = self.after()
        now["tables"]["duban_matter"]["columns"]["write_date"][0] = "later"
        del now["tables"]["duban_matter"]["columns"]["note"]
        now["rules"]["1 bodies"] = "added"
        self.assertEqual(values.lost(BEFORE, now), [])

    def test_whatever_changed_or_went_is_said(self):
        now = self.after()
        now["tables"]["duban_matter"]["columns"]["name"][0] = "b"
        now["demands"]["meeting"] = 1
        now["rules"] = {"1 terms": "other"}
        del now["tables"]["duban_old"]
        found = "\n".join(values.lost(BEFORE, now))
        for each in ("duban_matter.name", "requires_meeting", "1 terms", "duban_old"):
            self.assertIn(each, found)
        now = self.after()
        del now["tables"]["duban_matter"]["columns"]["name"]
        self.assertEqual(
            values.lost(BEFORE, now), ["duban_matter.name is gone, which 2 rows had"]
        )

    def test_ids_that_went_are_named_or_told(self):
        before = ["label_role_co duban.label 7", "view_x ir.ui.view 8"]
        self.assertEqual(len(values.lost_ids(before, [], {})), 2)
        self.assertEqual(
            values.lost_ids(before, [], {"Label：role:co": 1}),
            ["view_x ir.ui.view 8 is gone"],
        )
        self.assertEqual(values.lost_ids(before, before, {}), [])
        gone = [f"{key.split(' ')[1]} {key.split(' ')[0]} 1" for key in values.GONE_IDS]
        self.assertEqual(values.lost_ids(gone, [], {}), [])
