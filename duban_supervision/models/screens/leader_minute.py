"""The leader's minute (PLUS-L1): a red matter in one screen, 关注, and an instruction that becomes a draft matter."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import clock
from ..reminding.todo import Todo

#: characters of an instruction that make the title of its draft
TITLE = 60


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

    @api.depends("feedback_ids")
    def _compute_last_progress(self):
        latest = {matter: matter.feedback_ids.sorted("id")[-1:] for matter in self}
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
                "confidentiality": self.confidentiality,
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
                    self._today(),
                    self.env._("Instruction of a leader: complete and file"),
                )
            )
        return todos


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
