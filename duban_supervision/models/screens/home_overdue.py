"""What is overdue, worst first, with what one needs to act at once: whom to call, how often urged, the latest word."""

from odoo import api, models
from odoo.fields import Domain

from .home import OVERDUE_VIEW

#: rows of the list on the home page
WORST = 8


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_overdue(self, scope, count):
        """The worst overdue matters of ``scope`` (domain), of ``count`` in all."""
        domain = scope & Domain("is_overdue", "=", True)
        matters = self._matters().browse()
        if count:
            matters = self._matters().search(
                domain, order="date_deadline, id", limit=WORST
            )
        return {
            "key": "overdue",
            "title": self.env._("Overdue, the longest first"),
            "empty": self.env._("Nothing is overdue."),
            "count": count,
            "domain": list(domain),
            "view": self.env.ref(OVERDUE_VIEW).id,
            "rows": [
                {
                    "id": matter.id,
                    "model": "duban.matter",
                    "title": matter.display_name,
                    "text": " · ".join(filter(None, self._overdue_words(matter))),
                    "date": matter.countdown or "",
                    "late": True,
                    "action": self._home_urge(matter),
                }
                for matter in matters
            ],
        }

    @api.model
    def _home_actions(self):
        """What the office begins with, as buttons of the page: [{label, action}]. Hook."""
        return [
            {
                "label": self.env._("Register a matter"),
                "action": "duban_supervision.duban_matter_action_new",
            }
        ]

    def _overdue_words(self, matter):
        """What stands under the title of one overdue matter."""
        # sudo: names of unit and person of a matter that is read
        who = matter.sudo()
        phone = matter.contact_phone
        person = (who.handler_id or who.unit_head_id).name
        yield who.lead_unit_id.name
        yield f"{person} {phone}" if person and phone else person
        if matter.urging_count:
            yield self.env._("urged %s times", matter.urging_count)
        yield matter.last_progress or self.env._("no progress yet")

    def _home_urge(self, matter):
        """The button that urges one matter from the home page, where urging is provided."""
        if not matter._rule("urging_enabled"):
            return False
        return {"label": self.env._("Urge"), "method": "action_ask", "args": ["urge"]}
