#!/usr/bin/env python3
"""Verify a package for the archive or an inspection offline, with nothing but the Python standard library.

    python3 tools/verify_package.py BOX-001.zip [BOX-002.zip ...]

Checks each box: that every file of its manifest is there with its size and SHA-256, that nothing was added, that each
item has its folder, and that the trail of each dossier ends where its manifest says. With all boxes given, that no box
and no item is missing. Exit code 0: intact, 1: not intact, 2: no package.
"""

import hashlib
import json
import re
import sys
import zipfile
import zlib

FORMAT = "duban-package/1"
MANIFEST = re.compile(r"manifest-\d{3}\.json")
BLOCK = 1 << 20


class NoPackage(Exception):
    """The file is not a box of a package."""


def fingerprint(archive, name):
    """(size, SHA-256) of one file of the archive."""
    size, sha = 0, hashlib.sha256()
    with archive.open(name) as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            sha.update(block)
    return size, sha.hexdigest()


def read_manifest(archive):
    """(name, manifest) of a box."""
    names = [name for name in archive.namelist() if MANIFEST.fullmatch(name)]
    if len(names) != 1:
        raise NoPackage("没有清单（manifest），或不止一份")
    manifest = json.loads(archive.read(names[0]))
    if manifest.get("format") != FORMAT:
        raise NoPackage(f"格式不是 {FORMAT}")
    return names[0], manifest


def check_box(archive):
    """(manifest, problems) of one box."""
    own, manifest = read_manifest(archive)
    listed = {entry["path"]: entry for entry in manifest["files"]}
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    problems = [f"{name}：重复" for name in {n for n in names if names.count(n) > 1}]
    problems += [f"{name}：清单中没有" for name in set(names) - set(listed) - {own}]
    for path, entry in listed.items():
        if path not in names:
            problems.append(f"{path}：缺失")
            continue
        try:
            found = fingerprint(archive, path)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
            problems.append(f"{path}：无法读取（{error}）")
            continue
        if found != (entry["size"], entry["sha256"]):
            problems.append(f"{path}：内容有变")
    if not problems:
        problems += check_items(archive, manifest)
    return manifest, sorted(problems)


def check_items(archive, manifest):
    """Problems of the items of a box whose files are all right."""
    problems = []
    for item in manifest["items"]:
        inner = json.loads(archive.read(f"{item['folder']}/manifest.json"))
        trail = json.loads(archive.read(f"{item['folder']}/{inner['trail']['file']}"))
        last = trail[-1]["hash"] if trail else None
        if inner["trail"] != item["trail"] or last != inner["trail"]["head"]:
            problems.append(f"第{item['item']}件 {item['number']}：办理记录与清单不符")
        if len(trail) != inner["trail"]["length"]:
            problems.append(f"第{item['item']}件 {item['number']}：办理记录条数不符")
    return problems


def check_together(manifests):
    """Problems that only all boxes together show."""
    first = manifests[0]
    numbers = sorted(manifest["box"] for manifest in manifests)
    problems = []
    if any(manifest["package"] != first["package"] for manifest in manifests):
        return ["这些文件不属于同一个包"]
    if numbers != list(range(1, first["boxes"] + 1)):
        problems.append(f"共{first['boxes']}盒，现有：{numbers}")
        return problems
    items = sum(len(manifest["items"]) for manifest in manifests)
    if items + len(first["left_out"]) != first["matters"]:
        problems.append(
            f"应有{first['matters']}件，现有{items}件，另注明未收入{len(first['left_out'])}件"
        )
    return problems


def main(paths):
    """Check the boxes at `paths` and say in words what was found; returns the exit code."""
    if not paths:
        print(__doc__)
        return 2
    manifests, bad = [], False
    for path in paths:
        try:
            with zipfile.ZipFile(path) as archive:
                manifest, problems = check_box(archive)
        except (NoPackage, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
            print(f"{path}：不是归档（迎检）包，或已损坏：{error}")
            return 2
        manifests.append(manifest)
        print(f"{path}：{len(manifest['items'])}件，{'有问题' if problems else '完好'}")
        for problem in problems:
            print(f"  {problem}")
        bad = bad or bool(problems)
    together = check_together(manifests)
    for problem in together:
        print(problem)
    if not (bad or together):
        print("全部完好，未见改动。清单的指纹请与办公室另行提供的核对。")
    return 1 if bad or together else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
