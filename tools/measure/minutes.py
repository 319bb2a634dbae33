"""`./duban measure minutes DIR`: proposals of the reader of minutes against gold.

DIR holds minutes, for each one a ``<name>.json`` (``file``, ``expected``, ``meeting``, ``items``) and perhaps
``units.txt`` with the names of the units.
"""

import argparse
import json
import re
import sys
import types
from difflib import SequenceMatcher
from pathlib import Path

from ..common import ROOT


def _package(name, path=None):
    package = sys.modules[name] = types.ModuleType(name)
    package.__path__ = [str(path)] if path else []


if "odoo" not in sys.modules:
    # the readers need nothing of Odoo but each other: they are found without starting it
    _package("odoo")
    _package("odoo.addons")
    for _addon in ("duban_supervision", "duban_supervision_meeting"):
        _package(f"odoo.addons.{_addon}", ROOT / _addon)
        _package(f"odoo.addons.{_addon}.tools", ROOT / _addon / "tools")

from odoo.addons.duban_supervision_meeting.tools.minutes import api  # noqa: E402
from odoo.addons.duban_supervision_meeting.tools.minutes.characters import (  # noqa: E402
    bare,
)

#: how much of the shorter wording two must share to be the same item
OVERLAP = 0.6
FIGURES = ("recall", "precision", "lead", "due", "wording")


def main(argv):
    """Print the figures of each file and of all; 0 if every file could be judged."""
    parser = argparse.ArgumentParser(
        prog="duban measure minutes", allow_abbrev=False, description=__doc__
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.add_argument("--no-units", action="store_true", help="without units.txt")
    parser.add_argument("--differences", action="store_true", help="show each one")
    options = parser.parse_args(argv)
    golds = sorted(options.folder.glob("*.json"))
    if not golds:
        print(f"There is no gold (*.json) in {options.folder}.")
        return 2
    names = [] if options.no_units else unit_names(options.folder / "units.txt")
    rows = []
    for path in golds:
        rows.append(judge(path, names))
        row = rows[-1]
        print(f"{row['file']:<36} " + said(row))
        for line in row["differences"] if options.differences else ():
            print(f"    {line}")
    total = summed(rows)
    print(f"{'all':<36} " + said(total))
    if options.json:
        files = {row["file"]: figures(row) for row in rows}
        answer = {**figures(total), "files": files}
        Path(options.json).write_text(
            json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return 0


def unit_names(path):
    """Full and short names of a ``units.txt``; none without the file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("#"):
            found += [name.strip() for name in re.split(r"[|、]", line)]
    return [name for name in found if name]


def judge(path, names):
    """Counts of one file."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    row = dict.fromkeys(
        "gold found matched same kinds tasks lead co leader due dated meeting fields "
        "refused wanted verbatim".split(),
        0,
    )
    row.update(file=gold["file"], differences=[])
    row["wanted"] = int(gold["expected"] == "refused")
    try:
        reading = api.read_file(
            gold["file"], (path.parent / gold["file"]).read_bytes(), names
        )
    except api.Refused as refused:
        row["refused"] = 1
        row["differences"].append(f"refused: {refused.code}")
        row["gold"] = len(gold["items"])
        return row
    told = reading.as_dict()
    if row["wanted"]:
        row["differences"].append("read, and should have been refused")
    row["gold"], row["found"] = len(gold["items"]), len(told["items"])
    for name, value in gold["meeting"].items():
        row["fields"] += 1
        row["meeting"] += told["meeting"].get(name) == value
        if told["meeting"].get(name) != value:
            row["differences"].append(
                f"{name}: {told['meeting'].get(name)}, not {value}"
            )
    source = bare(told["text"])
    row["verbatim"] = sum(bare(item["text"]) in source for item in told["items"])
    pairs = matched(told["items"], gold["items"])
    row["matched"] = len(pairs)
    for ours, theirs in pairs:
        compare(row, ours, theirs)
    mine, wanted = [a for a, _b in pairs], [b for _a, b in pairs]
    row["differences"] += [
        f"missing: {item['text']}" for item in gold["items"] if item not in wanted
    ]
    row["differences"] += [
        f"invented: {item['text']}" for item in told["items"] if item not in mine
    ]
    return row


def matched(ours, theirs):
    """Pairs of items that overlap, the best first, each once."""
    scores = []
    for i, mine in enumerate(ours):
        a = bare(mine["text"])
        for j, wanted in enumerate(theirs):
            b = bare(wanted["text"])
            size = (
                SequenceMatcher(None, a, b, autojunk=False)
                .find_longest_match(0, len(a), 0, len(b))
                .size
            )
            if size >= OVERLAP * min(len(a), len(b)):
                scores.append((size / max(len(a), len(b)), i, j))
    found, left, right = [], set(), set()
    for _score, i, j in sorted(scores, key=lambda each: (-each[0], each[1:])):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((ours[i], theirs[j]))
    return found


def compare(row, ours, theirs):
    """Add one pair to the counts."""
    same = bare(ours["text"]) == bare(theirs["text"])
    row["same"] += same
    row["kinds"] += ours["kind"] == theirs["kind"]
    wrong = []
    if not same:
        wrong.append(f"wording {ours['text']}")
    if ours["kind"] != theirs["kind"]:
        wrong.append(f"kind {ours['kind']}, not {theirs['kind']}")
    if theirs["kind"] == "task":
        row["tasks"] += 1
        for name in ("lead_unit", "leader"):
            good = ours[name] == theirs[name]
            row[name.split("_")[0]] += good
            if not good:
                wrong.append(f"{name} {ours[name]}, not {theirs[name]}")
        good = sorted(ours["co_units"]) == sorted(theirs["co_units"])
        row["co"] += good
        if not good:
            wrong.append(f"co_units {ours['co_units']}, not {theirs['co_units']}")
        good = ours["due"] in (theirs["due"], *theirs.get("due_also", ()))
        row["due"] += good
        if not good:
            wrong.append(f"due {ours['due']}, not {theirs['due']}")
        row["dated"] += ours["due_text"] == theirs["due_text"]
    if wrong:
        row["differences"].append(f"{theirs['text']}: {'; '.join(wrong)}")


def summed(rows):
    """The counts of all files."""
    total = {"differences": []}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, int):
                total[name] = total.get(name, 0) + value
    return total


def _share(part, whole):
    return round(part / whole, 4) if whole else 1.0


def figures(row):
    """The shares out of the counts; wording: what is proposed stands in the source letter by letter."""
    return {
        "recall": _share(row["matched"], row["gold"]),
        "precision": _share(row["matched"], row["found"]),
        "lead": _share(row["lead"], row["tasks"]),
        "due": _share(row["due"], row["tasks"]),
        "wording": _share(row["verbatim"], row["found"]),
        "same_wording": _share(row["same"], row["matched"]),
        "kind": _share(row["kinds"], row["matched"]),
        "co": _share(row["co"], row["tasks"]),
        "leader": _share(row["leader"], row["tasks"]),
        "due_text": _share(row["dated"], row["tasks"]),
        "meeting": _share(row["meeting"], row["fields"]),
        "items": row["gold"],
        "refused": row["refused"],
        "refused_expected": row["wanted"],
    }


def said(row):
    """One line of figures."""
    shares = figures(row)
    text = "  ".join(f"{name} {shares[name]:6.1%}" for name in FIGURES)
    if row["refused"] or row["wanted"]:
        text += f"  refused {row['refused']} of {row['wanted']}"
    return text
