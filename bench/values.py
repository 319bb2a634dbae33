"""Every value of the suite's tables, column by column, before and after an upgrade on which nobody worked in between:
whatever is not the same, or no longer there, has to be named here with what became of it."""

import re

from bench import data

#: columns that say only that somebody touched the row
TOUCHED = ("write_date", "write_uid")
#: what the upgrade may change: "table.column" → why that loses nothing
CHANGED = {
    "duban_ruleset.content": "frozen rules are completed; `rules` compares what was in them",
    "duban_ruleset.digest": "the same",
}
#: what the upgrade may take away although something was in it: table or "table.column" → where it went
GONE = {}
#: columns of options that became demands; others are requires_<code>
DEMANDS = {
    "is_urging": "urging_counted",
    "is_onsite": "onsite",
    "is_call": "call",
    "refer_discipline": "refer_discipline",
    "refer_supervisory": "refer_supervisory",
    "refer_organisation": "refer_organisation",
}
#: beginnings of external ids that may go, with their model: why
GONE_IDS = {
    "ir.model model_base": "nothing of Odoo is changed for other apps any more",
    "ir.model model_duban_abaf_demo": "who plays the demo is no model of the product",
    "ir.model model_duban_lzu_demo": "the same",
    "ir.model model_duban_sie_demo": "the same",
    "ir.model model_duban_wut_demo": "the same",
    "ir.model model_duban_xisu_demo": "the same",
    "ir.model model_duban_lzu_plan": "annual plans are goals of the plan line",
    "ir.model.access access_duban_lzu_plan": "the same",
    "ir.rule duban_lzu_plan_rule": "the same",
    "ir.ui.view duban_lzu_plan_view": "the same",
    "ir.ui.menu duban_lzu_menu_plan_root": "the same",
    "ir.actions.act_window duban_lzu_plan_action": "the same",
}

COLUMNS = """
SELECT c.relname, a.attname, EXISTS (
           SELECT 1 FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'id' AND NOT i.attisdropped)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
   AND (c.relname LIKE 'duban\\_%%' OR c.relname = ANY(%s))
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY 1, 2
"""
#: tables of Odoo that hold something of the suite: which rows
SHARED = {
    "mail_message": "model LIKE 'duban.%%'",
    "mail_followers": "res_model LIKE 'duban.%%'",
    "ir_attachment": "res_model LIKE 'duban.%%'",
}
#: regulations that an addon brings follow it, and their changes tell how; those of an institution's own stay
OWN = "NOT IN (SELECT res_id FROM ir_model_data WHERE model = 'duban.regulation')"
OWN_ROWS = {
    "duban_regulation": f"id {OWN}",
    "duban_option": f"list_id IN (SELECT id FROM duban_option_list WHERE regulation_id {OWN})",
}


def snapshot(options):
    """What the tables hold, and what the changes of regulations tell.

    ``last``: {table: id} of an earlier snapshot; rows that came later are left out.

    :return: {"tables": {name: {"last": highest id, "columns": {name: [digest, how many rows have something in it]}}},
        "told": places of changes that took something away, "demands": {code: options of an institution's own},
        "rules": {"id of frozen rules key": digest}}
    """
    last = options.get("last", {})
    with data.registry(options["db"]).cursor() as cr:
        cr.execute(COLUMNS, [list(SHARED)])
        columns = {}
        for table, column, has_id in cr.fetchall():
            columns.setdefault(table, [[], has_id])[0].append(column)
        return {
            "tables": {
                table: of_table(cr, table, names, has_id, last.get(table))
                for table, (names, has_id) in columns.items()
            },
            "told": rows(
                cr, columns, "duban_regulation_change",
                "SELECT DISTINCT place, 1 FROM duban_regulation_change WHERE coalesce(new, '') = ''",
            ),
            "demands": rows(
                cr, columns, "duban_demand",
                "SELECT d.code, count(*) FROM duban_demand_duban_option_rel r JOIN duban_demand d"
                " ON d.id = r.duban_demand_id JOIN duban_option ON duban_option.id = r.duban_option_id"
                f" WHERE {OWN_ROWS['duban_option']} GROUP BY 1",
            ),
            "rules": rows(
                cr, columns, "duban_ruleset",
                "SELECT id || ' ' || key, md5(value::text) FROM duban_ruleset, jsonb_each(content::jsonb)",
            ),
        }  # fmt: skip


def rows(cr, columns, table, query):
    """{first column: second}; nothing where there is no such table yet."""
    if table not in columns:
        return {}
    cr.execute(query)
    return dict(cr.fetchall())


def of_table(cr, table, names, has_id, last):
    """One table of ``snapshot``."""
    key = "id" if has_id else "1"
    limits = [SHARED.get(table) or OWN_ROWS.get(table) or "TRUE"]
    if table not in OWN_ROWS and "regulation_id" in names and table != "duban_matter":
        limits.append(f"(regulation_id IS NULL OR regulation_id {OWN})")
    if has_id and last is not None:
        limits.append(f"id <= {int(last)}")
    found = {"last": 0, "columns": {}}
    for column in names:
        value = f"coalesce(\"{column}\"::text, '')"
        # pylint: disable-next=sql-injection
        cr.execute(
            f"SELECT md5(string_agg({key} || ':' || {value}, ',' ORDER BY {key}, {value})),"
            f" count(*) FILTER (WHERE {value} NOT IN ('', 'false', '0'))"
            f' FROM "{table}" WHERE {" AND ".join(limits)}',
            [],
        )
        found["columns"][column] = list(cr.fetchone())
    if has_id:
        # pylint: disable-next=sql-injection
        cr.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        found["last"] = cr.fetchone()[0]
    return found


def lost(before, after):
    """What is wrong: values that changed or went without a word here."""
    problems = []
    for table, old in before["tables"].items():
        new = after["tables"].get(table)
        if new is None:
            filled = any(n for _digest, n in old["columns"].values())
            if filled and table not in GONE:
                problems.append(f"the table {table} is gone")
            continue
        for column, (digest, filled) in old["columns"].items():
            name = f"{table}.{column}"
            if column not in new["columns"]:
                demand = DEMANDS.get(column, column.removeprefix("requires_"))
                if table == "duban_option" and demand in after["demands"]:
                    if after["demands"][demand] != filled:
                        problems.append(
                            f"{name}: {filled}, as demands {after['demands'][demand]}"
                        )
                elif filled and name not in GONE:
                    problems.append(f"{name} is gone, which {filled} rows had")
            elif new["columns"][column][0] != digest and not (
                column in TOUCHED or name in CHANGED
            ):
                problems.append(f"{name} is not what it was")
    problems += [
        f"frozen rules {key} are not what they were"
        for key, digest in before["rules"].items()
        if after["rules"].get(key) != digest
    ]
    return problems


def lost_ids(before, now, told):
    """External ids that are gone, but for those named here and rows of a regulation that its changes tell.

    :param told: places of the changes that took something away
    """
    told = {re.sub(r"\W+", "_", place) for place in told}
    problems = []
    for each in set(before) - set(now):
        name, model, _id = each.split(" ")
        if any(f"{model} {name}".startswith(gone) for gone in GONE_IDS):
            continue
        # their values are compared, see `lost`
        if model == "ir.model.fields":
            continue
        kind, _, key = name.partition("_")
        if model == f"duban.{kind}" and any(place.endswith(key) for place in told):
            continue
        problems.append(f"{each} is gone")
    return sorted(problems)
