"""The reminder talk (LZU-7.4a): the office asks the leader in charge for it, the leader holds it and sets the limit."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.reminding.todo import Todo

TODO = "duban_supervision_after.mail_activity_follow_rectification"


class DubanAccountability(models.Model):
    _inherit = "duban.accountability"

    awaits_talk = fields.Boolean(
        compute="_compute_awaits_talk", export_string_translation=False
    )
    can_record_talk = fields.Boolean(
        compute="_compute_awaits_talk", export_string_translation=False
    )

    @api.depends_context("uid")
    @api.depends(
        "kind_id", "ground_id", "measure_ids", "talk_date", "state", "leader_id"
    )
    def _compute_awaits_talk(self):
        for case in self:
            case.awaits_talk = case._awaits_talk()
            case.can_record_talk = (
                case.awaits_talk
                and case.state == "proposed"
                and bool(case._may_record_talk())
            )

    def _awaits_talk(self):
        """Whether this one case is of a kind that needs a talk which was not held yet."""
        return (
            self.state in ("draft", "proposed")
            and "talk" in self._flags()
            and not self.talk_date
        )

    def _may_record_talk(self):
        """Cases whose talk the user holds, stands in for, or records for the leader as the office."""
        acts_for = self.env["duban.delegation"]._acts_for
        # sudo: who holds the talk; only which cases they are comes back
        held = self.sudo().filtered(lambda case: acts_for(case.leader_id))
        return self._of_own_office() | held.with_env(self.env)

    def action_record_talk(
        self, content=None, rectification_deadline=None, talk_date=None
    ):
        """Record the talk that the office asked for, with the limit for rectification.

        :param content: text, required
        :param rectification_deadline: date or ISO string, required
        :param talk_date: date or ISO string; empty: today
        :raise AccessError: for anyone but the leader, who stands in, and the office
        :raise UserError: no talk is awaited, or a date is impossible
        """
        content = inputs.text(self.env, content)
        limit = inputs.day(self.env, rectification_deadline)
        day = inputs.day(self.env, talk_date) or clock.today(self)
        self.check_access("read")
        if self - self._may_record_talk():
            raise AccessError(
                self.env._("The talk is recorded by the leader who holds it.")
            )
        for case in self:
            if case.state != "proposed" or not case._awaits_talk():
                raise UserError(self.env._("%s awaits no talk.", case.name))
        if not content or not limit:
            raise UserError(
                self.env._("Write what was said, and until when it is put right.")
            )
        if limit < clock.today(self):
            raise UserError(
                self.env._("The limit for rectification lies before today.")
            )
        self._engine_write(
            {
                "talk_date": day,
                "talk_content": content,
                "rectification_deadline": limit,
            }
        )
        for case in self:
            case._check_talk()
        self._reconcile_todos()
        return True

    def _talk_defaults(self):
        """What the dialog begins with: today."""
        return {"talk_date": clock.today(self)}

    def _expected_todos(self):
        """The leader's to-do is the talk; once it was held, the office confirms the case."""
        todos = super()._expected_todos()
        if self.state != "proposed" or "talk" not in self._flags():
            return todos
        if self._awaits_talk():
            words = self.env._(
                "Hold the reminder talk with %s and set the limit", self.person_id.name
            )
            return [
                *todos,
                Todo("talk", TODO, self.leader_id, self.date_referred, words),
            ]
        words = self.env._("The talk was held: confirm the case")
        return [
            *todos,
            Todo("confirm", TODO, self.proposed_by_id, self.talk_date, words),
        ]
