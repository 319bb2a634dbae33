"""Article 6 （一）: 编号入账、挂号落实、销号完成, and reports of Article 7."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ledger_cells

from .common import LzuCommon


@tagged("post_install", "-at_install")
class TestLedger(LzuCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    @clause("LZU-6.1.1a")
    def test_number_claim_close(self):
        matter = self.filed()
        self.assertEqual(matter.number, "2024-0001")
        self.assertEqual(matter.state, "assigned")
        self.at("2024-03-11")
        closed = self.closed()
        self.assertEqual(closed.date_closed.isoformat(), "2024-03-11")
        self.assertEqual(closed.closed_by_id, self.office_user)
        (key,) = (
            key for key, label in ledger_cells(closed).items() if label == "销号日期"
        )
        self.assertEqual(str(closed._document_value(key)), "2024-03-11")
        self.regulation.number_pattern = "兰大督查〔{year}〕{n}号"
        self.assertEqual(self.filed().number, "兰大督查〔2024〕3号")

    @clause("LZU-6.1.1b")
    def test_dynamic_management_with_history(self):
        matter = self.accepted()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            matter.with_user(self.worker_a).write({"date_deadline": "2025-01-10"})
        matter.with_user(self.office_user).write(
            {
                "date_deadline": "2024-11-30",
                "deadline_ground": "会议要求提前",
                "handler_id": self.head_a.id,
            }
        )
        self.assertEqual(
            matter.due_date_ids.sorted("id").mapped(lambda row: row.date.isoformat()),
            ["2024-12-20", "2024-11-30"],
        )
        self.assertEqual(matter.due_date_ids.sorted("id")[1].ground, "会议要求提前")
        act = matter.sudo().act_ids.filtered(lambda row: row.action == "edit")[-1]
        self.assertEqual(act.changes["date_deadline"], ["2024-12-20", "2024-11-30"])
        self.assertEqual(
            act.changes["handler_id"], [self.worker_a.name, self.head_a.name]
        )
        self.assertEqual(self.todos(matter, kind="result").user_id, self.head_a)

    @clause("LZU-6.1.1b", "CORE-34")
    def test_dynamic_management_takes_no_lateness_away(self):
        matter = self.accepted(date_deadline="2024-04-12")
        self.at("2024-04-15")
        matter.with_user(self.office_user).write(
            {"date_deadline": "2024-05-10", "deadline_ground": "会议要求顺延"}
        )
        self.at("2024-05-08")
        self.closed(matter)
        self.assertTrue(matter.sudo().closed_late)

    @clause("LZU-6.1.1b", "CORE-34")
    def test_a_result_sent_back_hides_no_date_missed_since(self):
        """Reported in March, sent back on the 2nd, due on the 12th: the 完成时限 typed on the 15th comes too late."""
        matter = self.submitted(self.accepted(date_deadline="2024-04-12"))
        office = matter.with_user(self.office_user)
        self.at("2024-04-02")
        office.action_return_result("情况不实")
        self.at("2024-04-15")
        self.assertTrue(matter.sudo().is_overdue)
        office.write({"date_deadline": "2024-05-10", "deadline_ground": "会议要求顺延"})
        self.at("2024-05-08")
        self.closed(matter)
        self.assertTrue(matter.sudo().closed_late)

    @clause("LZU-6.1.1c")
    def test_merging_keeps_sources_units_notices_and_records(self):
        work_points = self.category("school").child_ids[0]
        a = self.filed(
            name="学生宿舍内增设淋浴室",
            source_category_id=work_points.parent_id.id,
            source_kind_id=work_points.id,
            plan_year=2024,
            decision_body_id=False,
            co_unit_ids=[(6, 0, self.unit_c.ids)],
        )
        b = self.claimed_b(
            name="学生宿舍增设淋浴室", co_unit_ids=[(6, 0, self.unit_c.ids)]
        )
        record = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create(
                {
                    "matter_id": b.id,
                    "summary": "电话了解",
                    "kind_id": self.option("record_kind", "phone").id,
                }
            )
        )
        notice = b.record_ids.filtered(lambda row: row.purpose == "notice")
        pair = (
            self.env["duban.duplicate"]
            .with_user(self.office_user)
            .search([("matter_id", "=", b.id)])
        )
        self.assertEqual(pair.twin_id, a)
        numbers = a.number, b.number
        b.with_user(self.office_user).action_merge(a, "同一任务")
        self.assertEqual((a.number, b.number), numbers)
        self.assertEqual(b.state, "merged")
        self.assertEqual(b.merged_into_id, a)
        self.assertEqual(a.merged_ids, b)
        self.assertEqual(a.source_count, 2)
        self.assertIn("年度工作要点", a.source_display)
        self.assertIn("校长办公会", a.source_display)
        self.assertEqual(
            a.lead_unit_id | a.co_unit_ids, self.unit_a | self.unit_b | self.unit_c
        )
        self.assertIn(record, a.record_ids)
        self.assertIn(notice, a.record_ids)
        self.assertFalse(self.todos(b))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            b.with_user(self.office_user).action_unmerge("误并")
        b.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(b.state, "in_progress")
        self.assertEqual(a.co_unit_ids, self.unit_c)
        self.assertIn(record, b.record_ids)
        self.assertEqual(a.source_count, 1)
        self.assertEqual(self.env["duban.act"]._verify(a | b), [])

    @clause("LZU-6.1.1c")
    def test_only_the_office_merges(self):
        a, b = self.filed(), self.filed()
        with self.assertRaises(AccessError):
            b.with_user(self.worker_a).action_merge(a.id, "同一任务")

    @clause("LZU-6.1.1d")
    def test_last_years_matters_are_found(self):
        self.at("2023-05-08")
        old = self.filed(
            name="本科教学评估材料公示",
            date_deadline="2023-12-20",
            measures="公示五个工作日",
        )
        self.at("2024-03-04")
        Matter = self.env["duban.matter"].with_user(self.office_user)
        searches = [
            [("name", "ilike", "评估材料")],
            [("number", "=", "2023-0001")],
            [("measures", "ilike", "五个工作日")],
            [("lead_unit_id", "=", self.unit_a.id)],
            [("handler_id", "=", self.worker_a.id)],
            [("leader_in_charge_id", "=", self.leader.id)],
            [("date_deadline", "=", "2023-12-20")],
            [("date_filed", "<", "2024-01-01")],
            [("source_category_id", "=", self.category("meeting").id)],
        ]
        for domain in searches:
            self.assertIn(old, Matter.search(domain), domain)

    @clause("LZU-6.1.1e")
    def test_round_over_ten_tasks_of_four_units(self):
        units = [
            (self.unit_a, self.worker_a),
            (self.unit_b, self.worker_b),
            (self.unit_c, self.worker_c),
            (self.unit_out, self.outsider),
        ]
        tasks = self.env["duban.matter"]
        for position in range(10):
            unit, worker = units[position % 4]
            tasks |= self.filed(
                lead_unit_id=unit.id,
                handler_id=worker.id,
                leader_in_charge_id=self.leader.id,
            )
        row = (
            self.env["duban.progress.round"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "第一季度阶段性督查",
                    "kind": "regular",
                    "date_due": "2024-03-29",
                    "matter_ids": [(6, 0, tasks.ids)],
                }
            )
        )
        Message = self.env["mail.message"].sudo()
        row.action_send()
        self.assertEqual(len(row.request_ids), 10)
        self.assertEqual(set(row.request_ids.mapped("date_due")), {row.date_due})
        self.assertEqual(len(row.unit_ids), 4)
        messages = Message.search([("subject", "=", row.name)])
        self.assertEqual(len(messages), 4)
        self.assertEqual(
            messages.partner_ids,
            (self.liaison_a | self.worker_b | self.worker_c | self.outsider).partner_id,
        )
        for task in tasks:
            todo = self.todos(task, kind="feedback")
            self.assertEqual(len(todo), 1)
            self.assertEqual(todo.user_id, task.handler_id)
            self.assertEqual(todo.date_deadline, row.date_due)
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.with_user(self.worker_a).action_send()

    @clause("LZU-6.1.2a")
    def test_breakdown_and_six_columns(self):
        parent = self.filed()
        labels = {
            "measures": "工作措施",
            "leader_in_charge_id": "分管领导",
            "lead_unit_id": "责任单位",
            "handler_id": "责任人",
            "date_deadline": "完成时限",
        }
        for name, label in labels.items():
            child = self.matter(parent_id=parent.id)
            child.write({name: False})
            with self.assertRaises(UserError) as error, self.env.cr.savepoint():
                child.action_file()
            self.assertIn(label, str(error.exception))
            self.assertFalse(child.number)
            child.unlink()
        children = self.env["duban.matter"]
        for _n in range(3):
            children |= self.filed(parent_id=parent.id)
        self.assertEqual(parent.child_ids, children)
        self.assertEqual(len(set(children.mapped("number"))), 3)
        self.assertNotIn(parent.number, children.mapped("number"))
        self.assertFalse(children[0].co_unit_ids)

    @clause("LZU-6.1.2b")
    def test_report_to_the_leader_copy_to_the_units(self):
        matter = self.filed(co_unit_ids=[(6, 0, self.unit_b.ids)])
        messages = matter.sudo().message_ids.filtered("partner_ids")
        self.assertEqual(len(messages), 1)
        notice = matter.record_ids.filtered(lambda row: row.purpose == "notice")
        self.assertEqual(notice.to_user_ids, self.leader)
        self.assertEqual(notice.cc_unit_ids, self.unit_a | self.unit_b)
        self.assertEqual(
            notice.cc_user_ids,
            self.head_a | self.liaison_a | self.worker_b,
            "the co-unit gets one copy, by its contact",
        )
        self.assertEqual(
            messages.partner_ids, (notice.to_user_ids | notice.cc_user_ids).partner_id
        )
        self.assertEqual(notice.date.date().isoformat(), "2024-03-04")
        self.assertIn("record_notice", matter.sudo().act_ids.mapped("action"))

    @clause("LZU-6.1.3a")
    def test_claim(self):
        matter = self.filed()
        self.assertEqual(matter.state, "assigned")
        unclaimed = (
            self.env["duban.matter"]
            .with_user(self.liaison_a)
            .search([("state", "=", "assigned")])
        )
        self.assertIn(matter, unclaimed)
        reminder = self.todos(matter, kind="accept")
        self.assertEqual(reminder.user_id, self.liaison_a)
        self.assertEqual(reminder.date_deadline.isoformat(), "2024-03-07")
        shared = self.filed(co_unit_ids=[(6, 0, self.unit_b.ids)])
        for other in (matter, shared):  # not as co-unit either
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                other.with_user(self.worker_b).action_claim()
        for user in (self.office_user, self.leader):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                matter.with_user(user).action_claim()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.with_user(self.worker_a).action_accept()
        self.at("2024-03-06")
        matter.with_user(self.liaison_a).action_claim()
        self.assertEqual(matter.state, "in_progress")
        self.assertEqual(matter.accepted_by_id, self.liaison_a)
        self.assertEqual(matter.date_accepted.isoformat(), "2024-03-06")
        self.assertFalse(self.todos(matter, kind="accept"))

    @clause("LZU-6.1.3b")
    def test_progress_as_required_and_late(self):
        matter = self.accepted()
        request = (
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create(
                {"matter_id": matter.id, "name": "报送进展", "date_due": "2024-03-14"}
            )
        )
        self.assertFalse(request.is_late)
        self.at("2024-03-15")
        self.assertTrue(self.as_user(request, self.office_user).is_late)
        self.assertEqual(request.state, "open")
        feedback = self.feedback(matter, progress_request_id=request.id)
        self.assertTrue(feedback.is_late)
        self.assertEqual(request.state, "answered")
        in_time = (
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create(
                {"matter_id": matter.id, "name": "再次报送", "date_due": "2024-03-15"}
            )
        )
        other = self.accepted()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.feedback(other, progress_request_id=in_time.id)
        self.assertEqual(in_time.state, "open", "another task answers nothing here")
        self.feedback(matter, progress_request_id=in_time.id)
        self.assertFalse(in_time.is_late)

    @clause("LZU-6.1.4a")
    def test_self_assessment_with_material(self):
        matter = self.accepted()
        worker = matter.with_user(self.worker_a)
        worker.write({"self_assessment": "已按要求完成"})
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            worker.action_submit_result()
        self.assertIn("相关材料", str(error.exception))
        file = self.file(matter)
        worker.write(
            {"self_assessment": False, "result_attachment_ids": [(6, 0, file.ids)]}
        )
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            worker.action_submit_result()
        self.assertIn("自评", str(error.exception))
        worker.write({"self_assessment": "已按要求完成"})
        worker.action_submit_result()
        self.assertEqual(matter.state, "result_submitted")

    @clause("LZU-6.1.4b")
    def test_normal_task_needs_the_leader_in_charge(self):
        matter = self.submitted().with_user(self.office_user)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_close()
        matter.action_pass_review("材料齐全")
        self.assertEqual(matter.state, "closing_approval")
        self.assertEqual(matter.approval_line_ids.mapped("kind"), ["review"])
        self.assertEqual(self.todos(matter, kind="approve").user_id, self.leader)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_close()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.decide(matter, self.leader2)
        self.decide(matter, self.leader)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("LZU-6.1.4c")
    def test_important_task_needs_the_perusal_of_a_principal_leader(self):
        # with the optional review of the leader in charge switched on (AMB-21)
        step = self.regulation.with_context(
            active_test=False
        ).approval_step_ids.filtered(lambda row: not row.active)
        self.assertEqual((step.role, step.importance), ("leader_in_charge", "key"))
        step.with_user(self.admin).active = True
        matter = self.submitted(
            is_key=True, principal_leader_id=self.president.id
        ).with_user(self.office_user)
        matter.action_pass_review("材料齐全")
        self.assertEqual(matter.approval_line_ids.mapped("kind"), ["review", "perusal"])
        self.decide(matter, self.leader)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            matter.action_close()
        self.decide(matter, self.president)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("LZU-6.1.4b", "LZU-6.1.4c")
    def test_only_a_leader_reviews_and_only_a_principal_one_peruses(self):
        """Whoever else stands in that place decides nothing; the office names who does."""
        for person, one, values in (
            (self.worker_b, self.leader, {"leader_in_charge_id": self.worker_b.id}),
            (
                self.leader2,
                self.president,
                {"is_key": True, "principal_leader_id": self.leader2.id},
            ),
        ):
            matter = self.submitted(**values)
            matter.with_user(self.office_user).action_pass_review("材料齐全")
            line = matter.sudo().approval_line_ids
            self.assertFalse(self.todos(matter, user=person, kind="approve"))
            self.assert_refused(line.with_user(person).action_approve, "同意")
            self.assert_refused(matter.with_user(self.office_user).action_close)
            office = line.with_user(self.office_user)
            self.assert_refused(office.action_name_decider, person.id, "同事")
            office.action_name_decider(one.id, "学校领导")
            line.with_user(one).action_approve("同意")
            matter.with_user(self.office_user).action_close()
            self.assertEqual(matter.state, "closed")

    @clause("LZU-6.1.4c")
    def test_importance_does_not_change_while_the_leader_decides(self):
        for before in (True, False):
            matter = self.submitted(is_key=before).with_user(self.office_user)
            matter.action_pass_review("材料齐全")
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.is_key = not before
            line = matter.approval_line_ids.filtered(lambda row: row.state == "pending")
            self.assertEqual(line.kind, "perusal" if before else "review")
            self.decide(matter, line.approver_id)
            matter.action_close()
            self.assertEqual(matter.state, "closed")

    @clause("LZU-6.1.4c")
    def test_by_default_the_perusal_alone(self):
        matter = self.submitted(is_key=True).with_user(self.office_user)
        matter.action_pass_review("材料齐全")
        self.assertEqual(matter.approval_line_ids.mapped("kind"), ["perusal"])
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.decide(matter, self.leader)
        approver = matter.approval_line_ids.approver_id
        self.assertIn(approver, self.secretary | self.president)
        self.decide(matter, approver)
        matter.action_close()
        self.assertEqual(matter.state, "closed")

    @clause("LZU-7.1")
    def test_report_to_leaders_and_departments(self):
        matter = self.accepted()
        report = (
            self.env["duban.report.back"]
            .with_user(self.office_user)
            .create(
                {
                    "leader_ids": [(6, 0, (self.leader | self.president).ids)],
                    "unit_ids": [(6, 0, self.organisation.ids)],
                    "matter_ids": [(6, 0, matter.ids)],
                    "content": "一季度落实情况",
                }
            )
        )
        report.action_done()
        self.assertEqual(report.state, "done")
        self.assertEqual(report.leader_ids, self.leader | self.president)
        self.assertEqual(report.unit_ids, self.organisation)
        self.assertEqual(report.date.isoformat(), "2024-03-04")
        self.assertEqual(report.user_id, self.office_user)
        self.assertTrue(matter.is_reported_back)
        with self.assertRaises(UserError):
            report.date = "2024-03-05"
