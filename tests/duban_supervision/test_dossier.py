"""The dossier of a matter: complete, and it proves itself offline."""

import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.duban_supervision.tools import typesetter

from tests.clauses import clause
from tests.common import SupervisionCommon

VERIFY = pathlib.Path(__file__).parents[2] / "tools" / "verify_dossier.py"


@tagged("post_install", "-at_install")
class TestDossier(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        file = (
            self.env["ir.attachment"]
            .with_user(self.worker_a)
            .create(
                {
                    "name": "验收/报告.txt",
                    "raw": b"ok",
                    "res_model": "duban.matter",
                    "res_id": self.matter_.id,
                }
            )
        )
        self.matter_.with_user(self.worker_a).write(
            {"result_attachment_ids": [(4, file.id)]}
        )
        self.feedback(self.matter_)
        self.matter_.with_user(self.office_user).action_urge("请加快进度")

    def dossier(self, user=None):
        with self.matter_.with_user(user or self.office_user)._make_dossier() as stream:
            return stream.read()

    def verify(self, content, *options):
        """Exit code and output of the command, run by a bare Python."""
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(content)
            file.flush()
            done = subprocess.run(
                [sys.executable, "-I", str(VERIFY), file.name, *options],
                capture_output=True,
                text=True,
                check=False,
            )
        return done.returncode, done.stdout

    def changed(self, content, **files):
        """The archive with some files replaced (None: left out) or added."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(out, "w") as new,
        ):
            for name in old.namelist():
                data = files.pop(name, old.read(name))
                if data is not None:
                    new.writestr(name, data)
            for name, data in files.items():
                new.writestr(name, data)
        return out.getvalue()

    def test_contents(self):
        content = self.dossier()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            manifest = json.loads(archive.read("manifest.json"))
            trail = json.loads(archive.read("trail/trail.json"))
            words = archive.read("trail/trail.txt").decode()
        self.assertTrue(
            any(name.startswith("forms/Assignment notice") for name in names), names
        )
        self.assertTrue(
            any(name.startswith("forms/Supervision records") for name in names), names
        )
        self.assertEqual(len([name for name in names if name.startswith("files/")]), 1)
        self.assertTrue(any(name.endswith("验收_报告.txt") for name in names), names)
        self.assertEqual(manifest["number"], self.matter_.number)
        self.assertEqual(manifest["trail"]["length"], len(trail))
        self.assertEqual(manifest["trail"]["head"], trail[-1]["hash"])
        self.assertFalse(
            [name for name in names if name.startswith("forms/Warning")],
            "no warning was issued: its form stands in no print menu",
        )
        self.assertIn("请加快进度", words)
        self.assertIn("Progress reported", words)
        self.assertIn("Filed → Assigned", words)
        last = self.matter_.act_ids.sorted("seq")[-1:]
        self.assertEqual(last.action, "export_dossier")
        sha = last.note.removeprefix("SHA-256 ")
        code, text = self.verify(content)
        self.assertEqual(code, 3, text)
        self.assertIn("仅自洽", text)
        self.assertIn(sha, text)
        code, text = self.verify(content, "--fingerprint", sha)
        self.assertEqual(code, 0, text)
        self.assertEqual(self.verify(content, "--fingerprint", "0" * 64)[0], 1)

    @clause("CORE-28", "PLUS-A1")
    def test_every_file_whichever_way_it_came(self):
        """Attached to the record or named in one of its fields, of the matter and of its parts: each once."""
        self.file(self.matter_, name="直接附于事项.pdf")
        report = self.feedback(
            self.matter_,
            attachment_ids=[(4, self.file(self.matter_, name="随进展上报.pdf").id)],
        )
        self.file(report, name="直接附于进展.pdf")
        request = self.extension(self.matter_, "2024-05-31")
        request.action_submit()
        with zipfile.ZipFile(io.BytesIO(self.dossier())) as archive:
            names = archive.namelist()
        files = [name for name in names if name.startswith("files/")]
        for name in (
            "验收_报告.txt",
            "直接附于事项.pdf",
            "随进展上报.pdf",
            "直接附于进展.pdf",
            "申请.pdf",
        ):
            found = [each for each in files if each.endswith(name)]
            self.assertEqual(len(found), 1, (name, files))
        self.assertEqual(len(files), 5)

    @clause("CORE-28", "CORE-37")
    def test_what_cannot_be_printed_is_named_in_the_dossier(self):
        """Without anything to print with it is made all the same: it says which forms and files it lacks, and why."""
        self.regulation.notice_on_assignment = True
        matter = self.accepted(name="通知待打印")
        self.file(matter, name="附件.pdf")
        (notice,) = self.env["duban.print"].sudo().search([]).attachment_id
        self.assertEqual(notice.res_id, matter.id)

        def none(*_args):
            raise typesetter.NoEngine("typst")

        office = matter.with_user(self.office_user)

        def made(**context):
            self.env.invalidate_all()
            asked = office.with_context(**context)
            with asked._make_dossier() as stream, zipfile.ZipFile(stream) as archive:
                manifest = json.loads(archive.read("manifest.json"))
                return archive.namelist(), manifest["left_out"]

        def count(names, end):
            return len([name for name in names if name.endswith(end)])

        with patch.object(typesetter, "chosen", none):
            names, lacks = made(force_report_rendering=True)
        self.assertFalse([name for name in names if name.startswith("forms/")])
        self.assertEqual(count(names, "附件.pdf"), 1, names)
        self.assertEqual(count(names, notice.name), 0, names)
        what = [row["what"] for row in lacks]
        for each in (notice.name, "Assignment notice", "Supervision records"):
            self.assertEqual(what.count(each), 1, what)
        for row in lacks:
            self.assertIn("administrator", row["why"])
        # where it can be printed nothing is said to be missing
        names, lacks = made()
        self.assertEqual(lacks, [])
        self.assertEqual(count(names, notice.name), 1, names)

    def test_tampering_is_found(self):
        content = self.dossier()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            file = next(
                name for name in archive.namelist() if name.startswith("files/")
            )
            trail = json.loads(archive.read("trail/trail.json"))
            manifest = json.loads(archive.read("manifest.json"))
        self.assertEqual(self.verify(self.changed(content, **{file: b"no"}))[0], 1)
        self.assertEqual(self.verify(self.changed(content, **{file: None}))[0], 1)
        self.assertEqual(
            self.verify(self.changed(content, **{"files/more.txt": b"x"}))[0], 1
        )
        # somebody who also mends the manifest is betrayed by the chain
        trail[1]["content"]["note"] = "改写"
        changed = json.dumps(trail).encode()
        for entry in manifest["files"]:
            if entry["path"] == "trail/trail.json":
                entry.update(
                    size=len(changed), sha256=hashlib.sha256(changed).hexdigest()
                )
        forged = self.changed(
            content,
            **{"trail/trail.json": changed, "manifest.json": json.dumps(manifest)},
        )
        code, text = self.verify(forged)
        self.assertEqual(code, 1)
        self.assertIn("办理记录第2条：内容有变", text)
        for broken in (b"x", b"", self.changed(content, **{"manifest.json": None})):
            self.assertEqual(self.verify(broken)[0], 2)

    def test_who_may(self):
        self.assertTrue(self.dossier(self.worker_a))
        for user in (self.outsider, self.worker_b, self.leader, self.admin):
            with self.assertRaises(AccessError):
                self.as_user(self.matter_, user).action_export_dossier()
            with self.assertRaises(AccessError):
                self.as_user(self.matter_, user)._make_dossier()
        with self.assertRaises(UserError):
            self.matter(name="草稿").action_export_dossier()


@tagged("post_install", "-at_install")
class TestDossierDownload(HttpCase, SupervisionCommon):
    def test_download(self):
        matter = self.assigned()
        self.authenticate(self.office_user.login, self.office_user.login)
        answer = self.fetch(matter)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(
            "manifest.json", zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        )
        self.authenticate(self.outsider.login, self.outsider.login)
        self.assertEqual(self.fetch(matter).status_code, 403)

    def fetch(self, matter, **values):
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        return self.url_open(f"/duban/dossier/{matter.id}", data=values)

    @clause("CORE-27")
    def test_a_picture_in_a_message_hands_out_nothing(self):
        """GET, or a form of another site without the token, writes nothing in the name of whoever looks."""
        matter = self.assigned()
        self.authenticate(self.office_user.login, self.office_user.login)
        before = matter.sudo().trail_length
        answer = self.url_open(f"/duban/dossier/{matter.id}")
        self.assertEqual(answer.status_code, 405)
        self.assertEqual(self.fetch(matter, csrf_token="x").status_code, 400)
        matter.invalidate_recordset()
        self.assertEqual(matter.sudo().trail_length, before)
