"""Runs in Odoo's Python: `python -m tools.bench.inside TASK JSON`."""

import json
import logging
import sys
from pathlib import Path

from tools import inside


def start(options):
    """Configure Odoo; no progress lines about modules."""
    inside.start(options)
    logging.getLogger("odoo.modules.loading").setLevel(logging.WARNING)


def uninstall(options):
    """Uninstall modules as an administrator does; what of the suite is left over."""
    from tools.bench import data

    db = options["db"]
    with data.registry(db).cursor() as cr:
        env = data.superuser(cr)
        domain = [("name", "in", options["modules"]), ("state", "=", "installed")]
        env["ir.module.module"].search(domain).button_immediate_uninstall()
    with data.registry(db).cursor() as cr:
        cr.execute(
            """SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'duban%%'
               UNION SELECT 'model ' || model FROM ir_model WHERE model LIKE 'duban.%%'
               UNION SELECT 'column ' || column_name FROM information_schema.columns
                      WHERE column_name LIKE 'duban%%' AND table_schema = 'public'
               UNION SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE 'duban%%'"""
        )
        return [row[0] for row in cr.fetchall()]


def main():
    """Do the task; its answer goes to a file."""
    task, options = sys.argv[1], json.loads(sys.argv[2])
    start(options)
    from tools.bench import cases, data, faults, screens

    tasks = {
        "fill_ours": data.fill_ours,
        "fill_peer": data.fill_peer,
        "measure": cases.measure,
        "screens": screens.measure,
        "prepare_load": data.prepare_load,
        "verify": faults.verify,
        "uninstall": uninstall,
    }
    answer = tasks[task](options)
    Path(options["answer"]).write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
