"""Each regulation's own words on screens, messages and prints."""

from odoo import api, fields, models

from ....tools.remembered import remembered


class DubanLabel(models.Model):
    """The word an institution uses for something.

    Keys: ``field:<name>`` for a field of the matter, ``field:<model>.<name>`` for one of another model
    (``field:request.reason``), ``state:<code>``, ``action:<method>`` for a button, ``doc:<name>``.
    """

    _name = "duban.label"
    _inherit = "duban.regulation.row"
    _description = "Label"
    _rec_name = "label"

    #: the words stand in the cached views, too
    _caches = ("default", "templates")

    key = fields.Char(
        required=True,
        help="field:<name>, state:<code>, action:<method> or doc:<name>.",
    )
    label = fields.Char(required=True)

    _key_uniq = models.UniqueIndex(
        "(regulation_id, key)", "This regulation already has that word."
    )

    @api.model
    @remembered("regulation_id")
    def _words(self, regulation_id):
        """All words of a regulation (by id) as {key: label}."""
        # sudo: words of the screen are everybody's
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

    #: whether the fields stand for those of a matter, by the same names: an import, a row of it
    _labels_of_matter = False

    @api.model
    def _label_words(self):
        regulation = self.env["duban.regulation"]._in_force()
        return self.env["duban.label"]._words(regulation.id) if regulation else {}

    @api.model
    def _label_key(self, name):
        """Key of the word for field ``name``: bare for the matter's, with the model's short name elsewhere."""
        if self._name == "duban.matter" or self._labels_of_matter:
            return f"field:{name}"
        return f"field:{self._name.removeprefix('duban.')}.{name}"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["duban.regulation"]._in_force().id)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        words = self._label_words()
        if words:
            self._label_nodes(arch, words)
        return arch, view

    @api.model
    def _label_nodes(self, node, words):
        """Write the words into a view; the views inside a relational field are another model's and use its words."""
        for child in node.iterchildren("*"):
            name = child.get("for") if child.tag == "label" else child.get("name")
            if child.tag == "button":
                word = words.get(f"action:{child.get('data-action') or name}")
            elif child.tag in ("field", "label", "filter"):
                word = words.get(self._label_key(name))
            else:
                word = None
            # A search box over several fields keeps its own words.
            if word and not child.get("filter_domain"):
                child.set("string", word)
            model, field = (
                self,
                self._fields.get(name) if child.tag == "field" else None,
            )
            if field is not None and field.relational and len(child):
                model = self.env[field.comodel_name]
            if hasattr(model, "_label_nodes"):
                model._label_nodes(child, words)

    @api.model
    def _label_descriptions(self, descriptions, words):
        """What else of the descriptions of fields says a word of the regulation. Hook."""

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        result = super().fields_get(allfields, attributes)
        words = self._label_words()
        if not words:
            return result
        for name, description in result.items():
            if "string" in description and (word := words.get(self._label_key(name))):
                description["string"] = word
        self._label_descriptions(result, words)
        state = result.get("state") if self._name == "duban.matter" else None
        if state and state.get("selection"):
            state["selection"] = [
                (code, words.get(f"state:{code}", label))
                for code, label in state["selection"]
            ]
        return result
