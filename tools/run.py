"""`./duban run`: the suite with its demo institutions, ready to log in."""

import argparse
import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import addons, checking, common, identity, instance, older, runtime
from .common import DubanError, say, step

LOGINS = Path(__file__).with_name("logins.json")
SERVER = Path(__file__).with_name("inside_server.py")
PORT = 8069
HOST = "127.0.0.1"
START_SECONDS = 180


def main(argv):
    """Make or update the database, start the server, stay until stopped."""
    parser = argparse.ArgumentParser(prog="duban run", allow_abbrev=False)
    parser.add_argument("--port", type=int, help=f"default {PORT}")
    parser.add_argument("--db", metavar="NAME", help="name of the database")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    parser.add_argument(
        "--institution", metavar="CODE", help="only this one's addon, such as xisu"
    )
    parser.add_argument(
        "--check", action="store_true", help="start, log in, stop; the status tells"
    )
    older.add_option(parser)
    parser.add_argument(
        "--removal", action="store_true", help="with --check: then uninstall the suite"
    )
    parser.add_argument(
        "--prints", metavar="DIR", type=Path, help="with --check: keep what it prints"
    )
    parser.add_argument(
        "--production",
        action="store_true",
        help="with --check: with workers, as deploy/odoo/odoo.conf has it",
    )
    parser.add_argument(
        "--bare",
        action="store_true",
        help="no demo: only the administrator, to set up an institution from nothing",
    )
    parser.add_argument("--odoo", metavar="DIR", help="an Odoo 19 of your own")
    options = parser.parse_args(argv)
    if options.bare and options.check:
        parser.error("--check looks at the demo, which --bare leaves out")
    if (options.removal or options.production) and not options.check:
        parser.error("--removal and --production go with --check")
    older.use(options.postgres)
    port = choose_port(options.port, options.check)
    name = options.db or instance.default_name(options.institution)
    if options.bare and not options.db:
        name += "_bare"
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", name):
        raise DubanError("A database name has small letters, digits and _ only.")
    found = runtime.get_runtime(options.odoo)
    say(found.told())
    with instance.databases(found) as here, instance.reserved(name):
        instance.bring_up_to_date(
            here, name, options.institution, options.fresh, demo=not options.bare
        )
        logins = get_logins(here, name)
        with contextlib.ExitStack() as stack:
            settings = ["--workers=0"]
            if options.production:
                settings = stack.enter_context(production())
            odoo = stack.enter_context(Odoo(here, name, port, settings))
            with step("Starting Odoo"):
                odoo.wait_until_ready()
            if options.check:
                checking.check(odoo.address, logins, found.python, options.prints)
                say("check passed: Odoo starts, every login works, and it prints")
            else:
                show(odoo, logins)
                odoo.process.wait()
        if options.check and options.removal:
            try_removal(here, name)
        if options.check:
            return 0
    raise DubanError(f"Odoo stopped by itself; its log is {odoo.log}.")


@contextlib.contextmanager
def production():
    """Options of a server as deploy/odoo/odoo.conf describes it, as far as this machine
    is like the one it was written for."""
    text = (common.ROOT / "deploy" / "odoo" / "odoo.conf").read_text()
    text = re.sub(r"^(logfile|addons_path|data_dir) = .*\n", "", text, flags=re.M)
    text = re.sub(r"^workers = .*", "workers = 2", text, flags=re.M)
    with common.temporary_folder("production") as folder:
        path = folder / "odoo.conf"
        path.write_text(text)
        yield [f"--config={path}", f"--gevent-port={free_port()}"]


def try_removal(here, name):
    """Uninstall one institution, then all, on a copy of the database."""
    found = addons.find_addons()
    copy = f"{name}_removal"
    here.drop(copy)
    here.clone(name, copy)
    there = here.modules(name)
    first = [
        each for each in addons.institutions(found) if f"{addons.BASE}_{each}" in there
    ]
    try:
        with step("Uninstalling the suite"):
            here.remove(copy, f"{addons.BASE}_{first[0]}")
    finally:
        here.drop(copy)


def choose_port(wanted, check):
    """The port to listen on, which must be free before the long steps begin."""
    if check and not wanted:
        return free_port()
    port = wanted or PORT
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise DubanError(
                f"Port {port} cannot be used ({error}); stop the other program, "
                "or choose another port with --port."
            ) from error
    return port


def free_port():
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Odoo:
    """A running Odoo server, stopped at the end of the block."""

    def __init__(self, here, name, port, options=("--workers=0",)):
        self.here = here
        self.options = options
        self.name = name
        self.port = port
        self.address = f"http://{HOST}:{port}"
        self.log = common.state_dir() / f"{name}.log"
        self.token = secrets.token_hex(8)

    def __enter__(self):
        environment = self.here.environment()
        environment[common.FAMILY] = self.token
        command = [
            self.here.runtime.python,
            common.visible_root() / SERVER.relative_to(common.ROOT),
            "server",
            f"--database={self.name}",
            f"--db-filter=^{self.name}$",
            "--no-database-list",
            f"--http-interface={HOST}",
            f"--http-port={self.port}",
            f"--data-dir={self.here.data_dir}",
            "--max-cron-threads=1",
            *self.options,
        ]
        if self.here.addons_path:
            command.append(f"--addons-path={self.here.addons_path}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with open(os.open(self.log, flags, 0o600), "w") as log:
            os.fchmod(log.fileno(), 0o600)
            self.process = common.start(
                command,
                environment,
                cwd=common.visible_root(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches us, and we stop it in good order
                start_new_session=True,
            )
        return self

    def __exit__(self, *exception):
        common.end(self.process, self.token)

    def wait_until_ready(self):
        """Wait for the login page, which needs the whole of Odoo loaded."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/web/login", timeout=60):
                    return
            except urllib.error.HTTPError as error:
                raise DubanError(
                    f"The login page answers {error.code}; see {self.log}.\n{self.tail()}"
                ) from error
            except OSError:
                time.sleep(0.2)
        raise DubanError(f"Odoo did not start; see {self.log}.\n{self.tail()}")

    def tail(self):
        """The end of Odoo's log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])


def get_logins(here, name):
    """The demo logins that this database has."""
    rows = here.server.sql("SELECT login FROM res_users WHERE active", name)
    there = {row[0] for row in rows}
    return [each for each in json.loads(LOGINS.read_text()) if each["login"] in there]


def show(odoo, logins):
    """Address and one login per role."""
    print(f"\n  {odoo.address}\n", flush=True)
    width = max([len(each["login"]) for each in logins] + [5])
    secret = max([len(each["password"]) for each in logins] + [8])
    print(f"  {'login':{width}}  {'password':{secret}}  role")
    for each in logins:
        role = f"{each['role']} {each.get('role_zh', '')}"
        print(f"  {each['login']:{width}}  {each['password']:{secret}}  {role}")
    print(f"\n  open to: everybody on this machine, nobody else ({HOST})")
    print(f"  Odoo and PostgreSQL run as: {identity.worker_name()}")
    print(f"  data: {common.STATE}    downloads: {common.cache_dir()}")
    print(f"  log: {os.path.relpath(odoo.log)}    stop: Ctrl-C\n", flush=True)
