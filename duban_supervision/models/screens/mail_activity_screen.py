"""To-dos on screen: grouped by when, decided where they stand, opening the very step to do."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import clock
from ...tools.sql_field import SqlSelection
from ..access.matter_access import ENDED_STATES

WHEN = [
    ("1_late", "Overdue"),
    ("2_today", "Today"),
    ("3_week", "This week"),
    ("4_later", "Later"),
]


class MailActivity(models.Model):
    _inherit = "mail.activity"

    duban_when = SqlSelection(
        WHEN,
        "When",
        compute="_compute_duban_when",
        search="_search_duban_when",
        sql="_duban_when_sql",
    )
    duban_can_decide = fields.Boolean(
        compute="_compute_duban_can_decide", export_string_translation=False
    )

    @api.depends("date_deadline")
    def _compute_duban_when(self):
        today, next_week = self._duban_week()
        for todo in self:
            day = todo.date_deadline
            if not day or day >= next_week:
                todo.duban_when = "4_later"
            elif day > today:
                todo.duban_when = "3_week"
            else:
                todo.duban_when = "2_today" if day == today else "1_late"

    @api.model
    def _duban_week(self):
        """Today, and the Monday after it."""
        today = clock.today(self)
        return today, today + timedelta(days=7 - today.weekday())

    def _search_duban_when(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, next_week = self._duban_week()
        Domain = fields.Domain
        domains = {
            "1_late": Domain("date_deadline", "<", today),
            "2_today": Domain("date_deadline", "=", today),
            "3_week": Domain("date_deadline", ">", today)
            & Domain("date_deadline", "<", next_week),
            "4_later": Domain("date_deadline", ">", today)
            & Domain("date_deadline", ">=", next_week),
        }
        return Domain.OR(domains[code] for code in value if code in domains)

    def _duban_when_sql(self, alias):
        today, next_week = self._duban_week()
        return SQL(
            "CASE WHEN %(day)s < %(today)s THEN '1_late' WHEN %(day)s = %(today)s THEN '2_today'"
            " WHEN %(day)s < %(next_week)s THEN '3_week' ELSE '4_later' END",
            day=self._field_to_sql(alias, "date_deadline"),
            today=today,
            next_week=next_week,
        )

    # ------------------------------------------------------------------
    # Deciding from the to-do
    # ------------------------------------------------------------------

    def _duban_parts(self):
        """(kind, id) of the record one to-do points at: ``approve:12`` → ("approve", 12); id 0: the matter."""
        self.ensure_one()
        kind, _sep, rest = (self.duban_key or "").partition(":")
        number = rest.partition(":")[0]
        return kind, int(number) if number.isdigit() else 0

    def _duban_line(self):
        """The approval line of this one to-do as the user sees it; empty for other to-dos."""
        kind, line_id = self._duban_parts()
        lines = self.env["duban.approval.line"]
        if self.res_model != "duban.matter" or kind != "approve" or not self.active:
            return lines
        # sudo: only to see whether it still exists; whoever may not decide it is refused by the line itself.
        return lines.sudo().browse(line_id).exists().with_env(self.env)

    @api.depends_context("uid")
    @api.depends("duban_key", "active")
    def _compute_duban_can_decide(self):
        for todo in self:
            line = todo._duban_line() if todo.duban_key else None
            # sudo: only whether it waits; who decides is asked right after
            todo.duban_can_decide = bool(
                line
                and line.sudo().state == "pending"
                and line._decides_for(self.env.user) is not None
            )

    def _duban_line_or_raise(self):
        line = self._duban_line()
        if not line:
            raise UserError(self.env._("There is nothing to approve on this to-do."))
        return line

    def action_duban_approve(self, opinion=None):
        """Approve the step this to-do asks for, as the user.

        :param opinion: text; empty means agreement
        :raise AccessError: for anyone but the approver or the deputy
        :raise UserError: not a decision, or already decided
        """
        for todo in self:
            todo._duban_line_or_raise().action_approve(opinion)
        return True

    def action_duban_return(self, reason=None):
        """Return the step this to-do asks for, as the user. ``reason``: text, required."""
        for todo in self:
            todo._duban_line_or_raise().action_return(reason)
        return True

    def action_duban_ask(self, action=None):
        """Open the dialog in which the decision is written.

        :param action: ``approve``, ``return`` or ``reject``; default: the context's ``duban_ask``, else ``approve``
        """
        self.ensure_one()
        action = action or self.env.context.get("duban_ask") or "approve"
        return self.env["duban.matter"]._open_ask(self._duban_line_or_raise(), action)

    def action_duban_open(self):
        """Open the dialog in which this to-do is done (``landing.py``); of other records, their form.

        Whoever may not do it reads whose turn it is, and the matter.

        :return: window action, or one that says so
        """
        self.ensure_one()
        if not self.res_model:
            return self.action_open_document()
        record = self.env[self.res_model].browse(self.res_id)
        if (elsewhere := self._duban_elsewhere(record)) is not None:
            return elsewhere
        if self.res_model != "duban.matter" or not self.duban_key:
            patrolled = isinstance(record, self.env.registry["duban.patrolled"])
            step = patrolled and self.duban_key and record._open_todo(self.duban_key)
            return step or self.action_open_document()
        matter = record
        # sudo: whether it is the lead unit where nobody is
        sudo = matter.sudo()
        kind, number = self._duban_parts()
        if not matter.has_access("read"):
            return (
                self._duban_register_number(matter)
                if kind == "register"
                else self.action_open_document()
            )
        if kind == "vacant" and sudo.state in ENDED_STATES:
            return self.action_open_document()  # people are named in the directory
        if not self._duban_may_do(matter):
            return self._duban_not_yours()
        if kind == "vacant" and number != sudo.lead_unit_id.id:
            return matter.action_add("adjustment")
        return self._duban_landing(matter) or self.action_open_document()

    def _duban_not_yours(self):
        """Action that says who does this one to-do, and opens its matter, where it is not on the screen already."""
        params = {
            "type": "info",
            "message": self.env._(
                "“%(step)s” is for %(person)s to do.",
                step=self.summary or self.display_name,
                # sudo: a name
                person=self.sudo().user_id.name or self.env._("nobody yet"),
            ),
        }
        if not self.env.context.get("duban_on_record"):
            params["next"] = self.action_open_document()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }

    def _duban_elsewhere(self, record):
        """Action that opens ``record``, of a to-do of the suite, in its own institution; None: one works in it now."""
        if not self.duban_key or "company_id" not in record._fields:
            return None
        # sudo: where the record belongs, which the web client then changes to
        company = record.sudo().company_id
        if not company or company in self.env.companies:
            return None
        # by its address: the form changes to the institution of the record by loading itself anew, and only an
        # address of its own is still there then (CORE-39)
        path = "supervision" if record._name == "duban.matter" else record._name
        return {
            "type": "ir.actions.act_url",
            "url": f"/odoo/{path}/{record.id}",
            "target": "self",
        }

    def _duban_register_number(self, matter):
        """Put the number of a protected matter on the record of the own office, which may not read it (ABAF-21.1b)."""
        document, record = self.duban_key.split(":")[1:3]
        matter.action_register_document(document, int(record) or None)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Registered: %s", matter.display_name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "duban_key", "duban_can_decide"]
