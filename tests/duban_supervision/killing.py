"""The patrol dies in the middle of a batch, as by kill -9."""

from unittest.mock import patch

from odoo import SUPERUSER_ID

from odoo.addons.duban_supervision.models.reminding import matter_todo

from tests.duban_supervision.test_patrol import Killed


class KilledRuns:
    """Part of a test of many days."""

    def _killed_run(self, chance):
        """A run that dies in the middle of a batch: what was committed before stays, the batch in progress is lost.

        :return: 1 when there was enough work for it to die, else 0
        """
        cr, left = self.cr, chance.randrange(1, 6)

        def commit(*args, **kwargs):
            self.env.flush_all()
            cr.execute("RELEASE SAVEPOINT killed; SAVEPOINT killed")
            return 1e9

        def dying(original):
            def method(records, *args, **kwargs):
                nonlocal left
                result = original(records, *args, **kwargs)
                left -= 1
                if left <= 0:
                    raise Killed
                return result

            return method

        matter, digest = self.registry["duban.matter"], self.registry["duban.digest"]
        self.env.flush_all()
        cr.execute("SAVEPOINT killed")
        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", commit),
            patch.object(matter_todo, "BATCH", 3),
            patch.object(matter_todo, "DIGESTS", 1),
            patch.object(matter, "_raise_reminders", dying(matter._raise_reminders)),
            patch.object(digest, "_send", dying(digest._send)),
        ):
            try:
                self.env(user=SUPERUSER_ID, context={})["duban.matter"]._cron_patrol()
                killed = 0
            except Killed:
                killed = 1
                self.env.transaction.clear()
                cr.execute("ROLLBACK TO SAVEPOINT killed")
        self.env.flush_all()
        cr.execute("RELEASE SAVEPOINT killed")
        self.env.invalidate_all()
        return killed
