"""What whole lives at 兰州大学 showed: the ledger moves under people, a leader is asked, somebody has to rectify."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestLived(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-06-03")

    @clause("LZU-6.1.1b", "CORE-23")
    def test_dynamic_management_is_told_to_who_works_to_it(self):
        """The office moves the due date, names another 责任人, adds a 配合单位: each of them hears of it."""
        matter = self.filed()
        matter.with_user(self.worker_a).action_claim()
        office = matter.with_user(self.office_user)
        office.write({"date_deadline": "2024-11-30"})
        rows = self.told(matter, "changed")
        for user in (self.head_a, self.worker_a, self.leader):
            self.assertIn(user, rows.user_id)
        for user in (self.office_user, self.head_b, self.leader2, self.outsider):
            self.assertNotIn(user, rows.user_id)
        words = matter.sudo()._notice_words("changed", rows[0].key, self.head_a)
        self.assertIn("2024年12月20日 → 2024年11月30日", words[0])
        office.write({"handler_id": self.liaison_a.id})
        rows = self.told(matter, "changed") - rows
        self.assertIn(self.worker_a, rows.user_id, "who was it")
        self.assertIn(self.liaison_a, rows.user_id, "who is it now")
        before = self.told(matter, "changed")
        office.write({"co_unit_ids": self.units(self.unit_b)})
        self.assertIn(self.worker_b, (self.told(matter, "changed") - before).user_id)

    @clause("LZU-5.2")
    def test_a_leader_is_asked_for_a_meeting(self):
        matter = self.filed(
            form_id=self.option("form", "coordination").id,
            co_unit_ids=self.units(self.unit_b),
        )
        values = {
            "matter_id": matter.id,
            "kind_id": self.option("record_kind", "special_meeting").id,
            "summary": "请召集专题会研究经费",
        }
        Record = self.env["duban.record"].with_user(self.office_user)
        for person in (False, self.worker_b.id):
            with self.assertRaises(UserError), self.cr.savepoint():
                Record.create({**values, "person_id": person})
        Record.create({**values, "person_id": self.leader2.id})
        row = self.told(matter, "leader_asked")
        self.assertEqual(row.user_id, self.leader2)
        self.assertIn("请召集专题会研究经费", row.note)

    def case(self, **values):
        values = {
            "kind_id": self.option("accountability_kind", "talk").id,
            "ground_id": self.option("accountability_ground", "weak").id,
            "unit_id": self.unit_a.id,
            "person_id": self.head_a.id,
            "leader_id": self.leader.id,
            "facts": "推进不力",
            "talk_date": "2024-06-03",
            "talk_content": "提醒抓紧整改",
            "rectification_deadline": "2024-06-14",
            **values,
        }
        return (
            self.env["duban.accountability"].with_user(self.office_user).create(values)
        )

    def case_todos(self, case):
        return case.sudo().activity_ids.filtered("duban_key")

    @clause("LZU-7.4d", "CORE-20")
    def test_who_must_rectify_reports_it(self):
        case = self.case()
        case.action_confirm()
        todo = self.case_todos(case)
        self.assertEqual(todo.user_id, self.head_a)
        mine = case.with_user(self.head_a)
        self.assert_refused(mine.action_report_rectification, "")
        with self.assertRaises(AccessError), self.cr.savepoint():
            case.with_user(self.worker_a).action_report_rectification("已整改")
        mine.action_report_rectification("已整改，附清单")
        todo = self.case_todos(case)
        self.assertEqual(todo.user_id, self.office_user)
        self.assertFalse(case.date_rectified, "the office has not looked yet")
        self.at("2024-06-17")
        case.action_return_rectification("清单不全")
        self.env["duban.accountability"].sudo().browse(case.id)._patrol()
        people = self.case_todos(case).user_id
        self.assertEqual(people, self.head_a | self.leader | self.office_user)
        mine.action_report_rectification("已补全")
        case.action_record_rectification("属实")
        self.assertFalse(self.case_todos(case))
        self.assertEqual(str(case.date_rectified), "2024-06-17")

    @clause("LZU-7.4a", "LZU-7.4d", "CORE-10", "CORE-23")
    def test_who_must_rectify_hears_it_at_once_and_before_the_day(self):
        """The leader that a talk is asked for; the head what to put right, its return with the reason, its day."""
        case = self.case(talk_date=False, talk_content=False, rectification_deadline=False)  # fmt: skip
        case.action_propose()
        self.assertEqual(self.told(case, "talk_asked").user_id, self.leader)
        self.assertFalse(self.told(case, "rectify_asked"))
        case.with_user(self.leader).action_record_talk("提醒抓紧整改", "2024-06-14")
        case.action_confirm()
        asked = self.told(case, "rectify_asked")
        self.assertEqual(asked.user_id, self.head_a)
        self.assertIn("2024年6月14日", asked._line_text())
        self.at("2024-06-11")
        self.run_patrol()
        soon = self.told(case, "due_soon")
        self.assertEqual((soon.user_id, str(soon.day)), (self.head_a, "2024-06-14"))
        case.with_user(self.head_a).action_report_rectification("已整改")
        case.action_return_rectification("没有照片")
        returned = self.told(case, "rectify_returned")
        self.assertEqual((returned.user_id, returned.note), (self.head_a, "没有照片"))
        case.with_user(self.head_a).action_report_rectification("附照片")
        case.action_return_rectification("照片不清")
        self.assertEqual(len(self.told(case, "rectify_returned")), 2)

    @clause("LZU-7.4a", "LZU-7.4d", "CORE-10")
    def test_nobody_is_reminded_while_the_office_checks_a_report(self):
        """Handed in by the last day, or late: the ladder stands still; sent back, it goes on."""
        self.regulation.write({"ladder_head_days": 2, "ladder_leader_days": 5})
        in_time, late, silent = cases = [self.case(facts=f"推进不力{n}") for n in range(3)]  # fmt: skip
        for case in cases:
            case.action_confirm()
        report = lambda case: case.with_user(self.head_a).action_report_rectification("已整改")  # noqa: E731  # fmt: skip
        nobody, head, both = (
            self.head_a.browse(),
            self.head_a,
            self.head_a | self.leader,
        )
        # the limit is Friday 14 June
        for day, before, told in (
            ("2024-06-14", in_time, (nobody, nobody, nobody)),
            ("2024-06-17", None, (nobody, head, head)),
            ("2024-06-18", late, (nobody, head, head)),
            ("2024-06-24", None, (nobody, head, both)),
        ):
            self.at(day)
            if before:
                report(before)
            self.run_patrol()
            found = tuple(self.told(case, "rectify").user_id for case in cases)
            self.assertEqual(found, told, day)
        in_time.action_return_rectification("没有附件")
        self.run_patrol()
        self.assertIn(self.head_a, self.told(in_time, "rectify").user_id)
        self.assertEqual(self.told(late, "rectify").user_id, head)
        silent.action_record_rectification("当面核实")

    @clause("LZU-7.4a", "CORE-27")
    def test_what_the_office_accepted_is_settled(self):
        """A report is sent back while it is being checked: not before there is one, not after it was accepted."""
        case = self.case()
        self.assert_refused(case.action_return_rectification, "还没有")
        case.action_confirm()
        self.assert_refused(case.action_return_rectification, "还没有")
        mine = case.with_user(self.head_a)
        mine.action_report_rectification("已整改，附清单")
        self.assert_refused(case.action_return_rectification, " ")
        self.assert_refused(mine.action_return_rectification, "自己退回")
        self.at("2024-06-12")
        case.action_record_rectification("属实")
        self.at("2024-06-17")
        self.run_patrol()
        self.assert_refused(case.action_return_rectification, "再补")
        self.assert_refused(mine.action_report_rectification, "又补")
        self.assert_refused(case.action_record_rectification, "改口")
        self.assertFalse(self.case_todos(case))
        self.assertEqual(
            (str(case.date_rectified), str(case.date_rectification_reported)),
            ("2024-06-12", "2024-06-03"),
        )
        self.assertEqual((case.rectification_report, case.rectification_note), ("已整改，附清单", "属实"))  # fmt: skip

    @clause("LZU-7.4d", "CORE-29")
    def test_who_stands_in_for_who_must_rectify(self):
        case = self.case()
        case.action_confirm()
        self.env["duban.delegation"].with_user(self.office_user).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-06-03",
                "date_to": "2024-06-20",
            }
        )
        case.sudo()._reconcile_todos()
        self.assertEqual(self.case_todos(case).user_id, self.liaison_a)
        self.env.invalidate_all()
        case.with_user(self.liaison_a).action_report_rectification("已整改")

    @clause("LZU-7.4d", "CORE-18", "CORE-20", "CORE-29")
    def test_who_stands_in_for_who_must_rectify_a_task(self):
        """The to-do hangs on the task: its receiver reads this case and no other, and has it until it was reported."""
        matter = self.filed()
        case = self.case(matter_ids=[(6, 0, matter.ids)])
        other = self.case(
            matter_ids=[(6, 0, matter.ids)], unit_id=self.unit_b.id, person_id=self.head_b.id, facts="配合不力",
        )  # fmt: skip
        (case | other).action_confirm()
        self.env["duban.delegation"].with_user(self.office_user).create(
            {
                "user_id": self.head_a.id,
                "deputy_id": self.liaison_a.id,
                "date_from": "2024-06-03",
                "date_to": "2024-06-07",
            }
        )
        asked = lambda: self.todos(matter).filtered(  # noqa: E731
            lambda row: row.duban_key == f"rectify:{case.id}"
        ).user_id  # fmt: skip
        reads = lambda user: self.as_user(case | other, user)._filtered_access("read")  # noqa: E731
        self.assertEqual(asked(), self.liaison_a)
        self.assertEqual(reads(self.liaison_a), case)
        self.assertFalse(reads(self.worker_a))
        self.as_user(case, self.liaison_a).action_report_rectification("已整改")
        self.assertFalse(asked(), "the office checks it")
        case.action_return_rectification("没有照片")
        self.assertEqual(asked(), self.liaison_a)
        self.at("2024-06-10")
        self.run_patrol()
        self.assertEqual(asked(), self.head_a)
        self.assertFalse(reads(self.liaison_a), "the head is back")

    @clause("LZU-7.4a", "CORE-20", "CORE-21")
    def test_a_talk_is_held_with_whom_it_was_proposed(self):
        """Another head and another leader in charge between proposal, talk and confirmation: the case goes on."""
        without = {"talk_date": False, "talk_content": False, "rectification_deadline": False}  # fmt: skip
        case = self.case(**without)
        case.action_propose()
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.unit_a.leader_in_charge_id = self.leader2
        case.with_user(self.leader).action_record_talk("提醒抓紧整改", "2024-06-14")
        case.action_confirm()
        self.assertEqual((case.state, case.person_id), ("decided", self.head_a))
        # a new one is held with who heads the unit now
        with self.assertRaises(UserError), self.cr.savepoint():
            self.case(**without).action_propose()

    @clause("LZU-7.4a", "CORE-21")
    def test_a_talk_with_who_headed_the_unit_while_it_led(self):
        matter = self.accepted()
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        case = self.case(matter_ids=[(6, 0, matter.ids)])
        case.action_confirm()
        self.assertEqual(case.state, "decided")

    @clause("LZU-7.4a", "CORE-25")
    def test_impossible_dates_of_a_talk(self):
        for wrong in (
            {"talk_date": "2024-06-04"},
            {"rectification_deadline": "2024-06-02", "talk_date": "2024-06-01"},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.case(**wrong).action_confirm()

    @clause("CORE-23")
    def test_refusals_say_what_is_meant_in_chinese(self):
        """What a refusal calls a record is the model's name in the reader's language, not the source's."""
        self.env["res.lang"]._activate_lang("zh_CN")
        for name in ("duban.accountability", "duban.lzu.notice", "duban.report.back"):
            said = self.env[name].with_context(lang="zh_CN")._said_name()
            self.assertRegex(said, r"^[^A-Za-z]+$")

    @clause("LZU-6.1.4b", "CORE-23")
    def test_what_a_leader_sends_back_reaches_the_office(self):
        matter = self.submitted()
        matter.with_user(self.office_user).action_pass_review("通过")
        matter.with_user(self.leader).action_return_closing("没见成效")
        row = self.told(matter, "closing_returned")
        self.assertEqual((row.user_id, row.note), (self.office_user, "没见成效"))

    @clause("LZU-6.1.4b", "LZU-6.1.4c", "CORE-20")
    def test_a_closing_that_was_sent_back_is_over_with_the_next_result(self):
        """The office is told that the leader sent it back as long as it has that result, and reviews a new one."""
        matter = self.submitted()
        office = matter.with_user(self.office_user)

        def asked():
            todo = self.todos(matter, kind="review")
            self.assertEqual(todo.user_id, self.office_user)
            return todo.summary

        plain = asked()
        self.assertNotIn(self.leader.name, plain)
        office.action_pass_review("通过")
        matter.with_user(self.leader).action_return_closing("没见成效")
        self.assertIn(self.leader.name, asked())
        self.at("2024-06-04")
        office.action_return_result("分管领导要求见成效")
        self.assertFalse(self.todos(matter, kind="review"))
        self.at("2024-06-05")
        matter.with_user(self.worker_a).action_submit_result()
        self.assertEqual(asked(), plain)
