"""Locks, whole folders, and processes that leave nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from tools import common


class TestFolders(unittest.TestCase):
    def test_a_folder_is_whole_or_absent(self):
        with tempfile.TemporaryDirectory() as name:
            target = Path(name) / "thing"
            with self.assertRaises(ZeroDivisionError):
                with common.fresh_folder(target) as folder:
                    (folder / "half").touch()
                    raise ZeroDivisionError
            self.assertEqual(list(Path(name).iterdir()), [])
            with common.fresh_folder(target) as folder:
                (folder / "whole").touch()
            self.assertTrue((target / "whole").exists())

    def test_lock(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "lock"
            with common.locked(path), self.assertRaises(BlockingIOError):
                with common.locked(path, wait=False):
                    pass
            with common.locked(path, wait=False):
                pass

    def test_disk(self):
        with self.assertRaisesRegex(common.DubanError, "GB free"):
            common.check_disk("/", needed=10**18)


class TestProcesses(unittest.TestCase):
    def test_the_whole_family_ends(self):
        # a process with a child that ignores polite requests
        code = (
            "import subprocess, sys, time;"
            "child = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)']);"
            "print(child.pid, flush=True); time.sleep(60)"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, common.FAMILY: "test-token"},
            stdout=subprocess.PIPE,
            text=True,
        )
        child = int(process.stdout.readline())
        process.stdout.close()
        # until the child has become another program it has no such variable
        time.sleep(0.3)
        common.end(process, "test-token")
        self.assertIsNotNone(process.returncode)
        deadline = time.monotonic() + 5
        while self.alive(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(self.alive(child))

    @staticmethod
    def alive(pid):
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        return status.rsplit(")", 1)[1].split()[0] != "Z"

    def test_failures_are_told(self):
        def fail(argv):
            raise common.DubanError("one sentence")

        self.assertEqual(common.guarded(fail, []), 1)
        self.assertEqual(common.guarded(lambda argv: None, []), 0)
        with self.assertRaisesRegex(common.DubanError, "^sorry$") as caught:
            common.call(["sh", "-c", "echo out; exit 3"], "sorry")
        # what a program said is not the user's first sentence
        self.assertIn("out\n", caught.exception.detail)

    def tearDown(self):
        super().tearDown()
        for signum in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)
