"""What a line of the log says of a file and of the record of a matter: plain data in sections, each by its digest."""

import hashlib
import json

from odoo.tools import SQL

from ...tools.names import own_model
from . import outside

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


#: what belongs into the log: everything of matters that were filed or came to another end
LOGGED = """(m.date_filed IS NOT NULL OR m.number IS NOT NULL
             OR m.state NOT IN ('draft', 'filing_approval'))"""


def digest(value):
    """SHA-256 of plain data in canonical JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def file_sections(file):
    """What a line of the log says of one file (as superuser): where it stands, what it is called, what is in it.

    ``seq`` 1 were lines of the content alone; ``seq`` 2 say this.
    """
    matter = file.env["duban.matter"]
    if own_model(file.env, file.res_model):
        record = file.env[file.res_model].browse(file.res_id).exists()
        if record._name == "duban.matter":
            matter = record
        elif "matter_id" in record._fields:
            matter = record.matter_id
    return {
        "matter": matter.id or None,
        "place": digest([file.res_model, file.res_id, file.res_field or None]),
        "name": digest(file.name),
        "content": outside.file_digest(file),
    }


def is_logged(matter):
    """Whether one matter belongs into the log: filed, or ended without (``LOGGED`` for the database)."""
    return bool(
        matter.date_filed
        or matter.number
        or matter.state not in ("draft", "filing_approval")
    )


def matter_sections(matters):
    """Digests of the records of ``matters`` as they stand in the database.

    :return: {id: (number of acts, {section: digest})}
    """
    cr = matters.env.cr
    cr.execute(
        SQL(
            "SELECT t.id, t.trail_length, %s FROM duban_matter t WHERE t.id = ANY(%s) ORDER BY t.id",
            columns(FIELDS),
            matters.ids,
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
                matters.ids,
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
