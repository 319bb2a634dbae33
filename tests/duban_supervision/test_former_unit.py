"""改派: people of a former lead unit keep reading what they wrote, no more (CORE-21), whichever way they ask."""
# pylint: disable=translation-required

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

#: what a unit may have written: (model, what it says, in which field)
OWN = (
    ("duban.feedback", "教务处的进展", "name"),
    ("duban.plan.line", "教务处的节点", "name"),
    ("duban.request", "教务处的申请", "reason"),
    ("duban.record", "教务处的答复", "answer"),
)


@tagged("post_install", "-at_install")
class TestFormerUnit(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # works in the old lead unit and is the liaison of a co-unit
        cls.unit_b.liaison_id = cls.liaison_a

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")

    def handed_over(self, **values):
        """A matter with something of every kind by unit A, given to unit C, which went on with it."""
        matter = self.assigned(**values)
        self.env["duban.plan.line"].with_user(self.worker_a).create(
            {"matter_id": matter.id, "name": "教务处的节点", "date": "2024-03-10"}
        )
        self.accept(matter)
        matter.message_subscribe(
            (self.head_a | self.worker_a | self.office_user).partner_id.ids
        )
        self.file_a = self.file(matter, name="教务处.pdf")
        self.note_a = matter.with_user(self.worker_a).message_post(body="教务处的话")
        files = self.file(matter, name="进展.pdf")
        self.feedback(
            matter, name="教务处的进展", attachment_ids=[Command.link(files.id)]
        )
        self.extension(matter, "2024-04-30", reason="教务处的申请").action_submit()
        urging = (
            self.env["duban.record"]
            .with_user(self.office_user)
            .create(
                {"matter_id": matter.id, "purpose": "inquiry", "summary": "进展如何"}
            )
        )
        urging.with_user(self.worker_a).action_answer("教务处的答复")
        matter.with_user(self.worker_a).write({"result": "教务处的结果"})
        self.at("2024-03-06")
        matter.with_user(self.office_user).action_reassign(self.unit_c.id, "职责已调整")
        late = matter.with_user(self.worker_c)
        self.env["duban.plan.line"].with_user(self.worker_c).create(
            {"matter_id": matter.id, "name": "科研处的节点", "date": "2024-03-12"}
        )
        late.write({"handler_id": self.worker_c.id})
        late.action_accept()
        self.later = self.feedback(matter, self.worker_c, name="科研处的进展")
        self.file_c = self.file(matter, self.worker_c, "科研处.pdf")
        self.note_c = late.message_post(body="科研处的话")
        self.env.invalidate_all()
        return matter.sudo()

    def found(self, user, model, matter):
        rows = self.env[model].with_user(user).with_context(active_test=False)
        return rows.search([("matter_id", "=", matter.id)])

    @clause("CORE-21")
    def test_the_matter_is_gone_whichever_way_it_is_asked_for(self):
        matter = self.handed_over()
        for user in (self.worker_a, self.head_a):
            with self.subTest(user.name):
                Matter = self.env["duban.matter"].with_user(user)
                seen = matter.with_user(user)
                self.assertFalse(seen.has_access("read"))
                for call in (
                    lambda seen=seen: seen.read(["name"]),
                    lambda seen=seen: seen.web_read({"name": {}, "result": {}}),
                    lambda seen=seen: seen.action_export_dossier(),
                ):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        call()
                here = [("id", "=", matter.id)]
                self.assertFalse(Matter.search(here))
                self.assertFalse(Matter.search_count([("name", "=", matter.name)]))
                self.assertFalse(Matter.name_search(matter.name))
                self.assertFalse(Matter._read_group(here, ["state"]))
                self.assertFalse(
                    matter.message_partner_ids & user.partner_id, "does not follow"
                )
                # nobody brings oneself back
                seen.sudo().with_user(user).message_subscribe(user.partner_id.ids)
                self.assertFalse(matter.message_partner_ids & user.partner_id)
                self.assertFalse(self.file_c.with_user(user).has_access("read"))
                self.assertFalse(self.note_c.with_user(user).has_access("read"))
        self.assertIn(self.office_user.partner_id, matter.message_partner_ids)

    @clause("CORE-21")
    def test_it_stands_among_the_matters_of_the_new_unit_only(self):
        """Also for who sees it in another role: one's unit's matters are those that the unit has now."""
        matter = self.handed_over(co_unit_ids=self.units(self.unit_b))
        other = self.assigned(name="仍归教务处")
        for user, unit, expected in (
            (self.liaison_a, self.unit_a | self.unit_b, matter | other.sudo()),
            (self.worker_a, self.unit_a, other.sudo()),
            (self.worker_c, self.unit_c, matter),
            (self.worker_b, self.unit_b, matter),
        ):
            self.assertEqual(user.duban_unit_ids, unit, user.name)
            mine = self.env["duban.matter"].with_user(user)
            found = mine.search([("is_my_unit", "=", True)])
            self.assertEqual(found, expected.with_user(user), user.name)
        # who reads every matter and works in the unit that gave it away
        self.employee_of(self.president).department_id = self.unit_a
        self.env.invalidate_all()
        own = self.env["duban.matter"].with_user(self.president)
        self.assertTrue(matter.with_user(self.president).has_access("read"))
        self.assertEqual(
            own.search([("is_my_unit", "=", True)]), other.with_user(self.president)
        )

    @clause("CORE-21")
    def test_the_leader_of_the_old_unit_without_a_role_of_their_own(self):
        matter = self.assigned()
        self.assertTrue(matter.with_user(self.leader).has_access("read"))
        matter.action_reassign(self.unit_c.id, "职责已调整")
        self.env.invalidate_all()
        self.assertFalse(matter.with_user(self.leader).has_access("read"))
        self.assertTrue(matter.with_user(self.leader2).has_access("read"))

    @clause("CORE-21")
    def test_what_the_unit_wrote_is_read_and_nothing_later(self):
        matter = self.handed_over()
        for user in (self.worker_a, self.head_a):
            for model, words, name in OWN:
                with self.subTest(user.name, model=model):
                    rows = self.found(user, model, matter)
                    self.assertEqual(rows.mapped(name), [words])
                    every = self.env[model].sudo().with_context(active_test=False)
                    every = every.search([("matter_id", "=", matter.id)])
                    self.assertEqual(
                        every.with_user(user)._filtered_access("read"), rows
                    )
                    # read, no more
                    self.assertFalse(rows.has_access("write"))
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        rows.write({name: "改写"})
            self.assertFalse(self.later.with_user(user).has_access("read"))
            self.assertEqual(self.file_a.with_user(user).raw, b"content")
        self.assertIn("教务处的话", self.note_a.with_user(self.worker_a).body)
        feedback = self.found(self.worker_a, "duban.feedback", matter)
        self.assertEqual(feedback.attachment_ids.with_user(self.head_a).raw, b"content")
        request = self.found(self.worker_a, "duban.request", matter)
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.message_post(body="还想说")
        for values in ({"name": "再报"}, {"kind": "co_unit", "name": "再报"}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.feedback(matter, self.worker_a, **values)
        # nobody else gained anything by it
        for user in (self.outsider, self.worker_b, self.admin):
            for model, words, _name in OWN:
                rows = self.found(user, model, matter)
                with self.subTest(user.name, model=model):
                    self.assertEqual(bool(rows), user == self.admin, words)

    @clause("CORE-21")
    def test_the_line_of_the_tenure_says_what_the_unit_wrote(self):
        matter = self.handed_over()
        action = self.env.ref("duban_supervision.duban_former_unit_action")
        view = self.env.ref("duban_supervision.duban_matter_unit_view_form_former")
        domain = [("role", "=", "former"), ("is_own_unit", "=", True)]
        self.assertEqual(str(domain), action.domain)
        for user in (self.worker_a, self.head_a):
            Line = self.env["duban.matter.unit"].with_user(user)
            line = Line.search(domain)
            self.assertEqual(line.department_id, self.unit_a)
            with Form(line, view) as form:
                self.assertIn(matter.name, form.handed_over_title)
                self.assertIn("教务处的结果", form.handed_over_result)
                shown = form.own_feedback_ids[:]
                self.assertEqual(shown.mapped("name"), ["教务处的进展"])
                self.assertEqual(form.own_plan_line_ids[:].name, "教务处的节点")
                self.assertEqual(form.own_request_ids[:].reason, "教务处的申请")
                self.assertEqual(form.own_record_ids[:].answer, "教务处的答复")
                names = form.own_file_ids[:].mapped("name")
                self.assertIn("教务处.pdf", names)
                self.assertNotIn("科研处.pdf", names)
            self.env.invalidate_all()
            [said] = line.web_read({"matter_id": {"fields": {"display_name": {}}}})
            self.assertNotIn(matter.name, said["matter_id"]["display_name"])
        for user in (self.outsider, self.worker_b):
            Line = self.env["duban.matter.unit"].with_user(user)
            self.assertFalse(Line.search([("matter_id", "=", matter.id)]))

    @clause("CORE-21", "CORE-9")
    def test_whoever_stands_on_it_in_another_role_reads_on(self):
        matter = self.handed_over(co_unit_ids=self.units(self.unit_b))
        for user in (self.liaison_a, self.worker_b, self.worker_c, self.leader):
            with self.subTest(user.name):
                seen = matter.with_user(user)
                self.assertEqual(seen.name, matter.name)
                self.assertIn(self.later, self.found(user, "duban.feedback", matter))
                self.assertTrue(self.file_c.with_user(user).has_access("read"))
        self.assertFalse(matter.with_user(self.worker_a).has_access("read"))

    @clause("CORE-21", "CORE-12")
    def test_of_a_protected_matter_nothing_is_left(self):
        matter = self.handed_over()
        matter.with_user(self.office_user).write({"confidentiality": "sensitive"})
        self.env.invalidate_all()
        for user in (self.worker_a, self.head_a):
            for model in (*(row[0] for row in OWN), "duban.matter.unit"):
                self.assertFalse(self.found(user, model, matter), model)
            self.assertFalse(self.file_a.with_user(user).has_access("read"))
            self.assertFalse(self.note_a.with_user(user).has_access("read"))

    @clause("CORE-12", "CORE-21")
    def test_the_list_of_a_protected_matter_follows_the_unit(self):
        """Officer; head, handler, leader of the unit that leads now; who led before is off it until it comes back."""
        matter = self.assigned(
            confidentiality="sensitive", co_unit_ids=self.units(self.unit_b)
        )
        office = matter.with_user(self.office_user)
        always = self.office_user | self.head_b
        first = always | self.head_a | self.leader
        listed = lambda: matter.sudo().access_user_ids  # noqa: E731
        self.assertEqual(listed(), first | self.worker_a)
        matter.sudo().message_subscribe((self.head_a | self.worker_a).partner_id.ids)
        office.action_reassign(self.unit_c.id, "职责已调整")
        self.assertEqual(listed(), always | self.head_c | self.leader2)
        gone = self.head_a | self.worker_a | self.leader
        self.assertFalse(matter.sudo().message_partner_ids & gone.partner_id)
        for user in gone | self.liaison_a:
            self.assertFalse(self.as_user(matter, user).has_access("read"), user.name)
        # also after the list was made anew for another reason
        matter.with_user(self.head_c).handler_id = self.worker_c
        now = always | self.head_c | self.worker_c | self.leader2
        self.assertEqual(listed(), now)
        office.action_reassign(self.unit_a.id, "仍归教务处")
        self.assertEqual(listed(), first)
        self.assertFalse(self.as_user(matter, self.worker_c).has_access("read"))

    @clause("CORE-21", "WUT-8.1b", "SIE-8.1b")
    def test_who_is_recused_reads_nothing_of_it_any_more(self):
        """Nor what the own unit wrote, whoever declared it; colleagues who are not recused read on."""
        matter = self.handed_over()
        recusal = self.env["duban.recusal"].with_user(self.office_user).create(
            {"matter_id": matter.id, "user_id": self.worker_a.id, "ground": "利害关系"}
        )  # fmt: skip
        self.env.invalidate_all()
        for model in (*(row[0] for row in OWN), "duban.matter.unit"):
            self.assertFalse(self.found(self.worker_a, model, matter), model)
            self.assertTrue(self.found(self.head_a, model, matter), model)
        own = (self.file_a.with_user(self.worker_a), self.note_a.with_user(self.worker_a))  # fmt: skip
        for record in own:
            self.assertFalse(record.has_access("read"), record)
        self.assertTrue(self.file_a.with_user(self.head_a).has_access("read"))
        recusal.action_revoke()
        self.env.invalidate_all()
        self.assertTrue(self.found(self.worker_a, "duban.feedback", matter))
        for record in own:
            self.assertTrue(record.has_access("read"), record)

    @clause("CORE-21")
    def test_a_unit_that_comes_back_reads_everything(self):
        matter = self.handed_over()
        matter.with_user(self.office_user).action_reassign(self.unit_a.id, "仍归教务处")
        self.env.invalidate_all()
        self.assertIn(self.later, self.found(self.worker_a, "duban.feedback", matter))
        self.assertFalse(matter.with_user(self.worker_c).has_access("read"))
        self.assertEqual(self.found(self.head_c, "duban.feedback", matter), self.later)

    @clause("CORE-21")
    def test_people_of_another_institution_are_not_the_unit(self):
        """The same department in another company's view, and a person who changed units, read nothing of it."""
        matter = self.handed_over()
        self.employee_of(self.head_a).department_id = self.unit_out
        self.unit_a.manager_id = self.employee_of(self.worker_a)
        self.env.invalidate_all()
        self.assertFalse(self.found(self.head_a, "duban.feedback", matter))
        other = self.env["res.company"].create({"name": "另一学校"})
        self.worker_a.company_ids = [Command.link(other.id)]
        elsewhere = self.env["duban.feedback"].with_user(self.worker_a)
        elsewhere = elsewhere.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search([("matter_id", "=", matter.id)]))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.later.with_user(self.worker_a).read(["name"])

    @clause("CORE-21", "CORE-23")
    def test_of_two_on_one_day_the_last_one_hears(self):
        matter = self.assigned()
        office = matter.with_user(self.office_user)
        for unit in (self.unit_b, self.unit_c):
            # each call of a client reads the lines anew, the lead first
            self.env.flush_all()
            self.env.invalidate_all()
            office.action_reassign(unit.id, "职责已调整")
        notices = self.env["duban.reminder"].search(
            [("matter_id", "=", matter.id), ("kind", "=", "reassigned")]
        )
        last = notices.filtered(lambda row: row.key == max(notices.mapped("key")))
        self.assertIn(self.head_b, last.user_id)
        self.assertIn(self.head_c, last.user_id)
        self.assertNotIn(self.head_a, last.user_id, "no longer its matter")
        words = matter._words_reassigned("", self.head_c)[0]
        self.assertEqual(words, f"{self.unit_b.name} → {self.unit_c.name}")
