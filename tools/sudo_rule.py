"""A rule of `./duban lint`: every ``sudo()`` has its reason beside it, and there are few (law 7 of the house).

A function that acts as superuser says why in a comment ``# sudo: …``: who comes here, why the rights are not theirs,
what comes out. What only drops rights (``sudo(False)``) needs no reason. What several functions need is a door of its
own with one reason (`_where`, `_setting`, `_engine_write`), so the number of calls is held, too.
"""

import ast
import io
import tokenize

from .addons import find_addons
from .common import ROOT

FOLDERS_LEFT_OUT = {"demo", "tests", "migrations"}
#: calls per 1,000 lines of Python and XML of the addons
MOST = 8
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def raises_rights(node):
    """Whether ``node`` is a call of ``sudo()`` that gives more rights."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sudo"
        and not any(
            isinstance(value, ast.Constant) and value.value is False
            for value in (*node.args, *(keyword.value for keyword in node.keywords))
        )
    )


def reasons(text):
    """Numbers of the lines with a reason."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT
        and token.string.lstrip("#").strip().startswith("sudo:")
    }


def calls(text):
    """[(line number, name of the innermost function or "", has a reason)] of each call in ``text``."""
    tree, said = ast.parse(text), reasons(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    found = []
    for node in ast.walk(tree):
        if not raises_rights(node):
            continue
        line = node.func.end_lineno
        around = [each for each in functions if each.lineno <= line <= each.end_lineno]
        inner = max(around, key=lambda each: each.lineno, default=None)
        # outside a function: in the statement itself or right above it
        first, last = (
            (inner.lineno, inner.end_lineno)
            if inner
            else (node.lineno - 1, node.end_lineno)
        )
        reason = any(first <= number <= last for number in said)
        found.append((line, inner.name if inner else "", reason))
    return sorted(found)


def check(root=ROOT, folders=None):
    """Calls without a reason as ``file:line: function: …``, and a line when there are too many."""
    found, number, lines = [], 0, 0
    for folder in folders or find_addons():
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if path.suffix not in {".py", ".xml"} or FOLDERS_LEFT_OUT & set(name.parts):
                continue
            text = path.read_text()
            lines += text.count("\n")
            if path.suffix == ".py":
                all_calls = calls(text)
                number += len(all_calls)
                found += [
                    f"{name}:{line}: {function or 'outside a function'}: sudo() without its reason (# sudo: …)"
                    for line, function, reason in all_calls
                    if not reason
                ]
    if number * 1000 > MOST * lines:
        found.append(
            f"{number} calls of sudo() in {lines} lines: more than {MOST} per 1,000"
        )
    return found
