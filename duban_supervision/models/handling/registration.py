"""Registration (备案): offices that put a filing, an urging notice or a completion on their record."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ... import clock, inputs
from ..matter.matter import OPEN_STATES
from ..reminding.matter_todo import Todo

DOCUMENTS = [
    ("filing", "Filing"),
    ("urging", "Urging notice"),
    ("completion", "Completion"),
]
#: offices that a rule can name, and the field of the regulation that holds them
OFFICES = {
    "office": "office_id",
    "discipline": "discipline_office_id",
    "supervisory": "supervisory_office_id",
    "organisation": "organisation_office_id",
    "secrecy": "secrecy_office_id",
}


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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    registration_ids = fields.One2many(
        "duban.registration", "matter_id", "Registrations"
    )

    def _registration_units(self, document, automatic=None):
        """Offices (departments) that register ``document`` of this one matter.

        :param automatic: True or False: only those registered by the act itself, or only the others
        """
        units = self.env["hr.department"]
        for rule in self._rules().get("registrations", ()):
            if rule["document"] == document and automatic in (None, rule["automatic"]):
                name = OFFICES[rule["office"]]
                # Which kinds of offices register is frozen; which unit that office is, today's regulation says.
                owner = (
                    self if name == "office_id" else self.regulation_id._organisation()
                )
                units |= owner.sudo()[name]
        return units

    def _registrable(self):
        """Documents of this one matter that exist and can be registered: list of (document, record, date)."""
        none = self.env["duban.record"]
        found = [("filing", none, self.date_filed)] if self.number else []
        found += [
            ("urging", record, fields.Date.to_date(record.date))
            for record in self.record_ids
            if record.purpose == "urging"
        ]
        if self.state in ("closed", "archived"):
            found.append(("completion", none, self.date_closed))
        return found

    def _registered(self, document, record, since):
        """Registrations of one document of this one matter; a completion before it was reopened does not count."""
        return self.registration_ids.filtered(
            lambda row: (
                row.document == document
                and row.record_id == record
                and (document != "completion" or (since and row.date >= since))
            )
        )

    def _registrations_due(self):
        """What still waits for its registration on this one matter: list of (document, record, date, unit)."""
        if self.state not in (*OPEN_STATES, "closed", "archived"):
            return []
        return [
            (document, record, date, unit)
            for document, record, date in self._registrable()
            for unit in self._registration_units(document)
            - self._registered(document, record, date).department_id
        ]

    def _register_defaults(self):
        """The dialog starts from the first document that waits for an office of the user."""
        own = self.env.user.duban_unit_ids
        # sudo: what is registered already, read only
        for document, record, _date, unit in self.sudo()._registrations_due():
            if unit in own:
                return {"document": document, "record_id": record.id}
        return {}

    def action_register_document(self, document=None, record_id=None, note=None):
        """Put a document of the matter on the record of the user's own office (备案).

        Nobody signs for another office (ABAF-21.1b): an office that may not read a protected matter registers its
        number.

        :param document: ``filing``, ``urging`` or ``completion``
        :param record_id: id of the urging record, for ``urging``
        :param note: text
        :raise AccessError: the user's office registers nothing of the kind
        :raise UserError: there is nothing (left) to register
        """
        document = inputs.text(self.env, document)
        record = self.env["duban.record"].browse(
            inputs.one_id(self.env, record_id) or []
        )
        own = self.env.user.duban_unit_ids
        for matter in self:
            # sudo: the rules and what is registered already; the own office may register what it may not read
            sudo = matter.sudo()
            units = sudo._registration_units(document) & own
            if not units and not self.env.su:
                raise AccessError(
                    self.env._("Your office does not register this document.")
                )
            due = {
                unit
                for kind, row, _date, unit in sudo._registrations_due()
                if (kind, row) == (document, record.sudo())
            }
            units = units.filtered(lambda unit, due=due: unit in due)
            if not units:
                raise UserError(
                    self.env._(
                        "There is nothing to register on %s.", matter.display_name
                    )
                )
            sudo._put_on_record(document, record.sudo(), units, note)
            self.env["duban.act"]._append(
                matter,
                f"registration_{document}",
                "、".join([*units.mapped("name"), *filter(None, [record.number])]),
            )
        self._reconcile_todos()
        return True

    def _put_on_record(self, document, record, units, note=None):
        """Write the registrations of one document of this one matter, in the name of the acting user."""
        return (
            self.env["duban.registration"]
            .sudo()
            .create(
                [
                    {
                        "matter_id": self.id,
                        "document": document,
                        "record_id": record.id,
                        "department_id": unit.id,
                        "user_id": self.env.uid,
                        "date": clock.today(self),
                        "note": note,
                    }
                    for unit in units
                ]
            )
        )

    def _register_by_act(self, document, record=None):
        """Registrations that filing, urging and closing make by themselves."""
        record = record or self.env["duban.record"]
        for matter in self:
            units = matter._registration_units(document, automatic=True)
            matter._put_on_record(document, record, units)

    def _effect_file(self, data):
        result = super()._effect_file(data)
        self._register_by_act("filing")
        return result

    def _effect_close(self, data):
        result = super()._effect_close(data)
        self._register_by_act("completion")
        return result

    def _expected_todos(self):
        return super()._expected_todos() + self._todos_registration()

    def _todos_registration(self):
        summaries = {
            "filing": self.env._("Register the filing"),
            "urging": self.env._("Register the urging notice %s"),
            "completion": self.env._("Register the completion"),
        }
        todos = []
        for document, record, date, unit in self._registrations_due():
            contact = self._registration_contact(unit)
            if not contact:
                continue  # asked for as soon as somebody works there
            summary = summaries[document]
            if document == "urging":
                summary %= record.number or ""
            todos.append(
                Todo(
                    f"register:{document}:{record.id or 0}:{unit.id}",
                    "register",
                    contact,
                    date,
                    summary,
                )
            )
        return todos

    def _registration_contact(self, unit):
        """Who registers for ``unit``: its head, else somebody who works there; may be empty."""
        unit = unit.sudo()  # sudo: who works where is in the directory
        people = (unit.manager_id.user_id, unit.liaison_id, *unit.member_ids.user_id)
        return self._first_who_can_act(people)


class DubanRecord(models.Model):
    _inherit = "duban.record"

    registration_ids = fields.One2many(
        "duban.registration", "record_id", "Registrations"
    )

    def _count_urging(self):
        result = super()._count_urging()
        for record in self.filtered(lambda row: row.purpose == "urging"):
            # sudo: written by the act of urging, whose author was checked
            record.matter_id.sudo()._register_by_act("urging", record.sudo())
        return result
