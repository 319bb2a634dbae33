"""The CORE rows of the matrix as one battery: every institution runs it on its own regulation.

``CoreBattery`` is a plain mixin (pytest does not collect it alone). An institution writes::

    @tagged("post_install", "-at_install")
    class TestXisuCore(CoreBattery, XisuCommon):
        pass
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError

from tests.clauses import clause
from tests.duty_battery import DutyBattery
from tests.landing_battery import LandingBattery
from tests.lives_battery import LivesBattery
from tests.units_battery import UnitsBattery


class CoreBattery(UnitsBattery, LivesBattery, LandingBattery, DutyBattery):
    """Expects the fixtures of ``SupervisionCommon``; a date ``core_day`` on which matters are assigned."""

    core_day = "2024-03-04"

    def setUp(self):
        super().setUp()
        self.at(self.core_day)

    # -- workflow

    @clause("CORE-2")
    def test_core_2_only_the_door_moves_the_state(self):
        draft = self.matter()
        for user in (self.office_user, self.worker_a, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                draft.with_user(user).write({"state": "closed"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            draft.sudo().write({"state": "closed"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["duban.matter"].with_user(self.office_user).with_context(
                default_state="closed"
            ).create(self.values())
        self.assertEqual(draft.state, "draft")
        with self.assertRaises(UserError):
            draft.with_user(self.office_user).action_close()
        self.assertEqual(draft.state, "draft")

    @clause("CORE-3")
    def test_core_3_only_the_office_files_assigns_reviews_closes(self):
        people = (self.worker_a, self.head_a, self.leader, self.secretary, self.admin)

        def refused(matter, action, *args):
            """Each in the state in which the office may do it: only the person is wrong."""
            for user in people:
                with self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(matter.with_user(user), action)(*args)

        draft = self.matter()
        if draft.sudo()._chain("filing"):
            draft.action_submit_filing()
            self.run_chain(draft)
        if self.regulation.file_on_assignment:
            refused(draft, "action_assign")
            draft.with_user(self.office_user).action_assign()
        else:
            refused(draft, "action_file")
            draft.with_user(self.office_user).action_file()
            if draft.state != "assigned":
                refused(draft, "action_assign")
        matter = self.submitted()
        refused(matter, "action_pass_review", "同意")
        refused(matter, "action_return_result", "不符")
        self.assertEqual(matter.state, "result_submitted")
        matter.with_user(self.office_user).action_pass_review("同意")
        self.run_chain(matter)
        self.reported_back(matter)
        matter.with_user(self.office_user).write({"conclusion": "落实到位"})
        refused(matter, "action_close")
        self.assertNotEqual(matter.state, "closed")

    @clause("CORE-4")
    def test_core_4_who_sees_a_matter(self):
        matter = self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        seen_by = {
            self.office_user: True, self.office_user2: True, self.worker_a: True, self.worker_b: True,
            self.leader: True, self.secretary: True, self.outsider: False, self.worker_c: False, self.leader2: False,
        }  # fmt: skip
        for user, expected in seen_by.items():
            with self.subTest(user=user.login):
                found = (
                    self.env["duban.matter"]
                    .with_user(user)
                    .search([("id", "=", matter.id)])
                )
                self.assertEqual(bool(found), expected)
                groups = (
                    self.env["duban.matter"]
                    .with_user(user)
                    ._read_group(
                        [("id", "=", matter.id)], ["lead_unit_id"], ["__count"]
                    )
                )
                self.assertEqual(bool(groups), expected)
                acts = (
                    self.env["duban.act"]
                    .with_user(user)
                    .search([("matter_id", "=", matter.id)])
                )
                self.assertEqual(bool(acts), expected)
        with self.assertRaises(AccessError):
            self.as_user(matter, self.outsider).read(["name"])

    @clause("CORE-5")
    def test_core_5_numbers_are_unique_consecutive_and_kept(self):
        pair = self.matter() | self.matter()
        for matter in pair:
            if matter.sudo()._chain("filing"):
                matter.action_submit_filing()
                self.run_chain(matter)
        if self.regulation.file_on_assignment:
            pair.with_user(self.office_user).action_assign()
        else:
            pair.with_user(self.office_user).action_file()
        counter = self.env["duban.number"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "matter")]
        )
        self.assertEqual(counter.last, 2)
        pattern = self.regulation.number_pattern or "{year}-{n:04d}"
        self.assertEqual(
            pair.mapped("number"),
            [pattern.format(year=2024, n=1), pattern.format(year=2024, n=2)],
        )
        with self.assertRaises(UserError):
            pair[0].sudo().unlink()
        third = self.assigned()
        self.assertEqual(third.number, pattern.format(year=2024, n=3))

    @clause("CORE-6")
    def test_core_6_missing_elements_are_named(self):
        matter = self.matter(lead_unit_id=False)
        label = self.env["duban.label"]._word(
            self.regulation, "field:lead_unit_id", "Lead unit"
        )
        first_step = (
            matter.action_submit_filing
            if matter.sudo()._chain("filing")
            else matter.action_file
        )
        with self.assertRaises(UserError) as error:
            first_step()
        self.assertIn(label, str(error.exception))
        self.assertEqual(matter.state, "draft")
        self.assertFalse(matter.number)

    # -- people and dates

    @clause("CORE-7")
    def test_core_7_the_head_follows_the_unit_until_closing(self):
        open_matter = self.accepted()
        closed = self.closed()
        self.assertEqual(closed.unit_head_id, self.head_a)
        new_head = self.new_person("new_head_a", "user", self.unit_a)
        self.unit_a.manager_id = self.employee_of(new_head)
        self.assertEqual(open_matter.unit_head_id, new_head)
        self.assertEqual(closed.unit_head_id, self.head_a)
        acts = open_matter.sudo().act_ids.filtered(
            lambda act: act.action == "head_changed"
        )
        self.assertEqual(len(acts), 1)
        self.assertEqual(
            acts.changes, {"unit_head_id": [self.head_a.name, new_head.name]}
        )

    @clause("CORE-8")
    def test_core_8_every_due_date_is_kept_with_its_ground(self):
        matter = self.accepted()
        history = matter.due_date_ids
        self.assertEqual(len(history), 1)
        self.assertTrue(history.ground)
        self.assertEqual(history.date, matter.date_deadline)
        original = matter.date_deadline
        later = matter._add_months(original, 2)
        if self.regulation.extension_enabled:
            request = self.extension(matter, later)
            request.action_submit()
            self.run_chain(matter)
            # who decided, not the office that noted it afterwards (DOC-14)
            lines = request.approval_line_ids.sorted("sequence")
            leaders = lines.filtered("approver_id") or lines
            kind, approver = "extension", leaders[-1:].decided_by_id
        elif not self.regulation.dynamic_deadline:
            self.skipTest("no due date is changed under this regulation")
        else:
            matter.with_user(self.office_user).write(
                {"date_deadline": later, "deadline_ground": "动态管理"}
            )
            kind, approver = "office", self.env["res.users"]
        lines = matter.due_date_ids.sorted("id")
        self.assertEqual(lines.mapped("date"), [original, later])
        self.assertEqual(lines[1].kind, kind)
        self.assertEqual(lines[1].approver_id, approver)
        self.assertEqual(matter.original_deadline, original)
        with self.assertRaises(AccessError):
            lines[0].with_user(self.office_user).write({"date": "2030-01-01"})

    @clause("CORE-9")
    def test_core_9_only_the_lead_unit_reports(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_b).action_submit_result()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.feedback(matter, self.worker_b)
        feedback = (
            self.env["duban.feedback"]
            .with_user(self.worker_b)
            .create({"matter_id": matter.id, "kind": "co_unit", "name": "场地已腾空"})
        )
        self.assertEqual(self.as_user(feedback, self.worker_a).name, "场地已腾空")
        self.assertEqual(feedback.department_id, self.unit_b)

    @clause("CORE-10")
    def test_core_10_patrol_is_idempotent(self):
        matter = self.accepted()
        self.at(str(matter.date_deadline))
        matter.invalidate_recordset()
        self.assertFalse(matter.is_overdue, "the due date itself is in time")
        # "due date yesterday"; the job brings back a to-do that was lost, and only once
        self.at(str(fields.Date.add(matter.date_deadline, days=1)))
        matter.invalidate_recordset()
        self.todos(matter).unlink()
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("duban_supervision.ir_cron_patrol").method_direct_trigger()
            self.assertTrue(matter.is_overdue)
            self.assertEqual(len(self.todos(matter, kind="result")), 1)
        self.assertIn(
            matter, self.env["duban.matter"].search([("is_overdue", "=", True)])
        )

    # -- protection

    def _skip_unless_confidential(self):
        if self.regulation.confidentiality_levels == "none":
            self.skipTest("confidentiality is not in this regulation's text")

    def _level(self):
        """A level above normal that the regulation knows."""
        rule = self.regulation.confidentiality_levels
        return rule if rule == "classified" else "sensitive"

    @clause("CORE-12")
    def test_core_12_sensitive_matters_only_for_their_list(self):
        self._skip_unless_confidential()
        matter = self.accepted(confidentiality=self._level())
        self.assertIn(self.worker_a, matter.sudo().access_user_ids)
        stranger = self.office_user2
        Matter = self.env["duban.matter"].with_user(stranger)
        self.assertFalse(Matter.search([("number", "=", matter.number)]))
        self.assertFalse(Matter.search([("name", "ilike", matter.name)]) & matter)
        self.assertFalse(
            Matter._read_group([("id", "=", matter.id)], ["lead_unit_id"], ["__count"])
        )
        self.assertFalse(
            self.env["duban.feedback"]
            .with_user(stranger)
            .search([("matter_id", "=", matter.id)])
        )
        self.assertFalse(
            self.env["mail.message"]
            .with_user(stranger)
            .search([("model", "=", "duban.matter"), ("res_id", "=", matter.id)])
        )
        self.assertFalse(
            self.env["mail.activity"]
            .with_user(stranger)
            .search([("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)])
        )
        with self.assertRaises(AccessError):
            self.as_user(matter, stranger).export_data(["name"])
        for activity in self.todos(matter):
            self.assertNotIn(
                matter.name,
                f"{activity.res_name} {activity.summary} {activity.note or ''}",
            )
            self.assertIn(matter.number, activity.res_name)

    @clause("CORE-13")
    def test_core_13_files_inherit_the_access_of_the_matter(self):
        matter = self.accepted(
            **(
                {"confidentiality": self._level()}
                if self.regulation.confidentiality_levels != "none"
                else {}
            )
        )
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "会议纪要.pdf",
                    "raw": b"minutes",
                    "res_model": "duban.matter",
                    "res_id": matter.id,
                }
            )
        )
        self.assertEqual(self.as_user(attachment, self.worker_a).name, "会议纪要.pdf")
        with self.assertRaises(AccessError):
            self.as_user(attachment, self.outsider).read(["raw"])
        feedback = self.feedback(matter)
        file = (
            self.env["ir.attachment"]
            .with_user(self.worker_a)
            .create(
                {
                    "name": "照片.jpg",
                    "raw": b"photo",
                    "res_model": "duban.feedback",
                    "res_id": feedback.id,
                }
            )
        )
        with self.assertRaises(AccessError):
            self.as_user(file, self.outsider).read(["raw"])

    @clause("CORE-14")
    def test_core_14_closed_matters_are_read_only(self):
        matter = self.closed()
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.worker_a).write({"result": "另一个结果"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            matter.with_user(self.office_user).write({"content": "另一个内容"})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.feedback(matter)
        self.assertEqual(matter.result, "已全部更新")

    @clause("CORE-14")
    def test_core_14_nor_are_its_parts_changed(self):
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        request = None
        if self.regulation.extension_enabled:
            later = matter._add_months(matter.date_deadline, 1)
            request = self.extension(matter, later)
            request.action_submit()
        submitted = self.submitted(matter).with_user(self.office_user)
        submitted.write({"conclusion": "落实到位"})
        submitted.action_pass_review("符合要求")
        while line := matter.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending" and row.purpose == "closing"
        )[:1]:
            line.with_user(line.approver_id or self.office_user).action_approve("同意")
        self.reported_back(matter)
        submitted.action_close()
        self.assertEqual(matter.state, "closed")
        deadline, history = matter.date_deadline, matter.due_date_ids
        if request:
            # Nobody extends what has ended.
            self.assertEqual(request.state, "ended", "nobody took it back")
            for line in request.approval_line_ids:
                with self.assertRaises(UserError), self.cr.savepoint():
                    line.with_user(line.approver_id or self.office_user).action_approve(
                        "同意"
                    )
        part = {"matter_id": matter.id}

        def create(model, user, **values):
            return lambda: self.env[model].with_user(user).create({**part, **values})

        for name, call in {
            "plan line": create("duban.plan.line", self.worker_a, name="补", date="2024-03-08"),
            "request": create("duban.request", self.worker_a, reason="补"),
            "record": create("duban.record", self.office_user, summary="补"),
            "co-unit": create("duban.feedback", self.worker_b, kind="co_unit", name="补"),
            "adjustment": create("duban.adjustment", self.office_user, ground="补", name="补"),
            "disagreement": create("duban.disagreement", self.worker_a, name="补"),
            "unit": create("duban.matter.unit", self.office_user, role="co", department_id=self.unit_c.id),
            "task": lambda: matter.unit_line_ids.with_user(self.worker_a).write({"task": "补"}),
            "urging": lambda: matter.with_user(self.office_user).action_urge("补"),
        }.items():  # fmt: skip
            with (
                self.subTest(part=name),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                call()
        self.assertEqual(
            (matter.date_deadline, matter.due_date_ids), (deadline, history)
        )
        self.assertFalse(self.todos(matter, kind="approve"))

    # -- rules

    @clause("CORE-17")
    def test_core_17_settings_reach_new_matters_only(self):
        before = self.accepted()
        self.assertEqual(
            before._rule("no_progress_days"), self.regulation.no_progress_days
        )
        old = self.regulation.no_progress_days
        self.regulation.with_user(self.admin).write({"no_progress_days": old + 7})
        after = self.accepted()
        self.assertEqual(before._rule("no_progress_days"), old)
        self.assertEqual(after._rule("no_progress_days"), old + 7)
        with self.assertRaises(AccessError):
            self.regulation.with_user(self.office_user).write({"no_progress_days": 1})

    @clause("CORE-17")
    def test_core_17_a_changed_term_moves_new_due_dates_only(self):
        rule = self.regulation.term_rule_ids.filtered(
            lambda row: row.kind == "days" and row.start_event == "assigned"
        )[:1]
        if not rule:
            self.skipTest("this regulation has no default term in days from assignment")
        values = {"grade_id": rule.grade_id.id} if rule.grade_id else {}
        before = self.assigned(**values)
        deadline = before.date_deadline
        add = self.env["duban.calendar.year"]._add_days
        self.assertEqual(
            deadline, add(before.date_assigned, rule.days, rule.day_type, self.company)
        )
        rule.with_user(self.admin).write({"days": rule.days + 5})
        after = self.assigned(**values)
        self.assertEqual(
            after.date_deadline,
            add(after.date_assigned, rule.days, rule.day_type, self.company),
        )
        self.assertGreater(after.date_deadline, deadline)
        self.assertEqual(before.date_deadline, deadline)

    @clause("CORE-19")
    def test_core_19_what_is_not_in_the_text_is_refused(self):
        matter = self.accepted()
        refused = {
            "extension_enabled": lambda: self.extension(matter, "2024-12-31"),
            "exemption_enabled": lambda: matter.action_exempt(),
            "inability_enabled": lambda: matter.action_decide_inability(),
            "urging_enabled": lambda: matter.action_urge("请抓紧"),
            "merge_enabled": lambda: matter.action_merge(matter.id, "重复"),
            "recusal_enabled": lambda: self.env["duban.recusal"].with_user(self.office_user).create(
                {"matter_id": matter.id, "user_id": self.worker_a.id, "ground": "利害关系"}
            ),
            "disagreement_enabled": lambda: self.env["duban.disagreement"].with_user(self.worker_a).create(
                {"matter_id": matter.id, "name": "分工"}
            ),
            "handover_enabled": lambda: self.env["duban.handover"].with_user(self.office_user).create(
                {"predecessor_id": self.worker_a.id, "successor_id": self.head_a.id}
            ),
            "progress_request_enabled": lambda: self.env["duban.progress.request"].with_user(self.office_user).create(
                {"matter_id": matter.id, "date_due": "2024-12-31"}
            ),
        }  # fmt: skip
        for switch, call in refused.items():
            if self.regulation[switch]:
                continue
            with (
                self.subTest(switch=switch),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                call()
        self.assertEqual(matter.state, "in_progress")
