"""Where a ledger task of 兰州大学 comes from, and what its unit does inside."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision.models.matter.steps import after_step

#: steps of a task after which its notice goes on, or waits again (LZU-6.2d)
NOTICE_GOES_ON = (
    "close", "withdraw_filing", "merge", "unmerge", "reopen", "terminate", "exempt",
)  # fmt: skip


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _patrolled_models(self):
        return [*super()._patrolled_models(), "duban.lzu.notice"]

    lzu_notice_id = fields.Many2one(
        "duban.lzu.notice",
        "Special notice",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    lzu_task_ids = fields.One2many(
        "duban.lzu.task", "matter_id", "Internal to-dos of the unit"
    )
    lzu_notice_ids = fields.Many2many(
        "duban.lzu.notice",
        compute="_compute_lzu_notice_ids",
        string="Special notices",
        recursive=True,
        help="Of this task and of those merged into it.",
    )

    _lzu_notice_uniq = models.UniqueIndex(
        "(lzu_notice_id) WHERE lzu_notice_id IS NOT NULL AND state != 'withdrawn'",
        "This notice was put on the ledger already.",
    )

    @api.model
    def _rare_parts(self):
        return [*super()._rare_parts(), "lzu_task_ids"]

    @after_step(but=("file", "assign", "claim", "accept"))
    def _effect_lzu_tasks(self, data):
        """Internal to-dos end with the work of their unit and begin again with it (LZU-3.3c, CORE-21)."""
        self.lzu_task_ids._plan_activity()

    @after_step(*NOTICE_GOES_ON)
    def _effect_lzu_notices(self, data):
        """A notice goes on with its task, whoever may read it (LZU-6.2d)."""
        asked = self.filtered(
            lambda row: row.regulation_id._setting("lzu_notice_enabled")
        )
        asked.lzu_notice_ids._reconcile_todos()

    @api.depends("lzu_notice_id", "merged_ids.lzu_notice_ids")
    def _compute_lzu_notice_ids(self):
        for matter in self:
            matter.lzu_notice_ids = (
                matter.lzu_notice_id | matter.merged_ids.lzu_notice_ids
            )

    def action_lzu_break_down(self):
        """Open a new part of this task (任务分解): it takes over the source and gets columns and number of its own.

        :raise AccessError: for anyone but the supervision office
        """
        self.ensure_one()
        self._assert_may("_is_office")
        taken = (
            "source_category_id",
            "source_kind_id",
            "decision_body_id",
            "source_leader_id",
            "meeting_date",
            "plan_year",
            "is_key",
            "date_deadline",
        )
        defaults = {
            f"default_{name}": self._fields[name].convert_to_write(self[name], self)
            for name in taken
            if self[name]
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Part of %s", self.display_name),
            "res_model": "duban.matter",
            "views": [(False, "form")],
            "context": {**defaults, "default_parent_id": self.id},
        }

    def _writable_fields(self):
        """The unit's internal to-dos have their own guard; the link to a notice never changes."""
        names = super()._writable_fields()
        if self.state != "draft":
            names -= {"lzu_notice_id"}
        return names | {"lzu_task_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        matters = super().create(vals_list)
        for matter in matters:
            # sudo: only the company of the notice is compared
            notice = matter.sudo().lzu_notice_id
            if notice and notice.company_id != matter.company_id:
                raise AccessError(self.env._("The notice belongs elsewhere."))
        return matters

    def _after_plan(self):
        """Tasks of the plan that have all six columns are put on the ledger at once (LZU-3.1a).

        One that cannot be yet stays a draft, as one with a missing column does: the others do not wait for it.
        """
        result = super()._after_plan()
        ready = self.filtered(
            lambda matter: (
                matter.regulation_id._setting("lzu_plan_enabled")
                and not any(
                    matter._is_missing(name) for name in matter._required_fields("file")
                )
            )
        )
        for matter in ready:
            # the earlier ones are filed already; the form of the draft names the twin and offers what to do
            if matter._likely_duplicate():
                continue
            try:
                with self.env.cr.savepoint():
                    matter.action_file()
            except UserError as refusal:
                matter._message_log(
                    body=self.env._("Not put on the ledger yet: %s", refusal)
                )
        self.goal_id._link_lzu_tasks()
        return result

    def _people_left(self, users):
        result = super()._people_left(users)
        self.env["duban.lzu.notice"]._follow_people()
        return result

    def _follow_units(self, departments):
        result = super()._follow_units(departments)
        self.env["duban.lzu.notice"]._follow_people()
        return result
