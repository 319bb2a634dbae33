"""The trail and the filed matters against SQL: the database itself refuses."""

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestTrailInTheDatabase(SupervisionCommon):
    @mute_logger("odoo.sql_db")
    def _refused(self, query, ids):
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.cr.execute(query, (ids,))

    def test_acts_are_append_only(self):
        matter = self.filed()
        self.env.flush_all()
        ids = tuple(matter.sudo().act_ids.ids)
        self._refused("UPDATE duban_act SET note = 'x' WHERE id IN %s", ids)
        self._refused("DELETE FROM duban_act WHERE id IN %s", ids)
        self.assertEqual(self.env["duban.act"]._verify(matter), [])

    def test_filed_matters_stay_and_drafts_may_go(self):
        draft, filed = self.matter(), self.filed()
        self.env.flush_all()
        self._refused("DELETE FROM duban_matter WHERE id IN %s", tuple(filed.ids))
        acts = draft.sudo().act_ids
        draft.with_user(self.office_user).unlink()
        self.assertFalse(acts.exists())

    def test_a_name_that_was_taken_back_is_taken_again(self):
        """The mark of a name is kept for later steps only where its row stays."""
        Name = self.env["duban.person.name"]
        person = self.office_user2.sudo()
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            gone = Name._mark(person)
            self.assertEqual(Name._mark(person), gone)
            raise ZeroDivisionError
        mark = Name._mark(person)
        self.assertNotEqual(mark, gone)
        row = Name.sudo().search([("user_id", "=", person.id)])
        self.assertEqual(row.mark, mark)

    def test_a_forged_chain_is_found(self):
        matter = self.filed()
        self.env.flush_all()
        act = matter.sudo().act_ids[-1]
        self.cr.execute("ALTER TABLE duban_act DISABLE TRIGGER duban_act_guard")
        self.cr.execute("UPDATE duban_act SET note = 'forged' WHERE id = %s", (act.id,))
        self.cr.execute("ALTER TABLE duban_act ENABLE TRIGGER duban_act_guard")
        self.env.invalidate_all()
        problems = self.env["duban.act"]._verify(matter)
        self.assertEqual([(m, seq) for m, seq, _why in problems], [(matter, act.seq)])
