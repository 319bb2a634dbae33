"""Arguments of public methods: whatever came over RPC becomes what the method means, or a clear error."""

import contextlib
from datetime import date

from odoo import fields
from odoo.exceptions import UserError


def text(env, value):
    """``value`` as stripped text; nothing is an empty text.

    :raise UserError: for lists, dicts and the like, and for what no database stores
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str | int | float):
        raise UserError(env._("“%s” is not a text.", str(value)[:50]))
    text = str(value).strip()
    if "\x00" in text:
        raise UserError(env._("“%s” is not a text.", text.replace("\x00", "")[:50]))
    return text


def day(env, value):
    """``value`` (date or ISO text) as date; nothing is None.

    :raise UserError: for anything that is no date
    """
    if not value:
        return None
    if isinstance(value, date | str):
        with contextlib.suppress(ValueError):  # said below
            return fields.Date.to_date(value)
    raise UserError(env._("“%s” is not a date.", str(value)[:50]))


def one_id(env, value):
    """The id in ``value`` (id or record); nothing is None.

    :raise UserError: for anything else
    """
    if not value:
        return None
    ids = getattr(value, "ids", [value])
    if len(ids) != 1 or not isinstance(ids[0], int) or isinstance(ids[0], bool):
        raise UserError(env._("“%s” is not one record.", str(value)[:50]))
    return ids[0]


def one_here(model, value, companies):
    """The unit or person that ``value`` (id or record) names, of the institutions ``companies``; nothing is nobody.

    A college inside its university names the university's as well. Another institution's is refused as one that is
    not there is: its name would be read by all who see the record.

    :param model: empty recordset of ``hr.department`` or ``res.users``
    :raise UserError: nobody, or somebody of another institution
    """
    found = model.browse(one_id(model.env, value) or [])
    if found and not found.exists():
        raise stranger(model.env)
    for company in companies if found else ():
        if not is_here(found, company):
            raise stranger(model.env)
    return found


def stranger(env):
    """What is said of whoever is not there or another institution's."""
    return UserError(env._("The unit or person named is not one of this institution."))


def is_here(record, company):
    """Whether a unit or person is of ``company``, or of the institution that it is part of."""
    # sudo: whose it is; yes or no comes back
    sudo, root = record.sudo(), company.sudo().root_id
    if not sudo.company_id or sudo.company_id.root_id == root:
        return True
    return "company_ids" in sudo._fields and root in sudo.company_ids.root_id


def not_before(record, name, since):
    """Refuse a limit for others that has passed as it is set (CORE-25).

    :param name: field of the limit on this one ``record``, may be empty
    :param since: the day on which it is set
    :raise UserError: naming both
    """
    day = record[name]
    if day and day < since:
        matters = record.env["duban.matter"]
        raise UserError(
            record.env._(
                "%(field)s (%(date)s) lies before %(day)s.",
                field=record._fields[name]._description_string(record.env),
                date=matters._format_date(day),
                day=matters._format_date(since),
            )
        )


def many_ids(env, value):
    """The ids in ``value`` (list of ids or records) as a list; nothing is an empty list.

    :raise UserError: for anything else
    """
    if not value:
        return []
    ids = getattr(value, "ids", value)
    if not isinstance(ids, list | tuple) or not all(type(each) is int for each in ids):
        raise UserError(env._("“%s” is not a list of records.", str(value)[:50]))
    return list(ids)
