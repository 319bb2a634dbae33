"""The addons of this clone: which there are, what they need, what they hold."""

import ast
import hashlib

from . import common
from .common import DubanError

BASE = "duban_supervision"
# What the tests and the demo may count on, whatever the manifests name.
STANDARD = {"base", "web", "mail", "hr", "base_import"}
# What of an addon ends up in a database.
INSTALLED_SUFFIXES = {".py", ".xml", ".csv", ".po", ".sql"}


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
    """Names of the addons that nothing else of the clone stands on: one per institution."""
    needed = {dep for manifest in found.values() for dep in manifest.get("depends", [])}
    return [name for name in found if name != BASE and name not in needed]


def choose_addons(found, institution=None):
    """The addons to install: all, or one institution's with what it stands on."""
    if not institution:
        return list(found)
    name = f"{BASE}_{institution.lower()}"
    there = institutions(found)
    if name not in there:
        codes = ", ".join(other[len(BASE) + 1 :] for other in there)
        raise DubanError(
            f"There is no addon {name}; institutions here: {codes or 'none'}."
        )
    return with_needed(found, name)


def with_needed(found, name):
    """The addon ``name`` after all addons of the clone that it needs."""
    chosen = []
    for dep in found[name].get("depends", []):
        if dep in found:
            chosen += [each for each in with_needed(found, dep) if each not in chosen]
    return [*chosen, name]


def dependencies(found):
    """The modules of Odoo that the addons stand on."""
    names = set(STANDARD)
    for manifest in found.values():
        names.update(manifest.get("depends", []))
    return sorted(names - set(found))


def addon_hash(name, root=None):
    """A key of everything of an addon that an installation reads."""
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
        result.update(path.read_bytes())
        result.update(b"\0")
    return result.hexdigest()[:16]
