"""`./duban measure ledgers DIR`: what an office user's import makes of ledgers, against gold.

DIR holds ledgers and beside each a ``<file>.json``: a list of matters with ``name``, ``lead``, ``co``, ``due`` (null:
none, or to be asked), ``long`` and perhaps ``measures`` (or ``m``: how they begin). A row that the import asks about
is right where the gold leaves the value open, else it counts as asked; only what is taken over differently without a
word is wrong, and only what is missing without a word is lost.
"""

import argparse
import base64
import json
import os
import secrets
import subprocess
from pathlib import Path

from .. import addons, common, runtime
from ..common import DubanError
from ..testing import test_server

FIGURES = ("rows", "right", "wrong", "lost", "asked")


def main(argv):
    """Read all files of the folder on a fresh database; 0 when nothing is wrong or lost."""
    parser = argparse.ArgumentParser(
        prog="duban measure ledgers", allow_abbrev=False, description=__doc__
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.add_argument("--differences", action="store_true", help="show each one")
    parser.add_argument("--year", type=int, default=2026, help="year of the ledgers")
    options = parser.parse_args(argv)
    golds = sorted(options.folder.glob("*.json"))
    if not golds:
        print(f"There is no gold (*.json) in {options.folder}.")
        return 2
    rows = measured(options.folder.resolve(), options.year)
    total = {name: sum(row[name] for row in rows) for name in FIGURES}
    for row in [*rows, {"file": "all", "differences": [], **total}]:
        words = "  ".join(f"{name} {row[name]}" for name in FIGURES)
        print(f"{row['file']:<44} {words}")
        for line in row["differences"] if options.differences else ():
            print(f"    {line}")
    if options.json:
        text = json.dumps({**total, "files": rows}, indent=1, ensure_ascii=False)
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    return 0 if not total["wrong"] + total["lost"] else 1


def measured(folder, year):
    """The figures of each file, read inside Odoo on a database that is thrown away."""
    found = runtime.get_runtime()
    files = []
    for path in sorted(folder.glob("*.json")):
        ledger = path.with_suffix("")
        if ledger.is_file():
            content = base64.b64encode(ledger.read_bytes()).decode()
            gold = json.loads(path.read_text(encoding="utf-8"))
            files.append({"name": ledger.name, "content": content, "gold": gold})
    with test_server(found) as here:
        name = f"duban_measure_{secrets.token_hex(4)}"
        here.clone(demo_template(here), name)
        try:
            return inside(found, here, {"db": name, "files": files, "year": year})
        finally:
            here.drop(name)


def demo_template(here):
    """A database with the demo institutions, kept for the next time."""
    below = here.template_dependencies()
    names = addons.choose_addons(addons.find_addons())
    hashes = [f"{name} {addons.addon_hash(name)}" for name in names]
    return here.template(
        f"duban_demo_{common.digest(below, *hashes)}",
        "Making a database with the demo institutions",
        lambda work: (
            here.clone(below, work),
            here.prepare(work, install=names, demo=True),
        ),
    )


def inside(found, here, wanted):
    """What the part inside Odoo answers."""
    wanted |= {"addons_path": here.addons_path, "data_dir": str(here.data_dir)}
    root = common.visible_root()
    environment = here.environment()
    environment["PYTHONPATH"] = f"{root}{os.pathsep}{environment['PYTHONPATH']}"
    process = common.start(
        [found.python, "-m", "tools.measure._ledgers_inside"],
        environment, root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    answer, _errors = process.communicate(json.dumps(wanted).encode())
    if process.returncode:
        raise DubanError("The ledgers could not be read; the lines above say why.")
    return json.loads(answer.decode().splitlines()[-1])
