"""What is kept of a person (个人信息保护法第四十五条): where the suite names them, how often, since when."""

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.sql import table_exists


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
        if user != self.env.user and not self.env.user.has_group(
            "duban_supervision.group_admin"
        ):
            raise AccessError(
                self.env._("Only the person and the administrator may see this.")
            )
        found = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                not name.startswith("duban.")
                or model._abstract
                or model._transient
                or not model._auto
                or not table_exists(self.env.cr, model._table)
            ):
                continue
            for field in model._fields.values():
                if field.comodel_name != "res.users" or not field.store:
                    continue
                if count := self._count_of(model, field, user):
                    found.append(
                        {
                            "model": self.env["ir.model"]._get(name).name,
                            "field": field._description_string(self.env),
                            "count": count,
                        }
                    )
        return found

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
