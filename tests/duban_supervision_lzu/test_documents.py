"""DOC rows: each document that the text names carries every cell of its row and the institution's name."""

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.documents import ChineseForms, DocumentCase

from .common import LEDGER, LzuCommon


@tagged("post_install", "-at_install")
class TestLzuDocuments(DocumentCase, LzuCommon):
    @clause("DOC-7")
    def test_ledger(self):
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[Command.set(self.unit_b.ids)])
        text = self.printed("action_report_ledger", matter)
        self.assert_printed(
            text,
            "督查督办台账",
            *LEDGER,
        )
        self.assert_printed(
            text,
            matter.number,
            "完成招标、安装和验收",
            "2024年12月20日",
            "leader",
            "worker_a",
        )
        self.assertIn("教务处 worker_a 2024年3月4日", text)

    def test_merged_sources(self):
        """任务来源 may hold several after merging."""
        self.at("2024-03-04")
        survivor, merged = (
            self.filed(),
            self.filed(name="更新机房", source_document="年度工作要点第12条"),
        )
        merged.action_merge(survivor.id, "内容相同")
        self.env.invalidate_all()
        self.assertIn(
            "年度工作要点第12条", self.printed("action_report_ledger", survivor)
        )


@tagged("post_install", "-at_install")
class TestLzuForms(ChineseForms, LzuCommon):
    pass
