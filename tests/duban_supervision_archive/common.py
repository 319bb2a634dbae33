"""Packages for tests: made, opened, checked offline as an archivist does."""

import base64
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from tests.common import SupervisionCommon

VERIFIER = Path(__file__).parents[2] / "tools" / "verify_package.py"


class PackageCase(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def package(self, user=None, **values):
        return (
            self.env["duban.package"]
            .with_user(user or self.office_user)
            .create(
                {
                    "name": "2024年度督办档案",
                    "date_from": "2024-01-01",
                    "date_to": "2024-12-31",
                    **values,
                }
            )
        )

    def make(self, package):
        package.action_start()
        package._job_run()
        self.assertEqual(package.state, "done", package.job_message)
        return package

    def make_one_box_each(self, package):
        """As if the papers of each matter were too large for two of them to share a box."""
        package.action_list()
        for line in package.line_ids:
            line._make()
            line._engine_write({"size": 700 * 1024})
        package.box_size = 1
        return self.make(package)

    def boxes(self, package):
        """[bytes] of the boxes, in their order."""
        return [base64.b64decode(box.file) for box in package.box_ids.sorted("number")]

    def verify(self, *boxes, record=None, anchor=None, unpacked=False):
        """(exit code, output) of the offline check, run as an archivist does.

        :param record: the package whose transfer record it is held against
        :param anchor: text of the checkpoints that the archive kept
        :param unpacked: the boxes are unpacked into one folder, which is checked
        """
        with tempfile.TemporaryDirectory() as folder:
            paths, options = [], []
            for number, content in enumerate(boxes, 1):
                path = Path(folder) / f"{number}.zip"
                path.write_bytes(content)
                paths.append(path)
            if unpacked:
                for path in paths:
                    with zipfile.ZipFile(path) as archive:
                        archive.extractall(Path(folder) / "all")
                paths = [Path(folder) / "all"]
            if record:
                kept = Path(folder) / "record.xlsx"
                kept.write_bytes(base64.b64decode(record.record))
                options = ["--record", kept]
            if anchor:
                kept = Path(folder) / "checkpoints.txt"
                kept.write_text(anchor)
                options += ["--anchor", kept]
            done = subprocess.run(
                [sys.executable, VERIFIER, *paths, *options],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                env={"PYTHONIOENCODING": "utf-8"},
            )
        return done.returncode, done.stdout + done.stderr

    def sheet(self, box, part):
        """Rows of the first sheet of the list of a box whose name contains ``part``."""
        with zipfile.ZipFile(io.BytesIO(box)) as archive:
            name = next(n for n in archive.namelist() if part in n)
            book = load_workbook(io.BytesIO(archive.read(name)))
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
