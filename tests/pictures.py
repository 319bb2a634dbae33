"""Pictures of the screens of a tour: a step that logs ``picture NAME`` is taken where DUBAN_PICTURES names a folder."""

import base64
import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests.common import ChromeBrowser

VARIABLE = "DUBAN_PICTURES"


def taking_pictures(prefix=""):
    """A context in which the browser's tours are photographed; does nothing without the variable."""
    folder = os.environ.get(VARIABLE)
    original = ChromeBrowser._handle_console

    def handle(self, type, args=None, stackTrace=None, **kw):
        words = str(self._from_remoteobject(args[0])).split() if args else []
        if folder and words[:1] == ["picture"]:
            path = Path(folder) / f"{prefix}{words[1]}.png"
            asked = self._websocket_send("Page.captureScreenshot", with_future=True)
            asked.add_done_callback(
                lambda done: path.write_bytes(base64.b64decode(done.result()["data"]))
            )
        return original(self, type, args=args, stackTrace=stackTrace, **kw)

    return patch.object(ChromeBrowser, "_handle_console", handle)
