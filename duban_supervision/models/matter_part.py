"""What belongs to a matter is seen by whoever sees the matter."""

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DubanMatterPart(models.AbstractModel):
    """Mixin for records of a matter: reading follows the matter's record rules, in search, grouping and by id.

    Record rules are evaluated without access checks of their own, so a rule cannot say "whoever reads the matter";
    this mixin says it once for all parts.
    """

    _name = "duban.matter.part"
    _description = "Part of a matter"

    matter_id = fields.Many2one(
        "duban.matter", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="matter_id.company_id")

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain(
                "matter_id",
                "in",
                self.env["duban.matter"]._search([], active_test=False),
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        matters = self.sudo().matter_id.with_env(self.env)
        hidden = matters - matters._filtered_access("read")
        if not hidden:
            return result
        forbidden = self.filtered(lambda part: part.sudo().matter_id in hidden)
        if result:
            forbidden |= result[0]
        return forbidden, lambda: AccessError(
            self.env._("You have no access to this supervised matter.")
        )
