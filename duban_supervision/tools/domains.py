"""Reading a domain before it is searched."""

from collections.abc import Set as AbstractSet

from odoo.fields import Domain


def named_ids(domain, name):
    """Ids to which ``domain`` limits the field ``name`` in so many words.

    :return: list of ids; None when the domain does not say them, or has alternatives
    """
    terms = list(Domain(domain))
    if "|" in terms or "!" in terms:
        return None
    for term in terms:
        if isinstance(term, tuple) and len(term) == 3 and term[0] == name:
            _name, operator, value = term
            if operator == "=":
                operator, value = "in", [value]
            if operator == "in" and isinstance(value, (list, tuple, AbstractSet)):
                if all(type(each) is int for each in value):
                    return list(value)
    return None
