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
        kinds = dict(
            env["duban.verification.line"]._fields["kind"]._description_selection(env)
        )
        for row in found.line_ids:
            matter = f" #{row.matter_number}" if row.matter_number else ""
            print(f"已被改动 (NOT INTACT): {kinds[row.kind]}{matter}：{row.text}")
        print(
            f"{env.cr.dbname}：事项{found.matter_count}件，办理记录{found.act_count}条，文件{found.file_count}个，"
            f"日志{found.line_count}行，检查点{found.checkpoint_count}个，用时{found.seconds:.1f}秒，"
            f"{f'发现问题{found.problem_count}处' if found.problem_count else '完好，未见改动'}"
        )
        print(found.checkpoint_id.note or "")
        return 1 if found.problem_count else 0
