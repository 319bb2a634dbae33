"""As whom things run. Root only fetches, makes folders and gives orders; Odoo, the
tests and PostgreSQL run as a user without rights, who owns nothing but their data.
For anybody else all runs as that person.
"""

import functools
import os
import pwd
import stat
from pathlib import Path

# The first that exists: an administrator may make one for it, `nobody` is everywhere.
NAMES = ("duban", "nobody")


@functools.lru_cache(maxsize=None)  # noqa: UP033 (older Pythons come here too)
def worker():
    """The entry of the user who works for root; None when we are not root."""
    if os.geteuid():
        return None
    for name in NAMES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit(
        "duban: this machine has no user nobody; make a user duban (useradd --system "
        "duban), or start this as an ordinary user."
    )


def worker_name():
    """Who Odoo and PostgreSQL run as."""
    user = worker()
    return f"{user.pw_name} (never root)" if user else pwd.getpwuid(os.getuid()).pw_name


def dropped():
    """What subprocess needs so that a process runs as the worker."""
    user = worker()
    if not user:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path):
    """Let the worker own a file or folder that we made."""
    user = worker()
    if user:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return path


def private(path):
    """A folder that nobody but the worker may enter, made if it is not there."""
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    if worker() and path.stat().st_uid != worker().pw_uid:
        give_all(path)
    path.chmod(0o700)
    return path


def give_all(path):
    """Hand over a folder with all that is in it, of a time when Odoo ran as root."""
    for folder, _folders, files in os.walk(path):
        give(folder)
        for each in files:
            give(os.path.join(folder, each))


def reaches(path):
    """Whether the worker may pass all folders above a path, and read it."""
    user = worker()
    if not user:
        return True
    path = Path(os.path.realpath(path))
    needed = {each: stat.S_IXOTH for each in path.parents}
    needed[path] = stat.S_IROTH
    if path.is_dir():
        needed[path] |= stat.S_IXOTH
    return all(allows(each.stat(), bits, user) for each, bits in needed.items())


def allows(found, bits, user):
    """Whether these bits, given as those of others, are the user's on a file."""
    if found.st_uid == user.pw_uid:
        bits <<= 6
    elif found.st_gid == user.pw_gid:
        bits <<= 3
    return found.st_mode & bits == bits
