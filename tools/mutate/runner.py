"""Running the tests against one wrong edit after the other, each worker on a tree and a database of its own."""

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from concurrent import futures
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
        self.warm = None
        for source in common.clone_files():
            target = self.tree / Path(source).relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
        identity.give_all(folder)

    # -- one mutation

    def judge(self, mutation, depth):
        """Apply, test, take back; the verdict as a dict."""
        started = time.monotonic()
        if mutation.room not in rooms.BROWSER and not (self.warm and self.warm.alive):
            # before the edit: it would be in every later fork
            self.warm = Warm(self)
        path, before = mutation.apply(self.tree)
        name = self.name
        try:
            if not mutation.is_live:
                # what an installation reads: installed anew, beside the database of the others
                name = f"{self.name}_data"
                self.install(name, path.relative_to(self.tree).parts[0])
            killed, by = self.stages(mutation, name, depth, path, before)
        except common.DubanError:
            killed, by = None, "does not install"
        finally:
            path.write_text(before, encoding="utf-8")
            if name != self.name:
                self.databases.drop(name)
        return verdict(mutation, killed, by, time.monotonic() - started)

    def install(self, name, addon):
        """A database with the addons of the mutated tree, `addon` being the one that is changed.

        Where no other stands on it, it is added to a database that has all the others.
        """
        found = addons.by_themselves(addons.find_addons())
        self.databases.drop(name)
        if any(addon in manifest["depends"] for manifest in found.values()):
            self.databases.clone(self.databases.template_dependencies(), name)
            self.prepare(name, list(found))
            return
        others = f"{self.name}_but_{addon}"
        if not self.databases.exists(others):
            self.databases.clone(self.databases.template_dependencies(), others)
            self.prepare(others, [each for each in found if each != addon])
        self.databases.clone(others, name)
        self.prepare(name, [addon])

    def prepare(self, name, install):
        """Install addons of the tree."""
        path = ",".join(map(str, [*self.databases.runtime.core_addons, self.tree]))
        self.databases.inside(
            "prepare",
            name,
            base=[],
            install=install,
            upgrade=[],
            demo=False,
            addons_path=path,
        )

    def stages(self, mutation, name, depth, path, before):
        """Tests of the rows, then of the room, then of everything; (killed or None, by what)."""
        browser = mutation.room in rooms.BROWSER
        by_row, by_room = rooms.tests_of(mutation)
        stages = [by_row, by_room]
        if depth == "rows":
            stages = stages[:1]
        if depth == "suite":
            stages.append(["tests"])
        stages = [stage for stage in stages if stage]
        if mutation.is_live and path.suffix == ".py" and not browser:
            status, by = self.forked(path, before, stages)
            if status is not None:
                return verdict_of(status), by
        for tests in stages:
            status, by = self.pytest(tests, name, patience_of(tests), browser)
            if verdict_of(status) is not False:
                return verdict_of(status), by
        return False, ""

    def forked(self, path, before, stages):
        """Ask the process that has all loaded; (None, "") if it cannot make the edit."""
        return self.warm.ask(
            {
                "path": str(path),
                "before": before,
                "after": path.read_text(encoding="utf-8"),
                "stages": stages,
                "patience": max(map(patience_of, stages), default=0),
            }
        )

    def pytest(self, tests, name, patience, browser):
        """Run pytest on the tree; (exit status, the first test that failed)."""
        self.process = self.start(["-x", "-q", *tests], name, browser)
        try:
            output, _none = self.process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.stop()
            return FAILED, "ran out of time"
        return self.process.returncode, first_failure(output)

    def start(self, arguments, name, browser=False, **options):
        """pytest on the tree, behind everybody else.

        :param options: see `subprocess.Popen`; `environment`: further variables
        """
        environment = self.databases.environment()
        environment.update(
            DUBAN_RESULTS="",
            DUBAN_FAST="" if browser else "1",
            PYTHONDONTWRITEBYTECODE="1",
            **options.pop("environment", {}),
        )
        paths = [*self.databases.runtime.core_addons, self.tree]
        self.config.write_text(
            "[options]\n"
            f"addons_path = {','.join(map(str, paths))}\n"
            f"data_dir = {self.databases.data_dir}\n"
            "http_interface = 127.0.0.1\nmax_cron_threads = 0\nworkers = 0\n"
        )
        python = self.databases.runtime.python
        command = [python, "-m", "pytest", "--rootdir", self.tree]
        command += ["-p", "no:cacheprovider", f"--odoo-config={self.config}"]
        command += [f"--odoo-database={name}", "--odoo-http", *arguments]
        return subprocess.Popen(
            list(map(str, command)),
            cwd=self.tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=quietly,
            **options,
            **identity.dropped(),
        )

    def judge_together(self, near, tests, seconds, most, known):
        """Judge the edits of functions in one process (`together.py`); its lines.

        :param near: {mutation: the tests it is shown to, None for all of them}
        :param most: tests of one class that one edit is shown to, None: all that reach it
        :param known: the folder where workers tell each other what is noticed
        """
        edits = [self.edit(each) | {"tests": nodes} for each, nodes in near.items()]
        return self.together(
            tests,
            {"edits": edits, "seconds": seconds, "most": most, "known": str(known)},
        )

    def judge_rows(self, pairs, seconds, noticed=(), shown=()):
        """Show each edit to the tests of one of its rows, in one process; the lines of `together.py`.

        :param pairs: [(mutation, row, nodes of its tests)]
        :param noticed: ids of edits that were noticed before
        :param shown: rows whose tests noticed an edit before: not asked of an edit that was noticed
        """
        functions, rules = [], []
        for mutation, row, nodes in pairs:
            edit = self.edit(mutation) | {"id": f"{mutation.id} {row}"}
            if mutation.is_live:
                functions.append(edit | {"tests": nodes})
            else:
                rules.append(edit | {"stages": [nodes]})
        tests = sorted({node for *_pair, nodes in pairs for node in nodes})
        return self.together(
            tests,
            {
                "edits": functions,
                "rules": rules,
                "seconds": seconds,
                "noticed": list(noticed),
                "shown": list(shown),
            },
        )

    def judge_rules(self, mutations, seconds):
        """Judge edits of what is installed in one process (`together.py`); its lines."""
        rules = [
            self.edit(each) | {"stages": [s for s in rooms.tests_of(each) if s]}
            for each in mutations
        ]
        tests = sorted({node for rule in rules for s in rule["stages"] for node in s})
        return self.together(tests, {"edits": [], "rules": rules, "seconds": seconds})

    def reach(self, files):
        """Run these files of tests as the code is; what `record.py` wrote."""
        out = self.tree / "reach.out"
        out.unlink(missing_ok=True)
        out.touch()
        out.chmod(0o666)
        self.process = self.start(
            ["-q", "-p", "tools.mutate.record", *files],
            self.name,
            environment={"DUBAN_REACH": str(out)},
            stdout=subprocess.DEVNULL,
        )
        if self.process.wait() not in (PASSED, FAILED, NOTHING):
            raise common.DubanError("The tests of the tree cannot be run.")
        with open(out, encoding="utf-8") as lines:
            yield from lines

    def edit(self, mutation):
        """What `together.py` wants to know of one."""
        path, before = mutation.apply(self.tree)
        after = path.read_text(encoding="utf-8")
        path.write_text(before, encoding="utf-8")
        relative = path.relative_to(self.tree)
        return {
            "id": mutation.id,
            "path": str(path),
            "module": relative.parts[0],
            "file": str(relative),
            "before": before,
            "after": after,
        }

    def together(self, tests, order):
        """Start `together.py` and hand on each of its lines as it comes."""
        path, out = self.tree / "together.json", self.tree / "together.out"
        out.write_text("")
        out.chmod(0o666)
        path.write_text(json.dumps(order | {"out": str(out)}))
        with open(self.tree / "together.log", "w") as log:
            self.process = self.start(
                ["-q", "-p", "tools.mutate.together", "--ignore=tests/tools", *tests],
                self.name,
                environment={"DUBAN_TOGETHER": str(path)},
                stdout=log,
            )
        text = ""
        with open(out, encoding="utf-8") as lines:
            while True:
                ended = self.process.poll() is not None
                *whole, text = (text + lines.read()).split("\n")
                yield from map(json.loads, whole)
                if ended:
                    break
                time.sleep(1)
        if self.process.returncode not in (PASSED, FAILED, NOTHING):
            # a judge that breaks off has not judged
            raise common.DubanError((self.tree / "together.log").read_text()[-2000:])

    def end(self):
        """Nothing more will be asked."""
        if self.warm:
            self.warm.end()

    def stop(self):
        """End the tests under way, with what they started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Warm:
    """A process of a worker that has Odoo, the database and all tests loaded; see `warm.py`."""

    def __init__(self, worker):
        to_child, self.orders = os.pipe()
        self.answers, from_child = os.pipe()
        self.process = worker.start(
            ["-q", "-p", "tools.mutate.warm", "--ignore=tests/tools", "tests"],
            worker.name,
            environment={"DUBAN_WARM": f"{to_child} {from_child}"},
            pass_fds=(to_child, from_child),
            stdout=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self.orders = open(self.orders, "w")
        self.answers = open(self.answers)
        self.alive = bool(self.answers.readline())
        if not self.alive:
            raise common.DubanError("The tests of the tree cannot be collected.")

    def ask(self, order):
        """(exit status or None, the first test that failed)"""
        print(json.dumps(order), file=self.orders, flush=True)
        answer = self.answers.readline()
        if not answer:
            self.alive = False
            return 3, "the warm process ended"
        answer = json.loads(answer)
        return answer["status"], answer["by"]

    def end(self):
        """Closing the pipe ends the process."""
        self.orders.close()
        self.answers.close()
        self.process.wait()


def patience_of(tests):
    """Seconds for these tests."""
    return SUITE_PATIENCE if tests == ["tests"] else PATIENCE


def verdict_of(status):
    """Noticed, not noticed, or None for an exit status of pytest that says neither."""
    return {FAILED: True, PASSED: False, NOTHING: False}.get(status)


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


def in_threads(work, number):
    """Call `work` with 0, 1, … at once; what one of them raises is raised."""
    with futures.ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(work, each) for each in range(number)]:
            done.result()


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
        in_threads(
            lambda number: work(databases, folder, number, waiting, store, depth, end),
            workers,
        )


def verdict(mutation, killed, by, seconds):
    """What is kept of one mutation."""
    return {
        "id": mutation.id,
        "room": mutation.room,
        "rows": list(mutation.rows),
        "what": mutation.what,
        "digest": mutation.digest,
        "killed": killed,
        "by": by,
        "seconds": round(seconds, 1),
    }


def work(databases, folder, number, waiting, store, depth, end):
    """What one worker does until nothing is left, or the time is over."""
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(testing.own_copy(databases))
        worker = Worker(databases, folder, number, name)
        stack.callback(worker.end)
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

    def show(self, mutation, row, by):
        """Keep which test of a row noticed an edit; "": none of them did."""
        found = self.of(mutation) or verdict(mutation, bool(by) or None, by, 0)
        if by and not found["killed"]:
            found |= {"killed": True, "by": by}
        self.add(found | {"shown": found.get("shown", {}) | {row: by}})

    def shown(self, mutation, row):
        """The test of the row that noticed, "" if none of them did, None if they were not asked."""
        found = self.of(mutation)
        if not found:
            return None
        if row in found.get("shown", {}):
            return found["shown"][row]
        by = found["by"]
        nodes = rooms.proofs().get(row, ())
        own = any(by == n or by.startswith((f"{n}::", f"{n}[")) for n in nodes)
        return by if found["killed"] and own else None

    def of(self, mutation):
        """The verdict on the mutation as it is now, or None."""
        verdict = self.verdicts.get(mutation.id)
        return verdict if verdict and verdict["digest"] == mutation.digest else None
