"""Who is the supervision office, and who a leader of which institution, said once; and what the office draws up for
several matters at a time.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.remembered import remembered


class ResUsers(models.Model):
    _inherit = "res.users"

    # The roles are everywhere the same: at which of the own institutions one has them, the rules ask here.
    duban_led_company_ids = fields.Many2many(
        "res.company",
        compute="_compute_duban_companies",
        export_string_translation=False,
    )
    duban_office_company_ids = fields.Many2many(
        "res.company",
        compute="_compute_duban_companies",
        export_string_translation=False,
    )

    def _compute_duban_companies(self):
        companies = self.env["res.company"]
        for user in self:
            led, office = self._duban_company_id_lists(user.id)
            user.duban_led_company_ids = companies.browse(led)
            user.duban_office_company_ids = companies.browse(office)

    @api.model
    @remembered("user_id")
    def _duban_company_id_lists(self, user_id):
        """(ids of institutions that call the user their leader, ids of those for whose offices the user acts).

        Only with the role. Who belongs to one institution leads there; of several, at each that names the person its
        principal leader or the leader in charge of supervision or of a unit, or has the person without a unit: the dean
        of a college is the head of one unit at the university, as other deans are (CORE-1, CORE-29).
        """
        # sudo: what the directory and the rules of the own institutions call a person
        sudo = self.sudo()
        user = sudo.browse(user_id)
        own = user.company_ids
        regulations = sudo.env["duban.regulation"].search(
            [("company_id", "in", own.ids)]
        )
        led = own.browse()
        # as the database has them now: the answer is kept
        own_units, led_units = self._duban_unit_id_lists(user_id)
        units = sudo.env["hr.department"]
        if user.has_group("duban_supervision.group_leader"):
            led = own
            if len(regulations.company_id) > 1:
                led &= (
                    regulations.filtered(
                        lambda row: (
                            user in row.principal_leader_ids | row.office_leader_id
                        )
                    ).company_id
                    | units.browse(led_units).company_id
                    | sudo.env["hr.employee"]
                    .search([("user_id", "=", user_id), ("department_id", "=", False)])
                    .company_id
                )
        offices = units.browse(
            own_units if user.has_group("duban_supervision.group_office") else ()
        )
        office = regulations.filtered(lambda row: row._offices() & offices).company_id
        return tuple(led.ids), tuple(office.ids)

    def _is_of(self, company):
        """Whether this user (one, or empty) is there and of the institution ``company`` (one, or empty: of any).

        Who works at another one now has left this one as whoever has no account any more (CORE-20, CORE-39).
        """
        if not self:
            return False
        # sudo: where a person belongs is asked of anybody; yes or no comes back
        user = self.sudo()
        return user.active and (
            # what the registry keeps of others costs no query
            not company
            or company == user.company_id
            or company.id in user._get_company_ids()
        )

    def _acts_at(self, company):
        """Whether this user (one, or empty) can do anything at the institution ``company`` (one, or empty: at any).

        Who has no role in supervision is refused at every door, whatever the directory names that person (CORE-20).
        """
        return self._is_of(company) and self.has_group("duban_supervision.group_user")

    def _is_school_leader(self, company):
        """Whether this user (one, or empty) is a leader of the institution ``company`` (one)."""
        return bool(self) and company.id in self._duban_company_id_lists(self.id)[0]

    def _duban_offices(self):
        """Departments that this one user acts for as supervision office: group *and* membership of the unit."""
        if not self.has_group("duban_supervision.group_office"):
            return self.env["hr.department"]
        return self.duban_unit_ids


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _office_staff(self):
        """Users who act for this one department as supervision office, its head first (as superuser)."""
        members = self.manager_id.user_id | self.member_ids.user_id | self.liaison_id
        return members.filtered(self._is_office_staff)

    def _office_person(self, first=None):
        """Who of this one office is asked, may be empty: ``first`` (users) who act for it, else its head, else anybody.

        A head without the right of the office would be refused (CORE-20).
        """
        staff = self._office_staff()
        return (staff & first if first else staff)[:1] or staff[:1]

    def _is_office_staff(self, user):
        """Whether ``user`` (one, or empty) acts for this one department as supervision office."""
        return user._is_of(self.company_id) and self in user._duban_offices()


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _offices(self):
        """Departments that supervise matters under these regulations; with routing also the other two offices."""
        # sudo: which units are offices is no secret
        regulations = self.sudo()
        routing = regulations.filtered("routing_enabled")
        return (
            regulations.office_id
            | routing.discipline_office_id
            | routing.secrecy_office_id
        )

    def _office_contact(self):
        """Who of the office that this institution has today is asked, whichever version a paper is under (CORE-20); may
        be empty (as superuser)."""
        return self._organisation()._setting("office_id")._office_person()

    def _of_own_office(self, routed=False):
        """The regulations whose supervision office the current user works for.

        :param routed: the offices to which disciplinary and classified matters move count too
        """
        own = self.env.user._duban_offices()
        return self.filtered(
            lambda regulation: (
                own
                & (
                    regulation._offices()
                    if routed
                    else regulation._setting("office_id")
                )
            )
        )


class DubanOfficeAct(models.AbstractModel):
    """Mixin: what a supervising office prepares for its matters and then does once, e.g. a report back.

    Drafts are the office's; what was done is neither changed nor deleted, not even by superuser code.
    """

    _name = "duban.office.act"
    _description = "Act of the supervision office"
    _inherit = ["duban.engine.values"]

    _sudo_is_engine = False
    #: name of the switch of the regulation without which it does not exist (CORE-19); None: always there
    _switch = None

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    office_id = fields.Many2one(
        "hr.department",
        "Supervision office",
        compute="_compute_office_id",
        store=True,
        index=True,
    )

    @api.depends("company_id")
    def _compute_office_id(self):
        """The office for which it was drawn up: whoever works there reads it."""
        for row in self:
            regulation = row._regulation()
            office = regulation._setting("office_id")
            own = self.env.user._duban_offices() & regulation._offices()
            row.office_id = own[:1] if own and office not in own else office

    def _is_final(self):
        """Hook: whether this one act was done."""
        raise NotImplementedError

    def _acted_on(self):
        """Hook: the matters that these acts are about."""
        return self.env["duban.matter"]

    def _regulation(self):
        """The regulation under which this one act is done."""
        return self.env["duban.regulation"]._in_force(self.company_id)

    def _check_office(self):
        """Refuse anyone but the office that supervises the matters.

        :raise AccessError:
        """
        for row in self:
            regulation = row._regulation()
            if self._switch:
                regulation._require(self._switch)
            if self.env.su:
                continue
            message = self.env._(
                "Only the supervision office draws this up: %s", self._said_name()
            )
            if (
                not regulation._of_own_office(routed=True)
                or regulation._setting("company_id") != row.company_id
            ):
                raise AccessError(message)
            row._acted_on()._assert_may("_is_office", message)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_office()
        return rows

    def write(self, vals):
        if self._by_engine():
            return super().write(vals)
        self._refuse_engine_write(vals)
        self._check_office()
        if any(row._is_final() for row in self):
            raise UserError(
                self.env._("“%s”: what was done is not changed.", self._said_name())
            )
        result = super().write(vals)
        self._check_office()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_final(self):
        self._check_office()
        if any(row._is_final() for row in self):
            raise UserError(
                self.env._("“%s”: what was done is kept.", self._said_name())
            )
