"""The annual supervision plan (年度计划): a use of the plan line whose tasks the joint meeting decides (LZU-3.1a)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DubanGoal(models.Model):
    """A year's plan is a work point without anything above it, its items are the tasks below."""

    _inherit = "duban.goal"

    lzu_meeting_id = fields.Many2one(
        "duban.lzu.meeting",
        "Decided by the joint meeting",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
    )
    lzu_meeting_ids = fields.One2many(
        "duban.lzu.meeting", "plan_id", "Joint meetings", copy=False
    )
    is_lzu_plan = fields.Boolean(
        compute="_compute_is_lzu_plan", export_string_translation=False
    )

    @api.depends("level", "parent_id", "regulation_id.lzu_plan_enabled")
    def _compute_is_lzu_plan(self):
        for goal in self:
            goal.is_lzu_plan = goal._is_lzu_plan()

    def _is_lzu_plan(self):
        """Whether this one goal is the plan of a year that a joint meeting decides."""
        return bool(
            self.regulation_id._setting("lzu_plan_enabled")
            and self.level == "year"
            and not self.parent_id
        )

    @api.constrains("year", "level", "parent_id")
    def _check_lzu_year(self):
        for goal in self.filtered(lambda row: row._is_lzu_plan()):
            # sudo: whether there is one, whoever may see it
            twins = self.sudo().search_count(
                [
                    ("company_id", "=", goal.company_id.id),
                    ("level", "=", "year"),
                    ("parent_id", "=", False),
                    ("year", "=", goal.year),
                    ("carried_from_id", "=", False),
                    ("id", "!=", goal.id),
                ],
                limit=1,
            )
            if twins and not goal.carried_from_id:
                raise ValidationError(
                    self.env._("There is a plan of that year already.")
                )

    @api.onchange("year", "level")
    def _onchange_lzu_name(self):
        if self._is_lzu_plan() and not self.name:
            self.name = self._lzu_plan_name(self.regulation_id, self.year)

    @api.model
    def _lzu_plan_name(self, regulation, year):
        """What a year's plan is called, in the regulation's word: it is kept and read in every language."""
        word = self.env["duban.label"]._word(
            regulation, "doc:lzu_plan", self.env._("Supervision plan")
        )
        return f"{year or ''} {word}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            regulation = (
                self.env["duban.regulation"].browse(vals.get("regulation_id"))
                or self.env["duban.regulation"]._in_force()
            )
            if (
                vals.get("level") == "year"
                and not vals.get("name")
                and regulation._setting("lzu_plan_enabled")
            ):
                vals["name"] = self._lzu_plan_name(regulation, vals.get("year"))
        return super().create(vals_list)

    def _successor(self, parent, day):
        """The year's plan is called by the year in which it goes on, beside the plan of that year.

        A name that the office gave it stays.
        """
        found = super()._successor(parent, day)
        old = self._lzu_plan_name(self.regulation_id, self.year)
        if (
            self._is_lzu_plan()
            and self.name.startswith(old)
            and found.name == self.name
        ):
            first = (self.date_first or self._end_of_year()).year
            plan = self._lzu_plan_name(found.regulation_id, found.year)
            found.name = f"{plan}（{first}年结转）"
        return found

    def _lzu_items(self):
        """The tasks below these plans."""
        return self.search([("id", "child_of", self.ids), ("level", "=", "task")])

    def _check_writable(self, vals):
        """What a joint meeting that was held has decided stays."""
        result = super()._check_writable(vals)
        if self.lzu_meeting_id.filtered(lambda meeting: meeting.state == "held"):
            raise UserError(
                self.env._("What the joint meeting decided is not changed.")
            )
        return result

    def _check_complete(self):
        """Approved is what a joint meeting that was held has decided, task by task."""
        result = super()._check_complete()
        ours = self.filtered(
            lambda goal: goal.regulation_id._setting("lzu_plan_enabled")
        )
        for plan in ours.filtered(lambda goal: goal._is_lzu_plan()):
            if not plan.child_ids:
                raise UserError(self.env._("%s has no items.", plan.name))
        tasks = ours.filtered(lambda goal: goal.level == "task")
        undecided = tasks.filtered(lambda goal: goal.lzu_meeting_id.state != "held")
        if undecided:
            raise UserError(
                self.env._(
                    "The joint meeting has not decided on: %s.",
                    "、".join(undecided.mapped("name")),
                )
            )
        return result

    def _matter_values(self):
        values = super()._matter_values()
        if self.lzu_meeting_id:
            meeting = self.lzu_meeting_id
            values["basis"] = meeting.register_id.name or meeting.name
        return values
