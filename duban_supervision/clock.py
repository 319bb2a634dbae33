"""One clock: "today" and "now" are the institution's, whatever zone the user, the context or the server has (CORE-26).

A legal date follows the zone of the company that a record belongs to; a model without records, the current company.
Moments stay in UTC as Odoo stores them (``fields.Datetime.now()``) and are turned into a local time only here.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time

import pytz

from odoo import fields

#: the zone of a company that says nothing
DEFAULT_ZONE = "Asia/Shanghai"
#: the moment of the step that is being taken
_taken = ContextVar("duban_moment", default=None)


def zone(records):
    """The time zone of the institution of the first of ``records``; of the current company when there is none."""
    company = _company(records)
    name = company._duban_zone_name(company.id) if company else DEFAULT_ZONE
    return pytz.timezone(name)


@contextmanager
def one_moment():
    """What happens inside happens at one moment, however long it takes: a step that runs over midnight stamps, numbers
    and stands in the trail with one day. Also as a decorator; a step within a step is of the same moment."""
    token = _taken.set(instant())
    try:
        yield
    finally:
        _taken.reset(token)


def instant():
    """This moment (UTC, naive, as stored); of a step that is being taken, when it began."""
    return _taken.get() or fields.Datetime.now()


def today(records):
    """The date of this moment at the institution of ``records``. Also as ``default=clock.today`` of a field."""
    return local(records, instant()).date()


def local(records, moment):
    """``moment`` (UTC, naive, as stored) as the local time of the institution, with its zone."""
    return pytz.utc.localize(moment).astimezone(zone(records))


def day_start(records, day):
    """The first moment of ``day`` at the institution, as stored (UTC, naive)."""
    start = zone(records).localize(datetime.combine(day, time.min))
    return start.astimezone(pytz.utc).replace(tzinfo=None)


def _company(records):
    # sudo: only the zone of the institution is read, by whoever works on one of its records
    record = records[:1].sudo()
    if record._name == "res.company":
        return record
    if record and "company_id" in record._fields:
        return record.company_id or records.env.company
    return records.env.company


def platform_zone(user):
    """The zone that ``user`` set for Odoo's own screens, as Odoo copies it onto to-dos; no date in law asks it."""
    return user.tz
