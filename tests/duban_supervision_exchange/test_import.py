"""Import of plans and decisions: what is read, what is refused and why, nothing twice."""

import base64
import io
import random

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


class ImportCase:
    def sheet(self, rows, merges=(), title=None):
        """A workbook (base64) with ``rows``; ``merges`` are ranges."""
        book = openpyxl.Workbook()
        sheet = book.active
        if title:
            sheet.append([title])
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def preview(self, data, user=None, name="2024年重点工作.xlsx", **values):
        job = (
            self.env["duban.import"]
            .with_user(user or self.office_user)
            .create({"file": data, "file_name": name, "year": 2024, **values})
        )
        job.action_read()
        return job


@tagged("post_install", "-at_install")
class TestImport(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.category = self.regulation.category_ids[:1]

    HEAD = ["序号", "工作任务", "责任单位", "配合单位", "完成时限"]

    def test_read_and_create(self):
        data = self.sheet(
            [
                self.HEAD,
                [
                    1,
                    "更新教学用机房",
                    "教务处（牵头）、后勤处",
                    "科研处",
                    "2024年6月底前",
                ],
                [2, "修缮操场", "后勤处", None, 45473],
                [3, "制度建设", "科研处", None, "长期坚持"],
            ],
            merges=["A1:E1"],
            title="2024年重点工作任务分解表",
        )
        job = self.preview(
            data, source_category_id=self.category.id, basis="年度工作要点"
        )
        self.assertEqual(job.line_ids.mapped("verdict"), ["good"] * 3)
        self.assertFalse(
            self.env["duban.matter"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )
        job.action_create_drafts()
        self.assertFalse(any(job.line_ids.mapped("message")))
        self.assertEqual(job.job_state, "done")
        first, second, third = job.line_ids.matter_id.sorted("id")
        self.assertEqual(
            (first.name, first.state, first.create_uid),
            ("更新教学用机房", "draft", self.office_user),
        )
        self.assertEqual(first.lead_unit_id, self.unit_a)
        self.assertEqual(first.co_unit_ids, self.unit_b | self.unit_c)
        self.assertEqual(str(first.date_deadline), "2024-06-30")
        self.assertEqual(first.deadline_ground, "2024年6月底前")
        self.assertEqual(
            (first.source_category_id, first.basis, first.plan_year),
            (self.category, "年度工作要点", 2024),
        )
        self.assertEqual(str(second.date_deadline), "2024-06-30")
        self.assertTrue(third.is_long_cycle)
        self.assertFalse(third.date_deadline)
        first.action_file()
        self.assertEqual(first.state, "filed")

    @clause("WUT-10.1")
    def test_the_year_is_of_a_plan_only(self):
        """Where the regulation asks it of one category, a matter of another one has none."""
        meeting = self.category.copy({"name": "会议决策", "code": "decided"})
        self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id,
                "action": "file",
                "field_id": self.env["ir.model.fields"]
                ._get("duban.matter", "plan_year")
                .id,
                "category_id": self.category.id,
            }
        )
        for category, year in ((self.category, 2024), (meeting, 0)):
            job = self.preview(
                self.sheet([self.HEAD, [1, category.name, "教务处", None, "6月底前"]]),
                source_category_id=category.id,
                basis="年度工作要点",
            )
            job.action_create_drafts()
            self.assertEqual(job.line_ids.matter_id.plan_year, year, category.name)

    def test_same_file_twice(self):
        data = self.sheet(
            [
                self.HEAD,
                [1, "更新教学用机房", "教务处", None, "6月底"],
                [2, "修缮操场", "后勤处", None, "6月底"],
            ]
        )
        self.preview(data).action_create_drafts()
        again = self.preview(data, user=self.office_user2)
        self.assertEqual(again.line_ids.mapped("verdict"), ["repeat"] * 2)
        with self.assertRaises(UserError):
            again.action_create_drafts()
        self.assertEqual(
            self.env["duban.matter"].search_count(
                [("company_id", "=", self.company.id)]
            ),
            2,
        )
        # two previews of one file at the same time: the second creates nothing either
        other = self.sheet([self.HEAD, [1, "采购图书", "图书馆", None, "6月底"]])
        one, two = self.preview(other), self.preview(other, user=self.office_user2)
        one.action_create_drafts()
        two.action_create_drafts()
        self.assertEqual(two.line_ids.verdict, "repeat")

    def test_unknown_unit(self):
        data = self.sheet(
            [
                self.HEAD,
                [1, "更新教学用机房", "教务出", None, "6月底"],
                [2, "修缮操场", "天文台", None, "6月底"],
            ]
        )
        job = self.preview(data)
        first, second = job.line_ids
        self.assertEqual((first.verdict, first.suggested_unit_id), ("bad", self.unit_a))
        self.assertIn("教务出", first.message)
        self.assertIn("教务处", first.suggestion)
        self.assertFalse(second.suggested_unit_id)
        job.action_take_suggestions()
        self.assertEqual(
            (first.verdict, first.lead_unit_id, second.verdict),
            ("good", self.unit_a, "bad"),
        )
        job.action_create_drafts()
        self.assertEqual((first.verdict, job.bad_count), ("created", 1))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.bad_file))).active
        self.assertEqual(book.title, "Rows to correct")
        rows = [[cell.value for cell in row] for row in book.iter_rows()]
        self.assertEqual(rows[0][:5], self.HEAD)
        self.assertEqual(rows[1][1:3], ["修缮操场", "天文台"])
        self.assertIn("天文台", rows[1][5])
        self.assertEqual(len(rows), 2)
        # corrected in that very file and imported again
        book["C2"] = "后勤处"
        stream = io.BytesIO()
        book.parent.save(stream)
        corrected = self.preview(base64.b64encode(stream.getvalue()))
        self.assertEqual(corrected.line_ids.verdict, "good")

    def test_rights(self):
        """A unit user whose unit may not propose creates nothing, and nobody reads another's preview."""
        data = self.sheet([self.HEAD, [1, "更新教学用机房", "教务处", None, "6月底"]])
        with self.assertRaises(AccessError):
            self.preview(data, user=self.worker_a)
        self.assertFalse(
            self.env["duban.matter"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )
        job = self.preview(data)
        with self.assertRaises(AccessError):
            self.as_user(job, self.worker_b).read(["file_name"])
        with self.assertRaises(AccessError):
            self.as_user(job.line_ids, self.worker_b).read(["name"])

    def test_files_that_cannot_be_read(self):
        for content in (
            b"",
            b"PK\x03\x04broken",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx",
            "随便\n写的".encode(),
            b"\x00\x01\xff\xfe\x00",
        ):
            with self.assertRaises(UserError):
                self.preview(base64.b64encode(content))

    def test_csv_of_a_chinese_excel(self):
        for encoding in ("gbk", "utf-8-sig"):
            text = f"督办事项,承办单位,办结期限\n更新机房{encoding},教务处,2024.6.30\n"
            job = self.preview(base64.b64encode(text.encode(encoding)), name="a.csv")
            self.assertEqual(job.line_ids.verdict, "good")
            self.assertEqual(str(job.line_ids.date_deadline), "2024-06-30")

    def test_ugly_file_of_200_rows(self):
        """Each row of a deliberately ugly file gets the verdict that its maker knows."""
        rows, expected = ugly_rows()
        data = self.sheet(rows, merges=["A1:H1", "A2:H2", "C4:D4"])
        job = self.preview(data)
        self.assertEqual(len(rows), 200)
        found = {line.row_number: line for line in job.line_ids}
        for number, (verdict, due, lead) in expected.items():
            if verdict == "skip":
                self.assertNotIn(number, found, rows[number - 1])
                continue
            line = found.pop(number)
            self.assertEqual(line.verdict, verdict, (rows[number - 1], line.message))
            if verdict == "good":
                self.assertEqual(str(line.date_deadline or ""), due, rows[number - 1])
                self.assertEqual(line.lead_unit_id.name, lead, rows[number - 1])
            elif verdict == "bad":
                self.assertTrue(line.message)
        self.assertFalse(found)
        good = [number for number, row in expected.items() if row[0] == "good"]
        job.action_create_drafts()
        job._job_run()
        self.assertEqual(job.created_count, len(good))
        self.assertEqual(
            self.env["duban.matter"].search_count(
                [("company_id", "=", self.company.id)]
            ),
            len(good),
        )
        again = self.preview(data)
        self.assertEqual(again.good_count, 0)


def ugly_rows():
    """200 rows of an office's file and, by row number, (verdict, due date, lead unit)."""
    rows = [
        ["２０２４年重点工作任务分解表", *[None] * 7],
        ["（党政办公室　2024年3月）", *[None] * 7],
        [None] * 8,
        [
            "序号",
            "工作 任务",
            "责任单位",
            "责任单位",
            "完成时限",
            "责任领导",
            "工作措施",
            "备注",
        ],
        [
            "序号",
            "工作 任务",
            "牵头单位",
            "配合单位",
            "完成时限",
            "责任领导",
            "工作措施",
            "备注",
        ],
    ]
    expected = {number: ("skip", None, None) for number in range(1, 6)}
    dates = [
        ("2024年6月底前", "2024-06-30"),
        ("6月30日前", "2024-06-30"),
        ("2024.6.30", "2024-06-30"),
        ("长期坚持", ""),
        (45473, "2024-06-30"),
        ("２０２４年９月", "2024-09-30"),
        ("年底前", "2024-12-31"),
        ("2024年上半年", "2024-06-30"),
        ("三季度末", "2024-09-30"),
        ("", ""),
        ("2024/10/1", "2024-10-01"),
        ("3月至11月", "2024-11-30"),
        ("20241130", "2024-11-30"),
        ("二〇二四年十月底", "2024-10-31"),
    ]
    units = [
        ("教务处", "教务处"),
        ("教务处（牵头）、后勤处", "教务处"),
        ("后勤处，科研处", "后勤处"),
        (" 科研处 ", "科研处"),
        ("后勤处；教务处（牵头单位）", "教务处"),
        ("科 研 处", "科研处"),
        ("后勤处/图书馆", "后勤处"),
        ("图书馆\n教务处", "图书馆"),
    ]
    generator = random.Random(7)
    number = 0
    while len(rows) < 200:
        number += 1
        kind = generator.choice(
            ["good"] * 10
            + [
                "blank",
                "repeat",
                "unit",
                "date",
                "day",
                "nothing",
                "header",
                "heading",
                "total",
            ]
        )
        due, due_date = generator.choice(dates)
        unit, lead = generator.choice(units)
        row = [
            number,
            f"完成第{number}项重点工作",
            unit,
            generator.choice([None, "图书馆", "科研处、图书馆"]),
            due,
            None,
            "分三步推进",
            None,
        ]
        verdict = ("good", due_date, lead)
        if kind == "blank":
            row, verdict = [None] * 8, ("skip", None, None)
        elif kind == "repeat":
            earlier = [at for at, (v, _d, _l) in expected.items() if v == "good"]
            if earlier:
                row, verdict = (
                    [number, *rows[generator.choice(earlier) - 1][1:]],
                    ("repeat", None, None),
                )
        elif kind == "unit":
            row[2], verdict = (
                generator.choice(["天文台", "各单位", "", None]),
                ("bad", None, None),
            )
        elif kind == "date":
            row[4], verdict = (
                generator.choice(["尽快", "按上级要求", "另行通知"]),
                ("bad", None, None),
            )
        elif kind == "day":
            row[4], verdict = (
                generator.choice(["2024年6月31日", "2月30日前"]),
                ("bad", None, None),
            )
        elif kind == "nothing":
            row[1], verdict = None, ("bad", None, None)
        elif kind == "header":
            row, verdict = list(rows[4]), ("skip", None, None)
        elif kind == "heading":
            row, verdict = ["一、人才培养", *[None] * 7], ("skip", None, None)
        elif kind == "total":
            row, verdict = (
                ["合计", None, f"{number}项", *[None] * 5],
                ("skip", None, None),
            )
        rows.append(row)
        expected[len(rows)] = verdict
    return rows, expected
