"""Runs in Odoo's Python: `python -m tools.bench.inside TASK JSON`."""

import json
import logging
import sys
from pathlib import Path

from tools import inside


def start(options):
    """Configure Odoo; no progress lines about modules."""
    inside.start(options)
    logging.getLogger("odoo.modules.loading").setLevel(logging.WARNING)


def main():
    """Do the task; its answer goes to a file."""
    task, options = sys.argv[1], json.loads(sys.argv[2])
    start(options)
    from tools.bench import cases, data, faults

    tasks = {
        "fill_ours": data.fill_ours,
        "fill_peer": data.fill_peer,
        "measure": cases.measure,
        "prepare_load": data.prepare_load,
        "verify": faults.verify,
    }
    answer = tasks[task](options)
    Path(options["answer"]).write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
