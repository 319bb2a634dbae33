"""Packages for the archive: what is in them, who makes them, that a changed byte is found."""

import base64
import hashlib
import io
import json
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_archive.common import PackageCase


@tagged("post_install", "-at_install")
class TestArchivePackage(PackageCase):
    @clause("PLUS-A1", "CORE-27")
    def test_no_file_is_put_in_the_place_of_the_transfer_record(self):
        """The lists of a package are the engine's: nobody puts a file under a field of it."""
        package = self.package()
        values = {
            "name": "移交清册.xlsx",
            "raw": b"forged",
            "res_model": package._name,
            "res_id": package.id,
            "res_field": "record",
        }
        for user in (self.office_user, self.admin):
            self.assert_refused(
                self.env["ir.attachment"].with_user(user).create, values
            )
        self.assertFalse(package.record)

    @clause("PLUS-A1")
    def test_ended_matters_with_their_lists(self):
        first, second = self.closed(), self.closed(name="第二件")
        running = self.accepted(name="在办")
        # ended on the only day of the period: its first and its last
        package = self.make(
            self.package(
                fonds_name="某大学", fonds_number="J001", first_item=7, date_from="2024-03-04", date_to="2024-03-04",
            )
        )  # fmt: skip
        for period in (("2024-01-01", "2024-03-03"), ("2024-03-05", "2024-12-31")):
            beside = self.package(date_from=period[0], date_to=period[1])
            self.assertEqual(beside.matter_count, 0, period)
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
            ("机构人员实体[机构人员类型='主办单位']/机构人员名称", "教务处"),
            ("业务实体[业务行为='办结']/行为时间", "2024-03-04"),
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
        for unpacked in (False, True):
            code, output = self.verify(box, unpacked=unpacked)
            self.assertEqual(code, 3, output)
            self.assertIn("仅自洽", output)
            code, output = self.verify(box, record=package, unpacked=unpacked)
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

        seen = set()
        for name, content in files.items():
            # one of each kind of file: they are all checked in the same way
            if name.startswith("manifest") or (kind := Path(name).name) in seen:
                continue
            seen.add(kind)
            flipped = bytearray(content)
            flipped[len(content) // 2] ^= 1
            code, output = self.verify(again(**{name: bytes(flipped)}), record=package)
            self.assertEqual(code, 1, name)
            self.assertIn(f"{name}：内容有变", output)
        name = next(name for name in files if name.endswith("metadata.xml"))
        code, output = self.verify(again(**{name: None}), record=package)
        self.assertEqual(code, 1)
        self.assertIn(f"{name}：缺失", output)
        code, output = self.verify(again(**{"dossiers/多余.txt": b"x"}))
        self.assertEqual(code, 1)
        self.assertIn("dossiers/多余.txt：清单中没有", output)
        code, output = self.verify(again(**{name: None, "另名": files[name]}))
        self.assertEqual(code, 1)
        self.assertIn(f"{name}：被改名或移到 另名", output)
        self.assertEqual(self.verify(b"no zip")[0], 2)

    @clause("PLUS-A1")
    def test_who_forges_the_manifest_too_is_found_by_the_record(self):
        """A whole box made anew agrees with itself; a line of a trail left out does not even do that."""
        self.closed()
        package = self.make(self.package())
        [box] = self.boxes(package)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}

        def forged(name, content):
            manifest = json.loads(files["manifest-001.json"])
            entry = next(row for row in manifest["files"] if row["path"] == name)
            entry.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
            changed = {name: content, "manifest-001.json": json.dumps(manifest)}
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                for path, kept in {**files, **changed}.items():
                    archive.writestr(path, kept)
            return stream.getvalue()

        anchors = next(name for name in files if name.endswith("anchor.json"))
        kept = json.loads(files[anchors])["checkpoint"]
        code, output = self.verify(box, anchor=kept)
        self.assertEqual(code, 3, output)
        self.assertIn("各件案卷完好", output)
        code, output = self.verify(box, anchor=kept, record=package)
        self.assertEqual(code, 0, output)
        code, output = self.verify(box, anchor="no checkpoint")
        self.assertEqual(code, 2, output)
        metadata = next(name for name in files if name.endswith("metadata.xml"))
        other = forged(metadata, files[metadata].replace(b"2024", b"2023"))
        self.assertEqual(self.verify(other)[0], 3)
        code, output = self.verify(other, record=package)
        self.assertEqual(code, 1)
        self.assertIn("第1盒：清单校验值不在移交登记表中", output)
        trail = next(name for name in files if name.endswith("trail.json"))
        lines = json.loads(files[trail])
        short = json.dumps([*lines[:1], *lines[2:]]).encode()
        code, output = self.verify(forged(trail, short))
        self.assertEqual(code, 1, output)

    @clause("PLUS-A1")
    def test_the_box_says_what_it_holds(self):
        """归档文件目录 with its 备考表 in each box, the list of boxes in the first, fingerprints on the record only."""
        first, second = self.closed(), self.closed(name="第二件")
        package = self.package(fonds_name="某大学", first_item=7)
        self.make_one_box_each(package)
        boxes = self.boxes(package)
        self.assertEqual(len(boxes), 2)
        for number, (box, matter) in enumerate(
            zip(boxes, (first, second), strict=True), 1
        ):
            with zipfile.ZipFile(io.BytesIO(box)) as archive:
                names = archive.namelist()
                name = next(n for n in names if n.endswith(f"-{number:03d}.xlsx"))
                book = load_workbook(io.BytesIO(archive.read(name)))
            items, notes = book.worksheets
            cells = list(items.iter_rows(values_only=True))
            self.assertEqual(cells[2][0], 6 + number)
            self.assertEqual(cells[2][2:4], (matter.number, matter.name))
            said = " ".join(str(row) for row in notes.iter_rows(values_only=True))
            self.assertIn(f"{number} / 2", said)
            self.assertIn(self.office_user.name, said)
            held = [n for n in names if n.startswith("dossiers/")]
            record = package.box_ids.filtered(lambda row, n=number: row.number == n)
            self.assertEqual(record.file_count, len(held))
            self.assertIn(f"{len(held)}", said)
        with zipfile.ZipFile(io.BytesIO(boxes[0])) as archive:
            readme = next(
                n for n in archive.namelist() if n.endswith(".txt") and "/" not in n
            )
            self.assertIn("verify_package.py", archive.read(readme).decode("utf-8-sig"))
            content = b"".join(archive.read(n) for n in archive.namelist())
        book = load_workbook(io.BytesIO(base64.b64decode(package.record)))
        rows = list(book.worksheets[1].iter_rows(values_only=True))[2:4]
        self.assertEqual(
            [(row[0], row[2], row[3], row[-1]) for row in rows],
            [(1, 7, 7, package.box_ids.sorted("number")[0].fingerprint),
             (2, 8, 8, package.box_ids.sorted("number")[1].fingerprint)],
        )  # fmt: skip
        self.assertNotIn(rows[0][-1].encode(), content)
        self.assertEqual(self.verify(*boxes, record=package, unpacked=True)[0], 0)

    @clause("PLUS-A1")
    def test_boxes_fill_up_and_none_may_be_missing(self):
        matters = [self.closed(name=f"事项{number}") for number in range(3)]
        package = self.package()
        self.make_one_box_each(package)
        boxes = self.boxes(package)
        self.assertEqual(len(boxes), len(matters))
        self.assertEqual(package.box_ids.mapped("first_item"), [1, 2, 3])
        self.assertEqual(self.verify(*boxes, record=package)[0], 0)
        code, output = self.verify(boxes[0], boxes[2])
        self.assertEqual(code, 1)
        self.assertIn("共3盒", output)

    @clause("PLUS-A1")
    def test_of_one_matter_or_one_volume(self):
        """Chosen on the list, or all of a volume whatever their dates; the volume stands in list and metadata."""
        self.at("2023-05-08")
        old = self.closed(name="上年")
        old.with_user(self.office_user).action_archive_matter("卷2023-01")
        self.at("2024-03-04")
        other, chosen = self.closed(name="另卷"), self.closed(name="选定")
        other.with_user(self.office_user).action_archive_matter("卷2024-02")
        package = self.package(volume="卷2023-01")
        self.assertEqual(package.matter_count, 1)
        self.make(package)
        self.assertEqual(package.line_ids.matter_id, old.sudo(False))
        [box] = self.boxes(package)
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            name = next(n for n in archive.namelist() if n.endswith("metadata.xml"))
            tree = etree.fromstring(archive.read(name))
        self.assertEqual(tree.findtext("档号/室编案卷号"), "卷2023-01")
        self.assertEqual(self.sheet(box, "-001.xlsx")[2][-1], "卷2023-01")

        context = chosen.with_user(self.office_user).action_new_package()["context"]
        single = self.env["duban.package"].with_user(self.office_user)
        single = single.with_context(**context).create({})
        single.action_list()
        self.assertEqual(single.name, "选定")
        self.assertEqual(single.line_ids.matter_id, chosen.sudo(False))
        for user in (self.head_a, self.leader):
            self.assert_refused(self.as_user(chosen, user).action_new_package)

    @clause("PLUS-A1", "ABAF-16.7")
    def test_a_volume_is_the_offices(self):
        """What a unit filed in a volume of its own under the same number is another volume."""
        self.regulation.archive_records = "dual"
        ours, theirs = self.closed(name="办公室卷"), self.closed(name="单位卷")
        records = self.env["duban.archive.record"]
        for matter, office, unit in (
            (ours, "卷2024-01", "教-07"),
            (theirs, "卷2024-02", "卷2024-01"),
        ):
            for holder, volume in (("office", office), ("subject", unit)):
                records._engine_create(
                    {"matter_id": matter.id, "holder": holder, "volume": volume}
                )
        for volume, matter in (("卷2024-01", ours), ("卷2024-02", theirs)):
            package = self.package(volume=volume)
            package.action_list()
            self.assertEqual(package.line_ids.matter_id, matter.sudo(False), volume)
        self.assertEqual(self.package(volume="教-07").matter_count, 0)

    @clause("PLUS-A1")
    def test_the_screen_saves_it_and_takes_matters_out(self):
        """As the screen sends them: a list that is empty yet, then a matter that is taken out of the list."""
        kept, out = self.closed(), self.closed(name="不收")
        package = self.package(line_ids=[])
        package.action_list()
        line = package.line_ids.filtered(lambda row: row.matter_id == out)
        package.write({"line_ids": [Command.update(line.id, {"is_included": False})]})
        self.assertFalse(line.is_included)
        refused = (
            Command.create({"matter_id": kept.id, "retention": "30"}),
            Command.update(line.id, {"matter_id": kept.id}),
            Command.update(line.id, {"state": "ready"}),
        )
        for command in refused:
            self.assert_refused(package.write, {"line_ids": [command]})
        for user in (self.office_user2, self.head_a, self.admin):
            again = [Command.update(line.id, {"is_included": True})]
            self.assert_refused(self.as_user(package, user).write, {"line_ids": again})
        self.make(package)
        self.assert_refused(
            package.write,
            {"line_ids": [Command.update(line.id, {"is_included": True})]},
        )

    @clause("PLUS-A1")
    def test_listed_again_it_keeps_what_was_chosen_for_single_matters(self):
        """A longer period and what was taken out stay; what is new has the package's own, and all are numbered anew."""
        longer, out = self.closed(name="长期保存"), self.closed(name="不收")
        package = self.package(retention="10", first_item=5)
        package.action_list()
        lines = {line.matter_id: line for line in package.line_ids}
        self.assertEqual(package.line_ids.mapped("retention"), ["10", "10"])
        lines[longer].retention = "permanent"
        lines[out].is_included = False
        new = self.closed(name="新办结")
        package.action_list()
        self.assertEqual(
            {
                line.matter_id: (line.retention, line.is_included)
                for line in package.line_ids
            },
            {longer: ("permanent", True), out: ("10", False), new: ("10", True)},
        )
        self.assertEqual(sorted(package.line_ids.mapped("item")), [5, 6, 7])

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
        code, output = self.verify(box, record=package)
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

    @clause("PLUS-A1")
    def test_the_day_of_the_transfer_is_the_one_that_was_entered(self):
        """Noted days later it keeps the day of the handover; where none was entered it is the day of the note."""
        self.closed()
        for entered, kept in (("2024-03-05", "2024-03-05"), (False, "2024-03-11")):
            self.at("2024-03-04")
            package = self.make(self.package())
            self.at("2024-03-11")
            package.write({"received_by": "档案馆 李明", "date_transferred": entered})
            package.action_transfer()
            self.assertEqual(str(package.date_transferred), kept)
            self.at("2024-03-12")
            self.assert_refused(package.write, {"date_transferred": "2024-03-12"})
            self.assert_refused(package.action_transfer)
            self.assertEqual(str(package.date_transferred), kept)

    @clause("PLUS-A1")
    def test_a_dossier_is_of_the_year_in_which_its_matter_ended(self):
        """Filed in December and closed in March: of the new year; what still runs, of its filing's."""
        self.at("2023-12-18")
        over, running = self.accepted(name="跨年办结"), self.accepted(name="仍在办理")
        self.at("2024-03-04")
        self.closed(over)
        for values, days in (
            ({}, {over: "2024-03-04"}),
            (
                {"kind": "inspection", "date_from": "2023-12-01"},
                {over: "2024-03-04", running: "2023-12-18"},
            ),
        ):
            [box] = self.boxes(self.make(self.package(**values)))
            with zipfile.ZipFile(io.BytesIO(box)) as archive:
                trees = [
                    etree.fromstring(archive.read(name))
                    for name in archive.namelist()
                    if name.endswith("metadata.xml")
                ]
            self.assertEqual(
                {
                    tree.findtext("内容描述/文件编号"): (
                        tree.findtext("档号/年度"),
                        tree.findtext("内容描述/日期"),
                    )
                    for tree in trees
                },
                {row.number: (day[:4], day) for row, day in days.items()},
            )

    @clause("PLUS-A1", "PLUS-A2")
    def test_the_list_is_of_what_is_asked_for_now(self):
        """Another period, kind or unit: another list; what was chosen for a matter that stays, stays."""
        first, second = self.closed(), self.closed(name="第二件")
        running = self.filed(name="在办")
        package = self.package(kind="inspection")
        package.action_list()
        self.assertEqual(package.line_ids.matter_id, first | second | running)
        package.line_ids.filtered(lambda row: row.matter_id == first).is_included = False  # fmt: skip
        package.kind = "archive"
        self.assertEqual(package.line_ids.matter_id, first | second)
        self.assertEqual(package.line_ids.filtered("is_included").matter_id, second)
        package.unit_ids = self.unit_b
        self.assertFalse(package.line_ids)
        package.write({"unit_ids": [Command.clear()], "date_from": "2023-01-01", "date_to": "2023-12-31"})  # fmt: skip
        self.assertEqual(package.matter_count, 0)
        self.assert_refused(package.action_start)
        package.write({"date_from": "2024-01-01", "date_to": "2024-12-31"})
        package.action_list()
        # reopened after the list was drawn up: it runs, and is no filed unit
        self.recheck(second, "visit").action_record("failed", "未落实", "2024-05-31")
        self.make(package)
        left = package.line_ids.filtered(lambda row: row.state == "left_out")
        self.assertEqual(left.matter_id, second)
        self.assertTrue(left.reason)
        self.assertEqual(
            package.line_ids.filtered(lambda row: row.state == "ready").matter_id, first
        )
