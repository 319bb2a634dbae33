"""Who was told, who follows and what is to be sent later, of records of the suite (CORE-12, CORE-27).

Odoo lets every internal user read every notification and follower: titles, recipients and authors of what they never
see. Rows on records of other apps stay as they are.
"""

import logging

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import generate_tracking_message_id
from odoo.tools.misc import clean_context

from ...tools.door import DOOR
from ...tools.names import own_model
from .kept import by_key, kept
from .res_users import DIRECTORY

_logger = logging.getLogger(__name__)

#: keys of a context by which Odoo's threads note no change
UNNOTED = ("tracking_disable", "mail_notrack")
#: models on which rights hang: who works where, who heads what, who signs in
RIGHTS = frozenset({*DIRECTORY, "res.users", "res.groups", "res.company"})
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

    # -- what comes by mail: Odoo posts and makes it as superuser, for whoever calls ``message_process``

    @api.model
    def _is_mail_gate(self):
        """Whether who lets mail in may do so: the platform's own fetcher, or an account of the administrator's."""
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """That somebody was not told is noted of a report that really came by mail (CORE-23)."""
        # sudo already: the platform looked the message up
        bounced = message_dict.get("bounced_message")
        if bounced and own_model(self.env, bounced.model) and not self._is_mail_gate():
            raise AccessError(
                self.env._(
                    "Who was told of a supervised matter is noted by the system."
                )
            )
        return super()._routing_handle_bounce(email_message, message_dict)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        routes = list(routes or ())
        if not self._is_mail_gate():
            # what a client's context gives a new record by default would be made as superuser as well
            self = self.with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
            for route in routes:
                self._check_duban_route(*route)
        taken = [
            route
            for route in routes
            if self._duban_takes_mail(message, message_dict, *route)
        ]
        return super()._message_route_process(message, message_dict, taken)

    @api.model
    def _check_duban_route(self, model, thread_id, values, user_id, alias):
        """What a person hands over as a mail is posted and made as superuser in the name of its sender: not on what is
        supervised, nor in the directory on which rights hang, nor as somebody else who acts here (CORE-27, CORE-28).

        :param model: name of the model to which the mail leads
        :param thread_id: id of the record that it answers; empty: it makes a new one
        :param values: values of the new record, of the caller or of the alias
        :param user_id: id of the user whose address it was sent from
        :param alias: ``mail.alias`` record, or None
        :raise AccessError:
        """
        speaker = self.env["res.users"].browse(user_id)
        if (
            self._duban_guards(model)
            or not (thread_id or alias)
            and any(
                self._duban_reaches(self.env[model], name, value)
                for name, value in (values or {}).items()
            )
            or speaker != self.env.user
            and speaker.has_group("duban_supervision.group_user")
        ):
            raise AccessError(
                self.env._("What comes by e-mail is let in by the mail server only.")
            )

    @api.model
    def _duban_guards(self, model):
        return model in RIGHTS or own_model(self.env, model)

    @api.model
    def _duban_reaches(self, records, name, value):
        """Whether ``value`` of the field ``name`` brings rows along, or is written through to what is guarded."""
        field = records._fields.get(name)
        if not field or not (field.related or isinstance(value, list | tuple)):
            return False
        if not field.related:
            return True
        model = records._name
        for step in field.related.split(".")[:-1]:
            model = self.env[model]._fields[step].comodel_name
            if self._duban_guards(model):
                return True
        return isinstance(value, list | tuple)

    @api.model
    def _duban_takes_mail(
        self, message, message_dict, model, thread_id, values, user_id, alias
    ):
        """Whether a mail is taken where it leads, asked of what leads to the suite.

        A new record is made where the administrator set up an alias for it. A reply is posted where its sender, as far
        as an address says who that is, reads the record; anybody else is answered.
        """
        if not own_model(self.env, model):
            return True
        if not thread_id:
            if not alias:
                _logger.warning(
                    "No alias makes a new %s: the mail %s is not taken",
                    model,
                    message_dict.get("message_id"),
                )
            return bool(alias)
        address = message_dict.get("email_from")
        sender = self._mail_find_user_for_gateway(address, alias=alias)
        if sender.active:
            record = self.env[model].browse(thread_id).with_user(sender)
            if record.with_context(
                allowed_company_ids=sender.company_ids.ids
            ).has_access("read"):
                return True
        if message.get("To"):  # else Odoo does not know from whom to answer
            told = self.with_context(lang=sender.lang or self.env.user.lang)
            told._routing_create_bounce_email(
                address,
                told.env._(
                    "Your e-mail was not taken over: its address is not that of somebody who reads what it answers. "
                    "Please write on the page itself."
                ),
                message,
                # Odoo does not answer answers to this
                references=f"{message_dict.get('message_id')} "
                f"{generate_tracking_message_id('loop-detection-bounce-email')}",
            )
        return False


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

    def _post_message(self, raise_exception=True):
        """Who has left writes nothing any more on records of the suite, nor what was to be sent later (CORE-20)."""
        gone = self.filtered(
            lambda row: own_model(self.env, row.model) and not row.create_uid.active
        )
        if gone:
            _logger.info("Not sent, as who wrote them has left: %s", gone.ids)
            gone.unlink()
        return super(MailScheduledMessage, self - gone)._post_message(raise_exception)

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
