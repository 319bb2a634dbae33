"""Which units a user belongs to, heads or leads, as record rules and the workflow read it."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...system import holders
from ...tools.names import own_model
from ...tools.remembered import remembered
from .links import named_rows

#: where a person is reached; what they do here is told and signed there (fields of the user, the contact, the employee)
ADDRESSES = ("email", "phone", "mobile_phone", "work_email", "work_phone")
#: commands of a list that reach into the row itself
OF_THE_ROW = (Command.CREATE, Command.UPDATE, Command.DELETE)

#: what ``UNITS_OF`` reads
DIRECTORY = {
    "hr.employee": ["user_id", "active", "current_version_id"],
    "hr.version": ["department_id"],
    "hr.department": ["name", "manager_id", "liaison_id", "leader_in_charge_id", "parent_id"],
}  # fmt: skip
#: units of a user, ended ones too: where one works first, then by name; a sub-unit without leader of its own belongs
#: to the field of its parent's leader
UNITS_OF = """
    WITH RECURSIVE employee AS (
        SELECT e.id, v.department_id FROM hr_employee e LEFT JOIN hr_version v ON v.id = e.current_version_id
         WHERE e.user_id = %(user)s AND e.active
    ), led AS (
        SELECT id FROM hr_department WHERE leader_in_charge_id = %(user)s
         UNION
        SELECT d.id FROM hr_department d JOIN led ON d.parent_id = led.id WHERE d.leader_in_charge_id IS NULL
    ), unit AS (
        SELECT d.id, d.name, d.id IN (SELECT department_id FROM employee) AS works_there,
               d.manager_id IN (SELECT id FROM employee) OR d.liaison_id = %(user)s AS answers,
               d.id IN (SELECT id FROM led) AS is_led
          FROM hr_department d
    )
    SELECT id, works_there IS TRUE OR answers IS TRUE, is_led FROM unit
     WHERE works_there OR answers OR is_led
     ORDER BY works_there IS TRUE DESC, name->>'en_US', id
"""


class ResUsers(models.Model):
    _inherit = "res.users"

    # Also units that ended: their people keep sight of what they wrote (CORE-21, CORE-32).
    duban_unit_ids = fields.Many2many(
        "hr.department",
        compute="_compute_duban_units",
        string="Own units",
        context={"active_test": False},
    )
    duban_unit_names = fields.Char(
        compute="_compute_duban_unit_names", export_string_translation=False
    )
    duban_led_unit_ids = fields.Many2many(
        "hr.department",
        compute="_compute_duban_units",
        string="Units in charge of",
        context={"active_test": False},
    )

    @api.model_create_multi
    def create(self, vals_list):
        """New people of supervision find its home when they log in, unless another page was chosen for them."""
        users = super().create(vals_list)
        home = self.env.ref(
            "duban_supervision.duban_home_action", raise_if_not_found=False
        )
        new = users.filtered(
            lambda user: (
                not user.action_id and user.has_group("duban_supervision.group_user")
            )
        )
        if home and new:
            new.action_id = home.id
        return users

    def _compute_duban_units(self):
        # sudo: who works where is in the directory, also for archived units
        Department = self.env["hr.department"].sudo()
        for user in self:
            own, led = self._duban_unit_id_lists(user.id)
            user.duban_unit_ids = Department.browse(own)
            user.duban_led_unit_ids = Department.browse(led)

    @api.depends_context("uid")
    def _compute_duban_unit_names(self):
        own = self.env.user.company_ids
        for user in self:
            # sudo: who works in which unit of the institution is in the directory
            units = user.sudo().duban_unit_ids.filtered(
                lambda unit: not unit.company_id or unit.company_id in own
            )
            user.duban_unit_names = "、".join(units.mapped("name"))

    def _check_duban_directory(self, vals):
        """Who acts in supervision is named by those who keep the directory, not by oneself, and so are the addresses
        to which others write (CORE-28): whoever takes a leader's address for their own would write as the leader.

        :param vals: values about to be written, of users or of their contacts
        :raise AccessError:
        """
        names = [name for name in ("name", *ADDRESSES) if name in vals]
        me = self.env.user
        if (
            not names
            or self.env.su
            or any(
                me.has_group(group)
                for group in ("base.group_erp_manager", "hr.group_hr_user")
            )
        ):
            return
        # sudo: only whether the person has a role here is asked
        for user in self.sudo():
            changed = [
                name
                for name in names
                if name in user._fields
                and (user[name] or False) != (vals[name] or False)
            ]
            if not changed or not user.has_group("duban_supervision.group_user"):
                continue
            if "name" in changed:
                raise AccessError(
                    self.env._(
                        "The name under which %s acts is changed by the administrator of the directory.",
                        user.name,
                    )
                )
            raise AccessError(
                self.env._(
                    "The addresses of %s are changed by the administrator of the directory.",
                    user.name,
                )
            )

    @api.model
    @remembered("user_id")
    def _duban_unit_id_lists(self, user_id):
        """(ids of units the user is a member, head or liaison of, ids of units whose leader in charge the user is)."""
        # every rule asks, whatever the person may read of the directory
        for model, names in DIRECTORY.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(UNITS_OF, {"user": user_id})
        rows = self.env.cr.fetchall()
        own = tuple(unit for unit, is_own, _is_led in rows if is_own)
        return own, tuple(unit for unit, _is_own, is_led in rows if is_led)

    def _duban_works_below(self, unit):
        """Whether this one user works in ``unit`` (one department, or none) or in one of its sections."""
        path = unit.parent_path
        return bool(path) and any(
            (each.parent_path or "").startswith(path) for each in self.duban_unit_ids
        )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Those whom the context names come first; everybody else stays to be chosen (see ``_first_people``)."""
        people = self._first_people()
        if not people:
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or Domain.TRUE)
        found = super().name_search(
            name, domain & Domain("id", "in", people.ids), operator, limit
        )
        rest = limit and limit - len(found)
        if limit and rest <= 0:
            return found
        return found + super().name_search(
            name, domain & Domain("id", "not in", people.ids), operator, rest
        )

    @api.model
    def _first_people(self):
        """Users to suggest first: of the unit ``duban_unit_first`` (an id), the colleagues of the user
        ``duban_colleagues_first`` (an id), or the leaders (``duban_leaders_first``).

        Whether the user sees them at all, the search decides.
        """
        context = self.env.context
        if context.get("duban_leaders_first"):
            return holders(self.env, "duban_supervision.group_leader")
        # sudo: who works in which unit is in the directory
        units = self.env["hr.department"].sudo()
        unit_id = context.get("duban_unit_first")
        user_id = context.get("duban_colleagues_first")
        if isinstance(unit_id, int) and unit_id:
            units = units.browse(unit_id).exists()
        elif isinstance(user_id, int) and user_id:
            units = self.browse(user_id).exists().duban_unit_ids
        return units.member_ids.user_id | units.manager_id.user_id | units.liaison_id

    def action_archive(self):
        """Open to-dos of an archived user are moved, not lost: Odoo deletes them, the reconciler rebuilds them."""
        matters = self.env["duban.matter"]._matters_of_people(self)
        beside = self.env["duban.matter"]._todos_elsewhere(self)
        result = super().action_archive()
        matters._people_left(self)
        for records in beside:
            records._reconcile_todos()
        return result

    def _check_own_lists(self, vals):
        """Odoo writes what people keep of themselves as superuser, and so the rows that come along with a list.

        Rows of the suite are chosen, or taken out: whoever makes, changes or deletes them does it at the rows, by their
        rules. Rows of other apps come along as Odoo has it, but bring no lists of their own: a tag would name somebody
        else's employee, and so the head of a unit.

        :param vals: values about to be written on one user
        :raise AccessError: rows would be made, changed or deleted, or one of the suite chosen that one may not read
        """
        if self.env.su or self != self.env.user:
            return
        for name in vals.keys() & self._self_accessible_fields()[1]:
            field, value = self._fields[name], vals[name]
            rows = self.env.get(field.comodel_name)
            # what is no list, and what Odoo itself keeps from superuser's lists
            if (
                field.type not in ("one2many", "many2many")
                or not isinstance(value, list | tuple)
                or not rows._allow_sudo_commands
            ):
                continue
            ours = own_model(self.env, rows._name)
            named, inner = named_rows(field, value)
            told = [part for _row, told in inner for part in (told or {}).values()]
            if any(isinstance(part, list | tuple) for part in told) or (
                ours and any(row and row[0] in OF_THE_ROW for row in value if isinstance(row, list | tuple))
            ):  # fmt: skip
                raise AccessError(
                    self.env._(
                        "“%s” is a choice: rows are made, changed and deleted where they stand.",
                        field._description_string(self.env),
                    )
                )
            if ours:
                rows.browse(named).check_access("read")

    def write(self, vals):
        self._check_duban_directory(vals)
        self._check_own_lists(vals)
        left = back = self.browse()
        moved = {"company_ids", "group_ids"} & vals.keys()
        if vals.get("active") is False:
            left = self.filtered("active")
        elif vals.get("active"):
            back = self.filtered(lambda user: not user.active)
        result = super().write(vals)
        if (left or back) and self.env.registry.ready:
            units = self.env["hr.department"].with_context(active_test=False)
            units.search([("liaison_id", "in", self.ids)])._duban_log_liaison()
        if back:
            # who comes back has the own to-dos again
            self.env["duban.matter"]._matters_of_people(back)._reconcile_todos()
        if left:
            # A plain write does not go through action_archive.
            left._duban_moved()
        elif moved:
            self._duban_moved()
        return result

    def _duban_moved(self):
        """After these users were archived, entered or left an institution or its office: what one cannot do any more
        goes to who is next (CORE-20)."""
        if not self or not self.env.registry.ready:
            return  # while addons are installed, groups are dealt out before the tables of others are there
        matters = self.env["duban.matter"]._matters_of_people(self)
        matters._people_left(self)
        for records in self.env["duban.matter"]._todos_elsewhere(self):
            records._reconcile_todos()


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Members are also taken out on the page of the group."""
        before = self.user_ids if "user_ids" in vals else self.env["res.users"]
        result = super().write(vals)
        if "user_ids" in vals:
            (before - self.user_ids | self.user_ids - before)._duban_moved()
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if not self.env.su and {"name", *ADDRESSES} & vals.keys():
            # sudo: the accounts behind the contact
            self.sudo().user_ids.sudo(False)._check_duban_directory(vals)
        return super().write(vals)
