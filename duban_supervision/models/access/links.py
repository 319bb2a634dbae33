"""What a form names is what its reader may read, whether it is saved or not (CORE-12).

Some fields of a form are computed as superuser from what it points to: a due date, a lead unit, the next to-do. Whoever
could name any record in a form would read them of that record. So what a client names is asked for where a form is
computed (``onchange``) and where a dialog is stored, rows within rows too, and not field by field.
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
    # rows that are not saved yet have no number
    return {number for number in ids if number and isinstance(number, int)}, inner


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
    def _defaults_sent(self):
        """Values that the client names as defaults, in the context."""
        return {
            name.removeprefix("default_"): value
            for name, value in self.env.context.items()
            if name.startswith("default_")
        }

    def onchange(self, values, field_names, fields_spec):
        """Compute a form that is not saved yet, of what its reader may read.

        :raise AccessError: it names something that one may not read
        """
        if not self.env.su:
            self._check_named_rows(
                values if field_names else {**self._defaults_sent(), **values}
            )
        return super().onchange(values, field_names, fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        if self._transient and not self.env.su:
            sent = self._defaults_sent()
            for vals in vals_list:
                self.browse()._check_named_rows({**sent, **vals})
        return super().create(vals_list)

    def write(self, vals):
        if self._transient and not self.env.su:
            self._check_named_rows(vals)
        return super().write(vals)
