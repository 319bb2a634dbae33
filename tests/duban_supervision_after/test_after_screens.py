"""The screens of what comes after closing, as the people see them."""

from ast import literal_eval

from lxml.etree import fromstring

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from tests.duban_supervision_after.test_accountability import AccountabilityCommon


@tagged("post_install", "-at_install")
class TestAfterScreens(AccountabilityCommon):
    def form(self, model, user=None, view=None):
        return Form(self.env[model].with_user(user or self.office_user), view)

    def test_bulletin(self):
        self.at("2024-03-04")
        form = self.form("duban.bulletin")
        form.kind = "irregular"
        form.scope_unit_ids.add(self.unit_a)
        form.good_practice, form.problems = "主动对接", "无"
        bulletin = form.save()
        self.assertEqual(
            (str(bulletin.date_from), str(bulletin.date_to)),
            ("2024-01-01", "2024-03-31"),
        )
        self.assertEqual(bulletin.cc_unit_ids, self.discipline | self.organisation)
        self.assertTrue(bulletin.is_office_user)
        bulletin.action_publish()
        reader = Form(self.as_user(bulletin, self.head_a))
        self.assertFalse(reader.is_office_user)
        self.assertEqual(reader.number, "2024年第1期")

    def test_semester_report_takes_the_semester(self):
        semester = self.env["duban.semester"].create(
            {
                "name": "2024-2025学年第一学期",
                "company_id": self.company.id,
                "date_from": "2024-09-02",
                "date_to": "2025-01-17",
            }
        )
        form = self.form("duban.bulletin")
        form.kind = "semester"
        self.assertEqual(form.item_kind, "matters")
        form.semester_id = semester
        self.assertEqual(
            (str(form.date_from), str(form.date_to)), ("2024-09-02", "2025-01-17")
        )
        form.addressee = "学校党委"
        self.assertIn(semester.name, form.save().name)

    def test_assessment(self):
        form = self.form("duban.assessment")
        form.year = 2023
        self.assertEqual(
            (str(form.date_from), str(form.date_to)), ("2023-01-01", "2023-12-31")
        )
        form.save().action_fill()

    def test_accountability(self):
        form = self.form("duban.accountability")
        form.person_id = self.head_a
        self.assertEqual(form.unit_id, self.unit_a)
        self.assertEqual(form.leader_in_charge_id, self.leader)
        form.kind_id, form.ground_id = self.kinds["severe"], self.grounds["perfunctory"]
        self.assertTrue(form.needs_referral)
        form.facts = "久拖不办"
        record = form.save()
        record.action_propose()
        decision = Form(self.as_user(record, self.organisation_user))
        decision.decision = "诫勉"
        decision.save().action_decide()
        self.assertEqual(record.state, "decided")

    def test_reasons_are_asked(self):
        record = self.record()
        action = record.action_ask("dismiss")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.office_user)
            .with_context(**action["context"])
        )
        wizard.text = "情况不属实"
        wizard.save().action_confirm()
        self.assertEqual((record.state, record.decision), ("dismissed", "情况不属实"))
        with self.assertRaises(UserError):
            record.action_ask("no such action")

    def test_commendation_and_research(self):
        form = self.form("duban.commendation")
        form.person_id = self.worker_a
        form.ground = "成绩突出"
        form.save().action_confirm()
        self.regulation.research_enabled = True
        form = self.form("duban.research")
        form.name, form.problem, form.cause, form.suggestion = (
            "实验室安全",
            "设备老化",
            "投入不足",
            "分年更新",
        )
        form.reader_ids.add(self.secretary)
        form.save().action_report()

    def test_filters(self):
        """The filters of the statistics say what they promise."""
        self.at("2024-12-30")
        self.closed(name="去年办结")
        self.assigned(name="跨年事项")
        self.at("2025-01-10")
        Statistics = self.env["duban.statistics"].with_user(self.office_user)
        arch = fromstring(Statistics.get_view(view_type="search")["arch"])
        counts = {}
        for name in ("this_year", "last_year", "overdue", "lead"):
            domain = arch.find(f".//filter[@name='{name}']").get("domain")
            counts[name] = Statistics.search_count(literal_eval(domain))
        self.assertEqual(
            counts, {"this_year": 1, "last_year": 2, "overdue": 0, "lead": 2}
        )

    def test_actions_open(self):
        """Every menu of these rooms loads its views and searches for the office without error."""
        names = (
            "duban_statistics_action", "duban_bulletin_action", "duban_assessment_action",
            "duban_accountability_action",
            "duban_commendation_action", "duban_research_action", "duban_semester_action",
            "duban_matter_action_candidates",
            "duban_matter_action_not_reported", "duban_matter_action_stalled", "duban_record_action_no_answer",
            "duban_assessment_line_action",
        )  # fmt: skip
        for name in names:
            with self.subTest(name):
                action = self.env["ir.actions.act_window"]._for_xml_id(
                    f"duban_supervision_after.{name}"
                )
                Model = self.env[action["res_model"]].with_user(self.office_user)
                views = [(False, mode) for mode in action["view_mode"].split(",")] + [
                    (False, "search")
                ]
                Model.get_views(views)
                Model.search_count(literal_eval(action["domain"] or "[]"))
