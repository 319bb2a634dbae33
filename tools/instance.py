"""The clone's own instance, which `run`, `shell` and others work on: server,
database and files in `.duban/`."""

import contextlib
import json

from . import addons, common, postgres
from .common import STATE, DubanError, step
from .database import Databases

DATABASE = "duban"


def default_name(institution=None):
    """The database's name; one institution alone has one of its own."""
    return f"{DATABASE}_{institution.lower()}" if institution else DATABASE


@contextlib.contextmanager
def databases(found):
    """The databases of this clone's own server."""
    folder = common.state_dir() / "postgres"
    with postgres.server(found, folder, postgres.RUN_SETTINGS) as server:
        data = common.state_dir() / f"odoo{postgres.server_label()}"
        yield Databases(found, server, data)


@contextlib.contextmanager
def reserved(name):
    """Keep a second command away from the same database."""
    path = STATE / f"{name}.lock"
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(common.locked(path, wait=False))
        except BlockingIOError:
            raise DubanError(
                f"The database {name} is in use by another ./duban of this clone; "
                "stop that one, or name another database with --db."
            ) from None
        yield


def bring_up_to_date(here, name, institution=None, fresh=False, demo=True):
    """Make the database, or install and update what changed since."""
    found = addons.find_addons()
    wanted = addons.choose_addons(found, institution)
    if not wanted:
        common.say("there are no addons in this clone yet: Odoo starts without them")
    note = here.notes / f"{name}.json"
    now = {each: addons.addon_hash(each) for each in wanted}
    if fresh:
        here.drop(name)
    if not here.exists(name):
        note.unlink(missing_ok=True)
        common.check_disk(common.state_dir(), 1024**3)
        work = f"{name}_new"
        here.drop(work)
        # kept, so that the next one takes a third of the time
        here.clone(here.template_dependencies(), work)
        what = "the suite with its demo institutions" if demo else "the suite"
        with step(f"Installing {what}"):
            here.prepare(work, install=wanted, demo=demo)
        here.rename(work, name)
    else:
        before = json.loads(note.read_text()) if note.exists() else {}
        there = here.modules(name)
        install = [each for each in wanted if each not in there]
        upgrade = [
            each for each in wanted if each in there and before.get(each) != now[each]
        ]
        if install or upgrade:
            names = ", ".join(install + upgrade)
            with step(f"Updating the database with {names}"):
                here.prepare(name, install=install, upgrade=upgrade, demo=demo)
        now = {**before, **now}
    note.write_text(json.dumps(now, indent=1))
