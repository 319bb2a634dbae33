"""Who is asked and who may act are one question: people who leave a post, a role, or come back from an absence."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class PostsCommon(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def owner(self, matter, key):
        """Whose the to-do ``key`` is (or to-dos beginning with it, where it ends with a colon)."""
        self.env.invalidate_all()
        return (
            self.todos(matter)
            .filtered(
                lambda row: (
                    row.duban_key.startswith(key)
                    if key.endswith(":")
                    else row.duban_key == key
                )
            )
            .user_id
        )

    def absence(self, person, deputy, last="2024-03-29"):
        return self.env["duban.delegation"].create(
            {
                "user_id": person.id,
                "deputy_id": deputy.id,
                "date_from": "2024-03-04",
                "date_to": last,
            }
        )


@tagged("post_install", "-at_install")
class TestAbsenceCalledOff(PostsCommon):
    @clause("CORE-29", "CORE-27")
    def test_a_called_off_absence_gives_no_right_whatever_a_client_shows(self):
        """An action that shows archived rows hands its key to the buttons: the deputy decides nothing by it."""
        matter = self.accepted()
        self.extension(matter, "2024-04-30").action_submit()
        line = matter.sudo().approval_line_ids
        absence = self.absence(self.leader, self.leader2)
        self.assertTrue(line.with_user(self.leader2).can_decide)
        absence.with_user(self.leader).active = False
        self.env.invalidate_all()
        shown = line.with_user(self.leader2).with_context(active_test=False)
        self.assert_refused(shown.action_approve, "同意")
        self.assertEqual(line.state, "pending")
        self.assertEqual(self.owner(matter, "approve:"), self.leader)
        line.with_user(self.leader).with_context(active_test=False).action_approve(
            "同意"
        )
        self.assertFalse(line.on_behalf_id)

    @clause("CORE-29")
    def test_nor_does_it_vouch_for_a_result(self):
        matter = self.accepted()
        absence = self.absence(self.head_a, self.liaison_a)
        keyed = matter.with_user(self.liaison_a).with_context(active_test=False)
        self.assertTrue(keyed._is_head_or_deputy())
        absence.with_user(self.head_a).active = False
        self.env.invalidate_all()
        self.assertFalse(keyed._is_head_or_deputy())
