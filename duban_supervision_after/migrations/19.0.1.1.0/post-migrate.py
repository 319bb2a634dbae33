"""Frozen figures keep what was printed: 延期次数 was the number of matters whose date was extended."""


def migrate(cr, version):
    for table in ("duban_assessment_line", "duban_bulletin_line"):
        cr.execute(f"UPDATE {table} SET extensions = extended WHERE COALESCE(extensions, 0) = 0")  # noqa: S608  # fmt: skip
