"""What the screens show: procedure bar, features, editable fields, the regulation's words, filters."""

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestProcedure(SupervisionCommon):
    def steps(self, matter):
        return [(step["name"], step["state"]) for step in matter.procedure]

    def step(self, name, states, **values):
        return self.env["duban.procedure.step"].create(
            {
                "regulation_id": self.regulation.id,
                "name": name,
                "states": states,
                "sequence": self.sequence(),
                **values,
            }
        )

    def sequence(self):
        self._sequence = getattr(self, "_sequence", 0) + 10
        return self._sequence

    def test_without_own_steps_the_states_are_shown_that_the_regulation_uses(self):
        matter = self.matter()
        names = [name for name, _state in self.steps(matter)]
        self.assertEqual(names[0], "Draft")
        self.assertNotIn("Filing approval", names)
        self.assertEqual(self.steps(matter)[0][1], "current")
        self.assertEqual({state for _name, state in self.steps(matter)[1:]}, {"todo"})

    def test_own_steps_follow_the_matter(self):
        self.step("立项", "draft,filing_approval,filed")
        self.step("交办", "assigned")
        self.step("办理", "in_progress,result_submitted,closing_approval")
        self.step("催办", "assigned,in_progress", is_optional=True)
        self.step("办结", "closed,archived")
        matter = self.matter()
        self.assertEqual(
            self.steps(matter),
            [
                ("立项", "current"),
                ("交办", "todo"),
                ("办理", "todo"),
                ("催办", "todo"),
                ("办结", "todo"),
            ],
        )
        matter.action_file()
        matter.action_assign()
        self.assertEqual(
            [state for _name, state in self.steps(matter)],
            ["done", "current", "todo", "todo", "todo"],
        )
        matter.action_urge("请尽快办理")
        self.assertEqual(self.steps(matter)[3], ("催办", "done"))

    def test_a_step_that_did_not_happen_is_not_ticked(self):
        self.step("办理", "draft,filed,assigned,in_progress,result_submitted")
        self.step("催办", "assigned,in_progress", is_optional=True)
        self.step("回访", "closed", evidence="recheck")
        self.step("归档", "archived")
        matter = self.closed()
        self.assertEqual(
            self.steps(matter)[1:3], [("催办", "skipped"), ("回访", "current")]
        )
        matter.sudo().with_context(duban_door=matter._door()).state = "archived"
        self.assertEqual(
            [state for _name, state in self.steps(matter)],
            ["done", "skipped", "skipped", "current"],
        )

    def test_what_runs_beside_says_how_often_it_happened(self):
        self.step("办理", "assigned,in_progress")
        self.step("催办", "assigned,in_progress", is_optional=True)
        matter = self.accepted()
        matter.action_urge("请尽快办理")
        matter.action_urge("请再次落实")
        step = matter.procedure[1]
        self.assertEqual((step["state"], step["count"]), ("done", 2))

    def test_an_ended_matter_says_how_it_ended(self):
        self.step("立项", "draft,filing_approval,filed")
        self.step("办理", "assigned,in_progress,result_submitted,closing_approval")
        self.step("办结", "closed,archived")
        survivor, matter = self.filed(), self.filed(name="另一事项")
        matter.action_merge(survivor, "同一事项")
        self.assertEqual(
            self.steps(matter),
            [
                ("立项", "done"),
                ("办理", "todo"),
                ("办结", "todo"),
                ("Merged", "current"),
            ],
        )

    def test_a_mode_has_its_own_steps_and_stages_stand_beside_them(self):
        forms = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "form", "name": "形式"}
        )
        visit = self.env["duban.option"].create(
            {"list_id": forms.id, "code": "visit", "name": "实地督办"}
        )
        self.step("立项", "draft,filed")
        self.step("通知", "draft,filed", option_id=visit.id)
        self.step("督查", "assigned,in_progress", option_id=visit.id)
        self.step("第一阶段", "draft,filed", bar="stages")
        self.step("第二阶段", "assigned,in_progress", bar="stages")
        matter = self.matter()
        self.assertEqual([name for name, _state in self.steps(matter)], ["立项"])
        matter.form_id = visit
        self.assertEqual(
            [name for name, _state in self.steps(matter)], ["通知", "督查"]
        )
        self.assertEqual(matter.stage_name, "第一阶段")
        matter.action_file()
        matter.action_assign()
        self.assertEqual(matter.stage_name, "第二阶段")


@tagged("post_install", "-at_install")
class TestScreen(SupervisionCommon):
    def test_what_the_regulation_does_not_use_is_not_shown(self):
        matter = self.matter()
        self.assertIn("urging_enabled", matter.features)
        self.assertNotIn("petition_enabled", matter.features)
        self.assertIn("list:channel", matter.features)
        self.assertNotIn("list:form", matter.features)
        self.assertNotIn("field:objective", matter.features)
        self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id,
                "action": "file",
                "field_id": self.env["ir.model.fields"]
                ._get("duban.matter", "objective")
                .id,
            }
        )
        matter.invalidate_recordset(["features"])
        self.assertIn("field:objective", matter.features)

    def test_the_own_next_todo_names_the_button(self):
        self.at("2024-03-04")
        self.regulation.feedback_by_plan = True
        matter = self.assigned()
        self.plan(matter, "2024-03-08")
        self.assertEqual(self.as_user(matter, self.head_a).next_kind, "accept")
        self.assertFalse(self.as_user(matter, self.office_user).next_kind)
        matter.with_user(self.head_a).action_accept()
        worker = self.as_user(matter, self.worker_a)
        self.assertIn(worker.next_kind, ("milestone", "feedback"))
        self.feedback(matter, plan_line_id=matter.plan_line_ids.id)
        self.assertEqual(self.as_user(matter, self.worker_a).next_kind, "result")

    def test_countdown_in_words(self):
        self.at("2024-03-04")
        draft = self.matter(date_deadline="2024-03-25")
        self.assertEqual(draft.state, "draft")
        self.assertFalse(draft.countdown, "a draft is not due, today or ever")
        matter = self.accepted()
        self.assertIn(str(matter.days_left), matter.countdown)
        self.assertTrue(matter.days_left > 0)
        self.at(str(matter.date_deadline))
        matter.invalidate_recordset()
        self.assertEqual(matter.countdown, "Due today")
        self.at("2024-04-01")
        matter.invalidate_recordset()
        self.assertEqual(matter.countdown, f"{-matter.days_left} days past")

    def test_grey_is_exactly_what_write_refuses(self):
        for matter in (self.matter(), self.filed(name="二"), self.accepted(name="三")):
            for user in (self.office_user, self.worker_a):
                mine = self.as_user(matter, user)
                for name, value in (
                    ("content", "新的内容"),
                    ("result", "结果"),
                    ("number", "9"),
                ):
                    writable = name in mine.writable
                    try:
                        with self.env.cr.savepoint():
                            mine.write({name: value})
                    except (AccessError, UserError):
                        self.assertFalse(
                            writable,
                            f"{name} is offered to {user.name} in {matter.state} and refused",
                        )
                    else:
                        self.assertTrue(
                            writable,
                            f"{name} is grey for {user.name} in {matter.state} and accepted",
                        )

    def test_new_matter_through_the_form(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        with Form(Matter) as form:
            form.name = "更新教学用机房"
            form.content = "更新设备"
            form.basis = "第四次校务会"
            form.source_category_id = self.regulation.category_ids[:1]
            form.lead_unit_id = self.unit_a
            self.assertEqual(form.leader_in_charge_id, self.leader)
        matter = form.save()
        self.assertEqual(matter.state, "draft")
        self.assertIn("file", matter.allowed_actions)
        self.assertFalse(self.as_user(matter, self.admin).allowed_actions)

    def test_people_of_the_unit_follow_it_in_the_form_at_once(self):
        self.unit_c.liaison_id = self.worker_c
        Matter = self.env["duban.matter"].with_user(self.office_user)
        with Form(Matter) as form:
            form.name = "更新教学用机房"
            form.lead_unit_id = self.unit_a
            self.assertEqual(form.leader_in_charge_id, self.leader)
            self.assertEqual(form.unit_head_id, self.head_a)
            # twice before it is saved: of each unit shown nobody stays
            form.lead_unit_id = self.unit_c
            self.assertEqual(form.leader_in_charge_id, self.leader2)
            self.assertEqual(form.liaison_id, self.worker_c)
            form.lead_unit_id = self.unit_b
            self.assertEqual(form.leader_in_charge_id, self.leader)
            self.assertEqual(form.unit_head_id, self.head_b)
            self.assertNotEqual(form.liaison_id, self.worker_c)
        matter = form.save()
        self.assertEqual(matter.leader_in_charge_id, self.leader)
        with Form(matter) as form:
            form.lead_unit_id = self.unit_c
            shown = form.leader_in_charge_id, form.unit_head_id, form.liaison_id
        self.assertEqual(shown, (self.leader2, self.head_c, self.worker_c))
        # what is shown before is what is there after
        self.assertEqual(
            (matter.leader_in_charge_id, matter.unit_head_id, matter.liaison_id), shown
        )

    def test_who_was_chosen_by_hand_stays_whatever_unit_leads(self):
        matter = self.matter().with_user(self.office_user)
        with Form(matter) as form:
            form.leader_in_charge_id = self.office_leader
            form.lead_unit_id = self.unit_c
            self.assertEqual(form.leader_in_charge_id, self.office_leader)
            form.lead_unit_id = self.unit_b
            self.assertEqual(form.leader_in_charge_id, self.office_leader)
        self.assertEqual(matter.leader_in_charge_id, self.office_leader)
        with Form(matter) as form:
            form.lead_unit_id = self.unit_c
            self.assertEqual(form.leader_in_charge_id, self.office_leader)
            form.leader_in_charge_id = self.leader
        # the leader of a unit that was shown before, chosen on purpose
        self.assertEqual(matter.leader_in_charge_id, self.leader)

    def test_missing_elements_are_named_before_the_button_is_pressed(self):
        matter = self.matter(basis=False)
        self.assertIn("Basis", matter.missing_text)
        matter.basis = "第四次校务会"
        matter.invalidate_recordset()
        self.assertFalse(matter.missing_text)

    def test_buttons_stay_while_a_form_is_edited(self):
        matter = self.as_user(self.assigned(), self.worker_a)
        with Form(matter) as form:
            form.handler_id = self.worker_a
            self.assertIn("accept", form.allowed_actions)
            self.assertFalse(form.can_edit_elements)

    def test_banner_names_what_the_form_and_acceptance_demand(self):
        forms = self.env["duban.option.list"].create(
            {"regulation_id": self.regulation.id, "code": "form", "name": "形式"}
        )
        form = self.env["duban.option"].create(
            {
                "list_id": forms.id,
                "code": "special",
                "name": "专项",
                "demand_ids": self.demands("date"),
            }
        )
        self.regulation.handler_required = True
        matter = self.matter(form_id=form.id, date_deadline=False)
        self.assertIn("Due date", matter.missing_text)
        matter.date_deadline = "2026-12-25"
        self.assertNotIn("Due date", matter.missing_text or "")
        matter = self.assigned(handler_id=False)
        self.assertIn("Handler", self.as_user(matter, self.worker_a).missing_text)

    def test_words_of_the_regulation(self):
        """Labels reach forms, lists, buttons and states; not the fields of other models inside the form."""
        self.env["duban.label"].create(
            [
                {
                    "regulation_id": self.regulation.id,
                    "key": "field:name",
                    "label": "督办事由",
                },
                {
                    "regulation_id": self.regulation.id,
                    "key": "state:filed",
                    "label": "已备案",
                },
                {
                    "regulation_id": self.regulation.id,
                    "key": "action:action_file",
                    "label": "立项编号",
                },
                {
                    "regulation_id": self.regulation.id,
                    "key": "action:action_return_result",
                    "label": "退办",
                },
                {
                    "regulation_id": self.regulation.id,
                    "key": "field:request.reason",
                    "label": "延期理由",
                },
            ]
        )
        Matter = self.env["duban.matter"].with_user(self.office_user)
        arch = etree.fromstring(Matter.get_view(view_type="form")["arch"])
        self.assertEqual(
            arch.xpath("//button[@name='action_file']/@string"), ["立项编号"]
        )
        self.assertEqual(
            arch.xpath("//button[@data-action='action_return_result']/@string"),
            ["退办"],
        )
        self.assertEqual(arch.xpath("//h1/field[@name='name']/@string"), ["督办事由"])
        milestone = arch.xpath(
            "//field[@name='plan_line_ids']/list/field[@name='name']"
        )[0]
        self.assertNotEqual(milestone.get("string"), "督办事由")
        labels = Matter.fields_get(["name", "state"])
        self.assertEqual(labels["name"]["string"], "督办事由")
        self.assertEqual(dict(labels["state"]["selection"])["filed"], "已备案")
        request = (
            self.env["duban.request"]
            .with_user(self.office_user)
            .fields_get(["reason", "state"])
        )
        self.assertEqual(request["reason"]["string"], "延期理由")
        self.assertEqual(self.filed().procedure[1]["name"], "已备案")
        label = self.env["duban.label"].search(
            [
                ("key", "=", "action:action_file"),
                ("regulation_id", "=", self.regulation.id),
            ]
        )
        label.label = "立项"
        arch = etree.fromstring(Matter.get_view(view_type="form")["arch"])
        self.assertEqual(arch.xpath("//button[@name='action_file']/@string"), ["立项"])

    def test_filters(self):
        self.at("2024-03-04")
        mine, other = self.accepted(), self.assigned(lead_unit_id=self.unit_c.id)
        Matter = self.env["duban.matter"]
        worker = Matter.with_user(self.worker_a)
        self.assertEqual(worker.search([("is_mine", "=", True)]), mine)
        self.assertEqual(worker.search([("is_my_unit", "=", True)]), mine)
        self.assertEqual(worker.search([("waits_for_me", "=", True)]), mine)
        self.assertTrue(self.as_user(mine, self.worker_a).waits_for_me)
        office = Matter.with_user(self.office_user)
        both = mine | other
        self.assertFalse(
            office.search([("is_stalled", "=", True), ("id", "in", both.ids)])
        )
        self.at("2024-03-25")
        self.assertEqual(
            office.search([("is_stalled", "=", True), ("id", "in", both.ids)]), both
        )
        self.assertEqual(
            office.search([("is_overdue", "=", True), ("id", "in", both.ids)]), both
        )

    def test_every_filter_and_view_of_a_matter_works(self):
        self.accepted()
        Matter = self.env["duban.matter"].with_user(self.office_user)
        arch = etree.fromstring(Matter.get_view(view_type="search")["arch"])
        from odoo.tools.safe_eval import safe_eval

        for node in arch.iter("filter"):
            if node.get("domain"):
                Matter.search_count(
                    safe_eval(node.get("domain"), {"uid": self.office_user.id})
                )
        for group in arch.xpath("//group/filter/@context"):
            by = safe_eval(group)["group_by"]
            Matter.web_read_group([], [by], [])
        for view in ("list", "kanban", "calendar", "pivot", "graph", "activity"):
            Matter.get_view(view_type=view)

    def offers_new(self, user, view_type="list"):
        Matter = self.env["duban.matter"].with_user(user)
        arch = etree.fromstring(Matter.get_view(view_type=view_type)["arch"])
        return arch.get("create") not in ("0", "False")

    def test_new_is_offered_to_whom_may_propose(self):
        for view_type in ("list", "form", "kanban"):
            self.assertTrue(self.offers_new(self.office_user, view_type))
            self.assertFalse(self.offers_new(self.head_a, view_type))
            self.assertFalse(self.offers_new(self.admin, view_type))
        self.regulation.filing_initiator = "subject_unit"
        self.assertTrue(self.offers_new(self.head_a))

    def test_menus_are_for_whom_they_serve(self):
        def hidden(user, name):
            menu = self.env.ref(f"duban_supervision_exchange.duban_menu_{name}")
            return menu.id in menu.with_user(user)._load_menus_blacklist()

        self.assertFalse(hidden(self.office_user, "import"))
        self.assertTrue(hidden(self.head_a, "import"))
        self.assertFalse(hidden(self.head_a, "progress_exchange"))
        self.assertTrue(hidden(self.leader, "progress_exchange"))
        self.regulation.filing_initiator = "subject_unit"
        self.assertFalse(hidden(self.head_a, "import"))
        # a menu that an administrator took away keeps nobody out of the others
        menu = self.env.ref("duban_supervision_exchange.duban_menu_import")
        menu.unlink()
        self.assertTrue(hidden(self.leader, "progress_exchange"))

    def test_no_column_for_numbers_that_nobody_gives(self):
        Matter = self.env["duban.matter"].with_user(self.office_user)
        for pattern, wanted in (("{year}-{n}", None), (False, "hide")):
            self.regulation.number_pattern = pattern
            arch = etree.fromstring(Matter.get_view(view_type="list")["arch"])
            column = arch.find("field[@name='number']")
            self.assertEqual(column.get("optional"), wanted)

    def test_the_form_of_a_request_says_what_the_rules_demand(self):
        self.at("2024-03-04")
        self.regulation.write(
            {
                "extension_enabled": True,
                "extension_max": 2,
                "extension_lead_days": 3,
                "extension_lead_day_type": "working",
                "extension_statement": "text",
            }
        )
        matter = self.accepted()
        Request = self.env["duban.request"].with_user(self.worker_a)
        request = Request.create({"matter_id": matter.id, "kind": "extension"})
        self.assertEqual(request.present_deadline, matter.date_deadline)
        self.assertEqual(str(matter.date_deadline), "2024-03-18")
        self.assertIn(
            matter._format_date(fields.Date.to_date("2024-03-13")), request.demands
        )
        self.assertIn("2 time(s)", request.demands)
        self.assertIn("written statement", request.demands)
        report = Request.new({"matter_id": matter.id, "kind": "cannot_finish"})
        self.assertFalse(report.demands)

    def test_people_of_the_unit_are_suggested_first(self):
        Users = self.env["res.users"].with_user(self.head_a)
        people = self.worker_a | self.head_a | self.liaison_a
        offered = Users.with_context(duban_unit_first=self.unit_a.id).name_search()
        ids = [user_id for user_id, _name in offered]
        self.assertEqual(set(ids[: len(people)]), set(people.ids))
        self.assertIn(self.worker_b.id, ids)
        self.assertEqual(len(ids), len(set(ids)))
        unit = Users.with_context(duban_unit_first=self.unit_a.id)
        self.assertEqual(
            [row[0] for row in unit.name_search("worker", limit=2)],
            [self.worker_a.id, self.worker_b.id],
        )
        self.assertEqual(len(unit.name_search(limit=2)), 2)
        for nonsense in (False, "1", [self.unit_a.id], 10**9):
            found = Users.with_context(duban_unit_first=nonsense).name_search()
            self.assertEqual({row[0] for row in found}, set(ids))

    def test_next_step_is_the_users_own_first(self):
        matter = self.assigned(co_unit_ids=[(6, 0, self.unit_b.ids)])
        for user in (self.head_a, self.head_b):
            todo = self.todos(matter, user)
            self.assertEqual(self.as_user(matter, user).next_step_text, todo.summary)
        self.assertTrue(self.as_user(matter, self.head_b).next_step_date)
