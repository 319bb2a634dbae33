"""`./duban i18n`: export the terms of the addons, refresh their translations."""

import argparse
from pathlib import Path

from . import addons, common, runtime, testing
from .common import ROOT, DubanError, say, step

LANGUAGE = "zh_CN"
MERGE = Path(__file__).with_name("i18n_merge.py")


def main(argv):
    """Export and merge; with --check only look whether something is missing."""
    parser = argparse.ArgumentParser(prog="duban i18n", allow_abbrev=False)
    parser.add_argument("addons", nargs="*", metavar="ADDON", help="default: all")
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; fail if a term is untranslated or not exported yet",
    )
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    there = addons.find_addons()
    chosen = [name.strip("/") for name in options.addons] or list(there)
    for name in chosen:
        if name not in there:
            raise DubanError(f"There is no addon {name} in this clone.")
    found = runtime.get_runtime(options.odoo)
    with common.temporary_folder("i18n") as folder:
        with testing.test_server(found) as databases:
            with testing.own_copy(databases) as name, step("Exporting the terms"):
                joining = [each for each in chosen if there[each].get("auto_install")]
                # one without words of its own may need what no wheel brings (python-ldap)
                speaking = [each for each in joining if (ROOT / each / "i18n").is_dir()]
                chosen = [n for n in chosen if n not in joining or n in speaking]
                if speaking:
                    databases.prepare(name, install=speaking)
                export(databases, name, chosen, folder)
        command = [found.python, MERGE] + ["--check"] * options.check
        for path in standard_translations(found.source):
            command += ["--standard", path]
        command += [folder, ROOT, LANGUAGE, *chosen]
        # as ourselves: it writes into the clone
        status = common.foreground(command, found.own_environment(), drop=False)
    if status and options.check:
        say("untranslated or outdated; ./duban i18n refreshes the files")
    return status if options.check else 0


def standard_translations(source):
    """Odoo's own translations of the fields that every model has."""
    for addon in ("base", "mail"):
        for addons_folder in (source / "odoo" / "addons", source / "addons"):
            path = addons_folder / addon / "i18n" / f"{LANGUAGE}.po"
            if path.exists():
                yield path


def export(databases, name, chosen, folder):
    """Each addon's terms as Odoo exports them, into `folder`."""
    for addon in chosen:
        config = folder / "odoo.conf"
        config.write_text(
            "[options]\n"
            f"addons_path = {databases.addons_path}\n"
            f"data_dir = {databases.data_dir}\n"
            "log_level = warn\n"
        )
        output = folder / f"{addon}.po"
        status = common.apart(
            databases.runtime.odoo(
                *("i18n", "export", "-c", config, "-d", name, "-o", output, addon)
            ),
            databases.environment(),
            cwd=folder,
        )
        if status or not output.exists():
            raise DubanError(f"Odoo did not export the terms of {addon}.")
