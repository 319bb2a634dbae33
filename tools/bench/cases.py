"""B1–B8: the same work done by the suite and by its peer, alternating."""

import base64
import contextlib
import cProfile
import gc
import io
import itertools
import logging
import pstats
import statistics
import sys
import threading
import time
from datetime import date, timedelta

import openpyxl

from tools.bench import data

_logger = logging.getLogger("duban")


class Side:
    """One database of one contestant: transactions as a user, timed and counted."""

    def __init__(self, db):
        self.registry = data.registry(db)
        self.company = None

    @contextlib.contextmanager
    def as_user(self, login=None, **context):
        """A new transaction with an empty cache, as a web request has; committed."""
        with self.registry.cursor() as cr:
            env = data.superuser(cr)
            if login:
                user = env["res.users"].search([("login", "=", login)])
                context.setdefault("allowed_company_ids", user.company_ids.ids)
                context.setdefault("lang", user.lang)
                context.setdefault("tz", user.tz)
                env = env(user=user.id, context=context)
                env.invalidate_all()
            yield env

    def timed(self, work, login=None, warm=None):
        """(milliseconds, queries) of ``work(env, ready)``, the commit included.

        ``warm(env)`` runs before, in a transaction of its own, and gives ``ready``
        as plain values.
        """
        ready = None
        if warm:
            with self.as_user() as env:
                ready = warm(env)
        gc.collect()
        with self.as_user(login) as env:
            # what any request has done before it comes to the work
            env.user.has_group("base.group_user")
            before = env.cr.sql_log_count
            start = time.perf_counter()
            work(env, ready)
            env.cr.commit()
            elapsed = (time.perf_counter() - start) * 1000
            return elapsed, env.cr.sql_log_count - before


class Measuring:
    """Runs the cases that were asked for, and keeps their rows."""

    def __init__(self, options):
        self.options = options
        self.sizes = options["sizes"]
        self.repeat = options["repeat"]
        self.ours = {n: Side(options["copies"][f"ours_{n}"]) for n in self.sizes}
        self.peer = {n: Side(options["copies"][f"peer_{n}"]) for n in self.sizes}
        self.rows = []

    def versus(self, name, what, ours, peer, n, repeat=None):
        """Run both alternately and keep the medians; the first pair only warms up."""
        figures = {"ours": [], "peer": []}
        for turn in range((repeat or self.repeat) + 1):
            for side, work in (("ours", ours), ("peer", peer)):
                result = work()
                if turn:
                    figures[side].append(result)
        self.profile(name, ours)
        row = {"id": name, "what": what, "n": n}
        for side, results in figures.items():
            row[f"{side}_ms"] = statistics.median(ms for ms, _q in results)
            row[f"{side}_queries"] = int(statistics.median(q for _ms, q in results))
        row["ratio"] = row["ours_ms"] / row["peer_ms"]
        self.keep(row)
        return row

    def keep(self, row):
        """One more row; said at once, as the whole takes minutes."""
        self.rows.append(row)
        print(
            f"duban:   {row['id']}: {row['ours_ms']:.1f} ms, peer {row['peer_ms']:.1f} ms, "
            f"ratio {row['ratio']:.2f}",
            file=sys.stderr,
            flush=True,
        )

    def profile(self, name, work):
        """Where the time of our side goes, on request."""
        if not self.options["profile"]:
            return
        profiler = cProfile.Profile()
        profiler.enable()
        work()
        profiler.disable()
        print(f"--- {name}", file=sys.stderr)
        stats = pstats.Stats(profiler, stream=sys.stderr)
        stats.sort_stats("cumulative").print_stats(45)
        stats.sort_stats("tottime").print_stats(15)


def measure(options):
    """All cases, or those of ``only``."""
    threading.current_thread().dbname = options["db"]
    logging.getLogger("odoo").setLevel(logging.ERROR)
    it = Measuring(options)
    cases = {
        "B1": one_by_one, "B2": in_bulk, "B3": ledger, "B4": inbox, "B5": patrol,
        "B6": figures, "B7": approval, "B8": imported,
    }  # fmt: skip
    for name, case in cases.items():
        if not options["only"] or name in options["only"]:
            case(it)
    return it.rows


# -- helpers

# no two new matters have the same title, now or in an earlier run
SERIAL = itertools.count(int(time.time()))


def fixture(env, login="bench_office_user"):
    """The institution's records, found again in the present transaction."""

    class Found:
        pass

    it = Found()
    it.env = env
    it.office_user = env["res.users"].sudo().search([("login", "=", login)])
    it.company = it.office_user.company_id
    domain = [("company_id", "=", it.company.id)]
    it.regulation = env["duban.regulation"].search(domain, limit=1)
    domain.append(("name", "in", data.DEPARTMENTS))
    it.units = env["hr.department"].sudo().search(domain, order="id").with_env(env)
    return it


def peers(env):
    """The peer's records."""
    users = (
        env["res.users"].sudo().search([("login", "=like", "peer_head%")], order="id")
    )
    return {
        "users": users.with_env(env),
        "projects": env["project.project"].sudo().search([("name", "in", data.DEPARTMENTS)], order="id").with_env(env),
    }  # fmt: skip


def ours_values(count):
    """Plain values of new matters, made before the clock starts."""

    def warm(env):
        it = fixture(env)
        return [data.values(it, next(SERIAL)) for _n in range(count)]

    return warm


def peer_values(count):
    """Plain values of new tasks."""

    def warm(env):
        found = peers(env)
        return [data.task_values(found, next(SERIAL)) for _n in range(count)]

    return warm


# -- B1, B2


def register(env, ready):
    """Register, file and assign: three units, three to-dos."""
    matters = env["duban.matter"].create(ready)
    matters.action_file()
    matters.action_assign()


def create_task(env, ready):
    """A task with three assignees and three activities, as a user makes them."""
    task = env["project.task"].create(ready)
    for user in task.user_ids:
        task.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)


def create_tasks(env, ready):
    """The same for many: one create each."""
    tasks = env["project.task"].create(ready)
    todo = env.ref("mail.mail_activity_data_todo")
    model = env["ir.model"]._get_id("project.task")
    env["mail.activity"].create(
        [
            {
                "res_model_id": model, "res_id": task.id, "user_id": user.id,
                "activity_type_id": todo.id, "summary": todo.summary,
            }
            for task in tasks
            for user in task.user_ids
        ]
    )  # fmt: skip


def one_by_one(it):
    small = it.sizes[-1]
    ours, peer = it.ours[small], it.peer[small]
    it.versus(
        "B1", "register, file and assign one matter",
        lambda: ours.timed(register, "bench_office_user", ours_values(1)),
        lambda: peer.timed(create_task, "peer_office", peer_values(1)),
        1, repeat=4 * it.repeat,
    )  # fmt: skip


def in_bulk(it):
    count = it.options["bulk"]
    size = it.sizes[-1]
    ours, peer = it.ours[size], it.peer[size]
    it.versus(
        "B2", "the same for many at once",
        lambda: ours.timed(register, "bench_office_user", ours_values(count)),
        lambda: peer.timed(create_tasks, "peer_office", peer_values(count)),
        count,
    )  # fmt: skip


# -- B3, B4


def specification(env, model, view_id):
    """The fields that the web client asks for in a list view."""
    from lxml import etree

    views = env[model].get_views([(view_id, "list")])
    fields = views["models"][model]["fields"]
    wanted = {}
    for node in etree.fromstring(views["views"]["list"]["arch"]).iterfind("./field"):
        name = node.get("name")
        kind = fields[name]["type"]
        widget = node.get("widget", "")
        if kind == "many2one":
            wanted[name] = {"fields": {"display_name": {}}}
        elif kind in ("many2many", "one2many"):
            tags = "tags" in widget or "avatar" in widget
            wanted[name] = {"fields": {"display_name": {}} if tags else {}}
        else:
            wanted[name] = {}
        if widget == "list_activity":
            wanted |= {
                each: {}
                for each in (
                    "activity_exception_decoration", "activity_exception_icon", "activity_state",
                    "activity_summary", "activity_type_icon",
                )
            }  # fmt: skip
            wanted["activity_type_id"] = {"fields": {"display_name": {}}}
    return wanted


def page(side, login, model, view, domain, order=""):
    """A function that opens a list: 80 rows and the count, as the web client does."""
    with side.as_user(login) as env:
        wanted = specification(env, model, env.ref(view).id)

    def open_list(env, _ready):
        env[model].web_search_read(
            domain, wanted, limit=80, order=order, count_limit=10001
        )

    return lambda: side.timed(open_list, login)


OPEN = (
    "draft", "filing_approval", "filed", "assigned", "in_progress", "result_submitted",
    "closing_approval",
)  # fmt: skip


def ledger(it):
    """The ledger as its menu opens it (open ones), and without the filter."""
    for suffix, domain, peer_domain, what in (
        ("", [("state", "in", OPEN)], [("is_closed", "=", False)], "the ledger list, open matters"),
        ("-all", [], [], "the ledger list, all matters"),
    ):  # fmt: skip
        rows = {}
        for size in it.sizes:
            name = f"B3{suffix}" if size == it.sizes[-1] else f"B3{suffix}-{size}"
            view = "duban_supervision.duban_matter_view_list"
            rows[size] = it.versus(
                name, what,
                page(it.ours[size], "bench_head1", "duban.matter", view, domain),
                page(it.peer[size], "peer_head1", "project.task", "project.open_view_all_tasks_list_view", peer_domain),
                size, repeat=2 * it.repeat,
            )  # fmt: skip
        if len(rows) > 1:
            it.keep(growth(f"B3{suffix}-growth", what, *rows.values()))


def growth(name, what, small, large):
    """The same list of ours with the large ledger, against that with the small one."""
    return {
        "id": name, "what": f"{what}: large against small, both ours",
        "ours_ms": large["ours_ms"], "peer_ms": small["ours_ms"],
        "ratio": large["ours_ms"] / small["ours_ms"],
        "ours_queries": large["ours_queries"], "peer_queries": small["ours_queries"],
        "n": large["n"],
    }  # fmt: skip


def inbox(it):
    """The counter in the bar, and the first page of what waits for me."""
    size = it.sizes[-1]
    ours, peer = it.ours[size], it.peer[size]
    views = {}
    for side, login, model, view in (
        (ours, "bench_head1", "mail.activity", "duban_supervision.mail_activity_view_list"),
        (peer, "peer_head1", "project.task", "project.open_view_my_tasks_list_view"),
    ):  # fmt: skip
        with side.as_user(login) as env:
            views[model] = specification(env, model, env.ref(view).id)

    def mine(env, _ready):
        env["res.users"]._get_activity_groups()
        domain = [("user_id", "=", env.uid), ("duban_key", "!=", False)]
        env["mail.activity"].web_search_read(
            domain, views["mail.activity"], limit=80, count_limit=10001
        )

    def tasks(env, _ready):
        env["res.users"]._get_activity_groups()
        domain = [("user_ids", "in", env.uid), ("is_closed", "=", False)]
        env["project.task"].web_search_read(
            domain, views["project.task"], limit=80, count_limit=10001
        )

    it.versus(
        "B4", "inbox: counter and first page of my to-dos",
        lambda: ours.timed(mine, "bench_head1"),
        lambda: peer.timed(tasks, "peer_head1"),
        size, repeat=2 * it.repeat,
    )  # fmt: skip


# -- B5, B6


def patrol(it):
    """Nothing due, and one percent due, over all open matters."""
    size = it.sizes[-1]
    side = it.ours[size]
    scan = """SELECT count(*) FROM duban_matter
               WHERE state IN ('assigned', 'in_progress') AND date_deadline < CURRENT_DATE"""

    def plain(env, _ready):
        # a scan, as the goal says, not a look into an index
        for way in ("indexscan", "bitmapscan", "indexonlyscan"):
            env.cr.execute(f"SET LOCAL enable_{way} = off")
        env.cr.execute(scan)
        env.cr.fetchall()

    def run(env, _ready):
        env["duban.matter"]._cron_patrol()

    side.timed(run)  # what the cases before left
    side.timed(run)
    it.versus(
        "B5", "daily patrol, nothing due (peer: one scan)",
        lambda: side.timed(run), lambda: side.timed(plain), size // 2, repeat=2 * it.repeat,
    )  # fmt: skip
    turn = iter(range(1, 50))

    def one_percent(env):
        """Another percent of the open matters falls overdue."""
        env.cr.execute(
            """UPDATE duban_matter SET date_deadline = CURRENT_DATE - 10, date_next_check = CURRENT_DATE
                WHERE state = 'in_progress' AND number LIKE 'G%%' AND substr(number, 2)::int %% 100 = %s""",
            (2 * next(turn),),
        )

    row = it.versus(
        "B5-due", "daily patrol, one percent due (peer: one scan)",
        lambda: side.timed(run, warm=one_percent), lambda: side.timed(plain), size // 100,
    )  # fmt: skip
    row["what"] += f"; {row['ours_ms'] / (size / 100):.2f} ms per due matter"


PLAIN_FIGURES = """
    WITH m AS (
        SELECT *, state IN ('closed', 'archived') AND date_closed <= %(to)s AS done
          FROM duban_matter
         WHERE company_id = %(company)s AND date_filed IS NOT NULL AND date_filed <= %(to)s
           AND (date_ended IS NULL OR date_ended >= %(from)s)
           AND state NOT IN ('draft', 'filing_approval', 'rejected', 'merged')
           AND NOT (state IN ('exempted', 'terminated') AND date_ended <= %(to)s)
    ), urging AS (
        SELECT matter_id, count(*) AS n FROM duban_record
         WHERE purpose = 'urging' AND date >= %(from)s AND date < %(to)s::date + 1 GROUP BY 1
    ), extension AS (
        SELECT matter_id, count(*) AS n FROM duban_request
         WHERE kind = 'extension' AND state = 'approved' AND date_decided BETWEEN %(from)s AND %(to)s GROUP BY 1
    ), returned AS (
        SELECT matter_id, count(*) AS n FROM duban_act
         WHERE action IN ('return_result', 'feedback_returned') AND date >= %(from)s AND date < %(to)s::date + 1
         GROUP BY 1
    ), marks AS (
        SELECT matter_id, count(*) AS n FROM duban_feedback
         WHERE mark_id IS NOT NULL AND date BETWEEN %(from)s AND %(to)s GROUP BY 1
    ), states AS (
        SELECT lead_unit_id, jsonb_object_agg(state, n) AS states
          FROM (SELECT lead_unit_id, state, count(*) AS n FROM m GROUP BY 1, 2) s GROUP BY 1
    ), co AS (
        SELECT u.department_id, count(*) AS co_count, count(*) FILTER (WHERE m.done) AS co_closed
          FROM duban_matter_unit u JOIN m ON m.id = u.matter_id WHERE u.role = 'co' GROUP BY 1
    )
    SELECT m.lead_unit_id, count(*) AS tasks, count(*) FILTER (WHERE done) AS closed,
           count(*) FILTER (WHERE done AND NOT closed_late) AS on_time,
           count(*) FILTER (WHERE done AND closed_late) AS late,
           count(*) FILTER (WHERE NOT done AND date_deadline < CURRENT_DATE) AS overdue,
           count(urging.n) AS urged, sum(urging.n) AS urgings, count(extension.n) AS extended,
           sum(returned.n) AS returned, sum(marks.n) AS marks, min(co.co_count), min(co.co_closed),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY date_closed - date_assigned) FILTER (WHERE done),
           avg(date_closed - date_assigned) FILTER (WHERE done), states.states
      FROM m
      LEFT JOIN urging ON urging.matter_id = m.id
      LEFT JOIN extension ON extension.matter_id = m.id
      LEFT JOIN returned ON returned.matter_id = m.id
      LEFT JOIN marks ON marks.matter_id = m.id
      LEFT JOIN co ON co.department_id = m.lead_unit_id
      LEFT JOIN states ON states.lead_unit_id = m.lead_unit_id
     GROUP BY m.lead_unit_id, states.states
"""


def figures(it):
    """All units, the last twelve months."""
    size = it.sizes[-1]
    side = it.ours[size]
    today = date.today()
    first = today - timedelta(days=365)

    def ours(env, _ready):
        company = env.user.company_id
        env["duban.statistics"]._figures(company, first, today)

    def plain(env, _ready):
        env.cr.execute(
            PLAIN_FIGURES,
            {"company": env.user.company_id.id, "from": first, "to": today},
        )
        env.cr.fetchall()

    it.versus(
        "B6", "statistics of all units for a year (peer: plain SQL)",
        lambda: side.timed(ours, "bench_office_user"),
        lambda: side.timed(plain, "bench_office_user"),
        size,
    )  # fmt: skip


# -- B7


def approval(it):
    """A request with three approvers: request, three decisions, outcome."""
    size = it.sizes[-1]
    ours, peer = it.ours[size], it.peer[size]
    turn = iter(range(2, 10_000, 2))

    def pick(env):
        matter = env["duban.matter"].search([("number", "=", f"G{next(turn)}")])
        return matter.id

    def extend(env, matter_id):
        matter = env["duban.matter"].browse(matter_id)
        lead = matter.sudo().unit_head_id
        request = (
            env["duban.request"]
            .with_user(lead)
            .create({**data.extension(matter.sudo()), "reason_kind": "objective"})
        )
        request.action_submit()
        for line in request.sudo().approval_line_ids.sorted("sequence"):
            line.with_user(line.approver_id).action_approve("同意")
        assert request.sudo().state == "approved", request.sudo().state

    def order(env):
        vendor = env["res.partner"].search([("name", "=", "Vendor")]) or env[
            "res.partner"
        ].create({"name": "Vendor"})
        return env["purchase.order"].create({"partner_id": vendor.id}).id

    def validate(env, order_id):
        record = env["purchase.order"].browse(order_id)
        env["purchase.order"].with_user(peer_users["head1"]).browse(
            order_id
        ).request_validation()
        for name in ("first", "second", "third"):
            env.invalidate_all(flush=True)
            record.with_user(peer_users[name]).validate_tier()
        record.invalidate_recordset()
        assert record.validation_status == "validated", record.validation_status

    with peer.as_user() as env:
        peer_users = {
            user.login.removeprefix("peer_"): user.id
            for user in env["res.users"].search([("login", "=like", "peer_%")])
        }
    it.versus(
        "B7", "three-step approval, request to decision",
        lambda: ours.timed(extend, "bench_head1", pick),
        lambda: peer.timed(validate, "peer_head1", order),
        3, repeat=2 * it.repeat,
    )  # fmt: skip


# -- B8


def workbook(rows):
    """An xlsx file with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def imported(it):
    """An annual plan from Excel: read, check, create all drafts, in batches as the window does."""
    count = it.options["rows"]
    size = it.sizes[-1]
    ours, peer = it.ours[size], it.peer[size]
    units = data.DEPARTMENTS

    def plan(_env):
        rows = [["序号", "工作任务", "责任单位", "配合单位", "完成时限"]]
        for n in range(count):
            serial = next(SERIAL)
            lead, co, other = (units[(serial + k) % data.UNITS] for k in range(3))
            due = f"{date.today().year}-12-{n % 28 + 1:02}"
            rows.append(
                [n + 1, f"推进{data.words(serial)}", lead, f"{co}、{other}", due]
            )
        return base64.b64encode(workbook(rows)).decode()

    def take_over(env, file):
        category = fixture(env).regulation.sudo().category_ids[:1]
        job = env["duban.import"].create(
            {
                "file": file, "file_name": "plan.xlsx", "source_category_id": category.id,
                "basis": "年度工作要点", "year": date.today().year,
            }
        )  # fmt: skip
        job.action_read()
        env.cr.commit()
        job.action_create_drafts()
        env.cr.commit()
        while job.job_step()["state"] == "running":
            env.cr.commit()
        assert job.created_count == count, (job.created_count, job.bad_count)

    titles = ["Title", "Project", "Assignees", "Deadline", "Description"]

    def sheet(env):
        users = peers(env)["users"].mapped("name")
        rows = [titles]
        for n in range(count):
            serial = next(SERIAL)
            names = ",".join(users[(serial + k) % data.UNITS] for k in range(3))
            due = f"{date.today().year}-12-{n % 28 + 1:02} 08:00:00"
            title = f"推进{data.words(serial)}"
            rows.append([title, units[serial % data.UNITS], names, due, "年度工作要点"])
        return base64.b64encode(workbook(rows)).decode()

    def load(env, file):
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        job = env["base_import.import"].create(
            {
                "res_model": "project.task",
                "file": base64.b64decode(file),
                "file_name": "plan.xlsx",
                "file_type": kind,
            }
        )
        columns = ["name", "project_id", "user_ids", "date_deadline", "description"]
        options = {
            "has_headers": True, "quoting": '"', "separator": ",", "sheet": "Sheet", "sheets": ["Sheet"],
            "float_thousand_separator": ",", "float_decimal_separator": ".", "date_format": "%Y-%m-%d",
            "datetime_format": "%Y-%m-%d %H:%M:%S", "encoding": "", "skip": 0, "limit": 2000,
            "advanced": True, "keep_matches": False, "fallback_values": {}, "name_create_enabled_fields": {},
            "import_set_empty_fields": [], "import_skip_records": [], "has_multi_sheet": False,
        }  # fmt: skip
        done = 0
        while done < count:
            # as the web client: so many rows per call
            result = job.execute_import(columns, titles, {**options, "skip": done})
            assert result["ids"], result["messages"][:2]
            done += len(result["ids"])
            env.cr.commit()

    it.versus(
        "B8", "import of an annual plan from Excel",
        lambda: ours.timed(take_over, "bench_office_user", plan),
        lambda: peer.timed(load, "peer_office", sheet),
        count,
    )  # fmt: skip
