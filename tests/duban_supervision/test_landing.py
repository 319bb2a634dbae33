"""Each kind of to-do of a matter has its dialog: no kind is forgotten by the table of landings."""

import ast
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.landing_battery import LandingBattery


def kinds_of_matters():
    """Kinds of to-dos (first part of their keys) that the code makes for matters, addon by addon."""
    root = Path(__file__).parents[2]
    for path in sorted(root.glob("duban_supervision*/**/*.py")):
        for cls in ast.walk(ast.parse(path.read_text())):
            if not isinstance(cls, ast.ClassDef):
                continue
            inherits = [
                ast.unparse(node.value)
                for node in cls.body
                if isinstance(node, ast.Assign)
                and node.targets[0].id in ("_inherit", "_name")
            ]
            if not any("'duban.matter'" in text for text in inherits):
                continue
            for call in ast.walk(cls):
                if (
                    isinstance(call, ast.Call)
                    and getattr(call.func, "id", "") == "Todo"
                ):
                    yield from key_of(call.args[0], path)


def key_of(node, path):
    if isinstance(node, ast.Constant):
        yield node.value, path
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield node.values[0].value.rstrip(":"), path


@tagged("post_install", "-at_install")
class TestLandingTable(SupervisionCommon):
    def test_no_kind_is_forgotten(self):
        Matter = self.env["duban.matter"]
        installed = {
            module.name
            for module in self.env["ir.module.module"].search(
                [("state", "=", "installed")]
            )
        }
        found = 0
        for key, path in kinds_of_matters():
            addon = next(
                part for part in path.parts if part.startswith("duban_supervision")
            )
            if addon in installed:
                found += 1
                self.assertTrue(
                    Matter._landing_of(key), f"{path.name}: {key} has no dialog"
                )
        self.assertGreater(found, 20)

    def test_rows_name_what_exists(self):
        Matter = self.env["duban.matter"]
        asks = self.env["duban.action.wizard"]._asks()
        steps = {action for _state, action in Matter._get_transitions()}
        steps |= set(Matter._get_side_actions())
        for key, row in Matter._landings().items():
            with self.subTest(key=key):
                self.assertTrue(row.ask or row.opens or row.shows or row.fills)
                self.assertLessEqual(set(row.steps), steps)
                if row.ask:
                    self.assertIn(row.ask, asks)
                model = self.env[row.part] if row.part else Matter
                self.assertLessEqual(set(row.shows), set(model._fields))
                self.assertLessEqual(set(row.fills), set(Matter._fields))
                if row.who:
                    self.assertTrue(hasattr(Matter, row.who))
                elif not row.part:
                    # who may beside the receiver is what the table of steps says
                    named = set(row.steps) or {row.opens or row.ask} - {""}
                    self.assertLessEqual(named, steps)


@tagged("post_install", "-at_install")
class TestLandings(LandingBattery, SupervisionCommon):
    """What stands beside the way: each is made to happen, and lands."""

    core_day = "2024-03-04"

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def todo(self, matter, kind):
        matter._reconcile_todos()
        found = self.todos(matter).filtered(
            lambda row: row.duban_key.split(":")[0] == kind
        )
        self.assertTrue(found, kind)
        return found[:1]

    def test_urging_is_answered_beside_what_was_urged(self):
        matter = self.accepted()
        matter.with_user(self.office_user).action_urge("请于本周内报送进展")
        todo = self.todo(matter, "urging")
        wizard = self.assert_lands(todo)
        self.assertIn("请于本周内报送进展", [fact["text"] for fact in wizard.facts])
        wizard.text = "本周五前报送"
        wizard.action_confirm()
        urged = matter.sudo().record_ids.filtered(lambda row: row.purpose == "urging")
        self.assertEqual(urged.answer, "本周五前报送")
        self.assertFalse(todo.exists().active)

    def test_a_recheck_is_recorded_where_it_is_asked(self):
        self.regulation.recheck_enabled = True
        matter = self.closed()
        self.recheck(matter, "visit")
        wizard = self.assert_lands(self.todo(matter, "recheck"))
        wizard.write({"outcome": "passed", "text": "已落实"})
        wizard.action_confirm()
        self.assertEqual(matter.sudo().recheck_ids.outcome, "passed")

    def test_the_head_settles_a_disagreement(self):
        self.regulation.disagreement_enabled = True
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.env["duban.disagreement"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "经费由谁承担"}
        )
        wizard = self.assert_lands(self.todo(matter, "disagreement"))
        self.assertIn("经费由谁承担", [fact["text"] for fact in wizard.facts])
        wizard.write({"text": "未达成一致", "agreed": "no"})
        wizard.action_confirm()
        matter.sudo().disagreement_ids.with_user(self.head_a).action_escalate()
        # then it is the leader's, who is asked for the leader's words
        todo = self.todo(matter, "disagreement")
        self.assertEqual(todo.user_id, self.leader)
        self.assert_told_at_once(todo, self.head_a)
        self.assertEqual(self.opened(todo, self.head_a)["type"], "ir.actions.client")
        wizard = self.assert_lands(todo)
        wizard.text = "经费由科研处承担"
        wizard.action_confirm()
        self.assertEqual(matter.sudo().disagreement_ids.state, "settled")

    def opened(self, todo, user, **context):
        return todo.with_user(user).with_context(**context).action_duban_open()

    def test_a_to_do_of_somebody_else_says_so_at_once(self):
        matter = self.assigned()
        todo = self.todo(matter, "accept")
        self.assertEqual(todo.user_id, self.head_a)
        for user in (self.office_user, self.office_user2, self.leader):
            said = self.opened(todo, user)
            self.assertEqual(said["type"], "ir.actions.client")
            self.assertIn(self.head_a.name, said["params"]["message"])
            self.assertEqual(said["params"]["next"]["res_id"], matter.id)
        # whoever holds the role takes the step, whoever has the to-do
        self.assertEqual(self.opened(todo, self.head_a)["target"], "new")
        self.assertEqual(self.opened(todo, self.worker_a)["target"], "new")
        # of a matter that one may not read nothing is told but what the to-do says
        said = self.opened(todo, self.head_c)
        self.assertNotEqual(said.get("res_model"), "duban.matter")

    def test_offices_help_each_other_and_nobody_signs_for_a_leader(self):
        matter = self.accepted(date_deadline="2024-05-31")
        self.submitted(matter)
        review = self.todo(matter, "review")
        self.assertEqual(self.opened(review, self.office_user2)["target"], "new")
        self.assertEqual(self.opened(review, self.head_a)["type"], "ir.actions.client")
        other = self.accepted(name="另一件", date_deadline="2024-05-31")
        self.extension(other, "2024-06-30").action_submit()
        approve = self.todo(other, "approve")
        for user in (self.office_user, self.head_a, self.worker_a):
            self.assertEqual(self.opened(approve, user)["type"], "ir.actions.client")
        self.assertEqual(self.opened(approve, approve.user_id)["target"], "new")

    def test_who_stands_in_does_it(self):
        matter = self.accepted(date_deadline="2024-05-31")
        self.extension(matter, "2024-06-30").action_submit()
        approve = self.todo(matter, "approve")
        absent = approve.user_id
        self.assertNotEqual(self.opened(approve, self.leader2)["target"], "new")
        self.env["duban.delegation"].with_user(absent).create(
            {"user_id": absent.id, "deputy_id": self.leader2.id,
             "date_from": "2024-03-04", "date_to": "2024-03-31"}
        )  # fmt: skip
        self.assertEqual(self.opened(approve, self.leader2)["target"], "new")

    def test_a_returned_result_says_why(self):
        matter = self.submitted()
        matter.with_user(self.office_user).action_return_result("附件缺少验收单")
        todo = self.todo(matter, "result")
        own = self.assert_lands(todo)
        self.assertIn("附件缺少验收单", [fact["text"] for fact in own.step_facts])

    @clause("CORE-23")
    def test_why_it_was_returned_is_said_until_it_is_handed_in_again(self):
        """The last reason alone, at the unit's turn; none while the office looks at it, nor once it passed."""

        def assert_said(reason):
            for user in (self.worker_a, self.office_user):
                said = self.as_user(matter, user).return_reason
                self.assertEqual(said or "", reason, user.name)

        matter = self.submitted()
        office = matter.with_user(self.office_user)
        for reason in ("附件缺少验收单", "验收单未盖章"):
            assert_said("")
            office.action_return_result(reason)
            assert_said(reason)
            self.submitted(matter)
        assert_said("")
        office.action_pass_review("符合要求")
        assert_said("")

    def test_overdue_lands_at_the_result_and_at_the_way_out(self):
        matter = self.accepted(date_deadline="2024-03-20")
        self.at("2024-04-10")
        matter._reconcile_todos()
        for key in ("result", "overdue"):
            own = self.assert_lands(self.todo(matter, key))
            self.assertEqual(own.step_offers[0], "submit_result")
            self.assertIn("extension", own.step_offers)

    def test_an_extension_is_decided_beside_its_dates_and_reason(self):
        matter = self.accepted(date_deadline="2024-05-31")
        self.extension(matter, "2024-06-30").action_submit()
        wizard = self.assert_lands(self.todo(matter, "approve"))
        shown = {fact["name"]: fact["text"] for fact in wizard.facts}
        self.assertEqual(shown["date_deadline_before"], "2024年5月31日")
        self.assertEqual(shown["date_requested"], "2024年6月30日")
        self.assertEqual(shown["reason"], "设备到货延迟")
        self.assertEqual(wizard.choices, ["approve", "return", "reject"])
        # returning without a reason asks for it in the same place, and nothing happened
        opened = wizard.action_choose("return")
        self.assertEqual(opened["context"]["default_action"], "return")
        self.assertEqual(matter.sudo().request_ids.state, "submitted")
        again = wizard.with_context(**opened["context"]).create({"text": "理由不充分"})
        self.assertFalse(again.choices)
        again.action_confirm()
        self.assertEqual(matter.sudo().request_ids.state, "refused")
        self.assertEqual(str(matter.sudo().date_deadline), "2024-05-31")

    def test_nobody_else_decides_in_the_dialog(self):
        matter = self.accepted(date_deadline="2024-05-31")
        self.extension(matter, "2024-06-30").action_submit()
        todo = self.todo(matter, "approve")
        action, _model = self.dialog(todo)
        for user in (self.worker_a, self.head_b, self.leader2):
            wizard = (
                self.env["duban.action.wizard"]
                .with_user(user)
                .with_context(**action["context"])
            )
            self.assert_refused(
                lambda wizard=wizard: wizard.create({}).action_confirm()
            )
        self.assertEqual(matter.sudo().request_ids.state, "submitted")

    def test_a_choice_that_is_not_offered_is_not_taken(self):
        matter = self.accepted(date_deadline="2024-05-31")
        self.extension(matter, "2024-06-30").action_submit()
        wizard = self.assert_lands(self.todo(matter, "approve"))
        wizard.action_choose("withdraw_filing")
        self.assertEqual(matter.sudo().state, "in_progress")
        self.assertEqual(matter.sudo().request_ids.state, "approved")

    def test_who_left_is_handed_over(self):
        self.regulation.handover_enabled = True
        matter = self.accepted()
        self.worker_a.with_user(self.env.ref("base.user_root")).action_archive()
        matter._reconcile_todos()
        found = self.todos(matter).filtered(lambda row: row.duban_key == "handover")
        if found:
            form = self.assert_lands(found)
            self.assertEqual(form.predecessor_id, self.worker_a)
