"""What a regulation uses: switches, lists and elements it speaks of; views hide the rest (CORE-19)."""

from odoo import fields, models

from ...tools.remembered import remembered
from .rows.option import option_features


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    features = fields.Json(compute="_compute_features", export_string_translation=False)

    def _compute_features(self):
        for regulation in self:
            regulation.features = (
                list(regulation._feature_names()) if regulation.id else []
            )

    @remembered("self.id")
    def _feature_names(self):
        """Names of what this regulation uses: switches that are on, ``setting:value``, ``list:code`` …"""
        self.ensure_one()
        # sudo: what a regulation uses is everybody's to know
        regulation = self.sudo()
        names = set()
        for name in self._rule_fields():
            value = regulation[name]
            if self._fields[name].type == "selection":
                names.add(f"{name}:{value}")
            elif (
                value and value != -1 or (name == "urgent_feedback_days" and value == 0)
            ):
                names.add(name)
        options = regulation.option_list_ids.option_ids
        names |= option_features([row._as_rule() for row in options])
        names |= {f"chain:{row.purpose}" for row in regulation.approval_step_ids}
        for field, feature in (
            ("grade_ids", "grades"),
            ("decision_body_ids", "bodies"),
            ("category_ids", "categories"),
        ):
            if regulation[field]:
                names.add(feature)
        names |= self._used_fields()
        return tuple(sorted(names))

    def _used_fields(self):
        """``field:name`` of the optional elements this regulation speaks of, in a requirement, a word or a rule."""
        # sudo: what a regulation speaks of is everybody's to know
        regulation = self.sudo()
        used = {row.key for row in regulation.label_ids if row.key.startswith("field:")}
        used |= {f"field:{row.field_id.name}" for row in regulation.requirement_ids}
        roles = set(regulation.approval_step_ids.mapped("role"))
        demands = set(regulation.option_list_ids.option_ids.demand_ids.mapped("code"))
        derived = {
            "responsible_leader_id": "responsible_leader" in roles,
            "principal_leader_id": "principal" in roles
            or regulation.inability_leader == "principal",
            "chosen_leader_id": "chosen" in roles,
            "is_key": set(regulation.approval_step_ids.mapped("importance"))
            & {"key", "normal"},
            "subject_unit_id": regulation.filing_initiator == "subject_unit"
            or regulation.subject_defaults_to_lead
            or regulation.archive_records == "dual",
            "liaison_id": regulation.liaison_rule != "none"
            or regulation.liaison_required,
            "term_days": any(rule.is_range for rule in regulation.term_rule_ids),
            "is_long_cycle": regulation.long_cycle_min_milestones,
            "is_difficult": regulation.long_cycle_min_milestones,
            "period_months": "period" in demands,
            "minutes_issue_date": any(
                rule.start_event == "minutes" for rule in regulation.term_rule_ids
            ),
            "plan_year": any(
                rule.kind == "year_end" for rule in regulation.term_rule_ids
            ),
            "co_summary": regulation.consolidation_required,
        }
        return used | {f"field:{name}" for name, needed in derived.items() if needed}

    @remembered("self.id", "category_id", "kind_id")
    def _foreign_features(self, category_id, kind_id):
        """``field:name`` of what this regulation demands of other categories only than this one with its sub-source."""
        # sudo: what a regulation uses is everybody's to know
        rows = self.sudo().requirement_ids
        foreign = rows.filtered(
            lambda row: (
                row.category_id and row.category_id.id not in (category_id, kind_id)
            )
        )
        names = set(foreign.field_id.mapped("name"))
        names -= set((rows - foreign).field_id.mapped("name"))
        return frozenset(f"field:{name}" for name in names)

    @remembered("self.id", "category_id")
    def _source_features(self, category_id):
        """``field:name`` of what this regulation (or none) asks for of a matter of the category (id, may be empty)."""
        # sudo: categories are rules, everybody's
        regulation = self.sudo()
        category = regulation.env["duban.source.category"].browse(category_id or ())
        names = set()
        if category.body_ids or (regulation.decision_body_ids and not category):
            names |= {
                "decision_body_id",
                "meeting_date",
                "minutes_number",
                "source_item",
            }
        if category.child_ids:
            names.add("source_kind_id")
        if category.filing_authority == "leader":
            names |= {"source_leader_id", "leader_instruction", "instruction_date"}
        elif not category.body_ids:
            names.add("source_document")
        return frozenset(f"field:{name}" for name in names)
