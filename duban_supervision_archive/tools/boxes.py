"""Boxes of a package: files with their fingerprints in a ZIP, and how items are put into boxes."""

import hashlib
import json
import tempfile
import zipfile

FORMAT = "duban-package/1"
#: kept in memory up to this size, on disk beyond
SPOOL = 32 * 1024 * 1024
#: what is compressed already
PACKED = (".pdf", ".png", ".jpg", ".jpeg", ".zip", ".docx", ".xlsx", ".mp4")


def share_out(items, most):
    """Items in boxes, in their order; one that is larger than a box has a box of its own.

    :param items: list of (item, size in bytes)
    :param most: bytes that a box holds
    :return: list of lists of items
    """
    boxes, room = [], 0
    for item, size in items:
        if not boxes or size > room:
            boxes.append([])
            room = most
        boxes[-1].append(item)
        room -= size
    return boxes


class Box:
    """A ZIP under way; ``entries`` are the files so far with size and SHA-256."""

    def __init__(self):
        # closed by whoever reads it
        self.stream = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
        self.archive = zipfile.ZipFile(self.stream, "w")  # noqa: SIM115
        self.entries = []

    def add(self, path, content):
        """Put ``content`` (bytes or text) under ``path``."""
        if isinstance(content, str):
            content = content.encode()
        kind = (
            zipfile.ZIP_STORED
            if path.lower().endswith(PACKED)
            else zipfile.ZIP_DEFLATED
        )
        self.archive.writestr(path, content, compress_type=kind)
        self.entries.append(
            {
                "path": path,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )

    def close(self, number, manifest):
        """Add the manifest as the last file.

        :return: (bytes of the ZIP, SHA-256 of the manifest)
        """
        manifest = {"format": FORMAT, **manifest, "files": self.entries}
        content = json.dumps(
            manifest, ensure_ascii=False, indent=1, sort_keys=True
        ).encode()
        self.archive.writestr(
            f"manifest-{number:03d}.json", content, compress_type=zipfile.ZIP_DEFLATED
        )
        self.archive.close()
        self.stream.seek(0)
        with self.stream:
            return self.stream.read(), hashlib.sha256(content).hexdigest()
