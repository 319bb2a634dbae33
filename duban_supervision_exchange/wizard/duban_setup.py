"""From a bare Odoo to the first matter: one window, page by page, each of which can be left and come back to."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.system import parameter

#: the pages in order
PAGES = [
    ("school", "School and regulation"),
    ("calendar", "Calendar"),
    ("people", "Units and people"),
    ("office", "Office and leaders"),
    ("channels", "Channels"),
    ("done", "Ready"),
]


class DubanSetup(models.TransientModel):
    """What an administrator says once. Every page writes at once, so that nothing is lost when the window closes."""

    _name = "duban.setup"
    _description = "Setting up an institution"
    _inherit = ["duban.screen"]
    _transient_max_hours = 24.0

    page = fields.Selection(
        PAGES, default=lambda self: self._first_open_page(), required=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    name = fields.Char("Name of the school", default=lambda self: self.env.company.name)
    regulation_id = fields.Many2one(
        "duban.regulation",
        "Regulation (办法)",
        default=lambda self: self._default_regulation(),
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    year = fields.Integer(default=lambda self: clock.today(self).year)
    calendar_note = fields.Char(compute="_compute_calendar_note")
    file = fields.Binary("People list (Excel)")
    file_name = fields.Char()
    people_note = fields.Char(compute="_compute_people_note")
    office_id = fields.Many2one(
        "hr.department",
        "Supervision office",
        default=lambda self: self._in_force().office_id,
    )
    office_leader_id = fields.Many2one(
        "res.users",
        "Leader in charge of the office",
        default=lambda self: self._in_force().office_leader_id,
    )
    principal_leader_ids = fields.Many2many(
        "res.users",
        "duban_setup_principal_rel",
        string="Principal leaders",
        default=lambda self: self._in_force().principal_leader_ids,
    )
    base_url = fields.Char(
        "Address of this system", default=lambda self: self._default_base_url()
    )
    channel_note = fields.Text(compute="_compute_channel_note")

    # ------------------------------------------------------------------
    # What is there already
    # ------------------------------------------------------------------

    @api.model
    def _in_force(self):
        return self.env["duban.regulation"]._in_force(self.env.company)

    @api.model
    def _default_regulation(self):
        found = self._in_force()
        free = self.env["duban.regulation"].search(
            [("company_id", "=", False)], limit=2
        )
        return found or (free if len(free) == 1 else free.browse())

    @api.model
    def _default_base_url(self):
        return parameter(self.env, "web.base.url")

    @api.model
    def _first_open_page(self):
        regulation = self._in_force()
        if not regulation:
            return "school"
        if not self._known_years(clock.today(self).year):
            return "calendar"
        if not self._supervised_units():
            return "people"
        return (
            "channels"
            if regulation.office_id and regulation.principal_leader_ids
            else "office"
        )

    @api.model
    def _known_years(self, *years):
        calendars = self.env["duban.calendar.year"]
        return all(
            calendars._exceptions(self.env.company.id, year) is not None
            for year in years
        )

    @api.model
    def _supervised_units(self):
        return self.env["hr.department"].search(
            [("company_id", "=", self.env.company.id), ("manager_id", "!=", False)],
            limit=1,
        )

    @api.depends("year", "page")
    def _compute_calendar_note(self):
        for row in self:
            years = [
                str(year)
                for year in (row.year, row.year + 1)
                if self._known_years(year)
            ]
            row.calendar_note = (
                self.env._("Loaded or confirmed: %s", "、".join(years))
                if years
                else self.env._("No year is loaded yet.")
            )

    @api.depends("page")
    def _compute_people_note(self):
        for row in self:
            company = [("company_id", "=", row.company_id.id)]
            row.people_note = self.env._(
                "In the system: %(units)s units, %(people)s people.",
                units=self.env["hr.department"].search_count(company),
                # sudo: a figure only
                people=self.env["res.users"].sudo().search_count(
                    [("company_ids", "in", row.company_id.ids), ("share", "=", False)]
                ),
            )  # fmt: skip

    @api.depends("page", "base_url")
    def _compute_channel_note(self):
        for row in self:
            row.channel_note = "\n".join(row._channel_lines())

    def _channel_lines(self):
        """What people are told through, in words. Hook."""
        digest = self.env["duban.digest"]
        mail = self.env._("E-mail: a mail server is set up.") if digest._mail_is_set_up() else self.env._(
            "E-mail: no mail server is set up; messages go to the inbox of this system."
        )  # fmt: skip
        lines = [self.env._("Inbox of this system: always."), mail]
        if "duban.gateway" in self.env:
            gateways = self.env["duban.gateway"].search(
                [("company_id", "=", self.company_id.id), ("is_on", "=", True)]
            )
            names = "、".join(gateways.mapped("name"))
            lines.append(
                self.env._("Messengers: %s", names)
                if names
                else self.env._(
                    "Messengers: none yet (Configuration › Message gateways)."
                )
            )
        return lines

    # ------------------------------------------------------------------
    # Going on
    # ------------------------------------------------------------------

    def _check_may(self):
        if not self.env.user.has_group("duban_supervision.group_admin"):
            raise AccessError(
                self.env._(
                    "The institution is set up by the supervision administrator."
                )
            )

    def _show(self, page):
        self.page = page
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up the institution"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_next(self):
        """Keep what this page says and go to the next one.

        :raise UserError: something is missing, in words
        """
        self.ensure_one()
        self._check_may()
        getattr(self, f"_keep_{self.page}")()
        keys = [key for key, _name in PAGES]
        return self._show(keys[min(keys.index(self.page) + 1, len(keys) - 1)])

    def action_back(self):
        """Go back a page."""
        self.ensure_one()
        keys = [key for key, _name in PAGES]
        return self._show(keys[max(keys.index(self.page) - 1, 0)])

    def _keep_school(self):
        if not (self.name or "").strip():
            raise UserError(self.env._("Enter the name of the school."))
        if not self.regulation_id:
            raise UserError(
                self.env._(
                    "Choose the regulation of your school, or load its file with “Import a regulation”."
                )
            )
        if self.name.strip() != self.company_id.name:
            # sudo: the name only, by the administrator of supervision
            self.company_id.sudo().name = self.name.strip()
        self.regulation_id = self.regulation_id._adopt(self.company_id)

    def action_import_regulation(self):
        """Load a 办法 file; afterwards choose it here.

        :return: window action
        """
        self._check_may()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_regulation_import_action"
        )

    def _keep_calendar(self):
        if not self._known_years(self.year):
            raise UserError(self.env._("Load the calendar of %s first.", self.year))

    def action_load_calendar(self):
        """Load the official arrangement of this year, and of the next where it is known already."""
        self.ensure_one()
        self._check_may()
        Year = self.env["duban.calendar.year"]
        for year in (self.year, self.year + 1):
            if self._known_years(year):
                continue
            mine = [("company_id", "=", self.company_id.id), ("year", "=", year)]
            calendar = Year.search(mine, limit=1) or Year.create(
                {"company_id": self.company_id.id, "year": year}
            )
            try:
                with self.env.cr.savepoint():
                    calendar.action_load()
            except UserError:
                if year == self.year:
                    raise
                # the State Council publishes the next year in November; a to-do asks for it then (CORE-35)
                calendar.unlink()
        return self._show("calendar")

    def _keep_people(self):
        if not self._supervised_units():
            raise UserError(
                self.env._(
                    "No unit has a head yet. Download the template, fill it in, choose it here and apply it."
                )
            )

    def action_template(self):
        """Download the template of the people list."""
        return self.env["duban.people.list"].action_template()

    def action_people(self):
        """Open the preview of the chosen people list.

        :return: window action
        """
        self.ensure_one()
        self._check_may()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        job = self.env["duban.people.list"].create(
            {
                "company_id": self.company_id.id,
                "file": self.file,
                "file_name": self.file_name,
            }
        )
        job.action_read()
        return {
            "type": "ir.actions.act_window",
            "res_model": job._name,
            "res_id": job.id,
            "views": [(False, "form")],
        }

    def _keep_office(self):
        if not self.office_id or not self.principal_leader_ids:
            raise UserError(
                self.env._("Choose the supervision office and the principal leaders.")
            )
        regulation = self._in_force()
        regulation.write(
            {
                "office_id": self.office_id.id,
                "office_leader_id": self.office_leader_id.id,
                "principal_leader_ids": [(6, 0, self.principal_leader_ids.ids)],
            }
        )
        # sudo: who acts for the office
        if not self.office_id.sudo()._office_staff():
            raise UserError(
                self.env._(
                    "Nobody of %s has the role “Supervision office”. "
                    "Give it in the people list (column 角色: 督办部门).",
                    self.office_id.name,
                )
            )

    def _keep_channels(self):
        url = (self.base_url or "").strip().rstrip("/")
        if not url.startswith(("http://", "https://")):
            raise UserError(self.env._("The address begins with https://."))
        if url != self._default_base_url():
            if not self.env.user.has_group("base.group_system"):
                raise AccessError(
                    self.env._("The address of the system is set by its administrator.")
                )
            # sudo: checked above; frozen, so that the next sign-in from elsewhere does not change it
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param("web.base.url", url)
            parameters.set_param("web.base.url.freeze", "True")

    def action_test_message(self):
        """Send a test message to oneself through everything that is switched on, and say what came of it."""
        self.ensure_one()
        self._check_may()
        self.env.user.partner_id.message_notify(
            partner_ids=self.env.user.partner_id.ids,
            subject=self.env._("Supervision: test message"),
            body=self.env._("This channel works."),
            notify_author=True,
        )
        lines = [self.env._("✓ Inbox or e-mail: sent to you")]
        if "duban.gateway" in self.env:
            for gateway in self.env["duban.gateway"].search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("is_on", "=", True),
                    ("purpose", "=", "messages"),
                ]
            ):
                try:
                    with self.env.cr.savepoint():
                        gateway.action_test()
                    lines.append(f"✓ {gateway.name}")
                except UserError as error:
                    lines.append(f"✗ {gateway.name}: {error}")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "sticky": True, "message": "\n".join(lines)},
        }

    def _keep_done(self):
        """Nothing is asked on the last page."""

    def action_first_matter(self):
        """Where the first matter is registered, by the supervision office.

        :return: window action
        """
        return self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
