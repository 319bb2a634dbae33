"""Runs in Odoo's Python: `python -m bench.inside JSON`, then one task per line of the standard input."""

import contextlib
import json
import logging
import sys
from pathlib import Path

from tools import inside

LEFT = r"""
SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'duban%'
UNION SELECT 'view ' || viewname FROM pg_views WHERE viewname LIKE 'duban%'
UNION SELECT 'model ' || model FROM ir_model WHERE model LIKE 'duban.%'
UNION SELECT 'field ' || model || '.' || name FROM ir_model_fields WHERE name LIKE 'duban\_%'
UNION SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
       WHERE column_name LIKE 'duban\_%' AND table_schema = 'public'
UNION SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE 'duban%'
UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgname LIKE 'duban%'
UNION SELECT 'external id ' || module || '.' || name FROM ir_model_data WHERE module LIKE 'duban\_supervision%'
UNION SELECT 'window ' || id FROM ir_act_window WHERE res_model LIKE 'duban.%'
UNION SELECT 'screen ' || id FROM ir_ui_view WHERE model LIKE 'duban.%'
UNION SELECT 'report ' || report_name FROM ir_act_report_xml WHERE model LIKE 'duban.%'
UNION SELECT 'attachment ' || id FROM ir_attachment WHERE res_model LIKE 'duban.%'
UNION SELECT 'message ' || id FROM mail_message WHERE model LIKE 'duban.%'
UNION SELECT 'to-do ' || id FROM mail_activity WHERE res_model LIKE 'duban.%'
UNION SELECT 'type of to-do ' || id FROM mail_activity_type WHERE res_model LIKE 'duban.%'
UNION SELECT 'job ' || cron_name FROM ir_cron WHERE cron_name ILIKE '%duban%'
UNION SELECT 'parameter ' || key FROM ir_config_parameter WHERE key LIKE 'duban%'
"""


def start(options):
    """Configure Odoo; no progress lines about modules."""
    inside.start(options)
    logging.getLogger("odoo.modules.loading").setLevel(logging.WARNING)


def uninstall(options):
    """Uninstall modules as an administrator does; what of the suite is left over."""
    from bench import data

    db = options["db"]
    with data.registry(db).cursor() as cr:
        env = data.superuser(cr)
        domain = [("name", "in", options["modules"]), ("state", "=", "installed")]
        env["ir.module.module"].search(domain).button_immediate_uninstall()
    with data.registry(db).cursor() as cr:
        cr.execute(LEFT)
        return [row[0] for row in cr.fetchall()]


def main():
    """Do one task after the other, as a server does; the answers are lines of the standard output."""
    common = json.loads(sys.argv[1])
    start(common)
    from bench import (
        cases,
        crowd_data,
        data,
        faults,
        institutions,
        paint,
        screens,
        values,
    )

    tasks = {
        "fill_ours": data.fill_ours,
        "fill_peer": data.fill_peer,
        "measure": cases.measure,
        "screens": screens.measure,
        "prepare_load": data.prepare_load,
        "prepare_ours": crowd_data.prepare_ours,
        "prepare_peer": crowd_data.prepare_peer,
        "paint": paint.paint,
        "verify": faults.verify,
        "count": faults.count,
        "external_ids": faults.external_ids,
        "snapshot": values.snapshot,
        "uninstall": uninstall,
        "prepare_life": institutions.prepare_life,
        "go_on": institutions.go_on,
        "rules": institutions.rules,
    }
    for line in sys.stdin:
        task, asked = line.rstrip("\n").split(" ", 1)
        options = {**common, **json.loads(Path(asked).read_text())}
        with contextlib.redirect_stdout(sys.stderr):
            answer = tasks[task](options)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
