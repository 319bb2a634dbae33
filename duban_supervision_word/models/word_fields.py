"""Which fields a school's own template may name, and what stands for them: the words of its regulation, as text."""

import re

from odoo import models

from odoo.addons.duban_supervision.models.access.engine import PLATFORM_PREFIXES
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese

SIMPLE = (
    "char", "text", "date", "datetime", "integer", "float", "selection", "many2one", "many2many", "boolean",
)  # fmt: skip
#: fields that say nothing on paper
SILENT = (
    "id", "display_name", "create_uid", "create_date", "write_uid", "write_date", "company_id", "sequence", "active",
)  # fmt: skip
#: (name, name in Chinese) of what every template may say
COMMON = (("institution", "学校名称"), ("office", "督办部门"), ("today", "今日"))
#: the list of a document that is printed for several records at once, such as the ledger
ROWS = ("rows", "清单")
#: rows of one list in one document
MOST = 2000


def identifier(label):
    """A label as the name of a field: without blanks, brackets and signs; "" when nothing is left."""
    name = re.sub(r"\W+", "", label or "")
    return name if name.isidentifier() else ""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _duban_is_list(self):
        return self.binding_view_types == "list"

    def _duban_word_names(self, regulation):
        """The names that a template of this one document may use.

        :param regulation: whose words name the fields
        :return: (fields, lists): {name: key}, {name: (field name, {column: key})}
        """
        # sudo: labels and cells of the regulation, by which the fields are named; no value of a record
        regulation = in_chinese(regulation.sudo())
        model = in_chinese(self.env[self.model])
        fields = {name: key for key, chinese in COMMON for name in (key, chinese)}
        own = self._duban_field_names(model, regulation)
        if self._duban_is_list():
            return fields, {name: ("", own) for name in ROWS}
        fields = {**own, **fields}
        lists = {}
        for name, field in model._fields.items():
            if field.type != "one2many" or not self._duban_is_said(model, field):
                continue
            if not field.comodel_name.startswith("duban."):
                continue
            part = in_chinese(self.env[field.comodel_name])
            columns = self._duban_field_names(part, regulation)
            label = self._duban_label(model, field, regulation)
            for each in dict.fromkeys((name, label)):
                if each and each not in fields:
                    lists.setdefault(each, (name, columns))
        return fields, lists

    def _duban_is_said(self, model, field):
        """Whether a field may stand in a document: neither technical nor for a group of people only."""
        return not (
            field.name in SILENT
            or field.name.startswith((*PLATFORM_PREFIXES, "_", "can_", "is_office"))
            or field.groups
            or not field.export_string_translation
        )

    def _duban_field_names(self, model, regulation):
        """{name: key} of one model, by technical name and by the words of the regulation; cells come first."""
        names = {}
        cells = regulation.document_cell_ids.filtered(
            lambda cell: (
                self.env["duban.document.cell"]._document_model(cell.document)
                == model._name
            )
        )
        for cell in cells:
            names.setdefault(identifier(cell.label), cell.key)
        keys = [
            name
            for name, field in model._fields.items()
            if field.type in SIMPLE and self._duban_is_said(model, field)
        ]
        for name in keys:
            names.setdefault(name, name)
        for name in keys:
            names.setdefault(
                self._duban_label(model, model._fields[name], regulation), name
            )
        prefix = "_document_value_"
        for name in dir(type(model)):
            if name.startswith(prefix):
                names.setdefault(name.removeprefix(prefix), name.removeprefix(prefix))
        names.pop("", None)
        return names

    def _duban_label(self, model, field, regulation):
        """The name in Chinese, in the regulation's own words where it has some."""
        key = (
            model._label_key(field.name)
            if hasattr(model, "_label_key")
            else f"field:{field.name}"
        )
        word = self.env["duban.label"]._word(regulation, key)
        return identifier(word or field._description_string(model.env))

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    def _duban_word_values(self, records, regulation, used):
        """What stands for the names in ``used`` (as ``word_template.check`` returned them), read as the current person.

        :return: {name: text}, for a list {name: [{column: text}]}
        """
        records = in_chinese(records)
        fields, lists = self._duban_word_names(regulation)
        # sudo: the names of the school and its office, which stand on every document
        rules = regulation.sudo()
        matters = self.env["duban.matter"]
        if hasattr(records, "_document_matter"):
            about = [record._document_matter() for record in records]
            matters = matters.union(*(m for m in about if m._name == matters._name))
        # of matters of one office that office's, which need not be the general one (WUT-26.1a)
        offices = matters.office_id if len(matters.office_id) == 1 else rules.office_id
        common = {
            "institution": rules.institution or "",
            "office": offices.name or "",
            "today": self.env["duban.matter"]._format_date(
                self.env["duban.matter"]._today()
            ),
        }
        values = {}
        for name in used:
            head, dot, _column = name.partition(".")
            if dot:
                continue
            if head in lists:
                source, columns = lists[head]
                wanted = {
                    each.partition(".")[2]
                    for each in used
                    if each.startswith(f"{head}.")
                }
                rows = records if not source else self._duban_rows(records, source)
                values[head] = [
                    {
                        column: self._duban_text(row, columns[column])
                        for column in wanted
                    }
                    for row in rows[:MOST]
                ]
            elif fields[head] in common:
                values[head] = common[fields[head]]
            else:
                values[head] = self._duban_text(records, fields[head])
        return values

    def _duban_rows(self, record, name):
        """The rows of one list that the person may read; of a masked matter none."""
        part = record.env[record._fields[name].comodel_name]
        masked = hasattr(record, "_document_is_masked") and record._document_is_masked()
        if masked or not part.has_access("read"):
            return part
        return record[name]._filtered_access("read")

    def _duban_text(self, record, key):
        """One value as text: as printed where the model knows how, else as the screen says it."""
        if hasattr(record, "_document_text"):
            return record._document_text(key)
        field, value = record._fields[key], record[key]
        if field.relational:
            return "、".join(each.display_name or "" for each in value)
        if field.type == "selection":
            return dict(field._description_selection(record.env)).get(value, "")
        if field.type in ("date", "datetime"):
            return self._duban_zh_date(value)
        if field.type == "boolean":
            return "是" if value else "否"
        return str(value) if value not in (None, False) else ""
