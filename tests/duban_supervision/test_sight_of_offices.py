"""Who does not see and does not follow: the other office, the other institution, who is on no list."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestSightOfOffices(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def seen(self, record, user):
        """Whether ``user`` finds and reads the record; both or neither."""
        record = self.as_user(record, user)
        found = bool(record.search([("id", "=", record.id)]))
        self.assertEqual(found, record.has_access("read"), user.name)
        return found

    def report(self, user, *leaders):
        return (
            self.env["duban.report.back"]
            .with_user(user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "content": "情况报告",
                    "leader_ids": [Command.set([leader.id for leader in leaders])],
                }
            )
        )

    @clause("CORE-4")
    def test_each_office_reads_its_own_reports(self):
        self.regulation.routing_enabled = True
        own = self.report(self.office_user, self.leader2)
        for user, sees in (
            (self.office_user2, True),
            (self.leader2, True),
            (self.secretary, True),
            (self.discipline_user, False),
            (self.secrecy_user, False),
            (self.supervisory_user, False),
            (self.leader, False),
            (self.head_a, False),
            (self.outsider, False),
        ):
            self.assertEqual(self.seen(own, user), sees, user.name)
        foreign = self.report(self.discipline_user, self.secretary)
        self.assertEqual(foreign.sudo().office_id, self.discipline)
        for user, sees in (
            (self.discipline_user, True),
            (self.secretary, True),
            (self.office_user, False),
            (self.office_user2, False),
            (self.secrecy_user, False),
            (self.leader2, False),
        ):
            self.assertEqual(self.seen(foreign, user), sees, user.name)

    def neighbour(self):
        """A person of another institution in the same database, told of something."""
        company = self.env["res.company"].create({"name": "另一高校"})
        user = self.new_person("neighbour")
        user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        digest = (
            self.env["duban.digest"]
            .sudo()
            .create(
                {"user_id": user.id, "company_id": company.id, "date": "2024-03-04"}
            )
        )
        delivery = (
            self.env["duban.delivery"]
            .sudo()
            .create({"digest_id": digest.id, "channel": "inbox", "state": "sent"})
        )
        return digest, delivery

    @clause("CORE-1", "CORE-4")
    def test_the_office_does_not_see_who_was_told_elsewhere(self):
        digest, delivery = self.neighbour()
        for record in (digest, delivery):
            for other in (
                self.office_user,
                self.discipline_user,
                self.head_a,
                self.admin,
            ):
                self.assertFalse(self.seen(record, other), other.name)
        own = (
            self.env["duban.digest"]
            .sudo()
            .create({"user_id": self.head_a.id, "company_id": self.company.id, "date": "2024-03-04"})
        )  # fmt: skip
        for other, sees in (
            (self.office_user, True),
            (self.head_a, True),
            (self.worker_a, False),
            (self.leader, False),
        ):
            self.assertEqual(self.seen(own, other), sees, other.name)

    @clause("CORE-12")
    def test_who_is_on_no_list_follows_no_longer(self):
        """Made sensitive: those off the access list neither follow nor read, those on it do both."""
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        followers = (
            self.outsider,
            self.head_c,
            self.liaison_a,
            self.head_a,
            self.worker_a,
        )
        for user in followers:
            matter.sudo().message_subscribe(user.partner_id.ids)
        matter.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.env.invalidate_all()
        partners = matter.sudo().message_partner_ids
        for user in (self.outsider, self.head_c, self.liaison_a):
            self.assertNotIn(user.partner_id, partners, user.name)
            self.assertFalse(self.seen(matter, user), user.name)
        for user in (self.head_a, self.worker_a):
            self.assertIn(user.partner_id, partners, user.name)
            self.assertTrue(self.seen(matter, user), user.name)

    @clause("CORE-3", "CORE-9")
    def test_who_records_supervision(self):
        matter = self.accepted(
            co_unit_ids=[Command.set(self.unit_b.ids)],
            joint_unit_ids=[Command.set(self.organisation.ids)],
        )
        values = {
            "matter_id": matter.id,
            "summary": "电话了解进展",
            "kind_id": self.option("record_kind", "phone").id,
        }
        for user in (
            self.head_b,
            self.worker_b,
            self.head_a,
            self.worker_a,
            self.leader,
            self.admin,
            self.outsider,
            self.discipline_user,
        ):
            self.assert_refused(self.env["duban.record"].with_user(user).create, values)
        for user in (self.office_user, self.office_user2, self.organisation_user):
            record = self.env["duban.record"].with_user(user).create(values)
            self.assertEqual(record.user_id, user)

    @clause("CORE-4")
    def test_leaders_of_other_fields(self):
        """Unit C is in the field of leader2; made responsible for a matter of unit A, that leader sees it too."""
        matter = self.assigned()
        self.assertTrue(self.seen(matter, self.leader))
        self.assertFalse(self.seen(matter, self.leader2))
        matter.with_user(self.office_user).write(
            {"responsible_leader_id": self.leader2.id}
        )
        self.assertTrue(self.seen(matter, self.leader2))
        self.assertTrue(
            self.seen(self.assigned(lead_unit_id=self.unit_c.id), self.leader2)
        )
        self.assertFalse(
            self.seen(self.assigned(lead_unit_id=self.unit_c.id), self.leader)
        )

    @clause("CORE-2")
    def test_what_the_engine_stores_no_client_writes(self):
        """Every stored field that forms show read-only, computed ones too, one by one."""
        matter = self.accepted().with_user(self.office_user)
        samples = {
            "char": "x", "text": "x", "html": "x", "integer": 7, "float": 7.0, "boolean": True, "date": "2030-01-01",
            "datetime": "2030-01-01 00:00:00",
        }  # fmt: skip
        tried = 0
        for name, field in matter._fields.items():
            if not field.store or not field.readonly or name in ("id", "display_name"):
                continue
            if name.startswith(
                ("message_", "activity_", "website_", "create_", "write_")
            ):
                continue
            value = samples.get(field.type)
            if field.type == "many2one":
                value = self.env[field.comodel_name].sudo().search([], limit=1).id
            if value is None or not value:
                continue
            tried += 1
            with self.subTest(name):
                self.assert_refused(matter.write, {name: value})
        self.assertGreater(tried, 30)
