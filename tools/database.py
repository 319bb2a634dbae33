"""Databases: making one, and the templates that tests are copied from.

Two levels, each keyed by what went into it:
 1. Odoo with the modules our addons stand on, in Chinese;
 2. level 1 with our addons installed, without demo data.
A change in an addon rebuilds level 2 only, on a copy of level 1.
"""

import json
from pathlib import Path

from . import addons, common, identity
from .common import DubanError, say, step

EXTENSION = "pg_trgm"
INSIDE = Path(__file__).with_name("inside.py")
REMOVAL = Path(__file__).with_name("inside_removal.py")
# Of each level keep the latest few, for worktrees on different commits.
KEEP = 12


class Databases:
    """The databases of one server, with their files in `data_dir`."""

    def __init__(self, runtime, server, data_dir):
        self.runtime = runtime
        self.server = server
        self.data_dir = identity.private(data_dir)
        # what we note ourselves, out of the worker's reach
        self.notes = self.data_dir.with_name(f"{self.data_dir.name}-notes")
        self.notes.mkdir(exist_ok=True)

    @property
    def addons_path(self):
        """What Odoo wants as --addons-path; its own addons come by themselves."""
        paths = list(self.runtime.core_addons)
        if addons.find_addons():
            paths.append(common.visible_root())
        return ",".join(map(str, paths))

    def environment(self):
        """Environment variables for an Odoo on this server."""
        return self.server.lead(self.runtime.environment())

    def names(self, pattern="%"):
        """Databases whose name is like the pattern."""
        rows = self.server.sql(
            f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'"
        )
        return {row[0] for row in rows}

    def exists(self, name):
        return name in self.names()

    def modules(self, name):
        """The modules that a database has."""
        rows = self.server.sql(
            "SELECT name FROM ir_module_module WHERE state = 'installed'", name
        )
        return {row[0] for row in rows}

    def make_empty(self, name):
        """An empty database as Odoo wants it."""
        self.server.sql(
            f"""CREATE DATABASE "{name}" ENCODING 'UTF8' LC_COLLATE 'C' """
            "TEMPLATE template0"
        )
        # as Odoo does itself: trigram indexes and the search for similar titles
        available = f"SELECT 1 FROM pg_available_extensions WHERE name = '{EXTENSION}'"
        if self.server.sql(available):
            self.server.sql(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}", name)
        else:
            say(
                f"this PostgreSQL lacks {EXTENSION} (its contrib package): searching is "
                "slower, and similar titles are not found"
            )

    def filestore(self, name):
        return self.data_dir / "filestore" / name

    def clone(self, template, name):
        """A copy with its files, in well under a second."""
        version = int(self.server.sql("SHOW server_version_num")[0][0])
        # the fast way where nothing waits for the disk; older servers know no other
        strategy = "STRATEGY FILE_COPY" if version >= 150000 else ""
        self.server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
        source, target = self.filestore(template), self.filestore(name)
        if source.is_dir():
            self.forget_files(name)
            try:
                # Odoo never changes a stored file, so links will do
                common.order(["cp", "-al", source, target])
            except DubanError:
                self.forget_files(name)
                common.order(["cp", "-a", source, target])

    def drop(self, name):
        """Remove a database and its files; our own sessions in it are ended."""
        # FORCE is refused to a role that is no superuser while autovacuum, which is the superuser's, looks at the
        # database; without it PostgreSQL sends autovacuum away itself and waits some seconds for those we end
        self.server.sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user"
        )
        self.server.sql(f'DROP DATABASE IF EXISTS "{name}"')
        self.forget_files(name)

    def forget_files(self, name):
        """Remove the files of a database."""
        if self.filestore(name).exists():
            common.order(["rm", "-rf", self.filestore(name)])

    def rename(self, name, new_name):
        """Give a database, which has no other by this name beside it, its name."""
        # of an earlier try that was killed
        self.forget_files(new_name)
        if self.filestore(name).is_dir():
            common.order(["mv", self.filestore(name), self.filestore(new_name)])
        self.server.sql(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')

    def prepare(self, name, base=(), install=(), upgrade=(), demo=False):
        """Install or update modules in a database, in one start of Odoo.

        `base` modules come without demo data and make the database Chinese;
        then `install` and `upgrade` are done, with the demo data of these
        modules only if `demo`.
        """
        self.inside(
            "prepare",
            name,
            base=list(base),
            install=list(install),
            upgrade=list(upgrade),
            demo=demo,
        )

    def prepare_assets(self, name):
        """Make the bundles that browsers load, in one start of Odoo."""
        self.inside("assets", name)

    def remove(self, name, first):
        """Uninstall the addon `first`, then all of the suite; what is left of the demo
        is an error."""
        modules = addons.choose_addons(addons.find_addons())
        try:
            self.script(REMOVAL, name, first=first, modules=modules)
        except DubanError as error:
            raise DubanError(
                "The suite cannot be uninstalled cleanly; the lines above say why."
            ) from error

    def inside(self, task, name, **options):
        """Do a task of inside.py in the environment of Odoo."""
        self.script(INSIDE, name, task, **options)

    def script(self, path, name, *task, **options):
        """Run a script of ours in the environment of Odoo, with options as JSON."""
        options = {
            "db": name,
            "addons_path": self.addons_path,
            "data_dir": str(self.data_dir),
            **options,
        }
        root = common.visible_root()
        script = root / path.relative_to(common.ROOT)
        said = common.Complaints()
        status = common.apart(
            [self.runtime.python, script, *task, json.dumps(options)],
            self.environment(),
            cwd=root,
            listen=said.take,
        )
        if status:
            raise said.failed(
                self.data_dir,
                "The database could not be prepared; the lines above say why.",
            )
        said.tell()

    # -- templates --------------------------------------------------------

    def template_dependencies(self):
        """Level 1: Odoo with the modules that our addons stand on."""
        modules = addons.dependencies(addons.find_addons())
        key = common.digest(
            INSIDE.read_bytes(), EXTENSION, modules, self.runtime.version()
        )
        name = f"duban_t1_{key}"
        return self.template(
            name,
            "Preparing a database with " + ", ".join(modules),
            lambda work: (self.make_empty(work), self.prepare(work, base=modules)),
        )

    def template_addons(self, alike=False):
        """Level 2: level 1 with our addons, as the tests want it.

        :param alike: one of an earlier state will do that differed in what methods do only
        """
        found = addons.by_themselves(addons.find_addons())
        below = self.template_dependencies()
        if not found:
            return below
        alias = self.notes / "alike" / self.level_two(below, found, alike=True)
        if alike and alias.exists() and self.exists(alias.read_text()):
            say("the database of an earlier state will do: only methods differ")
            self.forget_old(alias.read_text())
            return alias.read_text()
        name = self.template(
            self.level_two(below, found),
            "Installing the addons in a template database",
            lambda work: (self.clone(below, work), self.prepare(work, install=found)),
        )
        alias.parent.mkdir(parents=True, exist_ok=True)
        alias.write_text(name)
        return name

    @staticmethod
    def level_two(below, found, alike=False):
        """The name of the template of these addons, or what those that are alike have in common."""
        hashes = [f"{name} {addons.addon_hash(name, alike=alike)}" for name in found]
        return f"duban_t2_{common.digest(below, *hashes)}"

    def template(self, name, message, make):
        """The template of this name, made now if it does not exist."""
        locks = self.notes / "locks"
        waiting = "Another process is preparing the same database."
        with common.locked(locks / f"{name}.lock", waiting):
            if not self.exists(name):
                work = f"{name}_new"
                self.drop(work)
                with step(message):
                    make(work)
                # Only a complete one gets the name that others look for.
                self.rename(work, name)
        self.forget_old(name)
        return name

    def forget_old(self, name):
        """Note the use of a template, and drop those unused for long."""
        prefix = name.rsplit("_", 1)[0]
        used = self.notes / "used"
        used.mkdir(parents=True, exist_ok=True)
        (used / name).touch()
        for path in common.by_age(used, f"{prefix}_*")[:-KEEP]:
            try:
                # Not by force: one that is being copied may stay.
                self.server.sql(f'DROP DATABASE IF EXISTS "{path.name}"')
            except DubanError:
                continue
            self.forget_files(path.name)
            path.unlink(missing_ok=True)
