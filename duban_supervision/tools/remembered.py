"""What is worked out once for everybody is worked out without the context of who happens to ask first (CORE-27)."""

import functools

from odoo.tools import ormcache


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
