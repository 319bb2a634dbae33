"""A regulation and its file: reading all rows as one plan, and making the rows what a plan says."""

import base64
from urllib.parse import quote

from odoo import api, fields, models

from ..regulation_trail import silent
from . import regulation_articles as articles
from .regulation_layout import KIND_OF, KINDS, PLAIN, Layout
from .regulation_plan import Plan, differences
from .regulation_reader import read
from .regulation_writer import Writer
from .regulation_yaml import flow


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    article_titles = fields.Json(
        help="Heading of each article in the regulation's file: {article: words}."
    )
    file_content = fields.Binary(
        compute="_compute_file_content", groups="duban_supervision.group_admin"
    )

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------

    def _plan(self, layout=None):
        """All rules of this one regulation as a plan, places included."""
        self.ensure_one()
        layout = layout or Layout(self.env)
        # sudo: rules are read whole, also rows that are switched off
        regulation = self.sudo().with_context(active_test=False)
        plan = Plan()
        plan.head = {name: regulation[name] or "" for name in layout.head}
        plan.head = {name: value for name, value in plan.head.items() if value}
        plan.head["date_from"] = str(regulation.date_from)
        plan.titles = dict(regulation.article_titles or {})
        plan.clauses = {
            name: clause
            for name, clause in (regulation.setting_clauses or {}).items()
            if name in layout.settings or name in layout.offices
        }
        for name, column in layout.settings.items():
            value = regulation._plain(column)
            if value != column.default:
                plan.settings[name] = value
        for kind, (model, _key) in KINDS.items():
            rows = regulation._rows(model)
            places = {row: place for place, row in enumerate(rows)}
            for row in sorted(
                rows,
                key=lambda row: (articles.order(row.clause or ""), places[row]),
            ):
                plan.add(layout, kind, row._as_plan(layout, kind))
        return plan

    def _plain(self, column):
        value = self[column.field]
        return value if column.type in PLAIN else value or ""

    @api.model
    def _rows_order(self, model):
        return "key" if model == "duban.label" else "sequence, id"

    def _rows(self, model):
        """The rows of ``model`` of these regulations, in order, also those that are switched off."""
        # sudo: rules are read whole, also rows that are switched off
        return (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([("regulation_id", "in", self.ids)], order=self._rows_order(model))
        )

    def _file_text(self):
        """This one regulation as the text of a file, with the screen's words as comments."""
        layout = Layout(self.env)
        plan = self._plan(layout)
        plan.unplace(layout)
        return Writer(layout, plan, self._file_comments(layout)).text()

    def _file_comments(self, layout):
        fields_of_matter = self.env["duban.matter"]._fields
        words = {
            name: field._description_string(self.env)
            for name, field in fields_of_matter.items()
        }
        words |= layout.offices
        words |= {name: column.string for name, column in layout.settings.items()}
        return words

    @api.model
    def _read_file(self, text):
        """The plan of the text of a file, places included.

        :raise RegulationFileError: naming what was not understood
        """
        layout = Layout(self.env)
        plan = read(layout, text)
        plan.place(layout)
        return plan

    def _compute_file_content(self):
        for regulation in self:
            regulation.file_content = (
                base64.b64encode(regulation._file_text().encode())
                if regulation.id
                else False
            )

    def action_export_file(self):
        """Download this regulation's file.

        :return: action that downloads it
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/file_content/"
            f"regulation-{quote(self.code, safe='')}.yaml?download=true",
        }

    def action_import_file(self):
        """Choose a file that changes this regulation; what it changes is shown first.

        :return: action that opens the dialog
        """
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.regulation.import",
            "name": self.env._("Import a regulation"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_regulation_id": self[:1].id},
        }

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    @api.model
    def _change_words(self, layout, change):
        """A change of the file as (rule, before, after) in words."""
        kind, key = (
            (change.place[0], change.place[1][:-1])
            if change.place[0] in KINDS
            else ("", ())
        )
        if kind:
            model = self.env[KINDS[kind][0]]
            place = f"{model._description_word()}：{' '.join(filter(None, key))}"
            column = layout.kinds[kind].get(change.word)
            if change.word == "sequence":
                place = self.env._("%s › Order", place)
            elif change.word:
                place += f" › {column.string if column else change.word}"
        elif change.place[0] == "settings":
            place = layout.settings[change.word].string
        else:
            part, word = change.place[0], change.word
            if part == "head":
                place = self._fields[word]._description_string(self.env)
            elif part == "titles":
                place = self.env._("Heading of %s", word)
            else:
                column = layout.settings.get(word)
                words = column.string if column else layout.offices.get(word, word)
                place = self.env._("Clause of “%s”", words)
        if change.word is None:
            return (
                place,
                flow(change.old) if change.old else "",
                flow(change.new) if change.new else "",
            )
        return place, *(
            "" if value is None else flow(value) for value in (change.old, change.new)
        )

    def _apply(self, plan):
        """Make this one regulation what ``plan`` says. Offices and leaders stay as they are.

        :return: the changes made, as a list of ``regulation_plan.Change``
        """
        self.ensure_one()
        return silent(self)._apply_plan(plan)

    def _apply_plan(self, plan):
        layout = Layout(self.env)
        now = self._plan(layout)
        records = self._rows_by_place(layout, now)
        # what is switched off because matters say it is gone already
        retired = {
            place
            for place in now.rows
            if place not in plan.rows and records[place]._is_retired()
        }
        for place in retired:
            del records[place], now.rows[place]
        changes = differences(now, plan)
        values = self._scalar_values(layout, now, plan)
        if values:
            self.write(values)
        touched = {change.place for change in changes if change.place[0] in KINDS}
        self._apply_rows(layout, now, plan, touched, records)
        return changes

    def _scalar_values(self, layout, now, plan):
        values = {}
        for part in ("head", "settings"):
            before, after = getattr(now, part), getattr(plan, part)
            for name in {*before, *after}:
                if before.get(name) != after.get(name):
                    default = (
                        layout.settings[name].default if part == "settings" else ""
                    )
                    values[name] = after.get(name, default) or False
                    if part == "settings" and layout.settings[name].type == "integer":
                        values[name] = values[name] or 0
        if now.titles != plan.titles:
            values["article_titles"] = plan.titles
        if now.clauses != plan.clauses:
            values["setting_clauses"] = plan.clauses
        return values

    def _apply_rows(self, layout, now, plan, touched, records):
        gone = [place for place in now.rows if place not in plan.rows]
        for place in reversed(gone):
            records.pop(place)._retire()
        for kind, (model, _key) in KINDS.items():
            places = [place for place in plan.rows if place[0] == kind]
            # A sub-source after its category.
            for nested in (False, True):
                group = [
                    place
                    for place in places
                    if bool(kind == "category" and plan.rows[place].get("parent"))
                    == nested
                ]
                new = [place for place in group if place not in records]
                vals_list = [
                    self._row_values(layout, kind, plan.rows[place], records)
                    for place in new
                ]
                # sudo: a list that the text gives exactly is changed with the text only, and this is the text
                created = self.env[model].sudo().create(vals_list)
                records.update(zip(new, created, strict=True))
            for place in places:
                if place in now.rows and place in touched:
                    values = self._row_values(
                        layout, kind, plan.rows[place], records, now.rows[place]
                    )
                    if values:
                        # sudo: as above
                        records[place].sudo().write(values)

    def _rows_by_place(self, layout, plan):
        """{place in ``plan``, which is this regulation's own: record}."""
        records = {}
        for kind, (model, _key) in KINDS.items():
            rows = self._rows(model)
            places = {row: place for place, row in enumerate(rows)}
            ordered = sorted(
                rows, key=lambda row: (articles.order(row.clause or ""), places[row])
            )
            records.update(
                zip(
                    (place for place in plan.rows if place[0] == kind),
                    ordered,
                    strict=True,
                )
            )
        return records

    def _row_values(self, layout, kind, said, records, before=None):
        """Values for ``create``, or, with what the row says ``before``, for ``write``."""
        values = {}
        columns = layout.kinds[kind]
        for word, column in columns.items():
            value = said.get(word, column.default)
            if before is not None and value == before.get(word, column.default):
                continue
            values[column.field] = self._field_value(column, value, records)
        if "sequence" in said and (
            before is None or before.get("sequence") != said["sequence"]
        ):
            values["sequence"] = said["sequence"]
        if before is None and kind != "option":
            values["regulation_id"] = self.id
        return values

    def _field_value(self, column, value, records):
        if not column.comodel:
            return value if column.type in PLAIN else value or False
        if column.comodel == "ir.model.fields":
            # sudo: the catalogue of fields is the administrators'
            return (
                self.env["ir.model.fields"].sudo()._get("duban.matter", value).id
                if value
                else False
            )
        codes = value if column.type == "many2many" else [value] * bool(value)
        if column.comodel == "duban.demand":
            ids = self.env["duban.demand"].search([("code", "in", codes)]).ids
        else:
            kind = KIND_OF[column.comodel]
            keys = [
                tuple(code.split(".", 1)) if kind == "option" else (code,)
                for code in codes
            ]
            ids = [records[kind, (*key, "1")].id for key in keys]
        if column.type == "many2many":
            return [(6, 0, ids)]
        return ids[0] if ids else False
