"""Putting the code of an edited file in the place of what runs: only what stands in functions can be exchanged.

A field, a table or a decorator is read once, when the module is imported; such an edit needs a new process.
"""

import gc
from types import CodeType, FunctionType

#: set in the code of a function, not in that of a module or a class
CO_OPTIMIZED = 0x1


def differences(path, before, after):
    """[(old code, new code)] of the functions that differ, or None if something outside of functions does.

    :param path: what the loaded code names as its file
    """
    old, new = (compile(text, str(path), "exec") for text in (before, after))
    found = []
    return found if pairs(old, new, found) else None


def pairs(old, new, found):
    """Collect the outermost functions that differ; False if anything around them does."""
    if old.co_flags & CO_OPTIMIZED:
        if essence(old) != essence(new):
            if old.co_freevars != new.co_freevars:
                return False
            found.append((old, new))
        return True
    if shell(old) != shell(new):
        return False
    inner = zip(nested(old), nested(new), strict=True)
    return all([pairs(one, other, found) for one, other in inner])


def nested(code):
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def shell(code):
    """What a module or a class does around its functions."""
    consts = [
        const.co_name if isinstance(const, CodeType) else (type(const), const)
        for const in code.co_consts
    ]
    return code.co_code, consts, code.co_names


def essence(code):
    """All that matters of a function, wherever it stands."""
    consts = [
        essence(const) if isinstance(const, CodeType) else (type(const), const)
        for const in code.co_consts
    ]
    return (
        code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags,
        code.co_exceptiontable,
    )  # fmt: skip


def swap(differing):
    """Give every function with one of the old codes the new one; False if one was not found."""
    new = {place(old): code for pair in differing for old, code in within(*pair)}
    done = set()
    for function in gc.get_objects():
        if type(function) is FunctionType and place(function.__code__) in new:
            done.add(place(function.__code__))
            function.__code__ = new[place(function.__code__)]
    return done.issuperset(place(old) for old, _code in differing)


def within(old, new):
    """A function, and what it has already made and handed out: a decorator is not called again."""
    yield old, new
    if len(nested(old)) == len(nested(new)):
        for one, other in zip(nested(old), nested(new), strict=True):
            if one.co_freevars == other.co_freevars:
                yield from within(one, other)


def place(code):
    return code.co_filename, code.co_qualname, code.co_firstlineno
