"""The next meeting's page: what became of the items decided before (上次议定事项落实情况, PLUS-M3)."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.duban_supervision import clock, inputs
from odoo.addons.duban_supervision.models.documents.document_mixin import in_chinese
from odoo.addons.duban_supervision.models.matter.states import (
    CLOSED_STATES,
    NEVER_FILED,
)

ENDED = ("closed", "archived", "exempted", "terminated", "merged")


def _ended_on(matter):
    return matter.date_closed or matter.date_ended


class DubanMeetingPage(models.Model):
    """One page for one meeting of a body; once published it and its lines do not change."""

    _name = "duban.meeting.page"
    _description = "Page for the next meeting"
    _inherit = ["duban.meeting.owned", "duban.engine.values", "mail.thread"]
    _keeps_defaults = True
    _order = "date desc, id desc"
    _sudo_is_engine = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    office_id = fields.Many2one(
        "hr.department",
        "Supervision office",
        compute="_compute_office_id",
        store=True,
        index=True,
    )
    body_id = fields.Many2one(
        "duban.decision.body",
        "Deciding body",
        required=True,
        ondelete="restrict",
        domain="[('is_body', '=', True), ('regulation_id.company_id', '=', company_id)]",
    )
    date = fields.Date(required=True, default=clock.today)
    meeting_id = fields.Many2one(
        "duban.meeting",
        "For the meeting",
        domain="[('body_id', '=', body_id)]",
        ondelete="restrict",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "duban_meeting_page_reader_rel",
        string="Readers",
        help="What one of them may not see is left out. Nobody named: only what everybody of the office may see.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many("duban.meeting.page.line", "page_id", "Items")
    left_out = fields.Integer("Left out", readonly=True)
    is_confidential = fields.Boolean(
        "Seen by its readers only",
        readonly=True,
        help="It holds what not everybody of the office may see.",
    )
    item_total = fields.Integer(compute="_compute_totals")
    open_total = fields.Integer(compute="_compute_totals")
    ended_total = fields.Integer(compute="_compute_totals")
    closed_total = fields.Integer("Carried through", compute="_compute_totals")
    omitted_total = fields.Integer("Taken off", compute="_compute_totals")
    report_ids = fields.Many2many(
        "duban.report.back", "duban_meeting_page_report_rel", readonly=True
    )
    date_published = fields.Date(readonly=True)
    published_by_id = fields.Many2one("res.users", readonly=True)

    @api.depends("body_id.name", "date")
    def _compute_name(self):
        for page in self:
            day = self.env["duban.matter"]._format_date(page.date)
            # stored once for everybody: in Chinese, as it is printed
            page.name = in_chinese(page).env._(
                "%(body)s %(date)s: what became of earlier decisions",
                body=page.body_id.name or "",
                date=day,
            )

    @api.depends("body_id")
    def _compute_office_id(self):
        for page in self:
            # sudo: whose page it is does not depend on who looks
            page.office_id = page.sudo().body_id.regulation_id.office_id

    @api.depends("line_ids.condition", "line_ids.omitted")
    def _compute_totals(self):
        for page in self:
            shown = page._shown_lines()
            page.omitted_total = len(page.line_ids) - len(shown)
            conditions = shown.mapped("condition")
            page.item_total = len(conditions)
            page.ended_total = conditions.count("ended")
            page.closed_total = len(shown.filtered(lambda line: line._is_carried()))
            page.open_total = page.item_total - page.ended_total

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        pages = super(
            DubanMeetingPage, self.with_context(mail_create_nosubscribe=True)
        ).create(vals_list)
        for page in pages:
            page._fill()
        return pages

    def write(self, vals):
        self._refuse_engine_write(vals)  # before the state is looked at
        if not self._by_engine() and any(page.state == "published" for page in self):
            raise UserError(self.env._("A published page does not change."))
        result = super().write(vals)
        if vals.keys() & {"body_id", "date", "reader_ids", "meeting_id"} and not (
            self._by_engine()
        ):
            for page in self:
                page._fill()
        return result

    def _is_kept(self):
        """Pages in ``self`` that were published."""
        return self.filtered(lambda page: page.state == "published")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if self._is_kept():
            raise UserError(self.env._("A published page is kept."))

    @api.model
    def action_next(self, body_id=None):
        """The page for the next meeting of a body: the draft that there is, else a new one.

        :param body_id: id of the body; None: the one that met last
        """
        Meeting = self.env["duban.meeting"]
        domain = [("company_id", "=", self.env.company.id)]
        body_id = inputs.one_id(self.env, body_id)
        body = self.env["duban.decision.body"].browse(body_id or []).exists()
        body = body or Meeting.search(domain, limit=1).body_id
        if not body:
            raise UserError(self.env._("No meeting has been entered yet."))
        page = self.search(
            [("body_id", "in", body._versions().ids), ("state", "=", "draft")], limit=1
        )
        if not page:
            regulation = self.env["duban.regulation"]._in_force()
            page = self.create({"body_id": (body._under(regulation) or body).id})
        return page._open()

    @api.model
    def action_choose(self):
        """The bodies of the institution, each one click away from the page for its next meeting (PLUS-M3)."""
        kanban = self.env.ref(
            "duban_supervision_meeting.duban_decision_body_view_kanban"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which body meets next?"),
            "res_model": "duban.decision.body",
            "views": [[kanban.id, "kanban"]],
            "domain": [("id", "in", self.env["duban.meeting"]._bodies().ids)],
        }

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    # ------------------------------------------------------------------
    # What stands on it
    # ------------------------------------------------------------------

    def action_refresh(self):
        """Take up what happened since; remarks that were typed stay with their item."""
        for page in self:
            if page.state == "published":
                raise UserError(self.env._("A published page does not change."))
            page._fill()
        return True

    def _shown_lines(self):
        """Lines of this one page that go out; what the office took off is counted."""
        return self.line_ids.filtered(lambda line: not line.omitted)

    def _reported(self):
        """{matter id: day on which a page of this one page's body said that it had ended}."""
        # sudo: what earlier pages said, whoever read them
        lines = (
            self.env["duban.meeting.page.line"]
            .sudo()
            .search_fetch(
                [
                    ("page_id.body_id", "in", self.body_id._versions().ids),
                    ("page_id.state", "=", "published"),
                    ("page_id", "!=", self.id),
                    ("condition", "=", "ended"),
                    ("omitted", "=", False),
                ],
                ["matter_id", "page_id"],
                order="page_id",
            )
        )
        days = sorted(
            (line.page_id.date_published, line.matter_id.id) for line in lines
        )
        return {matter_id: day for day, matter_id in days}

    @api.model
    def _is_reported(self, matter, reported):
        """Whether a page said already that the matter ended; one that was reopened since is news again."""
        bearer = self._bearer(matter)
        said = bearer.state in ENDED and reported.get(matter.id)
        return bool(said) and (_ended_on(bearer) or said) <= said

    @api.model
    def _bearer(self, matter):
        """The matter in which the work goes on: what was merged is followed where who sees the one sees the other."""
        into = matter.merged_into_id
        while matter.state == "merged" and into:
            if into.office_id != matter.office_id or into.state in NEVER_FILED:
                break
            if {matter.confidentiality, into.confidentiality} != {"normal"}:
                break
            matter, into = into, into.merged_into_id
        return matter

    def _since(self):
        """The day of the page before this one; None: there was none."""
        # sudo: the day of the page before, whoever read it
        before = self.sudo().search(
            [
                ("body_id", "in", self.body_id._versions().ids),
                ("state", "=", "published"),
                ("date", "<=", self.date),
                ("id", "!=", self.id or 0),
            ],
            order="date desc, id desc",
            limit=1,
        )
        return before.date_published if before else None

    def _candidates(self):
        """Items of earlier meetings that are open, or whose end no page has said yet, in the order of the minutes.

        :return: [(resolution, matter or empty)]
        """
        reported = self._reported()
        # sudo: what the readers may see is sorted out below, and what is left out is counted
        sudo = self.sudo()
        resolutions = sudo.env["duban.resolution"].search(
            [
                ("body_id", "in", self.body_id._versions().ids),
                ("company_id", "=", self.company_id.id),
                # of a meeting whose day nobody entered nothing is lost
                *("|", ("meeting_date", "<", self.date), ("meeting_date", "=", False)),
                ("meeting_id", "!=", self.meeting_id.id),
                ("status", "in", ("open", "supervised", "superseded")),
            ],
            order="meeting_date, meeting_id, sequence, id",
        )
        found = []
        Matter = sudo.env["duban.matter"]
        for resolution in resolutions:
            if resolution.status == "open":
                found.append((resolution, Matter))
                continue
            for matter in resolution.matter_ids:
                if matter.state not in NEVER_FILED and not self._is_reported(
                    matter, reported
                ):
                    found.append((resolution, matter))
        found += self._loose_matters(reported)

        def order(pair):
            # each meeting stands once: what was registered without an item after its items
            meeting = pair[0].meeting_id or pair[1].meeting_id
            return meeting.date or date.max, meeting.id

        return sorted(found, key=order)

    def _loose_matters(self, reported):
        """Matters of the body's meetings that were registered without an item, in the order of the meetings."""
        # sudo: see _candidates
        matters = (
            self.env["duban.matter"]
            .sudo()
            .search(
                [
                    ("meeting_id.body_id", "in", self.body_id._versions().ids),
                    ("company_id", "=", self.company_id.id),
                    ("meeting_id.id", "!=", self.meeting_id.id),
                    *(
                        "|",
                        ("meeting_id.date", "<", self.date),
                        ("meeting_id.date", "=", False),
                    ),
                    ("resolution_id", "=", False),
                    ("state", "not in", ("draft", *NEVER_FILED)),
                ],
                order="meeting_date, id",
            )
        )
        none = matters.env["duban.resolution"]
        return [
            (none, matter)
            for matter in matters
            if not self._is_reported(matter, reported)
        ]

    def _may_all_see(self, resolution, matter):
        """Whether every reader of this one page may see the item (as superuser)."""
        # whoever draws the page up reads it as well
        readers = self.reader_ids and self.reader_ids | self.env.user
        meeting = resolution.meeting_id or matter.meeting_id
        if meeting.is_restricted and (not readers or readers - meeting.reader_ids):
            return False
        if matter and matter.office_id != self.office_id:
            # discipline or secrecy supervises it now: its former office reads nothing of it any more
            return False
        if matter and matter.confidentiality != "normal":
            return bool(readers) and not readers - matter.access_user_ids
        return True

    def _fill(self):
        """Draw the lines up anew."""
        self.ensure_one()
        # sudo: the office was checked; what readers may not see is left out line by line
        page = in_chinese(self.sudo())
        asked = {"", *page._need_words().values()}
        typed = {
            (line.resolution_id.id, line.matter_id.id): {
                "remark": line.remark,
                "remark_kind": line.remark_kind,
                **({"progress": line.progress} if line.is_edited else {}),
                **({} if (line.need or "") in asked else {"need": line.need}),
                "is_edited": line.is_edited,
                "omitted": line.omitted,
            }
            for line in page.line_ids
        }
        page.line_ids.unlink()
        left_out, vals_list, confidential = 0, [], False
        candidates, since = page._candidates(), page._since()
        candidates = page._in_typed_order(candidates, list(typed))
        for number, (resolution, matter) in enumerate(candidates, 1):
            if not page._may_all_see(resolution, matter):
                # what ended was counted on the page that followed; its end is news once
                bearer = page._bearer(matter)
                ended = bearer.state in ENDED and _ended_on(bearer)
                left_out += not (since and ended and ended < since)
                continue
            meeting = resolution.meeting_id or matter.meeting_id
            confidential = (
                confidential
                or meeting.is_restricted
                or bool(matter and matter.confidentiality != "normal")
            )
            vals_list.append(
                {
                    **page._line_values(resolution, matter),
                    **typed.get((resolution.id, matter.id), {}),
                    "page_id": page.id,
                    "sequence": number,
                }
            )
        page.env["duban.meeting.page.line"].create(vals_list)
        page.write({"left_out": left_out, "is_confidential": confidential})
        if confidential:
            page.reader_ids |= self.env.user

    @staticmethod
    def _in_typed_order(candidates, before):
        """``candidates`` in the order to which somebody moved the lines of ``before`` (keys); new ones at the end."""
        keys = [(resolution.id, matter.id) for resolution, matter in candidates]
        known = [key for key in before if key in set(keys)]
        if known == [key for key in keys if key in set(known)]:
            return candidates
        place = {key: number for number, key in enumerate(known)}
        order = sorted(range(len(keys)), key=lambda n: place.get(keys[n], len(keys)))
        return [candidates[number] for number in order]

    def _ended_otherwise(self, matter):
        """How and why this matter ended without having been carried through, in words."""
        ends = ("exempt", "terminate", "merge")
        last = matter.act_ids.filtered(lambda act: act.action in ends)
        ground = last.sorted("seq")[-1:].note or matter.conclusion
        return "：".join(filter(None, (matter._state_label(), ground)))

    def _progress(self, matter):
        """What the deciders are told of this matter: as on the ledger, nothing returned or still to be reviewed."""
        if not matter.date_filed:
            return self.env._("Not filed yet")
        accepted = matter.state in CLOSED_STATES or matter.review_passed
        result = (
            matter.result
            if accepted or not matter._rule("feedback_review_required")
            else ""
        )
        last = matter._ledger_feedback()[-1:].name
        return (
            (matter.state in ENDED and result)
            or last
            or result
            or self.env._("No progress reported yet")
        )

    def _line_values(self, resolution, matter):
        meeting = resolution.meeting_id or matter.meeting_id
        if not matter:
            return {
                "resolution_id": resolution.id,
                "meeting_name": meeting.name,
                "wording": resolution.name,
                "unit_names": resolution.lead_unit_id.name or resolution.lead_text,
                "date_due": resolution.date_due,
                "condition": "open",
                "progress": self.env._("Not under supervision yet"),
                "need": self._need_words()["open"],
            }
        bearer = self._bearer(matter)
        ended = bearer.state in ENDED
        carried = bearer.state in CLOSED_STATES
        units = bearer.lead_unit_id.name or ""
        if bearer.co_unit_ids:
            units += "（" + "、".join(bearer.co_unit_ids.mapped("name")) + "）"
        progress = (
            self._ended_otherwise(bearer)
            if ended and not carried
            else self._progress(bearer)
        )
        if bearer != matter:
            progress = self.env._(
                "Merged into %(number)s: %(progress)s",
                number=bearer.number or "",
                progress=progress,
            )
        return {
            "resolution_id": resolution.id,
            "matter_id": matter.id,
            "meeting_name": meeting.name,
            "wording": resolution.name or matter.content or matter.name,
            "unit_names": units,
            "date_due": bearer.date_deadline or resolution.date_due,
            "condition": "ended" if ended else "running",
            # of what ended otherwise nothing is done: see ``_is_carried``
            "light": "none" if ended and not carried else bearer.light,
            "progress": progress,
            "need": self._need(bearer),
        }

    def _need_words(self):
        """What a page asks the meeting by itself: {key: words}."""
        return {
            "open": self.env._("Decide: supervise it, or say why not"),
            "extension": self.env._("An extension is applied for"),
            "changed": self.env._("Decided anew: say what becomes of it"),
            "overdue": self.env._("Overdue: urge it, or set another date"),
        }

    def _need(self, matter):
        """What the meeting is asked for, in words; empty when nothing."""
        words = self._need_words()
        if matter.state in ENDED:
            return ""
        if matter.extension_pending:
            return words["extension"]
        if matter.resolution_id._ending_changes(matter):
            return words["changed"]
        if matter.is_overdue:
            return words["overdue"]
        return ""
