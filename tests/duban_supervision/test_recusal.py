"""Recusals taken back, and what the office changes of a progress request (WUT-8.1b, LZU-5.1)."""

from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestRecusal(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.unit_b.liaison_id = self.liaison_b = self.new_person(
            "liaison_b", "user", self.unit_out
        )
        self.matter_ = self.accepted(co_unit_ids=self.units(self.unit_b))

    def recuse(self, **who):
        return (
            self.env["duban.recusal"]
            .with_user(self.office_user)
            .create({"matter_id": self.matter_.id, "ground": "利益关系", **who})
        )

    def recused(self):
        return self.matter_.sudo().recused_user_ids

    def test_revoking_frees_everybody_of_the_unit(self):
        row = self.recuse(department_id=self.unit_b.id)
        people = self.head_b | self.worker_b | self.liaison_b
        self.assertEqual(self.recused(), people)
        self.assert_refused(row.with_user(self.head_a).action_revoke)
        row.action_revoke()
        self.assertFalse(self.recused())
        acts = self.matter_.sudo().act_ids.mapped("action")
        row.action_revoke()  # nothing left to take back
        self.assertEqual(self.matter_.sudo().act_ids.mapped("action"), acts)

    def test_recused_for_another_reason_stays_away(self):
        unit = self.recuse(department_id=self.unit_b.id)
        own = self.recuse(user_id=self.worker_b.id)
        unit.action_revoke()
        self.assertEqual(self.recused(), self.worker_b)
        own.action_revoke()
        self.assertFalse(self.recused())
        # the other way round: who may again is still of a unit that may not
        own = self.recuse(user_id=self.worker_b.id)
        unit = self.recuse(department_id=self.unit_b.id)
        everybody = self.recused()
        own.action_revoke()
        self.assertIn(self.worker_b, self.recused())
        self.assertEqual(self.recused(), everybody)
        unit.action_revoke()
        self.assertFalse(self.recused())

    def test_todos_come_back_with_the_person(self):
        self.assertTrue(self.todos(self.matter_, self.worker_a))
        row = self.recuse(user_id=self.worker_a.id, replacement_id=self.head_a.id)
        self.assertFalse(self.todos(self.matter_, self.worker_a))
        row.action_revoke()
        expected = {
            (todo.key, todo.user.id) for todo in self.matter_.sudo()._expected_todos()
        }
        self.assertEqual(
            {(row.duban_key, row.user_id.id) for row in self.todos(self.matter_)},
            expected,
        )

    def test_who_recused_follows_no_more(self):
        """Nobody makes a recused person a follower again, the system included."""
        self.recuse(user_id=self.worker_b.id)
        both = (self.worker_b | self.head_b).partner_id
        self.matter_.sudo().message_subscribe(both.ids)
        followers = self.matter_.sudo().message_partner_ids
        self.assertIn(self.head_b.partner_id, followers)
        self.assertNotIn(self.worker_b.partner_id, followers)

    def test_who_reads_one_of_several_follows_none_of_them(self):
        """Following shows what is written later: of each of the matters, or of none."""
        other = self.accepted(lead_unit_id=self.unit_a.id, name="另一项")
        both = (self.matter_ | other).with_user(self.office_user)
        both.message_subscribe(self.head_b.partner_id.ids)
        self.assertNotIn(self.head_b.partner_id, other.sudo().message_partner_ids)
        both.message_subscribe(self.worker_a.partner_id.ids)
        for matter in self.matter_ | other:
            self.assertIn(self.worker_a.partner_id, matter.sudo().message_partner_ids)

    def test_a_changed_progress_request_is_on_the_trail(self):
        request = (
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": self.matter_.id,
                    "name": "报进展",
                    "date_due": "2024-03-08",
                }
            )
        )

        def trail():
            acts = self.matter_.sudo().act_ids.sorted("id")
            return acts.filtered(lambda act: act.action == "ask_progress").mapped(
                "note"
            )

        self.assertEqual(trail(), ["报进展（2024年3月8日）"])
        request.date_due = "2024-03-15"
        self.assertEqual(
            trail()[1:], ["报进展（2024年3月8日） → 报进展（2024年3月15日）"]
        )
        request.round_name = "第一轮"
        self.assertEqual(len(trail()), 2)
        self.assert_refused(request.with_user(self.office_user).unlink)
        request.sudo().unlink()  # the system may, as long as nobody answered
        self.assertFalse(request.exists())


@tagged("post_install", "-at_install")
class TestSemesterOffice(SupervisionCommon):
    def test_only_the_ordinary_office_enters_semesters(self):
        values = {
            "name": "2024-1",
            "company_id": self.company.id,
            "date_from": "2024-02-26",
            "date_to": "2024-07-05",
        }
        Semester = self.env["duban.semester"]
        for user in (self.discipline_user, self.secrecy_user, self.head_a):
            self.assert_refused(Semester.with_user(user).create, values)
        semester = Semester.with_user(self.office_user).create(values)
        for user in (self.discipline_user, self.secrecy_user, self.head_a):
            mine = semester.with_user(user)
            self.assert_refused(mine.write, {"date_to": "2024-07-12"})
            self.assert_refused(mine.unlink)
        semester.with_user(self.admin).date_to = "2024-07-12"
        semester.unlink()
