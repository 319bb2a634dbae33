"""The administrator's first steps lead through the people list, the short way to units, heads and users."""

from odoo import api, models

#: what the window that asks page by page settles
SETUP = {"office", "officer", "principal", "calendar", "heads"}


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _first_steps(self):
        """One file before one by one: ahead of the steps that ask for units and their people."""
        steps = super()._first_steps()
        waiting = [step["key"] for step in steps if not step["done"]]
        if SETUP & set(waiting):
            steps = [self._setup_step(), *steps]
        company = self.company_id or self.env.company
        # sudo: only whether a list was applied
        lists = self.env["duban.people.list"].sudo()
        applied = lists.search_count(
            [("company_id", "=", company.id), ("phase", "=", "done")], limit=1
        )  # fmt: skip
        if applied or not {"officer", "heads", "leaders", "liaisons"} & set(waiting):
            return steps
        at = next(at for at, step in enumerate(steps) if step["key"] == "office")
        return [*steps[:at], self._people_step(), *steps[at:]]

    @api.model
    def _setup_steps(self):
        """Ahead of everything, the window that asks page by page."""
        return [self._setup_step(), *super()._setup_steps()]

    @api.model
    def _setup_step(self):
        return {
            "key": "setup",
            "name": self.env._("Set up the institution, page by page"),
            "done": False,
            "hint": self.env._(
                "School, regulation, calendar, people, office, channels"
            ),
            "action": "duban_supervision_exchange.duban_setup_action",
        }

    @api.model
    def _people_step(self):
        return {
            "key": "people",
            "name": self.env._("Enter units and people from one Excel file"),
            "done": False,
            "hint": self.env._(
                "Template to download; the quick way to the steps below"
            ),
            "action": "duban_supervision_exchange.duban_people_list_action",
        }
