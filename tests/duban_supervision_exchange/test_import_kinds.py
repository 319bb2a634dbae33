"""Kinds of ledger rows that were once taken wrongly without a word, with their neighbours."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase
from tests.duban_supervision_exchange.test_people_list import PeopleCase

HEAD = ("序号", "督办事项", "责任单位", "配合单位", "完成时限")


def namesakes(case):
    """Two schools, and in each a unit that is called like that of the other."""

    def units(*all_values):
        company = {"company_id": case.company.id}
        return case.env["hr.department"].create([company | v for v in all_values])

    schools = units({"name": "商学院"}, {"name": "外国语学院"})
    return schools, units(
        *({"name": "综合办公室", "parent_id": school.id} for school in schools)
    )


@tagged("post_install", "-at_install")
class TestImportKinds(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-11-30")

    def lines(self, rows, head=HEAD, **values):
        job = self.preview(self.sheet([head, *rows]), year=2026, **values)
        return job.line_ids.sorted("row_number")

    @clause("PLUS-X4", "PLUS-X1")
    def test_a_bracket_behind_a_unit(self):
        first, second, third = self.lines(
            [
                [1, "甲", "教务处（科研处、后勤处）", None, "12月底"],
                [2, "乙", "教务处（天文台、科研处）", None, "12月底"],
                [3, "丙", "教务处（各学院）", None, "12月底"],
            ]
        )
        self.assertEqual((first.verdict, first.lead_unit_id), ("good", self.unit_a))
        self.assertEqual(first.co_unit_ids, self.unit_b | self.unit_c)
        self.assertEqual(
            (second.lead_unit_id, set(second.problems)), (self.unit_a, {"co"})
        )
        self.assertEqual((third.verdict, third.lead_unit_id), ("good", self.unit_a))
        self.assertIn("各学院", third.notes)

    @clause("PLUS-X4")
    def test_of_two_units_of_one_name_none_is_chosen(self):
        schools, (one, two) = namesakes(self)
        rows = [
            [1, "甲", "综合办公室", None, "12月底"],
            [2, "乙", "教务处", "综合办公室", "12月底"],
            [3, "丙", "外国语学院/综合办公室", None, "12月底"],
        ]
        lead, helper, path = self.lines(rows)
        self.assertEqual((lead.verdict, set(lead.problems)), ("bad", {"lead"}))
        self.assertFalse(lead.lead_unit_id | lead.suggested_unit_id)
        for school in schools:
            self.assertIn(school.name, lead.message)
        self.assertEqual(
            (set(helper.problems), helper.lead_unit_id), ({"co"}, self.unit_a)
        )
        self.assertFalse(helper.co_unit_ids)
        self.assertEqual((path.verdict, path.lead_unit_id), ("good", two))
        # the next row of that name may mean the other one: asked again
        lead.lead_unit_id = one
        helper.co_unit_ids = two
        self.assertEqual((lead + helper).mapped("verdict"), ["good"] * 2)
        rows[0][1], rows[1][1] = "丁", "戊"
        again = self.lines(rows)
        self.assertEqual(
            [set(line.problems or {}) for line in again[:2]], [{"lead"}, {"co"}]
        )

    @clause("PLUS-X3")
    def test_days_of_the_plan(self):
        """What was moved is no stage; the first month of each quarter is January, April, July, October."""
        self.at("2026-03-04")
        lines = self.lines(
            [
                [1, "甲", "教务处", None, "12月10日（延期至12月31日）"],
                [2, "乙", "教务处", None, "每季度首月10日前"],
                [3, "丙", "教务处", None, "每月中旬"],
            ]
        )
        self.assertEqual(lines.mapped("verdict"), ["good"] * 3, lines.mapped("message"))
        lines.import_id.action_create_drafts()
        moved, quarters, months = (
            [str(line.date) for line in matter.plan_line_ids.sorted("date")]
            for matter in lines.mapped("matter_id").sorted("id")
        )
        self.assertEqual(
            (moved, str(lines[0].matter_id.date_deadline)), ([], "2026-12-31")
        )
        self.assertEqual(quarters, ["2026-04-10", "2026-07-10", "2026-10-10"])
        self.assertEqual(
            (months[0], months[-1], len(months)), ("2026-03-20", "2026-12-20", 10)
        )

    @clause("PLUS-X3")
    def test_an_extension_that_is_applied_for_is_asked(self):
        (line,) = self.lines(
            [[1, "甲", "教务处", None, "12月底（申请延期到2027年3月）"]]
        )
        self.assertEqual((line.date_deadline, set(line.problems)), (False, {"due"}))
        self.assertEqual(line.due_options, "2026-12-31、2027-03-31")

    @clause("PLUS-X3")
    def test_a_limit_that_stands_in_the_words_only(self):
        said = "同意。由教务处牵头，12月底前完成实施方案"
        (line,) = self.lines(
            [[1, "甲", said, "教务处"]], ["序号", "议题", "会议决定", "承办单位"]
        )
        self.assertEqual(
            (set(line.problems), str(line.suggested_date)), ({"due"}, "2026-12-31")
        )
        (line,) = self.lines(
            [[1, "建设实验室（2027年6月）", "教务处"]], ["序号", "工作任务", "责任单位"]
        )
        self.assertEqual(
            (set(line.problems), str(line.suggested_date)), ({"due"}, "2027-06-30")
        )
        (line,) = self.lines(
            [[1, "建设实验室（2027年6月）", "教务处"]],
            ["序号", "工作任务（完成时限）", "责任单位"],
        )
        self.assertEqual(
            (line.verdict, str(line.date_deadline)), ("good", "2027-06-30")
        )
        # a bracket that says something else is none
        (line,) = self.lines(
            [[1, "建设实验室（2027年6月教育部文件）", "教务处"]],
            ["序号", "工作任务", "责任单位"],
        )
        self.assertEqual((line.verdict, line.date_deadline), ("good", False))

    @clause("PLUS-X1", "PLUS-X5")
    def test_a_row_that_is_finished(self):
        states = {
            "完成（2026年6月）": True, "Y": True, "已完成，6月": True, "全部完成": True, "已于6月完成": True,
            "已完成": True, "未完成": False, "部分完成": False, "基本完成": False, "完成80%": False,
            "2027年3月完成": False, "进行中": False, "已完成。3月15日印发。": True,
            "已完成；下一步持续推进": False, "已完成，长期坚持": False,
        }  # fmt: skip
        rows = [
            [n, f"事项{n}", "教务处", "12月底", state] for n, state in enumerate(states)
        ]
        lines = self.lines(
            rows, ["序号", "督办事项", "责任单位", "完成时限", "是否完成"]
        )
        self.assertEqual(
            dict(zip(states, lines.mapped("is_finished"), strict=True)), states
        )
        for line in lines:
            self.assertEqual(bool(line.notes), line.is_finished, line.name)

    @clause("PLUS-X1", "PLUS-X5")
    def test_a_limit_that_says_it_is_done(self):
        """The day is the one that is written, and the row says that it is finished."""
        texts = {
            "10月31日前（已完成）": True,
            "已于10月31日完成": True,
            "2026年10月已完成": True,
            "10月31日（尚未完成）": False,
            "10月31日（已完成80%）": False,
            "6月底招标（已完成），10月31日完工": False,
        }
        rows = [[n, f"事项{n}", "教务处", None, text] for n, text in enumerate(texts)]
        for is_history in (False, True):
            lines = self.lines(rows, is_history=is_history)
            said = lines.mapped("is_finished")
            self.assertEqual(dict(zip(texts, said, strict=True)), texts)
            self.assertEqual(
                {str(line.date_deadline) for line in lines}, {"2026-10-31"}
            )
            for line in lines:
                # a note says that it becomes a draft; history is what it is meant to be
                noted = line.due_text in line.notes
                self.assertEqual(noted, line.is_finished and not is_history, line.notes)

    @clause("PLUS-X1", "PLUS-X5")
    def test_a_limit_of_which_a_part_is_done_is_not_finished(self):
        """A past year's ledger keeps it as a draft: it would be archived as done with nobody asked."""
        texts = {
            "12月底前（招标已完成）": False, "12月底前（前期调研工作已完成）": False, "12月底前（一期已完成）": False,
            "12月底（已落实经费）": False, "2026年12月底前（已完成立项）": False, "12月31日（已整改部分问题）": False,
            "长期（已完成制度建设）": False, "12月底前，方案已落实": False, "一期（已完成），二期待定": False,
            "12月底前（已完成），长期坚持": False, "10月底（已完成），12月31日": False,
            "10月31日前（已完成整改）": True, "立行立改（已完成）": True, "10月31日前，已按期办结": True,
            "10月31日前（已落实到位）": True, "12月底前（已于10月完成）": True,
            "10月31日前（已全部完成，10月20日）": True,
            "2026年底前（该项工作已完成）": True, "9月底（已完成）、10月31日（已完成）": True,
        }  # fmt: skip
        rows = [[n, f"事项{n}", "教务处", None, text] for n, text in enumerate(texts)]
        for is_history in (False, True):
            said = self.lines(rows, is_history=is_history).mapped("is_finished")
            self.assertEqual(dict(zip(texts, said, strict=True)), texts)
        # and the column of the state is asked first
        states = {"进行中": False, "未完成": False, None: True, "已完成": True}
        rows = [
            [n, f"事项{n}", "教务处", "10月31日前（已完成）", state]
            for n, state in enumerate(states)
        ]
        head = ["序号", "督办事项", "责任单位", "完成时限", "是否完成"]
        said = self.lines(rows, head, is_history=True).mapped("is_finished")
        self.assertEqual(dict(zip(states, said, strict=True)), states)

    @clause("PLUS-X1", "PLUS-X5")
    def test_a_heading_of_which_a_step_is_done_ends_no_row(self):
        for heading, is_over in (
            ("一、已完成招标的项目", False),
            ("一、已落实经费的事项", False),
            ("一、已完成的事项", True),
            ("一、已完成整改的问题", True),
            ("一、已办结事项", True),
        ):
            lines = self.lines([[heading], [1, "甲", "教务处", None, "12月底"]])
            self.assertEqual(
                lines.filtered("lead_unit_id").mapped("is_finished"),
                [is_over],
                heading,
            )

    @clause("PLUS-X1", "PLUS-X5")
    def test_a_remark_that_ends_or_moves_a_matter_is_asked(self):
        remarks = {
            "牵头单位调整为科研处": {"lead"},
            "改由科研处牵头": {"lead"},
            "取消": {"name"},
            "已并入第1项": {"name"},
            "暂缓": {"name"},
            # who leads already; persons; what says nothing of it
            "牵头单位调整为教务处": set(),
            "责任人调整为张敏": set(),
            "责任单位已完成整改": set(),
            "因疫情暂停，现已恢复": set(),
            "合同终止后重新招标": set(),
            "因政策调整取消": {"name"},
            "暂停，待条件成熟后重新启动": {"name"},
            "已恢复后再次暂停": {"name"},
            "按月报送": set(),
        }
        rows = [
            [n, f"事项{n}", "教务处", "12月底", text] for n, text in enumerate(remarks)
        ]
        lines = self.lines(rows, ["序号", "督办事项", "责任单位", "完成时限", "备注"])
        asked = [set(line.problems or {}) for line in lines]
        self.assertEqual(dict(zip(remarks, asked, strict=True)), remarks)
        # taken as it stands
        lines[2].import_id.action_take_suggestions()
        self.assertEqual(lines[2].verdict, "good")
        # a state and a report that say so
        rows = [
            [1, "甲", "教务处", "12月底", "暂缓", None],
            [2, "乙", "教务处", "12月底", None, "已取消"],
            [3, "丙", "教务处", "12月底", None, "已取消旧办法，修订新办法并公布实施，正在培训各学院人员"],
            [4, "丁", "教务处", "12月底", None, "合并到位"],
        ]  # fmt: skip
        lines = self.lines(
            rows, ["序号", "督办事项", "责任单位", "完成时限", "是否完成", "进展情况"]
        )
        asked = [set(line.problems or {}) for line in lines]
        self.assertEqual(asked, [{"name"}, {"name"}, set(), set()])

    @clause("PLUS-X1", "PLUS-X4")
    def test_who_leads_already_is_known_below_a_unit_of_the_whole_house(self):
        """Units that hang below one for the institution have a long name too; the short one is written."""
        root = self.env["hr.department"].create(
            {"name": "某某大学", "company_id": self.company.id}
        )
        units = self.unit_a | self.unit_b
        units.parent_id = root
        remarks = {
            "改由教务处牵头": set(),
            "改由某某大学教务处牵头": set(),
            "改由科研处牵头": {"lead"},
            "由科研处改由教务处牵头": {"lead"},
        }
        rows = [
            [n, f"事项{n}", "教务处", "12月底", text] for n, text in enumerate(remarks)
        ]
        lines = self.lines(rows, ["序号", "督办事项", "责任单位", "完成时限", "备注"])
        asked = [set(line.problems or {}) for line in lines]
        self.assertEqual(dict(zip(remarks, asked, strict=True)), remarks)
        # a name that was mistyped still finds its unit
        (line,) = self.lines([[1, "甲", "教务外", None, "12月底"]])
        self.assertEqual(line.suggested_unit_id, self.unit_a)

    @clause("PLUS-X1")
    def test_of_several_categories_none_is_chosen(self):
        parent = self.regulation.category_ids.filtered(lambda row: not row.parent_id)[
            :1
        ]
        one, _two = (
            parent.copy({"name": "党委会甲类事项", "code": "one"}),
            parent.copy({"name": "党委会乙类事项", "code": "two"}),
        )
        rows = [
            [1, "甲", "教务处", "12月底", "党委会"],
            [2, "乙", "教务处", "12月底", "党委会甲类"],
        ]
        several, near = self.lines(
            rows, ["序号", "督办事项", "责任单位", "完成时限", "事项类别"]
        )
        self.assertFalse(several.values_json["category"])
        self.assertIn("党委会乙类事项", several.notes)
        self.assertEqual(near.values_json["category"], one.id)
        self.assertIn(one.name, near.notes)


@tagged("post_install", "-at_install")
class TestPeopleKinds(PeopleCase):
    @clause("PLUS-I2")
    def test_a_unit_whose_name_another_has(self):
        """The unit above tells which one is meant; without it, and as a unit of somebody, the name is refused."""
        _schools, (one, two) = namesakes(self)
        titles = ["单位名称", "上级单位", "类别"]
        rows = [
            ["综合办公室", "外国语学院", "科室"],
            ["综合办公室", "商学院", None],
            ["综合办公室", None, "科室"],
        ]
        people = [["2026001", "张敏", "综合办公室", None, None, None]]
        job = self.preview(units=rows, people=people, unit_titles=titles)
        told, same, open_row = job.line_ids.filtered(
            lambda row: row.kind == "unit"
        ).sorted("row_number")
        self.assertEqual((told.verdict, told.res_id), ("changed", two.id))
        self.assertEqual((same.verdict, same.res_id), ("same", one.id))
        self.assertEqual(open_row.verdict, "bad")
        self.assertIn("商学院", open_row.message)
        person = job.line_ids.filtered(lambda row: row.kind == "person")
        self.assertEqual(person.verdict, "bad")
        self.assertIn("外国语学院", person.message)
