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

    def waiting(self, name):
        """A matter that was assigned while the service was down, and who waits for its card."""
        self.server.is_down = True
        matter = self.assigned(name=name).sudo()
        self.send()
        rows = self.messages(self.wecom).filtered(
            lambda row: row.reminder_id.matter_id == matter
        )
        self.assertIn(self.head_a, rows.user_id)
        self.assertEqual(set(rows.mapped("state")), {"queued"})
        return matter, rows

    def comes_back(self):
        self.server.is_down = False
        self.at("2024-03-04", "11:30")
        self.send()
        return repr(self.server.cards)

    @clause("PLUS-T1")
    def test_what_waited_is_sent_as_it_is_now(self):
        """Protected since: by its number. Whoever may not read it any more, or left, gets nothing."""
        matter, rows = self.waiting("更新机房")
        leaving = rows.user_id - self.head_a
        leaving[:1].sudo().active = False
        matter.confidentiality = "sensitive"
        readers = matter.access_user_ids
        said = self.comes_back()
        self.assertNotIn("更新机房", said)
        for row in rows:
            is_told = row.user_id in readers and row.user_id.active
            self.assertEqual(row.state, "sent" if is_told else "dropped", row.user_id.name)  # fmt: skip
            self.assertFalse(row.payload)
        dropped = rows.filtered(lambda row: row.state == "dropped")
        delivery = self.env["duban.delivery"].sudo().search(
            [("digest_id", "in", dropped.digest_id.ids), ("channel", "=", "企业微信")]
        )  # fmt: skip
        self.assertEqual(set(delivery.mapped("state")), {"failed"})

    def waiting_with_a(self):
        """(matter, row of the head of A), both waiting; the matter has another name since."""
        matter, rows = self.waiting("更新机房")
        matter.name = "更换机房"
        return matter, rows.filtered(lambda row: row.user_id == self.head_a)

    @clause("PLUS-T1")
    def test_a_new_name_goes_out(self):
        _matter, asked = self.waiting_with_a()
        said = self.comes_back()
        self.assertIn("更换机房", said)
        self.assertNotIn("更新机房", said)
        self.assertEqual(asked.mapped("state"), ["sent"])

    @clause("PLUS-T1", "CORE-21")
    def test_the_former_unit_is_not_asked(self):
        """Given to C while the service was down: the head of C accepts, the head of A is only told that it went."""
        matter, asked = self.waiting_with_a()
        matter.sudo(False).with_user(self.office_user).action_reassign(self.unit_c.id, "职责已调整")  # fmt: skip
        self.comes_back()
        self.assertEqual(asked.mapped("state"), ["dropped"])
        self.assertNotIn("'key': 'accept'", repr(self.received(self.head_a)))
        self.assertIn("'key': 'accept'", repr(self.received(self.head_c)))

    @clause("PLUS-T1", "PLUS-T2")
    def test_what_is_sent_again_has_its_days_anew(self):
        """Tried for three days, given up, then three days from the administrator's press on; after that it arrives."""
        _matter, rows = self.waiting("更新机房")

        def after(day, clock):
            self.at(day, clock)
            self.send()
            return set(rows.mapped("state"))

        self.assertEqual(after("2024-03-07", "10:00"), {"queued"})
        self.assertEqual(after("2024-03-07", "11:00"), {"failed"})
        self.at("2024-03-11")
        for user in (self.head_a, self.office_user, self.leader):
            self.assert_refused(rows.sudo(False).with_user(user).action_retry)
        self.assertEqual(after("2024-03-11", "10:00"), {"failed"}, "by itself it stays so")  # fmt: skip
        again = rows.sudo(False).with_user(self.admin).action_retry
        again()
        self.assertEqual(after("2024-03-11", "10:00"), {"queued"})
        # what waits is not started a second time
        self.assert_refused(again)
        self.assertEqual(after("2024-03-14", "10:00"), {"queued"})
        self.assertEqual(after("2024-03-14", "11:00"), {"failed"})
        again()
        self.server.is_down = False
        self.assertEqual(after("2024-03-14", "12:00"), {"sent"})
        got = sorted(row["userid"] for row in self.server.cards)
        self.assertEqual(got, sorted(rows.user_id.mapped("staff_number")))
