"""Taking a step again that the database refused because somebody else was faster; and going on without what fails."""

import logging

from psycopg2 import OperationalError

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

TRIES = 5


def take(env, step, *args):
    """Do a step of a scheduled action, again if need be, as Odoo does with the calls of people.

    The scheduler takes no step again: it counts a failure, and comes back after the whole interval of the action. What
    was not committed before the step is lost when it is taken again; the caller commits between its steps.

    :return: what ``step(*args)`` gives
    """
    for tries_left in reversed(range(TRIES)):
        try:
            result = step(*args)
            env.flush_all()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            if not tries_left:
                raise
            env.cr.rollback()
            env.transaction.reset()


def each_by_itself(records, method):
    """Call ``method`` (a name) of ``records`` for all who look at them by a job: one that fails is logged, and looked
    at again next time; the others go on.

    :return: those that failed
    """
    if not records:
        return records
    try:
        with records.env.cr.savepoint():
            getattr(records, method)()
        return records.browse()
    except OperationalError:
        raise  # somebody else works on the same records: the job takes up the batch again
    except Exception:
        if len(records) == 1:
            _logger.exception("%s failed on %s", method, records)
            return records
        return records.browse().union(
            *(each_by_itself(record, method) for record in records)
        )
