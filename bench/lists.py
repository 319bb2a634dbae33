"""B3, B4: the lists that people open, with the requests that the web client makes."""

from bench import floor
from bench.measuring import Contest

OUR_LIST = "duban_supervision.duban_matter_view_list"
PEER_LIST = "project.open_view_all_tasks_list_view"
# The databases whose large ledger has as many open matters as the small one.
YEARS = "_years"
OPEN_STATES = (
    "draft", "filing_approval", "filed", "assigned", "in_progress", "result_submitted",
    "closing_approval",
)  # fmt: skip
OPEN_DOMAIN = [("state", "in", OPEN_STATES)]


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


def opening(side, login, model, view, domain):
    """A call that opens a list: 80 rows and the count, as the web client does."""
    with side.as_user(login) as env:
        wanted = specification(env, model, env.ref(view).id if view else False)

    def call(env, _ready):
        env[model].web_search_read(domain, wanted, limit=80, count_limit=10001)

    return call


def page(side, login, model, view, domain):
    """A function that opens a list and says how long it took."""
    call = opening(side, login, model, view, domain)
    return lambda: side.timed(call, login)


def search_domain(env, model, view_id, name, typed):
    """The domain that the search box makes of what was typed into one of its fields."""
    from lxml import etree

    from odoo.tools.safe_eval import safe_eval

    arch = env[model].get_views([(view_id, "search")])["views"]["search"]["arch"]
    node = etree.fromstring(arch).find(f".//field[@name='{name}']")
    if node.get("filter_domain"):
        return safe_eval(node.get("filter_domain"), {"self": typed})
    return [(name, node.get("operator", "ilike"), typed)]


def form_specification(env, model, view):
    """The fields that the web client asks for in a form, those of its lists included."""
    from lxml import etree

    views = env[model].get_views([(env.ref(view).id, "form")])
    arch = etree.fromstring(views["views"]["form"]["arch"])
    wanted = {}
    for node in arch.iterfind(".//field"):
        if node.xpath("ancestor::field"):
            continue
        name = node.get("name")
        field = env[model]._fields[name]
        if field.type == "many2one":
            wanted[name] = {"fields": {"display_name": {}}}
        elif field.relational:
            inner = {
                sub.get("name"): {"fields": {"display_name": {}}}
                if env[field.comodel_name]._fields[sub.get("name")].type == "many2one"
                else {}
                for sub in node.iterfind("./list//field")
            }
            wanted[name] = {"fields": inner or {"display_name": {}}, "limit": 40}
        else:
            wanted[name] = {}
    return wanted


def ledger(it):
    """The ledger as its menu opens it (open ones), and without the filter.

    A ledger grows tenfold in two ways: by ten times the years (the open ones stay as
    many as they were) or, the harsher reading, by ten times as many at once.
    """
    small, large = it.sizes
    years = "ten times the years"
    at_once = "ten times as many open"
    for name, domain, peer_domain, what, shape in (
        ("B3", OPEN_DOMAIN, [("is_closed", "=", False)], f"the ledger list, open ones, {years}", YEARS),
        ("B3-all", [], [], f"the ledger list, all, {years}", YEARS),
        ("B3-open10", OPEN_DOMAIN, [("is_closed", "=", False)], f"the ledger list, open ones, {at_once}", ""),
        ("B3-all10", [], [], f"the ledger list, all, {at_once}", ""),
    ):  # fmt: skip
        rows = it.race(
            [
                Contest(
                    name if size == large else f"{name}-{size}", what,
                    page(it.side("ours", size, each), "bench_head1", "duban.matter", OUR_LIST, domain),
                    page(it.side("peer", size, each), "peer_head1", "project.task", PEER_LIST, peer_domain),
                    size,
                    lambda size=size, each=each, domain=domain: floor.read(
                        it.side("ours", size, each),
                        opening(it.side("ours", size, each), "bench_head1", "duban.matter", OUR_LIST, domain),
                        "bench_head1",
                    ),
                )
                for size, each in ((small, ""), (large, shape))
            ],
            repeat=2 * it.repeat,
        )  # fmt: skip
        it.growth(f"{name}-growth", f"{what}: large against small, both ours", *rows)


def inbox(it):
    """The counter in the bar, and the first page of what waits for me."""
    size = it.sizes[-1]
    ours, peer = it.side("ours"), it.side("peer")
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
        size, repeat=2 * it.repeat, floor=lambda: floor.read(ours, mine, "bench_head1"),
    )  # fmt: skip
