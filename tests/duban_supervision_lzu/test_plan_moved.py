"""An upgrade moves annual plans into the plan line: nothing is lost, meetings, matters and messages follow."""

import runpy
from pathlib import Path

from odoo.tests import tagged

from tests.clauses import clause

from .common import LzuCommon

FOLDER = (
    Path(__file__).parents[2] / "duban_supervision_lzu" / "migrations" / "19.0.1.3.0"
)
OLD = """
    CREATE TABLE duban_lzu_plan (id serial PRIMARY KEY, company_id integer, regulation_id integer, name varchar,
        year integer, state varchar, date_approved date, create_uid integer, create_date timestamp, write_uid integer,
        write_date timestamp);
    CREATE TABLE duban_lzu_plan_item (id serial PRIMARY KEY, plan_id integer, meeting_id integer, name varchar,
        source_category_id integer, source_kind_id integer, decision_body_id integer, source_document varchar,
        lead_unit_id integer, leader_in_charge_id integer, handler_id integer, measures text, date_deadline date,
        is_key boolean, sequence integer, create_uid integer, create_date timestamp, write_uid integer,
        write_date timestamp);
    CREATE TABLE duban_lzu_plan_item_unit_rel (duban_lzu_plan_item_id integer, hr_department_id integer);
    ALTER TABLE duban_matter ADD COLUMN lzu_plan_item_id integer;
"""


@tagged("post_install", "-at_install")
class TestPlanMoved(LzuCommon):
    def run_script(self, name):
        runpy.run_path(str(FOLDER / name))["migrate"](self.env.cr, "19.0.1.1.0")

    @clause("PLUS-P1")
    def test_plans_become_goals(self):
        self.at("2024-02-26")
        matter = self.filed(name="更新教学用机房")
        meeting = (
            self.env["duban.lzu.meeting"]
            .with_user(self.office_user)
            .create({"date": "2024-02-26"})
        )
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(OLD)
        for year, state, approved in ((2024, "approved", "2024-02-26"), (2025, "draft", None)):  # fmt: skip
            cr.execute(
                "INSERT INTO duban_lzu_plan (id, company_id, regulation_id, name, year, state, date_approved,"
                " create_uid, write_uid, create_date) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, now())",
                (
                    year, self.company.id, self.regulation.id, f"{year} 年度督查计划", year, state, approved,
                    self.office_user.id, self.office_user.id,
                ),
            )  # fmt: skip
        cr.execute(
            "INSERT INTO duban_lzu_plan_item (id, plan_id, meeting_id, name, lead_unit_id, date_deadline, measures,"
            " sequence) VALUES (7, 2024, %s, '更新教学用机房', %s, '2024-11-30', '分批采购', 20),"
            " (8, 2025, NULL, '草案', %s, '2025-06-30', NULL, 10)",
            (meeting.id, self.unit_b.id, self.unit_a.id),
        )
        cr.execute(
            "INSERT INTO duban_lzu_plan_item_unit_rel VALUES (7, %s)", (self.unit_c.id,)
        )
        cr.execute(
            "UPDATE duban_matter SET lzu_plan_item_id = 7 WHERE id = %s", (matter.id,)
        )
        cr.execute(
            "INSERT INTO mail_message (model, res_id, message_type, body)"
            " VALUES ('duban.lzu.plan', 2024, 'comment', '记') RETURNING id"
        )
        ((message_id,),) = cr.fetchall()
        cr.execute("ALTER TABLE duban_lzu_meeting ADD COLUMN old_plan_id integer")
        cr.execute(
            "UPDATE duban_lzu_meeting SET old_plan_id = 2024 WHERE id = %s",
            (meeting.id,),
        )
        self.run_script("post-migrate.py")
        self.env.invalidate_all()
        goals = self.env["duban.goal"].search([("company_id", "=", self.company.id)])
        plan, draft = goals.filtered(lambda row: row.level == "year")
        task = plan.child_ids
        self.assertEqual(
            [(plan.year, plan.state, plan.name), (draft.year, draft.state)],
            [(2024, "running", "2024 年度督查计划"), (2025, "draft")],
        )
        self.assertEqual(
            (task.name, task.lead_unit_id, task.co_unit_ids, str(task.date_first), task.measures, task.state),
            ("更新教学用机房", self.unit_b, self.unit_c, "2024-11-30", "分批采购", "running"),
        )  # fmt: skip
        self.assertEqual((task.lzu_meeting_id, meeting.plan_id), (meeting, plan))
        self.assertEqual((matter.goal_id, task.matter_ids), (task, matter))
        self.assertEqual(plan.event_ids.user_id, self.office_user)
        message = self.env["mail.message"].browse(message_id)
        self.assertEqual((message.model, message.res_id), ("duban.goal", plan.id))
        self.assertEqual(goals.search([("id", "child_of", plan.id)]), plan | task)
        self.assertEqual(draft.child_ids.mapped("state"), ["draft"])
        self.assertFalse(draft.child_ids.date_first)

    @clause("PLUS-M1", "LZU-3.1b")
    def test_held_joint_meetings_and_what_they_decided_enter_the_register(self):
        """An existing database: held meetings become meetings of the register, their items its decided items."""
        self.at("2024-02-26")
        matter = self.filed(name="更新教学用机房", lead_unit_id=self.unit_b.id)
        named = self.filed(
            meeting_date="2024-02-20", minutes_number="校办纪〔2024〕2号"
        )
        held, prepared = self.env["duban.lzu.meeting"].with_user(self.office_user).create(
            [
                {"date": "2024-02-26", "minutes": "会议研究了年度督查计划。", "agenda": "研究计划"},
                {"date": "2024-03-11"},
            ]
        )  # fmt: skip
        words = named.read(["decision_body_id", "meeting_date", "minutes_number"])
        # as it was before there was a register
        named._engine_write({"meeting_id": False})
        (matter | named)._engine_write({"goal_id": False})
        self.env["duban.meeting"].search(
            [("company_id", "=", self.company.id)]
        ).sudo().unlink()
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(OLD)
        cr.execute(
            "INSERT INTO duban_lzu_plan (id, company_id, regulation_id, name, year, state, date_approved)"
            " VALUES (2024, %s, %s, '2024 年度督查计划', 2024, 'approved', '2024-02-26')",
            (self.company.id, self.regulation.id),
        )
        cr.execute(
            "INSERT INTO duban_lzu_plan_item (id, plan_id, meeting_id, name, lead_unit_id, date_deadline, sequence)"
            " VALUES (7, 2024, %(held)s, '更新教学用机房', %(b)s, '2024-11-30', 20),"
            " (8, 2024, %(held)s, '修订考试办法', %(a)s, '2024-06-30', 10),"
            " (9, 2024, %(prepared)s, '尚未议定的事项', %(a)s, NULL, 30)",
            {
                "held": held.id,
                "prepared": prepared.id,
                "a": self.unit_a.id,
                "b": self.unit_b.id,
            },
        )
        cr.execute(
            "INSERT INTO duban_lzu_plan_item_unit_rel VALUES (7, %s)", (self.unit_c.id,)
        )
        cr.execute(
            "UPDATE duban_matter SET lzu_plan_item_id = 7 WHERE id = %s", (matter.id,)
        )
        cr.execute("ALTER TABLE duban_lzu_meeting ADD COLUMN old_plan_id integer")
        cr.execute(
            "UPDATE duban_lzu_meeting SET old_plan_id = 2024, state = CASE WHEN id = %s THEN 'held' ELSE 'draft' END"
            " WHERE id IN %s",
            (held.id, (held.id, prepared.id)),
        )
        self.env.invalidate_all()
        self.env["duban.meeting"]._link_old_matters()  # the addon's own installation
        for _again in range(2):
            self.run_script("post-migrate.py")
            cr.execute("DROP TABLE IF EXISTS duban_lzu_plan CASCADE")
            self.env.invalidate_all()
            meetings = self.env["duban.meeting"].search(
                [("company_id", "=", self.company.id)]
            )
            entered = held.register_id
            self.assertEqual(meetings, entered | named.meeting_id)
            self.assertFalse(prepared.register_id)
            self.assertEqual(
                (entered.body_id.code, str(entered.date), entered.minutes_text),
                ("joint", "2024-02-26", "会议研究了年度督查计划。"),
            )
            self.assertEqual(
                [
                    (row.name, row.lead_unit_id, row.co_unit_ids, str(row.date_due), row.status)
                    for row in entered.resolution_ids
                ],
                [
                    ("修订考试办法", self.unit_a, self.unit_a.browse(), "2024-06-30", "open"),
                    ("更新教学用机房", self.unit_b, self.unit_c, "2024-11-30", "supervised"),
                ],
            )  # fmt: skip
            self.assertEqual(entered.resolution_ids.matter_ids, matter)
            self.assertEqual(entered.activity_ids.user_id, entered._office_contact())
            self.assertEqual(len(entered.activity_ids), 1)
            self.assertEqual(
                (named.meeting_id.date, named.meeting_id.minutes_number),
                (named.meeting_date, "校办纪〔2024〕2号"),
            )
            self.assertEqual(words, named.read(list(words[0].keys() - {"id"})))

    def test_a_new_database_has_nothing_to_move(self):
        before = self.env["duban.goal"].search_count([])
        for name in ("pre-migrate.py", "post-migrate.py"):
            self.run_script(name)
        self.assertEqual(self.env["duban.goal"].search_count([]), before)
