"""Staff number (工号): the one name of a person that lists, messengers and the school's sign-in agree on."""

import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what a staff number may look like, once full-width characters and blanks are folded
STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}")


def folded_number(text):
    """A staff number as it is kept: half-width, without blanks, "" for none."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


class ResUsers(models.Model):
    _inherit = "res.users"

    staff_number = fields.Char(
        copy=False,
        help="Number of the person at the institution (工号). People lists, messengers and the school's sign-in "
        "recognise the person by it.",
    )

    _staff_number_once = models.UniqueIndex(
        "(staff_number) WHERE staff_number IS NOT NULL",
        "Another person has this staff number.",
    )

    @api.constrains("staff_number")
    def _check_staff_number(self):
        for user in self:
            number = user.staff_number
            if number and not STAFF_NUMBER.fullmatch(number):
                raise ValidationError(
                    self.env._(
                        "“%s” is not a staff number: letters, digits, “.”, “_” and “-” only.",
                        number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_folded_number(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_folded_number(vals))

    @api.model
    def _with_folded_number(self, vals):
        if "staff_number" not in vals:
            return vals
        return {**vals, "staff_number": folded_number(vals["staff_number"]) or False}

    @api.model
    def _by_staff_number(self, number):
        """The person with this staff number, archived people included; empty if there is none (as superuser)."""
        number = folded_number(number)
        # sudo: who asks is the system itself, before anybody signed in
        people = self.sudo().with_context(active_test=False)
        return (
            people.search([("staff_number", "=", number)], limit=1)
            if number
            else people.browse()
        )
