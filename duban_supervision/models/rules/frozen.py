"""Options, bodies, categories and steps of the bar as they stood when a matter was filed (CORE-30)."""

from odoo import api, models


class DubanOption(models.Model):
    _inherit = "duban.option"

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "demands": sorted(self.demand_ids.mapped("code")),
            "min_units": self.min_units,
            "is_system": self.is_system,
            "list": self.list_code,
            "active": self.active,
        }


class DubanDecisionBody(models.Model):
    _inherit = "duban.decision.body"

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "is_target": self.is_target,
            "is_body": self.is_body,
            "decides_inability": self.decides_inability,
            "is_major": self.is_major,
            "requires_name": self.requires_name,
        }


class DubanSourceCategory(models.Model):
    _inherit = "duban.source.category"

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "filing_authority": self.filing_authority,
            "is_major": self.is_major,
            "implies_petition": self.implies_petition,
            "implies_level": self.implies_level,
            "bodies": self.body_ids.ids,
        }


class DubanProcedureStep(models.Model):
    _inherit = "duban.procedure.step"

    def _as_rule(self):
        """Plain data for the ruleset."""
        return {
            "name": self.name,
            "bar": self.bar,
            "states": sorted(self._state_codes()),
            "option": self.option_id.id or False,
            "is_optional": self.is_optional,
            "evidence": self._evidence(),
        }


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    def _snapshot_lists(self):
        # Rows that are switched off may be chosen on older matters.
        rows = {
            "options": self.option_list_ids.with_context(active_test=False).option_ids,
            "bodies": self.with_context(active_test=False).decision_body_ids,
            "categories": self.with_context(active_test=False).category_ids,
        }
        return {
            **super()._snapshot_lists(),
            **{
                name: {str(row.id): row._as_rule() for row in records}
                for name, records in rows.items()
            },
            "bar": [row._as_rule() for row in self.procedure_step_ids],
        }


class DubanRecord(models.Model):
    _inherit = "duban.record"

    @api.depends("kind_id")
    def _compute_is_inspection(self):
        for record in self:
            record.is_inspection = record._demands("inspection")

    def _demands(self, demand):
        """Whether the kind of this one record demands ``demand`` (code), by the rules of its matter."""
        if not self.kind_id:
            return False
        rule = self.matter_id._option_rule(self.kind_id)
        return demand in rule["demands"]
