"""Lists of a package: 归档文件目录 and 备考表 of each box, the list of boxes, the record to be signed, a read-me."""

from odoo import models

from odoo.addons.duban_supervision import clock

from ..tools import lists


class DubanPackage(models.Model):
    _inherit = "duban.package"

    def _file_word(self, key):
        env = self.env
        archive = self.kind == "archive"
        return {
            "list": env._("List of filed items") if archive else env._("List of items"),
            "readme": env._("Read me first"),
            "boxes": env._("List of boxes"),
            "record": env._("Transfer record"),
            "ledger": env._("Ledger"),
            "figures": env._("Figures"),
            "open": env._("Open promises"),
        }[key]

    def _said_day(self, day):
        """``day`` as papers say it."""
        return self.env["duban.matter"]._format_date(day)

    def _provenance(self):
        if self.kind != "archive":
            return []
        parts = [
            (self.env._("Fonds"), self.fonds_name),
            (self.env._("Fonds number"), self.fonds_number),
            (self.env._("Catalogue number"), self.catalogue_number),
            (self.env._("Organisation or subject"), self.class_name),
        ]
        return [f"{label}：{value}" for label, value in parts if value]

    # ------------------------------------------------------------------
    # Of one box
    # ------------------------------------------------------------------

    def _item_list(self, box, lines):
        """归档文件目录 of one box, and for the archive its 备考表, as a workbook."""
        env = self.env
        archive, day = self.kind == "archive", self._said_day
        retentions = dict(lines._fields["retention"]._description_selection(env))
        head = [
            (env._("Item number"), 8), (env._("Responsible"), 22), (env._("Document number"), 22), (env._("Title"), 50),
            (env._("Date"), 16), (env._("Pages"), 8),
        ]  # fmt: skip
        if archive:
            head.append((env._("Retention period"), 12))
        head.append((env._("Volume number"), 20))
        rows = []
        for line in lines:
            matter = line.matter_id
            row = [
                line.item,
                line._responsible(),
                matter.number or "",
                matter.name,
                day(line._day()),
                line.pages or "",
            ]
            if archive:
                row.append(retentions[line.retention])
            rows.append([*row, line._volume()])
        provenance = self._provenance()
        sheets = [
            {
                "title": self._file_word("list"),
                "head": head,
                "rows": rows,
                "notes": ["；".join(provenance)] if provenance else [],
            }
        ]
        if archive:
            sheets.append(self._box_notes(box))
        return lists.workbook(sheets)

    def _box_notes(self, box):
        """备考表 of one box: what is in it, who put it together, who looks it through."""
        env = self.env
        content = env._(
            "%(matters)s items (%(first)s to %(last)s), %(files)s files, %(pages)s pages of PDF.",
            matters=box.matter_count,
            first=box.first_item,
            last=box.last_item,
            files=box.file_count,
            pages=box.pages,
        )
        rows = [
            [env._("Box number"), f"{box.number} / {len(self.box_ids)}"],
            [env._("What the box holds"), content],
            [env._("What is missing or damaged"), self._said_left_out()],
            [env._("Put together by"), env.user.name],
            [env._("Put together on"), self._said_day(clock.today(self))],
            [env._("Looked through by"), ""],
            [env._("Looked through on"), ""],
        ]
        return {
            "title": env._("Notes on the box"),
            "head": [(env._("What"), 24), (env._("Content"), 80)],
            "rows": rows,
        }

    def _said_left_out(self):
        left_out = self._left_out()
        if not left_out:
            return self.env._("Nothing")
        return "；".join(
            f"{line.item} {line._known_as()} {line.reason or ''}" for line in left_out
        )

    # ------------------------------------------------------------------
    # Of all boxes
    # ------------------------------------------------------------------

    def _facts(self):
        env = self.env
        included = self.line_ids.filtered("is_included")
        left_out = self._left_out()
        facts = [
            [env._("Title"), self.name],
            [env._("Institution"), self.regulation_id.institution],
            [
                env._("Period"),
                "—".join(map(self._said_day, (self.date_from, self.date_to))),
            ],
            [env._("Ground"), self.ground or ""],
            [env._("Recipient"), self.recipient or ""],
            *(part.split("：", 1) for part in self._provenance()),
            [env._("Boxes"), len(self.box_ids)],
            [env._("Matters"), len(included)],
            [env._("In the boxes"), len(included) - len(left_out)],
            [env._("Left out"), len(left_out)],
            [env._("Made by"), env.user.name],
            [env._("Package made on"), self._said_day(clock.today(self))],
        ]
        return [fact for fact in facts if fact[1] != ""]

    def _box_rows(self):
        """(head, rows) of the boxes, without their fingerprints."""
        env = self.env
        head = [
            (env._("Box number"), 8), (env._("File name"), 40), (env._("From item"), 10), (env._("To item"), 10),
            (env._("Matters"), 8), (env._("Files"), 8), (env._("Pages"), 8),
        ]  # fmt: skip
        rows = [
            [
                box.number, box.name, box.first_item, box.last_item,
                box.matter_count, box.file_count, box.pages,
            ]
            for box in self.box_ids.sorted("number")
        ]  # fmt: skip
        totals = [sum(column) for column in list(zip(*rows, strict=True))[4:]]
        return head, [*rows, [env._("Total"), "", "", "", *totals]]

    def _box_list(self):
        """The list of boxes, and what was left out with its reason, as a workbook."""
        env = self.env
        head, rows = self._box_rows()
        left_out = [
            [line.item, line._known_as(), line.reason or ""]
            for line in self._left_out()
        ]
        sheets = [
            {"title": self._file_word("boxes"), "head": head, "rows": rows},
            {
                "title": env._("About the package"),
                "head": [(env._("What"), 24), (env._("Content"), 80)],
                "rows": self._facts(),
            },
        ]
        if left_out:
            head = [
                (env._("Item number"), 10), (env._("Document number"), 24), (env._("Why it is left out"), 70),
            ]  # fmt: skip
            sheets.append({"title": env._("Left out"), "head": head, "rows": left_out})
        return lists.workbook(sheets)

    def _transfer_record(self):
        """The record to be signed by both sides, with the fingerprint of each box; it is in none of them."""
        env = self.env
        head, rows = self._box_rows()
        fingerprints = [*self.box_ids.sorted("number").mapped("fingerprint"), ""]
        sign = [
            [label, "", ""]
            for label in (
                env._("Number of items"),
                env._("Files complete and legible"),
                env._("Fingerprints checked"),
                env._("Signature and seal"),
                env._("Date"),
            )
        ]
        return lists.workbook(
            [
                {
                    "title": self._file_word("record"),
                    "head": [
                        (env._("What"), 24), (env._("Handed over by"), 40), (env._("Received by"), 40),
                    ],
                    "rows": sign,
                    "notes": [f"{label}：{value}" for label, value in self._facts()],
                },
                {
                    "title": self._file_word("boxes"),
                    "head": [*head, (env._("SHA-256 of the manifest"), 70)],
                    "rows": [
                        [*row, fingerprint]
                        for row, fingerprint in zip(rows, fingerprints, strict=True)
                    ],
                    "notes": [
                        env._(
                            "Check: python3 verify_package.py BOXES --record THIS FILE. The command comes with the "
                            "suite and runs without it; ask the office for it, never take it from the boxes."
                        )
                    ],
                },
            ]
        )  # fmt: skip

    def _readme(self):
        """What the files of the package are, in the first one that somebody opens."""
        env = self.env
        parts = [
            self.name,
            "",
            *(f"{label}：{value}" for label, value in self._facts()),
            "",
            env._("Unpack all boxes into one folder. In it:"),
            f"  {self._file_word('list')}-001.xlsx …: "
            + env._(
                "the items of each box, with its notes where the archive asks for them"
            ),
            f"  {self._file_word('boxes')}.xlsx: "
            + env._("which items are in which box"),
        ]
        if self.kind == "inspection":
            parts += [
                "  index.html: "
                + env._("begin here: every matter with links to its papers"),
                f"  {self._file_word('ledger')}.xlsx, {self._file_word('figures')}.xlsx, "
                f"{self._file_word('open')}.xlsx: "
                + env._("ledger, figures with what they count, what is still owed"),
            ]
        parts += [
            "  dossiers/: " + env._("one folder per matter:"),
            "    forms/, files/: " + env._("the printed forms; what was handed in"),
            "    trail/trail.txt: " + env._("who did what and when, to be read"),
            "    trail/trail.json, trail/names.json, record.json, manifest.json, anchor.json: "
            + env._("the same for the check, with fingerprints and the place in the log"),
            "    metadata.xml: " + env._("description after DA/T 46-2009"),
            "",
            env._(
                "Whether anything was changed: python3 verify_package.py with the boxes or the unpacked folder, and "
                "--record with the transfer record that the office hands over apart. The command comes with the suite, "
                "needs Python only, and must not be taken from the boxes."
            ),
            "",
        ]  # fmt: skip
        # editors of Windows tell UTF-8 by its mark, and want their own ends of lines
        return "\ufeff" + "\r\n".join(parts)
