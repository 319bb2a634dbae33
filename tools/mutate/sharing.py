"""Judging many edits in one process per worker: the set-up of a class of tests is paid for once (`together.py`)."""

from pathlib import Path

from .. import common, testing
from ..common import ROOT, say
from . import nearest, rooms, runner


def run_together(
    databases, mutations, store, tests, seconds=None, most=None, workers=2
):
    """Judge the edits of Python functions against these tests, shared out among the workers by files.

    Without tests each is shown to the nearest ones. An edit that no test of any worker noticed is kept as such only if
    it was asked of all tests that reach it.
    """
    mutations = {m.id: m for m in mutations if m.file.endswith(".py")}
    whole = tests == ["tests"] and not most
    near = {m: None if tests else nearest.of(m) for m in mutations.values()}
    files = test_files(tests or sorted({n for nodes in near.values() for n in nodes}))
    unnoticed = []
    with common.temporary_folder("mutate") as folder:
        known = folder / "known"
        known.mkdir()
        known.chmod(0o777)

        def work(number):
            with testing.own_copy(databases) as name:
                worker = runner.Worker(databases, folder, number, name)
                for line in worker.judge_together(
                    near,
                    files[number::workers],
                    seconds or runner.SUITE_PATIENCE,
                    most,
                    known,
                ):
                    say(f"{line['id']} {line['status']} {line['by']}")
                    mutation = mutations.get(line["id"])
                    if mutation and line["status"] == runner.FAILED:
                        store.add(runner.verdict(mutation, True, line["by"], 0))
                    elif mutation and line["status"] in (runner.PASSED, runner.NOTHING):
                        unnoticed.append(mutation)

        runner.in_threads(work, workers)
    for mutation in unnoticed if whole else ():
        if unnoticed.count(mutation) == workers and not store.of(mutation):
            store.add(runner.verdict(mutation, False, "", 0))


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
