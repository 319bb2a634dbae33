"""Packages for an inspection: counts equal the ledger, every link leads somewhere, a thousand dossiers."""

import io
import logging
import os
import re
import struct
import time
import zipfile
from urllib.parse import unquote

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestInspectionPackage(PackageCase):
    @clause("PLUS-A2")
    def test_counts_equal_the_ledger(self):
        self.closed()
        self.accepted(name="在办")
        self.accepted(name="本人无权知悉", confidentiality="sensitive").with_user(
            self.office_user
        )
        self.matter(name="拟立项")
        package = self.make(self.package(kind="inspection", ground="巡视组第3号调阅单"))
        export = (
            self.env["duban.ledger.export"]
            .with_user(self.office_user)
            .create({"date_from": "2024-01-01", "date_to": "2024-12-31"})
        )
        expected = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .search(export._domain())
        )
        self.assertEqual(package.line_ids.matter_id, expected)
        self.assertEqual(package.matter_count, len(expected))
        box = self.boxes(package)[0]
        self.assertEqual(self.verify(*self.boxes(package), record=package)[0], 0)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = archive.namelist()
            index = archive.read("index.html").decode()
        self.assertEqual(index.count("<tr>"), len(expected) + 1)
        targets = {unquote(found) for found in re.findall('href="([^"]+)"', index)}
        self.assertLessEqual(targets, set(names))
        for line in package.line_ids:
            self.assertIn(f"dossiers/{line._folder()}/trail/trail.txt", targets)
        for name in names:
            if "/" not in name and not name.startswith(("manifest", "index")):
                listed = name in targets or name.endswith(("-001.xlsx", ".txt"))
                self.assertTrue(listed, name)
        by_unit = self.sheet(box, "Figures" if "Figures.xlsx" in names else "统计")
        total = next(row for row in by_unit if row[0] in ("Total", "合计"))
        self.assertEqual(total[1], len(expected))
        self.assertEqual(total[2], 1)
        owed = self.sheet(box, "Open" if "Open promises.xlsx" in names else "未了")
        self.assertEqual(len(owed) - 2, len(expected) - 1)

    @clause("PLUS-A1", "PLUS-A2")
    def test_only_what_was_carried_through_is_called_done(self):
        done = self.closed(name="已办结")
        withdrawn = self.accepted(name="误立").with_user(self.office_user)
        withdrawn.action_withdraw_filing("重复立项")
        exempted = self.accepted(name="免办")
        engine = exempted.sudo().with_context(duban_door=exempted._door())
        engine.write({"state": "exempted", "date_ended": "2024-03-04"})
        running = self.accepted(name="在办")
        self.env["res.lang"]._activate_lang("zh_CN")
        package = self.make(self.package(kind="inspection", ground="巡察"))
        said = {line.matter_id.id: line._said_end() for line in package.line_ids}
        self.assertEqual(said[done.id], "办结")
        self.assertEqual(said[exempted.id], "免于督办")
        self.assertEqual(said[withdrawn.id], "已撤销立项")
        acts = {
            line.matter_id.id: [
                value
                for name, values in line._metadata([])
                if name == "业务实体"
                for key, value in values
                if key == "业务行为"
            ]
            for line in package.line_ids
        }
        self.assertEqual(acts[done.id], ["立项", "交办", "办结"])
        self.assertEqual(acts[exempted.id], ["立项", "交办", "免于督办"])
        self.assertEqual(acts[withdrawn.id], ["立项", "交办"])
        self.assertEqual(acts[running.id], ["立项", "交办"])
        box = self.boxes(package)[0]
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            english = "Figures.xlsx" in archive.namelist()
        rows = self.sheet(box, "Figures" if english else "统计")
        total = next(row for row in rows if row[0] in ("Total", "合计"))
        # all, ended, open, overdue, withdrawn
        self.assertEqual(total[1:6], [4, 2, 1, 0, 1])

    @clause("PLUS-A2")
    def test_what_was_taken_out_of_the_list_counts_nowhere(self):
        """Ledger, figures, open promises and index speak of the matters that are in the package, and of no other."""
        kept, out = self.accepted(name="收入事项"), self.accepted(name="取出事项")
        package = self.package(kind="inspection")
        package.action_list()
        line = package.line_ids.filtered(lambda row: row.matter_id == out)
        line.is_included = False
        box = self.boxes(self.make(package))[0]
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = [name for name in archive.namelist() if "/" not in name]
            index = archive.read("index.html").decode()
        self.assertIn(kept.name, index)
        self.assertNotIn(out.name, index)
        lists = {name: self.sheet(box, name) for name in names if name.endswith(".xlsx")}  # fmt: skip
        named = [name for name, rows in lists.items() if kept.name in repr(rows)]
        # the ledger, what is open and the list of the box
        self.assertEqual(len(named), 3, named)
        for name, rows in lists.items():
            self.assertNotIn(out.name, repr(rows), name)
            self.assertNotIn(out.number, repr(rows), name)
        figures = self.sheet(box, "Figures" if "Figures.xlsx" in names else "统计")
        total = next(row for row in figures if row[0] in ("Total", "合计"))
        self.assertEqual((total[1], total[3]), (1, 1))

    @clause("PLUS-A2")
    def test_the_index_leads_into_every_box(self):
        """One index in the first box; of each matter it names the papers, whichever box they are in."""
        for number in range(3):
            self.accepted(name=f"事项{number}")
        package = self.package(kind="inspection")
        self.make_one_box_each(package)
        held, index = set(), {}
        for number, box in enumerate(self.boxes(package), 1):
            with zipfile.ZipFile(io.BytesIO(box)) as archive:
                held |= set(archive.namelist())
                if "index.html" in archive.namelist():
                    index[number] = archive.read("index.html").decode()
        self.assertEqual((len(package.box_ids), list(index)), (3, [1]))
        targets = {unquote(found) for found in re.findall('href="([^"]+)"', index[1])}
        self.assertLessEqual(targets, held)
        for line in package.line_ids:
            papers = [name for name in targets if name.startswith(f"dossiers/{line._folder()}/")]  # fmt: skip
            self.assertIn(f"dossiers/{line._folder()}/trail/trail.txt", papers)

    @clause("PLUS-A2")
    def test_a_planned_recheck_is_owed_too(self):
        kinds = self.env["duban.option"]._get(self.regulation, "recheck_kind")
        matter = self.closed()
        check, made = (self.recheck(matter, kinds[:1].code) for _n in range(2))
        made.action_record("passed", "已落实")
        box = self.boxes(self.make(self.package(kind="inspection")))[0]
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = archive.namelist()
        owed = self.sheet(box, "Open" if "Open promises.xlsx" in names else "未了")
        # what was looked at already is owed no more
        said = [row[-1] for row in owed]
        self.assertEqual(said.count(check.kind_id.name), 1)

    @clause("PLUS-A1", "PLUS-A2")
    def test_many(self):
        """DUBAN_DOSSIERS=1000 measures it: none is missing, and one changed byte among all is found."""
        count = int(os.environ.get("DUBAN_DOSSIERS", "6"))
        drafts = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .create([self.values(name=f"事项{number}") for number in range(count)])
        )
        drafts.action_file()
        package = self.package(kind="inspection", box_size=20)
        if "DUBAN_DOSSIERS" in os.environ:
            # as on a server: the forms as PDF, which tests otherwise leave out
            package = package.with_context(force_report_rendering=True)
        # the clock of the test stands still, that of the processor does not
        worked = time.process_time()
        self.make(package)
        worked = time.process_time() - worked
        _logger.info("%s dossiers: %.1f s of processor time", count, worked)
        boxes = self.boxes(package)
        self.assertEqual(sum(package.box_ids.mapped("matter_count")), count)
        code, output = self.verify(*boxes, record=package)
        self.assertEqual(code, 0, output)
        with zipfile.ZipFile(io.BytesIO(boxes[-1])) as archive:
            dossiers = [
                info for info in archive.infolist() if "manifest" not in info.filename
            ]
        largest = max(dossiers, key=lambda info: info.compress_size)
        flipped = bytearray(boxes[-1])
        # behind the file's own header, whose name and extra field have their lengths in it
        header = largest.header_offset
        begin = header + 30 + sum(struct.unpack_from("<HH", flipped, header + 26))
        flipped[begin + largest.compress_size // 2] ^= 1
        code, output = self.verify(*boxes[:-1], bytes(flipped))
        self.assertEqual(code, 1, output)
        self.assertIn(largest.filename, output)

    @clause("PLUS-A2")
    def test_of_one_unit_or_a_list(self):
        ours = self.accepted()
        theirs = self.assigned(name="科研", lead_unit_id=self.unit_c.id)
        package = self.package(kind="inspection", unit_ids=self.units(self.unit_c))
        package.action_list()
        self.assertEqual(package.line_ids.matter_id, theirs)
        package = self.package(
            kind="inspection",
            date_from="2020-01-01",
            date_to="2020-12-31",
            only_matter_ids=[Command.set(ours.ids)],
        )
        package.action_list()
        self.assertEqual(package.line_ids.matter_id, ours)
        empty = self.package(date_from="2020-01-01", date_to="2020-12-31")
        self.assert_refused(empty.action_list)
        self.assert_refused(empty.action_start)

    @clause("PLUS-A2")
    def test_another_institution_stays_outside(self):
        self.accepted()
        company = self.env["res.company"].create({"name": "另一高校"})
        package = self.package(kind="inspection")
        self.assert_refused(package.write, {"company_id": company.id})
        self.assert_refused(lambda: self.package(company_id=company.id))
        # nor does a matter of the other one come along when it is named
        self.office_user.company_ids += company
        regulation = self.regulation.copy(
            {"company_id": company.id, "date_from": "2000-01-01"}
        )
        foreign = self.accepted(name="他校事项")
        self.env.cr.execute(
            "UPDATE duban_matter SET regulation_id = %s WHERE id = %s",
            (regulation.id, foreign.id),
        )
        self.env.invalidate_all()
        named = self.package(
            kind="inspection", only_matter_ids=[Command.set(foreign.ids)]
        )
        self.assert_refused(named.action_list)
