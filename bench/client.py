"""People at their browsers: JSON-RPC sessions, in processes of their own."""

import base64
import http.cookiejar
import json
import random
import time
import urllib.error
import urllib.request

PASSWORD = "duban"


class Refused(Exception):
    """Odoo refused, with the class of its error as ``kind``."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Broken(Exception):
    """No answer: whether the call took effect is not known."""


class Person:
    """One logged-in person."""

    def __init__(self, address, db, login):
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar)
        )
        params = {"db": db, "login": login, "password": PASSWORD}
        self.post("/web/session/authenticate", params)

    def post(self, path, params):
        """The result of one call.

        :raise Refused: Odoo answered with an error
        :raise Broken: no answer
        """
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        request = urllib.request.Request(
            self.address + path, body.encode(), {"Content-Type": "application/json"}
        )
        try:
            with self.browser.open(request, timeout=120) as answer:
                answer = json.loads(answer.read())
        except (OSError, ValueError) as error:
            raise Broken(str(error)) from error
        except Exception as error:
            # http.client's own exceptions: the connection ended in the middle
            raise Broken(repr(error)) from error
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise Refused(data.get("name", ""), data.get("message", ""))
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post("/web/dataset/call_kw", params)


class Office:
    """A whole institution at work, as one process."""

    def __init__(self, setup, number, seed):
        self.setup = setup
        self.chance = random.Random(f"{seed}-{number}")
        self.number = number
        addresses = setup["addresses"]
        self.address = addresses[number % len(addresses)]
        self.sessions = {}
        self.done, self.errors, self.calls = [], [], 0
        self.again = 0
        self.under_way = None

    def person(self, login):
        """The session of a person, opened when first needed."""
        if login not in self.sessions:
            self.sessions[login] = Person(self.address, self.setup["db"], login)
        return self.sessions[login]

    def act(self, login, model, method, *args):
        """A call whose success is noted as (record ids, method)."""
        self.calls += 1
        self.under_way = f"{model}.{method}"
        try:
            result = self.person(login).call(model, method, *args)
        except Refused as error:
            if error.kind.startswith("psycopg2."):
                self.again += 1
            elif not error.kind.startswith("odoo.exceptions."):
                self.errors.append(f"{method}: {error.kind}: {error}")
            raise
        ids = None if method == "create" or not args else args[0]
        self.done.append([model, ids, method, login, result])
        return result

    def insist(self, *call):
        """Try again when Odoo's own retries were not enough, as a person would."""
        while True:
            try:
                return self.act(*call)
            except Refused as error:
                if not error.kind.startswith("psycopg2."):
                    raise

    # -- the life of a matter

    def register(self):
        """A filed and assigned matter; its id."""
        setup = self.setup
        lead = self.chance.randrange(len(setup["units"]))
        values = {
            **setup["values"], "name": f"事项 {self.number} {self.chance.random()}",
            "lead_unit_id": setup["units"][lead][0],
        }  # fmt: skip
        (matter,) = self.insist("bench_office_user", "duban.matter", "create", [values])
        self.insist("bench_office_user", "duban.matter", "action_file", [matter])
        self.insist("bench_office_user", "duban.matter", "action_assign", [matter])
        return matter, setup["units"][lead][1]

    def accept(self, matter, head):
        """In progress, with a milestone and a handler."""
        plan = {"matter_id": matter, "name": "节点", "date": self.setup["later"]}
        self.insist(head, "duban.plan.line", "create", [plan])
        self.insist(head, "duban.matter", "action_accept", [matter])

    def extend(self, matter, head):
        """A request with its three decisions."""
        values = {
            "matter_id": matter, "kind": "extension", "reason": "延迟", "statement": "说明",
            "date_requested": self.setup["much_later"],
        }  # fmt: skip
        (request,) = self.insist(head, "duban.request", "create", [values])
        self.insist(head, "duban.request", "action_submit", [request])
        self.approve(request)

    def approve(self, request):
        """The decisions, each as its approver."""
        office = self.person("bench_office_user")
        lines = office.call(
            "duban.approval.line", "search_read", [("request_id", "=", request)],
            ["approver_id"], order="sequence",
        )  # fmt: skip
        for line in lines:
            login = self.setup["logins"][str(line["approver_id"][0])]
            self.insist(
                login, "duban.approval.line", "action_approve", [line["id"]], "同意"
            )

    def finish(self, matter, head):
        """Result, review, closing, archive."""
        office = "bench_office_user"
        self.insist(head, "duban.matter", "write", [matter], {"result": "完成"})
        self.insist(head, "duban.matter", "action_submit_result", [matter])
        self.insist(office, "duban.matter", "action_pass_review", [matter], "同意")
        self.insist(office, "duban.matter", "action_close", [matter])
        volume = {"matter_id": matter, "holder": "office", "volume": f"V{matter}"}
        self.insist(office, "duban.archive.record", "create", [volume])
        self.insist(office, "duban.matter", "action_archive_matter", [matter])

    def life(self):
        """One matter from draft to archive."""
        matter, head = self.register()
        self.accept(matter, head)
        if self.chance.random() < 0.5:
            self.extend(matter, head)
        self.finish(matter, head)

    def import_plan(self, rows=120):
        """An annual plan in more than one batch, as the window drives it."""
        setup = self.setup
        batch = f"{self.number} {self.chance.random()}"
        lines = ["督办事项,承办单位,办结期限"]
        lines += [
            f"导入 {batch} {n},{self.chance.choice(setup['departments'])},{setup['later']}"
            for n in range(rows)
        ]
        values = {
            "file": base64.b64encode("\n".join(lines).encode()).decode(), "file_name": "计划.csv",
        }  # fmt: skip
        office = "bench_office_user"
        (job,) = self.insist(office, "duban.import", "create", [values])
        self.insist(office, "duban.import", "action_read", [job])
        self.insist(office, "duban.import", "action_create_drafts", [job])
        while True:
            told = self.insist(office, "duban.import", "job_step", [job])
            if told["state"] != "running":
                break
        if told["state"] != "done":
            self.errors.append(f"import {job}: {told}")


def work(setup, number, seed, barrier, answers):
    """One of the eight processes: contend for the shared matters, then work alone."""
    office = Office(setup, number, seed)
    try:
        once = contend(office, setup, barrier)
        until = time.monotonic() + setup["seconds"]
        lives = 0
        while time.monotonic() < until:
            try:
                office.life()
                lives += 1
            except Refused as error:
                office.errors.append(f"own matter refused: {error.kind}: {error}")
        answers.put(
            {"done": office.done, "errors": office.errors, "calls": office.calls,
             "again": office.again, "once": once, "lives": lives}
        )  # fmt: skip
    except Exception as error:
        barrier.abort()
        answers.put({"failed": f"process {number}: {error!r}"})


def contend(office, setup, barrier):
    """All processes take the same step on the same matter at the same moment.

    :return: {"step id": successes of this process}
    """
    once = {}

    def together(name, login, model, method, *args):
        barrier.wait(180)
        try:
            office.act(login, model, method, *args)
            once[name] = 1
        except Refused:
            once[name] = 0

    for shared in setup["shared"]:
        matter, head = shared["id"], shared["head"]
        for method in ("action_file", "action_assign"):
            together(
                f"{method} {matter}",
                "bench_office_user",
                "duban.matter",
                method,
                [matter],
            )
        barrier.wait(180)
        if not office.number:
            plan = {"matter_id": matter, "name": "节点", "date": setup["later"]}
            office.act(head, "duban.plan.line", "create", [plan])
        together(f"accept {matter}", head, "duban.matter", "action_accept", [matter])
        # every progress report must be kept
        values = {"matter_id": matter, "name": f"进展 {office.number}"}
        barrier.wait(180)
        office.insist(head, "duban.feedback", "create", [values])
        office.insist(
            "bench_office_user",
            "duban.matter",
            "action_urge",
            [matter],
            f"催办 {office.number}",
        )
        barrier.wait(180)
        values = {
            "matter_id": matter, "kind": "extension", "reason": "延迟", "statement": "说明",
            "date_requested": setup["much_later"],
        }  # fmt: skip
        (request,) = office.insist(head, "duban.request", "create", [values])
        together(f"submit {matter}", head, "duban.request", "action_submit", [request])
        barrier.wait(180)
        lines = office.person("bench_office_user").call(
            "duban.approval.line", "search_read",
            [("matter_id", "=", matter), ("purpose", "=", "extension")], ["approver_id"], order="sequence",
        )  # fmt: skip
        for line in lines:
            login = setup["logins"][str(line["approver_id"][0])]
            together(
                f"approve {line['id']}",
                login,
                "duban.approval.line",
                "action_approve",
                [line["id"]],
                "同意",
            )
        barrier.wait(180)
        if not office.number:
            office.act(head, "duban.matter", "write", [matter], {"result": "完成"})
        together(
            f"result {matter}", head, "duban.matter", "action_submit_result", [matter]
        )
        for method in ("action_pass_review", "action_close"):
            together(
                f"{method} {matter}",
                "bench_office_user",
                "duban.matter",
                method,
                [matter],
            )
    return once
