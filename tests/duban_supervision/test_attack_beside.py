"""What stands beside a matter: finished to-dos of who lost sight of it, absences of another institution's people."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestBeside(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.routing_enabled = True

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    # -- finished to-dos

    def done(self, matter, user):
        """What ``user`` has done on the matter: finished to-dos."""
        done = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "duban.matter"),
                    ("res_id", "=", matter.id),
                    ("user_id", "=", user.id),
                    ("active", "=", False),
                ]
            )
        )
        self.assertTrue(done)
        self.env.invalidate_all()
        return done

    def ways(self, done, user):
        """What each way of reading finds of the to-dos ``done`` as ``user``, without the context that asks for them."""
        Activity = self.env["mail.activity"].with_user(user)
        for domain in (
            [("active", "=", False)],
            [("active", "in", [True, False]), ("res_model", "=", "duban.matter")],
            [("active", "!=", True), ("user_id", "=", user.id)],
        ):
            domain = [*domain, ("id", "in", done.ids)]
            yield "search", Activity.search(domain).ids
            yield "count", Activity.search_count(domain)
            yield "search_read", Activity.search_read(domain, ["res_name", "summary"])
            yield (
                "grouped",
                Activity.formatted_read_group(domain, ["res_name"], ["__count"]),
            )
            self.env.invalidate_all()

    @clause("CORE-12", "CORE-21")
    def test_who_lost_sight_of_a_matter_reads_no_finished_todo_of_it(self):
        """By whatever words finished to-dos are asked for, not by the context alone."""
        matter = self.accepted()
        done = self.done(matter, self.head_a)
        self.assertTrue(all(found for _way, found in self.ways(done, self.head_a)))
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责已调整")
        self.env.invalidate_all()
        self.assertTrue(done.exists())
        self.assertFalse(matter.with_user(self.head_a).has_access("read"))
        for way, found in self.ways(done, self.head_a):
            with self.subTest(way):
                self.assertFalse(found)
        self.assert_refused(
            done.with_user(self.head_a).read, ["res_name", "summary", "feedback"]
        )

    @clause("WUT-8.1b")
    def test_a_recused_person_keeps_no_todo(self):
        matter = self.accepted()
        done = self.done(matter, self.head_a)
        own = matter.with_user(self.head_a).activity_schedule(
            "mail.mail_activity_data_todo",
            summary="更新机房的事问一下",
            user_id=self.head_a.id,
        )
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.head_a.id, "ground": "利害关系"}
        )
        self.assertFalse((done | own.sudo()).exists())

    @clause("WUT-8.1b")
    def test_a_recused_person_hears_nothing_more_of_an_application(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-04-30").sudo()
        request.message_subscribe(self.worker_a.partner_id.ids)
        words = "请补充理由"
        request.with_user(self.office_user).message_post(body=words)
        self.assertIn(self.worker_a.partner_id, request.message_partner_ids)
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.worker_a.id, "ground": "利害关系"}
        )
        self.assertNotIn(self.worker_a.partner_id, request.message_partner_ids)
        words = "机房的事另议"
        message = request.with_user(self.office_user).message_post(
            body=words,
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.worker_a.partner_id.ids,
        )
        self.assertNotIn(self.worker_a.partner_id, message.sudo().notified_partner_ids)

    @clause("WUT-26.1c")
    def test_an_ordinary_todo_goes_with_a_routed_matter(self):
        matter = self.accepted()
        own = (
            matter.with_user(self.office_user)
            .activity_schedule(
                "mail.mail_activity_data_todo",
                summary="更新机房的事问一下",
                user_id=self.office_user.id,
            )
            .with_env(self.env)
        )
        self.assertTrue(own.exists())
        matter.with_user(self.office_user).action_route("disciplinary", "涉及执纪审查")
        self.env.invalidate_all()
        Activity = self.env["mail.activity"].with_user(self.office_user)
        self.assertFalse(
            Activity.search_read([("res_id", "=", matter.id)], ["res_name", "summary"])
        )

    # -- handover

    @clause("WUT-26.1c", "CORE-12")
    def test_who_left_hands_over_nothing_that_the_office_does_not_see(self):
        """The office confirms for somebody who left: for its own matters."""
        plain = self.accepted()
        routed = self.accepted(name="涉纪事项")
        routed.with_user(self.office_user).action_route("disciplinary", "涉及执纪审查")
        sensitive = self.accepted(name="敏感事项", confidentiality="sensitive")
        self.worker_a.action_archive()
        self.env.invalidate_all()
        self.assertFalse(routed.with_user(self.office_user2).has_access("read"))
        self.assertFalse(sensitive.with_user(self.office_user2).has_access("read"))
        handover = (
            self.env["duban.handover"]
            .with_user(self.office_user2)
            .create(
                {
                    "predecessor_id": self.worker_a.id,
                    "successor_id": self.office_user2.id,
                }
            )
        )
        self.assertNotIn(routed, handover.sudo().matter_ids)
        self.assert_refused(handover.action_confirm)
        for matter in (routed, sensitive):
            self.assertNotEqual(matter.sudo().handler_id, self.office_user2)
            self.assertFalse(matter.with_user(self.office_user2).has_access("read"))
        # whoever of the office sees all that is on the list confirms
        handover.with_user(self.office_user).action_confirm()
        self.assertTrue(handover.predecessor_confirmed)
        self.assertIn(plain, handover.sudo().matter_ids)

    # -- absences

    @clause("CORE-29")
    def test_an_absence_is_its_own_institutions(self):
        other = self.env["res.company"].create({"name": "另一所学校"})
        stranger = self.env["res.users"].create(
            {
                **self._person_values("stranger", "admin"),
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        absence = (
            self.env["duban.delegation"]
            .with_user(self.leader)
            .create(
                {
                    "user_id": self.leader.id,
                    "deputy_id": self.leader2.id,
                    "date_to": "2024-03-20",
                }
            )
        )
        self.env.invalidate_all()
        Delegation = self.env["duban.delegation"].with_user(stranger)
        Delegation = Delegation.with_context(allowed_company_ids=other.ids)
        self.assertFalse(Delegation.search([("id", "=", absence.id)]))
        theirs = absence.with_env(Delegation.env)
        self.assert_refused(theirs.write, {"active": False})
        self.assert_refused(theirs.write, {"date_to": "2024-03-05"})
        self.assertTrue(absence.active)
