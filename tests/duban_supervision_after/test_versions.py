"""A new version of the regulation in the middle of a year: scores, reports and lists go on (CORE-31)."""

from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision_after.test_bulletin import BulletinCommon
from tests.duban_supervision_after.test_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestScoresOverVersions(ScoreCommon):
    @clause("PLUS-S1", "CORE-31")
    def test_the_weight_of_a_grade_counts_under_either(self):
        """重点 counts 150 per cent: closed in time in April, filed in March under the version before: 2 × 1.5."""
        self.at("2024-03-25")
        matter = self.accepted(name="三月立", grade_id=self.key_grade.id)
        version = self.regulation._new_version(date(2024, 4, 1))
        grade = self.key_grade._under(version)
        self.env["duban.score.rule"].create(
            [
                {
                    "regulation_id": version.id,
                    "event": event,
                    "name": name,
                    "points": points,
                    "grade_id": grade.id,
                }
                for event, name, points in (
                    ("weight", "重点", 150),
                    ("closed", "只算重点", 1),
                )
            ]
        )
        self.env["duban.score.rule"].create(
            {
                "regulation_id": version.id,
                "event": "on_time",
                "name": "按时",
                "points": 2,
                "is_weighted": True,
            }
        )
        self.at("2024-04-02")
        self.closed(matter=matter)
        self.at("2024-04-03")
        score = self.counted(4)
        self.assertEqual(score.regulation_id, version)
        rules = score.sudo().regulation_id.score_rule_ids
        kept = rules.filtered(lambda row: row.name in ("重点", "只算重点", "按时"))
        (rules - kept).unlink()
        score.action_fill()
        points = score.sudo().unit_ids.point_ids
        self.assertEqual(
            sorted((row.name, row.counted) for row in points),
            [("只算重点", 1.5), ("按时", 3)],
        )

    @clause("PLUS-S1", "CORE-31")
    def test_a_month_locked_under_the_version_before_is_looked_at_again(self):
        self.at("2024-03-01")
        matter = self.accepted(name="三月")
        self.at("2024-03-18")
        matter.with_user(self.office_user).action_urge("请抓紧")
        self.at("2024-04-01")
        march = self.published(3)
        self.at("2024-05-06")
        march.with_user(self.office_user).action_lock()
        before = self.line(march, self.unit_a).minus
        version = self.regulation._new_version(date(2024, 5, 7))
        self.at("2024-05-08")
        # a mistaken filing: what March counted for it is given back
        matter.with_user(self.office_user).action_withdraw_filing("误立")
        april = self.counted(4)
        self.assertEqual(april.regulation_id, version)
        self.assertIn(march, april.sudo()._earlier())
        later = april.sudo().unit_ids.point_ids.filtered(lambda r: r.kind == "later")
        self.assertEqual(later.origin_id, march)
        self.assertAlmostEqual(sum(later.mapped("counted")), -before, places=2)
        # the locked month is not scored again under the new version
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.score(3)


@tagged("post_install", "-at_install")
class TestReportsOverVersions(BulletinCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-02-26")
        self.key = self.env["duban.grade"].create(
            {"regulation_id": self.regulation.id, "code": "key", "name": "重点"}
        )
        self.before = self.assigned(name="旧版本立", grade_id=self.key.id)
        self.released = self.assigned(name="旧版本免")
        self.version = self.regulation._new_version(date(2024, 3, 1))
        self.at("2024-03-04")
        self.after = self.assigned(name="新版本立", grade_id=self.key._under(self.version).id)  # fmt: skip
        self.own = self.category("meeting")._under(self.version)
        strange = self.env["duban.source.category"].create(
            {"regulation_id": self.version.id, "name": "信访件"}
        )
        self.strange = self.assigned(name="别的类别", source_category_id=strange.id)

    @clause("DOC-10", "XISU-10.3b", "CORE-31")
    def test_the_list_has_as_many_rows_as_the_table_counts(self):
        bulletin = self.bulletin(
            kind="annual",
            item_kind="matters",
            category_ids=[Command.set(self.own.ids)],
        )
        bulletin.action_fill()
        self.assertEqual(bulletin.regulation_id, self.version)
        self.assertEqual(sum(bulletin.line_ids.mapped("task_count")), 3)
        self.assertEqual(
            bulletin.item_ids.matter_id, self.before | self.released | self.after
        )
        # a grade is one row of the table
        rows = bulletin.figures["grade"]
        self.assertEqual(
            sorted((row["name"], row["task_count"]) for row in rows),
            [("—", 1), ("重点", 2)],
        )

    @clause("CORE-15", "CORE-31")
    def test_figures_by_grade_and_the_view_join_versions(self):
        figures = self.figures(by="grade")
        self.assertEqual(figures["重点"]["task_count"], 2)
        self.env.flush_all()
        for name in ("grade_id", "source_category_id"):
            groups = self.env["duban.statistics"]._read_group(
                [("matter_id", "in", (self.before | self.after).ids)],
                [name],
                ["task_count:sum"],
            )
            self.assertEqual([count for _row, count in groups], [2], name)

    @clause("XISU-14.1a", "CORE-31")
    def test_commendations_and_the_volume_are_of_the_year(self):
        switches = {"commendation_enabled": True, "archive_enabled": True}
        (self.regulation | self.version).write(switches)
        Commendation = self.env["duban.commendation"].with_user(self.office_user)
        rows = Commendation.create(
            [
                {"unit_id": unit.id, "ground": "办结率高", "year": 2024, "regulation_id": version.id}
                for unit, version in ((self.unit_a, self.regulation), (self.unit_b, self.version))
            ]
        )  # fmt: skip
        rows.action_confirm()
        self.assertEqual(Commendation._of_year(self.version, 2024), rows)
        volumes = self.env["duban.ledger.volume"]
        volumes.create({"year": 2024, "regulation_id": self.regulation.id})
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            volumes.create({"year": 2024, "regulation_id": self.version.id})
