"""Which tests run which blocks of our functions: found out once, so that an edit is shown first to the tests that run
its block and little else, and never to one that does not run it (`record.py` asks).
"""

import json
import math
from collections import defaultdict
from pathlib import Path

from .. import common
from ..common import ROOT
from . import marks, rooms

#: kept beside the verdicts: names of blocks, {file of tests: {"digest", "tests": {node: [seconds, [number, …]]}}}
KEPT = common.STATE / "reach.json"
#: so many tests an edit is shown to, round after round; None: all that run it
ROUNDS = (4, 12, 40, None)


class Reach:
    """What is known of all tests."""

    def __init__(self, path=KEPT, root=ROOT):
        self.path = path
        self.root = root
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.numbers = {name: n for n, name in enumerate(kept.get("blocks", ()))}
        self.files = kept.get("files", {})
        self.named = {}

    def unknown(self, files):
        """Those of these files of tests that were not run as they are now."""
        return [
            each for each in files
            if self.files.get(each, {}).get("digest") != common.digest((self.root / each).read_text(encoding="utf-8"))
        ]  # fmt: skip

    def learn(self, files, lines, tree):
        """Take over what `record.py` wrote of these files of tests, run in a copy of the clone at `tree`."""
        blocks = {}
        for each in files:
            text = (self.root / each).read_text(encoding="utf-8")
            self.files[each] = {"digest": common.digest(text), "tests": {}}
        for kind, *said in map(json.loads, lines):
            if kind == "block":
                number, path, line = said
                name = self.name(Path(path).relative_to(tree), line)
                blocks[number] = self.numbers.setdefault(name, len(self.numbers))
            else:
                node, seconds, passed, ran = said
                if passed:
                    found = sorted(blocks[number] for number in ran)
                    self.files[node.split("::")[0]]["tests"][node] = [seconds, found]

    def save(self):
        kept = {"blocks": list(self.numbers), "files": self.files}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        work = self.path.with_suffix(".new")
        work.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        work.replace(self.path)

    def name(self, relative, line):
        """A name for a block that stays when something else of its file changes."""
        if relative not in self.named:
            text = (self.root / relative).read_text(encoding="utf-8")
            self.named[relative] = marks.names(text)
        return f"{relative}:{self.named[relative].get(line, line)}"

    def tests_of(self, edit):
        """Nodes of tests that run a block of an edit, those first that run little else, last long, or prove its row."""
        path, before, after = edit.edited(self.root)
        relative = path.relative_to(self.root)
        wanted = {
            self.numbers.get(self.name(relative, line))
            for line in marks.touched(before, after)
        }
        by_row, by_room = map(heads, rooms.tests_of(edit))
        score = {
            node: math.log(len(ran)) + math.log(seconds + 0.3) / 2
            - 1.5 * f"{node}::".startswith(by_row) - 0.7 * node.startswith(by_room)
            for file in self.files.values()
            for node, (seconds, ran) in file["tests"].items()
            if not wanted.isdisjoint(ran)
        }  # fmt: skip
        return sorted(score, key=score.get)

    def seconds(self, node):
        return self.files[node.split("::")[0]]["tests"][node][0]


def heads(nodes):
    """How the names of the tests at or below these nodes begin."""
    return tuple(f"{node}{end}" for node in nodes for end in ("::", "["))


def shared(costs, workers):
    """{file: seconds} dealt out to so many workers, as evenly as it goes."""
    piles = [[0, []] for _number in range(workers)]
    for file in sorted(costs, key=costs.get, reverse=True):
        least = min(piles, key=lambda pile: pile[0])
        least[0] += costs[file]
        least[1].append(file)
    return [sorted(files) for _seconds, files in piles]


def costs(reach, chosen):
    """{file: what it costs to show these tests, each to its edits}; a class has to be set up too."""
    found = defaultdict(float)
    classes = defaultdict(set)
    for nodes in chosen.values():
        for node in nodes:
            file = node.split("::")[0]
            found[file] += reach.seconds(node)
            classes[file].add(node.rpartition("::")[0])
    return {file: seconds + 2 * len(classes[file]) for file, seconds in found.items()}
