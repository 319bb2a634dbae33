"""What the benchmark prints: the machine, the table, the JSON."""

import json
import os
import platform
from datetime import datetime, timezone
from pathlib import Path

GOALS = {
    "B1": 0.25, "B2": 0.05, "B3": 0.5, "B3-growth": 1.2, "B3-all-growth": 1.2, "B3-open10-growth": 1.2,
    "B3-all10-growth": 1.2, "B4": 0.3, "B5": 0.15, "B5-due-growth": 1.2, "B6": 0.3, "B7": 0.5, "B8": 0.5,
    "B9-home": 1.0, "B9-list": 1.0, "B9-form": 1.0, "B9-decide": 1.0, "B10": 0.7,
    "B11-contacts": 1.02, "B11-inbox": 1.02, "B11-employee": 1.02, "B11-moved": 1.02,
}  # fmt: skip
COLUMNS = (
    "id",
    "ours_ms",
    "peer_ms",
    "floor_ms",
    "ratio",
    "ours_queries",
    "peer_queries",
    "n",
    "pairs",
)


def machine():
    """Date and size of the machine, without which no figure means anything."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    load = os.getloadavg()[0]
    print(
        f"{now}, {os.cpu_count()} processors ({platform.machine()}), "
        f"{memory:.0f} GB memory, load {load:.1f}",
        flush=True,
    )


def table(rows, path=None):
    """One line per case; the same as JSON in ``path``."""
    print(
        f"{'':18}{'ours ms':>10}{'peer ms':>10}{'floor ms':>10}{'ratio':>8}{'goal':>7}",
        end="",
    )
    print(f"{'queries':>10}{'peer':>7}{'n':>9}{'pairs':>7}  what")
    for row in rows:
        goal = GOALS.get(row["id"])
        print(
            f"{row['id']:18}{figure(row['ours_ms'])}{figure(row['peer_ms'])}{figure(row['floor_ms'])}"
            f"{figure(row['ratio'], 8, 2)}{goal or '':>7}"
            f"{'' if row['ours_queries'] is None else row['ours_queries']:>10}"
            f"{'' if row['peer_queries'] is None else row['peer_queries']:>7}"
            f"{row['n']:>9}{row['pairs']:>7}  {row['what']}"
        )
    if path:
        plain = [{name: row[name] for name in COLUMNS} for row in rows]
        Path(path).write_text(json.dumps(plain, indent=1) + "\n")


def screens(rows, path=None):
    """One line per screen and role; the same as JSON in ``path``."""
    print(
        f"{'':12}{'small ms':>10}{'large ms':>10}{'growth':>8}{'limit':>8}{'queries':>9}  what"
    )
    for row in rows:
        late = " *" if row["large_ms"] > row["limit"] else ""
        print(
            f"{row['id']:12}{figure(row['small_ms'])}{figure(row['large_ms'])}"
            f"{figure(row['large_ms'] / row['small_ms'], 8, 2)}{row['limit']:>8}{row['large_queries']:>9}"
            f"  {row['what']}{late}"
        )
    if path:
        Path(path).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def figure(value, width=10, digits=1):
    """A number in its column, or nothing."""
    return f"{'' if value is None else format(value, f'.{digits}f'):>{width}}"
