"""The Word files of a matter of 西安外国语大学, and a notice of the school's own, as a journal."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_word.test_template import TemplateCase
from tests.duban_supervision_xisu.common import XisuCommon
from tests.journal import Journal


@tagged("post_install", "-at_install")
class TestJournal(Journal, TemplateCase, XisuCommon):
    def log_words(self, matter, user=None):
        """What each Word file of the matter says, made as ``user`` (the office)."""
        Report = self.env["ir.actions.report"].with_user(user or self.office_user)
        for report in Report._duban_word_reports(matter._name, matter.ids):
            content, name = report.sudo(False)._duban_word(matter.ids)
            self.log_docx(name, content)

    @clause("PLUS-D1", "XISU-8.3a", "CORE-16")
    def test_the_word_files_of_a_matter_and_a_template_of_the_school(self):
        """As the suite writes them; with a template that is refused, tried, used, replaced and put away; at the end.

        Only the administrator uploads a template; a unit makes the files of its matter and no other.
        """
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        self.log("立项、交办、承办")
        self.log_docx("督办通知", self.made(matter)[0])
        self.assert_refused(self.made, matter, self.worker_c)
        self.log("worker_c 制作文书被拒绝")
        template = self.template()
        self.assert_refused(self.upload, template, "关于{{ 事项名 }}的通知")
        self.log("admin 上传的模板有未知字段，被拒绝")
        self.upload(template, "督办通知（{{ number }}）", "{{ 承办单位 }}：请于{{ 办结期限 }}前办结“{{ name }}”。",
                    rows=(("协办单位", "{{ 协办单位 }}"), ("督办依据", "{{ 督办依据 }}")))  # fmt: skip
        self.log("admin 上传模板")
        self.log_docx("督办通知（模板未启用）", self.made(matter)[0])
        template.action_use()
        self.log("admin 启用模板")
        for user in (self.office_user, self.worker_a):
            self.log_docx(f"督办通知（{user.name} 按模板）", self.made(matter, user)[0])
        template.active = False
        self.log("admin 停用模板")
        self.log_docx("督办通知（模板停用后）", self.made(matter)[0])
        self.at("2024-03-15")
        self.closed(matter)
        self.log("办结")
        self.log_words(matter)
        self.log_messages()
        self.assert_journal("word")
