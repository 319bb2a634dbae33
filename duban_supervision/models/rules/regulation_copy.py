"""Adopting and copying a regulation: every institution edits its own rules."""

from odoo import Command, api, models
from odoo.exceptions import UserError

from ... import clock
from ...tools.door import DOOR
from .regulation_part import foreign_links
from .regulation_trail import shown, silent

#: what a row of a regulation points to in the same regulation
LINKS = (
    "list_id", "parent_id", "usual_form_id", "body_ids", "category_id", "grade_id", "option_id",
)  # fmt: skip


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _adopt(self, company, institution=None):
        """Put this regulation in force for ``company`` (a ``res.company`` record), from today on where it has rules.

        A regulation that already serves another company is copied with its lists, so that each institution
        edits its own rules. What one is given that has rules already is their next version.

        :param institution: name on its papers, where it is not that of the company
        :return: the regulation now in force
        :raise UserError: rules begin today already, nothing can take their place on the same day
        """
        self.ensure_one()
        if self.company_id == company:
            return self
        first, before = self._place_among(company)
        values = {
            "company_id": company.id,
            "institution": institution or company.name,
            "date_from": first,
        }
        # the rules go over, the offices and leaders do not: they are the other institution's
        foreign = dict.fromkeys(self._organisation_fields(), False)
        if self.company_id:
            regulation = self.copy({**values, **foreign})
        else:
            regulation = self
            foreign = dict.fromkeys(foreign_links(self, company), False)
            # before it is the institution's: what is written then every version of it says
            regulation.write(foreign)
            regulation.write(values)
        # the link is the engine's
        engine = regulation._setting("company_id").env
        regulation.with_env(engine).previous_id = before.with_env(engine)
        regulation._versions_changed()
        return regulation

    def _place_among(self, company):
        """First day of this one regulation, and the version before it (may be empty), among those of ``company``."""
        current = self._in_force(company)
        if not current:
            return self.date_from, current
        today = clock.today(current)
        first = max(self.date_from, today)
        before = self._in_force(company, first)
        if before._setting("date_from") == first:
            raise UserError(
                self.env._(
                    "“%(regulation)s” applies from %(day)s already. Take it back first, or adopt "
                    "this one on a later day.",
                    regulation=before._setting("display_name"),
                    day=first,
                )
            )
        return first, before

    def _organisation_fields(self):
        """Names of the fields that say which unit or person is what in one institution."""
        return [
            name
            for name, field in self._fields.items()
            if field.relational
            and field.store
            and field.comodel_name in ("hr.department", "res.users")
            and name not in models.MAGIC_COLUMNS
        ]

    # ------------------------------------------------------------------
    # Who holds an office holds it under every version
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        regulations = super().create(vals_list)
        regulations._take_organisation(self._organisation_fields())
        return regulations

    def write(self, vals):
        result = super().write(vals)
        names = set(self._organisation_fields())
        said = names & vals.keys()
        if said:
            self._share_organisation(said)
        if vals.get("company_id"):
            self._take_organisation(names - said)
        return result

    def _other_versions(self):
        """The other versions of this one regulation's institution, also those taken back."""
        if not self.company_id:
            return self.browse()
        versions = self.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id)]
        )
        return versions.with_env(self.env) - self

    def _share_organisation(self, names):
        """Who holds the offices ``names`` by these regulations holds them by every version of their institutions.

        Rules are frozen when a matter is filed; whose office it is, is the institution's of today (CORE-20, CORE-31).
        """
        for regulation in self:
            for other in regulation._other_versions():
                other._hold_as(regulation, names)

    def _take_organisation(self, names):
        """A version that joins an institution has the offices and leaders ``names`` that the institution has."""
        for regulation in self:
            others = regulation._other_versions()
            if others:
                regulation._hold_as(others[:1], names)

    def _hold_as(self, other, names):
        values = {
            name: [Command.set(other[name].ids)]
            if self._fields[name].type == "many2many"
            else other[name].id
            for name in names
            if self[name] != other[name]
        }
        if values:
            # the line of it stands where somebody wrote it
            silent(self).with_context(tracking_disable=DOOR).write(values)

    @api.model
    def _one_organisation(self):
        """What the version in force says of offices, leaders and copies, every version of its institution says."""
        versions = self.with_context(active_test=False).search(
            [("company_id", "!=", False)]
        )
        names = self._organisation_fields()
        for company in versions.company_id:
            current = self._in_force(company)
            if current:
                others = current._other_versions()
                before = [(row, n, shown(row, n)) for row in others for n in names]
                current._share_organisation(names)
                # what is to hold from a day to come is entered anew on that day, by what the trail says
                self.env["duban.regulation.change"]._append(
                    (row, row._fields[name]._description_string(self.env), old, new)
                    for row, name, old in before
                    if old != (new := shown(row, name))
                )
                self._catch_up_with_office(company, current.office_id)
                for level in current.warning_level_ids:
                    level.cc_unit_ids = level.cc_unit_ids

    def copy(self, default=None):
        """Copy with all lists; references between copied rows are rewired to the copies."""
        copies = super().copy(default)
        for regulation, new in zip(self, copies, strict=True):
            regulation._copy_lists(new)
        return copies

    def _copy_lists(self, new):
        # Rows that are switched off are rules too: whoever copies may switch them on.
        self = self.with_context(active_test=False)
        copies = {}

        def copied(rows):
            """Copy ``rows`` at once, pointed at the copies of what they point to."""
            vals_list = []
            for row in rows:
                values = {} if "list_id" in row._fields else {"regulation_id": new.id}
                for name in LINKS:
                    if name in row._fields and row[name]:
                        target = [copies.get(each, each).id for each in row[name]]
                        many = row._fields[name].type == "many2many"
                        values[name] = [Command.set(target)] if many else target[0]
                vals_list += row.copy_data(values)
            made = rows.create(vals_list)
            for row, copy in zip(rows, made, strict=True):
                row.copy_translations(copy, excluded=LINKS)
                copies[row] = copy.with_env(self.env)

        for field in ("option_list_ids", "decision_body_ids", "grade_ids"):
            copied(self[field])
        # sudo: an exact list stays as the text gives it; copying it changes nothing
        copied(self.option_list_ids.option_ids.sudo())
        roots = self.category_ids.filtered(lambda category: not category.parent_id)
        copied(roots)
        copied(self.category_ids - roots)
        for field in self._list_fields():
            copied(self[field])

    def _list_fields(self):
        """Names of the lists that are copied after those they may point to. Hook: extend through ``super()``."""
        return [
            "term_rule_ids",
            "requirement_ids",
            "approval_step_ids",
            "procedure_step_ids",
            "label_ids",
        ]
