"""The notice at filing: report to the leader in charge, copy to the units (LZU-6.1.2b)."""

from markupsafe import Markup, escape

from odoo import fields, models


class DubanRecord(models.Model):
    _inherit = "duban.record"

    purpose = fields.Selection(
        selection_add=[("notice", "Notice")], ondelete={"notice": "set default"}
    )
    to_user_ids = fields.Many2many(
        "res.users", "duban_record_to_rel", string="To", readonly=True
    )
    cc_user_ids = fields.Many2many(
        "res.users", "duban_record_cc_rel", string="Cc", readonly=True
    )
    cc_unit_ids = fields.Many2many(
        "hr.department", "duban_record_cc_unit_rel", string="Cc units", readonly=True
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _effect_file(self, data):
        result = super()._effect_file(data)
        self.filtered(
            lambda matter: matter._rule("filing_notice")
        )._send_filing_notice()
        return result

    def _send_filing_notice(self):
        """One message per matter, To the leader in charge and Cc its units, and a record of who received it."""
        vals_list = []
        for matter in self:
            units = matter.lead_unit_id | matter.co_unit_ids
            leader = matter.leader_in_charge_id
            people = units.manager_id.user_id
            for unit in units:
                people |= matter._unit_contact(unit) or people.browse()
            people -= leader
            lines = [
                (self.env._("To"), "、".join(leader.mapped("name"))),
                (self.env._("Cc"), "、".join(units.mapped("name"))),
                (matter._label("date_deadline"), matter.deadline_text or ""),
            ]
            title = self.env._("Put on the ledger: %s", matter.display_name)
            body = escape(title) + Markup("").join(
                Markup("<br/>%s：%s") % line for line in lines
            )
            message = matter.message_post(
                body=body,
                subject=title,
                partner_ids=(leader | people).partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
            vals_list.append(
                {
                    "matter_id": matter.id,
                    "purpose": "notice",
                    "summary": "\n".join(
                        [title, *(f"{name}：{value}" for name, value in lines)]
                    ),
                    "to_user_ids": [(6, 0, leader.ids)],
                    "cc_user_ids": [(6, 0, people.ids)],
                    "cc_unit_ids": [(6, 0, units.ids)],
                    "message_id": message.id,
                }
            )
        return self.env["duban.record"].create(vals_list)
