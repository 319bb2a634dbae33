"""Whoever holds a dossier or the log finds out by himself whether they are true (CORE-28)."""

import contextlib
import hashlib
import io
import json
import pathlib
import zipfile
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.duban_supervision.cli.duban_verify import DubanVerify
from odoo.addons.duban_supervision.models.proof import outside
from odoo.addons.duban_supervision.tools import merkle, signed_note

from tests.clauses import clause

from .test_proof import ProofHouse


@tagged("post_install", "-at_install")
class TestProofOutside(ProofHouse):
    @clause("CORE-28")
    def test_a_third_person_checks_the_log(self):
        """With copies of the two files and the mails that were kept: cut, changed and removed lines are found."""
        first = self.sign()
        folder = pathlib.Path(outside.folder(self.env))
        kept = folder.parent / "kept.txt"
        kept.write_text(f"收到的邮件：\n\n{first.note}\n公钥……\n")
        self.running.with_user(self.office_user).action_urge("请抓紧")
        self.at("2024-03-05")
        self.sign()
        args = [folder, "--kept", kept, "--key", first.verifier_key]
        code, text = self.tool("verify_log.py", *args)
        self.assertEqual(code, 0, text)
        self.assertEqual(self.tool("verify_log.py", folder)[0], 3)
        lines = (folder / "lines").read_text().splitlines()
        self.addCleanup((folder / "lines").write_text, "\n".join(lines) + "\n")
        for name, changed in (
            ("cut", lines[:-1]),
            ("cut before what was kept", lines[: first.size - 1]),
            ("changed", [lines[0].replace("act", "acT"), *lines[1:]]),
            ("removed", lines[1:]),
            ("added", [*lines[:2], "act 1 1 00", *lines[2:]]),
        ):
            with self.subTest(name):
                (folder / "lines").write_text("\n".join(changed) + "\n")
                self.assertEqual(self.tool("verify_log.py", *args)[0], 1)
        other = signed_note.load_key(folder.parent / "other")
        wrong = signed_note.verifier_key(
            first._log_name(), signed_note.public_bytes(other)
        )
        (folder / "lines").write_text("\n".join(lines) + "\n")
        self.assertEqual(
            self.tool("verify_log.py", folder, "--kept", kept, "--key", wrong)[0], 1
        )

    @clause("CORE-28")
    def test_a_forged_dossier(self):
        """Everything computed anew, also the proof and the signature with a key of one's own: not intact."""
        with self.done.with_user(self.office_user)._make_dossier() as stream:
            good = stream.read()
        outside.write_out(self.env)
        folder = pathlib.Path(outside.folder(self.env))
        key = (folder / "key.pub").read_text().strip()
        sha = self.done.sudo().act_ids.sorted("seq")[-1:].note.removeprefix("SHA-256 ")
        path = folder.parent / "dossier.zip"
        ways = (
            ["--anchor", folder / "checkpoints"],
            ["--key", key],
            ["--fingerprint", sha],
        )
        path.write_bytes(good)
        for way in ways:
            code, text = self.tool("verify_dossier.py", path, *way)
            self.assertEqual(code, 0, text)
        path.write_bytes(self.forged(good))
        code, text = self.tool("verify_dossier.py", path)
        self.assertEqual(code, 3, text)
        self.assertIn("仅自洽", text)
        for way in ways:
            code, text = self.tool("verify_dossier.py", path, *way)
            self.assertEqual(code, 1, text)

    def forged(self, content):
        """A dossier with another note, consistent in itself: chain, manifest, anchor, a log of one line, own key."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        trail, previous = json.loads(files["trail/trail.json"]), None
        trail[-1]["content"]["note"] = "校长批示：同意"
        for line in trail:
            line["content"]["previous"] = previous
            previous = line["hash"] = self.digest(line["content"])
        files["trail/trail.json"] = json.dumps(trail).encode()
        manifest = json.loads(files["manifest.json"])
        manifest["trail"]["head"] = previous
        for entry in manifest["files"]:
            data = files[entry["path"]]
            entry.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        files["manifest.json"] = json.dumps(manifest).encode()
        anchor = json.loads(files["anchor.json"])
        sha = hashlib.sha256(files["manifest.json"]).hexdigest()
        anchor["act"] |= {"previous": previous, "note": f"SHA-256 {sha}"}
        anchor["hash"] = self.digest(anchor["act"])
        line = f"act {anchor['act']['matter']} {anchor['act']['seq']} {anchor['hash']}"
        name = anchor["checkpoint"].splitlines()[0]
        own = signed_note.load_key(pathlib.Path(self.folder) / "forger")
        text = signed_note.checkpoint(name, 1, merkle.leaf_hash(line.encode()))
        anchor |= {"line": line, "position": 0, "size": 1, "proof": []}
        anchor["checkpoint"] = signed_note.sign(text, name, own)
        anchor["public_key"] = signed_note.verifier_key(
            name, signed_note.public_bytes(own)
        )
        files["anchor.json"] = json.dumps(anchor).encode()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for path, data in files.items():
                archive.writestr(path, data)
        return out.getvalue()

    def digest(self, content):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @clause("CORE-28")
    def test_the_command(self):
        """`./duban verify`: what is wrong in words, and an exit code that a script can ask."""

        def said():
            words = io.StringIO()
            with (
                contextlib.redirect_stdout(words),
                patch.object(self.cr, "commit", lambda: None),
            ):
                code = DubanVerify().verify(self.env(context={"lang": "zh_CN"}))
            return code, words.getvalue()

        code, words = said()
        self.assertEqual(code, 0)
        self.assertIn("完好，未见改动", words)
        self.assertIn("duban-log/", words)
        self.sql(
            "UPDATE duban_matter SET state = 'closed' WHERE id = %s", self.running.id
        )
        code, words = said()
        self.assertEqual(code, 1)
        self.assertIn(f"NOT INTACT): 督办事项 #{self.running.id}", words)
