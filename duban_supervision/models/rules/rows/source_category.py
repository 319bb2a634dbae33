"""Where matters come from: categories, sub-sources, deciding bodies."""

from odoo import fields, models

FILING_AUTHORITIES = [
    ("office", "Supervision office"),
    ("leader", "Decision of a school leader"),
    ("chain", "Approval chain"),
]


class DubanDecisionBody(models.Model):
    """A deciding body: source of decisions and addressee of reports."""

    _name = "duban.decision.body"
    _inherit = ["duban.regulation.row", "duban.regulation.coded"]
    _description = "Deciding body"

    is_target = fields.Boolean("Report-back target", default=True)
    is_body = fields.Boolean(
        "Meeting",
        default=True,
        help="Unticked: a leader or a department, only a target.",
    )
    decides_inability = fields.Boolean(
        help="May decide that a matter cannot be completed."
    )
    requires_name = fields.Boolean(
        "Named each time",
        help="A kind of meeting of which there are several: filing asks which one it was (有关专题会).",
    )
    is_major = fields.Boolean(
        "Major decisions", help="Its decisions are major decisions (look-back)."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(regulation_id, code)", "This regulation already has that body."
    )


class DubanSourceCategory(models.Model):
    """A category of sources; a child category is a sub-source of it."""

    _name = "duban.source.category"
    _inherit = ["duban.regulation.row", "duban.regulation.coded"]
    _description = "Source category"
    _order = "parent_id desc, sequence, id"

    parent_id = fields.Many2one("duban.source.category", index=True, ondelete="cascade")
    child_ids = fields.One2many(
        "duban.source.category", "parent_id", "Sub-sources", copy=False
    )
    body_ids = fields.Many2many("duban.decision.body", string="Meeting types")
    usual_form_id = fields.Many2one(
        "duban.option",
        "Usual form",
        ondelete="set null",
        domain="[('list_code', '=', 'form'), ('regulation_id', '=', regulation_id)]",
        help="Proposed when a matter of this category is registered; whoever registers may choose another.",
    )
    filing_authority = fields.Selection(
        FILING_AUTHORITIES, required=True, default="office"
    )
    is_major = fields.Boolean("Major decisions")
    implies_petition = fields.Boolean(
        "Petition matters",
        help="Matters of this category are petition matters by themselves.",
    )
    implies_level = fields.Selection(
        [
            ("none", "Nothing"),
            ("sensitive", "At least sensitive"),
            ("classified", "Classified"),
        ],
        "Protection",
        required=True,
        default="none",
        help="What protection matters of this category have by themselves; nobody lowers it.",
    )
    takes_over = fields.Boolean(
        "Takes over matters",
        help="A matter that a superior institution assigned may be the source of one of this category.",
    )

    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(regulation_id, code)", "This regulation already has that category."
    )

    def _cannot_be_registered(self):
        """What a matter of this one category would have by itself and its regulation does not provide, in words."""
        rules = self.regulation_id
        name = ""
        given = (self.implies_level, "both")
        if self.implies_level != "none" and rules.confidentiality_levels not in given:
            name = "confidentiality_levels"
        elif self.implies_petition and not rules.petition_enabled:
            name = "petition_enabled"
        return name and rules._fields[name]._description_string(self.env)

    def _of_body(self, body):
        """Of these categories the one whose decisions ``body`` (record) takes; none where several do, or none does."""
        found = self.filtered(lambda row: body and body in row.body_ids)
        return found if len(found) == 1 else self.browse()
