"""Units and people of an institution from one workbook: preview, apply, undo (PLUS-I2)."""

import base64
import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.duban_supervision import clock

from ..tools import ledgers
from ..tools.people_xlsx import read_people, write_people
from .people_rows import PeopleReader

#: rows that are applied in one batch
BATCH = 20


class DubanPeopleList(models.Model):
    """One list: what it would change, what it changed, and the way back. Kept, as it says who entered whom."""

    _name = "duban.people.list"
    _description = "List of units and people"
    _inherit = ["duban.job"]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(required=True, default=clock.today)
    file = fields.Binary("Excel file", attachment=True)
    file_name = fields.Char()
    is_complete = fields.Boolean(
        "The list is complete",
        help="Whoever has a staff number in the system and is not on the list has left: proposed for handover and "
        "archiving. Otherwise the list only adds and changes.",
    )
    phase = fields.Selection(
        [
            ("file", "Choose the file"),
            ("preview", "Preview"),
            ("done", "Applied"),
            ("undone", "Undone"),
        ],
        default="file",
        readonly=True,
    )
    job_kind = fields.Selection(
        [("apply", "Applying"), ("undo", "Undoing")], readonly=True
    )
    line_ids = fields.One2many("duban.people.line", "list_id", "Rows")
    open_line_ids = fields.One2many(
        "duban.people.line",
        "list_id",
        "To look at",
        domain=[("verdict", "in", ("bad", "ask", "left"))],
    )
    change_line_ids = fields.One2many(
        "duban.people.line",
        "list_id",
        "New and changed",
        domain=[("verdict", "in", ("new", "changed"))],
    )
    note = fields.Text(readonly=True)
    is_setup_open = fields.Boolean(compute="_compute_is_setup_open")
    new_count = fields.Integer(compute="_compute_counts")
    changed_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    left_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(compute="_compute_counts")
    ask_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        Line = self.env["duban.people.line"]
        for row in self:
            counts = dict(
                Line._read_group([("list_id", "=", row.id)], ["verdict"], ["__count"])
            )
            for verdict in ("new", "changed", "same", "left", "bad", "ask"):
                row[f"{verdict}_count"] = counts.get(verdict, 0)

    @api.depends("phase")
    def _compute_is_setup_open(self):
        for row in self:
            regulation = self.env["duban.regulation"]._in_force(row.company_id)
            row.is_setup_open = not (
                regulation.office_id and regulation.principal_leader_ids
            )

    @api.depends("file_name", "date")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.file_name or self.env._("People list")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if any(row.phase in ("done", "undone") for row in self):
            raise UserError(
                self.env._("A list that was applied is kept: it says who entered whom.")
            )

    # ------------------------------------------------------------------
    # Template
    # ------------------------------------------------------------------

    def _check_may(self):
        """Lists are applied by who maintains the directory and may create users.

        :raise AccessError:
        """
        user = self.env.user
        if not (
            user.has_group("duban_supervision.group_admin")
            and user.has_group("base.group_erp_manager")
        ):
            raise AccessError(
                self.env._(
                    "Lists of people are applied by a supervision administrator who may also maintain users "
                    "(Settings › Users: access rights)."
                )
            )
        if self.company_id - user.company_ids:
            raise AccessError(self.env._("This is the list of another institution."))

    @api.model
    def action_template(self):
        """Download the empty workbook.

        :return: url action
        """
        return self._download("template")

    @api.model
    def action_current(self):
        """Download the list as it stands, to change and import again.

        :return: url action
        """
        return self._download("current")

    @api.model
    def _download(self, kind):
        self._check_may()
        return {
            "type": "ir.actions.act_url",
            "url": f"/duban/people/{kind}.xlsx?company={self.env.company.id}",
            "target": "self",
        }

    @api.model
    def _workbook(self, kind):
        """Content of the workbook ``kind`` (``template`` or ``current``) of the current company."""
        self._check_may()
        stream = io.BytesIO()
        rows = ((), ())
        if kind == "current":
            rows = PeopleReader(
                self.new({"company_id": self.env.company.id})
            ).standing()
        write_people(stream, *rows)
        return stream.getvalue()

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file into a preview; nothing changes yet.

        :raise UserError: the file cannot be read, in words
        """
        self.ensure_one()
        self._check_may()
        if self.phase not in ("file", "preview"):
            raise UserError(self.env._("This list was applied already."))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            table = read_people(base64.b64decode(self.file), self.file_name or "")
        except (ledgers.ParseError, ValueError) as error:
            raise UserError(self._file_message(error)) from error
        answers = {
            line.code: line.answer
            for line in self.line_ids
            if line.answer and line.verdict == "ask"
        }
        self.line_ids.unlink()
        reader = PeopleReader(self, answers)
        lines = reader.lines(table)
        self.env["duban.people.line"]._engine_create(
            [{"list_id": self.id, **vals} for vals in lines]
        )
        self._engine_write(
            {"phase": "preview", "note": "\n".join(reader.notes) or False, "job_state": "draft"}
        )  # fmt: skip
        return True

    def _file_message(self, error):
        if getattr(error, "code", "") == "header":
            return self.env._(
                "No list was found. One row must name the columns: at least 工号 and 姓名 for people, "
                "or 单位名称 and another one for units. The template shows all of them."
            )
        return self.env["duban.import"]._file_message(error)

    def action_setup(self):
        """Go on with setting up the institution, where it waits for something.

        :return: window action
        """
        return self.env["ir.actions.act_window"]._for_xml_id(
            "duban_supervision_exchange.duban_setup_action"
        )

    def action_back(self):
        """Choose another file."""
        self.ensure_one()
        if self.phase != "preview":
            raise UserError(self.env._("This list was applied already."))
        self.line_ids.unlink()
        self._engine_write(
            {"phase": "file", "file": False, "file_name": False, "note": False}
        )
        return True

    # ------------------------------------------------------------------
    # Applying and undoing
    # ------------------------------------------------------------------

    def action_apply(self):
        """Do what the preview says; rows that are wrong or not answered stay out.

        :raise UserError: nothing to do, or rows that ask
        """
        self.ensure_one()
        self._check_may()
        if self.phase != "preview":
            raise UserError(self.env._("Read the file first."))
        asking = self.line_ids.filtered(
            lambda row: row.verdict == "ask" and not row.answer
        )
        if asking:
            raise UserError(
                self.env._(
                    "%(count)s rows ask whether the person is already here: %(names)s. Answer them first.",
                    count=len(asking),
                    names="、".join(asking[:5].mapped("name")),
                )
            )
        todo = self.line_ids._to_apply()
        if not todo:
            raise UserError(self.env._("The list changes nothing."))
        todo._check_successors()
        self._engine_write({"job_kind": "apply"})
        self._job_start(len(todo) + len(todo.filtered(lambda row: row.kind == "unit")))
        return True

    def action_undo(self):
        """Take back what this list did, as far as nobody has changed it since.

        :raise UserError: not the last list, or nothing was applied
        """
        self.ensure_one()
        self._check_may()
        later = self.search_count(
            [("company_id", "=", self.company_id.id), ("phase", "=", "done"), ("id", ">", self.id)], limit=1
        )  # fmt: skip
        if self.phase != "done" or later:
            raise UserError(
                self.env._("Only the list that was applied last can be undone.")
            )
        self._engine_write({"job_kind": "undo"})
        self._job_start(len(self.line_ids.filtered("trace")))
        return True

    def _job_batch(self):
        self._check_may()
        if self.job_kind == "undo":
            lines = self.line_ids.filtered("trace").sorted("step", reverse=True)[:BATCH]
            lines._undo()
            return len(lines)
        return self.line_ids._apply_next(BATCH)

    def _job_finish(self):
        undone = self.job_kind == "undo"
        if not undone:
            self.line_ids._keep_kinds(self.company_id)
        self._engine_write({"phase": "undone" if undone else "done"})
