"""Whole lives of matters with people away, as the real roles would live them; what each person was told, to be read.

``DUBAN_READ=file`` writes every message and to-do there as its receiver read it.
"""

import os
import re
from html import unescape
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError

READ = os.environ.get("DUBAN_READ")


def plain(html):
    """A message as it is read."""
    text = re.sub(r"<(br|/p|/li|/tr|/div)[^>]*>", "\n", str(html))
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


class Lives:
    """Expects the fixtures of an institution; everything is in Chinese, as there."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        # as the web client says it
        self.env = self.env(context=dict(self.env.context, lang="zh_CN"))
        people = self.env["res.users"].search(
            [("login", "=like", f"{self.institution}_%")]
        )
        people.write({"lang": "zh_CN"})
        self.people = people
        self.begin("2024-03-04")

    def begin(self, day):
        self.at(day)
        self.env.invalidate_all()

    # -- reading

    def messages(self, user):
        """Everything that ``user`` was sent, oldest first, as text."""
        digests = (
            self.env["duban.digest"]
            .sudo()
            .search([("user_id", "=", user.id)], order="id")
        )
        return [
            plain(message.body)
            for digest in digests
            for message in digest.delivery_ids.notification_id.mail_message_id
        ]

    def told(self, user, *words):
        """``user`` got one message or more that says all of ``words``."""
        found = [
            text for text in self.messages(user) if all(word in text for word in words)
        ]
        self.assertTrue(
            found, f"{user.name} was not told {words}: {self.messages(user)}"
        )
        return found

    def not_told(self, user, *words):
        found = [
            text for text in self.messages(user) if all(word in text for word in words)
        ]
        self.assertFalse(found, user.name)

    def has(self, matter, user, kind):
        """``user`` has the to-do ``kind`` of the matter, and nobody else has."""
        todos = self.todos(matter).filtered(
            lambda row: row.duban_key.partition(":")[0] == kind
        )
        self.assertEqual(todos.user_id, user, f"{kind}: {self.all_todos(matter)}")

    def all_todos(self, matter):
        return [
            (todo.duban_key, todo.user_id.name, todo.summary)
            for todo in self.todos(matter)
        ]

    def no_english(self):
        """No message and no to-do that anybody got has a word of the source language."""
        for user in self.people:
            for text in self.messages(user):
                words = re.sub(
                    r"https?://\S+|\b[A-Z]\b|%s" % re.escape(user.name), "", text
                )
                words = re.sub(
                    "|".join(map(re.escape, self.people.mapped("name"))), "", words
                )
                self.assertFalse(re.findall(r"[A-Za-z]{4,}", words), text)

    def tearDown(self):
        if READ:
            with Path(READ).open("a") as book:
                book.writelines(f"{line}\n" for line in self.everything())
        super().tearDown()

    def everything(self):
        """What each person was told and has to do at the end, as lines."""
        yield f"######## {self.institution} {self._testMethodName}"
        for user in self.people:
            for text in self.messages(user):
                yield f"-- {user.name}\n{text}"
            todos = self.env["mail.activity"].search(
                [("user_id", "=", user.id), ("duban_key", "!=", False)]
            )
            for todo in todos.sudo():
                yield f"== {user.name}: {todo.summary} | {todo.res_name} | {todo.date_deadline}"

    # -- steps that differ by institution

    def accept(self, matter, worker=None, handler=None):
        """The unit of ``worker`` accepts, with plan and handler, or claims; without one, as the fixtures do."""
        if worker is None:
            return super().accept(matter)
        mine = matter.with_user(worker)
        if matter._rule("acceptance_kind") == "claim":
            # 责任到人: who takes it over names somebody (LZU-2.4)
            mine.handler_id = mine.handler_id or handler or worker
            mine.action_claim()
            return None
        self.env["duban.plan.line"].with_user(worker).create(
            {
                "matter_id": matter.id,
                "name": "完成方案",
                "date": matter.date_deadline or self.env["duban.matter"]._today(),
                "is_key": True,
            }
        )
        values = {
            "handler_id": (handler or worker).id,
            "objective": "全部更新",
            "measures": "分批采购",
        }
        writable = mine._writable_fields()
        mine.write({name: v for name, v in values.items() if name in writable})
        mine.action_accept()
        return matter

    def hand_in(self, matter, worker):
        self.feedback(matter, worker)
        matter.with_user(worker).write(self.result_values(matter, worker))
        if matter._rule("head_confirmation_required"):
            todo = self.todos(matter, kind="confirm")
            self.assertEqual(len(todo), 1)
            matter.with_user(todo.user_id).action_confirm_result()
        matter.with_user(worker).action_submit_result()

    def close(self, matter):
        office = matter.with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.run_chain(matter)
        self.reported_back(office)
        office.action_close()

    def sign_change(self, matter):
        """Who signed the filing signs the change, where it was signed."""
        adjustment = matter.sudo()._open_adjustment()
        while line := adjustment.approval_line_ids.filtered(
            lambda row: row.state == "pending"
        ):
            line.with_user(line.approver_id).action_approve("同意")

    # -- the lives

    def test_wrong_unit_its_liaison_gone_the_new_head_away(self):
        """Assigned to the wrong unit, whose liaison left; objected to, given to C; C's head is away with a deputy."""
        self.unit_a.liaison_id = self.liaison_a
        matter = self.assigned()
        self.told(self.liaison_a, matter.name)
        self.told(self.head_a, matter.name)
        self.not_told(self.head_c, matter.name)
        self.begin("2024-03-05")
        self.liaison_a.with_user(self.env.ref("base.user_root")).action_archive()
        self.has(matter, self.head_a, "accept")
        matter.with_user(self.head_a).action_object("机房归后勤处管理", self.unit_c.id)
        self.told(self.office_user, matter.name, "机房归后勤处管理")
        self.has(matter, self.office_user, "objection")
        self.begin("2024-03-06")
        self.env["duban.delegation"].with_user(self.head_c).create(
            {
                "user_id": self.head_c.id,
                "deputy_id": self.worker_c.id,
                "date_from": "2024-03-06",
                "date_to": "2024-03-31",
                "reason": "出差",
            }
        )
        self.told(self.worker_c, self.head_c.name, "3月31日")
        matter.with_user(self.office_user).action_decide_objection(
            True, "情况属实，改派"
        )
        self.sign_change(matter)
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)
        self.told(self.worker_c, matter.name)
        self.not_told(self.head_c, matter.name)
        self.told(self.head_a, matter.name, "情况属实，改派")
        self.told(self.worker_c, f"{self.unit_a.name} → {self.unit_c.name}", "3月")
        self.has(matter, self.worker_c, "accept")
        self.assertFalse(self.todos(matter).user_id & (self.head_a | self.worker_a))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.accept(matter, self.worker_a)
        self.accept(matter, self.worker_c)
        self.begin("2024-03-11")
        self.hand_in(matter, self.worker_c)
        self.close(matter)
        self.assertEqual(matter.sudo().state, "closed")
        self.assertFalse(matter.sudo().closed_late)
        self.told(self.worker_c, matter.name)
        self.told(self.leader2, matter.name)
        self.no_english()

    def test_the_unit_is_dissolved_with_an_application_open(self):
        """Accepted by A, which applies for more time; A is dissolved into C, whose clerk works on and is late."""
        matter = self.accepted()
        due = matter.date_deadline
        request = None
        if matter._rule("extension_enabled") and due:
            request = self.extension(matter, due.replace(year=due.year + 1))
            request.action_submit()
        self.begin("2024-03-07")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.unit_a.active = False
        with self.one_transaction():
            self.env["duban.unit.change"].with_user(self.office_user).create(
                {
                    "unit_id": self.unit_a.id,
                    "successor_id": self.unit_c.id,
                    "ground": "机构改革，并入后勤处",
                }
            ).action_apply()
        self.assertFalse(self.unit_a.active)
        self.told(self.head_c, matter.name, "机构改革，并入后勤处")
        self.told(self.head_a, matter.name)
        self.told(self.leader, matter.name)
        if request:
            self.assertEqual(request.sudo().state, "ended")
        gone = self.head_a | self.worker_a | self.liaison_a
        self.assertFalse(self.todos(matter).user_id & gone)
        todo = self.todos(matter, kind="accept")
        self.assertIn(todo.user_id, self.head_c | self.worker_c)
        self.accept(matter, self.head_c, self.worker_c)
        # the people of the unit that ended still read what they wrote, no more, and take no step
        self.assertFalse(matter.with_user(self.worker_a).has_access("read"))
        line = self.env["duban.matter.unit"].with_user(self.worker_a)
        line = line.search([("matter_id", "=", matter.id)])
        self.assertIn(matter.name, line.handed_over_title)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.feedback(matter, self.worker_a)
        if due:
            self.begin(str(fields.Date.add(due, days=30)))
            self.run_patrol()
            self.assertTrue(matter.is_overdue)
            self.told(self.head_c, matter.name)
            matter.with_user(self.worker_c).action_give_justification("设备停产")
            self.told(self.office_user, matter.name)
            self.has(matter, self.office_user, "judge")
        self.no_english()

    def test_filed_wrongly_corrected_and_withdrawn(self):
        """The clerk types a wrong date and content, corrects both, then finds that it was filed before."""
        matter = self.assigned()
        signed = matter.sudo()._is_signed()
        due = matter.date_deadline
        Adjustment = self.env["duban.adjustment"].with_user(self.office_user)
        if due and matter._rule("extension_enabled"):
            for wrong in ("2023-12-01", str(due.replace(year=due.year + 3))):
                with self.assertRaises(UserError), self.cr.savepoint():
                    Adjustment.create(
                        {
                            "matter_id": matter.id,
                            "ground": "笔误",
                            "date_deadline": wrong,
                        }
                    )
        Adjustment.create(
            {
                "matter_id": matter.id,
                "ground": "原文有误",
                "content": "更新两间教学用机房",
            }
        )
        if signed:
            self.assertNotEqual(matter.sudo().content, "更新两间教学用机房")
            self.told(self.leader, matter.name)
        self.sign_change(matter)
        self.assertEqual(matter.sudo().content, "更新两间教学用机房")
        self.told(self.head_a, matter.name, "原文有误")
        self.begin("2024-03-05")
        matter.with_user(self.office_user).action_withdraw_filing("与上年事项重复")
        self.assertEqual(matter.sudo().state, "withdrawn")
        self.told(self.head_a, matter.name, "与上年事项重复")
        self.told(self.leader, matter.name, "与上年事项重复")
        self.not_told(self.head_c, matter.name)
        self.assertFalse(self.todos(matter))
        self.begin("2024-12-20")
        self.run_patrol()
        self.not_told(self.head_a, "逾期")
        self.no_english()
