"""Whom the school's account means, and that nobody else comes in that way."""

import logging

from odoo import models
from odoo.exceptions import AccessDenied, ValidationError

from odoo.addons.duban_supervision.models.access.staff_number import folded_number

from .sign_in import Denied

_logger = logging.getLogger(__name__)
#: the proof that a sign-in was confirmed: an object cannot travel in a request
PROOF = object()

#: whom a login alone never links to an account of the school
ADMINISTRATORS = (
    "base.group_system",
    "base.group_erp_manager",
    "duban_supervision.group_admin",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _duban_whom(self, number, company=None):
        """The person whom a confirmed staff number means at ``company``, or anywhere.

        Who has no staff number yet and the number as login is linked, once; never one who administers the platform
        or the supervision: those get their staff number from the people list.

        :raise Denied: ``unknown``, ``archived``, ``several`` who have the number at different institutions, or
            ``linked``: somebody above or below the person's institution has it
        """
        number = folded_number(number)
        user = self._by_staff_number(number, company)
        if len(user) > 1:
            raise Denied("several")
        if not user and number:
            # sudo: who asks is the system itself, before anybody signed in
            people = self.sudo().with_context(active_test=False)
            domain = [
                ("login", "=", number),
                ("staff_number", "=", False),
                ("share", "=", False),
            ]
            if company:
                domain.append(("company_ids", "in", company.ids))
            found = people.search(domain, limit=1)
            if found and not any(map(found.has_group, ADMINISTRATORS)):
                try:
                    with self.env.cr.savepoint():
                        found.staff_number = number
                except ValidationError as error:
                    raise Denied("linked") from error
                _logger.info("User %s is now known by staff number", found.id)
                user = found
        return user._duban_admitted()

    def _duban_admitted(self):
        """This one person, if it is one of the institution's who may sign in.

        :raise Denied: ``unknown`` or ``archived``
        """
        if len(self) != 1 or self.share:
            raise Denied("unknown")
        if not self.active:
            raise Denied("archived")
        return self

    def _duban_credential(self):
        """What signs in this one person, whom a service of the school confirmed.

        :raise Denied: ``unknown`` (nobody of the institution) or ``archived``
        """
        user = self._duban_admitted()
        return {"type": "duban_sign_in", "login": user.login, "proof": PROOF}

    def _duban_password_closed(self):
        """Why this person does not sign in with a password, in words; "" if they may (PLUS-I1)."""
        services = self.env["duban.sign.in"]._in_use()
        # sudo: where the person works, and whether they administer the platform
        user = self.sudo()
        if user.has_group("base.group_system"):
            return ""
        only = services.filtered("is_only")._of_companies(user.company_ids)
        return services._words("password") if only else ""

    def _check_credentials(self, credential, env):
        if credential.get("type") == "duban_sign_in":
            if credential.get("proof") is not PROOF:
                raise AccessDenied()
            return {
                "uid": self.env.uid,
                "auth_method": "duban_sign_in",
                "mfa": "default",
            }
        if credential.get("type") == "password" and env.get("interactive"):
            words = self.env.user._duban_password_closed()
            if words:
                raise AccessDenied(words)
        return super()._check_credentials(credential, env)
