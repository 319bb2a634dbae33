"""Likely duplicates: the same task from different sources, proposed while it is typed and in a list (LZU-2.3, 6.1.1c).

Titles are compared in the database by trigrams (``pg_trgm``, which knows Chinese where the database's character type
does); equal titles, equal source items and equal contents for the same unit count everywhere.
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import inputs

#: states from which a matter may still be merged (T18)
MERGEABLE_STATES = ("filed", "assigned", "in_progress")


class DubanDuplicate(models.Model):
    """Two open matters that look like one: the list from which the office merges."""

    _name = "duban.duplicate"
    _description = "Likely duplicate"
    _inherit = ["duban.screen"]
    _auto = False
    _order = "score desc, id"
    _rec_name = "matter_id"

    matter_id = fields.Many2one("duban.matter", readonly=True)
    twin_id = fields.Many2one("duban.matter", "Looks like", readonly=True)
    lead_unit_id = fields.Many2one("hr.department", "Lead unit", readonly=True)
    twin_unit_id = fields.Many2one("hr.department", "Its lead unit", readonly=True)
    office_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date_filed = fields.Date("Filed on", readonly=True)
    score = fields.Integer("Similarity (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        Matter = self.env["duban.matter"]
        return SQL(
            """
            SELECT b.id::bigint * 100000000 + a.id AS id, b.id AS matter_id, a.id AS twin_id,
                   b.lead_unit_id, a.lead_unit_id AS twin_unit_id, b.office_id, b.company_id, b.date_filed,
                   CASE WHEN a.name = b.name THEN 100 ELSE (100 * %(score)s)::int END AS score
              FROM duban_matter a
              JOIN duban_regulation r ON r.id = a.regulation_id AND r.duplicate_detection
              JOIN duban_matter b ON b.id > a.id AND b.company_id = a.company_id AND b.office_id = a.office_id
                   AND %(similar)s
             WHERE a.state IN %(states)s AND b.state IN %(states)s
               AND a.confidentiality = 'normal' AND b.confidentiality = 'normal'
               AND a.parent_id IS DISTINCT FROM b.id AND b.parent_id IS DISTINCT FROM a.id
            """,
            score=Matter._sql_similarity(SQL("a.name"), SQL("b.name")),
            similar=Matter._sql_similar(
                SQL("a.name"), SQL("b.name"), SQL("r.duplicate_similarity / 100.0")
            ),
            states=MERGEABLE_STATES,
        )

    def action_merge(self, reason=None):
        """Merge each matter into the one that was there before.

        :param reason: text, required
        :raise AccessError: for anyone but the supervision office
        """
        for pair in self:
            pair.check_access("read")
            if not inputs.text(self.env, reason):
                raise UserError(self.env._("Please state the reason."))
            pair.matter_id.action_merge(pair.twin_id, reason)
        return True
