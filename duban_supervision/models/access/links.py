"""What a form names is what its reader may read, whether it is saved or not (CORE-12).

Some fields of a form are computed as superuser from what it points to: a due date, a lead unit, the next to-do. Whoever
could name any record in a form would read them of that record. So what a client names is asked for where a form is
computed (``onchange``), where a dialog is stored, rows within rows too, and of defaults; not field by field. What a
search names of a list of matters is asked for as well.
"""

from collections.abc import Set as AbstractSet

from odoo import Command, api, models
from odoo.fields import Domain

from ...tools.names import own_model
from ...tools.remembered import remembered

#: what a condition may hold several values in
COLLECTIONS = (list, tuple, AbstractSet)
HIERARCHIES = ("child_of", "parent_of")

#: rows of the platform that stand on records of the suite
POINTERS = ("ir.attachment", "mail.activity", "mail.mail", "mail.message")


def named_rows(field, value):
    """Which rows a client's ``value`` of a relational field names, and what it fills in there.

    :return: (set of ids, [(id or None, values)])
    """
    ids, inner = set(), []
    if field.type == "many2one":
        value = value[:1] if isinstance(value, list | tuple) else [value]
    for each in value if isinstance(value, list | tuple) else ():
        if isinstance(each, dict):
            ids.add(each.get("id"))
            inner.append((each.get("id"), each))
        elif not isinstance(each, list | tuple):
            ids.add(each)
        elif each and each[0] == Command.CREATE:
            inner.append((None, each[2]))
        elif each and each[0] == Command.UPDATE:
            ids.add(each[1])
            inner.append((each[1], each[2]))
        elif each and each[0] == Command.LINK:
            ids.add(each[1])
        elif each and each[0] == Command.SET:
            ids.update(each[2])
    return {number for each in ids if (number := row_number(each))}, inner


def row_number(value):
    """The number of the row that ``value`` names, as the database would take it: 5.0 is 5; 0: it is not saved yet."""
    try:
        return int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0


class DubanScreen(models.AbstractModel):
    _inherit = "duban.screen"

    def _check_named_rows(self, vals):
        """The current user reads each record of the suite that ``vals`` of these records name.

        What stands in a stored record already is asked of nobody.

        :param vals: values as a client sent them, rows within rows too
        :raise AccessError: one may not be read
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational:
                continue
            rows = self.env[field.comodel_name]
            ours = own_model(self.env, rows._name)
            if not ours and rows._name not in POINTERS:
                continue
            ids, inner = named_rows(field, value)
            if new := ids.difference(self[name].ids):
                rows.browse(new).check_access("read")
            for number, filled in inner if ours else ():
                rows.browse(number if number in ids else None)._check_named_rows(filled)

    @api.model
    def default_get(self, fields):
        """Defaults, of which those that the client names, in the context or as its own, are asked for like values.

        Odoo takes them wherever a value is missing: where something is made, in rows within a form, and where a field
        of a form is computed as superuser (a new record, whose context is still the client's).

        :raise AccessError: one names what the person may not read
        """
        person = self.env(su=False)
        # what the engine itself makes as superuser was decided by its step
        if not person.su and (self or not self.env.su):
            said = self.env["ir.default"]._get_model_defaults(self._name)
            said = {**said, **{key.removeprefix("default_"): value for key, value in self.env.context.items()
                               if key.startswith("default_")}}  # fmt: skip
            self.browse().with_env(person)._check_named_rows(
                {name: value for name, value in said.items() if name in fields}
            )
        return super().default_get(fields)

    def onchange(self, values, field_names, fields_spec):
        """Compute a form that is not saved yet, of what its reader may read.

        :raise AccessError: it names something that one may not read
        """
        if not self.env.su:
            self._check_named_rows(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        if self._transient and not self.env.su:
            for vals in vals_list:
                self.browse()._check_named_rows(vals)
        return super().create(vals_list)

    def write(self, vals):
        if self._transient and not self.env.su:
            self._check_named_rows(vals)
        return super().write(vals)

    # ------------------------------------------------------------------
    # Rows that a search names
    # ------------------------------------------------------------------

    @api.model
    @remembered()
    def _matter_lists(self):
        """Names of the fields of this model that list matters and are kept in the database."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("one2many", "many2many")
            and field.comodel_name == "duban.matter"
            and not field.compute
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Search; a matter that the person may not read is on no list for them.

        Odoo looks the numbers of a list up past all rules: whoever reads a row could ask of each number in turn
        whether it stands there (CORE-12).
        """
        lists = self._matter_lists()
        if lists and not (self.env.su or bypass_access):
            domain = Domain(domain).map_conditions(
                lambda term: (
                    self._of_readable(term) if term.field_expr in lists else term
                )
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _of_readable(self, term):
        """The condition ``term`` on a list of matters, with those numbers only that the current user may read."""
        if term.operator in HIERARCHIES:
            # Odoo looks up as superuser what stands above or below; so the rules of the matters are asked
            below = Domain("id", term.operator, term.value)
            return Domain(term.field_expr, "any", below)
        single = isinstance(term.value, (int, float))
        values = [term.value] if single else term.value
        if not isinstance(values, COLLECTIONS):
            return term
        # 5.0 is found as 5 is; True and False are no numbers
        numbers = {
            int(each)
            for each in values
            if type(each) in (int, float) and each and each % 1 == 0
        }
        matters = self.env["duban.matter"].browse(numbers).exists()
        hidden = numbers - set(matters._filtered_access("read").ids)
        if not hidden:
            return term
        left = [each for each in values if each not in hidden]
        if term.operator in ("=", "!="):
            return Domain.TRUE if term.operator == "!=" else Domain.FALSE
        return Domain(term.field_expr, term.operator, left)
