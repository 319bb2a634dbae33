"""From a bare company to the first matter, page by page (item 5 of PLUS-I2)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision_exchange.test_people_list import PeopleCase


@tagged("post_install", "-at_install")
class TestSetup(PeopleCase):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        self.fresh = self.env["res.company"].create({"name": "待命名"})
        empty = dict.fromkeys(self.regulation._organisation_fields(), False)
        self.shipped = self.regulation.copy(
            {"company_id": False, "date_from": "2000-01-01", **empty}
        )
        self.admin.write({"company_ids": [(4, self.fresh.id)]})
        self.admin.group_ids = [(4, self.env.ref("base.group_system").id)]

    def wizard(self):
        env = self.env(user=self.admin, context={"allowed_company_ids": self.fresh.ids})
        return env["duban.setup"].create({})

    @clause("PLUS-I2")
    def test_page_by_page(self):
        wizard = self.wizard()
        self.assertEqual(wizard.page, "school")
        wizard.name = "某某大学"
        wizard.regulation_id = self.shipped
        wizard.action_next()
        self.assertEqual(self.fresh.name, "某某大学")
        regulation = self.env["duban.regulation"]._in_force(self.fresh)
        self.assertEqual(regulation, self.shipped)
        self.assertEqual(wizard.page, "calendar")
        wizard.action_next()
        calendar = self.env["duban.calendar.year"].search(
            [("company_id", "=", self.fresh.id), ("year", "=", 2024)]
        )
        self.assertTrue(calendar.day_ids)
        self.assertEqual(wizard.page, "people")
        with self.assertRaises(UserError):
            wizard.action_next()
        units = [
            ["党政办公室", None, None, None, "2001", None, None, "否"],
            ["教务处", None, None, None, "2002", None, "1001", "是"],
        ]
        people = [
            ["2001", "办主任", "党政办公室", "主任", None, "督办部门"],
            ["2002", "教务处长", "教务处", "处长", None, None],
            ["1001", "校长", None, "校长", None, "校领导"],
            ["1002", "副校长", None, "副校长、纪委书记", None, "校领导"],
        ]
        wizard.file = self.workbook(units=units, people=people)
        wizard.file_name = "名单.xlsx"
        action = wizard.action_next()
        self.assertEqual((wizard.page, wizard.file), ("people", False))
        job = wizard.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            (job.company_id, job.new_count, job.bad_count), (self.fresh, 6, 0)
        )
        job.action_apply()
        job._job_run()
        self.assertTrue(job.is_setup_open)
        opened = job.action_setup()
        self.assertEqual(opened["res_model"], "duban.setup")
        # what the list makes clear is filled in, for the one who went away and for the one who stayed
        president = self.person("1001")
        again = self.wizard()
        wizard.action_next()
        for each in (again, wizard):
            self.assertEqual(
                (each.page, each.office_id.name, each.principal_leader_ids),
                ("office", "党政办公室", president),
            )
            self.assertFalse(each.office_leader_id)
        wizard.principal_leader_ids = False
        with self.assertRaises(UserError):
            wizard.action_next()
        wizard.principal_leader_ids = president
        wizard.office_leader_id = president
        wizard.action_next()
        job.invalidate_recordset()
        self.assertFalse(job.is_setup_open)
        self.assertEqual(
            (regulation.office_id, regulation.principal_leader_ids),
            (wizard.office_id, president),
        )
        # an address of this very computer is said to be one
        self.assertEqual(len(wizard.channel_note.splitlines()), 4)
        wizard.base_url = "duban.example.edu.cn"
        with self.assertRaises(UserError):
            wizard.action_next()
        wizard.base_url = "https://duban.example.edu.cn/"
        wizard.action_test_message()
        wizard.action_next()
        self.assertEqual(wizard.page, "done")
        self.assertIn("办主任（2001）", wizard.done_note)
        self.assertTrue(wizard.has_no_password)
        self.assertEqual(wizard.action_passwords()["tag"], "duban_initial_passwords")
        parameter = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        self.assertEqual(parameter, "https://duban.example.edu.cn")
        # the office registers the first matter
        officer = self.person("2001")
        category = regulation.category_ids.filtered(lambda row: not row.parent_id)[:1]
        own = self.env(user=officer, context={"allowed_company_ids": self.fresh.ids})
        matter = own["duban.matter"].create(
            {
                "name": "第一件",
                "source_category_id": category.id,
                "company_id": self.fresh.id,
            }
        )
        self.assertEqual(matter.sudo().regulation_id, regulation)
        # whoever comes back goes on where something is missing
        self.assertEqual(self.wizard().page, "channels")

    @clause("PLUS-I2")
    def test_the_first_of_several_regulations_is_nobodys_choice(self):
        """With the addons of several institutions the first takes the unnamed company: the school still chooses."""
        self.fresh.name = "YourCompany"
        taken = self.shipped._adopt(self.fresh)
        other = taken.copy({"company_id": False})
        self.assertFalse(self.wizard().regulation_id)
        self.fresh.name = "某某大学"
        self.assertEqual(self.wizard().regulation_id, taken)
        other.unlink()
        (self.env["duban.regulation"].search([("company_id", "=", False)])).unlink()
        self.fresh.name = "YourCompany"
        self.assertEqual(self.wizard().regulation_id, taken)

    def test_administrators_only(self):
        for user in (self.office_user, self.head_a, self.leader):
            with self.assertRaises(AccessError):
                self.env["duban.setup"].with_user(user).create({})

    @clause("CORE-12", "PLUS-I2")
    def test_the_last_page_names_nobody_of_another_school(self):
        """A form that is not saved names any unit, and any institution."""
        administrator = self.new_person("setup_stranger", "admin")
        administrator.write({"company_ids": [(6, 0, self.fresh.ids)], "company_id": self.fresh.id})  # fmt: skip
        Setup = self.env["duban.setup"].with_user(administrator)
        Setup = Setup.with_context(allowed_company_ids=self.fresh.ids)
        spec = {"done_note": {}, "has_no_password": {}}
        for values in (
            {"office_id": self.office.id},
            {"office_id": self.office.id, "company_id": self.company.id},
            {"office_id": self.office.id, "company_id": self.fresh.id},
        ):
            said = self.said(Setup, values, spec)
            self.assertNotIn(self.office_user.login, said)
            self.assertNotIn(self.office_user.name, said)
        own = Setup.with_user(self.admin).with_context(allowed_company_ids=self.company.ids)  # fmt: skip
        said = self.said(own, {"office_id": self.office.id, "company_id": self.company.id}, spec)  # fmt: skip
        self.assertIn(self.office_user.login, said)

    def said(self, Setup, values, spec):
        """What a form that is not saved shows; nothing where it is refused."""
        self.env.invalidate_all()
        try:
            return str(Setup.onchange(values, list(values), spec))
        except AccessError:
            return ""
