"""Applying a row of the list of people that is about a person: user, employee, roles, leaving."""

from odoo import Command, api, models
from odoo.exceptions import UserError

from ..tools.people_xlsx import ROLES
from .people_rows import GROUPS


class DubanPeopleLine(models.Model):
    _inherit = "duban.people.line"

    def _apply_person(self):
        """Change this one person: user, employee, roles; who is new was just created."""
        if self.trace:
            return []
        wanted = dict(self.wanted or {})
        for note in ("active", "joins"):
            wanted.pop(note, None)
        user = self._directory("res.users").with_context(
            no_reset_password=True, active_test=False
        )
        user = user.browse(
            self.res_id if self.verdict != "ask" or self.answer == "link" else False
        )
        vals = {
            name: wanted[key]
            for key, name in (
                ("name", "name"),
                ("email", "email"),
                ("login", "login"),
                ("number", "staff_number"),
            )
            if key in wanted
        }
        trace = []
        # asked before the person joins, as the preview did
        kept = user._duban_roles_kept(self.company_id)
        if not user.active:
            vals["active"] = True
        if self.company_id not in user.company_ids:
            user.company_ids = [Command.link(self.company_id.id)]
            trace.append(
                [user._name, user.id, {"company_ids": [False, self.company_id.id]}]
            )
        trace += self._change(user, vals)
        if "role" in wanted:
            trace += self._set_roles(user, wanted["role"], kept)
        return trace + self._apply_employee(user, wanted)

    def _create_people(self):
        """Users and employees of the new ones among these rows, all at once; their traces say so."""
        new = self.filtered(
            lambda row: (
                row.verdict == "new" or (row.verdict == "ask" and row.answer == "new")
            )
        )
        Users = self._directory("res.users").with_context(no_reset_password=True)
        users = Users.create([row._user_values() for row in new])
        employees = self._directory("hr.employee").create(
            [
                {
                    "name": user.name, "user_id": user.id, "company_id": row.company_id.id,
                    **row._employee_values(row.wanted),
                }
                for row, user in zip(new, users, strict=True)
            ]
        )  # fmt: skip
        for row, user, employee in zip(new, users, employees, strict=True):
            row._engine_write(
                {
                    "res_id": user.id,
                    "trace": [
                        [user._name, user.id, "created"],
                        [employee._name, employee.id, "created"],
                    ],
                }
            )

    def _user_values(self):
        """Values of the user whom this one row makes."""
        wanted = self.wanted
        groups = self.env.ref("base.group_user")
        for role in wanted.get("role") or ["user"]:
            groups |= self.env.ref(GROUPS[role])
        # sudo: which languages are installed
        languages = dict(self.env["res.lang"].sudo().get_installed())
        values = {
            "name": self.name, "login": wanted.get("login") or self.code, "staff_number": self.code,
            "email": wanted.get("email"), "company_id": self.company_id.id,
            "company_ids": [Command.set(self.company_id.ids)], "group_ids": [Command.set(groups.ids)],
            "tz": self.company_id.duban_tz or "Asia/Shanghai",
            "lang": "zh_CN" if "zh_CN" in languages else self.env.lang,
            # they come for supervision: not to the discussions, where Odoo's robot greets them
            "action_id": self.env.ref("duban_supervision.duban_home_action").id,
        }  # fmt: skip
        if "odoobot_state" in self.env["res.users"]._fields:
            values["odoobot_state"] = "disabled"
        return values

    def _employee_values(self, wanted):
        vals = {
            name: wanted[key]
            for key, name in (("post", "job_title"), ("mobile", "mobile_phone"))
            if key in wanted
        }
        if "unit" in wanted:
            vals["department_id"] = (
                self._unit_named(wanted["unit"]).id if wanted["unit"] else False
            )
        return vals

    @api.model
    def _roles_of(self, user):
        """Roles that were given to ``user``, in the words of the list."""
        return sorted(
            role for role in ROLES if self.env.ref(GROUPS[role]) in user.group_ids
        )

    @api.model
    def _set_roles(self, user, roles, kept=()):
        """Give ``user`` the ``roles`` of the list and take away the others, ``kept`` excepted."""
        old = self._roles_of(user)
        roles = sorted({*roles, *({*kept} & {*old})})
        if old == roles:
            return []
        user.group_ids = [
            (Command.link if role in roles else Command.unlink)(
                self.env.ref(GROUPS[role]).id
            )
            for role in ROLES
            if (role in roles) != (role in old)
        ]
        return [[user._name, user.id, {"roles": [old, roles]}]]

    def _apply_employee(self, user, wanted):
        """Unit, post and mobile of the person, and that the person works here."""
        vals = self._employee_values(wanted)
        Employee = self._directory("hr.employee").with_context(active_test=False)
        employee = Employee.search(
            [("user_id", "=", user.id), ("company_id", "=", self.company_id.id)], order="active desc", limit=1
        )  # fmt: skip
        if not employee:
            employee = Employee.create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.company_id.id,
                    **vals,
                }
            )
            return [[employee._name, employee.id, "created"]]
        if not employee.active:
            vals["active"] = True
        if "name" in wanted:
            vals["name"] = wanted["name"]
        return self._change(employee, vals)

    def _check_successors(self):
        """Nobody hands over to who leaves by the same list, or has left (ABAF-8.1d).

        :raise UserError: naming both
        """
        left = self.filtered(lambda row: row.verdict == "left")
        for row in left.filtered("successor_id"):
            successor = row.successor_id
            if successor.id in left.mapped("res_id") or not successor._acts_at(
                row.company_id
            ):
                raise UserError(
                    self.env._(
                        "%(successor)s, who is to take over from %(person)s, is not here any more. Name somebody else.",
                        successor=successor.name,
                        person=row.name,
                    )
                )

    def _apply_left(self):
        """Prepare the handover of this one person's open matters, then archive."""
        user = self._directory("res.users").browse(self.res_id)
        trace = []
        regulation = self.env["duban.regulation"]._in_force(self.company_id)
        if (
            self.matter_count
            and self.successor_id
            and regulation._setting("handover_enabled")
        ):
            # sudo: whether somebody has begun the same one already, whoever may read it
            begun = self.env["duban.handover"].sudo()
            begun = begun._open_between(user, self.successor_id, self.company_id)
            # what is open with whom; the handover itself is confirmed by the successor and the office
            handover = begun or self.env["duban.handover"]._engine_create(
                {
                    "predecessor_id": user.id, "successor_id": self.successor_id.id, "company_id": self.company_id.id,
                    "reason": self.env._("Not on the list of people: %s", self.list_id.display_name),
                }
            )  # fmt: skip
            if not begun:
                trace.append([handover._name, handover.id, "created"])
        trace += self._close_account(user)
        employees = self._directory("hr.employee").search(
            [("user_id", "=", user.id), ("company_id", "=", self.company_id.id)]
        )  # fmt: skip
        for employee in employees:
            trace += self._change(employee, {"active": False})
        return trace

    def _close_account(self, user):
        """Archive this one person, or only take them out of this institution if they work at another one too."""
        elsewhere = user.company_ids - self.company_id
        if not elsewhere:
            return self._change(user, {"active": False})
        trace = []
        if user.company_id == self.company_id:
            trace = self._change(user, {"company_id": elsewhere[0].id})
        user.company_ids = [Command.unlink(self.company_id.id)]
        left = {"left_company": [self.company_id.id, False]}
        return [*trace, [user._name, user.id, left]]
