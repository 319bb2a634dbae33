"""A unit's part in a matter: its role, its people, its feedback to the lead unit."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import clock, inputs
from .states import OPEN_STATES, RUNNING_STATES, UNIT_ROLES

#: what is agreed with a unit of a matter
ARRANGED = frozenset({"task", "report_due", "handler_id"})


class DubanMatterUnit(models.Model):
    _name = "duban.matter.unit"
    _description = "Unit of a matter"
    _inherit = ["duban.matter.part"]
    _order = "matter_id, role desc, id"
    _rec_name = "department_id"

    role = fields.Selection(UNIT_ROLES, required=True)
    # of a co-unit: the day on which it joined a matter that was filed already
    date_from = fields.Date("Lead unit since", readonly=True)
    date_to = fields.Date("Lead unit until", readonly=True)
    was_late = fields.Boolean(
        "Was late", readonly=True, help="A limit passed while the unit was the lead."
    )
    department_id = fields.Many2one(
        "hr.department", "Unit", required=True, ondelete="restrict"
    )
    head_id = fields.Many2one("res.users", "Unit head", readonly=True)
    handler_id = fields.Many2one("res.users")
    task = fields.Text("Stated task")
    report_state = fields.Selection(
        [
            ("waiting", "Not yet reported"),
            ("reported", "Reported"),
            ("explained", "Explained"),
        ],
        "Feedback to the lead unit",
        default="waiting",
        required=True,
        readonly=True,
    )
    explanation = fields.Text("Why there is no feedback", readonly=True)
    date_reported = fields.Date("Reported on", readonly=True)
    report_due = fields.Date("Feedback due")
    is_late = fields.Boolean("Late", compute="_compute_is_late")
    is_open = fields.Boolean(
        compute="_compute_is_open",
        store=True,
        precompute=True,
        export_string_translation=False,
    )

    # the matters of a unit, without a look at the table; most lists show the open ones
    _department_matter_idx = models.Index(
        "(department_id, matter_id) WHERE role <> 'former'"
    )
    _department_open_idx = models.Index("(department_id, matter_id) WHERE is_open")
    _unit_uniq = models.UniqueIndex(
        "(matter_id, department_id, role)",
        "This unit already has that role on the matter.",
    )
    _one_lead = models.UniqueIndex(
        "(matter_id) WHERE role = 'lead'", "A matter has exactly one lead unit."
    )

    @api.depends("matter_id.state", "role")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.role != "former" and line.matter_id.state in OPEN_STATES

    @api.depends("report_due", "date_reported", "report_state")
    def _compute_is_late(self):
        today = clock.today(self)
        for line in self:
            done = line.date_reported or today
            line.is_late = bool(
                line.report_due
                and done > line.report_due
                and line.report_state != "explained"
            )

    @api.constrains("role")
    def _check_role_switch(self):
        """Joint units and teams exist where the regulation knows them (CORE-19)."""
        for role, switch in (
            ("joint", "joint_units_enabled"),
            ("team", "team_enabled"),
        ):
            lines = self.filtered(lambda line, role=role: line.role == role)
            lines.matter_id._require_rule(switch)

    @api.constrains("department_id", "role")
    def _check_supervised_unit(self):
        # sudo: whether the directory says that the unit undertakes matters
        outside = self.sudo().filtered(
            lambda line: (
                line.role in ("lead", "co")
                and not line.department_id.is_supervised_unit
            )
        )
        if outside:
            raise ValidationError(
                self.env._(
                    "%s does not undertake supervised matters. Choose an internal unit.",
                    "、".join(outside.department_id.mapped("name")),
                )
            )

    def _check_report_due(self):
        """A day that somebody sets for a co-unit lies ahead (CORE-25)."""
        for line in self:
            inputs.not_before(line, "report_due", clock.today(line))

    def _check_created(self, names):
        self._check_report_due()
        return super()._check_created(names)

    @api.model
    def _complete_values(self, vals_list):
        """Today's head of each unit (CORE-7)."""
        # sudo: today's head is in the directory
        departments = (
            self.env["hr.department"]
            .sudo()
            .browse([vals["department_id"] for vals in vals_list])
        )
        matters = self.env["duban.matter"].browse(
            [vals["matter_id"] for vals in vals_list]
        )
        for vals, department, matter in zip(vals_list, departments, matters, strict=True):  # fmt: skip
            vals["head_id"] = department.manager_id.user_id.id
            if vals["role"] == "co" and matter.date_filed:
                vals["date_from"] = clock.today(matter)
        return super()._complete_values(vals_list)

    def _leave(self):
        """Co-units that have no part any more leave days and people: what was done meanwhile stays theirs (CORE-21).

        :return: lines of filed matters among these
        """
        left = self.filtered(lambda line: line.role == "co" and line.matter_id.date_filed)  # fmt: skip
        for matter, lines in left.grouped("matter_id").items():
            today = clock.today(matter)
            days = [
                [
                    line.department_id.id,
                    str(line.date_from or matter.date_filed),
                    str(today),
                    line.head_id.id or None,
                    line.handler_id.id or None,
                ]
                for line in lines
                if line.date_from != today
            ]
            if days:
                matter._engine_write({"co_tenures": [*(matter.co_tenures or []), *days]})  # fmt: skip
        return left

    def unlink(self):
        self._leave()
        return super().unlink()

    def write(self, vals):
        moved = self.browse()
        if "department_id" in vals:
            moved = self.filtered(lambda line: line.department_id.id != vals["department_id"])._leave()  # fmt: skip
        arranged = ARRANGED & vals.keys() and not self._by_engine()
        before = {line: line._arranged_words() for line in self if arranged}
        result = super().write(vals)
        for matter, lines in moved.grouped("matter_id").items():
            # another unit has the part from today on, as one that joins
            lines._engine_write({"date_from": clock.today(matter)})
        if "handler_id" in vals and not self._by_engine():
            self._check_own_handler()
        if {"handler_id", "report_due"} & vals.keys() and not self._by_engine():
            if "report_due" in vals:
                self._check_report_due()
            # a unit that names its handler on its own row: who reads and who is asked follows at once
            self.matter_id._refresh_access()
            self.matter_id._reconcile_todos()
        for line, words in before.items():
            line._tell_arranged(words)
        return result

    def _arranged_words(self):
        """{field: words} of what was agreed with this one unit, as the trail has it."""
        return {
            "task": self.task or None,
            "report_due": fields.Date.to_string(self.report_due) or None,
            # sudo: the trail names people whoever writes
            "handler_id": self.sudo().handler_id.name or None,
        }

    def _tell_arranged(self, before):
        """Another task, day or handler of this one unit stands in the trail, and who works on it there hears it.

        :param before: what ``_arranged_words`` said
        """
        matter, now = self.matter_id, self._arranged_words()
        changes = {
            name: [before[name], now[name]] for name in now if before[name] != now[name]
        }
        if not changes or matter.state == "draft":
            return
        note = self.department_id._duban_name()
        if handler := changes.pop("handler_id", None):
            # not among the changes: that would be the handler of the matter itself
            label = self._fields["handler_id"]._description_string(self.env)
            note = f"{note} {label}：{handler[1] or '—'}"
        act = self.env["duban.act"]._append(
            matter, "arrange_co_unit", note, changes={matter.id: changes}
        )
        if matter.state in RUNNING_STATES:
            matter._tell("co_arranged", {matter: self._worker()}, f"act:{act.id}")

    def _who_writes(self, operation, names=frozenset()):
        if operation == "write":
            self._check_arranged(names)
            return
        if operation == "create" and any(
            line.role not in ("co", "joint", "team") for line in self
        ):
            raise AccessError(
                self.env._("Lead and initiating unit are chosen on the matter.")
            )
        # Units of a matter change with its elements, so the same people and the same lock decide.
        self.matter_id._check_writable({"unit_line_ids"})

    def _check_arranged(self, names):
        """The unit itself names its handler; its task and date are the lead unit's or the office's to set."""
        allowed = (
            {"handler_id"}
            if all(line._is_own() for line in self)
            else {"handler_id", "task", "report_due"}
        )
        if names - allowed:
            raise AccessError(
                self.env._(
                    "Roles and feedback of units change through their actions only."
                )
            )
        named = "handler_id" in names
        if not all(
            line._is_own()
            or line.matter_id._is_office()
            or (line._may_arrange() and not named)
            for line in self
        ):
            raise AccessError(
                self.env._(
                    "Only the unit itself names its handler; its task is set by the lead unit or the office."
                )
            )
        ended = self.matter_id.filtered(lambda row: row.state not in OPEN_STATES)
        if ended:
            raise UserError(
                self.env._("%s is not being handled now.", ended[0].display_name)
            )

    def _check_own_handler(self):
        """A co-unit names one of its own people, who alone report for it; whom acceptance asked for stays named.

        :raise UserError: naming unit and person
        """
        for line in self:
            # sudo: where the person works is in the directory
            person = line.sudo().handler_id
            if not person:
                if line.matter_id.date_accepted:
                    line.matter_id._raise_missing(line.matter_id._missing_co_handlers())
                continue
            if line.department_id not in person.duban_unit_ids:
                raise UserError(
                    self.env._(
                        "%(person)s does not belong to %(unit)s.",
                        person=person.name,
                        unit=line.department_id._duban_name(),
                    )
                )

    def _is_own(self):
        return self.department_id in self.env.user.duban_unit_ids

    def _worker(self):
        """Who works on the matter in this one co-unit: its handler once named, else the unit's contact."""
        matter, unit = self.matter_id, self.department_id
        if matter._can_act_for(unit, self.handler_id):
            return self.handler_id
        return matter._unit_contact(unit)

    def _may_arrange(self):
        return bool(self.matter_id._is_lead() or self.matter_id._is_office())

    def action_explain(self, explanation):
        """State why this co-unit gives no feedback (WUT-23.1d: an explicit "none" with its reason).

        :param explanation: text
        :raise UserError: when the text is empty
        :raise AccessError: for anyone but the lead unit
        """
        if not inputs.text(self.env, explanation):
            raise UserError(self.env._("Say why the co-unit gives no feedback."))
        for line in self:
            line.matter_id._assert_may(
                "_is_lead",
                self.env._("Only the lead unit explains a missing feedback."),
            )
            if line.role != "co" or line.matter_id.state != "in_progress":
                raise UserError(
                    self.env._(
                        "Only the feedback of a co-unit of a matter in progress can be explained."
                    )
                )
            line._engine_write(
                {"report_state": "explained", "explanation": explanation}
            )
            line._tell_explained(explanation)
        self.matter_id._reconcile_todos()
        return True

    def _tell_explained(self, explanation):
        """The trail says which unit owes no feedback any more and why, and who works on it there hears it."""
        matter = self.matter_id
        words = f"{self.department_id._duban_name()}：{explanation}"
        act = self.env["duban.act"]._append(matter, "explain_co_unit", words)
        people = {matter: self._worker()}
        matter._tell("co_explained", people, f"act:{act.id}", explanation)

    def action_remind(self, content=None):
        """The lead unit (its liaison) or the office reminds co-units (WUT-20.1b).

        :param content: what they are reminded of; empty: their feedback
        :return: the records of the reminders
        """
        content = inputs.text(self.env, content) or self.env._(
            "Please report to the lead unit."
        )
        records = self.env["duban.record"]
        for line in self:
            matter = line.matter_id
            # sudo: whom to call at the unit is in the directory
            records |= records.create(
                {
                    "matter_id": matter.id,
                    "purpose": "remind_co",
                    "person_id": matter.sudo()._unit_contact(line.department_id).id,
                    "contact": line.department_id.name,
                    "summary": content,
                }
            )
        return records
