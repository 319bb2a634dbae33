"""What becomes of demo people, units and institutions when the addon that brought them is uninstalled.

Their passwords stand in the documentation, so nobody may log in with them afterwards. Odoo tries to delete what an
addon brought, one record at a time, and leaves what something else still points to: users who are active, companies,
and a log full of errors. Here it is decided beforehand:

* with the engine (:func:`take_away`) all of it is deleted, once the tables of the suite are empty and hold nothing
  back; what another app still points to is archived;
* with an institution's addon only (:func:`archive`) all of it is archived, because the trail of the matters, which
  stay, names it. A company or unit in which others work is theirs, and stays as it is.
"""

import logging

from psycopg2 import Error as DatabaseError

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

_logger = logging.getLogger(__name__)
ENGINE = "duban_supervision"
#: what only demo data brings, in the order in which it can go
MODELS = ("hr.employee", "res.users", "hr.department", "res.company")
#: what is made along with these, and named along with them
PARENTS = ("hr.version", "resource.resource", "res.partner")


def _brought(env, modules):
    """{model name: records} of demo data of ``modules`` (names), also archived ones, that no other module names."""
    data = env["ir.model.data"].search([("model", "in", MODELS)])
    names = set(modules)
    found = {}
    for model in MODELS:
        entries = data.filtered(lambda entry, model=model: entry.model == model)
        # base.main_company and base.user_admin are Odoo's, and "__export__" is nobody's
        others = entries.filtered(
            lambda entry: entry.module not in names and entry.module != "__export__"
        )
        ids = {entry.res_id for entry in entries if entry.module in names}
        ids -= set(others.mapped("res_id"))
        found[model] = env[model].with_context(active_test=False).browse(ids).exists()
    return found


def archive(env, modules):
    """Archive the demo people, units and companies of ``modules`` (names); nobody can log in as one of them again.

    They are the engine's from then on, so that Odoo does not try to delete them now and :func:`take_away` does one
    day. Logins and companies lose their names, so that the same demo data can be installed again.

    :return: {model name: records that are archived}
    """
    found = _brought(env, modules)
    if not any(found.values()):
        return found
    _send_others_home(env, found)
    theirs = _others_companies(env, found)
    found["res.company"] -= theirs
    found["hr.department"] = found["hr.department"].filtered(
        lambda unit: unit.company_id not in theirs
    )
    _take_over(env, found)
    _forget_names(env, modules)
    _lock_out(env, found["res.users"])
    _switch_off(env, found["hr.employee"], found["hr.department"])
    for company in found["res.company"].filtered("active"):
        company.write({"name": _free_name(company), "active": False})
    _tell("archived", found)
    return found


def take_away(env, modules):
    """Delete the demo people, units and companies of ``modules`` (names), when nothing of the suite needs them.

    :return: {model name: records that had to be archived instead, because another app points to them}
    """
    found = _brought(env, modules)
    _send_others_home(env, found)
    theirs = _others_companies(env, found)
    found["res.company"] -= theirs
    found["hr.department"] = found["hr.department"].filtered(
        lambda unit: unit.company_id not in theirs
    )
    kept = {}
    for model in MODELS:
        kept[model] = env[model]
        # a college before its university, a section before its department
        for record in found[model].sorted("id", reverse=True):
            if not _delete(record):
                kept[model] |= record
    if any(kept.values()):
        archive(env, modules)
    _forget_names(env, modules)
    _tell("deleted", {model: found[model] - kept[model] for model in MODELS})
    return kept


def _delete(record):
    """Delete a record with what belongs to nothing else; whether it went."""
    company = record if record._name == "res.company" else record.browse()
    partner = (
        record.partner_id
        if record._name in ("res.users", "res.company")
        else record.env["res.partner"]
    )
    calendars = (
        record.env["resource.calendar"]
        .with_context(active_test=False)
        .search([("company_id", "in", company.ids)])
    )
    try:
        with mute_logger("odoo.sql_db"), record.env.cr.savepoint():
            # the company and its working hours point to each other
            calendars.company_id = False
            record.unlink()
            calendars.unlink()
            partner.unlink()
            record.env.flush_all()
    except (DatabaseError, UserError) as error:
        record.env.invalidate_all()
        _logger.info("%s is archived instead of deleted: %s", record, error)
        return False
    return True


def _send_others_home(env, found):
    """Whoever else was let into a demo company (the administrator is) goes back to one of the own."""
    companies = found["res.company"]
    others = (
        env["res.users"]
        .with_context(active_test=False)
        .search([("company_ids", "in", companies.ids)])
    ) - found["res.users"]
    for user in others:
        own = user.company_ids - companies
        if not own:
            continue
        values = {"company_ids": [(6, 0, own.ids)]}
        if user.company_id in companies:
            values["company_id"] = own[0].id
        user.write(values)


def _others_companies(env, found):
    """Of the demo companies those in which somebody works who did not come with them."""
    companies = found["res.company"]
    users = env["res.users"].search([("company_id", "in", companies.ids)])
    employees = env["hr.employee"].search([("company_id", "in", companies.ids)])
    theirs = (users - found["res.users"]).company_id
    theirs |= (employees - found["hr.employee"]).company_id
    # a college's university
    return theirs | theirs.parent_id & companies


def _lock_out(env, users):
    """Void passwords and keys, archive, and free the logins.

    By SQL: the people of these matters did not leave their posts, so nothing is handed over and nobody is told.
    """
    if not users:
        return
    env.flush_all()
    ids = tuple(users.ids)
    env.cr.execute(
        SQL(
            """UPDATE res_users SET active = false, password = NULL, login = login || '-' || id
               WHERE id IN %s AND active""",
            ids,
        )
    )
    env.cr.execute(SQL("UPDATE res_users SET password = NULL WHERE id IN %s", ids))
    env.cr.execute(
        SQL(
            """UPDATE res_partner SET active = false
               WHERE id IN (SELECT partner_id FROM res_users WHERE id IN %s)""",
            ids,
        )
    )
    env.cr.execute(SQL("DELETE FROM res_users_apikeys WHERE user_id IN %s", ids))
    env.cr.execute(SQL("DELETE FROM mail_activity WHERE user_id IN %s", ids))
    env.invalidate_all()
    # who a session belongs to is cached
    env.registry.clear_cache()


def _switch_off(env, employees, units):
    """Archive employees and departments, whose open matters stay where they are."""
    env.flush_all()
    for table, column, ids in (
        ("hr_employee", "id", employees.ids),
        ("hr_version", "employee_id", employees.ids),
        ("resource_resource", "id", employees.resource_id.ids),
        ("hr_department", "id", units.ids),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %s SET active = false WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
        )
    env.invalidate_all()


def _take_over(env, found):
    """Give these records an external id of the engine."""
    for records in found.values():
        for record in records:
            env["ir.model.data"]._update_xmlids(
                [
                    {
                        "xml_id": f"{ENGINE}.removed_{record._table}_{record.id}",
                        "record": record,
                        "noupdate": True,
                    }
                ]
            )


def _forget_names(env, modules):
    """Odoo is to leave alone what was decided on here."""
    env["ir.model.data"].search(
        [("module", "in", list(modules)), ("model", "in", MODELS + PARENTS)]
    ).unlink()


def _free_name(company):
    """A name under which the company is recognised, while its own is free again."""
    company = company.with_context(lang=company.env.user.lang or "zh_CN")
    name = company.env._("%s (demo, removed)", company.name)
    others = company.with_context(active_test=False)
    if others.search_count([("name", "=", name)]):
        name = f"{name} {company.id}"
    return name


def _tell(what, found):
    """One line for the administrator who reads the log."""
    counts = ", ".join(f"{len(found[model])} {model}" for model in MODELS)
    _logger.info("Demo data that was %s: %s", what, counts)
