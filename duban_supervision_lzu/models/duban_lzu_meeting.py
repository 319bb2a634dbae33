"""The supervision joint meeting (督查工作联席会议), convened by the school leader in charge (LZU-3.1b)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.duban_supervision import clock


class DubanLzuMeeting(models.Model):
    """A meeting that decides items of the annual plan; once held its record does not change."""

    _name = "duban.lzu.meeting"
    _description = "Supervision joint meeting"
    _inherit = ["duban.office.document", "mail.thread"]
    _happened = {"date": ("held",)}
    _order = "date desc, id desc"
    _switch = "lzu_plan_enabled"

    name = fields.Char(compute="_compute_name", store=True)
    date = fields.Date(required=True, default=clock.today, tracking=True)
    convener_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env["duban.regulation"]._in_force().office_leader_id,
        tracking=True,
        help="The school leader in charge of supervision.",
    )
    plan_id = fields.Many2one(
        "duban.goal",
        "Annual plan",
        index=True,
        domain="[('level', '=', 'year'), ('parent_id', '=', False), ('company_id', '=', company_id)]",
    )
    unit_ids = fields.Many2many(
        "hr.department",
        "duban_lzu_meeting_unit_rel",
        string="Units attending",
        context={"active_test": False},
    )
    attendee_ids = fields.Many2many(
        "res.users",
        "duban_lzu_meeting_user_rel",
        string="Attendees",
        context={"active_test": False},
    )
    agenda = fields.Text()
    minutes = fields.Text()
    item_ids = fields.One2many(
        "duban.goal", "lzu_meeting_id", "Items decided", copy=False
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("held", "Held")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.depends("date", "plan_id.year")
    def _compute_name(self):
        for meeting in self:
            day = self.env["duban.matter"]._format_date(meeting.date)
            word = meeting._word("doc:lzu_meeting", self.env._("Joint meeting"))
            meeting.name = f"{word} {day}".strip()

    @api.constrains("convener_id")
    def _check_convener(self):
        """The leader in charge of supervision convenes, nobody else (LZU-3.1b, AMB-20)."""
        for meeting in self:
            convener = meeting.convener_id
            in_charge = meeting.regulation_id._setting("office_leader_id")
            if not convener._is_school_leader(meeting.company_id) or (
                in_charge and convener != in_charge
            ):
                raise ValidationError(
                    self.env._(
                        "The joint meeting is convened by the school leader in charge: name the convener."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._check_convener()
        return meetings

    def action_hold(self):
        """Record that the meeting was held; without items of its own it has decided the whole plan.

        :raise AccessError: for anyone but the supervision office
        :raise UserError: naming what is missing
        """
        self._check_writable({})
        self._check_convener()
        for meeting in self:
            meeting._required(["unit_ids", "agenda", "minutes", "plan_id"])
            if meeting.plan_id.state != "draft":
                raise UserError(
                    self.env._("%s is approved already.", meeting.plan_id.name)
                )
            if not meeting.item_ids:
                # sudo: the office was checked; the link is the record of the decision
                meeting.sudo().item_ids = meeting.plan_id._lzu_items().filtered(
                    lambda item: not item.lzu_meeting_id
                )
            if not meeting.item_ids:
                raise UserError(self.env._("The plan has no items to decide on."))
            if meeting.item_ids - meeting.plan_id._lzu_items():
                raise UserError(self.env._("The items belong to another plan."))
        self.sudo().write({"state": "held"})
        for meeting in self:
            people = meeting.attendee_ids | meeting.convener_id
            people |= meeting.unit_ids.manager_id.user_id
            meeting.message_post(
                subject=meeting.name,
                body=meeting.minutes,
                partner_ids=people.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        return True
