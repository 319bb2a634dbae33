"""`./duban rooms`: a picture of the house made from its code, as Mermaid text.

A room is a sub-package of an addon's models (or the addon). An arrow says that files of one room name models of
another (`env["…"]`, `_inherit`) or import from it, and how often.
"""

import argparse
import ast
import collections

from . import addons
from .common import ROOT

#: files that a room holds, and the lines of the longest: what the plan is measured by
LIMIT = 500


def main(argv):
    """Print the picture, or with --table the size of each room."""
    parser = argparse.ArgumentParser(prog="duban rooms", allow_abbrev=False)
    parser.add_argument("--table", action="store_true", help="sizes instead of arrows")
    options = parser.parse_args(argv)
    rooms = find_rooms()
    print("\n".join(table(rooms) if options.table else picture(rooms)))
    return 0


def find_rooms():
    """{room: {path: syntax tree}} of the models and wizards of all addons."""
    rooms = collections.defaultdict(dict)
    for name in addons.find_addons():
        for folder in ("models", "wizard"):
            for path in sorted((ROOT / name / folder).rglob("*.py")):
                if path.name != "__init__.py":
                    inner = path.relative_to(ROOT / name / folder).parts[:-1]
                    room = ".".join([short(name), *inner])
                    rooms[room][path] = ast.parse(path.read_text())
    return rooms


def short(addon):
    """An addon as it is called in the picture."""
    return addon[len(addons.BASE) + 1 :] or "engine"


def text_of(node):
    """The text of a constant node, else None."""
    value = getattr(node, "value", None)
    return value if isinstance(value, str) else None


def assigned(tree, name):
    """Texts assigned to ``name`` in the classes of a file."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == name:
            items = getattr(each.value, "elts", [each.value])
            yield from filter(None, map(text_of, items))


def homes(rooms):
    """{model: room that defines it}."""
    found = {}
    for room, files in rooms.items():
        for tree in files.values():
            inherited = set(assigned(tree, "_inherit"))
            for model in assigned(tree, "_name"):
                if model not in inherited:
                    found.setdefault(model, room)
    return found


def named_models(tree):
    """Models that a file names in ``env["…"]`` or extends."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Subscript) and (name := text_of(each.slice)):
            yield name
    yield from assigned(tree, "_inherit")


def picture(rooms):
    """Lines of a Mermaid flowchart."""
    home, arrows = homes(rooms), collections.Counter()
    for room, files in rooms.items():
        for tree in files.values():
            for model in set(named_models(tree)):
                if home.get(model, room) != room:
                    arrows[room, home[model]] += 1
    yield "flowchart TD"
    for room, files in sorted(rooms.items()):
        yield f'    {room.replace(".", "_")}["{room}<br/>{len(files)} files"]'
    for (source, target), count in sorted(arrows.items()):
        # a single name is a remark, not a road
        if count > 1:
            arrow = f"-->|{count}|"
            yield f"    {source.replace('.', '_')} {arrow} {target.replace('.', '_')}"


def table(rooms):
    """Lines of a Markdown table: files, lines, longest file, files that open ``duban.matter``."""
    yield "| Room | Files | Lines | Longest | Opens duban.matter |"
    yield "|---|---|---|---|---|"
    for room, files in sorted(rooms.items()):
        sizes = {path: len(path.read_text().splitlines()) for path in files}
        opened = sum(
            "duban.matter" in {*assigned(tree, "_inherit"), *assigned(tree, "_name")}
            for tree in files.values()
        )
        longest = max(sizes, key=sizes.get)
        mark = " !" if sizes[longest] > LIMIT else ""
        yield (
            f"| {room} | {len(files)} | {sum(sizes.values())} "
            f"| {longest.name} {sizes[longest]}{mark} | {opened} |"
        )
