"""The form of a regulation, laid out for an office: each setting with its clause, what is not ruled folded away."""

from lxml import etree

from odoo import api, fields, models

from .file.regulation_layout import Layout
from .regulation_part import with_rows_off

#: where on the form a field that is a setting gets its clause and folds
PLACES = "//page[@name='settings']//group/field | //group[@name='documents_main']/field"


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    ruled_settings = fields.Char(
        compute="_compute_ruled_settings", export_string_translation=False
    )
    is_unruled_shown = fields.Boolean(
        "Show what this regulation does not rule",
        compute="_compute_is_unruled_shown",
        readonly=False,
        help="A setting without a clause that stands as it stands everywhere is folded away.",
    )

    # a field that somebody made by hand may go again while its name is still asked for
    @api.depends(
        lambda self: [
            "setting_clauses",
            *(name for name in self._rule_fields() if not self._fields[name].manual),
        ]
    )
    def _compute_ruled_settings(self):
        """Names of the settings that the text rules: between commas, as the form's conditions look for them."""
        columns = Layout(self.env).settings
        for regulation in self:
            clauses = regulation.setting_clauses or {}
            names = [
                name
                for name, column in columns.items()
                if clauses.get(name) or regulation._plain(column) != column.default
            ]
            regulation.ruled_settings = f",{','.join(names)},"

    def _compute_is_unruled_shown(self):
        # whoever writes a new regulation chooses from all of them
        for regulation in self:
            regulation.is_unruled_shown = not regulation._origin

    def web_read(self, specification):
        """With the rows that are switched off: only so can they be switched on again."""
        return with_rows_off(self, super().web_read(specification), specification)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            settings = set(self._rule_fields())
            for node in arch.xpath(PLACES):
                if node.get("name") in settings:
                    lay_out(node)
            for group in arch.xpath("//page[@name='settings']//group[@string]"):
                fold(group)
        return arch, view


def lay_out(node):
    """Let a setting (node of the view) stand beside its clause, under its label, and fold while nothing rules it."""
    name = node.get("name")
    hidden = f"not is_unruled_shown and ',{name},' not in (ruled_settings or '')"
    if own := node.attrib.pop("invisible", None):
        hidden = f"({own}) or ({hidden})"
    label = etree.Element("label", {"for": name, "invisible": hidden})
    box = etree.Element("div", {"class": "o_duban_setting", "invisible": hidden})
    node.addprevious(label)
    node.addprevious(box)
    box.append(node)
    etree.SubElement(
        box,
        "widget",
        {"name": "duban_clause", "options": f"{{'setting': {name!r}}}"},
    )


def fold(group):
    """Hide a chapter (node of the view) of which nothing is shown."""
    boxes = group.xpath("./div[@class='o_duban_setting']")
    if boxes and len(boxes) == len(group.xpath("./div | ./field")):
        hidden = [f"({box.get('invisible')})" for box in boxes]
        group.set("invisible", " and ".join(hidden))
