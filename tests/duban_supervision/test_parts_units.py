"""Parts of a matter belong to their unit and end with the matter: volumes, custody, joint records, disagreements."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_parts_guards import PartsCommon


@tagged("post_install", "-at_install")
class TestPartsOfUnits(PartsCommon):
    def handed_on(self):
        """The matter went to unit C, which hands in a result of its own."""
        self.matter_.with_user(self.office_user).action_reassign(self.unit_c.id, "职责")
        self.env.invalidate_all()
        lead = self.matter_.with_user(self.worker_c)
        plan = {"name": "完成", "date": self.matter_.sudo().date_deadline}
        self.new("duban.plan.line", self.worker_c, **plan)
        lead.handler_id = self.worker_c
        lead.action_accept()
        self.feedback(self.matter_, self.worker_c)
        lead.write(self.result_values(self.matter_, self.worker_c))
        lead.action_submit_result()
        return lead

    @clause("WUT-18.1a", "SIE-18.1a", "CORE-21", "CORE-27")
    def test_the_next_unit_confirms_custody_of_its_own_material(self):
        """What the former one confirmed stays as it was, in its name, and is nobody's to change."""
        self.submitted(self.matter_)
        self.matter_.with_user(self.worker_a).action_confirm_custody("A的合同")
        former = self.matter_.sudo().archive_record_ids
        self.at("2024-03-06")
        lead = self.handed_on()
        seen = self.as_user(self.matter_, self.worker_c).allowed_actions
        self.assertIn("confirm_custody", seen)
        for user in (self.worker_a, self.worker_c, self.office_user):
            self.assert_refused(former.with_user(user).write, {"note": "改"})
        self.assert_refused(self.matter_.with_user(self.worker_a).action_confirm_custody)  # fmt: skip
        lead.action_confirm_custody("C的合同")
        self.assert_refused(lead.action_confirm_custody, "再次")
        self.assertEqual(
            [
                (row.department_id, row.user_id, row.note, str(row.date))
                for row in self.matter_.sudo().archive_record_ids.sorted("id")
            ],
            [
                (self.unit_a, self.worker_a, "A的合同", "2024-03-04"),
                (self.unit_c, self.worker_c, "C的合同", "2024-03-06"),
            ],
        )
        own = self.matter_.sudo().archive_record_ids - former
        own.with_user(self.worker_c).note = "C的合同、验收单"

    @clause("ABAF-16.7", "ABAF-14.2", "CORE-21")
    def test_the_volume_of_a_former_unit_is_not_the_next_ones(self):
        """Closed, registered, reopened and given to another unit: that one registers its own before it is archived."""
        self.regulation.archive_records = "dual"
        self.matter_ = self.accepted()
        self.closed(self.matter_)
        self.new("duban.archive.record", self.worker_a, holder="subject", volume="A-1")
        self.assertEqual(self.matter_.sudo()._archive_holders_missing(), {"office"})
        self.recheck(self.matter_, "visit").action_record("failed", "未落实", "2024-04-30")  # fmt: skip
        self.handed_on()
        office = self.matter_.with_user(self.office_user)
        office.write({"conclusion": "落实到位"})
        office.action_pass_review("符合要求")
        self.reported_back(office)
        office.action_close()
        self.new("duban.archive.record", holder="office", volume="O-1")
        self.assertEqual(self.matter_.sudo().state, "closed")
        self.assertEqual(self.matter_.sudo()._archive_holders_missing(), {"subject"})
        self.refused("duban.archive.record", self.worker_a, holder="subject", volume="A-2")  # fmt: skip
        self.new("duban.archive.record", self.worker_c, holder="subject", volume="C-1")
        self.assertEqual(self.matter_.sudo().state, "archived")

    @clause("XISU-7.1e", "CORE-20")
    def test_each_joint_department_records_for_itself(self):
        """One person of two joint departments has two to-dos and records twice; the office's records are no joint ones,
        wherever their author works since."""
        self.organisation.liaison_id = self.supervisory.liaison_id = self.outsider
        self.matter_ = self.assigned(
            joint_unit_ids=self.units(self.organisation, self.supervisory)
        )

        def waiting():
            keys = self.todos(self.matter_).mapped("duban_key")
            return sorted(key for key in keys if key.startswith("joint:"))

        both = sorted(f"joint:{u.id}" for u in self.organisation | self.supervisory)
        self.assertEqual(waiting(), both)
        self.new("duban.record", summary="电话了解进展")
        self.office.manager_id = self.employee_of(self.office_user2)
        self.employee_of(self.office_user).department_id = self.organisation
        self.env.invalidate_all()
        self.matter_.sudo()._reconcile_todos()
        self.assertEqual(waiting(), both)
        self.new("duban.record", self.outsider, summary="联合督办")
        self.assertEqual(len(waiting()), 1)
        self.new("duban.record", self.outsider, summary="联合督办")
        self.assertFalse(waiting())
        rows = self.matter_.sudo().record_ids.filtered(lambda row: row.purpose == "record")  # fmt: skip
        both = self.organisation | self.supervisory
        self.assertEqual(rows.department_id, self.office | both)


@tagged("post_install", "-at_install")
class TestPartsEnd(PartsCommon):
    @clause("CORE-14", "XISU-9.1b")
    def test_nobody_settles_what_the_closing_ended(self):
        """A disagreement ends with its matter; one that an earlier version left open is settled by nobody either."""
        rows = self.env["duban.disagreement"]
        for number in range(3):
            rows |= self.new("duban.disagreement", self.head_a, name=f"分工{number}")
        rows[1:].with_user(self.head_a).action_record_head("未能商定")
        rows[2].with_user(self.head_a).action_escalate()
        ended = self.closed(self.matter_)
        self.assertEqual(set(rows.sudo().mapped("state")), {"settled"})
        self.assertFalse(ended.sudo().is_disputed)
        self.matter_ = self.accepted()
        rows = rows.browse()
        for number in range(3):
            rows |= self.new("duban.disagreement", self.head_a, name=f"分工{number}")
        rows[1:].with_user(self.head_a).action_record_head("未能商定")
        rows[2].with_user(self.head_a).action_escalate()
        before = rows.sudo().mapped("state")
        for state in ("closed", "archived", "terminated"):
            self.ends(self.matter_, state)
            trail = self.matter_.sudo().trail_length
            head = rows.with_user(self.head_a)
            self.assert_refused(head[0].action_record_head, "已商定", True)
            self.assert_refused(head[1].action_escalate)
            for user in (self.leader, self.office_user):
                self.assert_refused(
                    rows[2].with_user(user).action_record_leader, "由A办"
                )
            self.assertEqual(rows.sudo().mapped("state"), before)
            self.assertEqual(self.matter_.sudo().trail_length, trail)

    @clause("CORE-14", "CORE-27", "LZU-5.1")
    def test_what_was_asked_of_an_ended_matter_stays(self):
        row = self.new("duban.progress.request", name="月度进展", date_due="2024-03-08")
        row.write({"name": "月度进展情况"})
        for state in ("closed", "archived", "exempted", "terminated"):
            self.ends(self.matter_, state)
            for user in (self.office_user, self.office_user2, self.admin):
                own = row.with_user(user)
                self.assert_refused(own.write, {"name": "改"})
                self.assert_refused(own.write, {"date_due": "2024-03-20"})
                self.assert_refused(own.unlink)
            self.refused("duban.progress.request", name="再问", date_due="2024-03-20")
        self.assertEqual((row.sudo().name, str(row.sudo().date_due)), ("月度进展情况", "2024-03-08"))  # fmt: skip
        self.ends(self.matter_, "in_progress")
        row.with_user(self.office_user).write({"date_due": "2024-03-11"})
