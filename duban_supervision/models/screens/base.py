"""Odoo's own export of lists, for the records of this suite."""

from odoo import models

#: what Odoo's writers leave as it is: its workbook makes a formula of "=", its CSV guards "=", "+" and "-" only
DANGEROUS = ("=", "{=", "@", "\t", "\r")


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Export; in what people wrote nothing starts a formula in the office's spreadsheet."""
        result = super().export_data(fields_to_export)
        if self._name.startswith("duban."):
            for row in result["datas"]:
                row[:] = [
                    f"'{value}"
                    if isinstance(value, str) and value.startswith(DANGEROUS)
                    else value
                    for value in row
                ]
        return result
