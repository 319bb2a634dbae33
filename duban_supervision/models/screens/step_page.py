"""The page on which a step is taken: what writes itself, what the step still needs, the form that a to-do opens.

Whoever files sees the basis write itself and the date explain itself; what a step needs comes from the rules that its
checks ask; the form of a step is cut out of the own form of the matter, where a field looks and locks as it does there.
"""

import re
from copy import deepcopy
from datetime import timedelta

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock
from .landing import STEP_VIEW

MAIN_VIEW = "duban_supervision.duban_matter_view_form"
#: steps whose own dialog asks for nothing but what their landing fills in: there they are taken at once
AT_ONCE = {"pass_review": "action_pass_review"}
#: what the basis is written from
BASIS_FIELDS = (
    "source_category_id",
    "decision_body_id",
    "meeting_name",
    "meeting_date",
    "minutes_number",
    "source_item",
    "source_document",
    "source_leader_id",
    "instruction_date",
)
#: steps that a matter may take which was not saved before; their buttons save it first
FIRST_STEPS = ("file", "submit_filing", "assign")
WEEKDAYS = "一二三四五六日"
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

    basis_written = fields.Text(store=False, export_string_translation=False)
    form_proposed_id = fields.Many2one(
        "duban.option", store=False, export_string_translation=False
    )
    deadline_hint = fields.Char(
        compute="_compute_deadline_hint",
        export_string_translation=False,
        help="What the typed date means, or when the term of the regulation would end, while one fills in the form.",
    )

    # ------------------------------------------------------------------
    # What one answer says of another
    # ------------------------------------------------------------------

    @api.onchange("decision_body_id")
    def _onchange_decision_body_id(self):
        """Whoever begins with the meeting has said the category, where only one takes its decisions."""
        if not self.source_category_id:
            # sudo: categories are rules, everybody's
            categories = self.regulation_id.sudo().category_ids
            self.source_category_id = categories._of_body(self.decision_body_id)

    @api.onchange("source_category_id")
    def _onchange_usual_form(self):
        """Propose the usual form of the category, as long as nobody chose another."""
        usual = self.source_category_id.usual_form_id.filtered("active")
        if self.form_id in (usual.browse(), self.form_proposed_id):
            self.form_id = self.form_proposed_id = usual

    # ------------------------------------------------------------------
    # The basis
    # ------------------------------------------------------------------

    @api.onchange(*BASIS_FIELDS)
    def _onchange_basis(self):
        """Write the basis from what was said of the decision, as long as nobody wrote another."""
        words = self._basis_words()
        basis = (self.basis or "").strip()
        if words and basis in ("", (self.basis_written or "").strip()):
            self.basis = self.basis_written = words

    def _basis_words(self):
        """The decision of this one matter as its basis names it, e.g. 校长办公会（2026年3月2日），第3项."""
        day = self._format_date(self.meeting_date)
        meeting = "".join(
            filter(
                None,
                [
                    self.decision_body_id.name,
                    self.meeting_name and f"“{self.meeting_name}”",
                    f"（{day}）" if day else "",
                ],
            )
        )
        instruction = ""
        if self.source_leader_id:
            day = self._format_date(self.instruction_date)
            instruction = self.env._(
                "instruction of %(leader)s%(day)s",
                leader=self.source_leader_id.sudo().name,  # sudo: a leader's name
                day=f"（{day}）" if day else "",
            )
        minutes = self.minutes_number
        # many numbers say it themselves: 纪要〔2026〕12号
        if minutes and "纪要" not in minutes:
            minutes = self.env._("minutes %s", minutes)
        rest = (minutes, self.source_item, self.source_document, instruction)
        if not any((self.meeting_date, *rest)):
            return ""
        return "，".join(filter(None, (meeting, *rest)))

    # ------------------------------------------------------------------
    # The date
    # ------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "date_deadline",
        "state",
        "source_category_id",
        "grade_id",
        "term_days",
        "minutes_issue_date",
        "plan_year",
        "lead_unit_id",
        "co_unit_ids",
    )
    def _compute_deadline_hint(self):
        for matter in self:
            matter.deadline_hint = (
                matter._deadline_words() if matter.state == "draft" else False
            )

    def _deadline_words(self):
        """What the form of this one draft says under the due date."""
        # sudo: rules and calendar, which everybody may know
        matter = self.sudo()
        words = matter._term_words() if matter.regulation_id else ""
        try:
            _low, high = matter._rule_range(matter._term_rule())
        except UserError:
            high = None  # a year without calendar is said when the step is taken
        if not self.date_deadline:
            if words and high and high < clock.today(self):
                return self.env._(
                    "%(rule)s: %(day)s, which has passed; set another date and give its ground",
                    rule=words,
                    day=self._day_words(high),
                )
            if words and high:
                return self.env._(
                    "%(rule)s: %(day)s if it is assigned today; leave the date empty then",
                    rule=words,
                    day=self._day_words(high),
                )
            return words
        said = self._day_words(self.date_deadline)
        left = (self.date_deadline - clock.today(self)).days
        if left >= 0:
            said = self.env._("%(day)s, in %(count)s days", day=said, count=left)
        if words and high:
            limit = self._day_words(high)
            said = self.env._(
                "%(said)s; by the rule “%(rule)s”: %(limit)s",
                said=said,
                rule=words,
                limit=limit,
            )
        return said

    def _day_words(self, day):
        weekday = WEEKDAYS[day.weekday()]
        if not (self.env.lang or "").startswith("zh"):
            weekday = day.strftime("%A")
            return f"{self._format_date(day)} ({weekday})"
        return f"{self._format_date(day)}（星期{weekday}）"

    # ------------------------------------------------------------------
    # The button
    # ------------------------------------------------------------------

    def _first_actions(self):
        """Steps that this one matter, not saved yet, may take at once; who takes them is asked when it is saved."""
        if self.state != "draft" or not self._may_propose() or not self.regulation_id:
            return []
        table = self._step_table()
        # sudo: the conditions read the rules
        sudo = self.sudo()
        office = self.env.user.has_group("duban_supervision.group_office")
        return [
            action
            for action in FIRST_STEPS
            if ("draft", action) in table
            and (office or action == "submit_filing")
            and sudo._is_open(table["draft", action], {"action": action})
        ]

    # ------------------------------------------------------------------
    # What the next step needs
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # The form of a step
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        step = self.env.ref(STEP_VIEW, raise_if_not_found=False)
        if step and view == step:
            main, _view = super()._get_view(
                self.env.ref(MAIN_VIEW).id, view_type, **options
            )
            self._cut_step_form(arch, main)
        return arch, view

    @api.model
    def _cut_step_form(self, arch, main):
        """Put into the form of the steps (``arch``) what the landings need of the form of the matter (``main``)."""
        landings = self._landings().values()
        group = arch.find(".//group[@name='fills']")
        seen = set()
        for node in main.iter("field"):
            name = node.get("name")
            if name in seen or not self._is_filled_in(node):
                continue
            seen.add(name)
            self._put_field(group, node, name)
        footer = arch.find(".//footer")
        steps = dict.fromkeys(step for row in landings for step in row.steps)
        for step in reversed(steps):
            button = self._button_of(main, step)
            if button is not None:
                for node in self._step_buttons(button, step):
                    footer.insert(0, node)

    @api.model
    def _is_filled_in(self, node):
        """Whether ``node`` is a box of the matter's form, not of a list within it, that somebody fills in."""
        if any(parent.tag == "field" for parent in node.iterancestors()):
            return False
        name = node.get("name")
        if name in ("plan_line_ids", "unit_line_ids"):
            return True
        return "not in writable" in (node.get("readonly") or "")

    @api.model
    def _put_field(self, group, node, name):
        copy = deepcopy(node)
        copy.tail = None
        hidden = f"'{name}' not in (step_fills or [])"
        if self._fields[name].type == "one2many":
            copy.set("nolabel", "1")
            copy.set("colspan", "2")
            block = etree.SubElement(
                group, "div", colspan="2", invisible=hidden, name=f"{name}_block"
            )
            etree.SubElement(block, "label", {"for": name, "class": "fw-bold"})
            block.append(copy)
            return
        own = node.get("invisible")
        copy.set("invisible", f"{hidden} or ({own})" if own else hidden)
        group.append(copy)

    @api.model
    def _button_of(self, main, step):
        """The button of the matter's form that takes ``step``, or None."""
        wanted = re.compile(rf"'{step}' not in allowed_actions")
        for button in main.iterfind(".//header/button"):
            first = re.search(
                r"'(\w+)' not in allowed_actions", button.get("invisible") or ""
            )
            if first and wanted.fullmatch(first.group()):
                return button
        return None

    @api.model
    def _step_buttons(self, button, step):
        """The button twice: highlighted where the step is the first that is offered, and plain beside another."""
        for style, hidden in (("btn-primary", "!="), ("btn-secondary", "==")):
            copy = deepcopy(button)
            copy.tail = None
            copy.attrib.pop("data-hotkey", None)
            if step in AT_ONCE:
                copy.set("name", AT_ONCE[step])
                copy.attrib.pop("args", None)
            names = [
                word
                for word in (button.get("class") or "").split()
                if word.startswith("o_duban")
            ]
            copy.set("class", " ".join([style, *names]))
            copy.set(
                "invisible",
                f"'{step}' not in (step_offers or []) or step_offers[0] {hidden} '{step}'",
            )
            yield copy
