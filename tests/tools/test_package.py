"""`./duban package`: whole addons, the same bytes each time; CHANGELOG.md knows what was released."""

import ast
import contextlib
import hashlib
import io
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest.mock import patch

from tools import addons, common, package

ROOT = Path(__file__).parents[2]


def is_clone():
    """Under root these tests may run on a copy without git's own folder."""
    return (ROOT / ".git").exists() and bool(shutil.which("git"))


class TestArchives(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "clone"
        self.out = Path(folder.name) / "out"
        addon = self.root / "duban_supervision"
        for name, text in {
            "__manifest__.py": "{'name': 'A', 'version': '19.0.1.2.3'}",
            "__init__.py": "",
            "static/src/look.js": "1",
            "static/tests/tours/tour.js": "2",
            "migrations/19.0.1.2.3/pre.py": "3",
        }.items():
            path = addon / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.root / "LICENSE").write_text("LGPL")
        git = ["git", "-C", str(self.root), "-c", "user.name=T", "-c", "user.email=t@t"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "First"]):
            subprocess.run([*git, *command], check=True)
        # what git does not keep, whoever left it there
        (addon / "models").mkdir()
        (addon / "models" / "notes.txt").write_text("secret")

    def pack(self):
        with (
            patch.multiple(package, ROOT=self.root),
            patch.object(common, "ROOT", self.root),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            package.main(["--out", str(self.out)])
        return self.out / "duban_supervision-19.0.1.2.3.zip"

    def test_what_is_in_it(self):
        with zipfile.ZipFile(self.pack()) as archive:
            self.assertEqual(
                archive.namelist(),
                [
                    "duban_supervision/LICENSE",
                    "duban_supervision/__init__.py",
                    "duban_supervision/__manifest__.py",
                    "duban_supervision/migrations/19.0.1.2.3/pre.py",
                    "duban_supervision/static/src/look.js",
                ],
            )
            self.assertEqual(archive.read("duban_supervision/LICENSE"), b"LGPL")
            modes = {entry.external_attr >> 16 for entry in archive.infolist()}
            self.assertEqual(modes, {0o644})

    def test_the_same_bytes_and_their_sums(self):
        first = self.pack().read_bytes()
        (self.root / "duban_supervision" / "__init__.py").touch()
        self.assertEqual(self.pack().read_bytes(), first)
        sums = (self.out / "SHA256SUMS").read_text()
        self.assertEqual(
            sums,
            f"{hashlib.sha256(first).hexdigest()}  duban_supervision-19.0.1.2.3.zip\n",
        )

    @unittest.skipUnless(is_clone(), "only in a clone")
    def test_the_addons_of_this_clone(self):
        """Each is whole: what its manifest names is in the archive, and it compiles."""
        with contextlib.redirect_stderr(io.StringIO()):
            package.main(["--out", str(self.out)])
        for name, manifest in addons.find_addons().items():
            path = self.out / f"{name}-{manifest['version']}.zip"
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
                text = archive.read(f"{name}/__manifest__.py")
            self.assertEqual(ast.literal_eval(text.decode()), manifest)
            for each in [*manifest.get("data", ()), *manifest.get("demo", ())]:
                self.assertIn(f"{name}/{each}", names)
            self.assertFalse([each for each in names if "/tests/" in each])


class TestChanges(unittest.TestCase):
    def test_releases(self):
        text = (
            "# Changes\n\n## 2.0 (not released)\n\n* New\n\n"
            "## 1.1 (2026-01-02)\n\nCommit: 0123abc\n\n* More\n\n## 1.0 (2025-01-02)\n"
        )
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "CHANGELOG.md"
            path.write_text(text)
            with patch.object(package, "CHANGES", path):
                found = package.releases()
                self.assertEqual(
                    [each["name"] for each in found], ["2.0", "1.1", "1.0"]
                )
                self.assertEqual(package.last_release()["commit"], "0123abc")
                path.write_text("# Changes\n\n## 2.0 (not released)\n")
                with self.assertRaisesRegex(common.DubanError, "no commit"):
                    package.last_release()

    def test_the_clone_s_own(self):
        found = package.releases()
        self.assertGreater(len(found), 1)
        self.assertEqual(
            sum(each["commit"] is None for each in found), 1, "what is not released"
        )
        self.assertIsNone(found[0]["commit"])
        self.assertIn("Upgrade notes", found[0]["text"])

    def test_versions(self):
        """Odoo's series in front; a conversion is there for no version to come."""
        for name, manifest in addons.find_addons().items():
            version = manifest["version"]
            self.assertRegex(version, r"^19\.0\.\d+\.\d+\.\d+$", name)
            number = tuple(map(int, version.split(".")))
            for folder in (ROOT / name / "migrations").glob("*.*"):
                # Odoo runs what lies between the installed version and this one
                self.assertLessEqual(
                    tuple(map(int, folder.name.split("."))), number, folder
                )

    def test_an_upgrade_of_the_engine_reaches_every_addon(self):
        """Odoo follows dependencies among installed addons only: one that came in between would cut the way."""
        found = addons.find_addons()
        for name, manifest in found.items():
            # an addon for Odoo alone (words of its own screens) goes its own way
            ours = set(manifest["depends"]) & set(found)
            if ours:
                self.assertIn(addons.BASE, ours, name)
