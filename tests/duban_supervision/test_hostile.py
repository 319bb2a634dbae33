"""Every public method, called with anything by anyone: a clean error or a legal step, never a traceback or a change."""

import ast
import inspect
import itertools
from pathlib import Path

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

import odoo.addons.duban_supervision

from tests import exhibits
from tests.common import SupervisionCommon

JUNK = [
    None,
    False,
    0,
    -1,
    10**9,
    2**70,
    3.5,
    "",
    "x" * 100_000,
    "\x00",
    "<img src=x onerror=alert(1)>",
    "2024-13-45",
    [],
    [1, "a"],
    [[[]]],
    {},
    {"a": 1},
]
#: tables of work in progress, which belongs to whoever calls
OWN_WORK = (
    "duban_action_wizard",
    "duban_home_visit",
    "duban_import",
    "duban_import_column",
    "duban_import_gap",
    "duban_import_line",
    "duban_import_memory",
    "duban_import_sheet",
    "duban_ledger_export",
    "duban_ledger_export_chunk",
    "duban_progress_exchange",
    "duban_progress_exchange_line",
)
QUIET = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
    "odoo.addons.base.models.ir_model",
    "odoo.models.unlink",
)


def platform_methods(model):
    """Names that Odoo's own classes define on this model."""
    return {
        name
        for base in model.mro()
        if not base.__module__.startswith("odoo.addons.duban_")
        for name in vars(base)
    }


def public_methods(registry):
    """{(model, method): parameters} of every public method that our addons define on any model."""
    found = {}
    for name, model in sorted(registry.items()):
        if model._abstract and name.startswith("duban."):
            continue  # seen on each model that inherits it
        theirs = None
        for attribute in dir(model):
            method = (
                None if attribute.startswith("_") else getattr(model, attribute, None)
            )
            module = getattr(method, "__module__", "") or ""
            if not callable(method) or not module.startswith("odoo.addons.duban_"):
                continue
            theirs = platform_methods(model) if theirs is None else theirs
            if attribute in theirs:
                continue  # the platform's own method, extended
            parameters = list(inspect.signature(method).parameters.values())[1:]
            found[name, attribute] = [
                parameter.name
                for parameter in parameters
                if parameter.kind
                in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
            ]
    return found


def written_methods(installed):
    """Names of the public methods in the source of our ``installed`` addons' models and wizards."""
    base = Path(odoo.addons.duban_supervision.__file__).parents[1]
    names = set()
    for path in base.glob("duban_supervision*/*/*.py"):
        folder = path.parent
        if (
            folder.name not in ("models", "wizard")
            or folder.parent.name not in installed
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and any(
                "models." in ast.unparse(each) for each in node.bases
            ):
                names |= {
                    each.name
                    for each in node.body
                    if isinstance(each, ast.FunctionDef)
                    and not each.name.startswith("_")
                    and not any(
                        "property" in ast.unparse(mark) for mark in each.decorator_list
                    )
                }
    return names


class TakeBack(Exception):
    """Ends a savepoint, so that what was legal is undone."""


class Written:
    """Mixin: what a call has written."""

    def written(self):
        """{table: rows changed so far in this transaction} of the suite's tables."""
        self.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'duban%' OR relname = 'mail_activity'"
        )
        return {
            name: count for name, count in self.cr.fetchall() if name not in OWN_WORK
        }


@tagged("post_install", "-at_install")
class TestHostile(Written, SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        exhibits.switch_on(self)
        self.running = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        self.others = [self.running, self.closed()]

    def call(self, target, name, kwargs):
        """What is wrong with the answer to this call, which is taken back; None for a clean one."""
        self.env.invalidate_all()
        savepoint = self.cr.savepoint()
        try:
            with savepoint:
                getattr(target, name)(**kwargs)
                self.env.flush_all()
                raise TakeBack
        except (TakeBack, UserError, psycopg2.IntegrityError):
            self.legal += (
                1  # the RPC layer turns a missing required value into a message
            )
        except ValueError as error:
            # Odoo's own answer to a call on no record
            if "Expected singleton" not in str(error):
                return f"{type(error).__name__}: {error}"
        except Exception as error:  # pylint: disable=broad-except
            return f"{type(error).__name__}: {error}"
        finally:
            self.env.invalidate_all(flush=False)
        return None

    def test_enumeration_is_complete(self):
        methods = public_methods(self.registry)
        self.assertGreater(len(methods), 150)
        missing = {
            name
            for name in written_methods(self.registry._init_modules)
            - {name for _model, name in methods}
            # an extension of a method of Odoo
            if not any(
                name in vars(base)
                for model in self.registry.values()
                for base in model.mro()
                if not base.__module__.startswith("odoo.addons.duban_")
            )
        }
        self.assertFalse(missing)

    @mute_logger(*QUIET)
    def test_every_public_method_survives_junk(self):
        calls, self.legal, failures, targets = 0, 0, {}, {}
        for (model, name), parameters in public_methods(self.registry).items():
            if model not in targets:
                targets[model] = self.target(model)
            for user, junk in itertools.product(
                (self.office_user, self.worker_a, self.outsider), JUNK
            ):
                calls += 1
                target = targets[model].with_user(user).sudo(False)
                wrong = self.call(target, name, dict.fromkeys(parameters, junk))
                if wrong:
                    failures.setdefault(
                        f"{model}.{name}", f"{junk!r:.30} -> {wrong}"[:160]
                    )
                if not parameters and junk is JUNK[0]:
                    break
        self.assertGreater(calls, 2000)
        self.assertGreater(self.legal, 2000)
        self.assertFalse(
            failures,
            "\n"
            + "\n".join(f"{key}: {value}" for key, value in sorted(failures.items())),
        )
        self.assertEqual(self.running.state, "in_progress")

    def target(self, model):
        """A record of the model for the calls; none where the model has no record."""
        if model == "mail.activity":
            return self.todos(self.running)[:1]
        if not model.startswith("duban.") or self.env[model]._abstract:
            return self.env[model]
        return exhibits.exhibit(self, model, self.others)

    @mute_logger(*QUIET)
    def test_strangers_change_nothing(self):
        """What an outsider calls on records of others is refused or changes nothing, whatever comes with it."""
        self.legal, changes, calls = 0, {}, 0
        plausible = (
            None,
            "请抓紧",
            self.outsider.id,
            "2024-09-30",
            [self.running.id],
            True,
        )
        for (model, name), parameters in public_methods(self.registry).items():
            target = self.target(model)
            if not target or not target._auto or target._transient:
                continue
            mine = target.with_user(self.outsider).sudo(False)
            for value in plausible if parameters else (None,):
                calls += 1
                before = self.written()
                self.env.invalidate_all()
                kwargs = dict.fromkeys(parameters, value)
                try:
                    with self.cr.savepoint():
                        getattr(mine, name)(**kwargs)
                        self.env.flush_all()
                        after = self.written()
                        if after != before:
                            changed = {t for t in after if after[t] != before.get(t, 0)}
                            changes[f"{model}.{name}({value!r:.20})"] = changed
                        raise TakeBack
                except Exception:  # pylint: disable=broad-except
                    # the other test looks at what kind of refusal it is
                    self.env.invalidate_all(flush=False)
        self.assertGreater(calls, 300)
        self.assertFalse(changes)

    @mute_logger(*QUIET)
    def test_records_that_are_gone(self):
        """Ids that never were: an error of Odoo, or nothing to do."""
        self.legal, failures = 0, {}
        for (model, name), parameters in public_methods(self.registry).items():
            if self.env[model]._abstract:
                continue
            gone = self.env[model].with_user(self.office_user).browse(2**31 - 2)
            wrong = self.call(gone, name, dict.fromkeys(parameters))
            if wrong:
                failures[f"{model}.{name}"] = wrong[:160]
        self.assertFalse(
            failures,
            "\n"
            + "\n".join(f"{key}: {value}" for key, value in sorted(failures.items())),
        )
