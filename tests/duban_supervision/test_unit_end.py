"""Units are dissolved and merged with everything that is open going to a successor (CORE-32)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: who may read, not who took part
RIGHTS = (
    "access_user_ids", "extra_access_user_ids", "recused_user_ids", "reader_ids", "meeting_reader_ids", "watcher_ids",
)  # fmt: skip
#: where who is gone is not offered any more
SETTINGS = ("duban.regulation", "duban.import.memory", "duban.gateway")


@tagged("post_install", "-at_install")
class TestUnitEnd(SupervisionCommon):
    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def change(self, user=None, **values):
        return (
            self.env["duban.unit.change"]
            .with_user(user or self.office_user)
            .create(
                {
                    "unit_id": self.unit_a.id,
                    "successor_id": self.unit_c.id,
                    "ground": "机构调整",
                    **values,
                }
            )
        )

    @clause("CORE-32")
    def test_open_matters_go_to_the_successor_in_one_go(self):
        matters = self.env["duban.matter"]
        for _n in range(3):
            matters |= self.accepted()
        co_task = self.assigned(
            lead_unit_id=self.unit_b.id, co_unit_ids=self.units(self.unit_a)
        )
        for matter in matters[:2]:
            self.extension(matter, "2024-05-31").action_submit()
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            self.unit_a.active = False
        self.assertIn(matters[0].display_name, str(refusal.exception))
        self.assertTrue(self.unit_a.active)
        before = (
            self.env["duban.digest"].sudo().search([("user_id", "=", self.head_c.id)])
        )
        with self.one_transaction():
            self.change().action_apply()
        self.assertEqual(matters.sudo().lead_unit_id, self.unit_c)
        self.assertEqual(set(matters.sudo().mapped("state")), {"assigned"})
        self.assertEqual(set(matters.sudo().request_ids.mapped("state")), {"ended"})
        self.assertEqual(co_task.sudo().co_unit_ids, self.unit_c)
        self.assertEqual(co_task.sudo().lead_unit_id, self.unit_b)
        self.assertFalse(self.unit_a.active)
        people = self.head_a | self.worker_a | self.liaison_a
        for matter in matters | co_task:
            self.assertFalse(self.todos(matter).user_id & people)
        after = (
            self.env["duban.digest"].sudo().search([("user_id", "=", self.head_c.id)])
        )
        self.assertEqual(len(after - before), 1, "one message for four matters")
        self.assertEqual(len((after - before).reminder_ids.matter_id), 4)

    @clause("CORE-32", "CORE-23")
    def test_one_unit_becomes_two_and_each_person_hears_of_it(self):
        """Each matter to its own successor; also who only cooperated is told, and who need not decide any more."""
        first, second = self.accepted(name="甲"), self.assigned(name="乙")
        both = self.assigned(
            name="丙", lead_unit_id=self.unit_b.id, co_unit_ids=self.units(self.unit_a, self.unit_c)
        )  # fmt: skip
        self.extension(first, "2024-05-31").action_submit()
        change = self.change()
        change.line_ids.filtered(
            lambda row: row.matter_id == first
        ).successor_id = self.unit_b
        change.action_apply()
        self.assertEqual(first.sudo().lead_unit_id, self.unit_b)
        self.assertEqual(second.sudo().lead_unit_id, self.unit_c)
        self.assertEqual(both.sudo().co_unit_ids, self.unit_c, "once")
        told = self.env["duban.reminder"].sudo()
        moved = told.search([("matter_id", "=", both.id), ("kind", "=", "unit_moved")])
        self.assertEqual(moved.user_id, self.head_a | self.head_c | self.head_b)
        self.assertEqual(len(moved), 3)
        dropped = told.search(
            [("matter_id", "=", first.id), ("kind", "=", "decision_dropped")]
        )
        self.assertEqual(dropped.user_id, self.leader)
        line = first.sudo().request_ids.approval_line_ids
        words = " ".join(line._chain_subject()._words_of_change())
        self.assertIn(self.unit_a.name, words, "who applied, not who leads now")
        self.assertNotIn(self.unit_b.name, words)

    @clause("CORE-32")
    def test_the_successor_stands_once_on_each_matter(self):
        """Where it leads the matter or has the same part already, the part of the unit that ended is gone; beside
        another part it is the successor's own."""
        leads = self.assigned(
            name="甲", lead_unit_id=self.unit_c.id, co_unit_ids=self.units(self.unit_a)
        )
        watches = self.assigned(
            name="乙", lead_unit_id=self.unit_b.id,
            co_unit_ids=self.units(self.unit_a), joint_unit_ids=self.units(self.unit_c),
        )  # fmt: skip
        self.change().action_apply()
        self.assertEqual(leads.sudo().lead_unit_id, self.unit_c)
        self.assertFalse(leads.sudo().co_unit_ids)
        self.assertFalse(
            leads.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
        )
        self.assertFalse(
            self.todos(leads).filtered(lambda todo: todo.duban_key.startswith("co:"))
        )
        self.assertEqual(watches.sudo().co_unit_ids, self.unit_c)
        self.assertEqual(watches.sudo().joint_unit_ids, self.unit_c)

    @clause("CORE-32", "CORE-12")
    def test_the_people_of_a_part_end_with_their_unit(self):
        """Who answered and worked for the co-unit leaves the matter; the successor's head answers and names its own."""
        for kind in ("normal", "sensitive"):
            matter = self.assigned(
                name=kind, lead_unit_id=self.unit_b.id, handler_id=self.worker_b.id, confidentiality=kind,
                co_unit_ids=self.units(self.unit_a),
            )  # fmt: skip
            line = matter.sudo().unit_line_ids.filtered(lambda row: row.role == "co")
            line.with_user(self.head_a).handler_id = self.worker_a
            self.assertTrue(self.as_user(matter, self.worker_a).has_access("read"))
        self.at("2024-03-11")
        matters = self.env["duban.matter"].sudo().search([("co_unit_ids", "in", self.unit_a.ids)])  # fmt: skip
        self.assertEqual(len(matters), 2)
        self.change().action_apply()
        for matter in matters:
            line = matter.unit_line_ids.filtered(lambda row: row.role == "co")
            self.assertEqual(
                (line.department_id, line.head_id, line.handler_id),
                (self.unit_c, self.head_c, self.env["res.users"]),
            )
            # the week until then stays that of the unit that ended
            self.assertEqual(str(line.date_from), "2024-03-11")
            people = [self.head_a.id, self.worker_a.id]
            self.assertEqual(
                matter.co_tenures,
                [[self.unit_a.id, "2024-03-04", "2024-03-11", *people]],
            )
            for user in (self.worker_a, self.head_a):
                self.assertFalse(
                    self.as_user(matter, user).has_access("read"), user.name
                )
            self.assertTrue(self.as_user(matter, self.head_c).has_access("read"))
            self.assertFalse(self.todos(matter).user_id & (self.head_a | self.worker_a))

    @clause("CORE-32", "CORE-20")
    def test_nothing_is_asked_of_a_unit_that_ended(self):
        """Neither a new matter, as lead or co-unit, nor one that is reopened: the office gives that to another unit."""
        matter = self.closed()
        self.change().action_apply()
        for values in (
            {"lead_unit_id": self.unit_a.id},
            {"lead_unit_id": self.unit_b.id, "co_unit_ids": self.units(self.unit_a)},
        ):
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                self.assigned(name="新事项", **values)
            self.assertIn(self.unit_a.name, str(refusal.exception))
        self.recheck(matter, "visit").action_record("failed", "未落实", "2024-04-30")
        todos = self.todos(matter)
        self.assertEqual(todos.user_id, self.office_user)
        self.assertIn(self.unit_a.name, todos[0].summary)
        office = matter.with_user(self.office_user)
        office.action_reassign(self.unit_c.id, "原单位已撤并")
        self.assertEqual(self.todos(matter).user_id, self.head_c)

    @clause("CORE-27", "CORE-32")
    def test_who_took_part_is_read_after_the_unit_or_the_person_is_gone(self):
        """On screen and on paper a closed matter, and what was reported of it, names units and people as they were."""
        matter = self.closed(co_unit_ids=self.units(self.unit_b))
        report = self.env["duban.report.back"].search(
            [("matter_ids", "in", matter.ids)]
        )
        before = matter.sudo()._document_value_co_units()
        self.assertIn(self.unit_b.name, before)
        leaders = report.leader_ids
        self.change(unit_id=self.unit_b.id).action_apply()
        self.president.with_user(self.env.ref("base.user_root")).action_archive()
        self.env.invalidate_all()
        self.assertEqual(matter.co_unit_ids, self.unit_b)
        self.assertEqual(matter.sudo()._document_value_co_units(), before)
        self.assertEqual(report.leader_ids, leaders)
        # the same in every kept record: lists of units and people show who is gone, too
        rules = self.env.registry["duban.regulation.part"]
        hidden = {
            str(field)
            for name, model in self.env.items()
            if name.startswith("duban.")
            and not (model._transient or model._abstract or isinstance(model, rules))
            and name not in SETTINGS
            for field in model._fields.values()
            if field.type == "many2many"
            and field.store
            and field.comodel_name in ("hr.department", "res.users")
            and field.name not in RIGHTS
            and field.context.get("active_test") is not False
        }
        self.assertFalse(hidden)

    @clause("CORE-32", "CORE-21")
    def test_what_was_found_good_is_not_undone_because_its_unit_ends(self):
        matter = self.submitted()
        office = matter.with_user(self.office_user)
        office.action_pass_review("符合要求")
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            self.change().action_apply()
        self.assertIn(matter.display_name, str(refusal.exception))
        self.assertEqual(
            (matter.lead_unit_id, matter.result), (self.unit_a, "已全部更新")
        )
        office.action_close()
        self.change().action_apply()
        self.assertFalse(self.unit_a.active)
        self.assertEqual((office.state, office.result), ("closed", "已全部更新"))

    @clause("CORE-32")
    def test_whatever_it_has_to_do_with_an_open_matter(self):
        """Leads, cooperates, supervises with others, initiated: no unit ends before all of it went to another."""
        for name, value in (
            ("lead_unit_id", self.unit_c.id),
            ("co_unit_ids", self.units(self.unit_c)),
            ("joint_unit_ids", self.units(self.unit_c)),
            ("subject_unit_id", self.unit_c.id),
        ):
            matter = self.assigned(**{"name": name, "content": name, name: value})
            with self.assertRaises(UserError) as refusal, self.cr.savepoint():
                self.unit_c.active = False
            self.assertIn(matter.display_name, str(refusal.exception), name)
            self.env.invalidate_all()
            self.ends(matter, "closed")
        self.unit_c.active = False
        self.assertFalse(self.unit_c.active)

    @clause("CORE-32")
    def test_who_may_and_a_restored_unit_is_seen_at_once(self):
        matter = self.assigned()
        for user in (self.worker_a, self.head_a, self.leader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.change(user).action_apply()
        self.change().action_apply()
        self.unit_a.active = True
        late = self.assigned()
        self.assertTrue(late.with_user(self.worker_a).has_access("read"))
        self.assertTrue(late.with_user(self.worker_a)._is_lead())
        self.assertEqual(matter.sudo().lead_unit_id, self.unit_c)

    @clause("CORE-32")
    def test_only_what_the_unit_has_is_moved(self):
        """The lines of the dialog came from a client; the engine, which reads everything, takes no other matters."""
        other = self.assigned(lead_unit_id=self.unit_b.id)
        part = other.sudo().unit_line_ids.filtered(lambda row: row.role == "lead")
        foreign = self.env["hr.department"].create(
            {"name": "别校", "company_id": self.env["res.company"].create({"name": "别校"}).id}
        )  # fmt: skip
        own = self.assigned()
        for user in (self.office_user, self.admin):
            change = self.change(user)
            change.flush_recordset()
            self.assertEqual(change.line_ids.sudo().matter_id, own)
            line = change.line_ids.create(
                {"change_id": change.id, "part_id": part.id, "successor_id": self.unit_c.id}
            )  # fmt: skip
            with self.assertRaises(UserError), self.cr.savepoint():
                change.action_apply()
            line.unlink()
            change.line_ids.successor_id = foreign
            with self.assertRaises(UserError), self.cr.savepoint():
                change.action_apply()
        self.assertEqual(other.sudo().lead_unit_id, self.unit_b)
        self.assertEqual(own.sudo().lead_unit_id, self.unit_a)

    @clause("CORE-32")
    def test_what_ends_takes_nothing_over(self):
        """Neither the unit itself nor one that is archived, as a whole or for one matter."""
        matter = self.assigned(co_unit_ids=self.unit_b.ids)
        self.unit_c.active = False
        for user in (self.office_user, self.admin):
            for ended in (self.unit_b, self.unit_c):
                change = self.change(
                    user, unit_id=self.unit_b.id, successor_id=ended.id
                )
                self.assert_refused(change.action_apply)
                change = self.change(
                    user, unit_id=self.unit_b.id, successor_id=self.unit_a.id
                )
                change.flush_recordset()
                change.line_ids.successor_id = ended
                self.assert_refused(change.action_apply)
        self.assertEqual(matter.sudo().co_unit_ids, self.unit_b)
        self.assertTrue(self.unit_b.active)

    @clause("CORE-32", "CORE-12", "WUT-26.1c")
    def test_the_dialog_lists_what_its_person_may_read(self):
        """The rest goes with the unit all the same; nobody learns from the list that it is there."""
        self.regulation.routing_enabled = True
        plain, routed = self.accepted(), self.accepted(name="涉纪事项")
        routed.with_user(self.office_user).action_route("disciplinary", "涉及执纪审查")
        self.env.invalidate_all()
        self.assertFalse(routed.with_user(self.office_user).has_access("read"))
        change = self.change()
        self.assertEqual(change.sudo().line_ids.matter_id, plain)
        change.action_apply()
        self.assertEqual((plain | routed).sudo().lead_unit_id, self.unit_c)

    @clause("CORE-32", "CORE-12")
    def test_the_dialog_lists_nothing_to_others(self):
        self.assigned()
        other = self.env["res.company"].create({"name": "另一所学校"})
        stranger = self.new_person("unit_stranger", "admin")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        see = self.office_user | self.admin
        for user in self.worker_a | self.leader:
            self.assert_refused(self.change, user)
        for user in see | stranger:
            seen = int(user in see)
            Change = self.env["duban.unit.change"].with_user(user)
            Change = Change.with_context(allowed_company_ids=user.company_ids.ids)
            values = {"unit_id": self.unit_a.id, "successor_id": self.unit_c.id}
            spec = {"line_ids": {"fields": {"part_id": {}, "matter_id": {}, "role": {}}}}  # fmt: skip
            with self.subTest(user.login):
                said = Change.onchange(values, ["unit_id"], spec)["value"]
                made = [row for row in said.get("line_ids", ()) if row[0] == 0]
                self.assertEqual(len(made), seen)
                made = Change.create({**values, "ground": "机构调整"})
                self.assertEqual(len(made.sudo().line_ids), seen)
