"""What stands outside the database: the key, the lines of the log and its checkpoints. The files only grow.

The folder is ``duban_log_dir`` of Odoo's configuration file (better on another disk, written by this server alone), or
``duban_log`` in its data folder. It holds one folder per database with ``key`` (private, 0600), ``key.pub``,
``lines`` and ``checkpoints``. ``tools/verify_log.py`` checks copies of them without this system.
"""

import hashlib
import logging
import os
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from ...system import parameter

_logger = logging.getLogger(__name__)

#: bytes of a file that are read at a time
BLOCK = 1 << 20


class OutsideError(Exception):
    """The files outside the database do not fit it; in words."""


def base():
    """Where the folders of all databases stand."""
    return config.get("duban_log_dir") or os.path.join(config["data_dir"], "duban_log")


def folder(env):
    """The folder of this database, made for its owner's eyes only."""
    # a database that is dropped and made anew under its name is another one, a restored backup is the same
    uuid = parameter(env, "database.uuid")
    path = Path(base()) / f"{env.cr.dbname}-{uuid}"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def key_path(env):
    """Where the private key is."""
    return folder(env) / "key"


def file_digest(attachment):
    """SHA-256 of the content of one file, read in blocks; empty when the content is gone."""
    result = hashlib.sha256()
    if not attachment.store_fname:
        result.update(attachment.raw or b"")
        return result.hexdigest()
    try:
        with open(attachment._full_path(attachment.store_fname), "rb") as file:
            while block := file.read(BLOCK):
                result.update(block)
    except OSError:
        return ""
    return result.hexdigest()


def read_notes(text):
    """The signed notes in the text of a file of checkpoints."""
    notes, current, signed = [], [], False
    for part in text.splitlines(keepends=True):
        if part == "\n" and signed:
            notes.append("".join(current))
            current, signed = [], False
            continue
        current.append(part)
        signed = part.startswith("\u2014 ")
    if current:
        notes.append("".join(current))
    return notes


@contextmanager
def locked(env):
    """One writer at a time, over all workers."""
    with open(folder(env) / "lock", "a") as lock:
        flock(lock, LOCK_EX)
        yield


def written(env):
    """(lines, notes) that stand outside."""
    here = folder(env)
    lines, notes = here / "lines", here / "checkpoints"
    return (
        lines.read_text().splitlines() if lines.exists() else [],
        read_notes(notes.read_text()) if notes.exists() else [],
    )


def write_out(env):
    """Append what the database has more than the files.

    :raise OutsideError: the files have what the database has not
    """
    with locked(env):
        lines, notes = written(env)
        cr = env.cr
        cr.execute(
            "SELECT kind, res_id, seq, digest FROM duban_log_leaf ORDER BY position"
        )
        rows = [f"{row[0]} {row[1]} {row[2]} {row[3]}" for row in cr.fetchall()]
        if rows[: len(lines)] != lines:
            raise OutsideError(
                env._(
                    "The lines outside the database are not the beginning of those inside."
                )
            )
        cr.execute("SELECT note, verifier_key FROM duban_log_checkpoint ORDER BY id")
        inside = cr.fetchall()
        if [row[0] for row in inside[: len(notes)]] != notes:
            raise OutsideError(
                env._(
                    "The checkpoints outside the database are not the beginning of those inside."
                )
            )
        here = folder(env)
        append(here / "lines", [f"{row}\n" for row in rows[len(lines) :]])
        append(here / "checkpoints", [f"{row[0]}\n" for row in inside[len(notes) :]])
        if inside:
            keys = list(dict.fromkeys(row[1] for row in inside))
            (here / "key.pub").write_text("".join(f"{key}\n" for key in keys))


def append(path, parts):
    """Add to the end of a file and see it on the disk."""
    if parts:
        with open(path, "a") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())


def write_out_later(dbname):
    """After the commit, in a transaction of its own; a failure is found by the next verification."""
    with Registry(dbname).cursor(readonly=True) as cr:
        try:
            write_out(api.Environment(cr, SUPERUSER_ID, {}))
        except (OSError, OutsideError):
            _logger.exception("The log could not be written out of the database.")
