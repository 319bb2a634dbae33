"""What every command shares: places, progress lines, clear failures, locks."""

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from . import identity

ROOT = Path(__file__).resolve().parent.parent
ODOO_VERSION = "19.0"
# Of a clone that the worker may not read.
KEPT_COPIES = 4
# What an unpacked Odoo, the Python environment and one database need together.
DISK_NEEDED = 3 * 1024**3
# Marks, in the environment, the processes that one command started.
FAMILY = "DUBAN_FAMILY"


class DubanError(Exception):
    """A failure that the user can do something about; shown as one sentence. What a
    program said is the `detail`, which goes to a file."""

    def __init__(self, message, detail=""):
        super().__init__(message)
        self.detail = detail


class DiskFull(DubanError):
    """Nothing else is worth a try before there is room."""


# For root these are where Odoo's and PostgreSQL's user can read them too.
ROOT_CACHE = Path("/var/cache/duban")
ROOT_STATE = Path("/var/lib/duban")


def cache_dir():
    """The folder shared by all clones of this user; what is in it can be
    deleted at any time and is made again."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given:
        path = Path(given) / "duban"
    elif identity.worker():
        path = ROOT_CACHE
    else:
        path = Path.home() / ".cache" / "duban"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DubanError(
            f"The cache folder {path} cannot be made ({error.strerror}); "
            "set XDG_CACHE_HOME to a folder you may write to."
        ) from error
    if not identity.reaches(path):
        raise DubanError(
            f"The user {identity.worker().pw_name}, whom Odoo runs as under root, "
            f"cannot read {path}; unset XDG_CACHE_HOME, or name a folder that "
            "everybody may read."
        )
    return path


def worker_dir(name):
    """A folder in the cache that is the worker's alone."""
    return identity.private(cache_dir() / name)


def find_state():
    """Where this clone's data is: in the clone, or for root, if the clone is in a
    folder that others cannot enter, in /var/lib."""
    if identity.reaches(ROOT):
        return ROOT / ".duban"
    return ROOT_STATE / f"{ROOT.name}-{digest(ROOT)}"


def state_dir(*parts):
    """A folder of this clone's own; its user's alone, under root with private
    folders of the worker in it."""
    path = STATE.joinpath(*parts)
    for each in (STATE, path):
        each.mkdir(parents=True, exist_ok=True)
        each.chmod(0o711 if identity.worker() else 0o700)
    return path


def visible_root():
    """The clone as the worker sees it: itself, or where the worker may not look, a
    copy of it as it is now."""
    if identity.reaches(ROOT):
        return ROOT
    files = sorted(clone_files())
    key = digest(*(f"{each} {os.stat(each).st_mtime_ns}" for each in files))
    target = state_dir("source") / key
    with locked(target.parent / "lock"):
        if not target.is_dir():
            with fresh_folder(target) as folder:
                for each in files:
                    copy = folder / each.relative_to(ROOT)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(each, copy)
        target.touch()
        for old in by_age(target.parent, "[0-9a-f]*")[:-KEPT_COPIES]:
            shutil.rmtree(old, ignore_errors=True)
    return target


def clone_files():
    """The files of the clone, without what git and the tools keep in it."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            each
            for each in folders
            if each not in ("__pycache__", "node_modules")
            and not (Path(folder) == ROOT and each.startswith("."))
        ]
        yield from (Path(folder) / each for each in files)


def by_age(folder, pattern):
    """What is in a folder, the latest last."""
    return sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)


def say(message):
    """One progress line; goes to stderr so that output stays clean."""
    print(f"duban: {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(message):
    """Announce a long step, and say how long it took."""
    say(f"{message} ...")
    start = time.monotonic()
    yield
    say(f"{message}: {time.monotonic() - start:.0f} s")


def digest(*parts):
    """A short key made of what the parts contain."""
    result = hashlib.sha256()
    for part in parts:
        result.update(part if isinstance(part, bytes) else str(part).encode())
        result.update(b"\0")
    return result.hexdigest()[:16]


STATE = find_state()


@contextlib.contextmanager
def locked(path, waiting=None, wait=True):
    """Hold an exclusive lock; the system frees it even if we are killed.
    Without `wait` a lock that another holds raises BlockingIOError."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise
            if waiting:
                say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def check_disk(path, needed=DISK_NEEDED):
    """Refuse to begin what would stop half-way for lack of space."""
    free = shutil.disk_usage(path).free
    if free < needed:
        raise DubanError(
            f"There are {free / 1024**3:.1f} GB free on the disk of {path}, and "
            f"{needed / 1024**3:.0f} GB are needed; make room there, or set "
            "XDG_CACHE_HOME to a folder on another disk."
        )


def is_full(path):
    """Whether nothing can be written there any more."""
    return shutil.disk_usage(path).free < 4 * 1024**2


class Complaints:
    """What a program says, of which progress and warnings are shown at once. From its
    first error on it is kept, in case one sentence says all of it."""

    def __init__(self):
        self.kept = []

    def take(self, line):
        """One line of it."""
        begins = " ERROR " in line or line.startswith("Traceback")
        if (self.kept or begins) and not line.startswith("duban:"):
            self.kept.append(line)
        else:
            sys.stderr.write(line)
            sys.stderr.flush()

    def failed(self, folder, message):
        """The error to raise: of a full disk in one sentence, else with all of it shown."""
        text = "".join(self.kept)
        if "No space left on device" in text or is_full(folder):
            return DiskFull(
                f"The disk of {folder} is full; make room and start again.", text
            )
        self.tell()
        return DubanError(message)

    def tell(self):
        """Show what was kept."""
        sys.stderr.write("".join(self.kept))
        self.kept.clear()


@contextlib.contextmanager
def disk_errors():
    """Turn a full disk into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"The disk is full ({error.filename or 'while writing'}); make "
                "room and start again."
            ) from error
        raise


@contextlib.contextmanager
def fresh_folder(target):
    """Fill a folder beside `target` and move it there when complete, so that
    a folder that exists is always a whole one."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    # mkdtemp makes it private; PostgreSQL runs as another user under root
    temporary.chmod(0o755)
    try:
        with disk_errors():
            yield temporary
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextlib.contextmanager
def temporary_folder(purpose, inside=None):
    """A folder for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix=f"duban-{purpose}-", dir=inside) as name:
        # those who run as the worker read and write here
        identity.give(name)
        yield Path(name)


def call(command, failure=None, **kwargs):
    """Run a command quietly; what it said. When it fails raise `failure` (one
    sentence) as a DubanError, with all that it said as the detail."""
    if "input" not in kwargs:
        kwargs.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **kwargs,
    )
    if done.returncode:
        if "No space left on device" in done.stdout:
            raise DiskFull("The disk is full; make room and start again.")
        shown = " ".join(map(str, command))
        raise DubanError(
            failure or f"This command failed: {shown}", f"$ {shown}\n{done.stdout}"
        )
    return done.stdout


class Stopped(KeyboardInterrupt):
    """Told to stop by a signal that only we got, unlike Ctrl-C."""


def stopped(signum, frame):
    raise Stopped


def guarded(main, argv):
    """Run a command; what the user can act on is shown without a traceback."""
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stopped)
    # a shell script starts its background jobs deaf to Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if identity.worker():
        # what is private is made so where it is made; the rest the worker must read
        os.umask(0o022)
    try:
        with disk_errors():
            return main(argv) or 0
    except DubanError as error:
        say(str(error))
        tell_detail(error.detail)
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except BrokenPipeError:
        return 1


def tell_detail(detail):
    """Where to read what a program said that failed."""
    if not detail:
        return
    try:
        path = cache_dir() / "last-failure.log"
        path.unlink(missing_ok=True)
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as log:
            log.write(detail)
        say(f"what was said there: {path}")
    except (OSError, DubanError):
        say(detail.strip()[-2000:])


def order(command, env=None, **kwargs):
    """Run a short program as the worker, for example on the worker's files."""
    return call(command, env=env, cwd="/", **identity.dropped(), **kwargs)


def foreground(command, env, cwd=None, drop=True):
    """Run a command that talks to the user; its exit status. Nothing that it
    started is left when this returns, also after Ctrl-C. Under root it runs as the
    worker, unless told not to `drop`."""
    token = secrets.token_hex(8)
    process = start(command, {**env, FAMILY: token}, cwd, drop)
    try:
        return process.wait()
    except Stopped:
        process.send_signal(signal.SIGINT)
        raise
    finally:
        # after Ctrl-C the terminal has told it already; let it finish
        end(process, token, ask=False)


def apart(command, env, cwd=None, listen=None):
    """Run a command as the worker that does not hear of Ctrl-C: it is ended without
    a word. Its exit status. `listen` is called with each line that it complains in."""
    token = secrets.token_hex(8)
    heard = {"stderr": subprocess.PIPE, "text": True, "errors": "replace"}
    process = start(
        command,
        {**env, FAMILY: token},
        cwd,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        **(heard if listen else {}),
    )
    try:
        for line in process.stderr or ():
            listen(line)
        return process.wait()
    finally:
        end(process, token)


def start(command, env, cwd=None, drop=True, **kwargs):
    """A process that ends when we do."""
    return subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        preexec_fn=end_with_parent,
        # filestore, sessions and logs are nobody else's to read
        **({"umask": 0o077, **identity.dropped()} if drop else {}),
        **kwargs,
    )


def end_with_parent():
    """Called in a new process: have it end when we are killed outright."""
    with contextlib.suppress(OSError, AttributeError):
        # PR_SET_PDEATHSIG; only Linux has it
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end(process, token, ask=True, patience=10):
    """Stop a process that we started, and what it left: ask, wait, insist."""
    with undisturbed():
        for step_, wait in (("ask" if ask else "", patience), ("terminate", 5)):
            if process.poll() is not None:
                break
            if step_:
                process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(wait)
        if process.poll() is None:
            process.kill()
            process.wait()
        end_family(token)


@contextlib.contextmanager
def undisturbed():
    """A second Ctrl-C must not keep us from cleaning up. Only the main thread hears
    of it; in another one there is nothing to do, nor does Python allow it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def end_family(token):
    """Kill what still carries the mark of a process that we started, such as
    a browser whose test was interrupted."""
    mark = f"{FAMILY}={token}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)
        except OSError:
            continue
