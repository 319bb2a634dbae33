"""Likely duplicates, merging and its undoing."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestMerge(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regulation.duplicate_detection = True

    def test_similar_titles_in_chinese(self):
        first = self.assigned(name="更新教学用机房设备")
        other = self.assigned(
            name="更换学生教室破旧充电柜", lead_unit_id=self.unit_b.id
        )
        draft = self.matter(name="更新教学用机房的设备")
        self.assertEqual(draft.duplicate_ids, first)
        self.assertNotIn(other, draft.duplicate_ids)
        told = draft.message_ids[0].body
        self.assertIn(str(first.id), told)
        self.assertIn(first.number, told)
        # the chatter is read by whom the new one is assigned to, who may not read the first
        self.assertNotIn(first.name, told)
        new = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .new({"name": "更新教学用机房设备", "regulation_id": self.regulation.id})
        )
        self.assertEqual(new.duplicate_ids._origin, draft | first)
        warning = new._onchange_name_duplicates()["warning"]
        self.assertEqual(warning["type"], "notification")
        self.assertIn(first.number, warning["message"])

    def test_same_source_item_or_content(self):
        body = self.env["duban.decision.body"].create(
            {"regulation_id": self.regulation.id, "code": "b", "name": "校长办公会"}
        )
        source = {
            "decision_body_id": body.id,
            "source_item": "议题二",
            "meeting_date": "2024-03-01",
        }
        first = self.assigned(**source)
        by_item = self.matter(
            name="机房", content="x", lead_unit_id=self.unit_b.id, **source
        )
        self.assertEqual(by_item.duplicate_ids, first)
        by_content = self.matter(name="另一件事")
        self.assertEqual(by_content.duplicate_ids, first)

    def test_nothing_where_switched_off(self):
        self.regulation.duplicate_detection = False
        self.assigned()
        self.assertFalse(self.matter().duplicate_ids)

    def test_nothing_hidden_is_shown(self):
        self.assigned(confidentiality="sensitive", name="更新教学用机房")
        twin = self.matter(user=self.office_user2, name="更新教学用机房")
        self.assertFalse(twin.with_user(self.office_user2).duplicate_ids)

    def test_one_query_for_many(self):
        self.assigned()
        drafts = (
            self.env["duban.matter"]
            .with_user(self.office_user)
            .create([self.values(duplicate_override=True) for _n in range(30)])
        )
        self.env.flush_all()
        self.env.invalidate_all()
        drafts.mapped("name")
        few, many = self.count(drafts[:2]), self.count(drafts[2:30])
        self.assertLessEqual(many, few + 5)

    def count(self, matters):
        before = self.env.cr.sql_log_count
        matters.mapped("duplicate_ids")
        return self.env.cr.sql_log_count - before

    def test_list_of_pairs(self):
        first = self.assigned(name="更新教学用机房设备")
        second = self.assigned(name="更新教学用机房的设备", lead_unit_id=self.unit_b.id)
        Pair = self.env["duban.duplicate"]
        pair = Pair.with_user(self.office_user).search([("matter_id", "=", second.id)])
        self.assertEqual(pair.twin_id, first)
        self.assertGreaterEqual(pair.score, 50)
        with self.assertRaises(AccessError):
            Pair.with_user(self.worker_a).search([])
        with self.assertRaises(UserError):
            pair.action_merge(" ")
        pair.action_merge("同一任务")
        self.assertEqual(second.merged_into_id, first)
        self.assertFalse(Pair.search([("matter_id", "=", second.id)]))

    @clause("CORE-12", "LZU-6.1.1c")
    def test_no_pair_with_a_protected_matter(self):
        """Neither with one that was there before nor with one that came after, nor of two; also for who reads both."""
        name = "更新教学用机房{}设备"
        Pair = self.env["duban.duplicate"].with_user(self.office_user)
        self.assigned(name=name.format(""), confidentiality="sensitive")
        first = self.assigned(name=name.format("的"), duplicate_override=True)
        self.assertFalse(Pair.search([]))
        for level in ("sensitive", "classified"):
            self.assigned(name=name.format("之"), confidentiality=level, duplicate_override=True)  # fmt: skip
            self.assertFalse(Pair.search([]), level)
        last = self.assigned(name=name.format("内"), duplicate_override=True)
        pair = Pair.search([])
        self.assertEqual((pair.matter_id, pair.twin_id), (last, first))

    def test_pairs_filed_lately(self):
        self.at("2024-01-08")
        self.assigned(name="更新教学用机房设备")
        self.assigned(name="更新教学用机房的设备")
        self.at("2024-05-06")
        third = self.assigned(name="更新教学用机房之设备")
        Pair = self.env["duban.duplicate"].with_user(self.office_user)
        recent = Pair.search([("date_filed", ">=", "today -90d")])
        self.assertEqual(recent.matter_id, third)
        self.assertEqual(len(recent), 2)
        self.assertEqual(len(Pair.search([])), 3)

    def test_records_and_units_move_and_return(self):
        first = self.assigned(co_unit_ids=[(6, 0, self.unit_c.ids)])
        second = self.assigned(
            name="机房", lead_unit_id=self.unit_b.id, duplicate_override=True,
            joint_unit_ids=[(6, 0, self.unit_out.ids)],
        )  # fmt: skip
        third = self.assigned(
            name="设备", lead_unit_id=self.unit_b.id, duplicate_override=True
        )
        record = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create({"matter_id": third.id, "summary": "电话了解"})
        )
        third.action_merge(second, "相同")
        self.assertEqual(record.matter_id, second)
        second.action_merge(first, "相同")
        self.assertEqual(record.matter_id, first)
        self.assertEqual(first.co_unit_ids, self.unit_b | self.unit_c)
        self.assertEqual(first.joint_unit_ids, self.unit_out)
        self.assertEqual(first.source_count, 3)
        with self.assertRaises(AccessError):
            second.action_unmerge("误并")
        with self.assertRaises(UserError):
            third.with_user(self.admin).action_unmerge("误并")
        second.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(second.state, "assigned")
        self.assertEqual(record.matter_id, second)
        self.assertEqual(first.co_unit_ids, self.unit_c)
        self.assertFalse(first.joint_unit_ids)
        third.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(record.matter_id, third)
        self.assertFalse(record.origin_matter_id)
        self.assertEqual(self.env["duban.act"]._verify(first | second | third), [])

    @clause("CORE-7", "LZU-6.1.1d")
    def test_what_comes_back_is_with_the_head_of_today(self):
        first, second = self.assigned(name="甲"), self.assigned(name="乙", duplicate_override=True)  # fmt: skip
        second.action_merge(first, "同一事项")
        new = self.new_person("next_head", unit=self.unit_a)
        self.unit_a.manager_id = self.employee_of(new)
        self.assertEqual(second.sudo().unit_head_id, self.head_a)
        second.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(second.sudo().unit_head_id, new)
        self.assertEqual(self.todos(second, kind="accept").user_id, new)

    @clause("LZU-6.1.1d")
    def test_what_another_merge_brought_stays(self):
        """Two matters merged into one: one of them goes, with its unit; the other and its unit stay until it goes."""
        first = self.assigned()
        second = self.assigned(
            name="机房", lead_unit_id=self.unit_b.id, duplicate_override=True
        )
        third = self.assigned(
            name="设备", lead_unit_id=self.unit_c.id, duplicate_override=True
        )
        for matter in second | third:
            matter.action_merge(first, "相同")
        self.assertEqual(first.co_unit_ids, self.unit_b | self.unit_c)
        second.with_user(self.admin).action_unmerge("误并")
        self.assertEqual(first.co_unit_ids, self.unit_c)
        self.assertEqual(first.source_count, 2)
        third.with_user(self.admin).action_unmerge("误并")
        self.assertFalse(first.co_unit_ids)

    @clause("LZU-6.1.1g")
    def test_each_takes_back_what_it_brought(self):
        """Two merged into one: each goes with its own progress, in whichever order; what the survivor had, and got
        since, stays, and so does what the other one brought, until that goes as well."""
        self.at("2024-03-04")

        def said(matter):
            sudo = matter.sudo()
            calls = sudo.record_ids.filtered(lambda row: row.purpose == "record")
            return (
                set(sudo.feedback_ids.mapped("name")),
                set(calls.mapped("summary")),
            )

        for order in ("乙丙", "丙乙"):
            matters = {}
            for words, unit in (
                ("甲", self.unit_a),
                ("乙", self.unit_a),
                ("丙", self.unit_c),
            ):
                matter = self.accepted(
                    name=f"{order}{words}", lead_unit_id=unit.id, duplicate_override=True
                )  # fmt: skip
                self.feedback(matter, name=words)
                self.env["duban.record"].with_user(self.office_user).create(
                    {"matter_id": matter.id, "summary": words}
                )
                matters[words] = matter
            survivor = matters["甲"]
            for words in "乙丙":
                matters[words].with_user(self.office_user).action_merge(
                    survivor, "相同"
                )
            self.feedback(survivor, name="合并后")
            self.assertEqual(
                said(survivor), ({"甲", "乙", "丙", "合并后"}, {"甲", "乙", "丙"})
            )
            first, last = order
            matters[first].with_user(self.admin).action_unmerge("误并")
            with self.subTest(order=order):
                self.assertEqual(said(matters[first]), ({first}, {first}))
                self.assertEqual(said(survivor), ({"甲", last, "合并后"}, {"甲", last}))
                self.assertEqual(said(matters[last]), (set(), set()))
                matters[last].with_user(self.admin).action_unmerge("误并")
                self.assertEqual(said(matters[first]), ({first}, {first}))
                self.assertEqual(said(matters[last]), ({last}, {last}))
                self.assertEqual(said(survivor), ({"甲", "合并后"}, {"甲"}))

    @clause("LZU-6.1.1g")
    def test_the_date_before_comes_back_while_it_lies_ahead(self):
        for day, due in (("2024-03-15", "2024-03-18"), ("2024-03-18", "2024-04-30")):
            self.at("2024-03-04")
            first = self.assigned(duplicate_override=True)
            second = self.assigned(
                name="机房", duplicate_override=True, date_deadline="2024-04-30"
            )
            second.action_merge(first, "相同", "2024-04-30")
            self.assertEqual(str(first.date_deadline), "2024-04-30")
            self.at(day)
            second.with_user(self.admin).action_unmerge("误并")
            self.assertEqual(str(first.date_deadline), due, day)

    @clause("LZU-6.1.1d", "LZU-6.1.1g", "CORE-34")
    def test_merging_grants_nobody_more_time(self):
        """One due date, of both or of one of them, is the survivor's; a third one is nobody's."""
        self.at("2024-03-04")
        second = {"name": "机房", "duplicate_override": True}
        later = "2024-12-31"
        for own, others in (
            ("2024-03-18", "2024-03-18"),
            ("2024-03-18", False),
            (False, "2024-03-18"),
        ):
            first, other = (
                self.assigned(duplicate_override=True),
                self.assigned(**second),
            )
            first.sudo()._engine_write({"date_deadline": own})
            other.sudo()._engine_write({"date_deadline": others})
            with self.subTest(own=own, others=others):
                for day in (later, "2024-03-11"):
                    with self.assertRaisesRegex(UserError, "2024年3月18日"):
                        with self.cr.savepoint():
                            other.action_merge(first, "相同", day)
                other.action_merge(first, "相同", "2024-03-18")
                self.assertEqual(str(first.date_deadline), "2024-03-18")
        # where it has passed, the survivor keeps its own; one that has none is given one to come
        first, other = self.assigned(duplicate_override=True), self.assigned(**second)
        bare, third = (
            self.assigned(name="设备", duplicate_override=True),
            self.assigned(**second),
        )
        bare.sudo()._engine_write({"date_deadline": False})
        self.at("2024-03-19")
        with self.assertRaises(UserError), self.cr.savepoint():
            other.action_merge(first, "相同", later)
        other.action_merge(first, "相同")
        self.assertEqual(str(first.date_deadline), "2024-03-18")
        third.action_merge(bare, "相同", "2024-03-29")
        self.assertEqual(str(bare.date_deadline), "2024-03-29")

    @clause("CORE-21", "XISU-11.1")
    def test_progress_that_came_is_returned_before_the_matter_is_accepted(self):
        """It was urged, reported and merged; what was reported does not stand, so the urging waits again."""
        self.at("2024-03-04")
        survivor = self.assigned(name="并入")
        matter = self.accepted(name="已并")
        office = matter.with_user(self.office_user)
        self.at("2024-03-05")
        survivor.with_user(self.office_user).action_urge(
            "请抓紧", new_limit="2024-03-12"
        )
        report = self.feedback(matter)
        office.action_merge(survivor.id, "同一事项")
        self.assertEqual(report.sudo().matter_id, survivor.sudo())
        urging = survivor.sudo().record_ids.filtered(
            lambda row: row.purpose == "urging"
        )
        urging._engine_write({"is_settled": True})
        report.with_user(self.office_user).action_return_feedback("不属实")
        self.assertEqual(report.sudo().review_state, "returned")
        self.assertFalse(urging.is_settled)

    def test_urged_together_in_the_same_words(self):
        """Two matters that were urged at once are merged all the same, and separated again."""
        first = self.assigned()
        second = self.assigned(name="机房", duplicate_override=True)
        (first | second).with_user(self.office_user).action_urge("请抓紧")
        second.action_merge(first, "相同")
        self.env.flush_all()
        self.assertEqual(len(first.record_ids.filtered("once_key")), 2)
        # the same words to the same matter on the same day are still refused
        self.assert_refused(first.with_user(self.office_user).action_urge, "请抓紧")
        second.with_user(self.admin).action_unmerge("误并")
        self.env.flush_all()
        self.assertEqual(len(second.record_ids.filtered("once_key")), 1)

    def test_nothing_that_moves_is_unique_by_its_matter_alone(self):
        """What exists once for a matter may come twice to the survivor: its keys count the matter it came from."""
        moved = ("duban.record", "duban.feedback")
        for model in moved:
            self.assertIn("origin_matter_id", self.env[model]._fields)
            for index in self.env[model]._table_objects.values():
                keys = index.get_definition(self.env.registry)
                if "UNIQUE" in keys.upper() and "matter_id" in keys:
                    with self.subTest(model=model, index=index.name):
                        self.assertIn("COALESCE(origin_matter_id, matter_id)", keys)
