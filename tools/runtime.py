"""Odoo 19 itself: its source, its Python environment, and how to start it.

The source comes from the place the user names, else from the Debian package of
the machine's own mirror (needs no root: it is only unpacked), else from git.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import common
from .common import DiskFull, DubanError, call, say, step

ODOO_GIT = "https://github.com/odoo/odoo"
# The links between these packages are relative, so all go into one folder.
# Odoo 19 expects Font Awesome 4.7: Debian stable has it, unstable has 7.
DEBIAN_STABLE = ["fonts-font-awesome"]
DEBIAN_UNSTABLE = [
    "odoo-19",
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
DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
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
        """Environment variables for a Python that can import odoo."""
        env = dict(os.environ)
        path = [str(self.source), *map(str, extra_path)]
        env["PYTHONPATH"] = os.pathsep.join(path)
        env["PATH"] = f"{self.bin}{os.pathsep}{env.get('PATH', '')}"
        # A user's own Odoo settings must not leak into ours.
        env.pop("ODOO_RC", None)
        env["PYTHONUNBUFFERED"] = "1"
        return env

    def odoo(self, *args):
        """The command line that starts Odoo."""
        main = "import odoo.cli; odoo.cli.main()"
        return [str(self.python), "-c", main, *map(str, args)]

    def version(self):
        """What identifies this Odoo in a cache key."""
        marker = self.source / ".duban-source"
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


def get_runtime(odoo_dir=None):
    """Everything needed to start Odoo, fetched now if it is not there yet."""
    check_python()
    source = get_source(odoo_dir or os.environ.get("ODOO_PATH"))
    return Runtime(get_python(), source)


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
    key = common.digest("v2", DEBIAN_UNSTABLE, DEBIAN_STABLE)
    debian = cache / f"odoo-{common.ODOO_VERSION}-debian-{key}"
    clone = cache / f"odoo-{common.ODOO_VERSION}-git"
    package = Path("usr/lib/python3/dist-packages")
    for ready in (debian / package, clone):
        if ready.is_dir():
            return ready
    with common.locked(cache / "odoo.lock", "Another process is fetching Odoo."):
        for ready in (debian / package, clone):
            if ready.is_dir():
                return ready
        common.check_disk(cache)
        reasons = []
        mirror = debian_mirror()
        if mirror:
            try:
                with (
                    step("Getting Odoo 19 from the Debian mirror (130 MB)"),
                    common.fresh_folder(debian) as folder,
                ):
                    unpack_debian(mirror, folder, folder / package)
                return debian / package
            except DiskFull:
                raise
            except DubanError as error:
                reasons.append(str(error))
                say("the Debian mirror did not give it; trying git")
        if not shutil.which("git"):
            reasons.append("git is not installed.")
        else:
            try:
                with (
                    step("Getting Odoo 19 with git (about 500 MB)"),
                    common.fresh_folder(clone) as folder,
                ):
                    clone_odoo(folder)
                return clone
            except DubanError as error:
                reasons.append(str(error))
    raise DubanError(
        "Odoo 19 could not be fetched: check the network connection (and proxy "
        "settings), or name a checkout of Odoo 19 with --odoo DIR.\n"
        + "\n".join(reasons)
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


def debian_mirror():
    """The machine's configured Debian mirror as (address, suite, options), or
    None where there is none."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return None
    base = Path("/etc/apt")
    entries = []
    lists = [base / "sources.list", *sorted(base.glob("sources.list.d/*.list"))]
    for path in lists:
        if path.is_file():
            entries += parse_list(path.read_text(errors="replace"))
    for path in sorted(base.glob("sources.list.d/*.sources")):
        entries += parse_sources(path.read_text(errors="replace"))
    return choose_mirror(entries)


def parse_list(text):
    """Entries (address, suite, components, options) of a sources.list."""
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if found:
            options, address, suite, components = found.groups()
            yield address, suite, components.split(), (options or "").split()


def parse_sources(text):
    """Entries of a deb822 file (*.sources)."""
    for block in re.split(r"\n\s*\n", text):
        fields, name = {}, None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace() and name:
                fields[name] += "\n" + line
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes").lower() in ("no", "false"):
            continue
        options = []
        signed = fields.get("signed-by", "")
        if signed.startswith("/"):
            options.append(f"signed-by={signed}")
        if fields.get("trusted", "").lower() in ("yes", "true"):
            options.append("trusted=yes")
        for address in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield address, suite, fields.get("components", "").split(), options


def choose_mirror(entries):
    """The first mirror of Debian proper: not security or updates, and not of
    some other vendor (only Debian's own has odoo-19)."""
    for address, suite, components, options in entries:
        if suite.endswith("/") or "main" not in components:
            continue
        # .../debian and not .../debian-security: the archive's own layout
        if not re.search(r"/debian/?$", address):
            continue
        if re.search(r"[-/](security|updates|backports)", suite):
            continue
        return address, suite, options
    return None


def unpack_debian(mirror, folder, package):
    """Download and unpack the packages with a private apt configuration that
    leaves the system's untouched."""
    address, suite, options = mirror
    if suite in ("sid", "unstable", "testing"):
        suite = "stable"
    apt = folder / "apt"
    downloads = apt / "downloads"
    for path in (apt / "lists" / "partial", apt / "archives" / "partial", downloads):
        path.mkdir(parents=True)
    if not any(option.startswith(("signed-by", "trusted")) for option in options):
        if os.path.exists(DEBIAN_KEYRING):
            options = [*options, f"signed-by={DEBIAN_KEYRING}"]
    bracket = f"[{' '.join(options)}] " if options else ""
    sources = apt / "sources.list"
    sources.write_text(
        f"deb {bracket}{address} {suite} main\ndeb {bracket}{address} sid main\n"
    )
    settings = [
        f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=-",
        # a pin for the system must not choose for us
        "Dir::Etc::preferences=/dev/null",
        "Dir::Etc::preferencesparts=/dev/null",
        f"Dir::State::lists={apt / 'lists'}",
        f"Dir::Cache={apt}",
        "APT::Sandbox::User=root",
        "Acquire::Languages=none",
        "Acquire::Retries=3",
    ]
    command = ["apt-get", "-q"]
    for setting in settings:
        command += ["-o", setting]
    failure = "The Debian mirror of this machine could not be read."
    call([*command, "update", "--error-on=any"], failure, cwd=downloads)
    wanted = [f"{name}/{suite}" for name in DEBIAN_STABLE]
    wanted += [f"{name}/sid" for name in DEBIAN_UNSTABLE]
    failure = "The Debian mirror of this machine does not give the packages of Odoo."
    call([*command, "download", *wanted], failure, cwd=downloads)
    packages = sorted(downloads.glob("*.deb"))
    for deb in packages:
        call(["dpkg", "-x", deb, folder], "A Debian package could not be unpacked.")
    missing = package / "odoo" / "addons" / MISSING_FILE
    if not missing.exists():
        missing.parent.mkdir(parents=True, exist_ok=True)
        missing.write_text("")
    (package / ".duban-source").write_text("".join(f"{deb.name}\n" for deb in packages))
    shutil.rmtree(apt)


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
