"""Whom a service knows a person as: asked once for each number, and anew when the number was corrected (PLUS-T2)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_gateway.test_http import HttpCase


@tagged("post_install", "-at_install")
class TestAddresses(HttpCase):
    @clause("PLUS-T2")
    def test_a_corrected_number_leads_to_another_account(self):
        """The account of the wrong number gets nothing more; whose number stayed is not asked for again."""
        wrong = self.employee_of(self.head_a).mobile_phone
        accounts = {wrong: "stranger", "13900000001": "zhangsan"}
        asked, sent = [], []

        def handle(method, path, query, headers, body):
            if path == "/lookup":
                asked.append(body["mobile"])
                return 200, {"code": 0, "id": accounts.get(body["mobile"])}
            sent.append(body["to"])
            return 200, {"code": 0}

        gateway = self.gateway(
            self.service(handle), send_url="/send", send_body='{"to": "{{to}}"}', sent_path="code",
            address_kind="mobile", lookup_url="/lookup", lookup_body='{"mobile": "{{to}}"}', lookup_path="id",
        )  # fmt: skip
        head = self.employee_of(self.head_a)
        for name, number, account in (
            ("甲", wrong, "stranger"),
            ("乙", wrong, "stranger"),
            ("丙", "139 0000 0001", "zhangsan"),
            ("丁", "13900000001", "zhangsan"),
            # nobody's there: no way to an account of before
            ("戊", "13900000002", None),
        ):
            head.mobile_phone = number
            sent.clear()
            self.assigned(name=name)
            self.send()
            self.assertEqual(sent, [account] if account else [], name)
        self.assertEqual([asked.count(each) for each in accounts], [1, 1])
        self.assertEqual(self.messages(gateway, user_id=self.head_a.id)[-1].state, "failed")  # fmt: skip
