"""Bulletins and reports: drafted from the data, numbered, frozen, read by their scope only."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_after.test_statistics import StatisticsCommon


class BulletinCommon(StatisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.write(
            {
                "bulletin_enabled": True,
                "bulletin_parts_required": True,
                "bulletin_cc_unit_ids": [
                    Command.set((cls.discipline | cls.organisation).ids)
                ],
                "semester_report_enabled": True,
            }
        )

    def bulletin(self, user=None, **values):
        values = {
            "kind": "regular",
            "date_from": "2024-01-01",
            "date_to": "2024-03-31",
            "scope_unit_ids": [Command.set((self.unit_a | self.unit_b).ids)],
            "good_practice": "教务处主动对接",
            "problems": "无",
            **values,
        }
        return (
            self.env["duban.bulletin"]
            .with_user(user or self.office_user)
            .create(values)
        )

    def readers(self, record, *names):
        """Those of the named users who find the record."""
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            name
            for name in names
            if self.env[record._name]
            .with_user(getattr(self, name))
            .search_count([("id", "=", record.id)])
        ]


@tagged("post_install", "-at_install")
class TestBulletin(BulletinCommon):
    EVERYBODY = (
        "office_user", "head_a", "worker_b", "head_c", "outsider", "leader", "office_leader", "secretary",
        "discipline_user", "organisation_user", "secrecy_user", "admin",
    )  # fmt: skip

    def test_publish_to_a_scope(self):
        self.at("2024-03-04")
        self.closed(name="一")
        self.assigned(name="二", lead_unit_id=self.unit_b.id)
        bulletin = self.bulletin()
        self.assertEqual(
            self.readers(bulletin, *self.EVERYBODY), ["office_user", "admin"]
        )
        bulletin.action_fill()
        bulletin.action_publish()
        self.assertEqual(bulletin.number, "2024年第1期")
        self.assertEqual(bulletin.date_published, date(2024, 3, 4))
        self.assertEqual(
            self.readers(bulletin, *self.EVERYBODY),
            [
                "office_user",
                "head_a",
                "worker_b",
                "leader",
                "office_leader",
                "secretary",
                "discipline_user",
                "organisation_user",
            ],
            "the leader in charge of its units reads what is said of them (LZU-7.1)",
        )
        other = self.bulletin(scope_unit_ids=self.units(self.unit_c))
        other.action_publish()
        self.assertEqual(self.readers(other, "leader", "leader2"), ["leader2"])
        lines = {
            line.name: (line.task_count, line.closed, line.completion_rate)
            for line in bulletin.line_ids
        }
        self.assertEqual(lines, {"教务处": (1, 1, 100.0), "后勤处": (1, 0, 0.0)})
        self.assertEqual((bulletin.task_count, bulletin.completion_rate), (2, 50.0))
        self.assertEqual(self.bulletin_number_of_next(), "2024年第3期")

    def bulletin_number_of_next(self):
        bulletin = self.bulletin()
        bulletin.action_publish()
        return bulletin.number

    def test_recipients_are_told_and_logged(self):
        bulletin = self.bulletin(scope_user_ids=[Command.set(self.leader2.ids)])
        bulletin.action_publish()
        log = {
            (row.role, row.department_id.name or row.user_ids.name): row.user_ids
            for row in bulletin.recipient_ids
        }
        self.assertEqual(
            log,
            {
                ("scope", "教务处"): self.head_a,
                ("scope", "后勤处"): self.head_b,
                ("cc", "纪委监察处"): self.discipline_user,
                ("cc", "组织人事部"): self.organisation_user,
                ("person", "leader2"): self.leader2,
            },
        )
        told = bulletin.message_ids.notified_partner_ids
        people = (
            self.head_a
            | self.head_b
            | self.discipline_user
            | self.organisation_user
            | self.leader2
        )
        self.assertEqual(told, people.partner_id)
        self.assertTrue(all(row.date for row in bulletin.recipient_ids))
        self.assertFalse(
            self.env["duban.bulletin.recipient"]
            .with_user(self.outsider)
            .search([("bulletin_id", "=", bulletin.id)])
        )
        with self.assertRaises(AccessError):
            self.as_user(bulletin.recipient_ids, self.outsider).read(["role"])

    def test_both_parts(self):
        """LZU-2.2: good and bad; “无” must be written."""
        bulletin = self.bulletin(problems=False)
        with self.assertRaisesRegex(UserError, "Problems"):
            bulletin.action_publish()
        bulletin.problems = "无"
        bulletin.action_publish()
        self.assertEqual(bulletin.state, "published")

    def test_cc_is_taken_away_by_an_administrator_only(self):
        bulletin = self.bulletin()
        self.assertEqual(bulletin.cc_unit_ids, self.discipline | self.organisation)
        with self.assertRaises(AccessError):
            bulletin.cc_unit_ids = self.organisation
        bulletin.cc_unit_ids = self.discipline | self.organisation | self.secrecy
        self.as_user(bulletin, self.admin).cc_unit_ids = self.organisation
        bulletin.introduction = "本季度"
        self.assertEqual(bulletin.cc_unit_ids, self.organisation)
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.admin).problems = "有"
        # a report that becomes a bulletin goes where bulletins go
        summary = self.bulletin(kind="summary")
        self.assertFalse(summary.cc_unit_ids)
        summary.kind = "regular"
        self.assertEqual(summary.cc_unit_ids, self.discipline | self.organisation)
        # published it is nobody's to change
        bulletin.sudo()._engine_write({"state": "published"})
        for user in (self.office_user, self.admin):
            self.assert_refused(
                self.as_user(bulletin, user).write, {"cc_unit_ids": [(5, 0, 0)]}
            )
        self.assertEqual(bulletin.sudo().cc_unit_ids, self.organisation)

    def test_frozen(self):
        self.at("2024-03-04")
        matter = self.assigned()
        bulletin = self.bulletin()
        bulletin.action_publish()
        matter.action_merge(self.filed(name="另一"), "重复")
        self.assertEqual(bulletin.task_count, 1)
        with self.assertRaises(UserError):
            bulletin.problems = "改"
        with self.assertRaises(UserError):
            bulletin.action_fill()
        with self.assertRaises(UserError):
            bulletin.action_publish()
        with self.assertRaises(UserError):
            bulletin.unlink()
        with self.assertRaises(AccessError):
            bulletin.line_ids.write({"closed": 1})
        for values in ({"state": "draft"}, {"number": "第9期"}):
            with self.assertRaises(AccessError):
                bulletin.write(values)

    def test_who(self):
        for user in (self.head_a, self.admin, self.leader):
            with self.assertRaises(AccessError):
                self.bulletin(user)
        bulletin = self.bulletin()
        bulletin.action_publish()
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.head_a).write({"problems": "无"})
        with self.assertRaises(AccessError):
            self.bulletin(state="published")

    def test_office_of_another_matter_does_not_publish(self):
        bulletin = self.bulletin()
        with self.assertRaises(AccessError):
            self.as_user(bulletin, self.discipline_user).action_publish()

    def test_needs_a_scope(self):
        with self.assertRaises(UserError):
            self.bulletin(scope_unit_ids=False).action_publish()

    def test_the_title_names_the_period_as_offices_write_it(self):
        bulletin = self.bulletin(date_from="2024-03-01", date_to="2024-05-31")
        self.assertIn("2024年3月1日至5月31日", bulletin.name)
        bulletin.date_to = "2025-01-31"
        self.assertIn("（2024年3月1日至2025年1月31日）", bulletin.name)

    def test_an_annual_report_is_about_the_year(self):
        draft = self.env["duban.bulletin"].new({"kind": "annual"})
        draft._onchange_kind()
        self.assertEqual(
            (draft.date_from.month, draft.date_to.month, draft.date_to.day), (1, 12, 31)
        )
        draft.kind = "stage"
        draft._onchange_kind()
        self.assertLess((draft.date_to - draft.date_from).days, 93)
        # a month that somebody chose stays
        draft.date_from, draft.date_to = "2024-02-01", "2024-02-29"
        draft.kind = "annual"
        draft._onchange_kind()
        self.assertEqual(str(draft.date_to), "2024-02-29")

    def test_approval(self):
        self.regulation.bulletin_approval = True
        bulletin = self.bulletin()
        with self.assertRaises(UserError):
            bulletin.action_publish()
        bulletin.action_submit()
        self.assertEqual(bulletin.activity_ids.user_id, self.office_leader)
        self.env["res.lang"]._activate_lang("zh_CN")
        words = {}
        for lang in ("en_US", "zh_CN"):
            self.office_leader.lang = lang
            self.as_user(bulletin, self.office_leader).action_return("请补充数据")
            bulletin.action_submit()
            words[lang] = bulletin.activity_ids.summary
        self.assertEqual(words["en_US"], "Approve the bulletin")
        self.assertRegex(words["zh_CN"], r"^[\u4e00-\u9fff]+$")
        with self.assertRaises(AccessError):
            bulletin.action_approve()
        leader = self.as_user(bulletin, self.office_leader)
        self.assertTrue(leader.can_approve)
        with self.assertRaises(UserError):
            leader.action_return("")
        leader.action_return("请补充数据")
        self.assertEqual(bulletin.state, "draft")
        bulletin.action_submit()
        leader.action_approve()
        self.assertFalse(bulletin.activity_ids)
        bulletin.action_publish()
        self.assertEqual(bulletin.approved_by_id, self.office_leader)

    @clause("CORE-20")
    def test_whoever_approves_today_is_asked_and_sees_all_of_it(self):
        """Another leader in charge has the to-do, the old one has not; nothing is drawn up after the approval."""
        self.regulation.bulletin_approval = True
        bulletin = self.bulletin()
        self.assertFalse(bulletin.date_filled)
        bulletin.action_submit()
        self.assertTrue(bulletin.date_filled)
        filled = bulletin.date_filled
        self.regulation.office_leader_id = self.leader2
        self.run_patrol()
        self.assertEqual(bulletin.sudo().activity_ids.user_id, self.leader2)
        self.as_user(bulletin, self.leader2).action_approve()
        self.assertFalse(bulletin.sudo().activity_ids)
        self.accepted(name="批准以后立项")
        before = bulletin.sudo().read(["good_practice", "problems"])
        bulletin.action_publish()
        self.assertEqual(bulletin.date_filled, filled)
        self.assertEqual(bulletin.sudo().read(["good_practice", "problems"]), before)

    @clause("CORE-20", "CORE-29")
    def test_the_leaders_deputy_reads_and_approves(self):
        """While the absence lasts and what was submitted waits; drafts and what others approve are not the deputy's."""
        self.at("2024-04-01")
        self.regulation.bulletin_approval = True
        waits, draft, later = (self.bulletin() for _each in range(3))
        waits.action_submit()
        names = ("leader2", "head_a", "secretary")
        self.assertEqual(self.readers(waits, *names), [])
        self.assert_refused(waits.with_user(self.leader2).action_approve)
        self.env["duban.delegation"].with_user(self.office_leader).create(
            {"user_id": self.office_leader.id, "deputy_id": self.leader2.id, "date_to": "2024-04-02"}
        )  # fmt: skip
        self.assertEqual(waits.sudo().activity_ids.user_id, self.leader2)
        self.assertEqual(self.readers(waits, *names), ["leader2"])
        self.assertEqual(self.readers(draft, *names), [])
        self.as_user(waits, self.leader2).action_approve()
        self.assertEqual(waits.sudo().approved_by_id, self.leader2)
        self.assertEqual(self.readers(waits, *names), ["leader2"])
        later.action_submit()
        self.assertEqual(self.readers(later, *names), ["leader2"])
        self.at("2024-04-03")
        self.run_patrol()
        self.assertEqual(later.sudo().activity_ids.user_id, self.office_leader)
        self.assertEqual(self.readers(later, *names), [])
        self.assert_refused(later.with_user(self.leader2).action_approve)

    def test_switched_off(self):
        """CORE-19: no bulletins where the text has none; summaries stay."""
        self.regulation.write(
            {"bulletin_enabled": False, "semester_report_enabled": False}
        )
        with self.assertRaises(UserError):
            self.bulletin()
        summary = self.bulletin(kind="summary")
        with self.assertRaises(UserError):
            summary.kind = "regular"
        bulletins = self.env["duban.bulletin"].with_user(self.office_user)
        self.assertEqual(bulletins.default_get(["kind"])["kind"], "annual")
        offered = dict(bulletins.fields_get(["kind"])["kind"]["selection"])
        self.assertEqual(set(offered), {"annual", "stage", "summary"})

    def test_a_kind_of_an_earlier_regulation_keeps_its_name(self):
        self.bulletin()
        self.regulation.bulletin_enabled = False
        bulletins = self.env["duban.bulletin"].with_user(self.office_user)
        offered = dict(bulletins.fields_get(["kind"])["kind"]["selection"])
        self.assertIn("regular", offered)
        self.assertNotIn("irregular", offered)

    def test_real_bulletin(self):
        """Row 5 of the real input: 45 issued, 32 closed, 13 in progress: 71.1 %."""
        self.at("2024-03-04")
        matters = self.env["duban.matter"].concat(
            *(self.filed(name=f"事项{n}", duplicate_override=True) for n in range(45))
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE duban_matter SET state = 'closed', date_closed = '2024-03-04', date_ended = '2024-03-04'"
            " WHERE id = ANY(%s)",
            (matters[:32].ids,),
        )
        matters.invalidate_recordset()
        bulletin = self.bulletin(good_practice=False)
        bulletin.action_fill()
        self.assertEqual(
            (bulletin.task_count, bulletin.closed, bulletin.in_progress), (45, 32, 13)
        )
        self.assertEqual(bulletin.completion_rate, 71.1)


@tagged("post_install", "-at_install")
class TestReports(BulletinCommon):
    def summary(self, **values):
        bulletin = self.bulletin(
            kind="summary", scope_unit_ids=False, addressee="党委常委会", **values
        )
        bulletin.action_fill()
        return bulletin

    def test_summary_of_feedback(self):
        self.at("2024-03-04")
        matter = self.accepted()
        for text in ("完成调研", "完成招标", "设备到货"):
            self.feedback(matter, name=text)
        summary = self.summary()
        self.assertEqual(
            summary.item_ids.mapped("text"), ["完成调研", "完成招标", "设备到货"]
        )
        self.assertEqual(set(summary.item_ids.mapped("kind")), {"feedback"})

    def test_summary_of_results(self):
        self.at("2024-03-04")
        for number in range(5):
            self.closed(name=f"事项{number}", duplicate_override=True)
        results = self.summary(item_kind="results").item_ids
        self.assertEqual(len(results), 5)
        self.assertEqual(set(results.mapped("text")), {"已完成"})
        self.assertFalse(
            self.summary(date_from="2024-04-01", date_to="2024-06-30").item_ids
        )

    def test_sensitive_matter_by_number_only(self):
        self.at("2024-03-04")
        matter = self.accepted(name="敏感事项", confidentiality="sensitive")
        self.feedback(matter, name="涉及个人")
        item = self.summary().item_ids
        self.assertEqual(item.number, matter.number)
        self.assertFalse(item.name or item.text or item.unit)

    def semester(self):
        return self.env["duban.semester"].create(
            {
                "name": "2024-2025学年第一学期",
                "company_id": self.company.id,
                "date_from": "2024-09-02",
                "date_to": "2025-01-17",
            }
        )

    def test_one_final_report_per_semester(self):
        self.at("2024-10-08")
        self.assigned()
        semester = self.semester()
        values = {
            "kind": "semester",
            "semester_id": semester.id,
            "is_final": True,
            "scope_unit_ids": False,
        }
        values.update(
            date_from=str(semester.date_from),
            date_to=str(semester.date_to),
            addressee="学校党委、行政",
        )
        report = self.bulletin(**values)
        report.action_fill()
        self.assertEqual(len(report.item_ids), 1)
        self.assertEqual(report.figures["states"], {"assigned": 1})
        self.assertEqual(report.figures["category"][0]["task_count"], 1)
        report.action_publish()
        with self.assertRaises(ValidationError):
            self.bulletin(**values)
        self.bulletin(**{**values, "is_final": False})

    def test_semester_without_one(self):
        with self.assertRaises(ValidationError):
            self.bulletin(kind="semester")
        with self.assertRaises(ValidationError):
            self.bulletin(is_final=True)

    def test_semester_reminder(self):
        semester = self.semester()
        self.at("2025-01-02")
        self.run_patrol()
        self.assertFalse(semester.activity_ids)
        self.at("2025-01-03")
        self.run_patrol()
        self.run_patrol()
        self.assertEqual(len(semester.activity_ids), 1)
        self.assertEqual(semester.activity_ids.user_id, self.office_user)
        self.bulletin(
            kind="semester",
            semester_id=semester.id,
            is_final=True,
            addressee="学校党委",
        ).action_publish()
        self.run_patrol()
        self.assertFalse(semester.activity_ids)

    def test_reports_do_not_use_up_issues(self):
        self.at("2024-03-04")
        self.bulletin(kind="annual").action_publish()
        bulletin = self.bulletin()
        bulletin.action_publish()
        self.assertEqual(bulletin.number, "2024年第1期")


@tagged("post_install", "-at_install")
class TestBulletinCost(BulletinCommon, SupervisionCommon):
    def test_fill_does_not_grow_with_units(self):
        self.at("2024-03-04")
        bulletin = self.bulletin()
        self.filed(name="甲")
        bulletin.action_fill()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        bulletin.action_fill()
        self.env.flush_all()
        few = self.env.cr.sql_log_count - start
        for unit in self.unit_b | self.unit_c | self.unit_out:
            self.filed(name=unit.name, lead_unit_id=unit.id)
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        bulletin.action_fill()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - start, few + 2)
