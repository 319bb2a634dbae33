"""Staff number (工号): the one name of a person that lists, messengers and the school's sign-in agree on.

It is the institution's: two universities in one database number their people by themselves. A university and the
colleges below it number them together: one number is one person there.
"""

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
        "(company_id, staff_number) WHERE staff_number IS NOT NULL",
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

    @api.constrains("staff_number", "company_id", "company_ids")
    def _check_staff_number_once(self):
        """Who works at several institutions has one number, which is nobody else's at any of them, nor above or below
        one of them (PLUS-I2)."""
        numbered = self.filtered("staff_number")
        if not numbered:
            return
        # sudo: whether somebody has the number, archived or not; who it is, is not told
        people = self.sudo().with_context(active_test=False)
        holders = people.search(
            [("staff_number", "in", numbered.mapped("staff_number"))]
        ).grouped("staff_number")
        for user in numbered.sudo():
            others = holders[user.staff_number] - user
            if others.company_ids.root_id & user.company_ids.root_id:
                raise ValidationError(
                    self.env._(
                        "Another person of the institution has the staff number “%s”.",
                        user.staff_number,
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
    def _by_staff_number(self, number, company=None):
        """Who has this staff number, archived people included (as superuser).

        :param company: the institutions that say so (one or several): their own person, else one of those below, for
            whom they speak as well; never one above or beside them. None: anywhere, where several may have it
        """
        number = folded_number(number)
        # sudo: who asks is the system itself, before anybody signed in
        people = self.sudo().with_context(active_test=False)
        if not number:
            return people.browse()
        domain = [("staff_number", "=", number)]
        found = people.search(domain)
        if not company:
            return found
        # two people may have had one number at a university and its college: who is known here stays known
        company = company.with_env(people.env)
        own = found.filtered(lambda user: company & user.company_ids)
        return own or found.filtered(lambda user: company & user.company_ids.parent_ids)
