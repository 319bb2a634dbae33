"""No person says that a row is an addon's, which an upgrade takes away with what stands on it (CORE-27)."""
# what people say in a test is nobody's term to translate
# pylint: disable=translation-required

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.clauses import clause
from tests.duban_supervision.test_uninstall import MODULE, UninstallCase

#: names that an addon could have given: of the suite, of the platform, of another app that may be installed one day
NAMES = (
    "duban_supervision.planted", "duban_supervision_after.planted", "base.planted", "crm.planted",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAddonNames(UninstallCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.matter_ = self.accepted()
        self.env.flush_all()

    def load(self, user, model, fields, row, **context):
        """What an import by ``user`` made of one row: its ids, or False."""
        model = self.env(user=user)[model].sudo(False)
        with mute_logger("odoo.sql_db"):
            return call_kw(model, "load", [fields, [row]], {"context": context})

    def name_of(self, record):
        self.env.invalidate_all()
        return record.sudo().get_external_id()[record.id]

    @clause("CORE-27")
    def test_what_was_handed_in_is_not_named_as_an_addon_s(self):
        fields = ["id", "matter_id/.id", "name"]
        count = self.matter_.sudo().feedback_ids
        for name in NAMES:
            row = [name, str(self.matter_.id), "已完成"]
            for context in ({}, {"import_file": True}, {"noupdate": True}, {"install_mode": True}):  # fmt: skip
                done = self.load(
                    self.worker_a, "duban.feedback", fields, row, **context
                )
                self.assertFalse(done["ids"], (name, context))
            # what stands before the dot may come from the context
            prefix, rest = name.split(".")
            done = self.load(
                self.worker_a, "duban.feedback", fields, [rest, *row[1:]], module=prefix
            )
            self.assertFalse(done["ids"], name)
        self.assertEqual(self.matter_.sudo().feedback_ids, count)
        # a name of one's own stays possible, and a row by its name
        row = ["__import__.mine", str(self.matter_.id), "已完成"]
        done = self.load(self.worker_a, "duban.feedback", fields, row)
        self.assertTrue(done["ids"], done["messages"])

    @clause("CORE-27")
    def test_by_whatever_call(self):
        """Making a row names it as well; also a file, a message, and rows within a row."""
        made = {
            "duban.feedback": {"matter_id": self.matter_.id, "name": "已完成"},
            "ir.attachment": {
                "name": "证据.txt",
                "raw": "1",
                "res_model": "duban.matter",
                "res_id": self.matter_.id,
            },
        }
        for model, values in made.items():
            for name in NAMES:
                with self.subTest(model=model, name=name):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        call_kw(
                            self.env(user=self.worker_a)[model].sudo(False),
                            "create",
                            [{**values, "id": name}],
                            {"context": {"_import_current_module": "base"}},
                        )

    @clause("CORE-27")
    def test_no_name_of_the_suite_is_taken_for_a_row_of_another_app(self):
        """Where the engine looks something of its own up by name, it finds its own."""
        home = self.env.ref("duban_supervision.duban_home_action")
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(UserError), self.cr.savepoint():
            call_kw(
                self.env(user=self.outsider)["res.partner"].sudo(False),
                "create",
                [{"name": "x", "id": "duban_supervision.duban_home_action"}],
                {"context": {"_import_current_module": "base"}},
            )
        self.env.registry.clear_cache()
        self.assertEqual(self.env.ref("duban_supervision.duban_home_action"), home)

    @clause("CORE-27")
    def test_a_row_is_imported_by_its_name(self):
        """What an addon named is changed by its name: nothing new is said about whose it is."""
        category = self.regulation.category_ids[:1]
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": "duban_supervision.known",
                    "record": category,
                    "noupdate": True,
                }
            ]
        )
        done = self.load(
            self.admin, "duban.source.category", ["id", "name"], ["duban_supervision.known", "改名"]
        )  # fmt: skip
        self.assertEqual(done["ids"], category.ids, done["messages"])

    @clause("CORE-27")
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_an_upgrade_keeps_what_is_kept(self):
        """Named as an addon's before it was handed in, or by hand: it stays and loses the name; a draft goes."""
        feedback = self.feedback(self.matter_).sudo()
        file = self.file(self.matter_).sudo()
        draft = self.matter(name="草稿").sudo()
        rows = (feedback, file, self.matter_.sudo(), draft)
        for row in rows:
            self.brought(row.with_env(self.env))
        self.env["ir.model.data"].search([("module", "=", MODULE)]).noupdate = False
        self.env.flush_all()
        self.env["ir.model.data"]._process_end([MODULE])
        self.env.invalidate_all()
        for row in rows[:3]:
            self.assertTrue(row.exists(), row)
            self.assertFalse(self.names(row.with_env(self.env)), row)
        self.assertFalse(draft.exists())
