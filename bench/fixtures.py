"""What a measured step works on, found again in each transaction."""

import itertools
import time

from bench import data

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
