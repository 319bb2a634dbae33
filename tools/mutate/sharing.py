"""Judging many edits in one process per worker: the set-up of a class of tests is paid for once (`together.py`)."""

import contextlib
import time
from pathlib import Path

from .. import common, testing
from ..common import ROOT, say
from . import reach, rooms, runner


def run_together(
    databases, mutations, store, tests, seconds=None, most=None, workers=2
):
    """Judge the edits in one process per worker, and print each verdict.

    Without tests an edit of a function is shown to those that run its block, in rounds (`reach.py`), and one that no
    test noticed at the end is kept as such; an edit of what is installed to the tests of its rows, then of its room.
    With tests only edits of functions are judged, shared out by files, and only what is noticed is kept.
    """
    end = time.monotonic() + (seconds or SECONDS)
    with (
        common.temporary_folder("mutate") as folder,
        contextlib.ExitStack() as stack,
    ):
        team = [
            runner.Worker(databases, folder, number, stack.enter_context(testing.own_copy(databases)))
            for number in range(workers)
        ]  # fmt: skip
        known = folder / "known"
        known.mkdir()
        known.chmod(0o777)
        judged = Judged(store, {m.id: m for m in mutations})
        live = [m for m in mutations if m.file.endswith(".py")]
        if tests:
            files = test_files(tests)
            shares = [(dict.fromkeys(live), files[n::workers]) for n in range(workers)]
            judged.hear(team, shares, end, most, known)
            return
        found = reached(team)
        chosen = {m: found.tests_of(m) for m in live if m.room not in rooms.BROWSER}
        shown = 0
        for number in reach.ROUNDS:
            left = {
                m: nodes[shown:number]
                for m, nodes in chosen.items()
                if m.id not in judged.done and nodes[shown:number]
            }
            if not left or time.monotonic() > end:
                break
            say(f"{len(left)} edits, up to {number or 'all'} tests each")
            piles = reach.shared(reach.costs(found, left), workers)
            judged.hear(team, [(left, files) for files in piles], end, most, known)
            shown = number
        else:
            judged.keep_the_rest(chosen)
        installed = [
            m for m in mutations
            if m.room not in rooms.BROWSER and Path(m.file).suffix in (".xml", ".yaml")
        ]  # fmt: skip
        judged.hear_rules(
            team, [installed[n::workers] for n in range(workers)], end, known
        )


#: how long nobody waits for
SECONDS = 86400


class Judged:
    """What is said of the edits, by whichever worker."""

    def __init__(self, store, mutations):
        self.store = store
        self.mutations = mutations
        #: ids of those that need not be shown to anybody else
        self.done = set()

    def hear(self, team, shares, end, most, known):
        """Show edits of functions to tests: for each worker ({mutation: its tests or None}, files of tests)."""

        def work(number):
            near, files = shares[number]
            seconds = end - time.monotonic()
            if files and near and seconds > 0:
                for _line in self.said(
                    team[number].judge_together(near, files, seconds, most, known)
                ):
                    pass

        runner.in_threads(work, len(team))

    def hear_rules(self, team, shares, end, known):
        """Show edits of what is installed to the tests of their rows and rooms."""

        def work(number):
            seconds = end - time.monotonic()
            if shares[number] and seconds > 0:
                for line in self.said(
                    team[number].judge_rules(shares[number], seconds)
                ):
                    mutation = self.mutations.get(line["id"])
                    if mutation and line["status"] == runner.PASSED:
                        self.store.add(runner.verdict(mutation, False, "", 0))

        runner.in_threads(work, len(team))

    def said(self, lines):
        """Print and keep what a worker says; each line."""
        for line in lines:
            say(f"{line['id']} {line['status']} {line['by']}")
            mutation = self.mutations.get(line["id"])
            if mutation and line["status"] == runner.FAILED:
                self.done.add(mutation.id)
                self.store.add(runner.verdict(mutation, True, line["by"], 0))
            elif mutation and line["status"] is None:
                # what a process cannot judge it cannot judge in the next round either
                self.done.add(mutation.id)
            yield line

    def keep_the_rest(self, chosen):
        """What no test noticed, though it was shown to all that run it."""
        for mutation in chosen:
            if mutation.id not in self.done:
                self.store.add(runner.verdict(mutation, False, "", 0))


def reached(team):
    """Which tests run what (`reach.Reach`); what is not known yet is found out by these workers."""
    found = reach.Reach()
    files = found.unknown(test_files(["tests"]))
    if files:
        say(f"Running the tests of {len(files)} files once, to know what each runs")

    def work(number):
        own = files[number :: len(team)]
        if own:
            worker = team[number]
            found.learn(own, worker.reach(own), worker.tree)

    runner.in_threads(work, len(team))
    found.save()
    return found


def test_files(tests):
    """The files of these tests; a node of a file stays what it is."""
    found = []
    for each in tests:
        path = ROOT / each
        if path.is_dir():
            found += [
                str(file.relative_to(ROOT))
                for file in sorted(path.rglob("test_*.py"))
                if file.relative_to(ROOT).parts[1] != "tools"
            ]
        else:
            found.append(each)
    return found


def run_rows(databases, mutations, store, shown, seconds=None):
    """Show each edit to the tests of its rows, until it is noticed and each of its rows is shown.

    :param shown: rows whose own tests noticed an edit before (`strict.shown_rows`)
    """
    known = {mutation.id: mutation for mutation in mutations}
    noticed = {
        name for name, each in known.items() if (store.of(each) or {}).get("killed")
    }
    pairs = [
        (mutation, row, rooms.proofs()[row])
        for mutation in mutations
        for row in mutation.rows
        if row in rooms.proofs() and store.shown(mutation, row) is None
        and mutation.room not in rooms.BROWSER and Path(mutation.file).suffix != ".csv"
        and not (mutation.id in noticed and row in shown)
    ]  # fmt: skip
    with (
        common.temporary_folder("mutate") as folder,
        testing.own_copy(databases) as name,
    ):
        worker = runner.Worker(databases, folder, 0, name)
        for line in worker.judge_rows(
            pairs, seconds or runner.SUITE_PATIENCE, noticed, shown
        ):
            say(f"{line['id']} {line['status']} {line['by']}")
            name, _space, row = line["id"].partition(" ")
            if name in known and line["status"] in (runner.FAILED, runner.PASSED):
                by = line["by"] if line["status"] == runner.FAILED else ""
                store.show(known[name], row, by)
