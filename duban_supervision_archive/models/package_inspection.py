"""What an inspection asks for beside the dossiers: ledger, figures, open promises, an index that leads into each."""

import base64
import re
from html import escape
from urllib.parse import quote

from odoo import models

from odoo.addons.duban_supervision.models.matter.states import NEVER_FILED, OPEN_STATES

from ..tools import lists

#: what a person reads of a dossier; the rest is for the check
READABLE = ("/forms/", "/files/", "/trail/trail.txt")


class DubanPackage(models.Model):
    _inherit = "duban.package"

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
                "matter_ids_json": self._included()
                ._ledger_sorted(self.regulation_id)
                .ids,
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
        # a filing that was withdrawn never was a matter: it is neither ended nor open
        withdrawn = matters.filtered(lambda row: row.state in NEVER_FILED)
        opened = matters.filtered(lambda row: row.state in OPEN_STATES)
        ended = matters - opened - withdrawn
        overdue = matters.filtered("is_overdue")
        groups = [
            (env._("Lead unit"), matters.grouped(lambda row: row.lead_unit_id.name)),
            (
                env._("Category"),
                matters.grouped(lambda row: row.source_category_id.name),
            ),
            (env._("State"), matters.grouped(lambda row: row._state_label())),
        ]
        head = [
            ("", 30), (env._("Matters"), 10), (env._("Ended"), 10), (env._("Open"), 10), (env._("Overdue"), 10),
            (env._("Filing withdrawn"), 10),
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
                            len(found & opened),
                            len(found & overdue),
                            len(found & withdrawn),
                        ]
                        for name, found in rows.items()
                    ]
                    + [
                        [
                            env._("Total"),
                            len(matters),
                            len(ended),
                            len(opened),
                            len(overdue),
                            len(withdrawn),
                        ]
                    ],
                    "notes": [
                        env._(
                            "Each matter counts once, under its lead unit. Ended: closed, archived, exempted or "
                            "terminated. Overdue: open and past its due date on the day of the package. A filing that "
                            "was withdrawn is neither ended nor open."
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
        rows = [
            [
                matter.number or "",
                matter.name,
                matter.lead_unit_id.name,
                day(matter.date_deadline) if matter.date_deadline else "",
                matter._state_label(),
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

    def _index(self, files):
        """A page that leads to each paper, to be opened once all boxes are unpacked into one folder.

        :param files: {id of a line: paths of its dossier}
        """
        env = self.env
        lines = self.line_ids.filtered("is_included").sorted()
        head = [
            env._("Item number"), env._("Document number"), env._("Title"), env._("Lead unit"),
            env._("Due date"), env._("State"), env._("Papers"),
        ]  # fmt: skip
        lists_ = [
            self._file_word(key) for key in ("ledger", "figures", "open", "boxes")
        ]
        links = " · ".join(link(f"{name}.xlsx", name) for name in lists_)
        rows = "".join(
            f"<tr>{self._index_row(line, files.get(line.id, []))}</tr>"
            for line in lines
        )
        facts = "；".join(
            escape(f"{label}：{value}") for label, value in self._facts()[1:]
        )
        return (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{escape(self.name)}</title>"
            "<style>body{font-family:sans-serif;margin:1em}td,th{border:1px solid #999;padding:4px 8px}"
            "td{vertical-align:top}td:nth-child(2),td:nth-child(5){white-space:nowrap}"
            "table{border-collapse:collapse}td a{display:block}</style></head><body>"
            f"<h1>{escape(self.name)}</h1><p>{facts}</p><p>{links}</p><table><tr>"
            + "".join(f"<th>{escape(label)}</th>" for label in head)
            + f"</tr>{rows}</table></body></html>"
        )

    def _index_row(self, line, files):
        matter = line.matter_id
        if line.state != "ready":
            cells = [line.item, line._known_as(), line.reason or "", "", "", ""]
            papers = ""
        else:
            day = matter._format_date
            cells = [
                line.item,
                matter.number or "",
                matter.name,
                matter.lead_unit_id.name or "",
                day(matter.date_deadline) if matter.date_deadline else "",
                matter._state_label(),
            ]
            root = f"dossiers/{line._folder()}"
            papers = "".join(
                link(path, self._paper_name(path))
                for path in files
                if path.removeprefix(root).startswith(READABLE)
            )
        return (
            "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
            + f"<td>{papers}</td>"
        )

    def _paper_name(self, path):
        name = path.rsplit("/", 1)[1]
        if name == "trail.txt":
            return self.env._("Who did what and when")
        # the number before a file keeps two of one name apart, and means nothing to who reads
        return re.sub(r"^\d+ ", "", name) if "/files/" in path else name


def link(path, text):
    """A link of HTML; a name may hold what an address gives a meaning to."""
    return f'<a href="{quote(path)}">{escape(text)}</a>'
