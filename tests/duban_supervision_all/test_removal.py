"""What is kept is kept also from a client that says it uninstalls: every model with a guard of deletion (CORE-27).

``_force_unlink`` in the context switches Odoo's guards off, and the context of a call is the client's.
"""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from tests import exhibits
from tests.clauses import clause
from tests.duban_supervision_all.test_locks import QUIET, ROLES, LockCase

KEY = {MODULE_UNINSTALL_FLAG: True}


class Asked(UserError):
    """The guard was asked."""


def is_ours(guard):
    return guard.__module__.startswith("odoo.addons.duban_")


#: models whose own way of deleting refuses before a guard is asked
REFUSED_EARLIER = {"duban.digest", "duban.matter", "duban.report.back"}


@tagged("post_install", "-at_install")
class TestRemoval(LockCase):
    def setUp(self):
        super().setUp()
        exhibits.switch_on(self)
        self.file = self.env["ir.attachment"].create(
            {
                "name": "证据.txt",
                "raw": b"1",
                "res_model": "duban.matter",
                "res_id": self.done.id,
            }
        )
        self.note = self.done.with_user(self.office_user).message_post(body="结论补充")
        self.env.flush_all()

    def guarded(self):
        """Names of all models, the platform's too, on which the suite guards deletion."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and any(is_ours(guard) for guard in self.env[name]._ondelete_methods)
        )

    def record(self, name):
        """A record of the model ``name``, made by the engine where there is none."""
        if name.startswith("duban."):
            return exhibits.exhibit(self, name, [self.done, self.running])
        Model = self.env[name].sudo()
        of_matter = {
            "ir.attachment": self.file,
            "mail.message": self.note,
            "mail.followers": self.done.sudo().message_follower_ids,
            "mail.tracking.value": self.done.sudo().message_ids.tracking_value_ids,
        }
        made = {
            "mail.notification": {
                "mail_message_id": self.note.id,
                "res_partner_id": self.leader.partner_id.id,
            },
            "ir.embedded.actions": {
                "name": "按钮",
                "parent_res_model": "duban.matter",
                "parent_action_id": self.env["ir.actions.act_window"]
                .search([("res_model", "=", "duban.matter")], limit=1)
                .id,
                "python_method": "action_close",
            },
        }
        found = of_matter.get(name, Model)[:1].sudo() or (
            Model.create(made[name]) if name in made else Model.search([], limit=1)
        )
        return found.with_env(self.env)

    def outcome(self, call):
        """What ``call`` ends in: the kind of the refusal, or None; what it did is taken back."""
        savepoint = self.cr.savepoint(flush=True)
        try:
            call()
            self.env.flush_all()
        except (UserError, IntegrityError) as error:
            return type(error)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
        return None

    @clause("CORE-27", "CORE-14", "CORE-29", "CORE-18", "ABAF-8.1c")
    @mute_logger(*QUIET)
    def test_every_guard_is_asked(self):
        """By code that deletes with superuser rights for a person as well; not when Odoo itself uninstalls."""
        names = self.guarded()
        self.assertGreater(len(names), 40)
        self.assertLess(
            {"ir.attachment", "mail.message", "duban.delegation"}, set(names)
        )

        def asked(records):
            raise Asked("asked")

        asked._ondelete = False
        earlier = set()
        for name in names:
            record = self.record(name)
            self.assertTrue(record, name)
            self.patch(self.env.registry[name], "_ondelete_methods", [asked])
            for user in (self.office_user, self.admin, self.worker_a):
                with self.subTest(model=name, user=user.login):
                    theirs = record.with_user(user).sudo().with_context(**KEY)
                    outcome = self.outcome(theirs.unlink)
                    self.assertTrue(outcome)
                    if outcome is not Asked:
                        earlier.add(name)
            with self.subTest(model=name, user="Odoo"):
                self.assertIsNot(self.outcome(record.with_context(**KEY).unlink), Asked)
        self.assertEqual(earlier, REFUSED_EARLIER)

    @clause("CORE-27", "CORE-14", "CORE-29", "CORE-18", "ABAF-8.1c")
    @mute_logger(*QUIET)
    def test_the_key_opens_nothing(self):
        """Over RPC each role ends with the key where it ends without it, on a record of every model with a guard."""
        refused = set()
        for name in self.guarded():
            record = self.record(name)
            for role in ROLES:
                model = self.env(user=self.user(role))[name].sudo(False)

                def unlink(model=model, record=record, **context):
                    call_kw(model, "unlink", [record.ids], {"context": context})

                with self.subTest(model=name, role=role):
                    expected = self.outcome(unlink)
                    with_key = self.outcome(lambda: unlink(**KEY))
                    self.assertEqual(with_key, expected)
                    if expected is UserError:
                        refused.add(name)
        # not for want of rights: the guard itself
        self.assertLessEqual({"ir.attachment", "mail.message"}, refused)
        self.assertGreater(len(refused), 5, refused)

    @clause("CORE-27", "CORE-29")
    @mute_logger(*QUIET)
    def test_within_a_list(self):
        """Files of a closed matter, taken away by a line of a list; another's absence by whoever reads it."""
        self.refused(
            call_kw,
            self.env(user=self.office_user)["duban.matter"],
            "write",
            [self.done.ids, {"attachment_ids": [(2, self.file.id)]}],
            {"context": KEY},
        )
        self.assertTrue(self.file.exists())
        absence = self.env["duban.delegation"].create(
            {
                "user_id": self.leader.id,
                "deputy_id": self.leader2.id,
                "date_from": "2024-12-01",
                "date_to": "2024-12-31",
            }
        )
        self.refused(
            call_kw,
            self.env(user=self.worker_b)["duban.delegation"],
            "unlink",
            [absence.ids],
            {"context": KEY},
        )
        self.assertTrue(absence.exists())
