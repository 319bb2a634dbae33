"""`./duban run --check`: what a person would try first, over HTTP."""

import html
import http.cookiejar
import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from .common import DubanError, step

# Prints the text of the PDF that comes on standard input.
READ = (
    "import io, sys, pypdf; pdf = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read())); "
    "print(*(page.extract_text() for page in pdf.pages))"
)


def check(address, logins, python, prints=None):
    """Log in through the form as every role, load the web client once, and let the
    office of each institution print a slip, which is kept in the folder `prints`."""
    if not logins:
        raise DubanError("The database has none of the logins in tools/logins.json.")
    for index, each in enumerate(logins):
        with step(f"Logging in as {each['login']}"):
            browser = log_in(address, each["login"], each["password"])
            if index == 0:
                load_assets(browser, address)
        institution, _dot, role = each["login"].partition(".")
        if role == "office":
            with step(f"Printing as {each['login']}"):
                pdf = print_slip(browser, address, institution, python)
                if prints:
                    prints.mkdir(parents=True, exist_ok=True)
                    (prints / f"{institution}.pdf").write_bytes(pdf)


def print_slip(browser, address, institution, python):
    """One form of a matter, whose title must be in it as text; the PDF."""
    matters = call(
        browser, address, "duban.matter", "search_read",
        [[["state", "not in", ["draft", "filing_approval"]]], ["name"]],
        order="id", limit=1,
    )  # fmt: skip
    reports = call(
        browser, address, "ir.actions.report", "search_read",
        [[["model", "=", "duban.matter"]], ["report_name"]], order="id",
    )  # fmt: skip
    names = [each["report_name"] for each in reports]
    own = [
        name for name in names if name.startswith(f"duban_supervision_{institution}.")
    ]
    if not matters or not names:
        raise DubanError(f"{institution} has no matter, or no form, to print.")
    matter, report = matters[0], (own or names)[0]
    url = f"{address}/report/pdf/{report}/{matter['id']}"
    try:
        with browser.open(url, timeout=120) as response:
            pdf = response.read()
    except urllib.error.HTTPError as error:
        page = error.read().decode(errors="replace")
        raise DubanError(f"{report} cannot be printed: {reason(page)}", page) from error
    except OSError as error:
        raise DubanError(f"{report} cannot be printed: {error}") from error
    if not pdf.startswith(b"%PDF"):
        raise DubanError(f"{report} is not a PDF.", pdf.decode(errors="replace"))
    text = "".join(read_pdf(pdf, python).split())
    title = "".join(matter["name"].split())
    # a long title may be cut by the end of a cell
    if title[:8] not in text:
        raise DubanError(f"{report} does not show “{title}” as text.", text)
    return pdf


def reason(page):
    """What a page of an error says to a person, without its frame."""
    found = re.search(r"<main\b.*?</main>|<body\b.*?</body>", page, re.S)
    text = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]+>",
        " ",
        found.group() if found else page,
        flags=re.S,
    )
    return " ".join(html.unescape(text).split())[:400]


def read_pdf(pdf, python):
    """The text layer of a PDF."""
    done = subprocess.run(
        [str(python), "-c", READ], input=pdf, capture_output=True, check=False
    )
    if done.returncode:
        raise DubanError(
            "The PDF cannot be read.", done.stderr.decode(errors="replace")
        )
    return done.stdout.decode()


def call(browser, address, model, method, args, **kwargs):
    """The answer of a public method, as the web client asks for it."""
    params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
    request = urllib.request.Request(
        f"{address}/web/dataset/call_kw",
        json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    answer = json.loads(fetch(browser, request))
    if "error" in answer:
        message = answer["error"].get("data", {}).get("message", answer["error"])
        raise DubanError(f"{model}.{method}: {message}")
    return answer["result"]


def log_in(address, login, password):
    """A session, made through the login form as a person does."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = fetch(browser, f"{address}/web/login")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if not found:
        raise DubanError("The login page has no form.")
    form = {"csrf_token": found.group(1), "login": login, "password": password}
    page = fetch(browser, f"{address}/web/login", urllib.parse.urlencode(form).encode())
    if "odoo.__session_info__" not in page:
        raise DubanError(f"The login {login} is refused, or leads nowhere.")
    return browser


def load_assets(browser, address):
    """Fetch the scripts and styles of the web client."""
    page = fetch(browser, f"{address}/odoo")
    assets = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page)
    if not assets:
        raise DubanError("The web client names no scripts.")
    for path in assets:
        fetch(browser, address + path)


def fetch(browser, url, data=None):
    """The text of a page; a DubanError when it cannot be had."""
    try:
        with browser.open(url, data, timeout=120) as response:
            return response.read().decode(errors="replace")
    except OSError as error:
        raise DubanError(f"{url} cannot be fetched: {error}") from error
