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
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".duban"
ODOO_VERSION = "19.0"
# What an unpacked Odoo, the Python environment and one database need together.
DISK_NEEDED = 3 * 1024**3
# Marks, in the environment, the processes that one command started.
FAMILY = "DUBAN_FAMILY"


class DubanError(Exception):
    """A failure that the user can do something about; shown as one sentence."""


class DiskFull(DubanError):
    """Nothing else is worth a try before there is room."""


def cache_dir():
    """The folder shared by all clones of this user; what is in it can be
    deleted at any time and is made again."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(
        os.path.expanduser("~"), ".cache"
    )
    path = Path(base) / "duban"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DubanError(
            f"The cache folder {path} cannot be made ({error.strerror}); "
            "set XDG_CACHE_HOME to a folder you may write to."
        ) from error
    return path


def state_dir(*parts):
    """A folder of this clone's own, below `.duban/`."""
    path = STATE.joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


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
def temporary_folder(purpose):
    """A folder for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix=f"duban-{purpose}-") as name:
        yield Path(name)


def call(command, failure=None, **kwargs):
    """Run a command quietly. When it fails show its last lines, and raise
    `failure` (one sentence) as a DubanError."""
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
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        if "No space left on device" in done.stdout:
            raise DiskFull("The disk is full; make room and start again.")
        raise DubanError(
            f"{failure or 'This command failed: ' + ' '.join(map(str, command))}"
            f"\n{tail}"
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
    try:
        with disk_errors():
            return main(argv) or 0
    except DubanError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1


def foreground(command, env, cwd=None):
    """Run a command that talks to the user; its exit status. Nothing that it
    started is left when this returns, also after Ctrl-C."""
    token = secrets.token_hex(8)
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**env, FAMILY: token},
        cwd=cwd,
        preexec_fn=end_with_parent,
    )
    try:
        return process.wait()
    except Stopped:
        process.send_signal(signal.SIGINT)
        raise
    finally:
        # after Ctrl-C the terminal has told it already; let it finish
        end(process, token, ask=False)


def end_with_parent():
    """Called in a new process: have it end when we are killed outright."""
    with contextlib.suppress(OSError, AttributeError):
        # PR_SET_PDEATHSIG; only Linux has it
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end(process, token, ask=True, patience=10):
    """Stop a process that we started, and what it left: ask, wait, insist."""
    # A second Ctrl-C must not keep us from cleaning up.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
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
