"""Every public method, called with anything by anyone: a clean error or a legal step, never a traceback."""

import inspect
import itertools

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.common import SupervisionCommon

JUNK = [
    None,
    False,
    0,
    -1,
    10**9,
    3.5,
    "",
    "x" * 500,
    "<img src=x onerror=alert(1)>",
    "2024-13-45",
    [],
    [1, "a"],
    {},
    {"a": 1},
]


@tagged("post_install", "-at_install")
class TestHostile(SupervisionCommon):
    def _public_methods(self):
        """(model name, method name, parameters) of every public method that our addons define on any model."""
        for name, model in sorted(self.registry.items()):
            for attribute in dir(model):
                if attribute.startswith("_"):
                    continue
                method = getattr(model, attribute, None)
                module = getattr(method, "__module__", "") or ""
                if not callable(method) or not module.startswith(
                    "odoo.addons.duban_supervision"
                ):
                    continue
                if any(
                    attribute in vars(base)
                    for base in model.mro()
                    if not base.__module__.startswith("odoo.addons.duban_")
                ):
                    continue  # the platform's own method, extended
                parameters = list(inspect.signature(method).parameters.values())[1:]
                yield (
                    name,
                    attribute,
                    [
                        p
                        for p in parameters
                        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
                    ],
                )

    def _records(self, matter):
        """One record per model to call methods on, all hanging on the matter."""
        feedback = self.feedback(matter)
        request = self.extension(matter, "2024-06-30")
        record = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create({"matter_id": matter.id, "summary": "询问"})
        )
        records = {
            record._name: record for record in (matter, feedback, request, record)
        }
        records["duban.plan.line"] = matter.plan_line_ids[:1]
        records["duban.matter.unit"] = matter.unit_line_ids.filtered(
            lambda line: line.role == "co"
        )
        records["mail.activity"] = self.todos(matter)[:1]
        records["duban.regulation"] = self.regulation
        return records

    @mute_logger(
        "odoo.sql_db",
        "odoo.addons.base.models.ir_rule",
        "odoo.models",
        "odoo.addons.base.models.ir_model",
    )
    def test_every_public_method_survives_junk(self):
        self.at("2024-03-04")
        matter = self.accepted(co_unit_ids=[(6, 0, self.unit_b.ids)])
        records = self._records(matter)
        calls, legal, failures = 0, 0, {}
        for model, name, parameters in self._public_methods():
            target = records.get(model, self.env[model])
            for user, junk in itertools.product(
                (self.office_user, self.worker_a, self.outsider), JUNK
            ):
                kwargs = {parameter.name: junk for parameter in parameters}
                calls += 1
                self.env.invalidate_all()
                savepoint = self.cr.savepoint()
                try:
                    with savepoint:
                        getattr(target.with_user(user), name)(**kwargs)
                        self.env.flush_all()
                        raise UserError(self.env._("Roll back what was legal"))
                except (UserError, psycopg2.IntegrityError):
                    legal += (
                        1  # the RPC layer turns a missing required value into a message
                    )
                except ValueError as error:
                    if "Expected singleton" not in str(
                        error
                    ):  # Odoo's own answer to a call on no record
                        failures[f"{model}.{name}"] = f"{junk!r:.30} -> {error}"[:160]
                except Exception as error:  # pylint: disable=broad-except
                    failures.setdefault(
                        f"{model}.{name}",
                        f"{junk!r:.30} -> {type(error).__name__}: {error}"[:160],
                    )
                self.env.invalidate_all()
                if not parameters and junk is JUNK[0]:
                    break
        self.assertGreater(calls, 500)
        self.assertGreater(legal, 500)
        self.assertFalse(
            failures,
            "\n"
            + "\n".join(f"{key}: {value}" for key, value in sorted(failures.items())),
        )
        self.assertEqual(matter.state, "in_progress")
