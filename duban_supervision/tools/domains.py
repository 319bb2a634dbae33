"""Reading a domain before it is searched."""

from collections.abc import Set as AbstractSet

from odoo.fields import Domain


def conjuncts(domain):
    """Conditions ``(name, operator, value)`` of ``domain`` that all have to hold, whatever else it asks for."""
    terms = iter(Domain(domain))
    for term in terms:
        if term in ("|", "!"):
            left = 2 if term == "|" else 1
            while left:  # over the whole alternative
                term = next(terms)
                left += (
                    {"&": 1, "|": 1, "!": 0}.get(term, -1)
                    if isinstance(term, str)
                    else -1
                )
        elif isinstance(term, tuple) and len(term) == 3:
            yield term


def named_values(domain, name):
    """Values to which ``domain`` limits the field ``name`` in so many words.

    :return: list of values; None when the domain does not say them
    """
    for term, operator, value in conjuncts(domain):
        if term == name:
            if operator == "=":
                operator, value = "in", [value]
            if operator == "in" and isinstance(value, (list, tuple, AbstractSet)):
                return list(value)
    return None


def named_ids(domain, name):
    """Ids to which ``domain`` limits the field ``name`` in so many words; None when it does not."""
    values = named_values(domain, name)
    if values is not None and all(type(each) is int for each in values):
        return values
    return None
