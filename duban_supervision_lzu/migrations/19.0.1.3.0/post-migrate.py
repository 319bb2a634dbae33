"""Annual plans and their items become goals of the plan line; matters, meetings, messages and files follow them.

Then joint meetings that were held are entered in the register of meetings, with their items.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

from odoo.addons.duban_supervision import clock

#: columns of an item that its goal has under the same name
SAME = (
    *("name", "source_category_id", "source_kind_id", "decision_body_id"),
    *("source_document", "lead_unit_id", "leader_in_charge_id", "handler_id"),
    *("measures", "date_deadline", "is_key", "sequence"),
    *("create_uid", "create_date", "write_uid", "write_date"),
)
#: model of what hangs on a record → its table, column of the model and of the record
HANGING = (
    ("mail_message", "model", "res_id"),
    ("mail_followers", "res_model", "res_id"),
    ("ir_attachment", "res_model", "res_id"),
    ("mail_activity", "res_model", "res_id"),
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if table_exists(cr, "duban_lzu_plan"):
        _move(cr, env)
    env["duban.lzu.meeting"]._enter_old_meetings()


def _move(cr, env):
    plans = _plans(cr)
    items = _items(cr, plans)
    _units(cr, items)
    if column_exists(cr, "duban_lzu_plan_item", "resolution_id"):
        # entered in the register of meetings before they were moved
        for old, new in items.items():
            cr.execute(
                "UPDATE duban_goal SET resolution_id ="
                " (SELECT resolution_id FROM duban_lzu_plan_item WHERE id = %s) WHERE id = %s",
                (old, new),
            )
    for old, new in items.items():
        cr.execute(
            "UPDATE duban_matter SET goal_id = %s WHERE lzu_plan_item_id = %s",
            (new, old),
        )
    if column_exists(cr, "duban_lzu_meeting", "old_plan_id"):
        for old, new in plans.items():
            cr.execute(
                "UPDATE duban_lzu_meeting SET plan_id = %s WHERE old_plan_id = %s",
                (new, old),
            )
        cr.execute("ALTER TABLE duban_lzu_meeting DROP COLUMN old_plan_id")
    for table, model, res_id in HANGING:
        for old, new in plans.items():
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = 'duban.goal', %s = %s WHERE %s = 'duban.lzu.plan' AND %s = %s",
                    *(SQL.identifier(name) for name in (table, model, res_id)),
                    new,
                    SQL.identifier(model),
                    SQL.identifier(res_id),
                    old,
                )
            )
    cr.execute(
        "UPDATE mail_activity SET res_model_id = (SELECT id FROM ir_model WHERE model = 'duban.goal')"
        " WHERE res_model = 'duban.goal'"
    )
    cr.execute(
        "UPDATE duban_regulation SET plan_line_enabled = TRUE WHERE lzu_plan_enabled"
    )
    env.invalidate_all()
    env.registry.clear_all_caches()
    goals = env["duban.goal"].browse([*plans.values(), *items.values()])
    env.add_to_compute(goals._fields["tree_order"], goals)
    env.flush_all()


def _plans(cr):
    """{id of the plan: id of its goal}."""
    cr.execute(
        "SELECT id, company_id, regulation_id, name, year, state, date_approved, create_uid, create_date, write_uid,"
        " write_date FROM duban_lzu_plan ORDER BY id"
    )
    found = {}
    for row in cr.dictfetchall():
        found[row["id"]] = _goal(
            cr,
            {
                **{key: value for key, value in row.items() if key != "id"},
                "name": row["name"] or str(row["year"]),
                "level": "year",
                "state": "running" if row["state"] == "approved" else "draft",
                "date_deadline": f"{row['year']}-12-31",
                "date_first": f"{row['year']}-12-31" if row["date_approved"] else None,
                "sequence": 10,
            },
        )
    return found


def _items(cr, plans):
    """{id of the item: id of its goal}."""
    columns = SQL(", ").join(SQL.identifier("i", name) for name in SAME)
    cr.execute(
        SQL(
            """SELECT i.id, i.plan_id, i.meeting_id AS lzu_meeting_id, %s, p.company_id, p.regulation_id, p.year,
                      p.state, p.date_approved
                 FROM duban_lzu_plan_item i JOIN duban_lzu_plan p ON p.id = i.plan_id ORDER BY i.id""",
            columns,
        )
    )
    found = {}
    for row in cr.dictfetchall():
        approved = row["state"] == "approved"
        found[row["id"]] = _goal(
            cr,
            {
                **{k: v for k, v in row.items() if k not in ("id", "plan_id")},
                "level": "task",
                "parent_id": plans[row["plan_id"]],
                "state": "running" if approved else "draft",
                "date_first": row["date_deadline"] if approved else None,
            },
        )
    return found


def _goal(cr, values):
    """Write one goal; its id."""
    values = {"weight": 1, "carried_count": 0, "own_progress": 0, **values}
    cr.execute(
        SQL(
            "INSERT INTO duban_goal (%s) VALUES (%s) RETURNING id",
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(SQL("%s", value) for value in values.values()),
        )
    )
    ((goal_id,),) = cr.fetchall()
    parent = values.get("parent_id")
    path = f"{parent}/{goal_id}/" if parent else f"{goal_id}/"
    cr.execute("UPDATE duban_goal SET parent_path = %s WHERE id = %s", (path, goal_id))
    if values["state"] == "running":
        companies = api.Environment(cr, SUPERUSER_ID, {})["res.company"]
        day = values["date_approved"] or clock.today(
            companies.browse(values["company_id"])
        )
        cr.execute(
            "INSERT INTO duban_goal_event (goal_id, date, user_id, action, create_uid, create_date)"
            " VALUES (%s, %s, COALESCE(%s, 1), 'approve', %s, now() AT TIME ZONE 'UTC')",
            (goal_id, day, values["write_uid"], SUPERUSER_ID),
        )
    return goal_id


def _units(cr, items):
    """Co-units of the items."""
    for old, new in items.items():
        cr.execute(
            "INSERT INTO duban_goal_unit_rel (duban_goal_id, hr_department_id)"
            " SELECT %s, hr_department_id FROM duban_lzu_plan_item_unit_rel WHERE duban_lzu_plan_item_id = %s"
            " ON CONFLICT DO NOTHING",
            (new, old),
        )
