"""What a matter says and asks before its next step, so that nobody fills in a dialog that is refused."""

from ast import literal_eval

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestNextStep(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def ask(self, matter, action, **values):
        """The dialog as the button opens it, filled in and confirmed; returns its defaults."""
        opened = matter.action_ask(action)
        wizard = self.env["duban.action.wizard"].with_user(matter.env.user)
        wizard = wizard.with_context(**opened["context"]).create(values)
        wizard.action_confirm()
        return opened["context"]

    def test_the_date_that_the_term_counts_from_is_named(self):
        self.regulation.term_rule_ids.unlink()
        self.env["duban.term.rule"].create(
            {
                "regulation_id": self.regulation.id,
                "name": "自纪要印发之日起10个工作日",
                "kind": "days",
                "days": 10,
                "start_event": "minutes",
            }
        )
        matter = self.matter(self.office_user)
        label = matter._label("minutes_issue_date")
        self.assertIn(label, matter.missing_text)
        matter.minutes_issue_date = "2024-03-01"
        matter.invalidate_recordset(["missing_text"])
        self.assertNotIn(label, matter.missing_text)
        matter.action_file()

    def test_summary_and_confirmation_are_named_before_the_result(self):
        self.regulation.write(
            {"consolidation_required": True, "head_confirmation_required": True}
        )
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        worker = matter.with_user(self.worker_a)
        self.assertIn(matter._label("co_summary"), worker.missing_text)
        self.assertIn("confirmation by the head", worker.missing_text)
        head = matter.with_user(self.head_a)
        self.assertNotIn("confirmation by the head", head.missing_text)

    def test_archiving_asks_for_the_volume_once(self):
        matter = self.closed().with_user(self.office_user)
        with self.assertRaises(UserError):
            matter.action_archive_matter()
        self.ask(matter, "archive", volume="2024-01")
        self.assertEqual(matter.state, "archived")
        self.assertEqual(
            matter.archive_record_ids.mapped(lambda row: (row.holder, row.volume)),
            [("office", "2024-01")],
        )

    def test_nobody_else_registers_a_volume_by_archiving(self):
        matter = self.closed()
        for user in (self.worker_a, self.head_a, self.discipline_user, self.admin):
            self.assert_refused(matter.with_user(user).action_archive_matter, "2024-01")
        running = self.accepted(name="未办结").with_user(self.office_user)
        self.assert_refused(running.action_archive_matter, "2024-01")
        self.assertFalse((matter | running).sudo().archive_record_ids)

    def test_archiving_takes_the_volume_that_is_registered(self):
        matter = self.closed().with_user(self.office_user)
        self.env["duban.archive.record"].with_user(self.office_user).create(
            {"matter_id": matter.id, "holder": "office", "volume": "2024-07"}
        )
        defaults = self.ask(matter, "archive")
        self.assertEqual(defaults["default_volume"], "2024-07")
        self.assertEqual(matter.state, "archived")
        self.assertEqual(len(matter.archive_record_ids), 1)

    def test_urging_is_refused_before_it_is_written(self):
        self.regulation.urging_trigger = "past_limit"
        matter = self.accepted().with_user(self.office_user)
        with self.assertRaises(UserError):
            matter.action_ask("urge")
        self.at("2030-01-02")
        self.assertTrue(matter.action_ask("urge"))

    def test_reporting_back_begins_with_the_result(self):
        matter = self.submitted().with_user(self.office_user)
        context = matter.action_report_back()["context"]
        self.assertEqual(context["default_content"], matter._result_text())
        self.assertIn(matter.result, context["default_content"])
        self.assertFalse(context["default_leader_ids"])

    def test_leaders_who_must_hear_of_it_are_on_the_report(self):
        self.regulation.report_back_before_close = "principals"
        matter = self.submitted().with_user(self.office_user)
        context = matter.action_report_back()["context"]
        self.assertEqual(
            context["default_leader_ids"], self.regulation.principal_leader_ids.ids
        )
        self.assertTrue(context["default_leader_ids"])

    @clause("XISU-8.6a", "WUT-16.1c")
    def test_a_report_goes_to_the_body_that_decided_all_of_it(self):
        """Matters of one body are reported to it together; of several bodies, or of none, nobody is preset."""
        council, board, group = self.env["duban.decision.body"].create(
            [
                {"regulation_id": self.regulation.id, "code": code, "name": name, "is_target": target}
                for code, name, target in (
                    ("council", "校长办公会", True), ("board", "党委常委会", True), ("group", "专题会", False),
                )
            ]
        )  # fmt: skip

        def preset(*bodies):
            matters = self.env["duban.matter"].with_user(self.office_user)
            for body in bodies:
                matters |= self.assigned(decision_body_id=body.id)
            context = matters.action_report_back()["context"]
            self.assertEqual(set(context["default_matter_ids"]), set(matters.ids))
            return context["default_target_id"]

        self.assertEqual(preset(council), council.id)
        self.assertEqual(preset(council, council, council), council.id)
        self.assertEqual(preset(board, board), board.id)
        nobody = council.browse()
        for bodies in (
            (council, board), (board, council, council), (council, group), (council, nobody), (nobody, board),
        ):  # fmt: skip
            self.assertFalse(preset(*bodies), [body.name for body in bodies])
        for bodies in ((group,), (group, group), (nobody,)):
            self.assertFalse(preset(*bodies))

    @clause("CORE-21", "CORE-22", "LZU-6.1.2d")
    def test_what_the_dialog_answers_is_what_happens(self):
        """Yes is yes and no is no, wherever the office answers a unit in a dialog."""
        for answer, unit, state in (
            ("no", self.unit_a, "rejected"),
            ("yes", self.unit_c, "upheld"),
        ):
            matter = self.assigned(name=answer)
            matter.with_user(self.head_a).action_object("职责不符", self.unit_c.id)
            office = self.as_user(matter, self.office_user)
            self.ask(office, "decide_objection", upheld=answer, text="经核实")
            self.assertEqual(matter.sudo().lead_unit_id, unit, answer)
            self.assertEqual(matter.sudo().objection_ids.state, state)
        for answer in ("no", "yes"):
            self.at("2024-03-04")
            matter = self.accepted(name=f"理由{answer}")
            self.at("2024-03-25")
            matter.with_user(self.worker_a).action_give_justification("设备未到")
            office = self.as_user(matter, self.office_user)
            self.ask(office, "judge_justification", verdict=answer, text="经核实")
            self.assertEqual(matter.sudo()._is_excused(), answer == "yes")

    def test_the_other_archive_record_is_named(self):
        self.regulation.archive_records = "dual"
        matter = self.closed().with_user(self.office_user)
        self.ask(matter, "archive", volume="2024-01")
        self.assertEqual(matter.state, "closed")
        self.assertIn(self.unit_a.name, matter.missing_text)

    def test_a_misspelt_state_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["duban.procedure.step"].create(
                {
                    "regulation_id": self.regulation.id,
                    "name": "评议",
                    "states": "result_submitted,reviewed",
                }
            )


@tagged("post_install", "-at_install")
class TestCalendarYear(SupervisionCommon):
    def entered(self, year):
        """A year as the form of the menu makes it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_calendar_year_action"
        )
        years = self.env["duban.calendar.year"].with_user(self.admin)
        years.search([("year", "=", year)]).unlink()
        return years.with_context(**literal_eval(action["context"])).create(
            {"year": year}
        )

    def test_a_year_counts_only_when_loaded_or_confirmed(self):
        year = self.entered(2031)
        with self.assertRaises(UserError):
            year.action_load()
        known = self.env["duban.calendar.year"]._exceptions
        self.assertIsNone(known(self.company.id, 2031), "saved is not confirmed")
        with self.assertRaises(AccessError):
            year.with_user(self.office_user).action_confirm()
        year.action_confirm()
        self.assertEqual(known(self.company.id, 2031), {})

    def test_official_days_carry_chinese_names(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        year = self.entered(2026).with_context(lang="zh_CN")
        year.action_load()
        names = {str(day.date): day.name for day in year.day_ids}
        self.assertEqual(names["2026-01-01"], "元旦")
        self.assertEqual(year.source, "official")


@tagged("post_install", "-at_install")
class TestWhatIsMissing(SupervisionCommon):
    def test_the_checklist_asks_for_a_successor(self):
        """A unit whose head, liaison or leader was archived counts as without one."""
        self.at("2024-03-04")
        self.regulation.liaison_rule = "one_per_unit"
        self.unit_a.write(
            {"liaison_id": self.worker_a.id, "leader_in_charge_id": self.leader.id}
        )

        def hints():
            steps = self.regulation.with_user(self.admin)._first_steps()
            return {step["key"]: step["hint"] for step in steps}

        before = hints()
        for key in ("heads", "liaisons", "leaders"):
            self.assertNotIn(self.unit_a.name, before[key])
        (self.head_a | self.worker_a | self.leader).action_archive()
        after = hints()
        for key in ("heads", "liaisons", "leaders"):
            self.assertIn(self.unit_a.name, after[key])

    def test_a_regulation_without_channels_assigns_all_the_same(self):
        """A new institution whose regulation does not list channels has no field to choose one in."""
        self.at("2024-03-04")
        lists = self.regulation.option_list_ids
        lists.filtered(lambda row: row.code == "channel").unlink()
        matter = self.filed()
        matter.action_assign()
        self.assertEqual(matter.state, "assigned")
        matter.with_user(self.office_user).action_urge("请加快进度")
        self.assertTrue(matter.urging_count)

    def test_the_file_of_a_print_has_a_name(self):
        """Where matters carry no number it is their title."""
        self.at("2024-03-04")
        self.regulation.number_pattern = False
        matter = self.filed()
        self.assertFalse(matter.number)
        report = self.env.ref("duban_supervision.action_report_notice")
        report = report.with_context(lang="en_US")
        name = safe_eval(report.print_report_name, {"object": matter})
        self.assertTrue(name.startswith(f"{matter.name} "), name)
