"""Activities of the suite are pointers: done by doing the step, not by ticking."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .engine import DOOR

PROTECTED = {
    "user_id",
    "date_deadline",
    "duban_key",
    "res_id",
    "res_model_id",
    "res_model",
    "active",
    "activity_type_id",
    "summary",
}


class MailActivity(models.Model):
    _inherit = "mail.activity"

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
        if not self._duban_engine() and any(
            vals.get("duban_key") for vals in vals_list
        ):
            raise UserError(
                self.env._("To-dos of matters are made by the system only.")
            )
        return super().create(vals_list)

    # ------------------------------------------------------------------
    # Reading: Odoo shows people their own to-dos whatever became of the record. Open ones move with the matter; a
    # finished one is read as long as its matter is.
    # ------------------------------------------------------------------

    def _duban_hidden(self):
        """Finished to-dos in ``self`` on records of the suite that the current user cannot read."""
        done = self.sudo().filtered(
            lambda row: (
                not row.active
                and row.res_id
                and (row.res_model or "").startswith("duban.")
            )
        )
        hidden = self.browse()
        for model, activities in done.grouped("res_model").items():
            if model not in self.env:
                continue
            records = self.env[model].browse(activities.mapped("res_id")).exists()
            seen = set(records._filtered_access("read").ids)
            hidden |= activities.filtered(lambda row, seen=seen: row.res_id not in seen)
        return hidden.with_env(self.env)

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if self.env.su or bypass_access or self.env.context.get("active_test", True):
            return query
        activities = self.browse(query)
        hidden = activities._duban_hidden()
        return (activities - hidden)._as_query() if hidden else query

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        hidden = (self - result[0] if result else self)._duban_hidden()
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: hidden._make_access_error(operation)

    def write(self, vals):
        if (
            PROTECTED & vals.keys()
            and not self._duban_engine()
            and (vals.get("duban_key") or any(self.sudo().mapped("duban_key")))
        ):
            raise UserError(
                self.env._(
                    "This to-do moves with its matter. Take the step, hand over, or delegate."
                )
            )
        return super().write(vals)

    def unlink(self):
        # Archiving a user unlinks as superuser; the reconciler rebuilds those for the successor.
        if not self.env.su and any(self.sudo().mapped("duban_key")):
            raise UserError(self.env._("This to-do ends when the step is taken."))
        matters = (
            self.env["duban.matter"]
            .sudo()
            .browse(
                self.sudo()
                .filtered(lambda row: row.duban_key and row.res_model == "duban.matter")
                .mapped("res_id")
            )
            .exists()
        )
        result = super().unlink()
        matters._mark_for_patrol()
        return result

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
