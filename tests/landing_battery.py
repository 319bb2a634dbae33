"""Every to-do lands on its work: a dialog with what it is about and its step, from which its receiver takes it.

Generated from what is there: each to-do of a matter on its way, whoever has it, under every institution's regulation.
"""

import contextlib

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

#: dialogs that say what they are about in their own boxes
WRITTEN = (
    "duban.feedback",
    "duban.request",
    "duban.record",
    "duban.adjustment",
    "duban.handover",
    "duban.archive.record",
)


class LandingBattery:
    """Expects the fixtures of ``SupervisionCommon`` with ``core_day`` as the day."""

    def dialog(self, todo):
        """(action, model as the receiver works in it) of the dialog that ``todo`` opens."""
        user = todo.user_id
        action = todo.with_user(user).action_duban_open()
        self.assertEqual(action.get("target"), "new", todo.duban_key)
        model = self.env[action["res_model"]].with_user(user)
        return action, model.with_context(**action.get("context", {}))

    def assert_lands(self, todo):
        """The dialog is there, shows what it is about, and offers its receiver the step."""
        action, model = self.dialog(todo)
        arch = model.get_views(action["views"])["views"]["form"]["arch"]
        self.assertTrue(action["name"], todo.duban_key)
        if model._name == "duban.matter":
            return self.assert_step_form(todo, model.browse(action["res_id"]), arch)
        if model._name == "duban.action.wizard":
            wizard = model.create({})
            self.assertTrue(
                wizard.facts or wizard.details or wizard.hint or wizard.record_names,
                f"{todo.duban_key}: says nothing",
            )
            self.assertTrue(wizard._records().has_access("read"))
            return wizard
        self.assertIn(model._name, WRITTEN, todo.duban_key)
        return Form(model)

    def assert_told_at_once(self, todo, user):
        """Whoever has not this to-do gets a dialog with a step to take, or reads at once whose turn it is."""
        matter = self.env["duban.matter"].with_user(user).browse(todo.res_id)
        if user == todo.user_id or not matter.has_access("read"):
            return
        opened = todo.with_user(user).action_duban_open()
        if opened["type"] != "ir.actions.client":
            model = self.env[opened["res_model"]].with_user(user)
            model = model.with_context(**opened.get("context", {}))
            if opened.get("target") == "new" and model._name == "duban.matter":
                shown = model.browse(opened["res_id"])
                self.assertTrue(
                    shown.step_offers or shown.step_fills, (todo.duban_key, user.name)
                )
            return
        said = opened["params"]
        self.assertIn(todo.user_id.name, said["message"])
        self.assertIn(todo.summary, said["message"])
        self.assertEqual(
            (said["next"]["res_model"], said["next"]["res_id"], said["next"]["target"]),
            ("duban.matter", matter.id, "current"),
        )
        # beside the matter itself it is not opened once more
        beside = todo.with_user(user).with_context(duban_on_record=True)
        self.assertNotIn("next", beside.action_duban_open()["params"])

    def assert_step_form(self, todo, matter, arch):
        """The form of the step shows or asks something, and each of its steps has one visible button."""
        self.assertTrue(
            matter.step_facts or matter.step_fills, f"{todo.duban_key}: says nothing"
        )
        values = matter.read(["step_offers", "allowed_actions", "step_fills"])[0]
        shown = [
            button.get("name")
            for button in etree.fromstring(arch).iterfind(".//footer/button")
            if button.get("name") != "action_open_form"
            and not safe_eval(button.get("invisible") or "False", values)
            and button.get("special") != "cancel"
        ]
        landing = matter._landing_of(todo.duban_key)
        if landing.steps:
            self.assertTrue(
                matter.step_offers, f"{todo.duban_key}: no step for its receiver"
            )
        offered = [name for name in shown if name]
        self.assertEqual(
            len(offered), len(matter.step_offers or ()), (todo.duban_key, shown)
        )
        return matter

    def assert_all_land(self, matter):
        """Keys of the open to-dos of ``matter``, each of which landed."""
        matter._reconcile_todos()
        self.env.flush_all()
        todos = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "duban.matter"),
                    ("res_id", "=", matter.id),
                    ("duban_key", "!=", False),
                ]
            )
        )
        for todo in todos:
            with self.subTest(key=todo.duban_key, state=matter.sudo().state):
                self.env.invalidate_all()
                self.assert_lands(todo)
                for user in (self.office_user2, self.worker_a, self.head_b, self.leader2):  # fmt: skip
                    self.assert_told_at_once(todo, user)
        return set(todos.mapped("duban_key"))

    def test_landing_every_todo_on_the_way(self):
        seen = set()
        matter = self.matter(co_unit_ids=[(6, 0, self.unit_b.ids)])
        sudo = matter.sudo()
        if sudo._chain("filing") and not sudo._has_recorded_instruction():
            matter.action_submit_filing()
            seen |= self.assert_all_land(matter)
            self.run_chain(matter)
            seen |= self.assert_all_land(matter)
        if not self.regulation.file_on_assignment:
            matter.with_user(self.office_user).action_file()
            seen |= self.assert_all_land(matter)
        matter = matter.with_user(self.office_user)
        if sudo.state != "assigned":
            matter.action_assign()
        seen |= self.assert_all_land(matter)
        self.assertIn("accept", seen)
        running = self.accepted(name="另一件事项")
        office = running.with_user(self.office_user)
        if "urge" in office._possible_actions():
            # some regulations urge only what is late
            with contextlib.suppress(UserError):
                office._check_urging()
                office.action_urge("请抓紧")
        seen |= self.assert_all_land(running)
        if self.regulation.extension_enabled and running.date_deadline:
            request = self.extension(running, self.later(running))
            request.action_submit()
            keys = self.assert_all_land(running)
            self.assertTrue([key for key in keys if key.startswith("approve:")])
        self.submitted(running)
        keys = self.assert_all_land(running)
        self.assertTrue({"review", "close"} & keys)
        office = running.with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.assert_all_land(running)

    def later(self, matter):
        """A due date somewhat later than that of ``matter``, which every chain may grant."""
        day = matter.date_deadline
        return day.replace(
            day=min(day.day, 28),
            month=day.month % 12 + 1,
            year=day.year + day.month // 12,
        )

    def test_landing_the_way_is_walked_in_dialogs(self):
        """From acceptance to review: fill in the dialog, press its button, nothing else."""
        matter = self.assigned()
        todo = self.todos(matter, kind="accept")
        self.fill_and_press(todo, {"objective": "全部更新", "measures": "分批采购", "handler_id": self.worker_a.id},
                            plan=True)  # fmt: skip
        self.assertEqual(matter.sudo().state, "in_progress")
        self.feedback(matter)
        result = self.todos(matter, kind="result")
        values = self.result_values(matter)
        if matter._rule("head_confirmation_required"):
            _action, model = self.dialog(result)
            model.browse(matter.id).write(values)
            values = {}
            self.fill_and_press(self.todos(matter, kind="confirm"), {})
        self.fill_and_press(result, values)
        self.assertEqual(matter.sudo().state, "result_submitted")
        review = self.todos(matter).filtered(lambda row: row.duban_key == "review")
        _action, model = self.dialog(review)
        shown = {fact["name"]: fact for fact in model.browse(matter.id).step_facts}
        said = "result" if "result" in shown else "result_effect"
        self.assertEqual(shown[said]["text"], matter.sudo()[said])
        self.assertTrue(shown["result_attachment_ids"]["files"])
        self.fill_and_press(review, {"review_opinion": "符合要求"})
        self.assertTrue(matter.sudo().review_passed)

    def fill_and_press(self, todo, values, plan=False):
        """In the dialog of ``todo``: write what its boxes take of ``values``, press the highlighted button."""
        _action, model = self.dialog(todo)
        matter = model.browse(todo.res_id)
        mine = {
            name: value
            for name, value in values.items()
            if name in (matter.step_fills or ())
        }
        matter.write(mine)
        if (
            plan
            and "plan_line_ids" in (matter.step_fills or ())
            and not matter.plan_line_ids
        ):
            matter.write(
                {
                    "plan_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "完成采购",
                                "date": matter.date_deadline or self.core_day,
                            },
                        )
                    ]
                }
            )
        self.env.flush_all()
        matter.invalidate_recordset()
        needed = matter.step_needed
        self.assertFalse(needed and needed["words"], todo.duban_key)
        for item in needed["items"] if needed else ():
            self.assertTrue(
                any(matter[name] for name in item["names"]), (todo.duban_key, item)
            )
        step = matter.step_offers[0]
        if step in matter.env["duban.action.wizard"]._asks():
            opened = matter.action_ask(step)
            wizard = self.env["duban.action.wizard"].with_user(todo.user_id)
            wizard.with_context(**opened["context"]).create({}).action_confirm()
        else:
            method = {"confirm": "action_confirm_result"}.get(step, f"action_{step}")
            getattr(matter, method)()
