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
                    "text": " · ".join(filter(None, matter._overdue_words())),
                    "date": matter.countdown or "",
                    "late": True,
                    "action": matter._home_urge(),
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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _overdue_words(self):
        """What stands under the title of this one overdue matter."""
        # sudo: names of unit and person of a matter that is read
        who = self.sudo()
        phone = self.contact_phone
        person = (who.handler_id or who.unit_head_id).name
        yield who.lead_unit_id.name
        yield f"{person} {phone}" if person and phone else person
        if self.urging_count:
            yield self.env._("urged %s times", self.urging_count)
        yield self.last_progress or self.env._("no progress yet")

    def _home_urge(self):
        """The button that urges this one matter from the home page, where urging is provided."""
        if not self._rule("urging_enabled"):
            return False
        return {"label": self.env._("Urge"), "method": "action_ask", "args": ["urge"]}

    @api.model
    @api.readonly
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        """As Odoo's; who asks for what is overdue sees the longest first, unless another order is asked for."""
        if not order and self._asks_for_overdue(domain):
            order = "date_deadline, id"
        return super().web_search_read(
            domain,
            specification,
            offset=offset,
            limit=limit,
            order=order,
            count_limit=count_limit,
        )

    @api.model
    def _asks_for_overdue(self, domain):
        return any(
            condition.field_expr == "is_overdue" and condition.operator == "="
            for condition in Domain(domain).iter_conditions()
        )
