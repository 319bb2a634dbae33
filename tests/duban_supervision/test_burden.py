"""减负 (PLUS-L2): the unit's desk is seen before one more thing is asked, and a weekly limit asks back."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.duban_supervision.test_small_rules import YearsCommon


@tagged("post_install", "-at_install")
class TestBurden(YearsCommon):
    def setUp(self):
        super().setUp()
        self.regulation.filing_year_max = 0
        self.date_rows_too()  # what is asked counts on the day it is created
        # a Friday, so that the week after begins on the next working day
        self.at("2026-11-20")
        self.old = self.accepted(name="修订教学质量评价办法")

    def request(self, matter, **values):
        return self.env["duban.progress.request"].with_user(self.office_user).create(
            {"matter_id": matter.id, "date_due": "2026-12-04", **values}
        )  # fmt: skip

    def ask(self, action, matter):
        action = matter.with_user(self.office_user).action_ask(action)
        return (
            self.env["duban.action.wizard"]
            .with_user(self.office_user)
            .with_context(**action["context"])
            .create({})
        )

    @clause("PLUS-L2")
    def test_the_desk_in_numbers(self):
        self.at("2026-11-23")
        matters = [self.accepted(name=name) for name in ("采购设备", "整治校园环境")]
        matters[0].with_user(self.office_user).action_urge("请加快")
        self.request(matters[1])
        desk = self.env["duban.matter"]._desks(self.company, self.unit_a | self.unit_b)
        expected = {
            "open": 3, "overdue": 0, "assigned": 2, "urged": 1, "warned": 0, "requested": 1, "asked": 4,
        }  # fmt: skip
        found = desk[self.unit_a.id]
        self.assertEqual({name: found[name] for name in expected}, expected)
        self.assertEqual(desk[self.unit_b.id]["asked"], 0)
        # five working days after Friday 11-20: overdue on Monday 11-30, and a new week has begun
        self.at("2026-11-29")
        desk = self.env["duban.matter"]._desks(self.company, self.unit_a)
        self.assertEqual(desk[self.unit_a.id]["asked"], 4, "Sunday is the same week")
        self.at("2026-11-30")
        desk = self.env["duban.matter"]._desks(self.company, self.unit_a)[
            self.unit_a.id
        ]
        self.assertEqual((desk["asked"], desk["overdue"]), (0, 1))

    @clause("PLUS-L2")
    def test_seen_before_assigning_and_urging(self):
        self.at("2026-11-23")
        draft = self.filed(name="修订教学质量评价的办法")
        self.assertIn("1 open", draft.burden_text.replace("2 open", "1 open"))
        wizard = self.ask("assign", draft)
        self.assertIn("教务处", wizard.burden_text)
        self.assertIn(self.old.display_name, wizard.burden_text, "a like matter")
        self.assertIn("merged", wizard.burden_text)
        self.assertFalse(wizard.burden_over)
        wizard.action_confirm()
        self.assertEqual(draft.state, "assigned")
        wizard = self.ask("urge", self.old)
        self.assertIn("教务处", wizard.burden_text)
        for user in (self.head_a, self.worker_a, self.leader):
            self.assertFalse(self.as_user(self.old, user).burden_text, user.name)

    @clause("PLUS-L2")
    def test_like_matters_that_one_may_not_read_are_not_named(self):
        self.at("2026-11-23")
        secret = self.accepted(
            name="修订教学质量评价的办法",
            source_category_id=self.category("letters").id,
            handler_id=self.worker_a.id,
        )
        matter = self.filed(name="修订教学质量评价的办法。")
        text = self.as_user(matter, self.office_user2).burden_text
        self.assertNotIn(secret.number, text)
        self.assertIn(self.old.number, text)

    @clause("PLUS-L2")
    def test_the_weekly_limit_asks_back(self):
        self.regulation.burden_week_max = 2
        self.at("2026-11-23")
        first, second, third = (
            self.filed(name=name) for name in ("采购设备", "整治校园", "招聘教师")
        )
        first.action_assign()
        second.action_assign()
        for call in (
            third.action_assign,
            lambda: first.with_user(self.office_user).action_urge("请加快"),
            lambda: self.request(first),
        ):
            with self.assertRaisesRegex(UserError, "allows 2"), self.cr.savepoint():
                call()
        wizard = self.ask("assign", third)
        self.assertTrue(wizard.burden_over)
        wizard.insist = "上级限时督办"
        wizard.action_confirm()
        self.assertEqual(third.state, "assigned")
        acts = third.sudo().act_ids.filtered(lambda act: act.action == "insist")
        self.assertEqual(acts.mapped("note"), ["上级限时督办"])
        first.with_user(self.office_user).action_urge("请加快", insist="上级限时督办")
        self.request(first, insist="上级限时督办")
        self.assertEqual(first.urging_count, 1)
        # other units are asked as before, and this one next week
        self.filed(name="维修宿舍", lead_unit_id=self.unit_b.id).action_assign()
        self.at("2026-11-30")
        self.filed(name="修缮操场").action_assign()

    @clause("PLUS-L2", "CORE-21")
    def test_what_a_unit_was_asked_stays_with_it(self):
        """Asked four times, then the matter becomes another unit's: that one was sent one matter, and nothing else."""
        desks = lambda: {  # noqa: E731
            unit: {name: desk[name] for name in ("open", "assigned", "urged", "requested", "asked")}
            for unit in (self.unit_a, self.unit_b)
            for desk in [self.env["duban.matter"]._desks(self.company, unit)[unit.id]]
        }  # fmt: skip
        office = self.old.with_user(self.office_user)
        self.at("2026-11-23", "09:00")
        matter = self.accepted(name="采购设备").with_user(self.office_user)
        for words in ("请加快", "请于周五前报送"):
            matter.action_urge(words)
        self.request(matter)
        self.at("2026-11-24")
        matter.action_reassign(self.unit_b.id, "职责调整")
        asked_a = {"open": 1, "assigned": 1, "urged": 2, "requested": 1, "asked": 4}
        taken_b = {"open": 1, "assigned": 1, "urged": 0, "requested": 0, "asked": 1}
        self.assertEqual(desks(), {self.unit_a: asked_a, self.unit_b: taken_b})
        # one that has been A's for longer: what B is asked since is B's
        office.action_reassign(self.unit_b.id, "职责调整")
        self.at("2026-11-25")
        office.action_urge("请尽快")
        now_b = {"open": 2, "assigned": 2, "urged": 1, "requested": 0, "asked": 3}
        self.assertEqual(
            desks(), {self.unit_a: {**asked_a, "open": 0}, self.unit_b: now_b}
        )
        # it comes back on the same day
        self.at("2026-11-26")
        matter.action_reassign(self.unit_a.id, "职责再调整")
        self.assertEqual(
            desks()[self.unit_a], {**asked_a, "open": 1, "assigned": 2, "asked": 5}
        )
        self.at("2026-11-30")
        for desk in desks().values():
            self.assertEqual(desk["asked"], 0)

    @clause("PLUS-L2", "CORE-21")
    def test_the_limit_is_that_of_the_unit_that_was_asked(self):
        self.regulation.burden_week_max = 3
        self.at("2026-11-23")
        matter = self.accepted(name="采购设备").with_user(self.office_user)
        other = self.assigned(name="整治校园", lead_unit_id=self.unit_b.id)
        mine = self.accepted(name="安全检查").with_user(self.office_user)
        matter.action_urge("请加快")
        self.at("2026-11-24")
        matter.action_reassign(self.unit_b.id, "职责调整")
        # A: assigned twice and urged once; B: sent two matters
        with self.assertRaisesRegex(UserError, "asked 3 times"), self.cr.savepoint():
            mine.action_urge("请加快")
        self.assertTrue(other.with_user(self.office_user).action_urge("请加快"))

    @clause("PLUS-L2")
    def test_who_may_not_still_may_not(self):
        self.regulation.burden_week_max = 1
        self.at("2026-11-23")
        matter = self.filed(name="采购设备")
        for user in (self.head_a, self.leader, self.admin):
            with self.assertRaises(AccessError), self.cr.savepoint():
                matter.with_user(user).action_assign("上级限时督办")

    @clause("PLUS-L2")
    def test_many_at_once_are_counted(self):
        self.regulation.burden_week_max = 2
        self.at("2026-11-23")
        matters = self.env["duban.matter"].with_user(self.office_user)
        for name in ("采购设备", "整治校园", "招聘教师"):
            matters |= self.filed(name=name)
        with self.assertRaisesRegex(UserError, "allows 2"), self.cr.savepoint():
            matters.action_assign()
        self.assertEqual(set(matters.mapped("state")), {"filed"})
        matters.action_assign("开学工作")
        self.assertEqual(set(matters.mapped("state")), {"assigned"})

    # -- every way in which a unit is asked

    def _ways(self, matter):
        """{way: call(ground)} of all ways in which the office asks something of the unit of ``matter`` or a new one."""
        office = {"regulation_id": self.regulation.id, "company_id": self.company.id}

        def record(purpose):
            return lambda ground: (
                self.env["duban.record"]
                .with_user(self.office_user)
                .create(
                    {
                        "matter_id": matter.id,
                        "purpose": purpose,
                        "summary": f"请抓紧：{purpose}{ground}",
                        "insist": ground,
                    }
                )
            )

        def send_round(ground):
            row = self.env["duban.progress.round"].with_user(self.office_user).create(
                {
                    "name": "阶段督办",
                    "date_due": "2026-12-04",
                    "matter_ids": [(6, 0, matter.ids)],
                    "insist": ground,
                    **{key: office[key] for key in office if key in self.env["duban.progress.round"]._fields},
                }
            )  # fmt: skip
            return row.action_send()

        def file_auto(ground):
            self.regulation.auto_assign_on_filing = True
            try:
                return self.matter(name="自动交办的").action_file(ground)
            finally:
                self.regulation.auto_assign_on_filing = False

        def assign_draft(ground):
            self.regulation.file_on_assignment = True
            try:
                return self.matter(name="立项即交办").action_assign(ground)
            finally:
                self.regulation.file_on_assignment = False

        office_matter = matter.with_user(self.office_user)
        return {
            "assign": lambda ground: self.filed(name="交办的").action_assign(ground),
            "file, assigned at once": file_auto,
            "assign a draft": assign_draft,
            "urge": lambda ground: office_matter.action_urge(
                f"请加快{ground}", insist=ground
            ),
            "warn": lambda ground: office_matter.action_warn(None, "请说明", ground),
            "request": lambda ground: self.request(matter, insist=ground),
            "round": send_round,
            "record: urging": record("urging"),
            "record: inquiry": record("inquiry"),
        }

    @clause("PLUS-L2")
    def test_no_way_of_asking_passes_by_the_limit(self):
        """Each way is refused at the limit, goes on with its ground, leaves it in the trail, and counts as one."""
        self.regulation.burden_week_max = 1
        self.at("2026-11-23")
        matter = self.accepted(name="本周已交办")
        # 30 % of the seven days until 11-30 are left: a colour is due, on the last day of the same week
        self.at("2026-11-29")
        for way, call in self._ways(matter).items():
            with self.subTest(way=way):
                before = self._asked()
                with self.assertRaisesRegex(UserError, "allows 1"), self.cr.savepoint():
                    call(None)
                self.env.invalidate_all()
                self.assertEqual(self._asked(), before)
                acts = self._insisted()
                call("上级限时督办")
                self.assertEqual(self._insisted(), acts + 1)
                self.assertEqual(self._asked(), before + 1)
        # other units are asked as before
        self.filed(name="维修宿舍", lead_unit_id=self.unit_b.id).action_assign()

    def _asked(self):
        desks = self.env["duban.matter"]._desks(self.company, self.unit_a)
        return desks[self.unit_a.id]["asked"]

    def _insisted(self):
        return self.env["duban.act"].sudo().search_count([("action", "=", "insist")])

    @clause("PLUS-L2")
    def test_a_round_shows_the_desks_of_its_units(self):
        self.regulation.burden_week_max = 2
        self.at("2026-11-23")
        other = self.assigned(name="采购设备", lead_unit_id=self.unit_b.id)
        values = {
            "name": "阶段督办",
            "date_due": "2026-12-04",
            "matter_ids": [(6, 0, (self.old | other).ids)],
        }
        rounds = self.env["duban.progress.round"].with_user(self.office_user)
        row = rounds.create(values)
        self.assertIn("教务处", row.burden_text)
        self.assertIn("后勤处", row.burden_text)
        self.assertFalse(row.burden_over)
        third = self.filed(name="招聘教师", lead_unit_id=self.unit_b.id)
        third.action_assign()
        self.env.invalidate_all()
        self.assertTrue(row.burden_over)
        self.assert_refused(row.action_send)
        self.assertFalse(row.request_ids)
        row.insist = "统一部署"
        row.action_send()
        self.assertEqual(len(row.request_ids), 2)
