"""How a package is put into boxes: dossiers in folders with their metadata, lists, each box with its manifest."""

import base64
import io
import json
import zipfile

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfReadError

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese

from ..tools import boxes, metadata

MEGABYTE = 1024 * 1024


class DubanPackage(models.Model):
    _inherit = "duban.package"

    def _put_together(self):
        """Put the dossiers of this one package into boxes, each with its list and manifest.

        The first box is closed last, as it holds what is said of all of them; the transfer record stands in none, so
        that the fingerprints on it reach the recipient another way than the boxes.
        """
        package = in_chinese(self)
        package.box_ids.sudo().unlink()  # sudo: the engine's own, of a try that was ended
        ready = package.line_ids.filtered(lambda line: line.state == "ready")
        shares = boxes.share_out(
            [(line, line.size) for line in ready.sorted()],
            package.box_size * MEGABYTE,
        ) or [ready]
        shares = [ready.browse().concat(*lines) for lines in shares]
        records = [package._new_box(n, lines) for n, lines in enumerate(shares, 1)]
        files = {}
        for record, lines in reversed(list(zip(records, shares, strict=True))):
            files.update(package._fill_box(record, lines, len(shares), files))
        # sudo: the engine's own; the content is in the boxes now
        ready.sudo()._engine_write({"dossier": False})
        package._engine_write({"record": base64.b64encode(package._transfer_record())})

    def _new_box(self, number, lines):
        # sudo: the engine's own
        box = self.env["duban.package.box"].sudo()
        record = box.create(
            {
                "package_id": self.id,
                "number": number,
                "name": f"{self.name}-{number:03d}.zip",
                "first_item": lines[:1].item,
                "last_item": lines[-1:].item,
                "matter_count": len(lines),
            }
        )
        lines._engine_write({"box_id": record.id})
        return record

    def _fill_box(self, record, lines, total, others):
        """Write the ZIP of one box.

        :param others: {id of a line: files of its dossier} of the boxes that are closed
        :return: the same of this box
        """
        box, items, files = boxes.Box(), [], {}
        for line in lines:
            start = len(box.entries)
            items.append(self._add_item(box, line))
            files[line.id] = [entry["path"] for entry in box.entries[start:]]
        record._engine_write(
            {
                "pages": sum(lines.mapped("pages")),
                "file_count": sum(map(len, files.values())),
            }
        )
        if record.number == 1:
            self._add_once(box, {**others, **files})
        name = f"{self._file_word('list')}-{record.number:03d}.xlsx"
        box.add(name, self._item_list(record, lines))
        content, fingerprint = box.close(
            record.number, self._manifest(record.number, total, items)
        )
        record._engine_write(
            {
                "file": base64.b64encode(content),
                "size": len(content),
                "fingerprint": fingerprint,
            }
        )
        return files

    def _manifest(self, number, total, items):
        return {
            "institution": self.regulation_id.institution,
            "package": self.name,
            "kind": self.kind,
            "period": [str(self.date_from), str(self.date_to)],
            "made_by": self.env.user.name,
            "box": number,
            "boxes": total,
            "matters": len(self.line_ids.filtered("is_included")),
            "items": items,
            "left_out": [
                {"item": line.item, "why": line.reason or ""}
                for line in self._left_out()
            ],
        }

    def _left_out(self):
        return self.line_ids.filtered(lambda line: line.state == "left_out")

    def _add_item(self, box, line):
        """Unpack the dossier of ``line`` into its folder and describe it; returns its row of the manifest."""
        folder = f"dossiers/{line._folder()}"
        start, pages = len(box.entries), 0
        trail = {}
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(line.dossier))) as dossier:
            for name in dossier.namelist():
                content = dossier.read(name)
                box.add(f"{folder}/{name}", content)
                if name.endswith(".pdf"):
                    pages += pages_of(content)
                if name == "manifest.json":
                    trail = json.loads(content)["trail"]
        line._engine_write({"pages": pages})
        files = box.entries[start:]
        box.add(f"{folder}/metadata.xml", metadata.document(line._metadata(files)))
        return {
            "item": line.item,
            "number": line.matter_id.number or None,
            "folder": folder,
            "trail": trail,
        }

    def _add_once(self, box, files):
        """What stands in the first box for all of them."""
        box.add(f"{self._file_word('readme')}.txt", self._readme())
        box.add(f"{self._file_word('boxes')}.xlsx", self._box_list())
        if self.kind == "inspection":
            box.add(f"{self._file_word('ledger')}.xlsx", self._ledger())
            box.add(f"{self._file_word('figures')}.xlsx", self._figures())
            box.add(f"{self._file_word('open')}.xlsx", self._open_promises())
            box.add("index.html", self._index(files))


def pages_of(content):
    """Pages of a PDF; 0 where it cannot be read, which the list shows as an empty cell."""
    try:
        return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
    except (PdfReadError, ValueError, KeyError):
        return 0
