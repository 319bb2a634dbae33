"""The annual plan becomes a use of the plan line: what points to the old tables is set aside (see post-migrate)."""

from odoo.tools.sql import column_exists, table_exists


def migrate(cr, version):
    if not table_exists(cr, "duban_lzu_plan"):
        return
    if column_exists(cr, "duban_lzu_meeting", "plan_id"):
        # the new field of that name points to another table
        cr.execute(
            "ALTER TABLE duban_lzu_meeting DROP CONSTRAINT IF EXISTS duban_lzu_meeting_plan_id_fkey"
        )
        cr.execute("ALTER TABLE duban_lzu_meeting RENAME COLUMN plan_id TO old_plan_id")
    # the action of the old table held the address of the new one, and goes only at the end
    cr.execute("UPDATE ir_act_window SET path = NULL WHERE path = 'duban-plans'")
