"""How far the patrol of today has come with what it looks at every day.

A job has few seconds at a time. What has no day of its own to be looked at again would be begun anew each time the job
is taken up, and what comes after it never be reached. The place is kept by SQL: nobody's cache hangs on it.
"""

import json

from ... import clock

KEY = "duban_supervision.patrol_place"


def read_place(records):
    """{name of a model: id up to which the unfinished patrol of today looked at it}."""
    records.env.cr.execute(
        "SELECT value FROM ir_config_parameter WHERE key = %s", [KEY]
    )
    row = records.env.cr.fetchone()
    found = json.loads(row[0]) if row else {}
    return found["ids"] if found.get("day") == str(clock.today(records)) else {}


def keep_place(records, name, last):
    """The patrol of today looked at the records of model ``name`` up to the id ``last``."""
    ids = {**read_place(records), name: last}
    value = json.dumps({"day": str(clock.today(records)), "ids": ids})
    records.env.cr.execute(
        """INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
           ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value""",
        [KEY, value],
    )


def forget_place(records):
    """The patrol has come to its end: the next one, also of today, begins at the beginning."""
    records.env.cr.execute("DELETE FROM ir_config_parameter WHERE key = %s", [KEY])
