"""``odoo duban_verify``: check all that is kept in a database (CORE-28)."""

import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class DubanVerify(Command):
    """Verify trails, matters, numbers, names, files and the log; sign a checkpoint and write it out."""

    name = "duban_verify"

    def run(self, args):
        """Exit code 0: nothing found, 1: something is wrong."""
        config.parse_config(
            ["--no-http", "--max-cron-threads=0", *args], setup_logging=True
        )
        names = config["db_name"]
        if not names:
            sys.exit("Name the database: odoo duban_verify -d DATABASE")
        worst = 0
        for name in [names] if isinstance(names, str) else names:
            with Registry(name).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN"})
                worst = max(worst, self.verify(env))
        sys.exit(worst)

    def verify(self, env):
        """Verify one database and say what was found."""
        found = env["duban.verification"]._run()
        env.cr.commit()
        for row in found.line_ids:
            matter = f" #{row.matter_number}" if row.matter_number else ""
            print(f"NOT INTACT: {row.kind}{matter}: {row.text}")
        print(
            f"{env.cr.dbname}: {found.matter_count} matters, {found.act_count} acts, {found.file_count} files, "
            f"{found.line_count} lines of the log, {found.checkpoint_count} checkpoints, {found.seconds:.1f} s, "
            f"{found.problem_count} problems"
        )
        print(found.checkpoint_id.note)
        return 1 if found.problem_count else 0
