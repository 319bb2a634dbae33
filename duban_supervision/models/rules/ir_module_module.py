"""Uninstalling an institution's addon: its rules outlive it where they are in force."""

from odoo import api, fields, models

from ... import demo_end
from ..matter.states import OPEN_STATES


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def module_uninstall(self):
        """Uninstall; the regulations in use stay as their companies' own, demo people can log in no more."""
        names = self.mapped("name")
        if "duban_supervision" not in names:
            # what was announced is made while its form is still there
            self.env["duban.print"]._finish_of(names)
            self.env["duban.regulation"]._outlive(names)
            own = [name for name in names if name.startswith("duban_supervision")]
            # what goes with the engine, its uninstall_hook has taken away
            demo_end.archive(self.env, own)
        self._drop_reminding(names)
        return super().module_uninstall()

    def _drop_reminding(self, modules):
        """Drop the to-dos of the kinds that ``modules`` (names) brought, which would hold back their kind, and what
        was not sent yet about records that go with them."""
        own = [name for name in modules if name.startswith("duban_supervision")]
        # SQL: they are not ended by a step, and nobody is told
        self.env.flush_all()
        self.env.cr.execute(
            """
            DELETE FROM mail_activity WHERE activity_type_id IN (
                SELECT res_id FROM ir_model_data WHERE model = 'mail.activity.type' AND module = ANY(%s))
            """,
            (own,),
        )
        self.env.cr.execute(
            """
            UPDATE duban_reminder SET date_dropped = %s
             WHERE digest_id IS NULL AND date_dropped IS NULL AND res_model IN (
                       SELECT m.model FROM ir_model m
                         JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
                        GROUP BY m.model HAVING bool_and(d.module = ANY(%s)))
            """,
            (fields.Datetime.now(), own),
        )
        self.env.invalidate_all()


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def _outlive(self, modules):
        """Keep the regulations of ``modules`` (names) that serve a company, whole, when these modules go.

        Odoo deletes whatever a module brought. Of a regulation under which matters were filed it would leave only the
        rows that some matter points to: no terms, no approvals, no requirements. So these rows are the module's no
        longer. Templates that nobody adopted go with the module.
        """
        # sudo: matters of every company count, and what the module brought is named by rows of the system
        sudo = self.sudo()
        data = sudo.env["ir.model.data"].search([("module", "in", modules)])
        mine = data.grouped("model")
        brought = self.browse(
            mine.get("duban.regulation", data.browse()).mapped("res_id")
        )
        used = brought.exists().filtered("company_id")
        rulesets = sudo.env["duban.ruleset"]
        used |= rulesets.search([("regulation_id", "in", brought.ids)]).regulation_id
        if not used:
            return
        for model, entries in mine.items():
            if model != "duban.regulation" and (
                model not in self.env or "regulation_id" not in self.env[model]._fields
            ):
                continue
            rows = sudo.env[model].browse(entries.mapped("res_id")).exists()
            if model == "duban.regulation":
                kept = rows & used
            else:
                kept = rows.filtered(lambda row: row.regulation_id in used)
            entries.filtered(
                lambda entry, ids=set(kept.ids): entry.res_id in ids
            ).unlink()
        # What the addon expected of people is expected no longer: the next patrol looks.
        sudo.env["duban.matter"].search(
            [("regulation_id", "in", used.ids), ("state", "in", OPEN_STATES)]
        )._mark_for_patrol()
