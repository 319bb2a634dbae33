"""A changed grade or term of a running matter: its due date and feedback dates follow, the history keeps both."""

from odoo import models
from odoo.exceptions import UserError

from .matter import RUNNING_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _after_write(self, names, old):
        result = super()._after_write(names, old)
        if names & {"grade_id", "term_days"}:
            self._recompute_term(names)
        return result

    def _recompute_term(self, names):
        """Find the due date anew by the rule that counts now.

        Only a date that came from the rule moves; one stated with its ground, granted or re-determined stays.
        """
        for matter in self.filtered(
            lambda row: row.date_assigned and row.state in RUNNING_STATES
        ):
            rule = matter._term_rule()
            if "grade_id" in names and "term_days" not in names:
                low, high = rule.get("min_days", 0), rule.get("days", 0)
                if matter.term_days and not low <= matter.term_days <= high:
                    matter._engine_write({"term_days": 0})
            matter._check_term_range(rule)
            last = matter.sudo().due_date_ids.sorted("id")[-1:]
            if last.kind not in ("rule", "regraded"):
                continue
            day = None
            if rule.get("kind") == "days":
                day = matter._rule_date(rule["start_event"])
            if (day or False) != matter.date_deadline:
                matter._set_deadline(
                    day or False,
                    "regraded",
                    matter._rule_ground(rule) if rule else matter.grade_id.name,
                    approver=self.env.user,
                )
            matter._reconcile_todos()

    def _check_term_range(self, rule):
        """The term in days of this one matter lies in the range of ``rule`` (dict of the ruleset)."""
        if (
            rule.get("kind") == "days"
            and rule["is_range"]
            and self.term_days
            and not rule["min_days"] <= self.term_days <= rule["days"]
        ):
            raise UserError(
                self.env._(
                    "The term of %(days)s days is outside the range of %(low)s to %(high)s days (%(rule)s).",
                    days=self.term_days,
                    low=rule["min_days"],
                    high=rule["days"],
                    rule=rule["name"],
                )
            )
