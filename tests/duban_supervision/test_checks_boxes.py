"""Every box, every branch of what must be true before a step: each left out alone is enough to refuse."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestBoxes(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("XISU-8.1d")
    def test_each_of_the_three_boxes(self):
        self.regulation.filing_checklist_required = True
        boxes = ("check_accuracy", "check_timeliness", "check_operability")
        for missing in boxes:
            matter = self.matter(**{name: name != missing for name in boxes})
            self.assert_refused(matter.action_file)
            self.assertEqual((matter.state, matter.number), ("draft", False))
        matter = self.matter(**dict.fromkeys(boxes, True))
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        self.regulation.filing_checklist_required = False
        self.matter().action_file()

    @clause("CORE-6")
    def test_each_element_alone_and_blanks_are_none(self):
        for name, empty in (
            ("source_category_id", False),
            ("lead_unit_id", False),
            ("content", False),
            ("content", " \n　"),
            ("basis", False),
            ("basis", "   "),
        ):
            matter = self.matter(**{name: empty})
            label = matter._label(name)
            with self.assertRaisesRegex(Exception, label), self.cr.savepoint():
                matter.action_file()
            self.env.invalidate_all()
            self.assertEqual((matter.state, matter.number), ("draft", False), name)

    @clause("WUT-24.1", "SIE-15.3")
    def test_only_the_decision_to_terminate_terminates(self):
        matter = self.accepted()
        office = matter.with_user(self.office_user)
        self.assert_refused(office.action_decide_inability)
        outcomes = dict(
            self.env["duban.request"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        for outcome in sorted(outcomes):
            request = self.request(matter, kind="inability", reason_kind="objective")
            request.sudo()._engine_write({"state": "approved", "outcome": outcome})
            self.env.invalidate_all()
            if outcome == "terminate":
                continue
            self.assert_refused(office.action_decide_inability)
            self.assertEqual(matter.sudo().state, "in_progress", outcome)
            request.sudo()._engine_write({"state": "refused"})
        refused = self.request(matter, kind="inability", reason_kind="objective")
        refused.sudo()._engine_write({"state": "refused", "outcome": "terminate"})
        matter.sudo().request_ids.filtered(
            lambda row: row.state == "approved"
        )._engine_write({"state": "refused"})
        self.env.invalidate_all()
        self.assert_refused(office.action_decide_inability)
        self.assertEqual(matter.sudo().state, "in_progress")

    @clause("CORE-8", "ABAF-16.4a")
    def test_an_accepted_reason_excuses_one_limit(self):
        matter = self.accepted()
        self.at("2024-03-20")
        matter.with_user(self.worker_a).action_give_justification("设备未到货")
        office = matter.with_user(self.office_user)
        office.action_judge_justification(True)
        self.assertEqual(matter.sudo().justification_state, "accepted")
        request = self.request(matter, date_requested="2024-04-30")
        self.assertEqual(matter.sudo().justification_state, "accepted")
        request.sudo().matter_id._set_deadline(
            request.sudo().date_requested, "extension", "同意延期"
        )
        self.assertEqual(matter.sudo().justification_state, "none")
        self.assertEqual(
            [str(line.date) for line in matter.sudo().due_date_ids.sorted("id")],
            ["2024-03-18", "2024-04-30"],
        )

    @clause("CORE-9", "WUT-23.1d")
    def test_each_co_unit_counts(self):
        self.regulation.consolidation_required = True
        matter = self.accepted(
            co_unit_ids=[Command.set((self.unit_b | self.unit_c).ids)]
        )
        lead = matter.with_user(self.worker_a)
        lead.write({"result": "已更新", "co_summary": "均已配合"})
        for head in (self.head_b, self.head_c):
            self.assert_refused(lead.action_submit_result)
            self.env["duban.feedback"].with_user(head).create(
                {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
            )
        lead.write({"co_summary": " "})
        self.assert_refused(lead.action_submit_result)
        lead.write({"co_summary": "均已配合"})
        lead.action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")

    @clause("SIE-15.2b")
    def test_a_return_is_no_way_round_the_extension(self):
        """Where an extension is to be applied for, a result is returned without a later date."""
        self.regulation.return_requires_deadline = False
        for extension, later, taken in (
            (True, "2024-04-30", False),
            (True, "2024-03-18", True),
            (True, False, True),
            (False, "2024-04-30", True),
        ):
            self.regulation.extension_enabled = extension
            matter = self.submitted()
            office = matter.with_user(self.office_user)
            self.assertEqual(str(matter.date_deadline), "2024-03-18")

            def give_back(office=office, later=later):
                office.action_return_result("材料不全", date_deadline=later)

            if taken:
                give_back()
            else:
                self.assert_refused(give_back)
            self.assertEqual(
                matter.sudo().state, "in_progress" if taken else "result_submitted"
            )
            expected = later if taken and later else "2024-03-18"
            self.assertEqual(str(matter.sudo().date_deadline), expected)

    @clause("CORE-6")
    def test_only_a_leader_instructs(self):
        for user in (self.worker_b, self.head_a, self.office_user, self.admin):
            matter = self.matter(source_leader_id=user.id)
            self.assert_refused(matter.action_file)
            self.assertFalse(matter.number, user.name)
        matter = self.matter(source_leader_id=self.leader2.id)
        matter.action_file()
        self.assertEqual(matter.state, "filed")

    @clause("CORE-12", "LZU-6.1.1g")
    def test_a_twin_of_another_office_is_not_named(self):
        self.regulation.duplicate_detection = True
        elsewhere = self.filed()
        elsewhere.sudo()._engine_write({"office_id": self.discipline.id})
        self.env.invalidate_all()
        matter = self.matter()
        matter.action_file()
        self.assertEqual(matter.state, "filed")
        twin = self.matter()
        with self.assertRaisesRegex(Exception, matter.number), self.cr.savepoint():
            twin.action_file()
        self.env.invalidate_all()
        self.assertEqual(twin.state, "draft")

    @clause("WUT-21.1a")
    def test_the_head_vouches_not_somebody_of_the_unit(self):
        self.regulation.head_confirmation_required = True
        matter = self.accepted()
        lead = matter.with_user(self.worker_a)
        lead.write({"result": "已更新"})
        self.assert_refused(lead.action_submit_result)
        for user in (self.worker_a, self.liaison_a, self.head_b, self.office_user):
            self.assert_refused(matter.with_user(user).action_confirm_result)
        matter.with_user(self.head_a).action_confirm_result()
        # what is changed afterwards is not what the head vouched for
        lead.write({"result": "另一结果"})
        self.assert_refused(lead.action_submit_result)
        matter.with_user(self.head_a).action_confirm_result()
        lead.action_submit_result()
        self.assertEqual(matter.sudo().state, "result_submitted")


@tagged("post_install", "-at_install")
class TestOwnCalendar(SupervisionCommon):
    @clause("CORE-17")
    def test_reloading_the_official_year_keeps_the_schools_own_days(self):
        year = self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id), ("year", "=", 2024)]
        )
        year.action_load()
        official = year.day_ids
        self.assertTrue(official)
        own = self.env["duban.calendar.day"].create(
            {"year_id": year.id, "date": "2024-05-20", "is_working": False, "name": "校庆"}
        )  # fmt: skip
        # a day of the arrangement that the school works all the same
        spring = official.filtered(lambda day: str(day.date) == "2024-04-04")
        spring.unlink()
        worked = self.env["duban.calendar.day"].create(
            {"year_id": year.id, "date": "2024-04-04", "is_working": True, "name": "补课"}
        )  # fmt: skip
        year.action_load()
        self.assertTrue(own.exists())
        self.assertTrue(worked.exists())
        days = {str(day.date): day.is_working for day in year.day_ids}
        self.assertEqual((days["2024-05-20"], days["2024-04-04"]), (False, True))
        self.assertEqual(days["2024-04-07"], True)
        self.assertEqual(len(days), len(official) + 1)
        works = self.env["duban.calendar.year"]._is_working_day
        for day, expected in (
            ("2024-05-20", False),
            ("2024-04-04", True),
            ("2024-04-05", False),
        ):
            self.assertEqual(
                works(
                    self.env["duban.calendar.day"]._fields["date"].to_date(day),
                    self.company,
                ),
                expected,
                day,
            )
