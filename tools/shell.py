"""`./duban shell`: Odoo's Python prompt on the database of `./duban run`."""

import argparse

from . import common, instance, runtime
from .common import DubanError


def main(argv):
    """Open the prompt, or run what comes on standard input."""
    parser = argparse.ArgumentParser(prog="duban shell", allow_abbrev=False)
    parser.add_argument("--db", metavar="NAME", default=instance.DATABASE)
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    found = runtime.get_runtime(options.odoo)
    with instance.databases(found) as here:
        if not here.exists(options.db):
            raise DubanError(
                f"There is no database {options.db}; make it with ./duban run."
            )
        command = found.odoo(
            "shell",
            f"--database={options.db}",
            f"--data-dir={here.data_dir}",
            "--no-http",
            "--log-level=warn",
        )
        if here.addons_path:
            command.append(f"--addons-path={here.addons_path}")
        return common.foreground(command, here.environment(), common.visible_root())
