"""B11: what other apps pay for the suite being installed; the peer is the same database without it."""

from bench.measuring import Contest

#: departments moved, employees and contacts there
MOVED, PEOPLE = 100, 300


def pay(it):
    """Contacts, the bell of to-dos, a new employee and the page after it, moved departments."""
    ours, peer = it.sides["with"], it.sides["without"]
    for side in (ours, peer):
        with side.as_user() as env:
            prepare(env)
    contests = [
        Contest(
            f"B11-{name}", what,
            lambda work=work: ours.timed(work, "admin"), lambda work=work: peer.timed(work, "admin"), n,
        )
        for name, what, work, n in (
            ("contacts", "list of contacts", contacts, 80),
            ("inbox", "the bell and the list of to-dos", inbox, PEOPLE),
            ("employee", "a new employee, then a page", employee, 1),
            ("moved", "departments moved, then a page", moved, MOVED),
        )
    ]  # fmt: skip
    it.race(contests, repeat=4 * it.repeat)


def prepare(env):
    """Contacts with to-dos of others' making, employees and departments."""
    if env["res.partner"].search_count([("ref", "=", "B11")]):
        return
    partners = env["res.partner"].create(
        [{"name": f"Contact {n}", "ref": "B11"} for n in range(PEOPLE)]
    )
    for partner in partners:
        partner.activity_schedule("mail.mail_activity_data_todo", user_id=2)
    env["hr.department"].create([{"name": f"Unit {n}"} for n in range(MOVED + 2)])
    env["hr.employee"].create([{"name": f"Person {n}"} for n in range(PEOPLE)])


def contacts(env, _ready=None):
    """As the menu opens it."""
    wanted = {"display_name": {}, "email": {}, "phone": {}, "activity_ids": {}}
    env["res.partner"].web_search_read([], wanted, limit=80, count_limit=10001)


def inbox(env, _ready):
    """The counter of the bar and the list behind it."""
    env["res.users"]._get_activity_groups()
    wanted = {"res_name": {}, "summary": {}, "date_deadline": {}, "state": {}}
    env["mail.activity"].web_search_read(
        [("user_id", "=", env.uid)], wanted, limit=80, count_limit=10001
    )


def employee(env, _ready):
    """What one employee costs whoever opens a page next."""
    env["hr.employee"].create({"name": "Somebody new"})
    env.cr.commit()
    env.invalidate_all()
    contacts(env)


def moved(env, _ready):
    """All departments below another one, one after the other as a form does."""
    first, second, *others = env["hr.department"].search(
        [("name", "=like", "Unit %")], order="id"
    )
    target = second if others[0].parent_id == first else first
    for department in others:
        department.parent_id = target
    env.cr.commit()
    env.invalidate_all()
    contacts(env)
