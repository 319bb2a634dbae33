"""Units are found by the names that offices use, where a supervised unit is asked for and nowhere else."""

from odoo.tests import tagged

from tests.clauses import clause
from tests.common import SupervisionCommon

OURS = [("is_supervised_unit", "=", True)]


@tagged("post_install", "-at_install")
class TestUnitNames(SupervisionCommon):
    def names(self, words, domain=OURS, user=None, **kwargs):
        Unit = self.env["hr.department"].with_user(user or self.office_user)
        return [name for _id, name in Unit.name_search(words, domain, **kwargs)]

    @clause("PLUS-X4")
    def test_initials_short_and_former_names(self):
        student, party = self.env["hr.department"].create(
            [
                {"name": "学生工作部", "company_id": self.company.id},
                {"name": "党委办公室", "company_id": self.company.id},
            ]
        )
        for user in (self.office_user, self.head_a):
            for words, wanted in (
                ("jwc", "教务处"),
                ("JW", "教务处"),
                ("学工部", student.name),
                ("党办", party.name),
                ("教务", "教务处"),
            ):
                with self.subTest(words=words, login=user.login):
                    self.assertIn(wanted, self.names(words, user=user))
        self.assertFalse(self.names("zzz"))
        self.assertNotIn("教务处", self.names("学工部"))
        self.env["duban.import.memory"].with_user(self.office_user)._keep(
            self.company, "unit", "教学办", unit_ids=self.unit_a
        )
        self.assertEqual(self.names("教学办"), [self.unit_a.name])

    @clause("PLUS-X4")
    def test_other_searches_stay_as_they_are(self):
        self.assertNotIn("教务处", self.names("jwc", domain=[]))
        self.assertFalse(self.names("jwc", operator="="))
        self.assertNotIn(
            "教务处", self.names("jwc", domain=[*OURS, ("id", "!=", self.unit_a.id)])
        )
        self.assertLessEqual(len(self.names("j", limit=1)), 1)
