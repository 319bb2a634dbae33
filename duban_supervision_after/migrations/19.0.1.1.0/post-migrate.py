"""Lists of before keep what was printed: 延期次数 was the number of matters whose date was extended."""

from odoo.tools import SQL

#: lines of frozen tables, which hold the number of extensions from this version on
LINES = ("duban_assessment_line", "duban_bulletin_line")


def migrate(cr, version):
    for table in LINES:
        cr.execute(
            SQL(
                "UPDATE %s SET extensions = extended WHERE COALESCE(extensions, 0) = 0",
                SQL.identifier(table),
            )
        )
