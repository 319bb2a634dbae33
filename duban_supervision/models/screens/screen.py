"""How the records of the suite are shown and exported; no other model of the database is touched."""

from odoo import api, models

from .phone_cards import Cards, add_cards

#: what Odoo's writers leave as it is: its workbook makes a formula of "=", its CSV guards "=", "+" and "-" only
DANGEROUS = ("=", "{=", "@", "\t", "\r")
#: what stands behind a view that names no class of its own (static/src/views)
CLASSES = {
    "form": "duban_form",
    "list": "duban_list",
    "kanban": "duban_kanban",
    "graph": "duban_graph",
}
#: views that take their words' colours from static/src/views/contrast.scss
SHOWN = {*CLASSES, "pivot", "calendar", "activity"}
#: whom a box for a person offers: people of the own institution, of what it is part of and of its parts (CORE-2)
OWN_PEOPLE = (
    "['|', ('company_ids', 'parent_of', allowed_company_ids),"
    " ('company_ids', 'child_of', allowed_company_ids)]"
)
#: how a telephone lists them: name and unit, instead of Odoo's login and language
PEOPLE_CARDS = "'kanban_view_ref': 'duban_supervision.res_users_view_kanban_choice'"


def offer_own_people(model, arch):
    """Let the boxes for people in ``arch``, a view of ``model``, offer nobody whom the institution would refuse."""
    for node in arch.iterchildren("*"):
        field = model._fields.get(node.get("name")) if node.tag == "field" else None
        if field and field.comodel_name == "res.users":
            if not node.get("domain") and not field.domain:
                node.set("domain", OWN_PEOPLE)
            rest = (node.get("context") or "{}").strip().removeprefix("{")
            node.set("context", f"{{{PEOPLE_CARDS}{'' if rest == '}' else ', '}{rest}")
        inner = model.env[field.comodel_name] if field and field.relational else model
        offer_own_people(inner, node)


class DubanScreen(models.AbstractModel):
    """Mixin of every model of the suite: its views take the suite's classes, and its lists become cards on a phone."""

    _name = "duban.screen"
    _description = "Shown as records of the suite are"
    _inherit = ["duban.hidden.name", "duban.removal"]

    @api.model
    def _said_name(self):
        """What this model is called, in the language of the user; ``_description`` is the source language's."""
        # sudo: the name of a model of the suite is no secret
        return self.env["ir.model"].sudo()._get(self._name).name

    @api.model
    def _get_default_kanban_view(self):
        table, _view = self._get_view(view_type="list")
        return Cards(self).make(table)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in CLASSES:
            arch.set("js_class", arch.get("js_class") or CLASSES[view_type])
        if view_type in SHOWN:
            # what is typed into date boxes below it is read by static/src/dates
            arch.set("class", f"{arch.get('class', '')} o_duban".strip())
        if view_type in ("form", "list"):
            offer_own_people(self, arch)
        if view_type == "form" and options.get("mobile"):
            add_cards(self, arch)
        return arch, view

    def export_data(self, fields_to_export):
        """Export; in what people wrote nothing starts a formula in the office's spreadsheet."""
        result = super().export_data(fields_to_export)
        for row in result["datas"]:
            row[:] = [
                f"'{value}"
                if isinstance(value, str) and value.startswith(DANGEROUS)
                else value
                for value in row
            ]
        return result
