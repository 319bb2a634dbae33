"""An OAuth service of the school whose answer names the staff number, and whom it means."""

from odoo import fields, models

from odoo.addons.duban_supervision_signin.models.sign_in import Denied

#: where a service says for whom it made out the token (RFC 7662, OpenID Connect, the CAS server's own OAuth)
AUDIENCE = ("aud", "audience", "azp", "client_id")


def as_text(value):
    """An account or a number as text; "" for what is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


class AuthOauthProvider(models.Model):
    _inherit = "auth.oauth.provider"

    duban_is_number = fields.Boolean(
        "The account is the staff number",
        help="People are found by their staff number when they sign in for the first time; nobody is created, and who "
        "is not on the people list or has left is refused in words.",
    )
    duban_number_field = fields.Char(
        "Field with the staff number",
        help="Of the answer of the UserInfo URL. Empty: the account itself (sub, id or user_id).",
    )
    duban_company_id = fields.Many2one(
        "res.company",
        "Institution",
        ondelete="cascade",
        help="Whose people it knows; staff numbers of other institutions are not meant. Empty: all of this database.",
    )
    duban_is_only = fields.Boolean(
        "Passwords for administrators only",
        help="Nobody else signs in with a password of Odoo any more. The administrator's way in stays: "
        "/web/login?local=1",
    )

    def _duban_number_of(self, validation):
        """Staff number in a confirmed answer.

        :raise Denied: ``foreign`` (the token is another system's) or ``attribute`` (no number in the answer)
        """
        for key in AUDIENCE:
            meant = validation.get(key)
            if meant and self.client_id not in (
                meant if isinstance(meant, list) else [meant]
            ):
                raise Denied("foreign")
        number = as_text(validation.get(self.duban_number_field or "user_id"))
        if not number:
            raise Denied("attribute")
        return number

    def _duban_person(self, validation):
        """The person whom a confirmed answer means (as superuser); the account is theirs from now on.

        :raise Denied: nobody of the institution, or the account and the number are two people's
        """
        number = self._duban_number_of(validation)
        account = as_text(validation["user_id"])
        user = self.env["res.users"]._duban_whom(number, self.duban_company_id)
        # sudo: whose account it is, archived people's too, before anybody signed in
        people = user.sudo().with_context(active_test=False)
        mine = [("oauth_provider_id", "=", self.id), ("oauth_uid", "=", account)]
        if people.search(mine) - user:
            raise Denied("linked")
        before = user.oauth_provider_id
        # where the account is the number, the number decides; any other account is a second person's
        is_second = before != self or self.duban_number_field
        if user.oauth_uid and is_second and before.enabled:
            if (before, user.oauth_uid) != (self, account):
                raise Denied("linked")
        if (before, user.oauth_uid) != (self, account):
            user.write({"oauth_provider_id": self.id, "oauth_uid": account})
        return user
