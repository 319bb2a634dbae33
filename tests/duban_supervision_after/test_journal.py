"""Half a year at two universities side by side, and what comes after: reports, lists, cases, figures."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon
from tests.journal import Journal

AFTER = "duban_supervision_after.action_report_"


@tagged("post_install", "-at_install")
class TestJournal(Journal, XisuCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world = type("World", (WutCommon,), {})
        world.env, world.cr, world.registry = cls.env, cls.cr, cls.registry
        world._create_institution()
        world.unit_a.liaison_id = world.liaison_a
        world.regulation.supervisory_office_id = world.discipline
        # fixtures only, no test of its own: nothing to initialise
        cls.wut = world.__new__(world)
        theirs = cls.env["res.users"].search([("login", "=like", "wut_%")])
        for user in theirs:
            user.name = f"武理{user.name}"
        # who works for both: handler at 西外's 教务处, head of 武理's 后勤处
        both = cls.worker_a
        both.company_ids = [Command.link(world.company.id)]
        world.unit_b.manager_id = cls.env["hr.employee"].create(
            {"name": both.name, "user_id": both.id, "company_id": world.company.id, "department_id": world.unit_b.id}
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        theirs = self.env["res.users"].search(
            [("login", "=like", "wut_%")], order="login"
        )
        theirs.write({"lang": "zh_CN"})
        self.people |= theirs
        self.wut.env = self.env(
            context=dict(self.env.context, allowed_company_ids=self.wut.company.ids)
        )
        self.wut.cr = self.cr
        for name, value in vars(type(self.wut)).items():
            if hasattr(value, "_name"):
                setattr(self.wut, name, value.with_env(self.wut.env))

    def make(self, model, world=None, **values):
        """A record of the office of ``world`` (default: this institution)."""
        world = world or self
        values = {
            "regulation_id": world.regulation.id,
            "company_id": world.company.id,
            **values,
        }
        return world.env[model].with_user(world.office_user).create(values)

    @clause("XISU-10.2", "XISU-10.3b", "XISU-10.4", "XISU-13.1", "XISU-14.1a", "XISU-14.1b", "XISU-14.1c", "WUT-4.1b",
            "WUT-18.1b", "WUT-25.1a", "WUT-25.1b", "CORE-15", "CORE-18", "CORE-34", "CORE-39")  # fmt: skip
    def test_half_a_year_of_two_universities(self):
        """Two universities, eight matters, one person in both; each one's reports, lists and figures are its own.

        西外: one matter closed in time, one urged and late, one extended and closed by another unit with a co-unit, one
        urged, its result returned and not done, one withdrawn. 武理: a decision of a meeting closed in time, a leader's
        matter with the unit whose head works at 西外 as well, and annual work that runs on.
        """
        self.at("2024-01-08")
        lab = self.accepted()
        self.at("2024-01-19")
        self.closed(lab)
        self.log("西外一月：更新教学用机房按期办结")
        wut = self.wut
        self.at("2024-03-04")
        field = self.accepted(name="修缮操场", **self.dated("2024-03-29"))
        books = self.accepted(name="采购图书", lead_unit_id=self.unit_c.id, co_unit_ids=self.units(self.unit_b),
                              **self.dated("2024-04-30"))  # fmt: skip
        gone = self.filed(name="重复事项", **self.dated("2024-04-30"))
        gone.action_withdraw_filing("与采购图书重复")
        decided = wut.accepted()
        wut.accepted(name="年度重点工作", scope=2, lead_unit_id=wut.unit_c.id)
        self.log("三月四日：西外三项（一项撤销），武理两项")
        self.at("2024-03-15")
        wut.closed(decided)
        self.log("武理：更新教学用机房按期办结")
        self.at("2024-03-25")
        field.with_user(self.office_user).action_urge("请于3月29日前办结")
        self.log("西外 office_user 催办修缮操场")
        self.at("2024-04-01")
        self.run_patrol()
        self.log("夜间巡检：修缮操场逾期")
        self.at("2024-04-10")
        self.closed(field)
        request = self.extension(
            books, "2024-05-31", user=self.worker_c, decider_id=self.leader2.id
        )
        request.action_submit()
        self.run_chain(request)
        self.log("西外：修缮操场逾期办结，采购图书延期至5月31日")
        self.at("2024-05-06")
        kitchen = self.accept_by(
            self,
            self.assigned(
                name="整改食堂", lead_unit_id=self.unit_b.id, **self.dated("2024-05-20")
            ),
            self.worker_b,
        )
        asked = wut.matter(name="校领导交办事项", scope=3, lead_unit_id=wut.unit_b.id)
        asked.action_submit_filing()
        wut.run_chain(asked)
        asked.with_user(wut.office_user).action_file()
        asked.with_user(wut.office_user).action_assign()
        self.log("五月六日：西外整改食堂，武理校领导交办事项（后勤处，负责人两校任职）")
        self.log_home()
        self.at("2024-05-16")
        kitchen.with_user(self.office_user).action_urge("请于5月20日前办结")
        self.env["duban.feedback"].with_user(self.worker_b).create(
            {"matter_id": kitchen.id, "name": "已整改"}
        )
        kitchen.with_user(self.worker_b).write(
            self.result_values(kitchen, self.worker_b)
        )
        kitchen.with_user(self.worker_b).action_submit_result()
        kitchen.with_user(self.office_user).action_return_result("未说明整改措施")
        self.at("2024-05-21")
        self.run_patrol()
        self.log("整改食堂：催办、报送、退回，夜间巡检逾期")
        self.at("2024-05-30")
        self.closed(books)
        self.log("西外：采购图书在延长后的期限内办结")
        self.at("2024-07-01")
        period = {"date_from": "2024-01-01", "date_to": "2024-06-30"}
        report = self.make(
            "duban.bulletin",
            kind="irregular",
            scope_unit_ids=self.units(self.unit_a, self.unit_b),
            **period,
        )
        report.action_fill()
        self.log("西外 office_user 起草情况通报（教务处、后勤处）")
        report.action_publish()
        self.log("西外 office_user 发布情况通报")
        self.log_printed("bulletin", report)
        summary = self.make(
            "duban.bulletin", kind="summary", addressee="学校领导", **period
        )
        summary.action_publish()
        self.log("西外 office_user 发布办理结果汇总")
        self.log_printed("bulletin", summary)
        theirs = self.make(
            "duban.bulletin", wut, kind="summary", addressee="校长办公会", **period
        )
        theirs.action_publish()
        self.log("武理 office_user 发布反馈信息汇总")
        self.log_printed("bulletin", theirs, wut)
        self.lines.append(f"谁能阅看通报：{self.readers(report)}")
        self.lines.append(f"谁能阅看汇总：{self.readers(summary)}")
        self.lines.append(f"谁能阅看武理汇总：{self.readers(theirs)}")
        Matter = self.env["duban.matter"].with_user(self.office_user)
        candidates = Matter._accountability_candidates()
        self.lines.append(
            f"追责问责候选：{'、'.join(candidates.mapped('display_name'))}"
        )
        case = self.make(
            "duban.accountability", kind_id=self.option("accountability_kind", "responsibility").id,
            unit_id=self.unit_b.id, person_id=self.head_b.id, matter_ids=[Command.set(kitchen.ids)],
            facts="催办后仍未办结，结果退回后未再报送", is_serious=True, is_bad_influence=True,
        )  # fmt: skip
        self.assert_refused(case.action_confirm)
        self.log("西外 office_user 起草问责，未引催办记录，确认被拒绝")
        case.urging_ids = kitchen.sudo().record_ids.filtered(
            lambda row: row.purpose == "urging"
        )
        case.action_confirm()
        self.log("西外 office_user 确认问责")
        self.lines.append(f"谁能阅看问责：{self.readers(case)}")
        praise = self.make(
            "duban.commendation", unit_id=self.unit_c.id, ground="按期办结"
        )
        praise.action_confirm()
        self.log("西外 office_user 表彰科研处")
        self.log_printed("commendation", praise)
        study = self.make("duban.research", name="机房调研", problem="机房闲置", cause="排课系统未对接",
                          suggestion="统一排课", matter_ids=[Command.set(lab.ids)],
                          reader_ids=[Command.set(self.president.ids)])  # fmt: skip
        study.action_report()
        self.log("西外 office_user 报送调研报告")
        self.log_printed("research", study)
        self.lines.append(f"谁能阅看调研报告：{self.readers(study)}")
        self.at("2024-12-31")
        self.run_patrol()
        self.log("年末巡检")
        for world in (self, wut):
            rating = self.make("duban.assessment", world, year=2024)
            rating.action_confirm()
            rating.recipient_unit_ids = world.organisation
            rating.action_send()
            self.log(f"{world.office_user.name} 确认并送交年度考核清单")
            self.log_printed("assessment", rating, world)
            self.lines.append(f"谁能阅看考核清单：{self.readers(rating)}")
        self.at("2025-01-08")
        volume = self.make("duban.ledger.volume", wut, year=2024, volume="2024-1")
        volume.action_archive_volume()
        self.log("武理 office_user 归档年度台账")
        for world in (self, wut):
            self.lines += ["", f"== {world.regulation.institution} 2024年"]
            self.log_figures(world.company, date(2024, 1, 1), date(2024, 12, 31))
            rows = (
                world.env["duban.burden"]
                .sudo()
                .search(
                    [("company_id", "=", world.company.id)],
                    order="date, department_id, kind",
                )
            )
            self.log_rows("负担", rows)
        self.log_home()
        self.log_messages()
        self.assert_journal("half_year")

    def log_printed(self, report, record, world=None):
        """The paper of ``record`` as the office of its institution prints it."""
        office = (world or self).office_user
        self.lines.append(f"文书：{self.paper(AFTER + report, record, office)}")

    def readers(self, record):
        """Who of all people finds the record."""
        self.env.flush_all()
        self.env.invalidate_all()
        return "、".join(
            user.name
            for user in self.people
            if self.seen_by(user, self.env[record._name]).search_count(
                [("id", "=", record.id)]
            )
        )

    def accept_by(self, world, matter, user):
        """``user`` accepts with a plan of one milestone at the due date."""
        world.env["duban.plan.line"].with_user(user).create(
            {"matter_id": matter.id, "name": "完成", "date": matter.date_deadline}
        )
        mine = matter.with_user(user)
        mine.handler_id = user
        mine.action_accept()
        return matter
