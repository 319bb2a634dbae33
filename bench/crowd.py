"""B10: fifty people at once on two workers, with the mix of a day; the peer is `project` with the same mix.

Each person opens a session of the web client, does one thing after the other and thinks in between. The two servers
take turns (ours, the peer, ours, the peer), so that whatever else the machine does falls on both.
"""

import contextlib
import random
import statistics
import threading
import time
from collections import defaultdict
from pathlib import Path

from tools import run
from tools.common import say, step

from . import client

PEOPLE, SECONDS, TURNS = 50, 300, 2
#: seconds before the clock counts
WARM = 30
#: seconds that a person thinks between two things, on average
THINKS = 5.0
#: what people do, and how often in a hundred times
MIX = {
    "home": 10, "list": 22, "form": 25, "todos": 15, "search": 8, "report": 10, "file": 4, "decide": 6,
}  # fmt: skip
OPEN_TASKS = [["is_closed", "=", False]]
PAGE = {"limit": 80, "count_limit": 10001}


class Visitor:
    """One person at a browser."""

    def __init__(self, side, number):
        self.side = side
        self.chance = random.Random(number)
        self.login = side.login(number)
        self.person = client.Person(side.address, side.name, self.login)

    def start(self, until):
        """A thread in which the person works until then."""
        thread = threading.Thread(target=self.work, args=(until,), daemon=True)
        thread.start()
        return thread

    def work(self, until):
        """One thing after the other, as ``MIX`` has it."""
        kinds, weights = list(MIX), list(MIX.values())
        time.sleep(self.chance.uniform(0, THINKS))
        while time.monotonic() < until:
            (kind,) = self.chance.choices(kinds, weights)
            try:
                getattr(self.side, kind)(self)
            except (client.Refused, client.Broken) as error:
                self.side.errors.append(f"{kind} of {self.login}: {error}")
            time.sleep(self.chance.expovariate(1 / THINKS))

    def call(self, kind, model, method, *args, login=None, **kwargs):
        """One call, whose time is noted under ``kind``; whoever has to do it does."""
        person = self.side.desks[login] if login else self.person
        begun = time.perf_counter()
        result = person.call(model, method, *args, **kwargs)
        self.side.times[kind].append((time.perf_counter() - begun) * 1000)
        return result


class Side:
    """What the people of one contestant do, each thing as the web client asks for it."""

    prefix = ""

    def __init__(self, address, name, setup):
        self.address, self.name, self.setup = address, name, setup
        self.times, self.errors = defaultdict(list), []
        self.lock = threading.Lock()
        logins = {*setup["desks"], *(login for _id, login in setup["waiting"])}
        self.desks = {login: client.Person(address, name, login) for login in logins}

    def login(self, number):
        """Four of five are heads of units, the others sit in the office or lead."""
        desks = self.setup["desks"]
        if number % 5 == 4:
            return desks[number // 5 % len(desks)]
        return f"{self.prefix}head{number % 40 + 1}"

    def take(self, name):
        """The next one of what is there once, or None when nothing is left."""
        with self.lock:
            return self.setup[name].pop() if self.setup[name] else None

    def one_of_mine(self, visitor):
        """Something that the person works on."""
        mine = self.setup["mine"]
        rows = mine.get(visitor.login) or mine[f"{self.prefix}head1"]
        # the last ones wait for a decision
        return visitor.chance.choice(rows[:20])


class Ours(Side):
    """督办."""

    prefix = "bench_"

    def home(self, visitor):
        visitor.call("home", "duban.matter", "get_home")

    def list(self, visitor, kind="list", more=()):
        from .lists import OPEN_DOMAIN

        visitor.call(
            kind, "duban.matter", "web_search_read", [*map(list, OPEN_DOMAIN), *more], self.setup["list"], **PAGE
        )  # fmt: skip

    def search(self, visitor):
        self.list(visitor, "search", [["name", "ilike", "教学"]])

    def form(self, visitor):
        matter = self.one_of_mine(visitor)
        visitor.call("form", "duban.matter", "web_read", [matter], self.setup["form"])

    def todos(self, visitor):
        domain = [["duban_key", "!=", False], ["user_id.login", "=", visitor.login]]
        visitor.call("todos", "mail.activity", "web_search_read", domain, self.setup["todos"], **PAGE)  # fmt: skip

    def report(self, visitor):
        if not visitor.login.startswith("bench_head"):
            return self.form(visitor)
        values = {"matter_id": self.one_of_mine(visitor), "name": "进展顺利"}
        return visitor.call("report", "duban.feedback", "create", [values])

    def file(self, visitor):
        values, office = self.take("new"), "bench_office_user"
        if not values:
            return self.list(visitor)
        (matter,) = visitor.call("file", "duban.matter", "create", [values], login=office)  # fmt: skip
        visitor.call("file", "duban.matter", "action_file", [matter], login=office)
        return visitor.call("file", "duban.matter", "action_assign", [matter], login=office)  # fmt: skip

    def decide(self, visitor):
        line = self.take("waiting")
        if not line:
            return self.todos(visitor)
        return visitor.call(
            "decide", "duban.approval.line", "action_approve", [line[0]], "同意", login=line[1]
        )  # fmt: skip


class Peer(Side):
    """The like in `project`."""

    prefix = "peer_"

    def home(self, visitor):
        visitor.call("home", "project.project", "web_search_read", [], self.setup["projects"], **PAGE)  # fmt: skip

    def list(self, visitor, kind="list", more=()):
        visitor.call(
            kind, "project.task", "web_search_read", [*OPEN_TASKS, *more], self.setup["list"], **PAGE
        )  # fmt: skip

    def search(self, visitor):
        self.list(visitor, "search", [["name", "ilike", "教学"]])

    def form(self, visitor):
        task = self.one_of_mine(visitor)
        visitor.call("form", "project.task", "web_read", [task], self.setup["form"])

    def todos(self, visitor):
        domain = [["user_id.login", "=", visitor.login]]
        visitor.call("todos", "mail.activity", "web_search_read", domain, self.setup["todos"], **PAGE)  # fmt: skip

    def report(self, visitor):
        if not visitor.login.startswith("peer_head"):
            return self.form(visitor)
        task = self.one_of_mine(visitor)
        return visitor.call("report", "project.task", "message_post", [task], body="进展顺利")  # fmt: skip

    def file(self, visitor):
        values, office = self.take("new"), "peer_office"
        if not values:
            return self.list(visitor)
        (task,) = visitor.call("file", "project.task", "create", [values], login=office)
        for user in values["user_ids"][0][2]:
            visitor.call(
                "file", "mail.activity", "create",
                [{"res_model_id": self.setup["task_model"], "res_id": task, "user_id": user,
                  "activity_type_id": self.setup["todo_type"]}],
                login=office,
            )  # fmt: skip
        return task

    def decide(self, visitor):
        todo = self.take("waiting")
        if not todo:
            return self.todos(visitor)
        return visitor.call(
            "decide", "mail.activity", "action_feedback", [todo[0]], feedback="同意", login=todo[1]
        )  # fmt: skip


# -- what is measured


def percentile(values, share):
    """The value below which ``share`` (0 to 1) of ``values`` lie, between two where it falls between."""
    values = sorted(values)
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def growth(sizes):
    """How much memory grew, in hundredths: the last fifth of the samples against the second one.

    The first fifth is left out, in which each worker reads what it keeps.
    """
    if len(sizes) < 5:
        return 0.0
    fifth = len(sizes) // 5
    before = statistics.median(sizes[fifth : 2 * fifth])
    return 100 * (statistics.median(sizes[-fifth:]) / before - 1)


def rows_of(ours, peer):
    """The rows of the table: all calls, then each kind."""
    found = []
    for kind in (None, *MIX):
        both = [
            [ms for name, times in side.items() if kind in (None, name) for ms in times]
            for side in (ours, peer)
        ]
        if not all(both):
            continue
        p95 = [percentile(times, 0.95) for times in both]
        found.append(
            {
                "id": f"B10-{kind}" if kind else "B10",
                "what": f"p95 of a call of “{kind}”" if kind else "fifty at once on two workers, p95 of a call",
                "n": len(both[0]), "pairs": len(both[1]), "ours_ms": p95[0], "peer_ms": p95[1],
                "floor_ms": None, "ratio": p95[0] / p95[1], "ours_queries": None, "peer_queries": None,
            }
        )  # fmt: skip
    return found


class Memory(threading.Thread):
    """Looks at the memory of the processes of a server, in MB, twice a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.is_over = pid, threading.Event()
        self.sizes = defaultdict(list)

    def run(self):
        while not self.is_over.wait(0.5):
            for pid in below(self.pid):
                with contextlib.suppress(OSError, IndexError):
                    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
                    self.sizes[pid].append(int(pages) / 256)

    def told(self):
        """[(MB at the end, growth in hundredths)] of the processes, the largest first."""
        lasting = [sizes for sizes in self.sizes.values() if len(sizes) > 4]
        return sorted(((sizes[-1], growth(sizes)) for sizes in lasting), reverse=True)


def below(pid):
    """Ids of the processes that this one started, and those these started."""
    found, known = [], {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = path.read_text().rpartition(")")[2].split()[1]
            known.setdefault(int(parent), []).append(int(path.parent.name))
    wanted = [pid]
    while wanted:
        children = known.get(wanted.pop(), [])
        found += children
        wanted += children
    return found


def work_until(crowd, seconds):
    """All these people work for so many seconds."""
    until = time.monotonic() + seconds
    for thread in [each.start(until) for each in crowd]:
        thread.join(seconds + 300)


def measure(here, sizes, people=PEOPLE, seconds=SECONDS):
    """The rows of B10; what went wrong, and the memory, are said beside.

    :param sizes: matters and tasks in the two databases
    """
    # a twenty-fifth of what is done, by everybody, and some more
    decisions = max(20, int(people * seconds / THINKS * 0.08))
    with contextlib.ExitStack() as stack:
        sides, memories = [], []
        for kind, build in (("ours", Ours), ("peer", Peer)):
            name = f"{here.filled(kind, sizes)}_crowd"
            here.drop(name)
            stack.callback(here.drop, name)
            here.clone(here.filled(kind, sizes), name)
            setup = here.run(f"prepare_{kind}", db=name, decisions=decisions)
            options = ("--workers=2", f"--gevent-port={run.free_port()}", "--log-level=warn")  # fmt: skip
            odoo = stack.enter_context(run.Odoo(here, name, run.free_port(), options))
            odoo.wait_until_ready()
            sides.append(build(odoo.address, name, setup))
            memories.append(Memory(odoo.process.pid))
        with step(f"{people} people log in, to ours and to the peer"):
            crowds = [[Visitor(side, n) for n in range(people)] for side in sides]
        for side, crowd in zip(sides, crowds, strict=True):
            # each worker reads once what it keeps
            with step("B10, warming up"):
                work_until(crowd, min(WARM, seconds))
            side.times.clear()
        for memory in memories:
            memory.start()
        for turn in range(2 * TURNS):
            with step(f"B10, turn {turn + 1} of {2 * TURNS}"):
                work_until(crowds[turn % 2], seconds / TURNS)
        for memory in memories:
            memory.is_over.set()
            memory.join(10)
    for side, memory, word in zip(sides, memories, ("ours", "peer"), strict=True):
        calls = sum(map(len, side.times.values()))
        sizes = ", ".join(f"{size:.0f} MB ({more:+.0f} %)" for size, more in memory.told()[:2])  # fmt: skip
        say(f"  {word}: {calls} calls, {len(side.errors)} errors; workers: {sizes}")
        for error in side.errors[:10]:
            say(f"    {error}")
    return rows_of(sides[0].times, sides[1].times)
