"""Odoo 19 itself: its source, its Python environment, and how to start it.

The source comes from the place the user names, else from the Debian package of
the machine's own mirror (needs no root: it is only unpacked), else from git.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import common, debian, fonts, identity
from .common import DiskFull, DubanError, call, say, step

ODOO_GIT = "https://github.com/odoo/odoo"
# The links between these packages are relative, so all go into one folder.
# Odoo 19 expects Font Awesome 4.7: Debian stable has it, unstable has 7.
DEBIAN_PACKAGES = [
    "odoo-19",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# Left out of the Debian package; without it the web client logs an error,
# which browser tests take for a failure. It only blurs video backgrounds.
MISSING_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SOURCE_NOTE = ".duban-source"
PYTHONS = ((3, 10), (3, 13))
REQUIREMENTS = ("requirements.txt", "requirements-test.txt")


class Runtime:
    """An Odoo that can be started: `python`, and the folder of its source."""

    def __init__(self, python, source):
        self.python = Path(python)
        self.source = Path(source)

    @property
    def core_addons(self):
        """Folders with Odoo's own addons, as `--addons-path` wants them; the
        ones inside the package `odoo` are found without being named."""
        addons = self.source / "addons"
        return [addons] if addons.is_dir() else []

    @property
    def bin(self):
        return self.python.parent

    def environment(self, extra_path=()):
        """Environment variables for a Python that can import odoo, as the worker."""
        return {**self.own_environment(extra_path), **worker_environment()}

    def own_environment(self, extra_path=()):
        """The same for a Python that runs as ourselves."""
        env = dict(os.environ)
        path = [str(self.source), *map(str, extra_path)]
        env["PYTHONPATH"] = os.pathsep.join(path)
        env["PATH"] = f"{self.bin}{os.pathsep}{env.get('PATH', '')}"
        # A user's own Odoo settings must not leak into ours.
        env.pop("ODOO_RC", None)
        # Compiled Python is kept, which saves seconds at each start, but out of the
        # clone and out of what may be somebody else's Odoo.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(common.cache_dir() / "compiled")
        env["PYTHONUNBUFFERED"] = "1"
        env[fonts.PATH] = os.pathsep.join(fonts.folders(self.python))
        return env

    def odoo(self, *args):
        """The command line that starts Odoo."""
        main = "import odoo.cli; odoo.cli.main()"
        return [str(self.python), "-c", main, *map(str, args)]

    def told(self):
        """What this is, for people."""
        source = self.version().splitlines()[0]
        python = "{}.{}.{}".format(*sys.version_info)
        return f"Odoo {common.ODOO_VERSION} ({source}), Python {python}"

    def version(self):
        """What identifies this Odoo in a cache key."""
        marker = self.source / SOURCE_NOTE
        if marker.exists():
            return marker.read_text()
        release = self.source / "odoo" / "release.py"
        head = self.source / ".git" / "HEAD"
        revision = ""
        if head.exists():
            done = subprocess.run(
                ["git", "-C", str(self.source), "rev-parse", "HEAD"],
                capture_output=True,
                text=True,
                check=False,
            )
            revision = done.stdout.strip()
        return f"{self.source}\n{release.read_text()}\n{revision}"


def worker_environment():
    """Under root: a home, and a place for compiled Python, of the worker's own."""
    user = identity.worker()
    if not user:
        return {}
    home = common.worker_dir("home")
    temporary = tempfile.gettempdir()
    return {
        "TMPDIR": temporary if identity.reaches(temporary) else "/tmp",
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local"),
        "HOME": str(home),
        "USER": user.pw_name,
        "LOGNAME": user.pw_name,
        "PYTHONPYCACHEPREFIX": str(common.worker_dir("compiled-by-worker")),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home / "hypothesis"),
    }


def get_runtime(odoo_dir=None):
    """Everything needed to start Odoo, fetched now if it is not there yet."""
    check_python()
    source = get_source(odoo_dir or os.environ.get("ODOO_PATH"))
    if not identity.reaches(source):
        raise DubanError(
            f"The user {identity.worker().pw_name}, whom Odoo runs as under root, "
            f"cannot read {source}; start this as that folder's owner."
        )
    python = get_python()
    fonts.get_fonts()
    return Runtime(python, source)


def check_python(version=sys.version_info):
    """Odoo 19 runs on Python 3.10 to 3.13 only."""
    if not PYTHONS[0] <= tuple(version[:2]) <= PYTHONS[1]:
        raise DubanError(
            "Odoo 19 wants Python 3.10 to 3.13, and this is Python "
            f"{version[0]}.{version[1]}; start it as `python3.11 ./duban ...` "
            "with one that fits."
        )


# -- source ---------------------------------------------------------------


def get_source(given=None):
    """The folder to put on PYTHONPATH so that `import odoo` works."""
    if given:
        return given_source(Path(given).expanduser().resolve())
    cache = common.cache_dir()
    known = debian.pins()
    key = common.digest("v3", *(f"{each} {known[each]}" for each in DEBIAN_PACKAGES))
    unpacked = cache / f"odoo-{common.ODOO_VERSION}-debian-{key}"
    clone = cache / f"odoo-{common.ODOO_VERSION}-git"
    package = Path("usr/lib/python3/dist-packages")
    for ready in (unpacked / package, clone):
        if ready.is_dir():
            return ready
    with common.locked(cache / "odoo.lock", "Another process is fetching Odoo."):
        for ready in (unpacked / package, clone):
            if ready.is_dir():
                return ready
        common.check_disk(cache)
        reasons = []
        mirror = debian.find_mirror()
        if mirror:
            try:
                with (
                    step("Getting Odoo 19 from the Debian mirror (130 MB)"),
                    common.fresh_folder(unpacked) as folder,
                ):
                    unpack_debian(mirror, folder, folder / package)
                return unpacked / package
            except DiskFull:
                raise
            except DubanError as error:
                reasons.append(error)
                say(f"{error} Trying git.")
        if not shutil.which("git"):
            reasons.append(DubanError("git is not installed."))
        else:
            try:
                with (
                    step("Getting Odoo 19 with git (about 500 MB)"),
                    common.fresh_folder(clone) as folder,
                ):
                    clone_odoo(folder)
                say("the branch's newest commit, which was perhaps never tried")
                return clone
            except DubanError as error:
                reasons.append(error)
    raise DubanError(
        "Odoo 19 could not be fetched: check the network connection (and proxy "
        "settings), or name a checkout of Odoo 19 with --odoo DIR.",
        "\n".join(f"{each}\n{each.detail}" for each in reasons),
    )


def given_source(path):
    """A user's own Odoo: a git checkout, or a folder with the package."""
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise DubanError(
            f"{path} is not an Odoo source folder: it has no odoo/release.py."
        )
    found = re.search(r"version_info\s*=\s*\(['\"]?(\d+)", release.read_text())
    if not found or found.group(1) != common.ODOO_VERSION.split(".")[0]:
        raise DubanError(
            f"{path} holds another version of Odoo; these addons need "
            f"{common.ODOO_VERSION}."
        )
    return path


def unpack_debian(mirror, folder, package):
    """Odoo and what its web client shows, in one folder."""
    came = debian.unpack(mirror, DEBIAN_PACKAGES, folder)
    missing = package / "odoo" / "addons" / MISSING_FILE
    if not missing.exists():
        missing.parent.mkdir(parents=True, exist_ok=True)
        missing.write_text("")
    (package / SOURCE_NOTE).write_text(
        "".join(f"{name} {each['version']}\n" for name, each in came.items())
    )


def clone_odoo(folder):
    """A shallow clone, for systems without Debian packages."""
    call(
        ["git", "clone", "-q", "--depth", "1", "--branch", common.ODOO_VERSION]
        + [ODOO_GIT, folder],
        "Odoo could not be cloned.",
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )


# -- Python environment ---------------------------------------------------


def get_python():
    """The Python of an environment that holds the pinned packages."""
    cache = common.cache_dir()
    texts = [(common.ROOT / name).read_bytes() for name in REQUIREMENTS]
    version = "{}.{}".format(*sys.version_info)
    # The interpreter's own path belongs to the key: an environment points to it.
    key = common.digest(*texts, sys.version, os.path.realpath(sys.executable))
    folder = cache / f"python-{version}-{key}"
    python = folder / "bin" / "python"
    # An environment cannot be moved when complete, so it is marked instead.
    complete = folder / ".complete"
    if complete.exists():
        return python
    waiting = "Another process is installing the Python packages."
    with common.locked(cache / f"{folder.name}.lock", waiting):
        if complete.exists():
            return python
        common.check_disk(cache)
        with step("Installing Odoo's Python packages (about 250 MB)"):
            make_environment(folder, python)
        complete.touch()
    return python


def make_environment(folder, python):
    """Make an environment and fill it from the package index of this machine."""
    shutil.rmtree(folder, ignore_errors=True)
    failure = "The Python environment could not be made."
    try:
        call([sys.executable, "-m", "venv", folder], failure)
        pip = [python, "-m", "pip"]
    except DubanError:
        # Debian's plain python3 has no ensurepip; pip as a wheel does as well.
        shutil.rmtree(folder, ignore_errors=True)
        call([sys.executable, "-m", "venv", "--without-pip", folder], failure)
        pip = [python, pip_wheel() / "pip"]
    install = [*pip, "install", "--quiet", "--no-input", "--no-warn-script-location"]
    # The lists are complete: nothing is chosen here, and nothing taken unseen.
    install += ["--require-hashes", "--no-deps", "--prefer-binary"]
    for name in REQUIREMENTS:
        install += ["-r", common.ROOT / name]
    call(
        install,
        "The Python packages could not be installed: check the network "
        "connection, and pip's settings for the package index (pip config list).",
    )


def pip_wheel():
    """A pip to start with where Python comes without: Debian's own wheel."""
    local = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    if local:
        return local[-1]
    cache = common.cache_dir()
    folder = cache / "pip-wheel"
    if not folder.is_dir():
        sorry = "Python has no pip here; install the package python3-venv."
        if not shutil.which("apt-get"):
            raise DubanError(sorry)
        with common.fresh_folder(folder) as temporary:
            call(["apt-get", "-q", "download", "python3-pip-whl"], sorry, cwd=temporary)
            for deb in temporary.glob("*.deb"):
                call(["dpkg", "-x", deb, temporary], sorry)
                deb.unlink()
    found = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
    if not found:
        raise DubanError("Python has no pip here; install the package python3-venv.")
    return found[-1]
