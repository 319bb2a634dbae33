"""The stopped clock of the tests.

`freezegun`, which Odoo's own tests use, goes through all attributes of three thousand modules whenever a clock is
stopped (8 % of the suite's processor time); `time_machine` changes what the C functions of the clock answer.
"""

from datetime import datetime, timezone

import time_machine


class Stopped(time_machine.travel):
    """The clock standing at ``moment`` (UTC, datetime or ISO text), from `start` to `stop` or as a context."""

    def __init__(self, moment):
        super().__init__(at_utc(moment), tick=False)

    def start(self):
        self.traveller = super().start()
        return self

    def move_to(self, moment):
        """Let it stand at another moment."""
        self.traveller.move_to(at_utc(moment))


def at_utc(moment):
    """``moment`` with its zone said, as otherwise the machine's own would count."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def real_now():
    """What a clock on the wall says, in UTC: for the date of a figure."""
    return datetime.fromtimestamp(time_machine.escape_hatch.time.time(), timezone.utc)
