"""The tests that are asked first of an edit: those of its rows and its room, and where it has none, those whose files
speak most of the words of its function."""

import ast
import math
import re
from collections import Counter
from functools import cache
from pathlib import Path

from ..common import ROOT
from . import rooms

#: files of tests that one edit is shown to
MOST = 8
WORD = re.compile(r"[A-Za-z_]\w{3,}|[\u4e00-\u9fff]{2,}")


def of(mutation):
    """Nodes and files of tests, the nearest first."""
    by_row, by_room = rooms.tests_of(mutation)
    if by_row or by_room:
        return [*by_row, *by_room]
    return files(mutation)


def files(edit, most=MOST):
    """The files of tests whose words are those of the edited function, the nearest first.

    :param edit: a `drawn.Drawn`
    """
    text = function_of((ROOT / edit.file).read_text(encoding="utf-8"), edit.start)
    words = set(WORD.findall(text)) | {Path(edit.file).stem}
    addon = edit.file.split("/", 1)[0]
    counts, rarity = vocabulary()
    score = {
        path: sum(rarity[word] for word in words if word in found)
        * (2 if path.split("/")[1] == addon else 1)
        for path, found in counts.items()
    }
    return sorted(score, key=score.get, reverse=True)[:most]


@cache
def vocabulary():
    """({file of tests: its words}, {word: how much it says})"""
    counts = {
        str(path.relative_to(ROOT)): set(WORD.findall(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if path.relative_to(ROOT).parts[1] != "tools"
    }
    seen = Counter(word for words in counts.values() for word in words)
    return counts, {word: math.log(len(counts) / n) for word, n in seen.items()}


def function_of(text, offset):
    """The source of the innermost class's function around a place of a text."""
    line = text.count("\n", 0, offset) + 1
    found = ""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= node.end_lineno:
            found = found or ast.get_source_segment(text, node)
    return found
