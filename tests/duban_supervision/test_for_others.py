"""Nothing of Odoo is changed for other apps, and nobody pays for the suite who does not use it."""

import re
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from odoo.addons.duban_supervision.models.matter.roles import ROLES, fields_where

from tests.common import SupervisionCommon

ROOT = Path(__file__).parents[2]
#: models of other apps whose default views show something of the suite
CHANGED_VIEWS = {"hr.department", "mail.activity", "res.company"}


@tagged("post_install", "-at_install")
class TestForOthers(SupervisionCommon):
    def test_start_page_stays(self):
        """Whoever is not of the suite starts where Odoo starts: the root menu stands after that of Discuss."""
        ours = self.env.ref("duban_supervision.duban_menu_root")
        theirs = self.env.ref("mail.menu_root_discuss")
        self.assertGreater(ours.sequence, theirs.sequence)

    def test_conditions_of_activities_are_added_to(self):
        """Conditions that other apps put on the buttons of activities stay; ours comes beside them."""
        View = self.env["ir.ui.view"]
        for name, kind in (
            ("mail_activity_view_tree", "list"),
            ("mail_activity_view_kanban_open_target", "kanban"),
            ("mail_activity_view_form_popup", "form"),
        ):
            with self.subTest(name):
                # a list has another such button in its header
                path = f"//{'list/' * (kind == 'list')}button[@name='action_done']"
                base = self.env.ref(f"mail.{name}")
                View.create(
                    {
                        "name": "another app",
                        "model": "mail.activity",
                        "inherit_id": base.id,
                        "priority": 1,
                        "arch": """
                            <xpath expr="%s" position="attributes">
                                <attribute name="invisible">res_model == 'x'</attribute>
                            </xpath>"""
                        % path,
                    }
                )
                arch = etree.fromstring(
                    self.env["mail.activity"].get_view(base.id, kind)["arch"]
                )
                buttons = arch.xpath(path)
                self.assertEqual(
                    {button.get("invisible") for button in buttons},
                    {"(res_model == 'x') or (duban_key)"},
                )

    def clears(self, act):
        """Whether ``act`` clears the caches that all apps share."""
        with patch.object(type(self.registry), "clear_cache") as clear:
            act()
        return clear.called

    def test_personnel_that_is_no_user_clears_no_cache(self):
        Employee = self.env["hr.employee"]
        clerk = Employee.create({"name": "无账号", "company_id": self.company.id})
        for act in (
            lambda: Employee.create({"name": "又一位", "company_id": self.company.id}),
            lambda: clerk.write({"department_id": self.unit_a.id}),
            lambda: self.env["hr.department"].create(
                {"name": "新设处", "company_id": self.company.id}
            ),
        ):
            self.assertFalse(self.clears(act))

    def test_personnel_of_a_company_without_regulation_clears_no_cache(self):
        firm = self.env["res.company"].create({"name": "校办企业"})
        Employee = self.env["hr.employee"].with_company(firm)
        Department = self.env["hr.department"].with_company(firm)
        shop = Department.create({"name": "门市部", "company_id": firm.id})
        self.outsider.company_ids |= firm
        before = self.outsider.duban_unit_ids
        worker = {
            "name": "营业员",
            "company_id": firm.id,
            "user_id": self.outsider.id,
        }
        self.assertFalse(self.clears(lambda: Employee.create(worker)))
        clerk = Employee.search(
            [("user_id", "=", self.outsider.id), ("company_id", "=", firm.id)]
        )
        for act in (
            lambda: clerk.write({"department_id": shop.id}),
            lambda: shop.write({"manager_id": clerk.id}),
        ):
            self.assertFalse(self.clears(act))
        self.outsider.invalidate_recordset()
        self.assertEqual(self.outsider.duban_unit_ids, before, "nobody asks for more")
        # the first regulation makes a unit of it, and its people are known
        self.regulation.copy({"company_id": firm.id, "code": "firm"})
        self.outsider.invalidate_recordset()
        self.assertIn(shop, self.outsider.duban_unit_ids)

    def test_personnel_of_a_branch_is_known_where_the_institution_has_the_regulation(
        self,
    ):
        branch = self.env["res.company"].create(
            {"name": "分校", "parent_id": self.company.id}
        )
        self.assertTrue(
            self.clears(
                lambda: self.env["hr.employee"].create(
                    {
                        "name": "分校教师",
                        "company_id": branch.id,
                        "user_id": self.outsider.id,
                    }
                )
            )
        )

    def test_a_user_who_moves_is_known_at_once(self):
        employee = self.env["hr.employee"].search(
            [("user_id", "=", self.worker_a.id)], limit=1
        )
        self.assertIn(self.unit_a, self.worker_a.duban_unit_ids)
        self.assertTrue(
            self.clears(lambda: employee.write({"department_id": self.unit_b.id}))
        )
        employee.write({"department_id": self.unit_c.id})
        self.worker_a.invalidate_recordset()
        self.assertIn(self.unit_c, self.worker_a.duban_unit_ids)
        self.assertNotIn(self.unit_a, self.worker_a.duban_unit_ids)

    def test_a_unit_that_moves_belongs_to_the_leader_above(self):
        led = self.leader2.duban_led_unit_ids
        self.unit_out.parent_id = self.unit_c
        self.leader2.invalidate_recordset()
        self.assertEqual(self.leader2.duban_led_unit_ids, led | self.unit_out)
        self.unit_out.parent_id = False
        self.leader2.invalidate_recordset()
        self.assertEqual(self.leader2.duban_led_unit_ids, led)

    def test_a_move_that_concerns_no_leader_asks_nothing_of_us(self):
        Department = self.env["hr.department"].with_company(self.company)
        below, above = Department.create([{"name": "甲"}, {"name": "乙"}])
        Matter = self.registry["duban.matter"]
        with (
            patch.object(Matter, "_follow_units") as follow,
            patch.object(self.registry, "clear_cache") as clear,
        ):
            with patch.object(self.registry["hr.department"], "search") as search:
                below.parent_id = above
            self.assertFalse(follow.called or clear.called or search.called)
            below.manager_id = self.employee_of(self.worker_a)
            self.assertTrue(follow.called and clear.called)

    def test_a_list_of_another_app_asks_nothing_of_us(self):
        """Contacts with their finished to-dos: the pointer looks only where a record of the suite can be meant."""
        partner = self.env.ref("base.main_partner")
        partner.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        office = partner.with_user(self.office_user).with_context(active_test=False)
        Activity = self.registry["mail.activity"]
        for model, looks in (("res.partner", False), ("duban.matter", True)):
            with patch.object(
                Activity, "_hidden_rows", autospec=True, side_effect=lambda rows: rows.browse()
            ) as hidden:  # fmt: skip
                office.env["mail.activity"].search([("res_model", "=", model)])
            self.assertEqual(hidden.called, looks, model)

    def test_departments_from_before_are_no_units(self):
        """The column of a department that was there before is left empty; a new one is a unit."""
        Department = self.env["hr.department"]
        self.assertTrue(Department.create({"name": "新"}).is_supervised_unit)
        old = Department.create({"name": "旧"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_department SET is_supervised_unit = NULL WHERE id = %s", [old.id]
        )
        Department._init_column("is_supervised_unit")
        old.invalidate_recordset()
        self.assertFalse(old.is_supervised_unit)

    def test_archiving_stays_what_it_is_in_odoo(self):
        """No model of the suite gives ``action_archive`` another meaning."""
        for name in ("action_archive", "action_unarchive"):
            for model in filter(lambda each: each.startswith("duban."), self.registry):
                owners = [
                    owner
                    for owner in self.registry[model].__mro__
                    if name in vars(owner)
                    and owner.__module__.startswith("odoo.addons.duban")
                ]
                self.assertFalse(owners, f"{model}.{name}")

    def test_cards_without_the_columns_of_other_groups(self):
        """With one company the card has no line of the company, and asks for no field that is not sent."""
        user = self.admin
        user.group_ids -= self.env.ref("base.group_multi_company")
        for model in ("duban.regulation", "duban.semester"):
            with self.subTest(model):
                Model = self.env[model].with_user(user)
                arch = etree.fromstring(Model.get_view(view_type="kanban")["arch"])
                fields = {node.get("name") for node in arch.iter("field")}
                self.assertNotIn("company_id", fields)
                for node in arch.xpath("//*[@t-if]"):
                    self.assertNotIn("company_id", node.get("t-if"))

    def test_roles_name_people(self):
        """Each row of the table of roles leads to people."""
        for role in ROLES:
            model = self.env["duban.matter"]
            *path, last = role.field.split(".")
            for name in path:
                model = self.env[model._fields[name].comodel_name]
            self.assertEqual(model._fields[last].comodel_name, "res.users", role.field)
            if role.unit:
                field = self.env["duban.matter"]._fields[role.unit]
                self.assertEqual(field.comodel_name, "hr.department", role.unit)
        # who holds a standing role cannot leave unnoticed
        standing = set(fields_where("handed_over"))
        self.assertLessEqual(standing, set(fields_where("followed")))
        self.assertLessEqual(standing, set(fields_where("sees", own=True)))

    # -- what the suite changes of Odoo is listed here, and nothing else (B11)

    def test_no_model_of_others_runs_our_code(self):
        """Nothing stands on ``base``: exports, views and cards of other apps never pass through the suite."""
        ours = [
            cls.__module__
            for cls in type(self.env["base"]).__mro__
            if "duban" in cls.__module__
        ]
        self.assertEqual(ours, [])

    def test_every_model_of_ours_is_shown_as_one(self):
        """Cards, kept records and safe exports come with a mixin, which no model of the suite leaves out."""
        without = [
            name
            for name, model in self.registry.items()
            if name.startswith("duban.")
            and not model._abstract
            and not issubclass(model, self.registry["duban.screen"])
        ]
        self.assertEqual(without, [])

    def test_default_views_of_other_models_are_the_same(self):
        """With and without our extensions of views: only to-dos, units and companies show something of the suite."""
        extensions = (
            self.env["ir.ui.view"]
            .search([("inherit_id", "!=", False), ("model", "not like", "duban.%")])
            .filtered(lambda view: (view.xml_id or "").startswith("duban_supervision"))
        )
        models = [
            name
            for name in sorted(self.registry)
            if not name.startswith("duban.") and not self.env[name]._abstract
        ]

        def views():
            return {
                (name, kind): etree.tostring(self.env[name]._get_view(None, kind)[0])
                for name in models
                for kind in ("form", "list", "kanban", "search")
            }

        with_ours = views()
        extensions.active = False
        without = views()
        changed = {
            name
            for name, kind in without
            if with_ours[name, kind] != without[name, kind]
        }
        self.assertEqual(changed, CHANGED_VIEWS)

    def test_patches_of_the_web_client_are_listed(self):
        """Odoo's to-dos know those of the suite, its date box and its files ask whose view or record they are in; no
        other class or template of the web client is touched."""
        patched, templates = set(), set()
        for path in ROOT.glob("duban_supervision*/static/src/**/*"):
            if path.suffix not in (".js", ".xml") or "_odoo_words" in str(path):
                continue
            text = path.read_text()
            patched |= set(re.findall(r"(?<![\w.])patch\(([\w.]+)", text))
            templates |= {
                (template, anchor)
                for template, body in re.findall(
                    r't-inherit="([^"]+)" t-inherit-mode="extension">(.*?)\n    </t>',
                    text,
                    re.S,
                )
                for anchor in re.findall(r'<xpath expr="([^"]+)"', body)
            }
        self.assertEqual(
            patched,
            {
                "Activity.prototype",
                "ActivityListPopoverItem.prototype",
                "ActivityMenu.prototype",
                "Attachment.prototype",
                "DateTimeField.prototype",
            },
        )
        self.assertEqual(
            templates,
            {
                ("mail.Activity", "//t[@name='tools']"),
                (
                    "mail.Activity",
                    "//div[hasclass('o-mail-Activity-info')]/parent::div",
                ),
                (
                    "mail.ActivityListPopoverItem",
                    "//div[hasclass('o-mail-ActivityListPopoverItem')]",
                ),
            },
        )
