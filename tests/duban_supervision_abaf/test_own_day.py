"""A paper says what held on its own day: limits, units, people and offices, whatever came afterwards."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause

from .test_forms import FormsCommon, Sheet


@tagged("post_install", "-at_install")
class TestOwnDay(FormsCommon):
    def change(self, matter, sign=True, **values):
        """The office changes the sheet with its ground; the three who signed it sign anew."""
        self.env["duban.adjustment"].with_user(self.office_user).create(
            {"matter_id": matter.id, "ground": "情况变化", **values}
        )
        if sign:
            self.approve(matter, "同意变更")
        matter.invalidate_recordset()

    @clause("CORE-38", "ABAF-12.1d", "ABAF-A1.5", "ABAF-18.0")
    def test_the_limit_on_the_filing_form_is_the_one_that_was_signed_last(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)

        def limit():
            return self.sheet("filing_form", matter).cell("完成时限")

        self.assertEqual(limit(), "2023年6月11日")
        self.change(matter, sign=False, grade_id=self.grade("g3").id, term_days=20)
        self.assertEqual(limit(), "2023年6月11日", "not signed yet")
        self.approve(matter, "同意变更")
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.choices("等级"), ["○一级", "○二级", "●三级", "○四级"])
        self.assertEqual(sheet.cell("完成时限"), "2023年6月21日")
        self.assertIn("同意变更", sheet.cell("主要领导"))
        # what is granted afterwards stands on its own form
        self.at("2023-06-10")
        extension = self.extension(matter, "2023-07-05")
        extension.action_submit()
        for line in extension.sudo().approval_line_ids.sorted("id"):
            line.with_user(line.approver_id or self.office_user).action_approve(
                "同意延期"
            )
        self.env.invalidate_all()
        self.assertEqual(str(matter.date_deadline), "2023-07-05")
        self.assertEqual(limit(), "2023年6月21日")

    @clause("CORE-38", "ABAF-A1.5", "ABAF-18.4")
    def test_a_grade_without_end_that_was_signed_last(self):
        self.at("2023-06-01")
        matter = self.accepted(term_days=10)
        self.change(matter, grade_id=self.grade("g4").id)
        self.assertFalse(matter.date_deadline)
        self.assertEqual(self.sheet("filing_form", matter).cell("完成时限"), "长期")

    @clause("CORE-38", "ABAF-A1.5")
    def test_a_stated_limit_that_was_corrected_before_the_assignment(self):
        self.at("2023-06-01")
        matter = self.filed(date_deadline="2023-06-12")
        self.change(matter, date_deadline="2023-06-14")
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.cell("完成时限"), "2023年6月14日")
        self.assertIn("同意变更", sheet.cell("主要领导"))

    @clause("ABAF-16.2", "CORE-21")
    def test_the_unit_that_takes_over_gets_its_notice(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-05")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        while step := matter.sudo()._current_line():
            step.with_user(step.approver_id).action_approve("同意")
        kept = self.env["duban.print"].sudo().search([("report", "like", "notice")])
        kept = kept.filtered(lambda row: row.attachment_id.res_id == matter.id)
        first, second = kept.sorted("id")
        self.assertIn("教务处", first.source)
        self.assertNotIn("科研处", first.source)
        self.assertIn("科研处", second.source)
        self.assertNotIn("教务处", second.source)

    @clause("ABAF-12.1b", "ABAF-12.1d", "CORE-21", "CORE-38")
    def test_the_leader_of_the_unit_that_takes_over_signs(self):
        """第十二条: 分管领导 is the new subject's, not the one of the unit that leaves (AMB-37)."""
        self.at("2023-06-01")
        self.leader2.name = "扎西顿珠"
        matter = self.accepted()
        self.at("2023-06-05")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        step = matter.sudo()._current_line()
        self.assertEqual((step.name, step.approver_id), ("分管领导审签", self.leader2))
        self.assert_refused(step.with_user(self.leader).action_approve, "同意")
        self.approve(matter)
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.cell("督查督办主体"), "科研处")
        self.assertEqual(sheet.cell("分管院领导").split()[1], "扎西顿珠")
        # what changes the content only is signed by whoever is in charge now
        self.change(matter, sign=False, content="改为更新全部机房")
        self.assertEqual(matter.sudo()._current_line().approver_id, self.leader2)

    @clause("ABAF-12.1d", "ABAF-A1.7", "CORE-38", "CORE-32")
    def test_the_sheet_says_who_was_signed_and_which_unit_came_since(self):
        """机构调整 needs no signature; under the three signatures stands the unit that they are for."""
        self.at("2023-06-01")
        matter = self.filed()
        self.at("2023-06-05")
        change = self.env["duban.unit.change"].with_user(self.office_user)
        values = {"unit_id": self.unit_a.id, "successor_id": self.unit_c.id}
        change.create({**values, "ground": "机构调整"}).action_apply()
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.cell("督查督办主体"), "教务处（2023年6月5日起为科研处）")
        self.assertEqual(
            sheet.cell("单位责任人"), "索朗多吉（2023年6月5日起为泽仁卓玛）"
        )
        self.assertEqual(
            sheet.cell("主要领导").split(), ["同意", "罗尔伍", "2023年6月1日"]
        )
        self.assertEqual(matter.sudo()._document_text("subject_unit_id"), "科研处")
        # signed anew, the sheet is the new unit's alone
        self.at("2023-06-06")
        self.change(matter, content="改为更新全部机房")
        sheet = self.sheet("filing_form", matter)
        self.assertEqual(sheet.cell("督查督办主体"), "科研处")
        self.assertEqual(sheet.cell("单位责任人"), "泽仁卓玛")

    @clause("DOC-6", "CORE-21")
    def test_what_the_former_unit_reported_is_not_the_new_ones(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.feedback(matter, name="已完成招标")
        ledger = matter.sudo()
        self.assertIn("2023年6月1日", ledger._document_text("feedback_dates"))
        self.assertIn("已完成招标", ledger.last_progress)
        self.at("2023-06-05")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        self.approve(matter)
        self.env.invalidate_all()
        for text in (
            ledger._document_text("feedback_dates"),
            ledger._document_text("progress"),
            ledger.last_progress or "",
        ):
            self.assertNotIn("2023年6月1日", text)
            self.assertNotIn("已完成招标", text)
        self.assertIn("已完成招标", ledger._document_text("all_progress"))
        self.feedback(self.accept(matter), user=self.worker_c, name="重新招标")
        self.assertIn("2023年6月5日", ledger._document_text("feedback_dates"))
        self.assertIn("重新招标", ledger.last_progress)

    @clause("ABAF-A2.12", "CORE-21", "CORE-7")
    def test_a_notice_names_the_co_units_of_its_day(self):
        """后勤 helped when it was urged; who joined or took over afterwards stands on no notice of before."""
        self.at("2023-06-01")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        self.at("2023-07-20")
        matter.with_user(self.office_user).action_urge("请抓紧办理")
        first = matter.sudo().record_ids.filtered(lambda row: row.purpose == "urging")

        def printed(record):
            sheet = self.sheet("urging_notice", record)
            return sheet.cell("协办单位责任人"), sheet.cell("协办承办人")

        before = printed(first)
        line = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        self.assertIn(self.unit_b.name, before[0])
        self.assertIn(line.head_id.name, before[0])
        self.assertEqual(before[1], line.handler_id.name)
        self.at("2023-07-24")
        self.change(
            matter, change_co_units=True, co_unit_ids=[Command.set(self.unit_c.ids)]
        )
        self.assertEqual(matter.sudo().co_unit_ids, self.unit_c)
        self.assertEqual(printed(first), before)
        self.at("2023-08-20")
        matter.with_user(self.office_user).action_urge("再次催办")
        second = matter.sudo().record_ids.filtered(lambda row: row.purpose == "urging") - first  # fmt: skip
        after = printed(second)
        self.assertIn(self.unit_c.name, after[0])
        self.assertNotIn(self.unit_b.name, after[0])
        # the co-unit leads from now on
        self.at("2023-08-22")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责调整")
        while step := matter.sudo()._current_line():
            step.with_user(step.approver_id).action_approve("同意")
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)
        self.assertFalse(matter.sudo().co_unit_ids)
        self.assertEqual((printed(first), printed(second)), (before, after))

    @clause("ABAF-A1.9", "ABAF-A3.9")
    def test_the_handler_of_the_lead_unit_is_not_that_of_another_subject(self):
        self.at("2023-06-01")
        matter = self.accepted()
        sudo = matter.sudo()
        self.assertEqual(sudo._document_text("abaf_subject_handler"), "李晓雨")
        sudo._engine_write({"subject_unit_id": self.unit_b.id})
        self.assertEqual(sudo._document_text("abaf_subject_head"), "王建军")
        self.assertEqual(sudo._document_text("abaf_subject_handler"), "")

    @clause("DOC-13", "ABAF-19.1c")
    def test_an_application_to_be_released_is_called_so(self):
        self.at("2023-06-01")
        matter = self.accepted()
        self.at("2023-06-05")
        report = "duban_supervision.action_report_request"
        for kind, title in (("extension", "延期申请"), ("exemption", "免于督办申请")):
            request = self.extension(matter, "2023-07-05", kind=kind)
            request.action_submit()
            Report = self.env["ir.actions.report"].with_user(self.office_user)
            html, _kind = Report._render_qweb_html(report, request.ids)
            self.assertEqual(Sheet(html).title, title)

    @clause("ABAF-A3.19", "ABAF-A2.12", "ABAF-16.4a", "CORE-32")
    def test_what_was_registered_stays_that_of_the_department_that_did(self):
        matter = self.example()
        self.finish(matter)
        waiting = self.accepted(name="修缮操场")

        def printed():
            return (
                self.sheet("completion_form", matter).cell("组织、纪委 党政办备案"),
                self.sheet("filing_form", matter).cell("党政办备案"),
                self.sheet("urging_notice", self.urgings[0]).cell("组织、纪委备案"),
                self.sheet("urging_notice", self.urgings[0]).cell("党政办备案"),
            )

        first = printed()
        self.assertIn("组织人事部：蒋国强", first[0])
        before = matter.sudo()._registrations_due()
        self.assertEqual([row[:2] for row in before], [("urging", self.urgings[1])] * 2)
        new = self.env["hr.department"].create(
            {"name": "人力资源处", "company_id": self.company.id}
        )
        self.regulation.organisation_office_id = new
        matter.sudo()._engine_write({"office_id": self.unit_out.id})
        rows = matter.sudo().registration_ids
        for known in (True, False):
            if not known:
                self.assertEqual(
                    set(rows.mapped("office")), {"office", "organisation", "discipline"}
                )
                # as it was before the kind of office was written down: told by those that are still the same
                matter.sudo()._engine_write({"office_id": self.office.id})
                self.env.flush_all()
                clear = "UPDATE duban_registration SET office = NULL WHERE id = ANY(%s)"
                self.cr.execute(clear, (rows.ids,))
                self.env.invalidate_all()
            self.assertEqual(printed(), first, known)
            due = matter.sudo()._registrations_due()
            self.assertEqual({row[1] for row in due}, {self.urgings[1]}, known)
            self.assertEqual({row[3] for row in due}, {new, self.discipline}, known)
        # what waits goes to today's office
        self.at("2023-07-20")
        waiting.action_urge("请抓紧办理")
        units = {row[3] for row in waiting.sudo()._registrations_due()}
        self.assertEqual(units, {new, self.discipline})

    @clause("ABAF-A3.19", "CORE-7")
    def test_older_registrations_are_told_by_who_is_which_office_now(self):
        matter = self.example()
        rows = matter.sudo().registration_ids
        before = rows.mapped("office")
        self.env.flush_all()
        clear = "UPDATE duban_registration SET office = NULL WHERE id = ANY(%s)"
        self.cr.execute(clear, (rows.ids,))
        self.env.invalidate_all()
        rows._keep_roles()
        self.assertEqual(rows.mapped("office"), before)
