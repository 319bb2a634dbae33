"""`./duban screenshots`: pictures of a running product for the guides.

Start the product first: `./duban run --port 8170`, then, in another terminal,
`./duban screenshots --port 8170`. Every picture is one row of SHOTS.
"""

import argparse
import base64
import io
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from . import common, runtime
from .common import DubanError, say, step
from .run import HOST, LOGINS, PORT, fetch, log_in

IMAGES = common.ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK = (1400, 900)
LOW = (1400, 560)
PHONE = (390, 844)
PATIENCE = 60
ACTION = "/odoo/action-duban_supervision."
# The name of a picture, who looks, the size of the screen, the address (with
# {id} of the record that the search finds), and what must be on the screen.
SHOTS = [
    (
        "home-office",
        "xisu.office",
        (1400, 620),
        "/odoo/supervision-home",
        None,
        ".o_duban_boards",
    ),
    (
        "office-list",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action",
        None,
        ".o_data_row",
    ),
    (
        "matter-form",
        "xisu.office",
        (1400, 1150),
        ACTION + "duban_matter_action/{id}",
        ("duban.matter", [["state", "=", "in_progress"]], "date_deadline"),
        ".o_form_view .o_field_widget",
    ),
    (
        "ledger",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action_ledger",
        None,
        ".o_data_row, .o_group_header",
    ),
    (
        "unit-inbox",
        "wut.network_liaison",
        LOW,
        ACTION + "mail_activity_action_mine",
        None,
        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)",
    ),
    (
        "leader-approval",
        "wut.leader",
        (390, 620),
        ACTION + "mail_activity_action_mine",
        None,
        ".o_duban_approve",
    ),
    (
        "home-leader-phone",
        "xisu.leader",
        PHONE,
        "/odoo/supervision-home",
        None,
        ".o_duban_boards",
    ),
    (
        "regulation",
        "admin",
        DESK,
        ACTION + "duban_regulation_action/{id}",
        (
            "duban.regulation",
            [["company_id", "!=", False], ["code", "=", "xisu"]],
            "id",
        ),
        ".o_form_view .o_field_widget",
    ),
]


def main(argv):
    """Take the pictures, all or the named ones."""
    parser = argparse.ArgumentParser(prog="duban screenshots", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder")
    parser.add_argument("names", nargs="*", help="such as office-list; default all")
    options = parser.parse_args(argv)
    try:
        import PIL.Image  # noqa: F401
        import websocket  # noqa: F401
    except ImportError:
        # the Python of Odoo and the tests has both
        python = runtime.get_python()
        command = "import sys; from tools import screenshots as s; s.main(sys.argv[1:])"
        return subprocess.call([python, "-c", command, *argv], cwd=common.ROOT)
    address = f"http://{HOST}:{options.port}"
    passwords = {
        each["login"]: each["password"] for each in json.loads(LOGINS.read_text())
    }
    options.to.mkdir(parents=True, exist_ok=True)
    with Chromium() as chromium:
        for name, login, *what in SHOTS:
            if options.names and name not in options.names:
                continue
            with step(f"{name}.png"):
                person = log_in(address, login, passwords[login])
                picture = chromium.shoot(address, person, *what)
                size = save(picture, options.to / f"{name}.png")
            say(f"  {size // 1000} kB")
    return 0


def save(picture, path):
    """Write the PNG with a palette, which makes it a third as large."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.quantize(colors=128, dither=Image.Dither.NONE)
    image.save(path, optimize=True)
    return path.stat().st_size


def session(person):
    """The session cookie of a person who logged in."""
    for handler in person.handlers:
        for cookie in getattr(handler, "cookiejar", ()):
            if cookie.name == "session_id":
                return cookie.value
    raise DubanError("The login gave no session.")


def find(address, person, model, domain, order):
    """The first record that a search finds for the person: its id and company."""
    params = {
        "model": model,
        "method": "search_read",
        "args": [domain, ["company_id"]],
        "kwargs": {"order": order, "limit": 1},
    }
    request = urllib.request.Request(
        f"{address}/web/dataset/call_kw",
        json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    answer = json.loads(fetch(person, request))
    if not answer.get("result"):
        raise DubanError(f"There is no such {model}: {domain}")
    return answer["result"][0]


class Chromium:
    """A browser without a window, driven through the DevTools protocol."""

    def __enter__(self):
        import websocket

        binary = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not binary:
            raise DubanError("Chromium is not installed.")
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [
                binary,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--lang=zh-CN",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self.folder.name}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        told = Path(self.folder.name) / "DevToolsActivePort"
        until = time.monotonic() + PATIENCE
        while not (told.exists() and told.read_text().count("\n")):
            if time.monotonic() > until or self.process.poll() is not None:
                raise DubanError("Chromium did not start.")
            time.sleep(0.1)
        port, path = told.read_text().split()
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{port}{path}", timeout=PATIENCE
        )
        self.numbers = itertools.count(1)
        return self

    def __exit__(self, *exception):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    def call(self, method, session_id=None, **params):
        """Send one command and wait for its own answer."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if session_id:
            message["sessionId"] = session_id
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                break
        if "error" in answer:
            raise DubanError(f"Chromium refuses {method}: {answer['error']}")
        return answer["result"]

    def shoot(self, address, person, size, path, search, wanted):
        """The picture of one screen, in a window of its own."""
        companies = None
        if search:
            model, domain, order = search
            record = find(address, person, model, domain, order)
            path = path.format(id=record["id"])
            companies = record["company_id"]
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        tab = self.call("Target.attachToTarget", targetId=target, flatten=True)
        tab = tab["sessionId"]
        width, height = size
        phone = width < 600
        self.call(
            "Emulation.setDeviceMetricsOverride",
            tab,
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )
        self.call("Emulation.setTimezoneOverride", tab, timezoneId="Asia/Shanghai")
        if phone:
            self.call("Emulation.setTouchEmulationEnabled", tab, enabled=True)
        cookies = {"session_id": session(person)}
        if companies:
            # who belongs to several institutions looks from that of the record
            cookies["cids"] = str(companies[0])
        for name, value in cookies.items():
            self.call("Network.setCookie", tab, name=name, value=value, url=address)
        self.call("Page.navigate", tab, url=address + path)
        self.wait(tab, f"document.querySelector({json.dumps(wanted)})")
        # fonts, the chatter and charts come a moment later
        time.sleep(2.5)
        self.wait(tab, "!document.querySelector('.o_loading_indicator')")
        answer = self.call("Page.captureScreenshot", tab, format="png")
        self.call("Target.disposeBrowserContext", browserContextId=context)
        return base64.b64decode(answer["data"])

    def wait(self, tab, expression):
        """Until the page says yes."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self.call("Runtime.evaluate", tab, expression=f"!!({expression})")
            if answer["result"].get("value"):
                return
            time.sleep(0.2)
        raise DubanError(f"The screen never showed {expression}.")


if __name__ == "__main__":
    sys.exit(common.guarded(main, sys.argv[1:]))
