"""What the documents of the supervision office share: bulletins, lists, records about persons, research."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.engine import PLATFORM_PREFIXES
from odoo.addons.duban_supervision.models.proof.removal import by_uninstalling


class DubanOfficeDocument(models.AbstractModel):
    """A document that the supervision office of a regulation draws up and moves on through its own steps.

    Fields declared read-only and stored move only through the steps; everything else is written by the office while
    the document is a draft. Steps check the person, then act as superuser.
    """

    _name = "duban.office.document"
    _inherit = ["duban.engine.values"]
    _description = "Document of the supervision office"
    _keeps_defaults = True

    #: name of the switch of the regulation without which the document does not exist (CORE-19); None: always there
    _switch = None
    #: what the figures of a document are about: of another question they are counted anew; empty: it has no figures
    _asked = ()
    #: states in which the office may still edit
    _editable_states = ("draft",)

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["duban.regulation"]._in_force(),
    )
    is_office_user = fields.Boolean(
        compute="_compute_is_office_user", export_string_translation=False
    )

    @api.depends_context("uid")
    @api.depends("regulation_id.office_id")
    def _compute_is_office_user(self):
        office = self._of_own_office()
        for document in self:
            document.is_office_user = document in office

    def _is_kept(self):
        """Documents in ``self`` that left their draft: published, confirmed, archived (CORE-27)."""
        return self.filtered(lambda row: row.state != "draft")

    def _of_own_office(self):
        """The documents whose supervision office the current user works for."""
        own = self.regulation_id._of_own_office()
        return self.filtered(lambda document: document.regulation_id in own)

    def _check_office(self):
        """Refuse anyone but the supervision office (superuser code was checked before).

        :raise AccessError:
        """
        if not self.env.su and self - self._of_own_office():
            raise AccessError(
                self.env._(
                    "Only the supervision office draws this up: %s", self._said_name()
                )
            )

    def action_ask(self, action=None):
        """Open the dialog in which ``action`` (a key of ``duban.action.wizard._asks``) is completed."""
        return self.env["duban.matter"]._open_ask(self, action)

    def _word(self, key, default=""):
        """The word of the document's regulation for ``key`` (``doc:bulletin`` …), else ``default``."""
        return self.env["duban.label"]._word(self.regulation_id, key, default)

    @api.model
    def _complete_values(self, vals_list):
        """A document without a regulation is drawn up under the one in force."""
        for vals in vals_list:
            company = (
                self.env["res.company"].browse(vals.get("company_id"))
                or self.env.company
            )
            if not vals.get("regulation_id"):
                vals["regulation_id"] = (
                    self.env["duban.regulation"]._in_force(company).id
                )
            if not vals["regulation_id"]:
                raise UserError(self._no_regulation(company))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_company_regulation()
        documents._check_office()
        if self._switch:
            documents.regulation_id._require(self._switch)
        return documents

    def write(self, vals):
        self._refuse_engine_write(vals)  # before the state is looked at
        if not self.env.su:
            if any(not name.startswith(PLATFORM_PREFIXES) for name in vals):
                self._check_writable(vals)
        filled = self.browse()
        if not vals.keys().isdisjoint(self._asked):
            filled = self.filtered(lambda row: row.date_filled and row.state == "draft")
        before = {document: document._question() for document in filled}
        result = super().write(vals)
        if {"company_id", "regulation_id"} & vals.keys():
            self._check_company_regulation()
        for document, question in before.items():
            # what was counted for one period is never issued under another
            if document._question() != question:
                document._count_anew()
        return result

    def _count_anew(self):
        """Hook: the figures of another question, for which nobody pressed the button."""
        self.action_fill()

    def _question(self):
        """What the figures of this one document are about."""
        return [self[name] for name in self._asked]

    def _is_to_be_counted(self):
        """Whether this one document has no figures yet, or those of a day on which its period was still going on."""
        if not self.date_filled:
            return True
        day = clock.local(self, self.date_filled).date()
        return day <= self.date_to and day < clock.today(self)

    def _check_writable(self, vals):
        """Hook: may the current user write ``vals`` now? The office, while the document is a draft."""
        self._check_office()
        if any(document.state not in self._editable_states for document in self):
            raise UserError(
                self.env._(
                    "%s is no draft any more and is not changed.", self[:1].display_name
                )
            )

    def _check_company_regulation(self):
        for document in self:
            company = document.regulation_id._setting("company_id")
            if not document.regulation_id or (
                company and company != document.company_id
            ):
                raise UserError(self._no_regulation(document.company_id))

    def _no_regulation(self, company):
        return self.env._("No regulation of %s is chosen.", company.name)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_office()
        if any(document.state != "draft" for document in self):
            raise UserError(self.env._("What was issued is kept."))

    def unlink(self):
        """The document says why it is kept before its messages do: the platform deletes those first."""
        if not by_uninstalling(self.env):
            self._unlink_except_issued()
        return super().unlink()

    def _required(self, names):
        """Refuse when one of the fields ``names`` is empty on one document, naming all of them.

        :raise UserError:
        """
        for document in self:
            missing = [
                document._fields[name]._description_string(self.env)
                for name in names
                if not (
                    document[name].strip()
                    if isinstance(document[name], str)
                    else document[name]
                )
            ]
            if missing:
                raise UserError(self.env._("Please fill in: %s.", ", ".join(missing)))


class DubanDocumentPart(models.AbstractModel):
    """Lines and logs of a document: seen by whoever sees the document, written by its steps only."""

    _name = "duban.document.part"
    _description = "Part of a document"
    _inherit = ["duban.follows", "duban.screen"]

    #: name of the many2one to the document
    _document = None

    def _is_kept(self):
        """Parts in ``self`` of documents that are kept."""
        return self.filtered(lambda row: row[self._document]._is_kept())

    @api.model
    def _parent_fields(self):
        return (self._document,)

    def _hidden_message(self):
        return self.env._("You have no access to this document.")
