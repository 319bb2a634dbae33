"""A table of work points becomes tasks of the plan, through the reader of matters (PLUS-P1)."""

import base64
import io

import openpyxl

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_plan.common import PlanCommon

ROWS = (
    ("序号", "重点工作任务", "工作措施", "牵头单位", "配合单位", "完成时限"),
    ("一、改善办学条件",),
    (1, "更新教学用机房设备", "分批采购", "教务处", "后勤处", "2024年9月30日"),
    (2, "学生宿舍增设淋浴室", "改造三栋", "后勤处", "", "11月底"),
    ("二、提升科研水平",),
    (3, "新建两个省级平台", "组织申报", "科研处", "教务处", "2024年12月20日"),
)


@tagged("post_install", "-at_install")
class TestGoalImport(PlanCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def job(self, goal, user=None):
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return (
            self.env["duban.import"]
            .with_user(user or self.office_user)
            .create(
                {
                    "goal_id": goal.id,
                    "year": 2024,
                    "file": base64.b64encode(stream.getvalue()),
                    "file_name": "要点分解.xlsx",
                }
            )
        )

    @clause("PLUS-P1")
    def test_rows_become_tasks_below_their_titles(self):
        plan = self.goal("“十四五”规划", level="plan", year=2021, year_to=2025)
        job = self.job(plan)
        job.action_read()
        self.assertEqual((job.good_count, job.bad_count), (3, 0), job.line_ids.mapped("message"))  # fmt: skip
        job.action_create_drafts()
        points = plan.child_ids
        self.assertEqual(
            [
                (point.name, point.level, point.year, len(point.child_ids))
                for point in points
            ],
            [
                ("一、改善办学条件", "year", 2024, 2),
                ("二、提升科研水平", "year", 2024, 1),
            ],
        )
        first = points[0].child_ids[0]
        self.assertEqual(
            (
                first.name,
                first.measures,
                first.lead_unit_id,
                first.co_unit_ids,
                str(first.date_deadline),
            ),
            ("更新教学用机房设备", "分批采购", self.unit_a, self.unit_b, "2024-09-30"),
        )
        self.assertFalse(self.env["duban.matter"].search([("name", "=", first.name)]))
        self.assertEqual(job.action_open_drafts()["res_model"], "duban.goal")
        # the same table again asks nothing and makes nothing
        again = self.job(plan)
        again.action_read()
        self.assertEqual((again.good_count, again.repeat_count), (0, 3))
        job.action_undo()
        self.assertFalse(plan.child_ids)
        job.action_create_drafts()
        plan.action_approve()
        self.assertEqual(len(plan.child_ids.child_ids), 3)
        self.assert_refused(job.action_undo)

    @clause("PLUS-P1")
    def test_only_the_office_of_the_plan(self):
        plan = self.goal("规划", level="plan", year=2021, year_to=2025)
        plan.action_approve()
        for user in (self.head_a, self.leader, self.discipline_user):
            self.assert_refused(lambda u=user: self.job(plan, u).action_read())
