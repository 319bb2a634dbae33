#!/usr/bin/env python3
"""核验归档（迎检）包：不连接系统，只需要 Python。Verify a package for the archive or an inspection offline.

    python3 verify_package.py 盒-001.zip [盒-002.zip …]  [--record 移交登记表.xlsx] [--anchor 检查点文件] [--key 公钥]
    python3 verify_package.py 解压后的文件夹             [--record …] [--anchor …] [--key …]

--record  移交登记表（Excel），或写有各盒清单校验值的文本文件：由督办部门另行提供，不要用包里的
--anchor  档案或纪检部门保存的检查点：each dossier's checkpoint must stand there
--key     另行取得的公钥：each dossier's checkpoint must be signed by it (needs ``cryptography``)

Checks that every file of each box is there with its size and SHA-256, that nothing was added, removed or renamed, that
the trail of every dossier is an unbroken chain and stands in the log, and that no box and no item is missing. Whoever
forges a whole package can compute all of that anew: without one of the three options the answer is 仅自洽
(self-consistent only); the checkpoint and the key speak for the dossiers, the record for lists and metadata too.
Exit code 0: intact, 1: not intact, 2: no package, 3: self-consistent only, wholly or but for the dossiers.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent))
import verify_dossier
import verify_log

FORMAT = "duban-package/1"
MANIFEST = re.compile(r"manifest-\d{3,}\.json")
FINGERPRINT = re.compile(r"\b[0-9a-fA-F]{64}\b")
#: what the computer of whoever unpacks it puts there by itself
SYSTEM_FILES = {"Thumbs.db", "desktop.ini", ".DS_Store"}
#: of the package, not of the dossier in whose folder it stands
OF_THE_PACKAGE = "metadata.xml"
RECORD = "移交登记表"
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError)


class NoPackage(Exception):
    """What was given is no box of a package."""


class Folder:
    """Unpacked boxes, read like a ZIP."""

    def __init__(self, path):
        self.path = Path(path)
        found = (file for file in self.path.rglob("*") if file.is_file())
        self.names = sorted(
            file.relative_to(self.path).as_posix()
            for file in found
            if file.name not in SYSTEM_FILES
        )

    def namelist(self):
        return self.names

    def infolist(self):
        return [entry(name) for name in self.names]

    def open(self, name):
        return (self.path / name).open("rb")

    def read(self, name):  # pylint: disable=method-required-super
        return (self.path / name).read_bytes()


class Dossier:
    """The files of one dossier within a box, read like the ZIP that it was."""

    def __init__(self, box, folder, names):
        self.box, self.folder = box, folder
        self.names = [name for name in names if name != OF_THE_PACKAGE]

    def namelist(self):
        return self.names

    def infolist(self):
        return [entry(name) for name in self.names]

    def open(self, name):
        return self.box.open(f"{self.folder}/{name}")

    def read(self, name):  # pylint: disable=method-required-super
        if name not in self.names:
            raise KeyError(name)
        return self.box.read(f"{self.folder}/{name}")


def entry(name):
    """One name as ``zipfile`` lists it."""
    return SimpleNamespace(filename=name, is_dir=lambda: False)


def read_manifests(source):
    """[(name, manifest with its ``sha256``)] of a box or of a folder with unpacked boxes."""
    names = sorted(name for name in source.namelist() if MANIFEST.fullmatch(name))
    if not names or (isinstance(source, zipfile.ZipFile) and len(names) > 1):
        raise NoPackage("没有清单（manifest），或不止一份")
    manifests = []
    for name in names:
        content = source.read(name)
        manifest = json.loads(content)
        if manifest.get("format") != FORMAT:
            raise NoPackage(f"格式不是 {FORMAT}")
        sha = hashlib.sha256(content).hexdigest()
        manifests.append((name, {**manifest, "sha256": sha}))
    return manifests


def check_source(source, options):
    """(manifests, problems) of one box, or of a folder with several."""
    manifests = read_manifests(source)
    listed = {
        file["path"]: file
        for _name, manifest in manifests
        for file in manifest["files"]
    }
    names = [info.filename for info in source.infolist() if not info.is_dir()]
    problems = check_files(source, listed, names, {name for name, _ in manifests})
    if not problems:
        inside = {}
        for name in names:
            parts = name.split("/", 2)
            if len(parts) == 3:
                inside.setdefault("/".join(parts[:2]), []).append(parts[2])
        for _name, manifest in manifests:
            for item in manifest["items"]:
                dossier = Dossier(source, item["folder"], inside[item["folder"]])
                label = f"第{item['item']}件 {item['number'] or ''}".rstrip()
                problems += [
                    f"{label}：{each}" for each in check_item(dossier, item, options)
                ]
    return [manifest for _name, manifest in manifests], problems


def check_files(source, listed, names, manifests):
    """Problems with the files: missing, changed, added, doubled, renamed."""
    problems, changed, gone = [], [], {}
    there = Counter(names)
    problems += [f"{name}：重复" for name, count in there.items() if count > 1]
    for path, file in listed.items():
        if path not in there:
            gone.setdefault((file["size"], file["sha256"]), []).append(path)
            continue
        try:
            found = verify_dossier.digest(source, path)
        except UNREADABLE as error:
            changed.append(f"{path}：无法读取（{error}）")
            continue
        if found != (file["size"], file["sha256"]):
            changed.append(f"{path}：内容有变")
    for name in sorted(there.keys() - listed.keys() - manifests):
        try:
            former = gone.get(verify_dossier.digest(source, name))
        except UNREADABLE:
            former = None
        if former:
            problems.append(f"{former.pop(0)}：被改名或移到 {name}")
        else:
            problems.append(f"{name}：清单中没有，是后来加入的")
    problems += [f"{path}：缺失" for paths in gone.values() for path in paths]
    return sorted(problems + changed)


def check_item(dossier, item, options):
    """Problems of one dossier whose files are all right: its chain, its place in the log."""
    try:
        manifest, anchor, problems = verify_dossier.examine(dossier)
    except (verify_dossier.NoDossier, *verify_dossier.BROKEN) as error:
        return [f"不是事项档案：{error}"]
    if manifest["trail"] != item["trail"]:
        problems.append("办理记录与清单不符")
    if options.anchor or options.key:
        against = argparse.Namespace(**{**vars(options), "fingerprint": None})
        problems += verify_dossier.held_against(against, anchor, manifest["sha256"])[1]
    return problems


def check_together(manifests):
    """Problems that only all boxes together show."""
    first = manifests[0]
    numbers = sorted(manifest["box"] for manifest in manifests)
    if any(
        (each["package"], each["boxes"], each["matters"])
        != (first["package"], first["boxes"], first["matters"])
        for each in manifests
    ):
        return ["这些文件不属于同一个包"]
    if numbers != list(range(1, first["boxes"] + 1)):
        return [f"共{first['boxes']}盒，现有：{'、'.join(map(str, numbers))}"]
    items = sum(len(manifest["items"]) for manifest in manifests)
    left_out = len(first["left_out"])
    if items + left_out != first["matters"]:
        return [f"应有{first['matters']}件，现有{items}件，另注明未收入{left_out}件"]
    return []


def read_record(path):
    """The fingerprints that stand in a transfer record: a workbook, or any text."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            parts = [
                book.read(name).decode() for name in book.namelist() if ".xml" in name
            ]
    else:
        parts = [path.read_text(encoding="utf-8-sig")]
    return {found.lower() for part in parts for found in FINGERPRINT.findall(part)}


def held_against(manifests, options):
    """(what the package was held against in words, problems)."""
    against, problems = [], []
    if options.record:
        against.append(RECORD)
        known = read_record(options.record)
        problems = [
            f"第{manifest['box']}盒：清单校验值不在移交登记表中"
            for manifest in manifests
            if manifest["sha256"] not in known
        ]
    if options.anchor:
        against.append("检查点")
    if options.key:
        against.append("公钥")
    return against, problems


def main(argv):
    """Check what is given and say in words what was found; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--anchor", type=Path)
    parser.add_argument("--key")
    options = parser.parse_args(argv)
    if unreadable := check_options(options):
        print(unreadable)
        return 2
    manifests, bad = [], False
    for path in options.paths:
        try:
            found, problems = check_path(path, options)
        except (NoPackage, *UNREADABLE, *verify_dossier.BROKEN) as error:
            print(f"{path}：不是归档（迎检）包，或已损坏：{error}")
            return 2
        manifests += found
        items = sum(len(manifest["items"]) for manifest in found)
        print(f"{path}：{items}件，{'有问题' if problems else '完好'}")
        for manifest in found:
            print(f"  第{manifest['box']}盒清单校验值 SHA-256 {manifest['sha256']}")
        for problem in problems:
            print(f"  {problem}")
        bad = bad or bool(problems)
    against, problems = held_against(manifests, options)
    problems += check_together(manifests)
    for problem in problems:
        print(problem)
    return tell(bad or bool(problems), against)


def check_options(options):
    """What cannot be read of what the package is held against, in words."""
    readers = {
        "record": read_record,
        "anchor": lambda path: verify_log.notes_in(path.read_text()),
        "key": verify_log.read_key,
    }
    for name, read in readers.items():
        value = getattr(options, name)
        try:
            found = value is None or read(value)
        except (*UNREADABLE, *verify_dossier.BROKEN, SystemExit):
            found = None
        if not found:
            return f"--{name} {value}：无法读取，或其中没有可核对的内容"
    return None


def check_path(path, options):
    """As ``check_source``, of a ZIP or a folder."""
    if path.is_dir():
        return check_source(Folder(path), options)
    with zipfile.ZipFile(path) as archive:
        return check_source(archive, options)


def tell(bad, against):
    """Say what follows from it; the exit code."""
    if bad:
        print("不完好：有缺失、改动或多余，见上。")
        return 1
    if not against:
        print(
            "仅自洽：文件与包内清单一致。请用督办部门另行提供的移交登记表（--record）或保存的检查点（--anchor）再核验一次。"
        )
        return 3
    if RECORD not in against:
        print(f"各件案卷完好，未见改动。核对依据：{'、'.join(against)}。")
        print("目录、元数据、台账等其余文件仅自洽：要核对请加 --record。")
        return 3
    print(f"全部完好，未见改动。核对依据：{'、'.join(against)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
