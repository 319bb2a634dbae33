"""A matter at a glance: the leader's minute (PLUS-L1) with 关注, an instruction that becomes a draft; the timeline."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..matter.states import OPEN_STATES
from ..reminding.todo import Todo

#: characters of an instruction that make the title of its draft
TITLE = 60


#: more feedback dates than a timeline can show (a five-year plan with a monthly grid)
MOST_FEEDBACK_DATES = 24


class DubanMatter(models.Model):
    _inherit = "duban.matter"

    watcher_ids = fields.Many2many(
        "res.users",
        "duban_matter_watcher_rel",
        string="Watched by",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Whoever reads a matter may keep an eye on it; nobody else sees who does.",
    )
    is_watched = fields.Boolean(
        "Watched", compute="_compute_is_watched", search="_search_is_watched"
    )
    origin_record_id = fields.Many2one(
        "duban.record", "Instruction it comes from", readonly=True, copy=False
    )
    contact_phone = fields.Char("Telephone", compute="_compute_contact_phone")
    last_progress = fields.Char(compute="_compute_last_progress")

    @api.depends_context("uid")
    @api.depends("watcher_ids")
    def _compute_is_watched(self):
        # sudo: one's own mark only
        for matter, shadow in zip(self, self.sudo(), strict=True):
            matter.is_watched = self.env.user in shadow.watcher_ids

    def _search_is_watched(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: one's own marks; which of them are seen is for the record rules
        own = self.sudo()._search([("watcher_ids", "in", self.env.uid)])
        return Domain("id", "in" if True in value else "not in", own)

    def action_watch(self):
        """Keep an eye on the matters, or no longer: each reader for himself, without a line in the trail."""
        self.check_access("read")
        for matter in self:
            # sudo: the reader's own mark
            shadow = matter.sudo()
            link = (3 if self.env.user in shadow.watcher_ids else 4, self.env.uid, 0)
            shadow._engine_write({"watcher_ids": [link]})
        return True

    @api.depends("handler_id", "unit_head_id", "company_id")
    def _compute_contact_phone(self):
        # sudo: whoever reads a matter may call who handles it
        Employee = self.env["hr.employee"].sudo()
        for company, matters in self.sudo().grouped("company_id").items():
            users = matters.handler_id | matters.unit_head_id
            # of an employee nothing else is asked, and there are many columns
            employees = Employee.search_fetch(
                [("user_id", "in", users.ids), ("company_id", "=", company.id)],
                ["user_id", "mobile_phone", "work_phone"],
            )
            phones = {row.user_id: row.mobile_phone or row.work_phone for row in employees}  # fmt: skip
            for matter in matters:
                person = matter.handler_id or matter.unit_head_id
                matter.with_env(self.env).contact_phone = phones.get(person)

    @api.depends("feedback_ids.kind", "feedback_ids.review_state")
    def _compute_last_progress(self):
        """What the lead unit said last: neither what a co-unit told it nor what was returned (CORE-9)."""
        self.feedback_ids.fetch(["kind", "review_state"])
        latest = {
            matter: matter._since_present_lead(
                matter.feedback_ids.filtered(
                    lambda row: row.kind != "co_unit" and row.review_state != "returned"
                )
            ).sorted("id")[-1:]
            for matter in self
        }
        # at once, and no text of those before
        self.env["duban.feedback"].union(*latest.values()).fetch(["date", "name"])
        for matter, last in latest.items():
            matter.last_progress = (
                f"{self._screen_date(last.date)} {last.name}" if last else False
            )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The brief is a phone's; a desk has room for the form and does not read it twice."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not options.get("mobile"):
            for brief in arch.xpath("//div[@name='brief']"):
                brief.getparent().remove(brief)
        return arch, view

    # ------------------------------------------------------------------
    # An instruction that becomes a matter
    # ------------------------------------------------------------------

    def _draft_from_instruction(self, record):
        """A draft for the office of this one matter with the words of ``record``; the office completes and files it.

        The category is left to the office: which one an instruction falls under is not guessed.
        """
        text = " ".join((record.summary or "").split())
        # sudo: the leader was checked; the draft is the office's to complete
        return self.sudo().with_context(duban_door=self._door()).create(
            {
                "company_id": self.company_id.id,
                "regulation_id": self.env["duban.regulation"]._in_force(self.company_id).id,
                "name": text[:TITLE],
                "content": record.summary,
                "basis": self.env._(
                    "Instruction of %(leader)s on %(matter)s, %(day)s",
                    leader=record.user_id.name,
                    matter=self.number or self.display_name,
                    day=self._format_date(clock.local(self, record.date).date()),
                ),
                "source_leader_id": record.user_id.id,
                "instruction_date": clock.local(self, record.date).date(),
                "lead_unit_id": self.lead_unit_id.id,
                # of what the discipline office supervises the ordinary office learns nothing: the draft goes there too
                "confidentiality": self.confidentiality,
                "is_disciplinary": self.is_disciplinary,
                "origin_record_id": record.id,
            }
        )  # fmt: skip

    def _todos_draft(self):
        todos = super()._todos_draft()
        if self.origin_record_id and not todos:
            todos.append(
                Todo(
                    "instructed",
                    "file",
                    self._office_contact(),
                    None,
                    self.env._("Instruction of a leader: complete and file"),
                )
            )
        return todos

    # ------------------------------------------------------------------
    # The course against the plan, as points in time
    # ------------------------------------------------------------------

    timeline = fields.Json(
        compute="_compute_timeline",
        export_string_translation=False,
        help="Milestones, feedback and due dates as {points: [{lane, date, day, name, note, style, at}], today}.",
    )

    @api.depends_context("uid", "lang")
    @api.depends(
        "date_deadline",
        "state",
        "due_date_ids",
        "plan_line_ids.date",
        "plan_line_ids.name",
        "feedback_ids",
        "pause_ids",
    )
    def _compute_timeline(self):
        today = clock.today(self)
        for matter in self:
            matter.timeline = matter._timeline(today) if matter.id else False

    def _timeline(self, today):
        """The timeline of this one matter, or ``False`` when there is nothing to set against each other.

        ``at`` is the place of a point in per cent between the first and the last date.
        """
        points = (
            self._timeline_stages()
            + self._timeline_plan(today)
            + self._timeline_progress()
            + self._timeline_due()
        )
        if not any(point["lane"] != "stage" for point in points):
            return False
        days = [point["when"] for point in points]
        if self.state in OPEN_STATES:
            days.append(today)
        first, last = min(days), max(days)
        length = max((last - first).days, 1)

        def place(day):
            return round(100 * (day - first).days / length, 1)

        points.sort(key=lambda point: point["when"])
        for point in points:
            day = point.pop("when")
            point.update(
                date=day.isoformat(),
                day=self._screen_date(day),
                # on the strip there is little room, and the year goes without saying
                short=self._screen_date(day).rpartition("年")[2]
                if day.year == today.year
                else self._screen_date(day),
                at=place(day),
            )
        return {
            "points": points,
            "first": self._screen_date(first),
            "last": self._screen_date(last),
            "today": place(today) if first <= today <= last else None,
            "today_iso": today.isoformat(),
            "today_day": self._screen_date(today),
        }

    def _timeline_point(self, lane, when, name, style, note=""):
        return {
            "lane": lane,
            "when": when or date.min,
            "name": name,
            "style": style,
            "note": note or "",
        }

    def _timeline_stages(self):
        """Where it began and ended."""
        labels = self.fields_get(
            ["date_assigned", "date_result", "date_closed"], ["string"]
        )
        return [
            self._timeline_point("stage", self[name], labels[name]["string"], "stage")
            for name in labels
            if self[name]
        ] + [
            self._timeline_point("stage", day, words, "stage", pause.ground)
            for pause in (self.pause_ids if self.pause_count else ())
            for day, words in (
                (pause.date_from, self.env._("Clock stopped")),
                (pause.date_to, self.env._("Clock went on")),
            )
            if day
        ]

    def _timeline_plan(self, today):
        """Milestones, and the days on which feedback is due by rule."""
        states = dict(
            self.plan_line_ids._fields["state"]._description_selection(self.env)
        )
        points = [
            self._timeline_point(
                "plan", line.date, line.name, line.state, states[line.state]
            )
            for line in self.plan_line_ids
            if line.date and not line.is_proposal
        ]
        planned = {point["when"] for point in points}
        rows = [row for row in self._feedback_days() if row.due not in planned]
        if len(rows) > MOST_FEEDBACK_DATES:
            rows = [row for row in rows if not row.answered or row.due >= today][:1]
        for row in rows:
            late = "missing" if row.due < today else "planned"
            style = "done" if row.answered else late
            points.append(
                self._timeline_point(
                    "plan", row.due, self.env._("Feedback due"), style, states[style]
                )
            )
        return points

    def _timeline_progress(self):
        """What was reported when."""
        return [
            self._timeline_point(
                "progress",
                row.date,
                row.name,
                "returned"
                if row.review_state == "returned"
                else "late"
                if row.is_late
                else "done",
                self.env._("Late") if row.is_late else row.department_id._duban_name(),
            )
            for row in self.feedback_ids
        ]

    def _timeline_due(self):
        """Every due date the matter had; the last one counts."""
        rows = self.due_date_ids.filtered("date").sorted("id")
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        former = self.env._("Former due date")
        points = [
            self._timeline_point("due", row.date, former, "former", kinds[row.kind])
            for row in rows
        ]
        if points:
            style = "overdue" if self.is_overdue else "due"
            points[-1].update(name=self.env._("Due date"), style=style)
        return points


class DubanRecord(models.Model):
    _inherit = "duban.record"

    wants_draft = fields.Boolean(
        "Make a matter of it",
        help="The office gets a draft with these words, completes and files it.",
    )
    draft_matter_id = fields.Many2one(
        "duban.matter", "Matter made of it", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered("wants_draft"):
            if record.purpose != "instruction":
                raise UserError(
                    self.env._("Only an instruction of a leader becomes a matter.")
                )
            draft = record.matter_id._draft_from_instruction(record)
            record._engine_write({"draft_matter_id": draft.id})
            draft._reconcile_todos()
        return records
