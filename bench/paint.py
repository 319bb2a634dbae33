"""B9: how long a person at a browser waits for something useful, and for a decision; the peer is `project`.

Home, list and form: from the address to the first picture with the record's own words in it, everything that the
browser keeps being kept. Deciding: from the click that decides to the picture without what was decided.
"""

import json
import statistics
import time

from tools import run
from tools.common import say, step

#: pairs, where nothing else is asked for
PAIRS = 5
DESK = (1400, 900)
OURS = "/odoo/action-duban_supervision."
TODOS = OURS + "mail_activity_action_mine"
TASKS = "/odoo/action-project.action_view_all_task"
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
FORM = ".o_form_view .o_field_widget"
#: (row, what, who and where of ours, who and where of the peer); an address may name a record
SCREENS = (
    ("home", "home, first useful picture",
     ("bench_office_user", "/odoo/supervision-home", ".o_duban_boards"),
     ("peer_office", "/odoo/action-project.open_view_project_all", ROW)),
    ("list", "list of open ones, first useful picture",
     ("bench_office_user", OURS + "duban_matter_action", ROW), ("peer_office", TASKS, ROW)),
    ("form", "form, first useful picture",
     ("bench_office_user", OURS + "duban_matter_action/{record}", FORM), ("peer_office", TASKS + "/{record}", FORM)),
)  # fmt: skip
#: notes when the wanted element is on the screen, in milliseconds since the address was entered
WATCH = """
    (() => {
        const look = () => {
            if (document.querySelector(%s)) {
                requestAnimationFrame(() => { window.benchPainted = performance.now(); });
            } else {
                requestAnimationFrame(look);
            }
        };
        look();
    })();
"""
#: clicks an element and says after how many milliseconds an expression holds
CLICK = """
    new Promise((done) => {
        const begun = performance.now();
        document.querySelector(%s).click();
        const look = () => {
            const now = performance.now() - begun;
            if ((%s) || now > 30000) {
                done(now);
            } else {
                requestAnimationFrame(look);
            }
        };
        look();
    })
"""


def measure(here, sizes, pairs=PAIRS):
    """The rows of B9."""
    names, odoos = {}, {}
    try:
        for kind in ("ours", "peer"):
            names[kind] = name = f"{here.filled(kind, sizes)}_paint"
            here.drop(name)
            here.clone(here.filled(kind, sizes), name)
        setups = {
            kind: here.run(f"prepare_{kind}", db=name, decisions=pairs + 1)
            for kind, name in names.items()
        }
        for kind, name in names.items():
            odoos[kind] = run.Odoo(here, name, run.free_port()).__enter__()
            odoos[kind].wait_until_ready()
        addresses = {kind: odoo.address for kind, odoo in odoos.items()}
        with step("B9, in Chromium"):
            return here.run(
                "paint", db=names["ours"], addresses=addresses, setups=setups, pairs=pairs
            )  # fmt: skip
    finally:
        for odoo in odoos.values():
            odoo.__exit__(None, None, None)
        for name in names.values():
            here.drop(name)


# -- inside, where Python has what drives a browser


def paint(options):
    """The rows, from a browser that looks at ours and at the peer in turn."""
    from tools.screenshots import Chromium

    rows = []
    with Chromium() as chromium:
        for name, what, *both in SCREENS:
            tabs = []
            for kind, (login, path, wanted) in zip(("ours", "peer"), both, strict=True):
                setup = options["setups"][kind]
                record = next(iter(setup["mine"].values()))[0]
                tab = Tab(chromium, options["addresses"][kind], login)
                path = path.format(record=record)
                tabs.append(lambda tab=tab, path=path, wanted=wanted: tab.opened(path, wanted))  # fmt: skip
            rows.append(row_of(name, what, tabs, options["pairs"]))
        ours = Tab(chromium, options["addresses"]["ours"], "bench_leader")
        waiting = options["setups"]["peer"]["waiting"]
        peer = Tab(chromium, options["addresses"]["peer"], waiting[0][1])
        tasks = iter(options["setups"]["peer"]["mine"][waiting[0][1]])
        rows.append(
            row_of(
                "decide", "a decision, from the last click to the picture without it",
                [lambda: decide(ours), lambda: finish(peer, next(tasks))], options["pairs"],
            )
        )  # fmt: skip
    return rows


def row_of(name, what, works, pairs):
    """One row of the table: medians of pairs, the first of which only warms up."""
    for work in works:
        work()
    found = [[work() for work in works] for _n in range(pairs)]
    ours, peer = (statistics.median(times) for times in zip(*found, strict=True))
    say(f"  B9-{name}: {ours:.0f} ms, peer {peer:.0f} ms, ratio {ours / peer:.2f}")
    return {
        "id": f"B9-{name}", "what": what, "n": 1, "pairs": pairs, "ours_ms": ours, "peer_ms": peer,
        "ratio": ours / peer, "floor_ms": None, "ours_queries": None, "peer_queries": None,
    }  # fmt: skip


def decide(tab):
    """The leader's first to-do: its dialog, then 同意."""
    approve = ".o_duban_approve"
    tab.opened(TODOS, approve)
    there = f"document.querySelectorAll('{approve}').length"
    before = tab.value(there)
    confirm = ".modal button[name=action_confirm]"
    tab.clicked(approve, f"document.querySelector('{confirm}')")
    return tab.clicked(confirm, f"{there} < {before} && !document.querySelector('{confirm}')")  # fmt: skip


def finish(tab, task):
    """The person's activity on a task: its bubble, then done."""
    mark = ".o-mail-Activity-markDone"
    # beside the one that schedules the next
    done = ".o-mail-ActivityMarkAsDone button.btn-primary.mx-2"
    tab.opened(f"{TASKS}/{task}", mark)
    there = f"document.querySelectorAll('{mark}').length"
    before = tab.value(there)
    tab.clicked(mark, f'document.querySelector("{done}")')
    return tab.clicked(done, f"{there} < {before}")


class Tab:
    """A window of somebody who logged in."""

    def __init__(self, chromium, address, login):
        from tools.checking import log_in
        from tools.screenshots import session

        self.chromium, self.address = chromium, address
        call = chromium.call
        context = call("Target.createBrowserContext")["browserContextId"]
        target = call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]  # fmt: skip
        self.id = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]  # fmt: skip
        width, height = DESK
        call(
            "Emulation.setDeviceMetricsOverride", self.id,
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        cookie = session(log_in(address, login, "duban"))
        call("Network.setCookie", self.id, name="session_id", value=cookie, url=address)
        call("Page.enable", self.id)

    def value(self, expression):
        """What an expression says on the page."""
        answer = self.chromium.call(
            "Runtime.evaluate", self.id, expression=expression, awaitPromise=True, returnByValue=True
        )  # fmt: skip
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def opened(self, path, wanted):
        """Milliseconds from the address to the first picture with the wanted element in it."""
        script = WATCH % json.dumps(wanted)
        number = self.chromium.call(
            "Page.addScriptToEvaluateOnNewDocument", self.id, source=script
        )["identifier"]
        # an address that differs in its fragment only would not be fetched
        self.chromium.call("Page.navigate", self.id, url="about:blank")
        self.chromium.call("Page.navigate", self.id, url=self.address + path)
        until = time.monotonic() + 120
        found = None
        while not found:
            if time.monotonic() > until:
                raise AssertionError(f"{path} never showed {wanted}")
            time.sleep(0.05)
            found = self.value("window.benchPainted || 0")
        self.chromium.call(
            "Page.removeScriptToEvaluateOnNewDocument", self.id, identifier=number
        )
        return found

    def clicked(self, element, expression):
        """Milliseconds from a click to what it is to bring about."""
        took = self.value(CLICK % (json.dumps(element), expression))
        if took > 30000:
            raise AssertionError(f"{element} never led to {expression}")
        return took
