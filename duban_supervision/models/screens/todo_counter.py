"""The counter of to-dos in the bar, which every page asks for: those of the suite are counted in one pass.

Odoo goes through all to-dos of the person once more for each of them, and asks the rules of each record row by row.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.module import get_module_icon

from ... import clock
from ...system import parameter
from ...tools.names import own_model

#: as many to-dos as Odoo counts, where no parameter says another number
MOST = 1000


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_activity_groups(self):
        if not self.env.user.has_group("duban_supervision.group_user"):
            return super()._get_activity_groups()
        groups, left = self._duban_counted()
        # of the suite's to-dos Odoo counts what is left
        others = self.with_context(duban_left=frozenset(left))
        return groups + super(ResUsers, others)._get_activity_groups()

    @api.model
    def _duban_counted(self):
        """The user's to-dos on records of the suite that the user reads, as the bar shows them.

        :return: (groups as Odoo describes them, ids of the to-dos on what the user does not read)
        """
        limit = int(parameter(self.env, "mail.activity.systray.limit") or MOST)
        # sudo: one's own to-dos, which one reads whatever they point to
        Activity = self.env["mail.activity"].sudo()
        todos = Activity.search_fetch(
            [("user_id", "=", self.env.uid), ("duban_key", "!=", False)],
            ["res_model", "res_id", "date_deadline"],
            order="id desc",
            limit=limit,
        )
        groups, left = [], []
        for name, rows in todos.grouped("res_model").items():
            readable, first = self._duban_readable(name, rows.mapped("res_id")), {}
            for row in rows:
                if row.res_id not in readable:
                    left.append(row.id)
                    continue
                day = first.setdefault(row.res_id, row.date_deadline)
                first[row.res_id] = min(day, row.date_deadline)
            if first:
                groups.append(self._duban_group(name, list(first.values())))
        return groups, left

    @api.model
    def _duban_readable(self, name, ids):
        """Which of ``ids`` are records of the model ``name`` that the user reads, by one query."""
        if not own_model(self.env, name) or not self.env[name].has_access("read"):
            return set()
        Model = self.env[name].with_context(active_test=False)
        return set(Model._search([("id", "in", list(set(ids)))]))

    @api.model
    def _duban_group(self, name, days):
        """What the bar shows of the records of the model ``name``.

        :param days: the first date of each record with to-dos
        """
        state_of = self.env["mail.activity"]._compute_state_from_date
        zone = clock.platform_zone(self.env.user)
        states = {day: state_of(day, zone) for day in set(days)}
        counts = {"overdue": 0, "today": 0, "planned": 0}
        for day in days:
            counts[states[day]] += 1
        Model, model = self.env[name], self.env["ir.model"]._get(name)
        module = Model._original_module
        return {
            "id": model.id,
            "name": model.name,
            "model": name,
            "type": "activity",
            "icon": module and get_module_icon(module),
            # a to-do is open or done, whether its record is archived or not
            "domain": [("active", "in", [True, False])] if "active" in Model else [],
            # what is to come is not counted in the bar
            "total_count": counts["overdue"] + counts["today"],
            **{f"{state}_count": count for state, count in counts.items()},
            "view_type": getattr(Model, "_systray_view", "list"),
        }


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def _search(self, domain, *args, **kwargs):
        left = self.env.context.get("duban_left")
        # a set: no client can send one
        if isinstance(left, frozenset):
            others = Domain("duban_key", "=", False) | Domain("id", "in", left)
            domain = Domain(domain) & others
        return super()._search(domain, *args, **kwargs)
