"""Around a step: what the next one still needs, by the rules that the checks ask; what was just done, who is next."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: an act of the user that is older was not this step
RECENT = timedelta(seconds=20)
#: steps that need elements, in the order of the procedure
NEEDING = (
    "file",
    "submit_filing",
    "assign",
    "accept",
    "claim",
    "submit_result",
    "pass_review",
    "close",
    "archive",
)


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    step_needed = fields.Json(
        compute="_compute_step_needed",
        export_string_translation=False,
        help="What the next step asks for: {action, items: [{names, label}], words, ground}. Which of them is still "
        "empty is seen on the screen, while one types.",
    )

    @api.depends_context("uid", "lang", "duban_todo")
    @api.depends(
        "state",
        "regulation_id",
        "source_category_id",
        "source_kind_id",
        "decision_body_id",
        "form_id",
        "grade_id",
        "lead_unit_id",
        "co_unit_ids",
        "date_deadline",
        "deadline_ground",
        "minutes_issue_date",
        "plan_year",
        "term_days",
        "unit_line_ids",
        "head_confirmed",
        "channel_ids",
    )
    def _compute_step_needed(self):
        for matter in self:
            action = matter._needing_action()
            matter.step_needed = matter._needed(action) if action else False

    def _needing_action(self):
        """The step that this one matter's form leads to next for the current user, or None."""
        if not self._origin:
            return next(iter(self.allowed_actions or []), "file")
        allowed = self.allowed_actions or []
        if self.env.context.get("duban_todo"):
            allowed = self.step_offers or []
        return next((action for action in NEEDING if action in allowed), None)

    def _needed(self, action):
        """What ``action`` asks for on this one matter, as ``step_needed`` has it."""
        element = {"submit_filing": "file", "claim": "accept"}.get(action, action)
        names = self._required_fields(element)
        if not self._origin:
            # what is asked from the first saving on is asked of who files at once, too
            names = {**self._required_fields("register"), **names}
        if action == "submit_filing":
            names |= self._required_fields(action)
        writable = set(self._writable_names())
        items = [
            {
                "names": [name, other] if other else [name],
                "label": "／".join(map(self._label, filter(None, (name, other)))),
            }
            for name, other in names.items()
            if name in writable and not self._is_beside_the_point(name)
        ]
        known = {item["label"] for item in items}
        known |= {self._label(name) for item in items for name in item["names"]}
        by_label = {self._label(name): name for name in sorted(writable)}
        words = []
        lacking = self._missing_labels(element) + self._missing_for_checks(action)
        for label in dict.fromkeys(lacking):
            bare = self._label_within(label, known | by_label.keys())
            if bare in known or " / " in label:
                continue
            if label == self._label("unit_head_id") and self._head_comes():
                continue
            if name := by_label.get(bare):
                items.append({"names": [name], "label": label})
            else:
                words.append(label)
        ground = self._missing_ground() if element == "file" else ""
        if ground and "deadline_ground" not in {
            name for item in items for name in item["names"]
        }:
            items.append(
                {"names": ["deadline_ground"], "label": self._label("deadline_ground")}
            )
        return {
            "action": action,
            "items": items,
            "words": words,
            "ground": ground,
        }

    @staticmethod
    def _label_within(label, labels):
        """Of a form's demand the label begins with the field's: 办结期限（专项督办）, 督办周期（月）（定期督办）."""
        found = [
            each
            for each in labels
            if label == each or label.startswith((f"{each}（", f"{each} ("))
        ]
        return max(found, key=len, default=label)

    def _head_comes(self):
        """Whether the head of the unit will be written by itself, with the unit, once this one matter is saved."""
        # sudo: who heads which unit is in the directory
        head = self.lead_unit_id.sudo().manager_id.user_id
        return not self.lead_unit_id or bool(not self._origin and head)

    def _is_beside_the_point(self, name):
        """Whether the element ``name`` counts as filled on this one matter although its box is empty."""
        return (
            bool(not self[name] and not self._is_missing(name))
            and name != "co_unit_ids"
        )

    def _writable_names(self):
        return self.writable or []

    def _missing_ground(self):
        """The sentence that asks for the ground of a date which leaves the rule; empty where none is asked for."""
        try:
            # sudo: the rules and the calendar; the date is the user's own
            sudo = self.sudo()
            sudo._check_deadline_ground(self.date_deadline, sudo._term_rule())
        except UserError as error:
            return str(error)
        return ""

    # ------------------------------------------------------------------
    # After a step
    # ------------------------------------------------------------------

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
