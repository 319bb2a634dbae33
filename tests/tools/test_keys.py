"""Keys of the caches: they change with what matters, and only then."""

import tempfile
import unittest
from pathlib import Path

from tools import addons, common, debian, runtime


class TestAddons(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.add("duban_supervision", {"name": "A", "depends": ["mail", "project"]})
        self.add(
            "duban_supervision_xisu",
            {
                "depends": ["duban_supervision"],
                "data": ["data/duban_regulation_data.xml"],
            },
        )
        self.add("duban_supervision_old", {"installable": False})

    def add(self, name, manifest):
        (self.root / name).mkdir()
        (self.root / name / "__manifest__.py").write_text(repr(manifest))

    def test_found(self):
        found = addons.find_addons(self.root)
        self.assertEqual(list(found), ["duban_supervision", "duban_supervision_xisu"])
        self.assertEqual(
            addons.dependencies(found),
            ["base", "base_import", "hr", "mail", "project", "web"],
        )

    def test_institution(self):
        found = addons.find_addons(self.root)
        self.assertEqual(addons.choose_addons(found, "XISU"), list(found))
        with self.assertRaisesRegex(common.DubanError, "institutions here: xisu"):
            addons.choose_addons(found, "nowhere")

    def test_institution_and_what_it_stands_on(self):
        self.add("duban_supervision_extra", {"depends": ["duban_supervision"]})
        self.add("duban_supervision_other", {"depends": ["duban_supervision"]})
        self.add(
            "duban_supervision_wut",
            {"depends": ["duban_supervision_extra"], "data": ["regulation.yaml"]},
        )
        found = addons.find_addons(self.root)
        self.assertEqual(addons.institutions(found), ["wut", "xisu"])
        self.assertEqual(
            addons.choose_addons(found, "wut"),
            ["duban_supervision", "duban_supervision_extra", "duban_supervision_wut"],
        )

    def test_hash(self):
        def key():
            return addons.addon_hash("duban_supervision", self.root)

        folder = self.root / "duban_supervision"
        before = key()
        for name in ("static/description", "static/src", "models", "i18n"):
            (folder / name).mkdir(parents=True)
        (folder / "static/description/index.html").write_text("x")
        (folder / "static/src/look.js").write_text("x")
        (folder / "models/notes.txt").write_text("x")
        self.assertEqual(key(), before)
        seen = {before}
        for name in (
            "models/a.py",
            "data.xml",
            "regulation.yaml",
            "a.csv",
            "i18n/zh_CN.po",
        ):
            (folder / name).write_text("x")
            seen.add(key())
        (folder / "models/a.py").write_text("y")
        seen.add(key())
        (folder / "models/a.py").rename(folder / "models/b.py")
        seen.add(key())
        self.assertEqual(len(seen), 8)

    def test_hash_of_what_is_alike(self):
        """Another body of a method needs no new database; a field, a hook, a view, `init` do."""

        def keys():
            return tuple(
                addons.addon_hash("duban_supervision", self.root, alike=alike)
                for alike in (True, False)
            )

        code = self.root / "duban_supervision" / "matter.py"
        lines = "class Matter:\n    a = 1\n\n    def b(self, x):\n        return 1\n"
        code.write_text(lines)
        before, exact = keys()
        code.write_text(lines.replace("return 1", "# why\n        return 2"))
        self.assertEqual(keys()[0], before)
        self.assertNotEqual(keys()[1], exact)
        for edit in (
            lines.replace("a = 1", "a = 2"),
            lines.replace("x)", "x, y)"),
            lines.replace("    def", "    @api.depends('a')\n    def"),
            lines + "\n\ndef hook(env):\n    return 1\n",
            lines + "\n    def init(self):\n        return 1\n",
            "what is no Python (",
        ):
            code.write_text(edit)
            self.assertNotEqual(keys()[0], before, edit)


class TestMirror(unittest.TestCase):
    def test_list(self):
        text = """
        # deb http://no.example/debian bookworm main
        deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian-security x main
        deb [signed-by=/k.gpg] http://mirror.example/debian/ bookworm main contrib
        deb-src http://mirror.example/debian bookworm main
        """
        entries = list(debian.parse_list(text))
        self.assertEqual(len(entries), 2)
        self.assertEqual(
            debian.choose_mirror(entries),
            ("http://mirror.example/debian/", "bookworm", ["signed-by=/k.gpg"]),
        )

    def test_sources(self):
        text = """Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm-updates bookworm
Components: main
Signed-By: /k.gpg

Types: deb
URIs: http://other.example/packages
Suites: nodistro
Components: main
Enabled: no
"""
        entries = list(debian.parse_sources(text))
        self.assertEqual(len(entries), 2)
        self.assertEqual(
            debian.choose_mirror(entries),
            ("http://mirror.example/debian", "bookworm", ["signed-by=/k.gpg"]),
        )

    def test_none(self):
        entries = debian.parse_list("deb http://mirror.example/ubuntu noble main")
        self.assertIsNone(debian.choose_mirror(entries))


class TestGivenOdoo(unittest.TestCase):
    def test_wrong_folder_or_version(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with self.assertRaisesRegex(common.DubanError, "not an Odoo source"):
                runtime.given_source(folder)
            (folder / "odoo").mkdir()
            release = folder / "odoo" / "release.py"
            release.write_text("version_info = (18, 0, 0, FINAL, 0, '')")
            with self.assertRaisesRegex(common.DubanError, "another version"):
                runtime.given_source(folder)
            release.write_text("version_info = (19, 0, 0, FINAL, 0, '')")
            self.assertEqual(runtime.given_source(folder), folder)

    def test_wrong_python(self):
        runtime.check_python((3, 13))
        for version in ((3, 9), (3, 14)):
            with self.assertRaisesRegex(common.DubanError, "3.10 to 3.13"):
                runtime.check_python(version)
