"""Runs inside Odoo's Python (`python inside_removal.py JSON`): uninstalls the suite as an
administrator does, and tells what is left of it and of its demo."""

import json
import logging
import sys
import traceback

import inside


class Refused(logging.Handler):
    """Statements that the database refused, as Odoo logs them."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        if "bad query" in str(record.msg):
            stack = traceback.extract_stack()
            ours = [each for each in stack if "duban_supervision" in each.filename]
            asked = "; ".join(f"{each.filename}:{each.lineno}" for each in ours)
            self.lines.append(f"{record.getMessage()[:200]} ({asked})")


def remove(options):
    """Uninstall modules as an administrator does: first one institution (`first`) beside
    the rest, then all; complain about what is left of the demo."""
    from odoo.modules.registry import Registry

    inside.start(options)
    refused = Refused()
    logging.getLogger("odoo.sql_db").addHandler(refused)
    wrong = []
    for modules in ([options["first"]], options["modules"]):
        with Registry(options["db"]).cursor() as cr:
            domain = [("name", "in", modules), ("state", "=", "installed")]
            found = inside.environment(cr)["ir.module.module"].search(domain)
            if found:
                found.button_immediate_uninstall()
        with Registry(options["db"]).cursor() as cr:
            prefix = modules[0].rsplit("_", 1)[-1] if len(modules) == 1 else ""
            wrong += left(cr, f"{prefix}.%" if prefix else "%.%", not prefix)
    wrong += [f"a refused statement: {line}" for line in refused.lines]
    if wrong:
        sys.exit("After the addons were uninstalled:\n" + "\n".join(wrong))


def left(cr, logins, everything):
    """What is still there of demo people with such logins, and with `everything` of the
    demo as a whole and of the suite's own in the database."""
    questions = {
        "a login that works": "SELECT login FROM res_users "
        "WHERE (active OR password IS NOT NULL) AND login LIKE %(logins)s",
    }
    if everything:
        questions |= {
            "a user": "SELECT login FROM res_users WHERE login LIKE %(logins)s",
            "a company": "SELECT name FROM res_company WHERE id > 1",
            "a unit": "SELECT name::text FROM hr_department WHERE company_id > 1",
            "an employee": "SELECT name FROM hr_employee WHERE company_id > 1",
            "a table": "SELECT relname FROM pg_class "
            "WHERE relkind IN ('r', 'v') AND relname LIKE 'duban\\_%%'",
            "a function": "SELECT proname FROM pg_proc WHERE proname LIKE 'duban\\_%%'",
            "a column": "SELECT table_name || '.' || column_name FROM "
            "information_schema.columns WHERE column_name LIKE 'duban\\_%%'",
        }
    wrong = []
    for what, statement in questions.items():
        cr.execute(statement, {"logins": logins})
        wrong += [f"{what} is left: {value}" for (value,) in cr.fetchall()]
    return wrong


if __name__ == "__main__":
    remove(json.loads(sys.argv[1]))
