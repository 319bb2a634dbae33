"""What every row of a regulation can do: say what it is in the words of a file, and go when the text drops it."""

from odoo import api, models
from odoo.exceptions import UserError

from .file.regulation_layout import KIND_OF, PLAIN


def organisation_fields(record):
    """Names of the stored fields of a model that hold units or people, other than who wrote the row."""
    return [
        name
        for name, field in record._fields.items()
        if field.relational
        and field.store
        and not field.related
        and field.comodel_name in ("hr.department", "res.users", "hr.employee")
        and name not in models.MAGIC_COLUMNS
    ]


def foreign_links(record, company):
    """Names of the fields of one record that hold units or people of another company than ``company``."""
    names = []
    for name in organisation_fields(record):
        # sudo: whose unit or user it is, is all that is asked
        records = record.sudo()[name]
        if records._name == "res.users":
            foreign = records.filtered(lambda user: company not in user.company_ids)
        else:
            foreign = records.filtered(
                lambda unit: unit.company_id and unit.company_id != company
            )
        if foreign:
            names.append(name)
    return names


def with_rows_off(records, read, specification):
    """What was ``read`` of regulations or their rows by ``specification``, with rows that are switched off."""
    lists = {
        name: said
        for name, said in specification.items()
        if (field := records._fields.get(name))
        and field.type == "one2many"
        and field.comodel_name in KIND_OF
        and "active" in records.env[field.comodel_name]._fields
    }
    if lists and records.env.context.get("active_test", True):
        shown = records.with_context(active_test=False).web_read(lists)
        for values, more in zip(read, shown, strict=True):
            values.update(more)
    return read


class DubanRegulationPart(models.AbstractModel):
    """What every row of a regulation, also an option, can say of itself."""

    _name = "duban.regulation.part"
    _description = "Part of a regulation"
    _inherit = ["duban.screen"]

    def copy_data(self, default=None):
        """A copy for another company takes along no unit and no person of this one."""
        result = super().copy_data(default)
        for row, vals in zip(self, result, strict=True):
            target = self.env["duban.regulation"].browse(
                vals.get("regulation_id") or ()
            )
            mine = row.regulation_id._setting("company_id")
            if target and target._setting("company_id") != mine:
                vals.update(dict.fromkeys(organisation_fields(row), False))
        return result

    def web_read(self, specification):
        """With the rows that are switched off: only so can they be switched on again."""
        return with_rows_off(self, super().web_read(specification), specification)

    def _as_plan(self, layout, kind):
        """This one row in the words of a file, what is empty or by default left out."""
        self.ensure_one()
        said = {}
        for word, column in layout.kinds[kind].items():
            value = self._plan_value(column)
            if value != column.default:
                said[word] = value
        if "sequence" in self._fields:
            said["sequence"] = self.sequence
        if kind in ("word", "registration", "list"):
            said.pop("sequence", None)
        return said

    def _plan_value(self, column):
        value = self[column.field]
        if not column.comodel:
            return value if column.type in PLAIN else value or ""
        if column.comodel == "duban.option":
            return f"{value.list_code}.{value.code}" if value else ""
        name = "name" if column.comodel == "ir.model.fields" else "code"
        # sudo: the catalogue of fields is the administrators'
        codes = value.sudo().mapped(name)
        return codes if column.type == "many2many" else "".join(codes)

    def _retire(self):
        """Delete this one row; one that records point to is switched off instead, as are the rows that it holds."""
        if self._is_referred_to():
            if "active" in self._fields:
                self.active = False
        else:
            # sudo: a list that the text gives exactly is changed with the text only
            self.sudo().unlink()

    def _is_retired(self):
        """Whether this one row is switched off, and kept because records say it."""
        return not self._is_offered() and self._is_referred_to()

    def _is_offered(self):
        """Whether new matters can be given this one row, or what it holds. Hook."""
        return "active" not in self._fields or self.active

    @api.ondelete(at_uninstall=False)
    def _unlink_except_referred(self):
        """What matters and reports say is not wiped out with the row that they say it by (CORE-27, CORE-30)."""
        if self.env.su:
            return  # a corrected text drops its rows by ``_retire``
        for row in self:
            if row._is_referred_to() and "active" not in row._fields:
                raise UserError(
                    self.env._(
                        "“%s” holds what stands in matters or reports and is kept. Switch off what it holds instead: "
                        "it is not offered any more, and what was filed with it stays.",
                        row.display_name,
                    )
                )
            if row._is_referred_to():
                raise UserError(
                    self.env._(
                        "“%s” stands in matters or reports and is kept. Switch it off instead: it is not offered any "
                        "more, and what was filed with it stays.",
                        row.display_name,
                    )
                )

    def _is_referred_to(self):
        """Whether any record outside the regulations points to these rows, or to rows that go with them."""
        for model in self.env.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    not field.store
                    or field.type not in ("many2one", "many2many")
                    or field.comodel_name != self._name
                ):
                    continue
                is_rule = model._name in KIND_OF
                if is_rule and getattr(field, "ondelete", None) != "cascade":
                    continue
                # sudo: records of every company and unit count
                rows = model.sudo().with_context(active_test=False)
                rows = rows.search(
                    [(field.name, "in", self.ids)], limit=None if is_rule else 1
                )
                # a rule points to nothing that happened, but what goes with the row may stand there
                if rows and (not is_rule or rows._is_referred_to()):
                    return True
        return False
