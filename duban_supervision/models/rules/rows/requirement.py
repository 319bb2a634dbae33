"""What must be filled before an action."""

from odoo import api, fields, models

#: fields of a matter that offer the options of a list
LISTS_OF = {"form_id": "form", "channel_ids": "channel"}
#: steps before which the engine itself writes what a screen shows only
STEPS_THAT_FILL = ("submit_result", "pass_review", "close", "archive")


class DubanRequirement(models.Model):
    """One field that one action needs, optionally only for a category, an option (form, mode) or a grade."""

    _name = "duban.requirement"
    _inherit = "duban.regulation.row"
    _description = "Requirement"
    _rec_name = "field_id"

    action = fields.Selection(
        [
            ("register", "Register (from the first saving on)"),
            ("submit_filing", "Submit for filing approval"),
            ("file", "File"),
            ("assign", "Assign"),
            ("accept", "Accept"),
            ("submit_result", "Submit the result"),
            ("pass_review", "Pass the review"),
            ("close", "Close"),
            ("archive", "Archive"),
        ],
        required=True,
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "duban.matter"), ("ttype", "not in", ("boolean",))],
    )
    alternative_id = fields.Many2one(
        "ir.model.fields",
        "Or instead",
        ondelete="set null",
        domain=[("model", "=", "duban.matter"), ("ttype", "not in", ("boolean",))],
        help="Filled instead, this field satisfies the requirement too.",
    )
    category_id = fields.Many2one("duban.source.category", ondelete="cascade")
    option_id = fields.Many2one("duban.option", "Form or mode", ondelete="cascade")
    grade_id = fields.Many2one("duban.grade", ondelete="cascade")

    def _is_fillable(self):
        """Whether anything can be filled in where this one row demands it, by hand, in the field or instead of it."""
        # sudo: the catalogue of fields is the administrators'
        names = self.sudo().mapped(lambda row: row.field_id + row.alternative_id)
        return any(self._can_fill(name) for name in names.mapped("name"))

    def _can_fill(self, name):
        field = self.env["duban.matter"]._fields.get(name)
        if not field or field._module == "mail":
            return not field  # of an addon that is not there, nobody is asked
        rules = self.regulation_id
        if name == "source_kind_id":
            categories = self.category_id or rules.category_ids
            return bool(categories.child_ids)
        choices = {
            "duban.grade": rules.grade_ids,
            "duban.decision.body": rules.decision_body_ids,
            "duban.source.category": rules.category_ids,
        }
        if field.comodel_name in choices:
            return bool(choices[field.comodel_name])
        if name in LISTS_OF:
            lists = rules.option_list_ids
            return bool(
                lists.filtered(lambda row: row.code == LISTS_OF[name]).option_ids
            )
        # a day that only a later step writes; what follows from units and choices is there with them
        later = field.readonly and field.type in ("date", "datetime")
        return not later or self.action in STEPS_THAT_FILL

    @api.depends("field_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: the catalogue of fields is the administrators', the word for one is everybody's
            row.display_name = row.sudo().field_id.field_description

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "action": self.action,
            "field": self.field_id.name,
            "alternative": self.alternative_id.name or False,
            "category": self.category_id.id or False,
            "option": self.option_id.id or False,
            "grade": self.grade_id.id or False,
        }
