"""The 督办单 (附件2)."""

from odoo import api, models
from odoo.exceptions import UserError


class ReportSlip(models.AbstractModel):
    _name = "report.duban_supervision_xisu.report_slip"
    _description = "Supervision slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Slips of filed matters of this regulation; each prints as far as it has come (XISU-8.1c, A2.15).

        :raise UserError: a matter is not filed yet, or belongs to another regulation
        """
        matters = self.env["duban.matter"].browse(docids)
        matters.check_access("read")
        for matter in matters:
            if matter.regulation_code != "xisu":
                raise UserError(
                    self.env._(
                        "%s does not belong to this regulation.", matter.display_name
                    )
                )
            if not matter._xisu_has_slip():
                raise UserError(
                    self.env._(
                        "%s has no supervision slip yet: it begins with the filing.",
                        matter.display_name,
                    )
                )
        # sudo: whoever may read the matter reads its slip; names of people and units are part of it.
        return {"doc_ids": docids, "doc_model": matters._name, "docs": matters.sudo()}
