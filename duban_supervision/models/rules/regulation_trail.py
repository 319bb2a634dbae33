"""Who changed a rule, when, from what to what (CORE-31). Every change of a setting or row leaves one line."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: what a context holds while a whole regulation is copied or loaded, which is one act and said as such; no client can
#: send an object
SILENT = object()
KEY = "duban_regulation_silent"
#: bookkeeping of the regulation, no rule
SKIPPED = {
    *("shipped", "shipped_by", "article_titles", "message_main_attachment_id"),
    *("previous_id", "grown_from"),
}


def silent(records):
    """``records`` in a context in which changes leave no line of their own."""
    return records.with_context(**{KEY: SILENT})


class DubanRegulationChange(models.Model):
    _name = "duban.regulation.change"
    _description = "Change of a regulation"
    _inherit = ["duban.screen"]
    _order = "id desc"
    _rec_name = "place"

    regulation_id = fields.Many2one(
        "duban.regulation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="regulation_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Changed by", required=True)
    date = fields.Datetime("Changed on", required=True)
    place = fields.Char("Rule", required=True)
    old = fields.Char("Before")
    new = fields.Char("After")

    @api.model
    def _append(self, lines):
        """Keep ``lines``: (regulation, place, old, new)."""
        now = fields.Datetime.now()
        # sudo: the lines write themselves, nobody does
        self.sudo().create(
            [
                {
                    "regulation_id": regulation.id,
                    "user_id": self.env.uid,
                    "date": now,
                    "place": place,
                    "old": old,
                    "new": new,
                }
                for regulation, place, old, new in lines
            ]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was changed in a regulation stays written."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_regulation(self):
        if self.regulation_id.exists():
            raise UserError(
                self.env._("What was changed in a regulation stays written.")
            )


def shown(record, name):
    """The value of field ``name`` of one record as it is read."""
    field = record._fields[name]
    value = record[name]
    if field.relational:
        return "、".join(row.display_name or "" for row in value)
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    if field.type == "boolean":
        return "✓" if value else ""
    if field.type == "integer":
        return str(value)
    return str(value) if value else ""


class DubanRegulationPart(models.AbstractModel):
    _inherit = "duban.regulation.part"

    def _is_silent(self):
        return self.env.context.get(KEY) is SILENT

    def _trail_place(self):
        return f"{self._description_word()}：{self.display_name or ''}"

    @api.model
    def _description_word(self):
        # sudo: the word for a kind of row is everybody's
        return self.env["ir.model"].sudo()._get(self._name).name

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if not rows._is_silent():
            self.env["duban.regulation.change"]._append(
                (row.regulation_id, row._trail_place(), "", "+") for row in rows
            )
        return rows

    def write(self, vals):
        if self._is_silent():
            return super().write(vals)
        names = [name for name in vals if name in self._fields]
        before = [(row, name, shown(row, name)) for row in self for name in names]
        result = super().write(vals)
        self.env["duban.regulation.change"]._append(
            (
                row.regulation_id,
                f"{row._trail_place()} › {row._fields[name]._description_string(self.env)}",
                old,
                shown(row, name),
            )
            for row, name, old in before
            if old != shown(row, name)
        )
        return result

    def unlink(self):
        lines = [
            (row.regulation_id, row._trail_place(), "", "−")
            for row in self
            if row.regulation_id and not self._is_silent()
        ]
        result = super().unlink()
        self.env["duban.regulation.change"]._append(
            line for line in lines if line[0].exists()
        )
        return result


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    # read with all fields of a regulation by whoever may not read its changes
    change_ids = fields.One2many(
        "duban.regulation.change",
        "regulation_id",
        "Changes",
        groups="duban_supervision.group_admin",
    )

    def write(self, vals):
        if self.env.context.get(KEY) is SILENT:
            return super().write(vals)
        names = [
            name
            for name in vals
            if name in self._fields
            and name not in SKIPPED
            and self._fields[name].store
            and self._fields[name].type != "one2many"
        ]
        before = [(row, name, shown(row, name)) for row in self for name in names]
        result = super().write(vals)
        self.env["duban.regulation.change"]._append(
            (
                row,
                row._fields[name]._description_string(self.env),
                old,
                shown(row, name),
            )
            for row, name, old in before
            if old != shown(row, name)
        )
        return result

    def copy(self, default=None):
        """A copy is one act: its rows leave no lines."""
        return super(DubanRegulation, silent(self)).copy(default).with_env(self.env)
