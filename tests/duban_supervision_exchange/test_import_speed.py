"""A long ledger: what reading and creating cost; ``DUBAN_ROWS=5000 … -s`` prints the seconds of the processor."""

import cProfile
import os
import random
import sys
import time

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_exchange.test_import import ImportCase

ROWS = int(os.environ.get("DUBAN_ROWS", "300"))
PROFILE = os.environ.get("DUBAN_PROFILE")
HEAD = ["序号", "督办事项", "工作举措", "牵头单位", "责任单位", "完成时限", "备注"]
DUES = (
    "2026年6月30日前", "9月底前", "第四季度", "年底前", "长期坚持", "2026.10", "12月25日",
    "5月31日前完成50%，年底前完成100%",
)  # fmt: skip
#: queries of reading a file, however long it is, and for each batch of rows and for each row created
READ_QUERIES, ROW_QUERIES = 60, 2


@tagged("post_install", "-at_install")
class TestImportSpeed(ImportCase, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2026-03-04")

    def ledger(self):
        pick = random.Random(19)
        units = ("教务处", "后勤处", "科研处")
        rows = []
        for n in range(ROWS):
            lead = pick.choice(units)
            others = "、".join(unit for unit in units if unit != lead)
            rows.append(
                [n + 1, f"推进第{n + 1}项重点工作", f"制定方案并落实第{n + 1}项", lead, pick.choice((others, None)),
                 pick.choice(DUES), "按月报送"]
            )  # fmt: skip
        return self.sheet([HEAD, *rows])

    def measured(self, name, work):
        """Seconds of the processor and queries that ``work`` takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before, queries = time.process_time(), self.cr.sql_log_count
        if PROFILE:
            profile = cProfile.Profile()
            profile.runcall(work)
            profile.dump_stats(f"{PROFILE}.{name}")
        else:
            work()
        self.env.flush_all()
        seconds = time.process_time() - before
        queries = self.cr.sql_log_count - queries
        sys.stdout.write(f"\n{name}: {ROWS} rows, {seconds:.1f} s, {queries} queries\n")
        return queries

    @clause("PLUS-X6")
    def test_a_long_ledger_is_read_and_created_in_few_queries(self):
        job = self.env["duban.import"].with_user(self.office_user).create(
            {"file": self.ledger(), "file_name": "台账.xlsx", "year": 2026, "basis": "年度工作要点"}
        )  # fmt: skip

        def read():
            job.action_read()
            job._job_run()

        self.assertLess(self.measured("read", read), READ_QUERIES + ROWS / 10)
        self.assertEqual((job.good_count, job.bad_count), (ROWS, 0))

        def create():
            job.action_create_drafts()
            job._job_run()

        queries = self.measured("create", create)
        self.assertLess(queries, READ_QUERIES + ROW_QUERIES * ROWS)
        self.assertEqual(job.created_count, ROWS)
