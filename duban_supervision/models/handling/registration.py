"""Registration (备案): offices that put a filing, an urging notice or a completion on their record."""

from odoo import fields, models

DOCUMENTS = [
    ("filing", "Filing"),
    ("urging", "Urging notice"),
    ("completion", "Completion"),
]


class DubanRegistrationRule(models.Model):
    """One office that registers one kind of document."""

    _name = "duban.registration.rule"
    _inherit = "duban.regulation.row"
    _description = "Registration rule"
    _rec_name = "document"

    document = fields.Selection(DOCUMENTS, required=True)
    office = fields.Selection(
        [
            ("office", "Supervision office"),
            ("discipline", "Discipline office"),
            ("supervisory", "Supervisory (监察) office"),
            ("organisation", "Organisation and personnel office"),
            ("secrecy", "Secrecy office"),
        ],
        required=True,
    )
    is_automatic = fields.Boolean(
        help="Whoever files, urges or closes registers by that act; no to-do of its own."
    )

    _document_uniq = models.UniqueIndex(
        "(regulation_id, document, office)",
        "This office already registers this document.",
    )

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "document": self.document,
            "office": self.office,
            "automatic": self.is_automatic,
        }


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    registration_rule_ids = fields.One2many("duban.registration.rule", "regulation_id")

    def _list_fields(self):
        return [*super()._list_fields(), "registration_rule_ids"]

    def _snapshot_lists(self):
        rules = [row._as_rule() for row in self.registration_rule_ids]
        return {**super()._snapshot_lists(), "registrations": rules}


class DubanRegistration(models.Model):
    """An entry in an office's record: which document, by whom, when. Written by the engine, never changed."""

    _name = "duban.registration"
    _description = "Registration"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, id"
    _rec_name = "department_id"

    document = fields.Selection(DOCUMENTS, required=True)
    record_id = fields.Many2one(
        "duban.record", "Urging notice", index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", "Registered by office", required=True, index=True
    )
    user_id = fields.Many2one("res.users", "Registered by", required=True)
    date = fields.Date(required=True)
    note = fields.Text()


class DubanRecord(models.Model):
    _inherit = "duban.record"

    registration_ids = fields.One2many(
        "duban.registration", "record_id", "Registrations"
    )

    def _count_urging(self):
        result = super()._count_urging()
        for record in self.filtered(lambda row: row.purpose == "urging"):
            # sudo: written by the act of urging, whose author was checked
            sudo = record.sudo()
            sudo.matter_id._register_by_act("urging", sudo)
        return result
