"""What belongs to a matter is seen by whoever sees the matter."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DubanMatterPart(models.AbstractModel):
    """Mixin for records of a matter: reading follows the matter's record rules, in search, grouping and by id.

    Record rules are evaluated without access checks of their own, so a rule cannot say "whoever reads the matter";
    this mixin says it once for all parts.
    """

    _name = "duban.matter.part"
    _description = "Part of a matter"

    matter_id = fields.Many2one(
        "duban.matter", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="matter_id.company_id")

    @api.model
    def _part_domain(self):
        """Parts that the current user may read: those of the matters that are readable."""
        matters = self.env["duban.matter"]._search([], active_test=False)
        return Domain("matter_id", "in", matters)

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._part_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        matters = self.sudo().matter_id.with_env(self.env)
        hidden = matters - matters._filtered_access("read")
        if not hidden:
            return result
        forbidden = self.filtered(lambda part: part.sudo().matter_id in hidden)
        if result:
            forbidden |= result[0]
        return forbidden, lambda: AccessError(
            self.env._("You have no access to this supervised matter.")
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Read-only fields are the engine's: a client neither sends them nor moves a part to another matter."""
        if not self._by_engine():
            self._refuse_engine_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "matter_id" in vals and not self._by_engine():
            if any(part.matter_id.id != vals["matter_id"] for part in self.sudo()):
                raise AccessError(
                    self.env._("What belongs to one matter is not moved to another.")
                )
        return super().write(vals)

    def _with_door(self, vals_list):
        """``self`` that may set read-only fields, after a client's own ``vals_list`` was checked (for ``create``)."""
        if not self._by_engine():
            self._refuse_engine_values(vals_list)
        return self.with_context(duban_door=self.env["duban.matter"]._door())

    def _by_engine(self):
        return (
            self.env.su
            or self.env.context.get("duban_door") is self.env["duban.matter"]._door()
        )

    @api.model
    def _refuse_engine_values(self, vals_list):
        engine = {
            name
            for name, field in self._fields.items()
            if field.readonly
            and field.store
            and not (field.compute or field.related)
            and name not in models.MAGIC_COLUMNS
        }
        sent = {
            name for vals in vals_list for name in vals if name in engine and vals[name]
        }
        if not sent:
            return
        default = self.default_get(list(sent))
        for vals in vals_list:
            if any(vals.get(name) and vals[name] != default.get(name) for name in sent):
                raise AccessError(self.env._("These fields are set by the system."))
