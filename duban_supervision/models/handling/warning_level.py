"""Warning notices (三色预警通知): papers in colours that the office issues as a due date comes near or passes.

A colour is an act with a paper, not a light: thresholds are rows of the regulation, the paper is a supervision record
with its number, the unit answers it, and a leader may have to talk to the unit's head. Off by default.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..matter.matter import RUNNING_STATES
from ..reminding.matter_todo import Todo

#: buttons of the ledger list: {what they ask: switch of the regulation}
LIST_BUTTONS = {"urge": "urging_enabled", "warn": "warning_notices_enabled"}
COLOURS = [
    ("blue", "Blue"),
    ("yellow", "Yellow"),
    ("orange", "Orange"),
    ("red", "Red"),
]


class DubanWarningLevel(models.Model):
    """One colour: from when on it may be issued, what the paper is called, who is copied, who talks to whom."""

    _name = "duban.warning.level"
    _inherit = "duban.regulation.row"
    _description = "Level of warning notices"

    name = fields.Char(required=True, help="The regulation's own word, e.g. 黄色预警.")
    colour = fields.Selection(COLOURS, required=True)
    title = fields.Char(
        required=True, help="Title of the paper: 预警通知单, 督办单, 问责单 …"
    )
    condition = fields.Selection(
        [
            ("percent", "Per cent of the time left, or less"),
            ("before", "Working days before the due date, or fewer"),
            ("after", "Working days after the due date, or more"),
        ],
        required=True,
        default="percent",
    )
    value = fields.Integer("Threshold", required=True)
    without_report = fields.Boolean(
        "Only without report", help="Only while the unit has reported no progress."
    )
    or_unanswered = fields.Boolean(
        "Or no answer",
        help="Also when the notice of the level before was not answered by its limit.",
    )
    answer_days = fields.Integer(
        default=3, help="Working days within which the unit answers."
    )
    cc_unit_ids = fields.Many2many(
        "hr.department", "duban_warning_level_cc_rel", string="Copied to"
    )
    talk = fields.Selection(
        [
            ("none", "No talk"),
            ("leader_in_charge", "By the leader in charge"),
            ("principal", "By a principal leader"),
        ],
        required=True,
        default="none",
        help="Who talks to the head of the unit (约谈).",
    )

    def _as_rule(self):
        """Plain data for the ruleset."""
        names = (
            *("name", "condition", "value", "without_report", "or_unanswered"),
            *("answer_days", "talk"),
        )
        return {"id": self.id, **{name: self[name] for name in names}}


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    warning_notices_enabled = fields.Boolean(
        "Warning notices",
        help="The office issues warning notices in colours, which the unit answers.",
    )
    warning_number_pattern = fields.Char(
        help="{year}, {n}; empty: warning notices carry no number of their own."
    )
    warning_level_ids = fields.One2many("duban.warning.level", "regulation_id")

    def _list_fields(self):
        return [*super()._list_fields(), "warning_level_ids"]

    def _snapshot_lists(self):
        levels = [row._as_rule() for row in self.warning_level_ids]
        return {**super()._snapshot_lists(), "warning_levels": levels}

    def _pattern_fields(self):
        return [*super()._pattern_fields(), "warning_number_pattern"]

    def write(self, vals):
        result = super().write(vals)
        if set(LIST_BUTTONS.values()) & vals.keys():
            self.env.registry.clear_cache("templates")  # views depend on these
        return result


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """A list cannot hide its buttons: those of functions that the regulation does not provide are left out."""
        arch, view = super()._get_view(view_id, view_type, **options)
        regulation = self.env["duban.regulation"]._in_force()
        names = regulation._feature_names() if regulation else ()
        for button in arch.xpath("//list/header/button[@name='action_ask']"):
            for ask, feature in LIST_BUTTONS.items():
                if f"'{ask}'" in button.get("context", "") and feature not in names:
                    button.getparent().remove(button)
        return arch, view

    def _possible_side_actions(self):
        actions = super()._possible_side_actions()
        if (
            self.state in RUNNING_STATES
            and self._rule("warning_notices_enabled")
            and self._is_office()
        ):
            actions.add("warn")
        return actions

    def _warnings(self):
        """Warning notices of this one matter for its present due date, in order; a new date starts afresh."""
        return self.record_ids.filtered(
            lambda row: (
                row.purpose == "warning" and row.warned_deadline == self.date_deadline
            )
        ).sorted("id")

    def _warning_levels_due(self):
        """Levels (``duban.warning.level``, mildest first) whose condition this one matter meets today."""
        if not self.date_deadline:
            return self.env["duban.warning.level"]
        due, previous = [], None
        for rule in self._rules().get("warning_levels", ()):
            if self._warning_is_due(rule, previous):
                due.append(rule["id"])
            previous = rule["id"]
        return self.env["duban.warning.level"].sudo().browse(due).exists()

    def _warning_is_due(self, rule, previous):
        """Whether one level counts today. ``previous``: id of the level before, or None."""
        today, deadline = clock.today(self), self.date_deadline
        unanswered = self._warnings().filtered(
            lambda row: (
                row.level_id.id == previous
                and not row.answer
                and row.new_limit
                and row.new_limit < today
            )
        )
        if rule["or_unanswered"] and unanswered:
            return True
        if rule["without_report"] and self.date_last_feedback:
            return False
        if rule["condition"] == "percent":
            whole = (deadline - self.date_assigned).days
            return (deadline - today).days * 100 <= rule["value"] * whole
        days = -rule["value"] if rule["condition"] == "before" else rule["value"]
        return today >= self._add_working_days_safe(deadline, days)

    def action_warn(self, level_id=None, content=None):
        """Issue a warning notice to the lead unit of each of these matters.

        :param level_id: id of a ``duban.warning.level``; default: the gravest one that is due and not issued yet
        :param content: what is required; default: a sentence with the due date
        :raise AccessError: for anyone but the supervision office
        :raise UserError: the regulation has no such notices, or none (left) is due
        :return: the notices (``duban.record``)
        """
        self._require_rule("warning_notices_enabled")
        self._assert_may("_is_office")
        level_id, content = (
            inputs.one_id(self.env, level_id),
            inputs.text(self.env, content),
        )
        vals_list = [
            # sudo: whoever issues was checked; the condition is read from the matter's own records
            matter.sudo()._warning_values(
                matter.sudo()._warning_to_issue(level_id), content
            )
            for matter in self
        ]
        # sudo: notices are written by this step alone
        return self.env["duban.record"].sudo().create(vals_list).with_env(self.env)

    def _warning_to_issue(self, level_id):
        """The level to issue on this one matter now.

        :raise UserError: with the reason why there is none
        """
        if self.state not in RUNNING_STATES:
            raise UserError(
                self.env._("%s is not being handled by its unit.", self.display_name)
            )
        due = self._warning_levels_due()
        if level_id:
            due &= due.browse(level_id)
        if not due:
            raise UserError(
                self.env._("No warning notice is due on %s.", self.display_name)
            )
        level = due[-1]
        issued = self._warnings().filtered(lambda row: row.level_id == level)
        if issued:
            raise UserError(
                self.env._(
                    "%(level)s was already issued on %(matter)s: %(number)s.",
                    level=level.name,
                    matter=self.display_name,
                    number=issued[0].display_name,
                )
            )
        return level

    def _warning_rule(self, level):
        """What ``level`` said when this one matter was filed, as plain data."""
        frozen = self._rules().get("warning_levels", ())
        found = [rule for rule in frozen if rule["id"] == level.id]
        # Frozen before answers and talks were: as the level says now.
        return {**level.sudo()._as_rule(), **(found[0] if found else {})}

    def _warning_values(self, level, content):
        today = clock.today(self)
        pattern = self._rule("warning_number_pattern")
        rule = self._warning_rule(level)
        number = (
            self.env["duban.number"]._take(
                self.company_id, "warning", today.year, pattern
            )[0]
            if pattern
            else False
        )
        leaders = {
            "leader_in_charge": self.leader_in_charge_id,
            "principal": self.principal_leader_id
            or self.regulation_id.principal_leader_ids[:1],
        }
        return {
            "matter_id": self.id,
            "purpose": "warning",
            "level_id": level.id,
            "number": number,
            "warned_deadline": self.date_deadline,
            "person_id": self.unit_head_id.id,
            "channel_id": self.channel_ids.filtered("is_system")[:1].id,
            "summary": content
            or self.env._(
                "Due on %s. Report progress, causes and what will be done.",
                self._format_date(self.date_deadline),
            ),
            "new_limit": self._add_working_days_safe(today, rule["answer_days"]),
            "cc_unit_ids": [(6, 0, level.cc_unit_ids.ids)],
            "talk_leader_id": leaders.get(rule["talk"], self.env["res.users"]).id,
        }

    def _todos_records(self):
        todos = super()._todos_records()
        for record in self.record_ids.filtered(lambda row: row.purpose == "warning"):
            if not record.answer:
                todos.append(
                    Todo(
                        f"warning:{record.id}",
                        "urging",
                        self._lead_worker(),
                        record.new_limit,
                        self.env._("Answer the warning notice"),
                    )
                )
            if record.talk_leader_id and not record.date_talk:
                todos.append(
                    Todo(
                        f"talk:{record.id}",
                        "notice",
                        record.talk_leader_id,
                        record.new_limit,
                        self.env._("Talk to the head of the unit and record it"),
                    )
                )
        return todos


class DubanRecord(models.Model):
    _inherit = "duban.record"

    purpose = fields.Selection(
        selection_add=[("warning", "Warning notice")],
        ondelete={"warning": "set default"},
    )
    level_id = fields.Many2one(
        "duban.warning.level", readonly=True, ondelete="restrict", index=True
    )
    colour = fields.Selection(related="level_id.colour")
    warned_deadline = fields.Date("Due date warned of", readonly=True)
    talk_leader_id = fields.Many2one("res.users", "Talk held by", readonly=True)
    talk_note = fields.Text("Talk", readonly=True)
    date_talk = fields.Date("Talk on", readonly=True)

    _warning_once = models.UniqueIndex(
        "(matter_id, level_id, warned_deadline) WHERE level_id IS NOT NULL",
        "This warning notice was already issued.",
    )

    def _people_to_tell(self):
        """Of a notice also the heads of the units it is copied to."""
        people = super()._people_to_tell()
        if self.purpose == "warning":
            people |= self.cc_unit_ids.manager_id.user_id | self.talk_leader_id
        return people

    def action_record_talk(self, note=None):
        """The leader, or the office in the leader's name, records the talk a notice calls for.

        :param note: text, required
        """
        if not inputs.text(self.env, note):
            raise UserError(
                self.env._("Write what was said or done: %s.", self.env._("Talk"))
            )
        for record in self:
            # sudo: who may is decided right below
            if not record.sudo().talk_leader_id or record.sudo().date_talk:
                raise UserError(self.env._("No talk is waiting on this notice."))
            if self.env.user != record.sudo().talk_leader_id:
                record.matter_id._assert_may("_is_office")
            record.check_access("read")
        self.sudo().write({"talk_note": note, "date_talk": clock.today(self)})
        for record in self:
            self.env["duban.act"]._append(record.matter_id, "talk", note)
        self.matter_id._reconcile_todos()
        return True

    # -- on paper

    def _document_value_unit(self):
        return self._document_names(self.matter_id.lead_unit_id)

    def _document_value_level(self):
        return self.level_id.name

    def _document_value_copies(self):
        return self._document_names(self.cc_unit_ids)

    def _document_value_talk(self):
        return self.matter_id._document_join(
            self._document_names(self.talk_leader_id), self.date_talk, self.talk_note
        )
