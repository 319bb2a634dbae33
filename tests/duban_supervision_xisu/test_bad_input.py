"""Bad input over real JSON-RPC by Chinese users: refused with a clear Chinese message, nothing changed."""

import json
import re

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import XisuCommon

ACCESS = "odoo.exceptions.AccessError"
USER = "odoo.exceptions.UserError"
VALIDATION = "odoo.exceptions.ValidationError"


@tagged("post_install", "-at_install")
class TestBadInput(XisuCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "西安外国语大学"
        users = cls.office_user | cls.worker_a | cls.worker_b | cls.outsider
        users.write({"lang": "zh_CN"})
        for user in users:
            user.password = "secret-of-a-test"
        # A session is checked against the real clock, so this test lives today.
        cls.year = fields.Date.today().year
        known = (
            cls.env["duban.calendar.year"]
            .search([("company_id", "=", cls.company.id)])
            .mapped("year")
        )
        cls.env["duban.calendar.year"].create(
            [
                {"company_id": cls.company.id, "year": year}
                for year in (cls.year, cls.year + 1)
                if year not in known
            ]
        )

    def refusal(self, expected, user, model, method, *args):
        """Call as ``user`` over HTTP; the answer is the error ``expected``, in Chinese words only.

        :return: the message
        """
        self.authenticate(user.login, "secret-of-a-test")
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {"context": {"lang": "zh_CN"}},
        }
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
            ).json()
        self.env.invalidate_all()
        self.assertIn("error", answer)
        error = answer["error"]["data"]
        self.assertEqual(error["name"], expected, error["message"])
        self.assertRegex(error["message"], "[一-鿿]{4,}")
        self.assertFalse(
            re.search("[A-Za-z_.]{4,}", error["message"]), error["message"]
        )
        return error["message"]

    def trail(self, matter):
        return matter.sudo().act_ids.mapped("action")

    def test_matter_without_content_or_lead_unit(self):
        for name, label in (("content", "督办内容"), ("lead_unit_id", "承办单位")):
            matter = self.matter(**{name: False})
            message = self.refusal(
                USER, self.office_user, "duban.matter", "action_file", matter.ids
            )
            self.assertIn(label, message)
            self.assertEqual(
                (matter.state, matter.number, self.trail(matter)),
                ("draft", False, ["register"]),
            )

    def test_plan_line_after_the_due_date(self):
        matter = self.assigned()
        values = {
            "matter_id": matter.id,
            "name": "验收",
            "date": str(fields.Date.add(matter.date_deadline, days=1)),
        }
        message = self.refusal(
            VALIDATION, self.worker_a, "duban.plan.line", "create", [values]
        )
        self.assertIn("验收", message)
        self.assertIn(matter._format_date(matter.date_deadline), message)
        self.assertFalse(matter.plan_line_ids)

    def test_result_by_the_co_unit(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        before = self.trail(matter)
        self.refusal(
            ACCESS, self.worker_b, "duban.matter", "action_submit_result", matter.ids
        )
        self.refusal(
            ACCESS,
            self.worker_b,
            "duban.matter",
            "write",
            matter.ids,
            {"result": "完成"},
        )
        self.assertEqual(
            (matter.state, matter.result, self.trail(matter)),
            ("in_progress", False, before),
        )

    def test_state_written(self):
        matter = self.accepted()
        before = self.trail(matter)
        for user in (self.office_user, self.worker_a):
            for values in (
                {"state": "closed"},
                {"date_closed": "2024-01-01"},
                {"number": "2024-9999"},
            ):
                self.refusal(ACCESS, user, "duban.matter", "write", matter.ids, values)
        self.assertEqual(
            (matter.state, matter.date_closed, self.trail(matter)),
            ("in_progress", False, before),
        )

    def test_forged_act(self):
        matter = self.accepted()
        before = self.trail(matter)
        act = matter.sudo().act_ids[0]
        values = {
            "matter_id": matter.id,
            "seq": 99,
            "action": "close",
            "date": "2024-01-01 00:00:00",
            "user_id": self.office_user.id,
            "hash": "x",
        }
        for user in (self.office_user, self.worker_a):
            self.refusal(ACCESS, user, "duban.act", "create", [values])
            self.refusal(ACCESS, user, "duban.act", "write", act.ids, {"note": "伪造"})
            self.refusal(ACCESS, user, "duban.act", "unlink", act.ids)
        self.assertEqual(self.trail(matter), before)
        self.assertEqual(self.env["duban.act"]._verify(matter), [])

    def test_matter_opened_by_an_outsider(self):
        matter = self.accepted()
        for method, args in (
            ("read", [["name"]]),
            ("web_read", [{"name": {}}]),
            ("write", [{"name": "改名"}]),
            ("action_urge", ["快"]),
        ):
            message = self.refusal(
                ACCESS, self.outsider, "duban.matter", method, matter.ids, *args
            )
            self.assertNotIn(matter.name, message)
        self.assertEqual(matter.name, "更新教学用机房")
        self.assertEqual(matter.urging_count, 0)

    def test_unknown_year(self):
        matter = self.filed()
        self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id), ("year", ">=", self.year)]
        ).unlink()
        message = self.refusal(
            USER, self.office_user, "duban.matter", "action_assign", matter.ids
        )
        self.assertIn(str(self.year), message)
        self.assertEqual(
            (matter.state, matter.date_deadline, matter.date_assigned),
            ("filed", False, False),
        )
        self.assertFalse(self.todos(matter, self.head_a))
