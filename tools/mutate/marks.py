"""Which parts of the suite's code run, heard at next to no cost: each block of a function says so when it begins.

A tracer is called for every function of Odoo too and makes a test three times as slow; a mark is put into our own
functions alone, as their modules are loaded.
"""

import ast
import builtins
import difflib
from collections import Counter
from importlib.machinery import SourceFileLoader

#: what a mark calls, in every module
NAME = "__duban_ran__"
#: names of the lists of statements of a node
BODIES = ("body", "orelse", "finalbody")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

#: marks of what ran since it was emptied: (path, line of the first statement of a block)
ran = set()


def listen():
    """Mark the modules of the suite that are loaded from now on."""
    setattr(builtins, NAME, ran.add)
    plain = SourceFileLoader.source_to_code

    def source_to_code(self, data, path, *, _optimize=-1):
        if "duban_supervision" in str(path) and "/tests/" not in str(path):
            data = marked(ast.parse(data), str(path))
        return plain(self, data, path, _optimize=_optimize)

    SourceFileLoader.source_to_code = source_to_code


def marked(tree, path):
    """The tree with a mark at the beginning of each block of its functions."""
    for block in list(blocks(tree)):
        first = block[0]
        call = ast.parse(f"{NAME}(({path!r}, {first.lineno}))").body[0]
        for node in ast.walk(call):
            ast.copy_location(node, first)
        is_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        block.insert(1 if is_doc else 0, call)
    return tree


def blocks(tree, inside=False):
    """The lists of statements that stand in functions."""
    for node in ast.iter_child_nodes(tree):
        within = inside or isinstance(node, FUNCTIONS)
        if within and not isinstance(node, ast.ClassDef):
            yield from (
                body for name in BODIES
                if isinstance(body := getattr(node, name, None), list) and body
            )  # fmt: skip
        yield from blocks(node, within)


def names(text):
    """{first line of each block of a function: which block of which function it is}"""
    found = {}

    def walk(node, around):
        for child in ast.iter_child_nodes(node):
            inner = around
            if isinstance(child, (*FUNCTIONS, ast.ClassDef)):
                inner = f"{around}.{child.name}".strip(".")
            for name in BODIES:
                body = getattr(child, name, None)
                if isinstance(body, list) and body:
                    count[inner] += 1
                    found[body[0].lineno] = f"{inner}#{count[inner]}"
            walk(child, inner)

    count = Counter()
    walk(ast.parse(text), "")
    return found


def touched(before, after):
    """Lines of the blocks of `before` in which something differs: one of them has to run for the difference to matter.

    Empty where the difference stands in no block of a function.
    """
    matcher = difflib.SequenceMatcher(
        None, before.splitlines(), after.splitlines(), autojunk=False
    )
    lines = set()
    for what, start, end, _new, _end in matcher.get_opcodes():
        if what != "equal":
            # of an insertion the line before and the line after
            lines |= (
                {start, start + 1} if start == end else {*range(start + 1, end + 1)}
            )
    found = set()
    for line in lines:
        around = [
            block
            for block in blocks(ast.parse(before))
            if block[0].lineno <= line <= block[-1].end_lineno
        ]
        if around:
            # the innermost begins last
            found.add(max(block[0].lineno for block in around))
    return found
