"""The papers of 兰州大学: special notice, ledger, bulletin, cell by cell."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ledger_cells

from .common import LEDGER
from .test_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestDocuments(ResultsCommon):
    def html(self, report, records):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html(report, records.ids)
        )
        self.assertEqual(kind, "html")
        return content.decode()

    def assert_labels(self, html, labels):
        for label in labels:
            self.assertIn(label, html)
        self.assertIn(self.regulation.institution, html)
        self.assertIn("兰州大学", html)

    @clause("DOC-4")
    def test_special_notice(self):
        self.at("2024-03-04")
        notice = (
            self.env["duban.lzu.notice"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "做好清明假期安排",
                    "trait_ids": [
                        Command.set(
                            (
                                self.option("lzu_trait", "urgent")
                                | self.option("lzu_trait", "mixed")
                            ).ids
                        )
                    ],
                    "source_unit_id": self.unit_out.id,
                    "requirements": "三日内报送值班表",
                    "lead_unit_id": self.unit_a.id,
                    "co_unit_ids": [Command.set(self.unit_b.ids)],
                    "date_deadline": "2024-03-08",
                    "communication_ids": [
                        Command.create(
                            {
                                "partner": "图书馆",
                                "date": "2024-03-01",
                                "result": "已商定分工",
                            }
                        )
                    ],
                    "measures": "逐日值班",
                    "handler_id": self.worker_a.id,
                    "leader_in_charge_id": self.leader.id,
                    "source_category_id": self.category("superior").id,
                }
            )
        )
        notice.action_issue()
        notice.action_report_done("值班表已报送")
        notice.action_feed_back("已落实")
        notice.action_put_on_ledger()
        html = self.html("duban_supervision_lzu.report_notice", notice)
        self.assert_labels(
            html,
            (
                "事项",
                "来源单位",
                "任务特征（急/难/杂/专/零）",
                "沟通协调情况",
                "工作要求",
                "责任单位",
                "配合单位",
                "完成时限",
                "落实情况",
                "向来源单位反馈日期",
                "列入台账编号",
                "专项督查工作通知",
            ),
        )
        for value in (
            "做好清明假期安排",
            "图书馆",
            "急、杂",
            "2024年3月1日 图书馆：已商定分工",
            "三日内报送值班表",
            "教务处",
            "后勤处",
            "2024年3月8日",
            "值班表已报送",
            "2024年3月4日",
            "2024-0001",
        ):
            self.assertIn(value, html)

    @clause("DOC-7")
    def test_ledger(self):
        self.at("2024-03-04")
        work_points = self.category("school").child_ids[0]
        a = self.accepted(
            source_category_id=work_points.parent_id.id,
            source_kind_id=work_points.id,
            plan_year=2024,
            decision_body_id=False,
            co_unit_ids=[Command.set(self.unit_c.ids)],
        )
        b = self.claimed_b()
        b.with_user(self.office_user).action_merge(a, "同一任务")
        self.feedback(a, name="已完成招标")
        self.closed(a)
        html = self.html("duban_supervision.report_ledger", a)
        self.assert_labels(html, (*LEDGER, "督查督办台账"))
        self.assertEqual(list(ledger_cells(a).values()), list(LEDGER))
        for value in (
            a.number,
            a.name,
            "年度工作要点",
            "校长办公会",
            "完成招标、安装和验收",
            self.leader.name,
            "教务处",
            self.worker_a.name,
            "科研处",
            "2024年12月20日",
            "已完成招标",
            "优秀",
            "2024年3月4日",
        ):
            self.assertIn(value, html)

    @clause("DOC-8")
    def test_bulletin(self):
        self.year_2024()
        self.at("2024-12-31")
        bulletin = self.bulletin()
        bulletin.action_fill()
        bulletin.action_publish()
        html = self.html("duban_supervision_lzu.report_bulletin", bulletin)
        self.assert_labels(
            html,
            (
                "期号",
                "期间",
                "通报范围",
                "任务量",
                "已销号",
                "办结率",
                "好的经验和做法",
                "问题和不足",
                "抄送：",
                "督查通报",
            ),
        )
        for value in (
            "2024年第1期",
            "2024年1月1日",
            "2024年12月31日",
            "教务处、后勤处",
            "75%",
            "教务处主动对接，提前完成",
            "个别单位报送不规范",
        ):
            self.assertIn(value, html)
        for office in (self.discipline, self.supervisory, self.organisation):
            self.assertIn(office.name, html.split("抄送：")[1])
