"""Who is asked and offered to close what, and what is said where it cannot be closed yet."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestAskedToClose(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def reviewed(self, matter):
        """Its result passed the review."""
        matter = self.submitted(matter).with_user(self.office_user)
        matter.write({"conclusion": "落实到位"})
        matter.action_pass_review("符合要求")
        return matter

    @clause("CORE-20", "CORE-33", "LZU-6.1.2a")
    def test_nobody_is_asked_to_close_a_whole_before_its_parts(self):
        """Neither asked nor offered while a part is open; at once when the last one ends, and from the next patrol on
        when it is taken out of the whole. Why not is said to who tries."""
        for leave in (
            lambda part: part.with_user(self.office_user).action_withdraw_filing("误立"),
            lambda part: part.with_user(self.office_user).write({"parent_id": False}),
        ):  # fmt: skip
            whole = self.accepted(name="整体")
            part = self.assigned(name="其一", parent_id=whole.id)
            whole = self.reviewed(whole)
            self.assertFalse(self.todos(whole))
            self.assertNotIn("close", whole.sudo(False)._possible_actions())
            with self.assertRaisesRegex(UserError, "其一"), self.cr.savepoint():
                whole.action_close()
            leave(part)
            self.run_patrol()
            self.assertEqual(self.todos(whole).mapped("duban_key"), ["close"])
            whole.invalidate_recordset()
            self.assertIn("close", whole._possible_actions())
            self.reported_back(whole)
            whole.action_close()

    @clause("CORE-20", "LZU-5.3", "LZU-6.1.4b")
    def test_who_closes_is_told_to_go_on_site_first(self):
        """The to-do and the screen say what is missing, until the record is there."""
        lists = self.regulation.option_list_ids
        form, kind = self.env["duban.option"].create(
            [
                {
                    "list_id": self.env["duban.option.list"]
                    .create(
                        {
                            "regulation_id": self.regulation.id,
                            "code": "form",
                            "name": "督办形式",
                            "is_open": True,
                        }
                    )
                    .id,
                    "code": "research",
                    "name": "调研督查",
                    "demand_ids": self.demands("onsite_before_close"),
                },
                {
                    "list_id": lists.filtered(lambda row: row.code == "record_kind").id,
                    "code": "onsite",
                    "name": "现场督查",
                    "demand_ids": self.demands("staff"),
                },
            ]
        )
        matter = self.reviewed(self.accepted(form_id=form.id))
        self.reported_back(matter)
        zh = matter.with_context(lang="zh_CN")
        self.office_user.lang = "zh_CN"
        matter.sudo()._reconcile_todos()
        self.assertIn("现场", self.todos(matter).summary)
        self.assertIn("现场", zh.missing_text)
        self.assert_refused(matter.action_close)
        self.env["duban.record"].with_user(self.office_user).create(
            {
                "matter_id": matter.id, "kind_id": kind.id, "summary": "查看",
                "staff_ids": [Command.set(self.office_user.ids)], "place": "一号楼",
            }
        )  # fmt: skip
        self.env.invalidate_all()
        self.assertNotIn("现场", self.todos(matter).summary)
        self.assertNotIn("现场", zh.missing_text or "")
        matter.action_close()
