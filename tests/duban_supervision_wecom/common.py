"""Fixtures of 企业微信: a local service, everybody of the institution known to it by the staff number."""

from tests.duban_supervision_gateway.common import GatewayCommon
from tests.duban_supervision_wecom.server import (
    AGENT,
    CORP,
    KEY,
    SECRET,
    TOKEN,
    WecomServer,
)


class WecomCommon(GatewayCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        people = self.env["res.users"].search(
            [("company_id", "=", self.company.id), ("staff_number", "!=", False)]
        )
        self.server = WecomServer(
            {user.staff_number: user.employee_ids.mobile_phone for user in people}
        )
        self.addCleanup(self.server.close)
        self.wecom = self.gateway(
            self.server, name="企业微信", kind="wecom", app_id=CORP, secret=SECRET, agent_id=str(AGENT),
            callback_token=TOKEN, callback_key=KEY,
        )  # fmt: skip

    def received(self, user, kind=None):
        """Cards that ``user`` got."""
        return [row for row in self.server.cards if row["userid"] == user.staff_number]

    def told(self, matter, kind):
        """Users whom the engine told of ``kind``."""
        rows = (
            self.env["duban.reminder"]
            .sudo()
            .search([("matter_id", "=", matter.id), ("kind", "=", kind)])
        )
        return rows.user_id
