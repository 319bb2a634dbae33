"""Decisions over real JSON-RPC: in turn, once, by the approver or the deputy of these days, and by nobody else."""

import json
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.common import SupervisionCommon

ACCESS = "odoo.exceptions.AccessError"
USER = "odoo.exceptions.UserError"


@tagged("post_install", "-at_install")
class TestDecisionsOverTheWire(SupervisionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["duban.approval.step"].create(
            {
                "regulation_id": cls.regulation.id,
                "name": "审定",
                "purpose": "extension",
                "kind": "final",
                "role": "principal",
                "sequence": 20,
            }
        )
        cls.users = (
            cls.leader
            | cls.leader2
            | cls.secretary
            | cls.president
            | cls.office_user
            | cls.worker_a
        ) | cls.outsider
        cls.users |= cls.admin
        for user in cls.users:
            user.password = "secret-of-a-test"

    def setUp(self):
        super().setUp()
        # A session is checked against the real clock, so this test lives today.
        self.env["duban.calendar.year"].create(
            [
                {"company_id": self.company.id, "year": year}
                for year in range(2028, 2031)
            ]
        )

    def rpc(self, user, model, method, *args, **kwargs):
        """Call ``method`` as ``user`` over HTTP.

        :return: name of the exception, or None
        """
        self.authenticate(user.login, "secret-of-a-test")
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": kwargs,
        }
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return answer.get("error", {}).get("data", {}).get("name")

    def requested(self):
        """An extension that waits for its two decisions."""
        matter = self.accepted()
        later = matter._add_months(matter.date_deadline, 1)
        request = self.extension(matter, str(later))
        request.action_submit()
        return matter, request, request.approval_line_ids.sorted("sequence")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_in_turn_once_and_by_the_approver(self):
        matter, request, lines = self.requested()
        first, second = lines
        final = second.approver_id
        self.assertIn(final, self.secretary | self.president)
        line_model = "duban.approval.line"
        before = matter.date_deadline
        refused = [
            # out of turn
            (USER, final, line_model, "action_approve", [second.id]),
            (USER, final, line_model, "action_return", [second.id], "理由"),
            # for somebody else
            (ACCESS, final, line_model, "action_approve", [first.id]),
            (ACCESS, self.office_user, line_model, "action_approve", [first.id]),
            (ACCESS, self.worker_a, line_model, "action_approve", [first.id]),
            (ACCESS, self.admin, line_model, "action_approve", [first.id]),
            (ACCESS, self.leader2, line_model, "action_approve", [first.id]),
            (ACCESS, self.outsider, line_model, "action_approve", [first.id]),
            # around the action
            (ACCESS, self.leader, line_model, "write", [second.id], {"state": "approved"}),
            (
                ACCESS,
                self.leader,
                line_model,
                "write",
                [second.id],
                {"approver_id": self.leader.id},
            ),
            (ACCESS, self.worker_a, "duban.request", "write", [request.id], {"state": "approved"}),
            (ACCESS, self.worker_a, "duban.request", "_chain_decided", [request.id], True, ""),
            (ACCESS, self.leader, line_model, "_decide", [second.id], "approved", "同意"),
            (
                ACCESS,
                self.office_user,
                "duban.matter",
                "write",
                [matter.id],
                {"date_deadline": "2030-01-01"},
            ),
        ]  # fmt: skip
        for expected, user, model, method, *args in refused:
            with self.subTest(user=user.login, method=method, args=args):
                self.assertEqual(self.rpc(user, model, method, *args), expected)
        self.assertEqual(first.state, "pending")
        forged = {"context": {"duban_door": True, "duban_engine": True, "su": True}}
        error = self.rpc(
            self.leader, line_model, "write", [second.id], {"state": "approved"}, **forged
        )  # fmt: skip
        self.assertEqual(error, ACCESS)
        # The to-do cannot be ticked off or thrown away instead.
        todo = self.todos(matter, kind="approve")
        self.assertEqual(todo.user_id, self.leader)
        for method in ("action_feedback", "action_done", "unlink"):
            self.assertTrue(self.rpc(self.leader, "mail.activity", method, [todo.id]))
        self.assertEqual(self.todos(matter, kind="approve"), todo)
        # In turn.
        self.assertIsNone(
            self.rpc(self.leader, "mail.activity", "action_duban_approve", [todo.id], "同意")
        )  # fmt: skip
        self.assertEqual((first.state, first.opinion), ("approved", "同意"))
        self.assertEqual(matter.date_deadline, before)
        # Not twice.
        for method, args in (("action_approve", []), ("action_reject", ["改变主意"])):
            error = self.rpc(self.leader, line_model, method, [first.id], *args)
            self.assertEqual(error, USER)
        self.assertIsNone(
            self.rpc(final, line_model, "action_approve", [second.id], "同意")
        )
        self.assertEqual(request.state, "approved")
        self.assertEqual(matter.date_deadline, request.date_requested)
        self.assertEqual(
            self.rpc(final, line_model, "action_approve", [second.id]), USER
        )
        self.assertEqual(self.env["duban.act"]._verify(matter), [])

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_a_deputy_between_two_dates(self):
        matter, _request, lines = self.requested()
        line = lines[0]
        call = ("duban.approval.line", "action_approve", [line.id], "代为同意")
        # Nobody makes himself somebody's deputy.
        values = {
            "user_id": self.leader.id,
            "deputy_id": self.leader2.id,
            "date_from": "2020-01-01",
            "date_to": "2020-01-31",
        }
        error = self.rpc(self.leader2, "duban.delegation", "create", [values])
        self.assertEqual(error, ACCESS)
        today = self.env["duban.matter"]._today()
        values |= {
            "date_from": today + timedelta(days=2),
            "date_to": today + timedelta(days=9),
        }
        delegation = self.env["duban.delegation"].with_user(self.leader).create(values)
        self.assertEqual(self.rpc(self.leader2, *call), ACCESS)
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        delegation.write({"date_from": today, "date_to": "2099-12-31"})
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader2)
        self.assertEqual(self.rpc(self.outsider, *call), ACCESS)
        self.assertIsNone(self.rpc(self.leader2, *call))
        self.assertEqual(line.state, "approved")
        self.assertEqual(line.decided_by_id, self.leader2)
        self.assertEqual(line.on_behalf_id, self.leader)
        act = matter.sudo().act_ids.filtered(
            lambda row: row.action == "extension_approved"
        )
        self.assertEqual((act.user_id, act.on_behalf_id), (self.leader2, self.leader))
