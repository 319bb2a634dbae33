"""Internal to-dos: how a unit splits a task among its own people, seen by that unit only (LZU-3.3c)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock

#: states of a matter in which its units work on it
HANDLED = ("assigned", "in_progress")


class DubanLzuTask(models.Model):
    """Neither the office nor an administrator reads these: each unit keeps its own mechanism."""

    _name = "duban.lzu.task"
    _description = "Internal to-do of a unit"
    _inherit = ["duban.matter.part", "mail.thread", "mail.activity.mixin"]
    _order = "is_done, date_deadline, id"

    name = fields.Char("To do", required=True)
    department_id = fields.Many2one(
        "hr.department", "Unit", required=True, index=True, readonly=True
    )
    user_id = fields.Many2one("res.users", "Person", required=True, index=True)
    date_deadline = fields.Date("Due date", required=True)
    note = fields.Text()
    is_done = fields.Boolean("Done", readonly=True)
    date_done = fields.Date("Done on", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_person()
        tasks._check_date()
        tasks._plan_activity()
        return tasks

    @api.model
    def _complete_values(self, vals_list):
        for vals in vals_list:
            matter = self.env["duban.matter"].browse(vals.get("matter_id"))
            matter._require_rule("lzu_task_enabled")
            vals["department_id"] = self._own_unit(matter).id
        return super()._complete_values(vals_list)

    def _who_writes(self, operation, names=frozenset()):
        units = self.env.user.duban_unit_ids
        if any(task.department_id not in units for task in self):
            raise AccessError(
                self.env._("Only a unit of the task splits it among its own people.")
            )
        if names - {"matter_id", "name", "user_id", "date_deadline", "note"}:
            raise AccessError(self.env._("A to-do is done by its own action."))

    def unlink(self):
        """A unit's own note goes with what was written on it: it is no record of the procedure."""
        if not self._by_engine():
            self._who_writes("unlink")
        with_key = self.with_context(duban_door=self._door())
        return super(DubanLzuTask, with_key).unlink()

    @api.model
    def _own_unit(self, matter):
        """The unit of the current user on ``matter``: lead first.

        :raise AccessError: the user's unit has no part in it
        """
        units = self.env.user.duban_unit_ids
        # sudo: which units have a part in the task; refused if none is the person's
        lines = matter.sudo().unit_line_ids.filtered(
            lambda line: line.role in ("lead", "co") and line.department_id in units
        )
        line = lines.sorted(lambda row: row.role != "lead")[:1]
        if not line:
            raise AccessError(
                self.env._("Only a unit of the task splits it among its own people.")
            )
        return line.department_id

    def _check_person(self):
        for task in self:
            # sudo: where the person works is in the directory
            if task.department_id not in task.user_id.sudo().duban_unit_ids:
                raise UserError(
                    self.env._(
                        "%(person)s does not belong to %(unit)s.",
                        person=task.user_id.name,
                        unit=task.department_id.name,
                    )
                )
            if task.matter_id.state not in HANDLED:
                raise UserError(
                    self.env._(
                        "%s is not being handled now.", task.matter_id.display_name
                    )
                )

    def _plan_activity(self):
        """An ordinary activity of the person while the unit works on the task; no follower, no mail per event."""
        for task in self:
            # sudo: the unit's own to-do; who may set it was checked
            own = task.sudo()
            wanted = own._is_due()
            if wanted == bool(own.activity_ids):
                continue
            if not wanted:
                own.activity_ids.unlink()
                continue
            own.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                task.date_deadline,
                summary=task.name,
                user_id=task.user_id.id,
            )

    def _is_due(self):
        """Whether somebody still has to do this one: the unit has its part in a task that is being handled."""
        lines = self.matter_id.unit_line_ids.filtered(
            lambda line: line.role in ("lead", "co")
        )
        return (
            not self.is_done
            and self.user_id._is_of(self.matter_id.company_id)
            and self.matter_id.state in HANDLED
            and self.department_id in lines.department_id
        )

    def _check_date(self):
        """:raise UserError: it was to be done before today (CORE-25)"""
        for task in self:
            if task.date_deadline < clock.today(task):
                raise UserError(
                    self.env._(
                        "%s has passed: enter today or a later date.",
                        task.matter_id._format_date(task.date_deadline),
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"name", "user_id", "date_deadline"} & vals.keys():
            self._check_person()
            if "date_deadline" in vals:
                self._check_date()
            # sudo: the unit's own to-do; who may change the task was checked
            self.sudo().activity_ids.unlink()
            self._plan_activity()
        return result

    def action_done(self):
        """Done: by anyone of the unit."""
        self.check_access("write")
        # sudo: the unit's own to-do; that the person may write the task was checked right above
        tasks = self.sudo()
        tasks.activity_ids.action_done()
        tasks.write({"is_done": True, "date_done": clock.today(self)})
        return True
