"""Carrying over into the next year: a new node that keeps the first date and says how often it was carried."""

from odoo import fields, models
from odoo.exceptions import UserError

#: elements that the node of the next year has from the one before
CARRIED = (
    *("name", "number", "level", "sequence", "weight", "content", "target", "measures"),
    *("lead_unit_id", "leader_in_charge_id", "handler_id", "source_category_id"),
    *("source_kind_id", "decision_body_id", "source_document", "is_key"),
    *("company_id", "date_first", "own_progress"),
)


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    def _carry(self, reason, dates=None, own=None):
        """Carry these running goals over into the year after theirs (the acting person was checked).

        What stands above a goal within its year goes along, so that the next year is a tree as well. Open matters and
        milestones move to the node of the next year; the old node keeps its figures.

        :param reason: text, of every goal without one of its own
        :param dates: {goal id: due date in the next year}; else the same day one year later
        :param own: {goal id: reason of its own}
        :return: {goal: its node of the next year}
        """
        # sudo: the acting person was checked; a year is carried over as a whole
        goals = self.sudo()
        above = goals.browse()
        for goal in goals:
            parent = goal.parent_id
            while parent.level in ("year", "task"):
                above |= parent
                parent = parent.parent_id
        # sorted by depth: a parent is there before what stands below it
        chain = (goals | above).sorted(lambda row: row.parent_path.count("/"))
        # what is counted of the old nodes is taken before anything moves
        figures = chain._figures()
        successors = {}
        for goal in chain:
            successors[goal] = goal._successor(
                successors.get(goal.parent_id), (dates or {}).get(goal.id)
            )
        new = self.browse([row.id for row in successors.values()])
        carried = chain.filtered(lambda goal: goal.state == "running")
        moved = {goal: goal._move_open_parts(successors[goal]) for goal in carried}
        reasons = {goal: (own or {}).get(goal.id, reason) for goal in chain}
        groups = {}
        for goal in carried:
            note = "\n".join(filter(None, [reasons[goal], moved[goal]]))
            groups.setdefault(note, []).append(goal.id)
        for note, ids in groups.items():
            self.browse(ids)._end("carried", note, figures)
        for said, group in chain.grouped(reasons.get).items():
            told = self.browse([successors[goal].id for goal in group])
            told._tell_concerned("goal_carried", said)
        new.with_env(self.env)._reconcile_todos()
        return successors

    def _successor(self, parent, day):
        """The node of the next year of this one goal, below ``parent`` (or where it stands now)."""
        found = self.search([("carried_from_id", "=", self.id)], limit=1)
        if found:
            return found
        if self.level == "plan":
            raise UserError(
                self.env._("A plan of several years is not carried over: %s", self.name)
            )
        day = day or self._next_date()
        if day.year != self.year + 1:
            raise UserError(
                self.env._(
                    "“%(goal)s”: the new date lies in %(year)s.",
                    goal=self.display_name,
                    year=self.year + 1,
                )
            )
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in CARRIED
        }
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        return self.create(
            {
                **values,
                **regulation._rows_here(self._name, values),
                "regulation_id": regulation.id,
                "parent_id": parent.id if parent else self.parent_id.id,
                "year": self.year + 1,
                "co_unit_ids": [(6, 0, self.co_unit_ids.ids)],
                "date_deadline": day,
                "carried_count": self.carried_count + 1,
                "carried_from_id": self.id,
                "state": "running",
                "date_approved": fields.Date.to_date(f"{self.year + 1}-01-01"),
            }
        )

    def _last_carried(self):
        """The node to which this one goal was carried over in the end; itself when it was not."""
        goal = self
        while goal.carried_to_id:
            goal = goal.carried_to_id
        return goal

    def _next_date(self):
        """The due date that is proposed for the next year of this one goal: the same day, a year later."""
        day = self.date_deadline or self._end_of_year()
        return day if day.year > self.year else fields.Date.add(day, years=1)

    def _move_open_parts(self, new):
        """Open milestones are written anew in the next year, open matters move there; what was moved, in words."""
        self.env["duban.goal.milestone"].create(
            [
                {
                    "goal_id": new.id,
                    "name": row.name,
                    "date": max(row.date, fields.Date.add(row.date, years=1)),
                    "date_first": row.date_first,
                }
                for row in self.milestone_ids
                if not row.date_done
            ]
        )
        matters = self._open_matters()
        if not matters:
            return ""
        matters._move_to_goal(new)
        return self.env._(
            "Open matters moved to the next year: %s",
            "、".join(matter.number or "—" for matter in matters),
        )
