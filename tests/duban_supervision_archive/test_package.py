"""Packages for the archive and for an inspection: what is in them, who makes them, that a changed byte is found."""

import base64
import io
import logging
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

from odoo import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

_logger = logging.getLogger(__name__)
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_package.py"


class PackageCase(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def package(self, user=None, **values):
        return (
            self.env["duban.package"]
            .with_user(user or self.office_user)
            .create(
                {
                    "name": "2024年度督办档案",
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    **values,
                }
            )
        )

    def make(self, package):
        package.action_start()
        package._job_run()
        self.assertEqual(package.state, "done", package.job_message)
        return package

    def boxes(self, package):
        """[bytes] of the boxes, in their order."""
        return [base64.b64decode(box.file) for box in package.box_ids.sorted("number")]

    def verify(self, *boxes):
        """(exit code, output) of the offline check, run as an archivist does."""
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, content in enumerate(boxes, 1):
                path = Path(folder) / f"{number}.zip"
                path.write_bytes(content)
                paths.append(path)
            done = subprocess.run(
                [sys.executable, VERIFIER, *paths],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                env={"PYTHONIOENCODING": "utf-8"},
            )
        return done.returncode, done.stdout + done.stderr

    def sheet(self, box, part):
        """Rows of the first sheet of the list of a box whose name contains ``part``."""
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            name = next(n for n in archive.namelist() if part in n)
            book = load_workbook(io.BytesIO(archive.read(name)))
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


@tagged("post_install", "-at_install")
class TestArchivePackage(PackageCase):
    @clause("PLUS-A1")
    def test_ended_matters_with_their_lists(self):
        first, second = self.closed(), self.closed(name="第二件")
        running = self.accepted(name="在办")
        package = self.make(
            self.package(fonds_name="某大学", fonds_number="J001", first_item=7)
        )
        self.assertEqual(package.line_ids.mapped("item"), [7, 8])
        self.assertEqual(package.line_ids.matter_id, (first | second).sudo(False))
        self.assertNotIn(running, package.line_ids.matter_id)
        [box] = self.boxes(package)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = archive.namelist()
            folder = next(
                n.rsplit("/", 1)[0] for n in names if n.endswith("metadata.xml")
            )
            tree = etree.fromstring(archive.read(f"{folder}/metadata.xml"))
        self.assertTrue(folder.startswith("dossiers/0007 "), folder)
        for path, text in (
            ("档号/全宗号", "J001"),
            ("档号/年度", "2024"),
            ("档号/室编件号", "7"),
            ("来源/全宗名称", "某大学"),
            ("内容描述/题名", first.name),
            ("内容描述/文件编号", first.number),
            ("内容描述/责任者", "党政办公室"),
            ("机构人员实体/主办单位", "教务处"),
            ("业务实体/办结日期", "2024-03-04"),
        ):
            self.assertEqual(tree.findtext(path), text, path)
        described = {
            node.findtext("计算机文件名"): node.findtext("摘要")
            for node in tree.iterfind("电子属性/计算机文件")
        }
        self.assertIn("trail/trail.json", described)
        rows = self.sheet(box, "-001.xlsx")
        self.assertEqual([row[0] for row in rows if isinstance(row[0], int)], [7, 8])
        self.assertEqual(rows[2][2:4], [first.number, first.name])
        acts = self.env["duban.act"].sudo().search([("matter_id", "=", first.id)])
        handed_out = acts.filtered(lambda act: act.action == "export_dossier")
        self.assertEqual(handed_out.user_id, self.office_user)

    @clause("PLUS-A1")
    def test_a_flipped_byte_a_missing_box_and_an_added_file_are_found(self):
        for number in range(3):
            self.closed(name=f"事项{number}")
        package = self.package()
        package.action_list()
        package._engine_write({"box_size": 1})
        package.line_ids[:1]._engine_write({"retention": "permanent"})
        self.make(package)
        [box] = self.boxes(package)
        code, output = self.verify(box)
        self.assertEqual(code, 0, output)

        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}

        def again(**changes):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                for name, content in {**files, **changes}.items():
                    if content is not None:
                        archive.writestr(name, content)
            return stream.getvalue()

        for name, content in files.items():
            if name.startswith("manifest"):
                continue
            flipped = bytearray(content)
            flipped[len(content) // 2] ^= 1
            code, output = self.verify(again(**{name: bytes(flipped)}))
            self.assertEqual(code, 1, name)
            self.assertIn(name, output)
            self.assertEqual(self.verify(again(**{name: None}))[0], 1, name)
        self.assertEqual(self.verify(again(**{"dossiers/多余.txt": b"x"}))[0], 1)
        self.assertEqual(self.verify(b"no zip")[0], 2)

    @clause("PLUS-A1")
    def test_boxes_fill_up_and_none_may_be_missing(self):
        matters = [self.closed(name=f"事项{number}") for number in range(3)]
        package = self.package()
        package.action_list()
        for line in package.line_ids:
            line._make()
            line._engine_write({"size": 700 * 1024})
        package.box_size = 1
        self.make(package)
        boxes = self.boxes(package)
        self.assertEqual(len(boxes), len(matters))
        self.assertEqual(package.box_ids.mapped("first_item"), [1, 2, 3])
        self.assertEqual(self.verify(*boxes)[0], 0)
        code, output = self.verify(boxes[0], boxes[2])
        self.assertEqual(code, 1)
        self.assertIn("共3盒", output)

    @clause("PLUS-A1")
    def test_what_is_left_out_is_said(self):
        """Taken out by hand, and what went out of the maker's sight between the list and the making."""
        hidden, other, seen = (self.accepted(name=f"事项{n}") for n in range(3))
        package = self.package(self.office_user2, kind="inspection")
        package.action_list()
        taken_out = package.line_ids.filtered(lambda line: line.matter_id == other)
        taken_out.is_included = False
        package.action_start()
        hidden.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.env.invalidate_all()
        package._job_run()
        self.assertEqual(package.state, "done", package.job_message)
        states = {line.matter_id.id: line.state for line in package.sudo().line_ids}
        self.assertEqual(
            states, {hidden.id: "left_out", other.id: "waiting", seen.id: "ready"}
        )
        self.assertEqual(package.left_out_count, 1)
        [box] = self.boxes(package)
        code, output = self.verify(box)
        self.assertEqual(code, 0, output)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        self.assertNotIn("事项0".encode(), everything)

    @clause("PLUS-A1")
    def test_a_job_that_stopped_goes_on(self):
        for number in range(7):
            self.closed(name=f"事项{number}")
        package = self.package()
        package.action_start()
        package.job_step()
        made = package.line_ids.filtered(lambda line: line.state == "ready")
        self.assertEqual(len(made), 5)
        package._engine_write({"job_state": "failed"})
        acts = self.env["duban.act"].sudo()
        domain = [
            ("matter_id", "in", made.matter_id.ids),
            ("action", "=", "export_dossier"),
        ]
        before = acts.search_count(domain)
        package.action_again()
        package._job_run()
        self.assertEqual(package.state, "done")
        self.assertEqual(acts.search_count(domain), before)
        self.assertEqual(package.box_ids.matter_count, 7)

    @clause("PLUS-A1")
    def test_who_makes_it_and_who_reads_it(self):
        self.closed()
        for user in (
            self.head_a,
            self.leader,
            self.secretary,
            self.admin,
            self.discipline_user,
        ):
            self.assert_refused(self.package, user)
        package = self.make(self.package())
        for user in (self.office_user2, self.head_a, self.leader, self.discipline_user):
            self.assertFalse(self.as_user(package, user).has_access("read"), user.name)
            for part in (package.line_ids, package.box_ids):
                self.assertFalse(self.as_user(part, user).has_access("read"))
        self.assert_refused(package.write, {"name": "另一个"})
        self.assert_refused(package.line_ids.write, {"is_included": False})
        self.assert_refused(package.box_ids.write, {"fingerprint": "x"})
        self.assert_refused(package.unlink)

    @clause("PLUS-A1")
    def test_the_transfer_is_noted_once(self):
        self.closed()
        package = self.package()
        self.assert_refused(package.action_transfer)
        self.make(package)
        self.assert_refused(package.action_transfer)
        package.received_by = "档案馆 李明"
        package.action_transfer()
        self.assertEqual(package.state, "transferred")
        self.assertEqual(str(package.date_transferred), "2024-03-04")
        self.assert_refused(package.write, {"received_by": "别人"})


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
        self.assertEqual(self.verify(*self.boxes(package))[0], 0)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = archive.namelist()
            index = archive.read("index.html").decode()
        self.assertEqual(index.count("<tr>"), len(expected) + 1)
        for line in package.line_ids:
            self.assertIn(f"dossiers/{line._folder()}/", index)
            self.assertTrue(
                any(name.startswith(f"dossiers/{line._folder()}/") for name in names)
            )
        by_unit = self.sheet(box, "Figures" if "Figures.xlsx" in names else "统计")
        total = next(row for row in by_unit if row[0] in ("Total", "合计"))
        self.assertEqual(total[1], len(expected))
        self.assertEqual(total[2], 1)
        owed = self.sheet(box, "Open" if "Open promises.xlsx" in names else "未了")
        self.assertEqual(len(owed) - 2, len(expected) - 1)

    @clause("PLUS-A2")
    def test_a_planned_recheck_is_owed_too(self):
        kinds = self.env["duban.option"]._get(self.regulation, "recheck_kind")
        check = self.recheck(self.closed(), kinds[:1].code)
        box = self.boxes(self.make(self.package(kind="inspection")))[0]
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            names = archive.namelist()
        owed = self.sheet(box, "Open" if "Open promises.xlsx" in names else "未了")
        self.assertIn(check.kind_id.name, [row[-1] for row in owed])

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
        code, output = self.verify(*boxes)
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
