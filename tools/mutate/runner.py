"""Running the tests against one wrong edit after the other, each worker on a tree and a database of its own."""

import json
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from .. import addons, common, identity, testing
from ..common import ROOT, say
from . import rooms

#: seconds for the tests of one wrong edit, and for the rest of the suite
PATIENCE = 900
SUITE_PATIENCE = 3600
#: exit statuses of pytest
PASSED, FAILED, NOTHING = 0, 1, 5


class Worker:
    """One tree, one database, one mutation at a time."""

    def __init__(self, databases, folder, number, name):
        self.databases = databases
        self.tree = folder / f"tree{number}"
        self.config = folder / f"odoo{number}.conf"
        self.name = name
        self.process = None
        for source in common.clone_files():
            target = self.tree / Path(source).relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
        identity.give_all(folder)

    # -- one mutation

    def judge(self, mutation, depth):
        """Apply, test, take back; the verdict as a dict."""
        path, before = mutation.apply(self.tree)
        started = time.monotonic()
        name = self.name
        try:
            if not mutation.is_live:
                # what an installation reads: installed anew, beside the database of the others
                name = f"{self.name}_data"
                self.install(name)
            killed, by = self.stages(mutation, name, depth)
        except common.DubanError:
            killed, by = None, "does not install"
        finally:
            path.write_text(before, encoding="utf-8")
            if name != self.name:
                self.databases.drop(name)
        return {
            "id": mutation.id,
            "room": mutation.room,
            "rows": list(mutation.rows),
            "what": mutation.what,
            "digest": mutation.digest,
            "killed": killed,
            "by": by,
            "seconds": round(time.monotonic() - started, 1),
        }

    def install(self, name):
        """A database with the addons of the mutated tree."""
        self.databases.drop(name)
        self.databases.clone(self.databases.template_dependencies(), name)
        path = ",".join(map(str, [*self.databases.runtime.core_addons, self.tree]))
        self.databases.inside(
            "prepare",
            name,
            base=[],
            install=list(addons.find_addons()),
            upgrade=[],
            demo=False,
            addons_path=path,
        )

    def stages(self, mutation, name, depth):
        """Tests of the room, of the rows, then of everything; (killed or None, by what)."""
        browser = mutation.room in rooms.BROWSER
        by_row, by_room = rooms.tests_of(mutation)
        stages = [(by_room, PATIENCE), (by_row, PATIENCE)]
        if depth == "rows":
            stages = stages[1:]
        if depth == "suite":
            stages.append((["tests"], SUITE_PATIENCE))
        for tests, patience in stages:
            if not tests:
                continue
            status, by = self.pytest(tests, name, patience, browser)
            if status == FAILED:
                return True, by
            if status not in (PASSED, NOTHING):
                return None, f"pytest ended with {status}"
        return False, ""

    def pytest(self, tests, name, patience, browser):
        """Run pytest on the tree; (exit status, the first test that failed)."""
        environment = self.databases.environment()
        environment.update(
            DUBAN_RESULTS="",
            DUBAN_FAST="" if browser else "1",
            PYTHONDONTWRITEBYTECODE="1",
        )
        paths = [*self.databases.runtime.core_addons, self.tree]
        self.config.write_text(
            "[options]\n"
            f"addons_path = {','.join(map(str, paths))}\n"
            f"data_dir = {self.databases.data_dir}\n"
            "http_interface = 127.0.0.1\nmax_cron_threads = 0\nworkers = 0\n"
        )
        python = self.databases.runtime.python
        command = [python, "-m", "pytest", "--rootdir", self.tree, "-x", "-q"]
        command += ["-p", "no:cacheprovider", f"--odoo-config={self.config}"]
        command += [f"--odoo-database={name}", "--odoo-http", *tests]
        self.process = subprocess.Popen(
            list(map(str, command)),
            cwd=self.tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=quietly,
            **identity.dropped(),
        )
        try:
            output, _none = self.process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.stop()
            return FAILED, "ran out of time"
        return self.process.returncode, first_failure(output)

    def stop(self):
        """End the tests under way, with what they started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def quietly():
    """In the child: a group of its own, behind everybody else."""
    os.setsid()
    os.nice(5)


def first_failure(output):
    """The first test that pytest names as failed."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ", "SUBFAILED")):
            return line.split(" - ")[0].split(" ", 1)[-1].strip()
    return output.strip().splitlines()[-1] if output.strip() else ""


def run(databases, mutations, store, workers=2, depth="suite", seconds=None):
    """Judge the mutations and put each verdict into `store` at once.

    :param store: `Store`
    :param depth: `rows`, `room` or `suite`: how far to ask
    :param seconds: start no further one after so long
    """
    waiting = queue.SimpleQueue()
    for mutation in mutations:
        waiting.put(mutation)
    end = time.monotonic() + seconds if seconds else None
    with common.temporary_folder("mutate") as folder:
        threads = [
            threading.Thread(
                target=work,
                args=(databases, folder, number, waiting, store, depth, end),
                daemon=True,
            )
            for number in range(workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def work(databases, folder, number, waiting, store, depth, end):
    """What one worker does until nothing is left, or the time is over."""
    with testing.own_copy(databases) as name:
        worker = Worker(databases, folder, number, name)
        while not (end and time.monotonic() > end):
            try:
                mutation = waiting.get_nowait()
            except queue.Empty:
                return
            verdict = worker.judge(mutation, depth)
            store.add(verdict)
            word = {True: "noticed", False: "NOT NOTICED", None: "no verdict"}
            say(
                f"{mutation.room} {mutation.id} {word[verdict['killed']]} "
                f"({verdict['seconds']:.0f} s) {verdict['by']}"
            )


class Store:
    """Verdicts on disk, so that a run that was ended goes on where it was."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.verdicts = {}
        if path.exists():
            self.verdicts = json.loads(path.read_text(encoding="utf-8"))

    def add(self, verdict):
        """Keep one verdict."""
        with self.lock:
            self.verdicts[verdict["id"]] = verdict
            self.path.parent.mkdir(parents=True, exist_ok=True)
            work = self.path.with_suffix(".new")
            work.write_text(json.dumps(self.verdicts, ensure_ascii=False, indent=1))
            work.replace(self.path)

    def of(self, mutation):
        """The verdict on the mutation as it is now, or None."""
        verdict = self.verdicts.get(mutation.id)
        return verdict if verdict and verdict["digest"] == mutation.digest else None
