"""Lines of the page, publishing it, and what the meeting said to a line."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock
from odoo.addons.duban_supervision.models.matter.states import ACTIVE_STATES
from odoo.addons.duban_supervision.models.reminding.matter_reminder import LIGHTS
from odoo.addons.duban_supervision.models.reminding.todo import Todo


class DubanMeetingPageLine(models.Model):
    """One item on a page, as it stood that day."""

    _name = "duban.meeting.page.line"
    _description = "Item on the page for a meeting"
    _inherit = ["duban.screen"]
    _order = "page_id, sequence, id"

    page_id = fields.Many2one(
        "duban.meeting.page", required=True, index=True, ondelete="cascade"
    )
    page_state = fields.Selection(related="page_id.state", string="State of the page")
    sequence = fields.Integer()
    resolution_id = fields.Many2one(
        "duban.resolution", readonly=True, index=True, ondelete="restrict"
    )
    matter_id = fields.Many2one(
        "duban.matter", readonly=True, index=True, ondelete="restrict"
    )
    meeting_name = fields.Char("Meeting", readonly=True)
    wording = fields.Text("Decided item", readonly=True)
    unit_names = fields.Char("Units", readonly=True)
    date_due = fields.Date("Due date", readonly=True)
    condition = fields.Selection(
        [("open", "Not dealt with"), ("running", "Under way"), ("ended", "Ended")],
        required=True,
        readonly=True,
    )
    light = fields.Selection(LIGHTS, readonly=True)
    progress = fields.Text()
    need = fields.Char("What it needs")
    is_edited = fields.Boolean(readonly=True)
    omitted = fields.Boolean(
        "Taken off",
        help="It does not go out with this page and stands on the next one; the page says how many.",
    )
    remark = fields.Text("Remark of the meeting")
    remark_kind = fields.Selection(
        [("record", "Supervision record"), ("instruction", "Instruction")],
        default="record",
    )
    remark_record_id = fields.Many2one("duban.record", readonly=True)

    #: what a person writes on a line: before publishing, and after
    _DRAFT = frozenset(
        {"progress", "need", "sequence", "remark", "remark_kind", "omitted"}
    )
    _AFTER = frozenset({"remark", "remark_kind"})

    def _is_carried(self):
        """Whether the item of this one line was carried through (已办结), and did not end in another way."""
        return self.condition == "ended" and self.light == "done"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "The lines come from the register; take them up anew instead."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        for line in self:
            final = line.page_state == "published"
            refused = vals.keys() - (self._AFTER if final else self._DRAFT)
            if refused:
                raise UserError(
                    self.env._("A published page does not change.")
                    if final
                    else self.env._(
                        "This comes from the register and is changed there."
                    )
                )
            if final and line.remark_record_id:
                raise UserError(
                    self.env._("The remark is on the matter's record already.")
                )
        if "progress" in vals:
            # sudo: a mark of the engine; that the line may be written was checked
            self.sudo().is_edited = True
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            raise UserError(
                self.env._("A published page does not change.")
                if any(line.page_state == "published" for line in self)
                else self.env._(
                    "No decision is lost: tick “Taken off” instead. The page then says how many were taken off."
                )
            )
        return super().unlink()


class DubanMeetingPage(models.Model):
    _name = "duban.meeting.page"
    _inherit = ["duban.meeting.page", "duban.patrolled", "mail.activity.mixin"]

    def action_publish(self):
        """Publish: each matter on the page is reported back to the body (WUT-16, XISU-8.6), then nothing changes.

        Before the meeting nothing has been reported yet: the office records it once it was held.

        :raise UserError: nothing on it, or published already
        """
        for page in self:
            if page.state == "published":
                raise UserError(self.env._("A published page does not change."))
            if not page._shown_lines():
                raise UserError(self.env._("There is nothing on the page."))
            page.check_access("write")
            reports = page._report_back()
            page._engine_write(
                {
                    "state": "published",
                    "date_published": clock.today(self),
                    "published_by_id": self.env.uid,
                    "report_ids": [(6, 0, reports.ids)],
                }
            )
            page._record_remarks()
            page._record_reports()
        return True

    def _record_reports(self):
        """What the page tells the meeting of its day was reported once that day has come (CORE-25)."""
        today = clock.today(self)
        waiting = self.report_ids.filtered(lambda row: row.state == "draft")
        waiting.filtered(lambda row: row.date <= today).action_done()
        self._reconcile_todos()

    @api.model
    def _patrol_domain(self):
        return [("state", "=", "published"), ("report_ids.state", "=", "draft")]

    def _expected_todos(self):
        """A page that was published before its meeting asks the office to record what was reported there."""
        waits = self.report_ids.filtered(lambda row: row.state == "draft")
        staff = self.office_id._office_staff()
        user = (staff & self.published_by_id) or staff[:1]
        if not waits or not user:
            return []
        words = self.env._("After the meeting: record what was reported and said")
        return [Todo("held", "mail.mail_activity_data_todo", user, self.date, words)]

    def _report_back(self):
        """Reports to the body: one for all ordinary matters, one for each sensitive one, seen by fewer.

        What is not filed yet stands on the page, and there is nothing of it to report.
        """
        Report = self.env["duban.report.back"]
        if not self.body_id.is_target:
            return Report
        lines = self._shown_lines().filtered("matter_id")
        matters = lines.matter_id._is_office().filtered("date_filed")
        plain = matters.filtered(lambda m: m.confidentiality == "normal")
        reports = Report
        for group in [plain, *(matters - plain)]:
            if not group:
                continue
            mine = lines.filtered(lambda line, group=group: line.matter_id in group)
            report = Report.create(
                {
                    "regulation_id": self.body_id.regulation_id.id,
                    "company_id": self.company_id.id,
                    "target_id": self.body_id.id,
                    "date": self.date,
                    "matter_ids": [(6, 0, group.ids)],
                    "content": "\n".join(
                        [self.name]
                        + [f"{line.wording}：{line.progress or ''}" for line in mine]
                    ),
                }
            )
            reports |= report
        return reports

    def action_record_remarks(self):
        """Put what the meeting said on the records of the matters, and record that the page was reported there."""
        for page in self:
            if page.state != "published":
                raise UserError(self.env._("Publish the page first."))
            page._record_remarks()
            page._record_reports()
        return True

    def _record_remarks(self):
        """What was said of a matter of the office goes on its record; of one that has ended it stands on the page only.

        :raise AccessError: whoever only reads the page
        """
        self.check_access("write")
        own = self.line_ids.matter_id._is_office()
        lines = self.line_ids.filtered(
            lambda line: (
                line.matter_id in own
                and line.matter_id.state in ACTIVE_STATES
                and (line.remark or "").strip()
                and not line.remark_record_id
            )
        )
        instructions = lines.filtered(lambda line: line.remark_kind == "instruction")
        instructions.matter_id._require_rule("leader_instruction_enabled")
        for line in lines:
            # sudo: of an instruction, which no leader types here: the meeting gave it, the words name it, and the
            # office, which publishes its page, stands as who entered it
            record = (
                self.env["duban.record"]
                .sudo(line in instructions)
                .create(
                    {
                        "matter_id": line.matter_id.id,
                        "purpose": line.remark_kind or "record",
                        "summary": self.env._(
                            "%(page)s: %(remark)s",
                            page=self.body_id.name,
                            remark=line.remark,
                        ),
                    }
                )
            )
            # sudo: the link is the engine's; the record was made as the user
            line.sudo().remark_record_id = record
