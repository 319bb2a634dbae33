"""The page for the next meeting: who may see what of it, and how long a long one takes."""

import time
from collections import Counter

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .test_page import PageCommon


@tagged("post_install", "-at_install")
class TestPageAccess(PageCommon):
    @clause("PLUS-M3")
    def test_what_readers_may_not_see_is_left_out_and_counted(self):
        self.at("2024-03-08")
        meeting = self.meeting(body_id=self.body_party.id)
        self.item(meeting, "党委会的事项")
        self.at("2024-03-18")
        plain = self.page(body_id=self.body_party.id)
        self.assertFalse(plain.line_ids)
        self.assertEqual(plain.left_out, 1)
        self.assertIn("另有1项", plain._page_summary())
        for readers, shown in (
            (self.secretary, 1),
            (self.secretary | self.president, 0),
        ):
            page = self.page(
                body_id=self.body_party.id, reader_ids=[Command.set(readers.ids)]
            )
            self.assertEqual(len(page.line_ids), shown)
            self.assertEqual(page.left_out, 1 - shown)
            self.assertEqual(
                page.with_user(self.office_user2).has_access("read"), not shown
            )
        # who may not see the meeting draws up nothing of it
        other = self.page(
            self.office_user2,
            body_id=self.body_party.id,
            reader_ids=[Command.set(self.secretary.ids)],
        )
        self.assertFalse(other.line_ids)

    @clause("WUT-26.1c", "WUT-8.1b")
    def test_what_moved_to_discipline_or_concerns_oneself_is_not_read_on_it(self):
        self.regulation.routing_enabled = True
        self.at("2024-03-08")
        meeting = self.meeting()
        routed, other = (
            self.item(meeting, name, lead_unit_id=self.unit_a.id)
            for name in ("涉纪的事项", "有利害关系的事项")
        )
        (routed | other).action_supervise()
        self.at("2024-03-18")
        before = self.page()
        self.assertEqual(len(before.line_ids), 2)
        routed.sudo().matter_ids.with_user(self.office_user).action_route(
            "disciplinary", "涉及执纪审查"
        )
        self.env["duban.recusal"].with_user(self.office_user).create(
            {
                "matter_id": other.sudo().matter_ids.id,
                "user_id": self.office_user2.id,
                "ground": "利害关系",
            }
        )
        for page in (before, self.page()):
            for user, wording in (
                (self.office_user, ["有利害关系的事项"]),
                (self.office_user2, []),
            ):
                lines = self.as_user(page, user).line_ids
                self.assertEqual(lines.mapped("wording"), wording, user.name)
        self.assertEqual(page.left_out, 1)

    def test_who_may_not(self):
        self.at("2024-03-08")
        self.item(self.meeting())
        self.at("2024-03-18")
        page = self.page()
        for user in (self.head_a, self.leader, self.admin, self.discipline_user):
            with self.subTest(user=user.name):
                self.assertFalse(page.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    page.with_user(user).action_publish()
        with self.assertRaises(AccessError):
            page.with_user(self.office_user).write({"state": "published"})
        with self.assertRaises(AccessError):
            self.env["duban.meeting.page.line"].with_user(self.office_user).create(
                {"page_id": page.id, "condition": "open", "wording": "编造的"}
            )
        with self.assertRaises(UserError):
            page.line_ids[:1].with_user(self.office_user).write({"wording": "编造的"})


@tagged("post_install", "-at_install")
class TestPageSpeed(PageCommon):
    @clause("PLUS-M3")
    def test_two_hundred_meetings_with_two_thousand_items(self):
        self.at("2024-03-08")
        meetings = self.env["duban.meeting"].create(
            [
                {
                    "body_id": self.body_board.id,
                    "company_id": self.company.id,
                    "ordinal": f"第{n}次",
                    "date": f"20{10 + n // 20}-0{1 + n % 9}-15",
                }
                for n in range(200)
            ]
        )
        reason = self.env.ref("duban_supervision_meeting.reason_done")
        items = self.env["duban.resolution"].create(
            [
                {
                    "meeting_id": meeting.id,
                    "name": f"{meeting.name}事项{n}",
                    "reason_id": reason.id if n else False,
                }
                for meeting in meetings
                for n in range(10)
            ]
        )
        self.supervised(items.filtered(lambda row: not row.reason_id)[:90])
        self.at("2024-03-18")
        began = time.perf_counter()
        page = self.page()
        page.line_ids.read(["wording", "unit_names", "date_due", "progress", "light"])
        took = time.perf_counter() - began
        self.env.cr.execute(
            """SELECT CASE WHEN m.id IS NULL THEN 'open'
                           WHEN m.state IN ('closed', 'archived', 'exempted', 'terminated', 'merged') THEN 'ended'
                           ELSE 'running' END,
                      count(*)
                 FROM duban_resolution r JOIN duban_meeting g ON g.id = r.meeting_id
                 LEFT JOIN duban_matter m ON m.resolution_id = r.id
                WHERE g.body_id = %s AND g.date < '2024-03-18' AND r.reason_id IS NULL
                GROUP BY 1""",
            [self.body_board.id],
        )
        wanted = dict(self.env.cr.fetchall())
        self.assertEqual(wanted, {"open": 110, "running": 60, "ended": 30})
        self.assertEqual(dict(Counter(page.line_ids.mapped("condition"))), wanted)
        self.assertEqual(
            (page.item_total, page.ended_total, page.open_total), (200, 30, 170)
        )
        self.assertLess(took, 1)

    def supervised(self, items):
        """Matters of ``items`` on the ledger, every third of them closed."""
        items.lead_unit_id = self.unit_a
        items.with_user(self.office_user).action_supervise()
        matters = items.matter_ids
        self.assertEqual(set(matters.mapped("state")), {"assigned"})
        self.env.flush_all()
        # only what the page reads: the ways to these states are tested elsewhere
        self.env.cr.execute(
            "UPDATE duban_matter SET state = 'closed', date_closed = '2024-03-08' WHERE id IN %s",
            [tuple(matters[::3].ids)],
        )
        self.env.invalidate_all()
