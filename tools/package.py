"""`./duban package`: one archive per addon, as the addons folder of an Odoo wants it.

Each holds the folder of its addon with the licence, and nothing that only a developer
needs. The same commit gives the same bytes, on every machine; SHA256SUMS names them.
"""

import argparse
import hashlib
import re
import time
import zipfile
from pathlib import Path

from . import addons, common
from .common import ROOT, DubanError, call, say

CHANGES = ROOT / "CHANGELOG.md"
#: `## 1.2 (2026-11-20)`, below it a line `Commit: 0123abc` once it was released
HEADING = re.compile(r"^## (?P<name>\S+) \((?P<date>[\d-]+|not released)\)$", re.M)
COMMIT = re.compile(r"^Commit: (?P<commit>[0-9a-f]{7,40})$", re.M)
#: reading a clone that is somebody else's harms nobody
GIT = ("git", "-c", "safe.directory=*", "-C")
#: only tests load it
LEFT_OUT = re.compile(r"(^|/)(static/tests|__pycache__)/")


def main(argv):
    """Write the archives, or say which commit the last release was."""
    parser = argparse.ArgumentParser(prog="duban package", allow_abbrev=False)
    parser.add_argument("--out", metavar="DIR", default="dist", help="default: dist")
    parser.add_argument(
        "--last", action="store_true", help="the commit of the last release, no more"
    )
    options = parser.parse_args(argv)
    if options.last:
        print(last_release()["commit"])
        return 0
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    sums = []
    for name, manifest in addons.find_addons().items():
        path = folder / f"{name}-{manifest['version']}.zip"
        pack(name, path)
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(sums))
    say(f"{len(sums)} archives and SHA256SUMS are in {folder}")
    return 0


def releases():
    """[{name, date, commit, text}] of CHANGELOG.md, the latest first; those that are not
    released have no commit."""
    text = CHANGES.read_text()
    heads = list(HEADING.finditer(text))
    found = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else None]
        commit = COMMIT.search(body)
        found.append(
            {
                **head.groupdict(),
                "commit": commit and commit.group("commit"),
                "text": body,
            }
        )
    return found


def last_release():
    """The latest that has a commit."""
    for each in releases():
        if each["commit"]:
            return each
    raise DubanError(f"{CHANGES.name} names no commit of a release.")


def files(name):
    """The files of an addon that git keeps, relative to the clone."""
    listed = call(
        [*GIT, ROOT, "ls-files", "-z", "--", name],
        "The archives are made of what git keeps, and this is no clone.",
    )
    found = [each for each in listed.split("\0") if each and not LEFT_OUT.search(each)]
    return sorted(each for each in found if (ROOT / each).is_file())


def pack(name, path):
    """Write the archive of an addon."""
    stamp = call([*GIT, ROOT, "log", "-1", "--format=%ct"], "No commit.")
    moment = time.gmtime(int(stamp))[:6]
    contents = {each: ROOT / each for each in files(name)}
    contents[f"{name}/LICENSE"] = ROOT / "LICENSE"
    with common.disk_errors(), zipfile.ZipFile(path, "w") as archive:
        for each in sorted(contents):
            entry = zipfile.ZipInfo(each, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[each].read_bytes())
