"""Eight clerks file at the same moment, each in a database session of their own."""

import threading

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from tests.clauses import clause

from .common import AbafCommon

CLERKS = 8


@tagged("post_install", "-at_install")
class TestConcurrentFiling(BaseCase):
    """Needs committed data, so it brings an institution of its own into the throwaway database of the test run."""

    def committed_institution(self):
        """Eight proposals that the leaders approved, and eight clerks of the office: (matter ids, clerk ids)."""

        class Institution(AbafCommon):
            institution = "clerks"

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            Institution.env = env
            Institution.company = env["res.company"].create({"name": "Eight clerks"})
            Institution._create_units()
            Institution._create_people()
            Institution.regulation = Institution._create_regulation()
            Institution.regulation.write(
                {
                    "office_id": Institution.office.id,
                    "office_leader_id": Institution.office_leader.id,
                    "principal_leader_ids": [Command.set(Institution.secretary.ids)],
                }
            )
            Institution.calendar_a()
            Institution.env = env(
                context=dict(env.context, allowed_company_ids=Institution.company.ids)
            )
            fixture = Institution()
            matters = [fixture.proposed(name=f"事项{n}") for n in range(CLERKS)]
            for matter in matters:
                fixture.approve(matter)
            clerks = [
                Institution.new_person(f"clerk{n}", "office", Institution.office)
                for n in range(CLERKS)
            ]
            self.company_id = Institution.company.id
            return [matter.id for matter in matters], [clerk.id for clerk in clerks]

    def forget(self, matter_ids):
        """Take the committed matters away again: other tests count what is in the database."""
        guarded = ("duban_act", "duban_matter")
        with self.registry.cursor() as cr:
            for table in guarded:
                cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cr.execute(
                "DELETE FROM mail_activity WHERE res_model = 'duban.matter' AND res_id = ANY(%s)",
                (matter_ids,),
            )
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'duban.matter' AND res_id = ANY(%s)",
                (matter_ids,),
            )
            # with their numbers: a check of the house would miss them
            cr.execute(
                """DELETE FROM duban_number WHERE company_id IN
                   (SELECT company_id FROM duban_matter WHERE id = ANY(%s))""",
                (matter_ids,),
            )
            cr.execute("DELETE FROM duban_matter WHERE id = ANY(%s)", (matter_ids,))
            # Nobody else's tour shall pick one of these people by name.
            cr.execute(
                "UPDATE res_users SET active = FALSE WHERE login LIKE 'clerks\\_%%'"
            )
            for table in guarded:
                cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def file(self, clerk_id, matter_id, barrier, numbers):
        """One clerk clicks "file", and once more if told that somebody else was faster."""
        for attempt in range(3):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(
                        cr, clerk_id, {"allowed_company_ids": [self.company_id]}
                    )
                    matter = env["duban.matter"].browse(matter_id)
                    matter.read(
                        ["state"]
                    )  # the snapshot is older than the others' commits
                    if not attempt:
                        barrier.wait(30)
                    retrying(matter.action_file, env)
                    numbers[matter_id] = matter.number
                return
            except SerializationFailure:
                continue

    @clause("ABAF-16.1")
    def test_gapless(self):
        self.registry = Registry(get_db_name())
        matter_ids, clerk_ids = self.committed_institution()
        self.addCleanup(self.forget, matter_ids)
        barrier, numbers = threading.Barrier(CLERKS), {}
        threads = [
            threading.Thread(target=self.file, args=(clerk, matter, barrier, numbers))
            for clerk, matter in zip(clerk_ids, matter_ids, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        year = fields.Date.today().year
        self.assertEqual(
            sorted(numbers.values()),
            [f"阿职督办〔{year}〕{n}号" for n in range(1, CLERKS + 1)],
        )
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            matters = env["duban.matter"].browse(matter_ids)
            self.assertEqual(set(matters.mapped("state")), {"filed"})
            self.assertEqual(len(matters.filed_by_id), CLERKS)
            self.assertEqual(env["duban.act"]._verify(matters), [])
