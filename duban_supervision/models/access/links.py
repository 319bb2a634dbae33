"""What a form names is what its reader may read, whether it is saved or not (CORE-12).

Some fields of a form are computed as superuser from what it points to: a due date, a lead unit, the next to-do. Whoever
could name any record in a form would read them of that record. So what a client names is asked for where a form is
computed (``onchange``), where a dialog is stored, rows within rows too, and of defaults; not field by field.
"""

from odoo import Command, api, models

from ...tools.names import own_model

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
