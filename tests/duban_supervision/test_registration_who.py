"""Who puts what on record, for which office, and again after a matter was reopened (ABAF-14, ABAF-16.4a)."""

from odoo.tests import tagged

from tests.common import SupervisionCommon


@tagged("post_install", "-at_install")
class TestWhoRegisters(SupervisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["duban.registration.rule"].create(
            [
                {"regulation_id": cls.regulation.id, "document": document, "office": office, "is_automatic": automatic}
                for document, office, automatic in (
                    ("filing", "organisation", False),
                    ("completion", "office", True),
                    ("completion", "organisation", False),
                    ("completion", "discipline", False),
                )
            ]
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.at("2024-03-04")
        # two offices of which one may read the matter, as joint department, and one may not
        self.matter_ = self.accepted(joint_unit_ids=[(6, 0, self.organisation.ids)])

    def end(self, matter, result="完成"):
        worker = matter.with_user(self.worker_a)
        worker.write({"result": result})
        worker.action_submit_result()
        office = matter.with_user(self.office_user)
        office.action_pass_review("同意")
        office.action_close()

    def rows(self, document="completion"):
        rows = self.matter_.sudo().registration_ids.filtered(
            lambda row: row.document == document
        )
        return [(row.department_id, row.user_id, str(row.date)) for row in rows]

    def test_each_office_registers_for_itself(self):
        """Nobody signs for another office, whether or not that office may read the matter."""
        self.end(self.matter_)
        self.assertEqual(self.rows(), [(self.office, self.office_user, "2024-03-04")])
        for user in (
            self.office_user,
            self.head_a,
            self.worker_a,
            self.leader,
            self.admin,
            self.head_b,
            self.supervisory_user,
        ):
            self.assert_refused(
                self.matter_.with_user(user).action_register_document, "completion"
            )
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(
            self.todos(self.matter_, kind="register").user_id,
            self.organisation_user | self.discipline_user,
        )
        self.at("2024-03-06")
        self.matter_.with_user(self.organisation_user).action_register_document(
            "completion"
        )
        self.at("2024-03-07")
        self.matter_.with_user(self.discipline_user).action_register_document(
            "completion"
        )
        self.assertEqual(
            self.rows()[1:],
            [
                (self.organisation, self.organisation_user, "2024-03-06"),
                (self.discipline, self.discipline_user, "2024-03-07"),
            ],
        )
        for user in (self.organisation_user, self.discipline_user):
            self.assert_refused(
                self.matter_.with_user(user).action_register_document, "completion"
            )
        self.matter_.with_user(self.organisation_user).action_register_document(
            "filing"
        )
        self.assertFalse(self.todos(self.matter_, kind="register"))

    def test_an_office_without_people_is_named_to_the_office(self):
        """What only it may register does not wait in silence; nobody registers in its stead."""
        self.organisation_user.with_user(
            self.env.ref("base.user_root")
        ).action_archive()
        self.end(self.matter_)
        todo = self.todos(self.matter_, self.office_user)
        todo = todo.filtered(lambda row: row.duban_key.startswith("vacant:"))
        self.assertEqual(len(todo), 1, "once, for filing and completion")
        self.assertIn(self.organisation.name, todo.summary)
        self.assertEqual(
            self.todos(self.matter_, kind="register").user_id, self.discipline_user
        )
        self.assertEqual(self.rows(), [(self.office, self.office_user, "2024-03-04")])

    def test_the_filing_is_not_the_completion(self):
        """Not closed yet: its filing can be registered, a completion cannot."""
        self.assert_refused(
            self.matter_.with_user(self.organisation_user).action_register_document,
            "completion",
        )
        self.matter_.with_user(self.organisation_user).action_register_document(
            "filing"
        )
        self.assertEqual(
            self.rows("filing"),
            [(self.organisation, self.organisation_user, "2024-03-04")],
        )
        self.assertFalse(self.rows())

    def test_a_completion_before_it_was_reopened_is_another(self):
        self.end(self.matter_)
        for user in (self.discipline_user, self.organisation_user):
            self.matter_.with_user(user).action_register_document("completion")
        self.assertEqual(len(self.rows()), 3)
        self.at("2024-03-11")
        recheck = self.recheck(self.matter_, "visit")
        recheck.action_record("failed", "两台未装", "2024-04-30")
        self.assertEqual(self.matter_.sudo().state, "in_progress")
        self.at("2024-03-20")
        self.end(self.matter_, "两台已补装")
        self.assertEqual(
            sorted(day for _unit, _user, day in self.rows()),
            ["2024-03-04"] * 3 + ["2024-03-20"],
        )
        todo = self.todos(self.matter_, kind="register")
        self.assertEqual(todo.user_id, self.organisation_user | self.discipline_user)
        for user in (self.discipline_user, self.organisation_user):
            self.matter_.with_user(user).action_register_document("completion")
        self.assertEqual(len(self.rows()), 6)
