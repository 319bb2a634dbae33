"""Each regulation's own words on screens, messages and prints."""

from odoo import api, fields, models, tools


class DubanLabel(models.Model):
    """The word an institution uses for a field (``field:co_unit_ids``), state (``state:closed``) or role (``role:office``)."""

    _name = "duban.label"
    _inherit = "duban.regulation.row"
    _description = "Label"
    _rec_name = "label"

    key = fields.Char(
        required=True, help="field:<name>, state:<code>, role:<name> or doc:<name>."
    )
    label = fields.Char(required=True)

    _key_uniq = models.UniqueIndex(
        "(regulation_id, key)", "This regulation already has that word."
    )

    @api.model
    @tools.ormcache("regulation_id")
    def _words(self, regulation_id):
        """All words of a regulation (by id) as {key: label}."""
        rows = self.sudo().search([("regulation_id", "=", regulation_id)])
        return {row.key: row.label for row in rows}

    @api.model
    def _word(self, regulation, key, default=""):
        """The word of ``regulation`` (record, may be empty) for ``key``, else ``default``."""
        return self._words(regulation.id).get(key) or default if regulation else default


class DubanLabelMixin(models.AbstractModel):
    """Puts the words of the current company's regulation on the model's screens."""

    _name = "duban.label.mixin"
    _description = "Screens in the regulation's own words"

    @api.model
    def _label_words(self):
        regulation = self.env["duban.regulation"]._in_force()
        return self.env["duban.label"]._words(regulation.id) if regulation else {}

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["duban.regulation"]._in_force().id)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        words = self._label_words()
        for node in arch.iter("field", "label", "filter", "button"):
            key = node.get("for") if node.tag == "label" else node.get("name")
            word = words.get(f"{'action' if node.tag == 'button' else 'field'}:{key}")
            if word and not node.get("data-fixed-label"):
                node.set("string", word)
        return arch, view

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        result = super().fields_get(allfields, attributes)
        words = self._label_words()
        for name, description in result.items():
            if "string" in description and (word := words.get(f"field:{name}")):
                description["string"] = word
            if name == "state" and description.get("selection"):
                description["selection"] = [
                    (code, words.get(f"state:{code}", label))
                    for code, label in description["selection"]
                ]
        return result
