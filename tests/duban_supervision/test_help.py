"""求助 and 研判 (PLUS-C2), in an institution whose file provides them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_small_rules import YearsCommon


class HelpCommon(YearsCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-23")
        self.matter_ = self.accepted(co_unit_ids=self.units(self.unit_b))

    def call_help(self, user=None, matter=None, **values):
        values = {
            "kind": "difficulty", "situation": "设备招标流标", "needed": "财务处追加预算",
            "date_needed": "2026-12-01", **values,
        }  # fmt: skip
        matter = self.as_user(matter or self.matter_, user or self.worker_a)
        matter.action_call_help(**values)
        return matter.sudo().help_call_ids.sorted("id")[-1].with_env(self.env)

    def rows(self, user, key="help"):
        lists = {row["key"]: row for row in self.board(user)["lists"]}
        return lists.get(key, {"rows": []})["rows"]


@tagged("post_install", "-at_install")
class TestHelp(HelpCommon):
    @clause("PLUS-C2")
    def test_on_the_boards_until_answered(self):
        for user in (self.office_user, self.leader, self.secretary):
            self.assertFalse(self.rows(user))
        call = self.call_help()
        # two working days after Monday 11-23
        self.assertEqual(str(call.date_due), "2026-11-25")
        self.assertEqual(call.unit_id, self.unit_a)
        for user in (self.office_user, self.office_user2, self.leader, self.secretary):
            rows = self.rows(user)
            self.assertEqual(len(rows), 1, user.name)
            self.assertIn("财务处追加预算", rows[0]["title"])
            self.assertEqual(rows[0]["id"], self.matter_.id)
        for user in (self.leader2, self.head_a, self.admin):
            self.assertFalse(self.rows(user), user.name)
        # whoever opens the matter reads at its head who calls and what is needed by when
        for user in (self.office_user, self.leader, self.head_b):
            text = self.as_user(self.matter_, user).help_text
            for word in ("教务处", "设备招标流标", "财务处追加预算", "2026"):
                self.assertIn(word, text)
        self.as_user(call, self.leader).action_answer_call("已协调财务处，周五前下达")
        self.assertFalse(self.as_user(self.matter_, self.office_user).help_text)
        for user in (self.office_user, self.leader, self.secretary):
            self.assertFalse(self.rows(user))
        self.assertEqual((call.state, call.answered_by_id), ("answered", self.leader))
        acts = self.matter_.sudo().act_ids.filtered(
            lambda act: act.action in ("call_help", "answer_help")
        )
        self.assertEqual(acts.mapped("action"), ["call_help", "answer_help"])
        self.assertIn("已协调财务处", acts[-1].note)
        self.assertEqual(self.env["duban.act"]._verify(self.matter_), [])

    @clause("PLUS-C2", "PLUS-L1")
    def test_who_is_responsible_for_it_has_it_on_the_board(self):
        """牵头校领导, 责任校领导: the matter of a unit in another's field, its call, its light and its judgement."""
        matter = self.matter_
        self.assertNotIn(self.unit_a, self.leader2.duban_led_unit_ids)
        matter.sudo()._engine_write({"responsible_leader_id": self.leader2.id})
        other = self.accepted()
        self.call_help()
        self.call_help(matter=other)
        self.assertEqual([row["id"] for row in self.rows(self.leader2)], [matter.id])
        matter.with_user(self.leader2).action_judge_light("red", "供货商停产")
        judged = self.rows(self.leader2, "judged")
        self.assertEqual([row["id"] for row in judged], [matter.id])
        self.at("2026-12-08")
        self.env.invalidate_all()
        self.assertEqual(
            [row["id"] for row in self.rows(self.leader2, "late")], [matter.id]
        )
        tiles = {tile["key"]: tile["count"] for tile in self.board(self.leader2)["tiles"]}  # fmt: skip
        self.assertEqual((tiles["open"], tiles["overdue"]), (1, 1))
        # the leader in whose field the unit is has both, whoever is responsible
        self.assertEqual(
            {row["id"] for row in self.rows(self.leader, "late")},
            {matter.id, other.id},
        )

    @clause("PLUS-C2")
    def test_told_and_not_told(self):
        before = self.reminders(self.matter_)
        self.call_help()
        told = self.reminders(self.matter_) - before
        self.assertEqual(set(told.mapped("kind")), {"help_called"})
        self.assertEqual(told.user_id, self.office_user | self.leader)
        self.assertIn("设备招标流标", told[0].note)
        self.matter_.with_user(self.office_user).action_answer_help(None, "已协调")
        told = self.reminders(self.matter_, kind="help_answered")
        self.assertEqual(told.user_id, self.head_a | self.worker_a)
        # who called hears the answer, as long as the unit is still the own
        answer = "已另行安排"
        for moved in (False, True):
            before = self.reminders(self.matter_, kind="help_answered")
            self.call_help(self.liaison_a)
            if moved:
                self.employee_of(self.liaison_a).department_id = self.unit_out
                self.env.invalidate_all()
            self.matter_.with_user(self.office_user).action_answer_help(None, answer)
            told = self.reminders(self.matter_, kind="help_answered") - before
            self.assertEqual(self.liaison_a in told.user_id, not moved)
            answer = "再次安排"

    @clause("PLUS-C2")
    def test_of_a_protected_matter_no_word(self):
        matter = self.accepted(
            source_category_id=self.category("letters").id, handler_id=self.worker_a.id
        )
        self.call_help(matter=matter, situation="机密困难")
        told = self.reminders(matter, kind="help_called")
        self.assertTrue(told)
        self.assertFalse(any(told.mapped("note")))
        # nor on the boards of who may read it, of the call and of how it is judged
        self.as_user(matter, self.worker_a).action_judge_light("red", "机密原因")
        (row,) = self.rows(self.office_user)
        self.assertEqual(row["id"], matter.id)
        (judged,) = self.rows(self.office_user, "judged")
        for word in ("机密", "财务处追加预算"):
            self.assertNotIn(word, f"{row} {judged}")
        for user in (self.leader2, self.head_c):
            found = self.env["duban.help.call"].with_user(user).search([])
            self.assertNotIn(matter, found.sudo().matter_id)

    @clause("PLUS-C2")
    def test_who_may_call_and_who_may_answer(self):
        for user in (self.office_user, self.leader, self.admin, self.head_c):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.call_help(user)
        call = self.call_help(self.head_b)
        self.assertEqual(call.unit_id, self.unit_b, "a co-unit calls, too")
        for user in (self.head_a, self.head_b, self.leader2, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(call, user).action_answer_call("已协调")
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(self.matter_, user).action_answer_help(None, "已协调")
        for user in (self.office_user, self.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call.with_user(user).write({"state": "answered"})
            with self.assertRaises(AccessError), self.cr.savepoint():
                call.with_user(user).unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_user(call, self.head_a).action_settle_call("已解决")
        self.as_user(call, self.head_b).action_settle_call("供货商已恢复供货")
        self.assertEqual(call.state, "withdrawn")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_user(call, self.office_user).action_answer_call("已协调")

    @clause("PLUS-C2")
    def test_what_is_needed(self):
        for values in (
            {"kind": "fear"},
            {"situation": ""},
            {"needed": " "},
            {"date_needed": None},
            {"date_needed": "2026-11-22"},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.call_help(**values)
        # today is early enough
        call = self.call_help(
            date_needed="2026-11-23",
            unit_id=self.unit_c.id,
            user_id=self.president.id,
        )
        self.assertEqual(str(call.date_due), "2026-11-23")
        self.assertEqual(call.needed_unit_id, self.unit_c)
        with self.assertRaisesRegex(UserError, "already"), self.cr.savepoint():
            self.call_help()
        self.call_help(kind="risk")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_user(call, self.office_user).action_answer_call(" ")

    @clause("PLUS-C2")
    def test_todo_and_climbing(self):
        call = self.call_help()
        todo = self.todos(self.matter_, self.office_user, "help")
        self.assertEqual(
            (todo.duban_key, str(todo.date_deadline)),
            (f"help:{call.id}", "2026-11-25"),
        )
        action = todo.with_user(self.office_user).action_duban_open()
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .with_context(**action["context"])
            .create({"text": "已协调"})
        )
        self.assertEqual(wizard.call_id, call)
        self.assertIn("财务处追加预算", wizard.call_text)
        for day, people in (
            ("2026-11-25", self.env["res.users"]),
            ("2026-11-26", self.office_user),
            ("2026-11-27", self.office_user | self.office_leader),
            ("2026-11-30", self.office_user | self.office_leader | self.leader),
        ):
            self.patrol(day)
            told = self.reminders(self.matter_, kind="help_unanswered")
            self.assertEqual(told.user_id, people, day)
        wizard.action_confirm()
        self.assertEqual(call.state, "answered")
        self.assertFalse(self.todos(self.matter_, self.office_user, "help"))
        self.patrol("2026-12-10")
        self.assertEqual(len(self.reminders(self.matter_, kind="help_unanswered")), 3)

    @clause("PLUS-C2", "CORE-21", "CORE-23")
    def test_a_call_ends_with_the_work_of_its_unit(self):
        """Another unit leads: nobody answers what the one before needed; a co-unit's call stays."""
        own, other = self.call_help(), self.call_help(self.worker_b, kind="risk")
        self.as_user(self.matter_, self.office_user).action_reassign(
            self.unit_c.id, "职责属科研处"
        )
        self.assertEqual((own.state, other.state), ("withdrawn", "open"))
        keys = self.todos(self.matter_, kind="help").mapped("duban_key")
        self.assertEqual(keys, [f"help:{other.id}"])
        # who was asked for help hears that it is not needed any more
        self.as_user(other, self.worker_b).action_settle_call("人员已到位")
        told = self.env["duban.reminder"].sudo()
        told = told.search(
            [("matter_id", "=", self.matter_.id), ("kind", "=", "help_settled")]
        )
        people = told.filtered(lambda row: row.note == "人员已到位").user_id
        # who leads now coordinates the co-units (WUT-21.1b)
        self.assertEqual(people, self.office_user | self.leader2 | self.head_c)

    @clause("PLUS-C2", "CORE-14", "CORE-20")
    def test_a_call_ends_with_the_matter(self):
        """Closed and reopened: what was called for then is neither asked nor late; who needs help calls anew."""
        call = self.call_help()
        told = self.reminders(self.matter_, kind="help_settled")
        matter = self.closed(self.matter_)
        self.assertEqual((call.state, str(call.date_answered)), ("withdrawn", "2026-11-23"))  # fmt: skip
        self.assertEqual(self.reminders(self.matter_, kind="help_settled"), told)
        self.assertEqual(self.env["duban.act"]._verify(matter), [])
        self.at("2027-03-01")
        self.ends(matter, "in_progress")
        matter.sudo()._reconcile_todos()
        self.assertFalse(self.todos(matter, kind="help"))
        self.assertFalse(self.rows(self.leader))
        again = self.call_help(matter=matter, date_needed="2027-03-31")
        self.assertEqual([row["id"] for row in self.rows(self.leader)], [matter.id])
        self.assertNotEqual(again, call)

    @clause("PLUS-C2")
    def test_a_call_stays_open_while_the_clock_stands(self):
        self.call_help()
        self.matter_.with_user(self.office_user).action_pause(
            "funds", "经费未到", "2026-12-10", self.leader.id
        )
        self.assertTrue(self.todos(self.matter_, self.office_user, "help"))
        self.assertTrue(self.rows(self.leader))

    @clause("PLUS-C2")
    def test_judged_beside_the_computed_light(self):
        worker = self.as_user(self.matter_, self.worker_a)
        for light, reason in (("blue", "x"), ("", "x"), ("red", " ")):
            with self.assertRaises(UserError), self.cr.savepoint():
                worker.action_judge_light(light, reason)
        for user in (self.head_b, self.leader2, self.admin, self.head_c):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(self.matter_, user).action_judge_light("red", "流标")
        worker.action_judge_light("yellow", "流标，需重新招标")
        self.assertEqual(
            (self.matter_.judged_light, self.matter_.light), ("yellow", "normal")
        )
        self.assertIn("流标，需重新招标", self.matter_.judged_text)
        told = self.reminders(self.matter_, kind="judged")
        self.assertEqual(told.user_id, self.office_user | self.leader | self.head_a)
        (row,) = self.rows(self.leader, "judged")
        self.assertIn("流标，需重新招标", row["text"])
        self.assertFalse(self.rows(self.leader2, "judged"))
        # what the unit judged itself it lifts itself
        worker.action_judge_light("green", "已重新招标")
        worker.action_judge_light("yellow", "再次流标")
        self.as_user(self.matter_, self.office_user).action_judge_light(
            "red", "供货商破产"
        )
        # what the office judged the unit does not lift, it may judge it as badly
        with self.assertRaisesRegex(UserError, "only the office"), self.cr.savepoint():
            worker.action_judge_light("green", "已解决")
        worker.action_judge_light("red", "同意")
        # nor after it agreed: what it said itself since is not the last word
        for light in ("yellow", "green"):
            self.assert_refused(worker.action_judge_light, light, "已解决")
        self.as_user(self.matter_, self.leader).action_judge_light(
            "green", "已另行安排供货商"
        )
        self.assertEqual(self.matter_.judged_light, "green")
        rows = self.matter_.judgement_ids.sorted("id")
        self.assertEqual(rows.mapped("role"), ["unit"] * 3 + ["office", "unit", "leader"])  # fmt: skip
        self.assertEqual(rows.mapped("computed"), ["normal"] * 6)
        act = self.matter_.sudo().act_ids.filtered(
            lambda row: row.action == "judge_light"
        )[-1]
        self.assertEqual(act.changes, {"judged_light": ["red", "green"]})
        self.assertFalse(self.rows(self.leader, "judged"))

    @clause("PLUS-C2")
    def test_called_from_the_dialog(self):
        action = self.matter_.with_user(self.worker_a).action_ask("call_help")
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.worker_a)
            .with_context(**action["context"])
            .create({"help_kind": "risk", "text": "设备招标流标"})
        )
        with self.assertRaisesRegex(UserError, "fill in"):
            wizard.action_confirm()
        wizard.write({"needed_text": "追加预算", "date_needed": "2026-12-01"})
        wizard.action_confirm()
        call = self.matter_.help_call_ids
        self.assertEqual((call.needed, call.kind), ("追加预算", "risk"))

    @clause("PLUS-C2")
    def test_definitions_stand_in_the_dialog(self):
        action = self.matter_.with_user(self.worker_a).action_ask("judge_light")
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.worker_a)
            .with_context(**action["context"])
            .create({"judged_light": "yellow", "text": "流标"})
        )
        self.assertIn("有困难，不协调将逾期", wizard.judged_words)
        wizard.action_confirm()
        self.assertEqual(self.matter_.judged_light, "yellow")
        self.assertIn(
            self.matter_.display_name,
            [row["title"] for row in self.rows(self.office_user, "judged")],
        )
