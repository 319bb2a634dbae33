"""导入办法: a regulation's file becomes a regulation, or changes one; what changes is shown before anything does."""

import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rules.file.regulation_layout import Layout
from ..models.rules.file.regulation_yaml import RegulationFileError

#: no regulation is near that long
LARGEST_FILE = 1_000_000


class DubanRegulationImport(models.TransientModel):
    _name = "duban.regulation.import"
    _description = "Import of a regulation"
    _inherit = ["duban.screen"]

    regulation_id = fields.Many2one(
        "duban.regulation",
        help="The regulation that the file changes; empty: the file becomes a new one.",
    )
    file = fields.Binary("File with the regulation", attachment=False)
    filename = fields.Char()
    text = fields.Text(help="The text of the file; what stands here is what counts.")
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    problems = fields.Text(readonly=True)
    remarks = fields.Text(readonly=True)
    line_ids = fields.One2many("duban.regulation.import.line", "wizard_id")
    change_count = fields.Integer(compute="_compute_change_count")

    @api.depends("line_ids")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard.line_ids)

    @api.onchange("file")
    def _onchange_file(self):
        if self.file:
            self.text = self._decoded()

    def _decoded(self):
        try:
            content = base64.b64decode(self.file)
            if len(content) > LARGEST_FILE:
                raise UserError(self.env._("The file is too large for a regulation."))
            return content.decode("utf-8-sig")
        except (UnicodeDecodeError, binascii.Error) as error:
            raise UserError(
                self.env._(
                    "The file is no text in UTF-8: export it again, or save it as UTF-8."
                )
            ) from error

    def _plan(self):
        text = self.text or (self.file and self._decoded()) or ""
        if not text.strip():
            raise UserError(self.env._("Choose a file, or paste its text."))
        if len(text) > LARGEST_FILE:
            raise UserError(self.env._("The file is too large for a regulation."))
        return self.env["duban.regulation"]._read_file(text)

    def _check_may(self):
        self.env["duban.regulation"].check_access("create")
        self.regulation_id.check_access("write")

    def action_preview(self):
        """Show what the file would change, and what is wrong with it; nothing is changed.

        :raise AccessError: for anyone but an administrator
        """
        self.ensure_one()
        self._check_may()
        lines, problems, remarks = [], [], []
        try:
            lines, found = self._try(self._plan())
            problems = [
                f"{where}: {what}" for level, where, what in found if level == "error"
            ]
            remarks = [
                f"{where}: {what}" for level, where, what in found if level != "error"
            ]
        except RegulationFileError as error:
            problems = str(error).split("\n")
        self.line_ids.unlink()
        self.write(
            {
                "state": "preview",
                "problems": "\n".join(problems),
                "remarks": "\n".join(remarks),
                "line_ids": [
                    (0, 0, {"place": place, "old": old, "new": new})
                    for place, old, new in lines
                ],
            }
        )
        return self._reopen()

    def _try(self, plan):
        """What applying ``plan`` changes and what the check says then; undone at once."""
        lines, found = [], []
        try:
            with self.env.cr.savepoint() as trial:
                lines, found = self._applied(plan)[1:]
                self.env.flush_all()
                trial.rollback()
        except UserError as error:
            found = [("error", self.env._("Import"), str(error))]
        finally:
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()
        return lines, found

    def _applied(self, plan):
        """Apply ``plan``.

        :return: regulation, the changes as (place, old, new), findings of the check
        """
        regulation = self.regulation_id
        if not regulation:
            regulation = self.env["duban.regulation"].create({**plan.head})
        kept = []
        if regulation.company_id:
            # a version of an institution keeps whose it is and from when it counts: rules of a later day are a new one
            own = {"institution": regulation.institution, "date_from": str(regulation.date_from)}  # fmt: skip
            kept = [
                (
                    "warning",
                    regulation._fields[name]._description_string(self.env),
                    self.env._(
                        "stays %(here)s; the file says %(said)s. For rules of a later day press “New version” first "
                        "and import the file there.",
                        here=value,
                        said=plan.head[name],
                    ),
                )
                for name, value in own.items()
                if plan.head.get(name) not in (None, value)
            ]
            plan.head |= own
        changes = regulation._apply(plan)
        layout = Layout(self.env)
        lines = [regulation._change_words(layout, change) for change in changes]
        return regulation, lines, regulation._examine() + kept

    def action_apply(self):
        """Apply the file: all of it, or, if anything is wrong, nothing.

        :raise UserError: saying what is wrong
        """
        self.ensure_one()
        self._check_may()
        try:
            plan = self._plan()
        except RegulationFileError as error:
            raise UserError(str(error)) from error
        regulation, lines, found = self._applied(plan)
        wrong = [f"{where}: {what}" for level, where, what in found if level == "error"]
        if wrong:
            raise UserError("\n".join(wrong))
        if self.regulation_id:
            self.env["duban.regulation.change"]._append(
                (regulation, place, old, new) for place, old, new in lines
            )
        regulation.message_post(
            body=self.env._("Imported from a file: %s changes.", len(lines))
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.regulation",
            "res_id": regulation.id,
            "views": [(False, "form")],
        }

    def action_back(self):
        """Choose another file or mend the text."""
        self.ensure_one()
        self.state = "choose"
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Import a regulation"),
        }


class DubanRegulationImportLine(models.TransientModel):
    _name = "duban.regulation.import.line"
    _description = "Change that an import makes"
    _inherit = ["duban.screen"]

    wizard_id = fields.Many2one(
        "duban.regulation.import", required=True, index=True, ondelete="cascade"
    )
    place = fields.Char("Rule", readonly=True)
    old = fields.Char("Before", readonly=True)
    new = fields.Char("After", readonly=True)
