"""What an ordinary person tries over RPC: forged fields, parts of other matters, names read through other models."""

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestAttack(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    # -- handover

    def test_handover_is_not_confirmed_by_its_creator(self):
        """Nobody takes over another person's roles by claiming that person's consent."""
        matter = self.accepted()
        Handover = self.env["duban.handover"].with_user(self.outsider)
        vals = {"predecessor_id": self.worker_a.id, "successor_id": self.outsider.id}
        self.assert_refused(Handover.create, {**vals, "predecessor_confirmed": True})
        self.assert_refused(
            Handover.with_context(default_predecessor_confirmed=True).create, vals
        )
        self.assertEqual(matter.sudo().handler_id, self.worker_a)

    def test_handover_changed_after_confirmation_is_confirmed_anew(self):
        matter = self.accepted()
        for user in (self.outsider, self.liaison_a):
            handover = (
                self.env["duban.handover"]
                .with_user(user)
                .create({"predecessor_id": user.id, "successor_id": self.worker_c.id})
            )
            handover.action_confirm()
            handover.write({"successor_id": self.office_user2.id})
            self.assertFalse(handover.predecessor_confirmed)
            # The person who confirmed as predecessor turns it round: the victim has confirmed nothing.
            handover.action_confirm()
            turned = {"predecessor_id": self.worker_a.id, "successor_id": user.id}
            if user == self.outsider:
                self.assert_refused(handover.write, turned)
                continue
            handover.write(turned)
            handover.action_collect()
            handover.action_confirm()
            self.assertEqual(handover.state, "draft")
        self.assertEqual(matter.sudo().handler_id, self.worker_a)

    def test_handover_of_a_left_person_is_the_own_offices(self):
        matter = self.accepted()
        values = {
            "predecessor_id": self.worker_a.id,
            "successor_id": self.secrecy_user.id,
        }
        Handover = self.env["duban.handover"]
        self.assert_refused(Handover.with_user(self.secrecy_user).create, values)
        handover = Handover.with_user(self.head_a).create(values)
        self.worker_a.active = False
        handover.with_user(self.secrecy_user).action_confirm()
        self.assertEqual(handover.state, "draft")
        self.assertNotEqual(matter.sudo().handler_id, self.secrecy_user)

    # -- parts

    def test_parts_do_not_move_to_another_matter(self):
        own, foreign = self.accepted(), self.accepted(lead_unit_id=self.unit_a.id)
        foreign._engine_write({"office_id": self.discipline.id})
        member = (
            self.env["duban.team.member"]
            .with_user(self.office_user)
            .create({"matter_id": own.id, "user_id": self.office_user.id})
        )
        self.assert_refused(member.write, {"matter_id": foreign.id})
        self.assertEqual(member.matter_id, own)

    def test_parts_do_not_take_engine_values(self):
        matter = self.closed()
        kind = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "recheck_kind"
        ).option_ids[:1]
        Recheck = self.env["duban.recheck"].with_user(self.office_user)
        vals = {"matter_id": matter.id, "kind_id": kind.id}
        self.assert_refused(Recheck.create, {**vals, "date": "2020-01-01"})
        self.assert_refused(Recheck.create, {**vals, "finding": "x"})
        self.assertTrue(Recheck.create(vals))
        Archive = self.env["duban.archive.record"].with_user(self.office_user)
        self.assert_refused(
            Archive.create,
            {"matter_id": matter.id, "holder": "office", "user_id": self.admin.id},
        )

    def test_the_engine_still_sets_what_clients_do_not(self):
        """Heads of co-units, drawn re-checks and rounds are written through the same creation."""
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        line = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        self.assertEqual(line.head_id, self.head_b)
        Line = self.env["duban.matter.unit"].with_user(self.office_user)
        draft = self.matter()
        vals = {
            "matter_id": draft.id,
            "role": "co",
            "department_id": self.unit_c.id,
        }
        self.assert_refused(Line.create, {**vals, "report_state": "reported"})
        made = Line.create(vals)
        self.assertFalse(made.env.context.get("duban_door"))
        round_ = (
            self.env["duban.progress.round"]
            .with_user(self.office_user)
            .create(
                {
                    "name": "三月",
                    "date_due": "2024-03-08",
                    "matter_ids": [Command.set(matter.ids)],
                }
            )
        )
        round_.action_send()
        self.assertEqual(round_.request_ids.matter_id, matter)
        closed = self.closed()
        kind = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "recheck_kind"
        ).option_ids[:1]
        sample = (
            self.env["duban.recheck.sample"]
            .with_user(self.office_user)
            .create(
                {
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    "size": 1,
                    "kind_id": kind.id,
                }
            )
        )
        sample.action_draw()
        self.assertEqual(sample.recheck_ids.matter_id, closed)

    def test_handover_by_both_persons_works(self):
        matter = self.accepted()
        handover = (
            self.env["duban.handover"]
            .with_user(self.office_user)
            .create(
                {"predecessor_id": self.worker_a.id, "successor_id": self.liaison_a.id}
            )
        )
        handover.with_user(self.worker_a).action_confirm()
        handover.with_user(self.liaison_a).action_confirm()
        self.assertEqual(handover.state, "done")
        self.assertEqual(matter.sudo().handler_id, self.liaison_a)

    def test_feedback_does_not_choose_its_due_date(self):
        matter = self.accepted()
        vals = {"matter_id": matter.id, "name": "已完成招标"}
        Feedback = self.env["duban.feedback"].with_user(self.worker_a)
        self.assert_refused(Feedback.create, {**vals, "date_due": "2030-01-01"})
        self.assert_refused(Feedback.with_context(default_is_late=True).create, vals)
        self.assertTrue(Feedback.create({**vals, "author_id": self.worker_a.id}))

    def test_progress_request_is_the_offices(self):
        matter = self.accepted()
        request = (
            self.env["duban.progress.request"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "date_due": "2024-03-08"})
        )
        self.assert_refused(
            request.with_user(self.worker_a).write, {"date_due": "2030-01-01"}
        )
        request.with_user(self.office_user).write({"date_due": "2024-03-11"})

    # -- to-dos and messages

    def test_no_forged_todo(self):
        matter = self.accepted()
        activity = matter.with_user(self.worker_a).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.worker_a.id
        )
        self.assert_refused(activity.write, {"duban_key": "review"})

    def test_recused_person_neither_decides_by_deputy_nor_gets_mail(self):
        matter = self.accepted()
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        line = request.approval_line_ids
        self.assertEqual(line.approver_id, self.leader)
        self.env["duban.delegation"].with_user(self.leader).create(
            {"deputy_id": self.leader2.id, "date_to": "2024-12-31"}
        )
        self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.leader.id, "ground": "利害关系"}
        )
        self.assert_refused(line.with_user(self.leader2).action_approve, "同意")
        matter.with_user(self.office_user).message_subscribe(self.leader.partner_id.ids)
        self.assertNotIn(self.leader.partner_id, matter.sudo().message_partner_ids)
        message = matter.with_user(self.office_user).message_post(
            body=Markup("请按期完成"), partner_ids=self.leader.partner_id.ids
        )
        told = message.sudo().notification_ids.res_partner_id
        self.assertNotIn(self.leader.partner_id, told)

    def test_decision_of_a_recused_leader_goes_to_another_leader(self):
        """The replacement is entitled by the role of the step, whoever names it, or is refused."""
        matter = self.accepted()
        request = self.extension(matter, "2024-06-30")
        request.action_submit()
        Recusal = self.env["duban.recusal"].with_user(self.leader)
        vals = {
            "matter_id": matter.id,
            "user_id": self.leader.id,
            "ground": "利害关系",
        }
        for nobody in (self.worker_c, self.office_user, self.admin, self.leader):
            self.assert_refused(Recusal.create, {**vals, "replacement_id": nobody.id})
        Recusal.create({**vals, "replacement_id": self.leader2.id})
        self.assertEqual(request.sudo().approval_line_ids.approver_id, self.leader2)
        self.assertEqual(matter.sudo().leader_in_charge_id, self.leader2)

    # -- names

    def test_titles_do_not_leak_through_other_models(self):
        matter = self.accepted(name="外人不知的事项")
        Wizard = self.env["duban.action.wizard"].with_user(self.outsider)
        vals = {"action": "merge", "res_model": "duban.matter", "res_ids": [1]}
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {"survivor_id": {"fields": {"display_name": {}}}}
        preset = Wizard.with_context(default_survivor_id=matter.id)
        for way in (
            lambda: Wizard.create({**vals, "survivor_id": matter.id}),
            lambda: Wizard.create(vals).write({"survivor_id": matter.id}),
            lambda: preset.create(vals),
            lambda: preset.onchange({}, [], spec),
            lambda: Wizard.onchange({"survivor_id": matter.id}, ["survivor_id"], spec),
        ):
            with self.assertRaises(AccessError) as refusal, self.cr.savepoint():
                way()
            self.assertNotIn("外人", str(refusal.exception))
        # whoever sees the matter reads its title as before
        own = Wizard.with_user(self.worker_a).create({**vals, "survivor_id": matter.id})
        self.assertIn("外人", str(own.read(["survivor_id"])))

    # -- rules

    def test_office_adds_words_not_rules(self):
        option = self.regulation.option_list_ids.filtered(
            lambda row: row.code == "record_kind"
        ).option_ids[:1]
        as_office = option.with_user(self.office_user)
        self.assert_refused(as_office.write, {"demand_ids": self.demands("referral")})
        self.assert_refused(
            as_office.create,
            {
                "list_id": option.list_id.id,
                "name": "x",
                "code": "x",
                "demand_ids": self.demands("urging_counted"),
            },
        )
        self.assertTrue(
            as_office.create({"list_id": option.list_id.id, "name": "x", "code": "x"})
        )
        closed = option.list_id.copy({"code": "closed", "is_open": False})
        self.assert_refused(as_office.write, {"list_id": closed.id})

    def test_rules_of_another_institution(self):
        other = self.env["res.company"].create({"name": "别校"})
        regulation = self.regulation.copy({"company_id": other.id})
        step = regulation.approval_step_ids[:1].with_user(self.admin)
        self.assert_refused(step.write, {"name": "x"})
        self.assert_refused(
            step.create,
            {
                "regulation_id": regulation.id,
                "name": "x",
                "purpose": "extension",
                "kind": "decide",
                "role": "office",
            },
        )
        self.assert_refused(regulation.term_rule_ids[:1].with_user(self.admin).unlink)
        option = regulation.option_list_ids.option_ids[:1]
        self.assert_refused(option.with_user(self.office_user).write, {"name": "x"})
        own = self.regulation.approval_step_ids[:1].with_user(self.admin)
        own.write({"name": "审批二"})

    def test_administrator_is_nobodys_deputy_by_own_hand(self):
        Delegation = self.env["duban.delegation"].with_user(self.admin)
        vals = {"user_id": self.leader.id, "date_to": "2024-12-31"}
        self.assert_refused(Delegation.create, {**vals, "deputy_id": self.admin.id})
        row = Delegation.create({**vals, "deputy_id": self.leader2.id})
        self.assert_refused(row.write, {"deputy_id": self.admin.id})

    def test_job_is_written_by_its_work(self):
        """State, progress and result are not its owner's to write, by values or by defaults."""
        Export = self.env["duban.ledger.export"].with_user(self.outsider)
        job = Export.create({"output": "xlsx"})
        forged = {
            "job_state": "running",
            "job_total": 10**6,
            "job_done": 10,
            "job_message": "x",
            "job_beat": "2024-01-01 00:00:00",
            "matter_ids_json": [1],
            "columns": [{"key": "row", "label": "x", "width": 5}],
            "file": "eA==",
            "file_name": "x.xlsx",
        }
        for name, value in forged.items():
            self.assert_refused(job.write, {name: value})
            self.assert_refused(Export.create, {name: value})
        self.assert_refused(Export.with_context(default_job_state="done").create, {})
        Import = self.env["duban.import"].with_user(self.outsider)
        reading = Import.create({})
        for name, value in {
            **dict(list(forged.items())[:3]),
            "phase": "create",
        }.items():
            self.assert_refused(reading.write, {name: value})
        job.write({"scope": "open"})

    def test_hidden_titles_cost_no_query_per_matter(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        units = [Command.set((self.unit_b | self.unit_c).ids)]
        counts = {}
        for size in (1, 1, 40):
            taken = []
            values = [
                self.values(
                    name=f"第{size}批{n}", content=f"第{n}批", co_unit_ids=units
                )
                for n in range(size)
            ]
            matters = Matter
            for call in (
                lambda values=values: Matter.create(values),
                lambda: matters.action_file(),  # noqa: B023
                lambda: matters.action_assign(),  # noqa: B023
            ):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                result = call()
                matters = matters or result
                self.env.flush_all()
                taken.append(self.cr.sql_log_count - before)
            counts[size] = taken
        for one, many, limit in zip(counts[1], counts[40], (30, 40, 140), strict=True):
            self.assertLessEqual(one, limit, counts)
            self.assertLessEqual(many, one + 5, counts)

    def test_dialogs_are_ones_own(self):
        wizard = (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .create(
                {
                    "action": "return",
                    "res_model": "duban.matter",
                    "res_ids": [1],
                    "text": "内情",
                }
            )
        )
        self.assert_refused(wizard.with_user(self.outsider).read, ["text"])

    # -- registering and linking

    def test_no_matter_under_a_template(self):
        template = self.regulation.copy(
            {"company_id": False, "filing_initiator": "subject_unit"}
        )
        self.assert_refused(
            self.env["duban.matter"].with_user(self.worker_a).create,
            {
                "name": "x",
                "regulation_id": template.id,
                "subject_unit_id": self.unit_a.id,
            },
        )

    def test_foreign_file_is_not_linked(self):
        secret, own = self.accepted(), self.accepted()
        file = self.file(secret)
        own._engine_write({"handler_id": self.outsider.id})
        self.env.invalidate_all()
        mine = own.with_user(self.outsider)
        mine.write({"result": "x"})  # as handler the outsider writes the result
        self.assert_refused(
            mine.write, {"result_attachment_ids": [Command.link(file.id)]}
        )

    def test_children_are_linked_by_those_who_may_write_them(self):
        matter, foreign = self.accepted(), self.accepted()
        self.assert_refused(
            matter.with_user(self.worker_a).write,
            {"child_ids": [Command.link(foreign.id)]},
        )
        self.assert_refused(
            matter.with_user(self.worker_a).write,
            {"child_ids": [Command.update(foreign.id, {"priority": "2"})]},
        )
        self.assert_refused(
            matter.with_user(self.worker_a).write,
            {
                "approval_line_ids": [
                    Command.create(
                        {
                            "name": "x",
                            "purpose": "closing",
                            "kind": "decide",
                            "role": "office",
                        }
                    )
                ]
            },
        )

    def test_nobody_changes_the_own_unit(self):
        """Membership of a unit is the personnel office's, else everybody joins the supervision office."""
        employee = self.employee_of(self.outsider)
        with self.assertRaises(AccessError):
            employee.with_user(self.outsider).write({"department_id": self.office.id})
