"""What a package holds: dossiers in folders, metadata, lists, for an inspection also ledger, figures and index."""

import base64
import io
import json
import zipfile
from html import escape

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfReadError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES

from ..tools import boxes, lists, metadata

MEGABYTE = 1024 * 1024


class DubanPackage(models.Model):
    _inherit = "duban.package"

    def _put_together(self):
        """Put the dossiers of this one package into boxes, each with its list and manifest."""
        package = in_chinese(self)
        package.box_ids.sudo().unlink()  # sudo: the engine's own, of a try that was ended
        ready = package.line_ids.filtered(lambda line: line.state == "ready")
        shares = boxes.share_out(
            [(line, line.size) for line in ready.sorted()],
            package.box_size * MEGABYTE,
        ) or [ready]
        for number, lines in enumerate(shares, 1):
            package._make_box(number, len(shares), ready.browse().concat(*lines))
        # sudo: the engine's own; the content is in the boxes now
        ready.sudo()._engine_write({"dossier": False})

    def _make_box(self, number, total, lines):
        box = boxes.Box()
        # sudo: the engine's own
        record = (
            self.env["duban.package.box"]
            .sudo()
            .create(
                {
                    "package_id": self.id,
                    "number": number,
                    "name": f"{self.name}-{number:03d}.zip",
                    "first_item": lines[:1].item,
                    "last_item": lines[-1:].item,
                    "matter_count": len(lines),
                }
            )
        )
        items = [self._add_item(box, line) for line in lines]
        lines._engine_write({"box_id": record.id})
        if number == 1:
            self._add_once(box)
        box.add(f"{self._file_word('list')}-{number:03d}.xlsx", self._item_list(lines))
        content, fingerprint = box.close(number, self._manifest(number, total, items))
        record._engine_write(
            {
                "file": base64.b64encode(content),
                "size": len(content),
                "fingerprint": fingerprint,
            }
        )

    def _manifest(self, number, total, items):
        left_out = self.line_ids.filtered(lambda line: line.state == "left_out")
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
                {"item": line.item, "why": line.reason or ""} for line in left_out
            ],
        }

    # ------------------------------------------------------------------
    # One matter
    # ------------------------------------------------------------------

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
            "number": line.matter_id.number,
            "folder": folder,
            "trail": trail,
        }

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    def _file_word(self, key):
        env = self.env
        return {
            "list": env._("List of filed items"),
            "boxes": env._("Boxes and transfer"),
            "ledger": env._("Ledger"),
            "figures": env._("Figures"),
            "open": env._("Open promises"),
        }[key]

    def _item_list(self, lines):
        """归档文件目录 of these lines, as a workbook."""
        env = self.env
        day = self.env["duban.matter"]._format_date
        retentions = dict(lines._fields["retention"]._description_selection(env))
        head = [
            (env._("Item number"), 8), (env._("Responsible"), 22), (env._("Document number"), 20), (env._("Title"), 50),
            (env._("Date"), 14), (env._("Pages"), 8), (env._("Retention period"), 12), (env._("Remarks"), 20),
        ]  # fmt: skip
        rows = [
            [
                line.item,
                line.matter_id.lead_unit_id.name,
                line.matter_id.number,
                line.matter_id.name,
                day(line.matter_id.date_ended or line.matter_id.date_filed),
                line.pages or "",
                retentions[line.retention],
                "",
            ]
            for line in lines
        ]
        return lists.workbook(
            [
                {
                    "title": self._file_word("list"),
                    "head": head,
                    "rows": rows,
                    "notes": [self._provenance()],
                }
            ]
        )

    def _provenance(self):
        parts = [
            (self.env._("Fonds"), self.fonds_name),
            (self.env._("Fonds number"), self.fonds_number),
            (self.env._("Catalogue number"), self.catalogue_number),
            (self.env._("Organisation or subject"), self.class_name),
        ]
        return "；".join(f"{label}：{value}" for label, value in parts if value)

    def _add_once(self, box):
        """What stands in the first box for all of them."""
        box.add(f"{self._file_word('boxes')}.xlsx", self._transfer_list())
        if self.kind == "inspection":
            box.add(f"{self._file_word('ledger')}.xlsx", self._ledger())
            box.add(f"{self._file_word('figures')}.xlsx", self._figures())
            box.add(f"{self._file_word('open')}.xlsx", self._open_promises())
            box.add("index.html", self._index())

    def _transfer_list(self):
        """备考表 and the record to be signed at the transfer."""
        env = self.env
        included = self.line_ids.filtered("is_included")
        ready = included.filtered(lambda line: line.state == "ready")
        facts = [
            [env._("Title"), self.name],
            [env._("Institution"), self.regulation_id.institution],
            [env._("Period"), f"{self.date_from} — {self.date_to}"],
            [env._("Ground"), self.ground or ""],
            [env._("Recipient"), self.recipient or ""],
            [env._("Matters"), len(included)],
            [env._("In the boxes"), len(ready)],
            [env._("Left out"), len(included) - len(ready)],
            [env._("Made by"), env.user.name],
            [env._("Made on"), str(clock.today(self))],
            [env._("How to check"), "verify_package.py"],
        ]
        left_out = [
            [line.item, line._known_number(), line.reason or ""]
            for line in included - ready
        ]
        return lists.workbook(
            [
                {
                    "title": env._("Notes on the package"),
                    "head": [(env._("What"), 24), (env._("Content"), 80)],
                    "rows": facts,
                },
                {
                    "title": env._("Left out"),
                    "head": [
                        (env._("Item number"), 10),
                        (env._("Document number"), 24),
                        (env._("Why it is left out"), 70),
                    ],
                    "rows": left_out,
                },
                {
                    "title": env._("Transfer record"),
                    "head": [
                        (env._("What"), 24),
                        (env._("Handed over by"), 40),
                        (env._("Received by"), 40),
                    ],
                    "rows": [
                        [label, "", ""]
                        for label in (
                            env._("Number of items"),
                            env._("Files complete and legible"),
                            env._("Fingerprints checked"),
                            env._("Signature and seal"),
                            env._("Date"),
                        )
                    ],
                },
            ]
        )

    # ------------------------------------------------------------------
    # For an inspection
    # ------------------------------------------------------------------

    def _included(self):
        """The matters on the list, without those that went out of the maker's sight since."""
        lines = self.line_ids.filtered("is_included")
        return lines.matter_id._filtered_access("read")

    def _ledger(self):
        """The ledger of exactly these matters, as its own export makes it."""
        export = self.env["duban.ledger.export"].create(
            {
                "regulation_id": self.regulation_id.id,
                "company_id": self.company_id.id,
                "only_ids": self._included().ids,
            }
        )
        # a package may reach over several versions of the regulation
        export._engine_write(
            {
                "matter_ids_json": self._included()._ledger_sorted().ids,
                "columns": self.regulation_id._document_cells("ledger"),
            }
        )
        export._job_start(len(self._included()))
        export._job_run()
        content = base64.b64decode(export.file)
        export.sudo().unlink()  # sudo: the engine's own
        return content

    def _figures(self):
        """How the matters of this package divide by state, unit and category, and what each figure counts."""
        env = self.env
        matters = self._included()
        states = dict(matters._fields["state"]._description_selection(env))
        ended = matters.filtered(lambda row: row.state not in OPEN_STATES)
        overdue = matters.filtered("is_overdue")
        groups = [
            (env._("Lead unit"), matters.grouped(lambda row: row.lead_unit_id.name)),
            (
                env._("Category"),
                matters.grouped(lambda row: row.source_category_id.name),
            ),
            (env._("State"), matters.grouped(lambda row: states[row.state])),
        ]
        head = [
            ("", 30), (env._("Matters"), 10), (env._("Ended"), 10), (env._("Open"), 10), (env._("Overdue"), 10),
        ]  # fmt: skip
        sheets = []
        for title, rows in groups:
            sheets.append(
                {
                    "title": title,
                    "head": [(title, 30), *head[1:]],
                    "rows": [
                        [
                            name or "—",
                            len(found),
                            len(found & ended),
                            len(found - ended),
                            len(found & overdue),
                        ]
                        for name, found in rows.items()
                    ]
                    + [
                        [
                            env._("Total"),
                            len(matters),
                            len(ended),
                            len(matters - ended),
                            len(overdue),
                        ]
                    ],
                    "notes": [
                        env._(
                            "Each matter counts once, under its lead unit. Ended: closed, archived, exempted or "
                            "terminated. Overdue: open and past its due date on the day of the package."
                        )
                    ],
                }
            )
        return lists.workbook(sheets)

    def _open_promises(self):
        """What is still owed: open matters, and re-checks that are planned."""
        env = self.env
        day = self.env["duban.matter"]._format_date
        matters = self._included()
        states = dict(matters._fields["state"]._description_selection(env))
        rows = [
            [
                matter.number or "",
                matter.name,
                matter.lead_unit_id.name,
                day(matter.date_deadline) if matter.date_deadline else "",
                states[matter.state],
            ]
            for matter in matters.filtered(lambda row: row.state in OPEN_STATES)
        ]
        rows += [
            [
                check.matter_id.number or "",
                check.matter_id.name,
                check.matter_id.lead_unit_id.name,
                day(check.date_planned) if check.date_planned else "",
                check.kind_id.name,
            ]
            for check in matters.recheck_ids.filtered(lambda row: row.outcome == "open")
        ]
        head = [
            (env._("Document number"), 20), (env._("Title"), 50), (env._("Lead unit"), 22), (env._("Due date"), 14),
            (env._("State"), 16),
        ]  # fmt: skip
        return lists.workbook(
            [{"title": self._file_word("open"), "head": head, "rows": rows}]
        )

    def _index(self):
        """A page that leads into each dossier, to be opened once all boxes are unpacked into one folder."""
        env = self.env
        rows = []
        for line in self.line_ids.filtered("is_included").sorted():
            cells = [str(line.item), escape(line._known_number())]
            if line.state == "ready":
                link = escape(f"dossiers/{line._folder()}/", quote=True)
                title = escape(line.matter_id.name)
                cells += [
                    f'<a href="{link}">{title}</a>',
                    escape(line.matter_id.lead_unit_id.name or ""),
                ]
            else:
                cells += [escape(line.reason or ""), ""]
            rows.append("".join(f"<td>{text}</td>" for text in cells))
        head = [
            env._("Item number"),
            env._("Document number"),
            env._("Title"),
            env._("Lead unit"),
        ]
        return (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
            f"<title>{escape(self.name)}</title>"
            "<style>body{font-family:sans-serif}td,th{border:1px solid #999;padding:4px 8px}"
            "table{border-collapse:collapse}</style></head><body>"
            f"<h1>{escape(self.name)}</h1><table><tr>"
            + "".join(f"<th>{escape(label)}</th>" for label in head)
            + "</tr>"
            + "".join(f"<tr>{row}</tr>" for row in rows)
            + "</table></body></html>"
        )


def pages_of(content):
    """Pages of a PDF; 0 where it cannot be read, which the list shows as an empty cell."""
    try:
        return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
    except (PdfReadError, ValueError, KeyError):
        return 0
