#!/usr/bin/env python3
"""Verify the dossier of a supervised matter offline, with nothing but the Python standard library.

    python3 tools/verify_dossier.py FILE.zip [FILE.zip ...]

Checks that each file of the manifest is there with its size and SHA-256, that nothing was added, and that the trail is
an unbroken chain that ends at the head named in the manifest. Exit code 0: intact, 1: not intact, 2: no dossier.
"""

import hashlib
import json
import sys
import zipfile

FORMAT = "duban-dossier/1"
BLOCK = 1 << 20


class NoDossier(Exception):
    """The file is not a dossier at all."""


def digest(archive, name):
    """(size, SHA-256) of one file of the archive."""
    total, sha = 0, hashlib.sha256()
    with archive.open(name) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            sha.update(block)
    return total, sha.hexdigest()


def line_digest(content):
    """SHA-256 of a line of the trail, as the system computes it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_files(archive, manifest):
    """Problems with the files: missing, changed, added, doubled."""
    problems = []
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    problems += [
        f"{name}: stands twice in the archive"
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    listed = {entry["path"]: entry for entry in manifest["files"]}
    for path, entry in listed.items():
        if path not in names:
            problems.append(f"{path}: missing")
            continue
        size, sha = digest(archive, path)
        if size != entry["size"] or sha != entry["sha256"]:
            problems.append(f"{path}: changed")
    problems += [
        f"{name}: not in the manifest"
        for name in names
        if name not in listed and name != "manifest.json"
    ]
    return problems


def check_trail(lines, manifest):
    """Problems with the chain of the trail."""
    problems, previous = [], None
    for position, line in enumerate(lines, 1):
        content = line["content"]
        if content.get("seq") != position:
            return [*problems, f"trail line {position}: a line is missing"]
        if content.get("matter") != manifest["matter"]:
            problems.append(f"trail line {position}: belongs to another matter")
        if (content.get("previous") or None) != previous or line_digest(
            content
        ) != line["hash"]:
            return [*problems, f"trail line {position}: changed"]
        previous = line["hash"]
    if (
        len(lines) != manifest["trail"]["length"]
        or previous != manifest["trail"]["head"]
    ):
        problems.append("trail: the last lines are missing")
    return problems


def verify(path):
    """Check one dossier.

    :return: (manifest, list of problems in words)
    :raise NoDossier: when it is none
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            if manifest.get("format") != FORMAT:
                raise NoDossier(f"{path}: unknown format {manifest.get('format')!r}")
            problems = check_files(archive, manifest)
            trail = manifest["trail"]["file"]
            if trail in archive.namelist():
                problems += check_trail(json.loads(archive.read(trail)), manifest)
            sha = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    except (
        OSError,
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        raise NoDossier(f"{path}: not a dossier ({error})") from error
    return {**manifest, "sha256": sha}, problems


def main(paths):
    """Verify each file and say what was found; the exit code."""
    if not paths:
        print(__doc__.strip())
        return 2
    worst = 0
    for path in paths:
        try:
            manifest, problems = verify(path)
        except NoDossier as error:
            print(error)
            worst = max(worst, 2)
            continue
        print(
            f"{path}: {manifest['institution']} {manifest['number']}, exported {manifest['exported_on']}"
        )
        print(
            f"  {len(manifest['files'])} files, {manifest['trail']['length']} lines of trail"
        )
        print(f"  manifest SHA-256 {manifest['sha256']}")
        for problem in problems:
            print(f"  NOT INTACT: {problem}")
        print("  not intact" if problems else "  intact")
        worst = max(worst, 1 if problems else 0)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
