"""Units: liaison, leader in charge, and what follows when their people change."""

from odoo import api, fields, models

from ... import clock
from ..matter.states import OPEN_STATES


class HrDepartment(models.Model):
    _inherit = "hr.department"

    liaison_id = fields.Many2one("res.users", "Supervision liaison", tracking=True)
    liaison_ids = fields.One2many(
        "duban.liaison", "department_id", "Liaisons over time"
    )
    leader_in_charge_id = fields.Many2one(
        "res.users",
        "Leader in charge (分管领导)",
        tracking=True,
        help="Empty: the leader of the parent unit.",
    )
    is_supervised_unit = fields.Boolean("Undertakes supervised matters", default=True)

    def _init_column(self, column_name):
        """Departments that were there before the suite was installed undertake nothing until somebody says so."""
        if column_name != "is_supervised_unit":
            return super()._init_column(column_name)
        return None

    def _duban_name(self):
        """The name of this unit; ``False`` for none."""
        # sudo: what a unit is called is no secret, also to who does not read its record
        return self.sudo().name

    def _duban_head(self):
        """Who heads these units (users, as superuser); may be empty."""
        # sudo: who heads a unit is in the directory
        return self.sudo().manager_id.user_id

    def _head_acts_at(self, company):
        """Whether who heads this one unit is there still, of it, and has a role in supervision (CORE-20)."""
        head = self._duban_head()
        return head._acts_at(company) and self in head.duban_unit_ids

    def _leader_acts_at(self, company):
        """Whether who leads the field of this one unit is there still, and a school leader (CORE-20)."""
        leader = self._duban_leader()
        return leader._acts_at(company) and leader._is_school_leader(company)

    def _duban_leader(self):
        """Leader in charge of this unit (one department), inherited from the nearest parent; may be empty."""
        # sudo: who leads which field is in the directory
        unit = self.sudo()
        while unit and not unit.leader_in_charge_id:
            unit = unit.parent_id
        return unit.leader_in_charge_id

    def _duban_was_led_by(self, user):
        """Whether ``user`` led this one unit, or one above it, before somebody else did (as superuser)."""
        units = self.with_context(active_test=False)
        above = units.search([("id", "parent_of", self.ids)])
        return bool(
            self.env["mail.tracking.value"].search_count(
                [
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "in", above.ids),
                    ("field_id.name", "=", "leader_in_charge_id"),
                    ("old_value_integer", "=", user.id),
                ],
                limit=1,
            )
        )

    def _duban_led_anew(self, before):
        """{unit: its leader in charge before} where another one leads now, units below that have none of their own too.

        :param before: {unit: leader in charge} of these units before they were written
        """
        anew = {
            unit: old for unit, old in before.items() if unit._duban_leader() != old
        }
        if not anew:
            # most departments of a database are moved without the suite being concerned: no query for them
            return anew
        # sudo: who leads which field is in the directory
        units = self.sudo().with_context(active_test=False)
        found = {}
        for unit in units.search([("id", "child_of", [each.id for each in anew])]):
            leading = unit
            while leading and leading not in anew and not leading.leader_in_charge_id:
                leading = leading.parent_id
            if leading in anew:
                found[unit] = anew[leading]
        return found

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments._duban_log_liaison()
        departments._duban_forget_units()
        return departments

    @api.model
    def _duban_head_moved(self, users):
        """The matters that have one of ``users`` as head of their unit, or would have, are asked who it is now (as
        superuser)."""
        if not users:
            return
        headed = self.search([("manager_id.user_id", "in", users.ids)])
        lines = self.env["duban.matter.unit"].search(
            [("head_id", "in", users.ids), ("matter_id.state", "in", OPEN_STATES)]
        )
        self.env["duban.matter"]._follow_units(headed | lines.department_id)

    def _duban_forget_units(self):
        """Clear which units users belong to, if a user of an institution is concerned: all apps share the cache."""
        # sudo: who belongs where, not shown to anyone; a unit of no company belongs to all
        units = self.sudo().filtered(
            lambda unit: (
                not unit.company_id
                or self.env["duban.regulation"]._rules(unit.company_id)
            )
        )
        if (
            units.manager_id.user_id
            or units.liaison_id
            or units.member_ids.user_id
            or any(unit._duban_leader() for unit in units)
        ):
            self.env.registry.clear_cache()

    def write(self, vals):
        people = {
            "manager_id",
            "liaison_id",
            "leader_in_charge_id",
            "company_id",
        } & vals.keys()
        if people:
            self._duban_forget_units()
        before = {}
        if {"leader_in_charge_id", "parent_id"} & vals.keys():
            before = {unit: unit._duban_leader() for unit in self}
        heads = self.env["res.users"]
        if people:
            # sudo: whose to-dos they were
            heads = self.sudo().manager_id.user_id | self.sudo().liaison_id
        result = super().write(vals)
        led = self._duban_led_anew(before)
        if led:
            self.env.registry.clear_cache()
        if people:
            self._duban_forget_units()
        if people or led:
            if "liaison_id" in vals:
                self._duban_log_liaison()
            self.env["duban.matter"]._follow_units(self)
            self.env["duban.matter"]._follow_after_end(self, heads)
            # what else the unit was asked, e.g. of the plan, goes to who answers for it now
            for records in self.env["duban.matter"]._todos_elsewhere(heads):
                records._reconcile_todos()
        for unit, old in led.items():
            if unit._duban_leader():
                self.env["duban.matter"]._follow_leader(unit, old)
        return result

    def _update_employee_manager(self, manager_id):
        """An administrator of the suite says who heads a unit, without having rights on employees' files."""
        units = self
        if self.env.user.has_group("duban_supervision.group_admin"):
            # sudo: Odoo enters the new head as superior of the staff; whether the unit may be changed asks ``write``
            units = self.sudo()
        return super(HrDepartment, units)._update_employee_manager(manager_id)

    def _duban_log_liaison(self):
        """One active liaison per unit; the one before is end-dated, and whose account was archived (WUT-20.1a)."""
        today = clock.today(self)
        # sudo: the list of liaisons keeps itself; who names one was asked by the unit
        for unit in self.sudo():
            liaison = unit.liaison_id.filtered("active")
            active = unit.liaison_ids.filtered(lambda row: not row.date_to)
            stale = active.filtered(lambda row, liaison=liaison: row.user_id != liaison)
            stale.write({"date_to": today})
            stale.flush_recordset(["date_to"])  # before the new one takes the place
            if liaison and not active - stale:
                unit.liaison_ids.create(
                    {
                        "department_id": unit.id,
                        "user_id": liaison.id,
                        "date_from": today,
                    }
                )


class DubanLiaison(models.Model):
    """Who was a unit's liaison from when to when."""

    _name = "duban.liaison"
    _description = "Liaison of a unit"
    _inherit = ["duban.screen"]
    _order = "department_id, date_from desc, id desc"
    _rec_name = "user_id"

    department_id = fields.Many2one(
        "hr.department", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, index=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date()

    _one_active = models.UniqueIndex(
        "(department_id) WHERE date_to IS NULL", "A unit has one active liaison."
    )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        employees._duban_arrived()
        return employees

    def _duban_forget_units(self, were=False):
        """Clear which units users belong to, if one of these employees is a user and works for an institution.

        :param were: whether they were users, whatever a form that is being saved says already
        :return: those who are users then (as superuser)
        """
        # sudo: who is a user and works where, not shown to anyone; today, whatever version a form looks at
        users = self.sudo().with_context(version_id=False)
        users = users if were else users.filtered("user_id")
        companies = users.company_id | users.department_id.company_id
        # nobody is asked for a unit where no regulation holds; the first one clears what was computed
        if not users or not self.env["duban.regulation"]._rules(companies):
            return users.browse()
        self.env.registry.clear_cache()
        return users

    def _duban_units_before(self, people=None):
        """What is asked for before these employees are written (see ``_duban_arrived``).

        :param people: who their users are, where a form that is being saved says something else already
        :return: {user: ids of the units} (as superuser); empty where no institution is concerned
        """
        employees = self._duban_forget_units(were=bool(people))
        users = people if people and employees else employees.user_id
        return {user: user._duban_unit_id_lists(user.id)[0] for user in users}

    def _duban_arrived(self, before=None):
        """These employees may work elsewhere now: nobody comes to a matter by a unit that is recused, and what only
        the people of the old unit can do goes to who is next there (CORE-20).

        :param before: what ``_duban_units_before`` gave; None: they were not there
        """
        employees = self._duban_forget_units()
        if before and not employees:
            # what was asked while they were written
            self.env.registry.clear_cache()
        if employees.department_id:
            employees.env["duban.recusal"]._keep_away(employees.department_id)
        moved = self.env["res.users"].browse(
            user.id
            for user, units in (before or {}).items()
            if user._duban_unit_id_lists(user.id)[0] != units
        )
        # what is no column is not computed anew by itself
        moved.invalidate_recordset(["duban_unit_ids"])
        # who heads a unit comes and goes with the employee, whom Odoo takes out of the unit without a word
        employees.env["hr.department"]._duban_head_moved(moved)
        moved._duban_moved()

    def _duban_other_user(self, people):
        """After these employees got another user, or none: who heads or answers for their units is followed.

        :param people: the users that they had
        """
        # sudo: which units the person heads, whoever keeps the list of employees
        managed = (
            self.env["hr.department"].sudo().search([("manager_id", "in", self.ids)])
        )
        self.env["duban.matter"]._follow_units(managed)
        self.env["duban.matter"]._follow_after_end(managed, people)

    def write(self, vals):
        # the unit stands in the version that counts today; user and presence in the resource (below), which hears of
        # them when the employee says already what was written
        names = {"company_id", "current_version_id", "active", "user_id"}
        if not names & vals.keys():
            return super().write(vals)
        before = self._duban_units_before()
        result = super().write(vals)
        self._duban_arrived(before)
        return result

    def unlink(self):
        before = self._duban_units_before()
        result = super().unlink()
        self.browse()._duban_arrived(before)
        return result


class HrVersion(models.Model):
    """Who works in which unit from when on: Odoo keeps it in versions of the employee, and moves people by them.

    Whoever writes a unit, an employee's form, a list of versions or an import, writes it here; when a later version
    begins to count, Odoo's job writes ``current_version_id`` of the employee.
    """

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_employee_id")
        ids = {vals.get("employee_id", default) for vals in vals_list} - {None, False}
        before = self.env["hr.employee"].browse(ids)._duban_units_before()
        versions = super().create(vals_list)
        versions.employee_id._duban_arrived(before)
        return versions

    def write(self, vals):
        names = {"department_id", "employee_id", "date_version", "active"} & vals.keys()
        people = self.employee_id
        # a new employee's version is told of by its employee, which hr writes into it more than once
        again = names == {"employee_id"} and people.ids == [vals["employee_id"]]
        if not names or not people or again:
            return super().write(vals)
        before = people._duban_units_before()
        result = super().write(vals)
        (people | self.employee_id)._duban_arrived(before)
        return result

    def unlink(self):
        people = self.employee_id
        before = people._duban_units_before()
        result = super().unlink()
        people.exists()._duban_arrived(before)
        return result


class ResourceResource(models.Model):
    """Whether an employee is there, and as which user: Odoo keeps both in the resource."""

    _inherit = "resource.resource"

    def write(self, vals):
        if not {"active", "user_id"} & vals.keys():
            return super().write(vals)
        # sudo: whose to-dos they were, whoever keeps the list of employees
        resources = self.sudo()
        employees, people = resources.employee_id, resources.user_id
        before = employees._duban_units_before(people)
        result = super().write(vals)
        employees._duban_arrived(before)
        if "user_id" in vals:
            employees._duban_other_user(people)
        return result
