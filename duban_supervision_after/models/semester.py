"""Semesters (AMB-45): start and end are what the institution says they are."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.access.engine import DOOR
from odoo.addons.duban_supervision.models.reminding.reminder import Event
from odoo.addons.duban_supervision.models.reminding.todo import Todo


class DubanSemester(models.Model):
    _name = "duban.semester"
    _description = "Semester"
    _inherit = ["duban.patrolled", "mail.thread", "mail.activity.mixin", "duban.screen"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("Start", required=True)
    date_to = fields.Date("End", required=True)
    bulletin_ids = fields.One2many("duban.bulletin", "semester_id", "Reports")

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "This semester is already defined."
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for semester in self:
            if semester.date_from >= semester.date_to:
                raise ValidationError(self.env._("A semester ends after it starts."))
            # sudo: the semesters of the institution, whoever draws one up
            other = semester.sudo().search(
                [
                    ("company_id", "=", semester.company_id.id),
                    ("id", "!=", semester.id),
                    # both last days are of their semesters
                    ("date_from", "<=", semester.date_to),
                    ("date_to", ">=", semester.date_from),
                ],
                limit=1,
            )
            if other:
                # a matter is reported once every semester (ABAF-20.1a)
                raise ValidationError(
                    self.env._("The semester overlaps “%s”.", other.name)
                )

    def _is_kept(self):
        """Semesters in ``self`` of which a report was published: their dates and what stands on them stay."""
        # sudo: kept whoever may read the report
        return self.filtered(
            lambda row: any(
                bulletin.state == "published" for bulletin in row.sudo().bulletin_ids
            )
        )

    def write(self, vals):
        changed = self._is_kept().filtered(
            lambda row: any(
                name in vals and not row._says(name, vals[name])
                for name in ("company_id", "name", "date_from", "date_to")
            )
        )
        if changed and not self._by_key():
            raise UserError(
                self.env._(
                    "A report of “%s” was published: its name and dates stay.",
                    changed[0].display_name,
                )
            )
        return super().write(vals)

    def _says(self, name, value):
        """Whether the field ``name`` of this one semester has the value that a client sent."""
        field = self._fields[name]
        return field.convert_to_cache(value, self) == field.convert_to_cache(
            self[name], self
        )

    def _by_key(self):
        return self.env.context.get("duban_door") is DOOR

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self._is_kept():
            raise UserError(
                self.env._("A semester of which a report was published is kept.")
            )

    def _check_access(self, operation):
        """Semesters are entered by the ordinary office of their institution, and by its administrator."""
        result = super()._check_access(operation)
        if (
            result
            or operation == "read"
            or self.env.su
            or self.env.user.has_group("duban_supervision.group_admin")
        ):
            return result
        foreign = self.filtered(
            lambda row: not row._regulation().with_env(self.env)._of_own_office()
        )
        if not foreign:
            return None
        return foreign, lambda: AccessError(
            self.env._("Only the supervision office enters the semesters.")
        )

    # ------------------------------------------------------------------
    # The report of the semester (ABAF-20.1a)
    # ------------------------------------------------------------------

    @api.model
    def _patrol_domain(self):
        """Those of the last months; of older ones what still asks somebody for its report."""
        today = clock.today(self)
        return [
            "|",
            ("date_to", ">=", fields.Date.subtract(today, days=120)),
            ("activity_ids.duban_key", "!=", False),
        ]

    def _regulation(self):
        """The regulation that counts for this one semester today; may be empty."""
        # sudo: rules are everybody's
        return self.env["duban.regulation"]._in_force(self.company_id).sudo()

    def _report_day(self):
        """From when on the report of this one semester is waited for; None: never, or it is published."""
        regulation = self._regulation()
        if not regulation.semester_report_enabled or self._final_report():
            return None
        return fields.Date.subtract(
            self.date_to, days=regulation.semester_reminder_days
        )

    def _expected_todos(self):
        day = self._report_day()
        head = self._regulation()._office_contact()
        if not day or clock.today(self) < day or not head:
            return []
        return [
            Todo(
                "semester",
                "mail.mail_activity_data_todo",
                head,
                self.date_to,
                self.env._("Semester report: %s", self.name),
            )
        ]

    def _reminder_events(self):
        day, regulation = self._report_day(), self._regulation()
        if not day:
            return []
        head = regulation._office_contact()
        leader = (regulation.ladder_leader_days, regulation.office_leader_id)
        return [
            Event("report_due", day, [(0, head)]),
            Event("report_due", self.date_to, [(1, head), leader]),
        ]

    def _final_report(self):
        """The published final report of this one semester; may be empty."""
        return self.bulletin_ids.filtered(
            lambda bulletin: bulletin.is_final and bulletin.state == "published"
        )
