"""What is kept of a person (个人信息保护法第四十五条): where the suite names them, how often, since when."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.sql import escape_psql, table_columns, table_exists

#: fields in which people, or the trail, write words
WORDS = ("char", "text", "html", "json")


class DubanPersonName(models.Model):
    _inherit = "duban.person.name"

    def action_show(self):
        """Say what is kept of the person chosen.

        :raise AccessError: for anyone but the person and the administrator
        """
        user = self._one_person()
        lines = [
            f"{row['model']} · {row['field']}: {row['count']}"
            for row in self._kept_of(user)
        ]
        if written := self._written_of(user):
            lines.append(
                self.env._("In words, which stay as they were written and hashed:")
            )
            lines += [
                f"{row['model']} · {row['field']}: {row['count']}" for row in written
            ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("What is kept of %s", self[:1].display_name),
                "message": "\n".join(lines) or self.env._("Nothing."),
                "sticky": True,
            },
        }

    def _kept_of(self, user):
        """Where the suite names ``user``.

        :return: list of {"model", "field": their labels, "count": rows}
        """
        self._check_own(user)
        return [
            self._kept_row(model, field, count)
            for model in self._kept_models()
            for field in model._fields.values()
            if field.comodel_name == "res.users" and field.store
            if (count := self._count_of(model, field, user))
        ]

    def _written_of(self, user):
        """Where somebody wrote the name of ``user`` in words: notes, opinions, old and new values of changes. They are
        inside hashes and printed papers, so no pseudonym reaches them (docs/proof.zh_CN.md, section 5).

        :return: as of ``_kept_of``; names of one letter are not looked for
        """
        self._check_own(user)
        self.env.flush_all()
        # sudo: names of a person who left are not seen otherwise
        names = {
            user.sudo().name,
            *self.sudo().search([("user_id", "=", user.id)]).mapped("name"),
        }
        patterns = [
            f"%{escape_psql(name)}%" for name in names if name and len(name) > 1
        ]
        found = []
        for model in self._kept_models() if patterns else ():
            if model._name == self._name:
                continue
            fields = [
                each
                for each in model._fields.values()
                if each.store and each.type in WORDS
            ]
            columns = table_columns(self.env.cr, model._table)
            fields = [each for each in fields if each.name in columns]
            if not fields:
                continue
            counts = [
                SQL(
                    "count(*) FILTER (WHERE %s::text LIKE ANY(%s))",
                    SQL.identifier(field.name),
                    patterns,
                )
                for field in fields
            ]
            self.env.cr.execute(
                SQL(
                    "SELECT %s FROM %s",
                    SQL(", ").join(counts),
                    SQL.identifier(model._table),
                )
            )
            found += [
                self._kept_row(model, field, count)
                for field, count in zip(fields, self.env.cr.fetchone(), strict=True)
                if count
            ]
        return found

    def _check_own(self, user):
        if user != self.env.user and not self.env.user.has_group(
            "duban_supervision.group_admin"
        ):
            raise AccessError(
                self.env._("Only the person and the administrator may see this.")
            )
        self._check_institution_of(user)

    @api.model
    def _check_institution_of(self, user):
        """What is kept of a person is the person's own and their institutions'.

        :raise AccessError: for the administrator of another institution
        """
        # sudo: to which institutions the person belongs is all that is asked
        theirs = user.sudo()._get_company_ids()
        if user != self.env.user and set(theirs) - set(
            self.env.user._get_company_ids()
        ):
            raise AccessError(
                self.env._(
                    "This person belongs to another institution, whose administrator decides about their name."
                )
            )

    def _kept_models(self):
        """Models of the suite that keep something."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                name.startswith("duban.")
                and not model._abstract
                and not model._transient
                and model._auto
                and table_exists(self.env.cr, model._table)
            ):
                yield model

    def _kept_row(self, model, field, count):
        return {
            "model": self.env["ir.model"]._get(model._name).name,
            "field": field._description_string(self.env),
            "count": count,
        }

    def _count_of(self, model, field, user):
        if field.type == "many2one":
            table, column = model._table, field.name
        elif field.type == "many2many":
            table, column = field.relation, field.column2
        else:
            return 0
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM %s WHERE %s = %s",
                SQL.identifier(table),
                SQL.identifier(column),
                user.id,
            )
        )
        return self.env.cr.fetchone()[0]
