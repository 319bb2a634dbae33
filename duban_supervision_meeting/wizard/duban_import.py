"""An import that is undone leaves nothing behind: the meeting that it made goes with its drafts."""

from odoo import models


class DubanImport(models.TransientModel):
    _inherit = "duban.import"

    def action_undo(self):
        """As before; a meeting that this import put into the register goes as well, unless something else hangs on it.

        :raise UserError: none of the matters is a draft any more
        """
        drafts = self.line_ids.matter_id.filtered(lambda row: row.state == "draft")
        meetings = drafts.meeting_id
        result = super().action_undo()
        meetings.filtered(
            lambda row: (
                row.create_uid == self.create_uid
                and row.create_date >= self.create_date
                and not (row.minutes_file or row.resolution_ids or row.page_ids)
                and not row._has_matters()
            )
        )._filtered_access("unlink").unlink()
        return result
