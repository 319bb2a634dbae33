"""A week as its three people live it: what each reads where they sign, and may fill in where they are asked."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from tests.clauses import clause
from tests.landing_battery import LandingBattery

from .common import AbafCommon


@tagged("post_install", "-at_install")
class TestWeek(LandingBattery, AbafCommon):
    core_day = "2023-06-01"

    def setUp(self):
        super().setUp()
        self.at("2023-06-01")

    def facts(self, todo):
        _action, model = self.dialog(todo)
        return {row["label"]: row["text"] for row in model.create({}).facts}

    @clause("ABAF-12.1b")
    def test_who_signs_reads_who_signed_before(self):
        matter = self.proposed()
        first = self.todos(matter, kind="approve")
        self.assertNotIn("分管领导审签", self.facts(first))
        matter.with_user(self.leader).action_approve_step("抓紧启动")
        said = self.facts(self.todos(matter, kind="approve"))
        for word in (self.leader.name, "2023年6月1日", "抓紧启动"):
            self.assertIn(word, said["分管领导审签"])
        matter.with_user(self.office_leader).action_approve_step("拟同意")
        said = self.facts(self.todos(matter, kind="approve"))
        self.assertIn("抓紧启动", said["分管领导审签"])
        self.assertIn("拟同意", said["党政办分管领导审核"])
        self.assertNotIn("学校主要领导审定", said)

    @clause("ABAF-12.1b")
    def test_a_round_that_was_returned_is_no_opinion_of_the_next(self):
        matter = self.proposed()
        matter.with_user(self.leader).action_approve_step("抓紧启动")
        matter.with_user(self.office_leader).action_return_filing("时限不明")
        matter.with_user(self.worker_a).action_submit_filing()
        self.assertNotIn("分管领导审签", self.facts(self.todos(matter, kind="approve")))

    @clause("CORE-29")
    def test_a_deputy_is_told_in_whose_name(self):
        matter = self.proposed()
        own = self.facts(self.todos(matter, kind="approve"))
        self.assertNotIn(self.leader.name, own.values())
        self.env["duban.delegation"].with_user(self.leader).create(
            {
                "user_id": self.leader.id,
                "deputy_id": self.president.id,
                "date_from": "2023-06-01",
                "date_to": "2023-06-03",
            }
        )
        todo = self.todos(matter, kind="approve")
        self.assertEqual(todo.user_id, self.president)
        self.assertIn(self.leader.name, self.facts(todo).values())

    @clause("ABAF-16.3")
    def test_a_co_unit_names_its_handler_where_it_is_asked(self):
        matter = self.assigned(co_unit_ids=[Command.set(self.unit_b.ids)])
        todo = self.todos(matter, self.head_b).filtered(
            lambda row: row.duban_key.startswith("co_handler")
        )
        self.assert_lands(todo)
        asked = matter.with_user(self.head_b).with_context(duban_todo=todo.duban_key)
        self.assertIn("unit_line_ids", asked.step_fills)
        stranger = matter.with_user(self.leader).with_context(duban_todo=todo.duban_key)
        self.assertFalse(stranger.step_fills)
        self.assertIn(
            self.unit_b.name,
            "".join(matter.with_user(self.head_a).step_needed["words"]),
            "the lead unit reads for whom it waits",
        )

    def test_the_opinion_of_the_review_is_asked_for_once(self):
        matter = self.accepted()
        self.report_result(matter)
        matter.with_user(self.office_user).review_opinion = "材料齐全"
        action = matter.with_user(self.office_user).action_ask("pass_review")
        self.assertEqual(action["context"]["default_text"], "材料齐全")

    @clause("CORE-27")
    def test_the_trail_says_the_opinion_that_was_written_on_the_matter(self):
        """Passed at once, each with its own; nobody but the office passes."""
        matters = self.accepted() | self.accepted(name="修缮操场")
        for matter, opinion in zip(matters, ("材料齐全", "现场已核实"), strict=True):
            self.report_result(matter)
            matter.with_user(self.office_user).review_opinion = opinion
        with self.assertRaises(AccessError), self.cr.savepoint():
            matters.with_user(self.worker_a).action_pass_review()
        matters.with_user(self.office_user).action_pass_review()
        for matter, opinion in zip(matters, ("材料齐全", "现场已核实"), strict=True):
            act = matter.sudo().act_ids.filtered(lambda a: a.action == "pass_review")
            self.assertEqual((act.note, act.user_id), (opinion, self.office_user))
            self.assertEqual(matter.review_opinion, opinion)

    @clause("CORE-2")
    def test_boxes_for_people_offer_the_own_institution(self):
        company = self.env["res.company"].create({"name": "另一所学校"})
        foreign = self.env["res.users"].create(
            {
                "name": "外校人员",
                "login": "foreign",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        people = self.env["res.users"].with_user(self.office_user)
        for model in ("duban.matter", "duban.action.wizard", "duban.delegation"):
            arch = etree.fromstring(
                self.env[model].with_user(self.office_user).get_view()["arch"]
            )
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if field.comodel_name == "res.users" and not field.domain
            ]
            boxes = [node for node in arch.iter("field") if node.get("name") in names]
            self.assertTrue(boxes, model)
            for box in boxes:
                domain = safe_eval(
                    box.get("domain"), {"allowed_company_ids": self.company.ids}
                )
                offered = people.search(domain)
                self.assertIn(self.worker_a, offered, box.get("name"))
                self.assertNotIn(foreign, offered, box.get("name"))

    def test_a_telephone_lists_people_with_their_units(self):
        company = self.env["res.company"].create({"name": "另一所学校"})
        self.worker_a.company_ids = [Command.link(company.id)]
        foreign = self.env["hr.department"].create(
            {"name": "外校部门", "company_id": company.id}
        )
        self.env["hr.employee"].create(
            {
                "name": self.worker_a.name,
                "user_id": self.worker_a.id,
                "company_id": company.id,
                "department_id": foreign.id,
            }
        )
        self.assertIn(foreign, self.worker_a.duban_unit_ids)
        view = self.env.ref("duban_supervision.res_users_view_kanban_choice")
        people = self.env["res.users"].with_user(self.leader)
        arch = etree.fromstring(people.get_view(view.id, "kanban")["arch"])
        names = [node.get("name") for node in arch.iter("field")]
        row = people.browse(self.worker_a.id).web_read({name: {} for name in names})[0]
        self.assertIn(self.unit_a.name, row["duban_unit_names"])
        self.assertNotIn("外校部门", row["duban_unit_names"])

    def test_a_leader_instructs_in_one_box(self):
        arch = etree.fromstring(self.env["duban.record"].get_view()["arch"])
        fields = self.env["duban.record"]._fields
        values = {
            **dict.fromkeys(fields, False),
            "purpose": "instruction",
            "context": {"default_purpose": "instruction"},
        }
        asked = {"summary", "date", "matter_id", "attachment_ids", "wants_draft"}
        for node in arch.xpath("//group[@name='main' or @name='text']//field"):
            hidden = node.get("invisible") or "False"
            field = fields[node.get("name")]
            if not field.readonly and not safe_eval(hidden, values):
                self.assertIn(field.name, asked)

    @clause("CORE-26")
    def test_what_is_asked_before_eight_is_dated_today(self):
        matter = self.accepted()
        self.at("2023-06-02", "03:00")
        self.env["duban.record"].with_user(self.leader).create(
            {"matter_id": matter.id, "purpose": "instruction", "summary": "抓紧办结"}
        )
        todo = self.todos(matter).filtered(
            lambda row: row.duban_key.startswith("instruction")
        )
        # three working days from Friday the 2nd; from Thursday it would be the 6th
        self.assertEqual(str(todo.date_deadline), "2023-06-07")
