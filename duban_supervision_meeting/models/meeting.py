"""The register of meetings: what was decided by whom and when, and who sees it (PLUS-M1)."""

import re

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.duban_supervision.models.matter.states import OPEN_STATES

#: a matter's own fields that its meeting says: {field of the matter: field of the meeting}
SAID = {
    "decision_body_id": "body_id",
    "meeting_name": "topic",
    "meeting_date": "date",
    "minutes_number": "minutes_number",
    "minutes_issue_date": "date_issued",
}


class DubanMeetingOwned(models.AbstractModel):
    """Mixin: records of a meeting's office; ``_office_company`` says whose."""

    _name = "duban.meeting.owned"
    _description = "Belongs to the register of meetings"
    _inherit = ["duban.screen"]

    def _check_access(self, operation):
        """The supervision office keeps the register of its own institution; the others read."""
        result = super()._check_access(operation)
        if result or operation == "read" or self.env.su:
            return result
        foreign = self.filtered(lambda row: not row._is_own_office())
        if not foreign:
            return None
        return foreign, lambda: AccessError(
            self.env._("Only the supervision office keeps the register of meetings.")
        )

    def _is_own_office(self):
        """Whether the current user works for the office that keeps this one record."""
        # sudo: which office it is does not depend on what the user may read
        return self.sudo().office_id in self.env.user._duban_offices()


class DubanMeeting(models.Model):
    _name = "duban.meeting"
    _description = "Meeting"
    _inherit = ["duban.meeting.owned", "duban.engine.values", "mail.thread"]
    _keeps_defaults = True
    _given_at_creation = frozenset({"company_id"})
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    regulation_id = fields.Many2one(
        "duban.regulation",
        compute="_compute_regulation_id",
        store=True,
        ondelete="restrict",
    )
    office_id = fields.Many2one(
        "hr.department",
        "Supervision office",
        compute="_compute_regulation_id",
        store=True,
        index=True,
    )
    body_id = fields.Many2one(
        "duban.decision.body",
        "Deciding body",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('regulation_id', '=', regulation_id), ('is_body', '=', True)]",
    )
    body_group_id = fields.Many2one(
        "duban.decision.body",
        "Deciding body, over all versions",
        compute="_compute_body_group_id",
        store=True,
        index=True,
    )
    ordinal = fields.Char(help="Which one it is, as the minutes say it: 2026年第12次.")
    topic = fields.Char(
        help="What it was about, where the name of the body does not say it."
    )
    date = fields.Date("Held on", index=True)
    minutes_number = fields.Char()
    date_issued = fields.Date("Minutes issued on")
    minutes_file = fields.Binary("Minutes", attachment=True)
    minutes_file_name = fields.Char()
    minutes_text = fields.Text("Text of the minutes", readonly=True)
    is_restricted = fields.Boolean(
        "Seen by few",
        tracking=True,
        help="Only the people named see the meeting, its file and its items.",
    )
    reader_ids = fields.Many2many(
        "res.users", "duban_meeting_reader_rel", string="Seen by"
    )
    resolution_ids = fields.One2many("duban.resolution", "meeting_id", "Decided items")
    matter_ids = fields.One2many("duban.matter", "meeting_id", "Matters")
    page_ids = fields.One2many("duban.meeting.page", "meeting_id", "Pages for it")
    item_count = fields.Integer("Items", compute="_compute_coverage")
    open_count = fields.Integer("Open", compute="_compute_coverage")
    supervised_count = fields.Integer("Supervised", compute="_compute_coverage")
    coverage = fields.Float(
        compute="_compute_coverage",
        help="Share of the decided items that became something: 1 is all of them.",
    )
    matter_count = fields.Integer(compute="_compute_matter_count")
    user_id = fields.Many2one(
        "res.users", "Entered by", readonly=True, default=lambda self: self.env.user
    )

    _body_date_idx = models.Index("(body_id, date)")

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    @api.depends("body_id.name", "ordinal", "topic", "date")
    def _compute_name(self):
        format_date = self.env["duban.matter"]._format_date
        for meeting in self:
            day = "" if meeting.ordinal else format_date(meeting.date)
            # 2026年第12次校长办公会; without an ordinal the day tells them apart
            meeting.name = (
                f"{meeting.ordinal or day}{meeting.topic or meeting.body_id.name or ''}"
            )

    @api.depends("body_id")
    def _compute_body_group_id(self):
        for meeting in self:
            meeting.body_group_id = meeting.body_id._first()

    @api.depends("body_id", "company_id")
    def _compute_regulation_id(self):
        for meeting in self:
            # sudo: the register belongs to the office whoever opens it
            sudo = meeting.sudo()
            regulation = sudo.body_id.regulation_id or sudo.env[
                "duban.regulation"
            ]._in_force(meeting.company_id)
            meeting.regulation_id = regulation
            meeting.office_id = regulation.office_id

    @api.depends("resolution_ids.status")
    def _compute_coverage(self):
        counts = {
            (meeting.id, status): count
            for meeting, status, count in self.env["duban.resolution"]._read_group(
                [("meeting_id", "in", self.ids)],
                ["meeting_id", "status"],
                ["__count"],
            )
        }
        for meeting in self:
            found = {
                status: count
                for (key, status), count in counts.items()
                if key == meeting.id
            }
            meeting.item_count = total = sum(found.values())
            meeting.open_count = found.get("open", 0)
            meeting.supervised_count = found.get("supervised", 0)
            meeting.coverage = (total - meeting.open_count) / total if total else 0

    @api.depends("matter_ids")
    def _compute_matter_count(self):
        counts = dict(
            self.env["duban.matter"]._read_group(
                [("meeting_id", "in", self.ids)], ["meeting_id"], ["__count"]
            )
        )
        for meeting in self:
            meeting.matter_count = counts.get(meeting, 0)

    @api.onchange("body_id")
    def _onchange_body_id(self):
        if self.body_id.meeting_restricted:
            self.is_restricted = True
            self.reader_ids |= self.body_id.meeting_reader_ids

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            body = self.env["duban.decision.body"].browse(vals.get("body_id"))
            # sudo: the body's readers hold whoever enters the meeting
            body = body.sudo()
            if body.meeting_restricted and "is_restricted" not in vals:
                vals["is_restricted"] = True
                vals["reader_ids"] = [
                    *(vals.get("reader_ids") or []),
                    *(Command.link(i) for i in body.meeting_reader_ids.ids),
                ]
            if vals.get("is_restricted") and not self.env.su:
                # whoever enters it must be able to go on with it
                vals["reader_ids"] = [
                    *(vals.get("reader_ids") or []),
                    Command.link(self.env.uid),
                ]
        meetings = super(
            DubanMeeting, self.with_context(mail_create_nosubscribe=True)
        ).create(vals_list)
        meetings._reconcile_todos()
        return meetings

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"is_restricted", "reader_ids"}:
            for meeting in self.filtered("is_restricted"):
                # sudo: closing the door behind oneself is not meant; who may write the meeting was checked
                sudo = meeting.sudo()
                if self.env.user not in sudo.reader_ids and not self.env.su:
                    sudo.reader_ids |= self.env.user
        if vals.keys() & set(SAID.values()):
            self._tell_matters(vals.keys() & set(SAID.values()))
        if vals.keys() & {"date", "date_issued"}:
            self._reconcile_todos()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self._is_kept():
            raise UserError(
                self.env._(
                    "A meeting from which a matter was filed, or that stands on a published page, is kept."
                )
            )

    def _text_with(self, source):
        """The text of this one meeting's minutes with what was read now, and where ``source`` begins in it.

        Items were cut out of the text at their places; once filed matters or a published page rest on it, it only
        grows (CORE-27).
        """
        before = self.minutes_text or ""
        if not before or not self._is_kept():
            return source, 0
        at = before.find(source)
        if at >= 0:
            return before, at
        return f"{before}\n\n{source}", len(before) + 2

    def _has_matters(self):
        """Whether any matter came from this one meeting, whoever may see it."""
        matters = self.env["duban.matter"].with_context(active_test=False)
        return bool(matters._search([("meeting_id", "=", self.id)], bypass_access=True))

    def _is_kept(self):
        """Meetings in ``self`` that filed matters or published pages speak of: what stands on them stays (CORE-27)."""
        # sudo: kept whoever may see what came of it
        kept = self.sudo().filtered(
            lambda row: (
                row.matter_ids._is_kept()
                or row.resolution_ids._is_kept()
                or row.page_ids._is_kept()
            )
        )
        return kept.with_env(self.env)

    def _tell_matters(self, names):
        """What the meeting says is what its matters say; terms that count from it follow (PLUS-M1)."""
        for meeting in self:
            # sudo: the meeting was changed by its office; matters that it does not see follow all the same
            # what came to its end keeps the words it ended with
            matters = meeting.sudo().matter_ids.filtered(
                lambda matter: matter.state in OPEN_STATES
            )
            for regulation, group in matters.grouped("regulation_id").items():
                said = group.meeting_id._said(regulation)
                vals = {
                    name: said[name] for name, source in SAID.items() if source in names
                }
                old = {matter.id: matter._trail_values(vals) for matter in group}
                group._engine_write(vals)
                group._record_meeting(old)
            if "date_issued" in names:
                matters._follow_minutes()

    # ------------------------------------------------------------------
    # Matters that name a meeting
    # ------------------------------------------------------------------

    def _said(self, regulation):
        """{field: value} of what this one meeting says on a matter under ``regulation``, by its rows."""
        body = self.body_id
        if body.regulation_id._setting("company_id") == regulation._setting(
            "company_id"
        ):
            body = body._under(regulation)
        said = {name: self[source] for name, source in SAID.items()}
        return {**said, "decision_body_id": body.id}

    @api.model
    def _find_or_create(self, company, body, day, number, issued=None, topic=None):
        """The meeting of ``body`` with this date or number of the minutes, entered if it is not there yet.

        :param day: date held or None
        :param number: number of the minutes or None; one of the two is given
        :param topic: its own name; two meetings of one kind on one day are told apart by it
        """
        # sudo: a matter names its meeting whether its author may read the register or not; only the link is given
        Meeting = self.sudo()
        domain = [
            ("company_id", "=", company.id),
            ("body_id", "in", body._versions().ids),
        ]
        found = Meeting
        if number:
            found = Meeting.search([*domain, ("minutes_number", "=", number)], limit=2)
        if not found and day:
            found = Meeting.search([*domain, ("date", "=", day)])
            found = found.filtered(
                lambda row: (
                    (
                        not (number and row.minutes_number)
                        or row.minutes_number == number
                    )
                    and not (topic and row.topic and row.topic != topic)
                )
            )
        if found:
            if topic and not found[0].topic and self._hears_of(found[0]):
                # said on the matter, known to the register from now on
                found[0].topic = topic
            return found[:1]
        return Meeting.create(
            {
                "company_id": company.id,
                "body_id": body.id,
                "date": day,
                "minutes_number": number,
                "date_issued": issued,
                "topic": topic,
                "ordinal": self._ordinal_of(number),
            }
        )

    @api.model
    def _hears_of(self, meeting):
        """Whether what the current user says on a matter is taken over for ``meeting``, and so for all its matters.

        Of a unit that proposes one it is not: the register is its office's.
        """
        return self.env.su or meeting._is_own_office()

    @api.model
    def _ordinal_of(self, number):
        found = re.search(r"(?:20\d{2}年)?第\s*\d{1,3}\s*次", number or "")
        return found.group() if found else False

    @api.model
    def _link_old_matters(self):
        """Give every matter that names a body with a date or a number its meeting; asked in one query."""
        self.env["duban.matter"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, decision_body_id, meeting_date, minutes_number,
                          max(minutes_issue_date), array_agg(id)
                     FROM duban_matter
                    WHERE meeting_id IS NULL AND decision_body_id IS NOT NULL
                      AND (meeting_date IS NOT NULL OR minutes_number IS NOT NULL)
                    GROUP BY 1, 2, 3, 4 ORDER BY 3 NULLS LAST"""
            )
        )
        for company, body, day, number, issued, ids in rows:
            meeting = self._find_or_create(
                self.env["res.company"].browse(company),
                self.env["duban.decision.body"].browse(body),
                day,
                number,
                issued,
            )
            # sudo: an upgrade links; what the matters say of the meeting is not touched
            self.env["duban.matter"].sudo().browse(ids)._engine_write(
                {"meeting_id": meeting.id}
            )
        return len(rows)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_items(self):
        """The decided items of this meeting."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_meeting.duban_resolution_action"
        )
        action["domain"] = [("meeting_id", "=", self.id)]
        action["context"] = {"default_meeting_id": self.id}
        return action

    def action_open_matters(self):
        """The matters that came from this meeting."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision.duban_matter_action"
        )
        action["domain"] = [("meeting_id", "=", self.id)]
        action["context"] = {}
        return action
