"""What is one institution's names that institution's people, units, rules and records only, and stays with it (CORE-2).

Several institutions may live in one database. Record rules say whose records a person may write; they are asked before
a row is written, so they do not see that it then belongs to another institution, or points to what is another one's.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...inputs import is_here
from ...tools.names import own_model

#: where a record says whose it is: the first of these that its model has
WHOSE = (
    "company_id", "regulation_id", "list_id", "year_id", "template_id", "gateway_id", "matter_id", "meeting_id",
    "page_id", "goal_id", "score_id", "notice_id",
)  # fmt: skip
#: what beside the suite's own models belongs to an institution
BESIDE = ("hr.department", "hr.employee")


def whose_field(model):
    """Name of the field by which records of ``model`` say whose they are; None: they belong to nobody."""
    return next((name for name in WHOSE if name in model._fields), None)


def institution(record):
    """The institution of one record (as superuser); empty where it is everybody's."""
    name = whose_field(record)
    value = record[name] if name else record.env["res.company"]
    return value if value._name == "res.company" or not value else institution(value)


def is_foreign(record, company):
    """Whether one record (as superuser) is another institution's than ``company``'s; a college is its university's."""
    # sudo: which company stands above another, not shown to anyone
    company = company.sudo()
    if record._name == "res.users":
        # what the registry keeps of people costs no query
        is_of = company == record.company_id or company.id in record._get_company_ids()
        return not is_of and not is_here(record, company)
    own = institution(record)
    return bool(own) and own.root_id != company.root_id


class DubanScreen(models.AbstractModel):
    _inherit = "duban.screen"

    @api.model
    def _institution_links(self, names):
        """Those of the fields ``names`` that point to what belongs to an institution."""
        return [
            name
            for name in names
            if name not in models.MAGIC_COLUMNS
            and (field := self._fields.get(name))
            and field.store
            and field.type in ("many2one", "many2many")
            and (
                field.comodel_name == "res.users"
                or field.comodel_name in BESIDE
                or own_model(self.env, field.comodel_name)
            )
        ]

    @api.model_create_multi
    def create(self, vals_list):
        # what the context says by default is stored as well
        context = {
            name.removeprefix("default_")
            for name in self.env.context
            if name.startswith("default_")
        }
        sent = [{*vals, *context} for vals in vals_list]
        records = super().create(vals_list)
        if not self.env.su:
            for record, names in zip(records, sent, strict=True):
                record._check_institution(names, {})
        return records

    def write(self, vals):
        # sudo: what the engine writes was decided by who wrote it
        if self.env.su:
            return super().write(vals)
        lists = [
            name
            for name in self._institution_links(vals)
            if self._fields[name].type == "many2many"
        ]
        # sudo: who stands in a list already may have left the institution since
        before = {
            record.id: {name: record[name] for name in lists} for record in self.sudo()
        }
        result = super().write(vals)
        for record in self:
            record._check_institution(vals.keys(), before.get(record.id, {}))
        return result

    def _check_institution(self, names, before):
        """This one record is an institution's of the user, and what ``names`` point to is of the same institution.

        :param before: {name of a list: records that stood in it}
        :raise AccessError: the record was given to another institution
        :raise UserError: naming the field that points to another one's
        """
        # what else a dialog holds is asked where it is stored, or by its step
        links = [] if self._transient else self._institution_links(names)
        if not links and whose_field(self) not in names:
            return
        # sudo: whose each record is, is all that is asked
        record = self.sudo()
        company = institution(record)
        if not company:
            # it is everybody's now: whoever gives it to all may change what is common
            self.check_access("write")
            return
        # sudo: a record of the university is its college's to read, not to take over
        if not set(company.parent_ids.ids) & set(self.env.user._get_company_ids()):
            raise AccessError(
                self.env._(
                    "What belongs to one institution is not given to another one."
                )
            )
        for name in links:
            chosen = record[name] - before.get(name, record[name].browse())
            if any(is_foreign(each, company) for each in chosen):
                raise UserError(
                    self.env._(
                        "“%(field)s” is not of %(company)s. Choose what belongs to the institution.",
                        field=self._fields[name]._description_string(self.env),
                        company=company.name,
                    )
                )
