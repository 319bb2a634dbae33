"""Runs inside Odoo's Python (`python inside.py TASK JSON`): what needs Odoo's
own objects and would otherwise take several starts of Odoo."""

import json
import logging
import sys

LANGUAGE = "zh_CN"
TIMEZONE = "Asia/Shanghai"
_logger = logging.getLogger("duban")


class Progress(logging.Handler):
    """Odoo's own log lines about modules, as short progress lines."""

    def emit(self, record):
        if str(record.msg).startswith("Loading module") and record.args:
            name, index, total = record.args
            print(f"duban:   {name} ({index}/{total})", file=sys.stderr, flush=True)


def start(options):
    """Configure Odoo as its command line would."""
    import odoo.cli  # noqa: F401
    from odoo.tools import config

    config.parse_config(
        ["--log-level=warn", "--no-http", "--max-cron-threads=0", "-d", options["db"]]
        + [f"--addons-path={options['addons_path']}"] * bool(options["addons_path"])
        + [f"--data-dir={options['data_dir']}", f"--load-language={LANGUAGE}"],
        setup_logging=True,
    )
    silence_docutils()
    loading = logging.getLogger("odoo.modules.loading")
    loading.addHandler(Progress(logging.INFO))
    loading.setLevel(logging.INFO)
    # The console keeps showing warnings only.
    for handler in logging.getLogger().handlers:
        handler.addFilter(
            lambda record: (
                record.levelno >= logging.WARNING
                or record.name != "odoo.modules.loading"
            )
        )


def silence_docutils():
    """Slips in the descriptions of Odoo's own modules are not for our users."""
    from docutils.utils import Reporter

    original = Reporter.__init__

    def quiet(self, source, report_level, *args, **kwargs):
        original(self, source, Reporter.SEVERE_LEVEL + 1, *args, **kwargs)

    Reporter.__init__ = quiet


def prepare(options):
    """Install or update modules; see database.prepare for the options."""
    from odoo.modules.registry import Registry

    start(options)
    stop_at_failed_demo()
    db = options["db"]
    if options.get("base"):
        registry = Registry.new(
            db, update_module=True, install_modules=options["base"], new_db_demo=False
        )
        with registry.cursor() as cr:
            configure(environment(cr))
    if options.get("install") or options.get("upgrade"):
        if options.get("demo"):
            # Demo data is loaded where all modules below have theirs. Say so,
            # to get the suite's own without Odoo's sample company and people.
            execute(db, "UPDATE ir_module_module SET demo = true")
        registry = Registry.new(
            db,
            update_module=True,
            install_modules=options.get("install", ()),
            upgrade_modules=options.get("upgrade", ()),
        )
        if options.get("demo"):
            execute(
                db,
                "UPDATE ir_module_module SET demo = false WHERE name NOT LIKE %s",
                ["duban_supervision%"],
            )
        with registry.cursor() as cr:
            env = environment(cr)
            if options.get("demo"):
                localise_users(env)
            wanted = [*options.get("install", ()), *options.get("upgrade", ())]
            missing = set(wanted) - set(
                env["ir.module.module"]
                .search([("state", "=", "installed"), ("name", "in", wanted)])
                .mapped("name")
            )
        if missing:
            sys.exit(f"These addons did not install: {', '.join(sorted(missing))}")


def stop_at_failed_demo():
    """Let demo data that fail end it all there, in their own words.

    Odoo takes them back to a savepoint and goes on, but the messages that they queued
    for browsers stay queued and name people who are gone: what one would read is the
    foreign key of `bus_bus` at the next commit, not the reason.
    """
    from odoo.modules import loading

    original = loading.load_demo

    def load_demo(env, package, *args):
        if not original(env, package, *args):
            sys.exit(
                f"The demo data of {package.name} failed; the lines above say why."
            )
        return True

    loading.load_demo = load_demo


def assets(options):
    """Make the browser's bundles once, as Odoo's own test runner does: a test
    makes them in a transaction that is rolled back, so each would again."""
    from odoo.modules.registry import Registry

    start(options)
    registry = Registry(options["db"])
    with registry.cursor() as cr:
        qweb = environment(cr)["ir.qweb"]
        qweb._pregenerate_assets_bundles()
        # what a screen loads when it first needs it, which Odoo's runner does not know of
        for name in (
            "web.assets_backend_lazy",
            "web.chartjs_lib",
            "web.fullcalendar_lib",
        ):
            qweb._get_asset_bundle(name, css=False).js()


def environment(cr):
    """The superuser's environment."""
    from odoo import SUPERUSER_ID, api

    return api.Environment(cr, SUPERUSER_ID, {})


def execute(db, statement, params=None):
    """One statement in a transaction of its own."""
    from odoo.sql_db import db_connect

    with db_connect(db).cursor() as cr:
        cr.execute(statement, params)


def configure(env):
    """A Chinese database: language, time zone and country for all to come."""
    china = env.ref("base.cn")
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    env["ir.default"].set("res.partner", "tz", TIMEZONE)
    env["res.company"].browse(1).write(
        {"country_id": china.id, "currency_id": env.ref("base.CNY").id}
    )
    localise_users(env)
    close_doors(env)


def close_doors(env):
    """What an installation does before it works, see `first_steps_doors.py`."""
    parameters = env["ir.config_parameter"]
    parameters.set_param("auth_signup.invitation_scope", "b2b")
    parameters.set_param("web.max_file_upload_size", str(32 * 1024 * 1024))


def localise_users(env):
    """Chinese and the time of Shanghai for whoever has no time zone yet; the
    technical user too, because jobs write in its language."""
    users = env["res.users"].with_context(active_test=False)
    users = users.search([("tz", "=", False)]) | users.search(
        [("lang", "!=", LANGUAGE)]
    )
    users.write({"lang": LANGUAGE, "tz": TIMEZONE})
    if "odoobot_state" in users._fields:
        # its greeting would cover the whole screen of a phone at the first login
        env["res.users"].with_context(active_test=False).search(
            []
        ).odoobot_state = "disabled"


def main():
    """Do the named task with the options given as JSON."""
    task, options = sys.argv[1], json.loads(sys.argv[2])
    {"prepare": prepare, "assets": assets}[task](options)


if __name__ == "__main__":
    main()
