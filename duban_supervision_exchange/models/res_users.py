"""People of several institutions: the list of one says nothing about what they are at the others (PLUS-I2)."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _duban_elsewhere(self, company):
        """The institutions beside ``company`` (one) that this one user belongs to (as superuser)."""
        ruled = self.env["duban.regulation"]._ruled_company_ids()
        return (self.company_ids - company).filtered(lambda row: row.id in ruled)

    def _duban_looked_after(self, company):
        """Whether whoever reads a list of ``company`` looks after all institutions of this one user (as superuser)."""
        return not self._duban_elsewhere(company) - self.env.user.company_ids

    def _duban_roles_kept(self, company):
        """Roles that a list of ``company`` (one) leaves with the user (as superuser): another institution needs them.

        A role is had everywhere, and each institution says to whom it gives it (``duban_led_company_ids``).

        :return: set of keys of ``people_xlsx.ROLES``
        """
        elsewhere = self._duban_elsewhere(company)
        if not elsewhere:
            return set()
        # which every other role includes
        kept = {"user"}
        if self.duban_led_company_ids & elsewhere:
            kept.add("leader")
        if self.duban_office_company_ids & elsewhere:
            kept.add("office")
        if not self._duban_looked_after(company):
            kept.add("admin")
        return kept
