"""A sentence with an example for each setting of a regulation whose name does not say it all."""

from odoo import api, models


class DubanRegulation(models.Model):
    _inherit = "duban.regulation"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        result = super().fields_get(allfields, attributes)
        if not attributes or "help" in attributes:
            for name, text in self._setting_help().items():
                if name in result and not result[name].get("help"):
                    result[name]["help"] = text
        return result

    @api.model
    def _setting_help(self):
        """{setting: what it does, with an example}. Hook: an addon explains its own settings."""
        _ = self.env._
        return {
            "filing_initiator": _(
                "Who registers a matter: the supervision office alone, or also the unit that starts it, "
                "e.g. a faculty proposes and the office files."
            ),
            "notice_number_pattern": _(
                "Number of warning and special notices, e.g. 督通〔{year}〕{n}号."
            ),
            "bulletin_number_pattern": _("Number of bulletins, e.g. {year}年第{n}期."),
            "acceptance_kind": _(
                "How the unit takes a matter on: with a work plan, or by claiming a task that has its number."
            ),
            "liaison_rule": _(
                "Whether units name liaisons: none, exactly one per unit, or as unit or matter needs it."
            ),
            "plan_objective_required": _(
                "The work plan states its objective before the unit can accept, e.g. “two thirds by June”."
            ),
            "plan_measures_required": _(
                "The work plan states the measures before the unit can accept, e.g. “weekly meetings”."
            ),
            "plan_due_day_type": _(
                "Which days count for handing in the plan: 5 working days after a Friday end next Friday, "
                "5 calendar days next Wednesday."
            ),
            "cannot_finish_report_enabled": _(
                "The unit writes down in time that it cannot finish by the due date, and why."
            ),
            "urging_enabled": _(
                "The office may urge a unit; each urging is counted and has to be answered."
            ),
            "urging_trigger": _(
                "When a unit may be urged: any time, without obvious progress, or after a limit passed without reason."
            ),
            "extension_enabled": _(
                "The unit may apply for a later due date, with the reason; it is decided as the steps below say."
            ),
            "extension_lead_day_type": _(
                "Which days count for applying in time, e.g. “5 working days before the due date”."
            ),
            "extension_statement": _(
                "What the unit hands in with its application for extension: nothing, a text or file, or a file."
            ),
            "exemption_enabled": _(
                "The unit may apply to be released from a matter, e.g. because its object no longer exists."
            ),
            "inability_enabled": _(
                "A matter that cannot be completed may be ended by a meeting or a leader."
            ),
            "inability_leader": _(
                "Which leader may decide that a matter is not completed: any school leader or a principal one."
            ),
            "return_requires_deadline": _(
                "Whoever returns a result also sets a new due date, e.g. ten days for what is missing."
            ),
            "conclusion_required": _(
                "The office writes its conclusion before it closes, e.g. “implemented as decided”."
            ),
            "report_back_before_close": _(
                "Whether the result is reported back before closing: no, once, or to every principal leader."
            ),
            "archive_enabled": _(
                "A closed matter is archived in a volume with its number, e.g. 2024-督办-1."
            ),
            "archive_records": _(
                "Who archives: the office alone, or the initiating unit and the office."
            ),
            "handover_enabled": _(
                "Whoever leaves a post hands the open matters over to a successor; both confirm."
            ),
            "recusal_enabled": _(
                "Who has an interest in a matter is recused: sees and decides nothing of it from then on."
            ),
            "disagreement_enabled": _(
                "Units that do not agree bring it to the head of the lead unit, then to the leader in charge."
            ),
            "confidentiality_levels": _(
                "Which levels there are above normal. Sensitive: only an access list reads it. Classified: only "
                "its number is kept here."
            ),
            "merge_enabled": _(
                "Matters of the same content may be merged; the sources of both stay with the one that remains."
            ),
            "joint_units_enabled": _(
                "Other departments supervise together with the office and add records of their own."
            ),
            "research_enabled": _(
                "Research on the spot is planned and recorded, e.g. “visit to three faculties”."
            ),
            "recheck_enabled": _(
                "Closed matters are looked at again; one that was not implemented is reopened."
            ),
            "recheck_random": _(
                "The matters to re-check may be drawn at random, e.g. a tenth of those closed this term."
            ),
            "bulletin_enabled": _(
                "Bulletins report on all matters of a period, e.g. each month, to the leaders they name."
            ),
            "commendation_enabled": _(
                "Units and people who did well are proposed for commendation from the figures of a year."
            ),
            "accountability_enabled": _(
                "Failures are followed up: proposal, decision of the competent office, rectification."
            ),
            "progress_request_enabled": _(
                "The office asks for progress by a date between the regular ones, e.g. before a meeting."
            ),
            "rate_basis": _(
                "What the completion rate is measured by: matters on the ledger in the period, or those filed in it."
            ),
            "assessment_units": _("The annual list names units with their figures."),
            "assessment_heads": _("The annual list names heads of units."),
            "assessment_handlers": _("The annual list names handlers."),
            "assessment_leaders": _("The annual list names leaders in charge."),
            "objection_decider": _(
                "Who decides when a unit says a matter is not its duty: the office or the leader in charge."
            ),
        }
