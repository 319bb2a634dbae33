"""Ledgers imported by the office: nothing silently wrong or lost, answers remembered, filed in one go, undone."""

import base64
import io
import json
from unittest.mock import patch

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.duban_supervision_exchange.tools.ledgers import book

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase
from tests.duban_supervision_exchange.test_ledgers import INPUTS
from tools.measure import _ledgers_inside as measure

HEAD = ["序号", "督办事项", "责任单位", "配合单位", "完成时限"]


@tagged("post_install", "-at_install")
class TestLedgers(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")

    def judged(self, folder):
        files = []
        for path in sorted((INPUTS / folder).glob("*.json")):
            content = base64.b64encode(path.with_suffix("").read_bytes()).decode()
            gold = json.loads(path.read_text(encoding="utf-8"))
            files.append({"name": path.stem, "content": content, "gold": gold})
        measure.add_units(self.env, self.company, files)
        env = self.office_user.with_user(self.office_user).env
        # a process for each file is what test_bombs is about, and half of the time here
        with patch.object(book.confined, "sheets", book.parse):
            return [measure.judge(env, file, 2026) for file in files]

    @clause("PLUS-X1", "PLUS-X3", "PLUS-X4", "PLUS-X5")
    def test_nothing_is_silently_wrong_or_lost(self):
        for folder, share in (("ledgers", 0.9), ("ledgers_published", 0.9)):
            rows = self.judged(folder)
            said = [line for row in rows for line in row["differences"]]
            self.assertEqual(sum(row["wrong"] + row["lost"] for row in rows), 0, said)
            right = sum(row["right"] for row in rows)
            self.assertGreaterEqual(right, share * sum(r["rows"] for r in rows), said)

    @clause("PLUS-X1")
    def test_the_preview_says_what_became_of_everything(self):
        rows = [
            ["2026年台账", None, None, None],
            ["督办事项", "责任单位", "怪列", "完成时限"],
            ["甲", "教务处", "怪值", "6月底"],
            ["注：按月报送", None, None, None],
        ]
        job = self.preview(self.sheet(rows), year=2026)
        sheet = job.sheet_ids
        self.assertEqual((sheet.row_count, sheet.skipped_count), (1, 2))
        self.assertIn("注：按月报送", sheet.skipped)
        odd = job.column_ids.filtered(lambda column: column.title == "怪列")
        self.assertFalse(odd.column_key)
        self.assertEqual(odd.sample, "怪值")
        self.assertTrue(odd.message)
        # mapped by hand, read again, and known in the next file
        odd.column_key = "measures"
        job.action_read()
        self.assertEqual(job.line_ids.values_json["measures"], "怪值")
        again = self.preview(self.sheet(rows), user=self.office_user2, year=2026)
        self.assertEqual(again.line_ids.values_json["measures"], "怪值")

    @clause("PLUS-X4", "PLUS-X3")
    def test_the_same_question_is_asked_once(self):
        rows = [HEAD, [1, "甲", "教务科学处", None, "开学前"]]
        job = self.preview(self.sheet(rows), year=2026)
        line = job.line_ids
        self.assertEqual((line.verdict, set(line.problems)), ("bad", {"lead", "due"}))
        line.lead_unit_id = self.unit_c
        self.assertEqual((line.verdict, set(line.problems)), ("bad", {"due"}))
        line.is_open_due = True
        self.assertEqual(line.verdict, "good")
        rows[1][1] = "乙"
        other = self.preview(self.sheet(rows), user=self.office_user2, year=2026)
        self.assertEqual(other.line_ids.verdict, "good", other.line_ids.message)
        self.assertEqual(other.line_ids.lead_unit_id, self.unit_c)
        self.assertFalse(other.line_ids.date_deadline)
        # what one institution answered is nothing to another
        Memory = self.env["duban.import.memory"]
        Memory.create({"company_id": 1, "name": "教学处", "unit_ids": self.unit_b.ids})
        seen = Memory.with_user(self.office_user).search([])
        self.assertEqual(seen.company_id, self.company)
        self.assertEqual(set(seen.mapped("kind")), {"unit", "due"})
        with self.assertRaises(AccessError):
            self.env["duban.import.memory"].with_user(self.worker_a).create(
                {"name": "教务", "unit_ids": self.unit_a.ids}
            )

    @clause("PLUS-X4")
    def test_two_leads_and_groups_are_asked(self):
        rows = [
            HEAD,
            [1, "甲", "教务处、科研处（共同牵头）", None, "6月底"],
            [2, "乙", "各学院", None, "6月底"],
            [3, "丙", "教务处", "各学院、天文台", "6月底"],
        ]
        first, second, third = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual((first.verdict, set(first.problems)), ("bad", {"lead"}))
        self.assertFalse(first.lead_unit_id)
        first.lead_unit_id = self.unit_c
        self.assertEqual((first.verdict, first.co_unit_ids), ("good", self.unit_a))
        self.assertEqual((second.verdict, second.suggested_unit_id.id), ("bad", False))
        self.assertEqual(set(third.problems), {"co"})
        third.is_co_settled = True
        self.assertEqual(third.verdict, "good")

    @clause("PLUS-X2")
    def test_the_matter_has_the_words_of_the_file(self):
        text = "①成立筹备组；②制定方案（约500㎡，18℃，Ⅱ期）"
        rows = [
            ["督办事项", "督办内容", "责任单位", "完成时限"],
            ["甲：乙；丙", text, "教务处", "6月底"],
        ]
        job = self.preview(self.sheet(rows), year=2026)
        job.action_create_drafts()
        matter = job.line_ids.matter_id
        self.assertEqual((matter.name, matter.content), ("甲：乙；丙", text))

    @clause("PLUS-X3")
    def test_stages_and_cycles_become_the_plan(self):
        rows = [
            HEAD,
            [1, "甲", "教务处", None, "6月底前完成招标；12月20日前验收"],
            [2, "乙", "教务处", None, "每月25日前"],
        ]
        job = self.preview(self.sheet(rows), year=2026)
        job.action_create_drafts()
        first, second = job.line_ids.matter_id.sorted("id")
        self.assertEqual(str(first.date_deadline), "2026-12-20")
        self.assertEqual(
            [(str(line.date), line.name) for line in first.plan_line_ids],
            [("2026-06-30", "6月底前完成招标"), ("2026-12-20", "12月20日前验收")],
        )
        self.assertTrue(second.is_long_cycle)
        days = [str(line.date) for line in second.plan_line_ids]
        self.assertEqual(
            (days[0], days[-1], len(days)), ("2026-03-25", "2026-12-25", 10)
        )

    @clause("PLUS-X1", "PLUS-X5")
    def test_what_another_column_says_is_asked(self):
        rows = [[*HEAD, "服务部门", "备注", "办理意见"]]
        rows += [[1, "甲", "教务处", None, "6月底", "科研处", None, None]]
        rows += [[2, "乙", "教务处", None, "6月底", None, "延期至9月30日", None]]
        rows += [[3, "丙", "教务处", None, "6月底", None, None, "2026年11月"]]
        rows += [
            [4, "丁", "教务处", "科研处", "6月底", "科研处", "5月已报送", "2026年5月"]
        ]
        job = self.preview(self.sheet(rows), year=2026)
        asked = [set(line.problems or {}) for line in job.line_ids]
        self.assertEqual(asked, [{"co"}, {"due"}, {"due"}, set()])
        self.assertEqual(str(job.line_ids[1].suggested_date), "2026-09-30")
        self.assertFalse(job.line_ids[1].date_deadline)

    @clause("PLUS-X1")
    def test_what_a_heading_calls_finished(self):
        rows = [["表1 已办结事项"], ["督办事项", "责任单位", "办结时间"]]
        rows += [["甲", "教务处", "2026-01-12"], ["乙", "教务处", "2026-02-20"]]
        rows += [["表2 正在办理事项"], ["督办事项", "责任单位", "要求时限"]]
        rows += [["丙", "教务处", "2026-08-31"]]
        lines = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual(lines.mapped("is_finished"), [True, True, False])
        self.assertEqual([str(line.date_deadline) for line in lines], ["False", "False", "2026-08-31"])  # fmt: skip
        self.assertEqual(lines[0].values_json["done_date"], "2026-01-12")

    @clause("PLUS-X5")
    def test_hidden_rows_and_sheets_are_asked(self):
        book = openpyxl.Workbook()
        for row in (HEAD, [1, "已完成的", "教务处"], [2, "未完成的", "教务处"]):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        job = self.preview(base64.b64encode(stream.getvalue()), year=2026)
        hidden, shown = job.line_ids
        self.assertEqual((hidden.verdict, shown.verdict), ("left", "good"))
        hidden.is_taken = True
        self.assertEqual(hidden.verdict, "good")
        job.sheet_ids.is_taken = False
        self.assertEqual(shown.verdict, "left")

    @clause("PLUS-X5")
    def test_the_same_matter_on_several_sheets_is_asked(self):
        """A ledger for each month carries over what is not finished; another limit is not silently a second matter."""
        months = {
            "3月": [[1, "甲", "教务处", None, "6月底"], [2, "丙", "教务处", None, "7月"]],
            "4月": [[1, "甲", "教务处", None, "9月底"], [2, "丙", "教务处", None, "7月"]],
            "5月": [[1, "甲", "科研处", None, "9月底"]],
        }  # fmt: skip
        file = openpyxl.Workbook()
        file.remove(file.active)
        for month, rows in months.items():
            sheet = file.create_sheet(month)
            for row in (HEAD, *rows):
                sheet.append(row)
        stream = io.BytesIO()
        file.save(stream)
        job = self.preview(base64.b64encode(stream.getvalue()), year=2026)
        march, same, april, repeat, other = job.line_ids
        self.assertEqual(
            (set(march.problems), set(april.problems)), ({"alike"}, {"alike"})
        )
        self.assertEqual((same.verdict, repeat.verdict, other.verdict), ("good", "repeat", "good"))  # fmt: skip
        self.assertIn("3月", april.message)
        march.is_taken = False
        self.assertEqual((march.verdict, april.verdict), ("left", "good"))
        again = self.preview(base64.b64encode(stream.getvalue()), year=2026)
        again.line_ids[0].is_alike_settled = True
        self.assertEqual(again.line_ids[0].verdict, "good")

    @clause("PLUS-X3", "PLUS-X4")
    def test_what_the_words_say_of_unit_and_limit(self):
        rows = [["序号", "工作任务"]]
        texts = {
            "甲。（责任单位：教务处；配合单位：科研处；完成时限：2026年9月）": ("教务处", "科研处", "2026-09-30"),
            "乙。（教务处牵头，科研处配合，9月底前完成）": ("教务处", "科研处", "2026-09-30"),
            "丙。（完成时限：长期坚持；牵头部门：科研处）": ("科研处", "", "False"),
            "丁（2026年修订版，6月底前印发）": ("", "", "False"),
        }  # fmt: skip
        rows += [[number, text] for number, text in enumerate(texts, 1)]
        for line in self.preview(self.sheet(rows), year=2026).line_ids:
            found = (line.lead_unit_id.name or "", line.co_unit_ids.name or "", str(line.date_deadline))  # fmt: skip
            self.assertEqual(found, texts[line.name])
            # the words stay, and what was not said is asked
            self.assertEqual("lead" in (line.problems or {}), not found[0])
        self.assertTrue(self.preview(self.sheet(rows), year=2026).line_ids[2].is_long)

    @clause("PLUS-X3")
    def test_of_several_limits_in_the_words_the_last_is_offered(self):
        """Wherever it stands in the text; it is asked, never taken."""
        rows = [["序号", "督办事项", "工作措施", "责任单位", "完成时限"]]
        stages = ("4月底前完成调研", "11月底前完成建设", "6月底前形成方案")
        for number in range(3):
            words = "，".join((*stages[number:], *stages[:number]))
            rows.append([number, f"事项{number}", words, "教务处", None])
        lines = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.assertEqual(
                (set(line.problems), line.date_deadline, str(line.suggested_date)),
                ({"due"}, False, "2026-11-30"),
            )

    @clause("PLUS-X3", "PLUS-X4")
    def test_a_group_among_others_leads_nothing(self):
        """Whose units are known: as helpers they are all meant; who of them leads is asked, nobody is proposed."""
        self.env["duban.import.memory"].with_user(self.office_user).create(
            {"name": "各学院", "unit_ids": (self.unit_b | self.unit_c).ids}
        )
        rows = [
            HEAD,
            [1, "甲", "各学院、教务处", None, "6月底"],
            [2, "乙", "教务处", "各学院", "6月底"],
            [3, "丙", "教务处、各学院", None, "6月底"],
        ]
        first, second, third = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual((first.verdict, set(first.problems)), ("bad", {"lead"}))
        self.assertFalse(first.lead_unit_id | first.suggested_unit_id)
        self.assertIn("names no single unit", first.message)
        for line in (second, third):
            self.assertEqual(
                (line.verdict, line.lead_unit_id, line.co_unit_ids),
                ("good", self.unit_a, self.unit_b | self.unit_c),
            )

    @clause("PLUS-X1", "PLUS-X3", "PLUS-X4")
    def test_nobody_is_guessed_and_today_has_not_passed(self):
        """Two people of one name, the lead unit among those who help, a limit of today and one of yesterday."""
        people = [self.new_person(f"person{number}") for number in range(3)]
        for person, name in zip(people, ("张明", "张明", "李强"), strict=True):
            person.name = name
        rows = [
            [*HEAD, "分管领导"],
            [1, "甲事项", "教务处", "教务处、科研处", "2026-03-04", "张明"],
            [2, "乙事项", "教务处", "科研处", "2026-03-03", "李强"],
        ]
        first, second = self.preview(self.sheet(rows), year=2026).line_ids
        self.assertEqual((first.lead_unit_id, first.co_unit_ids), (self.unit_a, self.unit_c))  # fmt: skip
        self.assertEqual(
            [line.values_json["leader"] for line in (first, second)],
            [False, people[2].id],
        )
        self.assertNotIn("already passed", first.message)
        self.assertIn("already passed", second.message)
        self.assertEqual(
            [str(line.date_deadline) for line in (first, second)],
            ["2026-03-04", "2026-03-03"],
        )

    @clause("PLUS-X1", "PLUS-X5")
    def test_crossed_out_and_pinned_is_asked(self):
        file = openpyxl.Workbook()
        for row in (
            HEAD,
            *[[n, f"事项{n}", "教务处", None, "6月底"] for n in range(1, 6)],
        ):
            file.active.append(row)
        for cell in (*file.active[2], file.active["E3"]):
            cell.font = Font(strike=True)
        file.active["E4"].comment = Comment("校长同意延期至9月底", "校办")
        file.active["E5"].comment = Comment("原为5月", "校办")
        file.active["C6"].comment = Comment("改由科研处牵头", "校办")
        stream = io.BytesIO()
        file.save(stream)
        job = self.preview(base64.b64encode(stream.getvalue()), year=2026)
        struck, no_due, later, same, unit = job.line_ids
        self.assertEqual((struck.verdict, struck.is_taken), ("left", False))
        struck.is_taken = True
        self.assertEqual(struck.verdict, "good")
        self.assertEqual((set(no_due.problems), no_due.date_deadline), ({"due"}, False))
        self.assertEqual(set(later.problems), {"due"})
        self.assertEqual((same.verdict, str(same.date_deadline)), ("good", "2026-06-30"))  # fmt: skip
        self.assertIn("原为5月", same.message)
        self.assertEqual(set(unit.problems), {"lead"})

    @clause("PLUS-X5")
    def test_only_who_proposes_has_files_read(self):
        data = self.sheet([HEAD, [1, "甲", "教务处", None, "6月底"]])
        for user in (self.worker_a, self.leader, self.head_b):
            job = self.env["duban.import"].with_user(user)
            with self.assertRaises(AccessError):
                job.create({"file": data, "file_name": "a.xlsx"}).action_read()

    @clause("PLUS-X5")
    def test_undo(self):
        job = self.preview(
            self.sheet(
                [
                    HEAD,
                    [1, "甲", "教务处", None, "6月底"],
                    [2, "乙", "教务处", None, "6月底"],
                ]
            ),
            year=2026,
        )
        job.action_create_drafts()
        matters = job.line_ids.matter_id
        job.action_undo()
        self.assertFalse(matters.exists())
        self.assertEqual((job.phase, job.good_count), ("preview", 2))
        job.action_create_drafts()
        kept = job.line_ids.matter_id
        kept.write(
            {"source_category_id": self.regulation.category_ids[:1].id, "basis": "要点"}
        )
        kept.action_file()
        with self.assertRaises(UserError):
            job.action_undo()
        self.assertEqual(len(kept.exists()), 2)

    @clause("PLUS-X5")
    def test_two_imports_at_once_make_one_set(self):
        """The second does not see the first's rows before it inserts its own."""
        data = self.sheet([HEAD, [1, "甲", "教务处", None, "6月底"]])
        one = self.preview(data, year=2026)
        two = self.preview(data, user=self.office_user2, year=2026)
        one.action_create_drafts()
        with (
            patch.object(type(two.line_ids), "_check_imported"),
            mute_logger("odoo.sql_db"),
        ):
            two.action_create_drafts()
        self.assertEqual(two.line_ids.verdict, "repeat")
        matters = self.env["duban.matter"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(matters, one.line_ids.matter_id)

    @clause("PLUS-X6")
    def test_88_rows_are_filed_and_assigned_in_one_go(self):
        rows = [
            [n, f"完成第{n}项工作", "教务处", "后勤处", "2026年12月底前"]
            for n in range(1, 89)
        ]
        job = self.preview(self.sheet([HEAD, *rows]), year=2026)
        self.assertEqual(job.good_count, 88)
        job.action_create_drafts()
        job._job_run()
        self.assertEqual(job.created_count, 88)
        if job.gap_ids:
            gap = job.gap_ids.filtered(
                lambda row: row.field_name == "source_category_id"
            )
            gap.value_category_id = self.regulation.category_ids.filtered(
                lambda c: not c.parent_id
            )[:1]
            basis = job.gap_ids.filtered(lambda row: row.field_name == "basis")
            basis.value_text = "2026年工作要点"
            job.action_fill()
        self.assertFalse(job.gap_ids, job.gap_ids.mapped("label"))
        job.action_file_all()
        job._job_run()
        self.assertFalse([line.message for line in job.line_ids if line.message])
        self.assertEqual(set(job.line_ids.matter_id.mapped("state")), {"assigned"})
        self.assertEqual(len(set(job.line_ids.matter_id.mapped("number"))), 88)
        self.assertEqual((job.phase, job.done_count), ("filed", 88))
        self.assertIn("88", job.report)

    @clause("PLUS-X6")
    def test_a_date_that_leaves_the_term_asks_for_its_ground_once(self):
        self.regulation.term_rule_ids.ground_required = "differs"
        rows = [[n, f"完成第{n}项工作", "教务处", "后勤处"] for n in (1, 2)]
        job = self.preview(self.sheet([HEAD[:4], *rows]), year=2026)
        job.action_create_drafts()
        job._job_run()
        drafts = job.line_ids.matter_id
        self.assertNotIn("deadline_ground", job.gap_ids.mapped("field_name"))
        drafts.date_deadline = "2026-12-20"
        job.action_find_gaps()
        ground = job.gap_ids.filtered(lambda gap: gap.field_name == "deadline_ground")
        self.assertEqual((len(ground), ground.row_count), (1, 2))
        ground.value_text = "年度工作要点"
        job.action_fill()
        self.assertNotIn("deadline_ground", job.gap_ids.mapped("field_name"))
        self.assertEqual(set(drafts.mapped("deadline_ground")), {"年度工作要点"})

    @clause("PLUS-X6")
    def test_nothing_filed_is_no_step_further(self):
        """What the first attempt said goes when it was answered; the import is at its end when something is filed."""
        data = self.sheet([HEAD, [1, "甲", "教务处", None, "12月底"]])
        job = self.preview(data, year=2026)
        job.action_create_drafts()
        self.assertTrue(job.gap_ids)
        job.action_file_all()
        self.assertEqual((job.phase, job.done_count), ("create", 0))
        self.assertTrue(job.report and job.line_ids.message)
        category = self.regulation.category_ids.filtered(lambda c: not c.parent_id)[:1]
        for gap in job.gap_ids:
            if gap.field_name == "source_category_id":
                gap.value_category_id = category
            else:
                gap.value_text = "2026年工作要点"
        job.action_fill()
        self.assertFalse(job.report or job.line_ids.message)
        job.action_file_all()
        self.assertEqual((job.phase, job.done_count), ("filed", 1))

    @clause("PLUS-X5")
    def test_a_ledger_of_last_year_is_history(self):
        rows = [
            [*HEAD, "办理情况", "是否完成", "实际完成时间"],
            [
                1,
                "甲",
                "教务处",
                None,
                "2025年6月底",
                "已按期完成",
                "是",
                "2025年6月20日",
            ],
            [2, "乙", "教务处", None, "2025年12月底", "推进中", "否", None],
        ]
        job = self.preview(self.sheet(rows), year=2025, is_history=True)
        job.action_create_drafts()
        first, second = job.line_ids
        told = job.line_ids.mapped("message")
        self.assertEqual((first.verdict, second.verdict), ("history", "created"), told)
        self.assertEqual(str(second.matter_id.date_deadline), "2025-12-31")
        matter = first.matter_id
        self.assertEqual(
            (matter.state, str(matter.date_closed)), ("archived", "2025-06-20")
        )
        self.assertEqual(matter.result, "已按期完成")
        self.assertFalse(matter.sudo()._expected_todos())
        self.assertFalse(matter.sudo().activity_ids)
        with self.assertRaises(UserError):
            second.matter_id.with_user(self.office_user)._transition("keep_as_history")
