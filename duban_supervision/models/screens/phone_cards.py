"""Lists on a phone: a model of the suite without cards of its own gets cards made of its list.

A table does not fit on a phone; the web client then takes a kanban view, if the action has one. The card shows the
columns that the list shows, in the same order and under the same words, so that it never lags behind the list.
"""

import copy

from lxml.builder import E

#: fields that head a card, the first that the list has
TITLES = (
    "matter_id",
    "name",
    "display_name",
    "subject",
    "label",
    "unit_id",
    "target_id",
    "date",
    "user_id",
)
#: what a column of a list takes along to the card
KEPT = (
    "name",
    "widget",
    "options",
    "groups",
    "invisible",
    "decoration-danger",
    "decoration-warning",
    "decoration-success",
    "decoration-info",
    "decoration-muted",
)
ROOT = ("create", "edit", "delete", "action", "type", "default_order", "string")


class Cards:
    """Cards made of a list view of ``model``."""

    def __init__(self, model):
        self.model = model

    def make(self, table):
        """A kanban view with the columns of the list view ``table`` (etree) on a card.

        :return: etree element ``kanban``
        """
        columns = [node for node in table if node.tag == "field"]
        # what the reader may not read at all has no name either, and no place on the card
        words = self.model.fields_get(
            [node.get("name") for node in columns], ["string"]
        )
        columns = [node for node in columns if node.get("name") in words]
        shown = [
            node
            for node in columns
            if node.get("column_invisible") not in ("1", "True")
            and node.get("optional") != "hide"
            and node.get("widget") != "handle"
        ] or columns
        badges = [node for node in shown if node.get("widget") == "badge"]
        title = next(
            (node for name in TITLES for node in shown if node.get("name") == name),
            shown[0],
        )
        head = E.div(
            self._card_field(title, "fw-bold"),
            *(self._card_field(node) for node in badges if node is not title),
            {"class": "d-flex justify-content-between gap-2"},
        )
        lines = []
        for node in shown:
            if node is title or node in badges:
                continue
            name = node.get("name")
            word = node.get("string") or words[name]["string"]
            line = E.div(
                E.span(word, {"class": "text-muted me-2"}),
                self._card_field(node, "d-inline"),
                # the server leaves out a field that is not for the reader
                {
                    "t-if": f"record.{name} and (record.{name}.raw_value || '').length !== 0"
                },
            )
            if node.get("groups"):
                line.set("groups", node.get("groups"))
            if hidden := self._card_invisible(node):
                line.set("invisible", hidden)
            lines.append(line)
        buttons = [copy.copy(node) for node in table if node.tag == "button"]
        for button in buttons:
            button.text = button.get("string") or button.get("title")
            button.tail = None
            if hidden := self._card_invisible(button):
                button.set("invisible", hidden)
            button.attrib.pop("column_invisible", None)
            button.set("class", f"btn btn-secondary btn-sm {button.get('class', '')}")
            for name in ("icon", "string", "title"):
                button.attrib.pop(name, None)
        footer = [E.footer(*buttons, {"class": "flex-wrap gap-2"})] if buttons else []
        hidden = [
            E.field(name=node.get("name")) for node in columns if node not in shown
        ]
        return E.kanban(
            *hidden,
            E.templates(E.t(head, *lines, *footer, {"t-name": "card"})),
            {
                "records_draggable": "0",
                "group_create": "0",
                "group_edit": "0",
                "group_delete": "0",
                "js_class": "duban_phone_kanban",
                **{name: table.get(name) for name in ROOT if table.get(name)},
            },
        )

    def _card_invisible(self, column):
        """When a column of a list, or its cell, is out of sight: on a card it is one condition."""
        parts = [column.get("column_invisible"), column.get("invisible")]
        return " or ".join(f"({part})" for part in parts if part)

    def _card_field(self, column, css=""):
        """The field of a list column as it stands on a card."""
        values = {name: column.get(name) for name in KEPT if column.get(name)}
        if "enable_formatting" in values.get("options", "") and "widget" not in values:
            # only a widget reads the option: a year has no thousands separator
            values["widget"] = "integer"
        if hidden := self._card_invisible(column):
            values["invisible"] = hidden
        if css:
            values["class"] = css
        return E.field(values)


def add_cards(model, node):
    """Give the lists inside a form of ``model``, which have no cards of their own, cards for the phone."""
    for child in node.iterchildren("*"):
        if child.tag != "field":
            add_cards(model, child)
            continue
        field = model._fields.get(child.get("name"))
        table = child.find("list")
        if field and table is not None and child.find("kanban") is None:
            child.append(Cards(model.env[field.comodel_name]).make(table))
