"""Printed documents cell by cell: under each label stands its value, of a matter that went all the way (DOC rows)."""

from lxml import html

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import DocumentCase
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon


class CellCase(DocumentCase):
    """Mixin: the cells of what is printed, by their labels."""

    maxDiff = None

    def tree(self, report, records):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.office_user)
            ._render_qweb_html(f"duban_supervision.{report}", records.ids)
        )
        return html.fromstring(content.decode())

    def text(self, node):
        return "\n".join(
            " ".join(line.split()) for line in node.text_content().strip().splitlines()
        )

    def form(self, report, record):
        """{label: value} of a form."""
        cells = self.tree(report, record).xpath("//table//th")
        return {self.text(th): self.text(th.getnext()) for th in cells}

    def grid(self, report, records):
        """[{label: value}] of a list, one per row."""
        tree = self.tree(report, records)
        labels = [self.text(th) for th in tree.xpath("(//table)[1]//th")]
        rows = tree.xpath("//tr[not(contains(@class, 'o_duban_group'))][td]")
        return [
            dict(zip(labels, map(self.text, row.xpath("td")), strict=True))
            for row in rows
        ]

    def archive(self, matter, holder="office", user=None):
        self.env["duban.archive.record"].with_user(user or self.office_user).create(
            {"matter_id": matter.id, "holder": holder, "volume": f"2024-督办-{holder}"}
        )


@tagged("post_install", "-at_install")
class TestWutCells(CellCase, WutCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-05")
        self.unit_b.liaison_id = self.worker_b

    def complete(self):
        """Extended, urged, reported back, closed, re-checked and archived."""
        matter = self.accepted(
            co_unit_ids=self.units(self.unit_b),
            source_item="议题三",
            date_deadline="2024-06-28",
            deadline_ground="会议明确",
            feedback_requirement="每月反馈一次",
            channel_ids=[
                Command.set(
                    (
                        self.option("channel", "system")
                        | self.option("channel", "phone")
                    ).ids
                )
            ],
        )
        self.at("2024-03-06")
        feedback = self.feedback(matter, name="已完成招标", percentage=40)
        feedback.with_user(self.office_user).action_accept_feedback()
        self.at("2024-03-22")
        record = matter.with_user(self.office_user).action_urge("请加快进度")
        self.at("2024-03-25")
        record.with_user(self.worker_a).action_answer("本周完成安装")
        request = self.request(
            matter, date_requested="2024-10-08", statement="供应商来函"
        )
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意延期")
        self.at("2024-04-10")
        self.submitted(matter)
        office = matter.with_user(self.office_user)
        office.action_pass_review("符合要求")
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "regulation_id": self.regulation.id,
                    "company_id": self.company.id,
                    "target_id": self.body("president_meeting").id,
                    "matter_ids": [Command.set(matter.ids)],
                    "content": "已办结",
                }
            )
        )
        report.action_done()
        office.action_close()
        self.at("2024-05-06")
        self.env["duban.recheck"].with_user(self.office_user).create(
            {
                "matter_id": matter.id,
                "kind_id": self.option("recheck_kind", "return_visit").id,
            }
        ).action_record("passed", "设备运行正常")
        self.archive(matter)
        office.action_archive_matter()
        return matter

    @clause("DOC-1")
    def test_notice(self):
        self.assertEqual(
            self.form("action_report_notice", self.complete()),
            {
                "编号": "2024-0001",
                "事项": "更新教学用机房",
                "依据": "校长办公会决定",
                "承办单位": "教务处",
                "配合单位": "后勤处",
                "工作内容": "更新教学用机房设备",
                # of the day on which it was issued; the extension has its own paper
                "办结时限": "2024年6月28日",
                "反馈要求": "每月反馈一次",
                "下达方式与时间": "学校办公系统、电话 2024年3月5日",
                "签发人": "office_user",
            },
        )

    @clause("DOC-5")
    def test_ledger(self):
        (row,) = self.grid("action_report_ledger", self.complete())
        self.assertEqual(
            row,
            {
                "序号": "1",
                "编号": "2024-0001",
                "类别": "学校重要会议决策",
                "来源会议/文件": "校长办公会 2024年3月1日 〔2024〕5号 议题三",
                "纪要印发日期": "2024年3月4日",
                "事项内容": "更新教学用机房\n更新教学用机房设备",
                "承办单位": "教务处",
                "配合单位": "后勤处",
                "第一责任人": "head_a",
                "联络员": "liaison_a",
                "办结时限": "2024年10月8日",
                "延期情况（申请日、批准人、新时限）": "2024年3月25日、leader、2024年10月8日",
                "进展情况": "2024年3月6日 已完成招标（40%）\n后勤处：尚未到配合阶段",
                "催办次数及记录": "1\n2024年3月22日 请加快进度",
                "完成情况": "已归档\n已全部更新",
                "反馈对象及日期": "校长办公会 2024年4月10日",
                "回访复查情况": "2024年5月6日 回访 已落实：设备运行正常",
                "归档": "党政办公室 2024-督办-office 2024年5月6日",
            },
        )

    @clause("DOC-12", "DOC-13")
    def test_records_and_application(self):
        matter = self.complete()
        self.assertEqual(
            self.grid("action_report_records", matter),
            [
                {
                    "日期": "2024年3月22日",
                    "方式": "学校办公系统",
                    "对象": "head_a",
                    "内容": "请加快进度",
                    "对方答复": "本周完成安装",
                    "记录人": "office_user",
                }
            ],
        )
        self.assertEqual(
            self.form("action_report_request", matter.request_ids),
            {
                "编号": "2024-0001",
                "事项": "更新教学用机房",
                "原办结期限": "2024年6月28日",
                "申请日期": "2024年3月25日",
                "距期限天数": "95",
                "申请新期限": "2024年10月8日",
                "原因": "设备到货推迟",
                "审批人/会议": "leader",
                "日期": "2024年3月25日",
                "意见": "同意延期",
            },
        )


@tagged("post_install", "-at_install")
class TestSieCells(CellCase, SieCommon):
    @clause("DOC-3", "DOC-5", "DOC-12", "DOC-13")
    def test_cells(self):
        self.at("2024-03-05")
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.assertEqual(
            self.form("action_report_notice", matter),
            {
                "事项": "来华留学生迎新",
                "学院决定依据": "2024年第12次党政联席会",
                "承办科室": "教务处",
                "配合科室": "后勤处",
                "工作内容": "制定迎新方案并组织实施",
                "办结时限": "2024年5月31日",
                "方式与时间": "学院综合信息管理系统 2024年3月5日",
            },
        )
        self.at("2024-03-06")
        feedback = self.feedback(matter, name="方案初稿完成")
        feedback.with_user(self.office_user).action_accept_feedback()
        self.at("2024-04-08")
        matter.with_user(self.office_user).action_urge("请加快进度")
        request = self.request(matter, date_requested="2024-06-28")
        request.action_submit()
        request.approval_line_ids.with_user(self.leader).action_approve("同意延期")
        self.at("2024-04-10")
        self.closed(matter)
        self.archive(matter)
        matter.with_user(self.office_user).action_archive_matter()
        (row,) = self.grid("action_report_ledger", matter)
        self.assertEqual(
            row,
            {
                "序号": "1",
                "编号": "",
                "类别": "学院重要会议决策",
                "来源会议/文件": "党政联席会 2024年3月1日",
                "事项内容": "来华留学生迎新\n制定迎新方案并组织实施",
                "承办科室": "教务处",
                "配合科室": "后勤处",
                "第一责任人": "head_a",
                "办结时限": "2024年6月28日",
                "延期情况（申请日、批准人、新时限）": "2024年4月8日、leader、2024年6月28日",
                "进展情况": "2024年3月6日 方案初稿完成\n后勤处：尚未到配合阶段",
                "催办次数及记录": "1\n2024年4月8日 请加快进度",
                "完成情况": "已归档\n已全部更新",
                "反馈对象及日期": "secretary、president 2024年4月10日",
                "回访复查情况": "",
                "归档": "党政办公室 2024-督办-office 2024年4月10日",
            },
        )
        self.assertEqual(
            [row["内容"] for row in self.grid("action_report_records", matter)],
            ["请加快进度"],
        )
        application = self.form("action_report_request", request)
        for label, value in {
            "原办结期限": "2024年5月31日",
            "申请日期": "2024年4月8日",
            "距期限天数": "53",
            "申请新期限": "2024年6月28日",
            "审批人/会议": "leader",
            "日期": "2024年4月8日",
        }.items():
            self.assertEqual(application[label], value, label)


@tagged("post_install", "-at_install")
class TestAbafCells(CellCase, AbafCommon):
    @clause("DOC-2", "DOC-6", "DOC-13")
    def test_cells(self):
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)], grade="g3")
        self.assertEqual(
            self.form("action_report_notice", matter),
            {
                "编号": "阿职督办〔2023〕1号",
                "事项": "更新教学用机房",
                "类别": "○批示类○决策类●重点工作类○其他事项类",
                "方式": "○电话（短信）督办●书面督办○实地督查",
                "等级": "○一级○二级●三级○四级",
                "承办(牵头)单位": "教务处",
                "协办单位": "后勤处",
                "负责校领导": "leader",
                "办理时限": "2023年7月1日",
                "督办内容": "更新教学用机房设备，完成安装调试",
                "办理要求": "按期完成并书面反馈",
                "反馈频次": "每10天反馈1次",
                "签收人与时间": "worker_a 2023年6月1日",
            },
        )
        self.at("2023-06-05")
        self.feedback(matter)
        request = self.extension(matter, "2023-09-30")
        request.action_submit()
        request.with_user(self.office_user).date_granted = "2023-08-31"
        self.run_chain(matter)
        # what was granted is said where it is not what was applied for
        paper = self.form("action_report_request", request)
        self.assertEqual(paper["申请新期限或免于督办"], "2023年9月30日")
        self.assertIn("批准期限：2023年8月31日", paper["意见"])
        self.at("2023-06-25")
        matter.with_user(self.office_user).action_urge("请加快进度")
        expected = {
            "编号": "阿职督办〔2023〕1号",
            "事项": "更新教学用机房",
            "类别": "重点工作类",
            "方式": "书面督办",
            "等级": "三级",
            "负责校领导": "leader",
            "主体": "教务处",
            "承办单位": "教务处",
            "协办单位": "后勤处",
            "承办人": "worker_a、worker_b",
            "督办内容": "更新教学用机房设备，完成安装调试",
            "办理时限": "2023年8月31日",
            # the report of the 5th answered the 11th, the 21st is owed (AMB-60)
            "反馈": "最近反馈：2023年6月5日\n下次反馈：2023年6月21日",
            "催办": "1\n阿职催办〔2023〕1号",
            "延期/免于督办": "2023年6月5日、leader、office_user、2023年8月31日",
            "办结日期": "",
            "销号": "",
            "双备案": "",
        }
        self.assertEqual(self.grid("action_report_ledger", matter), [expected])
        self.at("2023-07-10")
        self.report_result(matter)
        office = matter.with_user(self.office_user)
        office.action_pass_review("符合办结要求")
        self.approve(matter)
        self.reported_back(matter)
        office.action_close()
        self.archive(matter)
        self.archive(matter, "subject", self.worker_a)
        expected |= {
            "反馈": "最近反馈：2023年6月5日",
            "办结日期": "2023年7月10日",
            "销号": "office_user 2023年7月10日",
            "双备案": "党政办公室 2024-督办-office 2023年7月10日\n教务处 2024-督办-subject 2023年7月10日",
        }
        self.assertEqual(self.grid("action_report_ledger", matter), [expected])
        self.assertEqual(
            self.form("action_report_request", request),
            {
                "编号": "阿职督办〔2023〕1号",
                "事项": "更新教学用机房",
                "原办结期限": "2023年7月1日",
                "申请日期": "2023年6月5日",
                "距期限天数": "26",
                "申请新期限或免于督办": "2023年9月30日",
                "原因": "设备到货延迟",
                "审批人/会议": "leader、office_user",
                "日期": "2023年6月5日",
                # what was granted is said where it is not what was applied for
                "意见": "分管校领导签字：同意\n党政办延期督办：同意\n批准期限：2023年8月31日",
            },
        )


@tagged("post_install", "-at_install")
class TestXisuCells(CellCase, XisuCommon):
    @clause("DOC-12", "DOC-13")
    def test_cells(self):
        self.at("2024-03-04")
        matter = self.accepted()
        asked = self.record(matter, person_id=self.head_a.id)
        self.at("2024-03-06")
        asked.with_user(self.worker_a).action_answer("设备已到货")
        self.at("2024-03-08")
        request = self.extension(matter, "2024-03-29", decider_id=False)
        request.action_submit()
        request.with_user(self.office_user).write(
            {
                "decision_body_id": self.body("president_meeting").id,
                "decision_date": "2024-03-07",
                "decision_text": "同意延期",
            }
        )
        request.approval_line_ids.with_user(self.office_user).action_approve("会议同意")
        self.assertEqual(
            self.grid("action_report_records", matter),
            [
                {
                    "日期": "2024年3月4日",
                    "方式": "口头提醒",
                    "对象": "head_a",
                    "内容": "询问进展",
                    "对方答复": "设备已到货",
                    "记录人": "office_user",
                }
            ],
        )
        self.assertEqual(
            self.form("action_report_request", request),
            {
                "编号": "2024-0001",
                "事项": "更新教学用机房",
                "原办结期限": "2024年3月18日",
                "申请日期": "2024年3月8日",
                "距期限天数": "10",
                "申请新期限": "2024年3月29日",
                "原因": "设备到货延迟",
                "审批人/会议": "校长办公会",
                "日期": "2024年3月7日",
                "意见": "同意延期",
            },
        )
        # what the assignment wrote down stays in the language of documents
        sent = matter.record_ids.filtered(lambda row: row.purpose == "assignment")
        self.assertRegex(sent.summary, "^[\u4e00-\u9fff]+办公OA系统")
