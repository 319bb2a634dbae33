"""An Odoo of its own for a test: a copy of the test's database in another process, which can be killed."""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import config

#: seconds for a start, and for what a page waits
PATIENCE = 180


def free_port():
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ServedCase(BaseCase):
    """``address`` of a served copy of the test's database; ``prepare(env)`` fills it first, what it does stays.

    :cvar install: modules that the copy gets besides
    :cvar extra_path: where the served Odoo finds further Python modules
    """

    install = ()
    extra_path = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        original = get_db_name()
        # dropped with the databases of this run, should a test be killed
        cls.name = f"{original}_served"
        cls._drop()
        cls.addClassCleanup(cls._drop)
        close_db(original)
        cls._program("createdb", "-T", original, cls.name)
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.port = free_port()
        cls.address = f"http://127.0.0.1:{cls.port}"
        with cls.inside() as env:
            env["ir.config_parameter"].set_param("web.base.url", cls.address)
            cls.prepare(env)
        Registry.delete(cls.name)
        close_db(cls.name)
        # what the copy says it has, bundles that were made before among it, lies in files
        for name in (original, cls.name):
            cls._copy_files(name)
        cls.process = None
        cls.addClassCleanup(cls.kill)
        cls.start(install=cls.install)

    @classmethod
    def prepare(cls, env):
        """Hook: what the served database holds."""

    @classmethod
    def _copy_files(cls, name):
        source = Path(config.filestore(name))
        if source.is_dir():
            target = cls.folder / "filestore" / cls.name
            shutil.copytree(source, target, dirs_exist_ok=True)

    @classmethod
    def _program(cls, *command):
        subprocess.run(command, check=True, capture_output=True)

    @classmethod
    def _drop(cls):
        Registry.delete(cls.name)
        close_db(cls.name)
        # not --force, which PostgreSQL refuses while its own autovacuum looks at the database
        ended = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{cls.name}' AND usename = current_user"
        )
        cls._program("psql", "-d", "postgres", "-c", ended)
        cls._program("dropdb", "--if-exists", cls.name)

    @classmethod
    @contextlib.contextmanager
    def inside(cls):
        """The superuser's environment in the copy; kept at the end."""
        before = config["test_enable"]
        # Odoo would run the tests of each module while it loads a database
        config["test_enable"] = False
        try:
            registry = Registry(cls.name)
        finally:
            config["test_enable"] = before
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def sql(cls, statement, params=None):
        """Rows of one statement in the copy, committed."""
        from odoo.sql_db import db_connect

        with db_connect(cls.name).cursor() as cr:
            cr.execute(statement, params)
            return cr.fetchall() if cr.description else []

    # -- the server

    @classmethod
    def start(cls, install=()):
        """Start the server and wait until it answers."""
        if install:
            # first by itself: a server answers before it has installed anything, and also when it could not
            options = [f"--init={','.join(install)}", "--stop-after-init", "--no-http"]
            done = subprocess.run(
                cls._command(*options), env=cls._environment(), capture_output=True, text=True, check=False
            )  # fmt: skip
            if done.returncode or not cls._has(install):
                raise AssertionError(done.stderr[-4000:])
        cls.log = cls.folder / "odoo.log"
        with open(cls.log, "a") as log:
            cls.process = subprocess.Popen(
                cls._command(), env=cls._environment(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and cls.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{cls.address}/web/login", timeout=60):
                    return
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{error}\n{cls.said()}") from error
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"Odoo did not start.\n{cls.said()}")

    @classmethod
    def _environment(cls):
        path = [*map(str, cls.extra_path), *filter(None, sys.path)]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}

    @classmethod
    def _command(cls, *options):
        return [
            *(sys.executable, "-c", "import odoo.cli; odoo.cli.main()", "server"),
            f"--database={cls.name}",
            f"--db-filter=^{cls.name}$",
            "--http-interface=127.0.0.1",
            f"--http-port={cls.port}",
            f"--data-dir={cls.folder}",
            f"--addons-path={','.join(config['addons_path'])}",
            "--workers=0",
            "--max-cron-threads=1",
            "--limit-memory-hard=0",
            "--log-level=warn",
            *options,
        ]

    @classmethod
    def _has(cls, modules):
        there = "SELECT count(*) FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)"
        return cls.sql(there, [list(modules)]) == [(len(modules),)]

    @classmethod
    def said(cls):
        """The end of the server's log."""
        return cls.log.read_text(errors="replace")[-4000:]

    @classmethod
    def kill(cls):
        """kill -9."""
        if cls.process and cls.process.poll() is None:
            os.killpg(cls.process.pid, signal.SIGKILL)
            cls.process.wait()

    @classmethod
    def until(cls, yes, seconds=PATIENCE):
        """Wait for ``yes()``; what it said last."""
        end = time.monotonic() + seconds
        while not (said := yes()) and time.monotonic() < end:
            time.sleep(0.2)
        return said


#: what is meant on the screen, in a dialog first
FIND = """(what) => {
    const seen = (each) => { const box = each.getBoundingClientRect(); return box.width && box.height; };
    let all;
    if (what.startsWith("=")) {
        const said = (each) => (each.innerText || each.value || "").trim();
        all = [...document.querySelectorAll("a, button, span, div, td, label, li")];
        all = all.filter((each) => said(each) === what.slice(1));
        all = all.filter((each) => !all.some((other) => other !== each && each.contains(other)));
    } else {
        all = [...document.querySelectorAll(what)];
    }
    all = all.filter(seen);
    const above = all.filter((each) => each.closest(".modal, .o-dropdown--menu, .o_popover"));
    const found = (above.length ? above : all)[0];
    if (!found) return null;
    found.scrollIntoView({ block: "center" });
    const box = found.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
#: the page says it until the web client has read it, and the web client from then on
SIGNED_IN = """window.odoo && (odoo.__session_info__?.uid
    || odoo.loader?.modules.get("@web/core/user")?.user.userId)"""
AT_REST = (
    "document.readyState === 'complete' && !document.querySelector('.o_loading_indicator, .o_blockUI') "
    "&& !(window.odoo && odoo.__WOWL_DEBUG__ === undefined && document.querySelector('.o_web_client') "
    "&& !document.querySelector('.o_action_manager > *'))"
)


class Visitor:
    """A window of a headless Chromium, with cookies of its own."""

    def __init__(self, chromium, size=(1200, 800)):
        self.chromium = chromium
        self.clicks = 0
        self.context = context = chromium.call("Target.createBrowserContext")[
            "browserContextId"
        ]
        target = chromium.call(
            "Target.createTarget", url="about:blank", browserContextId=context
        )["targetId"]
        attached = chromium.call("Target.attachToTarget", targetId=target, flatten=True)
        self.tab = attached["sessionId"]
        chromium.call(
            "Emulation.setDeviceMetricsOverride", self.tab, width=size[0], height=size[1], deviceScaleFactor=1,
            mobile=False,
        )  # fmt: skip

    def open(self, url):
        """Go there."""
        self.chromium.call("Page.navigate", self.tab, url=url)

    def ask(self, expression):
        """What the page says to an expression; None while it changes."""
        answer = self.chromium.call(
            "Runtime.evaluate", self.tab, expression=expression, returnByValue=True
        )
        return answer["result"].get("value")

    def wait(self, expression, seconds=60):
        """Until the page says yes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if said := self.ask(expression):
                return said
            time.sleep(0.2)
        text = self.ask("document.body && document.body.innerText")
        place = self.ask("location.href")
        raise AssertionError(f"{place} never said {expression}: {text}")

    def fill(self, **boxes):
        """Type into the boxes of these names."""
        for name, text in boxes.items():
            box = f"document.querySelector('[name={name}]')"
            self.wait(f"!!{box}")
            self.ask(f"{box}.value = {json.dumps(text)}")

    def press(self, selector):
        """Press what a selector finds."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        self.ask(f"document.querySelector({json.dumps(selector)}).click()")

    # -- what a hand does; presses are counted

    def point(self, what):
        """Middle of what is meant: a selector, or ``=words`` of the smallest thing that says just that."""
        return self.ask(f"({FIND})({json.dumps(what)})")

    def click(self, what, seconds=60):
        """Press the left button of the pointer there, once it is there and the screen is at rest."""
        end = time.monotonic() + seconds
        while not (self.ask(AT_REST) and (place := self.point(what))):
            if time.monotonic() > end:
                text = self.ask("document.body && document.body.innerText")
                raise AssertionError(f"{what} is not on the screen: {text}")
            time.sleep(0.1)
        self.clicks += 1
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.chromium.call(
                "Input.dispatchMouseEvent", self.tab, type=kind, x=place[0], y=place[1], button="left", clickCount=1
            )  # fmt: skip
        time.sleep(0.3)

    def type(self, text):
        """Type into the box that has the cursor."""
        self.chromium.call("Input.insertText", self.tab, text=text)
        time.sleep(0.1)

    def key(self, name, code):
        """Press one key that is no letter."""
        for kind in ("rawKeyDown", "keyUp"):
            self.chromium.call(
                "Input.dispatchKeyEvent", self.tab, type=kind, key=name, code=name, windowsVirtualKeyCode=code
            )  # fmt: skip
        time.sleep(0.1)

    def upload(self, selector, path):
        """Choose a file in the box that a press has opened."""
        root = self.chromium.call("DOM.getDocument", self.tab)["root"]["nodeId"]
        node = self.chromium.call(
            "DOM.querySelector", self.tab, nodeId=root, selector=selector
        )["nodeId"]
        self.chromium.call(
            "DOM.setFileInputFiles", self.tab, nodeId=node, files=[str(path)]
        )

    def picture(self, path):
        """The screen as PNG."""
        data = self.chromium.call("Page.captureScreenshot", self.tab, format="png")
        Path(path).write_bytes(base64.b64decode(data["data"]))

    def uid(self):
        """Id of the user who is signed in, once the web client is there."""
        return self.wait(SIGNED_IN)
