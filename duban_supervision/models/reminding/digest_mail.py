"""Digests by e-mail: none where nothing could send them, and no link that only one computer could open."""

from urllib.parse import urlsplit

from odoo import api, models, tools

from ...system import parameter
from ...tools.remembered import remembered

#: hosts that mean a computer of one's own
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0")


class DubanDigest(models.Model):
    _inherit = "duban.digest"

    @api.model
    def _mail_is_set_up(self):
        """Whether there is a server that sends e-mail: one of the list, one of Odoo's configuration, or a local one
        that the administrator vouches for (system parameter ``duban_supervision.local_mail``).
        """
        if self._has_mail_server():
            return True
        if (tools.config["smtp_server"] or "") not in LOCAL_HOSTS:
            return True
        return bool(parameter(self.env, "duban_supervision.local_mail"))

    @api.model
    @remembered()
    def _has_mail_server(self):
        """Whether Odoo's list has a server; every message asks, so it costs no query."""
        # sudo: whether there is one; its settings are not shown
        return bool(self.env["ir.mail_server"].sudo().search_count([], limit=1))

    @api.model
    def _links_reach(self):
        """Whether links lead to the institution's own address and not to “localhost”."""
        url = parameter(self.env, "web.base.url") or ""
        return (urlsplit(url).hostname or "") not in LOCAL_HOSTS

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Without a mail server a digest goes into the inbox, instead of failing for everybody every day."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self._mail_is_set_up():
            for row in recipients:
                if row["notif"] == "email" and not row.get("share"):
                    row["notif"] = "inbox"
        return recipients

    def _shown_records(self):
        """What this one message says, each record once: dicts of kind, name, url, due, text."""
        lines = []
        stop = "；" if (self.env.lang or "").startswith("zh") else "; "
        comma = "、" if (self.env.lang or "").startswith("zh") else ", "
        shown_by = {row: self._shown_line(row) for row in self.reminder_ids}
        groups = self.reminder_ids.grouped(
            lambda row: (row.res_model, row.res_id, shown_by[row]["url"])
        )
        for rows in groups.values():
            shown = [shown_by[row] for row in rows]
            kinds = [
                same._kind_with_days(label)
                for label, same in rows.grouped(lambda row: row._kind_words()).items()
            ]
            texts = dict.fromkeys(filter(None, (line["text"] for line in shown)))
            lines.append(
                {**shown[0], "kind": comma.join(kinds), "text": stop.join(texts)}
            )
        return lines

    def _shown_line(self, reminder):
        """What this one message says about ``reminder``; in an e-mail no link to a computer of one's own."""
        line = reminder._line()
        if (
            self.user_id.notification_type == "email"
            and self._mail_is_set_up()
            and not self._links_reach()
        ):
            line["url"] = ""
        if len(self.user_id._get_company_ids()) > 1:
            # each of the person's institutions may have this number (CORE-39)
            line["name"] = f"{line['name']} · {self._institution_of(reminder)}"
        return line

    def _institution_of(self, reminder):
        """Name of the institution whose record ``reminder`` (one, as superuser) is about."""
        subject = reminder._subject()
        own = subject.exists() if "company_id" in subject._fields else self
        return own.company_id.name or self.company_id.name


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        self.env.registry.clear_cache()
        return servers

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
