"""`--life`: an installation from its first day to its last.

Installed alone and together, uninstalled beside the rest, upgraded with data, restored elsewhere, and run by several
servers at once; after each step the institutions in it have to be able to go on.
"""

import shutil
import subprocess
import time

from .. import addons, common
from ..common import ROOT, DubanError, step
from . import places, served

NAME = "duban_bench_life"


def main(found, since="HEAD~1", only=()):
    """0 when every station of an installation's life is passed.

    :param since: commit to upgrade from
    :param only: names of stations, all when empty
    """
    problems, times = [], []
    with places.bench(found) as here:
        try:
            for station in STATIONS:
                if only and station.__name__ not in only:
                    continue
                start = time.monotonic()
                with step(station.__doc__.splitlines()[0].rstrip(".")):
                    problems += station(here, since)
                times.append(f"{station.__name__} {time.monotonic() - start:.0f} s")
        finally:
            here.drop(NAME)
    print(", ".join(times))
    return served.report(problems)


def fresh(here, template):
    """A copy of a template; one with addons was installed by this very code."""
    here.drop(NAME)
    here.clone(template, NAME)


def alone(here, _since):
    """Each addon alone: at work, uninstalled."""
    problems = []
    for name in addons.find_addons():
        fresh(here, here.installed("ours"))
        if name != addons.BASE:
            here.prepare(NAME, install=[name])
        made = here.run("prepare_life", db=NAME, addons=[name])
        found = here.run("go_on", db=NAME, made=made)
        if name != addons.BASE:
            found += without(here, name, made)
        found += nothing_left(here)
        problems += [f"{name} alone: {each}" for each in found]
    return problems


def together(here, _since):
    """All together, then one after the other uninstalled beside the rest, one of them installed again."""
    names = list(addons.find_addons())
    fresh(here, here.template_addons())
    made = here.run("prepare_life", db=NAME, addons=names)
    problems = here.run("go_on", db=NAME, made=made)
    for name in names[1:]:
        problems += [f"without {name}: {each}" for each in without(here, name, made)]
    here.prepare(NAME, install=[names[1]])
    again = here.run("go_on", db=NAME, made=made)
    problems += [f"{names[1]} installed again: {each}" for each in again]
    return problems + nothing_left(here)


def without(here, name, made):
    """What is wrong after the addon ``name`` was uninstalled: rules that went, matters that cannot go on."""
    rules = here.run("rules", db=NAME)
    here.run("uninstall", db=NAME, modules=[name])
    now = here.run("rules", db=NAME)
    problems = [f"the regulation {code} is gone" for code in rules.keys() - now.keys()]
    for code in rules.keys() & now.keys():
        # a list of the addon's own goes with it
        lost = {
            each: f"{rules[code][each]} → {count}"
            for each, count in now[code].items()
            if count != rules[code][each]
        }
        if lost:
            problems.append(f"rows of the regulation {code}: {lost}")
    return problems + here.run("go_on", db=NAME, made=made)


def nothing_left(here):
    """What is still there when the engine was uninstalled, with the data of people untouched."""
    left = here.run("uninstall", db=NAME, modules=[addons.BASE])
    return [f"uninstalled, but {each} is left" for each in left]


def upgrade(here, since):
    """From an earlier commit, with data, to this one."""
    with common.temporary_folder("previous") as folder:
        archive = subprocess.run(
            ["git", "-C", str(ROOT), "archive", since],
            capture_output=True,
            check=False,
        )
        if archive.returncode:
            raise DubanError(f"The commit {since} is not there (a shallow clone?).")
        subprocess.run(
            ["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True
        )
        old, names = Previous(here, folder), list(addons.find_addons(folder))
        fresh(here, here.template_dependencies())
        old.prepare(NAME, install=names)
        setup = old.run("prepare_load", db=NAME, shared=20, open=200, life=True)
        made = old.run("prepare_life", db=NAME, addons=names)
        rules = old.run("rules", db=NAME)
    here.prepare(NAME, upgrade=[addons.BASE], install=list(addons.find_addons()))
    problems = here.run("go_on", db=NAME, made=made)
    problems += whole(here, NAME, len(setup["shared"]))
    now = here.run("rules", db=NAME)
    problems += [f"the regulation {code} is gone" for code in rules.keys() - now.keys()]
    return [f"after the upgrade: {each}" for each in problems]


def whole(here, name, matters):
    """What is wrong with the data after a patrol."""
    verdict = here.run("verify", db=name, patrol=True)
    if verdict["matters"] < matters:
        verdict["problems"].append(f"{verdict['matters']} of {matters} matters left")
    return verdict["problems"]


def restore(here, _since):
    """Dumped, and restored with its files on another server."""
    names = list(addons.find_addons())
    fresh(here, here.template_addons())
    setup = here.run("prepare_load", db=NAME, shared=20, open=200, life=True)
    made = here.run("prepare_life", db=NAME, addons=names)
    before = here.run("verify", db=NAME)
    folder = common.cache_dir() / "postgres-faults"
    shutil.rmtree(folder, ignore_errors=True)
    with served.Faults(here.runtime, folder).running() as there:
        served.carry(here, NAME, there, NAME)
        try:
            after = there.run("verify", db=NAME)
            problems = there.run("go_on", db=NAME, made=made)
            problems += whole(there, NAME, len(setup["shared"]))
            there.prepare(NAME, upgrade=[addons.BASE])
            problems += whole(there, NAME, len(setup["shared"]))
        finally:
            there.drop(NAME)
    shutil.rmtree(folder, ignore_errors=True)
    if after["acts"] != before["acts"] or not after["acts"]:
        problems.append("the restored trail is another")
    return [f"restored: {each}" for each in problems]


def parallel(here, _since):
    """Two servers and two schedulers on one database, both with the patrol due."""
    fresh(here, here.template_addons())
    setup = here.run("prepare_load", db=NAME, shared=0, open=2000)
    for turn in range(25):
        served.fall_due(here, NAME, turn)
    verdict, log = served.schedulers(here, NAME, setup, seconds=40)
    problems = verdict["problems"]
    if verdict["left"]:
        problems.append(f"{verdict['left']} matters still wait for the patrol")
    problems += [line for line in log.splitlines() if "Traceback" in line][:3]
    return [f"in parallel: {each}" for each in problems]


STATIONS = (alone, together, upgrade, restore, parallel)


class Previous(places.Bench):
    """The same databases, seen with the addons of another commit."""

    def __init__(self, here, folder):
        super().__init__(here.runtime, here.server, here.data_dir)
        self.folder = folder

    @property
    def addons_path(self):
        return ",".join(map(str, [*self.runtime.core_addons, self.folder]))
