"""Home, dialogs and timeline, rule by rule: whose matters, since when, what is offered and what is left away."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestHomeRules(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def part(self, user, key):
        found = [part for part in self.board(user)["lists"] if part["key"] == key]
        return found[0] if found else None

    def ids(self, user, key):
        return [row["id"] for row in self.part(user, key)["rows"]]

    def counts(self, user, key):
        return [row["count"] for row in self.board(user)["tiles"] if row["key"] == key]

    def test_a_clerk_of_two_units_has_what_the_other_one_leads_or_helps_with(self):
        self.unit_out.manager_id = self.employee_of(self.office_user2)
        units = self.units(self.unit_out)
        led = self.assigned(name="主办", lead_unit_id=self.unit_out.id)
        helped = self.assigned(name="协办", co_unit_ids=units)
        self.assigned(name="联合", joint_unit_ids=units)
        self.assigned(name="无关")
        self.assertCountEqual(self.ids(self.office_user2, "unit"), (led | helped).ids)
        self.assertIsNone(self.part(self.office_user, "unit"))

    @clause("ABAF-4.1", "CORE-10")
    def test_the_next_step_has_its_own_day(self):
        """To accept by Thursday the 7th, due on the 18th: each day stands where it belongs; once the day is the due
        date itself it is not said twice. In the words of the reader's language."""
        matter = self.assigned()
        for lang, step in (("zh_CN", "（2024年3月7日）"), ("en_US", " (7 Mar 2024)")):
            self.env.invalidate_all()
            board = self.env["duban.matter"].with_user(self.head_a)
            lists = board.with_context(lang=lang).get_home()["lists"]
            (row,) = next(part["rows"] for part in lists if part["key"] == "unit")
            self.assertTrue(row["text"].endswith(step), row["text"])
            self.assertIn("18", row["date"])
        self.accept(matter)
        (row,) = self.part(self.worker_a, "unit")["rows"]
        self.assertFalse(row["text"].endswith(("）", ")")), row["text"])

    @clause("ABAF-4.1")
    def test_what_a_unit_of_the_field_brought_in_is_in_the_field(self):
        """C initiated it, A leads: both leaders answer for it, each sees it overdue; a third one does not."""
        matter = self.assigned(subject_unit_id=self.unit_c.id)
        self.assertEqual(matter.subject_unit_id, self.unit_c)
        self.at("2024-03-19")
        for user in (self.leader, self.leader2):
            self.assertEqual(self.ids(user, "late"), [matter.id], user.name)
            self.assertEqual(self.counts(user, "overdue"), [1])
        self.assertEqual(self.counts(self.office_leader, "overdue"), [0])

    def test_what_one_did_oneself_is_no_news(self):
        self.regulation.leader_instruction_enabled = True
        quiet, matter = self.accepted(name="甲"), self.accepted(name="乙")
        self.at("2024-03-20")
        self.env["duban.record"].with_user(self.leader).create(
            {"matter_id": matter.id, "purpose": "instruction", "summary": "请抓紧"}
        )
        self.assertEqual(self.ids(self.leader, "changes"), [])
        self.assertEqual(self.ids(self.president, "changes"), [matter.id])
        # the newest stands first, by the clock: also where a clock was set back between two
        self.at("2024-03-20", "09:00")
        quiet.with_user(self.office_user).action_urge("请抓紧办理")
        self.at("2024-03-20")
        self.assertEqual(self.ids(self.president, "changes"), [matter.id, quiet.id])

    def test_a_look_goes_on_for_two_hours(self):
        matter = self.accepted()
        self.at("2024-03-06", "08:00")
        self.assertEqual(self.ids(self.leader, "changes"), [matter.id])
        self.env["duban.matter"].with_user(self.leader).home_seen()
        for clock, news in (("08:01", True), ("10:00", True), ("10:01", False)):
            self.at("2024-03-06", clock)
            self.assertEqual(bool(self.ids(self.leader, "changes")), news, clock)

    @clause("CORE-17")
    def test_without_a_calendar_the_last_day_is_yesterday(self):
        late = self.assigned(name="到期", date_deadline="2024-03-15")
        self.env["duban.calendar.year"].search(
            [("company_id", "=", self.company.id)]
        ).unlink()
        for day, found in (("2024-03-15", None), ("2024-03-16", [late.id]), ("2024-03-17", None)):  # fmt: skip
            self.at(day)
            part = self.part(self.office_user, "red")
            self.assertEqual(part and [row["id"] for row in part["rows"]], found, day)

    def test_what_is_late_says_how_far_it_is(self):
        told = self.accepted(name="甲", date_deadline="2024-03-15")
        silent = self.accepted(name="乙", date_deadline="2024-03-15")
        self.feedback(told, name="设备已到货")
        self.at("2024-03-18")
        texts = {row["id"]: row["text"] for row in self.part(self.office_user, "overdue")["rows"]}  # fmt: skip
        self.assertIn("设备已到货", texts[told.id])
        self.assertNotIn("no progress yet", texts[told.id])
        self.assertIn("no progress yet", texts[silent.id])

    def test_the_longest_overdue_first_where_one_asks_for_them(self):
        """Other lists stand as ever, the newest first, and so does one that is sorted otherwise."""
        days = ("2024-03-14", "2024-03-12", "2024-03-15")
        first, worst, last = (self.assigned(date_deadline=day) for day in days)
        self.at("2024-03-18")
        matters = self.env["duban.matter"].with_user(self.office_user)

        def found(domain, **options):
            rows = matters.web_search_read(domain, {"id": {}}, **options)["records"]
            return [row["id"] for row in rows]

        late = [("is_overdue", "=", True)]
        newest = [last.id, worst.id, first.id]
        self.assertEqual(found(late), [worst.id, first.id, last.id])
        self.assertEqual(found(late, order="id"), [first.id, worst.id, last.id])
        for domain in ([], [("is_overdue", "!=", False)], [("light", "=", "overdue")]):
            self.assertEqual(found(domain), newest, domain)

    @clause("CORE-15")
    def test_what_leaders_sign_is_counted_where_it_waits(self):
        """Before filing among what is not filed, before closing among what is to close, until it is written off."""
        self.regulation.category_ids.filing_authority = "chain"
        self.env["duban.approval.step"].create(
            [
                {
                    "regulation_id": self.regulation.id, "name": "审签", "purpose": purpose, "kind": "decide",
                    "role": "leader_in_charge",
                }
                for purpose in ("filing", "closing")
            ]
        )  # fmt: skip
        other = self.submitted(name="另一事项").with_user(self.office_user)
        draft = self.matter(name="草稿")
        matters = self.env["duban.matter"].with_user(self.office_user)
        keys = ("to_file", "to_review", "to_close")

        def shown():
            tiles = {
                tile["key"]: tile for tile in self.board(self.office_user)["tiles"]
            }
            for key in keys:
                found = matters.search_count(tiles[key]["domain"])
                self.assertEqual(found, tiles[key]["count"], key)
            return [tiles[key]["count"] for key in keys]

        self.assertEqual(shown(), [1, 1, 0])
        draft.action_submit_filing()
        self.assertEqual(draft.state, "filing_approval")
        self.assertEqual(shown(), [1, 1, 0])
        self.run_chain(draft)
        draft.action_file()
        self.assertEqual(shown(), [0, 1, 0])
        other.write({"conclusion": "落实到位"})
        other.action_pass_review("符合要求")
        self.assertEqual(other.state, "closing_approval")
        self.assertEqual(shown(), [0, 0, 1])
        other.with_user(self.leader).action_return_closing("佐证不足")
        self.assertEqual(shown(), [0, 1, 0])
        other.action_pass_review("已补充")
        self.run_chain(other)
        self.assertEqual(shown(), [0, 0, 1], "signed, not written off")
        other.action_close()
        self.assertEqual(shown(), [0, 0, 0])

    @clause("PLUS-C1")
    def test_clocks_that_stand_are_counted_once_on_each_board(self):
        self.regulation.pause_enabled = True
        matter = self.accepted()
        self.accepted(name="另一事项", lead_unit_id=self.unit_a.id)
        matter.with_user(self.office_user).action_pause(
            date_expected="2024-03-20", reason="superior", ground="等待批复"
        )
        for user in (self.office_user, self.head_a, self.leader, self.president):
            self.assertEqual(self.counts(user, "paused"), [1], user.name)
        for user in (self.head_b, self.leader2, self.admin):
            self.assertEqual(self.counts(user, "paused"), [], user.name)
        # who is of the office and leads as well
        leads = self.env.ref("duban_supervision.group_leader")
        self.office_user.group_ids = [(4, leads.id)]
        self.unit_a.leader_in_charge_id = self.office_user
        self.assertEqual(self.counts(self.office_user, "paused"), [1])

    # -- dialogs

    def test_a_form_outside_of_a_todo_offers_no_step(self):
        matter = self.matter()
        for key in (None, "", "nothing", "nothing:7:8"):
            seen = matter.with_context(duban_todo=key)
            self.assertIsNone(matter._landing_of(key or ""))
            self.assertFalse(seen.step_facts or seen.step_fills or seen.step_offers)
        # what is asked for names the part behind its kind, as deep as it goes
        self.assertEqual(matter._landing_of("archive:office:7").opens, "archive_record")
        self.assertEqual(matter._landing_of("archive:7").ask, "archive")

    @clause("CORE-6")
    def test_what_the_rules_demand_of_a_step_is_filled_in_there(self):
        """Before filing: category, unit, content and basis; but not what only another step demands."""
        dialog = self.matter().with_context(duban_todo="file")
        self.assertEqual(dialog.step_offers, ["file"])
        self.assertEqual(
            dialog.step_fills,
            ["basis", "content", "lead_unit_id", "source_category_id"],
        )

    def test_a_dialog_has_a_name_and_a_step_that_there_is(self):
        matter = self.assigned()
        todo = self.todos(matter, user=self.head_a)
        todo.with_context(duban_door=matter._door()).write({"summary": False})
        action = matter.with_user(self.head_a)._open_step(todo)
        self.assertEqual(action["name"], todo.activity_type_id.name)
        for name in ("nothing", "", None, "unlink"):
            self.assert_refused(matter.action_add, name)
            self.assert_refused(matter.action_ask, name)

    @clause("CORE-2")
    def test_only_a_decision_is_approved_from_its_todo(self):
        matter = self.assigned()
        todo = self.todos(matter, user=self.head_a).with_user(self.head_a)
        self.assert_refused(todo.action_duban_approve, "同意")
        self.assert_refused(todo.action_duban_return, "不同意")
        self.assert_refused(todo.action_duban_ask)
        self.assertTrue(todo.active)
        self.assertEqual(matter.state, "assigned")

    @clause("PLUS-L1", "CORE-9")
    def test_the_next_step_of_a_matter_is_that_of_its_lead_unit(self):
        """Of two to-dos of one day: who looks at the matter reads what is due of it, a co-unit its own."""
        matter = self.accepted(co_unit_ids=self.units(self.unit_b))
        own = self.todos(matter, user=self.worker_a).sorted("date_deadline")[-1:]
        other = self.todos(matter, user=self.head_b)
        self.assertEqual(own.date_deadline, other.date_deadline)
        self.assertTrue(other.duban_key.startswith("co:"))
        self.todos(matter, user=self.worker_a).filtered(
            lambda todo: todo != own
        ).with_context(duban_door=matter._door()).unlink()
        for user in (self.office_user, self.head_a, self.leader):
            self.assertEqual(self.as_user(matter, user).next_step_text, own.summary)
        self.assertEqual(self.as_user(matter, self.head_b).next_step_text, other.summary)  # fmt: skip

    def test_todos_by_when(self):
        """On Wednesday: until Sunday is this week, the next Monday is later."""
        self.at("2024-03-06")
        matter = self.assigned()
        todo = self.todos(matter, user=self.head_a)
        for day, when in (
            ("2024-03-05", "1_late"),
            ("2024-03-06", "2_today"),
            ("2024-03-07", "3_week"),
            ("2024-03-10", "3_week"),
            ("2024-03-11", "4_later"),
        ):
            todo.with_context(duban_door=matter._door()).write({"date_deadline": day})
            todo.invalidate_recordset()
            self.assertEqual(todo.duban_when, when, day)

    # -- what the form shows

    def features(self, matter):
        matter.invalidate_recordset(["features"])
        return matter.features

    @clause("CORE-19", "CORE-6")
    def test_what_only_another_category_demands_is_not_shown(self):
        category = self.regulation.category_ids
        other = category.copy({"code": "letter", "name": "领导批示"})
        self.env["duban.requirement"].create(
            {
                "regulation_id": self.regulation.id, "action": "file", "category_id": other.id,
                "field_id": self.env["ir.model.fields"]._get("duban.matter", "objective").id,
            }
        )  # fmt: skip
        mine, its = self.matter(), self.matter(source_category_id=other.id)
        self.assertNotIn("field:objective", self.features(mine))
        self.assertIn("field:objective", self.features(its))
        # demanded of everybody it is
        self.assertIn("field:basis", self.features(mine))

    @clause("CORE-19")
    def test_a_meeting_is_asked_for_where_meetings_decide(self):
        draft = self.matter(source_category_id=False)
        mine = self.matter()
        names = ("decision_body_id", "meeting_date", "minutes_number", "source_item")
        asked = {f"field:{name}" for name in names}
        self.assertFalse(asked & set(self.features(draft)))
        self.assertIn("field:source_document", self.features(mine))
        body = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "board", "name": "校长办公会议"}
        )  # fmt: skip
        # not said yet where it comes from: it may be a meeting
        self.assertLessEqual(asked, set(self.features(draft)))
        self.assertFalse(asked & set(self.features(mine)))
        mine.sudo().source_category_id.body_ids = body
        self.assertLessEqual(asked, set(self.features(mine)))
        self.assertNotIn("field:source_document", self.features(mine))

    # -- timeline

    def grid(self, every):
        """Values of a matter on which feedback is due every so many days."""
        grade = self.env["duban.grade"].create(
            {
                "regulation_id": self.regulation.id, "code": "g", "name": f"每{every}天",
                "feedback_every": every,
            }
        )  # fmt: skip
        return {"grade_id": grade.id}

    def lane(self, matter, name):
        matter = matter.with_user(self.office_user)
        matter.invalidate_recordset()
        points = matter.timeline["points"]
        places = [point["date"] for point in points]
        self.assertEqual(places, sorted(places))
        return [(p["date"][5:], p["style"]) for p in points if p["lane"] == name]

    def test_feedback_dates_stand_on_the_line_until_the_work_ended(self):
        values = {"date_deadline": "2024-03-26", **self.grid(5)}
        matter = self.accepted(co_unit_ids=self.units(self.unit_b), **values)
        grid = ["03-09", "03-14", "03-19", "03-24"]
        self.at("2024-03-07")
        self.env["duban.feedback"].with_user(self.head_b).create(
            {"matter_id": matter.id, "kind": "co_unit", "name": "已配合"}
        )
        # what the co-unit reports is not the lead unit's feedback
        self.assertEqual(self.lane(matter, "plan")[:4], [(day, "planned") for day in grid])  # fmt: skip
        self.feedback(matter)
        self.assertEqual(self.lane(matter, "plan")[:2], [("03-09", "done"), ("03-14", "planned")])  # fmt: skip
        self.at("2024-03-14")
        self.submitted(matter)
        # the day itself is still shown, those after it are owed no more; the milestone is
        self.assertEqual([day for day, _style in self.lane(matter, "plan")], ["03-09", "03-14", "03-26"])  # fmt: skip

    def test_two_dozen_feedback_dates_find_room(self):
        """Daily from the 5th: until the 28th they are 24; one more, and only the next one is shown."""
        daily = self.grid(1)
        for day, expected in (("2024-03-28", 24), ("2024-03-29", 1)):
            matter = self.assigned(name=day, date_deadline=day, **daily)
            lane = self.lane(matter, "plan")
            self.assertEqual(len(lane), expected, day)
            self.assertEqual(lane[0][0], "03-05")

    @clause("CORE-8")
    def test_no_end_is_no_day_on_the_line(self):
        matter = self.accepted(date_deadline="2024-03-29")
        matter.sudo()._set_deadline(False, "regraded", "长期任务")
        self.assertFalse(matter.sudo().date_deadline)
        self.assertEqual(self.lane(matter, "due"), [("03-29", "due")])
        self.assertEqual(matter.timeline["first"], "2024年3月4日")

    @clause("ABAF-18.2", "CORE-10")
    def test_feedback_is_asked_for_on_its_day(self):
        matter = self.accepted(date_deadline="2024-03-26", **self.grid(5)).sudo()

        def asked():
            matter._reconcile_todos()
            todos = self.todos(matter, kind="feedback")
            return [str(day)[5:] for day in todos.mapped("date_deadline")]

        for day in ("2024-03-08", "2024-03-09"):
            self.at(day)
            self.assertEqual(asked(), ["03-09"], day)
        self.feedback(matter)
        self.assertEqual(asked(), ["03-14"])
        self.at("2024-03-14")
        self.assertEqual(asked(), ["03-14"])

    @clause("XISU-8.3a")
    def test_a_line_of_the_plan_without_a_day_is_no_plan(self):
        matter = self.assigned()
        worker = self.plan(matter, "2024-03-13")
        self.env["duban.plan.line"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "没有日期"}
        )
        self.assert_refused(worker.action_accept)
        self.assertEqual(matter.state, "assigned")
