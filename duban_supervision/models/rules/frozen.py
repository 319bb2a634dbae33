"""Options, bodies, categories and steps of the bar as they stood when a matter was filed (CORE-30)."""

from odoo import api, models
from odoo.fields import Domain

from .rows.option import is_of_options, option_features


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


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _options_in_use(self):
        """{id: rule} of the options that could be chosen when this one matter was filed; today's of a draft."""
        frozen = {
            int(key): rule for key, rule in self._rules().get("options", {}).items()
        }
        # frozen by an earlier release: whether it could be chosen is told by today's row
        older = [key for key, rule in frozen.items() if "list" not in rule]
        for option in self.env["duban.option"].browse(older).exists():
            frozen[option.id] = {**option._as_rule(), **frozen[option.id]}
        return {key: rule for key, rule in frozen.items() if rule.get("active")}

    def _has_feature(self, name):
        if is_of_options(name):
            return name in option_features(self._options_in_use().values())
        return super()._has_feature(name)

    def _options(self, list_code):
        """Options of a list that the rules of this one matter give, as far as they are still there."""
        ids = [
            key
            for key, rule in self._options_in_use().items()
            if rule["list"] == list_code
        ]
        return self.env["duban.option"].browse(ids).exists()

    def _options_offered(self):
        """Domain of what may be chosen on this one filed matter: what could then, and rows that were added since."""
        frozen = [int(key) for key in self._rules().get("options", {})]
        since = Domain("active", "=", True) & Domain("id", "not in", frozen)
        return since | Domain("id", "in", list(self._options_in_use()))

    def _is_system(self, channel):
        """Whether the system itself delivers through ``channel`` (maybe empty) to this one matter's units."""
        return bool(channel) and self._option_rule(channel)["is_system"]

    def _system_channel(self):
        """The first channel of this one matter through which the system itself delivers; may be empty."""
        return self.channel_ids.filtered(self._is_system)[:1]


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
