"""Long work in short batches, with progress, driven by the open window or else by a scheduled job."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision.again import take
from odoo.addons.duban_supervision.system import wake

_logger = logging.getLogger(__name__)

#: seconds without a batch after which the scheduled job takes over
ORPHANED = 60


class DubanJob(models.AbstractModel):
    """A transient record that does its work in ``_job_batch`` calls of about a second each.

    The window calls ``job_step`` until it is done and shows how far it came; whoever closes the window lets the
    scheduled job finish. Both act with the rights of the person who started. State, progress and result are written
    by the work itself (``_engine_write``), never by the person.
    """

    _name = "duban.job"
    _description = "Work in batches"
    _inherit = ["duban.engine.values"]
    _keeps_defaults = True

    job_state = fields.Selection(
        [
            ("draft", "To start"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    job_total = fields.Integer(readonly=True)
    job_done = fields.Integer(readonly=True)
    job_message = fields.Char(readonly=True)
    job_beat = fields.Datetime(readonly=True)
    #: who started it: a record may be drawn up by one and started, weeks later, by another
    job_user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, export_string_translation=False
    )

    def _job_start(self, total):
        """Begin with ``total`` pieces of work; the first batch is done at once."""
        self.ensure_one()
        self._engine_write(
            {"job_state": "running", "job_total": total, "job_done": 0, "job_message": False,
             "job_beat": fields.Datetime.now(), "job_user_id": self.env.uid}
        )  # fmt: skip
        wake(
            self.env,
            "duban_supervision_exchange.ir_cron_jobs",
            fields.Datetime.now() + timedelta(seconds=ORPHANED),
        )

    def _job_batch(self):
        """Do the next batch of this one job and return how many pieces it was."""
        raise NotImplementedError

    def _job_finish(self):
        """Called once, after the last batch."""

    def job_step(self):
        """Do one batch.

        :return: dict state, done, total, message
        """
        self.ensure_one()
        self.check_access("write")
        if self.job_state == "running":
            # sudo: the lock is a matter of the table, not of the person
            if self.sudo().try_lock_for_update():
                self._job_advance()
        return {
            "state": self.job_state,
            "done": self.job_done,
            "total": self.job_total,
            "message": self.job_message or "",
        }

    def _job_advance(self):
        if self.job_done < self.job_total:
            count = self._job_batch()
            # A batch that finds nothing to do is the last one, whatever the total said.
            done = self.job_done + count if count > 0 else self.job_total
            self._engine_write({"job_done": done, "job_beat": fields.Datetime.now()})
        if self.job_done >= self.job_total:
            self._job_finish()
            self._engine_write({"job_state": "done"})

    def _job_user(self):
        """Who started this one job; of one started under an earlier release who drew it up."""
        return self.job_user_id or self.create_uid

    def _is_orphan(self):
        """Whether who began this one job has left the institution it is for, or has no account any more (CORE-20)."""
        return not self._job_user()._is_of(self.company_id)

    def _job_abandon(self):
        """End this one job of somebody who left: nothing more is done in that name; the office is told (CORE-20)."""
        office = (
            self.env["duban.regulation"]._in_force(self.company_id)._office_contact()
        )
        said = self.with_context(lang=office.lang or self.env.lang)
        words = said.env._(
            "%(work)s: %(person)s, who began it, has left. It stopped after %(done)s of %(total)s; please have the "
            "rest done.",
            work=said.env["ir.model"]._get(self._name).name,
            person=self._job_user().name,
            done=self.job_done,
            total=self.job_total,
        )
        self._engine_write({"job_state": "failed", "job_message": words})
        if office:
            said.env["mail.thread"].message_notify(
                partner_ids=office.partner_id.ids,
                subject=said.env._("Unfinished work of somebody who left"),
                body=words,
            )

    def _job_run(self):
        """Do everything now (scripts and small amounts)."""
        while self.job_state == "running":
            self._job_advance()
        return True

    @api.model
    def _cron_jobs(self):
        """Carry on with the jobs whose window was closed."""
        Cron = self.env["ir.cron"]
        stale = fields.Datetime.now() - timedelta(seconds=ORPHANED)
        for name in sorted(self.env.registry.descendants(["duban.job"], "_inherit")):
            if self.env[name]._abstract:
                continue
            jobs = self.env[name].search(
                [("job_state", "=", "running"), ("job_beat", "<", stale)]
            )
            for job in jobs:
                user = job._job_user()
                own = job.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids, lang=user.lang
                )
                while job.job_state == "running":
                    try:
                        if job._is_orphan():
                            job._job_abandon()
                        else:
                            # the window may come back at the same moment
                            take(own.env, own.job_step)
                    except Exception as error:  # noqa: BLE001  one broken job must not stop the others
                        self.env.cr.rollback()
                        _logger.exception("%s %s stopped", name, job.id)
                        message = (
                            str(error)
                            if isinstance(error, UserError)
                            else type(error).__name__
                        )
                        job._engine_write(
                            {"job_state": "failed", "job_message": message}
                        )
                    if not Cron._commit_progress(1):
                        return
