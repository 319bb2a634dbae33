"""Taking a step again that the database refused because somebody else was faster."""

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

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
