"""`--life`: an installation from its first day to its last.

Installed alone and together, uninstalled beside the rest, upgraded with data, restored elsewhere, and run by several
servers at once; after each step the institutions in it have to be able to go on.
"""

import shutil
import subprocess
import time

from tools import addons, common
from tools.common import ROOT, DubanError, step

from . import places, served, values

NAME = "duban_bench_life"


def main(found, since="HEAD~1", only=()):
    """0 when every station of an installation's life is passed.

    :param since: commit to upgrade from
    :param only: names of stations, all when empty
    """
    problems, times = [], []
    # nothing is timed or killed here, so the server of the tests and what it has prepared will do
    with places.quick(found) as here:
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


def at_work(root=None):
    """The addons under whose rules matters are led: the engine and each institution's."""
    found = addons.find_addons(root)
    return [
        addons.BASE,
        *(f"{addons.BASE}_{code}" for code in addons.institutions(found)),
    ]


def fresh(here, template):
    """A copy of a template; one with addons was installed by this very code."""
    here.drop(NAME)
    here.clone(template, NAME)


def alone(here, _since):
    """Each addon alone: at work, uninstalled."""
    problems = []
    for name in at_work():
        fresh(here, here.template_dependencies())
        here.prepare(NAME, install=[name])
        with here.process(NAME) as odoo:
            made = odoo.run("prepare_life", addons=[name])
            found = odoo.run("go_on", made=made)
            if name != addons.BASE:
                found += without(odoo, name, made)
            found += nothing_left(odoo)
        problems += [f"{name} alone: {each}" for each in found]
    return problems


def together(here, _since):
    """All together, then one after the other uninstalled beside the rest, one of them installed again."""
    names = at_work()
    fresh(here, here.template_addons())
    with here.process(NAME) as odoo:
        made = odoo.run("prepare_life", addons=names)
        problems = odoo.run("go_on", made=made)
        for name in names[1:]:
            found = without(odoo, name, made)
            problems += [f"without {name}: {each}" for each in found]
    here.prepare(NAME, install=[names[1]])
    with here.process(NAME) as odoo:
        again = odoo.run("go_on", made=made)
        problems += [f"{names[1]} installed again: {each}" for each in again]
        return problems + nothing_left(odoo)


def without(odoo, name, made):
    """What is wrong after the addon ``name`` was uninstalled: rules that went, matters that cannot go on."""
    rules = odoo.run("rules")
    odoo.run("uninstall", modules=[name])
    return lost(rules, odoo.run("rules")) + odoo.run("go_on", made=made)


def lost(before, now):
    """Which rules there are no longer, and which lists have other rows."""
    problems = [f"the regulation {code} is gone" for code in before.keys() - now.keys()]
    for code in before.keys() & now.keys():
        # a list of the addon's own goes with it
        changed = {
            each: f"{before[code][each]} → {count}"
            for each, count in now[code].items()
            if count != before[code].get(each, count)
        }
        if changed:
            problems.append(f"rows of the regulation {code}: {changed}")
    return problems


def nothing_left(odoo):
    """What is still there when the engine was uninstalled, with the data of people untouched."""
    left = odoo.run("uninstall", modules=[addons.BASE])
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
        old, names = Previous(here, folder), at_work(folder)
        fresh(here, here.template_dependencies())
        old.prepare(NAME, install=addons.choose_addons(addons.find_addons(folder)))
        with old.process(NAME) as odoo:
            setup = odoo.run("prepare_load", shared=20, open=200, life=True)
            made = odoo.run("prepare_life", addons=names)
            before = odoo.run("count")
            snapshot = odoo.run("snapshot")
            ids = odoo.run("external_ids")
            rules = odoo.run("rules")
    here.prepare(
        NAME,
        upgrade=[addons.BASE],
        install=addons.choose_addons(addons.find_addons()),
    )
    with here.process(NAME) as odoo:
        # what the upgrade tells people comes on top
        before.pop("messages")
        problems = untouched(before, odoo.run("count"))
        last = {name: table["last"] for name, table in snapshot["tables"].items()}
        upgraded = odoo.run("snapshot", last=last)
        problems += values.lost(snapshot, upgraded)
        now = odoo.run("external_ids")
        problems += values.lost_ids(ids, now, upgraded["told"])
        problems += odoo.run("go_on", made=made)
        problems += whole(odoo, len(setup["shared"]))
        # a later commit may bring further rows
        problems += [
            f"the regulation {code} is gone"
            for code in rules.keys() - odoo.run("rules").keys()
        ]
    return [f"after the upgrade: {each}" for each in problems]


def untouched(before, after):
    """What is wrong with data that should be the same, after nobody worked on it."""
    return [
        f"{after[each]} {each} where {number} were"
        for each, number in before.items()
        if after[each] != number or not number
    ]


def whole(odoo, matters):
    """What is wrong with the data after a patrol."""
    verdict = odoo.run("verify", patrol=True)
    if verdict["matters"] < matters:
        verdict["problems"].append(f"{verdict['matters']} of {matters} matters left")
    return verdict["problems"]


def restore(here, _since):
    """Dumped, and restored with its files on another server."""
    names = at_work()
    fresh(here, here.template_addons())
    with here.process(NAME) as odoo:
        setup = odoo.run("prepare_load", shared=20, open=200, life=True)
        made = odoo.run("prepare_life", addons=names)
        # long overdue by now: the patrol raises what there is to raise
        problems = whole(odoo, len(setup["shared"]))
        before = odoo.run("count")
        rules = odoo.run("rules")
    folder = common.cache_dir() / "postgres-restored"
    shutil.rmtree(folder, ignore_errors=True)
    with served.Faults(here.runtime, folder).running() as there:
        served.carry(here, NAME, there, NAME)
        # whatever is still missing there may not come from here
        here.drop(NAME)
        try:
            with there.process(NAME) as odoo:
                problems += untouched(before, odoo.run("count"))
                problems += lost(rules, odoo.run("rules"))
                problems += odoo.run("go_on", made=made)
                problems += whole(odoo, len(setup["shared"]))
            there.prepare(NAME, upgrade=[addons.BASE])
            with there.process(NAME) as odoo:
                problems += lost(rules, odoo.run("rules"))
                problems += whole(odoo, len(setup["shared"]))
        finally:
            there.drop(NAME)
    shutil.rmtree(folder, ignore_errors=True)
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
    # what the database refuses is taken again, and said there if it was in vain
    errors = [line for line in log.splitlines() if " ERROR " in line]
    problems += [line for line in errors if " odoo.sql_db: " not in line][:3]
    return [f"in parallel: {each}" for each in problems]


STATIONS = (alone, together, upgrade, restore, parallel)


class Previous(places.Bench):
    """The same databases, seen with the addons and the fixtures of another commit, and the tools of this one."""

    def __init__(self, here, folder):
        super().__init__(here.runtime, here.server, here.data_dir)
        self.root = folder
        for name in ("tools", "bench"):
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(ROOT / name, folder / name)

    @property
    def addons_path(self):
        return ",".join(map(str, [*self.runtime.core_addons, self.root]))
