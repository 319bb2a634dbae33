"""The part of `./duban measure ledgers` that runs inside Odoo: imports as an office user, and compares."""

import json
import sys

from ..inside import environment, start

OFFICE = "xisu.office"


def main():
    """Read the request on standard input, answer the figures of each file on standard output."""
    wanted = json.loads(sys.stdin.buffer.read())
    start(wanted)
    from odoo.modules.registry import Registry

    with Registry(wanted["db"]).cursor() as cr:
        env = environment(cr)
        user = env["res.users"].search([("login", "=", OFFICE)])
        add_units(env, user.company_id, wanted["files"])
        env = env(
            user=user,
            context={
                "allowed_company_ids": user.company_id.ids,
                "lang": user.lang,
                "tz": user.tz,
            },
        )
        rows = [judge(env, file, wanted["year"]) for file in wanted["files"]]
        cr.rollback()
    print(json.dumps(rows))


def add_units(env, company, files):
    """The units that the gold names and the demo institution lacks."""
    names = {
        name
        for file in files
        for row in file["gold"]
        for name in [row["lead"], *row["co"]]
        if name and "(" not in name
    }
    Department = env["hr.department"]
    there = Department.search([("company_id", "in", [company.id, False])]).mapped("name")  # fmt: skip
    Department.create([{"name": name, "company_id": company.id} for name in sorted(names - set(there))])  # fmt: skip


def judge(env, file, year):
    """Figures of one file."""
    from odoo.exceptions import UserError

    result = dict.fromkeys(("rows", "right", "wrong", "lost", "asked"), 0)
    result |= {"file": file["name"], "differences": [], "rows": len(file["gold"])}
    job = env["duban.import"].create(
        {"file": file["content"], "file_name": file["name"], "year": year}
    )
    try:
        job.action_read()
        job._job_run()
    except UserError as error:
        result["asked"] = result["rows"]
        result["differences"].append(f"refused: {error}")
        return result
    lines = list(job.line_ids)
    for gold in file["gold"]:
        line = matching(gold, lines)
        if line is None:
            verdict, why = "lost", "no such row"
        else:
            lines.remove(line)
            verdict, why = compare(gold, line)
        result[verdict] += 1
        if verdict != "right":
            result["differences"].append(f"{verdict}: {gold['name']}: {why}")
    for line in lines:
        if line.verdict == "good":
            result["wrong"] += 1
            result["differences"].append(f"wrong: no matter: {line.name}")
    return result


def squeezed(text):
    return "".join((text or "").split())


def matching(gold, lines):
    """The line of a matter of the gold; None without one."""
    part = squeezed(gold.get("measures") or gold.get("m"))
    for line in lines:
        values = line.values_json or {}
        said = squeezed(values.get("measures")) + squeezed(values.get("content"))
        if squeezed(line.name) == squeezed(gold["name"]) and part in said:
            return line
    return None


def compare(gold, line):
    """(right, wrong or asked; why)"""
    problems = set(line.problems or {})
    open_lead = "(" in (gold["lead"] or "(")
    differences = []
    if not open_lead and "lead" not in problems and line.lead_unit_id.name != gold["lead"]:  # fmt: skip
        differences.append(f"lead {line.lead_unit_id.name} instead of {gold['lead']}")
    units = set(line.co_unit_ids.mapped("name"))
    if not problems & {"lead", "co"} and units != set(gold["co"]):
        differences.append(f"co-units {sorted(units)} instead of {gold['co']}")
    if "passed" in problems and str(line.suggested_date) == gold["due"]:
        # the day was read; whether it counts although it is over is another question
        problems.discard("passed")
        due = gold["due"]
    else:
        due = str(line.date_deadline) if line.date_deadline else None
    if not problems & {"due", "passed"} and due != gold["due"]:
        differences.append(f"due {due} instead of {gold['due']}")
    if "due" not in problems and bool(line.is_long) != bool(gold["long"]):
        differences.append(f"long-term {line.is_long}")
    if "alike" in problems:
        return "asked", line.message
    if differences:
        return "wrong", "; ".join(differences)
    if not line.is_taken:
        return "asked", "the row is hidden"
    if open_lead:
        problems.discard("lead")
        if not line.problems or "lead" not in line.problems:
            return "wrong", "the lead unit was not asked"
    if gold["due"] is None:
        problems.discard("due")
    if problems:
        return "asked", line.message
    return "right", ""


if __name__ == "__main__":
    main()
