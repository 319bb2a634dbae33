"""Warning notices (三色预警通知): papers in colours that the office issues as a due date comes near or passes.

A colour is an act with a paper, not a light: thresholds are rows of the regulation, the paper is a supervision record
with its number, the unit answers it, and a leader may have to talk to the unit's head. Off by default.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ... import clock, inputs
from ..rules.regulation_trail import silent

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
    active = fields.Boolean(default=True)
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

    def write(self, vals):
        result = super().write(vals)
        if "cc_unit_ids" in vals:
            # units are the institution's of today, whatever the version of its rules
            for level in self:
                for other in level._in_other_versions():
                    if other.cc_unit_ids != level.cc_unit_ids:
                        silent(other).cc_unit_ids = level.cc_unit_ids
        return result

    def _in_other_versions(self):
        """This one level as the other versions of its institution's regulation have it."""
        levels = self.regulation_id._other_versions().warning_level_ids
        return levels.filtered(
            lambda level: (level.colour, level.name) == (self.colour, self.name)
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
        # merged matters bring their papers along, of the same colour and day too
        # and whoever takes a matter over with its date is warned of it for itself
        "(COALESCE(origin_matter_id, matter_id), level_id, warned_deadline, warned_unit_id) WHERE level_id IS NOT NULL",
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
            sudo = record.sudo()
            if not sudo.talk_leader_id or sudo.date_talk:
                raise UserError(self.env._("No talk is waiting on this notice."))
            acts_for = self.env["duban.delegation"]._acts_for
            if not acts_for(sudo.talk_leader_id, sudo.matter_id.company_id):
                record.matter_id._assert_may("_is_office")
            record.check_access("read")
        self._engine_write({"talk_note": note, "date_talk": clock.today(self)})
        for record in self:
            self.env["duban.act"]._append(record.matter_id, "talk", note)
        self.matter_id._reconcile_todos()
        return True

    # -- on paper

    def _document_value_unit(self):
        return self._document_names(self.warned_unit_id or self.matter_id.lead_unit_id)

    def _document_value_level(self):
        return self.level_id.name

    def _document_value_copies(self):
        return self._document_names(self.cc_unit_ids)

    def _document_value_talk(self):
        return self.matter_id._document_join(
            self._document_names(self.talk_leader_id), self.date_talk, self.talk_note
        )
