"""What records about persons and units share: who is meant, and who alone may read it (CORE-18)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.duban_supervision import clock


class DubanPersonnelRecord(models.AbstractModel):
    """Mixin for accountability and commendation.

    Readable by the supervision office, the offices it is referred to, the principal leaders and the leader in charge;
    by nobody else, not even the administrator or the person's colleagues.
    """

    _name = "duban.personnel.record"
    _description = "Record about a unit or person"
    _inherit = ["duban.office.document", "mail.thread", "mail.activity.mixin"]
    _happened = {"date": ()}

    name = fields.Char(compute="_compute_name", store=True)
    unit_id = fields.Many2one(
        "hr.department", index=True, ondelete="restrict", tracking=True
    )
    person_id = fields.Many2one(
        "res.users", index=True, ondelete="restrict", tracking=True
    )
    leader_in_charge_id = fields.Many2one(
        "res.users",
        "Leader in charge",
        compute="_compute_leader_in_charge",
        store=True,
        readonly=False,
        index=True,
    )
    date = fields.Date("Recorded on", required=True, default=clock.today)
    year = fields.Integer(
        compute="_compute_year",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )

    @api.depends("unit_id", "person_id", "date")
    def _compute_name(self):
        for record in self:
            names = [
                record.unit_id.name,
                record.person_id.name,
                self.env["duban.matter"]._format_date(record.date),
            ]
            record.name = " ".join(name for name in names if name)

    @api.depends("date")
    def _compute_year(self):
        for record in self:
            record.year = (record.date or clock.today(record)).year

    @api.depends("unit_id")
    def _compute_leader_in_charge(self):
        for record in self:
            record.leader_in_charge_id = (
                record.unit_id._duban_leader() if record.unit_id else False
            )

    @api.onchange("person_id")
    def _onchange_person_id(self):
        if self.person_id and not self.unit_id:
            company = self.company_id or self.env.company
            self.unit_id = self._unit_of_person(self.person_id, company.id)

    @api.model
    def _unit_of_person(self, person, company_id):
        """The unit in which a user works at the institution ``company_id`` (an id); may be empty."""
        # sudo: the directory's own link between user and employee.
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search([("user_id", "=", person.id), ("company_id", "=", company_id)])
        )
        return employees.department_id[:1]

    @api.constrains("unit_id", "person_id")
    def _check_subject(self):
        for record in self:
            if not record.unit_id and not record.person_id:
                raise ValidationError(self.env._("Name the unit or the person."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("person_id") and not vals.get("unit_id"):
                person = self.env["res.users"].browse(vals["person_id"])
                company_id = vals.get("company_id") or self.env.company.id
                vals["unit_id"] = self._unit_of_person(person, company_id).id
        records = super().create(vals_list)
        records._check_subject()
        return records
