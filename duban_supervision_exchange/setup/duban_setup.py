"""From a bare Odoo to the first matter: one window, page by page, each of which can be left and come back to."""

import re
from urllib.parse import urlsplit

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


#: names of a computer for itself
LOCAL = ("localhost", "127.0.0.1", "::1")
#: as Odoo names the first company
UNNAMED = ("My Company", "YourCompany")
#: posts of those who decide for the whole school
PRINCIPALS = {"党委书记", "校长", "院长"}


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
    name = fields.Char("Name of the school", default=lambda self: self._default_name())
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
        default=lambda self: self._default_office(),
    )
    office_leader_id = fields.Many2one(
        "res.users",
        "Leader in charge of the office",
        default=lambda self: self._default_office_leader(),
    )
    principal_leader_ids = fields.Many2many(
        "res.users",
        "duban_setup_principal_rel",
        string="Principal leaders",
        default=lambda self: self._default_principal_leaders(),
    )
    base_url = fields.Char(
        "Address of this system", default=lambda self: self._default_base_url()
    )
    channel_note = fields.Text(compute="_compute_channel_note")
    done_note = fields.Text(compute="_compute_done_note")
    has_no_password = fields.Boolean(compute="_compute_done_note")

    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Set up the institution")

    @api.depends("page", "office_id")
    def _compute_done_note(self):
        own = self.env.user._get_company_ids()
        for row in self:
            row.done_note = row.has_no_password = False
            # sudo: who acts for the office, by name
            office = row.office_id.sudo()
            if row.company_id.id not in own or office.company_id - row.company_id:
                # a form that is not saved names any unit
                continue
            staff = office._office_staff()
            names = "、".join(f"{user.name}（{user.login}）" for user in staff[:5])
            lines = [self.env._("Of the supervision office: %s", names)]
            people = self.env["duban.people.list"]._without_password(row.company_id)
            row.has_no_password = bool(people)
            if people:
                lines.append(
                    self.env._(
                        "%s people have no password yet. Unless they sign in with the school's account, download "
                        "first passwords and hand them out.",
                        len(people),
                    )
                )
            row.done_note = "\n".join(lines)

    # ------------------------------------------------------------------
    # What the people list says, to be looked at
    # ------------------------------------------------------------------

    @api.model
    def _default_office(self):
        """The unit in force, or the one unit whose people have the role of the office."""
        if known := self._in_force().office_id:
            return known
        # sudo: who has the role; only the unit is shown
        officers = self.env["res.users"].sudo().search(
            [
                ("company_ids", "in", self.env.company.ids),
                ("group_ids", "in", self.env.ref("duban_supervision.group_office").ids),
            ]
        )  # fmt: skip
        mine = officers.employee_ids.filtered(
            lambda row: row.company_id == self.env.company
        )
        units = mine.department_id.with_env(self.env)
        return units if len(units) == 1 else units.browse()

    @api.model
    def _default_office_leader(self):
        known = self._in_force().office_leader_id
        return known or self._default_office()._duban_leader()

    @api.model
    def _default_principal_leaders(self):
        """Those in force, or the school leaders whose post the list calls 书记 or 校长."""
        if known := self._in_force().principal_leader_ids:
            return known
        # sudo: posts of the school's leaders
        employees = self.env["hr.employee"].sudo().search(
            [
                ("company_id", "=", self.env.company.id),
                ("user_id.group_ids", "in", self.env.ref("duban_supervision.group_leader").ids),
            ]
        )  # fmt: skip
        found = employees.filtered(
            lambda row: (
                PRINCIPALS & set(re.split(r"[、，,；;/ ]|兼", row.job_title or ""))
            )
        )
        return found.user_id.with_env(self.env)

    # ------------------------------------------------------------------
    # What is there already
    # ------------------------------------------------------------------

    @api.model
    def _in_force(self):
        return self.env["duban.regulation"]._in_force(self.env.company)

    @api.model
    def _default_name(self):
        name = self.env.company.name
        return "" if name in UNNAMED else name

    @api.model
    def _default_regulation(self):
        free = self.env["duban.regulation"].search(
            [("company_id", "=", False)], limit=2
        )
        if self.env.company.name in UNNAMED and free:
            # several came with the addons and the first took the unnamed company: that is nobody's choice
            return free.browse()
        return self._in_force() or (free if len(free) == 1 else free.browse())

    @api.model
    def _default_base_url(self):
        return parameter(self.env, "web.base.url")

    @api.model
    def _first_open_page(self):
        regulation = self._in_force()
        if not regulation or self.env.company.name in UNNAMED:
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
        if (urlsplit(self.base_url or "").hostname or "") in LOCAL:
            lines.insert(
                0,
                self.env._(
                    "This address opens on this computer only: for trying out. Messages carry no links."
                ),
            )
        if "duban.gateway" in self.env:
            gateways = self.env["duban.gateway"].search(
                [("company_id", "=", self.company_id.id), ("is_on", "=", True)]
            )
            names = "、".join(gateways.mapped("name"))
            lines.append(
                self.env._("Messengers: %s", names)
                if names
                else self.env._(
                    "Messengers: none yet. The platform's administrator enters them (Configuration › Message gateways)."
                )
            )
        return lines

    # ------------------------------------------------------------------
    # Going on
    # ------------------------------------------------------------------

    def _check_may(self):
        user = self.env.user
        if (
            not user.has_group("duban_supervision.group_admin")
            or self.company_id - user.company_ids
        ):
            raise AccessError(
                self.env._(
                    "The institution is set up by the supervision administrator."
                )
            )

    def _show(self, page):
        self.page = page
        if page == "office":
            # the people may have come since this window was opened
            self.office_id = self.office_id or self._default_office()
            self.office_leader_id = (
                self.office_leader_id or self._default_office_leader()
            )
            self.principal_leader_ids = (
                self.principal_leader_ids or self._default_principal_leaders()
            )
        return True

    def action_next(self):
        """Keep what this page says and go to the next one.

        :return: True, the window shows the page; or the preview of a people list that was chosen
        :raise UserError: something is missing, in words
        """
        self.ensure_one()
        self._check_may()
        if self.page == "people" and self.file:
            return self.action_people()
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
        """Load the official arrangement of this year, and of the next where it is known already."""
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
        # a list that was looked at is not shown again by whoever comes back
        self.write({"file": False, "file_name": False})
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

    def action_passwords(self):
        """Give first passwords to people who have none.

        :return: client action
        """
        return self.env["duban.people.list"].action_passwords()

    def action_home(self):
        """What is still open, on the home page.

        :return: client action
        """
        return self.env["ir.actions.actions"]._for_xml_id(
            "duban_supervision.duban_home_action"
        )
