"""All institutions in one database: the same matter, each one's own due date and approvers (CORE-1)."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.duban_supervision.models.rules.regulation_part import foreign_links

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.duban_supervision_abaf.common import AbafCommon
from tests.duban_supervision_lzu.common import LzuCommon
from tests.duban_supervision_sie.common import SieCommon
from tests.duban_supervision_wut.common import WutCommon
from tests.duban_supervision_xisu.common import XisuCommon

FIXTURES = {
    "xisu": XisuCommon,
    "wut": WutCommon,
    "abaf": AbafCommon,
    "lzu": LzuCommon,
    "sie": SieCommon,
}


@tagged("post_install", "-at_install")
class TestAllInstitutions(TransactionCase):
    """The college is a company below the university; everybody else stands beside them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worlds = {}
        for code, common in FIXTURES.items():
            world = type(f"{common.__name__}World", (common,), {})
            world.env, world.cr, world.registry = cls.env, cls.cr, cls.registry
            parent = cls.worlds["wut"].company if code == "sie" else None
            world._create_institution(parent)
            world.unit_a.liaison_id = world.liaison_a
            # fixtures only, no test of its own: nothing to initialise
            cls.worlds[code] = world.__new__(world)

    def setUp(self):
        super().setUp()
        SupervisionCommon.at(self, "2024-03-08")

    def equal(self, code, **values):
        """The same task, led by 教务处, minutes issued on 4 March."""
        return {
            "name": "更新教学用机房",
            "content": "更新教学用机房设备",
            "basis": "会议决定",
            "minutes_issue_date": "2024-03-04",
            **values,
        }

    @clause("CORE-1")
    def test_each_has_its_own_due_date(self):
        # 10 working days from the minutes; from the assignment; 15 days; by the notice or ledger only
        expected = {
            "wut": "2024-03-18",
            "xisu": "2024-03-22",
            "abaf": "2024-03-23",
            "lzu": None,
            "sie": None,
        }
        for code, due in expected.items():
            world = self.worlds[code]
            with self.subTest(institution=code):
                values = self.equal(code, date_deadline=False)
                if due is None:
                    with self.assertRaises(UserError), self.cr.savepoint():
                        world.assigned(**values)
                    due = values["date_deadline"] = "2024-05-31"
                matter = world.assigned(**values)
                self.assertEqual(matter.company_id, world.company)
                self.assertEqual(matter.regulation_id, world.regulation)
                self.assertEqual(str(matter.date_deadline), due)

    @clause("CORE-30")
    def test_a_matter_of_each_keeps_the_rules_it_was_filed_under(self):
        """Every switch, number and choice of the regulation changed, its steps, terms and demands deleted: for each
        role the same steps and fields, and the same to-dos."""
        for code, world in self.worlds.items():
            rules = world.regulation.with_user(world.admin)
            matter = world.accepted(name=f"先立项{code}")
            people = ("office_user", "head_a", "worker_a", "head_b", "leader", "secretary", "outsider")  # fmt: skip
            before = self.looked_at(world, matter, people)
            changed = 0
            for name in world.regulation._rule_fields():
                field = rules._fields[name]
                values = {"boolean": not rules[name]}
                if field.type == "integer":
                    values["integer"] = rules[name] + 1
                if field.type == "selection":
                    values["selection"] = next(
                        value
                        for value, _words in field._description_selection(self.env)
                        if value != rules[name]
                    )
                if field.type in values:
                    try:
                        with self.cr.savepoint():
                            rules.write({name: values[field.type]})
                    except UserError:
                        continue  # no possible value here
                    changed += 1
            self.assertGreater(changed, 80)
            for rows in ("approval_step_ids", "term_rule_ids", "requirement_ids"):
                rules[rows].unlink()
            with self.subTest(institution=code):
                self.assertEqual(self.looked_at(world, matter, people), before)

    def looked_at(self, world, matter, people):
        """What each of ``people`` may do and write on the matter, and its to-dos."""
        self.env.invalidate_all()
        matter.sudo()._reconcile_todos()
        seen = {
            (todo.duban_key, todo.user_id.login, todo.summary, todo.date_deadline)
            for todo in world.todos(matter)
        }
        may = {}
        for name in people:
            own = world.as_user(matter, getattr(world, name))
            if own.has_access("read"):
                may[name] = (own._possible_actions(), own._writable_fields())
        return seen, may

    @clause("CORE-31")
    def test_whoever_adopts_a_regulation_adopts_no_unit_and_no_person(self):
        """Nor does any of its rows point to a row of the regulation that it was adopted from."""
        for code, world in self.worlds.items():
            other = self.env["res.company"].create({"name": f"另一所学校{code}"})
            copy = world.regulation._adopt(other)
            rows = [copy]
            for name, field in copy._fields.items():
                if field.type == "one2many" and field.comodel_name.startswith("duban."):
                    rows += copy.with_context(active_test=False)[name]
            rows += copy.option_list_ids.with_context(active_test=False).option_ids
            self.assertGreater(len(rows), 40)
            with self.subTest(institution=code):
                for row in rows:
                    self.assertFalse(foreign_links(row, other), row)
                    for name, field in row._fields.items():
                        if field.store and field.type in ("many2one", "many2many"):
                            for each in row[name]:
                                rules = getattr(each, "regulation_id", copy)
                                self.assertEqual(rules, copy, (row, name))

    @clause("CORE-1")
    def test_each_has_its_own_approvers(self):
        """An extension from 31 May by one month and by four months."""
        leader, office, chosen = "leader", "office", "leader_or_meeting"
        expected = {
            "wut": ([office], [leader]),
            "sie": ([leader], [leader]),
            "abaf": ([leader, office], [leader, office]),
            "xisu": ([chosen], [chosen]),
            "lzu": (None, None),
        }
        roles = {"leader_in_charge": leader, "office": office}
        for code, by_length in expected.items():
            world = self.worlds[code]
            for approvers, requested in zip(
                by_length, ("2024-06-30", "2024-09-30"), strict=True
            ):
                with self.subTest(institution=code, requested=requested):
                    matter = world.accepted(
                        **self.equal(
                            code,
                            name=f"更新教学用机房{requested}",
                            date_deadline="2024-05-31",
                            deadline_ground="会议明确",
                        )
                    )
                    if approvers is None:
                        with self.assertRaises(UserError), self.cr.savepoint():
                            world.extension(matter, requested)
                        continue
                    request = world.extension(matter, requested)
                    request.action_submit()
                    lines = request.approval_line_ids.sorted("sequence")
                    found = [roles.get(line.role, line.role) for line in lines]
                    self.assertEqual(found, approvers)
                    for line in lines.filtered(lambda row: row.role in roles):
                        if roles[line.role] == leader:
                            self.assertEqual(line.approver_id, world.leader)
                        else:
                            self.assertEqual(line.approver_unit_id, world.office)

    @clause("CORE-1", "CORE-17")
    def test_a_setting_of_one_leaves_the_others_alone(self):
        wut, xisu, sie = (self.worlds[code] for code in ("wut", "xisu", "sie"))
        rule = wut.regulation.term_rule_ids.filtered(lambda row: row.kind == "days")
        rule.days = 15
        wut.regulation.extension_lead_days = 1
        self.assertEqual(sie.regulation.extension_lead_days, 5)
        self.assertEqual(
            str(wut.assigned(**self.equal("wut")).date_deadline), "2024-03-25"
        )
        self.assertEqual(
            str(xisu.assigned(**self.equal("xisu")).date_deadline), "2024-03-22"
        )

    def test_university_and_college(self):
        """Own regulation, office, units and calendar; nobody reaches into the other house."""
        wut, sie = self.worlds["wut"], self.worlds["sie"]
        self.assertEqual(sie.company.parent_id, wut.company)
        Regulation = self.env["duban.regulation"]
        self.assertEqual(Regulation._in_force(wut.company), wut.regulation)
        self.assertEqual(Regulation._in_force(sie.company), sie.regulation)
        ours = wut.assigned(**self.equal("wut"))
        theirs = sie.assigned(**self.equal("sie"))
        self.assertEqual((ours.office_id, theirs.office_id), (wut.office, sie.office))
        for matter, strangers in (
            (ours, (sie.office_user, sie.worker_a, sie.leader, sie.admin)),
            (theirs, (wut.office_user, wut.worker_a, wut.leader, wut.admin)),
        ):
            for user in strangers:
                found = self.env["duban.matter"].with_user(user)
                self.assertFalse(found.search([("id", "=", matter.id)]))
                with self.assertRaises(AccessError):
                    matter.with_user(user).read(["name"])
        with self.assertRaises(UserError), self.cr.savepoint():
            wut.matter(lead_unit_id=sie.unit_a.id)
        with self.assertRaises(UserError), self.cr.savepoint():
            sie.matter(lead_unit_id=wut.unit_a.id)
        # Each works by its own calendar; a college that has none works by the university's.
        Calendar = self.env["duban.calendar.year"]
        wut.calendar_b()
        add = Calendar._add_working_days
        start = date(2024, 3, 29)
        self.assertEqual(str(add(start, 10, wut.company)), "2024-04-15")
        self.assertEqual(str(add(start, 10, sie.company)), "2024-04-12")
        Calendar.search(
            [("company_id", "=", sie.company.id), ("year", "=", 2024)]
        ).unlink()
        self.assertEqual(str(add(start, 10, sie.company)), "2024-04-15")

    def test_the_college_takes_over_what_the_university_assigned(self):
        """SIE-X1: without any dependence between the two addons."""
        wut, sie = self.worlds["wut"], self.worlds["sie"]
        # The college as a unit of the university; its office serves as the unit's liaison there.
        clerk = sie.office_user
        clerk.company_ids |= wut.company
        college = self.env["hr.department"].create(
            {
                "name": "国际教育学院",
                "company_id": wut.company.id,
                "liaison_id": clerk.id,
                "leader_in_charge_id": wut.leader.id,
            }
        )
        matter = wut.assigned(**self.equal("wut", lead_unit_id=college.id))
        both = [wut.company.id, sie.company.id]
        mine = matter.with_user(clerk).with_context(allowed_company_ids=both)
        self.assertTrue("take_over" in mine.allowed_actions)
        category = sie.category("school_work_points")
        for user in (wut.office_user, wut.worker_a):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_take_over(category.id)
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.action_take_over(sie.category("college_plan").id)
        action = mine.action_take_over(category.id)
        draft = self.env["duban.matter"].browse(action["res_id"])
        self.assertEqual((draft.company_id, draft.state), (sie.company, "draft"))
        self.assertEqual(draft.source_category_id, sie.category("annual_work"))
        self.assertIn(matter.number, draft.basis)
        self.assertEqual(draft.origin_id, matter)
        self.assertEqual(draft.date_deadline, matter.date_deadline)
        self.assertFalse(draft.origin_warning)
        own = draft.with_user(clerk).with_context(allowed_company_ids=both)
        own.date_deadline = "2024-03-19"
        self.assertIn("2024年3月18日", own.origin_warning)
        # What the college's section reports goes upward as the college's own feedback.
        own.write({"lead_unit_id": sie.unit_a.id, "co_unit_none": True})
        own.write(
            {
                "decision_body_id": sie.body("joint_meeting").id,
                "meeting_date": "2024-03-07",
            }
        )
        own.action_assign()
        sie.plan(draft, "2024-03-18", objective="全部更新")
        draft.with_user(sie.worker_a).action_accept()
        self.env["duban.plan.line"].with_user(clerk).create(
            {"matter_id": matter.id, "name": "落实", "date": "2024-03-18"}
        )
        mine.objective = "全部更新"
        mine.action_accept()
        feedback = sie.feedback(draft)
        with self.assertRaises(AccessError), self.cr.savepoint():
            feedback.with_user(sie.worker_a).action_pass_upward()
        copy = feedback.with_user(clerk).action_pass_upward()
        self.assertEqual(copy.matter_id, matter)
        self.assertEqual((copy.name, copy.department_id), (feedback.name, college))
        # once: a colleague of the same office, or a second click, answers no other day there
        with self.assertRaisesRegex(UserError, clerk.name), self.cr.savepoint():
            feedback.with_user(clerk).action_pass_upward()
        self.assertEqual(len(matter.sudo().feedback_ids), 1)
        again = sie.feedback(draft, name="又有进展")
        self.assertTrue(again.with_user(clerk).action_pass_upward())

    def test_neither_depends_on_the_other(self):
        modules = self.env["ir.module.module"].search(
            [("name", "in", [f"duban_supervision_{code}" for code in FIXTURES])]
        )
        self.assertEqual(len(modules), 5)
        self.assertEqual(set(modules.mapped("state")), {"installed"})
        for module in modules:
            self.assertEqual(
                set(module.dependencies_id.mapped("name")),
                {
                    "duban_supervision",
                    "duban_supervision_after",
                    "duban_supervision_archive",
                    "duban_supervision_exchange",
                    "duban_supervision_meeting",
                    # the plan line of who has plans
                    *(
                        ["duban_supervision_plan"]
                        if module.name.endswith("_lzu")
                        else []
                    ),
                },
            )
