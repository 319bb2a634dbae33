"""`./duban bench --screens`: what each role opens, in a small ledger and in a large one.

No peer: the figures are milliseconds of the server's part of one request (or of the
few that a screen makes), against a limit that a person does not notice.
"""

import logging
import statistics
import sys
import threading
from datetime import date

from bench import lists
from bench.fixtures import fixture
from bench.measuring import Measuring

HEAD, OFFICE, LEADER = "bench_head1", "bench_office_user", "bench_leader"
#: what a person should wait for at most, in milliseconds
HOME, LIST, SUMS, FORM, FILE = 500, 300, 1000, 500, 60_000
#: milliseconds from which one measurement has to do
SLOW = 5000


def measure(options):
    """All screens, or those of ``only`` (S1: of all roles, S1-HEAD1: of one)."""
    threading.current_thread().dbname = options["db"]
    logging.getLogger("odoo").setLevel(logging.ERROR)
    it = Measuring(options)
    rows = []
    for name, what, login, limit, work in screens():
        asked = {name.upper(), name.partition("-")[0]}
        if options["only"] and not asked & set(options["only"]):
            continue
        role = login.removeprefix("bench_")
        row = {"id": name, "what": f"{what}, {role}", "limit": limit}
        for place, size in zip(("small", "large"), it.sizes, strict=True):
            side = it.side("ours", size)
            call = work(side, login)
            figures = several(side, call, login, options["repeat"])
            row[f"{place}_ms"] = statistics.median(ms for ms, _q in figures)
            row[f"{place}_queries"] = int(statistics.median(q for _ms, q in figures))
        it.profile(name, lambda side=side, call=call, login=login: side.timed(call, login))  # fmt: skip
        rows.append(row)
        print(
            f"duban:   {row['id']}: {row['small_ms']:.0f} ms, {row['large_ms']:.0f} ms",
            file=sys.stderr,
            flush=True,
        )
    return rows


def several(side, call, login, repeat):
    """``repeat`` measurements after one that warms up; what takes seconds is measured once."""
    side.timed(call, login)
    figures = [side.timed(call, login)]
    while len(figures) < repeat and figures[0][0] < SLOW:
        figures.append(side.timed(call, login))
    return figures


def screens():
    """(id, what, login, limit in ms, function of a side and a login that gives the call)."""
    everyone = (HEAD, OFFICE, LEADER)
    for n, (what, limit, work, logins) in enumerate(
        (
            ("home", HOME, home, everyone),
            ("ledger, open ones, first page", LIST, ledger(lists.OPEN_DOMAIN), everyone),
            ("ledger, all, first page", LIST, ledger([]), everyone),
            ("ledger, overdue ones", LIST, ledger([("is_overdue", "=", True)]), everyone),
            ("ledger by light", LIST, grouped("light"), everyone),
            ("ledger by unit", LIST, grouped("lead_unit_id"), everyone),
            ("ledger sheet, by category and opened", SUMS, sheet, everyone),
            ("matters of my unit, open ones", LIST, ledger([("is_my_unit", "=", True), *lists.OPEN_DOMAIN]), (HEAD,)),
            ("search by number", LIST, search("number"), everyone),
            ("search by words of the title", LIST, search("title"), everyone),
            ("search by unit", LIST, search("unit"), everyone),
            ("search that finds nothing", LIST, search("nothing"), everyone),
            ("pivot of the ledger", SUMS, pivot_of_ledger, everyone),
            ("statistics as opened", SUMS, statistics_pivot, everyone),
            ("statistics, list", SUMS, statistics_list, everyone),
            ("to-dos, first page", LIST, todos, (HEAD, OFFICE)),
            ("form of a matter", FORM, form, everyone),
            ("feedback, first page", LIST, plain_list("duban.feedback"), everyone),
            ("supervision records, first page", LIST, plain_list("duban.record"), everyone),
            ("requests, first page", LIST, plain_list("duban.request"), everyone),
            ("export of up to 10,000 rows", FILE, export, (OFFICE,)),
        ),
        1,
    ):  # fmt: skip
        for login in logins:
            yield f"S{n}-{login.split('_')[1]}", what, login, limit, work


# -- the requests


def home(_side, _login):
    return lambda env, _ready: env["duban.matter"].get_home()


def ledger(domain):
    """The list with this domain, as the web client asks for it."""

    def work(side, login):
        return lists.opening(side, login, "duban.matter", lists.OUR_LIST, domain)

    return work


def plain_list(model):
    def work(side, login):
        return lists.opening(side, login, model, None, [])

    return work


def grouped(name):
    """Open matters in groups, closed as they are first."""

    def work(_side, _login):
        return lambda env, _ready: env["duban.matter"].web_read_group(
            lists.OPEN_DOMAIN, [name], ["__count"], limit=80
        )

    return work


def sheet(side, login):
    """The screen's ledger: categories, each opened at its first page."""
    view = "duban_supervision.duban_matter_view_list_ledger"
    with side.as_user(login) as env:
        wanted = lists.specification(env, "duban.matter", env.ref(view).id)
    off = ["draft", "filing_approval", "rejected", "merged"]
    domain = [("number", "!=", False), ("state", "not in", off)]

    def work(env, _ready):
        env["duban.matter"].web_read_group(
            domain, ["source_category_id"], ["__count"], limit=80, auto_unfold=True,
            unfold_read_specification=wanted, unfold_read_default_limit=80,
        )  # fmt: skip

    return work


def search(kind):
    """The search box, with what a person types."""

    def work(side, login):
        with side.as_user(login) as env:
            matter = env["duban.matter"].search(
                [("state", "=", "in_progress")], limit=1
            )
            unit = matter.lead_unit_id.sudo().name
            typed = {
                "number": matter.number, "title": matter.name[2:7], "unit": unit, "nothing": "没有这样的事项",
            }[kind]  # fmt: skip
            view = env.ref("duban_supervision.duban_matter_view_search").id
            domain = lists.search_domain(env, "duban.matter", view, "name", typed)
        return lists.opening(side, login, "duban.matter", lists.OUR_LIST, domain)

    return work


def pivot(model, rows, columns, measures, domain):
    """The four requests in one that a pivot opens with."""

    def work(_side, _login):
        sets = [[], rows, columns, rows + columns] if columns else [[], rows]
        return lambda env, _ready: env[model].formatted_read_grouping_sets(
            domain, sets, measures
        )

    return work


def pivot_of_ledger(side, login):
    return pivot("duban.matter", ["lead_unit_id"], ["state"], ["__count"], [])(
        side, login
    )


def statistics_domain():
    """What the menu filters by."""
    first = f"{date.today().year}-01-01"
    return [("role", "=", "lead"), "|", ("date_ended", "=", False), ("date_ended", ">=", first)]  # fmt: skip


def statistics_pivot(side, login):
    measures = [
        f"{name}:sum" for name in ("task_count", "closed", "closed_on_time", "overdue", "urgings", "extended")
    ]  # fmt: skip
    measures += ["completion_rate:avg", "__count"]
    return pivot(
        "duban.statistics", ["department_id"], [], measures, statistics_domain()
    )(side, login)


def statistics_list(side, login):
    view = "duban_supervision_after.duban_statistics_view_list"
    return lists.opening(side, login, "duban.statistics", view, statistics_domain())


def todos(side, login):
    view = "duban_supervision.mail_activity_view_list"
    with side.as_user(login) as env:
        domain = [("user_id", "=", env.uid), ("duban_key", "!=", False)]
    return lists.opening(side, login, "mail.activity", view, domain)


def form(side, login):
    """Everything the form of a matter shows."""
    with side.as_user(login) as env:
        wanted = lists.form_specification(
            env, "duban.matter", "duban_supervision.duban_matter_view_form"
        )
        matter = env["duban.matter"].search([("state", "=", "in_progress")], limit=1)
    return lambda env, _ready: env["duban.matter"].browse(matter.id).web_read(wanted)


def export(_side, _login):
    """The ledger of one period as a workbook."""

    def work(env, _ready):
        # as many years as hold about ten thousand matters
        matters = env["duban.matter"].search(
            env["duban.matter"]._ledger_domain(), order="date_filed desc, id desc", limit=10_000
        )  # fmt: skip
        job = env["duban.ledger.export"].create(
            {"only_ids": matters.ids, "regulation_id": fixture(env).regulation.id}
        )
        job.action_export()
        env.cr.commit()
        while job.job_state == "running":
            job.job_step()
            env.cr.commit()
        assert job.sudo().file, job.job_message

    return work
