"""Activities of the suite are pointers: done by doing the step, not by ticking."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access.engine import DOOR


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["duban.mail.pointer", "mail.activity"]

    duban_key = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="Identity of the to-do on its matter.",
    )

    _duban_key_uniq = models.UniqueIndex(
        "(res_model, res_id, duban_key) WHERE duban_key IS NOT NULL AND active IS TRUE"
    )

    def _duban_engine(self):
        return self.env.context.get("duban_door") is DOOR

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        # asked of what was stored: a default in the context leads there too
        # sudo: what was stored, whoever made it
        if not self._duban_engine() and any(activities.sudo().mapped("duban_key")):
            raise UserError(
                self.env._("To-dos of matters are made by the system only.")
            )
        return activities

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        """To-dos of a record that the engine reads come with their rows, as parts of a matter do."""
        if self.env.su and field_names and {*field_names} <= {"res_id", "active"}:
            field_names = None
        return super().search_fetch(domain, field_names, *args, **kwargs)

    # -- reading: open to-dos move with the matter, a finished one is read as long as its matter is

    def _duban_bound(self):
        return self.filtered(lambda row: not row.active)

    @api.model
    def _duban_searches_bound(self, domain, active_test):
        # finished ones are left out only where neither the caller nor the domain asks for them
        return not active_test or any(
            term.field_expr == "active" for term in Domain(domain).iter_conditions()
        )

    # -- writing

    def write(self, vals):
        # nothing of it is a client's: what was done and said on it is the proof of the step as well
        # sudo: only whether it is a to-do of the suite
        if (
            vals
            and not self._duban_engine()
            and (vals.get("duban_key") or any(self.sudo().mapped("duban_key")))
        ):
            raise UserError(
                self.env._(
                    "This to-do moves with its matter. Take the step, hand over, or delegate."
                )
            )
        result = super().write(vals)
        if vals.get("active") or {"duban_key", "res_model", "res_id"} & vals.keys():
            # open again, or elsewhere: no list of open to-dos knows of it
            self.env.invalidate_all()
        return result

    def unlink(self):
        # sudo: whether they are to-dos of the suite; their matters are looked at by the next patrol
        todos = self.sudo()
        if not self._duban_engine() and todos._duban_pointing():
            raise UserError(self.env._("This to-do ends when the step is taken."))
        matters = (
            todos.env["duban.matter"]
            .browse(
                todos.filtered(
                    lambda row: row.duban_key and row.res_model == "duban.matter"
                ).mapped("res_id")
            )
            .exists()
        )
        result = super().unlink()
        matters._mark_for_patrol()
        return result

    def _duban_pointing(self):
        """To-dos of the suite in ``self`` (as superuser) whose record is still there.

        Who may change users archives one and Odoo clears the to-dos of that person; the reconciler rebuilds them for
        the successor.
        """
        if self.env.user.has_group("base.group_erp_manager"):
            return self.browse()
        own = self.filtered("duban_key")
        return own.filtered(
            lambda row: (
                row.res_model in self.env
                and self.env[row.res_model].browse(row.res_id).exists()
            )
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        own = self.filtered("duban_key")
        if own and not self._duban_engine():
            raise UserError(
                self.env._(
                    "“%s” is done by taking the step on the matter, not by ticking it off.",
                    own[0].summary or own[0].display_name,
                )
            )
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _duban_finish(self):
        """Close to-dos whose step was taken or fell away; kept as done, without a chatter message each."""
        self.action_archive()
