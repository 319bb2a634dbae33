"""The addons of this clone: which there are, what they need, what they hold."""

import ast
import hashlib
import re

from . import common
from .common import DubanError

BASE = "duban_supervision"
# What the tests and the demo may count on, whatever the manifests name.
STANDARD = {"base", "web", "mail", "hr", "base_import"}
# The file of an institution's addon in which its regulation stands.
REGULATION = re.compile(r"^(data/)?[a-z_]*regulation(_data)?\.(xml|yaml)$")
# Methods that Odoo calls while it installs an addon.
INSTALLING = {
    "init",
    "_auto_init",
    "_register_hook",
    "_load_records",
    "_setup_complete",
}
# What of an addon ends up in a database.
INSTALLED_SUFFIXES = {".py", ".xml", ".yaml", ".csv", ".po", ".sql"}


def find_addons(root=None):
    """{name: manifest} of the addons of the clone, the base addon first."""
    found = {}
    for path in (root or common.ROOT).glob(f"{BASE}*/__manifest__.py"):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise DubanError(f"{path} cannot be read: {error}") from error
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return {name: found[name] for name in sorted(found)}


def institutions(found):
    """The codes of the addons that bring a regulation."""
    return [
        name[len(BASE) + 1 :]
        for name, manifest in found.items()
        if name != BASE and any(map(REGULATION.search, manifest.get("data", [])))
    ]


def by_themselves(found):
    """The addons that are installed by name: not those that join two others and come with the second of them."""
    return {
        name: manifest
        for name, manifest in found.items()
        if not manifest.get("auto_install")
    }


def choose_addons(found, institution=None):
    """The addons to install: all, or one institution's and what it stands on."""
    if not institution:
        return list(by_themselves(found))
    name = f"{BASE}_{institution.lower()}"
    if name not in found:
        codes = institutions(found)
        raise DubanError(
            f"There is no addon {name}; institutions here: {', '.join(codes) or 'none'}."
        )
    wanted, waiting = set(), [name]
    while waiting:
        each = waiting.pop()
        if each in found and each not in wanted:
            wanted.add(each)
            waiting += found[each].get("depends", [])
    return [each for each in found if each in wanted]


def dependencies(found):
    """The modules of Odoo that the addons stand on."""
    names = set(STANDARD)
    for manifest in by_themselves(found).values():
        names.update(manifest.get("depends", []))
    return sorted(names - set(found))


def addon_hash(name, root=None, alike=False):
    """A key of everything of an addon that an installation reads.

    :param alike: leave out what methods do: two addons with this key in common have the same tables and data unless a
        method that runs while they are installed differs
    """
    folder = (root or common.ROOT) / name
    result = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix not in INSTALLED_SUFFIXES or not path.is_file():
            continue
        if relative.parts[0] == "static" and path.suffix != ".xml":
            continue
        if relative.parts[:2] == ("static", "description"):
            continue
        result.update(f"{relative}\0".encode())
        whole = path.read_bytes()
        result.update(declarations(whole) if alike and path.suffix == ".py" else whole)
        result.update(b"\0")
    return result.hexdigest()[:16]


def declarations(source):
    """Python code without the bodies of its methods, as bytes; the code itself where it cannot be read."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            # hooks and migrations are functions and stay whole, as does what Odoo calls while it installs
            if isinstance(method, ast.FunctionDef) and method.name not in INSTALLING:
                method.body = [ast.Pass()]
    return ast.dump(tree).encode()
