"""An absence that has begun: what was decided on somebody's behalf rests on it (CORE-29)."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestAbsenceKept(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.absence = (
            self.env["duban.delegation"]
            .with_user(self.leader)
            .create(
                {
                    "user_id": self.leader.id,
                    "deputy_id": self.leader2.id,
                    "date_from": "2024-03-05",
                    "date_to": "2024-03-15",
                }
            )
        )

    @clause("CORE-29")
    def test_before_it_begins_all_may_change(self):
        self.absence.write({"deputy_id": self.secretary.id, "date_from": "2024-03-06"})
        self.assertEqual(self.absence.deputy_id, self.secretary)

    @clause("CORE-29")
    def test_begun_it_only_ends_earlier_or_later(self):
        self.at("2024-03-06")
        for user in (self.leader, self.office_user, self.admin):
            row = self.absence.with_user(user)
            for vals in (
                {"deputy_id": self.secretary.id},
                {"user_id": self.leader2.id, "deputy_id": self.leader.id},
                {"active": False, "deputy_id": self.secretary.id},
                {"date_from": "2024-03-06"},
                {"date_to": "2024-03-05"},
            ):
                with self.subTest(user=user.name, **vals):
                    self.assert_refused(row.write, vals)
        self.assertEqual(self.absence.deputy_id, self.leader2)
        # back earlier than thought: today is the last day, and then it is not
        for day in ("2024-03-06", "2024-03-08"):
            self.absence.with_user(self.leader).date_to = day
        self.at("2024-03-09")
        self.assert_refused(
            self.absence.with_user(self.leader).write, {"date_to": "2024-03-20"}
        )
        self.assertEqual(str(self.absence.date_to), "2024-03-08")

    @clause("CORE-29")
    def test_both_are_told_of_another_last_day(self):
        self.at("2024-03-06")
        Reminder = self.env["duban.reminder"].sudo()
        before = Reminder.search([])
        self.absence.with_user(self.office_user).date_to = "2024-03-08"
        told = Reminder.search([]) - before
        self.assertEqual(told.user_id, self.leader | self.leader2)

    @clause("CORE-29", "CORE-23")
    def test_whatever_changes_is_told_at_once(self):
        """On the day on which it was entered too: another day, another deputy (the former one hears it), called off;
        what changes nothing for the two is told nobody."""
        Reminder = self.env["duban.reminder"].sudo()
        both = self.leader | self.leader2
        for vals, people, words in (
            ({"date_to": "2024-03-20"}, both, "3月20日"),
            ({"date_from": "2024-03-08"}, both, "2024年3月8日至3月20日"),
            ({"reason": "出差"}, Reminder.user_id, ""),
            ({"date_to": "2024-03-20"}, Reminder.user_id, ""),
            ({"deputy_id": self.secretary.id}, both | self.secretary, "secretary"),
            ({"active": False}, self.leader | self.secretary, "Called off"),
        ):
            before = Reminder.search([])
            self.absence.with_user(self.office_user).with_context(lang="en_US").write(
                vals
            )
            told = Reminder.search([]) - before
            self.assertEqual(told.user_id, people, vals)
            for row in told:
                self.assertIn(words, row.note)

    @clause("CORE-29")
    def test_called_off_it_stays_called_off(self):
        self.at("2024-03-06")
        row = self.absence.with_user(self.leader)
        row.active = False
        for vals in ({"active": True}, {"date_to": "2024-03-20"}, {"reason": "x"}):
            self.assert_refused(row.write, vals)
        self.assertEqual(row.deputy_id, self.leader2)

    @clause("CORE-29")
    def test_begun_it_is_not_deleted(self):
        """From its first day on decisions may rest on it; before, nothing does."""
        early = self.absence.copy({"date_from": "2024-04-01", "date_to": "2024-04-05"})
        self.at("2024-03-05")
        for user in (self.leader, self.office_user, self.admin):
            self.assert_refused(self.absence.with_user(user).unlink)
        self.assertTrue(self.absence.exists())
        early.with_user(self.leader).unlink()
        self.assertFalse(early.exists())

    @clause("CORE-23", "CORE-29")
    def test_both_hear_that_a_deleted_one_does_not_hold(self):
        """Both had been told of it and count with it; what they hear now leads nowhere."""
        early = self.absence.copy({"date_from": "2024-04-01", "date_to": "2024-04-05"})
        people = early.user_id | early.deputy_id
        self.send_notices()
        rows = self.env["duban.reminder"].sudo().search([("kind", "=", "deputy")])
        # one of them works at two institutions: the message says of which
        other = self.env["res.company"].create({"name": "别校"})
        people[0].sudo().company_ids += other
        early.with_user(self.office_user).unlink()
        new = self.env["duban.reminder"].sudo().search([("kind", "=", "deputy")]) - rows
        self.assertEqual(new.user_id, people)
        for row in new:
            self.assertIn("Called off", row.note)
            self.assertIn("4月1日至4月5日", row.note)
        self.send_notices()
        self.assertTrue(all(row.digest_id for row in new))
        # one that was called off before was told then
        called_off = self.absence.copy({"date_from": "2024-04-01", "date_to": "2024-04-05"})  # fmt: skip
        called_off.active = False
        rows = self.env["duban.reminder"].sudo().search([("kind", "=", "deputy")])
        called_off.with_user(self.office_user).unlink()
        self.assertEqual(self.env["duban.reminder"].sudo().search([("kind", "=", "deputy")]), rows)  # fmt: skip

    @clause("CORE-28", "CORE-29")
    def test_who_was_decided_for_is_still_needed_by_name(self):
        """As who decided: on the open matter stand both names, and both go with its end; nobody else's is held back."""
        matter = self.accepted(date_deadline="2024-05-31")
        self.at("2024-03-06")
        request = self.extension(matter, "2024-06-28")
        request.action_submit()
        request.sudo().approval_line_ids.with_user(self.leader2).action_approve("同意")
        acts = matter.sudo().act_ids
        self.assertNotIn(self.leader, acts.user_id)
        self.assertEqual(acts.on_behalf_id, self.leader)
        Name = self.env["duban.person.name"]
        Name.sudo()._take(self.secretary)
        people = self.leader | self.leader2 | self.secretary
        people.sudo().write({"active": False})
        as_admin = Name.with_user(self.admin)
        self.assertTrue(as_admin._erase(self.secretary, "本人申请"))
        for person in (self.leader, self.leader2):
            self.assert_refused(as_admin._erase, person, "本人申请")
        self.ends(matter, "closed")
        for person in (self.leader, self.leader2):
            rows = as_admin._erase(person, "本人申请")
            self.assertEqual((rows.user_id, rows.sudo().filtered("name")), (person, Name))  # fmt: skip
