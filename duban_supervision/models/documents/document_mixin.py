"""Values as printed documents show them."""

from datetime import date, datetime

from odoo import models

from ... import clock

ZH = "zh_CN"
#: option list behind a field that prints as choices
OPTION_LISTS = {"form_id": "form", "channel_ids": "channel"}
#: shown of a protected matter to anybody outside its access list
UNPROTECTED_KEYS = frozenset({"row", "number", "matter.number", "date_assigned"})


def in_chinese(records):
    """``records`` with the language of printed documents, whoever prints them (CORE-16)."""
    if records.env["res.lang"]._get_data(code=ZH):
        return records.with_context(lang=ZH)
    return records


class DubanDocumentMixin(models.AbstractModel):
    """``_document_value(key)`` of a record: a getter ``_document_value_<key>`` if there is one, else the field.

    An institution addon adds a value by adding a getter to the model.
    """

    _name = "duban.document.mixin"
    _description = "Values of printed documents"

    def _document_matter(self):
        """The matter whose access decides what is printed."""
        return self

    def _document_has(self, key):
        """Whether ``key`` names a value of this model."""
        if key.startswith("matter.") and self._name != "duban.matter":
            return self.env["duban.matter"]._document_has(key.removeprefix("matter."))
        return (
            key == "row"
            or hasattr(self, f"_document_value_{key}")
            or key in self._fields
        )

    def _document_value(self, key):
        """The value of ``key`` of one record: text, number, date or empty text.

        :param key: field, getter, or ``matter.<key>`` on a part of a matter
        """
        self.ensure_one()
        if self._document_is_masked() and key not in UNPROTECTED_KEYS:
            return ""
        if key.startswith("matter.") and self._name != "duban.matter":
            name = key.removeprefix("matter.")
            # what the matter was when this part of it was made, where that is known
            own = getattr(self, f"_own_value_{name}", None)
            return own() or "" if own else self._document_matter()._document_value(name)
        getter = getattr(self, f"_document_value_{key}", None)
        if getter:
            return getter() or ""
        field, value = self._fields[key], self[key]
        if field.relational:
            return self._document_names(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return "✓" if value else ""
        if field.type == "datetime" and value:
            return clock.local(self, value).date()
        if field.type in ("integer", "float"):
            return value
        return value or ""

    def _document_text(self, key):
        """The value of ``key`` as text; a date as 2024年3月18日."""
        value = self._document_value(key)
        if isinstance(value, date | datetime):
            return self.env["duban.matter"]._format_date(value)
        return str(value) if value not in (None, False) else ""

    def _document_cell_text(self, document, key):
        """The value of ``key`` as the form ``document`` says it. Hook for what is said otherwise there."""
        return self._document_text(key)

    def _document_names(self, records):
        """Short names of related records, units without their parents."""
        return "、".join(
            (record.name if "name" in record._fields else record.display_name) or ""
            for record in records
        )

    def _document_choices(self, key):
        """All choices of a field of one record as [(label, chosen)], for printing ○/●.

        :param key: a selection or relational field, with or without its ``_id``
        """
        self.ensure_one()
        name = key if key in self._fields else f"{key}_id"
        field = self._fields[name]
        masked = self._document_is_masked()
        if field.type == "selection":
            return [
                (label, not masked and value == self[name])
                for value, label in field._description_selection(self.env)
            ]
        # sudo: the choices of the rules are printed, whoever prints
        regulation = self._document_matter().regulation_id.sudo()
        rows = {
            "duban.source.category": lambda: regulation.category_ids.filtered(
                lambda row: not row.parent_id
            ),
            "duban.grade": lambda: regulation.grade_ids,
            "duban.decision.body": lambda: regulation.decision_body_ids,
            "duban.option": lambda: self.env["duban.option"]._get(
                regulation, OPTION_LISTS.get(name, name.removesuffix("_id"))
            ),
        }[field.comodel_name]()
        return [(row.name, not masked and row.id in self[name].ids) for row in rows]

    def _document_is_masked(self):
        """Whether the matter is protected and the person who prints is not on its access list (CORE-12).

        Record rules already hide it; this also holds for prints made as superuser on somebody's behalf. With
        ``duban_masked`` in the context it is masked for everybody: for prints that others read.
        """
        matter = self._document_matter()
        # sudo: whether the person stands on the access list, no more
        return matter.confidentiality != "normal" and (
            self.env.context.get("duban_masked")
            or self.env.user not in matter.sudo().access_user_ids
        )
