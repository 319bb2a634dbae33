"""The complete dossier of a matter as one ZIP that proves itself offline."""

import hashlib
import json
import re
import tempfile
import zipfile
from ast import literal_eval

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..proof.log import file_sections

FORMAT = "duban-dossier/2"
#: kept in memory up to this size, on disk beyond
SPOOL = 32 * 1024 * 1024


#: not on the ledger: not filed, refused, or counted with the matter they were merged into
OFF_LEDGER_STATES = ("draft", "filing_approval", "rejected", "merged")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def action_export_dossier(self):
        """Download the dossier: forms as PDF, files, trail, and a manifest with the SHA-256 of each file.

        ``tools/verify_dossier.py`` checks it without this system.

        :raise AccessError: for anyone but the office and the units that keep an archive record
        :raise UserError: the matter was not filed
        """
        self.ensure_one()
        self._check_dossier()
        return {
            "type": "ir.actions.client",
            "tag": "duban_download",
            "params": {"url": f"/duban/dossier/{self.id}"},
        }

    def _check_dossier(self):
        self._assert_may("_is_archivist")
        self._check_filed()

    def _check_filed(self):
        """Refuse what was not filed yet. The day says so, never the number: not every institution numbers matters."""
        for matter in self:
            if not matter.date_filed:
                raise UserError(self.env._("%s is not filed yet.", matter.display_name))

    def _is_archivist(self):
        """Who may take the dossier away: the office, the initiating and the lead unit."""
        return self._is_recorder() | self._is_lead()

    def _make_dossier(self):
        """Write the dossier of this one matter, with the rights of the person.

        :return: a file object at its beginning
        """
        self._check_dossier()
        # closed by whoever reads it
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            writer = DossierWriter(archive)
            self._dossier_forms(writer)
            self._dossier_files(writer)
            trail = self._dossier_trail(writer)
            writer.add_json("", "record.json", self._dossier_record())
            manifest = {
                "format": FORMAT,
                "institution": self.regulation_id.institution,
                "regulation": self.regulation_id.name,
                "number": self.number or None,
                "matter": self.id,
                "state": self.state,
                "exported_on": fields.Datetime.to_string(fields.Datetime.now()) + "Z",
                "exported_by": self.env.user.name,
                "trail": trail,
                "files": writer.entries,
                "left_out": writer.left_out,
            }
            content = json.dumps(
                manifest, ensure_ascii=False, indent=1, sort_keys=True
            ).encode()
            archive.writestr("manifest.json", content)
            # The trail keeps the fingerprint of what was handed out, and the log that line of the trail.
            act = self.env["duban.act"]._append(
                self, "export_dossier", f"SHA-256 {hashlib.sha256(content).hexdigest()}"
            )
            archive.writestr("anchor.json", self._dossier_anchor(act))
        stream.seek(0)
        return stream

    # ------------------------------------------------------------------
    # Contents
    # ------------------------------------------------------------------

    def _dossier_reports(self):
        """Printed forms of this one matter: those of the suite and of its institution that stand in the print menu."""
        modules = ["duban_supervision", f"duban_supervision_{self.regulation_code}"]
        # sudo: report actions are configuration
        data = self.env["ir.model.data"].sudo()
        ids = data.search(
            [("model", "=", "ir.actions.report"), ("module", "in", modules)]
        ).mapped("res_id")
        reports = data.env["ir.actions.report"].browse(ids).exists()
        return reports.filtered(
            lambda report: (
                report.binding_model_id and report.binding_view_types != "list"
            )
        ).sorted("id")

    def _dossier_forms(self, writer):
        reports = self._dossier_reports()
        parts = self._dossier_parts()
        for report in reports:
            records = self if report.model == self._name else parts.get(report.model)
            # Like the print menu, which offers a form only where its condition holds.
            domain = literal_eval(report.domain or "[]")
            for record in (records or self.browse()).filtered_domain(domain):
                self._dossier_form(writer, report, record)

    def _dossier_form(self, writer, report, record):
        try:
            content, kind = (
                self.env["ir.actions.report"]
                .with_context(report_pdf_no_attachment=True)
                ._render_qweb_pdf(report.report_name, record.ids)
            )
        except UserError as error:
            writer.left_out.append({"what": report.name, "why": str(error)})
            return
        suffix = "" if record == self else f" {record.display_name or record.id}"
        writer.add("forms", f"{report.name}{suffix}.{kind}", content)

    def _dossier_parts(self):
        """{model name: records of this one matter}, as far as the person may read them."""
        parts = {}
        for name in sorted(
            self.env.registry.descendants(["duban.matter.part"], "_inherit")
        ):
            model = self.env[name]
            if not model._abstract and model._auto and model.has_access("read"):
                parts[name] = model.search([("matter_id", "=", self.id)])
        return parts

    def _dossier_files(self, writer):
        Attachment = self.env["ir.attachment"]
        records = {self._name: self, **self._dossier_parts()}
        for name, parts in records.items():
            if not parts:
                continue
            files = Attachment.search(
                [("res_model", "=", name), ("res_id", "in", parts.ids)], order="id"
            )
            for field_name, field in parts._fields.items():
                if (
                    field.type == "many2many"
                    and field.comodel_name == "ir.attachment"
                    and field.store
                ):
                    files |= parts[field_name]
            for file in files.sorted("id"):
                if file.type == "binary" and file not in writer.seen:
                    writer.seen.add(file)
                    self._dossier_file(writer, file)
        self._dossier_missing(writer)

    def _dossier_missing(self, writer):
        """Say which files the log took in and nobody finds where they were handed in (CORE-28)."""
        self.env.cr.execute(
            """SELECT res_id, sections FROM duban_log_leaf
                WHERE kind = 'file' AND sections->>'matter' = %s ORDER BY position""",
            [str(self.id)],
        )
        logged = dict(self.env.cr.fetchall())
        # sudo: only whether each is still there
        files = self.env["ir.attachment"].sudo().browse(logged).exists()
        there = {file.id: file_sections(file) for file in files}
        for key, sections in logged.items():
            if key not in there:
                why = self.env._("It was deleted although it is kept.")
            elif there[key]["place"] != sections["place"]:
                why = self.env._("It is not where it was handed in.")
            else:
                continue
            what = self.env._("File %s", key)
            writer.left_out.append({"what": what, "why": why})

    def _dossier_file(self, writer, file):
        try:
            # a print of a step that was not made yet is made now
            content = file.raw or b""
        except UserError as error:
            writer.left_out.append({"what": file.name, "why": str(error)})
            return
        writer.add("files", f"{file.id} {file.name or ''}", content)

    def _dossier_trail(self, writer):
        """Write the trail, exactly as it is hashed and in words; returns what the manifest says of it."""
        acts = self.env["duban.act"].search([("matter_id", "=", self.id)], order="seq")
        lines = [{"content": act._content(), "hash": act.hash} for act in acts]
        writer.add_json("trail", "trail.json", lines)
        writer.add_json("trail", "names.json", self._dossier_names(acts))
        text = "\n".join(self._dossier_line(act) for act in acts)
        writer.add("trail", "trail.txt", text.encode())
        return {
            "file": "trail/trail.json",
            "length": len(acts),
            "head": acts[-1:].hash or None,
        }

    def _dossier_anchor(self, act):
        """What ties the dossier to the log: the line of its handing out, and the proof that it stands there."""
        # sudo: the log belongs to nobody
        matter = self.sudo()
        checkpoint = self.env["duban.log.checkpoint"]._make(matter)
        leaf = matter.env["duban.log.leaf"].search(
            [
                ("kind", "=", "act"),
                ("res_id", "=", self.id),
                ("seq", "=", act.seq),
            ]
        )
        anchor = {
            "act": act._content(),
            "hash": act.hash,
            "public_key": checkpoint.verifier_key,
            **checkpoint._prove(leaf),
        }
        return json.dumps(anchor, ensure_ascii=False, indent=1, sort_keys=True)

    def _dossier_names(self, acts):
        """The names behind the marks in the trail, as far as they were not erased since."""
        # sudo: whoever takes the trail away takes the names that stand in it
        rows = self.env["duban.person.name"].sudo()
        marks = {*acts.mapped("user_mark"), *acts.mapped("on_behalf_mark")} - {False}
        return [
            {"mark": row.mark, "name": row.name, "salt": row.salt}
            for row in rows.search([("mark", "in", list(marks))], order="id")
            if row.salt
        ]

    def _dossier_line(self, act):
        # sudo: names of people who may have left
        act = act.sudo()
        states = dict(self.fields_get(["state"])["state"]["selection"])

        def word(state):
            return states.get(state, state or "")

        when = clock.local(self, act.date)
        parts = [
            str(act.seq),
            when.strftime("%Y-%m-%d %H:%M:%S"),
            act.user_name + (f" ({act.on_behalf_name})" if act.on_behalf_id else ""),
            act.action_label,
            f"{word(act.state_from)} → {word(act.state_to)}" if act.state_to else "",
            act.note or "",
            act.changes_text or "",
        ]
        return "\t".join(part.replace("\n", " / ").replace("\t", " ") for part in parts)

    def _dossier_record(self):
        """Field values of this one matter by label-free name, in words."""
        names = [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type not in ("one2many", "binary", "json")
            and not field.groups
        ]
        return {
            name: str(value)
            for name, value in sorted(self._trail_values(names).items())
            if value
        }

    # ------------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------------
    # The ledger (台账): which matters, in which order, under which headings.

    def _ledger_domain(self):
        """Domain of the matters that stand on a ledger; who sees which is for the record rules."""
        return Domain("date_filed", "!=", False) & Domain(
            "state", "not in", OFF_LEDGER_STATES
        )

    def _ledger_regulation(self, chosen=None):
        """The version of the rules whose words and columns the one ledger of these matters has (CORE-31).

        :param chosen: id of the version that somebody chose for it; else that of the matters, of several the one in
            force
        """
        versions = self.regulation_id
        if chosen:
            return versions.browse(chosen)
        if len(versions) < 2:
            return versions
        current = versions._in_force(self.company_id[:1])
        return current if current in versions else versions.sorted("date_from")[-1:]

    def _ledger_headings(self, regulation):
        """{category of these matters: the row that heads the ledger for it}: of all versions once (CORE-31)."""
        return {
            row: row._under(regulation)[:1] or row._versions()[-1:]
            for row in self.source_category_id
        }

    def _ledger_groups(self, regulation=None):
        """Item by item and by category (WUT-12.1f), numbered through.

        :param regulation: as for ``_ledger_sorted``
        :return: list of (heading, [(position, matter)]); categories in the order of the regulation
        """
        regulation = regulation or self._ledger_regulation()
        headings, groups = self._ledger_headings(regulation), {}
        for position, matter in enumerate(self._ledger_sorted(regulation), 1):
            category = matter.source_category_id
            heading = headings.get(category, category)
            groups.setdefault(heading, []).append((position, matter))
        return [
            (category.name or self.env._("Without category"), lines)
            for category, lines in groups.items()
        ]

    def _ledger_sorted(self, regulation=None):
        """By category as the regulation lists them, then by number (9号 before 10号).

        :param regulation: the version whose order counts; default: ``_ledger_regulation``
        """
        headings = self._ledger_headings(regulation or self._ledger_regulation())
        rows = self.source_category_id.union(*headings.values())
        places = {
            row: place
            for place, row in enumerate(rows.sorted(lambda row: (row.sequence, row.id)))
        }
        order = {category.id: places[row] for category, row in headings.items()}
        return self.sorted(
            lambda matter: (
                order.get(matter.source_category_id.id, len(order)),
                [
                    int(part) if part.isdigit() else part
                    for part in re.split(r"([0-9]+)", matter.number or "")
                ],
                matter.id,
            )
        )

    def _ledger_subtitle(self):
        """Of which year the printed ledger is, where it is a volume, and the day as of which it is true (WUT-18.1b)."""
        day = f"截至{self._format_date(clock.today(self))}"
        year = self.env.context.get("duban_ledger_year")
        return f"{year}年度，{day}" if year else day

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the columns of the regulation in force on the screen's ledger."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and "o_duban_ledger" in (arch.get("class") or ""):
            self._put_ledger_columns(arch)
        return arch, view

    def _put_ledger_columns(self, arch):
        regulation = self.env["duban.regulation"]._in_force()
        if not regulation:
            return
        for node in arch.xpath("field[not(@column_invisible)]"):
            arch.remove(node)
        for cell in regulation._document_cells("ledger"):
            key = cell["key"]
            name = next(
                (n for n in (f"document_{key}", key) if n in self._fields), None
            )
            if not name:
                continue
            node = etree.SubElement(
                arch, "field", name=name, string=cell["label"], optional="show"
            )
            if self._fields[name].type == "integer":
                node.set("sum", cell["label"])
            if name in ("date_deadline", "document_date_deadline"):
                # the figure alone is red: a page of red rows says nothing
                node.set("decoration-danger", "is_overdue")
                node.set("decoration-bf", "is_overdue")
            if self._fields[name].type == "many2one":
                node.set("options", "{'no_open': True}")


class DossierWriter:
    """Adds files to a ZIP and remembers size and SHA-256 of each."""

    def __init__(self, archive):
        self.archive = archive
        self.entries = []
        self.left_out = []
        self.seen = set()
        self.names = set()

    def add(self, folder, name, content):
        """Add ``content`` under ``folder``; a name given by people never leads out of it."""
        name = re.sub(r'[\x00-\x1f\\/:*?"<>|]+', "_", name).strip(" .") or "file"
        stem, dot, suffix = name.rpartition(".")
        # A file system takes 255 bytes, a Chinese character has three; what kind of file it is stays to be seen.
        stem, suffix = stem[:70].rstrip(" ."), suffix[:10] if dot else suffix[:70]
        name = f"{stem}{dot}{suffix}"
        path, count = "/".join(filter(None, [folder, name])), 1
        while path.lower() in self.names:
            count += 1
            other = f"{stem} ({count}){dot}{suffix}" if dot else f"{name} ({count})"
            path = "/".join(filter(None, [folder, other]))
        self.names.add(path.lower())
        if isinstance(content, str):
            content = content.encode()
        self.archive.writestr(path, content)
        self.entries.append(
            {
                "path": path,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )

    def add_json(self, folder, name, value):
        self.add(
            folder,
            name,
            json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        )
