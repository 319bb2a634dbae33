"""The reconciler that makes ``mail.activity`` agree with the to-dos that should exist.

It creates what is missing, moves what changed and closes what is done, and may run any number of times. It runs after
every step and in the daily patrol, which is how a to-do survives an archived user, Odoo's clean-up of old activities,
or a missed day.
"""

from collections import defaultdict

from odoo import api, fields, models

from ... import clock
from ...tools.remembered import remembered
from ..access.engine import DOOR
from ..rules.own_words import WORDS


class DubanPatrolled(models.AbstractModel):
    _inherit = "duban.patrolled"

    #: what the reconciler made and nobody has done yet; the steps of one transaction read it once
    open_todo_ids = fields.One2many(
        "mail.activity",
        "res_id",
        # A function, as Odoo reads a list by a plain domain anew with each to-do that is made or done. A new one joins
        # the list, one that is done is left out as it is not active; what else could happen: ``mail.activity.write``.
        domain=lambda self: [("duban_key", "!=", False), ("active", "=", True)],
        readonly=True,
        export_string_translation=False,
    )

    # -- hooks

    def _todo_language(self):
        """Language in which the to-dos of these records are written first."""
        return self.env.lang

    def _mark_for_patrol(self):
        """Something changed: the next patrol looks at these records again, where the model stores when to look."""

    def _read_people(self):
        """Read at once who may get to-dos of these records."""

    def _has_role(self, user):
        """Whether ``user`` has a role on this one record that keeps that person among its followers."""
        return True

    # -- what runs

    def _reconcile_todos(self):
        """Make the open activities of these records agree with ``_expected_todos``; idempotent.

        :return: number of activities created, moved or closed
        """
        if not self:
            return 0
        # sudo: to-dos are the engine's; who may act on them is checked when the step is taken.
        records = self.sudo().with_context(
            duban_no_subscribe=DOOR,
            mail_activity_quick_update=True,
            mail_notrack=True,
            active_test=True,
        )
        records._read_people()
        records = records.with_context(lang=records._todo_language())
        Activity = records.env["mail.activity"].with_context(duban_door=DOOR)
        types, model_id = records._todo_types(), records._own_model_id()
        stand_ins = records.env["duban.delegation"]._stand_ins()
        to_create, changed, moved = [], defaultdict(list), []
        finished = Activity.browse()
        for record in records:
            there = record.open_todo_ids.with_env(Activity.env)
            left, words = {todo.duban_key: todo for todo in there}, {}
            settled = {}
            for todo in record._expected_todos():
                todo, user = record._settle_todo(todo, stand_ins)
                settled.setdefault(todo.key, (todo, user))
            for todo, user in settled.values():
                activity = left.pop(todo.key, None)
                summary = record._todo_summary(todo, user, words)
                if activity is None:
                    to_create.append(
                        {
                            "res_model_id": model_id,
                            "res_id": record.id,
                            # what Odoo would compute: said at once, it needs no second statement
                            "res_name": record.with_context(
                                duban_door=DOOR
                            ).display_name,
                            "user_tz": clock.platform_zone(user),
                            "user_id": user.id,
                            "duban_key": todo.key,
                            "activity_type_id": types.get(todo.kind)
                            or self.env.ref(todo.kind).id,
                            "date_deadline": todo.date or clock.today(record),
                            "summary": summary,
                            "automated": True,
                        }
                    )
                    continue
                vals = record._todo_changes(activity, todo, user, summary)
                if "user_id" in vals:
                    moved.append((record, activity.user_id))
                if vals:
                    changed[tuple(vals.items())].append(activity.id)
            for activity in left.values():
                finished |= activity
        for vals, ids in changed.items():
            Activity.browse(ids).write(dict(vals))
        records._mark_for_patrol()
        if finished:
            finished._duban_finish()
        if to_create:
            # nobody has a to-do twice: that one was done in this transaction is written before it is there again
            again = {(vals["res_id"], vals["duban_key"]) for vals in to_create}
            known = records.with_context(active_test=False).open_todo_ids
            known.filtered(lambda todo: (todo.res_id, todo.duban_key) in again).flush_recordset(["active"])  # fmt: skip
            Activity.create(to_create)
        for record, old in moved:
            # Odoo leaves the one before a follower; who has no role any more hears no more.
            if not record._has_role(old):
                record.message_unsubscribe(old.partner_id.ids)
        return sum(map(len, (*changed.values(), to_create, finished)))

    def _todo_changes(self, activity, todo, user, summary):
        """Values by which ``activity`` differs from the to-do that should be there."""
        vals = {}
        if activity.user_id != user:
            vals["user_id"] = user.id
        if todo.date and activity.date_deadline != todo.date:
            vals["date_deadline"] = todo.date
        if activity.summary != summary:
            vals["summary"] = summary
        return vals

    def _own_model_id(self):
        """Id of the row of ``ir.model`` of these records, whose name Odoo then need not read for each to-do."""
        models_ = self.env["ir.model"]
        number = models_._get_id(self._name)
        models_._fields["model"]._insert_cache(models_.browse(number), [self._name])
        return number

    def _todo_summary(self, todo, user, words):
        """What to do, in the language of the person who does it.

        :param words: {language: {key: summary}} of this one record, filled as needed
        """
        lang = user.lang or self.env.lang
        summary = todo.summary
        if lang != self.env.lang:
            if lang not in words:
                words[lang] = {
                    row.key: row.summary
                    for row in self.with_context(lang=lang)._expected_todos()
                }
            summary = words[lang].get(todo.key, todo.summary)
        if "regulation_id" not in self._fields or not WORDS.search(summary or ""):
            return summary
        # in the words of the regulation that the record was filed under
        Label = self.env["duban.label"].with_context(lang=lang)
        return Label._own(summary, self.regulation_id)

    @api.model
    @remembered()
    def _todo_types(self):
        """{kind: id} of the activity types of the suite."""
        # sudo: ids of the suite's own types, no more
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", "mail.activity.type"),
                    ("name", "=like", "todo_%"),
                    ("module", "=like", "duban_supervision%"),
                ],
                ["name", "res_id"],
            )
        )
        return {row.name.removeprefix("todo_"): row.res_id for row in data}
