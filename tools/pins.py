"""`./duban pins`: choose the newest of everything that is fetched, and write down
versions and checksums. The whole suite has to pass before they are committed."""

import argparse
import json
import os
import sys

from . import common, debian, fonts, older, runtime
from .common import ROOT, DubanError, call, say, step

# What comes from Debian's stable suite; all else is from unstable.
STABLE = {"fonts-font-awesome", *fonts.PACKAGES}
OLDEST = "3.10"
HEADER = "# Made by `./duban pins` of {source}: do not edit.\n\n"
# A command line of num2words wants docopt, which would have to be built; of axe's package the script of axe is taken,
# and not the browsers it would bring.
UNUSED = ("docopt", "playwright", "pyee")


def main(argv):
    """Refresh the pins of all, or of one kind."""
    parser = argparse.ArgumentParser(prog="duban pins", allow_abbrev=False)
    parser.add_argument(
        "--keep", action="store_true", help="no newer versions, only what is missing"
    )
    parser.add_argument("only", nargs="?", choices=("python", "debian", "postgres"))
    options = parser.parse_args(argv)
    if options.only in (None, "python"):
        pin_python(options.keep)
    if options.only in (None, "debian"):
        pin_debian(options.keep)
    if options.only in (None, "postgres") and not options.keep:
        with step("Choosing PostgreSQL of each version"):
            write(postgres=older.choose())
    say("now ./duban test; what changed shows git diff")


def pin_python(keep):
    """requirements*.txt from requirements*.in, for all Pythons that Odoo runs on."""
    with common.temporary_folder("pins") as folder, step("Choosing Python packages"):
        failure = "The package uv, which chooses, could not be installed."
        install = [sys.executable, "-m", "pip", "install", "-q", "--target", folder]
        call([*install, "uv"], failure)
        for name in runtime.REQUIREMENTS:
            source = ROOT / name.replace(".txt", ".in")
            target = ROOT / name
            command = [folder / "bin" / "uv", "pip", "compile", "--quiet"]
            command += ["--universal", "--python-version", OLDEST]
            command += ["--generate-hashes", "--no-header", "--no-annotate"]
            for each in UNUSED:
                command += ["--no-emit-package", each]
            command += ["--output-file", target]
            command += ["--upgrade"] * (not keep)
            failure = f"No versions were found that fit all of {source.name}."
            call([*command, source.name], failure, cwd=ROOT, env=certified())
            text = target.read_text()
            target.write_text(HEADER.format(source=source.name) + text)


def certified():
    """The environment with the certificates that pip was told of, for uv."""
    given = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    return {**os.environ, **({"SSL_CERT_FILE": given} if given else {})}


def pin_debian(keep):
    """pins.json, from what the mirror of this machine has today."""
    names = [*runtime.DEBIAN_PACKAGES, *fonts.PACKAGES]
    known = debian.pins() if debian.PINS.exists() else {}
    chosen = {name: known[name] for name in names if keep and name in known}
    missing = [name for name in names if name not in chosen]
    mirror = debian.find_mirror()
    if missing and not mirror:
        raise DubanError("This machine has no Debian mirror to choose packages from.")
    if missing:
        suites = {
            each: debian.STABLE if each in STABLE else debian.UNSTABLE
            for each in missing
        }
        with step("Choosing Debian packages (200 MB)"), debian.Apt(mirror) as apt:
            for name, suite in suites.items():
                came = debian.look(apt.download(name, suite))
                chosen[name] = {"suite": suite, **came}
    write(debian={name: chosen[name] for name in names})


def write(**parts):
    """Put parts of pins.json in place of what they were."""
    known = json.loads(debian.PINS.read_text()) if debian.PINS.exists() else {}
    debian.PINS.write_text(json.dumps({**known, **parts}, indent=1) + "\n")
