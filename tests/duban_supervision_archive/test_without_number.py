"""A filed matter has a dossier, a notice and a place in the package, whether or not its institution numbers matters."""

import io
import json
import zipfile

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_archive.common import PackageCase
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon


class FiledMatters:
    """Battery: one matter in progress and one that ended, under the rules of an institution."""

    @clause("CORE-28", "PLUS-A1", "PLUS-A2")
    def test_what_is_filed_is_handed_out(self):
        draft = self.matter(name="草稿")
        with self.assertRaisesRegex(UserError, "is not filed yet"):
            draft._make_dossier()
        with self.assertRaisesRegex(UserError, "is not filed yet"):
            draft.action_attach_notice()
        running = self.accepted().with_user(self.office_user)
        number = running.number or ""
        self.assertEqual(bool(number), bool(self.regulation.number_pattern))
        notice = running.action_attach_notice()
        title = self.regulation._document_title("notice", "notice")
        self.assertTrue(notice.name.startswith(f"{number} {title}".strip()), notice.name)  # fmt: skip
        self.assertNotIn("False", notice.name)
        running.action_export_dossier()
        with running._make_dossier() as stream, zipfile.ZipFile(stream) as dossier:
            names = dossier.namelist()
            manifest = json.loads(dossier.read("manifest.json"))
        self.assertLessEqual({"anchor.json", "trail/trail.json"}, set(names))
        self.assertEqual(manifest["number"] or "", number)
        closed = self.closed(name="已办结事项")
        for kind in ("archive", "inspection"):
            package = self.make(
                self.package(
                    kind=kind, date_from="2024-03-01", date_to=fields.Date.today(), ground="例行检查",
                )
            )  # fmt: skip
            self.assertIn(closed.sudo(False), package.line_ids.matter_id.sudo(False))
            self.assertEqual(set(package.line_ids.mapped("state")), {"ready"}, kind)
            self.assert_says(package, closed)

    def assert_says(self, package, matter):
        """The lists, the description and the offline check name the matter by what it has."""
        boxes = self.boxes(package)
        folder = package.line_ids.filtered(lambda row: row.matter_id.id == matter.id)._folder()  # fmt: skip
        with zipfile.ZipFile(io.BytesIO(boxes[0])) as archive:
            tree = etree.fromstring(archive.read(f"dossiers/{folder}/metadata.xml"))
        self.assertEqual(tree.findtext("内容描述/文件编号"), matter.number or None)
        words = [self.regulation.code, matter.number or str(matter.id)]
        self.assertEqual(tree.findtext("电子文件号"), " ".join(words))
        code, output = self.verify(*boxes, record=package)
        self.assertEqual(code, 0, output)
        self.assertNotRegex(output, "None|False")


@tagged("post_install", "-at_install")
class TestFiledXisu(FiledMatters, XisuCommon, PackageCase):
    """西安外国语大学."""


@tagged("post_install", "-at_install")
class TestFiledWut(FiledMatters, WutCommon, PackageCase):
    """武汉理工大学."""


@tagged("post_install", "-at_install")
class TestFiledSie(FiledMatters, SieCommon, PackageCase):
    """国际教育学院: it numbers nothing (SIE-13.1c)."""


@tagged("post_install", "-at_install")
class TestFiledAbaf(FiledMatters, AbafCommon, PackageCase):
    """阿坝职业学院."""


@tagged("post_install", "-at_install")
class TestFiledLzu(FiledMatters, LzuCommon, PackageCase):
    """兰州大学."""
