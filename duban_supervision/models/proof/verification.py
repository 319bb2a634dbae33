"""Verifications: each run and what it found; the button of the office, the nightly job, the command."""

import logging
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize_all

from ..access.engine import DOOR
from ..documents.document_mixin import in_chinese
from . import outside, signed_note_text
from .verify import Verifier

_logger = logging.getLogger(__name__)

#: problems that are written down one by one; more than these are only counted
SHOWN = 500


class DubanVerification(models.Model):
    """One check of all that is kept in this database."""

    _name = "duban.verification"
    _description = "Verification of the trail"
    _inherit = ["duban.append.only", "duban.screen"]
    _order = "id desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    state = fields.Selection(
        [("clean", "Nothing found"), ("problems", "Something is wrong")],
        "Outcome",
        required=True,
    )
    problem_count = fields.Integer("Problems")
    matter_count = fields.Integer("Matters")
    act_count = fields.Integer("Lines of trails")
    file_count = fields.Integer("Files")
    line_count = fields.Integer("Lines of the log")
    checkpoint_count = fields.Integer("Checkpoints")
    seconds = fields.Float()
    checkpoint_id = fields.Many2one(
        "duban.log.checkpoint", "Signed after it", ondelete="restrict"
    )
    checkpoint_note = fields.Text("Checkpoint", related="checkpoint_id.note")
    verifier_key = fields.Char("Public key", related="checkpoint_id.verifier_key")
    line_ids = fields.One2many("duban.verification.line", "verification_id", "Found")

    # ------------------------------------------------------------------
    # Ways to start one
    # ------------------------------------------------------------------

    def action_verify(self):
        """Check everything now and show what was found (CORE-28).

        :raise AccessError: for anyone but the supervision office and the administrator
        """
        user = self.env.user
        if not (
            user.has_group("duban_supervision.group_office")
            or user.has_group("duban_supervision.group_admin")
        ):
            raise AccessError(
                self.env._(
                    "Only the supervision office and the administrator verify the trail."
                )
            )
        found = self._run()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": found.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_verify(self):
        """Every night: verify first, so that nothing changed behind the trail is signed unseen; then tell and send,
        and write out of the database.

        What cannot be written out undoes nothing of it: those are the nights for which people are told.
        """
        commit = self.env["ir.cron"]._commit_progress
        # a job runs in no language: what it writes down is for those who read the documents
        found = in_chinese(self)._run()
        commit(1)
        if found.state == "problems":
            found._tell(signed_note_text.subject(found))
        found._send()
        commit()
        try:
            outside.write_out(self.env)
        except (OSError, outside.OutsideError):
            _logger.exception("The log could not be written out of the database.")
            if "outside" not in found.line_ids.mapped("kind"):
                found._tell(signed_note_text.not_written(found))

    @api.model
    def _run(self):
        """Verify, sign a checkpoint, write the run down.

        :return: the verification
        """
        start = time.monotonic()
        # sudo: a verification reads everything and shows of it what is wrong
        verifier = Verifier(self.env(su=True))
        problems = list(verifier.run())
        checkpoint = self.env["duban.log.checkpoint"]
        try:
            with self.env.cr.savepoint():
                checkpoint = checkpoint._make()
        except OSError:
            _logger.exception("No checkpoint could be signed.")
            if verifier.unreachable() not in problems:
                problems.append(verifier.unreachable())
        counts = verifier.counts
        vals = {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "state": "problems" if problems else "clean",
            "problem_count": len(problems),
            "matter_count": counts["matters"],
            "act_count": counts["acts"],
            "file_count": counts["files"],
            "line_count": counts["lines"],
            "checkpoint_count": counts["checkpoints"],
            "seconds": time.monotonic() - start,
            "checkpoint_id": checkpoint.id,
        }
        # sudo: a run reads everything and writes itself down; who may start it was asked by the button
        door = self.sudo().with_context(duban_door=DOOR)
        found = door.create(vals)
        door.env["duban.verification.line"].create(
            [
                {
                    "verification_id": found.id,
                    "kind": problem.kind,
                    "matter_number": problem.matter_id or 0,
                    "seq": problem.seq or 0,
                    "text": problem.text,
                }
                for problem in problems[:SHOWN]
            ]
        )
        return found.with_env(self.env)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _tell(self, subject):
        """A night that found something is told to the heads of the offices and to the administrators."""
        # sudo: who they are does not depend on who looks
        found = self.sudo()
        regulations = found.env["duban.regulation"].search([("active", "=", True)])
        admins = found.env.ref("duban_supervision.group_admin").all_user_ids
        people = admins | regulations.office_id.manager_id.user_id
        found.env["mail.thread"].message_notify(
            partner_ids=people.filtered("active").partner_id.ids,
            subject=subject,
            body=signed_note_text.body(found),
            model=found._name,
            res_id=found.id,
        )

    def _send(self):
        """The checkpoint goes to whom the institutions named (archives, discipline): out of reach of who runs this."""
        # sudo: addresses are settings
        found = self.sudo()
        addresses = set()
        for company in found.env["res.company"].search(
            [("duban_anchor_email", "!=", False)]
        ):
            addresses.update(email_normalize_all(company.duban_anchor_email))
        if not addresses:
            return
        found.env["mail.mail"].create(
            [
                {
                    "subject": signed_note_text.subject(found),
                    "body_html": signed_note_text.body(found),
                    "email_to": address,
                    "auto_delete": False,
                }
                for address in sorted(addresses)
            ]
        )


class DubanAct(models.Model):
    _inherit = "duban.act"

    @api.model
    def _verify(self, matters):
        """Check the chain of each matter, and its record against it.

        :return: list of (matter, seq of the first bad line or None, reason in words); empty when all is intact
        """
        # sudo: a verification reads everything
        verifier = Verifier(self.env(su=True), matters.ids)
        Matter = self.env["duban.matter"]
        return [
            (Matter.browse(problem.matter_id), problem.seq, problem.text)
            for problem in verifier.run()
        ]


class DubanVerificationLine(models.Model):
    _name = "duban.verification.line"
    _description = "Problem found by a verification"
    _inherit = ["duban.append.only", "duban.screen"]
    _order = "id"
    _log_access = False

    verification_id = fields.Many2one(
        "duban.verification", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("chain", "Trail"),
            ("record", "Matter"),
            ("number", "Numbers"),
            ("name", "Names"),
            ("file", "Files"),
            ("log", "Log"),
            ("outside", "Outside the database"),
        ],
        required=True,
    )
    # plain number: it stays when the matter is gone
    matter_number = fields.Integer("Record of the matter")
    matter_label = fields.Char("Matter", compute="_compute_matter_label")
    seq = fields.Integer("Line")
    text = fields.Char("What is wrong", required=True)

    @api.depends_context("uid")
    @api.depends("matter_number")
    def _compute_matter_label(self):
        """The matter's name for whoever may read it; its record number for the others."""
        Matter = self.env["duban.matter"]
        readable = Matter.search([("id", "in", self.mapped("matter_number"))])
        names = {matter.id: matter.display_name for matter in readable}
        for row in self:
            row.matter_label = (
                names.get(row.matter_number, f"#{row.matter_number}")
                if row.matter_number
                else False
            )

    def action_open_matter(self):
        """Open the matter, where the person may read it."""
        self.ensure_one()
        return (
            self.env["duban.matter"]
            .browse(self.matter_number)
            .exists()
            .get_formview_action()
        )
