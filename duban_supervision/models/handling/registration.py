"""Registration (备案): offices that put a filing, an urging notice or a completion on their record."""

from odoo import api, fields, models

DOCUMENTS = [
    ("filing", "Filing"),
    ("urging", "Urging notice"),
    ("completion", "Completion"),
]
ROLES = [
    ("office", "Supervision office"),
    ("discipline", "Discipline office"),
    ("supervisory", "Supervisory (监察) office"),
    ("organisation", "Organisation and personnel office"),
    ("secrecy", "Secrecy office"),
]
#: offices that a rule can name, and the field of the regulation that holds them
OFFICES = {name: f"{name}_office_id" for name, _label in ROLES} | {
    "office": "office_id"
}


class DubanRegistrationRule(models.Model):
    """One office that registers one kind of document."""

    _name = "duban.registration.rule"
    _inherit = "duban.regulation.row"
    _description = "Registration rule"
    _rec_name = "document"

    document = fields.Selection(DOCUMENTS, required=True)
    office = fields.Selection(ROLES, required=True)
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
    office = fields.Selection(
        ROLES,
        "Registered as",
        help="Which of the offices it was then; a department that takes over its work registers nothing again.",
    )
    user_id = fields.Many2one("res.users", "Registered by", required=True)
    date = fields.Date(required=True)
    note = fields.Text()

    @api.model
    def _keep_roles(self):
        """Write down as which office older registrations were made, as long as the departments tell."""
        for row in self.search([("office", "=", False)]):
            roles = row.matter_id._registration_roles(row.document)
            own = [name for name in roles if roles[name] == row.department_id]
            if own:
                row._engine_write({"office": own[0]})


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _registration_roles(self, document, automatic=None):
        """{kind of office: department} of those that register ``document`` of this one matter, in their order.

        :param automatic: True or False: only those registered by the act itself, or only the others
        """
        roles = {}
        for rule in self._rules().get("registrations", ()):
            if rule["document"] == document and automatic in (None, rule["automatic"]):
                name = OFFICES[rule["office"]]
                # Which kinds of offices register is frozen; which unit that office is, today's regulation says.
                owner = (
                    self if name == "office_id" else self.regulation_id._organisation()
                )
                # sudo: which unit is which office is no secret
                if unit := owner.sudo()[name]:
                    roles[rule["office"]] = unit
        return roles

    def _registered_as(self, document, record, since):
        """{kind of office: registration} of one document of this one matter; see ``_registered``.

        What was registered before the kind was written down is told by its department; what is left belongs to the
        offices that are left: they were other departments then.
        """
        roles, found, unknown = self._registration_roles(document), {}, []
        for row in self._registered(document, record, since):
            role = row.office or next(
                (name for name in roles if roles[name] == row.department_id), None
            )
            if role:
                found[role] = row
            else:
                unknown.append(row)
        for role in roles:
            if role not in found and unknown:
                found[role] = unknown.pop(0)
        return found

    def _waiting_to_register(self, document, record, since):
        """Departments that still have to register one document of this one matter (CORE-32)."""
        found = self._registered_as(document, record, since)
        done = self.env["hr.department"].union(
            *(row.department_id for row in found.values())
        )
        roles = self._registration_roles(document)
        return done.union(*(roles[name] for name in roles if name not in found)) - done


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
