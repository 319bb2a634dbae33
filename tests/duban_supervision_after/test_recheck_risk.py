"""回头看 by risk (PLUS-R1): the draw, the re-checks after months, what held; the 整改台账 as one file."""

from datetime import date
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.duban_supervision_after.models.recheck_risk import weighted_draw

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.documents import ledger_cells
from tests.imported import ImportedRegulation

FILE = (
    Path(__file__).parents[2] / "duban_supervision_after/regulations/rectification.yaml"
)


class RiskCommon(SupervisionCommon):
    @classmethod
    def _plain_regulation(cls):
        regulation = super()._plain_regulation()
        regulation.write({"recheck_by_risk": True, "recheck_months": "3,6,12"})
        for factor, weight, each in (
            ("base", 1, False), ("late", 2, False), ("returned", 2, True), ("urged", 1, True), ("extended", 1, False),
            ("money", 3, False), ("unit_record", 4, True), ("important", 5, False),
        ):  # fmt: skip
            cls.env["duban.recheck.weight"].create(
                {
                    "regulation_id": regulation.id,
                    "factor": factor,
                    "weight": weight,
                    "is_each": each,
                }
            )
        return regulation

    def sample(self, size, **values):
        sample = (
            self.env["duban.recheck.sample"]
            .with_user(self.office_user)
            .create(
                {
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    "size": size,
                    "kind_id": self.option("recheck_kind", "visit").id,
                    "by_risk": True,
                    **values,
                }
            )
        )
        sample.action_draw()
        return sample


@tagged("post_install", "-at_install")
class TestRisk(RiskCommon):
    @clause("PLUS-R1")
    def test_weights_over_10000_draws(self):
        """One of four is drawn as often as its weight says, within 1 per cent."""
        weights = {11: 1, 12: 2, 13: 3, 14: 4}
        drawn = dict.fromkeys(weights, 0)
        for number in range(10000):
            drawn[weighted_draw(f"seed{number}", weights, 1)[0]] += 1
        for each, weight in weights.items():
            self.assertAlmostEqual(drawn[each] / 10000, weight / 10, delta=0.01)
        # of two drawn, the chance of being among them: by hand, from the chances of the first and the second
        pairs = dict.fromkeys(weights, 0)
        for number in range(10000):
            for each in weighted_draw(f"pair{number}", weights, 2):
                pairs[each] += 1
        for each, weight in weights.items():
            first = weight / 10
            second = sum(
                other / 10 * weight / (10 - other)
                for key, other in weights.items()
                if key != each
            )
            self.assertAlmostEqual(pairs[each] / 10000, first + second, delta=0.01)
        self.assertEqual(weighted_draw("a", weights, 3), weighted_draw("a", weights, 3))

    @clause("PLUS-R1")
    def test_only_what_its_rules_let_be_checked_is_drawn(self):
        """One filed while re-checks were off does not stop the draw; one of an earlier version has its own kind."""
        self.at("2024-03-01")
        self.regulation.recheck_enabled = False
        before = self.closed(name="当时不复查")
        self.regulation.recheck_enabled = True
        earlier = self.closed(name="旧版本")
        self.at("2024-03-05")
        later = self.regulation._new_version(date(2024, 3, 6))
        self.at("2024-03-08")
        kind = self.env["duban.option"]._get(later, "recheck_kind")[:1]
        self.assertNotEqual(kind.regulation_id, earlier.regulation_id)
        sample = self.sample(1, kind_id=kind.id)
        self.assertEqual(sample.recheck_ids.matter_id, earlier)
        kinds = sample.recheck_ids.kind_id
        self.assertEqual((kinds.code, kinds.regulation_id), (kind.code, earlier.regulation_id))  # fmt: skip
        self.assertNotIn(before.id, sample.population)
        self.assert_refused(lambda: self.sample(2, kind_id=kind.id))

    @clause("PLUS-R1")
    def test_what_weighs(self):
        self.at("2024-03-01")
        plain = self.closed(name="平常")
        money = self.closed(name="实验室采购", content="采购设备")
        urged = self.accepted(name="催了两次")
        urged.with_user(self.office_user).action_urge("一")
        urged.with_user(self.office_user).action_urge("二")
        self.at("2024-03-18")
        self.submitted(urged)
        urged.with_user(self.office_user).action_return_result("不全")
        urged.with_user(self.worker_a).action_submit_result()
        urged = urged.with_user(self.office_user)
        urged.write({"conclusion": "落实到位"})
        urged.action_pass_review("符合")
        self.run_chain(urged)
        self.reported_back(urged)
        urged.action_close()
        sample = self.sample(3)
        weights = {int(key): dict(parts) for key, parts in sample.weights.items()}
        self.assertEqual(weights[plain.id], {"base": 1})
        self.assertEqual(weights[money.id], {"base": 1, "money": 3})
        self.assertEqual(
            weights[urged.id], {"base": 1, "late": 2, "returned": 2, "urged": 2}
        )
        reason = sample.recheck_ids.filtered(lambda row: row.matter_id == urged)[:1]
        self.assertIn("2", reason.draw_reason)

    @clause("PLUS-R1")
    def test_what_weighs_once_and_what_weighs_each_time(self):
        """Urged three times and returned twice: the one counts by how often, the other once, as the regulation says."""
        self.regulation.recheck_weight_ids.filtered(
            lambda row: row.factor == "returned"
        ).is_each = False
        self.at("2024-03-01")
        plain, matter = self.closed(name="平常"), self.accepted(name="催了三次")
        office = matter.with_user(self.office_user)
        for note in ("一", "二", "三"):
            office.action_urge(note)
        for _time in range(2):
            self.submitted(matter)
            office.action_return_result("不全")
        self.closed(matter)
        sample = self.sample(1)
        self.assertEqual(
            {int(key): dict(parts) for key, parts in sample.weights.items()},
            {plain.id: {"base": 1}, matter.id: {"base": 1, "urged": 3, "returned": 2}},
        )

    @clause("PLUS-R1")
    def test_after_3_6_and_12_months(self):
        self.at("2024-03-04")
        matter = self.closed()
        sample = self.sample(1)
        rows = sample.recheck_ids.sorted("date_planned")
        self.assertEqual(
            [str(row.date_planned) for row in rows],
            ["2024-06-04", "2024-09-04", "2025-03-04"],
        )
        todo = self.todos(matter, kind="recheck")
        self.assertEqual(str(todo.date_deadline), "2024-06-04")
        self.assertEqual(todo.user_id, self.office_user)
        self.at("2024-06-04")
        rows[0].action_record("passed", "仍在使用")
        self.assertEqual(
            str(self.todos(matter, kind="recheck").date_deadline), "2024-09-04"
        )
        self.assertIn("2024年9月4日", matter.recheck_result)
        self.at("2024-09-04")
        rows[1].action_record("failed", "设备闲置", "2024-09-30")
        self.assertEqual(matter.state, "in_progress")
        self.assertFalse(self.todos(matter, kind="recheck"))
        # the unit's record weighs in the next draw
        other = self.closed(name="同单位另一事项")
        second = self.sample(1)
        self.assertEqual(
            dict(second.weights[str(other.id)]), {"base": 1, "unit_record": 4}
        )
        record = self.unit_a.with_user(self.office_user).duban_recheck_record
        self.assertIn("50.0", record)

    @clause("PLUS-R1", "CORE-14")
    def test_what_is_left_of_a_draw_counts_from_the_next_closing(self):
        """Found wanting after three months: nothing is looked back at until it is closed again, then after 6 and 12."""
        self.at("2024-03-04")
        matter, other = self.closed(), self.closed(name="同批事项")
        rows = self.sample(2).recheck_ids
        others = rows.filtered(lambda row: row.matter_id == other)
        rows = (rows - others).sorted("date_planned")
        self.at("2024-06-04")
        rows[0].action_record("failed", "设备闲置", "2024-09-30")
        self.assertEqual(matter.state, "in_progress")
        for outcome in ("passed", "failed"):
            self.assert_refused(rows[1].action_record, outcome, "仍在使用")
        self.assertEqual(rows.mapped("outcome"), ["failed", "open", "open"])
        self.assertNotIn("2024年9月4日", matter.recheck_result)
        self.at("2024-09-30")
        self.closed(matter)
        self.assertEqual(
            [str(row.date_planned) for row in rows],
            ["2024-06-04", "2025-03-30", "2025-09-30"],
        )
        todo = self.todos(matter, kind="recheck")
        self.assertEqual(
            (str(todo.date_deadline), todo.user_id), ("2025-03-30", self.office_user)
        )
        self.at("2025-03-31")
        rows[1].action_record("passed", "仍在使用")
        # of the other matter nothing moved
        self.assertEqual(
            [str(row.date_planned) for row in others.sorted("date_planned")],
            ["2024-06-04", "2024-09-04", "2025-03-04"],
        )

    @clause("PLUS-R1")
    def test_past_months_are_made_up_for_once(self):
        """Some are past, or all: one re-check on the day of the draw; a month that ends on it is that one."""
        self.at("2024-03-04")
        self.closed()
        for drawn, planned in (
            ("2024-06-03", ["2024-06-04", "2024-09-04", "2025-03-04"]),
            ("2024-06-04", ["2024-06-04", "2024-09-04", "2025-03-04"]),
            ("2024-06-05", ["2024-06-05", "2024-09-04", "2025-03-04"]),
            ("2024-10-08", ["2024-10-08", "2025-03-04"]),
            ("2025-03-05", ["2025-03-05"]),
        ):
            self.at(drawn)
            with self.cr.savepoint() as point:
                rows = self.sample(1).recheck_ids.sorted("date_planned")
                self.assertEqual([str(row.date_planned) for row in rows], planned, drawn)  # fmt: skip
                point.rollback()
            self.env.invalidate_all()

    @clause("PLUS-R1")
    def test_reproducible_and_verified(self):
        self.at("2024-03-04")
        for number in range(6):
            self.closed(name=f"事项{number}")
        sample = self.sample(3)
        self.assertEqual(len(sample.recheck_ids.matter_id), 3)
        weights = {
            int(key): sum(weight for _factor, weight in parts)
            for key, parts in sample.weights.items()
        }
        self.assertEqual(
            sorted(sample.recheck_ids.matter_id.ids),
            weighted_draw(sample.seed, weights, 3),
        )
        self.assertEqual(sample.action_verify()["params"]["type"], "success")
        self.assert_refused(sample.action_draw)
        self.assert_refused(sample.write, {"by_risk": False})
        for user in (self.head_a, self.admin, self.leader):
            self.assert_refused(sample.with_user(user).action_verify)
        # three of six come again by chance one time in twenty
        drawn = weighted_draw(sample.seed, weights, 3)
        other = next(
            seed
            for seed in map(str, range(100))
            if weighted_draw(seed, weights, 3) != drawn
        )
        self.env.cr.execute(
            "UPDATE duban_recheck_sample SET seed = %s WHERE id = %s",
            (other, sample.id),
        )
        self.env.invalidate_all()
        self.assert_refused(sample.action_verify)

    @clause("PLUS-R1", "CORE-19")
    def test_closed_anew_where_the_months_were_taken_out_since(self):
        """Without months a re-check is made at once: what was due before the last closing is due on its day."""
        self.at("2024-03-04")
        matter = self.closed()
        rows = self.sample(1).recheck_ids.sorted("date_planned")
        self.at("2024-06-04")
        rows[0].action_record("failed", "设备闲置", "2024-10-31")
        self.assertEqual(matter.state, "in_progress")
        self.regulation.recheck_months = False
        self.at("2024-10-08")
        self.closed(matter)
        self.assertEqual(matter.state, "closed")
        # planned for 2024-09-04 and 2025-03-04
        self.assertEqual(
            rows[1:].mapped("date_planned"), [date(2024, 10, 8), date(2025, 3, 4)]
        )
        rows[1].action_record("passed", "已在使用")

    @clause("PLUS-R1", "CORE-19")
    def test_drawn_twice_without_months_and_closed_anew(self):
        self.regulation.recheck_months = False
        self.at("2024-03-04")
        matter = self.closed()
        one, two = (self.sample(1).recheck_ids for _draw in range(2))
        self.assertEqual((one.matter_id, two.matter_id), (matter, matter))
        one.action_record("failed", "设备闲置", "2024-05-31")
        self.at("2024-05-06")
        self.closed(matter)
        self.assertEqual((matter.state, two.date_planned), ("closed", date(2024, 5, 6)))

    @clause("PLUS-R1")
    def test_share_that_held_is_a_figure_of_the_year(self):
        self.at("2024-03-04")
        for number, outcome in enumerate(("passed", "passed", "failed")):
            matter = self.closed(name=f"事项{number}")
            self.recheck(matter, "visit").action_record(outcome, "查看")
        self.recheck(self.closed(name="未查"), "visit")
        assessment = self.env["duban.assessment"].with_user(self.office_user).create({"year": 2024})  # fmt: skip
        assessment.action_fill()
        self.assertEqual(
            (
                assessment.recheck_count,
                assessment.recheck_held,
                assessment.recheck_rate,
            ),
            (3, 2, 66.7),
        )
        line = assessment.line_ids.filtered(lambda row: row.name == "教务处")
        self.assertEqual(
            [
                (row.recheck_count, row.recheck_rate)
                for row in line
                if row.subject == "unit"
            ],
            [(3, 66.7)],
        )

    @clause("PLUS-R1", "DOC-11")
    def test_a_re_check_of_a_unit_without_a_task_in_the_year(self):
        """Closed in November, looked at in May: head and lines of the list agree."""
        self.at("2023-11-06")
        matter = self.closed(name="上年事项", lead_unit_id=self.unit_c.id)
        self.at("2024-05-06")
        self.recheck(matter, "visit").action_record("passed", "查看")
        self.closed(name="本年事项")
        row = self.env["duban.assessment"].with_user(self.office_user)
        row = row.create({"year": 2024})
        row.action_fill()
        units = row.line_ids.filtered(lambda line: line.subject == "unit")
        found = {line.department_id: (line.task_count, line.recheck_count) for line in units}  # fmt: skip
        self.assertEqual(found, {self.unit_a: (1, 0), self.unit_c: (0, 1)})
        self.assertEqual(row.recheck_count, 1)
        line = units.filtered(lambda line: line.department_id == self.unit_c)
        self.assertEqual((line.head_name, line.recheck_rate), (self.head_c.name, 100))

    @clause("PLUS-R1", "CORE-19")
    def test_off_where_the_text_is_silent(self):
        self.regulation.recheck_by_risk = False
        self.at("2024-03-04")
        self.closed()
        self.assert_refused(self.sample, 1)
        even = self.sample(1, by_risk=False)
        self.assertFalse(even.weights)
        self.assertEqual(len(even.recheck_ids), 1)

    @clause("PLUS-R1", "PLUS-V1")
    def test_bad_rules_are_refused(self):
        for months in ("0", "x", "3;6", "61"):
            self.assert_refused(self.regulation.write, {"recheck_months": months})
        self.assert_refused(self.regulation.recheck_weight_ids[0].write, {"weight": 0})
        text = self.regulation._file_text()
        self.assertIn("risks:", text)
        self.assertFalse(
            self.regulation._apply(self.env["duban.regulation"]._read_file(text))
        )
        self.assertEqual(self.regulation._file_text(), text)


class RectificationCommon(ImportedRegulation, SupervisionCommon):
    institution = "xs"

    @classmethod
    def _choose_file(cls, wizard):
        wizard.action_take_rectification()

    def values(self, **values):
        return {
            "name": "科研经费管理不规范",
            "content": "结余经费长期挂账",
            "objective": "清理到位",
            "measures": "逐项清理",
            "source_document": "巡视反馈意见第3条",
            "source_category_id": self.category("provincial").id,
            "lead_unit_id": self.unit_a.id,
            "date_deadline": "2024-06-28",
            **values,
        }

    def result_values(self, matter, user=None):
        return {
            **super().result_values(matter, user),
            "result": "已清理",
            "result_next_steps": "修订经费管理办法",
            "result_attachment_ids": [(4, self.file(matter).id)],
        }


@tagged("post_install", "-at_install")
class TestRectification(RectificationCommon):
    @clause("PLUS-R1")
    def test_problem_measure_proof_writing_off_review(self):
        self.assertLessEqual(len(FILE.read_text(encoding="utf-8").splitlines()), 150)
        self.assertFalse(
            [each for each in self.regulation._examine() if each[0] == "error"]
        )
        self.at("2024-03-05")
        for name in ("measures", "content", "source_document", "objective"):
            self.assert_refused(lambda name=name: self.filed(**{name: False}))
        matter = self.accepted()
        self.assertEqual(matter.number, "整改〔2024〕001号")
        self.at("2024-05-06")
        self.feedback(matter)
        # neither the long-term measure nor the proof may be missing
        for name, empty in (("result_next_steps", False), ("result_attachment_ids", [(5,)])):  # fmt: skip
            values = {**self.result_values(matter), name: empty}
            matter.with_user(self.worker_a).write(values)
            self.assert_refused(matter.with_user(self.head_a).action_confirm_result)
            self.assert_refused(matter.with_user(self.worker_a).action_submit_result)
        matter = self.closed(matter)
        self.assertEqual(matter.state, "closed")
        signed = matter.sudo().approval_line_ids.filtered(
            lambda line: line.purpose == "closing"
        )
        self.assertEqual(signed.decided_by_id, self.leader)
        labels = ledger_cells(matter).values()
        for word in ("问题", "整改措施", "长效机制", "销号日期", "复核情况"):
            self.assertIn(word, labels)
        sample = self.env["duban.recheck.sample"].with_user(self.office_user).create(
            {
                "date_from": "2024-01-01",
                "date_to": "2024-12-31",
                "size": 1,
                "by_risk": True,
                "kind_id": self.option("recheck_kind", "site").id,
            }
        )  # fmt: skip
        sample.action_draw()
        # about money: 1 + 3
        self.assertEqual(dict(sample.weights[str(matter.id)]), {"base": 1, "money": 3})
        self.assertEqual(len(sample.recheck_ids), 3)
        sample.recheck_ids[0].action_record("failed", "又有挂账", "2024-07-31")
        self.assertEqual(matter.state, "in_progress")

    @clause("PLUS-R1", "PLUS-V1")
    def test_the_file_comes_out_as_it_went_in(self):
        text = self.regulation._file_text()
        plan = self.env["duban.regulation"]._read_file(text)
        self.assertFalse(self.regulation._apply(plan))
        self.assertEqual(self.regulation._file_text(), text)

    def test_only_an_administrator_takes_it(self):
        wizard = self.env["duban.regulation.import"]
        for user in (self.office_user, self.head_a, self.leader):
            self.assert_refused(
                lambda user=user: (
                    wizard.with_user(user).create({}).action_take_rectification()
                )
            )
