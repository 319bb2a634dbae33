"""Plan against progress over time, as the form of a matter shows it."""

from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestTimeline(SupervisionCommon):
    def points(self, matter, lane, user=None):
        matter = matter.with_user(user or self.office_user)
        matter.invalidate_recordset()
        return [
            (point["date"], point["name"], point["style"])
            for point in matter.timeline["points"]
            if point["lane"] == lane
        ]

    def test_plan_progress_and_due_dates_stand_on_one_line(self):
        self.at("2024-03-04")
        matter = self.assigned()
        self.plan(matter, "2024-03-08", "2024-03-15")
        matter.with_user(self.head_a).action_accept()
        self.at("2024-03-07")
        self.feedback(matter, plan_line_id=matter.plan_line_ids[0].id)
        self.at("2024-03-18")
        self.assertEqual(
            self.points(matter, "plan"),
            [("2024-03-08", "节点1", "done"), ("2024-03-15", "节点2", "missing")],
        )
        self.assertEqual(
            self.points(matter, "progress"), [("2024-03-07", "已完成招标", "done")]
        )
        due = matter.date_deadline.isoformat()
        self.assertEqual(
            [row[::2] for row in self.points(matter, "due")], [(due, "due")]
        )
        timeline = matter.timeline
        places = [point["at"] for point in timeline["points"]]
        self.assertEqual(places, sorted(places))
        self.assertEqual((places[0], max(places)), (0, 100))
        self.assertTrue(0 < timeline["today"] <= 100)

    def test_a_changed_due_date_leaves_the_former_one_on_the_line(self):
        self.at("2024-03-04")
        matter = self.accepted()
        first = matter.date_deadline
        matter.sudo()._set_deadline(first.replace(month=5), "extension", "同意")
        self.assertEqual(
            [(day, style) for day, _name, style in self.points(matter, "due")],
            [
                (first.isoformat(), "former"),
                (first.replace(month=5).isoformat(), "due"),
            ],
        )
        self.at("2024-06-03")
        self.assertEqual(self.points(matter, "due")[-1][2], "overdue")

    def test_feedback_dates_by_rule_stand_with_the_plan(self):
        grade = self.env["duban.grade"].create(
            {
                "regulation_id": self.regulation.id,
                "code": "t",
                "name": "每五天",
                "feedback_every": 5,
            }
        )
        self.at("2024-03-04")
        matter = self.accepted(grade_id=grade.id)
        self.at("2024-03-11")
        rows = [row for row in self.points(matter, "plan") if row[0] == "2024-03-09"]
        self.assertEqual([row[2] for row in rows], ["missing"])
        missed = matter.sudo()._missed_feedback_dates()
        shown = [row[0] for row in self.points(matter, "plan") if row[2] == "missing"]
        self.assertEqual(shown, [day.isoformat() for day in missed])

    def test_a_draft_has_no_timeline(self):
        matter = self.matter()
        self.assertFalse(matter.plan_line_ids or matter.due_date_ids)
        self.assertFalse(matter.timeline)
