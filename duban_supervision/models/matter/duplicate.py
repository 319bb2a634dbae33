"""Likely duplicates: the same task from different sources, proposed while it is typed and in a list (LZU-2.3, 6.1.1c).

Titles are compared in the database by trigrams (``pg_trgm``, which knows Chinese where the database's character type
does); equal titles, equal source items and equal contents for the same unit count everywhere.
"""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import inputs
from .states import OPEN_STATES

#: states from which a matter may still be merged (T18)
MERGEABLE_STATES = ("filed", "assigned", "in_progress")

#: states in which likely duplicates are named on the matter itself; later the list of duplicates does
NAMED_STATES = ("draft", "filing_approval", "filed", "assigned")

#: how many duplicates are shown at most for one matter
SHOWN = 5

#: more new matters at once are an import: they are looked through in the list of likely duplicates
WARNED_AT_ONCE = 20


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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    duplicate_ids = fields.Many2many(
        "duban.matter",
        compute="_compute_duplicate_ids",
        string="Likely duplicates",
        help="Open matters with a similar title, the same source item, or the same content for the same unit.",
    )

    @api.depends(
        "name",
        "content",
        "lead_unit_id",
        "source_item",
        "decision_body_id",
        "meeting_date",
        "state",
        "regulation_id",
    )
    def _compute_duplicate_ids(self):
        found = self._find_duplicates()
        for matter in self:
            matter.duplicate_ids = found.get(matter, self.browse())

    @api.onchange("name", "source_item")
    def _onchange_name_duplicates(self):
        twins = self.duplicate_ids
        if not twins:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Likely duplicate"),
                "message": "\n".join(twins.mapped("display_name")),
            }
        }

    def _find_duplicates(self):
        """{matter: likely duplicates that the current user may see}, one query for all of ``self``.

        Only for matters that nobody works on yet and whose rules detect duplicates.
        """
        asking = [
            matter
            for matter in self
            if matter.state in (*NAMED_STATES, False)
            and matter.name
            and matter.regulation_id
            and matter._rule("duplicate_detection")
        ]
        if not asking:
            return {}
        self.env["duban.matter"].flush_model()
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s::text, %s, %s, %s::text, %s, %s, %s::date, %s::text)",
                position,
                matter._origin.id or 0,
                matter.name,
                matter._rule("duplicate_similarity") / 100.0,
                matter.company_id.id or self.env.company.id,
                matter.content or None,
                matter.lead_unit_id.id or 0,
                matter.decision_body_id.id or 0,
                matter.meeting_date or None,
                matter.source_item or None,
            )
            for position, matter in enumerate(asking)
        )
        asked = SQL(
            "(VALUES %s) AS a(pos, id, name, least, company, content, unit, body, met, item)",
            rows,
        )
        similar = self._sql_similar(SQL("m.name"), SQL("a.name"), SQL("a.least"))
        self.env.cr.execute(
            SQL(
                """
                SELECT pos, twin FROM (
                    SELECT a.pos, m.id AS twin, a.id AS own, %(score)s AS score
                      FROM %(asked)s JOIN duban_matter m ON %(similar)s
                           AND m.company_id = a.company AND m.state IN %(open)s
                    UNION ALL
                    SELECT a.pos, m.id, a.id, 1
                      FROM %(asked)s JOIN duban_matter m ON m.lead_unit_id = a.unit AND m.content = a.content
                           AND m.company_id = a.company AND m.state IN %(open)s
                    UNION ALL
                    SELECT a.pos, m.id, a.id, 1
                      FROM %(asked)s JOIN duban_matter m ON m.decision_body_id = a.body AND m.source_item = a.item
                           AND m.meeting_date IS NOT DISTINCT FROM a.met
                           AND m.company_id = a.company AND m.state IN %(open)s
                ) AS t WHERE twin <> own GROUP BY pos, twin ORDER BY pos, max(score) DESC, twin
                """,
                asked=asked,
                score=self._sql_similarity(SQL("m.name"), SQL("a.name")),
                similar=similar,
                open=OPEN_STATES,
            )
        )
        found = {}
        for position, twin in self.env.cr.fetchall():
            found.setdefault(asking[position], []).append(twin)
        visible = set(
            self.browse(twin for twins in found.values() for twin in twins)
            ._filtered_access("read")
            .ids
        )
        return {
            matter: self.browse([t for t in twins if t in visible][:SHOWN])
            for matter, twins in found.items()
        }

    @api.model
    def _sql_similarity(self, left, right):
        """SQL for how similar two titles are, 0 to 1."""
        if not self.pool.has_trigram:
            return SQL("CASE WHEN %s = %s THEN 1 ELSE 0 END", left, right)
        return SQL("similarity(%s, %s)", left, right)

    @api.model
    def _sql_similar(self, left, right, least):
        """SQL condition: the titles are equal, or similar to at least ``least``; ``%%`` lets the trigram index work."""
        if not self.pool.has_trigram:
            return SQL("%s = %s", left, right)
        return SQL(
            "(%(left)s %% %(right)s AND similarity(%(left)s, %(right)s) >= %(least)s OR %(left)s = %(right)s)",
            left=left,
            right=right,
            least=least,
        )

    def _warn_duplicates(self):
        """Name the likely duplicates of new matters in their chatter, with links; not of a whole ledger.

        By their numbers only: the units that read the chatter later may not read the titles of others' matters.
        """
        if len(self) > WARNED_AT_ONCE:
            return
        for matter, twins in self._find_duplicates().items():
            if not twins:
                continue
            links = Markup("、").join(
                Markup('<a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>')
                % (
                    self._name,
                    twin.id,
                    twin.number or self.env._("Supervised matter %s", twin.id),
                )
                for twin in twins
            )
            matter._message_log(
                body=Markup("%s %s") % (self.env._("Likely duplicate:"), links)
            )
