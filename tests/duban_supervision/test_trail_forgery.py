"""Whatever was done to the trail behind the suite's back is found: changed, cut, added, swapped, counted again."""

import hashlib
import json

from odoo import fields
from odoo.tests import tagged

from tests.common import SupervisionCommon


def digest(row, previous):
    """The hash of a line as the contract of the dossier says it, written down here once more."""
    content = {
        "matter": row["matter_id"],
        "seq": row["seq"],
        "date": fields.Datetime.to_string(row["date"]),
        "user": row["user_id"],
        "on_behalf": row["on_behalf_id"],
        "action": row["action"],
        "from": row["state_from"],
        "to": row["state_to"],
        "note": row["note"],
        "changes": row["changes"],
        "previous": previous,
        "v": row["hash_version"],
        "user_mark": row["user_mark"],
        "on_behalf_mark": row["on_behalf_mark"],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@tagged("post_install", "-at_install")
class TestForgery(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.other = self.filed(name="另一事项")
        self.env.flush_all()

    def rows(self, matter=None):
        self.env.flush_all()
        self.cr.execute(
            "SELECT * FROM duban_act WHERE matter_id = %s ORDER BY seq",
            ((matter or self.matter_).id,),
        )
        return self.cr.dictfetchall()

    def forge(self, query, *params):
        """Somebody with the password of the database, who switches the trigger off."""
        self.env.flush_all()
        self.cr.execute("ALTER TABLE duban_act DISABLE TRIGGER duban_act_guard")
        self.cr.execute(query, params)
        self.cr.execute("ALTER TABLE duban_act ENABLE TRIGGER duban_act_guard")
        self.env.invalidate_all()

    def problems(self, matters=None):
        found = self.env["duban.act"]._verify(matters or self.matter_)
        return [(matter, seq) for matter, seq, _why in found]

    def write_chain(self, rows):
        """Hash the lines ``rows`` anew, one upon the other, as a careful forger does; the last hash."""
        previous = None
        for row in rows:
            previous, above = digest(row, previous), previous
            self.forge(
                "UPDATE duban_act SET seq = %s, previous_hash = %s, hash = %s, note = %s WHERE id = %s",
                row["seq"], above, previous, row["note"], row["id"],
            )  # fmt: skip
        return previous

    def test_the_chain_is_what_anybody_can_compute(self):
        rows = self.rows()
        self.assertGreater(len(rows), 3)
        previous = None
        for position, row in enumerate(rows, 1):
            self.assertEqual(row["seq"], position)
            self.assertEqual(row["previous_hash"], previous)
            self.assertEqual(row["hash"], digest(row, previous))
            previous = row["hash"]
        self.assertEqual(self.matter_.sudo().trail_head, previous)
        self.assertEqual(self.matter_.sudo().trail_length, len(rows))
        self.assertEqual(self.problems(), [])

    def test_any_changed_value_is_found(self):
        middle = self.rows()[2]
        for column, value in (
            ("note", "forged"),
            ("user_id", self.outsider.id),
            ("on_behalf_id", self.outsider.id),
            ("action", "archive"),
            ("date", "2024-02-01 02:00:00"),
            ("state_from", "closed"),
            ("state_to", "closed"),
            ("changes", '{"name": ["a", "b"]}'),
            ("previous_hash", "0" * 64),
            ("hash", "0" * 64),
            ("hash_version", None),
            ("user_mark", "0" * 64),
            ("on_behalf_mark", "0" * 64),
        ):
            with self.subTest(column), self.cr.savepoint() as point:
                self.forge(
                    f"UPDATE duban_act SET {column} = %s WHERE id = %s",
                    value, middle["id"],
                )  # fmt: skip
                self.assertEqual(
                    self.problems(self.matter_ | self.other),
                    [(self.matter_, middle["seq"])],
                )
                point.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.problems(), [])

    def test_no_line_is_written_by_hand(self):
        """A line that would fit is refused to everybody, superuser code included, and whatever key a context has."""
        rows = self.rows()
        last = {name: value for name, value in rows[-1].items() if name != "id"}
        line = {
            **last, "seq": len(rows) + 1, "previous_hash": last["hash"], "date": "2024-03-04 02:00:00",
            "note": "forged",
        }  # fmt: skip
        line["hash"] = digest({**line, "date": last["date"]}, last["hash"])
        acts = self.env["duban.act"]
        for door in ({}, {"duban_door": True}, {"duban_door": "DOOR"}, {"duban_door": {}}):  # fmt: skip
            for env in (acts, acts.sudo(), acts.with_user(self.office_user)):
                self.assert_refused(env.with_context(**door).create, line)
        self.assertEqual(self.rows(), rows)

    def test_a_line_taken_out_is_found(self):
        rows = self.rows()
        self.forge("DELETE FROM duban_act WHERE id = %s", rows[1]["id"])
        self.assertEqual(self.problems(), [(self.matter_, 2)])

    def test_the_last_lines_cut_off_are_found(self):
        rows = self.rows()
        self.forge("DELETE FROM duban_act WHERE id = %s", rows[-1]["id"])
        self.assertEqual(self.problems(), [(self.matter_, len(rows) - 1)])
        # also after the number of lines was put right, because the head is another
        self.cr.execute(
            "UPDATE duban_matter SET trail_length = trail_length - 1 WHERE id = %s",
            (self.matter_.id,),
        )
        self.env.invalidate_all()
        self.assertEqual(self.problems(), [(self.matter_, len(rows) - 1)])

    def test_a_whole_trail_taken_away_is_found(self):
        self.forge("DELETE FROM duban_act WHERE matter_id = %s", self.matter_.id)
        self.assertEqual(self.problems(), [(self.matter_, 0)])

    def test_a_chain_computed_anew_is_found_by_its_head(self):
        rows = self.rows()
        rows[2]["note"] = "forged"
        self.write_chain(rows)
        self.assertEqual(self.problems(), [(self.matter_, len(rows))])

    def test_a_line_of_another_matter_is_found(self):
        rows = self.rows()
        self.forge(
            "UPDATE duban_act SET matter_id = %s, seq = %s WHERE id = %s",
            self.other.id, len(self.rows(self.other)) + 1, rows[-1]["id"],
        )  # fmt: skip
        found = {matter for matter, _seq in self.problems(self.matter_ | self.other)}
        self.assertEqual(found, {self.matter_, self.other})

    def test_people_write_no_line(self):
        Act = self.env["duban.act"]
        act = self.matter_.sudo().act_ids[:1]
        values = {
            "matter_id": self.matter_.id, "seq": 99, "user_id": self.office_user.id,
            "date": "2024-03-04 02:00:00", "action": "close", "hash": "0",
        }  # fmt: skip
        for user in (self.office_user, self.worker_a, self.leader, self.admin):
            self.assert_refused(Act.with_user(user).create, values)
            self.assert_refused(act.with_user(user).write, {"note": "x"})
            self.assert_refused(act.with_user(user).unlink)
            # no client can send the key of the door
            door = Act.with_user(user).with_context(duban_door=True)
            self.assert_refused(door.create, values)
        # nor does code of others that runs as superuser
        for context in ({}, {"duban_door": True}, {"duban_door": object()}):
            self.assert_refused(Act.sudo().with_context(**context).create, values)
        self.assert_refused(act.write, {"note": "x"})
        self.assert_refused(act.unlink)
        self.assertEqual(self.problems(), [])

    def test_the_number_of_lines_is_compared(self):
        """A counter that promises a line more, while the lines and the head are as they were."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE duban_matter SET trail_length = trail_length + 1 WHERE id = %s",
            (self.matter_.id,),
        )
        self.env.invalidate_all()
        self.assertEqual([matter for matter, _seq in self.problems()], [self.matter_])

    def test_each_line_says_who_on_whose_behalf_and_from_where_to_where(self):
        rows = self.rows()
        steps = {
            row["action"]: (row["user_id"], row["state_from"], row["state_to"])
            for row in rows
        }
        self.assertEqual(steps["file"], (self.office_user.id, "draft", "filed"))
        self.assertEqual(steps["assign"], (self.office_user.id, "filed", "assigned"))
        self.assertEqual(steps["accept"], (self.worker_a.id, "assigned", "in_progress"))
