"""The browser: office and unit at a desk, leader and unit on a phone."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.common import SupervisionCommon
from tests.stopped import Stopped

HOME = "/odoo/supervision-home"
TODOS = "/odoo/supervision-todos"


def apply_for_extension(case):
    """An application for ten more days that waits for the leader."""
    matter = case.accepted()
    request = (
        case.env["duban.request"]
        .with_user(case.worker_a)
        .create(
            {
                "matter_id": matter.id,
                "kind": "extension",
                "reason": "天气原因",
                "date_requested": fields.Date.add(matter.date_deadline, days=10),
            }
        )
    )
    request.action_submit()
    return request


@tagged("post_install", "-at_install")
class TestDesk(SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    def test_office_registers_files_assigns_and_unit_accepts(self):
        before = self.env["duban.matter"].search([])
        self.start_tour(
            "/odoo/supervision", "duban_office_registers", login=self.office_user.login
        )
        matter = self.env["duban.matter"].search([]) - before
        self.assertEqual(matter.state, "assigned")
        self.assertEqual(matter.lead_unit_id, self.unit_a)
        self.assertEqual(matter.urging_count, 1)
        self.start_tour(TODOS, "duban_unit_accepts", login=self.head_a.login)
        matter.invalidate_recordset()
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(matter.plan_line_ids.name, "完成招标")
        self.assertEqual(matter.feedback_ids.name, "招标公告已发布")

    def test_home_leads_to_what_is_overdue(self):
        with Stopped("2024-03-04 02:00:00"):
            self.accepted()
        self.filed(name="待交办")
        self.start_tour(HOME, "duban_home", login=self.office_user.login)

    def test_leader_decides_by_keyboard(self):
        request = apply_for_extension(self)
        self.start_tour(
            TODOS, "duban_leader_approves_by_keyboard", login=self.leader.login
        )
        request.invalidate_recordset()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.approval_line_ids.opinion, "同意")

    def test_what_left_its_draft_is_not_offered_for_deletion(self):
        draft, filed = self.matter(), self.filed()
        for matter, tour in (
            (draft, "duban_draft_is_deleted"),
            (filed, "duban_filed_is_kept"),
        ):
            url = f"/odoo/supervision/{matter.id}"
            self.start_tour(url, tour, login=self.office_user.login)


@tagged("post_install", "-at_install")
class TestPhone(SupervisionCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_leader_decides_on_the_todo(self):
        matter = self.accepted()
        request = self.request(
            matter,
            reason="天气原因",
            date_requested=fields.Date.add(matter.date_deadline, days=10),
        )
        request.action_submit()
        self.start_tour(
            TODOS, "duban_leader_approves_on_phone", login=self.leader.login
        )
        request.invalidate_recordset()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.approval_line_ids.opinion, "同意延期")

    def test_home_on_a_phone(self):
        with Stopped("2024-03-04 02:00:00"):
            self.accepted()
        todo = self.filed(name="待交办")
        self.assertTrue(self.todos(todo, self.office_user))
        self.start_tour(HOME, "duban_home", login=self.office_user.login)

    def test_unit_reports_the_result(self):
        matter = self.accepted()
        self.start_tour(TODOS, "duban_unit_reports_on_phone", login=self.worker_a.login)
        matter.invalidate_recordset()
        self.assertEqual(matter.state, "result_submitted")
        self.assertEqual(matter.result, "已全部完成")
