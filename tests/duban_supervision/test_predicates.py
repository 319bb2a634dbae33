"""Who is what on a matter: every predicate × every person in one table, then recused, deputised, moved elsewhere."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: person → what the person is on a matter of unit A (handler: worker C, who belongs to another unit), B helps, the
#: organisation department supervises jointly, the library is in the team, to which A and B belong as well (3+N: the
#: units that handle it); in charge is ``leader``, responsible ``leader2``
TABLE = {
    "office_user": "office initiator office_or_lead office_not_lead recorder",
    "office_user2": "office initiator office_or_lead office_not_lead recorder",
    "head_a": "lead lead_or_co office_or_lead unit_head head_or_deputy recorder",
    "worker_a": "lead lead_or_co office_or_lead recorder",
    "liaison_a": "lead lead_or_co office_or_lead recorder",
    "worker_c": "lead lead_or_co office_or_lead",
    "head_c": "",
    "head_b": "co lead_or_co recorder",
    "worker_b": "co lead_or_co recorder",
    "organisation_user": "recorder",
    "outsider": "recorder",
    "leader": "instructing_leader",
    "leader2": "instructing_leader",
    "secretary": "instructing_leader",
    "president": "instructing_leader",
    "office_leader": "",
    "discipline_user": "",
    "supervisory_user": "",
    "secrecy_user": "",
    "admin": "admin",
}
PREDICATES = (
    *("office", "lead", "co", "unit_head", "head_or_deputy", "initiator"),
    *("office_or_lead", "lead_or_co", "office_not_lead", "recorder"),
    *("instructing_leader", "admin"),
)


@tagged("post_install", "-at_install")
class TestPredicates(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.regulation.team_enabled = True
        self.unit_out.manager_id = self.employee_of(self.outsider)
        self.matter_ = self.accepted(
            co_unit_ids=self.units(self.unit_b),
            joint_unit_ids=self.units(self.organisation),
            responsible_leader_id=self.leader2.id,
        )
        self.matter_.sudo()._engine_write({"handler_id": self.worker_c.id})
        self.env["duban.matter.unit"].sudo().create(
            {"matter_id": self.matter_.id, "role": "team", "department_id": self.unit_out.id}
        )  # fmt: skip
        # a second one of which nobody above is anything but the office
        self.other = self.assigned(name="别的单位", lead_unit_id=self.unit_c.id)

    def found(self, user, matter=None):
        matter = self.as_user(matter or self.matter_, user)
        return {name for name in PREDICATES if getattr(matter, f"_is_{name}")()}

    @clause("CORE-9", "CORE-3")
    def test_the_table(self):
        for name, expected in TABLE.items():
            self.assertEqual(
                self.found(getattr(self, name)), set(expected.split()), name
            )
        # asked of two at once each is answered by itself
        both = (self.matter_ | self.other).with_user(self.head_a)
        self.assertEqual(both._is_lead().ids, [self.matter_.id])
        both = (self.matter_ | self.other).with_user(self.worker_c)
        self.assertEqual(set(both._is_lead().ids), {self.matter_.id, self.other.id})
        self.assertEqual(both._is_unit_head().ids, [])
        for user in (self.head_a, self.worker_b, self.organisation_user, self.leader):
            self.assertEqual(self.found(user, self.other), set(), user.name)
        # who leads the field of the lead unit since yesterday, beside who was named on the matter
        self.assertNotIn("instructing_leader", self.found(self.office_leader))
        self.unit_a.leader_in_charge_id = self.office_leader
        self.matter_.sudo()._engine_write({"leader_in_charge_id": self.secretary.id})
        self.assertIn("instructing_leader", self.found(self.office_leader))

    @clause("WUT-8.1b", "SIE-8.1b")
    def test_recused_is_nothing(self):
        users = [
            getattr(self, name) for name in TABLE if TABLE[name] and name != "admin"
        ]
        self.matter_.sudo()._engine_write(
            {"recused_user_ids": [Command.set([user.id for user in users])]}
        )
        for user in users:
            self.assertEqual(self.found(user), set(), user.name)
        self.assertEqual(self.found(self.office_user, self.other), set(TABLE["office_user"].split()))  # fmt: skip

    @clause("CORE-9", "CORE-11")
    def test_a_deputy_is_the_head_between_two_dates(self):
        self.env["duban.delegation"].with_user(self.head_a).create(
            {
                "user_id": self.head_a.id, "deputy_id": self.worker_a.id,
                "date_from": "2024-03-05", "date_to": "2024-03-06",
            }
        )  # fmt: skip
        for day, stands_in in (
            ("2024-03-04", False),
            ("2024-03-05", True),
            ("2024-03-06", True),
            ("2024-03-07", False),
        ):
            self.at(day)
            self.assertEqual(
                "head_or_deputy" in self.found(self.worker_a), stands_in, day
            )
            self.assertNotIn("unit_head", self.found(self.worker_a))
            self.assertNotIn("head_or_deputy", self.found(self.liaison_a))
            self.assertIn("head_or_deputy", self.found(self.head_a))
        self.at("2024-03-05")
        self.matter_.sudo()._engine_write({"recused_user_ids": [Command.link(self.worker_a.id)]})  # fmt: skip
        self.assertEqual(self.found(self.worker_a), set())

    @clause("CORE-29", "CORE-12")
    def test_who_stands_in_knows_the_protected_matter_as_long(self):
        self.matter_.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id, "deputy_id": self.office_leader.id,
                "date_from": "2024-03-05", "date_to": "2024-03-06",
            }
        )  # fmt: skip
        for day, knows in (
            ("2024-03-04", False),
            ("2024-03-05", True),
            ("2024-03-06", True),
            ("2024-03-07", False),
        ):
            self.at(day)
            self.run_patrol()
            matter = self.as_user(self.matter_, self.office_leader)
            self.assertEqual(matter.has_access("read"), knows, day)

    @clause("ABAF-12.1a")
    def test_where_the_unit_proposes_the_unit_is_the_initiator(self):
        self.regulation.filing_initiator = "subject_unit"
        matter = self.matter(subject_unit_id=self.unit_b.id)
        plain = self.matter()
        for user, subject, lead in (
            (self.head_b, True, False),
            (self.worker_b, True, False),
            (self.head_a, False, True),
            (self.worker_a, False, True),
            (self.head_c, False, False),
            (self.leader, False, False),
            (self.office_user, True, True),
        ):
            self.assertEqual(
                "initiator" in self.found(user, matter), subject, user.name
            )
            self.assertEqual("initiator" in self.found(user, plain), lead, user.name)

    @clause("CORE-9", "CORE-14")
    def test_what_each_may_edit_in_each_state(self):
        names = ("can_edit_elements", "can_edit_result", "can_edit_review")

        def may(matter, user):
            return tuple(self.as_user(matter, user)[name] for name in names)

        draft, running = self.matter(), self.accepted()
        handed = self.submitted()
        for matter, user, expected in (
            (draft, self.office_user, (True, False, False)),
            (running, self.office_user, (False, False, False)),
            (running, self.worker_a, (False, True, False)),
            (running, self.head_b, (False, False, False)),
            (self.other, self.head_c, (False, True, False)),
            (handed, self.worker_a, (False, False, False)),
            (handed, self.office_user, (False, False, True)),
        ):
            self.assertEqual(may(matter, user), expected, (matter.state, user.name))
        closed = self.closed()
        for user in (self.office_user, self.worker_a):
            self.assertEqual(may(closed, user), (False, False, False))

    @clause("CORE-12")
    def test_who_sees_a_sensitive_one(self):
        """Head of the office, heads and handlers of lead, co- and joint units, the leaders; not the team."""
        matter = self.matter_.with_user(self.office_user)
        matter.message_subscribe((self.worker_a | self.head_a | self.office_user2).partner_id.ids)  # fmt: skip
        matter.write({"confidentiality": "sensitive"})
        self.env.invalidate_all()
        readers = matter.sudo().access_user_ids
        expected = {
            "office_user": True, "office_user2": False, "head_a": True, "worker_a": False, "liaison_a": False,
            "worker_c": True, "head_b": True, "worker_b": False, "head_c": False, "organisation_user": True,
            "outsider": False, "leader": True, "leader2": True, "office_leader": False, "admin": False,
            "discipline_user": False,
        }  # fmt: skip
        for name, sees in expected.items():
            user = getattr(self, name)
            self.assertEqual(user in readers, sees, name)
            self.assertEqual(self.as_user(matter, user).has_access("read"), sees, name)
        followers = matter.sudo().message_partner_ids
        self.assertIn(self.head_a.partner_id, followers)
        for user in (self.worker_a, self.office_user2):
            self.assertNotIn(user.partner_id, followers)
        # nobody else is made a follower, nor gets what is written on it
        outsiders = self.worker_a | self.office_user2 | self.discipline_user
        matter.sudo().message_subscribe((outsiders | self.head_b).partner_id.ids)
        self.assertFalse(matter.sudo().message_partner_ids & outsiders.partner_id)
        self.assertIn(self.head_b.partner_id, matter.sudo().message_partner_ids)
        post = {
            "body": "请保密",
            "partner_ids": (outsiders | self.head_b).partner_id.ids,
        }
        message = matter.message_post(**post)
        told = message.sudo().notification_ids.res_partner_id
        self.assertFalse(told & outsiders.partner_id)
        self.assertIn(self.head_b.partner_id, told)
        # who is recused loses sight, back to normal everybody has it again
        matter.sudo()._engine_write(
            {"recused_user_ids": [Command.link(self.head_b.id)]}
        )
        matter.sudo()._refresh_access()
        self.assertNotIn(self.head_b, matter.sudo().access_user_ids)
        self.assertNotIn(self.head_b.partner_id, matter.sudo().message_partner_ids)
        matter.sudo().message_subscribe(self.head_b.partner_id.ids)
        self.assertNotIn(self.head_b.partner_id, matter.sudo().message_partner_ids)

    @clause("CORE-12")
    def test_who_registered_a_sensitive_draft_sees_it_until_it_is_filed(self):
        matter = self.matter(self.office_user2, confidentiality="sensitive")
        self.assertIn(self.office_user2, matter.sudo().access_user_ids)
        matter.with_user(self.office_user2).action_file()
        matter.sudo()._refresh_access()
        officer = matter.sudo().officer_id
        self.assertEqual(self.office_user2 in matter.sudo().access_user_ids, officer == self.office_user2)  # fmt: skip
