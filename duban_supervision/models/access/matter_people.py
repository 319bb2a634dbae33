"""Who receives the to-dos of a matter, in which language, and what happens to them when people leave."""

from odoo import api, models

from ..matter.matter import OPEN_STATES
from ..matter.roles import FOLLOWED


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _todo_language(self):
        """Language in which the to-dos of these matters are written first: that of the office, not of whoever acts."""
        office = self[:1].regulation_id.office_id
        return (
            office.manager_id.user_id.lang
            or office.member_ids.user_id[:1].lang
            or self.env.lang
        )

    def _todo_receiver(self, user, stand_ins):
        """Who gets a to-do meant for ``user``: the deputy in an absence, the office when nobody is there.

        :param stand_ins: ``duban.delegation._stand_ins()``, read once per batch
        """
        receiver = stand_ins.get(user, user)
        if not receiver or not receiver.active or receiver in self.recused_user_ids:
            receiver = self._office_contact()
        return receiver

    # ------------------------------------------------------------------
    # People who leave
    # ------------------------------------------------------------------

    @api.model
    def _matters_of_people(self, users):
        """Open matters on which one of ``users`` has a role or a to-do."""
        if not users:
            return self.browse()
        ids = users.ids
        todo = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("user_id", "in", ids),
                    ("duban_key", "!=", False),
                ]
            )
        )
        domain = (
            ["|"] * len(FOLLOWED)
            + [("id", "in", todo.mapped("res_id"))]
            + [(role, "in", ids) for role in FOLLOWED]
        )
        return self.sudo().search(domain + [("state", "in", (*OPEN_STATES, "closed"))])

    def _people_left(self, users):
        """After users were archived: rebuild the to-dos; the office is told who needs a successor (ABAF-8.1d)."""
        self._reconcile_todos()
