#!/usr/bin/env python3
"""Verify the dossier of a supervised matter offline.

    python3 verify_dossier.py FILE.zip [FILE.zip ...] [--anchor FILE | --fingerprint SHA256] [--key KEY]

--anchor       the file ``checkpoints`` of the log, or a message with a checkpoint, as the archives or the discipline
               inspection office keeps it: the checkpoint that the dossier names must stand there
--fingerprint  SHA-256 of the manifest, as the office says it (it stands in the trail of the matter)
--key          the public key as it was handed over: the checkpoint must be signed by it (needs ``cryptography``)

Checks that each file of the manifest is there with its size and SHA-256, that nothing was added, that the trail is an
unbroken chain, and that the line of the trail which handed it out stands in the log. Whoever forges a whole dossier can
compute all of that anew: without one of the three options the answer is "self-consistent only" （仅自洽）.
Exit code 0: intact, 1: not intact, 2: no dossier, 3: self-consistent only.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import verify_log

FORMATS = ("duban-dossier/1", "duban-dossier/2")
#: what stands beside the manifest
BESIDE = ("manifest.json", "anchor.json")
BLOCK = 1 << 20
#: what reading something else than a dossier ends in
BROKEN = (KeyError, TypeError, AttributeError, ValueError)


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
            problems.append(f"{path}：缺失 (missing)")
            continue
        size, sha = digest(archive, path)
        if size != entry["size"] or sha != entry["sha256"]:
            problems.append(f"{path}：内容有变 (changed)")
    problems += [
        f"{name}：清单中没有 (not in the manifest)"
        for name in names
        if name not in listed and name not in BESIDE
    ]
    return problems


def check_trail(lines, manifest):
    """Problems with the chain of the trail."""
    problems, previous = [], None
    for position, line in enumerate(lines, 1):
        content = line["content"]
        if content.get("seq") != position:
            return [*problems, f"办理记录第{position}条：有缺失 (a line is missing)"]
        if content.get("matter") != manifest["matter"]:
            problems.append(
                f"办理记录第{position}条：属于其他事项 (belongs to another matter)"
            )
        if (content.get("previous") or None) != previous or line_digest(
            content
        ) != line["hash"]:
            return [*problems, f"办理记录第{position}条：内容有变 (changed)"]
        previous = line["hash"]
    if (
        len(lines) != manifest["trail"]["length"]
        or previous != manifest["trail"]["head"]
    ):
        problems.append("办理记录：末尾有缺失 (the last lines are missing)")
    return problems


def check_names(archive):
    """Problems with the names behind the marks of the trail."""
    if "trail/names.json" not in archive.namelist():
        return []
    return [
        f"姓名{row['name']}与记录中的印记不符 (does not fit its mark)"
        for row in json.loads(archive.read("trail/names.json"))
        if hashlib.sha256(f"{row['salt']}\n{row['name']}".encode()).hexdigest()
        != row["mark"]
    ]


def check_anchor(anchor, manifest, sha):
    """Problems with the proof that the handing out of this dossier stands in the log."""
    act, position = anchor["act"], anchor["position"]
    notes = verify_log.notes_in(anchor["checkpoint"])
    if len(notes) != 1:
        return ["锚定：没有检查点 (anchor: no checkpoint)"]
    if f"SHA-256 {sha}" != act["note"]:
        return [
            "锚定：所登记的是另一份清单 (anchor: the trail handed out another manifest)"
        ]
    if (
        act["matter"] != manifest["matter"]
        or act["previous"] != manifest["trail"]["head"]
    ):
        return ["锚定：属于另一件事项的记录 (anchor: it belongs to another trail)"]
    if line_digest(act) != anchor["hash"]:
        return ["锚定：该条记录有变 (anchor: the line of the trail was changed)"]
    line = f"act {act['matter']} {act['seq']} {anchor['hash']}"
    proof = [base64.b64decode(node) for node in anchor["proof"]]
    leaf = verify_log.leaf_hash(line.encode())
    if not verify_log.included(leaf, position, notes[0][1], proof, notes[0][2]):
        return [
            "锚定：该条记录不在检查点之下 (anchor: the line does not stand under the checkpoint)"
        ]
    return []


def held_against(options, anchor, sha):
    """(what the dossier was held against in words, problems); the first empty when there was nothing."""
    against, problems = [], []
    note = (verify_log.notes_in(anchor["checkpoint"]) or [None])[0] if anchor else None
    if options.fingerprint:
        against.append("指纹 (fingerprint)")
        if options.fingerprint.lower().split()[-1] != sha:
            problems.append("指纹不符 (the fingerprint is another)")
    if (options.anchor or options.key) and not note:
        return ["锚定 (anchor)"], [
            *problems,
            "档案不含锚定 (the dossier carries no anchor)",
        ]
    if options.anchor:
        against.append("锚定 (anchor)")
        kept = {other[3] for other in verify_log.notes_in(options.anchor.read_text())}
        if note[3] not in kept:
            problems.append(
                "锚定文件中没有此检查点 (its checkpoint does not stand in the anchor)"
            )
    if options.key:
        against.append("公钥 (key)")
        if not verify_log.is_signed(note, verify_log.read_key(options.key)):
            problems.append("签名不符 (its checkpoint is not signed by the key)")
    return against, problems


def verify(path):
    """Check one dossier against itself.

    :return: (manifest with its ``sha256``, anchor or None, list of problems in words)
    :raise NoDossier: when it is none
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return examine(archive)
    except (*BROKEN, OSError, zipfile.BadZipFile) as error:
        raise NoDossier(f"{path}：不是事项档案 (not a dossier)：{error}") from error


def examine(archive):
    """As ``verify``, of files that are open already; a package (``verify_package.py``) holds many dossiers."""
    manifest = json.loads(archive.read("manifest.json"))
    if manifest.get("format") not in FORMATS:
        raise NoDossier(f"格式不明 (unknown format) {manifest.get('format')!r}")
    problems = check_files(archive, manifest)
    trail = manifest["trail"]["file"]
    if trail in archive.namelist():
        problems += check_trail(json.loads(archive.read(trail)), manifest)
    problems += check_names(archive)
    sha = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    anchor = None
    if "anchor.json" in archive.namelist():
        anchor = json.loads(archive.read("anchor.json"))
        problems += check_anchor(anchor, manifest, sha)
    elif manifest["format"] != FORMATS[0]:
        problems.append("anchor.json：缺失 (missing)")
    return {**manifest, "sha256": sha}, anchor, problems


def main(argv):
    """Verify each file and say what was found; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--anchor", type=Path)
    parser.add_argument("--fingerprint")
    parser.add_argument("--key")
    options = parser.parse_args(argv)
    worst = 0
    for path in options.paths:
        try:
            manifest, anchor, problems = verify(path)
        except NoDossier as error:
            print(error)
            worst = max(worst, 2)
            continue
        against, more = held_against(options, anchor, manifest["sha256"])
        worst = max(worst, tell(path, manifest, against, [*problems, *more]))
    return worst


def tell(path, manifest, against, problems):
    """Say what was found about one dossier; its exit code."""
    name = manifest["number"] or f"事项{manifest['matter']}"
    print(f"{path}：{manifest['institution']} {name}，导出于{manifest['exported_on']}")
    print(f"  文件{len(manifest['files'])}个，办理记录{manifest['trail']['length']}条")
    print(f"  清单指纹 SHA-256 {manifest['sha256']}")
    for problem in problems:
        print(f"  有问题：{problem}")
    if problems:
        print("  已被改动 (not intact)")
        return 1
    if not against:
        print(
            "  仅自洽 (self-consistent only)：请向督办部门索取指纹，或向档案部门索取锚定文件后再核验"
        )
        return 3
    print(f"  完好，未改动 (intact)，核对依据：{'、'.join(against)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
