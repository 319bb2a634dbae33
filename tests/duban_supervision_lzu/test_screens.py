"""Screens: what is not in the text is not there, and the forms work."""

import re

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from tests.clauses import clause

from .common import LzuCommon

MENU = "duban_supervision.duban_menu_"
AFTER = "duban_supervision_after.duban_menu_"


@tagged("post_install", "-at_install")
class TestScreens(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def menus(self, user):
        self.env.registry.clear_cache()
        hidden = self.env["ir.ui.menu"].with_user(user)._load_menus_blacklist()
        return lambda xmlid: self.env.ref(xmlid).id not in hidden

    @clause("CORE-19")
    def test_menus(self):
        shown = self.menus(self.office_user)
        for name in (
            f"{MENU}recheck",
            f"{MENU}recheck_sample",
            f"{MENU}handover",
            f"{AFTER}commendation",
            f"{AFTER}no_answer",
            f"{AFTER}semester",
        ):
            self.assertFalse(shown(name), name)
        for name in (
            f"{MENU}progress_round",
            f"{MENU}duplicate",
            f"{AFTER}accountability",
            f"{AFTER}bulletin",
            f"{AFTER}research",
        ):
            self.assertTrue(shown(name), name)
        self.assertTrue(shown("duban_supervision_lzu.duban_lzu_menu_notice"))
        self.regulation.write({"lzu_notice_enabled": False, "recheck_enabled": True})
        shown = self.menus(self.office_user)
        self.assertFalse(shown("duban_supervision_lzu.duban_lzu_menu_notice"))
        self.assertTrue(shown(f"{MENU}recheck"))

    @clause("CORE-19")
    def test_filters(self):
        """Filters of functions that are off are not on the search screen; switched on, they are."""
        Matter = self.env["duban.matter"].with_user(self.office_user)
        view = self.env.ref("duban_supervision.duban_matter_view_search")
        of_functions = {"urged", "no_answer", "disputed", "look_back", "is_difficult"}

        def shown():
            arch = etree.fromstring(Matter.get_view(view.id, "search")["arch"])
            return set(arch.xpath("//filter/@name")) & {*of_functions, "is_key"}

        self.assertEqual(shown(), {"is_key"})
        self.regulation.with_user(self.admin).write(
            {"urging_enabled": True, "recheck_enabled": True}
        )
        self.assertEqual(shown(), {"is_key", "urged", "no_answer", "look_back"})

    @clause("CORE-19")
    def test_elements(self):
        features = set(self.matter().features)
        for name in (
            "extension_enabled",
            "urging_enabled",
            "archive_enabled",
            "recusal_enabled",
            "recheck_enabled",
            "chain:filing",
            "handover_enabled",
            "grades",
        ):
            self.assertNotIn(name, features)
        for name in (
            "confidentiality_levels:none",
            "dynamic_deadline",
            "lzu_task_enabled",
            "field:measures",
            "field:is_key",
        ):
            self.assertIn(name, features)

    def test_forms(self):
        office = self.office_user
        goals = self.env["duban.goal"].with_user(office)
        with Form(goals.with_context(default_level="year")) as plan:
            plan.year = 2024
            with plan.child_ids.new() as item:
                item.name = "增设淋浴室"
                item.source_category_id = self.category("congress")
                item.lead_unit_id = self.unit_a
                item.date_deadline = "2024-11-30"
        meeting = Form(self.env["duban.lzu.meeting"].with_user(office))
        meeting.plan_id = plan.record
        meeting.agenda, meeting.minutes = "审议", "同意"
        meeting.unit_ids.add(self.unit_a)
        meeting = meeting.save()
        self.assertEqual(meeting.convener_id, self.office_leader)
        meeting.action_hold()
        plan.record.action_approve()
        notice = Form(self.env["duban.lzu.notice"].with_user(office))
        notice.name = "清明值班"
        notice.lead_unit_id = self.unit_a
        self.assertEqual(notice.leader_in_charge_id, self.leader)
        with notice.communication_ids.new() as talk:
            talk.partner, talk.result = "教务处", "已沟通"
        notice = notice.save()
        self.assertEqual(
            notice.action_ask("lzu_report_done")["res_model"], "duban.action.wizard"
        )
        with Form(self.env["duban.matter"].with_user(office)) as matter:
            matter.name = "某事"
            matter.source_category_id = self.category("congress")
            self.assertEqual(matter.decision_body_id.name, "教代会")

    def test_break_down_button(self):
        parent = self.filed(is_key=True)
        context = parent.action_lzu_break_down()["context"]
        child = Form(
            self.env["duban.matter"].with_user(self.office_user).with_context(**context)
        )
        child.name = "其中一部分"
        child.lead_unit_id = self.unit_b
        child = child.save()
        self.assertEqual(child.parent_id, parent)
        self.assertEqual(child.decision_body_id, parent.decision_body_id)
        self.assertTrue(child.is_key)
        # not under a task that is done (CORE-33)
        self.ends(parent, "closed")
        late = self.env["duban.matter"].with_user(self.office_user)
        late = Form(late.with_context(**parent.action_lzu_break_down()["context"]))
        late.name, late.lead_unit_id = "另一部分", self.unit_b
        with self.assertRaisesRegex(UserError, re.escape(parent.display_name)):
            late.save()
