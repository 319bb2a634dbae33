#!/usr/bin/env python3
"""Verify the log of the supervision system offline: that nothing was changed, cut or removed.

    python3 verify_log.py FOLDER [--kept FILE ...] [--key KEY]

FOLDER   a copy of the folder of the log (``lines`` and ``checkpoints``)
--kept   checkpoints that were kept elsewhere: the messages received every day, as text files
--key    the public key as it was handed over (text, or a file with it); without it the signatures are not checked

Each checkpoint must be the root of the first lines of the log (RFC 6962), so each later one contains all earlier ones.
Signatures (C2SP signed note, Ed25519) need the Python package ``cryptography``; everything else needs Python alone.
Exit code 0: intact, 1: not intact, 2: nothing to check.
"""

import argparse
import base64
import hashlib
import re
import sys
from pathlib import Path

DASH = "\u2014"
NOTE = re.compile(
    rf"^(?P<text>\S+\n\d+\n[A-Za-z0-9+/=]+\n(?:[^\n]+\n)*)\n(?P<signatures>(?:{DASH} [^\n]+(?:\n|$))+)",
    re.MULTILINE,
)


def leaf_hash(data):
    """Hash of one line."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    """Hash of two parts."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots(lines, sizes):
    """{size: root} of the first ``size`` lines, for each of ``sizes``."""
    wanted, found, peaks = set(sizes), {}, []

    def root():
        result = None
        for _size, peak in reversed(peaks):
            result = peak if result is None else node_hash(peak, result)
        return result or hashlib.sha256(b"").digest()

    if 0 in wanted:
        found[0] = root()
    for count, line in enumerate(lines, 1):
        peaks.append((1, leaf_hash(line.encode())))
        while len(peaks) > 1 and peaks[-1][0] == peaks[-2][0]:
            (size, right), (_size, left) = peaks.pop(), peaks.pop()
            peaks.append((2 * size, node_hash(left, right)))
        if count in wanted:
            found[count] = root()
    return found


def included(leaf, position, size, proof, root):
    """Whether ``proof`` leads from ``leaf`` at ``position`` to the root of ``size`` lines (RFC 9162, 2.1.3.2)."""
    if position >= size:
        return False
    first, last, result = position, size - 1, leaf
    for node in proof:
        if last == 0:
            return False
        if first % 2 or first == last:
            result = node_hash(node, result)
            while first % 2 == 0 and first:
                first, last = first // 2, last // 2
        else:
            result = node_hash(result, node)
        first, last = first // 2, last // 2
    return last == 0 and result == root


def notes_in(text):
    """The checkpoints in a text: [(origin, size, root, what is signed, [(name, signature)], the whole note)]."""
    found = []
    for match in NOTE.finditer(text.replace("\r\n", "\n")):
        origin, size, root = match["text"].splitlines()[:3]
        signatures = [
            (line.split(" ")[1], base64.b64decode(line.split(" ")[2]))
            for line in match["signatures"].splitlines()
        ]
        found.append(
            (origin, int(size), base64.b64decode(root), match["text"], signatures)
        )
    return found


def read_key(text):
    """(name, identifier, 32 bytes) of a public key in text or in the file of that name."""
    if Path(text).exists():
        text = Path(text).read_text().split()[-1]
    name, known, data = text.strip().split("+", 2)
    data = base64.b64decode(data)
    identifier = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if data[:1] != b"\x01" or identifier.hex() != known:
        raise SystemExit("The key is none of this kind, or it was mistyped.")
    return name, identifier, data[1:]


def is_signed(note, key):
    """Whether a checkpoint carries a good signature of the key.

    :raise SystemExit: the package ``cryptography`` is missing
    """
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise SystemExit(
            "To check signatures: pip install cryptography （检验签名需要 cryptography）"
        ) from None
    name, identifier, public = key
    for signer, signature in note[4]:
        if signer != name or signature[:4] != identifier:
            continue
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(
                signature[4:], note[3].encode()
            )
        except InvalidSignature:
            return False
        return True
    return False


def check(lines, notes, kept, key=None):
    """Problems in words; empty when all checkpoints are of these lines.

    :param notes: checkpoints of the folder
    :param kept: checkpoints that were kept elsewhere
    """
    problems = []
    found = roots(lines, [note[1] for note in [*notes, *kept]])
    for where, some in (("本文件夹", notes), ("另存文件", kept)):
        for note in some:
            name = f"{where}中{note[1]}行的检查点"
            if note[1] > len(lines):
                problems.append(f"{name}：日志只有{len(lines)}行，被截短 (it was cut)")
            elif found[note[1]] != note[2]:
                problems.append(
                    f"{name}：此前内容被改动 (the lines before it are others)"
                )
            if key and not is_signed(note, key):
                problems.append(f"{name}：签名不符 (not signed by the key)")
    if [note[1] for note in notes] != sorted(note[1] for note in notes):
        problems.append("检查点次序不对 (the checkpoints are not in their order)")
    return problems


def main(argv):
    """Check and say what was found; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kept", type=Path, nargs="+", default=[])
    parser.add_argument("--key")
    options = parser.parse_args(argv)
    try:
        lines = (options.folder / "lines").read_text().splitlines()
        notes = notes_in((options.folder / "checkpoints").read_text())
        kept = [note for path in options.kept for note in notes_in(path.read_text())]
    except OSError as error:
        print(f"{error}")
        return 2
    if not notes or (options.kept and not kept):
        print("没有检查点可供核对 (no checkpoint to check against)")
        return 2
    problems = check(lines, notes, kept, options.key and read_key(options.key))
    print(f"日志{len(lines)}行，检查点{len(notes)}个，另存检查点{len(kept)}个")
    for problem in problems:
        print(f"  有问题：{problem}")
    if not options.key:
        print("  未检验签名：请用 --key 给出公钥 (signatures not checked)")
    if problems:
        print("已被改动 (not intact)")
        return 1
    print(
        "完好，未改动 (intact)"
        if kept
        else "仅自洽 (self-consistent only)：没有给出另存的检查点"
    )
    return 0 if kept else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
