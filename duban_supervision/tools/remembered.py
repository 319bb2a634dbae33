"""What is worked out once for everybody is worked out without the context of who happens to ask first (CORE-27)."""

import functools

from odoo.tools import ormcache


class Passing(Exception):
    """Raised instead of an answer that must not be kept: the row it rests on goes if this transaction is taken back.

    In PostgreSQL's words a row was there before when ``age(xmin) > 0``: those that the present transaction wrote are as
    old as itself or younger.
    """

    def __init__(self, answer=None):
        super().__init__(answer)
        self.answer = answer


def remembered(*keys):
    """Odoo's ``ormcache``, of a method that reads records.

    The context of a call is the client's: one that asks for archived rows too, or for the options of one matter, would
    be remembered for all users of the worker. Only the language stays, for methods that have it among their ``keys``.
    """

    def mark(method):
        @functools.wraps(method)
        def neutral(self, *args, **kwargs):
            lang = {"lang": self.env.context.get("lang")}
            # what the client said is left behind on purpose
            plain = self.with_context(lang)  # pylint: disable=context-overridden
            return method(plain, *args, **kwargs)

        neutral.is_neutral = True
        return ormcache(*keys)(neutral)

    return mark
