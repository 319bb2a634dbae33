"""A rule of `./duban lint`: each file is one subject that is read in one sitting, each folder a room one looks over.

Left out: what nobody reads as a program (translations, demo data, inputs of tests, lists of wrong edits).
"""

from .addons import find_addons
from .common import ROOT

#: lines of a file, files of a folder of an addon
LONGEST, FULLEST = 500, 25
SUFFIXES = {".py", ".xml", ".js", ".scss"}
FOLDERS_LEFT_OUT = {"demo", "i18n", "inputs", "__pycache__", "node_modules"}
#: folders outside the addons whose files are held as well
BESIDE = ("bench", "tests", "tools")


def files(root, folder):
    """Files below ``root / folder`` that somebody reads."""
    return [
        path
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and not FOLDERS_LEFT_OUT & set(path.relative_to(root).parts)
    ]


def long_files(root, folders):
    """Lines about the files that are too long."""
    found = []
    for folder in folders:
        for path in files(root, folder):
            if path.suffix in SUFFIXES:
                lines = len(path.read_text().splitlines())
                if lines > LONGEST:
                    found.append(
                        f"{path.relative_to(root)}: {lines} lines: split it by subject ({LONGEST} at most)"
                    )
    return found


def full_folders(root, folders):
    """Lines about the folders that hold too many files."""
    counts = {}
    for folder in folders:
        for path in files(root, folder):
            counts[path.parent] = counts.get(path.parent, 0) + 1
    return [
        f"{path.relative_to(root)}: {count} files: give it rooms ({FULLEST} at most)"
        for path, count in counts.items()
        if count > FULLEST
    ]


def check(root=ROOT, folders=None, beside=BESIDE):
    """Files that are too long and folders that are too full, as ``place: how much: what to do``."""
    addons = folders or find_addons()
    return long_files(root, [*addons, *beside]) + full_folders(root, addons)
