"""First passwords of people whom a list created, where the school has no sign-in of its own."""

import secrets

from odoo import api, fields, models

#: without letters and digits that look alike on paper
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 12
#: chance has no dictionary: sixty bits need less stretching than what a person thinks up, and 200 people would wait
#: minutes; Odoo stretches in full at the first sign-in
ROUNDS = 30_000
BATCH = 25
#: who administers gets no password from a file
ADMINISTRATORS = ("base.group_system", "base.group_erp_manager")


class DubanPeopleList(models.Model):
    _inherit = "duban.people.list"

    password_count = fields.Integer(
        "People without password", compute="_compute_password_count"
    )

    def _compute_password_count(self):
        for row in self:
            row.password_count = len(self._without_password(row.company_id))

    @api.model
    def _without_password(self, company):
        """People on the lists of ``company`` who have no password and never signed in (as superuser)."""
        # sudo: whether somebody can sign in; asked by who maintains users
        people = self.env["res.users"].sudo()
        people = people.search(
            [("company_id", "=", company.id), ("staff_number", "!=", False), ("share", "=", False)], order="id"
        )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM res_users WHERE id = ANY(%s) AND password IS NULL AND NOT EXISTS "
            "(SELECT FROM res_users_log WHERE create_uid = res_users.id)",
            [people.ids],
        )
        found = people.browse([row[0] for row in self.env.cr.fetchall()])
        return found.filtered(
            lambda user: not any(map(user.has_group, ADMINISTRATORS))
        ).sorted("id")

    def action_passwords(self):
        """Give first passwords to people who have none, as a file of this browser.

        :return: client action, which asks for them with ``passwords_next``
        """
        self._check_may()
        return {"type": "ir.actions.client", "tag": "duban_initial_passwords"}

    @api.model
    def passwords_next(self):
        """First passwords of the next few who have none; they are told here once and nowhere kept.

        :return: [[unit, name, login, password]], empty once everybody has one
        """
        self._check_may()
        company = self.env.company
        users = self._without_password(company)[:BATCH]
        rows = []
        hasher = users._crypt_context().copy()
        hasher.update(pbkdf2_sha512__rounds=ROUNDS)
        for user in users:
            password = "".join(secrets.choice(ALPHABET) for _digit in range(LENGTH))
            # not by writing the field: nobody's password changed, so there is nothing to warn of and no session to end
            user._set_encrypted_password(user.id, hasher.hash(password))
            unit = user.employee_ids.filtered(lambda row: row.company_id == company)
            rows.append(
                [
                    unit[:1].department_id.name or "",
                    user.name,
                    user.login,
                    password,
                ]
            )
        return rows
