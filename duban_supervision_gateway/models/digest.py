"""The engine's messages into the queues of the gateways."""

from functools import partial

from odoo import models

from odoo.addons.duban_supervision.models.reminding.reminder import INFORMING

#: tells of an end also somebody who may not read the matter since: the former unit of a reassigned one (CORE-21)
ENDED_FOR_SOME = INFORMING - {"accepted", "feedback_given"} | {"reassigned"}
#: so many notices of one message become messages of their own; more become one with the number
SEVERAL = 5


class DubanDigest(models.Model):
    _inherit = "duban.digest"

    def _gateways(self):
        """Every gateway in use that this one person did not switch off; it confirms later."""
        gateways = self.env["duban.gateway"]._for_user(
            self.user_id, companies=self.reminder_ids.company_id
        )
        wanted = [gateway for gateway in gateways if self._rows_for(gateway)]
        return [
            *super()._gateways(),
            *((gateway.name, partial(self._queue_for, gateway)) for gateway in wanted),
        ]

    def _rows_for(self, gateway):
        """What ``gateway`` tells of this one message: the events that it is for, of its own institution."""
        kinds, company = gateway._wanted_kinds(), gateway.company_id
        return self.reminder_ids.filtered(
            lambda row: (
                (not kinds or row.kind in kinds)
                and (row.company_id or row.user_id.company_id) == company
            )
        )

    def _still_told(self, rows):
        """Those of ``rows`` that the receiver of this one message (as superuser) is still told.

        Whoever may not read a matter any more is only told what ended for them, and nothing of a protected one.
        """
        user = self.user_id
        if not user.active:
            return rows.browse()
        matters = rows.matter_id
        readable = matters.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )._filtered_access("read").with_env(self.env)  # fmt: skip
        return rows.filtered(
            lambda row: (
                row.matter_id in readable
                or not row.matter_id
                or (
                    row.kind in ENDED_FOR_SOME
                    and row.matter_id.confidentiality == "normal"
                    and not row.matter_id.is_disciplinary
                )
            )
        )

    def _queue_for(self, gateway, subject):
        """Queue this one message for ``gateway``: nothing is called before the commit.

        :return: (state, detail)
        """
        if not gateway._address(self.user_id):
            return "failed", gateway._no_address()
        rows = self._rows_for(gateway)
        # the daily one is one message, and leads to the very matter where it is about one
        single = len(rows) <= (SEVERAL if self.is_at_once else 1)
        parts = [(row, self._payload_of(row)) for row in rows] if single else [
            (rows.browse(), self._payload_of_all(gateway, subject, rows))
        ]  # fmt: skip
        key = self._message_key()
        self.env["duban.gateway.message"]._enqueue(
            [
                {
                    "gateway_id": gateway.id, "user_id": self.user_id.id, "digest_id": self.id,
                    "reminder_id": row.id, "key": f"{key}:{row.id or 'all'}", "kind": payload["kind"],
                    "payload": payload,
                }
                for row, payload in parts
            ]
        )  # fmt: skip
        return "waiting", ""

    def _payload_of(self, reminder):
        """What a message says about one notice: as in Odoo the name of the matter, of a protected one its number."""
        line, kind = reminder._line(), reminder._kind_with_days(reminder._kind_words())
        url = self.env["duban.gateway"]._own_url()
        return {
            "kind": reminder.kind, "kind_text": kind, "title": line["name"],
            "due": line["due"], "text": line["text"], "count": 1,
            "url": f"{url}/duban/step/{reminder.res_model}/{reminder.res_id}" if url and line["url"] else url,
            "res_model": reminder.res_model, "res_id": reminder.res_id,
        }  # fmt: skip

    def _payload_of_all(self, gateway, subject, rows):
        url = gateway._own_url()
        names = [row._line()["name"] for row in rows[:5]]
        return {
            "kind": rows[:1].kind if len(set(rows.mapped("kind"))) == 1 else "digest", "kind_text": subject,
            "title": subject, "due": "", "text": "、".join(names), "count": len(rows),
            "url": f"{url}/odoo/supervision-home" if url else "",
        }  # fmt: skip
