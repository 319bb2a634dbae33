"""Rules as they stood when a matter was filed."""

import hashlib
import json

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.remembered import Passing, remembered


class DubanRuleset(models.Model):
    """A frozen, content-addressed copy of a regulation's rules.

    Matters filed under the same rules share one row, so freezing costs one look-up per filing and a change of a
    setting never reaches a filed matter (CORE-17).
    """

    _name = "duban.ruleset"
    _description = "Frozen rules"
    _inherit = ["duban.screen"]
    _order = "id desc"
    _rec_name = "digest"

    regulation_id = fields.Many2one(
        "duban.regulation", required=True, ondelete="restrict", index=True
    )
    digest = fields.Char(required=True)
    content = fields.Json(required=True)

    _digest_uniq = models.UniqueIndex("(regulation_id, digest)")

    @api.model
    def _freeze(self, regulation):
        """The ruleset with the present rules of ``regulation`` (one record), created when it is new."""
        digest = regulation._snapshot_digest()
        # sudo: frozen rules are the engine's, made when a matter is filed
        rulesets = self.sudo()
        try:
            return rulesets.browse(self._kept_id(regulation.id, digest))
        except Passing as passing:
            return (
                rulesets.browse(passing.answer or ())
                or rulesets._insert(regulation, digest, regulation._snapshot())
            )  # fmt: skip

    @api.model
    @remembered("regulation_id", "digest")
    def _kept_id(self, regulation_id, digest):
        """The id of these rules, which are never changed or deleted.

        :raise Passing: with the id, or nothing, where they would not outlive this transaction
        """
        self.env.cr.execute(
            "SELECT id, age(xmin) > 0 FROM duban_ruleset WHERE regulation_id = %s AND digest = %s",
            (regulation_id, digest),
        )
        number, stays = self.env.cr.fetchone() or (None, False)
        if not stays:
            raise Passing(number)
        return number

    @api.model
    def _insert(self, regulation, digest, content):
        """Store new rules. Two first filings at once: the second is retried by Odoo instead of failing on the index."""
        self.env.cr.execute(
            """
            INSERT INTO duban_ruleset (regulation_id, digest, content, create_uid, create_date, write_uid, write_date)
            VALUES (%(regulation)s, %(digest)s, %(content)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
            ON CONFLICT (regulation_id, digest) DO NOTHING
            RETURNING id
            """,
            {
                "regulation": regulation.id,
                "digest": digest,
                "content": Json(content),
                "uid": self.env.uid,
                "now": fields.Datetime.now(),
            },
        )
        return self.browse(self.env.cr.fetchone()[0])

    @api.model
    @remembered("ruleset_id")
    def _rules_of(self, ruleset_id):
        """Content of a ruleset by id (dict; read only, it is shared)."""
        # sudo: rules are everybody's
        return self.sudo().browse(ruleset_id).content

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Frozen rules cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Frozen rules cannot be deleted."))


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def _rule_fields(self):
        """Names of the scalar settings frozen into the ruleset at filing."""
        skip = {
            "name",
            "code",
            "institution",
            "document_number",
            "company_id",
            "active",
            "setting_clauses",
            "shipped_by",
        }
        types = {"boolean", "integer", "char", "selection"}
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in types
            and name not in skip
            and name not in models.MAGIC_COLUMNS
            and field._module != "mail"
            and not name.startswith(("message_", "activity_"))
        )

    @remembered("self.id")
    def _snapshot(self):
        """All rules of this regulation as plain data (dict), the content of a ``duban.ruleset``."""
        self.ensure_one()
        # sudo: rules are everybody's
        regulation = self.sudo()
        return {
            "code": regulation.code,
            "settings": {name: regulation[name] for name in self._rule_fields()},
            "terms": [row._as_rule() for row in regulation.term_rule_ids],
            "requirements": [row._as_rule() for row in regulation.requirement_ids],
            "steps": [row._as_rule() for row in regulation.approval_step_ids],
            "grades": {str(row.id): row._as_rule() for row in regulation.grade_ids},
            **regulation._snapshot_lists(),
        }

    @remembered("self.id")
    def _snapshot_digest(self):
        """What tells the present rules of this regulation from others."""
        text = json.dumps(self._snapshot(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _snapshot_lists(self):
        """Further lists of the snapshot as {name: plain data}. Hook: extend through ``super()``."""
        return {}
