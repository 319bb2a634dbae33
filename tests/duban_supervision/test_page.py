"""What one call of the web client learned of the rules makes it faster; nobody sees more for it."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision.models.screens.page import Page

from tests.clauses import clause
from tests.duban_supervision import test_scope
from tests.duban_supervision.test_access_matrix import EXPECTED, AccessFixture

NAMES = {"fields": {"display_name": {}}}
#: columns, names, lists of parts, computed values that read parts
WISHES = {
    "name": {}, "lead_unit_id": NAMES, "handler_id": NAMES, "leader_in_charge_id": NAMES, "state": {}, "light": {},
    "co_unit_ids": NAMES, "unit_line_ids": NAMES, "feedback_ids": NAMES, "request_ids": NAMES, "record_ids": NAMES,
    "act_ids": NAMES, "plan_line_ids": NAMES, "activity_ids": NAMES, "child_ids": NAMES, "last_progress": {},
    "contact_phone": {}, "parent_id": NAMES, "merged_into_id": NAMES,
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestPage(AccessFixture):
    #: matters in every relation to the people of the fixture
    ledger = test_scope.TestScope.ledger

    @clause("CORE-12")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_page_shows_what_the_rules_show(self):
        matters = self.ledger()
        child = matters[0]
        child.sudo().with_context(duban_door=child._door()).parent_id = matters[-1]
        here = [("id", "in", matters.ids)]
        seen = 0
        for role in EXPECTED:
            Matter = self.env["duban.matter"].with_user(self.user(role))
            with self.subTest(role=role):
                asked = []
                for asks in (False, True):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    with patch.object(Page, "of", lambda env: None) if asks else mute_logger():  # fmt: skip
                        asked.append(self.shown(Matter, here))
                self.assertEqual(*asked)
                seen += len(asked[0][0])
        self.assertGreater(seen, 30)

    def shown(self, Matter, domain):
        """What the list shows, and the form of each, or who is refused."""
        try:
            found = Matter.web_search_read(domain, WISHES)["records"]
        except AccessError:
            return [], "refused"
        forms = []
        for number in domain[0][2]:
            try:
                forms.append(Matter.browse(number).web_read(WISHES))
            except AccessError:
                forms.append(number)
        return found, forms

    @clause("CORE-12")
    def test_a_page_is_its_readers(self):
        """It says nothing to another person, in another institution, to the superuser, or when a client sends it."""
        mine = self.env["duban.matter"].with_user(self.head_a)._begin_page()
        page = mine.env.context["duban_page"]
        self.assertIs(Page.of(mine.env), page)
        self.assertIsNone(Page.of(mine.with_user(self.outsider).env))
        self.assertIsNone(Page.of(mine.sudo().env))
        elsewhere = mine.with_context(allowed_company_ids=[])
        self.assertIsNone(Page.of(elsewhere.env))
        self.assertIsNone(Page.of(self.env(context={"duban_page": {"known": [1]}})))
        hidden = self.matter().with_user(self.outsider)
        self.assertFalse(hidden.with_context(duban_page=page).has_access("read"))
