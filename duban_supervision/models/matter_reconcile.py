"""The reconciler that makes ``mail.activity`` agree with the to-dos that should exist (``matter_todo.py``).

It creates what is missing, moves what changed and closes what is done, and may run any number of times. It runs after
every step and in the daily patrol, which is how a to-do survives an archived user, Odoo's clean-up of old activities,
or a missed day.
"""

from collections import defaultdict

from odoo import api, models, tools

from .engine import DOOR
from .matter import OPEN_STATES


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    # ------------------------------------------------------------------
    # Reconciler
    # ------------------------------------------------------------------

    def _reconcile_todos(self):
        """Make the open activities of these matters agree with ``_expected_todos``; idempotent.

        :return: number of activities created, moved or closed
        """
        if not self:
            return 0
        # sudo: to-dos are the engine's; who may act on them is checked when the step is taken.
        matters = self.sudo().with_context(
            duban_no_subscribe=DOOR,
            mail_activity_quick_update=True,
            mail_notrack=True,
            active_test=True,
        )
        matters = matters.with_context(lang=matters._todo_language())
        Activity = matters.env["mail.activity"].with_context(duban_door=matters._door())
        existing = defaultdict(dict)
        found = Activity.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("duban_key", "!=", False),
            ]
        )
        for activity in found:
            existing[activity.res_id][activity.duban_key] = activity
        types, model_id = (
            matters._todo_types(),
            matters.env["ir.model"]._get_id(self._name),
        )
        stand_ins = matters.env["duban.delegation"]._stand_ins()
        to_create, changed, moved = [], 0, []
        finished = Activity.browse()
        for matter in matters:
            left, words = existing[matter.id], {}
            for todo in matter._expected_todos():
                user = matter._todo_receiver(todo.user, stand_ins)
                activity = left.pop(todo.key, None)
                summary = matter._todo_summary(todo, user, words)
                if activity is None:
                    to_create.append(
                        {
                            "res_model_id": model_id,
                            "res_id": matter.id,
                            "user_id": user.id,
                            "duban_key": todo.key,
                            "activity_type_id": types[todo.kind],
                            "date_deadline": todo.date,
                            "summary": summary,
                            "automated": True,
                        }
                    )
                    continue
                vals = {}
                if activity.user_id != user:
                    vals["user_id"] = user.id
                    moved.append((matter, activity.user_id))
                if activity.date_deadline != todo.date:
                    vals["date_deadline"] = todo.date
                if activity.summary != summary:
                    vals["summary"] = summary
                if vals:
                    activity.write(vals)
                    changed += 1
            for activity in left.values():
                finished |= activity
        matters._mark_for_patrol()
        if finished:
            finished._duban_finish()
        if to_create:
            Activity.create(to_create)
        for matter, old in moved:
            # Odoo leaves the one before a follower; who has no role any more hears no more.
            if not matter._has_role(old):
                matter.message_unsubscribe(old.partner_id.ids)
        return changed + len(to_create) + len(finished)

    def _todo_language(self):
        """Language in which the to-dos of these matters are written first: that of the office, not of whoever acts."""
        office = self[:1].regulation_id.office_id
        return (
            office.manager_id.user_id.lang
            or office.member_ids.user_id[:1].lang
            or self.env.lang
        )

    def _todo_summary(self, todo, user, words):
        """What to do, in the language of the person who does it.

        :param words: {language: {key: summary}} of this one matter, filled as needed
        """
        lang = user.lang
        if not lang or lang == self.env.lang:
            return todo.summary
        if lang not in words:
            words[lang] = {
                row.key: row.summary
                for row in self.with_context(lang=lang)._expected_todos()
            }
        return words[lang].get(todo.key, todo.summary)

    def _todo_receiver(self, user, stand_ins):
        """Who gets a to-do meant for ``user``: the deputy in an absence, the office when nobody is there.

        :param stand_ins: ``duban.delegation._stand_ins()``, read once per batch
        """
        receiver = stand_ins.get(user, user)
        if not receiver or not receiver.active or receiver in self.recused_user_ids:
            receiver = self._office_contact()
        return receiver

    @api.model
    @tools.ormcache()
    def _todo_types(self):
        """{kind: id} of the activity types of the suite."""
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

    # ------------------------------------------------------------------
    # People who leave
    # ------------------------------------------------------------------

    @api.model
    def _matters_of_people(self, users):
        """Open matters on which one of ``users`` has a role or a to-do."""
        if not users:
            return self.browse()
        ids = users.ids
        todo = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("user_id", "in", ids),
                    ("duban_key", "!=", False),
                ]
            )
        )
        roles = [
            "handler_id",
            "liaison_id",
            "officer_id",
            "leader_in_charge_id",
            "responsible_leader_id",
            "unit_head_id",
            "principal_leader_id",
            "unit_line_ids.handler_id",
            "unit_line_ids.head_id",
            "approval_line_ids.approver_id",
            "recheck_ids.user_id",
            "record_ids.talk_leader_id",
        ]
        domain = (
            ["|"] * len(roles)
            + [("id", "in", todo.mapped("res_id"))]
            + [(role, "in", ids) for role in roles]
        )
        return self.sudo().search(domain + [("state", "in", (*OPEN_STATES, "closed"))])

    def _people_left(self, users):
        """After users were archived: rebuild the to-dos; the office is told who needs a successor (ABAF-8.1d)."""
        self._reconcile_todos()
