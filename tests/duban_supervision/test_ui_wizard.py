"""One dialog for actions that need a word, and deciding on the to-do itself."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.common import SupervisionCommon


class WizardCommon(SupervisionCommon):
    def ask(self, records, action, user=None, **values):
        """Open the dialog of ``action`` as the button does, fill it in, confirm."""
        records = records.with_user(user or self.office_user)
        opened = records.action_ask(action)
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(user or self.office_user)
            .with_context(**opened["context"])
            .create(values)
        )
        return wizard, wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestWizard(WizardCommon):
    def test_every_action_of_the_table_exists_and_takes_its_arguments(self):
        import inspect

        owners = [
            self.env[name] for name in self.env.registry if name.startswith("duban.")
        ]
        wizard = self.env["duban.action.wizard"]
        for action, ask in wizard._asks().items():
            found = [owner for owner in owners if hasattr(owner, ask.method)]
            self.assertTrue(found, action)
            fitting = [
                o
                for o in found
                if set(ask.arguments)
                <= set(inspect.signature(getattr(o, ask.method)).parameters)
            ]
            self.assertTrue(fitting, f"{action}: {ask.arguments}")
            self.assertLessEqual(
                {*ask.arguments.values(), *ask.required}, set(wizard._fields), action
            )

    def test_return_a_result_with_reason_and_new_date(self):
        matter = self.accepted()
        worker = matter.with_user(self.worker_a)
        worker.result = "完成"
        worker.action_submit_result()
        with self.assertRaises(UserError):
            self.ask(matter, "return_result")
        self.assertEqual(matter.state, "result_submitted")
        self.ask(matter, "return_result", text="材料不齐")
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(matter.act_ids.sorted("seq")[-1].note, "材料不齐")

    def test_the_dialog_bypasses_nothing(self):
        matter = self.accepted()
        with self.assertRaises(AccessError):
            self.ask(matter, "urge", self.worker_a, text="请尽快")
        with self.assertRaises(AccessError):
            self.ask(matter, "urge", self.outsider, text="请尽快")
        with self.assertRaises(UserError):
            self.ask(matter, "nonsense")
        wizard = self.env["duban.action.wizard"].with_user(self.admin)
        with self.assertRaises(UserError):
            wizard.create(
                {
                    "action": "approve",
                    "res_model": "res.users",
                    "res_ids": self.admin.ids,
                }
            ).action_confirm()
        self.assertFalse(matter.urging_count)

    def test_urge_with_channel_person_and_limit(self):
        matter = self.accepted()
        channel = matter.channel_ids[:1]
        self.ask(
            matter,
            "urge",
            text="请于周五前办结",
            channel_id=channel.id,
            person_id=self.head_a.id,
            date="2030-01-04",
        )
        record = matter.record_ids.filtered(lambda row: row.purpose == "urging")
        self.assertEqual(record.summary, "请于周五前办结")
        self.assertEqual(record.person_id, self.head_a)
        self.assertEqual(str(record.new_limit), "2030-01-04")
        self.ask(record, "answer", self.worker_a, text="已完成八成")
        self.assertEqual(record.answer, "已完成八成")

    def test_batch_says_what_became_of_each(self):
        good, bad = self.matter(name="甲"), self.matter(name="乙", basis=False)
        wizard, _action = self.ask(good | bad, "file")
        self.assertEqual((good.state, bad.state), ("filed", "draft"))
        results = {row["id"]: row for row in wizard.results}
        self.assertTrue(results[good.id]["ok"])
        self.assertFalse(results[bad.id]["ok"])
        self.assertIn("Basis", results[bad.id]["message"])
        self.assertEqual(wizard.done_count, 1)
        other = self.filed(name="丙")
        self.ask(good | other, "assign")
        self.assertEqual((good | other).mapped("state"), ["assigned", "assigned"])
        self.ask(good | other, "urge", text="请抓紧")
        self.assertEqual(sum((good | other).mapped("urging_count")), 2)

    def test_merge_explain_and_recheck(self):
        survivor, matter = (
            self.filed(),
            self.accepted(name="乙", co_unit_ids=[Command.set(self.unit_b.ids)]),
        )
        line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
        self.ask(line, "explain", self.worker_a, text="无需配合")
        self.assertEqual(line.report_state, "explained")
        self.ask(matter, "merge", survivor_id=survivor.id, text="同一事项")
        self.assertEqual(matter.merged_into_id, survivor)

    def test_adding_parts_opens_their_form_with_the_matter(self):
        matter = self.accepted()
        action = matter.with_user(self.worker_a).action_add("request", "extension")
        self.assertEqual(action["context"]["default_matter_id"], matter.id)
        self.assertEqual(action["context"]["default_kind"], "extension")
        self.assertEqual(action["target"], "new")
        with self.assertRaises(UserError):
            matter.action_add("res.users")


@tagged("post_install", "-at_install")
class TestActivity(WizardCommon):
    def applied(self):
        matter = self.accepted()
        request = self.request(
            matter,
            reason="天气原因",
            date_requested=fields.Date.add(matter.date_deadline, days=10),
        )
        request.action_submit()
        return request, self.todos(matter, kind="approve")

    def test_approve_on_the_todo(self):
        self.at("2024-03-04")
        request, todo = self.applied()
        self.assertEqual(todo.user_id, self.leader)
        with self.assertRaises(AccessError):
            todo.with_user(self.head_a).action_duban_approve()
        mine = self.as_user(todo, self.leader)
        self.assertTrue(mine.duban_can_decide)
        mine.action_duban_approve("同意")
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.matter_id.date_deadline, request.date_requested)
        self.assertFalse(todo.active)
        self.assertEqual(request.approval_line_ids.opinion, "同意")

    def test_return_on_the_todo_needs_its_reason(self):
        request, todo = self.applied()
        mine = self.as_user(todo, self.leader)
        with self.assertRaises(UserError):
            mine.action_duban_return()
        opened = mine.action_duban_ask("return")
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.leader)
            .with_context(**opened["context"])
            .create({"text": "理由不足"})
        )
        wizard.action_confirm()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.approval_line_ids.opinion, "理由不足")

    def test_the_deputy_decides_between_the_dates(self):
        self.at("2024-03-04")
        request, todo = self.applied()
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-03-04",
                "date_to": "2024-03-08",
            }
        )
        self.assertEqual(todo.user_id, self.leader2)
        self.as_user(todo, self.leader2).action_duban_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.approval_line_ids.decided_by_id, self.leader2)
        self.assertEqual(request.approval_line_ids.on_behalf_id, self.leader)

    def test_only_approvals_are_decided_and_nothing_is_ticked(self):
        matter = self.assigned()
        todo = self.todos(matter).with_user(self.head_a)
        self.assertFalse(todo.duban_can_decide)
        with self.assertRaises(UserError):
            todo.action_duban_approve()
        with self.assertRaises(UserError):
            todo.action_feedback()
        with self.assertRaises(UserError):
            todo.unlink()

    def test_the_todo_opens_the_very_step(self):
        matter = self.accepted()
        milestone = self.todos(matter, kind="feedback")
        if milestone:
            action = milestone[0].with_user(self.worker_a).action_duban_open()
            self.assertEqual(action["res_model"], "duban.feedback")
        result = self.todos(matter, kind="result").with_user(self.worker_a)
        action = result.action_duban_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("duban.matter", matter.id)
        )
        self.assertEqual(action["target"], "new")
        request, todo = self.applied()
        action = todo.with_user(self.leader).action_duban_open()
        self.assertEqual(action["res_model"], "duban.action.wizard")
        self.assertEqual(
            action["context"]["default_res_ids"], request.approval_line_ids.ids
        )

    def test_grouped_by_when(self):
        self.at("2024-03-06")  # a Wednesday
        matter = self.assigned()
        Activity = self.env["mail.activity"].with_user(self.head_a)
        domain = [("user_id", "=", self.head_a.id), ("duban_key", "!=", False)]
        todo = self.todos(matter)
        for day, when in (
            ("2024-03-05", "1_late"),
            ("2024-03-06", "2_today"),
            ("2024-03-10", "3_week"),
            ("2024-03-11", "4_later"),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_activity SET date_deadline = %s WHERE id = %s",
                (day, todo.id),
            )
            self.env.invalidate_all()
            self.assertEqual(todo.duban_when, when)
            self.assertEqual(
                Activity.search([*domain, ("duban_when", "=", when)]).ids, todo.ids
            )
            groups = Activity._read_group(domain, ["duban_when"], ["__count"])
            self.assertEqual(groups, [(when, 1)])

    def test_a_todo_speaks_the_language_of_who_does_it(self):
        """Whoever takes the step before, and whatever language the patrol runs in."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["res.lang"]._activate_lang("en_US")
        self.head_a.lang, self.head_b.lang = "zh_CN", "en_US"
        self.office_user.lang = "en_US"
        matter = self.assigned(co_unit_ids=[Command.set(self.unit_b.ids)])
        accept, report = (
            self.todos(matter, kind="accept"),
            self.todos(matter, kind="co_feedback"),
        )
        self.assertIn("接办", accept.summary)
        self.assertIn("Cooperate", report.summary)
        self.assertEqual(matter.with_context(lang="zh_CN")._reconcile_todos(), 0)
        self.assertEqual(matter.with_context(lang="en_US")._reconcile_todos(), 0)
        self.office_user.lang = "zh_CN"
        self.assertEqual(matter._reconcile_todos(), 0)
