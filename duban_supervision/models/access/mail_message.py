"""Messages of a matter are read by whoever reads the matter, and stay as they were written once it was filed."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, html2plaintext, is_html_empty
from odoo.tools.mail import email_split_tuples

from ...tools.names import own_model
from .kept import by_key, kept
from .matter_access import ENDED_STATES

#: seconds between writing and storing
MOMENT = 300
#: models on which the system tells people something: proof of who was told what
TOLD = ("duban.digest",)

#: what the platform itself (as superuser) still notes on a message that is kept: how it travels, and who starred it.
#: Nobody else writes anything: stars, reactions and reading marks go through methods and rows of their own.
TRAVELS = frozenset(
    {
        "subject",  # the mail that tells of a message puts its own on it as it goes out
        "reply_to",
        "message_id",
        "mail_server_id",
        "email_layout_xmlid",
        "email_add_signature",
        "starred_partner_ids",
        "tracking_value_ids",
    }
)


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["duban.mail.pointer", "mail.message"]

    _duban_model_field = "model"

    def _duban_kept(self):
        """Messages in ``self`` on records that are kept, and on what the system told people."""
        found = self.browse()
        for messages, records in self._duban_behind():
            told = records._name in TOLD
            ids = (records if told else kept(records)).ids
            found |= messages.filtered(lambda row, ids=ids: row.res_id in ids)
        return found.with_env(self.env)

    def _hidden_rows(self):
        """What the system told one person is read by that person; others see that it was told, not what."""
        hidden = super()._hidden_rows()
        mine = self.env.user
        for messages, records in self._duban_behind():
            if records._name == "duban.digest":
                # sudo: to whom it was told; only which rows are hidden comes back
                others = (
                    records.sudo()
                    .filtered(
                        lambda row: row.user_id != mine or row._names_unreadable(mine)
                    )
                    .ids
                )
                hidden |= messages.filtered(
                    lambda row, ids=others: row.res_id in ids
                ).with_env(self.env)
        return hidden

    @api.model_create_multi
    def create(self, vals_list):
        stubs = [
            vals["res_id"]
            for vals in vals_list
            if vals.get("model") == "duban.matter" and vals.get("attachment_ids")
        ]
        if stubs:
            self.env["duban.matter"].browse(stubs)._check_no_stub()
        messages = super().create(vals_list)
        messages._check_speaker()
        messages._duban_arrived()
        return messages

    def _check_speaker(self):
        """Everybody writes in their own name and now, whatever defaults and context say (CORE-27).

        Asked of what was stored, because values, defaults, templates and the composer all lead there. The system (a
        scheduled action, incoming mail) speaks for itself.

        :raise AccessError: another author, another sender, or another moment
        """
        if by_key(self.env) or self.env.uid == SUPERUSER_ID:
            return
        me = self.env.user.partner_id
        now = fields.Datetime.now()
        # sudo: who is named as the author, asked of what was stored
        for message in self.sudo():
            if not own_model(self.env, message.model):
                if not self.env.su and message._is_anothers(me):
                    raise AccessError(
                        self.env._("Everybody writes in their own name only.")
                    )
                continue
            if message.author_id - me or not message._is_sender(me):
                raise AccessError(
                    self.env._("Everybody writes in their own name only.")
                )
            if not message.author_id:
                message.author_id = me
            if abs((message.date - now).total_seconds()) > MOMENT:
                raise AccessError(
                    self.env._("A message carries the moment in which it was written.")
                )

    def _is_sender(self, me):
        """Whether the address that this one message is sent from is the name and the address of ``me``."""
        return all(
            name in ("", me.name) and email_normalize(address) == me.email_normalized
            for name, address in email_split_tuples(self.email_from or "")
        )

    def _is_anothers(self, me):
        """Whether this one message of another app, or of none, speaks as somebody else who acts in supervision.

        Other apps write as whom they like; but what a leader or an officer seems to have said is taken for an
        instruction wherever it is read. Only what a person sends (no superuser code) is asked, and only when it is not
        plainly their own.
        """
        others = self.author_id - me
        sender = email_normalize(self.email_from or "")
        if sender and sender != me.email_normalized:
            others |= self.env["res.partner"].search(
                [("email_normalized", "=", sender), ("id", "!=", me.id)]
            )
        return any(
            user.has_group("duban_supervision.group_user") for user in others.user_ids
        )

    def _duban_arrived(self):
        """What a person writes on a matter after its end, here or by e-mail, is a line of the trail (CORE-27)."""
        if by_key(self.env):
            return
        by_system = self.env.uid == SUPERUSER_ID
        # sudo: what was just written, as stored; the line says no more than the message
        notes = {
            message.res_id: message._words_of_line()
            for message in self.sudo()
            if message.model == "duban.matter"
            and not message.tracking_value_ids
            and not is_html_empty(message.body)
            # what comes by mail is posted by the system
            and (not by_system or message.message_type == "email")
        }
        matters = self.env["duban.matter"].sudo().browse(notes).exists()
        ended = matters.filtered(lambda row: row.state in ENDED_STATES)
        self.env["duban.act"]._append(ended.sudo(False), "note_added", notes)

    def _words_of_line(self):
        """What this one message says, as a line of the trail has it: an e-mail with the address it came from."""
        text = html2plaintext(self.body or "")
        if self.message_type != "email":
            return text
        return self.env._(
            "E-mail from %(address)s: %(text)s",
            address=email_normalize(self.email_from or "") or self.email_from or "?",
            text=text,
        )

    def write(self, vals):
        harmless = TRAVELS if self.env.su else frozenset()
        if not by_key(self.env) and vals.keys() - harmless and self._duban_kept():
            raise UserError(
                self.env._(
                    "What was written on a filed matter stays. Write another message."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not by_key(self.env) and self._duban_kept():
            raise UserError(
                self.env._(
                    "What was written on a filed matter stays. Write another message."
                )
            )


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _compute_field_value(self, field):
        """What a composer takes from the message that it answers is told to who reads that message (CORE-12).

        Odoo reads it as the person, but what was read as superuser before, as its name is, is not asked for again.
        """
        if not self.env.su:
            self.parent_id.check_access("read")
        return super()._compute_field_value(field)


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    def write(self, vals):
        self._check_duban_kept()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_duban_kept()

    def _check_duban_kept(self):
        """What changed on a kept record is told as it was."""
        # sudo: also those of messages that the person cannot read
        if not by_key(self.env) and self.sudo().mail_message_id._duban_kept():
            raise UserError(
                self.env._(
                    "What was written on a filed matter stays. Write another message."
                )
            )


class MailMail(models.Model):
    _inherit = "mail.mail"

    def unlink(self):
        """Mails are cleared away once sent; the message of a kept record stays."""
        # sudo: the scheduler's own rows
        mails = self.sudo().filtered(lambda row: not row.is_notification)
        staying = mails.filtered(lambda row: row.mail_message_id._duban_kept())
        staying.is_notification = True
        return super().unlink()
