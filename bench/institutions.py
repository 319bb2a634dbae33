"""Every institution at work in one database, and whether it still is after what happened to the installation."""

import hashlib
import importlib
import itertools
import os
from unittest.mock import patch

from bench import data

#: the day on which all of it takes place; the fixtures of the tests are dated 2024
DAY = "2024-03-04 02:00:00"
#: no two matters have the same title, or the second would be a likely duplicate
TITLES = map(data.words, itertools.count(os.getpid() * 1000))


def fixtures(addon):
    """The fixtures of the tests of ``addon`` as a class: XisuCommon and the like, SupervisionCommon for the engine."""
    code = addon.removeprefix("duban_supervision").strip("_")
    if not code:
        return importlib.import_module("tests.common").SupervisionCommon
    module = importlib.import_module(f"tests.{addon}.common")
    return getattr(module, f"{code.capitalize()}Common")


def office(addon, env):
    """The fixtures' class on ``env``, nothing made yet."""
    common = fixtures(addon)

    class It(common):
        institution = f"life_{common.institution}"

        def runTest(self):
            """Not a test: the methods are what is wanted."""

        def values(self, **values):
            return super().values(**{"name": f"推进{next(TITLES)[:14]}", **values})

        def reported_back(self, matter, *args):
            """西安外国语大学 names what it reports to."""
            other = getattr(self, "report_back", None)
            return other(matter) if other else super().reported_back(matter, *args)

    It.env = env
    It.cr = env.cr
    It.registry = env.registry
    return It


def prepare_life(options):
    """For each addon an institution with a matter in progress, one closed and one registered.

    :return: {addon: {attribute of the fixtures: [model, ids]}}
    """
    from freezegun import freeze_time

    from odoo.tests import TransactionCase

    nothing = classmethod(lambda cls: None)
    made = {}
    with (
        data.registry(options["db"]).cursor() as cr,
        freeze_time(DAY),
        patch.object(TransactionCase, "setUpClass", nothing),
    ):
        for addon in options["addons"]:
            env = data.superuser(cr, no_reset_password=True, tz="Asia/Shanghai")
            It = office(addon, env)
            It.setUpClass()
            data.quiet(env)
            it = It()
            it.matters = it.accepted() | it.closed() | it.matter()
            made[addon] = {
                name: [value._name, value.ids]
                for name, value in {**vars(It), **vars(it)}.items()
                if hasattr(value, "_name") and name != "env"
            }
            # what the fixtures replaced in the registry is for their institution only
            It.doClassCleanups()
        env.flush_all()
    return made


def go_on(options):
    """Take up the matters that ``prepare_life`` left, to their end, and register and file another one.

    :return: what does not work
    """
    from freezegun import freeze_time

    problems = []
    with data.registry(options["db"]).cursor() as cr, freeze_time(DAY):
        env = data.superuser(cr, tz="Asia/Shanghai")
        for addon, found in options["made"].items():
            try:
                with cr.savepoint():
                    carry_on(addon, env, found)
                    env.flush_all()
            except Exception as error:
                problems.append(f"{addon} cannot go on: {error!r}"[:400])
            env.invalidate_all()
        problems += screens(env)
        problems += files(env)
        # what was tried is no part of what comes next
        cr.rollback()
        env.registry.clear_all_caches()
    return problems


def carry_on(addon, env, found):
    """One institution: close what is in progress, reopen what is closed, file what is registered."""
    It = office(addon, env)
    for name, (model, ids) in found.items():
        setattr(It, name, env[model].browse(ids))
    It.env = env(context={**env.context, "allowed_company_ids": It.company.ids})
    it = It()
    it.accepted = lambda **values: running.with_user(it.office_user)
    running, closed, draft = (
        it.env["duban.matter"].browse(each) for each in found["matters"][1]
    )
    assert (running.state, draft.state) == ("in_progress", "draft")
    assert closed.state in ("closed", "archived"), closed.state
    assert not env["duban.act"]._verify(running | closed | draft)
    it.closed()
    assert running.state in ("closed", "archived"), running.state
    assert it.filed().number or not it.regulation.number_pattern
    reports = env["ir.actions.report"].search([("model", "=", "duban.matter")])
    # another institution's forms are refused, in words
    own = ("duban_supervision.", f"{addon}.")
    for report in reports.filtered(lambda row: row.report_name.startswith(own)):
        html = report.with_user(it.office_user)._render_qweb_html(report, running.ids)
        assert html[0], report.name


def screens(env):
    """Every window of the suite and every menu opens."""
    problems = []
    admin = env.ref("base.user_admin")
    for user in (
        admin,
        env["res.users"].search([("login", "=like", "%_office_user")], limit=1),
    ):
        as_user = env(user=user or admin)
        as_user["ir.ui.menu"].load_menus(False)
        for action in env["ir.actions.act_window"].search([]):
            model = action.res_model
            if not model.startswith(("duban.", "hr.dep", "mail.act")):
                continue
            if model not in env or not as_user[model].has_access("read"):
                continue
            try:
                views = [view for view in action.views if view[1] != "qweb"]
                as_user[model].get_views(views, {"toolbar": True})
                as_user[model].search([], limit=1).read()
            except Exception as error:
                problems.append(f"{action.name}: {error!r}"[:300])
    return problems


def files(env):
    """Every attachment is there and is what it was."""
    problems = []
    attachments = env["ir.attachment"].search([("res_model", "=like", "duban.%")])
    for each in attachments:
        if each._duban_waiting():
            # made when it is opened
            if not (each.raw or b"").startswith(b"%PDF"):
                problems.append(f"the print {each.name} cannot be made")
        elif (
            hashlib.sha1(each.raw or b"", usedforsecurity=False).hexdigest()
            != each.checksum
        ):
            problems.append(
                f"the file {each.name} of {each.res_model} is not what it was"
            )
    if not attachments:
        problems.append("no attachment is left")
    return problems


def rules(options):
    """{code of the regulation: number of its rows} of every regulation that serves a company."""
    with data.registry(options["db"]).cursor() as cr:
        env = data.superuser(cr)
        regulations = env["duban.regulation"].search([("company_id", "!=", False)])
        return {
            f"{each.code} {each.id}": {
                name: len(each.with_context(active_test=False)[name])
                for name, field in each._fields.items()
                if field.type == "one2many" and name.endswith("_ids")
                and field.comodel_name.startswith("duban.")
            }
            for each in regulations
        }  # fmt: skip
