"""Gapless yearly numbers."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


def tells_years_apart(pattern):
    """Whether numbers of ``pattern`` say their year."""
    return pattern.format(year=2000, n=1) != pattern.format(year=2001, n=1)


class DubanNumber(models.Model):
    """A counter per company, kind of document and year.

    Numbers are taken by one upsert whose row lock is held to the end of the transaction: a second clerk waits or is
    retried by Odoo, and a rolled back filing gives its number back. ``ir.sequence`` without gaps refuses the second
    clerk instead (``NOWAIT``) and has no year of its own.
    """

    _name = "duban.number"
    _description = "Number counter"
    _inherit = ["duban.screen"]
    _order = "company_id, kind, year desc"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind = fields.Char(required=True)
    year = fields.Integer(required=True)
    last = fields.Integer(required=True)

    _kind_uniq = models.UniqueIndex("(company_id, kind, year)")

    @api.model
    def _take(self, company, kind, year, pattern, count=1):
        """Take ``count`` consecutive numbers.

        A pattern without ``{year}`` has one series that goes on over the years, above all that was counted before: a
        number that begins anew would be that of another matter (CORE-5).

        :param company: ``res.company`` record
        :param kind: ``matter``, ``urging``, ``notice``, ``bulletin`` …
        :param year: year of the number
        :param pattern: format with ``{n}`` and ``{year}``
        :return: list of ``count`` formatted numbers
        """
        series = year if tells_years_apart(pattern) else 0
        self.env.cr.execute(
            """
            INSERT INTO duban_number AS number (company_id, kind, year, last)
            SELECT %(company)s, %(kind)s, %(series)s, %(count)s + coalesce(max(last), 0)
              FROM duban_number
             WHERE company_id = %(company)s AND kind = %(kind)s AND %(series)s = 0
            ON CONFLICT (company_id, kind, year) DO UPDATE SET last = number.last + %(count)s
            RETURNING last
            """,
            {
                "company": company.id,
                "kind": kind,
                "series": series,
                "count": count,
            },
        )
        last = self.env.cr.fetchone()[0]
        return [
            pattern.format(year=year, n=n) for n in range(last - count + 1, last + 1)
        ]


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def _pattern_fields(self):
        """Names of the settings that are patterns of numbers. Hook."""
        return [
            "number_pattern",
            "urging_number_pattern",
            "notice_number_pattern",
            "bulletin_number_pattern",
        ]

    @api.constrains(lambda self: self._pattern_fields())
    def _check_patterns(self):
        for regulation in self:
            for name in self._pattern_fields():
                pattern = regulation[name]
                if not pattern:
                    continue
                try:
                    valid = pattern.format(year=2000, n=1) != pattern.format(
                        year=2000, n=2
                    )
                except (KeyError, IndexError, ValueError, AttributeError):
                    valid = False
                if not valid:
                    raise ValidationError(
                        self.env._(
                            "The number pattern “%s” must contain {n} and may contain {year}.",
                            pattern,
                        )
                    )
