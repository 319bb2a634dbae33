"""Where the benchmark works: its own PostgreSQL with the settings of production,
cached databases, and the peers, which nothing else of the suite ever sees."""

import contextlib
import json
import subprocess

from tools import addons, common, identity, postgres, runtime, testing
from tools.common import ROOT, DubanError, step
from tools.database import Databases

from . import lists

# Durable, as in production; only the memory fits a machine with several GB.
SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
}
PEERS = (
    "odoo-addon-base_tier_validation>=19.0,<20.0dev",
    "odoo-addon-purchase_tier_validation>=19.0,<20.0dev",
)
PEER_MODULES = [
    "project",
    "purchase",
    "base_tier_validation",
    "purchase_tier_validation",
]
# What is measured, loaded and killed: the engine, what comes after it, Excel.
OURS = [addons.BASE, f"{addons.BASE}_after", f"{addons.BASE}_exchange"]
# Raise it when `data.py` makes other data.
DATA = 3
# The small ledger has so many times fewer matters than the large one.
SMALLER = 10


@contextlib.contextmanager
def bench(found):
    """The benchmark's databases."""
    cache = common.cache_dir()
    with postgres.server(found, cache / "postgres-bench", SETTINGS) as server:
        yield Bench(found, server, cache / f"odoo-bench{postgres.server_label()}")


@contextlib.contextmanager
def quick(found):
    """Databases on the server of the tests, whose prepared Odoo they share: nothing here is timed."""
    with testing.test_server(found) as databases:
        here = Bench(found, databases.server, databases.data_dir)
        here.peers = False
        yield here


def peer_addons():
    """The OCA modules of B7, unpacked in the cache; never a dependency."""
    folder = common.cache_dir() / f"bench-peers-{common.digest(*PEERS)}"
    if not folder.is_dir():
        with (
            step("Getting the OCA modules to compare with"),
            common.fresh_folder(folder) as work,
        ):
            common.call(
                [runtime.get_python(), "-m", "pip", "install", "--quiet", "--no-deps"]
                + ["--target", work / "packages", *PEERS],
                "The OCA modules could not be fetched from the package index.",
            )
    return folder / "packages" / "odoo" / "addons"


class Process:
    """A running `inside.py`."""

    def __init__(self, odoo, folder):
        self.odoo = odoo
        # a file: what was done under load is longer than a line may be
        self.asked = folder / "options.json"

    def run(self, task, **options):
        """What one task gives back."""
        self.asked.write_text(json.dumps(options))
        with contextlib.suppress(BrokenPipeError):
            self.odoo.stdin.write(f"{task} {self.asked}\n")
            self.odoo.stdin.flush()
        answer = self.odoo.stdout.readline()
        if not answer:
            raise DubanError(f"{task} failed; the lines above say why.")
        return json.loads(answer)


class Bench(Databases):
    """Cached databases of two sizes, ours and the peer's."""

    #: where the tools and the tests' fixtures come from
    root = ROOT
    #: whether there is something to compare with
    peers = True

    @property
    def addons_path(self):
        own = super().addons_path
        return f"{own},{peer_addons()}" if self.peers else own

    def run(self, task, db, **options):
        """One task of `inside.py` in a process of its own; what it gives back."""
        with self.process(db) as odoo:
            return odoo.run(task, **options)

    @contextlib.contextmanager
    def process(self, db):
        """One Odoo that does several tasks on a database, as a server does that nobody restarts between them."""
        common_options = {
            "db": db, "addons_path": self.addons_path, "data_dir": str(self.data_dir),
        }  # fmt: skip
        with (
            common.temporary_folder("bench") as folder,
            subprocess.Popen(
                [str(self.runtime.python), "-m", "bench.inside"]
                + [json.dumps(common_options)],
                env=self.server.lead(self.runtime.environment([self.root])),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self.root,
                text=True,
                **identity.dropped(),
            ) as odoo,
        ):
            try:
                yield Process(odoo, folder)
            finally:
                with contextlib.suppress(BrokenPipeError):
                    odoo.stdin.close()
                odoo.wait()

    def installed(self, kind):
        """The cached database with the modules of `ours` or the `peer`, still empty."""
        below = self.template_dependencies()
        ours = kind == "ours"
        key = map(addons.addon_hash, OURS) if ours else PEERS
        modules = OURS if ours else PEER_MODULES
        return self.template(
            f"duban_benchi{kind[0]}_{common.digest(below, *key)}",
            "Installing " + ", ".join(modules),
            lambda work: (self.clone(below, work), self.prepare(work, install=modules)),
        )

    def filled(self, kind, matters, open_every=2):
        """The cached database with so many matters or tasks, of which each ``open_every``-th is open.

        Ours is upgraded when the suite changed.
        """
        key = common.digest(
            self.template_dependencies(), kind, matters, open_every, DATA
        )
        name = f"duban_bench{kind[0]}_{key}"
        note = self.notes / "used" / f"{name}.json"
        now = common.digest(*map(addons.addon_hash, OURS)) if kind == "ours" else ""

        def make(work):
            self.clone(self.installed(kind), work)
            self.run(f"fill_{kind}", db=work, matters=matters, open_every=open_every)
            self.server.sql("VACUUM ANALYZE", work)
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(now)

        what = "matters" if kind == "ours" else "tasks"
        what += " of many years" * (open_every > 2)
        self.template(name, f"Building {matters:,} {what}", make)
        if note.read_text() != now:
            with step(f"Updating the database with {matters:,} {what}"):
                self.prepare(name, install=OURS, upgrade=[addons.BASE])
                self.server.sql("VACUUM ANALYZE", name)
            note.write_text(now)
        return name

    def measure(self, matters, task="measure", peer=True, **options):
        """The rows of the table."""
        small = matters // SMALLER
        shapes = [(small, 2, ""), (matters, 2, "")]
        if task == "measure" and (not options["only"] or "B3" in options["only"]):
            # the same open ones in ten times the years
            shapes.append((matters, 2 * SMALLER, lists.YEARS))
        copies = {}
        try:
            for size, open_every, shape in shapes:
                for kind in ("ours", "peer") if peer else ("ours",):
                    name = self.filled(kind, size, open_every)
                    copies[f"{kind}_{size}{shape}"] = copy = f"{name}_run"
                    self.drop(copy)
                    self.clone(name, copy)
            if task == "measure" and (not options["only"] or "B11" in options["only"]):
                for kind, name in (
                    ("with", self.installed("ours")),
                    ("without", self.template_dependencies()),
                ):
                    copies[kind] = copy = f"{name}_b11"
                    self.drop(copy)
                    self.clone(name, copy)
            return self.run(
                task, db=copies[f"ours_{matters}"], copies=copies, sizes=[small, matters], **options
            )  # fmt: skip
        finally:
            for copy in copies.values():
                self.drop(copy)
