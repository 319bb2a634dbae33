"""What is fetched is pinned: every Python package by hash, every Debian package by version and checksum."""

import contextlib
import io
import json
import re
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from tools import common, debian, fonts, pins, runtime

ROOT = Path(__file__).parents[2]
PIN = {"suite": "sid", "version": "1.0", "sha256": "a" * 64}


class TestWrittenDown(unittest.TestCase):
    def test_every_python_package_has_hashes(self):
        for name in runtime.REQUIREMENTS:
            text = (ROOT / name).read_text().replace("\\\n", " ")
            entries = [
                line for line in text.splitlines() if line and not line.startswith("#")
            ]
            self.assertTrue(entries, name)
            for line in entries:
                self.assertRegex(line, r"^[\w.-]+==\S+ ", line[:60])
                self.assertRegex(line, r"--hash=sha256:[0-9a-f]{64}", line[:60])

    def test_every_wish_is_in_the_list(self):
        def plain(name):
            return re.sub(r"[-_.]+", "-", name).lower()

        for name in runtime.REQUIREMENTS:
            text = (ROOT / name).read_text()
            pinned = {plain(each) for each in re.findall(r"^([\w.-]+)==", text, re.M)}
            wishes = (ROOT / name.replace(".txt", ".in")).read_text()
            for line in wishes.splitlines():
                found = re.match(r"[A-Za-z0-9][\w.-]*", line)
                if found:
                    self.assertIn(plain(found.group()), pinned)

    def test_every_debian_package_has_version_and_checksum(self):
        known = debian.pins()
        self.assertEqual(set(known), {*runtime.DEBIAN_PACKAGES, *fonts.PACKAGES})
        for name, pin in known.items():
            self.assertEqual(set(pin), {"suite", "version", "sha256"}, name)
            self.assertRegex(pin["sha256"], "^[0-9a-f]{64}$")
            self.assertIn(pin["suite"], (debian.STABLE, debian.UNSTABLE))

    def test_pip_is_told_to_take_nothing_unseen(self):
        asked = []
        with patch.object(runtime, "call", lambda command, *_: asked.append(command)):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name) / "python"
                runtime.make_environment(folder, folder / "bin" / "python")
        install = [str(part) for part in asked[-1]]
        self.assertIn("--require-hashes", install)
        self.assertIn("--no-deps", install)
        for name in runtime.REQUIREMENTS:
            self.assertIn(str(ROOT / name), install)


class TestWhatCame(unittest.TestCase):
    def test_the_same(self):
        self.assertEqual(self.compare(PIN), "")

    def test_another_version_is_said(self):
        said = self.compare({**PIN, "version": "2.0", "sha256": "b" * 64})
        self.assertIn("thing 2.0 instead of 1.0", said)

    def test_another_content_is_refused(self):
        with self.assertRaisesRegex(common.DubanError, "checksum differs"):
            self.compare({**PIN, "sha256": "b" * 64})

    def compare(self, came):
        heard = io.StringIO()
        with contextlib.redirect_stderr(heard):
            debian.compare("thing", PIN, came)
        return heard.getvalue()


class TestChoosing(unittest.TestCase):
    """`./duban pins debian`, on a mirror of our own."""

    class Mirror:
        asked = []

        def __init__(self, mirror):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            pass

        def download(self, name, suite, version=None):
            self.asked.append((name, suite, version))
            return name

    def choose(self, *argv, before=None):
        """What is written down after `pins` on a mirror that has version 9 of all."""
        self.Mirror.asked = []
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "pins.json"
            if before:
                path.write_text(json.dumps({"debian": before}))
            with (
                patch.object(debian, "PINS", path),
                patch.object(debian, "Apt", self.Mirror),
                patch.object(debian, "find_mirror", lambda: ("m", "s", [])),
                patch.object(
                    debian, "look", lambda deb: {"version": "9", "sha256": "c" * 64}
                ),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                pins.main(["debian", *argv])
            return json.loads(path.read_text())["debian"]

    def test_the_newest_of_all(self):
        chosen = self.choose(before={"odoo-19": PIN})
        self.assertEqual(set(chosen), {*runtime.DEBIAN_PACKAGES, *fonts.PACKAGES})
        self.assertEqual({each["version"] for each in chosen.values()}, {"9"})
        self.assertEqual(chosen["odoo-19"]["suite"], debian.UNSTABLE)
        # the web client's icons are those of Font Awesome 4
        self.assertEqual(chosen["fonts-font-awesome"]["suite"], debian.STABLE)
        self.assertTrue(all(version is None for *_, version in self.Mirror.asked))

    def test_keep(self):
        chosen = self.choose("--keep", before={"odoo-19": PIN})
        self.assertEqual(chosen["odoo-19"], PIN)
        self.assertEqual(chosen["libjs-jquery"]["version"], "9")
        self.assertNotIn("odoo-19", {name for name, *_ in self.Mirror.asked})

    def test_without_a_mirror(self):
        with (
            patch.object(debian, "find_mirror", lambda: None),
            self.assertRaisesRegex(common.DubanError, "no Debian mirror"),
        ):
            pins.pin_debian(keep=False)
