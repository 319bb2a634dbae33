"""`--load` and `--kill`: a real server, real processes, and what is left of the data."""

import contextlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter

from tools import common, postgres, run
from tools.common import say, step

from . import client, places

PROCESSES = 8


def load(found, seconds, seed, shared=6):
    """Eight processes against two Odoo servers and one PostgreSQL; 0 when nothing was lost or doubled."""
    with places.quick(found) as here:
        name = "duban_bench_load"
        here.drop(name)
        here.clone(here.installed("ours"), name)
        try:
            setup = here.run("prepare_load", db=name, shared=shared)
            with two_servers(here, name) as servers:
                setup["addresses"] = [odoo.address for odoo in servers]
                setup["seconds"] = seconds
                with step(f"{PROCESSES} processes at work"):
                    start = time.monotonic()
                    answers = together(setup, seed)
                    took = time.monotonic() - start
                log = read_logs(servers)
            verdict = here.run(
                "verify",
                db=name,
                done=[each for one in answers for each in one["done"]],
            )
        finally:
            here.drop(name)
    problems = verdict["problems"]
    once = {}
    for answer in answers:
        problems += answer["errors"]
        for key, count in answer["once"].items():
            once[key] = once.get(key, 0) + count
    problems += [
        f"{key} succeeded {count} times" for key, count in once.items() if count != 1
    ]
    retried = len(re.findall(r"tries left, try again in", log))
    calls = sum(answer["calls"] for answer in answers)
    print(
        f"{PROCESSES} processes, {took:.0f} s: {calls} calls ({calls / took:.1f} per second), "
        f"{sum(answer['lives'] for answer in answers)} matters from draft to archive, "
        f"{len(once)} steps contended for by all eight, {retried} retried by Odoo, "
        f"{sum(answer['again'] for answer in answers)} repeated by the person; "
        f"{verdict['matters']} matters and {verdict['acts']} acts verified"
    )
    return report(problems)


@contextlib.contextmanager
def two_servers(here, name):
    """Two Odoo servers on one database, each with threads and a scheduler of its own."""
    with contextlib.ExitStack() as stack:
        servers = []
        for n in (1, 2):
            odoo = run.Odoo(
                here, name, run.free_port(), ("--workers=0", "--log-level=info")
            )
            odoo.log = odoo.log.with_name(f"{name}_{n}.log")
            servers.append(stack.enter_context(odoo))
        for odoo in servers:
            odoo.wait_until_ready()
        yield servers


def read_logs(servers):
    """What the servers wrote."""
    return "".join(odoo.log.read_text(errors="replace") for odoo in servers)


def schedulers(here, name, setup, seconds):
    """People work while the schedulers of two servers find the same patrol due, again and again.

    :return: (the verdict on the data, what the servers wrote)
    """
    with two_servers(here, name) as servers:
        setup["addresses"] = [odoo.address for odoo in servers]
        workers = [Restless(setup, n, 2026) for n in range(3)]
        for worker in workers:
            worker.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            call_patrol(here, name)
            time.sleep(2)
        for worker in workers:
            worker.stop = True
        for worker in workers:
            worker.join(120)
        # what they did since the last patrol is for the next one
        asked = call_patrol(here, name)
        until = time.monotonic() + 120
        while time.monotonic() < until and not here.server.sql(
            PATROL_DONE.format(asked=asked), name
        ):
            time.sleep(1)
        log = read_logs(servers)
    done = [each for worker in workers for each in worker.office.done]
    verdict = here.run("verify", db=name, done=done)
    for worker in workers:
        verdict["problems"] += worker.office.errors
    if not done:
        verdict["problems"].append("nobody could work")
    return verdict, log


def together(setup, seed):
    """The answers of the processes."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    answers = context.Queue()
    processes = [
        context.Process(
            target=client.work, args=(setup, n, seed, barrier, answers), daemon=True
        )
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    found = [answers.get(timeout=setup["seconds"] + 900) for _process in processes]
    for process in processes:
        process.join(30)
    failed = [answer["failed"] for answer in found if "failed" in answer]
    if failed:
        raise common.DubanError("The load broke off: " + "; ".join(failed))
    return found


def report(problems):
    """Say what is wrong; the exit status."""
    for problem in problems[:100]:
        print(f"  {problem}")
    print(
        "nothing lost, nothing doubled" if not problems else f"{len(problems)} problems"
    )
    return 1 if problems else 0


# -- kill


class Faults:
    """A PostgreSQL and an Odoo of their own, to be killed."""

    def __init__(self, found, folder):
        self.found = found
        self.cluster = postgres.Cluster(
            folder,
            postgres.embedded_programs(found),
            {**places.SETTINGS, "shared_buffers": "256MB"},
        )

    @contextlib.contextmanager
    def running(self):
        """The databases of this server."""
        with self.cluster.running() as environment:
            server = postgres.Server(environment, self.cluster.programs)
            yield places.Bench(self.found, server, common.cache_dir() / "odoo-faults")

    def kill(self):
        """kill -9 for the postmaster and every backend."""
        pid = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        for each in [pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        time.sleep(0.3)

    def restart(self):
        """As after a power cut; PostgreSQL recovers by itself."""
        # a dead process that nobody collected still counts as alive for pg_ctl
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        for _try in range(20):
            with contextlib.suppress(common.DubanError):
                self.cluster.start()
                return
            time.sleep(0.5)
        self.cluster.start()


def kill(found, times, seed, size=4000):
    """Kill the server and the database at random moments of patrol, import, filing and archive, ``times`` times."""
    chance = random.Random(seed)
    folder = common.cache_dir() / "postgres-faults"
    shutil.rmtree(folder, ignore_errors=True)
    faults, name = Faults(found, folder), "duban_bench_kill"
    done, errors, cut, victims = [], [], Counter(), Counter()
    with faults.running() as here:
        copy_template(found, here, name)
        setup = here.run("prepare_load", db=name, shared=0, open=size)
        port = run.free_port()
        for turn in range(times):
            victim = chance.choice(("server", "database"))
            victims[victim] += 1
            with run.Odoo(
                here, name, port, ("--workers=0", "--log-level=warn")
            ) as odoo:
                odoo.wait_until_ready()
                setup["addresses"] = [odoo.address]
                workers = [Restless(setup, turn * 10 + n, seed) for n in range(3)]
                for worker in workers:
                    # the first page of a fresh server takes its time
                    worker.office.person("bench_office_user")
                for worker in workers:
                    worker.start()
                time.sleep(chance.uniform(0, 6))
                # only now, or the patrol would be over since the server's first look
                fall_due(here, name, turn)
                call_patrol(here, name)
                time.sleep(chance.uniform(0.3, 6))
                cut["patrol"] += here.server.sql(PATROL_RUNS, name)[0][0] == "0"
                if victim == "server":
                    os.killpg(odoo.process.pid, signal.SIGKILL)
                else:
                    faults.kill()
                for worker in workers:
                    worker.stop = True
                if victim == "database":
                    os.killpg(odoo.process.pid, signal.SIGKILL)
                for worker in workers:
                    worker.join(60)
                    done += worker.office.done
                    errors += worker.office.errors
                    if worker.interrupted:
                        cut[worker.interrupted] += 1
            if victim == "database":
                faults.restart()
            say(
                f"  kill {turn + 1} of {times} ({victim}), {len(done)} calls acknowledged so far"
            )
        verdict = here.run("verify", db=name, done=done, patrol=True)
    shutil.rmtree(folder, ignore_errors=True)
    problems = verdict["problems"]
    if verdict["left"]:
        problems.append(f"{verdict['left']} matters still wait for the patrol")
    problems += [error for error in errors if error not in problems]
    print(
        f"{times} kills ({victims['server']} of the server, {victims['database']} of the database), "
        f"{len(done)} calls acknowledged, {verdict['matters']} matters, {verdict['acts']} acts "
        f"and {verdict['imports']} imported rows verified"
    )
    print("cut off: " + ", ".join(f"{name} {n}" for name, n in cut.most_common()))
    for work in WORK:
        if times >= 20 and not any(work in name for name in cut):
            problems.append(f"no kill hit {work}: the run proves nothing about it")
    return report(problems)


# What has to be among the work that was cut off.
WORK = ("patrol", "duban.import", "action_file", "archive")
PATROL_JOB = """
    (SELECT res_id FROM ir_model_data WHERE module = 'duban_supervision' AND name = 'ir_cron_patrol')
"""
# The scheduler locks the job that it does.
PATROL_RUNS = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM ir_cron WHERE id = {PATROL_JOB} FOR NO KEY UPDATE SKIP LOCKED
    ) free
"""
# The scheduler finds the patrol due at its next look.
PATROL_NOW = f"""
    UPDATE ir_cron SET nextcall = now() - interval '1 minute' WHERE id = {PATROL_JOB};
"""


PATROL_DONE = f"""
    SELECT 1 FROM ir_cron
     WHERE id = {PATROL_JOB} AND lastcall >= '{{asked}}' AND nextcall > now() AT TIME ZONE 'UTC'
"""


def call_patrol(here, name):
    """Let a scheduler begin the patrol now, or when it is through with the one under way; when it was asked, in UTC."""
    here.server.sql(PATROL_NOW, name)
    asked = here.server.sql("SELECT date_trunc('second', now() AT TIME ZONE 'UTC')")
    here.server.sql(f"NOTIFY cron_trigger, '{name}'")
    return asked[0][0]


def fall_due(here, name, turn):
    """Another part of the open matters is overdue today."""
    here.server.sql(
        "WITH due AS (UPDATE duban_matter SET date_deadline = CURRENT_DATE - 10, date_next_check = CURRENT_DATE"
        f" WHERE state = 'in_progress' AND number LIKE 'G%'"
        f" AND substr(number, 2)::int % 10 = {2 * turn % 10} RETURNING id)"
        " UPDATE duban_due_date d SET date = CURRENT_DATE - 10 FROM due WHERE d.matter_id = due.id",
        name,
    )


def copy_template(found, here, name):
    """The installed suite, carried from the server of the tests."""
    with places.quick(found) as source:
        carry(source, source.installed("ours"), here, name)


def carry(source, database, target, name):
    """A database with its files to another server, by dump and restore."""
    with common.temporary_folder("dump") as folder:
        folder.chmod(0o777)
        dump = folder / "dump"
        move(source, "pg_dump", "-Fc", "-f", dump, database)
        target.drop(name)
        target.make_empty(name)
        move(target, "pg_restore", "--no-owner", "-d", name, dump)
    files, there = source.filestore(database), target.filestore(name)
    if files.is_dir():
        # as the worker, whom Odoo runs as under root
        common.order(["mkdir", "-p", there.parent])
        target.forget_files(name)
        common.order(["cp", "-a", files, there])


def move(databases, program, *args):
    """pg_dump or pg_restore, with what it says when it fails."""
    done = databases.server.program(program, *args)
    if done.returncode:
        raise common.DubanError(f"{program} failed: {done.stderr.strip()[-300:]}")


class Restless(threading.Thread):
    """People who work until the lights go out."""

    def __init__(self, setup, number, seed):
        super().__init__(daemon=True)
        self.office = client.Office(setup, number, seed)
        self.stop, self.interrupted = False, None

    def run(self):
        office = self.office
        while not self.stop:
            try:
                if office.chance.random() < 0.4:
                    office.import_plan()
                else:
                    office.life()
            except client.Broken:
                self.interrupted = office.under_way
                return
            except client.Refused as error:
                # a dying server says so in its own words
                self.interrupted = office.under_way
                if error.kind.startswith("odoo.exceptions"):
                    office.errors.append(str(error))
                return
