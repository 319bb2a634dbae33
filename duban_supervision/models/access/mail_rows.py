"""Who was told, who follows and what is to be sent later, of records of the suite (CORE-12, CORE-27).

Odoo lets every internal user read every notification and follower: titles, recipients and authors of what they never
see. Rows on records of other apps stay as they are.
"""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ...tools.door import DOOR
from ...tools.names import own_model
from .kept import by_key, kept

#: keys of a context by which Odoo's threads note no change
UNNOTED = ("tracking_disable", "mail_notrack")
#: what a person notes on a notification of their own
READING = frozenset({"is_read", "read_date"})


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["duban.mail.pointer", "mail.notification"]

    def _duban_rows(self):
        """Notifications in ``self`` (as superuser) of messages on records of the suite."""
        # sudo: only where the message stands, to ask there as the user
        return self.sudo().filtered(
            lambda row: own_model(self.env, row.mail_message_id.model)
        )

    def _hidden_rows(self):
        """Notifications of others, of messages that the current user does not read."""
        me = self.env.user.partner_id
        others = self._duban_rows().filtered(lambda row: row.res_partner_id != me)
        messages = others.mail_message_id.with_env(self.env)
        seen = messages._filtered_access("read")
        return others.filtered(lambda row: row.mail_message_id not in seen).with_env(
            self.env
        )

    # -- writing: that somebody was told is proof

    def _check_duban_told(self, names=frozenset()):
        if self.env.su or by_key(self.env) or names and names <= READING:
            return
        if self._duban_rows():
            raise AccessError(
                self.env._(
                    "Who was told of a supervised matter is noted by the system."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_duban_told()
        return rows

    def write(self, vals):
        self._check_duban_told(frozenset(vals))
        result = super().write(vals)
        if "mail_message_id" in vals:
            self._check_duban_told()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_duban(self):
        self._check_duban_told()


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["duban.mail.pointer", "mail.followers"]

    def _hidden_rows(self):
        me = self.env.user.partner_id
        # sudo: whose row it is
        return super()._hidden_rows().filtered(lambda row: row.sudo().partner_id != me)

    # -- writing: through message_subscribe and message_unsubscribe, which ask who may

    def _check_duban_following(self):
        if self.env.su or by_key(self.env):
            return
        # sudo: only where each stands
        if self.sudo().filtered(lambda row: own_model(self.env, row.res_model)):
            raise AccessError(
                self.env._("Who follows a supervised matter is not written directly.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_duban_following()
        return rows

    def write(self, vals):
        self._check_duban_following()
        result = super().write(vals)
        self._check_duban_following()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_duban(self):
        self._check_duban_following()


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _duban_noted(self):
        """These records, without what a client's context says of noting no change (CORE-27).

        The engine says so by its key, which cannot travel over RPC, and Odoo as the superuser while it installs.
        """
        said = [self.env.context.get(key) for key in UNNOTED]
        if (
            not any(said)
            or not own_model(self.env, self._name)
            or self.env.uid == SUPERUSER_ID
            or all(not value or value is DOOR for value in said)
        ):
            return self
        return self.with_context(**dict.fromkeys(UNNOTED, False))

    @api.model_create_multi
    def create(self, vals_list):
        self = self._duban_noted()
        return super().create(vals_list)

    def write(self, vals):
        self = self._duban_noted()
        return super().write(vals)

    def _compute_field_value(self, field):
        self = self._duban_noted()
        return super()._compute_field_value(field)

    def message_unsubscribe(self, partner_ids=None):
        """Oneself, or the engine: whoever is told of a record of the suite is not put out of it by others.

        :raise AccessError:
        """
        if (
            set(partner_ids or ()) - {self.env.user.partner_id.id}
            and own_model(self.env, self._name)
            and not (self.env.su or by_key(self.env))
        ):
            raise AccessError(
                self.env._(
                    "Whoever follows “%s” leaves by themselves.", self._description
                )
            )
        return super().message_unsubscribe(partner_ids)


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._check_duban_later()
        return messages

    def write(self, vals):
        result = super().write(vals)
        self._check_duban_later()
        return result

    def _check_duban_later(self):
        """On the suite's records people write in their own name; on what is kept, now and not later.

        :raise AccessError: another author
        :raise UserError: the record is kept
        """
        if by_key(self.env) or self.env.uid == SUPERUSER_ID:
            return
        me = self.env.user.partner_id
        # sudo: asked of what was stored, whoever wrote it
        for name, rows in self.sudo().grouped("model").items():
            if not own_model(self.env, name):
                continue
            if any(
                row.author_id != me or row.create_uid.partner_id != me for row in rows
            ):
                raise AccessError(
                    self.env._("Everybody writes in their own name only.")
                )
            if kept(self.env[name].browse(rows.mapped("res_id"))):
                raise UserError(
                    self.env._(
                        "On a filed matter nothing is written in advance. Send the message now."
                    )
                )
