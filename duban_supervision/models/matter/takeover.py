"""A matter of a superior institution as the source of an own one: a college takes over what its university assigned it.

Both institutions live in one database; neither sees the matters of the other. Whoever works for the lead unit above and
for the supervision office below takes over, and passes feedback upward (SIE-X1).
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock
from .matter import RUNNING_STATES


class DubanSourceCategory(models.Model):
    _inherit = "duban.source.category"

    takes_over = fields.Boolean(
        "Takes over matters",
        help="A matter that a superior institution assigned may be the source of one of this category.",
    )


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    origin_id = fields.Many2one(
        "duban.matter",
        "Taken over from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    origin_warning = fields.Char(compute="_compute_origin_warning")
    can_take_over = fields.Boolean(
        compute="_compute_can_take_over", export_string_translation=False
    )

    @api.depends("date_deadline", "origin_id.date_deadline")
    def _compute_origin_warning(self):
        for matter in self:
            # sudo: the date only, of a matter whose content this institution took over.
            limit = matter.sudo().origin_id.date_deadline
            late = limit and matter.date_deadline and matter.date_deadline > limit
            matter.origin_warning = late and self.env._(
                "The matter this one serves is due on %s already.",
                matter._format_date(limit),
            )

    @api.depends_context("uid")
    @api.depends("lead_unit_id", "state")
    def _compute_can_take_over(self):
        categories = self._take_over_categories()
        lead = self._is_lead() if categories else self.browse()
        for matter in self:
            matter.can_take_over = (
                matter in lead
                and matter.state in RUNNING_STATES
                and bool(
                    categories.filtered(
                        lambda row, own=matter: row.company_id != own.company_id
                    )
                )
            )

    @api.model
    def _take_over_categories(self):
        """Categories that take over matters, of the institutions whose supervision office the user works for."""
        offices = self.env.user._duban_offices()
        if not offices:
            return self.env["duban.source.category"]
        # sudo: the user's own institutions, also one that is not selected at the moment
        regulations = (
            self.env["duban.regulation"]
            .sudo()
            .search([("office_id", "in", offices.ids)])
        )
        return regulations.category_ids.filtered("takes_over")

    def action_take_over(self, category_id=None):
        """Make this matter, assigned to the user's unit, the source of a draft in the user's own institution.

        :param category_id: id of a ``duban.source.category`` that takes over matters
        :return: action that opens the draft
        """
        self.ensure_one()
        self._assert_may(
            "_is_lead", self.env._("Only the lead unit takes over its matter.")
        )
        category = self._take_over_categories().filtered(
            lambda row: row.id == category_id and row.company_id != self.company_id
        )
        if not category or self.state not in RUNNING_STATES:
            raise UserError(
                self.env._("%s cannot be taken over this way.", self.display_name)
            )
        company = category.company_id
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for %s.", company.name))
        source = self.sudo()
        matter = self.with_context(
            allowed_company_ids=[company.id, *self.env.companies.ids]
        ).create(
            {
                "name": source.name,
                "content": source.content,
                "basis": source.display_name,
                "company_id": company.id,
                "source_category_id": (category.parent_id or category).id,
                "source_kind_id": category.id if category.parent_id else False,
                "source_document": source.number,
                "plan_year": source.plan_year
                or (source.date_deadline or clock.today(self)).year,
                "date_deadline": source.date_deadline,
                "confidentiality": source.confidentiality,
            }
        )
        matter._engine_write({"origin_id": self.id})
        self.env["duban.act"]._append(
            self, "taken_over", self.env._("Taken over by %s", company.name)
        )
        return matter.action_open_form()


class DubanFeedback(models.Model):
    _inherit = "duban.feedback"

    def action_pass_upward(self):
        """Report the same to the institution whose matter was taken over, by its lead unit.

        :return: the feedback there
        """
        copies = self.browse()
        for feedback in self:
            origin = feedback.sudo().matter_id.origin_id.with_env(self.env)
            feedback.check_access("read")
            if not origin:
                raise UserError(
                    self.env._("This matter was not taken over from anywhere.")
                )
            copies |= self.with_context(
                allowed_company_ids=self.env.user.company_ids.ids
            ).create({"matter_id": origin.id, "name": feedback.sudo().name})
        return copies
