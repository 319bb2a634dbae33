"""Home: clocks that stand still and calls for help as figures (PLUS-C1, PLUS-C2); what is overdue, worst first."""

from odoo import api, models
from odoo.fields import Domain

from ..matter.states import RUNNING_STATES
from .home import OVERDUE_VIEW

#: rows of the list on the home page
WORST = 8


class DubanHome(models.AbstractModel):
    _inherit = "duban.home"

    @api.model
    def _home_help(self, board, scope):
        """The boards of office and leader."""
        result = super()._home_help(board, scope)
        self._home_running_tiles(board, scope)
        return result

    @api.model
    def _home_unit(self, board):
        result = super()._home_unit(board)
        self._home_running_tiles(board, self._home_own_units(board["roles"]))
        return result

    @api.model
    def _home_has(self, switch):
        """Whether one of the institutions that one looks at has the ``switch`` on (CORE-1)."""
        in_force = self.env["duban.regulation"]._in_force
        return any(in_force(each)._setting(switch) for each in self.env.companies)

    @api.model
    def _home_with_all(self, field):
        """``field`` (domain on records of an institution) and all of the institutions whose principal leader one is."""
        in_force = self.env["duban.regulation"]._in_force
        led = self.env.companies.filtered(
            lambda company: (
                self.env.user in in_force(company)._setting("principal_leader_ids")
            )
        )
        if led == self.env.companies:
            return Domain.TRUE
        return field | Domain("company_id", "in", led.ids)

    @api.model
    def _home_running_tiles(self, board, scope):
        """What in ``scope`` (domain on matters) stands still or calls for help; nothing where there is none."""
        running = scope & Domain("state", "in", RUNNING_STATES)
        for switch, key, label, domain, style in (
            (
                "pause_enabled",
                "paused",
                self.env._("Standing still"),
                running & Domain("paused_since", "!=", False),
                "",
            ),
            (
                "help_enabled",
                "help_open",
                self.env._("Calls for help"),
                running & Domain("help_open", "=", True),
                "warning",
            ),
        ):
            # office and leader may be one person
            if not self._home_has(switch) or any(
                tile["key"] == key for tile in board["tiles"]
            ):
                continue
            count = self._matters().search_count(domain)
            if count:
                board["tiles"].append(self._home_tile(key, label, count, domain, style))

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
