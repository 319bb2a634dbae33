"""Who left the post needs a successor: what a handover moves, and the to-do that asks for one (ABAF-8.1c, 8.1d)."""

from odoo import fields, models

from ...approval.decider import OPEN_LINES
from ...matter.roles import HANDED_OVER, ROLES
from ...matter.states import OPEN_STATES
from ...reminding.todo import Todo, todos_in


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _has_role(self, user, kept=()):
        """Whether ``user`` has a role on this one matter that a handover moves.

        :param kept: units whose roles stay with that person
        """
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        rechecks = self.recheck_ids.filtered(lambda row: row.outcome == "open")
        talks = self.record_ids.filtered(lambda row: not row.date_talk)
        after = user in rechecks.user_id | talks.talk_leader_id
        if self.state not in OPEN_STATES:
            return after
        lines = self.unit_line_ids.filtered(lambda line: line.department_id not in kept)
        return (
            after
            or bool(self._roles_to_hand_over(user, kept))
            or user in lines.handler_id | lines.head_id
            or (user in waiting.approver_id and self.lead_unit_id not in kept)
        )

    def _roles_to_hand_over(self, user, kept=()):
        """Fields of this one matter in which ``user`` stands and which a handover moves, but for the units ``kept``."""
        return [
            role.field
            for role in ROLES
            if role.field in HANDED_OVER
            and self[role.field] == user
            and not (role.unit and self[role.unit] in kept)
        ]

    def _has_handed_over(self, head, holder):
        """Whether ``holder`` has from ``head``, by handovers that both sides confirmed, what ``head`` held on this one
        matter (as superuser, ABAF-8.1c)."""
        if head in (holder, holder.browse()):
            return False
        rows = self.env["duban.handover"].search(
            [("matter_ids", "in", self.ids), ("state", "=", "done")], order="id"
        )
        # who has it after each of them, in the order in which they were made
        has = head
        for row in rows:
            if row.predecessor_id == has:
                has = row.successor_id
        return has == holder

    def _people_who_left(self):
        """Users with an open role on this one matter who left the institution, or its lead unit whose matter they
        handle: each needs a successor (ABAF-8.1d)."""
        waiting = self.approval_line_ids.filtered(lambda line: line.state in OPEN_LINES)
        people = (
            self.unit_line_ids.handler_id
            | self.unit_line_ids.head_id
            | waiting.approver_id
        )
        people = people.union(*(self[name] for name in HANDED_OVER))
        unit = self.lead_unit_id
        moved = self.handler_id.filtered(lambda user: not self._works_for(unit, user))
        return moved | people.filtered(lambda user: not user._is_of(self.company_id))

    @todos_in(*OPEN_STATES)
    def _todos_handover(self):
        left = self._rule("handover_enabled") and self._people_who_left()
        if not left:
            return []
        summary = self.env._(
            "%(people)s left the post: hand over %(matter)s",
            people="、".join(left.mapped("name")),
            matter=self.number or self.display_name,
        )
        return [
            Todo(
                "handover",
                "handover",
                self._office_contact(),
                self._day_left(left),
                summary,
            )
        ]

    def _day_left(self, people):
        """Since when ``people`` need a successor on this one matter: who left, since the account was archived; who
        moved, since it was first asked for."""
        gone = people.filtered(lambda user: not user._is_of(self.company_id))
        days = [fields.Date.to_date(user.write_date) for user in gone]
        asked = self.open_todo_ids.filtered(lambda todo: todo.duban_key == "handover")
        if people - gone:
            days.append(asked[:1].date_deadline or self._today())
        return min(days)
