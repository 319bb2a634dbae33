"""Debian packages, unpacked without root from the machine's own mirror.

`pins.json` names the version and checksum that were tried. What the mirror no
longer has is taken in the version it has now, and that is said: Debian keeps one
version of a package in a suite.
"""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from . import common
from .common import DubanError, call, say

PINS = Path(__file__).with_name("pins.json")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
STABLE, UNSTABLE = "stable", "sid"


def pins():
    """{package: {suite, version, sha256}} as they were tried together."""
    return json.loads(PINS.read_text())["debian"]


def unpack(mirror, names, folder, pinned=True):
    """Unpack packages into a folder; {name: {suite, version, sha256}} of what came.
    Raises a DubanError when the mirror has one of them in no version, or another
    content under the same version."""
    known = pins()
    came = {}
    with Apt(mirror) as apt:
        for name in names:
            pin = known[name]
            deb = apt.download(name, pin["suite"], pin["version"] if pinned else None)
            came[name] = {"suite": pin["suite"], **look(deb)}
            if pinned:
                compare(name, pin, came[name])
            failure = f"The package {name} could not be unpacked."
            call(["dpkg", "-x", deb, folder], failure)
    return came


def look(deb):
    """Version and checksum of a package that was downloaded."""
    version = call(["dpkg-deb", "--field", deb, "Version"]).strip()
    return {
        "version": version,
        "sha256": hashlib.sha256(deb.read_bytes()).hexdigest(),
    }


def compare(name, pin, came):
    """Say when it is another version than the one that was tried; refuse another
    content under the same name."""
    if came["version"] != pin["version"]:
        say(
            f"{name} {came['version']} instead of {pin['version']}, which was tried: "
            "the mirror no longer has that one (Debian's signature is checked)"
        )
    elif came["sha256"] != pin["sha256"]:
        raise DubanError(
            f"The package {name} {pin['version']} of this mirror is not the one that "
            "was tried (its checksum differs); nothing of it was used."
        )


class Apt:
    """apt-get with a private configuration that leaves the system's untouched."""

    def __init__(self, mirror):
        self.mirror = mirror

    def __enter__(self):
        address, suite, options = self.mirror
        if suite in ("sid", "unstable", "testing"):
            suite = STABLE
        self.suites = {STABLE: suite, UNSTABLE: "sid"}
        self.holder = common.temporary_folder("apt", common.cache_dir())
        self.folder = self.holder.__enter__()
        self.downloads = self.folder / "downloads"
        for path in ("lists/partial", "archives/partial", "downloads"):
            (self.folder / path).mkdir(parents=True)
        if not any(each.startswith(("signed-by", "trusted")) for each in options):
            if os.path.exists(KEYRING):
                options = [*options, f"signed-by={KEYRING}"]
        bracket = f"[{' '.join(options)}] " if options else ""
        sources = self.folder / "sources.list"
        sources.write_text(
            "".join(
                f"deb {bracket}{address} {each} main\n" for each in self.suites.values()
            )
        )
        try:
            self.command = self.configured(sources)
            call(
                [*self.command, "update", "--error-on=any"],
                "The Debian mirror of this machine could not be read.",
                cwd=self.downloads,
            )
        except BaseException:
            self.holder.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *exception):
        self.holder.__exit__(*exception)

    def configured(self, sources):
        """The command with all its settings."""
        settings = [
            f"Dir::Etc::sourcelist={sources}",
            "Dir::Etc::sourceparts=-",
            # a pin for the system must not choose for us
            "Dir::Etc::preferences=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            f"Dir::State::lists={self.folder / 'lists'}",
            f"Dir::Cache={self.folder}",
            "APT::Sandbox::User=root",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
        ]
        command = ["apt-get", "-q"]
        for setting in settings:
            command += ["-o", setting]
        return command

    def download(self, name, suite, version=None):
        """The file of a package: this version if the mirror has it."""
        reason = DubanError("")
        for each in [f"{name}={version}"] * bool(version) + [
            f"{name}/{self.suites[suite]}"
        ]:
            folder = self.downloads / common.digest(each)
            folder.mkdir(exist_ok=True)
            try:
                call([*self.command, "download", each], cwd=folder)
            except common.DiskFull:
                raise
            except DubanError as error:
                reason = error
                continue
            return next(folder.glob("*.deb"))
        raise DubanError(
            f"The Debian mirror of this machine does not give {name}.", reason.detail
        )


# -- the machine's mirror -------------------------------------------------


def find_mirror():
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
