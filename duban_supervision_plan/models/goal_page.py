"""The page of a goal, and that of a leader: what is shown on paper and in Word (Chinese, as printed)."""

from odoo import models

from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese


class DubanGoal(models.Model):
    _inherit = "duban.goal"

    def _word_of(self, name):
        """The word of a selection on the page."""
        goal = in_chinese(self)
        field = goal._fields[name]
        return dict(field._description_selection(goal.env)).get(goal[name], "")

    def _page_facts(self):
        """[(label, value)] of the head of one page, two to a line."""
        date = self.env["duban.matter"]._format_date
        first = date(self.date_first)
        if self.carried_count:
            first += f"（已结转{self.carried_count}次）"
        limit = self._word("field:date_deadline", "完成时限")
        years = f"{self.year}年"
        if self.level == "plan" and self.year_to:
            years = f"{self.year}—{self.year_to}年"
        return [
            ("层级", self._word_of("level")),
            ("年度", years),
            (
                self._word("field:lead_unit_id", "牵头单位"),
                self.lead_unit_id.name or "",
            ),
            (
                self._word("field:co_unit_ids", "配合单位"),
                "、".join(self.co_unit_ids.mapped("name")),
            ),
            (
                self._word("field:leader_in_charge_id", "分管校领导"),
                self.leader_in_charge_id.name or "",
            ),
            (self._word("field:handler_id", "责任人"), self.handler_id.name or ""),
            (f"首次确定的{limit}", first),
            (limit, date(self.date_deadline) or ""),
            ("进度", f"{self.progress:g}%"),
            ("状态", self._page_status()),
        ]

    def _page_status(self):
        """State, and light while it runs, of one goal."""
        if self.state != "running":
            return self._word_of("state")
        return self._word_of("light")

    def _page_rows(self):
        """Cells of the goals below one goal, in the order of the tree (readable ones)."""
        date = self.env["duban.matter"]._format_date
        rows = []
        for goal in self.child_ids:
            rows.append(
                (
                    goal.display_name,
                    goal.lead_unit_id.name or "",
                    goal.leader_in_charge_id.name or "",
                    date(goal.date_deadline) or "",
                    f"{goal.progress:g}%",
                    goal._page_status(),
                )
            )
        return rows

    def _page_milestones(self):
        """Cells of the milestones of one goal."""
        date = self.env["duban.matter"]._format_date
        return [
            (row.name, date(row.date) or "", date(row.date_done) or "", row.note or "")
            for row in self.milestone_ids
        ]

    def _page_matters(self):
        """Cells of the matters here and below that the user may read; of a protected one the number alone."""
        date = self.env["duban.matter"]._format_date
        rows = []
        for matter in self.env["duban.matter"].search(
            [("goal_id", "child_of", self.id)], order="number, id"
        ):
            protected = matter.confidentiality != "normal"
            rows.append(
                (
                    matter.number or "",
                    "" if protected else matter.name,
                    "" if protected else matter.lead_unit_id.name or "",
                    date(matter.date_deadline) or "",
                    matter._state_label(),
                )
            )
        return rows

    def _page_history(self):
        """Cells of the history of one goal, and of those it was carried over from."""
        date = self.env["duban.matter"]._format_date
        chain = goal = self
        while goal.carried_from_id:
            goal = goal.carried_from_id
            chain |= goal
        events = in_chinese(chain.event_ids).sorted("id")
        names = dict(events._fields["action"]._description_selection(events.env))
        return [
            (
                date(event.date) or "",
                names[event.action],
                event.user_id.name,
                "\n".join(filter(None, [event.note, event.changes])),
            )
            for event in events
        ]
