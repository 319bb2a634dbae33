"""The queue of a gateway: what a killed sender left is taken up once, what is refused for good is not tried again."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.duban_supervision_gateway.models.gateway import Refused
from odoo.addons.duban_supervision_gateway.models.gateway_message import LOST

from tests.clauses import clause
from tests.duban_supervision_wecom.common import WecomCommon


@tagged("post_install", "-at_install")
class TestQueue(WecomCommon):
    def row(self, key, **values):
        return (
            self.env["duban.gateway.message"]
            .sudo()
            .create(
                {
                    "gateway_id": self.wecom.id,
                    "user_id": self.worker_a.id,
                    "kind": "assigned",
                    "key": key,
                    "payload": {"title": "x"},
                    **values,
                }
            )
        )

    @clause("PLUS-T1")
    def test_what_was_interrupted_and_what_is_under_way(self):
        now = fields.Datetime.now()
        ages = {"now": 0, "still": LOST, "lost": LOST + 1}
        rows = {
            name: self.row(
                name, state="sending", date_next=now - timedelta(seconds=age)
            )
            for name, age in ages.items()
        }
        rows["now"]._take_back_lost()
        self.assertEqual(
            {name: row.state for name, row in rows.items()},
            {"now": "sending", "still": "sending", "lost": "queued"},
        )

    @clause("PLUS-T1")
    def test_refused_for_good_or_for_now(self):
        final, again = self.row("final"), self.row("again")
        final._was_refused(Refused("此人不在通讯录中"))
        again._was_refused(Refused("系统繁忙", final=False))
        self.assertEqual((final.state, again.state), ("failed", "queued"))
        self.assertGreater(again.date_next, fields.Datetime.now())
        # after the days that the gateway gives it is given up
        again.date_queued = fields.Datetime.now() - timedelta(days=30)
        again._was_refused(Refused("系统繁忙", final=False))
        self.assertEqual(again.state, "failed")
