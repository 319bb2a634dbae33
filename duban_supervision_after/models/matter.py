"""What comes after a matter: whether the regulation's conditions make it a candidate for accountability, what held."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import (
    CLOSED_STATES,
    ENDED_STATES,
    RUNNING_STATES,
)
from odoo.addons.duban_supervision.models.matter.steps import after_step
from odoo.addons.duban_supervision.models.reminding.todo import Todo, todos_in
from odoo.addons.duban_supervision.models.screens.landing import PROGRESS, Landing

from .. import tenures

#: kinds of reminders that a case cites
CITED = ("overdue", "feedback_missing", "unanswered", "urged", "warned")


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    accountability_ids = fields.Many2many(
        "duban.accountability",
        "duban_accountability_matter_rel",
        groups="duban_supervision.group_office",
        copy=False,
    )
    is_accountability_candidate = fields.Boolean(
        "Candidate for accountability",
        compute="_compute_is_accountability_candidate",
        search="_search_is_accountability_candidate",
        groups="duban_supervision.group_office",
    )

    @api.model
    def _rare_parts(self):
        return [*super()._rare_parts(), "accountability_ids"]

    @api.model
    def _landings(self):
        """Who has to put something right sees the task and reports on it; the case itself is not shown."""
        return {
            **super()._landings(),
            "rectify": Landing(
                steps=("feedback",), shows=("content", "deadline_text", *PROGRESS)
            ),
        }

    def _compute_is_accountability_candidate(self):
        candidates = self._accountability_candidates()
        for matter in self:
            matter.is_accountability_candidate = matter in candidates

    def _search_is_accountability_candidate(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = self._candidate_ids()
        return Domain.OR(
            Domain("id", "in" if wanted else "not in", ids) for wanted in value
        )

    @api.model
    def _accountability_candidates(self, rule=None):
        """Matters on the list of candidates that the user may read.

        :param rule: ``urged_overdue`` (XISU-14.1b, ABAF-25.1) or ``late_unjustified`` (ABAF-23.1); None: what each
            regulation says
        :return: ``duban.matter`` recordset
        """
        return self.search([("id", "in", self._candidate_ids(rule))])

    @api.model
    def _candidate_ids(self, rule=None):
        """Ids by condition, one query.

        Urged and still not done: urged once or more, and the later of due date and urged limit has passed without a
        result, or the result was returned after the urging. Late: the due date passed without result, or the result
        came after it. Urgings and warnings are those of the unit that leads, since it does (CORE-21). A reason that
        was accepted excuses the date that it was given for, none before or after it (CORE-34). A case already proposed
        takes a matter off both lists, unless it is one against a unit that has handed the matter over.
        """
        self.flush_model()
        self.env["duban.act"].flush_model()
        self.env["duban.matter.unit"].flush_model(["role", "department_id"])
        self.env["duban.record"].flush_model(
            ["matter_id", "date", "purpose", "new_limit", "level_id"]
        )
        self.env["duban.accountability"].flush_model(["matter_ids", "state", "unit_id"])
        self.env["duban.regulation"].flush_model(
            ["accountability_enabled", "accountability_candidates"]
        )
        today = clock.today(self)
        done = SQL(
            "CASE WHEN m.state IN %s THEN COALESCE(m.paused_since, %s) ELSE m.date_result END",
            RUNNING_STATES,
            today,
        )
        excused = SQL(
            """((m.justification_state = 'accepted'
                 AND m.justification_limit IS NOT DISTINCT FROM m.date_deadline)
                OR COALESCE(m.date_excused = m.date_deadline, FALSE))"""
        )
        before = SQL("(m.was_late AND m.was_late_excused IS NOT TRUE)")
        handovers = tenures.handovers_since(
            "r.matter_id", "r.date", "'record_' || r.purpose"
        )
        rules = {
            "urged_overdue": SQL(
                """m.urging_count > 0 AND EXISTS (
                     SELECT 1 FROM duban_record r
                      WHERE r.matter_id = m.id AND r.purpose = 'urging' AND %(handovers)s = 0
                     HAVING count(*) > 0 AND (%(before)s OR NOT %(excused)s AND (
                                GREATEST(m.date_deadline, max(r.new_limit)) < %(done)s
                             OR m.returned_after_urging AND m.state NOT IN %(ended)s)))""",
                handovers=handovers,
                done=done,
                ended=CLOSED_STATES,
                before=before,
                excused=excused,
            ),
            "late_unjustified": SQL(
                "(%s OR NOT %s AND m.date_deadline < %s AND m.date_deadline >= %s)",
                before,
                excused,
                done,
                # a date that passed before the unit took the matter over was missed by another one
                SQL("COALESCE(NULLIF(m.tenures->-1->>2, 'False')::date, '-infinity')"),
            ),
        }
        # a colour that proposes accountability does so whatever lists the regulation has (PLUS-V2)
        warned = SQL(
            """NOT %s AND EXISTS (SELECT 1 FROM duban_record r JOIN duban_warning_level l ON l.id = r.level_id
                        WHERE r.matter_id = m.id AND r.purpose = 'warning' AND l.proposes_accountability
                          AND %s = 0)""",
            excused,
            handovers,
        )
        chosen = [warned] if rule in (None, "warned") else []
        chosen += [
            SQL(
                "(%s AND %s)",
                condition,
                SQL("g.accountability_candidates IN %s", (code, "both"))
                if not rule
                else SQL("TRUE"),
            )
            for code, condition in rules.items()
            if rule in (None, code)
        ]
        self.env.cr.execute(
            SQL(
                """
                SELECT m.id FROM duban_matter m JOIN duban_regulation g ON g.id = m.regulation_id
                 WHERE m.company_id = ANY(%s) AND g.accountability_enabled
                   AND m.state IN ('assigned', 'in_progress', 'result_submitted', 'closing_approval',
                                   'closed', 'archived')
                   AND (%s)
                   AND NOT EXISTS (SELECT 1 FROM duban_accountability_matter_rel l
                                     JOIN duban_accountability a ON a.id = l.duban_accountability_id
                                    WHERE l.duban_matter_id = m.id AND a.state <> 'draft'
                                      AND NOT EXISTS (SELECT 1 FROM duban_matter_unit u
                                                       WHERE u.matter_id = m.id AND u.role = 'former'
                                                         AND u.department_id = a.unit_id))
                """,
                self.env.companies.ids,
                SQL(" OR ").join(chosen),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def action_propose_accountability(self):
        """Open a draft case per lead unit of these matters, with its head and the urgings and reminders cited.

        They are those since the unit leads: what a unit before it was told proves nothing of this one (CORE-21).

        :raise AccessError: for anyone but the supervision office
        :return: action showing the drafts
        """
        self._assert_may("_is_office")
        records = self.env["duban.accountability"]
        for unit, matters in self.grouped("lead_unit_id").items():
            urgings = self.env["duban.record"].union(
                *(matter._records_of_lead("urging") for matter in matters)
            )
            records |= records.create(
                {
                    "regulation_id": matters[:1].regulation_id.id,
                    "company_id": matters[:1].company_id.id,
                    "unit_id": unit.id,
                    "person_id": matters[:1].unit_head_id.id,
                    "matter_ids": [(6, 0, matters.ids)],
                    "urging_ids": [(6, 0, urgings.ids)],
                    "reminder_ids": [(6, 0, matters._reminders_to_cite().ids)],
                }
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_after.duban_accountability_action"
        )
        return {**action, "domain": [("id", "in", records.ids)]}

    def _reminders_to_cite(self):
        """Reminders that prove that the unit knew: sent, about something that had passed or that it was urged to do;
        not of what a co-unit owed it."""
        return self.reminder_ids.filtered(
            lambda row: (
                row.digest_id
                and row.kind in CITED
                and not row.key.startswith("co:")
                and row.matter_id._tenure_at(row.create_date).is_present
            )
        )

    @todos_in(*RUNNING_STATES, "result_submitted", "closing_approval", *ENDED_STATES)
    def _todos_rectification(self):
        """The head's to-do on a matter for which a time limit for rectification runs (LZU-7.4a)."""
        # sudo: to-dos are the engine's; this one does not name the case
        records = self.sudo().accountability_ids.filtered(
            lambda record: (
                record.state == "decided"
                and record.rectification_deadline
                and not record.date_rectified
                # what was reported the office checks
                and not record._is_rectification_reported()
            )
        )
        return [
            Todo(
                f"rectify:{record.id}",
                "rectify",
                record.person_id
                or record.unit_id.manager_id.user_id
                or self.unit_head_id,
                record.rectification_deadline,
                # Colleagues see the to-do: it names the task, not the case.
                self.env._("Put right what was found and report to the office"),
            )
            for record in records
        ]

    @api.model
    def _patrolled_models(self):
        after = [
            "duban.accountability",
            "duban.bulletin",
            "duban.semester",
            "duban.score",
            "duban.score.objection",
        ]
        return [*super()._patrolled_models(), *after]

    # ------------------------------------------------------------------
    # What held (回头看, PLUS-R1)
    # ------------------------------------------------------------------

    recheck_result = fields.Char(
        "Outcome of re-checks",
        compute="_compute_recheck_result",
        compute_sudo=False,
    )

    @api.depends("recheck_ids.outcome", "recheck_ids.date_planned", "state")
    def _compute_recheck_result(self):
        for matter in self:
            rows = matter.recheck_ids
            passed = len(rows.filtered(lambda row: row.outcome == "passed"))
            failed = len(rows.filtered(lambda row: row.outcome == "failed"))
            coming = matter._open_rechecks()
            parts = []
            if passed:
                parts.append(self.env._("held %s times", passed))
            if failed:
                parts.append(self.env._("failed %s times", failed))
            if coming:
                day = min(coming.mapped("date_planned"))
                parts.append(self.env._("next on %s", matter._format_date(day)))
            matter.recheck_result = "，".join(parts)

    @after_step("close")
    def _effect_plan_rechecks(self, data):
        """What is left of a draw counts from the closing that it is about: the last one."""
        left = self.recheck_ids.filtered(lambda row: row.outcome == "open")
        for (sample, _matter), rows in left.grouped(
            lambda row: (row.sample_id, row.matter_id)
        ).items():
            if sample.by_risk:
                sample._plan_anew(rows)

    def _todos_after_end(self):
        """Of the re-checks of one draw only the next one is a to-do."""
        todos = super()._todos_after_end()
        later = set()
        for sample in self.recheck_ids.sample_id.filtered("by_risk"):
            rows = self.recheck_ids.filtered(
                lambda row, sample=sample: (
                    row.sample_id == sample and row.outcome == "open"
                )
            ).sorted("date_planned")
            later |= {f"recheck:{row.id}" for row in rows[1:]}
        return [todo for todo in todos if todo.key not in later]
