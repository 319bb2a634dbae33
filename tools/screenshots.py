"""`./duban screenshots`: pictures of a running product for the guides.

Start the product first: `./duban run --port 8170`, then, in another terminal,
`./duban screenshots --port 8170`. Every picture is one row of shots.py.
`./duban screenshots --walk` takes those of setting up, while the test of the newcomer walks from a bare database to the
first matter.
"""

import argparse
import base64
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from . import common, runtime
from .checking import fetch, log_in
from .common import DubanError, say, step
from .run import HOST, LOGINS, PORT
from .shots import FORMS, SHOTS, Form
from .testing import BROWSERS, SHELL

ROOT = common.ROOT
IMAGES = ROOT / "docs" / "images"
WALK = "tests/duban_supervision_all/test_newcomer.py"
#: pictures of the walk that the guide shows
SETUP = ("home", "preview", "office", "done")
PATIENCE = 60


def main(argv):
    """Take the pictures, all or the named ones."""
    parser = argparse.ArgumentParser(prog="duban screenshots", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder")
    parser.add_argument("names", nargs="*", help="such as office-list; default all")
    parser.add_argument("--walk", action="store_true", help="those of setting up")
    options = parser.parse_args(argv)
    try:
        import PIL.Image  # noqa: F401
        import websocket  # noqa: F401
    except ImportError:
        # the Python of Odoo and the tests has both
        python = runtime.get_python()
        command = "import sys; from tools import screenshots as s; s.main(sys.argv[1:])"
        return subprocess.call([python, "-c", command, *argv], cwd=common.ROOT)
    options.to.mkdir(parents=True, exist_ok=True)
    if options.walk:
        return walk(options.to)
    address = f"http://{HOST}:{options.port}"
    passwords = {
        each["login"]: each["password"] for each in json.loads(LOGINS.read_text())
    }
    chosen = [
        row
        for row in (*FORMS, *SHOTS)
        if not options.names or row.name in options.names
    ]
    with Chromium() as chromium:
        for row in chosen:
            with step(f"{row.name}.png"):
                person = log_in(address, row.login, passwords[row.login])
                if isinstance(row, Form):
                    picture = print_form(address, person, row)
                else:
                    picture = chromium.shoot(address, person, row)
                size = save(picture, options.to / f"{row.name}.png")
            say(f"  {size // 1000} kB")
    return 0


def walk(target):
    """Pictures of setting up an institution, from the test that walks through it."""
    with common.temporary_folder("pictures") as folder:
        command = [ROOT / "duban", "test", WALK, "-q"]
        status = subprocess.call(
            command, env={**os.environ, "DUBAN_PICTURES": str(folder)}, cwd=ROOT
        )
        for name in SETUP:
            path = folder / f"newcomer-{name}.png"
            if path.exists():
                size = save(
                    path.read_bytes(), target / f"setup-{name}.png", is_trimmed=True
                )
                say(f"setup-{name}.png: {size // 1000} kB")
    return status


def print_form(address, person, form):
    """The picture of the first page of a printed form."""
    if not shutil.which("pdftoppm"):
        raise DubanError("pdftoppm (package poppler-utils) is not installed.")
    record = find(address, person, *form.search)
    with person.open(
        f"{address}/report/pdf/{form.report}/{record['id']}", timeout=PATIENCE
    ) as answer:
        pdf = answer.read()
    return subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "80", "-"],
        input=pdf,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout


def save(picture, path, is_trimmed=False):
    """Write the PNG with a palette, which makes it a third as large.

    :param is_trimmed: without the empty part below
    """
    from PIL import Image, ImageChops

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if is_trimmed:
        empty = Image.new("RGB", image.size, image.getpixel((5, image.height - 5)))
        bottom = ImageChops.difference(image, empty).getbbox()[3]
        image = image.crop((0, 0, image.width, min(image.height, bottom + 16)))
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

        binary = next(filter(None, map(shutil.which, (*BROWSERS, SHELL))), None)
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

    def shoot(self, address, person, shot):
        """The picture of one screen, in a window of its own."""
        companies = None
        path = shot.path
        if shot.search:
            record = find(address, person, *shot.search)
            path = path.format(id=record["id"])
            companies = record["company_id"]
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        tab = self.call("Target.attachToTarget", targetId=target, flatten=True)
        tab = tab["sessionId"]
        width, height = shot.size
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
        self.wait(tab, f"document.querySelector({json.dumps(shot.wanted)})")
        if shot.click:
            element = f"document.querySelector({json.dumps(shot.click)})"
            self.wait(tab, element)
            self.call("Runtime.evaluate", tab, expression=f"{element}.click()")
        if shot.script:
            self.call("Runtime.evaluate", tab, expression=shot.script)
            self.wait(tab, f"document.querySelector({json.dumps(shot.then)})")
        # fonts, the chatter and charts come a moment later
        time.sleep(2.5)
        self.wait(tab, "!document.querySelector('.o_loading_indicator')")
        answer = self.call(
            "Page.captureScreenshot", tab, format="png", **self.clip(tab, shot.only)
        )
        self.call("Target.disposeBrowserContext", browserContextId=context)
        return base64.b64decode(answer["data"])

    def clip(self, tab, only):
        """The part of the page that one element takes, as the browser wants it; empty: the window."""
        if not only:
            return {}
        element = f"document.querySelector({json.dumps(only)})"
        self.wait(tab, element)
        place = self.call(
            "Runtime.evaluate",
            tab,
            expression=f"{element}.scrollIntoView(); {element}.getBoundingClientRect().toJSON()",
            returnByValue=True,
        )["result"]["value"]
        margin = 12
        return {
            "clip": {
                "x": max(0, place["x"] - margin),
                "y": max(0, place["y"] - margin),
                "width": place["width"] + 2 * margin,
                "height": place["height"] + 2 * margin,
                "scale": 1,
            }
        }

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
