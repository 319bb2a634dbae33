"""The log: all that is kept as one list that only grows, and signed checkpoints of it (CORE-28).

A line of the list says ``kind record position digest``: an act of a trail, the record of a matter as it stood after an
act, a file, a name from before names were hashed. The lines make the Merkle tree of RFC 6962; each checkpoint signs its
root. ``outside.py`` writes both out of the database.
"""

import base64
import functools

from odoo import api, fields, models
from odoo.tools import SQL

from ...system import parameter
from ...tools import merkle, signed_note
from ..access.engine import DOOR
from . import outside
from .log_sections import LOGGED, digest, file_sections, matter_sections

#: files and records that are read at a time
BATCH = 500
#: the row that is locked: one checkpoint at a time
TURN = "duban_supervision.log"


def line(kind, record, seq, digest):
    """One line of the list, as it stands in the file outside and is hashed."""
    return f"{kind} {record} {seq} {digest}"


class DubanLogLeaf(models.Model):
    _name = "duban.log.leaf"
    _description = "Line of the log"
    _inherit = ["duban.append.only", "duban.screen"]
    _order = "position"
    _log_access = False

    position = fields.Integer(required=True)
    kind = fields.Char(required=True)
    # plain numbers: the line stays when what it is about is gone
    res_id = fields.Integer(required=True)
    seq = fields.Integer(required=True)
    digest = fields.Char(required=True)
    sections = fields.Json(help="Digest of each part of a record, to say what changed.")

    _position_uniq = models.UniqueIndex("(position)")
    _of_uniq = models.UniqueIndex("(kind, res_id, seq)")
    # the dossier takes its list of files from here
    _matter_idx = models.Index("((sections->>'matter')) WHERE kind = 'file'")

    def _line(self):
        return line(self.kind, self.res_id, self.seq, self.digest)


class DubanLogCheckpoint(models.Model):
    _name = "duban.log.checkpoint"
    _description = "Signed checkpoint of the log"
    _inherit = ["duban.append.only", "duban.screen"]
    _order = "id desc"
    _rec_name = "size"
    _log_access = False

    date = fields.Datetime(required=True)
    size = fields.Integer("Lines", required=True)
    note = fields.Text("Signed note", required=True)
    verifier_key = fields.Char("Public key", required=True)
    peaks = fields.Json(help="Complete subtrees, from which the next one goes on.")

    # ------------------------------------------------------------------
    # Making one
    # ------------------------------------------------------------------

    @api.model
    def _log_name(self):
        """Name of this log: one database, one log."""
        uuid = parameter(self.env, "database.uuid")
        return f"duban-log/{uuid}"

    @api.model
    def _last(self):
        # sudo: the log belongs to nobody
        return self.sudo().search([], limit=1)

    @api.model
    def _make(self, matters=None):
        """Take in what is new and sign a checkpoint; written out of the database after the commit.

        :param matters: only what is new of these (a dossier does not wait for the whole house); None: of all
        :return: the checkpoint; the last one when nothing was new
        """
        self.env.flush_all()
        cr = self.env.cr
        self._wait_for_turn()
        self._take_acts(matters)
        if matters is None:
            self._take_names()
            self._take_files()
        self._take_records(matters)
        last = self._last()
        tree = merkle.Growing(last.size, map(base64.b64decode, last.peaks or []))
        cr.execute(
            "SELECT kind, res_id, seq, digest FROM duban_log_leaf WHERE position >= %s ORDER BY position",
            [last.size],
        )
        for row in cr.fetchall():
            tree.add(merkle.leaf_hash(line(*row).encode()))
        if last and last.size == tree.size and matters is not None:
            return last
        return self._sign(tree)

    @api.model
    def _wait_for_turn(self):
        """One checkpoint at a time. Whoever comes second learns, by a conflict on this row, that its picture of the
        log is old, and Odoo begins the request anew; a lock without a row would not tell."""
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = value WHERE key = %s", [TURN]
        )
        if not self.env.cr.rowcount:
            # sudo: a row of the engine
            self.env["ir.config_parameter"].sudo().set_param(TURN, "1")

    @api.model
    def _sign(self, tree):
        now = fields.Datetime.now()
        name = self._log_name()
        key = signed_note.load_key(outside.key_path(self.env))
        text = signed_note.checkpoint(
            name, tree.size, tree.root(), f"{now.isoformat()}Z"
        )
        # sudo: the engine signs; who asks for a checkpoint was asked by the step
        checkpoint = (
            self.sudo()
            .with_context(duban_door=DOOR)
            .create(
                {
                    "date": now,
                    "size": tree.size,
                    "note": signed_note.sign(text, name, key),
                    "verifier_key": signed_note.verifier_key(
                        name, signed_note.public_bytes(key)
                    ),
                    "peaks": [base64.b64encode(peak).decode() for peak in tree.peaks],
                }
            )
        )
        self.env.cr.postcommit.add(
            functools.partial(outside.write_out_later, self.env.cr.dbname)
        )
        return checkpoint

    # ------------------------------------------------------------------
    # What is new
    # ------------------------------------------------------------------

    @api.model
    def _next_position(self):
        self.env.cr.execute("SELECT count(*) FROM duban_log_leaf")
        return self.env.cr.fetchone()[0]

    @api.model
    def _of(self, matters):
        """Condition on ``m``: these matters, or all."""
        return SQL("TRUE") if matters is None else SQL("m.id = ANY(%s)", matters.ids)

    @api.model
    def _take_acts(self, matters):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO duban_log_leaf (position, kind, res_id, seq, digest)
                SELECT %s + row_number() OVER (ORDER BY a.id) - 1, 'act', a.matter_id, a.seq, a.hash
                  FROM duban_act a
                  JOIN duban_matter m ON m.id = a.matter_id
                  LEFT JOIN (SELECT res_id, max(seq) AS seq FROM duban_log_leaf WHERE kind = 'act' GROUP BY res_id) l
                    ON l.res_id = a.matter_id
                 WHERE a.seq > COALESCE(l.seq, 0) AND %s AND %s
                """,
                self._next_position(),
                SQL(LOGGED),
                self._of(matters),
            )
        )

    @api.model
    def _add(self, rows):
        """Add lines: list of (kind, record, seq, digest, sections or None)."""
        start = self._next_position()
        if rows:
            # sudo: the log is the engine's, nobody writes it
            self.env["duban.log.leaf"].sudo().with_context(duban_door=DOOR).create(
                [
                    dict(
                        zip(
                            ("kind", "res_id", "seq", "digest", "sections"),
                            row,
                            strict=True,
                        ),
                        position=start + number,
                    )
                    for number, row in enumerate(rows)
                ]
            ).flush_recordset()

    @api.model
    def _take_names(self):
        self.env.cr.execute(
            """
            SELECT 'name', n.id, 1, n.mark, NULL FROM duban_person_name n
             WHERE n.is_older AND NOT EXISTS (
                       SELECT 1 FROM duban_log_leaf l WHERE l.kind = 'name' AND l.res_id = n.id)
             ORDER BY n.id
            """
        )
        self._add(self.env.cr.fetchall())

    @api.model
    def _take_files(self):
        """Files of what is kept: their place, name and content."""
        self.env.cr.execute(
            """
            SELECT f.id FROM ir_attachment f
             WHERE f.res_model LIKE 'duban.%%' AND f.type = 'binary' AND f.res_id > 0
               AND (f.store_fname IS NOT NULL OR f.db_datas IS NOT NULL)
               AND NOT EXISTS (
                   SELECT 1 FROM duban_log_leaf l WHERE l.kind = 'file' AND l.res_id = f.id AND l.seq = 2)
             ORDER BY f.id
            """
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        for start in range(0, len(ids), BATCH):
            # sudo: the log takes in all files, and shows of each a digest
            files = self.env["ir.attachment"].sudo().browse(ids[start : start + BATCH])
            found = {file.id: file_sections(file) for file in files._duban_logged()}
            self._add(
                [
                    ("file", key, 2, digest(sections), sections)
                    for key, sections in found.items()
                ]
            )
            files.invalidate_recordset()

    @api.model
    def _take_records(self, matters):
        """The record of each matter whose trail grew."""
        self.env.cr.execute(
            SQL(
                """
                SELECT m.id FROM duban_matter m
                  LEFT JOIN (SELECT res_id, max(seq) AS seq FROM duban_log_leaf WHERE kind = 'record' GROUP BY res_id) l
                    ON l.res_id = m.id
                 WHERE m.trail_length > COALESCE(l.seq, 0) AND %s AND %s
                 ORDER BY m.id
                """,
                SQL(LOGGED),
                self._of(matters),
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        # sudo: the log takes in every matter, and shows of each a digest
        Matter = self.env["duban.matter"].sudo()
        for start in range(0, len(ids), BATCH):
            found = matter_sections(Matter.browse(ids[start : start + BATCH]))
            self._add(
                [
                    ("record", key, seq, digest(sections), sections)
                    for key, (seq, sections) in found.items()
                ]
            )

    # ------------------------------------------------------------------
    # Proofs
    # ------------------------------------------------------------------

    def _leaf_hashes(self):
        """Hashes of the lines under this one checkpoint, in their order."""
        self.env.cr.execute(
            "SELECT kind, res_id, seq, digest FROM duban_log_leaf WHERE position < %s ORDER BY position",
            [self.size],
        )
        return [merkle.leaf_hash(line(*row).encode()) for row in self.env.cr.fetchall()]

    def _prove(self, leaf):
        """What shows offline that ``leaf`` stands under this one checkpoint: plain data for a dossier."""
        hashes = self._leaf_hashes()
        return {
            "line": leaf._line(),
            "position": leaf.position,
            "size": self.size,
            "proof": [
                base64.b64encode(node).decode()
                for node in merkle.inclusion_proof(hashes, leaf.position)
            ],
            "checkpoint": self.note,
        }
