"""`@clause("WUT-22.5c")` says which row of docs/requirements.md a test proves.

On a test method it counts for that test, also where an institution's class
inherits it; on a class for all tests of the class. A shared test that proves
another row for each institution gets its rows where it is inherited:

    @inherited(test_numbering="XISU-7.3", test_overdue=("XISU-9.1", "XISU-9.2"))
    class TestXisu(Battery, SupervisionCommon): ...
"""

ATTRIBUTE = "duban_clauses"
INHERITED = "duban_inherited_clauses"


def clause(*identifiers):
    """Mark a test method or class as proof of these rows."""
    check(identifiers)

    def mark(target):
        own = vars(target).get(ATTRIBUTE, ())
        setattr(target, ATTRIBUTE, (*identifiers, *own))
        return target

    return mark


def inherited(**tests):
    """Say which rows the named tests, inherited by this class, prove here."""
    rows = {}
    for name, identifiers in tests.items():
        if isinstance(identifiers, str):
            identifiers = (identifiers,)
        check(identifiers)
        rows[name] = tuple(identifiers)

    def mark(cls):
        for name in rows:
            if not hasattr(cls, name):
                raise AttributeError(f"{cls.__name__} inherits no {name}")
        setattr(cls, INHERITED, {**vars(cls).get(INHERITED, {}), **rows})
        return cls

    return mark


def clauses_of(cls, method_name):
    """Identifiers of one test, as its class runs it, without repetition."""
    found = []
    method = getattr(cls, method_name, None) if cls else None
    for base in cls.__mro__ if cls else ():
        found += vars(base).get(ATTRIBUTE, ())
        found += vars(base).get(INHERITED, {}).get(method_name, ())
    found += getattr(method, ATTRIBUTE, ())
    return list(dict.fromkeys(found))


def check(identifiers):
    """Catch `@clause` without brackets or identifiers early."""
    if not identifiers or not all(isinstance(each, str) for each in identifiers):
        raise TypeError('write @clause("CORE-1", ...) with at least one identifier')
