"""Prints that a step announces: kept as they stood, made into a PDF afterwards (CORE-37).

A step makes an attachment without content and one line here with the source of the print: what it says is fixed by the
step, and no step waits for a printer. The scheduled action makes the PDF right after the commit, and again later if it
failed; whoever opens the file earlier has it made at once (``ir_attachment.py``).
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...system import wake
from ..access.engine import DOOR

_logger = logging.getLogger(__name__)
CRON = "duban_supervision.ir_cron_print"
#: prints of one run of the scheduled action
BATCH = 1000


class DubanPrint(models.Model):
    """A print that is kept but not made yet. The system's own: nobody reads or writes it by a call."""

    _name = "duban.print"
    _description = "Print to be made"
    _inherit = ["duban.screen"]
    _rec_name = "attachment_id"
    _order = "id"

    attachment_id = fields.Many2one("ir.attachment", required=True, ondelete="cascade")
    report = fields.Char(required=True, help="External identifier of the report.")
    source = fields.Text(required=True, help="What is printed, as the step left it.")
    error = fields.Char("Why it could not be made")

    _attachment_uniq = models.UniqueIndex("(attachment_id)")

    @api.model
    def _keep(self, report, records, holder, name):
        """Keep the print of ``records`` as they stand now, for the acting person's eyes and in his name.

        :param report: external identifier of the report
        :param holder: the record that the file belongs to
        :param name: file name without suffix
        :return: the attachment, which may be opened at once
        """
        source = self.env["ir.actions.report"]._duban_source(report, records.ids)
        # sudo: the acting person was checked by the step; the file is a part of its record, made by the engine
        sudo = self.sudo()
        name = sudo._free_name(holder, name)
        attachment = (
            sudo.env["ir.attachment"]
            .with_context(duban_door=DOOR)
            .create(
                {
                    "name": f"{name}.pdf",
                    "mimetype": "application/pdf",
                    "res_model": holder._name,
                    "res_id": holder.id,
                }
            )
        )
        sudo.create(
            {"attachment_id": attachment.id, "report": report, "source": source}
        )
        wake(self.env, CRON)
        return attachment

    @api.model
    def _free_name(self, holder, name):
        """``name``, numbered where ``holder`` has a print of that name already: both are kept, each can be told."""
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", holder._name),
                ("res_id", "=", holder.id),
                ("name", "=like", f"{name}%.pdf"),
            ]
        )
        taken, free, nth = set(files.mapped("name")), name, 1
        while f"{free}.pdf" in taken:
            nth += 1
            free = f"{name}（{nth}）"
        return free

    def _make(self):
        """The content of this one print: (bytes, kind).

        :raise UserError: no PDF can be made, with the reason and what the administrator can do
        """
        self.ensure_one()
        return self.env["ir.actions.report"]._duban_make(self.report, self.source)

    def _finish(self):
        """Make this one print, which waits no more.

        :raise UserError: as of ``_make``
        """
        content, kind = self._make()
        self.attachment_id.with_context(duban_door=DOOR).write(
            {
                "raw": content,
                "mimetype": f"{'application' if kind == 'pdf' else 'text'}/{kind}",
            }
        )
        self.unlink()

    @api.model
    def _finish_of(self, modules):
        """Make the prints that wait for forms of ``modules`` (names), which are about to go with them."""
        # sudo: the system's own queue
        for row in self.sudo().search([("report", "!=", False)]):
            if row.report.partition(".")[0] in modules:
                try:
                    with self.env.cr.savepoint():
                        row._finish()
                except UserError as error:
                    _logger.warning("Print %s is lost with its form: %s", row.id, error)
                    row.error = str(error)

    @api.model
    def _cron_make(self):
        """Make what waits; what fails says why and is tried again next time."""
        # sudo: the scheduled action's own queue
        waiting = self.sudo().search([], limit=BATCH)
        for position, row in enumerate(waiting, 1):
            try:
                with self.env.cr.savepoint():
                    row._finish()
            except UserError as error:
                # the sentence that whoever opens the file reads as well
                _logger.warning("Print %s waits: %s", row.id, error)
                row.error = str(error)
            except Exception as error:
                # One broken print must not keep the others waiting.
                _logger.exception("Print %s failed", row.id)
                row.error = str(error)
            if not self.env["ir.cron"]._commit_progress(
                1, remaining=len(waiting) - position
            ):
                break
