"""What must hold after any load and any kill, asked of the database itself."""

from collections import Counter

from bench import data

#: steps whose line of the trail has another name than their method
TRAIL = {"archive_matter": "archive"}
#: acts that happen once in the life of a matter as the clients lead it
ONCE = (
    "register",
    "file",
    "assign",
    "accept",
    "submit_result",
    "pass_review",
    "close",
    "archive",
)


def verify(options):
    """{"problems": [...], "matters": n, "acts": n}; ``done`` are the calls that were acknowledged."""
    problems = []
    with data.registry(options["db"]).cursor() as cr:
        env = data.superuser(cr, tz="Asia/Shanghai")
        if options.get("patrol"):
            # the windows of interrupted imports are gone for long
            cr.execute("UPDATE duban_import SET job_beat = now() - interval '1 hour'")
            env["duban.import"]._cron_jobs()
            env["duban.matter"]._cron_patrol()
            env["duban.matter"]._cron_patrol()
            env.invalidate_all()
        # the generated ones (number G…) have no trail; those of the clients do
        own = env["duban.matter"].search([("trail_length", ">", 0)])
        for matter, seq, reason in env["duban.act"]._verify(own):
            problems.append(f"trail of {matter.display_name}: line {seq}: {reason}")
        numbers(env, problems)
        acts(env, own, problems)
        patrolled = env["duban.reminder"].search([]).matter_id
        todos(env, own | patrolled, problems)
        reminders(cr, problems)
        rows = imports(env, options.get("done", []), problems)
        kept(env, options.get("done", []), problems)
        cr.execute("SELECT count(*) FROM duban_act")
        count = cr.fetchone()[0]
        left = env["duban.matter"].search_count(env["duban.matter"]._patrol_domain())
    return {
        "problems": problems,
        "matters": len(own | patrolled),
        "acts": count,
        "left": left,
        "imports": rows,
    }


def count(options):
    """How many rows of each kind there are, by the database alone: for data on which nobody worked."""
    with data.registry(options["db"]).cursor() as cr:
        cr.execute(
            "SELECT (SELECT count(*) FROM duban_matter), (SELECT count(*) FROM duban_act),"
            " (SELECT count(*) FROM ir_attachment WHERE res_model LIKE 'duban.%'),"
            " (SELECT count(*) FROM mail_message WHERE model LIKE 'duban.%')"
        )
        names = ("matters", "acts", "files", "messages")
        return dict(zip(names, cr.fetchone(), strict=True))


def external_ids(options):
    """External ids of what people or rules may point to: "name model id", whichever addon brings the record."""
    with data.registry(options["db"]).cursor() as cr:
        cr.execute(
            "SELECT concat_ws(' ', name, model, res_id) FROM ir_model_data"
            " WHERE module LIKE 'duban\\_supervision%%' AND model NOT IN %s",
            # follow the code, also where a later commit takes something away
            [("ir.model.inherit", "ir.model.constraint", "ir.model.fields.selection")],
        )
        return [row[0] for row in cr.fetchall()]


def numbers(env, problems):
    """No gap, no duplicate, in the pattern of each institution's own."""
    for counter in env["duban.number"].search([("kind", "=", "matter")]):
        company = [("company_id", "=", counter.company_id.id)]
        patterns = set(env["duban.regulation"].search(company).mapped("number_pattern"))
        wanted = {
            pattern.format(year=counter.year, n=n)
            for pattern in patterns - {False}
            for n in range(1, counter.last + 1)
        }
        domain = [*company, ("number", "in", list(wanted))]
        found = Counter(env["duban.matter"].search(domain).mapped("number"))
        doubles = [number for number, count in found.items() if count > 1]
        if doubles or found.total() != counter.last:
            problems.append(
                f"numbers of {counter.year}: {found.total()} of {counter.last}, doubled {doubles}"
            )


def acts(env, matters, problems):
    """Every step once, the state that of the last step, every decision once."""
    rows = env["duban.act"].search(
        [("matter_id", "in", matters.ids)], order="matter_id, seq"
    )
    steps, states = Counter(), {}
    for act in rows:
        steps[act.matter_id.id, act.action] += 1
        if act.state_to:
            states[act.matter_id.id] = act.state_to
    for (matter, action), count in steps.items():
        if action in ONCE and count > 1 and not steps.get((matter, "return_result")):
            problems.append(f"{action} happened {count} times on {matter}")
    for matter in matters:
        if states.get(matter.id, "draft") != matter.state:
            problems.append(
                f"{matter.id} is {matter.state}, its trail says {states.get(matter.id)}"
            )
        last = matter.due_date_ids.sorted("id")[-1:]
        if last and last.date != matter.date_deadline:
            problems.append(
                f"{matter.id} is due {matter.date_deadline}, its history says {last.date}"
            )
        decided = matter.approval_line_ids.filtered(
            lambda line: line.state == "approved"
        )
        for purpose, lines in decided.grouped("purpose").items():
            told = steps[matter.id, f"{purpose}_approved"]
            if len(lines) != told:
                problems.append(
                    f"{matter.id}: {len(lines)} decided ({purpose}), {told} in the trail"
                )


def todos(env, matters, problems):
    """Exactly the expected to-dos."""
    stand_ins = env["duban.delegation"]._stand_ins()
    for matter in matters:
        expected = Counter(
            (todo.key, matter._todo_receiver(todo.user, stand_ins).id)
            for todo in matter._expected_todos()
        )
        found = env["mail.activity"].search(
            [
                ("res_model", "=", "duban.matter"),
                ("res_id", "=", matter.id),
                ("duban_key", "!=", False),
            ]
        )
        if Counter((todo.duban_key, todo.user_id.id) for todo in found) != expected:
            problems.append(
                f"to-dos of {matter.id} ({matter.state}): {found.mapped('duban_key')}, expected {list(expected)}"
            )


def reminders(cr, problems):
    """Told once: no reminder twice, one digest a day, every delivered digest with its reminders."""
    for what, query in {
        "reminder": "SELECT res_model, res_id, kind, key, day, step FROM duban_reminder WHERE date_dropped IS NULL"
        " GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) > 1",
        "digest": "SELECT user_id, date FROM duban_digest WHERE is_at_once IS NOT TRUE"
        " GROUP BY 1, 2 HAVING count(*) > 1",
        "digest without delivery": "SELECT id FROM duban_digest d WHERE NOT EXISTS"
        " (SELECT 1 FROM duban_delivery WHERE digest_id = d.id)",
        "archive record": "SELECT matter_id, holder FROM duban_archive_record GROUP BY 1, 2 HAVING count(*) > 1",
    }.items():
        cr.execute(query)
        rows = cr.fetchall()
        if rows:
            problems.append(f"{what}: {rows[:5]}")


def imports(env, done, problems):
    """Every row of a started import became one draft, and what a step said was done is there.

    :return: how many rows
    """
    count = 0
    for job in env["duban.import"].search([("phase", "=", "create")]):
        states = Counter(job.line_ids.mapped("verdict"))
        count += len(job.line_ids)
        if job.job_state != "done" or states["created"] != len(job.line_ids):
            problems.append(f"import {job.id} is {job.job_state}: {dict(states)}")
        drafts = job.line_ids.matter_id
        if len(drafts) != states["created"]:
            problems.append(f"import {job.id}: {len(drafts)} drafts of {states}")
    told = Counter()
    for model, ids, method, _login, result in done:
        if model == "duban.import" and method == "job_step":
            told[ids[0]] = max(told[ids[0]], result["done"])
    for job, number in told.items():
        kept_rows = env["duban.import.line"].search_count(
            [("import_id", "=", job), ("matter_id", "!=", False)]
        )
        if kept_rows < number:
            problems.append(f"import {job}: {number} done, {kept_rows} there")
    env.cr.execute(
        "SELECT import_fingerprint FROM duban_matter WHERE import_fingerprint IS NOT NULL"
        " GROUP BY company_id, import_fingerprint HAVING count(*) > 1"
    )
    problems += [f"the row {row[0]} was imported twice" for row in env.cr.fetchall()]
    return count


def kept(env, done, problems):
    """Whatever was acknowledged is there."""
    created = {}
    wanted = Counter()
    for model, ids, method, _login, result in done:
        if method == "create":
            created.setdefault(model, []).extend(result)
        elif model == "duban.matter" and method.startswith("action_"):
            action = method.removeprefix("action_")
            wanted[ids[0], TRAIL.get(action, action)] += 1
        elif model == "duban.approval.line":
            line = env[model].browse(ids)
            if line.state != "approved":
                problems.append(f"approval {ids} was acknowledged and is {line.state}")
    for model, ids in created.items():
        lost = set(ids) - set(env[model].browse(ids).exists().ids)
        if lost:
            problems.append(f"{model}: {sorted(lost)} were acknowledged and are lost")
        if len(ids) != len(set(ids)):
            problems.append(f"{model}: the same id was given twice")
    found = Counter(
        (act.matter_id.id, {"urging": "urge"}.get(act.action, act.action))
        for act in env["duban.act"].search(
            [("matter_id", "in", list({matter for matter, _name in wanted}))]
        )
    )
    for (matter, action), count in wanted.items():
        if action in ("urge",):
            records = env["duban.record"].search_count(
                [("matter_id", "=", matter), ("purpose", "=", "urging")]
            )
            if records < count:
                problems.append(
                    f"{count} urgings of {matter} acknowledged, {records} kept"
                )
        elif found[matter, action] < count:
            problems.append(
                f"{action} on {matter}: {count} acknowledged, {found[matter, action]} in the trail"
            )
