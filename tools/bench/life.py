"""`--life`: install alone and together, uninstall, upgrade with data, dump and restore."""

import subprocess

from .. import addons, common
from ..common import ROOT, DubanError, step
from . import places, served

NAME = "duban_bench_life"


def main(found):
    """0 when every station of an installation's life is passed."""
    problems = []
    with places.bench(found) as here:
        try:
            for station in (alone, together, upgrade, restore):
                with step(station.__doc__.splitlines()[0].rstrip(".")):
                    problems += station(here)
        finally:
            here.drop(NAME)
    return served.report(problems)


def fresh(here):
    """A database with what the addons stand on."""
    here.drop(NAME)
    here.clone(here.template_dependencies(), NAME)


def alone(here):
    """Each addon alone, then uninstalled."""
    problems = []
    for name in addons.find_addons():
        fresh(here)
        here.prepare(NAME, install=[name])
        left = here.run("uninstall", db=NAME, modules=[addons.BASE])
        problems += [f"{name} leaves {each}" for each in left]
    return problems


def together(here):
    """All together, then one after the other uninstalled beside the rest."""
    names = list(addons.find_addons())
    fresh(here)
    here.prepare(NAME, install=names)
    setup = here.run("prepare_load", db=NAME, shared=3, life=True)
    problems = []
    for name in names[1:]:
        here.run("uninstall", db=NAME, modules=[name])
        verdict = here.run("verify", db=NAME)
        problems += [f"without {name}: {each}" for each in verdict["problems"]]
        if verdict["matters"] < len(setup["shared"]):
            problems.append(f"without {name}: matters are gone")
    left = here.run("uninstall", db=NAME, modules=[addons.BASE])
    return problems + [f"everything uninstalled, but {each} is left" for each in left]


def upgrade(here):
    """From the previous commit, with data, to this one."""
    with common.temporary_folder("previous") as folder:
        archive = subprocess.run(
            ["git", "-C", str(ROOT), "archive", "HEAD~1"],
            capture_output=True,
            check=False,
        )
        if archive.returncode:
            raise DubanError("The previous commit is not there (a shallow clone?).")
        subprocess.run(
            ["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True
        )
        old = Previous(here, folder)
        fresh(here)
        old.prepare(NAME, install=list(addons.find_addons(folder)))
        setup = old.run("prepare_load", db=NAME, shared=20, open=200, life=True)
    here.prepare(NAME, upgrade=[addons.BASE], install=list(addons.find_addons()))
    verdict = here.run("verify", db=NAME, patrol=True)
    if verdict["matters"] < len(setup["shared"]):
        verdict["problems"].append("matters are gone")
    return [f"after the upgrade: {each}" for each in verdict["problems"]]


def restore(here):
    """Dumped, restored under another name, and still whole."""
    other = f"{NAME}_restored"
    try:
        with common.temporary_folder("dump") as folder:
            dump = folder / "dump"
            served.move(here, "pg_dump", "-Fc", "-f", dump, NAME)
            here.drop(other)
            here.make_empty(other)
            served.move(here, "pg_restore", "--no-owner", "-d", other, dump)
        verdict = here.run("verify", db=other, patrol=True)
        here.prepare(other, upgrade=[addons.BASE])
        again = here.run("verify", db=other)
        if again["acts"] != verdict["acts"] or not again["acts"]:
            verdict["problems"].append("the restored trail is another")
        return [f"restored: {each}" for each in verdict["problems"] + again["problems"]]
    finally:
        here.drop(other)


class Previous(places.Bench):
    """The same databases, seen with the addons of another commit."""

    def __init__(self, here, folder):
        super().__init__(here.runtime, here.server, here.data_dir)
        self.folder = folder

    @property
    def addons_path(self):
        return ",".join(map(str, [*self.runtime.core_addons, self.folder]))
