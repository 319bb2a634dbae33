"""The browser: a matter goes to another unit, is objected to, is withdrawn; a person of two institutions."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from tests.clauses import clause
from tests.common import SupervisionCommon
from tests.pictures import taking_pictures

TODOS = "/odoo/supervision-todos"
HOME = "/odoo/supervision-home"


class DutyTours:
    """The same at a desk and on a phone; beside ``SupervisionCommon``."""

    def form(self, matter):
        return f"/odoo/supervision/{matter.id}"

    @clause("CORE-21")
    def test_the_office_reassigns(self):
        matter = self.accepted()
        self.start_tour(
            self.form(matter), "duban_office_reassigns", login=self.office_user.login
        )
        matter.invalidate_recordset()
        self.assertEqual((matter.lead_unit_id, matter.state), (self.unit_c, "assigned"))
        # the old unit finds there what it wrote, and nothing else of the matter
        action = self.env.ref("duban_supervision.duban_former_unit_action")
        with taking_pictures(self.browser_size):
            self.start_tour(
                f"/odoo/action-{action.id}",
                "duban_former_unit_reads",
                login=self.head_a.login,
            )

    @clause("CORE-22")
    def test_a_unit_objects_and_the_office_upholds(self):
        matter = self.assigned()
        self.start_tour(
            self.form(matter), "duban_unit_objects", login=self.head_a.login
        )
        objection = matter.sudo().objection_ids
        self.assertEqual(objection.suggested_unit_id, self.unit_c)
        self.start_tour(TODOS, "duban_office_upholds", login=self.office_user.login)
        self.env.invalidate_all()
        self.assertEqual(objection.state, "upheld")
        self.assertEqual(matter.lead_unit_id, self.unit_c)

    @clause("CORE-24")
    def test_the_office_withdraws_a_wrong_filing(self):
        matter = self.assigned()
        self.start_tour(
            self.form(matter), "duban_office_withdraws", login=self.office_user.login
        )
        matter.invalidate_recordset()
        self.assertEqual(matter.state, "withdrawn")


@tagged("post_install", "-at_install")
class TestDutyDesk(DutyTours, SupervisionCommon, HttpCase):
    browser_size = "1400x900"

    @clause("CORE-39")
    def test_a_person_of_two_institutions(self):
        matter = self.assigned()
        other = self.env["res.company"].create({"name": "另一所学校"})
        person = self.todos(matter, kind="accept").user_id
        person.sudo().write(
            {"company_ids": [Command.link(other.id)], "company_id": other.id}
        )
        for tour in ("duban_two_institutions", "duban_other_institution_is_opened"):
            self.start_tour(
                HOME, tour, login=person.login, cookies={"cids": str(other.id)}
            )


@tagged("post_install", "-at_install")
class TestDutyPhone(DutyTours, SupervisionCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True
