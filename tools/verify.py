"""`./duban verify`: check all that is kept in the database of `./duban run`."""

import argparse

from . import common, instance, runtime
from .common import DubanError


def main(argv):
    """Start `odoo duban_verify`, which an Odoo of one's own offers as well; its exit code."""
    parser = argparse.ArgumentParser(prog="duban verify", allow_abbrev=False)
    parser.add_argument("--db", metavar="NAME", default=instance.DATABASE)
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    found = runtime.get_runtime(options.odoo)
    with instance.databases(found) as here:
        if not here.exists(options.db):
            raise DubanError(
                f"There is no database {options.db}; make it with ./duban run."
            )
        command = found.odoo()
        if here.addons_path:
            command.append(f"--addons-path={here.addons_path}")
        command += [
            "duban_verify",
            f"--database={options.db}",
            f"--data-dir={here.data_dir}",
            "--log-level=warn",
        ]
        if here.addons_path:
            command.append(f"--addons-path={here.addons_path}")
        return common.foreground(command, here.environment(), common.visible_root())
