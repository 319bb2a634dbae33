"""Wrong edits that nobody thought of: drawn by lot from what the functions of the suite say.

The list holds what somebody imagined, and tests were written with it in sight. An edit that is drawn says how many of
the mistakes of the next weeks would be noticed. An edit of the seed 7 is the same on every machine, as long as the code
is.
"""

import ast
import random
from dataclasses import dataclass

from ..common import ROOT
from .catalogue import Mutation, listing, text_of

ROOM = "drawn"
#: what a comparison becomes: one off, or its contrary
COMPARED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
JOINED = {
    ast.Add: "-", ast.Sub: "+", ast.BitOr: "&", ast.BitAnd: "|", ast.Mult: "+", ast.Div: "*", ast.FloorDiv: "*",
}  # fmt: skip
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}
#: folders of an addon that no function of a running database stands in
ASIDE = {"migrations", "demo", "static", "hooks.py", "__init__.py", "__manifest__.py"}


@dataclass(eq=False)
class Drawn(Mutation):
    """One of them: it names its place, since it is drawn anew from the code as it is."""

    start: int = 0
    end: int = 0

    def places(self, root=ROOT):
        """See `Mutation.places`."""
        return [(root / self.file, self.start, self.end)]

    def split(self):
        """See `Mutation.split`: the text is exchanged as it stands."""
        return [], self.old, self.new, []


def draw(number, seed):
    """So many edits, as many as there are places in a function: each place once."""
    lot = random.Random(seed)
    found = [
        (relative, edit)
        for path, relative in listing(ROOT)
        if path.suffix == ".py" and not ASIDE.intersection(path.relative_to(ROOT).parts)
        for edit in edits(text_of(path))
    ]
    chosen = sorted(lot.sample(range(len(found)), min(number, len(found))))
    return [
        Drawn(f"drawn-{seed}-{place}", ROOM, relative, (), what, [old], [new], "", start, end)
        for place in chosen
        for relative, (start, end, old, new, what) in [found[place]]
    ]  # fmt: skip


def edits(text):
    """[(start, end, old, new, what)] of everything in functions that can be turned round, in the order of the text."""
    tree = ast.parse(text)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    raw = text.encode()

    def offset(line, column):
        return len(raw[: starts[line - 1] + column].decode())

    found = []
    for function in outermost(tree):
        for node in ast.walk(function):
            for part, new, what in turned(node):
                start = offset(part.lineno, part.col_offset)
                end = offset(part.end_lineno, part.end_col_offset)
                old = text[start:end]
                new = new.replace("{}", old)
                found.append((start, end, old, new, f"{function.name}: {what}"))
    return sorted(found)


def outermost(node):
    """The functions that stand in no other."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield child
        else:
            yield from outermost(child)


def turned(node):
    """(node that goes, text in its place, what it means) of one node; `{}` is the old text."""
    yield from conditions(node)
    yield from values(node)


def conditions(node):
    """See `turned`: whether, and which."""
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield node.test, "(not ({}))", "a condition the other way round"
    for test in getattr(node, "ifs", ()) if isinstance(node, ast.comprehension) else ():
        yield test, "(True or ({}))", "nothing is left out"
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = (ast.unparse(n) for n in (node.left, node.comparators[0]))
        yield (
            node,
            f"({left} {COMPARED[type(node.ops[0])]} {right})",
            "compared wrongly",
        )
    if isinstance(node, ast.BoolOp):
        sign = " and " if isinstance(node.op, ast.Or) else " or "
        parts = sign.join(f"({ast.unparse(value)})" for value in node.values)
        yield node, f"({parts})", "all instead of one, or one instead of all"
        yield (
            node,
            f"({ast.unparse(node.values[-1])})",
            "only the last of the conditions",
        )


def values(node):
    """See `turned`: how much, and what is done with it."""
    if isinstance(node, ast.BinOp) and type(node.op) in JOINED:
        if not isinstance(node.left, (ast.Constant, ast.JoinedStr)):
            left, right = ast.unparse(node.left), ast.unparse(node.right)
            sign = JOINED[type(node.op)]
            yield node, f"({left} {sign} {right})", f"{sign} in its place"
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield node, str(node.value + 1), "one more"
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield node, str(not node.value), "the contrary"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in CALLED:
            yield node.func, CALLED[node.func.id], "the other end"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("filtered", "sorted", "exists", "filtered_domain"):
            yield node, ast.unparse(node.func.value), f"without {node.func.attr}"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, "None", "a call left out"
    if isinstance(node, (ast.Raise, ast.Continue)):
        yield node, "pass", "goes on"
    if isinstance(node, ast.Return) and node.value is not None:
        if not isinstance(node.value, ast.Constant):
            yield node.value, "(False and ({}))", "nothing comes back"
