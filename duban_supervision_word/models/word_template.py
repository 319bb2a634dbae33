"""A school's own .docx template of a document: uploaded, checked, previewed with a real record, then put into use.

Each upload is a version. What was put into use is never changed or removed, so that a Word file in the files of a
matter, which says in its properties by which version it was made, can always be compared with it.
"""

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision.models.access.engine import DOOR

from ..tools import word_template

#: names shown of a long list
SHOWN = 400


class DubanWordTemplate(models.Model):
    _name = "duban.word.template"
    _description = "Own Word template"
    _inherit = ["duban.screen"]
    _order = "regulation_id, report_id, id"

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)  # fmt: skip
    active = fields.Boolean(
        default=True, help="Archived: the document is written as the suite prints it."
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["duban.regulation"]._in_force(),
    )
    report_id = fields.Many2one(
        "ir.actions.report",
        "Document",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', document_ids)]",
    )
    document_ids = fields.Many2many(
        "ir.actions.report",
        string="Documents to choose from",
        compute="_compute_document_ids",
        export_string_translation=False,
    )
    version_ids = fields.One2many("duban.word.version", "template_id", "Versions")
    current_id = fields.Many2one(
        "duban.word.version", "In use", compute="_compute_current"
    )
    draft_id = fields.Many2one(
        "duban.word.version", "To be tried", compute="_compute_current"
    )
    upload = fields.Binary(
        "Word file",
        compute="_compute_upload",
        inverse="_inverse_upload",
        help="A .docx with fields such as {{ 编号 }}; the list of fields stands below.",
    )
    upload_name = fields.Char("File name", store=False)
    field_names = fields.Text("Fields", compute="_compute_field_names")
    list_names = fields.Text("Lists", compute="_compute_field_names")
    model = fields.Char(related="report_id.model", export_string_translation=False)
    preview_id = fields.Many2oneReference(
        "Try it with", model_field="model", store=False
    )
    preview_text = fields.Text("Preview", compute="_compute_preview_text")

    _document_uniq = models.UniqueIndex(
        "(regulation_id, report_id) WHERE active IS TRUE",
        "This document already has a template under this regulation: upload the new file there.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("report_id", "regulation_id")
    def _compute_name(self):
        for template in self:
            # sudo: the name of a report, which only the system's administrator reads
            template.name = template.sudo().report_id.name

    @api.depends_context("lang")
    def _compute_document_ids(self):
        self.document_ids = self.env["ir.actions.report"]._duban_documents()

    @api.depends("version_ids.state")
    def _compute_current(self):
        for template in self:
            versions = template.version_ids.sorted("number", reverse=True)
            template.current_id = versions.filtered(lambda v: v.state == "used")[:1]
            template.draft_id = versions.filtered(lambda v: v.state == "draft")[:1]

    def _compute_upload(self):
        self.upload = False

    @api.depends("report_id", "regulation_id")
    def _compute_field_names(self):
        for template in self:
            template.field_names = template.list_names = False
            if template.report_id and template.regulation_id:
                found, lists = template._names()
                template.field_names = "、".join(f"{{{{ {name} }}}}" for name in found)
                template.list_names = "\n".join(
                    f"{name}：{'、'.join(columns)}"
                    for name, (_source, columns) in lists.items()
                )

    @api.depends("preview_id", "report_id", "version_ids.state")
    @api.depends_context("uid")
    def _compute_preview_text(self):
        for template in self:
            template.preview_text = False
            version = template.draft_id or template.current_id
            record = template._preview_record()
            if version and record:
                content = version._make(record)
                template.preview_text = word_template.text(content)

    def _preview_record(self):
        """The record to try it with, if the person reads it."""
        if not self.preview_id or not self.model:
            return None
        record = self.env[self.model].browse(self.preview_id).exists()
        return record if record.has_access("read") else None

    def _names(self):
        """(fields, lists) that a file of this one template may use."""
        # sudo: the definition of the report; names are no values
        return self.sudo().report_id._duban_word_names(self.regulation_id)

    # ------------------------------------------------------------------
    # Uploading
    # ------------------------------------------------------------------

    def _inverse_upload(self):
        for template in self:
            if template.upload:
                template._take(template.with_context(bin_size=False).upload)

    @api.constrains("report_id")
    def _check_report(self):
        # sudo: which report it is, not what it prints
        for template in self:
            if template.sudo().report_id not in self.env["ir.actions.report"]._duban_documents():  # fmt: skip
                raise ValidationError(
                    self.env._("“%s” is no document of the suite.", template.name)
                )

    def write(self, vals):
        # sudo: whether there is a version, whoever may read it
        if {"report_id", "regulation_id"} & vals.keys() and self.sudo().version_ids:
            raise UserError(
                self.env._(
                    "A template stays with its document and regulation. Create another one."
                )
            )
        return super().write(vals)

    def _take(self, encoded):
        """A new version of this one template, after it was checked.

        :raise ValidationError: what is wrong with the file, in words
        """
        found, lists = self._names()
        try:
            content = _decoded(encoded)
            used = word_template.check(
                content,
                found,
                {name: list(columns) for name, (_source, columns) in lists.items()},
            )
            word_template.fill(content, _sample(used, lists))
        except word_template.Refused as refused:
            raise ValidationError(self._refusal(refused)) from refused
        # what was tried and not used makes room for what is tried now
        self.version_ids.filtered(lambda row: row.state == "draft").with_context(
            duban_door=DOOR
        ).unlink()
        self.env["duban.word.version"].with_context(duban_door=DOOR).create(
            {
                "template_id": self.id,
                "number": max(self.version_ids.mapped("number"), default=0) + 1,
                "content": encoded,
                "file_name": self.upload_name or f"{self.name}.docx",
                "fingerprint": hashlib.sha256(content).hexdigest(),
                "used": sorted(used),
            }
        )

    def _refusal(self, refused):
        """What to tell who uploaded the file."""
        values = refused.values
        messages = {
            "no_docx": self.env._(
                "This is no Word document (.docx). Save it in Word as “Word document” and upload it again."
            ),
            "too_large": self.env._(
                "This file is too large for a template. Leave out its pictures and upload it again."
            ),
            "macros": self.env._(
                "This file has macros or embedded objects (%s), which a template must not have.",
                values.get("part", ""),
            ),
            "outside": self.env._(
                "This file fetches something from outside (%s), which a template must not do.",
                values.get("part", ""),
            ),
            "fetches": self.env._(
                "This file has the Word field %s, which fetches or runs something. Remove it.",
                values.get("part", ""),
            ),
            "syntax": self.env._(
                "An instruction of the template cannot be read near “%(near)s” (%(message)s). A field is written "
                "{{ 编号 }}; each {%% if … %%} and {%% for … %%} has its {%% endif %%} and {%% endfor %%}.",
                near=values.get("near", ""),
                message=values.get("message", ""),
            ),
            "forbidden": self.env._(
                "A template may only say fields, {%% if %%} and {%% for row in list %%}. It does not know “%s”.",
                values.get("what", ""),
            ),
            "is_list": self.env._(
                "“%s” is a list and has rows: write {%%tr for row in … %%} around the row of the table.",
                values.get("name", ""),
            ),
            "is_text": self.env._(
                "“%s” is one value and has no rows.", values.get("name", "")
            ),
        }
        if refused.code == "unknown":
            return self._unknown(**values)
        return messages[refused.code]

    def _unknown(self, names, known, meant):
        named = "、".join(
            self.env._(
                "%(name)s (did you mean %(meant)s?)", name=name, meant=meant[name]
            )
            if name in meant
            else name
            for name in names
        )
        # the words of the school first, then the technical names
        shown = sorted(known, key=lambda name: (name.isascii(), name))[:SHOWN]
        return self.env._(
            "This document has no field %(names)s. Its fields are: %(known)s.",
            names=named,
            known="、".join(shown),
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_admin(self):
        if not self.env.su and not self.env.user.has_group(
            "duban_supervision.group_admin"
        ):
            raise AccessError(
                self.env._("Only an administrator changes the templates of documents.")
            )

    def action_use(self):
        """Put the version that was tried into use; the one before is kept.

        :raise UserError: nothing was uploaded
        """
        self._check_admin()
        self.check_access("write")
        for template in self:
            if not template.draft_id:
                raise UserError(
                    self.env._("Upload a file first; it is checked and can be tried.")
                )
            versions = template.version_ids.with_context(duban_door=DOOR)
            draft = template.draft_id.with_context(duban_door=DOOR)
            versions.filtered(lambda row: row.state == "used").state = "replaced"
            draft.write({"state": "used", "date_used": fields.Datetime.now()})
        return True

    def action_preview(self):
        """Download the version that is tried, filled in with the chosen record.

        :raise UserError: no file or no record
        """
        self.ensure_one()
        version = self.draft_id or self.current_id
        if not version or not self._preview_record():
            raise UserError(self.env._("Upload a file and choose what to try it with."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/word/preview/{version.id}/{self.preview_id}",
            "target": "download",
        }

    @api.model
    def _for_document(self, report, regulation):
        """The version in use for ``report`` under ``regulation``, else under another of its institution."""
        if not regulation:
            return self.env["duban.word.version"]
        # sudo: which file a document is written with is configuration; the rights on the record were checked
        templates = self.sudo().search(
            [
                ("report_id", "=", report.id),
                ("regulation_id.code", "=", regulation.sudo().code),
                ("regulation_id.company_id", "=", regulation.sudo().company_id.id),
            ]
        )
        # what is only being tried changes nothing yet
        templates = templates.filtered("current_id")
        own = templates.filtered(lambda row: row.regulation_id == regulation)
        return (own or templates.sorted("id", reverse=True))[:1].current_id


class DubanWordVersion(models.Model):
    _name = "duban.word.version"
    _description = "Version of a Word template"
    _inherit = ["duban.screen"]
    _order = "template_id, number desc"
    _rec_name = "number"

    template_id = fields.Many2one(
        "duban.word.template", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Version", required=True, readonly=True)
    state = fields.Selection(
        [("draft", "To be tried"), ("used", "In use"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
    )
    content = fields.Binary("File", attachment=True, required=True, readonly=True)
    file_name = fields.Char(readonly=True)
    fingerprint = fields.Char("SHA-256", readonly=True)
    used = fields.Json("Fields used", readonly=True, export_string_translation=False)
    date_used = fields.Datetime("In use since", readonly=True)

    _number_uniq = models.UniqueIndex("(template_id, number)")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_door()
        return super().create(vals_list)

    def write(self, vals):
        self._check_door()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_door()
        if any(version.state != "draft" for version in self):
            raise UserError(self.env._("A version that was in use is kept."))

    def _check_door(self):
        """Versions come by upload and change by the steps of their template."""
        if self.env.context.get("duban_door") is not DOOR:
            raise AccessError(
                self.env._("A version is made by uploading a file to its template.")
            )

    def _label(self):
        """What the file says about how it was made."""
        template = self.template_id
        return self.env._(
            "Template “%(name)s”, version %(number)s, SHA-256 %(fingerprint)s",
            name=template.name,
            number=self.number,
            fingerprint=self.fingerprint,
        )

    def _make(self, records):
        """The Word file of ``records`` by this one version, read as the current person.

        :raise UserError: it cannot be filled in
        """
        # sudo: the file of the template is configuration; the values are read with the person's own rights below
        version = self.sudo().with_context(bin_size=False)
        template = version.template_id
        values = template.report_id._duban_word_values(
            records, template.regulation_id, version.used or []
        )
        try:
            return word_template.fill(
                _decoded(version.content),
                values,
                title=records[:1].display_name or template.name,
                comment=version._label(),
            )
        except word_template.Refused as refused:
            raise UserError(template._refusal(refused)) from refused


def _decoded(value):
    """Bytes of a binary field's value."""
    try:
        return base64.b64decode(value or b"")
    except (binascii.Error, ValueError) as error:
        raise word_template.Refused("no_docx") from error


def _sample(used, lists):
    """Values with which a file is filled in once before it is taken: a text for each field, one row in each list."""
    values = {}
    for name in used:
        head, dot, column = name.partition(".")
        if dot:
            rows = values.setdefault(head, [{}])
            rows[0][column] = "示例"
        elif head in lists:
            values.setdefault(head, [{}])
        else:
            values[head] = "示例"
    return values
