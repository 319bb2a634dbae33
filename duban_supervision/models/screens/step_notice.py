"""After a step: one sentence that it was taken, and who is next."""

from datetime import timedelta

from odoo import api, fields, models

#: an act of the user that is older was not this step
RECENT = timedelta(seconds=20)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.readonly
    def step_notice(self):
        """What the current user just did on these matters and what comes next, in one sentence.

        :return: text; empty where the user did nothing on them in the last seconds, or may not read them any more
        """
        matter = self.exists()._filtered_access("read")[:1]
        act = self.env["duban.act"].search(
            [("matter_id", "=", matter.id), ("user_id", "=", self.env.uid)],
            order="id desc",
            limit=1,
        )
        if not act or act.date < fields.Datetime.now() - RECENT:
            return ""
        done = f"{act.action_label}：{matter.display_name}"
        todo = matter._next_todo()
        if not todo:
            return done
        return self.env._(
            "%(done)s. Next: %(step)s (%(person)s, %(day)s)",
            done=done,
            step=todo.summary,
            person=todo.user_id.sudo().name,  # sudo: a name
            day=matter._format_date(todo.date_deadline),
        )

    def _next_todo(self):
        """The to-do (mail.activity) of this one matter that is due first."""
        todos = self.activity_ids.filtered(lambda todo: todo.duban_key and todo.active)
        return todos.sorted(lambda todo: (todo.date_deadline, todo.id))[:1]
