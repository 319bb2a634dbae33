"""Locks, whole folders, and processes that leave nothing behind."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from unittest.mock import patch

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

    def test_several_at_once(self):
        """Each of the workers of `./duban mutate` installs in a thread of its own."""
        found, before = [], signal.getsignal(signal.SIGINT)
        command = ["sh", "-c", "exit 3"]
        thread = threading.Thread(
            target=lambda: found.append(common.apart(command, dict(os.environ), "/"))
        )
        thread.start()
        thread.join()
        self.assertEqual(found, [3])
        self.assertEqual(signal.getsignal(signal.SIGINT), before)

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


class TestComplaints(unittest.TestCase):
    """What a program says while it makes a database: progress at once, errors in the end."""

    def said(self, *lines, full=False):
        shown = io.StringIO()
        with (
            contextlib.redirect_stderr(shown),
            patch.object(common, "is_full", lambda path: full),
        ):
            found = common.Complaints()
            for line in lines:
                found.take(f"{line}\n")
            at_once = shown.getvalue()
            error = found.failed(Path("/data"), "It failed.")
        return at_once, error, shown.getvalue()

    def test_a_full_disk_is_one_sentence(self):
        for lines, full in (
            (["x ERROR y: No space left on device", "HINT: z"], False),
            (["x ERROR y: server closed the connection", "Traceback"], True),
        ):
            at_once, error, shown = self.said("duban:   base (1/1)", *lines, full=full)
            self.assertIsInstance(error, common.DiskFull)
            self.assertEqual(
                str(error), "The disk of /data is full; make room and start again."
            )
            self.assertIn("ERROR", error.detail)
            self.assertEqual(shown, at_once)
            self.assertEqual(at_once, "duban:   base (1/1)\n")

    def test_any_other_error_is_shown_whole(self):
        lines = ["a WARNING b", "c ERROR d", "  e", "duban:   f (1/2)", "g"]
        at_once, error, shown = self.said(*lines)
        self.assertEqual(at_once, "a WARNING b\nduban:   f (1/2)\n")
        self.assertNotIsInstance(error, common.DiskFull)
        self.assertEqual(str(error), "It failed.")
        self.assertEqual(sorted(shown.splitlines()), sorted(lines))
