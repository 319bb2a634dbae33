"""A regulation is one readable file: what the addons ship, out and in again (PLUS-V1)."""

from pathlib import Path

from odoo.tests import tagged
from odoo.tools import file_path

from tests.clauses import clause
from tests.common import SupervisionCommon

INSTITUTIONS = ("xisu", "wut", "abaf", "lzu", "sie")


def without_comments(text):
    """A file without its comments: these are in the language of the screen."""
    lines = [line.split("  # ")[0] for line in text.splitlines()]
    return [line for line in lines if not line.startswith("#")]


class RegulationFiles(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.Regulation = self.env["duban.regulation"].with_context(lang="zh_CN")

    def shipped(self, code):
        found = self.env.ref(f"duban_supervision_{code}.regulation")
        return self.Regulation.browse(found.id)

    def file_of(self, code):
        path = file_path(f"duban_supervision_{code}/regulation.yaml")
        return Path(path).read_text(encoding="utf-8")


@tagged("post_install", "-at_install")
class TestRegulationFile(RegulationFiles):
    @clause("PLUS-V1")
    def test_what_is_shipped_is_what_is_exported(self):
        for code in INSTITUTIONS:
            with self.subTest(code):
                text = self.file_of(code)
                exported = self.shipped(code)._file_text()
                self.assertEqual(without_comments(exported), without_comments(text))
                self.assertLessEqual(len(text.splitlines()), 250)

    @clause("PLUS-V1")
    def test_out_in_and_out_again_is_equal_to_the_byte(self):
        for code in INSTITUTIONS:
            with self.subTest(code):
                text = self.shipped(code)._file_text()
                plan = self.Regulation._read_file(text)
                new = self.Regulation.create(dict(plan.head))
                new._apply(plan)
                self.assertEqual(new._file_text().encode(), text.encode())
                self.assertFalse(new._apply(self.Regulation._read_file(text)))

    @clause("PLUS-V1")
    def test_the_shipped_regulations_are_sound(self):
        for code in INSTITUTIONS:
            found = self.shipped(code)._examine()
            wrong = [each for each in found if each[0] == "error"]
            self.assertFalse(wrong, code)
