"""A package of a body holds what that body decided under every version of the rules (PLUS-A2, CORE-31)."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestPackageOverVersions(PackageCase):
    @clause("PLUS-A2", "CORE-31")
    def test_a_body_is_one_over_versions(self):
        values = {"regulation_id": self.regulation.id}
        board, party = self.env["duban.decision.body"].create(
            [
                {**values, "code": "board", "name": "校长办公会议"},
                {**values, "code": "party", "name": "党委会"},
            ]
        )
        self.at("2024-03-04")
        before = self.filed(name="旧版本", decision_body_id=board.id)
        self.filed(name="别的会议", decision_body_id=party.id)
        version = self.regulation._new_version(date(2024, 4, 1))
        self.at("2024-04-02")
        after = self.filed(name="新版本", decision_body_id=board.id)
        self.assertEqual(after.regulation_id, version)
        for body in (board, board._under(version)):
            package = self.package(kind="inspection", body_ids=[Command.set(body.ids)])
            self.assertEqual(package.matter_count, 2)
            package.action_list()
            self.assertEqual(package.line_ids.matter_id, before | after)
