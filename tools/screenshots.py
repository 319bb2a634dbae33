"""`./duban screenshots`: pictures of a running product for the guides.

Start the product first: `./duban run --port 8170`, then, in another terminal,
`./duban screenshots --port 8170`. Every picture is one row of SHOTS, or of FORMS.
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
from typing import NamedTuple

from . import common, runtime
from .checking import fetch, log_in
from .common import DubanError, say, step
from .run import HOST, LOGINS, PORT

ROOT = common.ROOT
IMAGES = ROOT / "docs" / "images"
WALK = "tests/duban_supervision_all/test_newcomer.py"
#: pictures of the walk that the guide shows
SETUP = ("home", "preview", "office", "done")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK = (1400, 900)
LOW = (1400, 560)
PHONE = (390, 844)
PATIENCE = 60
ACTION = "/odoo/action-duban_supervision."
GATEWAYS = "/odoo/action-duban_supervision_gateway.duban_gateway_action/new"


class Shot(NamedTuple):
    """One picture.

    :param name: of the file
    :param login: who looks
    :param size: of the screen
    :param path: address, with {id} of the record that the search finds
    :param wanted: what must be on the screen
    :param search: model, domain and order of the record
    :param click: what is clicked first
    :param only: the part of the screen that is taken
    :param script: what is done on the screen then
    :param then: what must be on the screen after that
    """

    name: str
    login: str
    size: tuple
    path: str
    wanted: str
    search: tuple = ()
    click: str = ""
    only: str = ""
    script: str = ""
    then: str = ""


class Form(NamedTuple):
    """The first page of a printed form: file name, who prints, which report, search of the record."""

    name: str
    login: str
    report: str
    search: tuple


FORM_VIEW = ".o_form_view .o_field_widget"
#: a ledger as an office writes it, chosen and read
CHOOSE_LEDGER = """
    const lines = [
        "2026年重点工作台账,,,,", "序号,督办事项,牵头单位,配合单位,完成时限",
        "1,修订学生管理规定,学生工作部（处）,本科教学评建办公室,2026年12月底前",
        "2,更新多媒体教室设备,后勤管理处,,2026年12月20日前",
        "3,制定新学期开学工作方案,各学院,学生工作部（处）,开学前",
        "4,完成专业评估自查,本科教学评建办公室,,长期坚持",
    ];
    const transfer = new DataTransfer();
    transfer.items.add(new File(["\\ufeff" + lines.join("\\r\\n")], "重点工作台账.csv", { type: "text/csv" }));
    const box = document.querySelector("[name=file] input[type=file]");
    box.files = transfer.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    setTimeout(() => document.querySelector("button[name=action_read]").click(), 1500);
"""
#: chooses the second kind of channel, resp. the first preset
CHOOSE_KIND = """
    const choose = (field, position) => {
        document.querySelector(`.o_field_widget[name=${field}] input`).click();
        setTimeout(() => document.querySelectorAll(".o_select_menu_item")[position].click(), 700);
    };
"""
SHOTS = [
    Shot(
        "home-office",
        "xisu.office",
        (1400, 620),
        "/odoo/supervision-home",
        ".o_duban_boards",
    ),
    Shot(
        "filing",
        "xisu.office",
        (1400, 1000),
        "/odoo/supervision-home",
        ".o_duban_boards",
        click="[data-action='duban_supervision.duban_matter_action_new']",
    ),
    Shot(
        "import-preview",
        "xisu.office",
        (1400, 620),
        "/odoo/supervision-import",
        ".o_form_view [name=file] input[type=file]",
        script=CHOOSE_LEDGER,
        then="[name=line_ids] .o_data_row",
    ),
    Shot(
        "feedback",
        "wut.network_liaison",
        (1400, 820),
        ACTION + "mail_activity_action_mine",
        ".o_duban_todo",
        click=".o_duban_open",
    ),
    Shot(
        "wall",
        "xisu.office",
        (1400, 790),
        ACTION + "duban_wall_action",
        ".o_duban_wall",
    ),
    Shot(
        "office-list",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action",
        ".o_data_row",
    ),
    Shot(
        "matter-form",
        "xisu.office",
        (1400, 1150),
        ACTION + "duban_matter_action/{id}",
        FORM_VIEW,
        ("duban.matter", [["state", "=", "in_progress"]], "date_deadline"),
    ),
    Shot(
        "timeline",
        "xisu.office",
        DESK,
        ACTION + "duban_matter_action/{id}",
        FORM_VIEW,
        (
            "duban.matter",
            [
                ["state", "in", ["in_progress", "result_submitted"]],
                ["feedback_ids", "!=", False],
                ["plan_line_ids", "!=", False],
            ],
            "date_deadline",
        ),
        click=".nav-link[name=plan]",
        only=".o_duban_timeline",
    ),
    Shot(
        "ledger",
        "xisu.office",
        LOW,
        ACTION + "duban_matter_action_ledger",
        ".o_data_row, .o_group_header",
    ),
    Shot(
        "unit-inbox",
        "wut.network_liaison",
        LOW,
        ACTION + "mail_activity_action_mine",
        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)",
    ),
    Shot(
        "leader-approval",
        "wut.leader",
        (390, 340),
        ACTION + "mail_activity_action_mine",
        ".o_duban_approve",
    ),
    Shot(
        "home-leader-phone",
        "xisu.leader",
        PHONE,
        "/odoo/supervision-home",
        ".o_duban_boards",
    ),
    Shot(
        "channel-wecom",
        "admin",
        (1400, 1080),
        GATEWAYS,
        FORM_VIEW,
        script=CHOOSE_KIND + 'choose("kind", 1);',
        then="[name=callback_key]",
    ),
    Shot(
        "channel-http",
        "admin",
        (1400, 1150),
        GATEWAYS,
        FORM_VIEW,
        script=CHOOSE_KIND + 'choose("preset", 0);',
        then="[name=send_url] input",
    ),
    Shot(
        "sign-in",
        "admin",
        LOW,
        "/odoo/action-duban_supervision_signin.duban_sign_in_action/new",
        FORM_VIEW,
    ),
    Shot(
        "regulation",
        "admin",
        DESK,
        ACTION + "duban_regulation_action/{id}",
        FORM_VIEW,
        (
            "duban.regulation",
            [["company_id", "!=", False], ["code", "=", "xisu"]],
            "id",
        ),
    ),
]
CLOSED = [["state", "in", ["closed", "archived"]]]
FORMS = [
    Form(
        "xisu-slip",
        "xisu.office",
        "duban_supervision_xisu.report_slip",
        ("duban.matter", CLOSED, "id"),
    ),
    Form(
        "abaf-form-1",
        "abaf.office",
        "duban_supervision_abaf.report_filing_form",
        ("duban.matter", CLOSED, "id"),
    ),
]


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
