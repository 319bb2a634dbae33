"""When somebody last looked at the home board, so that it can say what changed since then."""

from datetime import timedelta

from odoo import api, fields, models

#: opening the board again within this time continues the same look: what is new stays new
SAME_LOOK = timedelta(hours=2)


class DubanHomeVisit(models.Model):
    """One line per person, kept by ``get_home`` and ``home_seen``; nobody reads or writes it directly."""

    _name = "duban.home.visit"
    _description = "Last look at the home board"
    _inherit = ["duban.screen"]
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    last = fields.Datetime("Last look", required=True, readonly=True)
    previous = fields.Datetime(
        "The look before", readonly=True, help="Empty: it was the first one."
    )

    _user_uniq = models.UniqueIndex("(user_id)")

    @api.model
    def _since(self):
        """Up to when the user has seen everything: the look before this one; ``False`` on the first look."""
        # sudo: one's own line, read by code only
        visit = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        if visit and fields.Datetime.now() - visit.last > SAME_LOOK:
            return visit.last
        return visit.previous

    @api.model
    def _note(self):
        """Remember that the user looks now. One statement, so that two windows at once do no harm."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            INSERT INTO duban_home_visit AS visit (user_id, last, create_uid, create_date, write_uid, write_date)
            VALUES (%(user)s, %(now)s, %(user)s, %(now)s, %(user)s, %(now)s)
            ON CONFLICT (user_id) DO UPDATE SET
                previous = CASE WHEN EXCLUDED.last - visit.last > %(same)s THEN visit.last ELSE visit.previous END,
                last = EXCLUDED.last, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
            """,
            {"user": self.env.uid, "now": now, "same": SAME_LOOK},
        )
        self.invalidate_model()
