"""The lists of words a regulation offers: forms, record kinds, channels, purposes, grounds …"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: what the supervision office writes of an option in an open list
OFFICE_FIELDS = frozenset({"list_id", "name", "code", "sequence", "active"})


class DubanOptionList(models.Model):
    """One list of a regulation. Where the text ends it with 等 it is open to additions, otherwise it is exact."""

    _name = "duban.option.list"
    _inherit = "duban.regulation.row"
    _description = "Option list"

    code = fields.Char(
        required=True, help="Technical name by which the engine finds the list."
    )
    name = fields.Char(required=True)
    is_open = fields.Boolean(
        "Open list",
        help="The text ends the list with 等: an administrator may add options.",
    )
    option_ids = fields.One2many("duban.option", "list_id", copy=False)

    _code_uniq = models.UniqueIndex(
        "(regulation_id, code)", "This regulation already has that list."
    )


class DubanOption(models.Model):
    _name = "duban.option"
    _description = "Option"
    _order = "list_id, sequence, id"

    list_id = fields.Many2one(
        "duban.option.list", required=True, index=True, ondelete="cascade"
    )
    list_code = fields.Char("List code", related="list_id.code", store=True, index=True)
    regulation_id = fields.Many2one(
        related="list_id.regulation_id", store=True, index=True
    )
    code = fields.Char(
        required=True, help="Technical name by which rules find the option."
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_default = fields.Boolean()
    clause = fields.Char()

    # -- behaviour (each flag is read by one check of the engine)
    is_system = fields.Boolean(
        help="Channel: the system itself delivers, no record text needed."
    )
    is_urging = fields.Boolean(help="Record kind: counts as urging.")
    requires_date = fields.Boolean(help="Form: needs an explicit due date.")
    requires_period = fields.Boolean(
        help="Form: needs a supervision period and reminds the office each period."
    )
    requires_joint_unit = fields.Boolean(
        help="Form: needs at least one joint supervising unit."
    )
    requires_team = fields.Boolean(help="Form: needs an inspection team.")
    min_units = fields.Integer(
        help="Form: needs at least so many units (lead and co-units)."
    )
    requires_onsite_before_close = fields.Boolean(
        help="Form: needs an on-site record before closing."
    )
    requires_record_before_assign = fields.Boolean(
        help="Mode: needs a call or message record before assignment."
    )
    requires_written_result = fields.Boolean(help="Mode: the result needs a file.")
    requires_staff = fields.Boolean(help="Record kind: names the staff who went.")
    requires_attendees = fields.Boolean(
        help="Record kind: names the units that attended."
    )
    requires_summary_or_minutes = fields.Boolean(
        help="Record kind: minutes may stand for the summary."
    )
    is_onsite = fields.Boolean(help="Record kind: a visit on site.")
    requires_place = fields.Boolean(help="Record kind: names the place.")
    requires_person = fields.Boolean(
        help="Record kind: names the person (e.g. the leader asked for a meeting)."
    )
    requires_finding = fields.Boolean(help="Record kind or ground: needs its facts.")
    requires_inspection = fields.Boolean(
        help="Record kind: an inspection with method, the three findings and the rectification opinion."
    )
    is_call = fields.Boolean(
        help="Record kind: a call or message; names who was reached."
    )
    requires_feedback = fields.Boolean(help="Ground: needs the feedback concerned.")

    # -- accountability: what a kind, a ground or a measure asks of the record (see accountability.py)
    requires_rectification = fields.Boolean(
        help="Accountability: a deadline for rectification is set."
    )
    requires_meeting = fields.Boolean(
        help="Accountability: the meeting at which it is announced and its date."
    )
    requires_talk = fields.Boolean(
        help="Accountability: the leader who talks, the date and what was said."
    )
    requires_serious = fields.Boolean(
        help="Accountability: serious circumstances are confirmed."
    )
    requires_bad_influence = fields.Boolean(
        help="Accountability: bad influence is confirmed."
    )
    requires_consequence = fields.Boolean(
        help="Accountability: consequence and influence are described."
    )
    requires_unit_and_head = fields.Boolean(
        help="Accountability: both the unit and its head are named."
    )
    requires_measure = fields.Boolean(
        help="Accountability: at least one measure is chosen."
    )
    requires_urging = fields.Boolean(
        help="Accountability: the urging records are cited."
    )
    requires_referral = fields.Boolean(
        help="Accountability: referred to a competent office, which alone records the decision."
    )
    refer_discipline = fields.Boolean(
        help="Accountability: referred to the discipline office."
    )
    refer_supervisory = fields.Boolean(
        help="Accountability: referred to the supervisory (监察) office."
    )
    refer_organisation = fields.Boolean(
        help="Accountability: referred to the organisation and personnel office."
    )

    _code_uniq = models.UniqueIndex(
        "(list_id, code)", "This list already has that option."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own_fields({name for name in vals if vals[name]})
        options = super().create(vals_list)
        options._check_list_open()
        return options

    def write(self, vals):
        self._check_own_fields(vals.keys())
        if {"name", "code", "list_id", "active"} & vals.keys():
            self._check_list_open()
        result = super().write(vals)
        if "list_id" in vals:
            self._check_list_open()
        return result

    def _check_own_fields(self, names):
        """The office adds words to an open list; what an option demands is a rule, the administrator's to change."""
        if self.env.su or self.env.user.has_group("duban_supervision.group_admin"):
            return
        refused = names - OFFICE_FIELDS
        if refused:
            raise AccessError(
                self.env._(
                    "Only an administrator changes what an option demands: %s",
                    ", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(refused)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_list(self):
        self._check_list_open()

    def _check_list_open(self):
        # Data files load as superuser; a user may only touch lists that the text leaves open.
        closed = self.list_id.filtered(lambda row: not row.is_open)
        if closed and not self.env.su:
            raise UserError(
                self.env._(
                    "The regulation gives the list “%s” exactly; it cannot be changed.",
                    closed[0].name,
                )
            )

    @api.model
    def _get(self, regulation, list_code, code=None):
        """Options of list ``list_code`` of ``regulation`` (record); with ``code`` the one option, or empty."""
        options = (
            regulation.sudo()
            .option_list_ids.filtered(lambda row: row.code == list_code)
            .option_ids
        )
        options = options.filtered("active").with_env(self.env)
        return options.filtered(lambda option: option.code == code) if code else options
