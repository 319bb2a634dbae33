"""Which document is wanted as a Word file."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision.models.access.engine import DOOR


class DubanWord(models.TransientModel):
    """The print menu's dialog: the documents of the chosen records, one of them as Word."""

    _name = "duban.word"
    _description = "Document as Word"
    _inherit = ["duban.screen"]

    report = fields.Selection("_selection_report", "Document")
    template_label = fields.Char("Own template", compute="_compute_template")
    may_keep = fields.Boolean(
        compute="_compute_template", export_string_translation=False
    )

    @api.model
    def _records(self):
        """(model, ids) that the dialog was opened for."""
        context = self.env.context
        ids = context.get("active_ids") or [context.get("active_id")]
        return context.get("active_model"), [each for each in ids if each]

    @api.model
    def _selection_report(self):
        reports = self.env["ir.actions.report"]._duban_word_reports(*self._records())
        return [(str(report.id), report.name) for report in reports]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        choices = self._selection_report()
        if "report" in fields and choices:
            values["report"] = choices[0][0]
        return values

    @api.depends("report")
    def _compute_template(self):
        for dialog in self:
            records = dialog._chosen_records()
            version = dialog._chosen()._duban_version(records) if records else None
            dialog.template_label = version and version._label()
            dialog.may_keep = len(records) == 1 and dialog._keeps(records)

    def _chosen(self):
        """The chosen document, with the person's own rights."""
        return self.env["ir.actions.report"].browse(int(self.report or 0))

    def _chosen_records(self):
        """The records of the chosen document; none where nothing is chosen."""
        model, ids = self._records()
        if not self.report or not ids:
            return self.browse()
        return self.env[model].browse(ids)[:1] if len(ids) == 1 else self.browse()

    def _keeps(self, record):
        """Whether the person may put a file to ``record``: the supervising office of its regulation."""
        regulation = self._chosen()._duban_regulation(record)
        return bool(regulation.with_env(self.env)._of_own_office())

    def action_keep(self):
        """Make the Word file and keep it with its record, as it is now; it says by which template it was made.

        :raise UserError: not one record, or no document chosen
        :raise AccessError: for anyone but the supervising office
        """
        self.ensure_one()
        record = self._chosen_records()
        if not record:
            raise UserError(self.env._("Please choose one record and a document."))
        if not self._keeps(record):
            raise AccessError(
                self.env._("Only the supervision office keeps Word files.")
            )
        content, name = self._chosen()._duban_word(record.ids)
        # sudo: the office was checked; the file is a part of its record, made by the engine, and stays as it is
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .with_context(duban_door=DOOR)
            .create(
                {
                    "name": name,
                    "raw": content,
                    "description": self.template_label or "",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )
        if hasattr(record, "message_post"):
            record.sudo()._message_log(
                body=self.env._("Word file kept: %s", name),
                attachment_ids=attachment.ids,
            )
        return {"type": "ir.actions.act_window_close"}

    def action_download(self):
        """Download the chosen document.

        :raise UserError: nothing was chosen
        """
        self.ensure_one()
        _model, ids = self._records()
        if not self.report or not ids:
            raise UserError(self.env._("Please choose a document."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/word/{self.report}/{','.join(map(str, ids))}",
            "target": "download",
        }
