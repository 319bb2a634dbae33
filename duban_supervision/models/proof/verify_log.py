"""Checking the log inside and outside the database: lines, checkpoints, what was taken in (CORE-28)."""

import logging
from typing import NamedTuple

from ...tools import merkle, signed_note
from . import outside
from .log import line
from .log_sections import digest

_logger = logging.getLogger(__name__)


class Problem(NamedTuple):
    """One thing that is not as it should be.

    :param kind: ``chain``, ``record``, ``number``, ``name``, ``file``, ``log`` or ``outside``
    :param matter_id: the matter it is about, or None
    :param seq: line of the trail or of the log, or None
    :param text: in words
    """

    kind: str
    matter_id: int | None
    seq: int | None
    text: str


class LogVerifier:
    """The part of a check that is about the log; ``Verifier`` has the rest, and reads."""

    def _check_log(self):
        """Lines without gap, acts as they were taken in, checkpoints that sign just these lines."""
        checkpoints = self._query(
            "SELECT size, note, verifier_key FROM duban_log_checkpoint ORDER BY size, id"
        )
        tree = merkle.Growing()
        waiting = list(reversed(checkpoints))
        for position, kind, key, seq, value in self._stream():
            self.counts["lines"] += 1
            if position != tree.size:
                yield Problem(
                    "log", None, tree.size, self._("a line of the log is missing")
                )
                return
            while waiting and waiting[-1][0] == tree.size:
                yield from self._check_checkpoint(tree, waiting.pop())
            tree.add(merkle.leaf_hash(line(kind, key, seq, value).encode()))
        while waiting:
            yield from self._check_checkpoint(tree, waiting.pop())
        if len(self.names) > 1:
            # whoever renames the database of the log begins a new folder with a new key
            yield Problem(
                "log", None, None, self._("the checkpoints are of several logs")
            )
        yield from self._check_taken_in()

    def _stream(self):
        last = -1
        while True:
            rows = self._query(
                """SELECT position, kind, res_id, seq, digest FROM duban_log_leaf
                    WHERE position > %s ORDER BY position LIMIT 20000""",
                last,
            )
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    def _check_checkpoint(self, tree, row):
        size, note, verifier = row
        self.counts["checkpoints"] += 1
        try:
            origin, said_size, root = signed_note.parse(note)
            self.names.add(origin)
            good = signed_note.is_signed(note, verifier)
        except ValueError:
            good = False
        if not good:
            yield Problem(
                "log", None, size, self._("the signature of a checkpoint is wrong")
            )
        elif (said_size, root) != (tree.size, tree.root()) or size != said_size:
            yield Problem(
                "log",
                None,
                size,
                self._("the lines of the log are not those that were signed"),
            )

    def _check_taken_in(self):
        for position, key, seq, gone in self._query(
            """SELECT l.position, l.res_id, l.seq, NOT EXISTS (SELECT 1 FROM duban_matter m WHERE m.id = l.res_id)
                 FROM duban_log_leaf l LEFT JOIN duban_act a ON a.matter_id = l.res_id AND a.seq = l.seq
                WHERE l.kind = 'act' AND a.hash IS DISTINCT FROM l.digest ORDER BY l.position"""
        ):
            if gone and seq == 1:
                yield Problem("log", key, position, self._("the matter was deleted"))
            elif not gone:
                yield Problem(
                    "log",
                    key,
                    position,
                    self._("line %s of the trail is not the one that was signed", seq),
                )
        for position, key in self._query(
            """SELECT l.position, l.res_id FROM duban_log_leaf l LEFT JOIN duban_person_name n ON n.id = l.res_id
                WHERE l.kind = 'name' AND n.mark IS DISTINCT FROM l.digest"""
        ):
            yield Problem("name", None, position, self._("name %s was exchanged", key))
        for position, kind, key, sections, value in self._query(
            "SELECT position, kind, res_id, sections, digest FROM duban_log_leaf WHERE sections IS NOT NULL"
        ):
            if digest(sections) != value:
                yield Problem(
                    "log",
                    sections.get("matter") if kind == "file" else key,
                    position,
                    self._("a line of the log was changed"),
                )

    def _check_outside(self):
        """The files outside: what they have is inside as well, in the same order."""
        try:
            lines, notes = outside.written(self.env)
            keys = self._public_keys()
        except OSError:
            _logger.exception("The log outside the database cannot be read.")
            yield self.unreachable()
            return
        inside = self._query(
            "SELECT note, verifier_key FROM duban_log_checkpoint ORDER BY id"
        )
        if not inside and not notes and not lines:
            return
        if not notes:
            yield Problem(
                "outside",
                None,
                None,
                self._("there is no checkpoint outside the database"),
            )
        known = {row[0] for row in inside}
        strange = [note for note in notes if note not in known]
        if strange:
            yield Problem(
                "outside",
                None,
                signed_note.parse(strange[0])[1],
                self._(
                    "%s checkpoints outside are not in the database: it is older, or was cut",
                    len(strange),
                ),
            )
        if {row[1] for row in inside} - set(keys):
            yield Problem(
                "outside",
                None,
                None,
                self._("a key that signed is not known outside the database"),
            )
        for position, row in enumerate(self._stream()):
            if position >= len(lines):
                return
            if line(*row[1:]) != lines[position]:
                yield Problem(
                    "outside",
                    None,
                    position,
                    self._("a line outside the database is another one inside"),
                )
                return
        if len(lines) > self.counts["lines"]:
            yield Problem(
                "outside",
                None,
                self.counts["lines"],
                self._(
                    "%s lines stand outside and not in the database",
                    len(lines) - self.counts["lines"],
                ),
            )

    def unreachable(self):
        """The problem that the folder outside gives nothing, or takes nothing."""
        return Problem(
            "outside",
            None,
            None,
            self._("the folder of the log outside the database cannot be used"),
        )

    def _public_keys(self):
        path = outside.folder(self.env) / "key.pub"
        return path.read_text().splitlines() if path.exists() else []
