"""Notices of the steps of a test: sent as after each step, but only once somebody looks.

The scheduled action sends right after the commit of a step. A test commits nothing, and most tests look at no message;
rendering and posting them took a third of the time. What waits is remembered with its moment, and sent in order, at
that moment, as soon as messages, digests, deliveries or notices are searched.
"""

import sys
from datetime import datetime, timezone
from unittest.mock import patch

from odoo import SUPERUSER_ID

from tests.stopped import Stopped

#: looked at by anybody, or by the test itself: the engine looks at its notices with every step
WATCHED = (
    "duban.digest",
    "duban.delivery",
    "duban.gateway.message",
    "mail.message",
    "mail.mail",
    "mail.notification",
)
WATCHED_FROM_TESTS = ("duban.reminder",)
#: on the way of every search, whoever asks
CORE = (
    "/access/matter_part.py",
    "/odoo/orm/",
    "/odoo/fields/",
    "/odoo/api/",
    "/odoo/models/",
    "/tests/outbox.py",
)


class Outbox:
    """What waits to be sent in the tests of one class."""

    def __init__(self, registry, waits):
        self.registry = registry
        self.waits = waits
        self.steps = []
        self.sending = False

    def patches(self):
        """The patches under which notices wait here."""
        digest = self.registry["duban.digest"]
        yield patch.object(digest, "_send_soon", lambda model: self.wait(model))
        for names, only in ((WATCHED, False), (WATCHED_FROM_TESTS, True)):
            for name in self.registry.models.keys() & set(names):
                model = self.registry[name]
                yield patch.object(model, "_search", self._watching(model, only))

    def _watching(self, model, only_tests):
        search = model._search

        def _search(records, *args, **kwargs):
            if self.steps and not self.sending and not (only_tests and not looked_at()):
                self.send(records.env)
            return search(records, *args, **kwargs)

        return _search

    def wait(self, model):
        """A step wants its notices sent."""
        if not self.waits:
            model.sudo()._send_at_once()
        elif not self.sending:
            self.steps.append((datetime.now(timezone.utc), model, unsent(model)))

    def send(self, env):
        """Send what waits, step by step, as the scheduled action did when the step was taken."""
        if getattr(env.cr, "readonly", False):
            # a page that only reads: the next one sends
            return
        self.sending = True
        try:
            left = set(unsent(env["duban.digest"]))
            for moment, model, ids in self.steps if left else ():
                mine = [row for row in ids if row in left]
                if not mine:
                    continue
                # a step that a browser took had a cursor of its request, which is closed by now
                model = model.with_env(model.env(cr=env.cr))
                # as the job does, which is nobody's: it names what the person who took the step may not read any more
                model = model.with_user(SUPERUSER_ID)
                rows = model.env["duban.reminder"].sudo().browse(mine)
                with (
                    Stopped(moment),
                    patch.object(
                        type(model), "_unsent_at_once", lambda _self, rows=rows: rows
                    ),  # fmt: skip
                ):
                    model.sudo()._send_at_once()
                left -= set(mine)
        finally:
            self.sending = False


def unsent(model):
    """Ids of what does not wait for the daily digest and was not sent."""
    return model.sudo()._unsent_at_once().ids


def looked_at():
    """Whether it is the test that searches, not the engine."""
    frame = sys._getframe(2)
    while frame and any(part in frame.f_code.co_filename for part in CORE):
        frame = frame.f_back
    return bool(frame) and "/tests/" in frame.f_code.co_filename
