"""What is measured: an institution with many matters, and the peer's tasks.

One record of each kind is made by the ORM, so that every column is as the suite
writes it; the database then copies it with other units, dates and states.
"""

import hashlib
from datetime import timedelta

UNITS = 40
HEX, LETTERS = "0123456789abcdef", "教学科研后勤财务人事学生安全建设"
WORDS = f"translate(md5(g.id::text), '{HEX}', '{LETTERS}')"
DEPARTMENTS = [f"第{n}学院" for n in range(1, UNITS + 1)]


def registry(db):
    """Odoo's registry of a database."""
    from odoo.modules.registry import Registry

    return Registry(db)


def superuser(cr, **context):
    """The superuser's environment."""
    from odoo import SUPERUSER_ID, api

    return api.Environment(cr, SUPERUSER_ID, context)


def institution(env, steps=("leader_in_charge", "office_leader", "principal")):
    """The fixtures of the tests as a class: company, units, people, regulation."""
    from odoo import Command

    from tests.common import SupervisionCommon

    class Institution(SupervisionCommon):
        institution = "bench"

    it = Institution
    it.env = env(context={"no_reset_password": True})
    it.company = it.env["res.company"].create({"name": "Bench"})
    it._create_units()
    it._create_people()
    it.regulation = it._create_regulation()
    it.regulation.write(
        {
            "office_id": it.office.id,
            "office_leader_id": it.office_leader.id,
            "principal_leader_ids": [Command.set(it.secretary.ids)],
            "extension_max": 0,
            "extension_lead_days": 0,
            "extension_statement": "text",
        }
    )
    chain = it.regulation.approval_step_ids
    chain.unlink()
    it.env["duban.approval.step"].create(
        [
            {
                "regulation_id": it.regulation.id, "name": role, "purpose": "extension",
                "kind": "decide", "role": role, "sequence": n,
            }
            for n, role in enumerate(steps)
        ]
    )  # fmt: skip
    it.calendar_a()
    it.env = it.env(context={"allowed_company_ids": it.company.ids})
    it.units, it.heads = many_units(it)
    return it


def many_units(it):
    """Forty units, each with its head."""
    units = it.env["hr.department"].create(
        [{"name": name, "company_id": it.company.id} for name in DEPARTMENTS]
    )
    units.leader_in_charge_id = it.leader
    heads = it.env["res.users"]
    for n, unit in enumerate(units, 1):
        head = it.new_person(f"head{n}", "user", unit)
        unit.manager_id = it.employee_of(head)
        heads |= head
    return units, heads


def words(n):
    """Text that differs from one matter to the next, as SQL makes it (``WORDS``)."""
    code = hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest()
    return code.translate(str.maketrans(HEX, LETTERS))


def values(it, n=0, **more):
    """Values of a matter with three units."""
    count = len(it.units)
    return {
        "name": f"推进{words(n)[:14]}",
        "content": f"完成{words(n)}",
        "basis": "校长办公会决定",
        "source_category_id": it.regulation.category_ids[:1].id,
        "lead_unit_id": it.units[n % count].id,
        "co_unit_ids": [(6, 0, [it.units[(n + k) % count].id for k in (1, 2)])],
        **more,
    }  # fmt: skip


def quiet(env):
    """Nobody gets mail: the measured machine has no mail server."""
    env["res.users"].search([]).write({"notification_type": "inbox"})


# -- ours


def example(it):
    """A matter in progress that was urged, extended and sent back once."""
    office = it.env["duban.matter"].with_user(it.office_user)
    matter = office.create(values(it))
    matter.action_file()
    matter.action_assign()
    head = it.heads[0]
    as_head = matter.with_user(head)
    it.env["duban.plan.line"].with_user(head).create(
        {"matter_id": matter.id, "name": "节点", "date": matter.date_deadline}
    )
    as_head.write({"handler_id": head.id})
    as_head.action_accept()
    matter.action_urge("请抓紧")
    request = it.env["duban.request"].with_user(head).create(extension(matter))
    request.action_submit()
    for line in request.sudo().approval_line_ids.sorted("sequence"):
        line.with_user(line.approver_id).action_approve("同意")
    as_head.write({"result": "完成"})
    as_head.action_submit_result()
    matter.action_return_result("补充材料")
    return matter, request


def extension(matter):
    """Values of a request for a later due date."""
    return {
        "matter_id": matter.id, "kind": "extension", "reason": "设备到货延迟", "statement": "书面说明",
        "date_requested": matter.date_deadline + timedelta(days=10),
    }  # fmt: skip


def fill_ours(options):
    """An institution with ``matters`` matters of ten years, half of them open."""
    with registry(options["db"]).cursor() as cr:
        env = superuser(cr)
        it = institution(env)
        quiet(env)
        matter, request = example(it)
        env.flush_all()
        many_matters(
            cr,
            it,
            matter.sudo(),
            request.sudo(),
            options["matters"],
            options["open_every"],
        )
        env.invalidate_all()
        sample(it, options["matters"], options["open_every"])
    return None


def columns(cr, table):
    """Column names of a table."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_generated = 'NEVER'",
        (table,),
    )
    return [row[0] for row in cr.fetchall()]


def copies(cr, table, row_id, source, **changes):
    """Copy the row ``row_id`` once for each row of ``source`` (SQL, alias g).

    ``changes`` gives SQL expressions for columns that differ.
    """
    names = [name for name in columns(cr, table) if name != "id"]
    expressions = [changes.pop(name, f't."{name}"') for name in names]
    if "id" in changes:
        names.append("id")
        expressions.append(changes.pop("id"))
    assert not changes, changes
    listed = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({listed}) SELECT {', '.join(expressions)}"
        f" FROM {table} t, {source} WHERE t.id = %s",
        (row_id,),
    )


def many_matters(cr, it, matter, request, count, open_every=2):
    """The generated matters with what belongs to them; each ``open_every``-th is open."""
    cr.execute("SELECT max(id) FROM duban_matter")
    first = cr.fetchone()[0]
    cr.execute(
        """
        CREATE TEMP TABLE g AS
        SELECT n, %(first)s + n AS id, n %% %(open_every)s = 0 AS is_open,
               (hashint4(n) & 2147483647) %% %(units)s AS unit,
               CURRENT_DATE - (CASE WHEN n %% %(open_every)s = 0 THEN n %% 300 ELSE 300 + n %% 3000 END) AS filed
          FROM generate_series(1, %(count)s) n;
        CREATE TEMP TABLE d AS
        SELECT k - 1 AS k, (%(departments)s::int[])[k] AS department, (%(heads)s::int[])[k] AS head
          FROM generate_series(1, %(units)s) k;
        """,
        {
            "first": first, "count": count, "units": UNITS, "open_every": open_every,
            "departments": it.units.ids, "heads": it.heads.ids,
        },
    )  # fmt: skip
    with_unit = "(SELECT g.*, d.department, d.head FROM g JOIN d ON d.k = g.unit) g"
    ended = "CASE WHEN g.is_open THEN NULL ELSE g.filed + 20 + g.n % 40 END"
    # the percent sign is doubled because psycopg2 reads the statement
    ended = ended.replace("%", "%%")
    copies(
        cr, "duban_matter", matter.id, with_unit,
        id="g.id", number="'G' || g.n", name=f"'推进' || substr({WORDS}, 1, 14)",
        content=f"'完成' || {WORDS}",
        state="CASE WHEN is_open THEN 'in_progress' WHEN n %% 4 = 1 THEN 'archived' ELSE 'closed' END",
        lead_unit_id="g.department", unit_head_id="g.head", handler_id="g.head",
        date_filed="g.filed", date_assigned="g.filed", date_accepted="g.filed",
        date_deadline="CASE WHEN g.is_open THEN CURRENT_DATE + 60 + g.n %% 300 ELSE g.filed + 40 END",
        date_next_check="CASE WHEN g.is_open THEN CURRENT_DATE + 50 + g.n %% 300 END",
        date_result=ended, date_closed=ended, date_ended=ended,
        closed_late="NOT g.is_open AND g.n %% 40 > 20",
        trail_length="0", trail_head="NULL", urging_count="(g.n %% 10 = 0)::int",
        return_count="(g.n %% 20 = 0)::int", create_date="g.filed", write_date="g.filed",
        date_last_feedback="g.filed + 5",
    )  # fmt: skip
    cr.execute(
        "SELECT setval('duban_matter_id_seq', (SELECT max(id) FROM duban_matter))"
    )
    lines = matter.unit_line_ids
    lead = lines.filtered(lambda line: line.role == "lead")
    co = lines.filtered(lambda line: line.role == "co")[:1]
    copies(
        cr, "duban_matter_unit", lead.id, with_unit,
        matter_id="g.id", department_id="g.department", head_id="g.head", is_open="g.is_open",
    )  # fmt: skip
    two = (
        "(SELECT g.*, d.department, d.head FROM g, generate_series(1, 2) s JOIN d ON true"
        f" WHERE d.k = (g.unit + s) %% {UNITS}) g"
    )
    copies(
        cr, "duban_matter_unit", co.id, two,
        matter_id="g.id", department_id="g.department", head_id="g.head", is_open="g.is_open",
        report_state="CASE WHEN g.is_open THEN 'waiting' ELSE 'reported' END",
        date_reported="CASE WHEN g.is_open THEN NULL ELSE g.filed + 15 END",
    )  # fmt: skip
    copies(
        cr, "duban_due_date", matter.due_date_ids[:1].id, "g",
        matter_id="g.id", date="CASE WHEN g.is_open THEN CURRENT_DATE + 60 + g.n %% 300 ELSE g.filed + 40 END",
    )  # fmt: skip
    urging = matter.record_ids.filtered(lambda row: row.purpose == "urging")
    copies(
        cr, "duban_record", urging.id, "(SELECT * FROM g WHERE n %% 10 = 0) g",
        matter_id="g.id", date="g.filed + 10", number="'U' || g.n", answer="'已答复'",
    )  # fmt: skip
    copies(
        cr, "duban_request", request.id, "(SELECT * FROM g WHERE n %% 20 = 0) g",
        matter_id="g.id", date_decided="g.filed + 12",
    )  # fmt: skip
    # channel, as the engine links it
    cr.execute(
        "INSERT INTO duban_matter_channel_rel SELECT g.id, r.duban_option_id FROM g,"
        " duban_matter_channel_rel r WHERE r.duban_matter_id = %s",
        (matter.id,),
    )
    todos(cr, it, matter, with_unit, two)


def todos(cr, it, matter, with_unit, two):
    """Three to-dos per open matter, as the reconciler makes them."""
    Activity = it.env["mail.activity"].sudo()
    mine = Activity.search(
        [
            ("res_model", "=", "duban.matter"),
            ("res_id", "=", matter.id),
            ("duban_key", "!=", False),
        ]
    )
    result = mine.filtered(lambda todo: todo.duban_key == "result")
    co = mine.filtered(lambda todo: (todo.duban_key or "").startswith("co:"))[:1]
    is_open = "(SELECT * FROM {0} WHERE is_open) g".format
    name = f"'G' || g.n || ' 推进' || substr({WORDS}, 1, 14)"
    copies(
        cr, "mail_activity", result.id, is_open(with_unit),
        res_id="g.id", user_id="g.head", res_name=name, summary="'Report the result'",
        date_deadline="CURRENT_DATE + 60 + g.n %% 300",
    )  # fmt: skip
    copies(
        cr, "mail_activity", co.id, is_open(two),
        res_id="g.id", user_id="g.head", res_name=name, duban_key="'co:' || g.department",
        date_deadline="CURRENT_DATE + 60 + g.n %% 300",
    )  # fmt: skip


def sample(it, count, open_every):
    """The generated to-dos are those that the engine expects."""
    some = [*range(open_every, min(count, 20 * open_every), open_every), 1, 3]
    domain = [("number", "in", [f"G{n}" for n in some])]
    for matter in it.env["duban.matter"].search(domain):
        todos = [("res_model", "=", "duban.matter"), ("res_id", "=", matter.id)]
        found = set(it.env["mail.activity"].sudo().search(todos).mapped("duban_key"))
        expected = {todo.key for todo in matter.sudo()._expected_todos()}
        if found != expected:
            raise AssertionError(
                f"to-dos of {matter.number}: {found}, expected {expected}"
            )


# -- the peer


def fill_peer(options):
    """The same number of tasks in forty projects, with three assignees and to-dos each."""
    with registry(options["db"]).cursor() as cr:
        env = superuser(cr, no_reset_password=True)
        peer = people(env)
        task = peer_task(env, peer)
        env.flush_all()
        many_tasks(cr, peer, task, options["matters"], options["open_every"])
        definitions(env, peer)
    return None


def people(env):
    """Forty project users, one manager, three reviewers, and the projects."""
    groups = env.ref("base.group_user") | env.ref("project.group_project_user")
    groups |= env.ref("purchase.group_purchase_user")
    boss = groups | env.ref("project.group_project_manager")
    boss |= env.ref("purchase.group_purchase_manager")
    Users = env["res.users"]
    vals = [
        {"name": name, "login": f"peer_{name}", "notification_type": "inbox", "group_ids": [(6, 0, who.ids)]}
        for name, who in [(f"head{n}", groups) for n in range(1, UNITS + 1)]
        + [(name, boss) for name in ("office", "first", "second", "third")]
    ]  # fmt: skip
    users = Users.create(vals)
    stages = env["project.task.type"].create(
        [{"name": "进行", "sequence": 1}, {"name": "完成", "sequence": 9, "fold": True}]
    )
    projects = env["project.project"].create(
        [{"name": name, "type_ids": [(6, 0, stages.ids)]} for name in DEPARTMENTS]
    )
    quiet(env)
    return {
        "users": users[:UNITS], "office": users[UNITS], "reviewers": users[UNITS + 1 :],
        "projects": projects, "stages": stages,
    }  # fmt: skip


def task_values(peer, n=0):
    """Values of a task with three assignees."""
    users = peer["users"]
    return {
        "name": f"推进{words(n)[:14]}",
        "description": f"完成{words(n)}",
        "project_id": peer["projects"][n % UNITS].id,
        "user_ids": [(6, 0, [users[(n + k) % UNITS].id for k in range(3)])],
    }


def peer_task(env, peer):
    """One task with three activities."""
    task = env["project.task"].with_user(peer["office"]).create(task_values(peer))
    for user in task.user_ids:
        task.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
    return task


def many_tasks(cr, peer, task, count, open_every):
    """The generated tasks; each ``open_every``-th is open."""
    cr.execute("SELECT max(id) FROM project_task")
    first = cr.fetchone()[0]
    cr.execute(
        """
        CREATE TEMP TABLE g AS
        SELECT n, %(first)s + n AS id, n %% %(open_every)s = 0 AS is_open,
               (hashint4(n) & 2147483647) %% %(units)s AS unit
          FROM generate_series(1, %(count)s) n;
        CREATE TEMP TABLE d AS
        SELECT k - 1 AS k, (%(projects)s::int[])[k] AS project, u.id AS head, u.partner_id
          FROM generate_series(1, %(units)s) k JOIN res_users u ON u.id = (%(heads)s::int[])[k];
        """,
        {
            "first": first, "count": count, "units": UNITS, "open_every": open_every,
            "projects": peer["projects"].ids, "heads": peer["users"].ids,
        },
    )  # fmt: skip
    begun, done = peer["stages"].ids
    copies(
        cr, "project_task", task.id, "(SELECT g.*, d.project FROM g JOIN d ON d.k = g.unit) g",
        id="g.id", name=f"'推进' || substr({WORDS}, 1, 14)", project_id="g.project",
        state="CASE WHEN g.is_open THEN '01_in_progress' ELSE '1_done' END",
        stage_id=f"CASE WHEN g.is_open THEN {begun} ELSE {done} END",
        date_deadline="CURRENT_TIMESTAMP::timestamp + (60 + g.n %% 300) * interval '1 day'",
    )  # fmt: skip
    cr.execute(
        "SELECT setval('project_task_id_seq', (SELECT max(id) FROM project_task))"
    )
    three = (
        "(SELECT g.*, d.head, d.partner_id FROM g, generate_series(0, 2) s JOIN d ON true"
        f" WHERE d.k = (g.unit + s) %% {UNITS}) g"
    )
    cr.execute(
        "SELECT min(id) FROM project_task_user_rel WHERE task_id = %s", (task.id,)
    )
    copies(
        cr,
        "project_task_user_rel",
        cr.fetchone()[0],
        three,
        task_id="g.id",
        user_id="g.head",
    )
    cr.execute(
        "SELECT min(id) FROM mail_followers WHERE res_model = 'project.task' AND res_id = %s",
        (task.id,),
    )
    copies(
        cr,
        "mail_followers",
        cr.fetchone()[0],
        three,
        res_id="g.id",
        partner_id="g.partner_id",
    )
    cr.execute(
        "SELECT min(id) FROM mail_activity WHERE res_model = 'project.task' AND res_id = %s",
        (task.id,),
    )
    copies(
        cr, "mail_activity", cr.fetchone()[0], f"(SELECT * FROM {three} WHERE is_open) g",
        res_id="g.id", user_id="g.head", res_name="'第' || g.n || '项'",
        date_deadline="CURRENT_DATE + 60 + g.n %% 300",
    )  # fmt: skip


def definitions(env, peer):
    """Three reviewers in sequence on a purchase order."""
    model = env["ir.model"]._get("purchase.order")
    env["tier.definition"].create(
        [
            {
                "name": user.name, "model_id": model.id, "review_type": "individual", "reviewer_id": user.id,
                "definition_domain": "[]", "approve_sequence": True, "notify_on_pending": True, "sequence": 30 - n,
            }
            for n, user in enumerate(peer["reviewers"])
        ]
    )  # fmt: skip


# -- load and faults


def prepare_load(options):
    """An institution that can log in, and shared matters to contend for."""
    with registry(options["db"]).cursor() as cr:
        env = superuser(cr)
        it = institution(env, steps=("leader_in_charge", "office_leader"))
        quiet(env)
        users = env["res.users"].search([("login", "=like", "bench_%")])
        # one hash for all: hashing is slow on purpose
        users[:1].password = "duban"
        env.flush_all()
        cr.execute(
            "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s) WHERE id = ANY(%s)",
            (users[:1].id, users.ids),
        )
        Matter = (
            env["duban.matter"].with_user(it.office_user).with_context(**it.env.context)
        )
        shared = Matter.create([values(it, n) for n in range(options["shared"])])
        if options.get("life"):
            shared.action_file()
            shared.action_assign()
        today = env["duban.matter"]._today()
        plain = values(it)
        setup = {
            "db": options["db"],
            "values": {name: plain[name] for name in ("content", "basis", "source_category_id")},
            "units": [[unit.id, head.login] for unit, head in zip(it.units, it.heads, strict=True)],
            "logins": {str(user.id): user.login for user in users},
            "departments": it.units.mapped("name"),
            "shared": [{"id": each.id, "head": each.lead_unit_id.sudo().manager_id.user_id.login} for each in shared],
            "later": str(today + timedelta(days=10)),
            "much_later": str(today + timedelta(days=90)),
        }  # fmt: skip
        if options.get("open"):
            example_, request = example(it)
            env.flush_all()
            many_matters(cr, it, example_.sudo(), request.sudo(), options["open"])
    return setup
