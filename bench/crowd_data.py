"""Inside Odoo: what the people of B9 and B10 log in with and work on."""

from datetime import timedelta

from bench import data, lists
from bench.fixtures import SERIAL, fixture, peers

HEADS = [f"head{n}" for n in range(1, data.UNITS + 1)]
#: matters and tasks of each head that are at hand
EACH = 40


def prepare_ours(options):
    """Passwords, requests that wait for the leader, and what each person works on.

    :param options: ``decisions``: how many requests wait
    """
    with data.registry(options["db"]).cursor() as cr:
        env = data.superuser(cr)
        give_password(env, "bench_%")
        it = fixture(env)
        company = {"allowed_company_ids": it.company.ids}
        matters = env["duban.matter"].with_context(**company)
        mine = {
            head: matters.search(
                [("unit_head_id.login", "=", f"bench_{head}"), ("state", "=", "in_progress")], limit=EACH
            )
            for head in HEADS
        }  # fmt: skip
        waiting = wait_for_leader(mine, options["decisions"])
        office = env(user=it.office_user.id, context=company)
        return {
            "form": lists.form_specification(office, "duban.matter", "duban_supervision.duban_matter_view_form"),
            "list": lists.specification(office, "duban.matter", office.ref(lists.OUR_LIST).id),
            "todos": lists.specification(
                office, "mail.activity", office.ref("duban_supervision.mail_activity_view_list").id
            ),
            "mine": {f"bench_{head}": rows.ids for head, rows in mine.items()},
            "new": [data.values(it, next(SERIAL)) for _n in range(options["decisions"])],
            "waiting": [[line.id, line.approver_id.login] for line in waiting],
            "desks": ["bench_office_user", "bench_leader"],
        }  # fmt: skip


def wait_for_leader(mine, count):
    """So many first steps of requests for a later date, of the heads in turn."""
    lines = None
    for turn in range(count):
        matters = mine[HEADS[turn % len(HEADS)]]
        # from the end: the others are reported on
        matter = matters[-1 - turn // len(HEADS)]
        Request = matter.env["duban.request"].with_user(matter.unit_head_id)
        request = Request.create(
            {**data.extension(matter), "reason_kind": "objective",
             "date_requested": matter.date_deadline + timedelta(days=10)}
        )  # fmt: skip
        request.action_submit()
        line = request.sudo().approval_line_ids.filtered(
            lambda row: row.state == "pending"
        )
        lines = line if lines is None else lines | line
    return lines or ()


def prepare_peer(options):
    """The same for the peer: passwords, tasks with their activities."""
    with data.registry(options["db"]).cursor() as cr:
        env = data.superuser(cr)
        give_password(env, "peer_%")
        users = env["res.users"]
        tasks, todos = {}, []
        for head in HEADS:
            user = users.search([("login", "=", f"peer_{head}")])
            own = env["mail.activity"].search(
                [("res_model", "=", "project.task"), ("user_id", "=", user.id)], limit=EACH
            )  # fmt: skip
            tasks[user.login] = own.mapped("res_id")
            todos += [[todo.id, user.login] for todo in own[-5:]]
        found = peers(env)
        return {
            "form": lists.form_specification(env, "project.task", "project.view_task_form2"),
            "list": lists.specification(env, "project.task", env.ref(lists.PEER_LIST).id),
            "todos": lists.specification(env, "mail.activity", False),
            "projects": lists.specification(env, "project.project", False),
            "mine": tasks,
            "new": [data.task_values(found, next(SERIAL)) for _n in range(options["decisions"])],
            "waiting": todos[: options["decisions"]],
            "desks": ["peer_office", "peer_first"],
            "todo_type": env.ref("mail.mail_activity_data_todo").id,
            "task_model": env["ir.model"]._get_id("project.task"),
        }  # fmt: skip


def give_password(env, logins):
    """One password, hashed once: hashing is slow on purpose."""
    data.quiet(env)
    users = env["res.users"].search([("login", "=like", logins)])
    users[:1].password = "duban"
    env.flush_all()
    env.cr.execute(
        "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s) WHERE id = ANY(%s)",
        (users[:1].id, users.ids),
    )
    env.invalidate_all()
