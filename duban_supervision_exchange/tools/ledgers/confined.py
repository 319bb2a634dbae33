"""Parsing in a process of its own, under limits of time and memory: what a file makes the libraries do is bounded by
the system, not by trust, and the server that asked goes on serving. Run as a program it is that process.
"""

import importlib
import io
import os
import pickle
import subprocess
import sys
import types

FOLDER = os.path.dirname(os.path.abspath(__file__))
#: of the parsing process: seconds of processor, bytes of memory, seconds on the clock of a busy machine
MAX_CPU = 12
MAX_MEMORY = 640 * 2**20
MAX_WAIT = 60
#: what comes back is made of these and of plain Python
CLASSES = {
    ("book", "Sheet"), ("cells", "Grid"), ("cells", "Uncalculated"), ("cells", "ParseError"),
}  # fmt: skip
PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
    ("decimal", "Decimal"), ("collections", "defaultdict"), ("builtins", "set"), ("builtins", "dict"),
    ("builtins", "list"),
}  # fmt: skip


class Answer(pickle.Unpickler):
    """Reads what the child wrote, and nothing that would run code."""

    def find_class(self, module, name):
        head, _dot, own = module.rpartition(".")
        if head == "ledgers" and (own, name) in CLASSES:
            return getattr(importlib.import_module(f".{own}", __package__), name)
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def sheets(kind, content):
    """The sheets of a file, parsed elsewhere.

    :param kind: as ``book._kind`` says
    :param content: bytes
    :raise ParseError: as the reader of that kind; ``size`` when it needed more time or memory than any ledger
    """
    from .cells import ParseError

    child = subprocess.Popen(
        [sys.executable, os.path.abspath(__file__), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        answer, _none = child.communicate(content, timeout=MAX_WAIT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise ParseError("size") from None
    if child.returncode or not answer:
        raise ParseError("size")
    found = Answer(io.BytesIO(answer)).load()
    if isinstance(found, ParseError):
        raise found
    return found


def main():
    """Bounds itself, then reads the standard input."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU, MAX_CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # the package without what its other modules need
    package = types.ModuleType("ledgers")
    package.__path__ = [FOLDER]
    sys.modules["ledgers"] = package
    book = importlib.import_module("ledgers.book")
    cells = importlib.import_module("ledgers.cells")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        found = book.parse(sys.argv[1], sys.stdin.buffer.read())
    except cells.ParseError as error:
        found = error
    except MemoryError:
        found = cells.ParseError("size")
    with answers:
        pickle.dump(found, answers, protocol=5)


if __name__ == "__main__":
    main()
