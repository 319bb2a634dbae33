"""Re-routing to the discipline or secrecy office: the ordinary office loses sight of the matter everywhere (P21)."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class RoutingBattery:
    """Expects a regulation with routing; an institution with routing runs it too."""

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def route(self, matter, route="disciplinary", ground="涉及执纪审查"):
        return matter.with_user(self.office_user).action_route(route, ground)

    @clause("WUT-26.1c", "CORE-12")
    def test_no_words_go_along_once_it_was_handed_over(self):
        """What is told of a matter says the opinion with it; of one that another office took over it does not."""
        matters = {}
        for name in ("普通事项", "移交事项"):
            matters[name] = self.submitted(name=name)
        plain, routed = matters.values()
        self.route(routed)
        receiver = routed.sudo()._office_contact()
        self.assertNotIn(receiver, self.office_user | self.office_user2)
        for matter, user, words in (
            (plain, self.office_user, "材料不全"),
            (routed, receiver, False),
        ):
            self.as_user(matter, user).action_return_result("材料不全")
            rows = self.env["duban.reminder"].sudo().search(
                [("matter_id", "=", matter.id), ("kind", "=", "result_returned")]
            )  # fmt: skip
            self.assertTrue(rows)
            self.assertEqual(set(rows.mapped("note")), {words})

    def assert_out_of_sight(self, matter, user):
        """Nothing of the matter is left for ``user``: every way a client has to ask."""
        self.env.invalidate_all()
        domain = [("id", "=", matter.id)]
        part = [("matter_id", "=", matter.id)]
        document = [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        Matter = self.env["duban.matter"].with_user(user)
        self.assertFalse(Matter.search(domain))
        self.assertFalse(Matter.with_context(active_test=False).search_count(domain))
        self.assertFalse(Matter.name_search(matter.sudo().name))
        self.assertFalse(Matter.web_search_read(domain, {"name": {}})["records"])
        self.assertFalse(Matter._read_group(domain, ["state"], ["__count"]))
        self.assertFalse(
            Matter.formatted_read_group(domain, ["lead_unit_id"], ["__count"])
        )
        for model in (
            "duban.act", "duban.record", "duban.due.date", "duban.matter.unit", "duban.feedback", "duban.plan.line",
            "duban.request", "duban.approval.line",
        ):  # fmt: skip
            Part = self.env[model].with_user(user)
            self.assertFalse(Part.search(part), model)
            self.assertFalse(Part._read_group(part, ["matter_id"], ["__count"]), model)
        message_domain = [("model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        # Odoo shows a message to its author and its recipients, whatever became of the record.
        self.env["mail.message"].sudo().create(
            {
                "model": "duban.matter",
                "res_id": matter.id,
                "body": "机房",
                "message_type": "comment",
                "author_id": user.partner_id.id,
                "partner_ids": [(4, user.partner_id.id)],
            }
        )
        messages = self.env["mail.message"].sudo().search(message_domain)
        Message = self.env["mail.message"].with_user(user)
        self.assertFalse(Message.search(message_domain))
        for message in messages:
            with self.assertRaises(AccessError):
                self.as_user(message, user).read(["body"])
        Activity = self.env["mail.activity"].with_user(user)
        self.assertFalse(Activity.with_context(active_test=False).search(document))
        for file in self.env["ir.attachment"].sudo().search(document):
            with self.assertRaises(AccessError):
                self.as_user(file, user).read(["raw"])
        self.assertFalse(
            matter.sudo().message_partner_ids & user.partner_id, "still a follower"
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, user).read(["number"])
        user.sudo().group_ids |= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.as_user(matter, user).export_data(["number"])

    @clause("CORE-27")
    def test_what_was_told_before_is_not_read_afterwards(self):
        """A message that named the matter while it was an ordinary one, and the mail that carried it."""
        matter = self.accepted()
        number, title = matter.sudo().number, matter.sudo().name
        digest = self.env["duban.digest"].sudo().create(
            {"user_id": self.office_user.id, "date": "2024-03-04", "company_id": self.company.id}
        )  # fmt: skip
        self.env["duban.reminder"].sudo().create(
            {
                "matter_id": matter.id, "res_model": "duban.matter", "res_id": matter.id, "kind": "overdue",
                "user_id": self.office_user.id, "digest_id": digest.id, "date": "2024-03-04", "day": "2024-03-04",
                "key": "told", "step": 1,
            }
        )  # fmt: skip
        message = digest.message_notify(
            partner_ids=self.office_user.partner_id.ids, subject="x", body=title
        )
        mail = self.env["mail.mail"].sudo().create(
            {"mail_message_id": message.id, "body_html": title, "state": "sent"}
        )  # fmt: skip
        self.assertIn(title, self.as_user(message, self.office_user).body)
        self.route(matter)
        self.env.invalidate_all()
        self.assertFalse(mail.exists())
        self.assertTrue(message.exists())
        for user in (self.office_user, self.admin):
            with self.assertRaises(AccessError):
                self.as_user(message, user).read(["body"])
        self.assertNotIn(title, matter.sudo()._reminder_name())
        # nor by counting through ids: neither title nor number
        shown = matter.with_user(self.office_user).sudo().display_name
        self.assertNotIn(title, shown)
        if number:
            self.assertNotIn(number, shown)

    def test_a_matter_in_progress_moves_with_all_it_has(self):
        matter = self.accepted()
        self.feedback(matter)
        self.file(matter, self.office_user, "纪要.pdf")
        note = "请纪委关注"
        matter.with_user(self.office_user).message_post(body=note)
        matter.message_subscribe(self.office_user2.partner_id.ids)
        before = matter.sudo().office_id
        self.route(matter)
        sudo = matter.sudo()
        self.assertEqual(sudo.office_id, self.discipline)
        self.assertEqual(sudo.officer_id, self.discipline_user)
        act = sudo.act_ids.filtered(lambda row: row.action == "route")
        self.assertEqual(act.note, "涉及执纪审查")
        self.assertEqual(
            act.changes, {"office_id": [before.name, self.discipline.name]}
        )
        for user in (self.office_user, self.office_user2, self.office_leader):
            self.assert_out_of_sight(matter, user)
        with self.assertRaises(AccessError):
            self.as_user(matter, self.admin).read(["number"])
        # Those who work on it and the new office go on.
        for user in (self.worker_a, self.leader, self.secretary, self.discipline_user):
            self.assertEqual(self.as_user(matter, user).state, "in_progress")
        self.submitted(matter.with_user(self.worker_a))
        self.assertEqual(
            self.todos(matter, kind="review").user_id, self.discipline_user
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, self.office_user).action_pass_review("同意")
        self.as_user(matter, self.discipline_user).action_pass_review("同意")
        self.assertEqual(self.env["duban.act"]._verify(sudo), [])

    def test_nothing_is_left_in_reports_statistics_and_duplicates(self):
        matter = self.filed(source_item="议题三", meeting_date="2024-03-01")
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "company_id": self.company.id,
                    "regulation_id": self.regulation.id,
                    "leader_ids": [(4, self.secretary.id)],
                    "content": "已办理",
                    "matter_ids": [(4, matter.id)],
                }
            )
        )
        matter.with_user(self.office_user).action_assign()
        counted = [("matter_id", "=", matter.id)]
        Statistics = self.env["duban.statistics"].with_user(self.office_user)
        self.assertTrue(Statistics.search(counted))
        self.route(matter)
        self.env.invalidate_all()
        self.assertFalse(Statistics.search(counted))
        self.assertFalse(Statistics._read_group(counted, [], ["task_count:sum"])[0][0])
        figures = self.env["duban.statistics"]._figures(
            self.company, date(2024, 1, 1), date(2024, 12, 31)
        )
        self.assertFalse([row for row in figures if row["task_count"]])
        # A report tells what was reported about the matter, so it goes with it.
        with self.assertRaises(AccessError):
            self.as_user(report, self.office_user).read(["content"])
        self.regulation.one_matter_one_filing = True
        twin = self.filed(source_item="议题三", meeting_date="2024-03-01")
        self.assertEqual(twin.state, "filed")

    def test_registered_as_such(self):
        matter = self.matter(is_disciplinary=True)
        self.assertEqual(matter.sudo().office_id, self.discipline)
        self.assertEqual(matter.sudo().act_ids[-1].action, "route")
        self.assert_out_of_sight(matter, self.office_user)
        taken = self.as_user(matter, self.discipline_user)
        taken.action_file()
        taken.action_assign()
        self.assertEqual(taken.state, "assigned")
        own = self.matter(self.discipline_user, is_disciplinary=True)
        self.assertEqual(own.office_id, self.discipline)
        self.assertEqual(own.officer_id, self.discipline_user)

    def test_the_client_saves_without_reading_back(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        self.assertEqual(
            Matter.web_save(self.values(is_disciplinary=True), {"name": {}}), []
        )
        saved = Matter.web_save(self.values(), {"state": {}})
        self.assertEqual(saved[0]["state"], "draft")

    def test_a_classified_matter_is_a_stub(self):
        matter = self.matter(confidentiality="classified")
        sudo = matter.sudo()
        self.assertEqual(sudo.office_id, self.secrecy)
        self.assertFalse(sudo.content)
        self.assertFalse(sudo.basis)
        self.assertNotIn("机房", f"{sudo.name} {sudo.display_name}")
        self.assert_out_of_sight(matter, self.office_user)
        keeper = self.as_user(matter, self.secrecy_user)
        with self.assertRaises(UserError):
            keeper.write({"content": "涉密内容"})
        with self.assertRaises(UserError):
            self.file(keeper, self.secrecy_user)
        keeper.action_file()
        keeper.action_assign()
        self.assertEqual(keeper.state, "assigned")
        with self.assertRaises(AccessError):
            self.as_user(matter, self.outsider).read(["number"])
        self.regulation.classified_stub = False
        full = self.matter(confidentiality="classified").sudo()
        self.assertEqual(
            (full.office_id, full.content), (self.secrecy, "更新教学用机房设备")
        )

    @clause("WUT-26.1b", "CORE-24")
    def test_a_stub_gets_no_content_by_correction_or_decision(self):
        """What is put right on a stub are units and dates; a decision gives it no content either."""
        matter = self.accepted()
        self.route(matter, "classified", "定密")
        keeper = self.as_user(matter, self.secrecy_user)
        before = matter.sudo().name
        adjustments = self.env["duban.adjustment"].with_user(self.secrecy_user)
        ground = {"matter_id": matter.id, "ground": "更正"}
        for words in (
            {"name": "某型号研制"},
            {"content": "某型号研制"},
            {"basis": "某密件"},
            {"content": "某型号研制", "change_co_units": True, "co_unit_ids": self.units(self.unit_b)},
        ):  # fmt: skip
            self.assert_refused(adjustments.create, {**ground, **words})
        self.assertFalse(matter.sudo().adjustment_ids)
        asked = self.request(matter, kind="inability", statement="书面说明")
        asked.action_submit()
        self.assert_refused(
            asked.with_user(self.secrecy_user).write, {"new_content": "改为另一型号"}
        )
        asked.action_withdraw()
        self.assertEqual(matter.sudo().name, before)
        self.assertFalse(matter.sudo().content or matter.sudo().basis)
        adjustments.create(
            {**ground, "change_co_units": True, "co_unit_ids": self.units(self.unit_b)}
        )
        self.run_chain(matter)
        self.assertEqual(matter.sudo().co_unit_ids, self.unit_b)
        self.assertTrue(keeper.has_access("read"))

    @clause("WUT-26.1b")
    def test_an_outcome_that_was_entered_before_gives_a_stub_no_content(self):
        matter = self.accepted()
        asked = self.request(matter, kind="inability", statement="书面说明")
        asked.action_submit()
        office = asked.with_user(self.office_user)
        office.write({"outcome": "change", "new_content": "改为另一型号", "decision_text": "同意"})  # fmt: skip
        self.route(matter, "classified", "定密")
        self.env.invalidate_all()
        self.assert_refused(asked.sudo()._carry_out_inability, "同意")
        self.assertFalse(matter.sudo().content)

    @clause("WUT-26.1b")
    def test_another_secrecy_office_takes_a_stub_over_as_it_is(self):
        matter = self.assigned()
        self.route(matter, "classified", "定密")
        name = matter.sudo().name
        self.regulation.secrecy_office_id = self.discipline
        self.as_user(matter, self.secrecy_user).action_route("classified", "机构调整")
        self.assertEqual(matter.sudo().office_id, self.discipline)
        self.assertEqual((matter.sudo().name, matter.sudo().content), (name, False))

    def test_an_existing_matter_becomes_classified(self):
        matter = self.assigned()
        self.route(matter, "classified", "定密")
        sudo = matter.sudo()
        self.assertEqual(
            (sudo.confidentiality, sudo.office_id), ("classified", self.secrecy)
        )
        self.assertFalse(sudo.content)
        self.assert_out_of_sight(matter, self.office_user)

    def test_guards(self):
        matter = self.assigned()
        for values in ({"is_disciplinary": True}, {"confidentiality": "classified"}):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(self.office_user).write(values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.office_user).write({"office_id": self.unit_a.id})
        for user in (self.worker_a, self.discipline_user, self.leader, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_route("disciplinary", "理由")
        for arguments in (
            ("disciplinary", " "),
            ("elsewhere", "理由"),
            ("ordinary", "理由"),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                matter.with_user(self.office_user).action_route(*arguments)
        self.regulation.secrecy_office_id = False
        with self.assertRaises(UserError), self.cr.savepoint():
            self.route(matter, "classified")
        self.assertEqual(matter.office_id, self.office)

    def test_there_and_back(self):
        matter = self.accepted()
        self.route(matter)
        self.as_user(matter, self.discipline_user).action_route("ordinary", "审查结束")
        matter.invalidate_recordset()
        self.assertEqual(matter.office_id, self.office)
        self.assertFalse(matter.is_disciplinary)
        self.assertEqual(matter.officer_id, self.office_user)
        self.assert_out_of_sight(matter, self.discipline_user)

    @clause("WUT-8.1a", "CORE-12", "WUT-26.1c")
    def test_what_is_sensitive_comes_back_sensitive(self):
        """From whichever office, by whichever way: only that it is classified ends there."""
        keepers = {
            "disciplinary": self.discipline_user,
            "classified": self.secrecy_user,
        }
        colleague = self.new_person("colleague_a", unit=self.unit_a)
        for level, ways, back in (
            ("sensitive", ("disciplinary",), "sensitive"),
            ("sensitive", ("classified",), "sensitive"),
            ("sensitive", ("disciplinary", "classified"), "sensitive"),
            ("sensitive", ("classified", "disciplinary"), "sensitive"),
            ("normal", ("disciplinary",), "normal"),
            ("normal", ("classified",), "normal"),
        ):
            matter = self.accepted(confidentiality=level)
            keeper = self.office_user
            for route in ways:
                self.as_user(matter, keeper).action_route(route, "移送")
                keeper = keepers[route]
            self.as_user(matter, keeper).action_route("ordinary", "审查结束")
            with self.subTest(level=level, ways=ways):
                matter.invalidate_recordset()
                sudo = matter.sudo()
                self.assertEqual(
                    (sudo.confidentiality, sudo.office_id), (back, self.office)
                )
                for user in (self.office_user2, colleague):
                    may = self.as_user(matter, user).has_access("read")
                    self.assertEqual(may, back == "normal", user.name)
                self.assertTrue(
                    self.as_user(matter, self.office_user).has_access("read")
                )
                self.assertTrue(self.as_user(matter, self.worker_a).has_access("read"))

    @clause("WUT-26.1a", "WUT-26.1b", "CORE-12")
    def test_whom_an_office_let_in_is_out_with_it(self):
        """Whoever was put on the list by hand, there or on the way back; head, handler and leader read on."""
        colleague = self.new_person("colleague_a", unit=self.unit_a)
        by_hand = {"extra_access_user_ids": [(4, colleague.id)]}
        for route, keeper in (
            ("disciplinary", self.discipline_user),
            ("classified", self.secrecy_user),
        ):
            matter = self.accepted(confidentiality="sensitive")
            reads = lambda user, row=matter: self.as_user(row, user).has_access("read")  # noqa: E731
            self.assertFalse(reads(colleague))
            self.as_user(matter, self.office_user).write(by_hand)
            self.assertTrue(reads(colleague))
            for way, sender in ((route, self.office_user), ("ordinary", keeper)):
                with self.subTest(route=route, way=way):
                    self.as_user(matter, sender).action_route(way, "移送")
                    self.assertFalse(matter.sudo().extra_access_user_ids)
                    self.assertNotIn(colleague, matter.sudo().access_user_ids)
                    self.assert_out_of_sight(matter, colleague)
                    for user in (self.worker_a, self.head_a, self.leader):
                        self.assertTrue(reads(user), user.name)
                    if way == route:
                        # the office that has it now lets in whom it wants
                        self.as_user(matter, keeper).write(by_hand)
                        self.assertTrue(reads(colleague))

    @clause("WUT-8.1a", "CORE-12")
    def test_what_its_category_implies_comes_back_with_it(self):
        """Also of one that was registered as classified, and never known otherwise."""
        self.regulation.category_ids.write({"implies_level": "sensitive"})
        matter = self.matter(user=self.secrecy_user, confidentiality="classified")
        self.as_user(matter, self.secrecy_user).action_route("ordinary", "不涉密")
        self.assertEqual(matter.sudo().confidentiality, "sensitive")

    @clause("WUT-26.1c")
    def test_each_office_receives_it_anew(self):
        """Handed on to a second office it waits there again; back with the first one nobody receives anything."""
        matter = self.accepted()

        def waiting():
            return [
                user
                for user in (self.office_user, self.discipline_user, self.secrecy_user)
                if "receive" in self.todos(matter, user).mapped("duban_key")
            ]

        for route, keeper, sender in (
            ("disciplinary", self.discipline_user, self.office_user),
            ("classified", self.secrecy_user, self.discipline_user),
        ):
            self.as_user(matter, sender).action_route(route, "移送")
            self.assertEqual(waiting(), [keeper], route)
            self.assertFalse(matter.sudo().received_by_id)
            self.assert_refused(matter.with_user(sender).action_receive)
            self.as_user(matter, keeper).action_receive()
            self.assertEqual(matter.sudo().received_by_id, keeper)
            self.assertFalse(waiting())


@tagged("post_install", "-at_install")
class TestRouting(RoutingBattery, SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.routing_enabled = True

    def test_refused_where_the_text_has_no_routing(self):
        self.regulation.routing_enabled = False
        matter = self.assigned()
        with self.assertRaises(UserError):
            self.route(matter)
        self.assertEqual(
            self.matter(confidentiality="classified").office_id, self.office
        )

    @clause("CORE-12")
    def test_what_a_handover_to_another_office_needs(self):
        """A known kind, a ground, and an office that the regulation names; nothing moves without them."""
        matter = self.accepted()
        office = matter.sudo().office_id
        for route, ground in (
            ("nowhere", "涉及执纪审查"),
            (False, "涉及执纪审查"),
            (["disciplinary"], "涉及执纪审查"),
            ("disciplinary", " "),
            ("disciplinary", False),
        ):
            self.assert_refused(
                lambda route=route, ground=ground: self.route(matter, route, ground)
            )
            self.assertEqual(matter.sudo().office_id, office)
        self.regulation.discipline_office_id = False
        self.assert_refused(lambda: self.route(matter))
        self.assertEqual(matter.sudo().office_id, office)
        self.assertFalse(matter.sudo().is_routed)

    @clause("CORE-20")
    def test_an_office_whose_last_person_left_is_the_administrators_to_fill(self):
        """Nobody else may see its matters, so that nobody else can be asked to go on with them."""

        def step():
            steps = self.regulation.with_user(self.admin)._first_steps()
            return next(step for step in steps if step["key"] == "officer")

        self.route(self.assigned(), "classified", "定密")
        self.assertTrue(step()["done"])
        self.secrecy_user.action_archive()
        self.assertFalse(step()["done"])
        self.assertIn(self.secrecy.name, step()["hint"])
        self.assertNotIn(self.office.name, step()["hint"])
