"""What ledgers, notices and forms say about a matter: one getter per cell that is not simply a field."""

from odoo import api, fields, models

from ... import clock
from ..matter.states import ENDED_STATES, RUNNING_STATES
from .document_mixin import in_chinese

#: where an institution writes what was achieved, in the order in which it is read
RESULT_FIELDS = (
    "result", "result_measures", "result_progress", "result_effect", "result_next_steps", "achievements", "problems",
    "conclusion",
)  # fmt: skip
#: what the menu of a matter prints: the word of the regulation for it
PRINTS = {
    "duban_supervision.action_report_notice": "notice",
    "duban_supervision.action_report_records": "records",
}


class DubanMatter(models.Model):
    _name = "duban.matter"
    _inherit = ["duban.matter", "duban.document.mixin"]

    # -- columns of the ledger that are no field of their own
    document_source = fields.Text("Source of the matter", compute="_compute_document")
    document_source_document = fields.Text(
        "Source document in words", compute="_compute_document"
    )
    document_basis_document = fields.Text("Basis in words", compute="_compute_document")
    document_category = fields.Char("Category in words", compute="_compute_document")
    document_units = fields.Text("All units", compute="_compute_document")
    document_co_units = fields.Text("Co-units in words", compute="_compute_document")
    document_subject = fields.Text("Matter and content", compute="_compute_document")
    document_deadline = fields.Char("Due by", compute="_compute_document")
    document_handlers = fields.Text("Handlers", compute="_compute_document")
    document_responsible = fields.Text(
        "Person responsible", compute="_compute_document"
    )
    document_progress = fields.Text("Latest progress", compute="_compute_document")
    document_feedback_dates = fields.Text("Feedback dates", compute="_compute_document")
    document_urging = fields.Text("Urging records", compute="_compute_document")
    document_urging_numbers = fields.Text("Urging numbers", compute="_compute_document")
    document_extension = fields.Text("Extensions", compute="_compute_document")
    document_adjustment = fields.Text(
        "Extensions and exemptions", compute="_compute_document"
    )
    document_completion = fields.Text("Completion", compute="_compute_document")
    document_report_back = fields.Text("Reported back to", compute="_compute_document")
    document_recheck = fields.Text("Re-check results", compute="_compute_document")
    document_claim = fields.Text("Claimed by", compute="_compute_document")
    document_review = fields.Text("Reviews and perusals", compute="_compute_document")
    document_write_off = fields.Text("Number closed", compute="_compute_document")
    document_archive = fields.Text("Archive volumes", compute="_compute_document")

    @api.model
    def get_views(self, views, options=None):
        """The menu calls what it prints as the paper does: by the regulation's word."""
        result = super().get_views(views, options)
        regulation = self.env["duban.regulation"]._in_force()
        names = {
            self.env.ref(report).id: regulation._document_title(document, "")
            for report, document in PRINTS.items()
        }
        for view in result["views"].values():
            toolbar = view.get("toolbar") or {}
            if "print" in toolbar:
                view["toolbar"] = {
                    **toolbar,
                    "print": [
                        {**entry, "name": names.get(entry["id"]) or entry["name"]}
                        for entry in toolbar["print"]
                    ],
                }
        return result

    def _compute_document(self):
        names = [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_document"
        ]
        # the units and people of all rows at once; the cells then read them one by one
        lines = self.unit_line_ids
        (self.lead_unit_id | lines.department_id).mapped("name")
        (self.handler_id | self.unit_head_id | lines.handler_id).mapped("name")
        for matter in self:
            for name in names:
                key = name.removeprefix("document_")
                matter[name] = matter._document_text(key) if matter.id else False

    # ------------------------------------------------------------------
    # What the matter is
    # ------------------------------------------------------------------

    def _document_value_source(self):
        return self.source_display

    def _document_value_source_document(self):
        """Meeting or document without the category, which has its own column."""
        lines = []
        for matter in self | self.merged_ids:
            lines += matter._document_sources() or [matter._document_decided()]
        return "\n".join(filter(None, lines))

    def _document_decided(self):
        """What this one matter rests on where nothing else is said of its source: its basis, and the leader who
        decided that it is filed (WUT-12.1c)."""
        signers = []
        if self._category_rule().get("filing_authority") == "leader":
            lines = self.approval_line_ids.filtered(
                lambda line: line.purpose == "filing" and not line.adjustment_id
            )
            last = max(lines.mapped("round"), default=0)
            signers = [
                self._document_join(line._signer_name(), line.date_decided)
                for line in lines.sorted("sequence")
                if line.round == last and line.state == "approved"
            ]
        return self._document_join(self.basis, *signers)

    def _document_sources(self):
        """Where each of these matters comes from, in words: list of texts."""
        sources = []
        for matter in self:
            parts = [
                matter._meeting_words(),
                matter._format_date(matter.meeting_date),
                matter.minutes_number,
                matter.source_item,
                matter.source_document,
                matter.source_leader_id.name,
                f"{matter.plan_year}年度" if matter.plan_year else "",
            ]
            sources.append(" ".join(part for part in parts if part))
        return [source for source in sources if source]

    def _document_value_category(self):
        kind = self.source_kind_id.name
        return "・".join(filter(None, [self.source_category_id.name, kind]))

    def _document_value_subject(self):
        """Title, and the content where it says more."""
        content = (self.content or "").strip()
        if not content or content == self.name:
            return self.name
        return f"{self.name}\n{content}"

    def _document_cell_text(self, document, key):
        text = super()._document_cell_text(document, key)
        day = self._notice_deadline() if document == "notice" else None
        if text and day and key in ("deadline", "date_deadline"):
            return self._format_date(day)
        return text

    def _document_value_deadline(self):
        return self.date_deadline or self.deadline_text

    def _document_value_basis_document(self):
        """Basis in words, else where the matter comes from; which of several meetings it was is always said."""
        return self._document_value_basis() or self._document_value_source_document()

    def _document_value_basis(self):
        name = self.meeting_name
        if not self.basis or not name or name in self.basis:
            return self.basis
        return f"{self._meeting_words()}：{self.basis}"

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _document_value_co_units(self):
        return self._document_names(self.co_unit_ids)

    def _document_value_units(self):
        return self._document_names(self.lead_unit_id | self.co_unit_ids)

    def _document_value_handlers(self):
        lines = self.unit_line_ids.filtered(lambda line: line.role in ("lead", "co"))
        return self._document_names(self.handler_id | lines.handler_id)

    def _document_value_co_handlers(self):
        lines = self.unit_line_ids.filtered(lambda line: line.role == "co")
        return self._document_names(lines.handler_id)

    def _document_value_responsible(self):
        return self._document_names(self.handler_id or self.unit_head_id)

    # ------------------------------------------------------------------
    # Assignment and acceptance
    # ------------------------------------------------------------------

    def _document_value_channel(self):
        """Channels and date of the notice to the unit that leads, as recorded (WUT-13.1a)."""
        day = self.date_assigned
        rows = self.record_ids.filtered(
            lambda row: (
                row.purpose == "assignment"
                and not row.origin_matter_id
                and clock.local(self, row.date).date() == day
            )
        )
        return self._document_join(
            self._document_names(rows.channel_id or self.channel_ids), day
        )

    def _document_value_issued_by(self):
        return self._document_names(self.assigned_by_id or self.officer_id)

    def _document_value_receipt(self):
        """Who accepted, and when."""
        return self._document_join(self.accepted_by_id.name, self.date_accepted)

    def _document_value_claim(self):
        unit = self.lead_unit_id.name if self.date_accepted else ""
        return self._document_join(unit, self.accepted_by_id.name, self.date_accepted)

    def _document_value_feedback_frequency(self):
        """How often feedback is due by the matter's grade."""
        grade = self._rules()["grades"].get(str(self.grade_id.id)) or {}
        if grade.get("feedback_every"):
            return self.env._("Once every %s days", grade["feedback_every"])
        if grade.get("min_feedback"):
            return self.env._("At least %s time(s)", grade["min_feedback"])
        return ""

    def _document_value_feedback_wanted(self):
        """The stated requirement, else the frequency of the grade, else the milestones of the plan."""
        if self.feedback_requirement:
            return self.feedback_requirement
        return self._document_value_feedback_frequency() or (
            self.env._("At each milestone of the work plan")
            if self._rule("feedback_by_plan")
            else ""
        )

    # ------------------------------------------------------------------
    # Progress
    # ------------------------------------------------------------------

    def _ledger_feedback(self):
        """Feedback of the lead unit that may stand on the ledger, in order (WUT-16.1b, SIE-16.1b)."""
        shown = (
            {"accepted"}
            if self._rule("feedback_review_required")
            else {"accepted", "new"}
        )
        return self.feedback_ids.filtered(
            lambda row: row.kind != "co_unit" and row.review_state in shown
        ).sorted(lambda row: (row.date, row.id))

    def _document_value_progress(self):
        last = self._since_present_lead(self._ledger_feedback())[-1:]
        if not last:
            return ""
        # the share is of what the lead unit says, not of what a co-unit told it
        done = f"（{last.percentage}%）" if last.percentage else ""
        return self._document_join(last.date, last._words(done))

    def _document_value_all_progress(self):
        return "\n".join(
            self._document_join(row.date, row._words())
            for row in self._ledger_feedback()
        )

    def _document_value_feedback_dates(self):
        """Last feedback, next feedback due."""
        running = self.state in RUNNING_STATES
        following = self._open_feedback_date() if running else False
        last = self._since_present_lead(self._ledger_feedback())[-1:].date
        return "\n".join(
            filter(
                None,
                [
                    last and self.env._("Last: %s", self._format_date(last)),
                    following
                    and self.env._("Next due: %s", self._format_date(following)),
                ],
            )
        )

    def _urging_records(self):
        return self.record_ids.filtered(lambda row: row.purpose == "urging")

    def _document_value_urging(self):
        """How often, and each record."""
        lines = [str(self.urging_count)] if self.urging_count else []
        lines += [
            self._document_join(row.number, row._document_value("date"), row.summary)
            for row in self._urging_records()
        ]
        return "\n".join(lines)

    def _document_value_urging_numbers(self):
        lines = [str(self.urging_count)] if self.urging_count else []
        return "\n".join(
            lines + [row.number for row in self._urging_records() if row.number]
        )

    def _document_records(self):
        """Supervision records in order; sending the matter to its units is none."""
        return self.record_ids.filtered(lambda row: row.purpose != "assignment").sorted(
            lambda row: (row.date, row.id)
        )

    # ------------------------------------------------------------------
    # Due date
    # ------------------------------------------------------------------

    def _document_requests(self, kinds):
        """Requests of ``kinds``: applied on, decided by, new due date; what is not granted with its state."""
        lines = []
        states = dict(
            self.env["duban.request"]._fields["state"]._description_selection(self.env)
        )
        for row in self.request_ids.sorted("id"):
            # what could not be done and was given a new date has moved the due date as well (CORE-8)
            moved = (
                row.kind == "inability"
                and row.state == "approved"
                and row.outcome == "new_date"
            )
            if not moved and (
                row.kind not in kinds or row.state in ("draft", "withdrawn", "ended")
            ):
                continue
            text = "、".join(
                filter(
                    None,
                    [
                        self._format_date(row.date_applied),
                        row._document_value("decided_by"),
                        self._format_date(row.date_granted)
                        if row.state == "approved"
                        else "",
                    ],
                )
            )
            if moved or row.kind == "exemption" or row.state != "approved":
                name = row._document_value("kind")
                text += f"（{name}：{states[row.state]}）"
            lines.append(text)
        return "\n".join(lines)

    def _document_value_extension(self):
        return self._document_requests(("extension",))

    def _document_value_adjustment(self):
        return self._document_requests(("extension", "exemption"))

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------

    def _document_value_completion(self):
        """State, and the result once it may stand on the ledger; how it ended where it has none (XISU-12.3d)."""
        shown = not self._rule("feedback_review_required") or self.review_passed
        said = self.result if shown else False
        if not said and self.state in ENDED_STATES:
            said = self.conclusion
        return "\n".join(filter(None, [self._state_label(), said]))

    def _document_value_review(self):
        """Completion review and the approvals of closing, as far as they stand."""
        lines = []
        if self.review_passed:
            lines.append(
                self._document_join(
                    self.reviewed_by_id.name, self.date_reviewed, self.review_opinion
                )
            )
        for row in self._standing_signatures("closing"):
            if row.state == "approved":
                lines.append(
                    self._document_join(
                        row._signer_name(), row.date_decided, row.opinion
                    )
                )
        return "\n".join(lines)

    def _document_value_report_back(self):
        # sudo: reports that were made are a cell of the matter's paper; addressee and date only
        return "\n".join(
            self._document_join(
                "、".join(
                    filter(
                        None,
                        [
                            row.target_id.name,
                            *row.leader_ids.mapped("name"),
                            *row.unit_ids.mapped("name"),
                        ],
                    )
                ),
                row.date,
            )
            for row in self.sudo().report_back_ids.sorted("date")
            if row.state == "done"
        )

    def _document_value_recheck(self):
        outcomes = dict(
            self.recheck_ids._fields["outcome"]._description_selection(self.env)
        )
        return "\n".join(
            self._document_join(
                row.date, row.kind_id.name, f"{outcomes[row.outcome]}：{row.finding}"
            )
            for row in self.recheck_ids.sorted("id")
            if row.outcome != "open"
        )

    def _document_value_write_off(self):
        return self._document_join(self.closed_by_id.name, self.date_closed)

    def _document_value_date_closed(self):
        """The day; of a withdrawn filing that it was, unless a column of the ledger beside says so (CORE-24)."""
        if self.state != "withdrawn":
            return self.date_closed
        cells = self.regulation_id._document_cells("ledger")
        said = any(cell["key"] == "completion" for cell in cells)
        return "" if said else self._state_label()

    def _document_value_archive(self):
        return "\n".join(
            self._document_join(row.department_id.name, row.volume, row.date)
            for row in self.archive_record_ids.sorted("id")
            if row.holder != "unit"
        )

    def _document_join(self, *parts):
        """Parts that are not empty, dates in words, separated by blanks."""
        words = []
        for part in parts:
            if hasattr(part, "hour"):
                part = clock.local(self, part).date()
            words.append(self._format_date(part) if hasattr(part, "year") else part)
        return " ".join(word for word in words if word)

    # ------------------------------------------------------------------
    # The notice
    # ------------------------------------------------------------------

    def action_attach_notice(self):
        """Attach the assignment notice to each matter, by the office.

        :return: the attachments
        """
        self._assert_may("_is_office")
        self._assert_not_ended()
        self._check_notice()
        return self._attach_report("duban_supervision.action_report_notice", "notice")

    def _check_notice(self):
        self.check_access("read")
        self._check_filed()

    def _attach_report(self, report, document):
        """Keep the print of ``report`` (xml id) as a file of each matter; its name carries number and title only.

        :return: the attachments
        """
        # sudo: the acting person was checked; reports run with the person's own name.
        Print = self.env["duban.print"].sudo()
        files = self.env["ir.attachment"].sudo()
        for matter in self:
            title = matter.regulation_id._document_title(document, document)
            name = f"{matter.number or ''} {title}".strip()
            files |= Print._keep(report, matter, matter, name)
        return files

    def _effect_keep_notice(self, data):
        self.filtered(lambda m: m._rule("notice_on_assignment"))._attach_report(
            "duban_supervision.action_report_notice", "notice"
        )

    def _result_text(self):
        """The result of this one matter in one text, whatever structure its institution gives it."""
        first, *others = RESULT_FIELDS
        label = in_chinese(self)._label
        texts = [f"{label(name)}：{self[name]}" for name in others if self[name]]
        return "\n".join(filter(None, [self[first], *texts])) or False
