"""Adopting and copying a regulation: every institution edits its own rules."""

from odoo import models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _adopt(self, company):
        """Put this regulation in force for ``company`` (a ``res.company`` record).

        A regulation that already serves another company is copied with its lists, so that each institution
        edits its own rules.

        :return: the regulation now in force
        """
        self.ensure_one()
        if self.company_id == company:
            return self
        regulation = self
        if self.company_id:
            # the rules go over, the offices and leaders do not: they are the other institution's
            regulation = self.copy(
                {
                    "company_id": company.id,
                    "institution": company.name,
                    **dict.fromkeys(self._organisation_fields(), False),
                }
            )
        regulation.company_id = company
        return regulation

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

    def copy(self, default=None):
        """Copy with all lists; references between copied rows are rewired to the copies."""
        copies = super().copy(default)
        for regulation, new in zip(self, copies, strict=True):
            regulation._copy_lists(new)
        return copies

    def _copy_lists(self, new):
        # Rows that are switched off are rules too: whoever copies may switch them on.
        self = self.with_context(active_test=False)
        mapping = {}
        for field in ("option_list_ids", "decision_body_ids", "grade_ids"):
            for row in self[field]:
                copy = row.copy({"regulation_id": new.id})
                mapping[row] = copy
                if field == "option_list_ids":
                    for option in row.option_ids:
                        # sudo: an exact list stays as the text gives it; copying it changes nothing
                        mapping[option] = (
                            option.sudo().copy({"list_id": copy.id}).with_env(self.env)
                        )
        for category in self.category_ids.sorted(lambda c: bool(c.parent_id)):
            copy = category.copy(
                {
                    "regulation_id": new.id,
                    "parent_id": mapping.get(category.parent_id, category.parent_id).id,
                    "usual_form_id": mapping.get(
                        category.usual_form_id, category.usual_form_id
                    ).id,
                    "body_ids": [
                        (
                            6,
                            0,
                            [mapping.get(body, body).id for body in category.body_ids],
                        )
                    ],
                }
            )
            mapping[category] = copy
        for field in self._list_fields():
            for row in self[field]:
                values = {"regulation_id": new.id}
                for link in ("category_id", "grade_id", "option_id"):
                    if link in row._fields and row[link]:
                        values[link] = mapping.get(row[link], row[link]).id
                row.copy(values)

    def _list_fields(self):
        """Names of the lists that are copied after those they may point to. Hook: extend through ``super()``."""
        return [
            "term_rule_ids",
            "requirement_ids",
            "approval_step_ids",
            "procedure_step_ids",
            "label_ids",
        ]
