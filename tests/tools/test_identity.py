"""As root everything but fetching runs as somebody without rights; for others nothing changes."""

import os
import pwd
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from tools import common, identity

NOBODY = pwd.getpwnam("nobody")


class AsRoot:
    """Answers as if root asked, with a worker who is not the one that runs the tests."""

    def __enter__(self):
        self.patch = patch("os.geteuid", lambda: 0)
        self.patch.start()
        identity.worker.cache_clear()

    def __exit__(self, *exception):
        self.patch.stop()
        identity.worker.cache_clear()


class TestWho(unittest.TestCase):
    def test_root_gives_the_work_to_somebody_without_rights(self):
        with AsRoot():
            user = identity.worker()
            self.assertIn(user.pw_name, identity.NAMES)
            self.assertNotEqual(user.pw_uid, 0)
            self.assertEqual(
                identity.dropped(),
                {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []},
            )
            self.assertIn("never root", identity.worker_name())

    def test_anybody_else_works_in_person(self):
        with patch("os.geteuid", lambda: 1000):
            identity.worker.cache_clear()
            self.assertIsNone(identity.worker())
            self.assertEqual(identity.dropped(), {})
            self.assertTrue(identity.reaches("/nowhere/at/all"))
        identity.worker.cache_clear()

    def test_a_machine_without_such_a_user(self):
        with AsRoot(), patch.object(identity, "NAMES", ("nobody-of-this-name",)):
            with self.assertRaisesRegex(SystemExit, "useradd --system duban"):
                identity.worker()

    def test_tests_have_no_rights_and_no_way_back(self):
        """These tests are started like all that runs, also when root started them."""
        self.assertNotEqual(os.geteuid(), 0)
        self.assertEqual(set(os.getresuid()), {os.geteuid()})
        self.assertEqual(set(os.getresgid()), {os.getegid()})
        with self.assertRaises(OSError):
            os.setuid(0)
        self.assertNotIn(0, os.getgroups())

    def test_what_is_started_is_told_who_to_be(self):
        asked = {}

        class Process:
            def __init__(self, command, **options):
                asked.update(options)

        with AsRoot(), patch("subprocess.Popen", Process):
            user = identity.worker()
            common.start(["odoo"], {}, "/")
            self.assertEqual((asked["user"], asked["group"]), (user[2], user[3]))
            self.assertEqual((asked["extra_groups"], asked["umask"]), ([], 0o077))
            asked.clear()
            # a linter that may mend the clone's files
            common.start(["ruff"], {}, "/", drop=False)
            self.assertNotIn("user", asked)

    def test_what_a_started_program_writes_is_private(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "log"
            code = f"open({str(path)!r}, 'w').close()"
            status = common.foreground(
                [sys.executable, "-c", code], dict(os.environ), "/"
            )
            self.assertEqual(status, 0)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)


class TestWhere(unittest.TestCase):
    def setUp(self):
        super().setUp()
        # somebody else than who runs the tests and owns the folders here
        stranger = pwd.struct_passwd(("stranger", "x", 64001, 64001, "", "/", ""))
        patcher = patch.object(identity, "worker", lambda: stranger)
        patcher.start()
        self.addCleanup(patcher.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o755)

    def test_reached_is_what_others_may_enter_and_read(self):
        inside = self.folder / "a" / "b"
        inside.mkdir(parents=True)
        for each in (inside, inside.parent):
            each.chmod(0o755)
        # a TMPDIR that others cannot enter shows nothing
        if not identity.reaches(self.folder):
            self.skipTest(f"others cannot reach {self.folder}")
        self.assertTrue(identity.reaches(inside))
        for mode in (0o700, 0o750, 0o744):
            (self.folder / "a").chmod(mode)
            self.assertFalse(identity.reaches(inside), oct(mode))
        (self.folder / "a").chmod(0o711)
        self.assertTrue(identity.reaches(inside))
        inside.chmod(0o711)
        self.assertFalse(identity.reaches(inside), "entered but not listed")

    def test_a_link_is_where_it_leads(self):
        secret = self.folder / "secret"
        secret.mkdir(mode=0o700)
        link = self.folder / "link"
        link.symlink_to(secret)
        self.assertFalse(identity.reaches(link))

    def test_bits_that_count(self):
        user = NOBODY
        owner, group = user.pw_uid, user.pw_gid

        def allows(mode, uid=12345, gid=12345, bits=stat.S_IROTH):
            found = os.stat_result((mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))
            return identity.allows(found, bits, user)

        self.assertTrue(allows(0o400, uid=owner))
        # the owner's bits count for the owner, also where others have more
        self.assertFalse(allows(0o077, uid=owner))
        self.assertTrue(allows(0o040, gid=group))
        self.assertFalse(allows(0o704, gid=group))
        self.assertTrue(allows(0o004))
        self.assertFalse(allows(0o770))

    def test_a_private_folder_is_the_worker_s_with_all_that_is_in_it(self):
        """Also one of a time when Odoo ran as root; never what a link leads to."""
        path = self.folder / "old"
        (path / "filestore").mkdir(parents=True)
        (path / "filestore" / "file").touch()
        (path / "link").symlink_to("/etc/hostname")
        given = {}

        def chown(path, user, group, follow_symlinks=True):
            self.assertFalse(follow_symlinks)
            given[Path(path)] = (user, group)

        with patch("os.chown", chown):
            identity.private(path)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o700)
        names = ("", "filestore", "filestore/file", "link")
        self.assertEqual(given, {path / each: (64001, 64001) for each in names})


class TestPlaces(unittest.TestCase):
    def test_the_cache_of_root_is_where_the_worker_may_read(self):
        with AsRoot(), patch.dict(os.environ):
            os.environ.pop("XDG_CACHE_HOME", None)
            with (
                patch.object(Path, "mkdir"),
                patch.object(identity, "reaches", lambda path: True),
            ):
                self.assertEqual(common.cache_dir(), common.ROOT_CACHE)
            os.environ["XDG_CACHE_HOME"] = "/nowhere"
            with (
                patch.object(Path, "mkdir"),
                patch.object(identity, "reaches", lambda path: False),
                self.assertRaisesRegex(common.DubanError, "cannot read /nowhere"),
            ):
                common.cache_dir()

    def test_a_clone_that_others_cannot_enter_keeps_its_data_elsewhere(self):
        with patch.object(identity, "reaches", lambda path: False):
            state = common.find_state()
        self.assertEqual(state.parent, common.ROOT_STATE)
        with patch.object(identity, "reaches", lambda path: True):
            self.assertEqual(common.find_state(), common.ROOT / ".duban")

    def test_the_other_python(self):
        """`duban` itself: a Python that the worker cannot start is not taken."""
        code = (
            "import runpy, sys; sys.argv = ['duban', 'help'];"
            "module = runpy.run_path('duban', run_name='tried');"
            "print(module['starts']('/nowhere/python3', {}), "
            "module['starts'](sys.executable, {}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=common.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.stdout.strip(), "False True", done.stderr)
