"""The record of a matter as plain data, in sections: what the log keeps a digest of."""

from odoo import models
from odoo.tools import SQL

from .log import digest

#: fields of the matter that change by an act of the trail only
FIELDS = (
    "name", "number", "state", "company_id", "regulation_id", "ruleset_id", "content", "objective", "basis",
    "leader_instruction", "instruction_date", "form_id", "grade_id", "lead_unit_id", "subject_unit_id", "office_id",
    "date_deadline", "date_filed", "filed_by_id", "date_assigned", "assigned_by_id", "date_accepted", "accepted_by_id",
    "date_result", "date_closed", "closed_by_id", "date_ended", "date_archived", "result", "achievements", "problems",
    "head_confirmed", "head_confirmed_by_id", "review_opinion", "reviewed_by_id", "date_reviewed", "review_passed",
    "conclusion", "justification", "justification_state", "confidentiality", "is_petition", "is_disciplinary",
    "merged_into_id", "urging_count", "return_count",
)  # fmt: skip

#: section -> (table, columns, condition)
PARTS = {
    "units": ("duban_matter_unit", ("id", "role", "department_id"), "TRUE"),
    "decisions": (
        "duban_approval_line",
        ("id", "purpose", "state", "opinion", "decided_by_id", "on_behalf_id", "date_decided"),
        "t.state IN ('approved', 'returned', 'rejected')",
    ),
    "due dates": ("duban_due_date", ("id", "date", "kind", "ground", "date_set"), "TRUE"),
    "feedback": ("duban_feedback", ("id", "name", "date", "percentage", "author_id", "review_state"), "TRUE"),
    "records": ("duban_record", ("id", "purpose", "date", "summary", "answer", "date_answered", "number"), "TRUE"),
    "requests": (
        "duban_request",
        ("id", "kind", "state", "reason", "date_requested", "date_granted", "applicant_id"),
        "t.state <> 'draft'",
    ),
}  # fmt: skip


def columns(names):
    """The columns ``names`` of ``t``."""
    return SQL(", ").join(SQL.identifier("t", name) for name in names)


def said(names, values):
    """What of ``values`` says something: a column added later is empty and changes no digest."""
    return {
        name: value
        for name, value in zip(names, values, strict=True)
        if value not in (None, False, 0, "")
    }


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    def _is_logged(self):
        """Whether this one matter belongs into the log: filed, or ended without."""
        return bool(
            self.date_filed
            or self.number
            or self.state not in ("draft", "filing_approval")
        )

    def _log_sections(self):
        """Digests of the records of ``self`` as they stand in the database.

        :return: {id: (number of acts, {section: digest})}
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                "SELECT t.id, t.trail_length, %s FROM duban_matter t WHERE t.id = ANY(%s) ORDER BY t.id",
                columns(FIELDS),
                self.ids,
            )
        )
        found = {
            key: (length, {"matter": digest(said(FIELDS, values))})
            for key, length, *values in cr.fetchall()
        }
        for section, (table, names, condition) in PARTS.items():
            cr.execute(
                SQL(
                    "SELECT t.matter_id, %s FROM %s t WHERE t.matter_id = ANY(%s) AND %s ORDER BY t.matter_id, t.id",
                    columns(names),
                    SQL.identifier(table),
                    self.ids,
                    SQL(condition),
                )
            )
            rows = {}
            for key, *values in cr.fetchall():
                rows.setdefault(key, []).append(said(names, values))
            for key, lines in rows.items():
                if key in found:
                    found[key][1][section] = digest(lines)
        return found
