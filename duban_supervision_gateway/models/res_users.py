"""People see and choose through which gateways they are told."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: kinds of addresses by which a gateway may know people -> what a person could write about oneself
OWN_WORDS = {"mobile": "mobile_phone", "email": "email"}


class ResUsers(models.Model):
    _inherit = "res.users"

    duban_muted_gateway_ids = fields.Many2many(
        "duban.gateway",
        "duban_gateway_muted_rel",
        "user_id",
        "gateway_id",
        string="Not through",
        help="Gateways of supervision that do not write to this person.",
    )
    duban_gateway_ids = fields.Many2many(
        "duban.gateway",
        compute="_compute_duban_gateway_ids",
        string="Channels of supervision",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [
            *super().SELF_READABLE_FIELDS,
            "duban_muted_gateway_ids",
            "duban_gateway_ids",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "duban_muted_gateway_ids"]

    def write(self, vals):
        self._check_duban_address(vals)
        return super().write(vals)

    def _check_duban_address(self, vals):
        """By what a gateway knows who acts in supervision is the directory's to say: it decides who is told, and who
        it is that answers there (CORE-28).

        :raise AccessError:
        """
        kinds = [kind for kind, name in OWN_WORDS.items() if name in vals]
        if (
            not kinds
            or self.env.su
            or any(
                self.env.user.has_group(group)
                for group in ("base.group_erp_manager", "hr.group_hr_user")
            )
        ):
            return
        # sudo: only whether the person has a role, and by what the gateways know people
        for user in self.sudo().filtered(
            lambda user: user.has_group("duban_supervision.group_user")
        ):
            known_by = user.env["duban.gateway"].search(
                [
                    ("address_kind", "in", kinds),
                    ("company_id", "in", user.company_ids.ids),
                ]
            )
            for kind in set(known_by.mapped("address_kind")):
                name = OWN_WORDS[kind]
                if (user[name] or "") != (vals[name] or ""):
                    raise AccessError(
                        self.env._(
                            "Supervision messages reach %(person)s by this entry, so the administrator of the "
                            "directory changes it: %(field)s.",
                            person=user.name,
                            field=user._fields[name]._description_string(self.env),
                        )
                    )

    def _compute_duban_gateway_ids(self):
        Gateway = self.env["duban.gateway"]
        for user in self:
            # sudo: by name only, so that the person knows
            user.duban_gateway_ids = Gateway.sudo().search(
                [("company_id", "=", user.company_id.id), ("is_on", "=", True), ("purpose", "=", "messages")]
            )  # fmt: skip

    @api.constrains("duban_muted_gateway_ids")
    def _check_muted(self):
        for user in self:
            # sudo: whether it may be switched off
            fixed = user.sudo().duban_muted_gateway_ids.filtered(
                lambda row: not row.may_opt_out
            )
            if fixed:
                raise UserError(
                    self.env._(
                        "%s cannot be switched off here.",
                        "、".join(fixed.mapped("name")),
                    )
                )
