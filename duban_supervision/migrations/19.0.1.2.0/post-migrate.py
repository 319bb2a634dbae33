"""What an option demands is a list of codes; frozen rules hold options, bodies, categories and steps, too."""

import hashlib
import json

from psycopg2.extras import Json

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

#: column of duban_option that became a demand: its code (others are requires_<code>)
RENAMED = {
    "is_urging": "urging_counted",
    "is_onsite": "onsite",
    "is_call": "call",
    "refer_discipline": "refer_discipline",
    "refer_supervisory": "refer_supervisory",
    "refer_organisation": "refer_organisation",
}
ADDED = ("options", "bodies", "categories", "bar")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    columns = {code: column for column, code in RENAMED.items()}
    for demand in env["duban.demand"].search([]):
        column = columns.get(demand.code, f"requires_{demand.code}")
        if column_exists(cr, "duban_option", column):
            cr.execute(
                SQL(
                    """
                    INSERT INTO duban_demand_duban_option_rel (duban_option_id, duban_demand_id)
                    SELECT id, %s FROM duban_option WHERE %s ON CONFLICT DO NOTHING
                    """,
                    demand.id,
                    SQL.identifier(column),
                )
            )
    env.invalidate_all()
    env.registry.clear_cache()
    complete_rulesets(env)


def complete_rulesets(env):
    """What matters in force followed so far on the row itself is frozen as it stands at this upgrade."""
    for ruleset in env["duban.ruleset"].search([]):
        rules = ruleset.regulation_id._snapshot()
        content = {**{name: rules[name] for name in ADDED}, **ruleset.content}
        if content == ruleset.content:
            continue
        digest = hashlib.sha256(
            json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()
        # SQL: frozen rules refuse every other way
        env.cr.execute(
            "UPDATE duban_ruleset SET content = %s, digest = %s WHERE id = %s",
            (Json(content), digest, ruleset.id),
        )
    env.invalidate_all()
    env.registry.clear_cache()
