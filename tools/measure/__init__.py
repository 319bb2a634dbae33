"""`./duban measure WHAT`: how well the readers of files read, against what a careful clerk reads."""

import importlib
import os
import pkgutil
import subprocess
import sys

from .. import runtime
from ..common import ROOT, DubanError


def main(argv):
    """Hand over to ``tools/measure/<what>.py``, in the environment of the suite."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    known = sorted(name for name in names if not name.startswith("_"))
    if not argv or argv[0] in ("-h", "--help") or argv[0].startswith("-"):
        print(__doc__)
        print("  what: " + ", ".join(known))
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    if argv[0] not in known:
        raise DubanError(
            f"“{argv[0]}” is not measured here; known are {', '.join(known)}."
        )
    runtime.check_python()
    python = str(runtime.get_python())
    if sys.executable != python:
        return subprocess.call(
            [python, "-m", "tools.measure", *argv],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    return importlib.import_module(f"{__name__}.{argv[0]}").main(argv[1:])
