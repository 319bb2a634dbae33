"""Versions of a regulation: a new one from a day on, two compared, one taken back (CORE-31)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..matter.states import OPEN_STATES
from .file.regulation_layout import Layout
from .file.regulation_plan import Plan, differences, merge


class DubanSourceCategory(models.Model):
    _inherit = "duban.source.category"

    origin_id = fields.Many2one(
        "duban.source.category",
        "Same category in the first version",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="Figures count a category once, whatever the version of the regulation.",
    )

    def _same_row(self):
        """A category may get another code in a version: it is the same by its link, else by its code as other rows."""
        rows = self.regulation_id._setting("company_id").env[self._name]
        rows = rows.with_context(active_test=False)
        same = rows.browse(self.ids)._linked()
        own = Domain("regulation_id.company_id", "in", same.company_id.ids)
        coded = rows.search(own & Domain("code", "in", same.mapped("code"))) - same
        for row in coded:
            linked = row._linked()
            # a version that has it by its link has another one of that code
            if not linked.regulation_id & same.regulation_id:
                same |= linked
        return Domain("id", "in", same.ids)

    def _linked(self):
        """The rows that say by their links that they are this one (as superuser)."""
        first = self.origin_id or self
        return self.search(
            Domain("id", "=", first.id) | Domain("origin_id", "=", first.id)
        )


class DubanRegulationChange(models.Model):
    _inherit = "duban.regulation.change"

    @api.model
    def _append(self, lines):
        """What is changed in a version is changed in the one that was made from it and does not count yet, too."""
        lines = list(lines)
        super()._append(lines)
        changed = {line[0].id for line in lines}
        if not changed:
            return
        today = clock.today(self)
        # sudo: the engine's; who changed the rule was asked where it was changed
        coming = self.env["duban.regulation"].sudo()
        coming = coming.search(
            [("previous_id", "in", sorted(changed)), ("date_from", ">", today), ("grown_from", "!=", False)]
        )  # fmt: skip
        for version in coming:
            try:
                with self.env.cr.savepoint():
                    version._take_over(version.previous_id)
            except UserError as error:
                # with what it rules otherwise it would contradict itself: whoever makes it is told
                word = self.env._("Not taken over from the version before")
                super()._append([(version, word, "", str(error))])


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    previous_id = fields.Many2one(
        "duban.regulation",
        "Version before",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    grown_from = fields.Json(
        readonly=True,
        copy=False,
        help="The version before as it was when this one last took over what changed there, as plain data.",
    )

    def write(self, vals):
        """When another version counts, or none, drafts follow at once; what is open is not left without rules."""
        result = super().write(vals)
        if {"active", "date_from"} & vals.keys():
            self._check_some_version_counts()
            self._versions_changed()
        return result

    def _check_some_version_counts(self):
        """:raise UserError: an institution with open matters would have no regulation in force today"""
        for company in self._setting("company_id"):
            open_ = [("company_id", "=", company.id), ("state", "in", OPEN_STATES)]
            if not self._in_force(company) and company.env["duban.matter"].search_count(
                open_, limit=1
            ):
                raise UserError(
                    self.env._(
                        "%s has open matters: a version of its regulation counts today, whatever else is made. Press "
                        "“New version” for rules of a later day.",
                        company.name,
                    )
                )

    def _take_over(self, regulation):
        """What was changed in ``regulation``, the version before this one, since this one was made from it.

        What this version rules otherwise stays as it is here (CORE-31).
        """
        layout = Layout(self.env)
        now, shipped = self._plan(layout), regulation._plan(layout)
        result, _own = merge(Plan.from_json(self.grown_from), shipped, now)
        result.head = now.head
        result.settle(layout, now)
        changes = self._apply(result)
        self.grown_from = shipped.as_json()
        self.env["duban.regulation.change"]._append(
            (self, *self._change_words(layout, change)) for change in changes
        )

    def copy_data(self, default=None):
        """A copy in the same company and from the same day would be in force beside its original: it is a template."""
        default = dict(default or {})
        if not {"company_id", "date_from"} & default.keys():
            default["company_id"] = False
        return super().copy_data(default)

    def _new_version(self, date_from):
        """The same rules once more, in force for the same institution from ``date_from`` (date) on, to be edited.

        Matters that are filed before keep the rules they were filed under.

        :raise UserError: the day is not after the first day of this version
        :return: the new version
        """
        self.ensure_one()
        if not self.company_id:
            raise UserError(
                self.env._(
                    "“%s” is a template: an institution adopts it first.", self.name
                )
            )
        if not date_from or date_from <= self.date_from:
            raise UserError(
                self.env._(
                    "A new version applies from a day after %s on.", self.date_from
                )
            )
        before = self._in_force(self.company_id, date_from - relativedelta(days=1))
        if before and before != self:
            # what it changes between goes on
            return before._new_version(date_from)
        new = self.copy({"date_from": date_from, "company_id": self.company_id.id})
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("previous_id", "=", self.id),
                ("date_from", ">", date_from),
            ]
        )
        # sudo: the links are the engine's; who may make regulations was asked by the copy
        engine = new.sudo()
        later.with_env(engine.env).previous_id = engine
        engine.write({"previous_id": self.id, "grown_from": self._plan().as_json()})
        for old, copy in self._same_categories(engine):
            copy.origin_id = old.origin_id.id or old.id
        self.env["duban.regulation.change"]._append(
            [(new, self.env._("New version"), str(self.date_from), str(date_from))]
        )
        new._versions_changed()
        return new

    def _versions_changed(self):
        """Drafts of these regulations' institutions follow the version that counts now."""
        # sudo: everybody's drafts, whoever may make regulations
        self.env["duban.matter"].sudo()._drafts_follow(self.company_id)

    def _rows_here(self, model, values):
        """What ``values`` name by rows of another version of these rules, as this one version has it.

        :param model: name of the model that the values are of
        :return: {name of the field: id of the row here, or False where this version does not offer it}
        """
        company = self._setting("company_id")
        found = {}
        for name, value in values.items():
            field = self.env[model]._fields.get(name)
            if not field or field.type != "many2one" or type(value) is not int:
                continue
            rows = company.env[field.comodel_name]
            if not isinstance(rows, self.pool["duban.regulation.coded"]):
                continue
            row = rows.browse(value)
            other = row.regulation_id
            if other and other != self and other.company_id == company:
                found[name] = row._under(self).id
        return found

    def _same_categories(self, new):
        """Pairs of the categories of this regulation and of ``new`` with the same code."""
        both = self.with_context(active_test=False), new.with_context(active_test=False)
        old = {row.code: row for row in both[0].category_ids}
        return [(old[row.code], row) for row in both[1].category_ids if row.code in old]

    def action_take_back(self):
        """Take this version back: from now on the one before counts again. What was filed under it stays so.

        :raise UserError: there is no version before this one
        """
        for regulation in self:
            regulation.check_access("write")
            if not regulation._version_before():
                raise UserError(
                    self.env._(
                        "There is no version before “%s” that could count again.",
                        regulation.display_name,
                    )
                )
            regulation.active = False
        return True

    def _version_before(self):
        """The version that counts again when this one is taken back: one before it that was not taken back itself."""
        before = self.previous_id
        while before and not before.active:
            before = before.previous_id
        return before

    def action_ask_version(self):
        """Ask from which day a new version applies.

        :return: action that opens the dialog
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": "duban.regulation.version",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("New version"),
            "context": {"default_regulation_id": self.id},
        }

    def action_compare(self):
        """Show what this version changes in the one before.

        :return: action that opens the comparison
        """
        self.ensure_one()
        self.check_access("read")
        comparison = self.env["duban.regulation.version"].create(
            {
                "regulation_id": self.id,
                "other_id": self.previous_id.id,
            }
        )
        return comparison._reopen()

    def _changes_since(self, other):
        """What this regulation changes in ``other``, as (rule, before, after) in words."""
        layout = Layout(self.env)
        plans = [record._plan(layout) for record in (other, self)]
        for plan in plans:
            plan.unplace(layout)
        return [self._change_words(layout, each) for each in differences(*plans)]
