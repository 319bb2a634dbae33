"""统一待办: the school's portal holds the open to-dos, whatever happens on the way (PLUS-T2)."""

from unittest.mock import patch

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_gateway.test_http import HttpCase


@tagged("post_install", "-at_install")
class TestPortal(HttpCase):
    def setUp(self):
        super().setUp()
        self.todos = {}

        def handle(method, path, query, headers, body):
            if headers.get("authorization") != "Bearer portal-key":
                return 200, {"code": 401, "message": "no"}
            if path == "/todos":
                self.todos[body["id"]] = body
            elif path == "/todos/close":
                if body["id"] not in self.todos:
                    return 200, {"code": 404, "message": "unknown"}
                self.todos[body["id"]]["state"] = "done"
            return 200, {"code": 0}

        self.portal = self.preset(
            self.service(handle), "portal", secret="portal-key", app_id="duban"
        )

    def reconcile(self):
        count = self.env["duban.portal.todo"]._reconcile(self.portal)
        self.send()
        return count

    def open_ids(self):
        return {key for key, row in self.todos.items() if row["state"] == "open"}

    @clause("PLUS-T2")
    def test_pushed_updated_closed_under_one_key(self):
        matter = self.assigned(name="更新机房")
        self.reconcile()
        mine = [row for row in self.todos.values() if "更新机房" in row["title"]]
        person = matter.sudo()._unit_contact(matter.lead_unit_id)
        self.assertEqual({row["user"] for row in mine}, {person.staff_number})
        key = mine[0]["id"]
        self.assertEqual(self.reconcile(), 0, "idempotent")
        todo = matter.sudo().activity_ids.filtered(
            lambda row: row.duban_key == "accept"
        )
        self.assertTrue(mine[0]["url"].endswith(f"/duban/todo/{todo.id}"))
        self.plan(matter, "2024-03-10").action_accept()
        self.reconcile()
        self.assertEqual(self.todos[key]["state"], "done")
        again = [
            row
            for row in self.todos.values()
            if "更新机房" in row["title"] and row["state"] == "open"
        ]
        self.assertTrue(again)
        self.assertNotIn(key, [row["id"] for row in again])

    @clause("PLUS-T2")
    def test_what_comes_back_unchanged_is_open_again(self):
        """A to-do that was settled and is asked for once more stands there again under its key, link or no link."""
        parameters = self.env["ir.config_parameter"].sudo()
        for address in ("https://duban.example.edu.cn", "http://localhost:8069"):
            parameters.set_param("web.base.url", address)
            matter = self.assigned(name=f"更新机房 {address}").sudo()
            self.reconcile()
            todo = matter.activity_ids.filtered(lambda row: row.duban_key == "accept")
            key, before = self.env["duban.portal.todo"]._key(todo), dict(self.todos)
            self.assertEqual(before[key]["state"], "open")
            for _time in range(2):
                self.env.cr.execute(
                    "DELETE FROM mail_activity WHERE res_model = 'duban.matter' AND res_id = %s",
                    [matter.id],
                )
                self.env.invalidate_all()
                self.reconcile()
                self.assertEqual(self.todos[key]["state"], "done")
                matter._reconcile_todos()
                self.reconcile()
                self.assertEqual(self.todos[key]["state"], "open")
                self.assertEqual(self.reconcile(), 0)
            self.assertEqual(set(self.todos), set(before), "under no other key")
            for name in ("title", "user", "due"):
                self.assertEqual(self.todos[key].get(name), before[key].get(name))

    @clause("PLUS-T2")
    def test_portal_equals_the_open_todos_after_an_outage(self):
        for number in range(5):
            self.assigned(name=f"事项{number}")
        url, self.portal.base_url = self.portal.base_url, "http://127.0.0.1:9"
        self.reconcile()
        self.assertFalse(self.todos)
        self.at("2024-03-04", "10:30")
        self.portal.base_url = url
        self.send()
        todos = self.env["mail.activity"].sudo().search(
            [("res_model", "=", "duban.matter"), ("duban_key", "=", "accept")]
        )  # fmt: skip
        mirror = self.env["duban.portal.todo"].sudo()
        expected = {
            mirror._key(row) for row in todos if mirror._belongs(row, self.portal)
        }
        self.assertEqual(len(expected), 5)
        self.assertLessEqual(expected, self.open_ids())

    @clause("PLUS-T2")
    def test_of_one_todo_nothing_overtakes(self):
        self.assigned(name="更新机房")
        mirror = self.env["duban.portal.todo"].sudo()
        mirror._reconcile(self.portal)
        row = mirror.search([("gateway_id", "=", self.portal.id)], limit=1)
        queue = self.env["duban.gateway.message"].sudo()
        first = queue.search([("key", "=", f"{row.key}#1")])
        # the first word is put off, the last one is due
        first.date_next = "2024-03-04 10:00:00"
        row.write({"state": "closed", "version": 2})
        queue._enqueue([row._message("close", {})])
        self.send()
        self.assertNotIn(row.key, self.todos)
        self.at("2024-03-04", "23:00")
        self.send()
        self.assertEqual(self.todos[row.key]["state"], "done")

    @clause("PLUS-T2")
    def test_what_the_portal_refused_is_offered_again_at_night(self):
        self.portal.secret = "old"
        matter = self.assigned(name="更新机房")
        self.reconcile()
        self.assertEqual((self.todos, self.states(self.portal)), ({}, {"failed"}))
        self.portal.secret = "portal-key"
        count = len(self.messages(self.portal))

        def night():
            commit = self.registry["ir.cron"]
            with patch.object(commit, "_commit_progress", lambda *args, **kwargs: 1e9):
                self.env["duban.portal.todo"]._cron_reconcile()
            self.send()

        # a step of the same hour does not try again what was refused
        night()
        self.assertFalse(self.todos)
        self.at("2024-03-05", "03:00")
        night()
        self.assertEqual(self.states(self.portal), {"sent"})
        self.assertEqual(len(self.messages(self.portal)), count)
        self.assertTrue(any(matter.name in row["title"] for row in self.todos.values()))

    @clause("PLUS-T2")
    def test_only_the_last_word_is_offered_again(self):
        """What was refused and is no longer so is not said a night later."""
        self.portal.secret = "old"
        for name in ("更新机房", "更换课桌"):
            self.assigned(name=name, duplicate_override=True)
        self.reconcile()
        refused = self.messages(self.portal)
        mirror = self.env["duban.portal.todo"].sudo()
        rows = mirror.search([("gateway_id", "=", self.portal.id)])
        rows[:1].version += 1
        self.at("2024-03-05", "03:00")
        mirror._offer_again(self.portal)
        states = {row.key: row.state for row in refused}
        self.assertEqual(states.pop(f"{rows[0].key}#1"), "failed")
        self.assertEqual(set(states.values()), {"queued"})

    @clause("PLUS-T2")
    def test_the_night_mends_what_nobody_announced(self):
        """What changes behind the suite's back wakes nothing; the scheduled action of each night finds it."""
        matters = [self.assigned(name=name) for name in ("甲事", "乙事")]
        self.reconcile()
        mirror = self.env["duban.portal.todo"].sudo()
        gone, moved = (
            matter.sudo().activity_ids.filtered(lambda row: row.duban_key == "accept")
            for matter in matters
        )
        keys = [mirror._key(todo) for todo in (gone, moved)]
        before = [dict(self.todos[key]) for key in keys]
        self.assertEqual([row["state"] for row in before], ["open", "open"])
        self.env.cr.execute("DELETE FROM mail_activity WHERE id = %s", [gone.id])
        self.env.cr.execute(
            "UPDATE mail_activity SET date_deadline = date_deadline + 3 WHERE id = %s",
            [moved.id],
        )
        self.env.invalidate_all()
        with patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 1e9
        ):
            mirror._cron_reconcile()
        self.send()
        self.assertEqual(self.todos[keys[0]]["state"], "done")
        self.assertEqual(self.todos[keys[1]]["state"], "open")
        self.assertNotEqual(self.todos[keys[1]], before[1])
        cron = self.env.ref("duban_supervision_gateway.ir_cron_portal")
        self.assertEqual(
            (cron.interval_number, cron.interval_type, cron.active), (1, "days", True)
        )

    @clause("PLUS-T2")
    def test_what_is_to_be_done_is_named(self):
        """An urged unit has an answer to give: 答复催办, not 已催办."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.worker_a.lang = "zh_CN"
        matter = self.accepted(name="更新机房")
        matter.action_urge("请抓紧办理")
        self.reconcile()
        kinds = {row["type"] for row in self.todos.values() if row["state"] == "open"}
        self.assertIn("答复催办", kinds)
        self.assertNotIn("已催办", kinds)

    def test_protected_matters_by_number(self):
        self.assigned(name="绝密名称", confidentiality="sensitive")
        self.reconcile()
        self.assertTrue(self.todos)
        self.assertNotIn("绝密名称", repr(self.todos))

    @clause("PLUS-T2", "CORE-1")
    def test_each_portal_holds_what_is_its_own_institutions(self):
        """Who works for two schools has the to-dos of each in that school's portal."""
        matter = self.assigned(name="更新机房")
        other = self.env["res.company"].create({"name": "另一所学校"})
        matter.sudo().activity_ids.user_id.company_ids |= other
        self.portal.company_id = other
        self.assertEqual((self.reconcile(), self.todos), (0, {}))
        self.portal.company_id = self.company
        self.reconcile()
        self.assertIn(matter.name, "".join(row["title"] for row in self.todos.values()))

    @clause("PLUS-T2")
    def test_what_waited_is_told_as_it_is_now(self):
        """Protected during an outage: the first word that arrives knows; what was settled meanwhile never arrives."""
        matter = self.assigned(name="更新机房")
        over = self.assigned(name="更换课桌", duplicate_override=True)
        url, self.portal.base_url = self.portal.base_url, "http://127.0.0.1:9"
        self.reconcile()
        matter.sudo().confidentiality = "sensitive"
        self.plan(over, "2024-03-10").action_accept()
        self.reconcile()
        self.at("2024-03-04", "10:30")
        said, handle = [], self.env.registry["duban.gateway"]._deliver

        def heard(gateway, message):
            said.append(repr(message.payload))
            return handle(gateway, message)

        self.portal.base_url = url
        with patch.object(self.registry["duban.gateway"], "_deliver", heard):
            self.send()
        self.assertTrue(said)
        self.assertNotIn("更新机房", "".join(said))
        todo = self.env["duban.portal.todo"].sudo()
        accept = over.sudo().activity_ids.filtered(
            lambda row: row.duban_key == "accept"
        )
        self.assertFalse(accept)
        gone = todo.search([("key", "=like", f"duban.matter-{over.id}-accept%")])
        self.assertEqual(gone.mapped("state"), ["closed"])
        self.assertNotIn(gone.key, self.todos)
        states = {
            row.state
            for row in self.messages(self.portal)
            if row.key.startswith(f"{gone.key}#")
        }
        self.assertEqual(states, {"dropped"})
