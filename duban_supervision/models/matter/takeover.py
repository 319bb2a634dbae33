"""A matter of a superior institution as the source of an own one: a college takes over what its university assigned it.

Both institutions live in one database; neither sees the matters of the other. Whoever works for the lead unit above and
for the supervision office below takes over, and passes feedback upward (SIE-X1).
"""

from odoo import fields, models
from odoo.exceptions import UserError


class DubanSourceCategory(models.Model):
    _inherit = "duban.source.category"

    takes_over = fields.Boolean(
        "Takes over matters",
        help="A matter that a superior institution assigned may be the source of one of this category.",
    )


class DubanFeedback(models.Model):
    _inherit = "duban.feedback"

    def action_pass_upward(self):
        """Report the same to the institution whose matter was taken over, by its lead unit.

        :return: the feedback there
        """
        copies = self.browse()
        for feedback in self:
            feedback.check_access("read")
            # sudo: from which matter ours was taken over; the report there is made with the person's rights
            sudo = feedback.sudo()
            origin = sudo.matter_id.origin_id.with_env(self.env)
            if not origin:
                raise UserError(
                    self.env._("This matter was not taken over from anywhere.")
                )
            copies |= self.with_context(
                allowed_company_ids=self.env.user.company_ids.ids
            ).create({"matter_id": origin.id, "name": sudo.name})
        return copies
